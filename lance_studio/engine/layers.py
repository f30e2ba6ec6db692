"""The two-expert decoder layer (specification §2.1, §2.8).

Every layer holds two complete parameter sets: ``und`` for text and ViT tokens, ``gen`` for VAE tokens. A chunk is
either all text and ViT, or one VAE block: its first and last row are the block's brackets, which are text, and all rows
between are VAE tokens. In such a chunk the gen parameters run over all rows and the two bracket rows are then
overwritten by what the und parameters give for them: two wasted rows instead of a gather and a scatter of thousands.
"""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lance_studio.engine.config import LanguageConfig
from lance_studio.engine.embeddings import rotate

#: Rows of the feed-forward layers computed at once; bounds the intermediate activations of long clips to about 1 GB.
FEED_FORWARD_ROWS = 16384


class RMSNorm(nn.Module):
    """Root-mean-square norm over the last axis: float32 inside, rounded to the input's format, then weighted."""

    def __init__(self, width: int, eps: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(width))
        self.eps = eps

    def forward(self, x: Tensor) -> Tensor:
        """[..., width] to the same shape, in the wider of the formats of ``x`` and the weight."""
        return F.rms_norm(x, (x.shape[-1],), None, self.eps) * self.weight


class FeedForward(nn.Module):
    """SwiGLU feed-forward layer without biases."""

    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.gate_proj = nn.Linear(width, inner, bias=False)
        self.up_proj = nn.Linear(width, inner, bias=False)
        self.down_proj = nn.Linear(inner, width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """[B, L, width] to the same shape."""
        if x.shape[0] * x.shape[1] <= FEED_FORWARD_ROWS:
            return self._rows(x)
        out = torch.empty_like(x)
        for start in range(0, x.shape[1], FEED_FORWARD_ROWS):
            rows = slice(start, start + FEED_FORWARD_ROWS)
            out[:, rows] = self._rows(x[:, rows])
        return out

    def _rows(self, x: Tensor) -> Tensor:
        inner = F.silu(self.gate_proj(x), inplace=True)
        inner *= self.up_proj(x)
        return self.down_proj(inner)


def bracket_rows(x: Tensor) -> Tensor:
    """View of the first and last row of a VAE chunk [B, L, ...]: [B, 2, ...]."""
    return x[:, :: x.shape[1] - 1]


def by_expert(x: Tensor, und: Callable[[Tensor], Tensor], gen: Callable[[Tensor], Tensor], vae_chunk: bool) -> Tensor:
    """Apply each row's expert to a chunk [B, L, width]."""
    if not vae_chunk:
        return und(x)
    out = gen(x)
    bracket_rows(out).copy_(und(bracket_rows(x)))
    return out


class Attention(nn.Module):
    """Self-attention with projections and query/key norms per expert, and keys and values shared by all tokens."""

    def __init__(self, config: LanguageConfig) -> None:
        super().__init__()
        width, head = config.hidden_size, config.head_dim
        self.head_dim = head
        shapes = {"q": config.num_heads * head, "k": config.num_kv_heads * head, "v": config.num_kv_heads * head}
        for suffix in ("", "_moe_gen"):
            for name, out in shapes.items():
                self.add_module(f"{name}_proj{suffix}", nn.Linear(width, out))
            self.add_module(f"o_proj{suffix}", nn.Linear(shapes["q"], width, bias=False))
            for name in ("q", "k"):
                self.add_module(f"{name}_norm{suffix}", RMSNorm(head, config.rms_norm_eps))

    def expert(self, x: Tensor, name: str, vae_chunk: bool) -> Tensor:
        """Apply the submodule ``name`` of each row's expert."""
        return by_expert(x, self.get_submodule(name), self.get_submodule(f"{name}_moe_gen"), vae_chunk)

    def project(self, x: Tensor, rotary: tuple[Tensor, Tensor], vae_chunk: bool) -> tuple[Tensor, Tensor, Tensor]:
        """Normed and rotated queries, normed and rotated keys, and values of a chunk.

        Args:
            x: [B, L, width].
            rotary: Cosine and sine, each [B, L, D].
            vae_chunk: Whether the chunk is a VAE block; its queries and keys stay in float32 from the projection until
                after the rotation (specification §2.8).

        Returns:
            [B, heads, L, D], [B, kv_heads, L, D], [B, kv_heads, L, D].
        """
        cos, sin = (table.unsqueeze(2) for table in rotary)  # [B, L, 1, D]

        def positioned(name: str) -> Tensor:
            heads = self.expert(x, f"{name}_proj", vae_chunk).unflatten(-1, (-1, self.head_dim))  # [B, L, heads, D]
            normed = self.expert(heads.float() if vae_chunk else heads, f"{name}_norm", vae_chunk)
            return rotate(normed, cos, sin).to(x.dtype).transpose(1, 2)

        value = self.expert(x, "v_proj", vae_chunk).unflatten(-1, (-1, self.head_dim)).transpose(1, 2)
        return positioned("q"), positioned("k"), value


class DecoderLayer(nn.Module):
    """One layer: attention and feed-forward, each with a pre-norm and a residual, parameters by expert."""

    def __init__(self, config: LanguageConfig) -> None:
        super().__init__()
        self.self_attn = Attention(config)
        for suffix in ("", "_moe_gen"):
            self.add_module(f"mlp{suffix}", FeedForward(config.hidden_size, config.intermediate_size))
            for name in ("input_layernorm", "post_attention_layernorm"):
                self.add_module(name + suffix, RMSNorm(config.hidden_size, config.rms_norm_eps))

    def expert(self, x: Tensor, name: str, vae_chunk: bool) -> Tensor:
        """Apply the submodule ``name`` of each row's expert."""
        return by_expert(x, self.get_submodule(name), self.get_submodule(f"{name}_moe_gen"), vae_chunk)

    def forward(
        self,
        x: Tensor,
        rotary: tuple[Tensor, Tensor],
        vae_chunk: bool,
        attention: Callable[[Tensor, Tensor, Tensor], Tensor],
    ) -> Tensor:
        """One layer over a chunk.

        Args:
            x: [B, L, width]; changed in place.
            rotary: Cosine and sine, each [B, L, D].
            vae_chunk: Whether the chunk is a VAE block.
            attention: Takes the chunk's queries, keys and values, adds what came before, returns [B, L, heads · D].

        Returns:
            ``x``, updated.
        """
        attn = self.self_attn
        query, key, value = attn.project(self.expert(x, "input_layernorm", vae_chunk), rotary, vae_chunk)
        x += attn.expert(attention(query, key, value), "o_proj", vae_chunk)
        x += self.expert(self.expert(x, "post_attention_layernorm", vae_chunk), "mlp", vae_chunk)
        return x
