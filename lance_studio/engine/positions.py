"""Position ids on three axes (time, height, width) for a packed sequence (specification §4).

Everything here is small integer arithmetic on the CPU; shapes are [3, L] with one column per token.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import torch
from torch import Tensor

#: Time offsets that tell ViT blocks and reference blocks from everything else (specification §4, quirk Q11).
VIT_TIME_START = 1000
REFERENCE_TIME_START = 2000


class Modality(IntEnum):
    """What a token stands for (specification §3.3); brackets of a block carry the block's modality."""

    TEMPLATE = -1
    USER_TEXT = 0
    TARGET = 1
    SOURCE = 2
    REFERENCE = 3
    VIT = 4


@dataclass(frozen=True, slots=True)
class TextRun:
    """``length`` consecutive text tokens outside blocks."""

    length: int


@dataclass(frozen=True, slots=True)
class GridBlock:
    """A vision block of merged grid ``frames`` × ``rows`` × ``columns`` between its two brackets."""

    frames: int
    rows: int
    columns: int

    @property
    def length(self) -> int:
        """Tokens including the brackets."""
        return self.frames * self.rows * self.columns + 2


def number_sequence(parts: Sequence[TextRun | GridBlock], time_stride: int) -> Tensor:
    """Number a sequence from 0.

    Text counts up on all three axes. A block whose start bracket has position p places cell (τ, y, x) at
    (p + 1 + stride·τ, p + 1 + y, p + 1 + x); what follows continues after the largest position so far.

    Args:
        parts: The sequence in order.
        time_stride: Distance between latent frames on the time axis, for every kind of block (quirk Q7).

    Returns:
        int64 [3, L].
    """
    columns: list[Tensor] = []
    following = 0
    for part in parts:
        if isinstance(part, TextRun):
            columns.append(torch.arange(following, following + part.length).expand(3, -1))
            following += part.length
            continue
        base = following + 1
        cell = torch.stack(
            torch.meshgrid(
                torch.arange(part.frames) * time_stride,
                torch.arange(part.rows),
                torch.arange(part.columns),
                indexing="ij",
            )
        )
        end = base + 1 + max(time_stride * (part.frames - 1), part.rows - 1, part.columns - 1)
        columns += [torch.full((3, 1), following), cell.reshape(3, -1) + base, torch.full((3, 1), end)]
        following = end + 1
    return torch.cat(columns, dim=1) if columns else torch.zeros((3, 0), dtype=torch.int64)


def shift_vision_blocks(positions: Tensor, modalities: Tensor) -> Tensor:
    """Apply the shift of generation tasks with clean vision blocks (specification §4, quirk Q11).

    ViT blocks move to time 1000 and reference blocks to 2000, each relative to the first such token and on the time
    axis only. If there are as many source as target tokens, the target takes the source's positions on all axes.

    Args:
        positions: int64 [3, L] from :func:`number_sequence`.
        modalities: int64 [L].

    Returns:
        A new int64 [3, L].
    """
    shifted = positions.clone()
    for modality, start in ((Modality.VIT, VIT_TIME_START), (Modality.REFERENCE, REFERENCE_TIME_START)):
        chosen = modalities == modality
        if chosen.any():
            shifted[0, chosen] += start - positions[0, chosen][0]
    source, target = modalities == Modality.SOURCE, modalities == Modality.TARGET
    if source.any() and int(source.sum()) == int(target.sum()):
        shifted[:, target] = shifted[:, source]
    return shifted
