"""From a request to model inputs: prompts, blocks and pixels of each task (specification §3.1, §5).

Sizes, crops and lengths are those of the request's promise (:mod:`lance_studio.requests.promise`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from lance_studio.catalog.profile import OFFICIAL
from lance_studio.engine import prompts
from lance_studio.engine.positions import Modality
from lance_studio.engine.preprocess import mask_to_bucket, stream_pixels
from lance_studio.engine.results import Frame
from lance_studio.errors import InvalidRequestError
from lance_studio.language import tr
from lance_studio.requests.geometry import Presets, latent_grid
from lance_studio.requests.inputs import InputBlock
from lance_studio.requests.promise import Promise, SeenSource, foresee
from lance_studio.requests.tasks import (
    Continuation,
    ImageEdit,
    ImageToVideo,
    ReferenceGuided,
    TextRequest,
    TextToImage,
    TextToVideo,
    VideoEdit,
    VisualRequest,
)


@dataclass(frozen=True, slots=True)
class SourcePixels:
    """One source as both streams see it, ``uint8`` [3, T, H, W] each."""

    vit: Tensor
    vae: Tensor


@dataclass(frozen=True, slots=True)
class GivenFrames:
    """Frames whose latents some latent frames of the target are held at.

    Attributes:
        pixels: ``uint8`` [3, T, H, W], T = 4k + 1.
        draw: Latent grid that noise is drawn for when they are encoded: the official code's for an animation.
        start: Latent frame of the target that the first latent frame goes to.
        lead: Leading latent frames that are not used: they are there because the autoencoder looks back.
    """

    pixels: Tensor
    draw: tuple[int, int, int]
    start: int = 0
    lead: int = 0


@dataclass(frozen=True, slots=True)
class VisualPlan:
    """Everything that a generation needs, before the model is involved.

    Attributes:
        system: System prompt.
        user_text: The user's text.
        promise: What will come of it.
        sources: Conditioning pictures or clips, in order.
        source_modality: What their VAE blocks stand for.
        given: Frames that the target is held at, in the order in which they are encoded.
        source_latents: For each source its latent [t, h, w, 48] or ``None``.
        mask: ``uint8`` [H, W] at the target's size, above 0 where it may differ from the last source.
    """

    system: str
    user_text: str
    promise: Promise
    sources: tuple[SourcePixels, ...] = ()
    source_modality: Modality = Modality.SOURCE
    given: tuple[GivenFrames, ...] = ()
    source_latents: tuple[Tensor | None, ...] = ()
    mask: Frame | None = None

    @property
    def grid(self) -> tuple[int, int, int]:
        """Latent (t, h, w) of the target."""
        return self.promise.grid

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences for the user about this plan."""
        return self.promise.warnings


def plan_visual(
    request: VisualRequest, inputs: Sequence[InputBlock], vit_cell: int, presets: Presets = OFFICIAL.presets
) -> VisualPlan:
    """Plan a generation.

    Args:
        request: A checked request.
        inputs: Its pictures and clips, checked.
        vit_cell: Pixels per vision token and side.
        presets: The sizes that the request names one of.

    Returns:
        The plan, with all pixels prepared.

    Raises:
        InvalidRequestError: A kept latent has another size than its source.
    """
    promise = foresee(request, [block.shape for block in inputs], presets, vit_cell)
    match request:
        case TextToImage():
            return VisualPlan(prompts.DESCRIBE_IMAGE, request.prompt, promise)
        case TextToVideo():
            return VisualPlan(prompts.DESCRIBE_VIDEO, request.prompt, promise)
        case ImageToVideo() | Continuation():
            return _with_given_frames(request.prompt, inputs, promise)
        case ImageEdit():
            return _edit("image", request, inputs, promise)
        case VideoEdit():
            return _edit("video", request, inputs, promise)
        case ReferenceGuided():
            return VisualPlan(
                prompts.reference_system_prompt("video" if request.num_frames > 1 else "image"),
                request.prompt,
                promise,
                _source_pixels(inputs, promise.sources),
                Modality.REFERENCE,
                source_latents=(None,) * len(inputs),
            )


def _source_pixels(inputs: Sequence[InputBlock], seen: Sequence[SeenSource]) -> tuple[SourcePixels, ...]:
    pixels: list[SourcePixels] = []
    for block, one in zip(inputs, seen, strict=True):
        assert one.vision is not None
        assert one.vae is not None
        pixels.append(SourcePixels(stream_pixels(block.frames, one.vision), stream_pixels(block.frames, one.vae)))
    return tuple(pixels)


def _edit(
    kind: prompts.Kind, request: ImageEdit | VideoEdit, inputs: Sequence[InputBlock], promise: Promise
) -> VisualPlan:
    mask = inputs[-1].mask
    return VisualPlan(
        prompts.edit_system_prompt(kind),
        request.instruction,
        promise,
        _source_pixels(inputs, promise.sources),
        source_latents=tuple(_kept_latent(block, seen) for block, seen in zip(inputs, promise.sources, strict=True)),
        mask=None if mask is None else mask_to_bucket(mask, promise.size),
    )


def _kept_latent(block: InputBlock, seen: SeenSource) -> Tensor | None:
    """A block's latent, which must be of the size that the block's pixels are encoded at."""
    assert seen.vae is not None
    width, height = seen.vae.size
    grid = latent_grid(seen.vae.frames, height, width)
    if block.latent is None:
        return None
    if block.latent.shape[:3] != grid:
        raise InvalidRequestError(
            tr(
                "The kept latent has {kept} cells, the source has {wanted} at this size.",
                kept=_times(block.latent.shape[:3]),
                wanted=_times(grid),
            ),
            tr("Use the preset that the source was made with, or leave the latent out."),
        )
    # Copied, because torch does not take arrays that may not be written to.
    return torch.from_numpy(block.latent.copy())


def _times(numbers: Sequence[int]) -> str:
    return "×".join(map(str, numbers))


def _with_given_frames(prompt: str, inputs: Sequence[InputBlock], promise: Promise) -> VisualPlan:
    given: list[GivenFrames] = []
    for block, seen in zip(inputs, promise.sources, strict=True):
        assert seen.vae is not None
        count = seen.vae.frames
        pixels = stream_pixels(block.frames[seen.first : seen.first + count], seen.vae)
        grid = latent_grid(count, promise.height, promise.width)
        if seen.last:
            # A clip's first latent frame stands for one frame, all others for four: at the end only those fit.
            given.append(GivenFrames(pixels, grid, start=promise.grid[0] - (grid[0] - 1), lead=1))
        else:
            # One given frame is the official animation, which encodes it inside a clip of full length.
            given.append(GivenFrames(pixels, promise.grid if count == 1 else grid))
    return VisualPlan(prompts.DESCRIBE_VIDEO, prompt, promise, given=tuple(given))


def question_pixels(
    request: TextRequest, inputs: Sequence[InputBlock], vit_cell: int, presets: Presets = OFFICIAL.presets
) -> Tensor:
    """What the vision tower sees of a question's medium, ``uint8`` [3, T, H, W]; see :func:`plan_visual`."""
    (seen,) = foresee(request, [block.shape for block in inputs], presets, vit_cell).sources
    assert seen.vision is not None
    return stream_pixels(inputs[0].frames, seen.vision)
