"""Pixels to the latents that the language model sees, and back (specification §6)."""

from functools import partial

import torch
from torch import Tensor, nn

from lance_studio.engine.precision import Precision
from lance_studio.engine.wan_vae import WanAutoencoder

#: Mean and standard deviation of the 48 latent channels (specification §6).
LATENT_MEAN = (
    -0.2289, -0.0052, -0.1323, -0.2339, -0.2799, 0.0174, 0.1838, 0.1557, -0.1382, 0.0542, 0.2813, 0.0891,
    0.1570, -0.0098, 0.0375, -0.1825, -0.2246, -0.1207, -0.0698, 0.5109, 0.2665, -0.2108, -0.2158, 0.2502,
    -0.2055, -0.0322, 0.1109, 0.1567, -0.0729, 0.0899, -0.2799, -0.1230, -0.0313, -0.1649, 0.0117, 0.0723,
    -0.2839, -0.2083, -0.0520, 0.3748, 0.0152, 0.1957, 0.1433, -0.2944, 0.3573, -0.0548, -0.1681, -0.0667,
)  # fmt: skip
LATENT_STD = (
    0.4765, 1.0364, 0.4514, 1.1677, 0.5313, 0.4990, 0.4818, 0.5013, 0.8158, 1.0344, 0.5894, 1.0901,
    0.6885, 0.6165, 0.8454, 0.4978, 0.5759, 0.3523, 0.7135, 0.6804, 0.5833, 1.4146, 0.8986, 0.5659,
    0.7069, 0.5338, 0.4889, 0.4917, 0.4069, 0.4999, 0.6866, 0.4093, 0.5709, 0.6065, 0.6415, 0.4944,
    0.5726, 1.2042, 0.5458, 1.6887, 0.3971, 1.0600, 0.3943, 0.5537, 0.5444, 0.4089, 0.7468, 0.7744,
)  # fmt: skip


def _use_onednn(module: nn.Module) -> None:
    """Let 3D convolutions of a single example run in oneDNN.

    torch takes them there in float32 only when a batch holds two or more; its own path takes about four times as long.
    """

    def convolve(conv: nn.Conv3d, input: Tensor, weight: Tensor, bias: Tensor | None) -> Tensor:
        return torch.ops.aten.mkldnn_convolution(
            input, weight, bias, conv.padding, conv.stride, conv.dilation, conv.groups
        )

    for child in module.modules():
        if isinstance(child, nn.Conv3d):
            # What `forward` of the class calls with the padded input.
            child._conv_forward = partial(convolve, child)


class LatentCodec:
    """Pixels to normalised latents and back.

    Args:
        autoencoder: The autoencoder with its weights assigned.
        precision: Number format of the run.
    """

    def __init__(self, autoencoder: WanAutoencoder, precision: Precision) -> None:
        self.autoencoder = autoencoder.eval().requires_grad_(False)
        self.precision = precision
        weight = autoencoder.quant_conv.weight
        self.device, self.dtype = weight.device, weight.dtype
        if self.dtype == torch.float32 and self.device.type == "cpu" and torch.backends.mkldnn.is_available():
            _use_onednn(autoencoder)
        mean, std = (precision.table(torch.tensor(values)) for values in (LATENT_MEAN, LATENT_STD))
        self._mean = mean.to(self.device, self.dtype)
        self._inverse_std = precision.table(1.0 / std).to(self.device, self.dtype)

    @torch.inference_mode()
    def encode(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and log-variance of a picture's or clip's latents.

        Args:
            pixels: float32 [3, T, H, W] in [-1, 1]; T = 4k + 1, H and W multiples of 16.

        Returns:
            float32 [t, h, w, 48] each; the mean is normalised, the log-variance is not rescaled (quirk Q4).
        """
        moments = self.autoencoder.encode(pixels[None].to(self.device, self.dtype))
        mean, logvar = (part[0].permute(1, 2, 3, 0) for part in moments.chunk(2, dim=1))
        return ((mean - self._mean) * self._inverse_std).float(), logvar.float()

    @torch.inference_mode()
    def decode(self, latent: Tensor) -> Tensor:
        """Latents [t, h, w, 48], normalised, to float32 pixels [3, T, H, W] in [-1, 1]; T = 4 (t − 1) + 1."""
        latent = latent.to(self.device, self.dtype) / self._inverse_std + self._mean
        return self.autoencoder.decode(latent.permute(3, 0, 1, 2)[None])[0].float().clamp_(-1, 1)


def sample_latent(mean: Tensor, logvar: Tensor, noise: Tensor | None) -> Tensor:
    """Draw a latent: mean + exp(logvar / 2) · noise (quirk Q4: the deviation is not divided by std), or the mean."""
    return mean if noise is None else mean + torch.exp(0.5 * logvar) * noise


def to_uint8(pixels: Tensor) -> Tensor:
    """Pixels [3, T, H, W] in [-1, 1] to ``uint8`` [T, H, W, 3]."""
    levels = (pixels.clamp(-1, 1) * 0.5 + 0.5) * 255
    return levels.round_().to(torch.uint8).permute(1, 2, 3, 0).contiguous()
