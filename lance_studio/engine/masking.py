"""Edits that leave a part of their source alone: what does not change during sampling, and which cells those are."""

from dataclasses import dataclass

import torch
from torch import Tensor

from lance_studio.engine.results import Frame
from lance_studio.requests.geometry import SPATIAL_STRIDE


@dataclass(frozen=True, slots=True)
class LockedLatents:
    """The cells of a target that follow the source instead of the model.

    At time t they are what the source would be on the straight path from the run's own noise, x_t = (1 − t) x₀ + t ε,
    so that the other cells see a surrounding of their own noise level; at the end they are the source's exactly.

    Attributes:
        cells: bool [n, 1], true where the source is held.
        source: x₀, [n, 48], the source's clean latent.
        noise: ε, [n, 48], the noise that sampling starts from.
    """

    cells: Tensor
    source: Tensor
    noise: Tensor

    def put_into(self, x: Tensor, timestep: Tensor) -> Tensor:
        """Latents [n, 48] with the held cells as they are at a 0-dim float32 timestep on the device of ``x``."""
        return torch.where(self.cells, (1 - timestep) * self.source + timestep * self.noise, x)

    def finish(self, x: Tensor) -> Tensor:
        """Latents [n, 48] with the source's own values in the held cells."""
        return torch.where(self.cells, self.source, x)


def held_cells(mask: Frame, grid: tuple[int, int, int]) -> Tensor:
    """The cells of which no pixel may change.

    Args:
        mask: ``uint8`` [H, W] at the target's size, above 0 where the result may differ; the same for all frames.
        grid: Latent (t, h, w) of the target.

    Returns:
        bool [t·h·w, 1].
    """
    frames, rows, columns = grid
    blocks = torch.from_numpy(mask > 0).unflatten(1, (columns, SPATIAL_STRIDE)).unflatten(0, (rows, SPATIAL_STRIDE))
    held = ~blocks.any(dim=3).any(dim=1)  # [h, w]
    return held.expand(frames, rows, columns).reshape(-1, 1)
