"""Running many examples of a group at once: pictures and clips by the engine's sampling rules, answers greedily.

The rules themselves (timesteps, guidance, Euler step) are the engine's functions; what differs from
:mod:`lance_studio.engine.denoise` is that all examples of a batch go through the model together, without a cache.
"""

from dataclasses import replace

import torch
from torch import Tensor

from lance_studio.engine.generate import LoadedModel
from lance_studio.engine.sampling import euler_step, guidance_acts, guide, timesteps
from lance_studio.requests import Sampling
from models.nano.training.autoencoding import Normaliser, decode_pixels
from models.nano.training.forward import Embedder, TextBatch, run_layers, velocities
from models.nano.training.layout import Layout


@torch.no_grad()
def draw_latents(
    parts: LoadedModel,
    layout: Layout,
    text: TextBatch,
    features: Tensor | None,
    source: Tensor | None,
    given: Tensor,
    clean: Tensor,
    sampling: Sampling,
    noise: Tensor,
) -> Tensor:
    """Latents of B results, float32 [B, n, 48].

    Args:
        parts: The model.
        layout: The task's layout on the model's device.
        text: The captions.
        features: ViT features of the sources [B, v, width], or ``None``.
        source: Clean latents of the sources [B, m, 48], or ``None``.
        given: Latents [B, n, 48] of which the first are kept where ``clean`` says so.
        clean: bool [B, n], the target's cells that are given.
        sampling: Steps, guidance, renormalisation.
        noise: float32 [B, n, 48], where the rest begins.
    """
    embedder = Embedder(parts.model, parts.precision)
    hidden_text = replace(text, dropped=torch.ones_like(text.dropped))
    seen_text = replace(text, dropped=torch.zeros_like(text.dropped))
    times = timesteps(sampling.steps, sampling.shift)
    dtype = parts.model.dtype
    x = torch.where(clean[..., None], given, noise).to(dtype)

    def velocity(which: TextBatch, at: Tensor) -> Tensor:
        latents, moments = x, at.expand(x.shape[:2]).masked_fill(clean, 0.0)
        if source is not None:
            latents = torch.cat([source.to(dtype), x], dim=1)
            moments = torch.cat([moments.new_zeros(source.shape[:2]), moments], dim=1)
        ((_, gen),) = run_layers(parts.model, [embedder(layout, which, features, latents, moments)])
        return velocities(parts.model, layout, gen)

    def guided(conditional: Tensor, unconditional: Tensor) -> Tensor:
        return guide(conditional, unconditional, sampling.guidance_scale, sampling.renorm, sampling.renorm_min)

    for index in range(sampling.steps):
        at = times[index].to(x.device)
        v = velocity(seen_text, at)
        if guidance_acts(times[index], sampling):
            v = torch.vmap(guided)(v, velocity(hidden_text, at))
        moved = euler_step(x, v, (times[index] - times[index + 1]).to(x.device)).to(dtype)
        x = torch.where(clean[..., None], x, moved)
    return x.float()


@torch.no_grad()
def decoded(parts: LoadedModel, normaliser: Normaliser, latents: Tensor, grid: tuple[int, int, int]) -> Tensor:
    """Latents [B, n, 48] to ``uint8`` frames [B, T, H, W, 3] on the CPU."""
    cells = latents.transpose(1, 2).unflatten(2, grid)
    pixels = decode_pixels(parts.codec.autoencoder, normaliser.inverse(cells).to(parts.codec.dtype)).float()
    levels = ((pixels.clamp(-1, 1) * 0.5 + 0.5) * 255).round().to(torch.uint8)
    return levels.permute(0, 2, 3, 4, 1).cpu()


@torch.no_grad()
def answers(parts: LoadedModel, layout: Layout, text: TextBatch, features: Tensor) -> list[str]:
    """Greedy answers to B questions; what does not fit the layout's room is cut."""
    embedder = Embedder(parts.model, parts.precision)
    ids, length = text.ids.clone(), text.length.clone()
    rows = torch.arange(ids.shape[0], device=ids.device)
    start = length.clone()
    done = torch.zeros_like(length, dtype=torch.bool)
    end = parts.tokenizer.turn_end
    while not bool((done | (length >= layout.room)).all()):
        batch = TextBatch(ids, length, text.caption, torch.zeros_like(text.dropped))
        ((und, _),) = run_layers(parts.model, [embedder(layout, batch, features, None, None)])
        last = und[:, layout.text][rows, length - 1]
        token = parts.model.logits(last)[:, : parts.tokenizer.vocabulary_size].argmax(-1)
        open_ = ~done & (length < layout.room)
        ids[rows[open_], length[open_]] = token[open_]
        length = length + open_.long()
        done |= token == end
    found: list[str] = []
    for row, first, last in zip(ids.tolist(), start.tolist(), length.tolist(), strict=True):
        tokens = row[first:last]
        found.append(parts.tokenizer.decode(tokens[: tokens.index(end)] if end in tokens else tokens).strip())
    return found


@torch.no_grad()
def token_odds(
    parts: LoadedModel, layout: Layout, text: TextBatch, features: Tensor, one: int, other: int
) -> list[float]:
    """The odds, 0…1, that answers to B questions begin with the token ``one``, given that it is that or ``other``."""
    embedder = Embedder(parts.model, parts.precision)
    rows = torch.arange(text.ids.shape[0], device=text.ids.device)
    batch = replace(text, dropped=torch.zeros_like(text.dropped))
    ((und, _),) = run_layers(parts.model, [embedder(layout, batch, features, None, None)])
    logits = parts.model.logits(und[:, layout.text][rows, text.length - 1])[:, [one, other]].double()
    return logits.softmax(-1)[:, 0].tolist()
