"""A studio that is used for long: `python -m tests.soak.memory_child FOLDER GENERATIONS OPENINGS PROJECTS`.

The whole studio as its command opens it, with the engine's process and the embedded model. It writes a line of JSON to
its standard output at each of its measuring points: what was done, how often, and the memory of both processes.
"""

import gc
import json
import sys
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, cast

import numpy as np
import psutil
from PySide6.QtCore import QCoreApplication, QObject, QTimer
from PySide6.QtWidgets import QApplication

from lance_studio import app
from lance_studio.media.images import write_png
from lance_studio.project.commands.nodes import RemoveNode
from lance_studio.ui.main_window import MainWindow
from lance_studio.workflows.clip_refs import OfNode
from lance_studio.workflows.options import Options
from lance_studio.workflows.wishes import Animate, AskPicture, EditPicture, GeneratePicture

SIZE = 64
#: So often something is done before the first measurement: caches fill, libraries load, pools of memory grow.
WARM = 0.2
_POINTS = 10

#: What is to be true before the user goes on.
Until = Callable[[], bool]


def main() -> int:
    folder, *numbers = sys.argv[1:]
    users: list[LongUser] = []

    def started(_application: QApplication, window: MainWindow) -> None:
        users.append(LongUser(window, Path(folder), *map(int, numbers)))

    code = app.main([], started=started)
    return code if users and users[0].finished else 1


class LongUser(QObject):
    """Does the same things again and again, and measures what is left of it.

    Args:
        window: The studio.
        folder: Where the projects are made.
        generations: How many results are computed.
        openings: How often one project is opened.
        projects: How many projects are made, filled and closed.
    """

    def __init__(self, window: MainWindow, folder: Path, generations: int, openings: int, projects: int) -> None:
        super().__init__(window)
        self._window, self._folder = window, folder
        self._counts = generations, openings, projects
        self._session, self._work, self._files = window.studio.session, window.studio.work, window.files
        self._bin, self._queue, self._chat = (
            cast(Any, window.panel(name)).presenter for name in ("media", "queue", "chat")
        )
        self.finished = False
        self._picture = folder / "picture.png"
        write_png(self._picture, np.random.default_rng(0).integers(0, 255, (96, 128, 3), np.uint8))
        self._way = self._all()
        self._until: Until = lambda: window.later.done
        # Asked again and again: what is waited for may come from any thread or process.
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)
        self._timer.start(2)

    def _go_on(self) -> None:
        if not self._until():
            return
        try:
            self._until = next(self._way)
        except StopIteration:
            self.finished = True
            self._end()
        except Exception:
            self._end()
            raise

    def _end(self) -> None:
        self._timer.stop()
        self._window.close()
        self._window.leaving.agree()

    def _all(self) -> Generator[Until, None, None]:
        generations, openings, projects = self._counts
        yield from self._measured("generations", generations, self._generate, before=self._begin)
        yield from self._measured("openings", openings, self._open_again)
        yield from self._measured("projects", projects, self._make_project)

    def _measured(
        self,
        what: str,
        count: int,
        once: Callable[[int], Generator[Until, None, None]],
        before: Callable[[], Generator[Until, None, None]] | None = None,
    ) -> Generator[Until, None, None]:
        if before is not None:
            yield from before()
        warm = max(2, int(count * WARM))
        points = {round(count * point / _POINTS) for point in range(_POINTS + 1)}
        for number in range(warm + count + 1):
            if number - warm in points:
                self._tidy()
                yield self._is_quiet
                self._say(what, number - warm)
            yield from once(number)

    def _say(self, what: str, count: int) -> None:
        gc.collect()
        line = {
            "what": what,
            "count": count,
            "window": _private_bytes(psutil.Process()),
            "engine": max(map(_private_bytes, psutil.Process().children()), default=None),
            "objects": len(gc.get_objects()),
            "widgets": len(QApplication.allWidgets()),
            "threads": psutil.Process().num_threads(),
            "files": psutil.Process().num_fds(),
        }
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()

    def _is_quiet(self) -> bool:
        QCoreApplication.sendPostedEvents()
        return self._session.running is None

    # --- generations ----------------------------------------------------------------------------------------------

    def _begin(self) -> Generator[Until, None, None]:
        self._files.new()
        yield lambda: self._session.project is not None
        yield from self._wait_for(GeneratePicture("a red boat", Options(width=SIZE, height=SIZE, steps=2, seed=1)))

    def _wait_for(self, wish: Any) -> Generator[Until, None, None]:
        project = self._session.project
        assert project is not None
        jobs = self._work.submit(wish)

        def is_over() -> bool:
            found = [project.job(job) for job in jobs]
            return all(job is not None and job.state not in ("queued", "running") for job in found)

        yield is_over
        states = [job.state for key in jobs if (job := project.job(key)) is not None]
        assert states == ["done"] * len(states), [project.job(key) for key in jobs]

    def _generate(self, number: int) -> Generator[Until, None, None]:
        """Compute one result; the project keeps no more than a few, because what it holds takes memory rightly."""
        project = self._session.project
        assert project is not None
        node = next(node.id for node in project.nodes() if node.kind == "picture")
        options = Options(width=SIZE, height=SIZE, steps=2, seed=number)
        wishes = (
            GeneratePicture("a red boat on the sea", options),
            EditPicture(node, "make it blue", Options(steps=2, seed=number)),
            AskPicture(node, "What is it?"),
            Animate(OfNode(node), "it moves", Options(frames=5, steps=2, seed=number)),
        )
        # Films take longest; the others show as much.
        yield from self._wait_for(wishes[3 if number % 25 == 24 else number % 3])
        if number % 20 == 19:
            self._tidy()

    def _tidy(self) -> None:
        """Remove all results but the first, and what is said of them."""
        project = self._session.project
        assert project is not None
        for node in reversed(project.nodes()[1:]):
            self._session.run(RemoveNode(node.id))
        self._queue.clear_finished()
        self._chat.clear()

    # --- openings and projects --------------------------------------------------------------------------------------

    def _open_again(self, number: int) -> Generator[Until, None, None]:
        del number
        project = self._session.project
        assert project is not None
        path = project.path
        self._window.studio.actions.trigger("file.close")
        self._window.leaving.agree()
        yield lambda: self._session.project is None
        self._files.open(path)
        yield lambda: self._session.project is not None
        yield self._is_quiet

    def _make_project(self, number: int) -> Generator[Until, None, None]:
        before = self._session.project
        assert before is not None
        self._files.new()
        yield lambda: self._session.project not in (None, before)
        project = self._session.project
        assert project is not None
        self._bin.import_files([self._picture])
        yield lambda: len(project.media_list()) > 0
        self._bin.append(project.media_list()[0].id)
        yield lambda: len(project.timelines()) > 0
        for _ in range(3):
            self._window.studio.actions.trigger("edit.undo")
        self._window.studio.actions.trigger("edit.redo")
        yield self._is_quiet


def _private_bytes(process: psutil.Process) -> int:
    """What only this process holds: shared libraries and files in memory do not count; 0 for one that is gone."""
    try:
        return process.memory_full_info().uss
    except psutil.NoSuchProcess:
        return 0


if __name__ == "__main__":
    sys.exit(main())
