import math

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from lance_studio.engine import Engine, layers
from lance_studio.engine.attention import attend
from lance_studio.engine.cache import KeyValueCache, against, storing, storing_at
from lance_studio.engine.config import LanguageConfig
from lance_studio.engine.layers import FeedForward, by_expert

CPU = torch.device("cpu")
CONFIG = LanguageConfig(
    vocab_size=8,
    hidden_size=32,
    intermediate_size=48,
    num_layers=2,
    num_heads=4,
    num_kv_heads=2,
    rms_norm_eps=1e-6,
    rope_theta=1e6,
    mrope_section=(1, 1, 2),
    tokens_per_second=2,
)
LENGTHS = st.integers(1, 9)


def dense(query: Tensor, key: Tensor, value: Tensor, seen: Tensor) -> Tensor:
    """Masked softmax attention, one head at a time in float64; ``seen`` is bool [L, S]."""
    batch, heads, length, width = query.shape
    out = torch.zeros(batch, length, heads * width, dtype=torch.float64)
    for row in range(batch):
        for head in range(heads):
            shared = head // (heads // key.shape[1])
            scores = query[row, head].double() @ key[row, shared].double().T / math.sqrt(width)
            weights = scores.masked_fill(~seen, -torch.inf).softmax(dim=-1)
            out[row, :, head * width : (head + 1) * width] = weights @ value[row, shared].double()
    return out


def chunk(length: int, seed: int, batch: int = 1) -> tuple[Tensor, Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    query = torch.randn(batch, CONFIG.num_heads, length, CONFIG.head_dim, generator=generator)
    key, value = torch.randn(2, batch, CONFIG.num_kv_heads, length, CONFIG.head_dim, generator=generator)
    return query, key, value


def causal_mask(length: int, before: int) -> Tensor:
    """Query i sees everything before the chunk and the chunk up to itself."""
    return torch.arange(before + length)[None] <= before + torch.arange(length)[:, None]


def assert_close(ours: Tensor, expected: Tensor) -> None:
    torch.testing.assert_close(ours, expected.float(), rtol=1e-5, atol=1e-5)


@settings(max_examples=40)
@given(LENGTHS, st.integers(0, 9), st.booleans(), st.integers(0, 1000))
def test_attention_is_masked_softmax(length: int, before: int, causal: bool, seed: int) -> None:
    query, _, _ = chunk(length, seed)
    _, key, value = chunk(before + length, seed + 1)
    seen = causal_mask(length, before) if causal else torch.ones(length, before + length, dtype=torch.bool)
    assert_close(attend(query, key, value, causal=causal), dense(query, key, value, seen))


@settings(max_examples=20)
@given(LENGTHS, st.integers(0, 9), st.integers(0, 1000))
def test_attention_under_a_given_mask(length: int, before: int, seed: int) -> None:
    query, _, _ = chunk(length, seed)
    _, key, value = chunk(before + length, seed + 1)
    seen = torch.rand(length, before + length, generator=torch.Generator().manual_seed(seed)) < 0.5
    seen[:, 0] = True
    assert_close(attend(query, key, value, mask=seen), dense(query, key, value, seen))


@settings(max_examples=25)
@given(st.lists(st.tuples(LENGTHS, st.booleans()), min_size=1, max_size=4), st.integers(0, 1000))
def test_a_cache_stands_for_everything_before(chunks: list[tuple[int, bool]], seed: int) -> None:
    cache = KeyValueCache(CONFIG, sum(length for length, _ in chunks), torch.float32, CPU)
    keys: list[Tensor] = []
    values: list[Tensor] = []
    for number, (length, causal) in enumerate(chunks):
        query, key, value = chunk(length, seed + number)
        before = cache.length
        ours = storing(cache, causal=causal)(1, query, key, value)
        keys.append(key)
        values.append(value)
        seen = causal_mask(length, before) if causal else torch.ones(length, before + length, dtype=torch.bool)
        assert_close(ours, dense(query, torch.cat(keys, 2), torch.cat(values, 2), seen))
        cache.length += length
    assert not cache.layer(0)[0].any()  # the other layer is untouched


@settings(max_examples=25)
@given(LENGTHS, st.integers(1, 8), st.integers(0, 1000))
def test_storing_at_a_place_equals_storing_at_the_end(before: int, tokens: int, seed: int) -> None:
    one, other = (KeyValueCache(CONFIG, before + tokens, torch.float32, CPU) for _ in range(2))
    for cache in (one, other):
        storing(cache, causal=True)(0, *chunk(before, seed))
        cache.length += before
    for index in range(tokens):
        step = chunk(1, seed + 1 + index)
        expected = storing(one, causal=True)(0, *step)
        one.length += 1
        ours = storing_at(other, torch.tensor([before + index]))(0, *step)
        torch.testing.assert_close(ours, expected)
    for mine, theirs in zip(one.layer(0), other.layer(0), strict=True):
        assert torch.equal(mine, theirs)
    assert other.length == before


@given(LENGTHS, LENGTHS, LENGTHS, st.integers(0, 1000))
@settings(max_examples=20)
def test_two_contexts_are_attended_to_independently(length: int, first: int, second: int, seed: int) -> None:
    caches = [KeyValueCache(CONFIG, size, torch.float32, CPU) for size in (first, second)]
    stored = [chunk(size, seed + number) for number, size in enumerate((first, second))]
    for cache, parts in zip(caches, stored, strict=True):
        storing(cache, causal=True)(0, *parts)
        cache.length += parts[0].shape[2]
    query, key, value = chunk(length, seed + 2, batch=2)
    before = [[part.clone() for part in cache.layer(0)] for cache in caches]
    ours = against(caches)(0, query, key, value)
    for row, (_, keys, values) in enumerate(stored):
        one = slice(row, row + 1)
        joined = (torch.cat([keys, key[one]], 2), torch.cat([values, value[one]], 2))
        everything = torch.ones(length, joined[0].shape[2], dtype=torch.bool)
        assert_close(ours[one], dense(query[one], *joined, everything))
    for cache, parts in zip(caches, before, strict=True):
        assert all(torch.equal(now, then) for now, then in zip(cache.layer(0), parts, strict=True))


def test_a_fork_is_independent() -> None:
    cache = KeyValueCache(CONFIG, 8, torch.float32, CPU)
    storing(cache, causal=True)(0, *chunk(3, 0))
    cache.length = 3
    fork = cache.fork(20)
    assert fork.length == 3
    assert fork.capacity >= 20
    assert torch.equal(fork.layer(0)[0][:, :, :3], cache.layer(0)[0][:, :, :3])
    kept = cache.layer(0)[0].clone()
    storing(fork, causal=True)(0, *chunk(17, 1))
    assert torch.equal(cache.layer(0)[0], kept)
    assert cache.length == 3


@pytest.mark.parametrize("capacity", [1, 15, 16, 17, 100])
def test_a_cache_has_the_room_that_was_asked_for(capacity: int) -> None:
    assert KeyValueCache(CONFIG, capacity, torch.float32, CPU).capacity >= capacity


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("batch", [1, 2])
@pytest.mark.parametrize("rows", [1, 3, 7, 19, 20])
def test_feed_forward_in_pieces_equals_the_whole(
    dtype: torch.dtype, batch: int, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch.manual_seed(0)
    layer = FeedForward(32, 48).to(dtype).requires_grad_(False)
    x = torch.randn(batch, 19, 32).to(dtype)
    whole = layer(x)
    kept = x.clone()
    monkeypatch.setattr(layers, "FEED_FORWARD_ROWS", rows)
    torch.testing.assert_close(layer(x), whole)
    assert torch.equal(x, kept)


def test_feed_forward_never_computes_more_rows_than_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    layer = FeedForward(8, 8).requires_grad_(False)
    seen: list[int] = []
    layer.gate_proj.register_forward_hook(lambda _, inputs, __: seen.append(inputs[0].shape[1]))
    monkeypatch.setattr(layers, "FEED_FORWARD_ROWS", 4)
    layer(torch.zeros(1, 11, 8))
    assert seen == [4, 4, 3]


def test_pieces_do_not_change_a_run_of_the_model(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    model = engine.load("image").model
    x = torch.randn(1, 12, 64, generator=torch.Generator().manual_seed(1))
    tables = torch.ones(1, 12, 16), torch.zeros(1, 12, 16)
    with torch.inference_mode():
        whole = model.run_layers(x.clone(), tables, against([model.new_cache(0)]), vae_chunk=True)
        monkeypatch.setattr(layers, "FEED_FORWARD_ROWS", 5)
        pieces = model.run_layers(x.clone(), tables, against([model.new_cache(0)]), vae_chunk=True)
    torch.testing.assert_close(pieces, whole)


@pytest.mark.parametrize("length", [3, 4, 9])
def test_each_row_of_a_chunk_goes_to_its_expert(length: int) -> None:
    x = torch.zeros(2, length, 1)
    mixed = by_expert(x, lambda rows: rows + 1, lambda rows: rows + 2, vae_chunk=True)
    assert mixed[:, :, 0].tolist() == [[1.0, *[2.0] * (length - 2), 1.0]] * 2
    text = by_expert(x, lambda rows: rows + 1, lambda rows: rows + 2, vae_chunk=False)
    assert text.eq(1).all()
