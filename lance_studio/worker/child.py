"""The process that owns the device: `python -m lance_studio.worker.child`, started by the studio.

It reads orders from its standard input and answers on its standard output, says at once that it lives, and imports the
engine with its first order. One thread reads, so that a running job can be cancelled; the main thread works. When the
studio ends, however it ends, the input ends, and this process with it.
"""

import argparse
import contextlib
import faulthandler
import gc
import os
import signal
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

import lance_studio
from lance_studio.errors import CancelledError, DeviceError
from lance_studio.media.compose import compose
from lance_studio.requests import AskImage, AskVideo, Family, ImageEdit, ModelChoice, VideoEdit
from lance_studio.worker import protocol
from lance_studio.worker.failures import explained
from lance_studio.worker.link import Job, StudioLink
from lance_studio.worker.protocol import PROTOCOL_VERSION, Memory, ModelIdentity, Seconds

if TYPE_CHECKING:
    from lance_studio.engine import Engine
    from lance_studio.engine.results import Answer, StepProgress, Timings, Visual
    from lance_studio.engine.results import Token as EngineToken

#: How far the computing threads step back on a processor behind what this process was started with.
_NICENESS_STEP = 5
_LOWEST_PRIORITY = 19


@dataclass(slots=True, eq=False)
class _Model:
    """An engine, what it was asked for as, and its loaded checkpoints as recipes name them."""

    choice: ModelChoice
    engine: "Engine"
    identities: dict[Family, ModelIdentity] = field(default_factory=dict)


class _Worker:
    """Does one job after the other.

    Args:
        link: Where to answer.
    """

    def __init__(self, link: StudioLink) -> None:
        self._link = link
        self._model: _Model | None = None
        self._peak = 0
        self._niceness = min(_LOWEST_PRIORITY, os.getpriority(os.PRIO_PROCESS, 0) + _NICENESS_STEP)

    def do(self, job: Job) -> None:
        """Do a job; whatever goes wrong is said, and the next job can be done."""
        self._peak = 0
        name = job.order.job
        answer: protocol.FromEngine
        try:
            answer = self._do(job)
        except CancelledError:
            answer = protocol.Cancelled(job=name)
        except Exception as error:
            answer = protocol.Failed(job=name, failure=explained(error))
        if isinstance(answer, protocol.Failed):
            # Only now is the error gone, whose traceback held the job's tensors.
            self._release()
        self._link.forget(job)
        try:
            self._link.send(answer)
        except (UnicodeError, OverflowError, TypeError, ValueError) as error:
            # A message that cannot be written; the job must have an end all the same.
            self._link.send(protocol.Failed(job=name, failure=explained(error)))

    def _do(self, job: Job) -> protocol.FromEngine:
        order = job.order
        began = time.monotonic()
        if "lance_studio.engine" not in sys.modules:
            self._say(order, "importing")
        model, family = self._loaded(order)
        identity = model.identities[family]
        loaded = protocol.Loaded(job=order.job, model=identity, memory=self._memory(), seconds=time.monotonic() - began)
        if isinstance(order, protocol.LoadModel):
            return loaded
        self._link.send(loaded)
        if job.cancel.is_set():
            raise CancelledError
        self._link.send(protocol.Preparing(job=order.job))
        result = self._run(job, order, model.engine, family)
        return self._finished(order, result, identity)

    def _say(self, order: protocol.LoadModel | protocol.Run, stage: Literal["importing", "loading"]) -> None:
        self._link.send(protocol.Loading(job=order.job, stage=stage, model=Path(order.model.root).name))

    # --- the model ----------------------------------------------------------------------------------------------------

    def _loaded(self, order: protocol.LoadModel | protocol.Run) -> tuple[_Model, Family]:
        """The model for an order, in memory, and the checkpoint to use."""
        model = self._opened(order.model)
        engine = model.engine
        if isinstance(order, protocol.LoadModel):
            usual = engine.folder.pick_family(order.family)
        else:
            usual = engine.family_for(order.request)
        family = order.model.checkpoint or usual
        if family not in model.identities:
            self._say(order, "loading")
            self._load(model, family)
            model.identities[family] = _identity(model, family)
        return model, family

    def _opened(self, choice: ModelChoice) -> _Model:
        """The engine for a choice; another one's memory is freed, unless this one's folder or device is unusable."""
        # The same engine serves both checkpoints of a folder.
        choice = msgspec.structs.replace(choice, checkpoint=None)
        if self._model is not None and self._model.choice == choice:
            return self._model
        from lance_studio.engine import Engine, Precision
        from lance_studio.engine.devices import leave_a_core, pick_device

        device = pick_device(choice.device)
        leave_a_core()
        precision = Precision.named(choice.precision) if choice.precision else Precision.usual(device)
        engine = Engine(Path(choice.root), device=str(device), precision=precision)
        if self._model is not None:
            self._model.engine.unload()
        self._model = _Model(choice, engine)
        return self._model

    def _load(self, model: _Model, family: Family) -> None:
        """Load a checkpoint; if there is no room beside the other one, in its place."""
        try:
            model.engine.load(family)
            return
        except DeviceError:
            if not model.identities:
                raise
        model.engine.unload()
        model.identities.clear()
        model.engine.load(family)

    def _release(self) -> None:
        """Give memory back that a failed job held."""
        if self._model is None:
            gc.collect()
        else:
            from lance_studio.engine.devices import release_memory

            release_memory(self._model.engine.device)

    def _memory(self) -> Memory:
        """What the engine uses now."""
        assert self._model is not None
        device = self._model.engine.device
        if device.type == "cuda":
            import torch

            used = torch.cuda.memory_reserved(device)
            total = torch.cuda.mem_get_info(device)[1]
        else:
            import psutil

            used, total = psutil.Process().memory_info().rss, psutil.virtual_memory().total
        self._peak = max(self._peak, used)
        return Memory(kind="gpu" if device.type == "cuda" else "cpu", used=used, peak=self._peak, total=total)

    # --- the job ------------------------------------------------------------------------------------------------------

    def _run(self, job: Job, order: protocol.Run, engine: "Engine", family: Family) -> "Visual | Answer":
        from lance_studio.engine import Control

        if engine.device.type == "cpu":
            _yield_to_the_window(self._niceness)
        request, name = order.request, order.job
        control = Control(
            on_step=lambda progress: self._on_step(name, progress),
            on_token=lambda token: self._on_token(name, token),
            cancel=job.cancel,
        )
        # The two calls are the engine's two overloads.
        if isinstance(request, AskImage | AskVideo):
            return engine.run(request, job.inputs, control, family=family)
        return engine.run(request, job.inputs, control, family=family)

    def _on_step(self, job: str, progress: "StepProgress") -> None:
        preview = None
        if progress.preview is not None:
            height, width = progress.preview.shape[:2]
            preview = protocol.Preview(width=width, height=height, pixels=progress.preview.tobytes())
        self._link.send(
            protocol.Step(
                job=job,
                step=progress.step,
                total=progress.total,
                seconds=progress.seconds,
                preview=preview,
                memory=self._memory(),
            )
        )
        if progress.step == progress.total:
            self._link.send(protocol.Decoding(job=job))

    def _on_token(self, job: str, token: "EngineToken") -> None:
        self._link.send(protocol.Token(job=job, index=token.index, text=token.text))

    def _finished(
        self, order: protocol.Run, result: "Visual | Answer", identity: ModelIdentity
    ) -> protocol.DoneVisual | protocol.DoneAnswer:
        """The last message of a job; its arrays are sent here."""
        from lance_studio.engine.results import Answer

        if isinstance(result, Answer):
            return protocol.DoneAnswer(
                job=order.job,
                text=result.text,
                finished=result.finished,
                tokens=len(result.token_ids),
                seconds=_seconds(result.timings),
                model=identity,
            )
        frames = result.frames
        if result.masked_source is not None and isinstance(order.request, ImageEdit | VideoEdit):
            kept = result.masked_source
            frames = compose(kept.frames, frames, kept.mask, order.request.feather)
        return protocol.DoneVisual(
            job=order.job,
            frames=self._link.send_array(frames),
            latent=self._link.send_array(result.latent.float().numpy()),
            given_frames=result.given_frames,
            frame_rate=result.frame_rate.as_integer_ratio(),
            seconds=_seconds(result.timings),
            warnings=result.warnings,
            model=identity,
        )


def _yield_to_the_window(niceness: int) -> None:
    """Let the window go first while cores compute. Importing and loading, which use one core, need not step back."""
    import psutil

    # Priorities belong to threads, and those that compute exist already.
    for thread in psutil.Process().threads():
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, thread.id, niceness)


def _identity(model: _Model, family: Family) -> ModelIdentity:
    from lance_studio.engine.summary import identify

    engine = model.engine
    fingerprints = identify(engine.folder, family)
    return ModelIdentity(
        name=fingerprints["name"],
        family=family,
        root=model.choice.root,
        device=str(engine.device),
        precision=engine.precision.name,
        fingerprints=fingerprints,
        engine_version=lance_studio.__version__,
    )


def _seconds(timings: "Timings") -> Seconds:
    return Seconds(encode=timings.encode, prefill=timings.prefill, sample=timings.sample, decode=timings.decode)


def main() -> None:
    """Serve the studio until it ends."""
    parser = argparse.ArgumentParser(description="The engine's process of Lance Studio; started by the studio.")
    parser.add_argument("--frames", type=int, required=True, help="descriptor of the socket for arrays")
    link = StudioLink(parser.parse_args().frames)
    # What asks all processes of a session or service to end is meant for the studio. It may still need a result, and
    # ends this process when it has it; if it dies, so does its end of the pipe.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    faulthandler.enable()
    # Nothing is fetched: a model is what lies in its folder.
    os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1")
    link.send(protocol.Ready(protocol=PROTOCOL_VERSION, pid=os.getpid(), version=lance_studio.__version__))
    threading.Thread(target=link.listen, name="orders", daemon=True).start()
    worker = _Worker(link)
    while True:
        worker.do(link.next_job())


if __name__ == "__main__":
    main()
