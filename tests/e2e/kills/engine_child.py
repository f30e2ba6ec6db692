"""The engine's process with everything in it but the engine: `python -P -m tests.e2e.kills.engine_child --frames N`.

Pipes, threads, frames, cancelling and the way it ends are those of the real one; only the pixels are noise, made within
a quarter of a second. A prompt with "fail" in it fails.
"""

import os
import random
from fractions import Fraction

import numpy as np

from lance_studio import requests
from lance_studio.errors import CancelledError, EngineError
from lance_studio.worker import child, protocol
from lance_studio.worker.link import Job

STEPS = 4
_MEMORY = protocol.Memory(kind="cpu", used=1 << 30, peak=1 << 30, total=1 << 34)
_RATE = Fraction(12)


class Painter(child._Worker):
    """Answers at once."""

    def _do(self, job: Job) -> protocol.FromEngine:
        order, link = job.order, self._link
        identity = protocol.ModelIdentity(
            name="Noise",
            family="image",
            root=order.model.root,
            device="cpu",
            precision="float32",
            fingerprints={"name": "Noise", "fingerprint": "ab" * 32, "vae_fingerprint": "cd" * 32},
            engine_version="0",
        )
        link.send(protocol.Loading(job=order.job, stage="loading", model="noise"))
        loaded = protocol.Loaded(job=order.job, model=identity, memory=_MEMORY, seconds=0.0)
        if isinstance(order, protocol.LoadModel):
            return loaded
        link.send(loaded)
        link.send(protocol.Preparing(job=order.job))
        request = order.request
        words = request.question if isinstance(request, requests.TextRequest) else _words(request)
        chance = random.Random(words)
        for step in range(1, STEPS + 1):
            if job.cancel.wait(chance.uniform(0.005, 0.06)):
                raise CancelledError
            if "fail" in words and step == STEPS // 2:
                raise EngineError("The engine was asked to fail.", "Ask for something else.")
            self._tell(order, step)
        if isinstance(request, requests.TextRequest):
            return protocol.DoneAnswer(
                job=order.job, text=f"It is {words}.", finished=True, tokens=STEPS, seconds=_SECONDS, model=identity
            )
        link.send(protocol.Decoding(job=order.job))
        return self._drawn(job, request, identity)

    def _tell(self, order: protocol.Run, step: int) -> None:
        if isinstance(order.request, requests.TextRequest):
            self._link.send(protocol.Token(job=order.job, index=step - 1, text=f"word {step} "))
            return
        preview = protocol.Preview(width=4, height=4, pixels=os.urandom(48))
        self._link.send(
            protocol.Step(job=order.job, step=step, total=STEPS, seconds=step / 50, preview=preview, memory=_MEMORY)
        )

    def _drawn(
        self, job: Job, request: requests.VisualRequest, identity: protocol.ModelIdentity
    ) -> protocol.DoneVisual:
        count, height, width = _shape(request, job)
        frames = np.random.default_rng(request.sampling.seed).integers(0, 255, (count, height, width, 3), np.uint8)
        latent = np.full(((count - 1) // 4 + 1, height // 16, width // 16, 48), 0.5, np.float32)
        given = 1 + 4 * (request.clean_latents - 1) if isinstance(request, requests.Continuation) else 0
        return protocol.DoneVisual(
            job=job.order.job,
            frames=self._link.send_array(frames),
            latent=self._link.send_array(latent),
            given_frames=given,
            frame_rate=_RATE.as_integer_ratio(),
            seconds=_SECONDS,
            warnings=(),
            model=identity,
        )


_SECONDS = protocol.Seconds(sample=0.1)


def _words(request: requests.VisualRequest) -> str:
    return request.instruction if isinstance(request, requests.ImageEdit | requests.VideoEdit) else request.prompt


def _shape(request: requests.VisualRequest, job: Job) -> tuple[int, int, int]:
    """Frames, height and width of what would come out; sides are multiples of 16."""
    if isinstance(request, requests.TextToImage | requests.TextToVideo | requests.ReferenceGuided):
        return getattr(request, "num_frames", 1), request.height, request.width
    given = job.inputs[-1].frames
    height, width = (max(16, min(side, 128) // 16 * 16) for side in given.shape[1:3])
    return getattr(request, "num_frames", len(given)), height, width


if __name__ == "__main__":
    child._Worker = Painter
    child.main()
