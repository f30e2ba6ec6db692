"""What will come of a request, known before anything is read or computed. The promise is the result."""

from collections.abc import Sequence
from fractions import Fraction

import msgspec

from lance_studio.language import mark, tr, translate
from lance_studio.requests.geometry import (
    FRAME_RATE,
    LATENT_TABLE_SIDE,
    SPATIAL_STRIDE,
    VISION_CELL,
    Box,
    Presets,
    StreamSides,
    bucket_size,
    crop_box,
    latent_grid,
    round_frames,
    rounded_size,
    vision_crop,
)
from lance_studio.requests.lengths import clip_length
from lance_studio.requests.tasks import (
    AskImage,
    AskVideo,
    Continuation,
    ImageEdit,
    ImageToVideo,
    ReferenceGuided,
    Request,
    TextToImage,
    TextToVideo,
    VideoEdit,
)


class SourceShape(msgspec.Struct, frozen=True, kw_only=True):
    """One picture or clip as the engine is handed it.

    Attributes:
        width: Pixels.
        height: Pixels.
        frames: How many frames are handed over; 1 for a picture.
        name: What people call it, for the promise's words.
    """

    width: int
    height: int
    frames: int = 1
    name: str = mark("the source")

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.width, self.height


class StreamView(msgspec.Struct, frozen=True, kw_only=True):
    """What one of the model's two streams, the autoencoder or the vision tower, sees of a source.

    Attributes:
        frames: How many frames; for the vision tower an even number, an odd last frame being repeated (§5.3).
        box: The part of the source, in its pixels, that is seen.
        bucket: Width and height that this part is resized to.
        crop: The part of the bucket that is left; all of it for the autoencoder.
    """

    frames: int
    box: Box
    bucket: tuple[int, int]
    crop: Box

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels of what is seen."""
        return self.crop[2] - self.crop[0], self.crop[3] - self.crop[1]


class SeenSource(msgspec.Struct, frozen=True, kw_only=True):
    """What the model sees of one source.

    Attributes:
        source_size: Width and height of the source.
        first: The first frame that is seen.
        last: Whether what is seen ends the result, rather than beginning or conditioning it.
        vae: What the autoencoder sees; None of a question.
        vision: What the vision tower sees; None of frames that a clip begins with.
    """

    source_size: tuple[int, int]
    first: int = 0
    last: bool = False
    vae: StreamView | None = None
    vision: StreamView | None = None

    @property
    def box(self) -> Box:
        """The part of the source, in its pixels, that a result shows or an answer is about."""
        view = self.vae or self.vision
        assert view is not None
        return view.box

    @property
    def share(self) -> float:
        """Which part of the source's area `box` is, 0 to 1."""
        left, top, right, bottom = self.box
        return (right - left) * (bottom - top) / (self.source_size[0] * self.source_size[1])


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """What will come of a request.

    Attributes:
        width: Pixels of the result; 0 for an answer.
        height: Pixels of the result; 0 for an answer.
        frames: Frames of the result; 1 for a picture, 0 for an answer.
        given_frames: Its leading frames that repeat given ones.
        given_end: Its last frames that repeat given ones.
        rate: Frames per second of a clip.
        sources: What is seen of each source, in order.
        notes: Sentences on what is cropped, shortened or rounded.
        warnings: Sentences on what the model does worse at this size.
    """

    width: int = 0
    height: int = 0
    frames: int = 0
    given_frames: int = 0
    given_end: int = 0
    rate: Fraction = Fraction(FRAME_RATE)
    sources: tuple[SeenSource, ...] = ()
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the result."""
        return self.width, self.height

    @property
    def grid(self) -> tuple[int, int, int]:
        """Latent (t, h, w) of the result."""
        return latent_grid(self.frames, self.height, self.width)


def foresee(
    request: Request, sources: Sequence[SourceShape], presets: Presets, vision_cell: int = VISION_CELL
) -> Promise:
    """Say what will come of a request.

    Args:
        request: The request, checked.
        sources: Its pictures and clips, in order.
        presets: The sizes of the model's profile.
        vision_cell: Pixels per token and side of the model's vision tower.
    """
    match request:
        case TextToImage():
            return _new(request, 1, (), ())
        case TextToVideo():
            return _new(request, request.num_frames, (), ())
        case ReferenceGuided():
            seen = tuple(_seen(source, presets[request.preset], vision_cell) for source in sources)
            return _new(request, request.num_frames, seen, _crops(sources, seen))
        case ImageEdit() | VideoEdit():
            seen = tuple(_seen(source, presets[request.preset], vision_cell) for source in sources)
            # The result takes the last source's size and length.
            target = vae_view(sources[-1], presets[request.preset])
            notes = (*_crops(sources, seen), *_cuts(sources))
            return _visual(target.size, target.frames, seen, notes)
        case ImageToVideo():
            return _going_on(request, sources, (1,), presets[request.preset])
        case Continuation():
            return _going_on(request, sources, request.needed_frames, presets[request.preset])
        case AskImage() | AskVideo():
            view = vision_view(sources[0], presets[request.preset], vision_cell)
            asked = SeenSource(source_size=sources[0].size, vision=view)
            return Promise(sources=(asked,), notes=_crops(sources, (asked,)))


def vae_view(
    source: SourceShape, sides: StreamSides, frames: int | None = None, size: tuple[int, int] | None = None
) -> StreamView:
    """What the autoencoder sees of a source.

    Args:
        source: The source.
        sides: Those of the request's preset.
        frames: How many frames it is given; all by default, rounded down to 4k + 1 (quirk Q13).
        size: Width and height that it is seen at; those that suit the source's shape by default.
    """
    size = size or bucket_size(source.width, source.height, sides.vae)
    return StreamView(
        frames=round_frames(source.frames if frames is None else frames),
        box=crop_box(source.width, source.height, size),
        bucket=size,
        crop=(0, 0, *size),
    )


def vision_view(source: SourceShape, sides: StreamSides, cell: int = VISION_CELL) -> StreamView:
    """What the vision tower sees of a source; see :func:`foresee` for the arguments."""
    size = bucket_size(source.width, source.height, sides.vit)
    return StreamView(
        frames=source.frames + source.frames % 2,
        box=crop_box(source.width, source.height, size),
        bucket=size,
        crop=vision_crop(size, cell),
    )


def _seen(source: SourceShape, sides: StreamSides, cell: int) -> SeenSource:
    return SeenSource(source_size=source.size, vae=vae_view(source, sides), vision=vision_view(source, sides, cell))


def _new(
    request: TextToImage | TextToVideo | ReferenceGuided,
    wanted: int,
    seen: tuple[SeenSource, ...],
    notes: tuple[str, ...],
) -> Promise:
    size = rounded_size(request.width, request.height)
    if size != (request.width, request.height):
        asked = _times(request.width, request.height)
        notes = (
            *notes,
            tr(
                "{asked} became {size}: the model draws in multiples of {step} pixels.",
                asked=asked,
                size=_times(*size),
                step=SPATIAL_STRIDE,
            ),
        )
    return _visual(size, round_frames(wanted), seen, (*notes, *_length_notes(wanted)))


def _going_on(
    request: ImageToVideo | Continuation, sources: Sequence[SourceShape], needed: Sequence[int], sides: StreamSides
) -> Promise:
    """A clip that begins or ends with given frames, in the shape of the first source."""
    size = vae_view(sources[0], sides, needed[0]).size
    ends = isinstance(request, Continuation) and request.end_latents > 0
    seen: list[SeenSource] = []
    for number, (source, count) in enumerate(zip(sources, needed, strict=True)):
        behind = ends and number == len(needed) - 1
        view = vae_view(source, sides, count, size)
        seen.append(
            SeenSource(source_size=source.size, first=0 if behind else source.frames - count, last=behind, vae=view)
        )
    notes = (*_crops(sources, seen), *_length_notes(request.num_frames))
    promise = _visual(size, round_frames(request.num_frames), tuple(seen), notes)
    return msgspec.structs.replace(
        promise,
        given_frames=sum(one.vae.frames for one in seen if one.vae and not one.last),
        given_end=sum(one.vae.frames for one in seen if one.vae and one.last),
    )


def _visual(size: tuple[int, int], frames: int, sources: tuple[SeenSource, ...], notes: tuple[str, ...]) -> Promise:
    return Promise(
        width=size[0],
        height=size[1],
        frames=frames,
        sources=sources,
        notes=notes,
        warnings=size_warnings(*size),
    )


# --- in words ---------------------------------------------------------------------------------------------------------


def size_warnings(width: int, height: int) -> tuple[str, ...]:
    """Sentences on a result that is larger than the model tells places apart.

    Args:
        width: Pixels of the result.
        height: Pixels of the result.
    """
    most = LATENT_TABLE_SIDE * SPATIAL_STRIDE
    sides = (
        (width, tr("wide"), tr("the right edge with the next row")),
        (height, tr("high"), tr("the lower part with a later moment")),
    )
    return tuple(
        tr(
            "The result is {size} pixels {direction}; beyond {most} the model confuses {mistake}.",
            size=size,
            direction=direction,
            most=most,
            mistake=mistake,
        )
        for size, direction, mistake in sides
        if size > most
    )


def _crops(sources: Sequence[SourceShape], seen: Sequence[SeenSource]) -> tuple[str, ...]:
    return tuple(
        sentence for source, one in zip(sources, seen, strict=True) if (sentence := crop_in_words(source, one.box))
    )


def crop_in_words(source: SourceShape, box: Box) -> str:
    """A sentence on what of a source is cut off; empty where nothing is."""
    left, top, right, bottom = box
    if (left, top, right, bottom) == (0, 0, source.width, source.height):
        return ""
    across = source.width - (right - left)
    lost, whole, where = (
        (across, source.width, tr("left and right"))
        if across
        else (source.height - (bottom - top), source.height, tr("top and bottom"))
    )
    share = max(round(100 * lost / whole), 1)
    return tr(
        "Of {name} ({size}) the middle {part} is used; {share} % is cut off at the {where}.",
        name=translate(source.name),
        size=_times(source.width, source.height),
        part=_times(right - left, bottom - top),
        share=share,
        where=where,
    )


def _cuts(sources: Sequence[SourceShape]) -> tuple[str, ...]:
    return tuple(
        tr(
            "Of the {frames} frames of {name} the first {count} are used: the model takes one "
            "frame more than a multiple of 4.",
            frames=source.frames,
            name=translate(source.name),
            count=round_frames(source.frames),
        )
        for source in sources
        if round_frames(source.frames) < source.frames
    )


def _length_notes(wanted: int) -> tuple[str, ...]:
    return clip_length(wanted, round_frames(wanted)).notes


def _times(width: int, height: int) -> str:
    return f"{width}×{height}"
