"""From options to a finished run: find the model, check everything, load, run, stop on Ctrl-C."""

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import TYPE_CHECKING

from lance_studio.catalog.active import ActiveModel, active_model
from lance_studio.catalog.layout import FAMILY_FOLDERS, Family, ModelFolder
from lance_studio.catalog.profile import ModelProfile
from lance_studio.cli.console import Reporter
from lance_studio.cli.options import ModelChoice
from lance_studio.errors import CheckpointError

if TYPE_CHECKING:
    from lance_studio.engine.pipeline import Engine
    from lance_studio.engine.requests import (
        Answer,
        Request,
        StepProgress,
        TextRequest,
        Token,
        Visual,
        VisualRequest,
    )

_log = logging.getLogger(__name__)

#: Signals that ask a command to end; each is obeyed like Ctrl-C.
INTERRUPTS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class Model:
    """The active model and how to run it; nothing of it is loaded yet."""

    active: ActiveModel
    choice: ModelChoice

    @property
    def folder(self) -> ModelFolder:
        """Its folder."""
        return self.active.folder

    @property
    def profile(self) -> ModelProfile:
        """What it says of itself."""
        return self.active.profile


def start(choice: ModelChoice, reporter: Reporter) -> Model:
    """Open the model folder, tell which model it is, and announce the engine, whose import takes seconds.

    Raises:
        CheckpointError: There is no model folder, or its profile is damaged.
    """
    active = active_model(choice.folder)
    reporter.active_model(active.label, model_document(active))
    reporter.stage("starting")
    return Model(active, choice)


def model_document(active: ActiveModel) -> dict[str, str]:
    """Which model is active, for the JSON result."""
    return {"name": active.profile.name, "origin": active.origin, "root": str(active.folder.root)}


@dataclass(frozen=True, slots=True)
class Prepared:
    """The model for a checked request, and the checkpoint that it will run on."""

    model: Model
    family: Family


def prepare(request: "Request", model: Model, reporter: Reporter) -> Prepared:
    """Check all that can be checked without loading the model, which is slow.

    Raises:
        InvalidRequestError: A value is out of range.
        CheckpointError: The checkpoint is missing.
    """
    from lance_studio.engine.requests import default_family
    from lance_studio.engine.validation import check_request

    check_request(request, model.profile.presets)
    folder, choice = model.folder, model.choice
    usual = default_family(request)
    family = choice.checkpoint or folder.pick_family(usual)
    if family not in folder.families:
        raise CheckpointError(
            f"'{folder.root}' holds no {FAMILY_FOLDERS[family]}.", "Leave out --checkpoint, or copy that folder to it."
        )
    folder.weight_file(family)
    _check_marks(request, folder, family)
    if family != usual and choice.checkpoint is None and not model.profile.shared_checkpoint:
        reporter.warn(
            f"'{folder.root}' holds no {FAMILY_FOLDERS[usual]}; {FAMILY_FOLDERS[family]} is used, which knows this "
            "task less well."
        )
    return Prepared(model, family)


def _check_marks(request: "Request", folder: ModelFolder, family: Family) -> None:
    """Refuse control marks in the user's texts now rather than after loading; only the tokenizer knows them all."""
    from lance_studio.engine.tokenizer import LanceTokenizer

    names = ("prompt", "instruction", "question", "system_prompt")
    texts = {name: getattr(request, name) for name in names if hasattr(request, name)}
    if any("<" in text for text in texts.values()):
        tokenizer = LanceTokenizer(folder.folder(family))
        for name, text in texts.items():
            tokenizer.check_user_text(text, name.replace("_", " "))


@dataclass(frozen=True, slots=True)
class Loaded:
    """A loaded model and what of it belongs into a recipe.

    Attributes:
        engine: The engine, with the checkpoint in memory.
        family: That checkpoint.
        identity: The model's entry of a recipe.
        seconds: How long loading took.
    """

    engine: "Engine"
    family: Family
    identity: dict[str, str]
    seconds: float


def load(prepared: Prepared, reporter: Reporter) -> Loaded:
    """Load the model.

    Raises:
        CheckpointError: A file is missing, damaged or does not fit.
        DeviceError: The device is absent or its memory does not suffice.
    """
    from lance_studio.engine import Engine, Precision
    from lance_studio.engine.devices import leave_a_core, pick_device
    from lance_studio.engine.summary import identify

    reporter.stage("loading")
    began = time.perf_counter()
    folder, choice = prepared.model.folder, prepared.model.choice
    device = pick_device(choice.device)
    leave_a_core()
    precision = Precision.named(choice.precision) if choice.precision else Precision.usual(device)
    engine = Engine(folder.root, device=str(device), precision=precision)
    engine.load(prepared.family)
    identity = identify(folder, prepared.family)
    return Loaded(engine, prepared.family, identity, time.perf_counter() - began)


def draw(loaded: Loaded, request: "VisualRequest", reporter: Reporter, cancel: threading.Event) -> "Visual":
    """Generate a picture or clip; see `lance_studio.engine.Engine.run` for what it raises."""
    from lance_studio.engine import Control

    def on_step(progress: "StepProgress") -> None:
        reporter.step(progress.step, progress.total, progress.seconds)
        if progress.step == progress.total:
            reporter.stage("decoding")

    reporter.stage("preparing")
    control = Control(on_step=on_step, preview=False, cancel=cancel)
    with _logged(loaded, request):
        return loaded.engine.run(request, control, family=loaded.family)


def answer(
    loaded: Loaded,
    request: "TextRequest",
    on_text: Callable[[str], None],
    reporter: Reporter,
    cancel: threading.Event,
) -> "Answer":
    """Answer a question; see `lance_studio.engine.Engine.run` for what it raises.

    Args:
        loaded: The model.
        request: The question, checked.
        on_text: Receives the answer piece by piece.
        reporter: Where to tell how far it is.
        cancel: Looked at before every token.
    """
    from lance_studio.engine import Control

    def on_token(token: "Token") -> None:
        on_text(token.text)

    reporter.stage("answering")
    with _logged(loaded, request):
        return loaded.engine.run(request, Control(on_token=on_token, cancel=cancel), family=loaded.family)


@contextmanager
def _logged(loaded: Loaded, request: "Request") -> Iterator[None]:
    """Write down that a job began and how it ended; its texts are nobody's business."""
    name, began = type(request).__name__, time.monotonic()
    _log.info("%s begins on %s (%s), loaded in %.1f s", name, loaded.engine.device, loaded.family, loaded.seconds)
    outcome = "failed"
    try:
        yield
        outcome = "done"
    finally:
        _log.info("%s %s after %.1f s", name, outcome, time.monotonic() - began)


@contextmanager
def interruptible(reporter: Reporter) -> Iterator[threading.Event]:
    """Let the first Ctrl-C set an event, which the engine looks at, and the second end the process.

    A service manager that ends the process and a terminal that closes do the same as Ctrl-C.

    Yields:
        The event.
    """
    cancel = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield cancel
        return

    def on_interrupt(number: int, _frame: FrameType | None) -> None:
        cancel.set()
        signal.signal(number, signal.SIG_DFL)
        reporter.interrupted()

    # What the process was started to ignore, for example by nohup, stays ignored.
    numbers = [number for number in INTERRUPTS if signal.getsignal(number) is not signal.SIG_IGN]
    previous = {number: signal.signal(number, on_interrupt) for number in numbers}
    try:
        yield cancel
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def unwind_on_signals() -> None:
    """Let SIGTERM and SIGHUP raise `KeyboardInterrupt`, as Ctrl-C does, so that nothing half made is left behind."""
    for number in INTERRUPTS:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)
