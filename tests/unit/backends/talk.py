"""Receivers of events, and stand-ins for the engine's process."""

import sys
import threading
from collections.abc import Callable
from itertools import count
from typing import TypeVar

from lance_studio.backends import events
from lance_studio.backends.backend import Backend
from lance_studio.backends.events import Event, JobEnd
from lance_studio.requests import InputBlock, ModelChoice, Request, Sampling, TextToImage

#: Seconds; importing the engine on a busy machine takes long.
PATIENCE = 240.0
PICTURE = TextToImage(prompt="a harbour", width=48, height=32, sampling=Sampling(steps=1, seed=7))
NO_MODEL = ModelChoice(root="no-model")

LONG = TextToImage(prompt="a harbour", width=48, height=32, sampling=Sampling(steps=1000))

E = TypeVar("E")


class Listener:
    """Keeps the events of a client and lets a test wait for one."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._arrived = threading.Condition()
        self._seen = 0

    def __call__(self, event: Event) -> None:
        """Receive an event, in the client's thread."""
        with self._arrived:
            self.events.append(event)
            self._arrived.notify_all()

    def wait_for(self, kind: type[E], fits: Callable[[E], bool] = lambda _: True) -> E:
        """The next event of a kind after the one that was waited for before."""

        def found() -> E | None:
            for number in range(self._seen, len(self.events)):
                event = self.events[number]
                if isinstance(event, kind) and fits(event):
                    self._seen = number + 1
                    return event
            return None

        with self._arrived:
            event = found()
            while event is None:
                assert self._arrived.wait(PATIENCE), f"no {kind.__name__} in {self.events}"
                event = found()
            return event

    def latest(self, kind: type[E]) -> E:
        """The last event of a kind so far."""
        with self._arrived:
            return [event for event in self.events if isinstance(event, kind)][-1]

    def end_of(self, job: str) -> JobEnd:
        """A job's last event."""
        with self._arrived:
            while True:
                for event in self.events:
                    if isinstance(event, JobEnd) and event.job == job:
                        return event
                assert self._arrived.wait(PATIENCE), f"no end of {job} in {self.events}"

    def of(self, job: str) -> list[Event]:
        """What was told of a job so far."""
        with self._arrived:
            return [event for event in self.events if getattr(event, "job", None) == job]


names = (f"job {number}" for number in count())


class Runner:
    """Runs requests to their end."""

    def __init__(self, client: Backend, listener: Listener, model: ModelChoice) -> None:
        self.client, self.listener, self.model = client, listener, model
        self.job = ""

    def begin(self, request: Request, *inputs: InputBlock, model: ModelChoice | None = None) -> str:
        self.job = next(names)
        self.client.submit(self.job, request, inputs, model or self.model)
        return self.job

    def __call__(self, request: Request, *inputs: InputBlock, model: ModelChoice | None = None) -> JobEnd:
        return self.listener.end_of(self.begin(request, *inputs, model=model))

    def visual(self, request: Request, *inputs: InputBlock) -> events.VisualResult:
        end = self(request, *inputs)
        assert isinstance(end, events.JobDone), end
        assert isinstance(end.result, events.VisualResult)
        return end.result

    def told(self, kind: type) -> list[events.Event]:
        return [event for event in self.listener.of(self.job) if isinstance(event, kind)]


def done(client: Backend, listener: Listener, job: str, request: Request = PICTURE) -> JobEnd:
    """Run a request without inputs on a stand-in, to its end."""
    client.submit(job, request, [], NO_MODEL)
    return listener.end_of(job)


_PRELUDE = """
import os, socket, sys, time
from fractions import Fraction
import numpy as np
from lance_studio.backends import events
from lance_studio.backends.failures import Failure
from lance_studio.backends.process import wire
from lance_studio.backends.process.arrays import ArrayPipe
version = wire.PROTOCOL_VERSION
arrays = ArrayPipe(socket.socket(fileno=int(sys.argv[sys.argv.index("--frames") + 1])))
reader = wire.MessageReader(wire.ToEngine, arrays)
def say(message): wire.write_message(1, message, arrays)
def ready(): say(wire.Ready(protocol=version, pid=os.getpid(), version="stand-in"))
def orders():
    while data := os.read(0, 65536):
        yield from reader.feed(data)
model = events.ModelIdentity(name="n", family="image", root="r", device="cpu", precision="float32",
                             fingerprints={}, engine_version="0")
def answer(job): say(events.JobDone(job, events.AnswerResult(str(os.getpid()), True, 1, events.Seconds(), model)))
def visual(value):
    frames = np.full((1, 16, 16, 3), value, np.uint8)
    latent = np.full((1, 1, 1, 48), value, np.float32)
    return events.VisualResult(frames, latent, 0, Fraction(12), events.Seconds(), (), model)
def picture(job, value): say(events.JobDone(job, visual(value)))
"""


def stand_in(script: str) -> list[str]:
    """The command of a process that speaks the protocol as a script says."""
    return [sys.executable, "-c", _PRELUDE + script]


def failure(end: JobEnd) -> events.JobFailed:
    """The end of a job, which must be a failure."""
    assert isinstance(end, events.JobFailed), end
    return end
