"""From a request to model inputs: prompts, blocks and pixels of each task (specification §3.1, §5)."""

from collections.abc import Sequence
from dataclasses import dataclass

from torch import Tensor

from lance_studio.engine import prompts
from lance_studio.engine.config import LATENT_TABLE_SIDE, SPATIAL_STRIDE
from lance_studio.engine.positions import Modality
from lance_studio.engine.preprocess import PRESETS, latent_grid, vae_pixels, vit_pixels
from lance_studio.engine.requests import (
    AskImage,
    Continuation,
    Frame,
    ImageEdit,
    ImageToVideo,
    Preset,
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
    """

    system: str
    user_text: str
    grid: tuple[int, int, int]
    sources: tuple[SourcePixels, ...] = ()
    source_modality: Modality = Modality.SOURCE
    given: Tensor | None = None
    given_draw: tuple[int, int, int] = (0, 0, 0)

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


def plan_visual(request: VisualRequest, vit_cell: int) -> VisualPlan:
    """Plan a generation.

    Args:
        request: A checked request.
        vit_cell: Pixels per vision token and side.

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
            return _with_given_frames(request.prompt, [request.image], request.preset, request.num_frames)
        case Continuation():
            tail = list(request.frames)[-(4 * (request.clean_latents - 1) + 1) :]
            return _with_given_frames(request.prompt, tail, request.preset, request.num_frames)
        case ImageEdit():
            clips = [[frame] for frame in request.sources]
            return _edit("image", request.instruction, clips, request.preset, vit_cell)
        case VideoEdit():
            return _edit("video", request.instruction, request.sources, request.preset, vit_cell)
        case ReferenceGuided():
            return VisualPlan(
                prompts.reference_system_prompt("video" if request.num_frames > 1 else "image"),
                request.prompt,
                latent_grid(request.num_frames, request.height, request.width),
                tuple(_source_pixels([frame], request.preset, vit_cell) for frame in request.references),
                Modality.REFERENCE,
            )


def _source_pixels(frames: Sequence[Frame], preset: Preset, vit_cell: int) -> SourcePixels:
    vae_base, vit_base = PRESETS[preset]
    return SourcePixels(vit_pixels(frames, vit_base, vit_cell), vae_pixels(frames, vae_base))


def _edit(
    kind: prompts.Kind, instruction: str, clips: Sequence[Sequence[Frame]], preset: Preset, vit_cell: int
) -> VisualPlan:
    sources = tuple(_source_pixels(frames, preset, vit_cell) for frames in clips)
    # The target takes the last source's size and length.
    frames, height, width = sources[-1].vae.shape[1:]
    grid = latent_grid(frames, height, width)
    return VisualPlan(prompts.edit_system_prompt(kind), instruction, grid, sources)


def _with_given_frames(prompt: str, frames: Sequence[Frame], preset: Preset, num_frames: int) -> VisualPlan:
    given = vae_pixels(frames, PRESETS[preset][0])
    height, width = given.shape[2:]
    grid = latent_grid(num_frames, height, width)
    # One given frame is the official animation, which encodes it inside a clip of full length; more frames are ours.
    draw = grid if len(frames) == 1 else latent_grid(given.shape[1], height, width)
    return VisualPlan(prompts.DESCRIBE_VIDEO, prompt, grid, given=given, given_draw=draw)


def question_pixels(request: TextRequest, vit_cell: int) -> Tensor:
    """What the vision tower sees of a question's medium, ``uint8`` [3, T, H, W]."""
    frames = [request.image] if isinstance(request, AskImage) else request.frames
    return vit_pixels(frames, PRESETS[request.preset][1], vit_cell)
