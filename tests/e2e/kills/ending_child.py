"""A studio that the system is about to end: `python -m tests.e2e.kills.ending_child PROJECT EXPORT`.

The whole studio in a window that no screen shows, with the engine of `patient_engine`. It runs the jobs of the project,
exports its timeline to EXPORT unless that is empty, and writes what happens as lines of JSON.
"""

import json
import os
import sys
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any, cast

from PySide6.QtWidgets import QApplication

from lance_studio import app
from lance_studio.backends import events
from lance_studio.backends.process import client
from lance_studio.jobs.queue import JobChange
from lance_studio.ui.export.presenter import ExportPresenter, ExportState, VideoOptions
from lance_studio.ui.main_window import MainWindow
from lance_studio.workflows import results
from tests.e2e.kills.patient_engine import wait_for_go


def say(kind: str, **values: Any) -> None:
    """Write a line."""
    os.write(1, (json.dumps({"kind": kind, **values}) + "\n").encode())


def main() -> int:
    project, target = sys.argv[1:]
    sys.excepthook = show_defect
    client.engine_command = lambda: [sys.executable, "-P", "-m", "tests.e2e.kills.patient_engine"]
    slow_down_encoding()

    def started(_application: QApplication, window: MainWindow) -> None:
        link, session = window.studio.work.link, window.studio.session
        link.engine_event.connect(tell_engine)
        link.job_changed.connect(tell_job)
        window.closing.waiting.connect(lambda busy: say("waiting", busy=busy))
        # The window is whole when the project comes.
        session.project_arriving.connect(lambda: watch_exports(window, target))

    code = app.main([project], started=started)
    say("end")
    return code


def watch_exports(window: MainWindow, target: str) -> None:
    exports = next(part for part in window.closing._parts if isinstance(part, ExportPresenter))
    exports.changed.connect(tell_export)
    if target:
        window.studio.session.project_replaced.connect(lambda: export(window, exports, Path(target)))


def export(window: MainWindow, exports: ExportPresenter, target: Path) -> None:
    project = window.studio.session.project
    if project is not None:
        window.studio.session.select_timeline(project.timelines()[0].id)
        exports.export_timeline(target, VideoOptions())


def slow_down_encoding() -> None:
    """Let the encoding of a result with "slow" in its words say that it has begun, and wait."""
    write = results.write

    def slow(task: Any, *others: Any) -> Any:
        if "slow" in task.words:
            say("encoding")
            wait_for_go()
        return write(task, *others)

    results.write = cast(Any, slow)


def tell_engine(event: events.Event) -> None:
    if isinstance(event, events.EngineStarting):
        say("engine", pid=event.pid)


def tell_job(change: JobChange) -> None:
    say("job", id=change.job_id, state=type(change.state).__name__)


def tell_export(state: ExportState) -> None:
    say("export", running=state.running, done=state.done)


def show_defect(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    say("defect", text="".join(traceback.format_exception(kind, error, trace)))


if __name__ == "__main__":
    sys.exit(main())
