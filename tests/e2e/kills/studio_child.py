"""A studio that is about to be killed: `python -m tests.e2e.kills.studio_child PROJECT LEDGER SEED MEDIA STOP`.

The whole studio as its command opens it, in a window that no screen shows, with an engine's process of its own: that
of `engine_child`, or with LANCE_STUDIO_TEST_STUDIO_ENGINE=real the studio's own with the embedded model. A user works
in it at random: by the actions and the presenters of its panels, as fast as the machine allows. What is committed is
written to LEDGER. It ends as people end it once there is a file STOP.
"""

import contextlib
import os
import sys
import traceback
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from types import TracebackType

import msgspec
from PySide6.QtWidgets import QApplication

from lance_studio import app
from lance_studio.backends import events
from lance_studio.backends.process import client
from lance_studio.jobs import states
from lance_studio.jobs.queue import JobChange
from lance_studio.project.project import Project
from lance_studio.project.transaction import Transaction
from lance_studio.requests import Decoding, Sampling
from lance_studio.ui.main_window import MainWindow
from lance_studio.workflows.options import Options
from lance_studio.workflows.planning import Planner
from tests.e2e.kills.ledger import Writer
from tests.e2e.kills.user import User


def main() -> int:
    project, ledger, seed, media, stop = sys.argv[1:]
    writer = Writer(Path(ledger))
    note_defects(writer)
    note_commits(writer)
    pauses = (0, 0, 2, 10, 25)
    if os.environ.get("LANCE_STUDIO_TEST_STUDIO_ENGINE") == "real":
        ask_for_little()
        pauses = (0, 100, 400, 800)
    else:
        client.engine_command = lambda: [sys.executable, "-P", "-m", "tests.e2e.kills.engine_child"]
    writer.say("start")
    users: list[User] = []

    def started(_application: QApplication, window: MainWindow) -> None:
        note_engine(window, writer)
        users.append(User(window, writer, int(seed), Path(project), Path(media), Path(stop), pauses))

    code = app.main([project], started=started)
    writer.say("end")
    return code


def note_defects(writer: Writer) -> None:
    """Write down what nobody has caught."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        writer.say("defect", text="".join(traceback.format_exception(kind, error, trace)))

    sys.excepthook = hook


def ask_for_little() -> None:
    """Let every request be computed in a moment, also by a model."""
    sampling, decoding = Planner._sampling, Planner._decoding

    def few_steps(self: Planner, task: str, options: Options) -> Sampling:
        return sampling(self, task, replace(options, steps=2))

    def few_words(self: Planner, options: Options) -> Decoding:
        return msgspec.structs.replace(decoding(self, options), max_new_tokens=4)

    Planner._sampling, Planner._decoding = few_steps, few_words


def note_commits(writer: Writer) -> None:
    """Write down what each transaction is about to commit, and that it has."""
    original = Project._transaction

    @contextlib.contextmanager
    def watched(self: Project) -> Generator[Transaction, None, None]:
        noted = False
        try:
            with original(self) as transaction:
                yield transaction
                writer.intent(" ".join(transaction_name(transaction)), transaction)
                noted = True
        except BaseException:
            if noted:
                writer.say("rollback")
            raise
        writer.say("commit")

    Project._transaction = watched


def transaction_name(transaction: Transaction) -> list[str]:
    """The tables that it changes, for messages."""
    return sorted({table for table, _ in transaction.changed})


def note_engine(window: MainWindow, writer: Writer) -> None:
    """Write down the engine's process, how it ends, and how jobs end."""
    link = window.studio.work.link

    def engine(event: events.Event) -> None:
        if isinstance(event, events.EngineStarting):
            writer.say("engine", pid=event.pid)
        elif isinstance(event, events.EngineStopped):
            active = None if link.queue is None else link.queue._active
            job = active.job_id if active is not None and active.with_engine else None
            writer.say("stopped", expected=event.expected, status=event.status, job=job)

    def job(change: JobChange) -> None:
        if change.state == states.Preparing("inputs"):
            writer.say("begun", id=change.job_id)
        if isinstance(change.state, states.Running | states.Finished):
            failure = change.state.failure if isinstance(change.state, states.Failed) else None
            cause = "" if failure is None else failure.cause
            writer.say("job", id=change.job_id, state=type(change.state).__name__, cause=cause)

    link.engine_event.connect(engine)
    link.job_changed.connect(job)


if __name__ == "__main__":
    sys.exit(main())
