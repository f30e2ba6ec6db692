"""One typed request per task, without pixels, as it is stored in the project and sent to the engine.

A request holds numbers only, no "as the model likes it": what a person leaves open is filled in from the model's
profile (:mod:`lance_studio.catalog.profile`) by whoever makes the request. The defaults here are the official code's.
Pictures and clips travel beside a request as an ordered list of :class:`lance_studio.requests.inputs.InputBlock`.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec import Meta

from lance_studio.errors import InvalidRequestError
from lance_studio.language import mark, tr
from lance_studio.requests.geometry import MAX_FRAMES, MAX_SIDE, MIN_MOVING_FRAMES, MIN_SIDE, end_frames, given_frames
from lance_studio.requests.ranges import check_fields
from lance_studio.requests.sampling import Decoding, Sampling

#: Which of the two checkpoints of a model folder.
Family = Literal["image", "video"]
#: Number formats in which a model runs.
PrecisionName = Literal["reference", "float32"]

# English: what the model was trained with.
DEFAULT_IMAGE_SYSTEM = "Look at the image carefully and answer the question."
# English: as above.
DEFAULT_VIDEO_SYSTEM = "Watch the video carefully and answer the question."
_CAPTIONS = (
    # English: as above.
    "Generate a detailed and accurate description of the {kind}, including all the key moments and visual details.",
    # English: as above.
    "Write an in-depth depiction of the {kind}, covering all its aspects.",
    # English: as above.
    "Write an exhaustive depiction of the given {kind}, capturing its essence and key moments.",
    # English: as above.
    "Describe the key features of the input {kind}, including color, shape, size, texture, objects, background.",
)
MAX_FEATHER = 4096

_PIXELS = {"unit": mark(" pixels")}
Width = Annotated[int, Meta(ge=MIN_SIDE, le=MAX_SIDE, title=mark("The width"), extra=_PIXELS)]
Height = Annotated[int, Meta(ge=MIN_SIDE, le=MAX_SIDE, title=mark("The height"), extra=_PIXELS)]
Frames = Annotated[int, Meta(ge=1, le=MAX_FRAMES, title=mark("The number of frames"))]
MovingFrames = Annotated[int, Meta(ge=MIN_MOVING_FRAMES, le=MAX_FRAMES, title=mark("The number of frames"))]
KeptLatents = Annotated[int, Meta(ge=1, le=30, title=mark("The number of kept latent frames"))]
#: As :data:`KeptLatents`, where the other end of the clip may be the one that is kept.
EndLatents = Annotated[int, Meta(ge=0, le=30, title=mark("The number of kept latent frames"))]
Feather = Annotated[int, Meta(ge=0, le=MAX_FEATHER, title=mark("The width of the soft edge"), extra=_PIXELS)]


class _Request(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="task"):
    """What all requests have in common: the field ``task`` tells them apart, and numbers out of range are refused."""

    def __post_init__(self) -> None:
        check_fields(self)


class TextToImage(_Request, frozen=True, kw_only=True, tag="text_to_image"):
    """Draw a picture of ``width`` × ``height`` pixels, rounded down to multiples of 16; takes no input."""

    prompt: str
    width: Width = 768
    height: Height = 768
    sampling: Sampling = Sampling()


class TextToVideo(_Request, frozen=True, kw_only=True, tag="text_to_video"):
    """Draw a clip; ``num_frames`` is rounded down to 4k + 1 (quirk Q13), 12 frames a second; takes no input."""

    prompt: str
    width: Width = 848
    height: Height = 480
    num_frames: Frames = 49
    sampling: Sampling = Sampling()


class ImageToVideo(_Request, frozen=True, kw_only=True, tag="image_to_video"):
    """Animate one picture, which becomes the first frame; its shape decides the size (quirk Q15)."""

    prompt: str
    num_frames: MovingFrames = 61
    preset: str = "video_480p"
    sampling: Sampling = Sampling()


class ImageEdit(_Request, frozen=True, kw_only=True, tag="image_edit"):
    """Change the last of one or several pictures after an instruction.

    Attributes:
        instruction: What to change.
        preset: Size of the result by the last source's shape, by the model's profile.
        feather: Width in pixels of the soft edge inside the mask of the last block; acts only with a mask, and after
            the engine's run, when the result is composed.
        sampling: How the result is drawn.
    """

    instruction: str
    preset: str = "image_768res"
    feather: Feather = 8
    sampling: Sampling = Sampling()


class VideoEdit(_Request, frozen=True, kw_only=True, tag="video_edit"):
    """Change the last of one or several clips after an instruction; fields as :class:`ImageEdit`."""

    instruction: str
    preset: str = "video_480p"
    feather: Feather = 8
    sampling: Sampling = Sampling()


class Continuation(_Request, frozen=True, kw_only=True, tag="continuation"):
    """Draw what comes after a clip, before one, or between two ("other conditioning" in §7 of the specification).

    What comes after a clip keeps its last frames as leading latent frames; what comes before one keeps its first frames
    as the last latent frames; a gap between two clips keeps both. The inputs are the clip before, if leading latent
    frames are kept, and then the clip behind, if last ones are.

    Attributes:
        prompt: What happens.
        clean_latents: Leading latent frames that hold the given frames, the last ``4 (clean_latents - 1) + 1`` of the
            clip before; 1 equals :class:`ImageToVideo`; 0 if nothing comes before.
        end_latents: Last latent frames that are given: they hold frames 1 to ``4 end_latents`` of the clip behind,
            counted from 0. Its frame 0, which they are encoded after, is drawn again as the frame before them.
        num_frames: Length of the generated clip including the given frames.
        preset: Size of the result by the frames' shape.
        sampling: How the rest is drawn.
    """

    prompt: str
    clean_latents: EndLatents = 2
    end_latents: EndLatents = 0
    num_frames: MovingFrames = 61
    preset: str = "video_480p"
    sampling: Sampling = Sampling()

    def __post_init__(self) -> None:
        check_fields(self)
        if not self.kept_latents:
            raise InvalidRequestError(
                tr("The number of kept latent frames is {count}.", count=0),
                tr("Choose a whole number from 1 to {most}, or more frames.", most=30),
            )

    @property
    def kept_latents(self) -> int:
        """Latent frames that are given, at both ends."""
        return self.clean_latents + self.end_latents

    @property
    def needed_frames(self) -> tuple[int, ...]:
        """Frames that are used of each input: the last ones of a clip before, the first ones of a clip behind."""
        before = (given_frames(self.clean_latents),) * (self.clean_latents > 0)
        return before + (end_frames(self.end_latents),) * (self.end_latents > 0)


class ReferenceGuided(_Request, frozen=True, kw_only=True, tag="reference_guided"):
    """Draw a new picture (``num_frames`` 1) or clip that keeps what one or several pictures show.

    Uses the ``idip`` layout (sections 3.1 and 3.3 of the engine's specification): every reference is a ViT block and a
    clean VAE block of modality 3.
    """

    prompt: str
    width: Width = 768
    height: Height = 768
    num_frames: Frames = 1
    preset: str = "image_768res"
    sampling: Sampling = Sampling()


class AskImage(_Request, frozen=True, kw_only=True, tag="ask_image"):
    """Answer a question about one picture; without a question the system prompt alone says what to write."""

    question: str
    system_prompt: str = DEFAULT_IMAGE_SYSTEM
    preset: str = "image_768res"
    decoding: Decoding = Decoding()


class AskVideo(_Request, frozen=True, kw_only=True, tag="ask_video"):
    """Answer a question about one clip; without a question the system prompt alone says what to write."""

    question: str
    system_prompt: str = DEFAULT_VIDEO_SYSTEM
    preset: str = "video_480p"
    decoding: Decoding = Decoding()


VisualRequest = TextToImage | TextToVideo | ImageToVideo | ImageEdit | VideoEdit | Continuation | ReferenceGuided
TextRequest = AskImage | AskVideo
Request = VisualRequest | TextRequest

#: The checkpoint that the official code uses for a task (section 1 of the engine's specification). Reference-guided
#: generation is not listed: it is made by the checkpoint of what is made.
_FAMILIES: Mapping[type[Request], Family] = {
    TextToImage: "image",
    ImageEdit: "image",
    AskImage: "image",
    TextToVideo: "video",
    ImageToVideo: "video",
    VideoEdit: "video",
    Continuation: "video",
    AskVideo: "video",
}


def caption_system_prompts(kind: Family) -> tuple[str, ...]:
    """The four system prompts of caption mode, of which the official code draws one at random."""
    return tuple(text.format(kind=kind) for text in _CAPTIONS)


def task_name(request: Request | type[Request]) -> str:
    """The name that the project, recipes and messages know a task by, such as ``image_edit``."""
    return str(request.__struct_config__.tag)


#: The tasks of one checkpoint each, by name.
TASK_FAMILIES: Mapping[str, Family] = {task_name(kind): family for kind, family in _FAMILIES.items()}
#: All tasks by name.
TASK_NAMES: tuple[str, ...] = tuple(task_name(kind) for kind in get_args(Request))


def default_family(request: Request) -> Family:
    """The checkpoint that a request runs on where both are there."""
    if isinstance(request, ReferenceGuided):
        return "image" if request.num_frames == 1 else "video"
    return _FAMILIES[type(request)]


def asks(request: Request) -> bool:
    """Whether the request is answered in words rather than with a picture or clip."""
    return isinstance(request, AskImage | AskVideo)


def recipe_settings(request: Request) -> dict[str, Any]:
    """Every number and choice of a generation, by the names that recipes use; of a question, its preset."""
    settings: dict[str, Any] = {}
    if not isinstance(request, AskImage | AskVideo):
        settings = msgspec.structs.asdict(request.sampling)
        settings["guidance_interval"] = list(request.sampling.guidance_interval)
    for name, label in (("num_frames", "frames"), ("preset", "preset"), ("clean_latents", "clean_latents")):
        if hasattr(request, name):
            settings[label] = getattr(request, name)
    if isinstance(request, Continuation) and request.end_latents:
        settings["end_latents"] = request.end_latents
    return settings


def to_json(request: Request) -> str:
    """A request as the project stores it; every number is written, also where it is the default.

    Raises:
        InvalidRequestError: A text holds bytes that are not text.
    """
    try:
        return msgspec.json.encode(request).decode()
    except UnicodeEncodeError:
        raise InvalidRequestError(tr("The request holds bytes that are not text."), tr("Write it in UTF-8.")) from None


def from_json(text: str) -> Request:
    """A request from the text that :func:`to_json` made, with every number in its range.

    Raises:
        InvalidRequestError: The text is damaged, a number is out of range, or it is of a version that knows other
            fields.
    """
    try:
        return msgspec.json.decode(text, type=Request)
    except (msgspec.DecodeError, UnicodeEncodeError) as error:
        raise unreadable(error) from error


def unreadable(error: Exception) -> InvalidRequestError:
    """What to say of a stored request that cannot be read."""
    return InvalidRequestError(
        tr("The stored request cannot be read: {error}.", error=error),
        tr("Create it again, or use the version that wrote it."),
    )


class ModelChoice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which model a request runs on, and how.

    Attributes:
        root: Absolute path of the model folder.
        device: ``auto``, ``cpu``, ``cuda`` or ``cuda:N``.
        precision: Number format; what suits the device by default.
        checkpoint: The checkpoint to use instead of the task's usual one.
        stamp: Tells the folder's files from those that lie there after a change; an engine loads them again where it
            differs.
        image: Absolute path of the image checkpoint where it does not lie in the model folder.
        video: The same of the video checkpoint.
    """

    root: str
    device: str = "auto"
    precision: PrecisionName | None = None
    checkpoint: Family | None = None
    stamp: str = ""
    image: str = ""
    video: str = ""
