"""Constant embeddings: rotary tables, timestep sinusoids, latent positions (specification §2.2, §2.5, §2.6)."""

import math

import torch
from torch import Tensor

from lance_studio.engine.config import TIMESTEP_FREQUENCIES, LanguageConfig
from lance_studio.engine.precision import Precision
from lance_studio.requests.geometry import LATENT_TABLE_SIDE

_SINUSOID_BASE = 10000.0


def rotary_frequencies(theta: float, channels: int, precision: Precision) -> Tensor:
    """Inverse frequencies θ^(−2i/channels), float32 [channels/2], rounded to bfloat16 where tables are (quirk Q1)."""
    exponents = torch.arange(0, channels, 2, dtype=torch.int64).float() / channels
    return precision.table(1.0 / (theta**exponents))


class MultimodalRotary:
    """Cosine and sine of the three-axis rotary embedding of the language model (specification §2.2).

    Attributes:
        frequencies: float32 [head_dim / 2], inverse frequencies.
        axis: int64 [head_dim / 2]; channel i of each half of a head follows this axis: time, height or width.
    """

    def __init__(self, config: LanguageConfig, precision: Precision) -> None:
        self.frequencies = rotary_frequencies(config.rope_theta, config.head_dim, precision)
        self._dtype = precision.dtype
        self.axis = torch.repeat_interleave(torch.arange(3), torch.tensor(config.mrope_section))

    def __call__(self, positions: Tensor, device: torch.device) -> tuple[Tensor, Tensor]:
        """Tables for positions int64 [3, L]: cosine and sine, each [L, head_dim] in the run's number format."""
        chosen = positions[self.axis].float()  # [head_dim/2, L]
        angles = (chosen * self.frequencies[:, None]).T  # [L, head_dim/2], float32
        doubled = torch.cat([angles, angles], dim=-1).to(device)
        return doubled.cos().to(self._dtype), doubled.sin().to(self._dtype)


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotate pairs (i, i + D/2) of the last axis; ``cos`` and ``sin`` broadcast to ``x`` [..., D].

    The result has the wider of the two number formats, each product and the sum rounded to it (specification §2.8).
    """
    first, second = x.chunk(2, dim=-1)
    return x * cos + torch.cat([-second, first], dim=-1) * sin


def timestep_sinusoid(timestep: Tensor) -> Tensor:
    """Sinusoid of float32 timesteps [...] in [0, 1]: [cos(t f), sin(t f)], float32 [..., 256] (specification §2.5)."""
    half = TIMESTEP_FREQUENCIES // 2
    steps = torch.arange(half, dtype=torch.float32, device=timestep.device)
    angles = timestep[..., None] * torch.exp(-math.log(_SINUSOID_BASE) * steps / half)
    return torch.cat([angles.cos(), angles.sin()], dim=-1)


def latent_position_embedding(rows: Tensor, hidden_size: int, precision: Precision) -> Tensor:
    """Fixed sin-cos embedding of latent table rows (specification §2.6).

    The table of 126,976 rows is never built (1 GB at full width); only the rows in use are computed.

    Args:
        rows: int64 [n] from :func:`lance_studio.engine.sequence.latent_table_rows`.
        hidden_size: Width of the language model.
        precision: Whether values are rounded.

    Returns:
        float32 [n, hidden_size].
    """
    per_frame = LATENT_TABLE_SIDE * LATENT_TABLE_SIDE
    # A third of the width, made even downwards; the last axis takes the rest.
    axis_width = hidden_size // 3
    axis_width -= axis_width % 2
    widths = (axis_width, axis_width, hidden_size - 2 * axis_width)
    coordinates = (rows // per_frame, rows % per_frame // LATENT_TABLE_SIDE, rows % LATENT_TABLE_SIDE)
    return torch.cat(
        [precision.table(_sincos_axis(xs, width)) for xs, width in zip(coordinates, widths, strict=True)], dim=1
    )


def _sincos_axis(coordinates: Tensor, width: int) -> Tensor:
    """All sines, then all cosines, of one axis, float64 [n, width]; computed once per distinct coordinate."""
    distinct, place = torch.unique(coordinates, return_inverse=True)
    omega = _SINUSOID_BASE ** -(torch.arange(width // 2, dtype=torch.float64) / (width / 2))
    angles = distinct.double()[:, None] * omega
    return torch.cat([angles.sin(), angles.cos()], dim=1)[place]
