"""Train the autoencoder from nothing.

    python -m models.nano.training.train_vae --out RUN [--seconds 300] [--workers 12]

Pictures and clips of the world are drawn again for each step; some are given other colours, and some are random
textures, so that photographs come back blurred rather than broken. ``RUN/vae.pt`` is what
:mod:`models.nano.training.train` goes on with.
"""

import argparse
import json
import random
import time
from dataclasses import dataclass, fields
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from lance_studio.engine.autoencoder import build_autoencoder
from lance_studio.engine.precision import Precision
from lance_studio.engine.wan_vae import WanAutoencoder
from lance_studio.requests.geometry import LATENT_CHANNELS
from models.nano.training.autoencoding import (
    Normaliser,
    decode_pixels,
    divergence,
    draw_posterior,
    encode_moments,
    fold_statistics,
)
from models.nano.training.data import Workers
from models.nano.training.optimise import Optimiser, OptimiserSettings, schedule
from models.nano.training.recording import Team, recorded
from models.nano.training.settings import VAE
from models.nano.training.world.draw import (
    DrawList,
    Painter,
    TensorList,
    list_clips,
    list_pictures,
    to_tensors,
)
from models.nano.training.world.motions import random_clip
from models.nano.training.world.sampling import random_picture
from models.nano.training.world.scene import SIDE, Picture, Ring
from models.nano.training.world.weather import in_weather, random_weather

#: Weight of the divergence; at 1e-4 a quarter of the channels carried nothing but noise.
_DIVERGENCE = 2e-5
_FIRST_LOGVAR = -5.0
_GRADIENT = 0.5
_SQUARED = 2.0
#: Extra weight of pixels at edges, where shapes are told apart.
_EDGE = 3.0
#: Shares of examples with other colours, and of random textures.
_RECOLOURED, _TEXTURES = 0.15, 0.15
#: Share of pictures in snow or rain.
_WEATHER = 0.15
_OPTIMISER = OptimiserSettings(
    muon_rate=0.02, muon_decay=0.01, adam_rate=2e-3, betas=(0.9, 0.99), clip=1.0, mean_decay=0.998
)
#: Convolutions at the pixels and at the latent, whose kernels are no hidden matrices.
_ENDS = ("conv_in.", "conv_out.", "quant_conv.")
_DECODER = ("decoder.", "post_quant_conv.")
#: Largest deviation of the noise that a decoder trained on its own gets, in normalised units: what a sampler gives is
#: never exactly what an encoder gives.
_LATENT_NOISE = 0.08


@dataclass(frozen=True, slots=True)
class Scenes:
    """Makes one step's drawing lists: pictures and clips of both rings."""

    pictures: int
    clips: int

    def __call__(self, rng: random.Random) -> tuple[DrawList, DrawList]:
        """Random scenes; held-out ones as well, since the autoencoder is told nothing about them."""
        return (
            list_pictures([_picture(rng, ring) for ring in _rings(self.pictures)]),
            list_clips([random_clip(rng, ring, "train") for ring in _rings(self.clips)]),
        )


def _picture(rng: random.Random, ring: Ring) -> Picture:
    """A picture, now and then in snow or rain."""
    picture = random_picture(rng, ring, "train")
    return in_weather(picture, random_weather(rng, picture, "train")) if rng.random() < _WEATHER else picture


def _rings(count: int) -> list[Ring]:
    return ["shapes" if number % 2 else "book" for number in range(count)]


def copy_into(buffers: TensorList, drawing: DrawList) -> None:
    """Fill a recorded step's inputs."""
    for field in fields(TensorList):
        getattr(buffers, field.name).copy_(torch.from_numpy(getattr(drawing, field.name)), non_blocking=True)


def varied(pixels: Tensor) -> Tensor:
    """Some of the pictures [N, 3, T, S, S] in 0..1 with other colours, some replaced by textures."""
    count, device = pixels.shape[0], pixels.device
    gain = torch.rand(count, 3, 1, 1, 1, device=device) * 1.2 - 0.6
    offset = torch.rand(count, 3, 1, 1, 1, device=device)
    other = (offset + gain * pixels.roll(1, dims=1)).clamp(0, 1)
    choice = torch.rand(count, 1, 1, 1, 1, device=device)
    pixels = torch.where(choice < _RECOLOURED, other, pixels)
    return torch.where(choice > 1 - _TEXTURES, textures(count, pixels.shape[2], device), pixels)


def textures(count: int, frames: int, device: torch.device) -> Tensor:
    """Random smooth and rough colour fields that drift, [N, 3, frames, SIDE, SIDE] in 0..1."""
    total = torch.zeros(count, 3, frames, SIDE, SIDE, device=device)
    strength = torch.rand(count, 1, 1, 1, 1, device=device)
    for level, cells in enumerate((2, 4, 8, 16, 32)):
        ends = torch.randn(2, count, 3, cells, cells, device=device)
        share = torch.linspace(0, 1, max(frames, 2), device=device)[:frames].view(1, 1, -1, 1, 1)
        grid = ends[0].unsqueeze(2) * (1 - share) + ends[1].unsqueeze(2) * share
        large = F.interpolate(grid.flatten(1, 2), size=(SIDE, SIDE), mode="bilinear", align_corners=False)
        total += large.unflatten(1, (3, frames)) * strength**level
    return torch.sigmoid(1.5 * total)


def edge_weights(target: Tensor) -> Tensor:
    """Weights [N, 1, T, S, S] of at least 1 for pixels [N, 3, T, S, S] in [-1, 1]; larger near edges."""
    down = (target[..., 1:, :] - target[..., :-1, :]).abs().amax(1, keepdim=True)
    right = (target[..., :, 1:] - target[..., :, :-1]).abs().amax(1, keepdim=True)
    edge = F.pad(down, (0, 0, 0, 1)) + F.pad(right, (0, 1))
    spread = F.max_pool3d(edge, (1, 3, 3), stride=1, padding=(0, 1, 1))
    return 1 + _EDGE * spread.clamp(max=1)


def reconstruction_loss(output: Tensor, target: Tensor) -> Tensor:
    """Absolute, squared and gradient error, weighted to edges."""
    error = output.float() - target
    weighted = (edge_weights(target) * (error.abs() + _SQUARED * error.square())).mean()
    slopes = [(error.diff(dim=axis)).abs().mean() for axis in (-1, -2)]
    return weighted + _GRADIENT * (slopes[0] + slopes[1])


class VaeTraining:
    """The training step on fixed buffers.

    Args:
        team: Processes that train together.
        pictures: Pictures a step.
        clips: Clips a step.
        start: An autoencoder to go on with, whose encoder stays as it is; ``None`` trains everything from nothing.
    """

    def __init__(self, team: Team, pictures: int, clips: int, start: Path | None = None) -> None:
        self._team, device = team, team.device
        torch.manual_seed(7)
        self.vae = build_autoencoder(VAE.encoder, VAE.decoder, VAE.multipliers, VAE.residual_blocks)
        self.decoder_only = start is not None
        if start is None:
            quantiser = self.vae.quant_conv.bias
            assert quantiser is not None
            with torch.no_grad():
                # With the usual start the latent is drowned in noise for thousands of steps.
                quantiser[LATENT_CHANNELS:] = _FIRST_LOGVAR
        else:
            self.vae.load_state_dict(torch.load(start, weights_only=True, map_location="cpu"))
        dtype = torch.bfloat16 if device.type == "cuda" else torch.float32
        self.vae.to(device, dtype).train()
        self.painter = Painter(device)
        named = [
            (name, p) for name, p in self.vae.named_parameters() if not self.decoder_only or name.startswith(_DECODER)
        ]
        matrices = frozenset(name for name, p in named if p.ndim > 2 and not any(end in name for end in _ENDS))
        self.optimiser = Optimiser(named, _OPTIMISER, matrices)
        self._normaliser = Normaliser(Precision(dtype), device)
        torch.manual_seed(1000 + team.rank)
        first = Scenes(pictures, clips)(random.Random(0))
        self._pictures, self._clips = (to_tensors(part, device) for part in first)
        self.losses = torch.zeros(3, device=device)
        self._backward = recorded(self._forward_backward, device)
        self._update = self.optimiser.recorded_step()

    def _forward_backward(self) -> None:
        self.optimiser.zero_gradients()
        for index, drawing in enumerate((self._pictures, self._clips)):
            with torch.no_grad():
                target = varied(self.painter.paint(drawing)) * 2 - 1
            with torch.set_grad_enabled(not self.decoder_only):
                mean, logvar = (
                    part.float() for part in encode_moments(self.vae, target.to(self.optimiser.gradient.dtype))
                )
                latent = draw_posterior(mean, logvar)
                if self.decoder_only:
                    latent = self._disturbed(latent)
            output = decode_pixels(self.vae, latent.to(self.optimiser.gradient.dtype))
            loss = reconstruction_loss(output, target)
            self.losses[index].copy_(loss.detach())
            spread = divergence(mean, logvar)
            self.losses[2].copy_(spread.detach())
            (loss if self.decoder_only else loss + _DIVERGENCE * spread).backward()

    def _disturbed(self, latent: Tensor) -> Tensor:
        """Raw latents with noise; half of them keep what they are."""
        level = (torch.rand(latent.shape[0], 1, 1, 1, 1, device=latent.device) * 2 - 1).clamp(min=0) * _LATENT_NOISE
        normalised = self._normaliser.forward(latent)
        return self._normaliser.inverse(normalised + level * torch.randn_like(normalised))

    def step(self, drawings: tuple[DrawList, DrawList], rate: float) -> None:
        """Train on one step's scenes."""
        copy_into(self._pictures, drawings[0])
        copy_into(self._clips, drawings[1])
        self.optimiser.rate.fill_(rate)
        self._backward()
        self._team.average(self.optimiser.gradient)
        self._update()


@torch.no_grad()
def finished(training: VaeTraining, scenes: list[tuple[DrawList, DrawList]]) -> WanAutoencoder:
    """The autoencoder with the mean weights in float32 and its latent channels rescaled by the scenes' statistics."""
    device = training.optimiser.master.device
    vae = build_autoencoder(VAE.encoder, VAE.decoder, VAE.multipliers, VAE.residual_blocks)
    vae.to(device).eval()
    kept = {name: value.float() for name, value in training.vae.state_dict().items()}
    vae.load_state_dict({**kept, **training.optimiser.mean_weights()})
    if training.decoder_only:
        return vae
    latents: list[Tensor] = []
    for pictures, clips in scenes:
        for drawing in (pictures, clips):
            mean, _ = encode_moments(vae, training.painter.paint(to_tensors(drawing, device)) * 2 - 1)
            latents.append(mean.transpose(0, 1).flatten(1))
    rows = torch.cat(latents, dim=1)
    fold_statistics(vae, rows.mean(1), rows.std(1))
    return vae


def psnr(first: Tensor, second: Tensor) -> Tensor:
    """Peak signal-to-noise ratio in dB of each of N pictures or clips in 0..1, float32 [N]."""
    error = (first - second).square().flatten(1).mean(1)
    return -10 * torch.log10(error.clamp(min=1e-12))


@torch.no_grad()
def report(
    vae: WanAutoencoder, painter: Painter, scenes: list[tuple[DrawList, DrawList]], device: torch.device
) -> dict[str, float]:
    """Mean PSNR of pictures and clips of each ring, reconstructed from the mean latent in 8 bits."""
    figures: dict[str, list[Tensor]] = {}
    for lists in scenes:
        for name, drawing in zip(("pictures", "clips"), lists, strict=True):
            pixels = (painter.paint(to_tensors(drawing, device)) * 255).round() / 255
            mean, _ = encode_moments(vae, pixels * 2 - 1)
            output = ((decode_pixels(vae, mean).clamp(-1, 1) * 0.5 + 0.5) * 255).round() / 255
            values = psnr(output, pixels)
            figures.setdefault(f"book {name}", []).append(values[0::2])
            figures.setdefault(f"shapes {name}", []).append(values[1::2])
    return {name: float(torch.cat(values).mean()) for name, values in sorted(figures.items())}


def main() -> None:
    """Train, print how it goes, save."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=300, help="training time")
    parser.add_argument("--pictures", type=int, default=64)
    parser.add_argument("--clips", type=int, default=12)
    parser.add_argument("--workers", type=int, default=8)
    parser.add_argument("--decoder-of", type=Path, help="train only the decoder of this autoencoder further")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    team = Team()
    torch.backends.cudnn.benchmark = True
    scenes = Scenes(options.pictures, options.clips)
    workers = Workers(scenes, options.workers, seed=10_000 * (team.rank + 1))
    training = VaeTraining(team, options.pictures, options.clips, options.decoder_of)
    began = time.monotonic()
    step, done = 0, 0.0
    while done < 1:
        # The length is set by time, so the schedule follows time as well.
        training.step(workers.next(), schedule(int(done * 10_000), 10_000, 200, 0.6))
        step += 1
        if step % 20 == 0:
            elapsed = torch.tensor((time.monotonic() - began) / options.seconds, device=team.device)
            team.average(elapsed)
            done = float(elapsed)
        if step % 200 == 0 and team.leads:
            pictures, clips, spread = training.losses.tolist()
            skipped = int(training.optimiser.skipped)
            print(
                f"{done:6.1%} step {step}: pictures {pictures:.4f}, clips {clips:.4f}, divergence {spread:.2f}, "
                f"left out {skipped}, {step / (time.monotonic() - began):.1f} steps/s",
                flush=True,
            )
            if not pictures == pictures or skipped > 100:
                raise RuntimeError("The losses are not finite.")
    if team.leads:
        check = [scenes(random.Random(seed)) for seed in range(1, 9)]
        vae = finished(training, check)
        figures = report(vae, training.painter, check, team.device)
        print(", ".join(f"{name} {value:.2f} dB" for name, value in figures.items()), flush=True)
        (options.out / "vae.json").write_text(json.dumps(figures), encoding="utf-8")
        torch.save({name: value.cpu() for name, value in vae.state_dict().items()}, options.out / "vae.pt")
    workers.close()
    team.close()


if __name__ == "__main__":
    main()
