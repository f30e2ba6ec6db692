"""The Qwen2.5-VL vision tower (specification §2.9).

Module names are those of the checkpoint's tensors. The walk through the blocks differs from that of transformers' class
of this name for two reasons: the rotary embedding must carry the released model's rounding (quirk Q3), and windows of
equal size are attended to in one batch instead of one by one or under a dense mask, which takes gigabytes for clips. To
import that class takes two seconds of a processor; a test compares the numbers with it.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lance_studio.engine.config import VisionConfig
from lance_studio.engine.embeddings import rotary_frequencies, rotate
from lance_studio.engine.layers import RMSNorm
from lance_studio.engine.precision import Precision
from lance_studio.engine.preprocess import normalise_vit, patchify

_ROTARY_THETA = 10000.0
_NORM_EPS = 1e-6


@dataclass(frozen=True, slots=True)
class WindowPlan:
    """How a grid's tokens are ordered and grouped for attention.

    Attributes:
        order: int64 [n]: merged cells in window order (raster order inside a window).
        windows: (count, patches) runs of consecutive windows of equal size, in that order.
        slices: Number of temporal slices; full attention blocks attend within each.
    """

    order: Tensor
    windows: tuple[tuple[int, int], ...]
    slices: int


def plan_windows(grid: tuple[int, int, int], config: VisionConfig) -> WindowPlan:
    """Group the merged cells of a grid (t, h, w in patches) into windows.

    Windows of a size are made neighbours, so each of the at most four sizes (inner, right edge, bottom edge, corner) is
    one batch. Their order does not matter to the result.
    """
    merge = config.spatial_merge_size
    side = config.window_size // (config.patch_size * merge)
    frames, rows, columns = grid[0], grid[1] // merge, grid[2] // merge
    cells = torch.arange(frames * rows * columns).view(frames, rows, columns)
    pieces: list[Tensor] = []
    windows: list[tuple[int, int]] = []
    inner_rows, inner_columns = rows // side * side, columns // side * side
    for row_range in ((0, inner_rows), (inner_rows, rows)):
        for column_range in ((0, inner_columns), (inner_columns, columns)):
            area = cells[:, slice(*row_range), slice(*column_range)]
            if area.numel() == 0:
                continue
            high, wide = min(side, area.shape[1]), min(side, area.shape[2])
            tiled = area.unflatten(2, (-1, wide)).unflatten(1, (-1, high)).permute(0, 1, 3, 2, 4)
            pieces.append(tiled.flatten())
            windows.append((area.numel() // (high * wide), high * wide * merge * merge))
    return WindowPlan(torch.cat(pieces), tuple(windows), frames)


class PatchEmbedding(nn.Module):
    """Pixels of a patch to a token: a convolution whose patches do not overlap."""

    def __init__(self, config: VisionConfig) -> None:
        super().__init__()
        patch = (config.temporal_patch_size, config.patch_size, config.patch_size)
        self.proj = nn.Conv3d(config.in_channels, config.hidden_size, patch, stride=patch, bias=False)

    def forward(self, rows: Tensor) -> Tensor:
        """Patch rows [..., columns] in the order of :func:`patchify` to [..., width], as one matrix product."""
        return F.linear(rows, self.proj.weight.flatten(1))


class VisionAttention(nn.Module):
    """The projections of a block's attention."""

    def __init__(self, config: VisionConfig) -> None:
        super().__init__()
        self.qkv = nn.Linear(config.hidden_size, 3 * config.hidden_size)
        self.proj = nn.Linear(config.hidden_size, config.hidden_size)


class VisionFeedForward(nn.Module):
    """SwiGLU feed-forward layer with biases."""

    def __init__(self, config: VisionConfig) -> None:
        super().__init__()
        self.gate_proj = nn.Linear(config.hidden_size, config.intermediate_size)
        self.up_proj = nn.Linear(config.hidden_size, config.intermediate_size)
        self.down_proj = nn.Linear(config.intermediate_size, config.hidden_size)

    def forward(self, x: Tensor) -> Tensor:
        """[..., width] to the same shape."""
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class VisionBlock(nn.Module):
    """The modules of one layer; who walks through them adds rotation and windows."""

    def __init__(self, config: VisionConfig) -> None:
        super().__init__()
        self.norm1 = RMSNorm(config.hidden_size, _NORM_EPS)
        self.norm2 = RMSNorm(config.hidden_size, _NORM_EPS)
        self.attn = VisionAttention(config)
        self.mlp = VisionFeedForward(config)


class Merger(nn.Module):
    """The patches of a cell to one token of the language model's width."""

    def __init__(self, config: VisionConfig) -> None:
        super().__init__()
        self.joined = config.hidden_size * config.spatial_merge_size**2
        self.ln_q = RMSNorm(config.hidden_size, _NORM_EPS)
        self.mlp = nn.Sequential(
            nn.Linear(self.joined, self.joined), nn.GELU(), nn.Linear(self.joined, config.out_hidden_size)
        )

    def forward(self, x: Tensor) -> Tensor:
        """[n, width], the patches of a cell side by side, to [cells, width of the language model]."""
        return self.mlp(self.ln_q(x).view(-1, self.joined))


class VisionModel(nn.Module):
    """All modules of the tower under the names of the checkpoint."""

    def __init__(self, config: VisionConfig) -> None:
        super().__init__()
        self.patch_embed = PatchEmbedding(config)
        self.blocks = nn.ModuleList(VisionBlock(config) for _ in range(config.depth))
        self.merger = Merger(config)


class VisionTower(nn.Module):
    """Vision tower: pixels to tokens of the language model's width.

    Args:
        config: Shapes.
        precision: Number format of the rotary tables; the weights' format is that of what is assigned.
    """

    def __init__(self, config: VisionConfig, precision: Precision) -> None:
        super().__init__()
        self.config = config
        self.precision = precision
        self.model = VisionModel(config)

    @property
    def cell(self) -> int:
        """Pixels per merged token and side."""
        return self.config.patch_size * self.config.spatial_merge_size

    def merged_grid(self, pixels: Tensor) -> tuple[int, int, int]:
        """Token grid (frames, rows, columns) of ``uint8`` pixels [3, T, H, W]."""
        frames, height, width = pixels.shape[1:]
        return frames // self.config.temporal_patch_size, height // self.cell, width // self.cell

    def rotary(self, grid: tuple[int, int, int]) -> tuple[Tensor, Tensor]:
        """Cosine and sine for patch rows in :func:`patchify` order, float32 [t·h·w, head_dim].

        In reference precision grid indices are multiplied with the frequencies in bfloat16 and cosine and sine are
        taken in bfloat16 (quirk Q3).
        """
        config, merge = self.config, self.config.spatial_merge_size
        head_dim = config.hidden_size // config.num_heads
        frequencies = rotary_frequencies(_ROTARY_THETA, head_dim // 2, self.precision).to(self.precision.dtype)
        t, h, w = grid
        row, column = torch.meshgrid(torch.arange(h), torch.arange(w), indexing="ij")
        places = torch.stack([row, column], dim=-1)  # [h, w, 2]
        places = places.view(h // merge, merge, w // merge, merge, 2).transpose(1, 2).reshape(h * w, 2)
        angles = places.to(frequencies.dtype)[:, :, None] * frequencies  # [h·w, 2, head_dim/4]
        angles = angles.flatten(1).repeat(t, 2)  # [t·h·w, head_dim]
        return angles.cos().float(), angles.sin().float()

    @torch.inference_mode()
    def forward(self, pixels: Tensor) -> Tensor:
        """Encode a picture or clip.

        Args:
            pixels: ``uint8`` [3, T, H, W] on the CPU from :func:`lance_studio.engine.preprocess.stream_pixels`.

        Returns:
            [t·h·w, width] merged tokens in raster order.
        """
        config = self.config
        rows, grid = patchify(
            normalise_vit(pixels), config.patch_size, config.temporal_patch_size, config.spatial_merge_size
        )
        plan = plan_windows(grid, config)
        weight = self.model.patch_embed.proj.weight
        unit = config.spatial_merge_size**2
        order = plan.order.to(weight.device)

        def in_windows(per_patch: Tensor) -> Tensor:
            return per_patch.unflatten(0, (-1, unit))[order].flatten(0, 1)

        x = in_windows(self.model.patch_embed(rows.to(weight.device, weight.dtype)))
        cos, sin = (in_windows(table.to(weight.device)) for table in self.rotary(grid))
        # Full attention needs the patches of a temporal slice together; windows are sorted by size first.
        by_slice = torch.argsort(order // (order.numel() // plan.slices), stable=True)
        for index, block in enumerate(self.model.blocks):
            assert isinstance(block, VisionBlock)
            full = index in config.full_attention_blocks
            x = x + self._attention(block, x, cos, sin, plan, by_slice if full else None)
            x = x + block.mlp(block.norm2(x))
        merged = self.model.merger(x)
        return torch.empty_like(merged).index_copy_(0, order, merged)

    def _attention(
        self, block: VisionBlock, x: Tensor, cos: Tensor, sin: Tensor, plan: WindowPlan, by_slice: Tensor | None
    ) -> Tensor:
        """One block's attention over patches [n, width] in window order, within slices or within windows."""
        unit = self.config.spatial_merge_size**2
        qkv = block.attn.qkv(block.norm1(x)).unflatten(1, (3, self.config.num_heads, -1))
        query, key, value = qkv.unbind(1)  # [n, heads, D]
        query, key = (rotate(part.float(), cos[:, None], sin[:, None]).to(x.dtype) for part in (query, key))
        if by_slice is not None:
            order = (by_slice[:, None] * unit + torch.arange(unit, device=x.device)).flatten()
            parts = [part[order] for part in (query, key, value)]
            mixed = torch.empty_like(x)
            mixed[order] = _grouped_attention(parts, ((plan.slices, x.shape[0] // plan.slices),))
        else:
            mixed = _grouped_attention([query, key, value], plan.windows)
        return block.attn.proj(mixed)


def _grouped_attention(parts: list[Tensor], groups: tuple[tuple[int, int], ...]) -> Tensor:
    """Attention inside consecutive groups of patches; ``parts``: query, key, value [n, heads, D]; gives [n, width]."""
    outputs: list[Tensor] = []
    start = 0
    for count, size in groups:
        rows = slice(start, start + count * size)
        query, key, value = (part[rows].unflatten(0, (count, size)).transpose(1, 2) for part in parts)
        attended = F.scaled_dot_product_attention(query, key, value)
        outputs.append(attended.transpose(1, 2).reshape(count * size, -1))
        start = rows.stop
    return torch.cat(outputs)
