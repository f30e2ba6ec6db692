"""What a caller may pass to a run besides its request: callbacks, cancellation, injected noise."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from lance_studio.engine.results import StepProgress, TokenProgress
from lance_studio.engine.sampling import InjectedNoise
from lance_studio.errors import CancelledError


class CancelFlag(Protocol):
    """A flag that another thread may set, such as ``threading.Event``."""

    def is_set(self) -> bool:
        """Whether the run must stop."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """Callbacks are called in the thread that runs the engine; they should return quickly.

    Attributes:
        on_step: Called after every denoising step.
        on_token: Called for every token of an answer; for its end mark only if that completes a text. The texts are,
            joined, the answer before it is stripped.
        preview: Whether steps carry a preview picture.
        cancel: Looked at before every stage, step and token.
        noise: Noise to use instead of drawing it.
        observer: Receives intermediate tensors by name, for parity tests; the run may change them afterwards.
    """

    on_step: Callable[[StepProgress], None] | None = None
    on_token: Callable[[TokenProgress], None] | None = None
    preview: bool = True
    cancel: CancelFlag | None = None
    noise: InjectedNoise | None = None
    observer: Callable[[str, Tensor], None] | None = None

    def check_cancelled(self) -> None:
        """Raise :class:`CancelledError` if the run must stop."""
        if self.cancel is not None and self.cancel.is_set():
            raise CancelledError

    def observe(self, name: str, value: Tensor) -> None:
        """Hand a tensor to the observer."""
        if self.observer is not None:
            self.observer(name, value)

    def observer_for(self, prefix: str) -> Callable[[str, Tensor], None] | None:
        """An observer whose names begin with ``prefix``; ``None`` if nobody observes."""
        observer = self.observer
        return (lambda name, value: observer(f"{prefix}.{name}", value)) if observer else None


def finish(device: torch.device) -> None:
    """Wait for a device to finish, so that times and cancellation mean what they say."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
