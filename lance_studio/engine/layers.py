"""The two-expert decoder layer (specification §2.1, §2.8).

Every layer holds two complete parameter sets: ``und`` for text and ViT tokens, ``gen`` for VAE tokens. A chunk is
either all text and ViT, or one VAE block: its first and last row are the block's brackets, which are text, and all rows
between are VAE tokens. In such a chunk the gen parameters run over all rows and the two bracket rows are then
overwritten by what the und parameters give for them: two wasted rows instead of a gather and a scatter of thousands.
"""

from collections.abc import Callable
from typing import NamedTuple

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


class AttentionExpert(NamedTuple):
    """One expert's part of the attention."""

    q_proj: nn.Linear
    k_proj: nn.Linear
    v_proj: nn.Linear
    o_proj: nn.Linear
    q_norm: RMSNorm
    k_norm: RMSNorm


class Attention(nn.Module):
    """Self-attention with projections and query/key norms per expert, and keys and values shared by all tokens."""

    def __init__(self, config: LanguageConfig) -> None:
        super().__init__()
        width, head, eps = config.hidden_size, config.head_dim, config.rms_norm_eps
        queries, keys = config.num_heads * head, config.num_kv_heads * head
        self.head_dim = head
        self.q_proj = nn.Linear(width, queries)
        self.k_proj = nn.Linear(width, keys)
        self.v_proj = nn.Linear(width, keys)
        self.o_proj = nn.Linear(queries, width, bias=False)
        self.q_norm = RMSNorm(head, eps)
        self.k_norm = RMSNorm(head, eps)
        self.q_proj_moe_gen = nn.Linear(width, queries)
        self.k_proj_moe_gen = nn.Linear(width, keys)
        self.v_proj_moe_gen = nn.Linear(width, keys)
        self.o_proj_moe_gen = nn.Linear(queries, width, bias=False)
        self.q_norm_moe_gen = RMSNorm(head, eps)
        self.k_norm_moe_gen = RMSNorm(head, eps)

    @property
    def und(self) -> AttentionExpert:
        """The expert for text and ViT tokens."""
        return AttentionExpert(self.q_proj, self.k_proj, self.v_proj, self.o_proj, self.q_norm, self.k_norm)

    @property
    def gen(self) -> AttentionExpert:
        """The expert for VAE tokens."""
        return AttentionExpert(
            self.q_proj_moe_gen,
            self.k_proj_moe_gen,
            self.v_proj_moe_gen,
            self.o_proj_moe_gen,
            self.q_norm_moe_gen,
            self.k_norm_moe_gen,
        )

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

        def heads_of(und: nn.Linear, gen: nn.Linear) -> Tensor:
            return by_expert(x, und, gen, vae_chunk).unflatten(-1, (-1, self.head_dim))  # [B, L, heads, D]

        def positioned(heads: Tensor, und: RMSNorm, gen: RMSNorm) -> Tensor:
            normed = by_expert(heads.float() if vae_chunk else heads, und, gen, vae_chunk)
            return rotate(normed, cos, sin).to(x.dtype).transpose(1, 2)

        query = positioned(heads_of(self.q_proj, self.q_proj_moe_gen), self.q_norm, self.q_norm_moe_gen)
        key = positioned(heads_of(self.k_proj, self.k_proj_moe_gen), self.k_norm, self.k_norm_moe_gen)
        return query, key, heads_of(self.v_proj, self.v_proj_moe_gen).transpose(1, 2)

    def output(self, attended: Tensor, vae_chunk: bool) -> Tensor:
        """Project what was attended to, [B, L, heads · D], to [B, L, width]."""
        return by_expert(attended, self.o_proj, self.o_proj_moe_gen, vae_chunk)


class LayerExpert(NamedTuple):
    """One expert's part of a layer around the attention."""

    input_layernorm: RMSNorm
    post_attention_layernorm: RMSNorm
    mlp: FeedForward


class DecoderLayer(nn.Module):
    """One layer: attention and feed-forward, each with a pre-norm and a residual, parameters by expert."""

    def __init__(self, config: LanguageConfig) -> None:
        super().__init__()
        width, inner, eps = config.hidden_size, config.intermediate_size, config.rms_norm_eps
        self.self_attn = Attention(config)
        self.mlp = FeedForward(width, inner)
        self.input_layernorm = RMSNorm(width, eps)
        self.post_attention_layernorm = RMSNorm(width, eps)
        self.mlp_moe_gen = FeedForward(width, inner)
        self.input_layernorm_moe_gen = RMSNorm(width, eps)
        self.post_attention_layernorm_moe_gen = RMSNorm(width, eps)

    @property
    def und(self) -> LayerExpert:
        """The expert for text and ViT tokens."""
        return LayerExpert(self.input_layernorm, self.post_attention_layernorm, self.mlp)

    @property
    def gen(self) -> LayerExpert:
        """The expert for VAE tokens."""
        return LayerExpert(self.input_layernorm_moe_gen, self.post_attention_layernorm_moe_gen, self.mlp_moe_gen)

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
        normed = by_expert(x, self.input_layernorm, self.input_layernorm_moe_gen, vae_chunk)
        query, key, value = self.self_attn.project(normed, rotary, vae_chunk)
        x += self.self_attn.output(attention(query, key, value), vae_chunk)
        normed = by_expert(x, self.post_attention_layernorm, self.post_attention_layernorm_moe_gen, vae_chunk)
        x += by_expert(normed, self.mlp, self.mlp_moe_gen, vae_chunk)
        return x
