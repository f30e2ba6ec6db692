"""The groups of a training step: which tasks share a sequence layout, and how many examples of each a step holds."""

from collections.abc import Mapping
from dataclasses import dataclass

from lance_studio.engine import prompts
from lance_studio.engine.positions import Modality
from lance_studio.engine.precision import Precision
from lance_studio.engine.sequence import BlockSpec
from lance_studio.engine.tokenizer import LanceTokenizer
from lance_studio.requests.tasks import DEFAULT_IMAGE_SYSTEM, DEFAULT_VIDEO_SYSTEM
from models.nano.training.layout import Layout, lay_out
from models.nano.training.settings import VAE_SIDE, VISION, VIT_SIDE
from models.nano.training.world.scene import FRAMES, LONG_FRAMES
from models.nano.training.world.tasks import Task

_CELLS, _TOKENS = VAE_SIDE // 16, VIT_SIDE // (VISION.patch_size * VISION.spatial_merge_size)
_SLICES = (FRAMES + 1) // 2
_PICTURE = (1, _CELLS, _CELLS)
_CLIP, _LONG_CLIP = (((frames - 1) // 4 + 1, _CELLS, _CELLS) for frames in (FRAMES, LONG_FRAMES))
_SEEN_PICTURE, _SEEN_CLIP = (1, _TOKENS, _TOKENS), (_SLICES, _TOKENS, _TOKENS)


def _seen(modality: Modality, clip: bool) -> tuple[BlockSpec, BlockSpec]:
    """The two blocks of a source."""
    return (
        BlockSpec(Modality.VIT, _SEEN_CLIP if clip else _SEEN_PICTURE),
        BlockSpec(modality, _CLIP if clip else _PICTURE),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Examples with one layout.

    Attributes:
        tasks: Names of :mod:`models.nano.training.world.tasks`, drawn from with equal odds.
        system: System prompt.
        blocks: Vision blocks.
        room: Text tokens that fit at least; longer examples are drawn again.
        size: Examples in a step of one GPU.
        weight: Weight of the group's loss.
        source_frames: Frames of the source, 0 without.
        target_frames: Frames of the target, 0 for questions.
        most_last: Most latent frames that targets end with and that are given; see
            :class:`~models.nano.training.preparing.Prepared`.
        talk: Least and most words of prompts with small talk around them; ``None`` for prompts as they are, some of
            them praised.
    """

    tasks: tuple[Task, ...]
    system: str
    blocks: tuple[BlockSpec, ...]
    room: int
    size: int
    weight: float
    source_frames: int = 0
    target_frames: int = 0
    most_last: int = 0
    talk: tuple[int, int] | None = None

    @property
    def asks(self) -> bool:
        """Whether the answer is text."""
        return self.target_frames == 0


def _target(grid: tuple[int, int, int]) -> BlockSpec:
    return BlockSpec(Modality.TARGET, grid)


GROUPS: Mapping[str, Group] = {
    "image": Group(
        tasks=("text_to_image",),
        system=prompts.DESCRIBE_IMAGE,
        blocks=(_target(_PICTURE),),
        room=64,
        size=96,
        weight=1.0,
        target_frames=1,
    ),
    "image_long": Group(
        tasks=("text_to_image",),
        system=prompts.DESCRIBE_IMAGE,
        blocks=(_target(_PICTURE),),
        room=512,
        size=6,
        weight=0.1,
        target_frames=1,
        talk=(40, 160),
    ),
    "video": Group(
        tasks=("text_to_video",) * 4 + ("moments", "image_to_video", "continuation") * 2,
        system=prompts.DESCRIBE_VIDEO,
        blocks=(_target(_CLIP),),
        room=72,
        size=40,
        weight=1.0,
        target_frames=FRAMES,
    ),
    # The layout of "video", but the clips' ends have to be encoded by themselves.
    "video_ends": Group(
        tasks=("gap", "backward"),
        system=prompts.DESCRIBE_VIDEO,
        blocks=(_target(_CLIP),),
        room=72,
        size=16,
        weight=0.4,
        target_frames=FRAMES,
        most_last=2,
    ),
    "video_long": Group(
        tasks=("text_to_video", "text_to_video", "moments", "image_to_video", "continuation", "backward", "gap"),
        system=prompts.DESCRIBE_VIDEO,
        blocks=(_target(_LONG_CLIP),),
        room=72,
        size=8,
        weight=0.3,
        target_frames=LONG_FRAMES,
        most_last=2,
    ),
    "image_edit": Group(
        tasks=("image_edit",) * 3 + ("wider_image_edit",) * 2,
        system=prompts.edit_system_prompt("image"),
        blocks=(*_seen(Modality.SOURCE, False), _target(_PICTURE)),
        room=48,
        size=80,
        weight=1.0,
        source_frames=1,
        target_frames=1,
    ),
    "video_edit": Group(
        tasks=("video_edit",) * 3 + ("wider_video_edit",) * 2,
        system=prompts.edit_system_prompt("video"),
        blocks=(*_seen(Modality.SOURCE, True), _target(_CLIP)),
        room=48,
        size=16,
        weight=0.6,
        source_frames=FRAMES,
        target_frames=FRAMES,
    ),
    "reference": Group(
        tasks=("reference",),
        system=prompts.reference_system_prompt("image"),
        blocks=(*_seen(Modality.REFERENCE, False), _target(_PICTURE)),
        room=40,
        size=24,
        weight=0.5,
        source_frames=1,
        target_frames=1,
    ),
    "reference_video": Group(
        tasks=("reference_video",),
        system=prompts.reference_system_prompt("video"),
        blocks=(*_seen(Modality.REFERENCE, False), _target(_CLIP)),
        room=48,
        size=6,
        weight=0.25,
        source_frames=1,
        target_frames=FRAMES,
    ),
    "question_image": Group(
        tasks=("question_image",),
        system=DEFAULT_IMAGE_SYSTEM,
        blocks=(BlockSpec(Modality.VIT, _SEEN_PICTURE),),
        room=56,
        size=112,
        weight=0.4,
        source_frames=1,
    ),
    "question_video": Group(
        tasks=("question_video",),
        system=DEFAULT_VIDEO_SYSTEM,
        blocks=(BlockSpec(Modality.VIT, _SEEN_CLIP),),
        room=64,
        size=40,
        weight=0.4,
        source_frames=FRAMES,
    ),
}


def lay_out_all(tokenizer: LanceTokenizer, precision: Precision) -> dict[str, Layout]:
    """The layout of every group."""
    return {
        name: lay_out(tokenizer, group.system, group.blocks, group.room, precision) for name, group in GROUPS.items()
    }
