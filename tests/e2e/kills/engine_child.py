"""The engine's process with everything in it but the engine: `python -P -m tests.e2e.kills.engine_child --frames N`.

Pipes, threads, frames, cancelling and the way it ends are those of the real one; only the pixels are noise, made within
a quarter of a second. A prompt with "fail" in it fails.
"""

import random
import threading
from fractions import Fraction

import numpy as np

from lance_studio import requests
from lance_studio.backends import events
from lance_studio.backends.backend import Order
from lance_studio.backends.process import child
from lance_studio.backends.runner import EngineRunner
from lance_studio.errors import CancelledError, EngineError

STEPS = 4
_MEMORY = events.Memory(kind="cpu", used=1 << 30, peak=1 << 30, total=1 << 34)
_SECONDS = events.Seconds(sample=0.1)


class Painter(EngineRunner):
    """Answers at once."""

    def _do(self, order: Order, cancel: threading.Event) -> events.JobEvent:
        job, request = order.job, order.request
        identity = events.ModelIdentity(
            name="Noise",
            family="image",
            root=order.model.root,
            device="cpu",
            precision="float32",
            fingerprints={"name": "Noise", "fingerprint": "ab" * 32, "vae_fingerprint": "cd" * 32},
            engine_version="0",
        )
        self._emit(events.Loading(job, "loading", "noise"))
        ready = events.ModelReady(job, identity, _MEMORY, 0.0)
        if request is None:
            return ready
        self._emit(ready)
        self._emit(events.Stage(job, "preparing"))
        words = request.question if isinstance(request, requests.TextRequest) else _words(request)
        chance = random.Random(words)
        for step in range(1, STEPS + 1):
            if cancel.wait(chance.uniform(0.005, 0.06)):
                raise CancelledError
            if "fail" in words and step == STEPS // 2:
                raise EngineError("The engine was asked to fail.", "Ask for something else.")
            self._tell(job, request, step)
        if isinstance(request, requests.TextRequest):
            return events.JobDone(job, events.AnswerResult(f"It is {words}.", True, STEPS, _SECONDS, identity))
        self._emit(events.Stage(job, "decoding"))
        return events.JobDone(job, self._drawn(order, request, identity))

    def _tell(self, job: str, request: requests.Request, step: int) -> None:
        if isinstance(request, requests.TextRequest):
            self._emit(events.Token(job, step - 1, f"word {step} "))
            return
        preview = np.random.default_rng().integers(0, 256, (4, 4, 3), np.uint8)
        self._emit(events.Progress(job, step, STEPS, step / 50, preview, _MEMORY))

    def _drawn(
        self, order: Order, request: requests.VisualRequest, identity: events.ModelIdentity
    ) -> events.VisualResult:
        count, height, width = _shape(request, order)
        frames = np.random.default_rng(request.sampling.seed).integers(0, 255, (count, height, width, 3), np.uint8)
        latent = np.full(((count - 1) // 4 + 1, height // 16, width // 16, 48), 0.5, np.float32)
        given = 1 + 4 * (request.clean_latents - 1) if isinstance(request, requests.Continuation) else 0
        return events.VisualResult(frames, latent, given, Fraction(12), _SECONDS, (), identity)


def _words(request: requests.VisualRequest) -> str:
    return request.instruction if isinstance(request, requests.ImageEdit | requests.VideoEdit) else request.prompt


def _shape(request: requests.VisualRequest, order: Order) -> tuple[int, int, int]:
    """Frames, height and width of what would come out; sides are multiples of 16."""
    if isinstance(request, requests.TextToImage | requests.TextToVideo | requests.ReferenceGuided):
        return getattr(request, "num_frames", 1), request.height, request.width
    given = order.inputs[-1].frames
    height, width = (max(16, min(side, 128) // 16 * 16) for side in given.shape[1:3])
    return getattr(request, "num_frames", len(given)), height, width


if __name__ == "__main__":
    child.EngineRunner = Painter
    child.main()
