"""Train the language model and the tower, on all tasks at once, from nothing or from where a run stopped.

    python -m models.nano.training.train --folder RUN [--seconds 1000] [--stop-after 500] [--workers 14]
    torchrun --nproc-per-node 2 -m models.nano.training.train --folder RUN …

``RUN`` holds ``vae.pt`` (:mod:`models.nano.training.train_vae`) and ``Lance_3B/tokenizer.json``
(:mod:`models.nano.training.learn_tokens`); ``RUN/state.pt`` is where a stopped run goes on. When the time is over, the
running mean of the weights is saved in ``RUN`` in the official layout.
"""

import argparse
import random
import time
from functools import partial
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.attention import SDPBackend, sdpa_kernel

from lance_studio.catalog.names import FAMILY_FOLDERS
from lance_studio.engine.precision import Precision
from lance_studio.engine.tokenizer import LanceTokenizer
from models.nano.training.autoencoding import Normaliser
from models.nano.training.build import build_model, load_vae, load_weights, save_checkpoint
from models.nano.training.data import Source, Workers, source_for
from models.nano.training.forward import Embedder, Part, TextBatch, TowerPass, run_layer, run_layers, velocities
from models.nano.training.groups import GROUPS, lay_out_all
from models.nano.training.guarding import Guard
from models.nano.training.layout import Layout
from models.nano.training.optimise import Optimiser, OptimiserSettings, schedule
from models.nano.training.packing import Block, pack
from models.nano.training.preparing import Prepared, Preparer
from models.nano.training.recording import Team, recorded
from models.nano.training.settings import VIT_SIDE
from models.nano.training.world.draw import Painter

#: Timesteps: logit-normal and shifted, but for a share that is uniform.
_SHIFT, _UNIFORM = 2.5, 0.15
_WARM_UP, _DECAY = 200, 0.6
_LOG_EVERY, _SAVE_EVERY = 250, 1500
#: Steps after which the processes agree on how much time has passed.
_LOOK_EVERY = 10


class JointTraining:
    """The training step on fixed buffers.

    Args:
        team: Processes that train together.
        run: Folder of the run.
        settings: The optimiser's rates.
        scale: Factor of the groups' sizes.
        start: Model folder whose weights to go on with, with a fresh optimiser; ``None`` begins at random.
    """

    def __init__(
        self, team: Team, run: Path, settings: OptimiserSettings, scale: float, start: Path | None = None
    ) -> None:
        self._team, device = team, team.device
        dtype = torch.bfloat16 if device.type == "cuda" else torch.float32
        precision = Precision(dtype)
        folder = run / FAMILY_FOLDERS["image"]
        tokenizer = LanceTokenizer(folder)
        layouts = lay_out_all(tokenizer, precision)
        self.source: Source = source_for(folder / "tokenizer.json", layouts, scale)
        self._layouts = {name: layout.to(device) for name, layout in layouts.items()}
        torch.manual_seed(11)
        self.model, self.tower = build_model(device, dtype)
        if start is not None:
            load_weights(start, self.model, self.tower)
        named = [
            *((f"model.{name}", p) for name, p in self.model.named_parameters()),
            *((f"tower.{name}", p) for name, p in self.tower.model.named_parameters()),
        ]
        matrices = frozenset(name for name, p in named if p.ndim == 2 and (".layers." in name or ".blocks." in name))
        embeddings = frozenset(name for name, _ in named if "embed_tokens" in name)
        self.optimiser = Optimiser(named, settings, matrices, embeddings)
        torch.manual_seed(2000 + team.rank)
        self.vae = load_vae(run / "vae.pt", device, dtype)
        on_gpu = device.type == "cuda"
        painter = Painter(device, compiled=on_gpu)
        self._preparer = Preparer(painter, self.vae, Normaliser(precision, device), compiled=on_gpu)
        self._embedder = Embedder(self.model, precision)
        self._see = TowerPass(self.tower, VIT_SIDE, compiled=on_gpu)
        self._block = Block(self.source.draw(random.Random(0)), device)
        # Every layer runs the same compiled code: at this width a step is bound by memory and launches.
        self._layer = torch.compile(run_layer, fullgraph=True, dynamic=False) if on_gpu else run_layer
        #: Mean loss of each group since the last look, and the number of steps.
        self.losses = {name: torch.zeros((), device=device) for name in GROUPS}
        self._prepared: dict[str, Prepared] = {}
        self._draw = recorded(self._prepare, device)
        # What was recorded has not been computed yet.
        self._draw()
        self._backward = recorded(self._forward_backward, device)
        for loss in self.losses.values():
            loss.zero_()
        self._update = self.optimiser.recorded_step()

    def _prepare(self) -> None:
        self._prepared = self._preparer(self._block.batches, noisy_sources=True)

    def _forward_backward(self) -> None:
        # What is compiled remembers which kernels were allowed; cuDNN's are the faster ones where a clip is long.
        with sdpa_kernel(
            [SDPBackend.CUDNN_ATTENTION, SDPBackend.EFFICIENT_ATTENTION, SDPBackend.MATH], set_priority=True
        ):
            self._learn()

    def _learn(self) -> None:
        self.optimiser.zero_gradients()
        features = self._features()
        parts: list[Part] = []
        wanted: dict[str, tuple[Tensor, Tensor]] = {}
        for name, layout in self._layouts.items():
            part, flow = self._embed(name, layout, features.get(name))
            parts.append(part)
            if flow is not None:
                wanted[name] = flow
        hidden = run_layers(self.model, parts, self._layer)
        total = torch.zeros((), device=self._team.device)
        for (name, layout), (und, gen) in zip(self._layouts.items(), hidden, strict=True):
            if name in wanted:
                velocity, weight = wanted[name]
                error = (velocities(self.model, layout, gen).float() - velocity).square().mean(-1)
                loss = (error * weight).sum() / weight.sum()
            else:
                loss = self._answer_loss(layout, self._block.batches[name].text, und)
            self.losses[name] += loss.detach()
            total = total + GROUPS[name].weight * loss
        total.backward()

    def _features(self) -> dict[str, Tensor]:
        """ViT features of every group with sources."""
        seen = {name: prepared.seen for name, prepared in self._prepared.items() if prepared.seen is not None}
        return dict(zip(seen, self._see(*seen.values()), strict=True))

    def _embed(self, name: str, layout: Layout, features: Tensor | None) -> tuple[Part, tuple[Tensor, Tensor] | None]:
        """A group's inputs; for generations also the wanted velocity [B, n, 48] and the cells' weights [B, n]."""
        batch, prepared = self._block.batches[name], self._prepared[name]
        data = prepared.target
        if data is None or prepared.weight is None or prepared.given is None:
            return self._embedder(layout, batch.text, features, None, None), None
        count, rows = data.shape[:2]
        assert layout.grid is not None
        given = batch.clean.repeat_interleave(layout.grid[1] * layout.grid[2], dim=1)  # [B, n]
        times = random_timesteps(count, data.device)[:, None].expand(-1, rows).masked_fill(given, 0.0)
        noise = torch.randn_like(data)
        noisy = torch.where(given[..., None], prepared.given, torch.lerp(data, noise, times[..., None]))
        latents, at = noisy, times
        if prepared.source is not None:
            latents = torch.cat([prepared.source, noisy], dim=1)
            at = torch.cat([times.new_zeros(prepared.source.shape[:2]), times], dim=1)
        part = self._embedder(layout, batch.text, features, latents, at)
        return part, (noise - data, prepared.weight.masked_fill(given, 0.0))

    def _answer_loss(self, layout: Layout, text: TextBatch, und: Tensor) -> Tensor:
        """Cross-entropy of the answers' tokens, with the end of the turn."""
        logits = self.model.logits(und[:, layout.text]).float()
        place = torch.arange(layout.room, device=und.device)
        first = text.caption + len(layout.tail)
        answers = (place >= first[:, None]) & (place < text.length[:, None])
        losses = F.cross_entropy(logits[:, :-1].transpose(1, 2), text.ids[:, 1:], reduction="none")
        chosen = answers[:, 1:].float()
        return (losses * chosen).sum() / chosen.sum()

    def load(self, packed: NDArray[np.uint8]) -> None:
        """Draw and encode other examples."""
        self._block.fill(packed)
        self._draw()

    def step(self, rate: float) -> None:
        """Train on the examples that were loaded, with timesteps and noise of this step."""
        self.optimiser.rate.fill_(rate)
        self._backward()
        self._team.average(self.optimiser.gradient)
        self._update()


def random_timesteps(count: int, device: torch.device) -> Tensor:
    """Timesteps in 0..1, float32 [count]."""
    s = torch.sigmoid(torch.randn(count, device=device))
    shifted = _SHIFT * s / (1 + (_SHIFT - 1) * s)
    return torch.where(torch.rand(count, device=device) < _UNIFORM, torch.rand(count, device=device), shifted)


def make_packed(source: Source, rng: random.Random) -> NDArray[np.uint8]:
    """One step's batches, packed; what the worker processes run."""
    return pack(source.draw(rng))


def _save(training: JointTraining, folder: Path, spent: float, step: int) -> None:
    """Save what resuming needs, and the running mean as a checkpoint."""
    progress = {"spent": torch.tensor(spent), "step": torch.tensor(step)}
    torch.save({**training.optimiser.state(), **progress}, folder / "state.pt")
    vae = load_vae(folder / "vae.pt", torch.device("cpu"), torch.float32)
    save_checkpoint(folder, training.optimiser.mean_weights(), vae)


def main() -> None:
    """Train, print how it goes, save."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=1000, help="training time of the whole run")
    parser.add_argument("--stop-after", type=float, default=1e9, help="stop and save after a number of seconds")
    parser.add_argument("--workers", type=int, default=14)
    parser.add_argument("--scale", type=float, default=1.0, help="factor of the number of examples in a step")
    parser.add_argument("--reuse", type=int, default=2, help="steps on the same examples, with other noise")
    # Not "--start": torchrun takes that for an abbreviation of an option of its own.
    parser.add_argument("--weights", type=Path, help="model folder whose weights to go on with")
    parser.add_argument("--muon-rate", type=float, default=OptimiserSettings().muon_rate)
    options = parser.parse_args()
    team = Team()
    settings = OptimiserSettings(muon_rate=options.muon_rate)
    training = JointTraining(team, options.folder, settings, options.scale, options.weights)
    state_file = options.folder / "state.pt"
    spent, step = 0.0, 0
    if state_file.exists():
        state = torch.load(state_file, weights_only=True, map_location=team.device)
        training.optimiser.restore(state)
        spent, step = float(state["spent"]), int(state["step"])
    guard = Guard(training.optimiser, step)
    workers = Workers(partial(make_packed, training.source), options.workers, seed=100_000 * (team.rank + 1) + step)
    workers.next()
    began = looked = time.monotonic()
    seen = step
    done, over = spent / options.seconds, False
    while not over:
        if step % options.reuse == 0:
            training.load(workers.next())
        rate = schedule(int(done * 100_000), 100_000, int(100_000 * _WARM_UP / 12_000), _DECAY)
        training.step(rate * guard.factor)
        step += 1
        if step % _LOOK_EVERY == 0:
            torch.cuda.synchronize() if team.device.type == "cuda" else None
            elapsed = time.monotonic() - began
            now = torch.tensor([spent + elapsed, elapsed], device=team.device, dtype=torch.float64)
            team.average(now)
            done = float(now[0]) / options.seconds
            over = done >= 1 or float(now[1]) >= options.stop_after
            wrong = guard.look(step)
            if wrong and team.leads:
                print(f"{done:6.1%} step {step}: {wrong}", flush=True)
        if step % _SAVE_EVERY == 0 and team.leads:
            _save(training, options.folder, done * options.seconds, step)
        if step % _LOG_EVERY == 0:
            line = ", ".join(f"{name} {float(value) / (step - seen):.4f}" for name, value in training.losses.items())
            for value in training.losses.values():
                value.zero_()
            skipped, norm = int(training.optimiser.skipped), float(training.optimiser.norm)
            if team.leads:
                now_seconds = time.monotonic()
                pace = (step - seen) / (now_seconds - looked)
                print(
                    f"{done:6.1%} step {step}: {line}; norm {norm:.2f}, left out {skipped}, {pace:.1f} steps/s",
                    flush=True,
                )
                looked = now_seconds
            seen = step
    if team.leads:
        _save(training, options.folder, done * options.seconds, step)
        print(f"saved at {done:.1%} after {step} steps", flush=True)
    workers.close()
    team.close()


if __name__ == "__main__":
    main()
