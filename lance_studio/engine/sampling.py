"""Timesteps, guidance, the Euler step, and noise (specification §7)."""

from dataclasses import dataclass

import torch
from torch import Tensor

from lance_studio.requests.geometry import LATENT_CHANNELS
from lance_studio.requests.sampling import Renorm, Sampling

#: The official code seeds the generator of latent noise with this at start-up and never again; here every request
#: starts from it, so a request does not depend on what ran before it.
_LATENT_SEED = 2025


def timesteps(steps: int, shift: float) -> Tensor:
    """The ``steps + 1`` shifted timesteps from 1 to 0, float32 on the CPU: t = σ s / (1 + (σ − 1) s)."""
    s = torch.linspace(1, 0, steps + 1, dtype=torch.float32)
    return shift * s / (1 + (shift - 1) * s)


def guidance_acts(timestep: Tensor, sampling: Sampling) -> bool:
    """Whether a step at this (shifted) timestep, 0-dim float32, is guided.

    The bounds are compared in float32 as the official code does: of 50 steps with shift 3.5 one falls on 0.4 exactly.
    """
    low, high = sampling.guidance_interval
    return sampling.guidance_scale > 1 and bool((timestep > low) & (timestep <= high))


def guide(conditional: Tensor, unconditional: Tensor, scale: float, renorm: Renorm, least: float) -> Tensor:
    """Combine two velocities and keep the norm from growing.

    Args:
        conditional: [n, 48] velocity with the user's text, of **all** target tokens (quirk Q5).
        unconditional: [n, 48] velocity without it.
        scale: Guidance scale.
        renorm: Norms over everything, over each token, or no renormalisation.
        least: Least factor.

    Returns:
        [n, 48] in the format of the inputs; norms are float32 (quirk Q6).
    """
    guided = unconditional + scale * (conditional - unconditional)
    if renorm == "none":
        return guided
    axis = None if renorm == "global" else -1
    wanted, given = (
        torch.linalg.vector_norm(v.float(), dim=axis, keepdim=axis is not None) for v in (conditional, guided)
    )
    factor = (wanted / (given + 1e-8)).clamp(min=least, max=1.0)
    return (guided * factor).to(guided.dtype)


def euler_step(x: Tensor, velocity: Tensor, dt: Tensor) -> Tensor:
    """X − v·dt with a 0-dim float32 ``dt`` on the device of ``x``; the result has the format of ``x``."""
    return x - velocity * dt


@dataclass(frozen=True, slots=True)
class InjectedNoise:
    """Noise to use instead of drawing it.

    Attributes:
        tokens: float32 [n, 48], one row per VAE token of the sequence in order; rows of clean tokens are not used.
        latents: float32 [t, h, w, 48] for each encoded input, in order.
    """

    tokens: Tensor | None = None
    latents: tuple[Tensor, ...] | None = None


class NoiseGenerator:
    """Draws a request's noise in the order of the official code.

    Args:
        sampling: Seed and where to draw.
        device: The engine's device, used if ``sampling.noise`` is ``device``.
        dtype: Format of the sampler's state; noise is drawn in it on a device, and in float32 on the CPU.
        injected: Noise to use instead.
    """

    def __init__(
        self, sampling: Sampling, device: torch.device, dtype: torch.dtype, injected: InjectedNoise | None
    ) -> None:
        self._seed = sampling.seed
        self._device, self._dtype = device, dtype
        self._source = device if sampling.noise == "device" else torch.device("cpu")
        self._draw_dtype = dtype if sampling.noise == "device" else torch.float32
        self._latents = torch.Generator(self._source).manual_seed(_LATENT_SEED)
        self._injected = injected or InjectedNoise()
        self._encoded = 0

    def for_tokens(self, count: int) -> Tensor:
        """Noise for all VAE tokens of the sequence, [count, 48], in the sampler's format."""
        if self._injected.tokens is not None:
            return self._injected.tokens.to(self._device, self._dtype)
        generator = torch.Generator(self._source).manual_seed(self._seed)
        noise = torch.randn((count, LATENT_CHANNELS), generator=generator, device=self._source, dtype=self._draw_dtype)
        return noise.to(self._device, self._dtype)

    def for_latent(self, grid: tuple[int, int, int], used_frames: int | None = None) -> Tensor:
        """Noise for one encoded input, float32 [t, h, w, 48].

        Args:
            grid: Latent (t, h, w) that the official code draws for.
            used_frames: Leading latent frames that are used of it; all by default.
        """
        if self._injected.latents is not None:
            noise = self._injected.latents[self._encoded]
            self._encoded += 1
            return noise.to(self._device)
        shape = (1, LATENT_CHANNELS, *grid)
        noise = torch.randn(shape, generator=self._latents, device=self._source, dtype=torch.float32)
        return noise[0].permute(1, 2, 3, 0)[:used_frames].to(self._device)
