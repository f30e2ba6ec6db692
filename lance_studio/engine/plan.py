"""From a request to model inputs: prompts, blocks and pixels of each task (specification §3.1, §5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from torch import Tensor

from lance_studio.catalog.profile import OFFICIAL, StreamSides
from lance_studio.engine import prompts
from lance_studio.engine.config import LATENT_TABLE_SIDE, SPATIAL_STRIDE
from lance_studio.engine.positions import Modality
from lance_studio.engine.preprocess import latent_grid, mask_to_bucket, vae_pixels, vit_pixels
from lance_studio.engine.requests import (
    AskImage,
    Continuation,
    Frame,
    ImageEdit,
    ImageToVideo,
    ReferenceGuided,
    TextRequest,
    TextToImage,
    TextToVideo,
    VideoEdit,
    VisualRequest,
)
from lance_studio.errors import InvalidRequestError


@dataclass(frozen=True, slots=True)
class SourcePixels:
    """One source as both streams see it, ``uint8`` [3, T, H, W] each."""

    vit: Tensor
    vae: Tensor


@dataclass(frozen=True, slots=True)
class VisualPlan:
    """Everything that a generation needs, before the model is involved.

    Attributes:
        system: System prompt.
        user_text: The user's text.
        sources: Conditioning pictures or clips, in order.
        source_modality: What their VAE blocks stand for.
        grid: Latent (t, h, w) of the target.
        given: Pixels ``uint8`` [3, T, H, W] of the target's leading clean frames; ``None`` without such.
        given_draw: Latent grid that the official code draws noise for when it encodes ``given``.
        source_latents: For each source its latent [t, h, w, 48] or ``None``; empty if all are to be encoded.
        mask: ``uint8`` [H, W] at the target's size, above 0 where it may differ from the last source.
    """

    system: str
    user_text: str
    grid: tuple[int, int, int]
    sources: tuple[SourcePixels, ...] = ()
    source_modality: Modality = Modality.SOURCE
    given: Tensor | None = None
    given_draw: tuple[int, int, int] = (0, 0, 0)
    source_latents: tuple[Tensor | None, ...] = ()
    mask: Frame | None = None

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences for the user about this plan."""
        most = LATENT_TABLE_SIDE * SPATIAL_STRIDE
        sides = (
            (self.grid[2] * SPATIAL_STRIDE, "wide", "the right edge with the next row"),
            (self.grid[1] * SPATIAL_STRIDE, "high", "the lower part with a later moment"),
        )
        return tuple(
            f"The result is {size} pixels {direction}; beyond {most} the model confuses {mistake}."
            for size, direction, mistake in sides
            if size > most
        )


def plan_visual(
    request: VisualRequest, vit_cell: int, presets: Mapping[str, StreamSides] = OFFICIAL.presets
) -> VisualPlan:
    """Plan a generation.

    Args:
        request: A checked request.
        vit_cell: Pixels per vision token and side.
        presets: The sizes that the request names one of.

    Returns:
        The plan, with all pixels prepared.
    """
    match request:
        case TextToImage():
            return VisualPlan(prompts.DESCRIBE_IMAGE, request.prompt, latent_grid(1, request.height, request.width))
        case TextToVideo():
            grid = latent_grid(request.num_frames, request.height, request.width)
            return VisualPlan(prompts.DESCRIBE_VIDEO, request.prompt, grid)
        case ImageToVideo():
            return _with_given_frames(request.prompt, [request.image], presets[request.preset], request.num_frames)
        case Continuation():
            tail = list(request.frames)[-(4 * (request.clean_latents - 1) + 1) :]
            return _with_given_frames(request.prompt, tail, presets[request.preset], request.num_frames)
        case ImageEdit():
            clips = [[frame] for frame in request.sources]
            return _edit("image", request, clips, presets[request.preset], vit_cell)
        case VideoEdit():
            return _edit("video", request, request.sources, presets[request.preset], vit_cell)
        case ReferenceGuided():
            return VisualPlan(
                prompts.reference_system_prompt("video" if request.num_frames > 1 else "image"),
                request.prompt,
                latent_grid(request.num_frames, request.height, request.width),
                tuple(_source_pixels([frame], presets[request.preset], vit_cell) for frame in request.references),
                Modality.REFERENCE,
            )


def _source_pixels(frames: Sequence[Frame], sides: StreamSides, vit_cell: int) -> SourcePixels:
    return SourcePixels(vit_pixels(frames, sides.vit, vit_cell), vae_pixels(frames, sides.vae))


def _edit(
    kind: prompts.Kind,
    request: ImageEdit | VideoEdit,
    clips: Sequence[Sequence[Frame]],
    sides: StreamSides,
    vit_cell: int,
) -> VisualPlan:
    sources = tuple(_source_pixels(frames, sides, vit_cell) for frames in clips)
    # The target takes the last source's size and length.
    frames, height, width = sources[-1].vae.shape[1:]
    for source, latent in zip(sources, request.source_latents, strict=False):
        _check_latent(source, latent)
    return VisualPlan(
        prompts.edit_system_prompt(kind),
        request.instruction,
        latent_grid(frames, height, width),
        sources,
        source_latents=request.source_latents,
        mask=None if request.mask is None else mask_to_bucket(request.mask, (width, height)),
    )


def _check_latent(source: SourcePixels, latent: Tensor | None) -> None:
    """A kept latent is of the size that the source's pixels are encoded at."""
    grid = latent_grid(*source.vae.shape[1:])
    if latent is not None and latent.shape[:3] != grid:
        raise InvalidRequestError(
            f"The kept latent has {_times(latent.shape[:3])} cells, the source has {_times(grid)} at this size.",
            "Use the preset that the source was made with, or leave the latent out.",
        )


def _times(numbers: Sequence[int]) -> str:
    return "×".join(map(str, numbers))


def _with_given_frames(prompt: str, frames: Sequence[Frame], sides: StreamSides, num_frames: int) -> VisualPlan:
    given = vae_pixels(frames, sides.vae)
    height, width = given.shape[2:]
    grid = latent_grid(num_frames, height, width)
    # One given frame is the official animation, which encodes it inside a clip of full length; more frames are ours.
    draw = grid if len(frames) == 1 else latent_grid(given.shape[1], height, width)
    return VisualPlan(prompts.DESCRIBE_VIDEO, prompt, grid, given=given, given_draw=draw)


def question_pixels(
    request: TextRequest, vit_cell: int, presets: Mapping[str, StreamSides] = OFFICIAL.presets
) -> Tensor:
    """What the vision tower sees of a question's medium, ``uint8`` [3, T, H, W]; see :func:`plan_visual`."""
    frames = [request.image] if isinstance(request, AskImage) else request.frames
    return vit_pixels(frames, presets[request.preset].vit, vit_cell)
