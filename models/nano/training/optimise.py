"""The optimiser: Muon for matrices, Adam for the rest, a guard on every step, and a running mean of the weights.

Everything is done on flat float32 buffers with the learning rate and the state of the guard on the device, so that a
whole step can be recorded as one CUDA graph; ``torch.optim`` has no Muon that can.

Muon: Jordan et al., "Muon: an optimizer for hidden layers in neural networks" (2024). Matrices of equal shape are
orthogonalised in one batch.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from models.nano.training.recording import recorded

#: Coefficients of the quintic iteration that drives singular values towards 1.
_A, _B, _C = 3.4445, -4.7750, 2.0315
_ITERATIONS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class OptimiserSettings:
    """Rates at their peak; ``embedding_rate`` is that of the token embedding."""

    muon_rate: float = 0.012
    muon_momentum: float = 0.95
    muon_decay: float = 0.05
    adam_rate: float = 2e-3
    embedding_rate: float = 6e-3
    betas: tuple[float, float] = (0.9, 0.98)
    clip: float = 2.0
    mean_decay: float = 0.998


class Optimiser:
    """Updates bfloat16 or float32 parameters from their gradients.

    Gradients are views of one flat buffer, which :meth:`zero_gradients` clears; several processes add theirs up there.

    Args:
        parameters: Names and parameters to train.
        settings: Rates.
        matrices: Names of the parameters that Muon updates; the kernels of convolutions count as matrices of all that
            goes into an output channel.
        embeddings: Names of the parameters that have the embedding's rate.
    """

    def __init__(
        self,
        parameters: Iterable[tuple[str, nn.Parameter]],
        settings: OptimiserSettings,
        matrices: frozenset[str] = frozenset(),
        embeddings: frozenset[str] = frozenset(),
    ) -> None:
        named = sorted(parameters, key=lambda item: (item[0] not in matrices, tuple(item[1].shape), item[0]))
        self.names = [name for name, _ in named]
        self._parameters = [parameter for _, parameter in named]
        self._settings = settings
        device = self._parameters[0].device
        total = sum(p.numel() for p in self._parameters)
        self._muon_numbers = sum(p.numel() for n, p in named if n in matrices)
        self.master = torch.cat([p.detach().float().flatten() for p in self._parameters])
        self.mean = self.master.clone()
        self.gradient = torch.zeros(total, dtype=self._parameters[0].dtype, device=device)
        self._first, self._second = (
            torch.zeros_like(self.master),
            torch.zeros(total - self._muon_numbers, device=device),
        )
        rates = [
            torch.full((p.numel(),), settings.embedding_rate if n in embeddings else settings.adam_rate, device=device)
            for n, p in named
            if n not in matrices
        ]
        self._adam_rates = torch.cat(rates) if rates else torch.zeros(0, device=device)
        self._views = self._split(self.gradient)
        for parameter, view in zip(self._parameters, self._views, strict=True):
            parameter.grad = view
        self._groups = self._muon_groups(named, matrices)
        #: Factor of all rates, set before each step.
        self.rate = torch.ones((), device=device)
        #: Steps taken, steps left out because a gradient was not finite, and the last gradient's norm.
        self.steps, self.skipped, self.norm = (torch.zeros((), device=device) for _ in range(3))

    def _split(self, flat: Tensor) -> list[Tensor]:
        return [
            v.view_as(p)
            for v, p in zip(flat.split([p.numel() for p in self._parameters]), self._parameters, strict=True)
        ]

    @staticmethod
    def _muon_groups(
        named: list[tuple[str, nn.Parameter]], matrices: frozenset[str]
    ) -> list[tuple[int, int, int, int]]:
        """(start, count, rows, columns) of runs of equal matrices in the flat buffers."""
        groups: list[tuple[int, int, int, int]] = []
        start = 0
        for name, parameter in named:
            if name in matrices:
                rows, columns = parameter.shape[0], parameter[0].numel()
                if groups and groups[-1][2:] == (rows, columns):
                    groups[-1] = (groups[-1][0], groups[-1][1] + 1, rows, columns)
                else:
                    groups.append((start, 1, rows, columns))
                start += parameter.numel()
        return groups

    def zero_gradients(self) -> None:
        """Clear all gradients."""
        self.gradient.zero_()

    @torch.no_grad()
    def step(self) -> None:
        """Update the parameters, unless a gradient is not finite; no host synchronisation."""
        s = self._settings
        gradient = self.gradient.float()
        self.norm.copy_(torch.linalg.vector_norm(gradient))
        good = self.norm.isfinite()
        keep = good.float()
        gradient = torch.nan_to_num(gradient, 0.0, 0.0, 0.0) * (s.clip / self.norm.nan_to_num(1.0, 1.0, 1.0)).clamp(
            max=1.0
        )
        self.steps += keep
        self.skipped += 1 - keep
        rate = self.rate * keep
        m = self._muon_numbers
        if m:
            self._muon(gradient[:m], rate, keep)
        if m < gradient.numel():
            self._adam(gradient[m:], rate, keep)
        self.mean.lerp_(self.master, (1 - self._mean_decay()) * keep)
        for parameter, new in zip(self._parameters, self._split(self.master), strict=True):
            parameter.copy_(new)

    def recorded_step(self) -> Callable[[], None]:
        """:meth:`step` as a CUDA graph where there is a GPU; recording it changes nothing."""
        self.zero_gradients()
        self.rate.zero_()
        step = recorded(self.step, self.master.device)
        self.steps.zero_()
        self.skipped.zero_()
        return step

    def _mean_decay(self) -> Tensor:
        """A shorter memory at the beginning, so that the random start is forgotten."""
        return torch.minimum(
            torch.full_like(self.steps, self._settings.mean_decay), (1 + self.steps) / (10 + self.steps)
        )

    def _muon(self, gradient: Tensor, rate: Tensor, keep: Tensor) -> None:
        s = self._settings
        first, master = self._first[: gradient.numel()], self.master[: gradient.numel()]
        first.lerp_(gradient, (1 - s.muon_momentum) * keep)
        nesterov = gradient.lerp(first, s.muon_momentum)
        for start, count, rows, columns in self._groups:
            part = slice(start, start + count * rows * columns)
            update = orthogonalised(nesterov[part].view(count, rows, columns))
            update = update * max(1.0, rows / columns) ** 0.5
            weights = master[part].view(count, rows, columns)
            weights *= 1 - rate * s.muon_rate * s.muon_decay
            weights -= rate * s.muon_rate * update

    def _adam(self, gradient: Tensor, rate: Tensor, keep: Tensor) -> None:
        s = self._settings
        first, second = self._first[self._muon_numbers :], self._second
        first.lerp_(gradient, (1 - s.betas[0]) * keep)
        second.lerp_(gradient.square(), (1 - s.betas[1]) * keep)
        steps = self.steps.clamp(min=1)
        unbiased = second / (1 - s.betas[1] ** steps)
        update = first / (1 - s.betas[0] ** steps) / (unbiased.sqrt() + 1e-8)
        self.master[self._muon_numbers :] -= rate * self._adam_rates * update

    def mean_weights(self) -> dict[str, Tensor]:
        """The running mean of the weights, float32, by name."""
        return dict(zip(self.names, self._split(self.mean), strict=True))

    def not_finite(self) -> list[str]:
        """Names of the parameters whose last gradient was not finite."""
        finite = torch.stack([view.isfinite().all() for view in self._views]).tolist()
        return [name for name, good in zip(self.names, finite, strict=True) if not good]

    def state(self) -> dict[str, Tensor]:
        """Everything that resuming needs."""
        return {
            "master": self.master,
            "mean": self.mean,
            "first": self._first,
            "second": self._second,
            "steps": self.steps,
            "skipped": self.skipped,
        }

    @torch.no_grad()
    def restore(self, state: Mapping[str, Tensor]) -> None:
        """Go on from :meth:`state`."""
        for name, value in self.state().items():
            value.copy_(state[name])
        for parameter, new in zip(self._parameters, self._split(self.master), strict=True):
            parameter.copy_(new)


def orthogonalised(matrices: Tensor) -> Tensor:
    """Matrices [n, rows, columns] with their singular values driven to about 1, computed in bfloat16."""
    x = matrices.bfloat16()
    flip = x.shape[1] > x.shape[2]
    if flip:
        x = x.mT
    x = x / (torch.linalg.vector_norm(x.float(), dim=(1, 2), keepdim=True).to(x.dtype) + 1e-7)
    for _ in range(_ITERATIONS):
        gram = x @ x.mT
        x = _A * x + (_B * gram + _C * gram @ gram) @ x
    return (x.mT if flip else x).float()


def schedule(step: int, total: int, warm_up: int, decay_part: float) -> float:
    """Factor of the learning rate: up over ``warm_up`` steps, then even, then down to 0 over the last part."""
    rising = min(1.0, (step + 1) / warm_up)
    falling = min(1.0, max(0.0, (total - step) / (total * decay_part)))
    return min(rising, falling)
