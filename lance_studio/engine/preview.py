"""A cheap picture of an unfinished latent: one RGB pixel per latent cell.

The colour of a cell is nearly a linear function of its 48 channels. The function is fitted to the loaded VAE itself, by
encoding a chart of random colour patches once, so it fits any weights and needs no stored table.
"""

import torch
from torch import Tensor

from lance_studio.engine.results import Frame
from lance_studio.engine.vae import LatentCodec
from lance_studio.requests.geometry import SPATIAL_STRIDE

_CHART_CELLS = 16
_CHART_SEED = 7


class PreviewProjector:
    """Latents to small RGB pictures by least squares on the VAE's own latents."""

    def __init__(self, codec: LatentCodec) -> None:
        self._codec = codec
        self._matrix: Tensor | None = None

    def _fit(self) -> Tensor:
        """[49, 3] float32 weights (48 channels and a constant) in units of pixel value [-1, 1]."""
        generator = torch.Generator().manual_seed(_CHART_SEED)
        # Patches of two cells and a smooth part, so that the fit sees flat colour and edges.
        coarse = torch.rand((1, 3, _CHART_CELLS // 2, _CHART_CELLS // 2), generator=generator) * 2 - 1
        side = _CHART_CELLS * SPATIAL_STRIDE
        flat = torch.nn.functional.interpolate(coarse, size=(side, side), mode="nearest")
        smooth = torch.nn.functional.interpolate(coarse, size=(side, side), mode="bilinear")
        chart = torch.cat([flat, smooth], dim=3)[0]  # [3, side, 2·side]
        latents, _ = self._codec.encode(chart[:, None])
        colours = torch.nn.functional.avg_pool2d(chart, SPATIAL_STRIDE).permute(1, 2, 0).reshape(-1, 3)
        inputs = _with_constant(latents.cpu().reshape(-1, latents.shape[-1]))
        # A little ridge keeps channels that the chart does not move from getting large weights.
        gram = inputs.T @ inputs + 1e-2 * torch.eye(inputs.shape[1])
        return torch.linalg.solve(gram, inputs.T @ colours).to(latents.device)

    @torch.inference_mode()
    def __call__(self, latent: Tensor) -> Frame:
        """The middle frame of a latent [t, h, w, 48] as ``uint8`` [h, w, 3]."""
        if self._matrix is None:
            self._matrix = self._fit()
        middle = latent[latent.shape[0] // 2].float()
        colours = _with_constant(middle) @ self._matrix
        return ((colours.clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8).cpu().numpy()


def _with_constant(latents: Tensor) -> Tensor:
    return torch.cat([latents, torch.ones_like(latents[..., :1])], dim=-1)
