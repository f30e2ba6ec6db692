"""Previews recover the colours that a latent stands for."""

import numpy as np
import torch
from torch import Tensor

from lance_studio.engine.preview import PreviewProjector


class LinearCodec:
    """Stands for a VAE whose latents are a fixed linear function of a cell's mean colour."""

    def __init__(self) -> None:
        self.calls = 0
        self._mix = torch.randn(3, 48, generator=torch.Generator().manual_seed(3))

    def latents(self, colours: Tensor) -> Tensor:
        """Colours [..., 3] in [-1, 1] to latents [..., 48]."""
        return colours @ self._mix + 0.25

    def encode(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        self.calls += 1
        colours = torch.nn.functional.avg_pool2d(pixels.transpose(0, 1), 16).permute(0, 2, 3, 1)
        latents = self.latents(colours)
        return latents, torch.zeros_like(latents)


def test_preview_shows_the_middle_frame_in_its_colours() -> None:
    codec = LinearCodec()
    project = PreviewProjector(codec)  # pyright: ignore[reportArgumentType] - only encode is used
    colours = torch.rand((3, 4, 6, 3), generator=torch.Generator().manual_seed(4)) * 2 - 1
    preview = project(codec.latents(colours))
    expected = ((colours[1] + 1) * 127.5).numpy()
    assert preview.dtype == np.uint8
    assert preview.shape == (4, 6, 3)
    assert np.abs(preview - expected).max() <= 2


def test_the_fit_is_made_once_and_only_when_needed() -> None:
    codec = LinearCodec()
    project = PreviewProjector(codec)  # pyright: ignore[reportArgumentType] - only encode is used
    assert codec.calls == 0
    for _ in range(2):
        project(torch.zeros(1, 2, 2, 48))
    assert codec.calls == 1


def test_values_beyond_the_range_are_clamped() -> None:
    codec = LinearCodec()
    project = PreviewProjector(codec)  # pyright: ignore[reportArgumentType] - only encode is used
    bright = project(codec.latents(torch.full((1, 2, 2, 3), 5.0)))
    assert bright.min() == 255
