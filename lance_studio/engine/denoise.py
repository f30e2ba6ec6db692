"""Denoising the target block against fixed contexts (specification §2.4, §7)."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from lance_studio.engine.cache import KeyValueCache, against
from lance_studio.engine.capture import captured
from lance_studio.engine.context import ContextBuilder
from lance_studio.engine.control import Control
from lance_studio.engine.masking import LockedLatents
from lance_studio.engine.model import LanceModel, Observer
from lance_studio.engine.preview import PreviewProjector
from lance_studio.engine.results import StepProgress
from lance_studio.engine.sampling import euler_step, guidance_acts, guide, timesteps
from lance_studio.engine.sequence import PackedSequence
from lance_studio.errors import EngineError
from lance_studio.language import tr
from lance_studio.requests.sampling import Sampling

#: Up to this many tokens both branches run as one batch and steps are recorded; above, kernels are long enough to gain
#: nothing from either, and the activations would take twice the memory.
_SMALL_TARGET = 8192
#: Recording costs about two steps.
_STEPS_WORTH_CAPTURE = 6


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
        self._calls: dict[int, Callable[..., Tensor]] = {}
        self._to_record: set[int] = set()
        self._records = (
            model.device.type == "cuda"
            and self._latent_positions.shape[0] <= _SMALL_TARGET
            and sampling.steps >= _STEPS_WORTH_CAPTURE
        )

    def _times(self, timestep: Tensor, clean: Tensor | None) -> Tensor:
        """Timestep embeddings [n, width] of the target; the tokens of ``clean``, bool [n, 1], are at time 0."""
        moving = self._model.time_embedder(timestep).expand(self._latent_positions.shape[0], -1)
        return moving if clean is None else torch.where(clean, self._clean_time, moving)

    def _velocities(self, branches: Sequence[Branch], observer: Observer | None, x: Tensor, times: Tensor) -> Tensor:
        """Velocities [B, n, 48] of latents [n, 48] against each branch, given their timestep embeddings."""
        tokens = self._model.embed_latents(x, times, self._latent_positions)
        chunk = torch.cat([self._brackets[:1], tokens, self._brackets[1:]])
        hidden = self._model.run_layers(
            chunk.repeat(len(branches), 1, 1),
            (torch.cat([b.rotary[0] for b in branches]), torch.cat([b.rotary[1] for b in branches])),
            against([branch.cache for branch in branches]),
            vae_chunk=True,
            observer=observer,
        )
        return self._model.velocity(hidden)

    def _fast_velocities(self, branches: Sequence[Branch], x: Tensor, times: Tensor) -> Tensor:
        """The same; recorded at the second call for a number of branches if that pays, and replayed from then on."""
        count = len(branches)
        if count not in self._calls:
            self._calls[count] = partial(self._velocities, branches, None)
            if self._records:
                self._to_record.add(count)
        elif count in self._to_record:
            self._to_record.remove(count)
            self._calls[count] = captured(self._calls[count], x, times)
        return self._calls[count](x, times)

    def _guided_velocity(
        self, x: Tensor, index: int, timestep: Tensor, clean: Tensor | None, control: Control
    ) -> Tensor:
        uncond = self._uncond if guidance_acts(timestep, self._sampling) else None
        times = self._times(timestep.to(x.device), clean)
        conditional, unconditional = self._branch_velocities(x, times, uncond, index, control)
        if unconditional is None:
            return conditional
        sampling = self._sampling
        return guide(conditional, unconditional, sampling.guidance_scale, sampling.renorm, sampling.renorm_min)

    def _branch_velocities(
        self, x: Tensor, times: Tensor, uncond: Branch | None, index: int, control: Control
    ) -> tuple[Tensor, Tensor | None]:
        """Velocities [n, 48] with and, if guided, without the user's text."""
        if control.observer is None:
            if uncond is None:
                return self._fast_velocities([self._cond], x, times)[0], None
            if x.shape[0] <= _SMALL_TARGET:
                both = self._fast_velocities([self._cond, uncond], x, times)
                return both[0], both[1]
        velocities: list[Tensor] = []
        for label, branch in (("cond", self._cond), ("uncond", uncond)):
            if branch is not None:
                # Hidden states are compared at the first step only.
                observer = control.observer_for(f"step{index}_{label}") if index == 0 else None
                velocities.append(self._velocities([branch], observer, x, times)[0])
                control.observe(f"step{index}.v_{label}", velocities[-1])
        return velocities[0], velocities[1] if uncond is not None else None

    @torch.inference_mode()
    def run(
        self,
        x: Tensor,
        clean: Tensor | None,
        control: Control,
        projector: PreviewProjector | None,
        held: LockedLatents | None = None,
    ) -> Tensor:
        """Denoise.

        Args:
            x: [n, 48] noise, with clean latents in the rows of ``clean``.
            clean: bool [n, 1], tokens that stay as they are; ``None`` if all are drawn.
            control: Progress, cancellation, observation.
            projector: Makes previews.
            held: Cells that follow a source instead of the model.

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
            moved = euler_step(x, velocity, step)
            x = moved if clean is None else torch.where(clean, x, moved)
            if held is not None:
                x = held.put_into(x, times[index + 1].to(x.device))
            if not bool(x.isfinite().all()):
                raise EngineError(
                    tr("The model gave values that are not numbers in step {step}.", step=index + 1),
                    tr("The checkpoint may be damaged, or the guidance scale too high."),
                )
            if control.on_step:
                # Expected result from here: v = noise − data, x = (1 − t) data + t noise.
                expected = x - times[index + 1].to(x.device) * velocity
                expected = expected if clean is None else torch.where(clean, x, expected)
                expected = expected if held is None else held.finish(expected)
                preview = projector(expected.unflatten(0, self.grid)) if projector and control.preview else None
                control.on_step(
                    StepProgress(
                        step=index + 1,
                        total=self._sampling.steps,
                        seconds=time.perf_counter() - begun,
                        preview=preview,
                    )
                )
        if held is not None:
            x = held.finish(x)
        control.observe("x_t_final", x)
        return x.unflatten(0, self.grid)
