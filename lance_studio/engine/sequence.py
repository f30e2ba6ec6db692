"""Packed sequences: token ids, splits, modalities and positions of a request (specification §3, §4).

A sequence is a list of contiguous splits. Text is split around the user's caption so that the unconditional branch can
leave it out; every vision block with its two brackets is a split of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

import torch
from torch import Tensor

from lance_studio.engine.positions import GridBlock, Modality, TextRun, number_sequence, shift_vision_blocks
from lance_studio.engine.prompts import RenderedPrompt
from lance_studio.engine.tokenizer import LanceTokenizer
from lance_studio.requests.geometry import LATENT_TABLE_SIDE


class SplitMode(Enum):
    """How a split attends (specification §2.3); the values are the names used there."""

    CAUSAL = "causal"
    FULL = "full"
    CLEAN = "full_noise"
    NOISE = "noise"


_BLOCK_MODES = {
    Modality.VIT: SplitMode.FULL,
    Modality.SOURCE: SplitMode.CLEAN,
    Modality.REFERENCE: SplitMode.CLEAN,
    Modality.TARGET: SplitMode.NOISE,
}


@dataclass(frozen=True, slots=True)
class BlockSpec:
    """A vision block to be placed: what it stands for and its merged grid (frames, rows, columns)."""

    modality: Modality
    grid: tuple[int, int, int]

    @property
    def tokens(self) -> int:
        """Vision tokens, without the brackets."""
        return self.grid[0] * self.grid[1] * self.grid[2]


@dataclass(frozen=True, slots=True)
class Split:
    """Tokens [start, start + length) of the sequence; ``block`` is set for vision blocks."""

    start: int
    length: int
    mode: SplitMode
    modality: Modality
    block: BlockSpec | None = None

    @property
    def rows(self) -> slice:
        """The split's tokens, brackets included."""
        return slice(self.start, self.start + self.length)

    @property
    def pads(self) -> slice:
        """The block's vision tokens, without the brackets."""
        return slice(self.start + 1, self.start + self.length - 1)


@dataclass(frozen=True, slots=True)
class PackedSequence:
    """A request as the language model sees it.

    Attributes:
        ids: int64 [L]; vision tokens hold the pad's id.
        modalities: int64 [L], values of :class:`Modality`.
        splits: The sequence in order.
        positions: int64 [3, L] for the conditional branch.
        target_positions_uncond: int64 [3, K + 2] of the target split in the unconditional branch; empty without target.
    """

    ids: Tensor
    modalities: Tensor
    splits: tuple[Split, ...]
    positions: Tensor
    target_positions_uncond: Tensor

    @property
    def target(self) -> Split:
        """The split to denoise."""
        return next(split for split in self.splits if split.mode is SplitMode.NOISE)

    @property
    def context(self) -> tuple[Split, ...]:
        """The splits before the target (all of them without a target)."""
        modes = [split.mode for split in self.splits]
        return self.splits[: modes.index(SplitMode.NOISE)] if SplitMode.NOISE in modes else self.splits

    def without_last_token(self) -> "PackedSequence":
        """The sequence without its last token, which must be text in a split of at least two tokens."""
        last = self.splits[-1]
        return replace(
            self,
            ids=self.ids[:-1],
            modalities=self.modalities[:-1],
            positions=self.positions[:, :-1],
            splits=(*self.splits[:-1], replace(last, length=last.length - 1)),
        )


def build_sequence(
    tokenizer: LanceTokenizer, prompt: RenderedPrompt, blocks: Sequence[BlockSpec], time_stride: int
) -> PackedSequence:
    """Tokenise a rendered chat, expand its vision items to blocks and number everything.

    Args:
        tokenizer: The checkpoint's tokenizer.
        prompt: The chat; it holds one vision item for each entry of ``blocks``, in that order.
        blocks: What the vision items stand for.
        time_stride: Distance between latent frames on the time axis.

    Returns:
        The packed sequence. Shifted positions are used if there is a target and a clean vision block.

    Raises:
        ValueError: The chat's vision items do not match ``blocks`` (user text is checked before, so this is a defect).
    """
    encoded = tokenizer.encode(prompt.text)
    caption = _caption_tokens(encoded.offsets, prompt.caption)
    starts = [index for index, token in enumerate(encoded.ids) if token == tokenizer.vision_pad]
    if len(starts) != len(blocks):
        raise ValueError(f"{len(starts)} vision items for {len(blocks)} blocks")

    ids: list[int] = []
    modalities: list[int] = []
    splits: list[Split] = []

    def add(tokens: list[int], mode: SplitMode, modality: Modality, block: BlockSpec | None = None) -> None:
        if tokens:
            splits.append(Split(len(ids), len(tokens), mode, modality, block))
            ids.extend(tokens)
            modalities.extend([int(modality)] * len(tokens))

    def add_text(first: int, last: int) -> None:
        """One causal split, cut into up to three around the caption."""
        start, end = (min(max(bound, first), last) for bound in caption)
        for low, high, modality in (
            (first, start, Modality.TEMPLATE),
            (start, end, Modality.USER_TEXT),
            (end, last, Modality.TEMPLATE),
        ):
            add(encoded.ids[low:high], SplitMode.CAUSAL, modality)

    done = 0
    for pad, block in zip(starts, blocks, strict=True):
        add_text(done, pad - 1)
        tokens = [tokenizer.vision_start, *[tokenizer.vision_pad] * block.tokens, tokenizer.vision_end]
        add(tokens, _BLOCK_MODES[block.modality], block.modality, block)
        done = pad + 2
    add_text(done, len(encoded.ids))

    all_modalities = torch.tensor(modalities, dtype=torch.int64)
    shifts = any(split.mode in (SplitMode.FULL, SplitMode.CLEAN) for split in splits) and any(
        split.mode is SplitMode.NOISE for split in splits
    )
    positions = _number(splits, time_stride, all_modalities if shifts else None)
    kept = [split for split in splits if split.modality is not Modality.USER_TEXT]
    kept_modalities = all_modalities[all_modalities != Modality.USER_TEXT]
    uncond = _number(kept, time_stride, kept_modalities if shifts else None)
    return PackedSequence(
        ids=torch.tensor(ids, dtype=torch.int64),
        modalities=all_modalities,
        splits=tuple(splits),
        positions=positions,
        target_positions_uncond=uncond[:, kept_modalities == Modality.TARGET],
    )


def _caption_tokens(offsets: Sequence[tuple[int, int]], caption: tuple[int, int]) -> tuple[int, int]:
    """Token range [first, last) of the caption's characters; a token that began before it belongs to the template."""
    inside = [index for index, (start, _) in enumerate(offsets) if caption[0] <= start < caption[1]]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


def _number(splits: Sequence[Split], time_stride: int, modalities: Tensor | None) -> Tensor:
    parts = [GridBlock(*split.block.grid) if split.block else TextRun(split.length) for split in splits]
    positions = number_sequence(parts, time_stride)
    return positions if modalities is None else shift_vision_blocks(positions, modalities)


def latent_table_rows(grid: tuple[int, int, int]) -> Tensor:
    """Rows of the latent position table for a block's cells: τ·4096 + y·64 + x, int64 [t·h·w] (specification §2.6).

    A block wider than 64 cells runs into the next row (quirk Q9).
    """
    frames, rows, columns = (torch.arange(size) for size in grid)
    side = LATENT_TABLE_SIDE
    return (frames[:, None, None] * side * side + rows[:, None] * side + columns).flatten()
