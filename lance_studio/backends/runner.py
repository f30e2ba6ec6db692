"""Does one order after the other with the engine, and tells how far it is; loads torch with the first one.

The engine's process and the backend in this process both have one of these, so a job is the same in both.
"""

import contextlib
import gc
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

import lance_studio
from lance_studio.backends.backend import Order
from lance_studio.backends.events import (
    AnswerResult,
    JobCancelled,
    JobDone,
    JobEvent,
    JobFailed,
    Loading,
    Memory,
    MemoryTaken,
    ModelIdentity,
    ModelReady,
    Progress,
    Result,
    Seconds,
    Stage,
    Token,
    VisualResult,
)
from lance_studio.backends.failures import explained
from lance_studio.backends.peak_memory import PeakMemory
from lance_studio.catalog.layout import ModelFolder, elsewhere_of, open_model_folder
from lance_studio.catalog.names import FAMILY_FOLDERS
from lance_studio.catalog.profile import read_profile
from lance_studio.errors import CancelledError, CheckpointError, DeviceError
from lance_studio.language import tr
from lance_studio.media.compose import compose
from lance_studio.requests import (
    AskImage,
    AskVideo,
    Family,
    ImageEdit,
    ModelChoice,
    Request,
    VideoEdit,
    check_run,
    default_family,
)
from lance_studio.requests.checks import user_texts

if TYPE_CHECKING:
    from lance_studio.engine import Engine
    from lance_studio.engine.results import Answer, StepProgress, Timings, TokenProgress, Visual


@dataclass(slots=True, eq=False)
class _Model:
    """An engine, what it was asked for as, and its loaded checkpoints as recipes name them."""

    choice: ModelChoice
    engine: "Engine"
    identities: dict[Family, ModelIdentity] = field(default_factory=dict)


class EngineRunner:
    """Does one order after the other. Belongs to one thread.

    Args:
        emit: Told each event of a job but its last; in the thread of :meth:`do`.
        niceness: How far the computing threads step back for others on a processor; None leaves them as they are.
    """

    def __init__(self, emit: Callable[[JobEvent], None], *, niceness: int | None = None) -> None:
        self._emit, self._niceness = emit, niceness
        self._model: _Model | None = None
        self._peak = 0
        self._most: PeakMemory | None = None

    def do(self, order: Order, cancel: threading.Event) -> JobEvent:
        """Do an order; whatever goes wrong is told, and the next order can be done.

        Args:
            order: What to do.
            cancel: Set, from any thread, it stops the job before its next step.

        Returns:
            The job's last event.
        """
        self._peak, self._most = 0, None
        event: JobEvent
        try:
            event = self._do(order, cancel)
        except CancelledError:
            event = JobCancelled(order.job)
        except Exception as error:
            event = JobFailed(order.job, explained(error))
        if isinstance(event, JobFailed):
            # Only now is the error gone, whose traceback held the job's tensors.
            self._release()
        return event

    def unload(self) -> None:
        """Forget the model and free its memory."""
        if self._model is not None:
            self._model.engine.unload()
            self._model = None

    def _do(self, order: Order, cancel: threading.Event) -> JobEvent:
        began = time.monotonic()
        if "lance_studio.engine" not in sys.modules:
            self._say(order, "importing")
        model, family = self._loaded(order)
        identity = model.identities[family]
        ready = ModelReady(order.job, identity, self._memory(), time.monotonic() - began)
        if order.request is None:
            return ready
        self._emit(ready)
        if cancel.is_set():
            raise CancelledError
        self._emit(Stage(order.job, "preparing"))
        self._most = _peak_memory(model.engine)
        result = self._run(order, order.request, cancel, model.engine, family)
        taken = self._most.taken()
        warnings = _stand_in_warnings(model, order.model, order.request, family)
        return JobDone(order.job, _finished(order.request, result, identity, warnings, taken))

    def _say(self, order: Order, stage: Literal["importing", "loading"]) -> None:
        self._emit(Loading(order.job, stage, Path(order.model.root).name))

    # --- the model ----------------------------------------------------------------------------------------------------

    def _loaded(self, order: Order) -> tuple[_Model, Family]:
        """The model for an order, in memory, and the checkpoint to use; what cannot run is refused before it is loaded.

        Raises:
            CheckpointError: The checkpoint is missing or damaged.
            DeviceError: There is no such device, or its memory does not suffice.
            InvalidRequestError: The request makes no sense for this model.
        """
        former = self._model if self._serves(order.model) else None
        root = Path(order.model.root)
        if former is None:
            folder = open_model_folder(root, elsewhere_of(order.model.image, order.model.video))
        else:
            folder = former.engine.folder
        wanted = order.family if order.request is None else default_family(order.request)
        family = order.model.checkpoint or folder.pick_family(wanted)
        if order.request is not None:
            profile = read_profile(folder.root) if former is None else former.engine.profile
            check_run(order.request, order.inputs, profile.presets)
        if former is None or family not in former.identities:
            _check_before_loading(folder, order.request, family)
        model = self._opened(order.model)
        if family not in model.identities:
            self._say(order, "loading")
            self._load(model, family)
            model.identities[family] = _identity(model, family)
        return model, family

    def _serves(self, choice: ModelChoice) -> bool:
        """Whether the present engine is for a choice; the same one serves both checkpoints of a folder."""
        return self._model is not None and self._model.choice == msgspec.structs.replace(choice, checkpoint=None)

    def _opened(self, choice: ModelChoice) -> _Model:
        """The engine for a choice; another one's memory is freed, unless this one's folder or device is unusable."""
        if self._model is not None and self._serves(choice):
            return self._model
        from lance_studio.engine import Engine, Precision
        from lance_studio.engine.devices import leave_a_core, pick_device

        device = pick_device(choice.device)
        leave_a_core()
        precision = Precision.named(choice.precision) if choice.precision else Precision.usual(device)
        elsewhere = elsewhere_of(choice.image, choice.video)
        engine = Engine(Path(choice.root), device=str(device), precision=precision, elsewhere=elsewhere)
        if self._model is not None:
            self._model.engine.unload()
        self._model = _Model(msgspec.structs.replace(choice, checkpoint=None), engine)
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
        if self._most is not None:
            self._most.look(used)
        return Memory(kind="gpu" if device.type == "cuda" else "cpu", used=used, peak=self._peak, total=total)

    # --- the job ------------------------------------------------------------------------------------------------------

    def _run(
        self, order: Order, request: Request, cancel: threading.Event, engine: "Engine", family: Family
    ) -> "Visual | Answer":
        from lance_studio.engine import Control

        if engine.device.type == "cpu" and self._niceness is not None:
            _step_back(self._niceness)
        job = order.job
        control = Control(
            on_step=lambda progress: self._on_step(job, progress),
            on_token=lambda token: self._on_token(job, token),
            cancel=cancel,
        )
        # The two calls are the engine's two overloads.
        if isinstance(request, AskImage | AskVideo):
            return engine.run(request, order.inputs, control, family=family)
        return engine.run(request, order.inputs, control, family=family)

    def _on_step(self, job: str, progress: "StepProgress") -> None:
        step, total = progress.step, progress.total
        self._emit(Progress(job, step, total, progress.seconds, progress.preview, self._memory()))
        if step == total:
            self._emit(Stage(job, "decoding"))

    def _on_token(self, job: str, token: "TokenProgress") -> None:
        self._emit(Token(job, token.index, token.text))


def _peak_memory(engine: "Engine") -> PeakMemory:
    """Begin to measure what a job takes on the engine's device."""
    device = engine.device
    if device.type != "cuda":
        return PeakMemory()
    import torch

    torch.cuda.reset_peak_memory_stats(device)
    return PeakMemory(torch.cuda.memory_allocated(device), lambda: torch.cuda.max_memory_allocated(device))


def _check_before_loading(folder: ModelFolder, request: Request | None, family: Family) -> None:
    """Refuse now what would be refused after the weights were loaded, which takes long.

    Raises:
        CheckpointError: The checkpoint is missing.
        InvalidRequestError: A text holds the model's control marks; only the tokenizer knows them all.
    """
    if family not in folder.families:
        raise CheckpointError(
            tr("'{root}' holds no {checkpoint}.", root=folder.root, checkpoint=FAMILY_FOLDERS[family]),
            tr("Choose the other checkpoint, or copy that folder to it."),
        )
    folder.weight_file(family)
    texts = {} if request is None else user_texts(request)
    if any("<" in text for text in texts.values()):
        from lance_studio.engine.tokenizer import LanceTokenizer

        tokenizer = LanceTokenizer(folder.folder(family))
        for name, text in texts.items():
            tokenizer.check_user_text(text, name)


def _stand_in_warnings(model: _Model, choice: ModelChoice, request: Request, family: Family) -> tuple[str, ...]:
    """Say that another checkpoint than the task's usual one was used because that is missing."""
    usual = default_family(request)
    if family == usual or choice.checkpoint is not None or model.engine.profile.shared_checkpoint:
        return ()
    return (
        tr(
            "'{root}' holds no {usual}; {other} is used, which knows this task less well.",
            root=choice.root,
            usual=FAMILY_FOLDERS[usual],
            other=FAMILY_FOLDERS[family],
        ),
    )


def _finished(
    request: Request,
    result: "Visual | Answer",
    identity: ModelIdentity,
    warnings: tuple[str, ...],
    memory: MemoryTaken,
) -> Result:
    """What a job has made, without tensors."""
    from lance_studio.engine.results import Answer

    seconds = _seconds(result.timings)
    if isinstance(result, Answer):
        return AnswerResult(result.text, result.finished, len(result.token_ids), seconds, identity, warnings, memory)
    frames, latent = result.frames, result.latent.float().numpy()
    if result.masked_source is not None and isinstance(request, ImageEdit | VideoEdit):
        kept = result.masked_source
        frames = compose(kept.frames, frames, kept.mask, request.feather)
    for array in (frames, latent):
        array.setflags(write=False)
    warnings = (*warnings, *result.warnings)
    return VisualResult(
        frames,
        latent,
        result.given_frames,
        result.frame_rate,
        seconds,
        warnings,
        identity,
        memory,
        given_end=result.given_end,
    )


def _step_back(niceness: int) -> None:
    """Let others go first while cores compute. Importing and loading, which use one core, need not step back."""
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
