"""How the sequences of a task are laid out in a batch of fixed shape.

All examples of a task share one sequence but for the text: the same prompt around it, the same vision blocks. So a
batch is rectangular, with room for the longest text, and what a token may see is one fixed matrix and the validity of
the text's tokens. The sequence and its positions come from :func:`lance_studio.engine.sequence.build_sequence`.

Tokens are kept in two lists by the expert that they belong to (specification §2.1): ``und`` holds text, brackets and
ViT cells, ``gen`` the VAE cells, each in the order of the sequence.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from lance_studio.engine.embeddings import latent_position_embedding
from lance_studio.engine.positions import Modality
from lance_studio.engine.precision import Precision
from lance_studio.engine.prompts import render_chat
from lance_studio.engine.sequence import BlockSpec, Split, SplitMode, build_sequence, latent_table_rows
from lance_studio.engine.tokenizer import LanceTokenizer
from models.nano.training.settings import LANGUAGE

#: Attention kernels want rows of bias whose length is a multiple of eight numbers.
_MULTIPLE = 8


@dataclass(frozen=True, slots=True)
class Layout:
    """The fixed parts of a task's sequences, of U und and G gen tokens.

    Attributes:
        ids: int64 [U]; places of text and ViT cells hold anything.
        text: The und tokens with room for the user's words and what follows them up to the target or the end.
        tail: The template's tokens between the user's words and the target or the answer.
        vit: int64 [v], the und tokens that are ViT cells.
        source: Number of leading gen tokens that are clean source or reference cells; the others are the target.
        grid: Latent (t, h, w) of the target, or ``None`` for questions.
        positions: int64 [3, U + G], for an empty caption.
        moves: int64 [U + G], 1 where a position grows with the number of caption tokens that are not left out.
        visible: bool [U + G, U + G], what each token (row) may see if all text is valid.
        latent_positions: float32 [G, width], embeddings of the gen tokens' cells.
    """

    ids: Tensor
    text: slice
    tail: tuple[int, ...]
    vit: Tensor
    source: int
    grid: tuple[int, int, int] | None
    positions: Tensor
    moves: Tensor
    visible: Tensor
    latent_positions: Tensor

    @property
    def und(self) -> int:
        """Number of und tokens."""
        return self.ids.numel()

    @property
    def room(self) -> int:
        """Number of text tokens that fit."""
        return self.text.stop - self.text.start

    def to(self, device: torch.device) -> "Layout":
        """The same on a device."""
        return replace(
            self,
            ids=self.ids.to(device),
            vit=self.vit.to(device),
            positions=self.positions.to(device),
            moves=self.moves.to(device),
            visible=self.visible.to(device),
            latent_positions=self.latent_positions.to(device),
        )


class _Tokens:
    """One expert's tokens while a layout is put together."""

    def __init__(self) -> None:
        self.ids: list[Tensor] = []
        self.positions: list[Tensor] = []
        self.moves: list[Tensor] = []
        self.splits: list[int] = []
        self.full: list[bool] = []

    def add(self, ids: Tensor, positions: Tensor, moves: Tensor, split: int, full: bool) -> slice:
        """Append tokens and tell where they are."""
        start = len(self.splits)
        self.ids.append(ids)
        self.positions.append(positions)
        self.moves.append(moves)
        self.splits += [split] * ids.numel()
        self.full += [full] * ids.numel()
        return slice(start, len(self.splits))


def lay_out(
    tokenizer: LanceTokenizer, system: str, blocks: Sequence[BlockSpec], room: int, precision: Precision
) -> Layout:
    """Lay out a task.

    Args:
        tokenizer: The model's tokenizer.
        system: System prompt.
        blocks: Vision blocks in order; a last one of modality TARGET makes it a generation.
        room: Tokens of room for the text at least, with the tail.
        precision: Whether constant tables are rounded.
    """
    generates = blocks[-1].modality is Modality.TARGET
    media = len(blocks) - generates
    prompt = render_chat(system, media, "a", generates=generates)
    sequence = build_sequence(tokenizer, prompt, blocks, LANGUAGE.tokens_per_second)
    caption = next(i for i, split in enumerate(sequence.splits) if split.modality is Modality.USER_TEXT)
    before, (words, tail) = sequence.splits[:caption], sequence.splits[caption : caption + 2]
    cells = sum(block.tokens for block in blocks if block.modality is not Modality.VIT)
    fixed = sum(split.length for split in before) + (sequence.target.length if generates else 0)
    room += -(fixed + room) % _MULTIPLE

    und, gen = _Tokens(), _Tokens()
    vit: list[Tensor] = []

    def place(number: int, split: Split, positions: Tensor, moves: Tensor) -> None:
        """A split before the text, or the target."""
        ids, full = sequence.ids[split.rows], split.mode is not SplitMode.CAUSAL
        if split.block is None or split.modality is Modality.VIT:
            rows = und.add(ids, positions, moves, number, full)
            if split.block is not None:
                vit.append(torch.arange(rows.start + 1, rows.stop - 1))
            return
        ends = slice(None, None, split.length - 1)
        und.add(ids[ends], positions[:, ends], moves[ends], number, full)
        gen.add(ids[1:-1], positions[:, 1:-1], moves[1:-1], number, full)

    for number, split in enumerate(before):
        place(number, split, sequence.positions[:, split.rows], torch.zeros(split.length, dtype=torch.int64))
    first = sequence.positions[:, words.start]
    text = und.add(
        torch.zeros(room, dtype=torch.int64),
        first[:, None] + torch.arange(room),
        torch.zeros(room, dtype=torch.int64),
        caption,
        False,
    )
    source = len(gen.splits)
    if generates:
        alone = sequence.target_positions_uncond
        place(caption + 1, sequence.target, alone, (sequence.positions[:, sequence.target.rows] - alone)[0])
    assert len(gen.splits) == cells
    grids = [block.grid for block in blocks if block.modality is not Modality.VIT]
    rows = torch.cat([latent_table_rows(grid) for grid in grids]) if grids else torch.zeros(0, dtype=torch.int64)
    return Layout(
        ids=torch.cat(und.ids),
        text=text,
        tail=tuple(sequence.ids[tail.rows].tolist()),
        vit=torch.cat(vit) if vit else torch.zeros(0, dtype=torch.int64),
        source=source,
        grid=blocks[-1].grid if generates else None,
        positions=torch.cat([*und.positions, *gen.positions], dim=1),
        moves=torch.cat([*und.moves, *gen.moves]),
        visible=_visible(und, gen),
        latent_positions=latent_position_embedding(rows, LANGUAGE.hidden_size, precision),
    )


def _visible(und: _Tokens, gen: _Tokens) -> Tensor:
    """A token sees what is in earlier splits, and of its own split all (blocks) or what is not later (text)."""
    splits = torch.tensor(und.splits + gen.splits)
    full = torch.tensor(und.full + gen.full)
    order = torch.arange(splits.numel())
    earlier = splits[None, :] < splits[:, None]
    own = splits[None, :] == splits[:, None]
    return earlier | own & (full[:, None] | (order[None, :] <= order[:, None]))
