"""From drawing lists to what the model sees: pixels, ViT pixels, latents, and what each latent cell is worth."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import torch
import torch.nn.functional as F
from diffusers.models.autoencoders.autoencoder_kl_wan import AutoencoderKLWan
from torch import Tensor

from models.nano.training.autoencoding import Normaliser, encode_moments
from models.nano.training.packing import DeviceBatch
from models.nano.training.settings import VIT_SIDE
from models.nano.training.world.draw import Painter, TensorList

#: A pixel shows something if it differs by more than this from what is behind it or was there before.
_VISIBLE_DIFFERENCE = 0.04
#: Extra weight of latent cells that show a thing, and of those that an edit changes.
_THING, _CHANGED = 2.0, 4.0
#: Largest standard deviation of the noise that sources get, because users edit what a model has drawn.
_SOURCE_NOISE = 0.15


@dataclass(frozen=True, slots=True)
class Prepared:
    """A group's visual inputs.

    Attributes:
        seen: Source pixels for the tower, float32 [B, 3, T even, 112, 112] in 0..1, or ``None``.
        source: Clean latents of the source, float32 [B, n, 48], or ``None``.
        target: Latents of the target, float32 [B, n, 48], or ``None``.
        weight: float32 [B, n], of mean 1, what the target's cells are worth, or ``None``.
    """

    seen: Tensor | None
    source: Tensor | None
    target: Tensor | None
    weight: Tensor | None


def tower_pixels(pixels: Tensor) -> Tensor:
    """Pixels [B, 3, T, S, S] in 0..1 as the engine hands them to the tower: resized, in 8 bits, an even number."""
    batch, _, frames = pixels.shape[:3]
    small = pixels.transpose(1, 2).flatten(0, 1)
    # Pillow resizes rows, rounds, and then columns: what overshoots at an edge is cut off in between.
    for size in ((pixels.shape[3], VIT_SIDE), (VIT_SIDE, VIT_SIDE)):
        small = F.interpolate(small, size=size, mode="bicubic", antialias=True, align_corners=False).clamp(0, 1)
        small = (small * 255).round() / 255
    small = small.unflatten(0, (batch, frames)).transpose(1, 2)
    return torch.cat([small, small[:, :, -1:]], dim=2) if frames % 2 else small


def cells(latent: Tensor) -> Tensor:
    """[B, 48, t, h, w] to rows [B, t·h·w, 48]."""
    return latent.flatten(2).transpose(1, 2)


def cell_map(pixels: Tensor) -> Tensor:
    """A map over pixels, bool [B, T, S, S], to one over latent cells, bool [B, t·h·w]: whether any pixel is true."""
    small = F.max_pool2d(pixels.float(), 16)
    grouped = torch.cat([small[:, :1].expand(-1, 4, -1, -1), small[:, 1:]], dim=1).unflatten(1, (-1, 4))
    return grouped.amax(2).flatten(1) > 0


class Preparer:
    """Draws and encodes a step's batches without gradients.

    Args:
        painter: Draws.
        vae: The trained autoencoder.
        normaliser: Raw to normalised latents.
    """

    def __init__(self, painter: Painter, vae: AutoencoderKLWan, normaliser: Normaliser) -> None:
        self._painter, self._vae, self._normaliser = painter, vae, normaliser

    @torch.no_grad()
    def __call__(self, batches: Mapping[str, DeviceBatch], *, noisy_sources: bool) -> dict[str, Prepared]:
        """Prepare all groups.

        Args:
            batches: The step's batches.
            noisy_sources: Add noise to the latents of sources, for training.
        """
        drawings = {
            (name, role): drawing
            for name, batch in batches.items()
            for role, drawing in (("source", batch.source), ("target", batch.target))
            if drawing is not None
        }
        pixels = {key: (self._painter.paint(drawing) * 255).round() / 255 for key, drawing in drawings.items()}
        wanted = [key for key in pixels if key[1] == "target" or (key[0], "target") in pixels]
        latents = self._encode({key: pixels[key] for key in wanted})
        return {name: self._group(name, batch, pixels, latents, noisy_sources) for name, batch in batches.items()}

    def _encode(self, pixels: Mapping[tuple[str, str], Tensor]) -> dict[tuple[str, str], Tensor]:
        """Latents drawn as the engine draws them; inputs of equal length are encoded together."""
        result: dict[tuple[str, str], Tensor] = {}
        for frames in {value.shape[2] for value in pixels.values()}:
            keys = [key for key, value in pixels.items() if value.shape[2] == frames]
            joined = torch.cat([pixels[key] for key in keys]) * 2 - 1
            mean, logvar = encode_moments(self._vae, joined.to(self._vae.quant_conv.weight.dtype))
            mean = self._normaliser.forward(mean.float())
            # The deviation is not divided by the channel's own, as in the engine (quirk Q4).
            drawn = cells(mean + torch.exp(0.5 * logvar.float()) * torch.randn_like(mean))
            result |= dict(zip(keys, drawn.split([pixels[key].shape[0] for key in keys]), strict=True))
        return result

    def _group(
        self,
        name: str,
        batch: DeviceBatch,
        pixels: Mapping[tuple[str, str], Tensor],
        latents: Mapping[tuple[str, str], Tensor],
        noisy_sources: bool,
    ) -> Prepared:
        before, after = pixels.get((name, "source")), pixels.get((name, "target"))
        source, target = latents.get((name, "source")), latents.get((name, "target"))
        if source is not None and noisy_sources:
            level = torch.rand(source.shape[0], 1, 1, device=source.device) * 2 - 1
            source = source + level.clamp(min=0) * _SOURCE_NOISE * torch.randn_like(source)
        weight: Tensor | None = None
        if after is not None and batch.target is not None:
            weight = 1 + _THING * cell_map(self._differs(after, self._bare(batch.target)))
            if before is not None and before.shape == after.shape and name.endswith("edit"):
                weight = weight + _CHANGED * cell_map(self._differs(after, before))
            weight = weight / weight.mean()
        return Prepared(None if before is None else tower_pixels(before), source, target, weight)

    @staticmethod
    def _differs(first: Tensor, second: Tensor) -> Tensor:
        return (first - second).abs().amax(1) > _VISIBLE_DIFFERENCE

    def _bare(self, drawing: TensorList) -> Tensor:
        """The first frame without things, [B, 3, 1, S, S]."""
        first = {name: getattr(drawing, name)[:, :, :1] for name in ("x", "y", "radius", "alpha", "colour")}
        return self._painter.paint(replace(drawing, **{**first, "alpha": torch.zeros_like(first["alpha"])}))
