"""Denoising the target block against fixed contexts (specification §2.4, §7)."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from lance_studio.engine.cache import KeyValueCache
from lance_studio.engine.context import ContextBuilder
from lance_studio.engine.control import Control
from lance_studio.engine.model import LanceModel
from lance_studio.engine.preview import PreviewProjector
from lance_studio.engine.requests import Sampling, StepProgress
from lance_studio.engine.sampling import euler_step, guidance_acts, guide, timesteps
from lance_studio.engine.sequence import PackedSequence
from lance_studio.errors import EngineError

#: Both branches run as one batch up to this many tokens; above, the matrix products gain nothing from it and the
#: activations would take twice the memory.
_BATCHED_TOKENS = 8192


@dataclass(frozen=True, slots=True)
class Branch:
    """One of the two contexts that the target is denoised against."""

    cache: KeyValueCache
    rotary: tuple[Tensor, Tensor]


class Denoiser:
    """Euler sampling of one target block.

    Args:
        model: The language model.
        sequence: The packed sequence.
        context: Tables for it.
        caches: Conditional and, if guided, unconditional context.
        sampling: Steps, shift and guidance.
    """

    def __init__(
        self,
        model: LanceModel,
        sequence: PackedSequence,
        context: ContextBuilder,
        caches: tuple[KeyValueCache, KeyValueCache | None],
        sampling: Sampling,
    ) -> None:
        self._model, self._sampling = model, sampling
        target = sequence.target
        assert target.block is not None
        self.grid = target.block.grid
        self._cond = Branch(caches[0], context.rotary_rows(sequence.positions[:, target.rows]))
        self._uncond = (
            Branch(caches[1], context.rotary_rows(sequence.target_positions_uncond)) if caches[1] is not None else None
        )
        self._latent_positions = context.latent_positions(self.grid)
        ids = sequence.ids[target.rows]
        self._brackets = model.embed_text(torch.stack([ids[0], ids[-1]]))
        self._clean_time = model.time_embedder(torch.zeros((), device=model.device))

    def _velocities(self, x: Tensor, timestep: Tensor, clean: int, branches: Sequence[Branch], control: Control) -> Tensor:
        """Velocities [B, n, 48] of latents [n, 48] against each branch; the first ``clean`` tokens are at time 0."""
        times = self._model.time_embedder(timestep)
        if clean:
            times = torch.cat(
                [self._clean_time.expand(clean, -1), times.expand(x.shape[0] - clean, -1)]
            )
        tokens = self._model.embed_latents(x, times, self._latent_positions)
        chunk = torch.cat([self._brackets[:1], tokens, self._brackets[1:]])
        hidden = self._model.run_layers(
            chunk.repeat(len(branches), 1, 1),
            (torch.cat([b.rotary[0] for b in branches]), torch.cat([b.rotary[1] for b in branches])),
            [branch.cache for branch in branches],
            vae_chunk=True,
            observer=control.observer,
        )
        return self._model.velocity(hidden)

    def _guided_velocity(self, x: Tensor, index: int, timestep: Tensor, clean: int, control: Control) -> Tensor:
        name = f"step{index}"
        uncond = self._uncond if guidance_acts(float(timestep), self._sampling) else None
        time_on_device = timestep.to(x.device)
        quiet = Control()

        def alone(branch: Branch, label: str) -> Tensor:
            # Hidden states are compared at the first step only.
            watched = Control(observer=control.observer_for(f"{name}_{label}")) if index == 0 else quiet
            return self._velocities(x, time_on_device, clean, [branch], watched)[0]

        if uncond is not None and control.observer is None and x.shape[0] <= _BATCHED_TOKENS:
            conditional, unconditional = self._velocities(x, time_on_device, clean, [self._cond, uncond], quiet)
        else:
            conditional = alone(self._cond, "cond")
            unconditional = alone(uncond, "uncond") if uncond is not None else None
        control.observe(f"{name}.v_cond", conditional)
        if unconditional is None:
            return conditional
        control.observe(f"{name}.v_uncond", unconditional)
        sampling = self._sampling
        return guide(conditional, unconditional, sampling.guidance_scale, sampling.renorm, sampling.renorm_min)

    @torch.inference_mode()
    def run(self, x: Tensor, clean: int, control: Control, projector: PreviewProjector | None) -> Tensor:
        """Denoise.

        Args:
            x: [n, 48] noise, with clean latents in the first ``clean`` rows.
            clean: Tokens that stay as they are.
            control: Progress, cancellation, observation.
            projector: Makes previews.

        Returns:
            Latent [t, h, w, 48] in the run's format.

        Raises:
            CancelledError: The caller cancelled; noticed before the next step.
            EngineError: The model gave values that are not finite.
        """
        times = timesteps(self._sampling.steps, self._sampling.shift)
        x = x.clone()
        begun = time.perf_counter()
        for index in range(self._sampling.steps):
            control.check_cancelled()
            control.observe(f"step{index}.x_t", x)
            velocity = self._guided_velocity(x, index, times[index], clean, control)
            control.observe(f"step{index}.v", velocity)
            step = (times[index] - times[index + 1]).to(x.device)
            x[clean:] = euler_step(x[clean:], velocity[clean:], step)
            if not bool(x.isfinite().all()):
                raise EngineError(
                    f"The model gave values that are not numbers in step {index + 1}.",
                    "The checkpoint may be damaged, or the guidance scale too high.",
                )
            if control.on_step:
                # Expected result from here: v = noise − data, x = (1 − t) data + t noise.
                expected = x - times[index + 1].to(x.device) * velocity
                expected[:clean] = x[:clean]
                preview = projector(expected.unflatten(0, self.grid)) if projector and control.preview else None
                control.on_step(
                    StepProgress(
                        step=index + 1,
                        total=self._sampling.steps,
                        seconds=time.perf_counter() - begun,
                        preview=preview,
                    )
                )
        control.observe("x_t_final", x)
        return x.unflatten(0, self.grid)
