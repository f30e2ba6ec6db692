"""One typed request per task, holding everything that the run depends on, and the results.

Pictures are ``uint8`` arrays of shape [H, W, 3] (sRGB); clips are sequences of such frames, already sampled at the
instants that :func:`lance_studio.engine.preprocess.sample_frame_indices` names. Requests are checked by
:mod:`lance_studio.engine.validation` before anything is computed.

A request holds numbers only, no "as the model likes it": what a person leaves open is filled in from the model's
profile (:mod:`lance_studio.catalog.profile`) by whoever builds the request. The defaults here are the official code's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from lance_studio.catalog.layout import Family
from lance_studio.engine.config import MODEL_FRAME_RATE

Frame = NDArray[np.uint8]
Renorm = Literal["global", "channel", "none"]
NoiseSource = Literal["cpu", "device"]
#: Name of a size at which inputs are seen; the model's profile says which there are.
Preset = str

DEFAULT_IMAGE_SYSTEM = "Look at the image carefully and answer the question."
DEFAULT_VIDEO_SYSTEM = "Watch the video carefully and answer the question."


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampling:
    """How a picture or clip is drawn from noise (specification §7).

    Attributes:
        steps: Euler steps, 1 to 1000.
        shift: Timestep shift σ, above 0 and at most 100.
        guidance_scale: Text guidance, 0 to 100; at most 1 means no guidance.
        guidance_interval: Guidance acts at timesteps t with low < t <= high, both in [0, 1], after the shift.
        renorm: Norm that a guided velocity may not exceed: of the whole target, of each token, or none.
        renorm_min: Least factor that renormalisation applies, 0 to 1.
        seed: 0 to 2**63 - 1.
        noise: Where noise is drawn: ``cpu`` gives the same picture on every device, ``device`` what the official code
            draws on a GPU.
        sample_latents: Draw input latents from the encoder's distribution as the official code does (quirk Q4);
            otherwise use its mean.
    """

    steps: int = 30
    shift: float = 3.5
    guidance_scale: float = 4.0
    guidance_interval: tuple[float, float] = (0.4, 1.0)
    renorm: Renorm = "global"
    renorm_min: float = 0.0
    seed: int = 42
    noise: NoiseSource = "cpu"
    sample_latents: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoding:
    """How an answer is drawn from the model's token probabilities (specification §8).

    Attributes:
        max_new_tokens: Longest answer, 1 to 4096 tokens.
        min_new_tokens: The answer does not end before this many tokens, 0 to ``max_new_tokens``.
        temperature: 0 answers greedily, as the official code does; at most 10.
        top_p: Least total probability of the tokens drawn from, above 0 to 1; acts only with a temperature.
        seed: 0 to 2**63 - 1; acts only with a temperature.
    """

    max_new_tokens: int = 256
    min_new_tokens: int = 0
    temperature: float = 0.0
    top_p: float = 1.0
    seed: int = 42


@dataclass(frozen=True, slots=True, kw_only=True)
class TextToImage:
    """Draw a picture of ``width`` × ``height`` pixels (rounded down to multiples of 16)."""

    prompt: str
    width: int = 768
    height: int = 768
    sampling: Sampling = field(default_factory=Sampling)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextToVideo:
    """Draw a clip; ``num_frames`` is rounded down to 4k + 1 (quirk Q13), 12 frames a second."""

    prompt: str
    width: int = 848
    height: int = 480
    num_frames: int = 49
    sampling: Sampling = field(default_factory=Sampling)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageToVideo:
    """Animate a picture, which becomes the first frame; its shape decides the size (quirk Q15)."""

    prompt: str
    image: Frame
    num_frames: int = 61
    preset: Preset = "video_480p"
    sampling: Sampling = field(default_factory=Sampling)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageEdit:
    """Change the last of one or several pictures after an instruction.

    Attributes:
        instruction: What to change.
        sources: The pictures.
        preset: Size of the result by the last source's shape.
        sampling: How the result is drawn.
        mask: ``uint8`` [H, W] at the last source's size, 128 or more where the result may differ. It is cropped and
            resized as the source is; a pixel or latent cell of the result may change if any of the mask's pixels that
            fall on it may. Cells that may not change are held to the source's latent during sampling. The decoded
            pixels are not composed here; :class:`MaskedSource` brings what that takes.
        source_latents: For each source the latent [t, h, w, 48] that it was decoded from (:attr:`Visual.latent`), to be
            used instead of encoding its pixels, or ``None``; empty means none. The vision tower sees the pixels.
    """

    instruction: str
    sources: tuple[Frame, ...]
    preset: Preset = "image_768res"
    sampling: Sampling = field(default_factory=Sampling)
    mask: Frame | None = None
    source_latents: tuple[Tensor | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoEdit:
    """Change the last of one or several clips after an instruction.

    Attributes:
        instruction: What to change.
        sources: The clips.
        preset: Size of the result by the last source's shape.
        sampling: How the result is drawn.
        mask: As that of :class:`ImageEdit`; the same for every frame.
        source_latents: As those of :class:`ImageEdit`.
    """

    instruction: str
    sources: tuple[Sequence[Frame], ...]
    preset: Preset = "video_480p"
    sampling: Sampling = field(default_factory=Sampling)
    mask: Frame | None = None
    source_latents: tuple[Tensor | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Continuation:
    """Experimental: continue a clip from its last frames (specification §7, "other conditioning").

    Attributes:
        prompt: What happens next.
        frames: The clip's last frames at 12 frames a second; the last ``4 (clean_latents - 1) + 1`` of them are used.
        clean_latents: Leading latent frames that hold the given frames; 1 equals :class:`ImageToVideo`.
        num_frames: Length of the generated clip including the given frames.
        preset: Size of the result by the frames' shape.
        sampling: How the rest is drawn.
    """

    prompt: str
    frames: Sequence[Frame]
    clean_latents: int = 2
    num_frames: int = 61
    preset: Preset = "video_480p"
    sampling: Sampling = field(default_factory=Sampling)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceGuided:
    """Experimental: draw a new picture (``num_frames`` 1) or clip that keeps what reference pictures show.

    Uses the ``idip`` layout (specification §3.1, §3.3): every reference is a ViT block and a clean VAE block of
    modality 3.
    """

    prompt: str
    references: tuple[Frame, ...]
    width: int = 768
    height: int = 768
    num_frames: int = 1
    preset: Preset = "image_768res"
    sampling: Sampling = field(default_factory=Sampling)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskImage:
    """Answer a question about a picture; without a question the system prompt alone says what to write."""

    question: str
    image: Frame
    system_prompt: str = DEFAULT_IMAGE_SYSTEM
    preset: Preset = "image_768res"
    decoding: Decoding = field(default_factory=Decoding)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskVideo:
    """Answer a question about a clip; without a question the system prompt alone says what to write."""

    question: str
    frames: Sequence[Frame]
    system_prompt: str = DEFAULT_VIDEO_SYSTEM
    preset: Preset = "video_480p"
    decoding: Decoding = field(default_factory=Decoding)


VisualRequest = TextToImage | TextToVideo | ImageToVideo | ImageEdit | VideoEdit | Continuation | ReferenceGuided
TextRequest = AskImage | AskVideo
Request = VisualRequest | TextRequest


def default_family(request: Request) -> Family:
    """The checkpoint that the official code uses for a task (specification §1)."""
    match request:
        case TextToImage() | ImageEdit() | AskImage():
            return "image"
        case ReferenceGuided(num_frames=1):
            return "image"
        case _:
            return "video"


@dataclass(frozen=True, slots=True, kw_only=True)
class StepProgress:
    """State after one denoising step.

    Attributes:
        step: Steps done, 1 to ``total``.
        total: Steps of the run.
        seconds: Wall seconds since sampling began.
        preview: Rough picture of the expected result, ``uint8`` [h, w, 3] at one pixel per latent cell (of the middle
            latent frame of a clip), or ``None`` where previews are off.
    """

    step: int
    total: int
    seconds: float
    preview: Frame | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One token of a growing answer: ``text`` is what it adds to the answer (empty inside a character)."""

    index: int
    token_id: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """Wall seconds of a run's stages: input pixels to features and latents, context, steps or tokens, decoding."""

    encode: float = 0.0
    prefill: float = 0.0
    sample: float = 0.0
    decode: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedSource:
    """What an edit with a mask is composed with, at the result's size.

    Attributes:
        frames: The last source, cropped and resized, ``uint8`` [T, H, W, 3]; equal to it if it has the size already.
        mask: ``uint8`` [H, W], 255 where the result may differ from it and 0 elsewhere.
    """

    frames: NDArray[np.uint8]
    mask: Frame


@dataclass(frozen=True, slots=True, kw_only=True)
class Visual:
    """A generated picture or clip.

    Attributes:
        frames: ``uint8`` [T, H, W, 3]; T is 1 for a picture.
        latent: Final latent, [t, h, w, 48] on the CPU in the run's number format, normalised as the sampler sees it;
            of an edit with a mask, the source's own in the cells that may not change.
        given_frames: Leading frames that repeat given ones (animation and continuation).
        frame_rate: Frames per second of a clip.
        timings: Seconds by stage.
        warnings: Sentences for the user, for example on aliased positions of very wide pictures.
        masked_source: What the frames of an edit with a mask are to be composed with; ``None`` without a mask.
    """

    frames: NDArray[np.uint8]
    latent: Tensor
    given_frames: int = 0
    frame_rate: Fraction = Fraction(MODEL_FRAME_RATE)
    timings: Timings = field(default_factory=Timings)
    warnings: tuple[str, ...] = ()
    masked_source: MaskedSource | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A generated answer.

    Attributes:
        text: The answer without its end mark, stripped.
        token_ids: All generated ids, with the end mark if it was reached.
        finished: Whether the model ended the answer itself rather than being cut at the limit.
        timings: Seconds by stage.
    """

    text: str
    token_ids: tuple[int, ...]
    finished: bool
    timings: Timings = field(default_factory=Timings)
