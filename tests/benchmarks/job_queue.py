"""What the queue costs the window's thread as it grows: `python tests/benchmarks/job_queue.py [--sizes 100 10000]`.

A project with that many waiting jobs is opened in the window, which no screen shows; the engine does nothing. Printed
are milliseconds of the window's thread, with what the event loop had to do afterwards, and the ratio to the smallest.
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

ROOT = Path(__file__).resolve().parents[2]
_REPEATS = 5
_MANY = 300


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=[100, 1000, 2000, 10000])
    sizes = parser.parse_args().sizes
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LANCE_STUDIO_HOME"] = str(Path(folder) / "home")
        found = {size: Bench(Path(folder), size).measure() for size in sizes}
        sys.stdout.write(f"{'':34}" + "".join(f"{size:>10}" for size in sizes) + f"{'ratio':>9}\n")
        for what in found[sizes[0]]:
            row = [found[size][what] for size in sizes]
            ratio = row[-1] / max(row[0], 0.001)
            sys.stdout.write(f"{what:34}" + "".join(f"{one:10.2f}" for one in row) + f"{ratio:9.1f}\n")
        sys.stdout.flush()
        # Threads of readers may be at work still; nothing of what they do is wanted any more.
        os._exit(0)


class Bench:
    """A window with a project of some size.

    Args:
        folder: Where the project is made.
        size: How many jobs wait in it.
    """

    def __init__(self, folder: Path, size: int) -> None:
        from PySide6.QtWidgets import QApplication

        from lance_studio.ui.pyside_refcount_fix import protect_singletons

        protect_singletons()
        self.application = QApplication.instance() or QApplication([])
        self.path, self.size = folder / f"{size}.lstudio", size

    def measure(self) -> dict[str, float]:
        """Return milliseconds by what was done."""
        from lance_studio import app
        from lance_studio.jobs.queue import QUEUE_PAUSED
        from lance_studio.project.commands.base import Together
        from lance_studio.project.commands.jobs import FailJob, QueueJob
        from lance_studio.project.commands.settings import SetSetting
        from lance_studio.project.project import Project
        from lance_studio.project.rows import Job, new_id
        from lance_studio.requests import TextToImage
        from lance_studio.ui.settings import Settings
        from lance_studio.workflows.task import Task

        request = Task(request=TextToImage(prompt="a red boat", width=64, height=64)).to_json()

        def job() -> Job:
            return Job(id=new_id(), name='Picture "a red boat"', request=request)

        with Project.create(self.path) as project:
            project.run(SetSetting(QUEUE_PAUSED, "1"))
            project.run(Together("Queue", tuple(QueueJob(job()) for _ in range(self.size))))
        window = app.build(self.application, Settings())  # type: ignore[arg-type]
        window.show()
        while not window.later.done:
            self.application.processEvents()
        found: dict[str, float] = {}
        began = time.perf_counter()
        window.files.open(self.path)
        self._settle()
        found["open the project"] = (time.perf_counter() - began) * 1000
        project = window.studio.session.project
        assert project is not None
        work = window.studio.work
        window.studio.session.reveal("queue")
        self._settle()

        def waiting() -> list[str]:
            return [one.id for one in project.open_jobs()]

        found["queue one"] = self._time(lambda: project.run(QueueJob(job())))
        found["queue one ahead"] = self._time(lambda: project.run(QueueJob(job(), ahead=True)))
        found["move one to the front"] = self._time(lambda: work.queue.move(waiting()[-1], waiting()[0]))
        found["move one by one place"] = self._time(lambda: work.queue.move(waiting()[50], waiting()[49]))
        found["cancel one"] = self._time(lambda: work.cancel(waiting()[40]))
        found["fail one"] = self._time(lambda: project.run(FailJob(waiting()[0], "No reason", "")))
        found["state of one"] = self._time(lambda: work.state(waiting()[60]))
        some = min(_MANY, self.size // 2)
        found["cancel many, each"] = self._time(lambda: work.queue.cancel_all(set(waiting()[:some])), 1) / some
        found["cancel all, each"] = self._time(work.cancel_all, 1) / max(1, self.size - some)
        window.close()
        self._settle()
        return found

    def _time(self, work: Callable[[], object], repeats: int = _REPEATS) -> float:
        """Return the least milliseconds of some repeats, with the events that follow."""
        least = float("inf")
        for _ in range(repeats):
            began = time.perf_counter()
            work()
            self._settle()
            least = min(least, (time.perf_counter() - began) * 1000)
        return least

    def _settle(self) -> None:
        for _ in range(3):
            self.application.processEvents()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
