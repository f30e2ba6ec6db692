"""One pass of the whole model over batches of several tasks at once, for training and for sampling in bulk.

The parameters are the engine's modules (:class:`~lance_studio.engine.model.LanceModel`,
:class:`~lance_studio.engine.vision.VisionTower`); only the walk through them is this module's. The engine runs one
request, split by split, into a cache and in place; here every token of every task goes through each linear layer in
one product, gradients are kept, and only attention is done task by task. ``tests/unit/nano/test_training_forward.py``
holds both walks to the same numbers.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lance_studio.engine.embeddings import MultimodalRotary, rotate
from lance_studio.engine.layers import AttentionExpert, DecoderLayer, LayerExpert
from lance_studio.engine.model import LanceModel
from lance_studio.engine.precision import Precision
from lance_studio.engine.preprocess import CLIP_MEAN, CLIP_STD
from lance_studio.engine.vision import VisionBlock, VisionTower
from models.nano.training.layout import Layout
from models.nano.training.settings import LANGUAGE, VISION


@dataclass(frozen=True, slots=True)
class TextBatch:
    """The texts of B examples of one layout.

    Attributes:
        ids: int64 [B, room], filled up with anything.
        length: int64 [B], tokens in use.
        caption: int64 [B], leading tokens that are the user's words.
        dropped: bool [B], whether the user's words are hidden, as in the unconditional branch of guidance.
    """

    ids: Tensor
    length: Tensor
    caption: Tensor
    dropped: Tensor


@dataclass(frozen=True, slots=True)
class Part:
    """B examples of one task, embedded.

    Attributes:
        und: [B, U, width].
        gen: [B, G, width].
        cos: Rotary table [B, U + G, head_dim].
        sin: Likewise.
        visible: bool [U + G, U + G], the layout's.
        valid: bool [B, U + G], see :func:`valid_tokens`.
    """

    und: Tensor
    gen: Tensor
    cos: Tensor
    sin: Tensor
    visible: Tensor
    valid: Tensor


class Embedder:
    """Makes :class:`Part` values of a model's inputs.

    Args:
        model: The language model.
        precision: Whether constant tables are rounded; its number format is not used.
    """

    def __init__(self, model: LanceModel, precision: Precision) -> None:
        self._model = model
        rotary = MultimodalRotary(model.config, precision)
        self._frequencies = rotary.frequencies.to(model.device)
        self._axis = rotary.axis.to(model.device)

    def __call__(
        self, layout: Layout, text: TextBatch, features: Tensor | None, latents: Tensor | None, times: Tensor | None
    ) -> Part:
        """Embed a batch.

        Args:
            layout: The task's layout, on the model's device.
            text: The texts.
            features: ViT features [B, v, width], or ``None`` without ViT blocks.
            latents: Gen tokens' latents [B, G, 48], or ``None`` without.
            times: float32 [B, G] timesteps; 0 for clean cells.
        """
        model, batch = self._model, text.ids.shape[0]
        ids = layout.ids.expand(batch, -1).clone()
        ids[:, layout.text] = text.ids
        und = model.embed_text(ids)
        if features is not None:
            und = und.index_copy(1, layout.vit, features.to(und.dtype))
        if latents is None or times is None:
            gen = und.new_zeros(batch, 0, und.shape[-1])
        else:
            positions = layout.latent_positions.to(und.dtype)
            gen = model.embed_latents(latents.to(und.dtype), model.time_embedder(times), positions)
        cos, sin = self._rotary(layout, text)
        return Part(und, gen, cos.to(und.dtype), sin.to(und.dtype), layout.visible, valid_tokens(layout, text))

    def _rotary(self, layout: Layout, text: TextBatch) -> tuple[Tensor, Tensor]:
        """Cosine and sine [B, U + G, head_dim]."""
        kept = torch.where(text.dropped, 0, text.caption)
        positions = layout.positions[:, None] + layout.moves * kept[:, None]  # [3, B, U + G]
        angles = positions[self._axis].float().permute(1, 2, 0) * self._frequencies  # [B, U + G, head_dim / 2]
        doubled = torch.cat([angles, angles], dim=-1)
        return doubled.cos(), doubled.sin()


def valid_tokens(layout: Layout, text: TextBatch) -> Tensor:
    """Which tokens are there to be seen, bool [B, U + G]: not room that is left, nor words that are hidden."""
    place = torch.arange(layout.room, device=layout.visible.device)
    valid = torch.ones(text.ids.shape[0], layout.visible.shape[0], dtype=torch.bool, device=place.device)
    hidden = text.dropped[:, None] & (place < text.caption[:, None])
    valid[:, layout.text] = (place < text.length[:, None]) & ~hidden
    return valid


def attention_bias(visible: Tensor, valid: Tensor) -> Tensor:
    """What each token may see: 0 or −∞, float32 [B, 1, U + G, U + G]."""
    seen = visible & valid[:, None, :]
    # A hidden first token would see nothing at all if nothing came before it; every prompt begins with the template.
    return torch.zeros(seen.shape, device=seen.device).masked_fill_(~seen, float("-inf"))[:, None]


#: Takes a layer, all und tokens, all gen tokens, the parts and their attention biases; returns the tokens after it.
RunLayer: TypeAlias = Callable[[nn.Module, Tensor, Tensor, Sequence[Part], Sequence[Tensor]], tuple[Tensor, Tensor]]


def run_layer(
    layer: nn.Module, und: Tensor, gen: Tensor, parts: Sequence[Part], biases: Sequence[Tensor]
) -> tuple[Tensor, Tensor]:
    """One layer over all und tokens [Nu, width] and gen tokens [Ng, width]."""
    assert isinstance(layer, DecoderLayer)
    attention = layer.self_attn
    heads_und = _heads(layer.und, attention.und, attention.head_dim, und)
    # The gen expert's queries and keys are normed in float32 (specification §2.8).
    heads_gen = _heads(layer.gen, attention.gen, attention.head_dim, gen, wide=True)
    attended = _attention(heads_und, heads_gen, parts, biases)
    return (
        _rest(layer.und, attention.und, und, attended[0]),
        _rest(layer.gen, attention.gen, gen, attended[1]),
    )


def run_layers(model: LanceModel, parts: Sequence[Part], layer: RunLayer = run_layer) -> list[tuple[Tensor, Tensor]]:
    """All layers over all parts: hidden states before the final norms, (und, gen) of each part.

    Args:
        model: The language model.
        parts: Inputs.
        layer: :func:`run_layer` or the same compiled.
    """
    und, gen = _joined([p.und for p in parts]), _joined([p.gen for p in parts])
    biases = [attention_bias(p.visible, p.valid).to(und.dtype) for p in parts]
    for module in model.language_model.model.layers:
        und, gen = layer(module, und, gen, parts, biases)
    unds = und.split([p.und.shape[0] * p.und.shape[1] for p in parts])
    gens = gen.split([p.gen.shape[0] * p.gen.shape[1] for p in parts])
    return [(u.view_as(p.und), g.view_as(p.gen)) for p, u, g in zip(parts, unds, gens, strict=True)]


def _joined(tensors: Sequence[Tensor]) -> Tensor:
    return torch.cat([tensor.flatten(0, 1) for tensor in tensors])


def _heads(
    layer: LayerExpert, attention: AttentionExpert, head_dim: int, x: Tensor, *, wide: bool = False
) -> list[Tensor]:
    """Normed queries and keys, and values, of one expert's tokens [N, width]: [N, heads, D] each.

    Args:
        layer: The expert's norms.
        attention: The expert's projections.
        head_dim: D.
        x: The tokens.
        wide: Whether queries and keys are normed in float32.
    """
    normed = layer.input_layernorm(x)
    projections = (attention.q_proj, attention.k_proj, attention.v_proj)
    # One product instead of three.
    weight, bias = torch.cat([p.weight for p in projections]), torch.cat([p.bias for p in projections])
    together = F.linear(normed, weight, bias).unflatten(-1, (-1, head_dim))
    query, key, value = together.split([p.out_features // head_dim for p in projections], dim=1)
    if wide:
        query, key = query.float(), key.float()
    return [attention.q_norm(query).to(x.dtype), attention.k_norm(key).to(x.dtype), value]


def _rest(layer: LayerExpert, attention: AttentionExpert, x: Tensor, attended: Tensor) -> Tensor:
    """What follows attention for one expert's tokens: output projection and feed-forward."""
    x = x + attention.o_proj(attended)
    inner = layer.post_attention_layernorm(x)
    mlp = layer.mlp
    gate, up = F.linear(inner, torch.cat([mlp.gate_proj.weight, mlp.up_proj.weight])).chunk(2, dim=-1)
    return x + mlp.down_proj(F.silu(gate) * up)


def _attention(
    und: Sequence[Tensor], gen: Sequence[Tensor], parts: Sequence[Part], biases: Sequence[Tensor]
) -> tuple[Tensor, Tensor]:
    """Attended values, before the output projection, of und tokens [Nu, heads · D] and gen tokens [Ng, heads · D]."""
    sizes = [[x.shape[0] * x.shape[1] for x in tensors] for tensors in ([p.und for p in parts], [p.gen for p in parts])]
    split = [[x.split(rows) for x in heads] for heads, rows in zip((und, gen), sizes, strict=True)]
    unds: list[Tensor] = []
    gens: list[Tensor] = []
    for number, (part, bias) in enumerate(zip(parts, biases, strict=True)):
        batch, u = part.und.shape[:2]
        experts = split if part.gen.shape[1] else split[:1]
        query, key, value = (
            torch.cat([heads[i][number].unflatten(0, (batch, -1)) for heads in experts], dim=1) for i in range(3)
        )  # [B, U + G, heads, D]
        query, key = (rotate(x, part.cos[:, :, None], part.sin[:, :, None]) for x in (query, key))
        attended = _attend(query.transpose(1, 2), key.transpose(1, 2), value.transpose(1, 2), bias)
        unds.append(attended[:, :u].flatten(0, 1))
        gens.append(attended[:, u:].flatten(0, 1))
    return torch.cat(unds), torch.cat(gens)


def _attend(query: Tensor, key: Tensor, value: Tensor, bias: Tensor) -> Tensor:
    """Grouped attention with an additive bias [B, 1, L, L]: [B, L, heads · D]."""
    repeats = query.shape[1] // key.shape[1]
    key, value = (x.repeat_interleave(repeats, dim=1) for x in (key, value))
    out = F.scaled_dot_product_attention(query, key, value, attn_mask=bias.expand(-1, query.shape[1], -1, -1))
    return out.transpose(1, 2).flatten(2)


def velocities(model: LanceModel, layout: Layout, gen: Tensor) -> Tensor:
    """Velocities [B, n, 48] of the target's hidden states in gen [B, G, width]."""
    return model.llm2vae(model.language_model.model.norm_moe_gen(gen[:, layout.source :]))


class TowerPass:
    """The vision tower over a batch of pictures or clips of 112 × 112 pixels, with gradients.

    One window holds a whole picture (:mod:`models.nano.training.settings`), so every block attends within each
    temporal slice and nothing is reordered.

    Args:
        tower: The engine's tower.
        side: Side of the pictures in pixels.
        compiled: Whether to compile the pass, for training on a GPU.
    """

    def __init__(self, tower: VisionTower, side: int, *, compiled: bool = False) -> None:
        self._tower = tower
        self._run = torch.compile(self._slices, fullgraph=True, dynamic=False) if compiled else self._slices
        self._grid = side // VISION.patch_size
        merge = VISION.spatial_merge_size
        if side > VISION.window_size:
            raise ValueError(f"A picture of {side} pixels does not fit one window of {VISION.window_size}.")
        cos, sin = tower.rotary((1, self._grid, self._grid))
        device = tower.model.patch_embed.proj.weight.device
        self._cos, self._sin = cos[:, None].to(device), sin[:, None].to(device)
        self._unit = merge * merge
        self._mean, self._std = (torch.tensor(v, device=device).view(1, 3, 1, 1, 1) for v in (CLIP_MEAN, CLIP_STD))

    def __call__(self, *pixels: Tensor) -> list[Tensor]:
        """Features of batches, all in one pass.

        Args:
            pixels: float32 [B, 3, T, S, S] in 0..1 with T even, each.

        Returns:
            [B, T/2 · (S/28)², width] each, as :meth:`VisionTower.forward` gives them.
        """
        slices = [batch.shape[0] * batch.shape[2] // VISION.temporal_patch_size for batch in pixels]
        features = self._run(torch.cat([self._patch_rows(batch) for batch in pixels])).split(slices)
        return [
            found.reshape(batch.shape[0], -1, LANGUAGE.hidden_size)
            for found, batch in zip(features, pixels, strict=True)
        ]

    def _slices(self, rows: Tensor) -> Tensor:
        """Features [n, (S/28)², width] of n temporal slices given as patch rows [n, (S/14)², columns]."""
        model = self._tower.model
        weight = model.patch_embed.proj.weight
        x = model.patch_embed(rows.to(weight.dtype))
        for block in model.blocks:
            assert isinstance(block, VisionBlock)
            x = x + self._attention(block, x)
            x = x + block.mlp(block.norm2(x))
        return model.merger(x.flatten(0, 1)).unflatten(0, (rows.shape[0], -1))

    def _patch_rows(self, pixels: Tensor) -> Tensor:
        """[B, 3, T, S, S] to normalised patch rows [B · T/2, (S/14)², 3 · 2 · 14²] in the order of ``patchify``."""
        video = (pixels - self._mean) / self._std
        patch, merge, temporal = VISION.patch_size, VISION.spatial_merge_size, VISION.temporal_patch_size
        side = self._grid // merge
        cut = video.unflatten(2, (-1, temporal)).unflatten(4, (side, merge, patch)).unflatten(7, (side, merge, patch))
        #   [B, C, t, f, H, r, p, W, c, q] to [B, t, H, W, r, c, C, f, p, q]
        rows = cut.permute(0, 2, 4, 7, 5, 8, 1, 3, 6, 9)
        return rows.reshape(video.shape[0] * video.shape[2] // temporal, self._grid**2, -1)

    def _attention(self, block: VisionBlock, x: Tensor) -> Tensor:
        qkv = block.attn.qkv(block.norm1(x)).unflatten(-1, (3, VISION.num_heads, -1))
        query, key, value = qkv.unbind(2)  # [n, patches, heads, D]
        query, key = (rotate(part.float(), self._cos, self._sin).to(x.dtype) for part in (query, key))
        query, key, value = (part.transpose(1, 2) for part in (query, key, value))
        out = F.scaled_dot_product_attention(query, key, value)
        return block.attn.proj(out.transpose(1, 2).flatten(2))
