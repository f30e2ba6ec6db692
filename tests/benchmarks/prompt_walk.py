"""Which of the studio's own functions a prompt passes on its way to the engine: from the window, and the command line.

Run ``python tests/benchmarks/prompt_walk.py [--json]``. It types an instruction into the prompt field of a real window
and presses Enter, gives the same instruction to ``lance-studio edit``, and prints both walks, calls in order.

What counts: on its way the prompt changes its form or its thread at the handovers in `HANDOVERS`: it becomes a wish, a
request whose result is promised, a row of the queue, is read from that row, and is given to the backend. At each of
these moments a function of `lance_studio` on the call stack is a call of the walk if it has the prompt in hand, alone
or inside a wish, a task, a request or a job: in an argument or another local variable. Each function counts once; the
one that the key press calls first counts without it. Functions that only keep things moving (an event of Qt, a turn of
the queue) are on the stack without knowing of the prompt; they are printed in brackets. A request that only works on
what the prompt will make, such as the forecast of a next turn, which the window shows meanwhile, is not the prompt's
way: the medium's name has the words in it, and the request has none. Signals of Qt, typer's own functions and generated
ones (constructors) are nobody's code to read. The walk ends with the backend's `submit`, whose argument is the engine's
request; what a backend does with it is the same for every face, and is printed last for the backend in this process.
"""

import argparse
import contextlib
import io
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "lance_studio"
WORDS = "make the boat blue"
MOST_SECONDS = 60.0

#: Functions at whose call the prompt goes into another form or another thread, as "module:function", and the argument
#: that must hold it; where that is left open, any of the function or of its caller.
HANDOVERS = {
    "workflows.wishes:__init__": "",
    "requests.promise:foresee": "request",
    "project.project:run": "",
    "workflows.handler:prepare": "",
    "backends.process.client:submit": "",
    "backends.in_process:submit": "",
}
#: Where the walk ends, and where the in-process backend's own ends.
SUBMIT = ("backends.process.client:submit", "backends.in_process:submit")
ENGINE_RUN = "engine.pipeline:run"
FIRST = ("PromptEdit.keyPressEvent", "cli.main:run")


class Walk:
    """Follows the prompt through one run; use it in a `with` statement around the press of the key.

    Attributes:
        calls: The functions that the prompt passes on the way to the backend's `submit`, in order.
        others: What else was on the stack.
        within: Those of the backend, to `Engine.run`.
    """

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.others: list[str] = []
        self.within: list[str] = []
        self.submitted, self.run = threading.Event(), threading.Event()
        self._names: dict[CodeType, str] = {}
        self._before: set[FrameType] = set()

    def __enter__(self) -> "Walk":
        frame: FrameType | None = sys._getframe()
        while frame is not None:
            self._before.add(frame)
            frame = frame.f_back
        threading.setprofile(self._profile)
        sys.setprofile(self._profile)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)
        threading.setprofile(None)

    def _name(self, code: CodeType) -> str:
        """`room.module:function`; nothing for what is not the studio's own."""
        if code not in self._names:
            path = Path(code.co_filename)
            inside = path.is_relative_to(PACKAGE)
            module = ".".join(path.relative_to(PACKAGE).with_suffix("").parts) if inside else ""
            self._names[code] = f"{module}:{code.co_qualname}" if inside else ""
        return self._names[code]

    def _profile(self, frame: FrameType, event: str, _argument: Any) -> None:
        if event != "call" or self.run.is_set():
            return
        code = frame.f_code
        name = self._name(code)
        key = f"{name.partition(':')[0]}:{code.co_name}"
        if code.co_filename == "<string>" and code.co_name == "__init__":
            # A dataclass's constructor was made from a string; its module is that of its globals.
            key = f"{frame.f_globals.get('__name__', '').removeprefix('lance_studio.')}:__init__"
        if self.submitted.is_set():
            if key == ENGINE_RUN:
                self.within = [name for name, _ in self._stack(frame)]
                self.run.set()
        elif _is_handed_over(key, frame):
            self._take_stack(frame)
            if key in SUBMIT:
                self.submitted.set()

    def _stack(self, frame: FrameType | None) -> list[tuple[str, FrameType]]:
        """The studio's own functions from the key press on, the outermost first."""
        stack: list[tuple[str, FrameType]] = []
        while frame is not None:
            if frame not in self._before and (name := self._name(frame.f_code)):
                stack.append((name, frame))
            frame = frame.f_back
        return stack[::-1]

    def _take_stack(self, frame: FrameType) -> None:
        for name, one in self._stack(frame):
            counts = name.endswith(FIRST) or one is frame or _in_hand(one)
            if counts and name not in self.calls:
                self.calls.append(name)
            elif not counts and name not in self.others:
                self.others.append(name)
        self.others = [name for name in self.others if name not in self.calls]


def _is_handed_over(key: str, frame: FrameType) -> bool:
    """Whether a function is called that takes the prompt into another form."""
    if key not in HANDOVERS:
        return False
    if argument := HANDOVERS[key]:
        return WORDS in repr(frame.f_locals[argument])
    return _in_hand(frame) or (frame.f_back is not None and _in_hand(frame.f_back))


def _in_hand(frame: FrameType) -> bool:
    """Whether the prompt is in an argument or another local variable of a function."""
    # "self" is not all there yet while a constructor is at work.
    return any(WORDS in repr(value) for name, value in frame.f_locals.items() if name != "self")


def window_walk(folder: Path) -> Walk:
    """Type the instruction into a real window over a picture, and press Enter."""
    from lance_studio.ui.pyside_refcount_fix import protect_singletons

    protect_singletons()
    from PySide6.QtCore import QCoreApplication, QEvent, Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from lance_studio.app import build
    from lance_studio.ui.canvas.view import CanvasPanel
    from lance_studio.ui.settings import Settings

    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    window = build(application, Settings(folder / "settings.json"))
    window.resize(1280, 800)
    window.show()

    def wait(until: Callable[[], bool]) -> None:
        end = time.monotonic() + MOST_SECONDS
        while not until():
            if time.monotonic() > end:
                raise TimeoutError
            application.processEvents()
            time.sleep(0.005)

    canvas = window.panel("canvas")
    assert isinstance(canvas, CanvasPanel)
    session, work = canvas._studio.session, canvas._studio.work
    session.create(folder / "window.lstudio")
    wait(lambda: work.studio is not None)
    assert work.studio is not None
    node = work.studio.import_file(ROOT / "resources" / "samples" / "harbour.png").node_id
    session.select_node(node)
    session.view("node")
    wait(lambda: canvas.surface.image is not None)
    canvas.presenter.generation.set(steps=1)
    canvas.bar.prompt.setFocus()
    QTest.keyClicks(canvas.bar.prompt, WORDS)
    application.processEvents()
    try:
        with Walk() as walk:
            QTest.keyClick(canvas.bar.prompt, Qt.Key.Key_Return)
            wait(walk.submitted.is_set)
    finally:
        session.close()
        window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return walk


def command_walk(folder: Path) -> Walk:
    """Give the same instruction to the command line."""
    from lance_studio.cli.main import run

    picture, output = ROOT / "resources" / "samples" / "harbour.png", folder / "blue.png"
    arguments = ["edit", str(picture), WORDS, "--steps", "1", "--device", "cpu", "-o", str(output), "--quiet"]
    with Walk() as walk, contextlib.redirect_stdout(io.StringIO()):
        code = run(arguments)
    assert code == 0, code
    return walk


@contextmanager
def _own_home() -> Iterator[Path]:
    """A folder for everything that the studio writes, and no display."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
            os.environ[variable] = str(folder / variable)
        yield folder


def main() -> None:
    """Print both walks."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--json", action="store_true", help="one JSON object")
    arguments = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    with _own_home() as folder:
        walks = {"window": window_walk(folder), "command line": command_walk(folder)}
    if arguments.json:
        print(json.dumps({name: {"calls": walk.calls, "others": walk.others} for name, walk in walks.items()}))
        return
    for name, walk in walks.items():
        print(f"{name}: {len(walk.calls)} calls")
        for number, call in enumerate(walk.calls, 1):
            print(f"  {number:2} {call}")
        for title, calls in (("on the stack without the prompt", walk.others), ("in the backend", walk.within)):
            if calls:
                print(f"  {title}: {', '.join(calls)}")


if __name__ == "__main__":
    main()
