"""An engine's client without a process: it keeps what it is told to do, and the test says what it answers."""

from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from lance_studio import requests
from lance_studio.backends import events
from lance_studio.backends.backend import EVERYTHING, Held, held_after
from lance_studio.backends.events import Memory, ModelIdentity, Seconds
from lance_studio.backends.failures import Failure, FailureKind
from lance_studio.requests import InputBlock, ModelChoice

MEMORY = Memory(kind="cpu", used=2**30, peak=2**30, total=2**34)


class FakeEngine:
    """Stands behind every queue that was given `connect` as its backend."""

    def __init__(self) -> None:
        self.runs: list[tuple[str, requests.Request, tuple[InputBlock, ...], ModelChoice]] = []
        self.loads: list[tuple[str, ModelChoice]] = []
        self.cancelled: list[str] = []
        self.killed = 0
        self.capabilities = EVERYTHING
        self.held: Held | None = None
        self._tell: Callable[[events.Event], None] | None = None

    def connect(self, tell: Callable[[events.Event], None]) -> "FakeEngine":
        """Stand behind a queue; one project at a time."""
        self._tell = tell
        return self

    # --- what the queue asks ------------------------------------------------------------------------------------

    def submit(self, job: str, request: requests.Request, inputs: Sequence[InputBlock], model: ModelChoice) -> None:
        requests.check_inputs(request, list(inputs))
        self.runs.append((job, request, tuple(inputs), model))

    def load(self, job: str, model: ModelChoice, family: requests.Family = "image") -> None:
        self.loads.append((job, model))

    def cancel(self, job: str) -> None:
        self.cancelled.append(job)
        self.tell(events.JobCancelled(job))

    last_sign = 0.0

    def be_patient(self, job: str) -> None:
        self.waited = [*getattr(self, "waited", []), job]

    def kill(self) -> None:
        self.killed += 1

    def close(self) -> None:
        self._tell = None

    # --- what the test says -------------------------------------------------------------------------------------

    @property
    def request(self) -> requests.Request:
        """What was asked last."""
        return self.runs[-1][1]

    @property
    def inputs(self) -> tuple[InputBlock, ...]:
        """The pixels of what was asked last."""
        return self.runs[-1][2]

    def tell(self, event: events.Event) -> None:
        """Tell the queue something."""
        assert self._tell is not None
        self.held = held_after(self.held, event)
        self._tell(event)

    def step(self, step: int = 1, total: int = 8, preview: NDArray[np.uint8] | None = None) -> None:
        """Say that a step is done."""
        self.tell(events.Progress(self.runs[-1][0], step, total, 1.0, preview, MEMORY))

    def say(self, *pieces: str) -> None:
        """Let an answer grow."""
        for number, piece in enumerate(pieces):
            self.tell(events.Token(self.runs[-1][0], number, piece))

    def answer(self, text: str) -> None:
        """End with an answer."""
        seconds = Seconds(sample=0.5)
        self.tell(events.JobDone(self.runs[-1][0], events.AnswerResult(text, True, 4, seconds, identity())))

    def draw(self, frames: NDArray[np.uint8], *, given: int = 0, latent: NDArray[np.float32] | None = None) -> None:
        """End with a picture or clip, uint8 [T, H, W, 3]."""
        if latent is None:
            cells = ((len(frames) - 1) // 4 + 1, frames.shape[1] // 16, frames.shape[2] // 16, 48)
            latent = np.full(cells, float(frames.mean()), np.float32)
        result = events.VisualResult(
            frames, latent, given, Fraction(12), Seconds(encode=0.25, sample=1.0), (), identity()
        )
        self.tell(events.JobDone(self.runs[-1][0], result))

    def fail(self, cause: str = "It died.", remedy: str = "Try again.", log: str = "last words") -> None:
        """End with a failure."""
        failure = Failure(kind=FailureKind.ENGINE_DIED, cause=cause, remedy=remedy, log=log)
        self.tell(events.JobFailed(self.runs[-1][0], failure))


def identity(name: str = "Tiny") -> ModelIdentity:
    """What a model of this name says of itself."""
    fingerprints = {"name": name, "fingerprint": "ab" * 32, "vae_fingerprint": "cd" * 32}
    return ModelIdentity(
        name=name,
        family="image",
        root="model",
        device="cpu",
        precision="float32",
        fingerprints=fingerprints,
        engine_version="0.1.0",
    )
