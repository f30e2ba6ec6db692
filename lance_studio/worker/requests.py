"""One typed request per task, without pixels, as it is stored in the project and sent to the engine's process.

They mirror :mod:`lance_studio.engine.requests`, which needs torch and therefore cannot be imported here; a test holds
both together. Pictures and clips travel beside a request as an ordered list of :class:`InputBlock`. The engine checks
the ranges of all numbers; here only types are checked.
"""

from dataclasses import dataclass
from typing import Literal

import msgspec
import numpy as np
from numpy.typing import NDArray

from lance_studio.errors import InvalidRequestError

Renorm = Literal["global", "channel", "none"]
NoiseSource = Literal["cpu", "device"]
Family = Literal["image", "video"]
PrecisionName = Literal["reference", "float32"]

DEFAULT_IMAGE_SYSTEM = "Look at the image carefully and answer the question."
DEFAULT_VIDEO_SYSTEM = "Watch the video carefully and answer the question."
_CAPTIONS = (
    "Generate a detailed and accurate description of the {kind}, including all the key moments and visual details.",
    "Write an in-depth depiction of the {kind}, covering all its aspects.",
    "Write an exhaustive depiction of the given {kind}, capturing its essence and key moments.",
    "Describe the key features of the input {kind}, including color, shape, size, texture, objects, background.",
)
#: Most input blocks of a request that takes several.
MAX_INPUTS = 8


class Sampling(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a picture or clip is drawn from noise; ranges as in the engine's class of the same name.

    Attributes:
        steps: Euler steps.
        shift: Timestep shift.
        guidance_scale: Text guidance; at most 1 means none.
        guidance_interval: Timesteps (low, high) between which guidance acts.
        renorm: Norm that a guided velocity may not exceed.
        renorm_min: Least factor that renormalisation applies.
        seed: Of the noise.
        noise: Where noise is drawn.
        sample_latents: Draw input latents from the encoder's distribution instead of using its mean.
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


class Decoding(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How an answer is drawn from token probabilities; ranges as in the engine's class of the same name.

    Attributes:
        max_new_tokens: Longest answer.
        min_new_tokens: The answer does not end before this many tokens.
        temperature: 0 answers greedily.
        top_p: Least total probability of the tokens drawn from.
        seed: Acts only with a temperature.
    """

    max_new_tokens: int = 256
    min_new_tokens: int = 0
    temperature: float = 0.0
    top_p: float = 1.0
    seed: int = 42


class _Request(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="task"):
    """What all requests have in common: the field ``task`` tells them apart."""


class TextToImage(_Request, frozen=True, kw_only=True, tag="text_to_image"):
    """Draw a picture; takes no input."""

    prompt: str
    width: int = 768
    height: int = 768
    sampling: Sampling = Sampling()


class TextToVideo(_Request, frozen=True, kw_only=True, tag="text_to_video"):
    """Draw a clip; takes no input."""

    prompt: str
    width: int = 848
    height: int = 480
    num_frames: int = 49
    sampling: Sampling = Sampling()


class ImageToVideo(_Request, frozen=True, kw_only=True, tag="image_to_video"):
    """Animate one picture."""

    prompt: str
    num_frames: int = 61
    preset: str = "video_480p"
    sampling: Sampling = Sampling()


class ImageEdit(_Request, frozen=True, kw_only=True, tag="image_edit"):
    """Change the last of one or several pictures after an instruction.

    Attributes:
        instruction: What to change.
        preset: Size of the result, by the model's profile.
        feather: Width in pixels of the soft edge inside the mask of the last block; acts only with a mask.
        sampling: How the result is drawn.
    """

    instruction: str
    preset: str = "image_768res"
    feather: int = 8
    sampling: Sampling = Sampling()


class VideoEdit(_Request, frozen=True, kw_only=True, tag="video_edit"):
    """Change the last of one or several clips after an instruction; fields as :class:`ImageEdit`."""

    instruction: str
    preset: str = "video_480p"
    feather: int = 8
    sampling: Sampling = Sampling()


class Continuation(_Request, frozen=True, kw_only=True, tag="continuation"):
    """Continue one clip from its last frames."""

    prompt: str
    clean_latents: int = 2
    num_frames: int = 61
    preset: str = "video_480p"
    sampling: Sampling = Sampling()


class ReferenceGuided(_Request, frozen=True, kw_only=True, tag="reference_guided"):
    """Draw a new picture (``num_frames`` 1) or clip that keeps what one or several pictures show."""

    prompt: str
    width: int = 768
    height: int = 768
    num_frames: int = 1
    preset: str = "image_768res"
    sampling: Sampling = Sampling()


class AskImage(_Request, frozen=True, kw_only=True, tag="ask_image"):
    """Answer a question about one picture."""

    question: str
    system_prompt: str = DEFAULT_IMAGE_SYSTEM
    preset: str = "image_768res"
    decoding: Decoding = Decoding()


class AskVideo(_Request, frozen=True, kw_only=True, tag="ask_video"):
    """Answer a question about one clip."""

    question: str
    system_prompt: str = DEFAULT_VIDEO_SYSTEM
    preset: str = "video_480p"
    decoding: Decoding = Decoding()


VisualRequest = TextToImage | TextToVideo | ImageToVideo | ImageEdit | VideoEdit | Continuation | ReferenceGuided
TextRequest = AskImage | AskVideo
Request = VisualRequest | TextRequest

#: Least and most input blocks, and whether a block must be a single picture.
_INPUTS: dict[type[Request], tuple[int, int, bool]] = {
    TextToImage: (0, 0, False),
    TextToVideo: (0, 0, False),
    ImageToVideo: (1, 1, True),
    ImageEdit: (1, MAX_INPUTS, True),
    VideoEdit: (1, MAX_INPUTS, False),
    Continuation: (1, 1, False),
    ReferenceGuided: (1, MAX_INPUTS, True),
    AskImage: (1, 1, True),
    AskVideo: (1, 1, False),
}


class ModelChoice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which model a request runs on, and how.

    Attributes:
        root: Absolute path of the model folder.
        device: ``auto``, ``cpu``, ``cuda`` or ``cuda:N``.
        precision: Number format; what suits the device by default.
        checkpoint: The checkpoint to use instead of the task's usual one.
    """

    root: str
    device: str = "auto"
    precision: PrecisionName | None = None
    checkpoint: Family | None = None


@dataclass(frozen=True, slots=True, eq=False)
class InputBlock:
    """One picture or clip that a request works on.

    Attributes:
        frames: ``uint8`` [T, H, W, 3], T = 1 for a picture; clips hold the frames that the model is to see.
        mask: ``uint8`` [H, W] at the frames' size; where it is 128 or more, an edit may change the last block.
        latent: ``float32`` [t, h, w, 48], the latent of the result that these frames are; it is used instead of
            encoding them again. Edits only; its size must fit the request's preset.
    """

    frames: NDArray[np.uint8]
    mask: NDArray[np.uint8] | None = None
    latent: NDArray[np.float32] | None = None


def caption_system_prompts(kind: Family) -> tuple[str, ...]:
    """The four system prompts of caption mode, of which the official code draws one at random."""
    return tuple(text.format(kind=kind) for text in _CAPTIONS)


def check_inputs(request: Request, inputs: list[InputBlock]) -> None:
    """Check the number and the shapes of a request's input blocks.

    Raises:
        InvalidRequestError: Too few or too many, or of the wrong shape.
    """
    least, most, pictures = _INPUTS[type(request)]
    if not least <= len(inputs) <= most:
        allowed = str(least) if least == most else f"{least} to {most}"
        raise InvalidRequestError(f"The task {task_name(request)} was given {len(inputs)} inputs.", f"Give {allowed}.")
    for number, block in enumerate(inputs, start=1):
        frames = block.frames
        if frames.dtype != np.uint8 or frames.ndim != 4 or frames.shape[3] != 3 or 0 in frames.shape:
            raise InvalidRequestError(f"Input {number} is not 8-bit RGB frames.", "Load it with lance_studio.media.")
        if pictures and len(frames) != 1:
            raise InvalidRequestError(f"Input {number} is a clip.", "Give a single picture.")
        if block.mask is not None and (block.mask.dtype != np.uint8 or block.mask.shape != frames.shape[1:3]):
            raise InvalidRequestError(f"The mask of input {number} does not have its size.", "Draw it again.")
        if block.latent is not None and (block.latent.dtype != np.float32 or block.latent.ndim != 4):
            raise InvalidRequestError(f"The kept latent of input {number} is unusable.", "Edit without it.")


def task_name(request: Request) -> str:
    """The name that the project, recipes and messages know a task by, such as ``image_edit``."""
    return str(type(request).__struct_config__.tag)


def asks(request: Request) -> bool:
    """Whether the request is answered in words rather than with a picture or clip."""
    return isinstance(request, AskImage | AskVideo)


def to_json(request: Request) -> str:
    """A request as the project stores it; every number is written, also where it is the default."""
    return msgspec.json.encode(request).decode()


def from_json(text: str) -> Request:
    """A request from the text that :func:`to_json` made.

    Raises:
        InvalidRequestError: The text is damaged, or of a version that knows other fields.
    """
    try:
        return msgspec.json.decode(text, type=Request)
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise InvalidRequestError(
            f"The stored request cannot be read: {error}.", "Create it anew, or use the version that wrote it."
        ) from error
