"""From drawing lists to what the model sees: pixels, ViT pixels, latents, and what each latent cell is worth."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

import torch
import torch.nn.functional as F
from torch import Tensor

from lance_studio.engine.wan_vae import WanAutoencoder
from lance_studio.requests.geometry import end_frames
from models.nano.training.autoencoding import Normaliser, encode_moments
from models.nano.training.groups import GROUPS
from models.nano.training.packing import DeviceBatch
from models.nano.training.settings import VIT_SIDE
from models.nano.training.world.draw import Painter, TensorList, joined

#: A pixel shows something if it differs by more than this from what is behind it or was there before.
_VISIBLE_DIFFERENCE = 0.04
#: Extra weight of latent cells that show a thing, and of those that an edit changes.
_THING, _CHANGED = 2.0, 4.0
#: Largest standard deviation of the noise that sources get, because users edit what a model has drawn.
_SOURCE_NOISE = 0.15

#: A group's name, and "source", "target" or what :func:`_last` says.
Key: TypeAlias = tuple[str, str]
Input = TypeVar("Input", Tensor, TensorList)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A group's visual inputs.

    Attributes:
        seen: Source pixels for the tower, float32 [B, 3, T even, 112, 112] in 0..1, or ``None``.
        source: Clean latents of the source, float32 [B, n, 48], or ``None``.
        target: Latents of the target, float32 [B, n, 48], or ``None``.
        weight: float32 [B, n], of mean 1, what the target's cells are worth, or ``None``.
        given: Latents of the target's cells that are given, float32 [B, n, 48] (others hold anything), or ``None``.
            They differ from the target's own where a clip ends with given frames, which the engine encodes by
            themselves: the autoencoder then looks back no further than one frame before them.
    """

    seen: Tensor | None
    source: Tensor | None
    target: Tensor | None
    weight: Tensor | None
    given: Tensor | None


def in_levels(pixels: Tensor) -> Tensor:
    """Pixels in 0..1 as 8 bits hold them."""
    return (pixels.clamp(0, 1) * 255).round() / 255


def tower_pixels(pixels: Tensor) -> Tensor:
    """Pixels [B, 3, T, S, S] in 0..1 as the engine hands them to the tower: resized, in 8 bits, an even number."""
    identity = torch.eye(pixels.shape[-1], device=pixels.device)[None, None]
    size = (VIT_SIDE, pixels.shape[-1])
    resize = F.interpolate(identity, size=size, mode="bicubic", antialias=True, align_corners=False)[0, 0]
    # Pillow resizes rows, rounds, and then columns: what overshoots at an edge is cut off in between.
    small = in_levels(pixels @ resize.T)
    small = in_levels(resize @ small)
    return torch.cat([small, small[:, :, -1:]], dim=2) if pixels.shape[2] % 2 else small


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
        compiled: Whether to compile the encoder, for training on a GPU.
    """

    def __init__(
        self, painter: Painter, vae: WanAutoencoder, normaliser: Normaliser, *, compiled: bool = False
    ) -> None:
        self._painter, self._vae, self._normaliser = painter, vae, normaliser
        self._moments = torch.compile(encode_moments, fullgraph=True, dynamic=False) if compiled else encode_moments

    @torch.no_grad()
    def __call__(self, batches: Mapping[str, DeviceBatch], *, noisy_sources: bool) -> dict[str, Prepared]:
        """Prepare all groups.

        Args:
            batches: The step's batches.
            noisy_sources: Add noise to the latents of sources, for training.
        """
        pixels = _together(
            {
                (name, role): drawing
                for name, batch in batches.items()
                for role, drawing in (("source", batch.source), ("target", batch.target))
                if drawing is not None
            },
            lambda drawing: drawing.x.shape[2],
            lambda drawings: in_levels(self._painter.paint(joined(drawings))),
        )
        wanted = {key: value for key, value in pixels.items() if key[1] == "target" or (key[0], "target") in pixels}
        for name in batches:
            for count in range(1, GROUPS[name].most_last + 1):
                wanted[name, _last(count)] = pixels[name, "target"][:, :, -end_frames(count) :]
        latents = _together(wanted, lambda value: value.shape[2], lambda values: self._encoded(torch.cat(values)))
        return {name: self._group(name, batch, pixels, latents, noisy_sources) for name, batch in batches.items()}

    def _encoded(self, pixels: Tensor) -> Tensor:
        """Latents as the engine draws them from the encoder's distribution, float32 [B, n, 48]."""
        mean, logvar = self._moments(self._vae, (pixels * 2 - 1).to(self._vae.quant_conv.weight.dtype))
        mean = self._normaliser.forward(mean.float())
        # The deviation is not divided by the channel's own, as in the engine (quirk Q4).
        return cells(mean + torch.exp(0.5 * logvar.float()) * torch.randn_like(mean))

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
        given = target
        if target is not None:
            for count in range(1, GROUPS[name].most_last + 1):
                given = with_ending(target if given is None else given, latents[name, _last(count)], batch.clean, count)
        if source is not None and noisy_sources:
            level = torch.rand(source.shape[0], 1, 1, device=source.device) * 2 - 1
            source = source + level.clamp(min=0) * _SOURCE_NOISE * torch.randn_like(source)
        weight: Tensor | None = None
        if after is not None and batch.target is not None:
            weight = 1 + _THING * cell_map(self._differs(after, self._painter.backdrop(batch.target)))
            if before is not None and before.shape == after.shape and name.endswith("edit"):
                weight = weight + _CHANGED * cell_map(self._differs(after, before))
            weight = weight / weight.mean()
        return Prepared(None if before is None else tower_pixels(before), source, target, weight, given)

    @staticmethod
    def _differs(first: Tensor, second: Tensor) -> Tensor:
        return (first - second).abs().amax(1) > _VISIBLE_DIFFERENCE


def _last(count: int) -> str:
    """The role of what a clip's last latent frames are encoded from."""
    return f"last {count}"


def with_ending(given: Tensor, encoded: Tensor, clean: Tensor, count: int) -> Tensor:
    """Given latents [B, n, 48] with those of ``count`` last latent frames where so many are given.

    Args:
        given: The latents so far.
        encoded: [B, m, 48] of ``count + 1`` latent frames, the first of which only leads up to the others.
        clean: bool [B, t], latent frames that are given.
        count: How many at the end.
    """
    cells = encoded.shape[1] // (count + 1)
    ending = torch.cat([given[:, : -count * cells], encoded[:, cells:]], dim=1)
    at_end = clean.flip(1).long().cumprod(1).sum(1) == count
    return torch.where(at_end[:, None, None], ending, given)


def _together(
    inputs: Mapping[Key, Input], alike: Callable[[Input], int], work: Callable[[list[Input]], Tensor]
) -> dict[Key, Tensor]:
    """Results for inputs of B examples each, of which those that are alike are worked on together."""
    result: dict[Key, Tensor] = {}
    for sort in dict.fromkeys(map(alike, inputs.values())):
        some = {key: value for key, value in inputs.items() if alike(value) == sort}
        counts = [len(value.x if isinstance(value, TensorList) else value) for value in some.values()]
        result |= dict(zip(some, work(list(some.values())).split(counts), strict=True))
    return result
