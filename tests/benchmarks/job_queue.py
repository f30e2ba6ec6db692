"""What a long queue costs the window's thread.

Run ``python tests/benchmarks/job_queue.py [--size N ...]``. For each size it makes a project of N waiting jobs, opens
it in the real window without a screen, with the queue's panel in sight and an engine that answers when it is told to,
and goes through what people do with a queue. Each line gives milliseconds by the clock, in the window's thread, until
the panel is painted again; the last lines give the ratio of 2000 jobs to 100, which is 1 where the length costs nothing
(of what is done to all jobs, the ratio is that of the milliseconds for each of them).
"""

import argparse
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np

from lance_studio.jobs.queue import QUEUE_PAUSED
from lance_studio.project.commands.base import Command, Together
from lance_studio.project.commands.jobs import FailJob, QueueJob
from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.project import Project
from lance_studio.project.rows import Job, new_id
from lance_studio.requests import Sampling, TextToImage
from lance_studio.workflows.task import Task
from tests.unit.backends.conftest import CHECKPOINT, PROFILE
from tests.unit.ui.fake_engine import FakeEngine

_TIMES = 5
_AT_ONCE = 300
_OF_ALL = ("cancel all", "clear finished")
_UNLIKE = ("retry all",)


def main() -> None:
    """Measure each size in turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, nargs="+", default=[100, 1000, 2000, 10000], help="waiting jobs")
    parser.add_argument("--profile", help="print where the time goes in this part")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["LANCE_STUDIO_HOME"] = home
        bench = _Bench(Path(home), asked.profile)
        found = {size: bench.measure(size) for size in asked.size}
        print(json.dumps({"rows made": bench.rows()}))
        if {100, 2000} <= found.keys():
            for part in [part for part in found[2000] if part in found[100] and part not in _UNLIKE]:
                share = 20 if part in _OF_ALL else 1
                ratio = found[2000][part] / max(found[100][part], 0.01) / share
                print(json.dumps({"what": part, "2000 to 100": round(ratio, 2)}))
        sys.stdout.flush()
        # Threads of readers may be at work still; nothing of what they do is wanted any more.
        os._exit(0)


def _job(number: int) -> Job:
    request = TextToImage(prompt=f"boat number {number}", width=64, height=64, sampling=Sampling(steps=8))
    return Job(id=new_id(), name=f'Picture "boat number {number}"', request=Task(request=request).to_json())


def _make(path: Path, size: int) -> None:
    with Project.create(path) as project:
        queued = [QueueJob(_job(number)) for number in range(size)]
        project.run(Together("Queue", (SetSetting(QUEUE_PAUSED, "1"), *queued)))


class _Bench:
    def __init__(self, home: Path, profiled: str | None) -> None:
        from lance_studio.ui.pyside_refcount_fix import protect_singletons

        protect_singletons()
        from PySide6.QtWidgets import QApplication

        from lance_studio.app import PANELS
        from lance_studio.ui.actions import Actions
        from lance_studio.ui.bus import ChangeBus
        from lance_studio.ui.generation_service import GenerationService
        from lance_studio.ui.main_window import MainWindow
        from lance_studio.ui.session import Session
        from lance_studio.ui.settings import MODEL_FOLDER, Settings
        from lance_studio.ui.studio import Studio
        from lance_studio.ui.theme import Mode, Theme

        self._app = QApplication([])
        self._home, self._profiled = home, profiled
        Theme.install(self._app, Mode.DARK)
        root = shutil.copytree(CHECKPOINT, home / "model")
        (root / "studio.json").write_text(json.dumps(PROFILE), encoding="utf-8")
        settings, bus = Settings(), ChangeBus()
        settings.set(MODEL_FOLDER, str(root))
        self._engine, self._session = FakeEngine(), Session(bus)
        self._work = GenerationService(self._session, bus, settings, backend=self._engine.connect)
        studio = Studio(self._session, bus, Actions(), settings, self._work.link, work=self._work)
        self._window = MainWindow(studio, PANELS)
        self._window.resize(1440, 900)
        self._window.show()
        self._window.later.finish()
        self._window.docks.reveal("queue")
        self._panel = self._window.panel("queue")
        self._spin()

    @property
    def _project(self) -> Project:
        assert self._session.project is not None
        return self._session.project

    def measure(self, size: int) -> dict[str, float]:
        """Open a project of waiting jobs and go through what people do."""
        path = self._home / f"queue{size}.lstudio"
        _make(path, size)
        spent = {"open": self._timed(size, "open", lambda: self._window.files.open(path), 1)}
        jobs = [job.id for job in self._project.jobs()]
        end = iter(range(size, 2 * size + _TIMES))
        turn = iter(jobs)
        presenter, queue = self._panel.presenter, self._work.queue  # type: ignore[attr-defined]
        parts: dict[str, tuple[Callable[[], object], int]] = {
            "queue one": (lambda: self._project.run(QueueJob(_job(next(end)))), _TIMES),
            "queue one ahead": (lambda: self._project.run(QueueJob(_job(next(end)), ahead=True)), _TIMES),
            "cancel one": (lambda: self._work.cancel(next(turn)), _TIMES),
            "move one": (lambda: queue.move(jobs[-1], next(turn)), _TIMES),
            "paint": (self._panel.repaint, _TIMES),
            "finish and start": (self._finish, _TIMES),
        }
        for name, (do, times) in parts.items():
            if name == "finish and start":
                queue.resume()
                self._until(lambda: self._engine.runs)
            spent[name] = self._timed(size, name, do, times)
        presenter.set_paused(True)
        presenter.cancel_current()
        self._spin()
        waiting = [job.id for job in self._project.jobs() if job.state == "queued"]
        for part, count in (("cancel 60", 60), (f"cancel {_AT_ONCE}", _AT_ONCE)):
            chosen, waiting = waiting[:count], waiting[count:]
            if len(chosen) == count:
                spent[part] = self._timed(size, part, lambda chosen=chosen: self._cancel(chosen), 1)
        failing: list[Command] = [FailJob(one, "It died.", "Try again.") for one in waiting[:300]]
        self._project.run(Together("Fail", tuple(failing)))
        self._spin()
        if hasattr(queue, "retry_all"):
            spent["retry all"] = self._timed(size, "retry all", queue.retry_all, 1)
        spent["cancel all"] = self._timed(size, "cancel all", presenter.cancel_all, 1)
        spent["clear finished"] = self._timed(size, "clear finished", presenter.clear_finished, 1)
        self._engine.runs.clear()
        return spent

    def rows(self) -> int:
        """Count the widgets of rows."""
        from lance_studio.ui.queue.rows import JobRow

        return len(self._panel.findChildren(JobRow))

    def _cancel(self, jobs: list[str]) -> None:
        if hasattr(self._work, "cancel_jobs"):
            self._work.cancel_jobs(jobs)
            return
        for job_id in jobs:
            self._work.cancel(job_id)

    def _finish(self) -> None:
        count = len(self._engine.runs)
        self._engine.draw(np.full((1, 64, 64, 3), count % 256, np.uint8))
        self._until(lambda: len(self._engine.runs) > count)

    def _timed(self, size: int, name: str, do: Callable[[], object], times: int) -> float:
        import cProfile
        import pstats

        profile = cProfile.Profile() if self._profiled == name else None
        taken = []
        for _ in range(times):
            began = time.perf_counter()
            if profile is not None:
                profile.enable()
            do()
            self._app.processEvents()
            if profile is not None:
                profile.disable()
            taken.append((time.perf_counter() - began) * 1000)
            self._spin()
        if profile is not None:
            pstats.Stats(profile).sort_stats("cumtime").print_stats(50)
        print(json.dumps({"jobs": size, "what": name, "ms": round(statistics.median(taken), 1)}), flush=True)
        return statistics.median(taken)

    def _until(self, condition: Callable[[], object]) -> None:
        until = time.monotonic() + 60
        while not condition():
            self._app.processEvents()
            assert time.monotonic() < until, "the studio does not get on"

    def _spin(self) -> None:
        quiet = time.monotonic()
        while time.monotonic() - quiet < 0.2:
            began = time.monotonic()
            self._app.processEvents()
            if time.monotonic() - began > 0.002:
                quiet = time.monotonic()
            else:
                time.sleep(0.005)


if __name__ == "__main__":
    main()
