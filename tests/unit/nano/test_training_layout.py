"""What each token of a training sequence may see."""

import pytest
import torch
from torch import Tensor

from lance_studio.engine import Engine, Precision
from models.nano.training.forward import Embedder, TextBatch, attention_bias, run_layers, valid_tokens, velocities
from models.nano.training.groups import GROUPS
from models.nano.training.layout import Layout

DRAWING = [name for name, group in GROUPS.items() if not group.asks]


def target_tokens(layout: Layout) -> Tensor:
    """bool [U + G]: the target's cells and its two brackets, which are the last und tokens."""
    und, total = layout.ids.numel(), layout.visible.shape[0]
    chosen = torch.zeros(total, dtype=torch.bool)
    if layout.grid is not None:
        chosen[und - 2 : und] = True
        chosen[und + layout.source :] = True
    return chosen


def text_tokens(layout: Layout) -> Tensor:
    chosen = torch.zeros(layout.visible.shape[0], dtype=torch.bool)
    chosen[layout.text] = True
    return chosen


def batch_of(layout: Layout, captions: list[int], dropped: list[bool], seed: int = 0) -> TextBatch:
    """Random captions of these lengths, with the template's tail."""
    generator = torch.Generator().manual_seed(seed)
    ids = torch.zeros(len(captions), layout.room, dtype=torch.int64)
    for row, caption in enumerate(captions):
        ids[row, :caption] = torch.randint(0, 900, (caption,), generator=generator)
        ids[row, caption : caption + len(layout.tail)] = torch.tensor(layout.tail)
    caption_lengths = torch.tensor(captions)
    return TextBatch(ids, caption_lengths + len(layout.tail), caption_lengths, torch.tensor(dropped))


@pytest.mark.parametrize("name", GROUPS)
def test_nothing_sees_the_target_but_the_target(layouts: dict[str, Layout], name: str) -> None:
    layout = layouts[name]
    target = target_tokens(layout)
    assert int(target.sum()) == (0 if layout.grid is None else 2 + layout.grid[0] * layout.grid[1] * layout.grid[2])
    assert not layout.visible[~target][:, target].any()
    assert layout.visible[target].all()


@pytest.mark.parametrize("name", GROUPS)
def test_text_is_causal_and_sources_do_not_see_it(layouts: dict[str, Layout], name: str) -> None:
    layout = layouts[name]
    text = text_tokens(layout)
    inner = layout.visible[text][:, text]
    assert torch.equal(inner, torch.ones_like(inner).tril())
    before = ~text & ~target_tokens(layout)
    assert layout.visible[text][:, before].all()
    assert not layout.visible[before][:, text].any()
    # The user's words stand after the sources: every vision cell of them sees its whole block.
    if layout.vit.numel():
        assert layout.visible[layout.vit][:, layout.vit].all()
    und = layout.ids.numel()
    source = torch.arange(und, und + layout.source)
    assert layout.visible[source][:, source].all()
    assert layout.visible.diagonal().all()


@pytest.mark.parametrize("name", DRAWING)
def test_hidden_captions_and_unused_room_are_seen_by_nobody(layouts: dict[str, Layout], name: str) -> None:
    layout = layouts[name]
    batch = batch_of(layout, [5, 9], [True, False])
    bias = attention_bias(layout.visible, valid_tokens(layout, batch))[:, 0]
    start = layout.text.start
    assert (bias[0, :, start : start + 5] == -torch.inf).all()
    target = target_tokens(layout)
    for row, caption in ((0, 5), (1, 9)):
        tail = slice(start + caption, start + caption + len(layout.tail))
        assert (bias[row, target, tail] == 0).all()
        assert (bias[row, :, tail.stop : layout.text.stop] == -torch.inf).all()
        assert (bias[row] == 0).any(dim=1).all()
    assert (bias[1, target, start : start + 9] == 0).all()


@torch.no_grad()
def test_what_is_drawn_depends_on_a_caption_only_if_it_is_shown(engine: Engine, layouts: dict[str, Layout]) -> None:
    parts, layout = engine.load("image"), layouts["image"]
    embedder = Embedder(parts.model, Precision(torch.float32))
    latents = torch.randn(1, 64, 48, generator=torch.Generator().manual_seed(1)).expand(3, -1, -1)

    def drawn(dropped: bool) -> Tensor:
        batches = [batch_of(layout, [length], [dropped], seed) for length, seed in ((6, 1), (6, 2), (11, 3))]
        text = TextBatch(*(torch.cat([getattr(b, name) for b in batches]) for name in TextBatch.__slots__))
        part = embedder(layout, text, None, latents, torch.full((3, 64), 0.7))
        ((_, gen),) = run_layers(parts.model, [part])
        return velocities(parts.model, layout, gen)

    hidden, shown = drawn(True), drawn(False)
    assert torch.allclose(hidden[0], hidden[1], atol=1e-5)
    scale = float(hidden.abs().mean())
    assert float((shown[0] - shown[1]).abs().mean()) > 0.01 * scale
    assert float((shown[0] - hidden[0]).abs().mean()) > 0.01 * scale


@torch.no_grad()
def test_a_target_does_not_change_what_was_read_before_it(engine: Engine, layouts: dict[str, Layout]) -> None:
    parts, layout = engine.load("image"), layouts["image_edit"]
    embedder = Embedder(parts.model, Precision(torch.float32))
    generator = torch.Generator().manual_seed(2)
    features = torch.randn(1, layout.vit.numel(), parts.model.config.hidden_size, generator=generator)
    source = torch.randn(1, layout.source, 48, generator=generator)
    text = batch_of(layout, [6], [False])
    hidden: list[tuple[Tensor, Tensor]] = []
    for _ in range(2):
        latents = torch.cat([source, torch.randn(1, 64, 48, generator=generator)], dim=1)
        part = embedder(layout, text, features, latents, torch.full((1, layout.source + 64), 0.4))
        hidden.extend(run_layers(parts.model, [part]))
    used = layout.text.start + int(text.length[0])
    (und, gen), (other_und, other_gen) = hidden
    assert torch.allclose(und[:, :used], other_und[:, :used], atol=1e-5)
    assert torch.allclose(gen[:, : layout.source], other_gen[:, : layout.source], atol=1e-5)
    assert not torch.allclose(gen[:, layout.source :], other_gen[:, layout.source :], atol=1e-2)
