"""What a run reports and gives back: steps, tokens, pictures, clips and answers."""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from lance_studio.requests.geometry import FRAME_RATE

Frame: TypeAlias = NDArray[np.uint8]


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
class TokenProgress:
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
        given_end: Last frames that repeat given ones (what comes before a clip or between two). The first of them is
            drawn by the model; the others are decoded from latents that were given.
        frame_rate: Frames per second of a clip.
        timings: Seconds by stage.
        warnings: Sentences for the user, for example on aliased positions of very wide pictures.
        masked_source: What the frames of an edit with a mask are to be composed with; ``None`` without a mask.
    """

    frames: NDArray[np.uint8]
    latent: Tensor
    given_frames: int = 0
    given_end: int = 0
    frame_rate: Fraction = Fraction(FRAME_RATE)
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
