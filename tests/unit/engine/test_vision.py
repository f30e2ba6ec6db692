from dataclasses import replace

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from lance_studio.engine import Engine
from lance_studio.engine.config import VisionConfig, read_vision_config
from lance_studio.engine.embeddings import rotate
from lance_studio.engine.precision import Precision
from lance_studio.engine.preprocess import normalise_vit, patchify
from lance_studio.engine.vision import VisionTower, plan_windows
from tests.unit.engine.samples import CHECKPOINT, VISION_CONFIG

CONFIG = read_vision_config(CHECKPOINT / VISION_CONFIG)
#: Grids in patches; both sides are whole merged cells.
GRIDS = st.tuples(st.integers(1, 3), st.integers(1, 19).map(lambda n: 2 * n), st.integers(1, 19).map(lambda n: 2 * n))
CONFIGS = st.sampled_from([CONFIG, replace(CONFIG, window_size=56), replace(CONFIG, window_size=28)])


def window_of(cell: int, grid: tuple[int, int, int], config: VisionConfig) -> tuple[int, int, int]:
    """Slice, window row and window column of a merged cell in raster order, straight from the definition."""
    merge = config.spatial_merge_size
    rows, columns = grid[1] // merge, grid[2] // merge
    side = config.window_size // config.patch_size // merge
    frame, rest = divmod(cell, rows * columns)
    return frame, rest // columns // side, rest % columns // side


@given(GRIDS, CONFIGS)
def test_windows_hold_what_belongs_together(grid: tuple[int, int, int], config: VisionConfig) -> None:
    plan = plan_windows(grid, config)
    unit = config.spatial_merge_size**2
    cells = plan.order.tolist()
    assert sorted(cells) == list(range(grid[0] * grid[1] * grid[2] // unit))
    assert plan.slices == grid[0]
    assert len(plan.windows) <= 4
    start, seen = 0, set()
    for count, patches in plan.windows:
        size = patches // unit
        assert size * unit == patches
        for _ in range(count):
            window = {window_of(cell, grid, config) for cell in cells[start : start + size]}
            assert len(window) == 1
            assert cells[start : start + size] == sorted(cells[start : start + size])
            seen |= window
            start += size
    assert start == len(cells)
    assert len(seen) == sum(count for count, _ in plan.windows)


def dense_tower(tower: VisionTower, pixels: Tensor) -> Tensor:
    """The tower with every block under one dense mask, patches in their original order, in float64."""
    config, model = tower.config, tower.model
    merge = config.spatial_merge_size
    patches, grid = patchify(normalise_vit(pixels), config.patch_size, config.temporal_patch_size, merge)
    windows = torch.tensor([window_of(patch // merge**2, grid, config) for patch in range(len(patches))])
    same_slice = windows[:, None, 0] == windows[None, :, 0]
    same_window = (windows[:, None] == windows[None]).all(dim=-1)
    cos, sin = (table.double()[:, None] for table in tower.rotary(grid))

    def linear(x: Tensor, layer: torch.nn.Module) -> Tensor:
        weight, bias = layer.get_parameter("weight").double(), layer.get_parameter("bias").double()
        return x @ weight.T + bias

    def norm(x: Tensor, layer: torch.nn.Module) -> Tensor:
        return x * (x.square().mean(-1, keepdim=True) + 1e-6).rsqrt() * layer.get_parameter("weight").double()

    x = patches.double() @ model.patch_embed.proj.weight.double().flatten(1).T
    for index, block in enumerate(model.blocks):
        attn, mlp = block.get_submodule("attn"), block.get_submodule("mlp")
        qkv = linear(norm(x, block.get_submodule("norm1")), attn.get_submodule("qkv"))
        query, key, value = qkv.view(len(x), 3, config.num_heads, -1).unbind(1)
        query, key = rotate(query, cos, sin), rotate(key, cos, sin)
        scores = torch.einsum("qhd,khd->hqk", query, key) / query.shape[-1] ** 0.5
        seen = same_slice if index in config.full_attention_blocks else same_window
        weights = scores.masked_fill(~seen, -torch.inf).softmax(-1)
        mixed = torch.einsum("hqk,khd->qhd", weights, value).flatten(1)
        x = x + linear(mixed, attn.get_submodule("proj"))
        inner = norm(x, block.get_submodule("norm2"))
        gate = F.silu(linear(inner, mlp.get_submodule("gate_proj")))
        x = x + linear(gate * linear(inner, mlp.get_submodule("up_proj")), mlp.get_submodule("down_proj"))
    merger = model.merger
    joined = norm(x, merger.get_submodule("ln_q")).view(len(x) // merge**2, -1)
    tokens = linear(F.gelu(linear(joined, merger.get_submodule("mlp.0"))), merger.get_submodule("mlp.2"))
    # Patches come in blocks of rows of merged cells, so the cells are in raster order already.
    return tokens


@pytest.mark.parametrize("grid", [(1, 4, 6), (2, 10, 14)])
def test_names_and_numbers_are_those_of_transformers(tower: VisionTower, grid: tuple[int, int, int]) -> None:
    from transformers.models.qwen2_5_vl.configuration_qwen2_5_vl import Qwen2_5_VLVisionConfig
    from transformers.models.qwen2_5_vl.modeling_qwen2_5_vl import Qwen2_5_VisionTransformerPretrainedModel

    config = tower.config
    theirs = Qwen2_5_VisionTransformerPretrainedModel(
        Qwen2_5_VLVisionConfig(
            depth=config.depth,
            hidden_size=config.hidden_size,
            intermediate_size=config.intermediate_size,
            num_heads=config.num_heads,
            in_channels=config.in_channels,
            patch_size=config.patch_size,
            temporal_patch_size=config.temporal_patch_size,
            spatial_merge_size=config.spatial_merge_size,
            window_size=config.window_size,
            fullatt_block_indexes=list(config.full_attention_blocks),
            out_hidden_size=config.out_hidden_size,
        )
    ).eval()
    state = {name: value.float() for name, value in tower.model.state_dict().items()}
    assert list(theirs.state_dict()) == list(state)
    theirs.load_state_dict(state)
    ours = VisionTower(config, Precision(torch.float32, rounded_tables=False))
    ours.model.load_state_dict(state)
    frames, rows, columns = grid
    patch = config.patch_size
    size = (3, frames * config.temporal_patch_size, rows * patch, columns * patch)
    pixels = torch.randint(0, 256, size, generator=torch.Generator().manual_seed(3), dtype=torch.uint8)
    cut, _ = patchify(normalise_vit(pixels), patch, config.temporal_patch_size, config.spatial_merge_size)
    with torch.inference_mode():
        wanted = theirs(cut, grid_thw=torch.tensor([grid])).pooler_output
    assert torch.allclose(ours(pixels), wanted, atol=1e-4)


@settings(max_examples=15)
@given(st.tuples(st.integers(1, 2), st.integers(1, 6), st.integers(1, 11)), st.integers(0, 99))
def test_the_tower_equals_dense_masked_attention(tower: VisionTower, cells: tuple[int, int, int], seed: int) -> None:
    frames, rows, columns = cells
    generator = torch.Generator().manual_seed(seed)
    shape = (3, 2 * frames, 28 * rows, 28 * columns)
    pixels = torch.randint(0, 256, shape, dtype=torch.uint8, generator=generator)
    ours = tower(pixels)
    assert ours.shape == (frames * rows * columns, tower.config.out_hidden_size)
    assert tower.merged_grid(pixels) == cells
    with torch.inference_mode():
        expected = dense_tower(tower, pixels)
    torch.testing.assert_close(ours, expected.float(), rtol=1e-4, atol=1e-4)


@pytest.fixture(scope="session")
def tower(engine: Engine) -> VisionTower:
    return engine.load("video").tower


def test_full_attention_is_what_joins_windows(tower: VisionTower) -> None:
    """A change in one corner reaches the other one within a temporal slice, and never another slice."""
    generator = torch.Generator().manual_seed(3)
    pixels = torch.randint(0, 256, (3, 4, 28 * 6, 28 * 6), dtype=torch.uint8, generator=generator)
    changed = pixels.clone()
    changed[:, 0, :28, :28] ^= 255
    before, after = tower(pixels).view(2, 36, -1), tower(changed).view(2, 36, -1)
    assert (before[0, -1] - after[0, -1]).abs().max() > 1e-4
    assert torch.equal(before[1], after[1])
