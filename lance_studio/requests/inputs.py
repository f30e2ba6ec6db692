"""The pictures and clips that travel beside a request, and what each task takes of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lance_studio import limits
from lance_studio.errors import InvalidRequestError
from lance_studio.language import mark, tr, translate
from lance_studio.requests.geometry import LATENT_CHANNELS, MAX_FRAMES
from lance_studio.requests.promise import SourceShape
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
    task_name,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Most input blocks of a request that takes several.
MAX_INPUTS = limits.REQUEST_INPUTS.most
#: A source must have at least this many pixels on each side, and be at most this much longer than wide.
MIN_SOURCE_SIDE = 16
MAX_SOURCE_SIDE = limits.SOURCE_SIDE.most
MAX_SOURCE_RATIO = 8
#: From this value on, a mask lets a pixel change.
MASK_THRESHOLD = 128


@dataclass(frozen=True, slots=True, eq=False)
class InputBlock:
    """One picture or clip that a request works on.

    Attributes:
        frames: ``uint8`` [T, H, W, 3] (sRGB), T = 1 for a picture; clips hold the frames that the model is to see.
        mask: ``uint8`` [H, W] at the frames' size; where it is 128 or more, an edit may change the last block. It is
            cropped and resized as the frames are; a pixel or latent cell of the result may change if any of the mask's
            pixels that fall on it may. Cells that may not change are held to the source's latent during sampling.
        latent: ``float32`` [t, h, w, 48], the latent of the result that these frames are; it is used instead of
            encoding them again, while the vision tower sees the pixels. Edits only; its size must fit the preset.
    """

    frames: "NDArray[np.uint8]"
    mask: "NDArray[np.uint8] | None" = None
    latent: "NDArray[np.float32] | None" = None

    @property
    def shape(self) -> SourceShape:
        """Its size and length, from which everything else is foreseen."""
        frames, height, width, _ = self.frames.shape
        return SourceShape(width=width, height=height, frames=frames)


@dataclass(frozen=True, slots=True)
class _Rule:
    """How many input blocks a task takes, what they are called, and whether each is a single picture."""

    least: int
    most: int
    name: str = ""
    names: str = mark("{count} inputs")
    pictures: bool = True


_RULES: dict[type[Request], _Rule] = {
    TextToImage: _Rule(0, 0),
    TextToVideo: _Rule(0, 0),
    ImageToVideo: _Rule(1, 1, mark("picture"), mark("{count} pictures")),
    ImageEdit: _Rule(1, MAX_INPUTS, mark("source picture"), mark("{count} source pictures")),
    VideoEdit: _Rule(1, MAX_INPUTS, mark("source clip"), mark("{count} source clips"), pictures=False),
    # How many there must be depends on which ends are kept.
    Continuation: _Rule(1, 2, mark("clip"), mark("{count} clips"), pictures=False),
    ReferenceGuided: _Rule(1, MAX_INPUTS, mark("reference picture"), mark("{count} reference pictures")),
    AskImage: _Rule(1, 1, mark("picture"), mark("{count} pictures")),
    AskVideo: _Rule(1, 1, mark("clip"), mark("{count} clips"), pictures=False),
}


def picture_block(picture: "NDArray[np.uint8]") -> InputBlock:
    """A block of one picture, ``uint8`` [H, W, 3]."""
    return InputBlock(picture[None])


def check_inputs(request: Request, inputs: Sequence[InputBlock]) -> None:
    """Check the number and the shapes of a request's input blocks.

    Raises:
        InvalidRequestError: Too few or too many, or of the wrong shape; names the block and a remedy.
    """
    rule = _RULES[type(request)]
    _check_number(request, len(inputs))
    for number, block in enumerate(inputs, start=1):
        name = translate(rule.name)
        if len(inputs) > 1:
            name = tr("{name} {number}", name=name, number=number)
        _check_frames(block, name, rule)
        _check_mask(block)
        _check_latent(block)
    if isinstance(request, Continuation):
        _check_long_enough(request, [len(block.frames) for block in inputs])


def check_sources(request: Request, sources: Sequence[SourceShape]) -> None:
    """Check the number and the sizes of a request's sources before their pixels are read.

    Raises:
        InvalidRequestError: Too few or too many, or of a size that the model cannot see; names the source and a remedy.
    """
    _check_number(request, len(sources))
    for source in sources:
        check_source_size(source.width, source.height, source.name)


def _check_number(request: Request, given: int) -> None:
    rule = _RULES[type(request)]
    least, most = rule.least, rule.most
    if isinstance(request, Continuation):
        least = most = len(request.needed_frames)
    if not least <= given <= most:
        allowed = str(least) if least == most else tr("{least} to {most}", least=least, most=most)
        words = translate(rule.names, count=given)
        raise InvalidRequestError(
            tr("The task {task} was given {words}.", task=task_name(request), words=words),
            tr("Give {allowed}.", allowed=allowed),
        )


def _check_frames(block: InputBlock, name: str, rule: _Rule) -> None:
    import numpy as np

    frames = block.frames
    if not isinstance(frames, np.ndarray) or frames.dtype != np.uint8 or frames.ndim != 4 or frames.shape[3] != 3:
        raise InvalidRequestError(
            tr("The {name} is not 8-bit RGB frames.", name=name), tr("Load it with lance_studio.media.")
        )
    count, height, width, _ = frames.shape
    if rule.pictures and count != 1:
        raise InvalidRequestError(
            tr("The {name} is a clip of {count} frames.", name=name, count=count), tr("Give a single picture.")
        )
    if not 1 <= count <= MAX_FRAMES:
        raise InvalidRequestError(
            tr("The {name} has {count} frames.", name=name, count=count),
            tr("Give 1 to {most}.", most=MAX_FRAMES),
        )
    check_source_size(width, height, tr("The {name}", name=name))


def check_source_size(width: int, height: int, name: str) -> None:
    """Check that the model can see a picture or clip of this size.

    Args:
        width: Pixels.
        height: Pixels.
        name: What the complaint begins with, such as "The picture".

    Raises:
        InvalidRequestError: It is too small, too large, or too long a strip.
    """
    if min(height, width) < MIN_SOURCE_SIDE or max(height, width) > MAX_SOURCE_SIDE:
        raise InvalidRequestError(
            tr("{name} is {width}×{height} pixels.", name=name, width=width, height=height),
            tr(
                "Use one with sides from {least} to {most} pixels.",
                least=MIN_SOURCE_SIDE,
                most=MAX_SOURCE_SIDE,
            ),
        )
    if max(height, width) > MAX_SOURCE_RATIO * min(height, width):
        raise InvalidRequestError(
            tr(
                "{name} is {width}×{height} pixels, a strip of which the model would see little.",
                name=name,
                width=width,
                height=height,
            ),
            tr("Crop it to at most {most} times as long as wide.", most=MAX_SOURCE_RATIO),
        )


def _check_mask(block: InputBlock) -> None:
    mask = block.mask
    if mask is None:
        return
    if mask.dtype.name != "uint8" or mask.shape != block.frames.shape[1:3]:
        raise InvalidRequestError(tr("The mask does not have the source's size."), tr("Draw it on the source."))
    if not (mask >= MASK_THRESHOLD).any():
        raise InvalidRequestError(tr("The mask lets nothing change."), tr("Mark what may change, or leave it out."))


def _check_latent(block: InputBlock) -> None:
    import numpy as np

    latent = block.latent
    if latent is None:
        return
    if latent.dtype != np.float32 or latent.ndim != 4 or latent.shape[3] != LATENT_CHANNELS:
        raise InvalidRequestError(tr("A kept latent is not one of this model."), tr("Leave it out."))
    if not np.isfinite(latent).all():
        raise InvalidRequestError(tr("A kept latent holds values that are not numbers."), tr("Leave it out."))


def _check_long_enough(request: Continuation, counts: Sequence[int]) -> None:
    kept = [latents for latents in (request.clean_latents, request.end_latents) if latents]
    for frames, needed, latents in zip(counts, request.needed_frames, kept, strict=True):
        if frames < needed:
            raise InvalidRequestError(
                tr(
                    "The clip has {frames} frames, {needed} are needed to keep {kept} latent frames.",
                    frames=frames,
                    needed=needed,
                    kept=latents,
                ),
                tr("Use a longer clip or keep fewer."),
            )
