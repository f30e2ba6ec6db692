"""What a large project costs the window's thread: opening it, the turns of the event loop after that, single commits.

Run ``python tests/benchmarks/large_project.py [--size N ...]``. For each size it makes a project of N pictures and N
finished jobs and a quarter as many chat messages, opens it in the real window without a screen, and prints JSON lines
in milliseconds of that thread's processor time, so that thumbnails read in other threads do not count; the worst turn
is also given by the clock. The studio promises at 2000: open in 1000 ms, no later turn over 60 ms, a commit in 10 ms.
"""

import argparse
import io
import json
import os
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PIL import Image

from lance_studio.jobs.queue import QUEUE_PAUSED
from lance_studio.project.commands.base import Command, Together
from lance_studio.project.commands.chat import AddMessage
from lance_studio.project.commands.jobs import FinishJob, QueueJob, StartJob
from lance_studio.project.commands.nodes import AddNode
from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.project import Project
from lance_studio.project.rows import ChatMessage, Edge, Job, Media, Node, new_id
from lance_studio.requests import ImageEdit, Sampling
from lance_studio.workflows.task import Source, Task

_SIDE = 128
_CHAIN = 9
_BATCH = 100
_QUIET = 1.0


def main() -> None:
    """Measure each size in turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, nargs="+", default=[100, 2000], help="pictures, and finished jobs")
    parser.add_argument("--keep", type=Path, help="folder where the projects are kept for the next time")
    parser.add_argument("--profile", help="print where the time goes in this part: open, events, or a commit's name")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["LANCE_STUDIO_HOME"] = home
        bench = _Bench(asked.profile)
        for size in asked.size:
            folder = asked.keep or Path(home)
            path = folder / f"large{size}.lstudio"
            if not path.exists():
                _make(path, size)
            # What is measured is a copy: it grows by the commits.
            copy = Path(home) / f"measured{size}.lstudio"
            shutil.copy(path, copy)
            bench.measure(copy, size)
        sys.stdout.flush()
        # Threads of readers may be at work still; nothing of what they do is wanted any more.
        os._exit(0)


# --- the project ------------------------------------------------------------------------------------------------------


def _picture(project: Project, number: int, parent: Node | None, source: Media | None) -> tuple[Command, Media, Node]:
    stream = io.BytesIO()
    colour = (number * 7 % 256, number * 13 % 256, number // 256)
    Image.fromarray(np.full((_SIDE, _SIDE, 3), colour, np.uint8)).save(stream, "PNG")
    blob = project.files.add_bytes(stream.getvalue())
    media = Media(
        id=new_id(), digest=blob.digest, kind="picture", name=f"picture {number}", size=blob.size, width=_SIDE,
        height=_SIDE,
    )  # fmt: skip
    node = Node(id=new_id(), media_id=media.id, kind="picture", name=f"picture {number}")
    edge = None
    if parent is not None and source is not None:
        request = _request(number, parent, source)
        edge = Edge(child=node.id, parents=(parent.id,), operation="image_edit", request=request, seconds=2.0)
    return AddNode(node, edge, media), media, node


def _request(number: int, node: Node, media: Media) -> str:
    edit = ImageEdit(instruction=f"change number {number}", sampling=Sampling(steps=8))
    return Task(request=edit, inputs=(Source(media_id=media.id, digest=media.digest, node_id=node.id),)).to_json()


def _message(number: int) -> Command:
    words = f"What is picture {number}, and how was it made?"
    return AddMessage(ChatMessage(id=new_id(), role="user" if number % 2 else "assistant", mode="ask", text=words))


def _job(number: int, node: Node, media: Media) -> Job:
    request = _request(number, node, media)
    return Job(id=new_id(), name=f'Edit "change number {number}"', request=request, inputs=(node.id,))


def _make(path: Path, size: int) -> None:
    with Project.create(path) as project:
        waiting: list[Command] = [SetSetting(QUEUE_PAUSED, "1")]
        node: Node | None = None
        media: Media | None = None
        for number in range(size):
            added, media, node = _picture(project, number, node if number % _CHAIN else None, media)
            job = _job(number, node, media)
            waiting += [added, QueueJob(job), StartJob(job.id), FinishJob(job.id, (node.id,), 2.0)]
            if number % 4 == 0:
                waiting.append(_message(number))
            if len(waiting) > _BATCH or number + 1 == size:
                project.run(Together(f"Add {number}", tuple(waiting)))
                waiting.clear()


# --- measuring --------------------------------------------------------------------------------------------------------


def _spent() -> float:
    """Milliseconds of processor time of this thread."""
    used = resource.getrusage(resource.RUSAGE_THREAD)
    return (used.ru_utime + used.ru_stime) * 1000


class _Bench:
    def __init__(self, profiled: str | None) -> None:
        from lance_studio.ui.pyside_refcount_fix import protect_singletons

        protect_singletons()
        from PySide6.QtWidgets import QApplication

        from lance_studio import app
        from lance_studio.ui.settings import Settings

        self._app = QApplication([])
        self._window = app.build(self._app, Settings())
        self._window.resize(1440, 900)
        self._window.show()
        self._profiled = profiled
        self._spin()

    def measure(self, path: Path, size: int) -> None:
        """Open a project and go through the commits."""
        self._part(size, "open", lambda: self._window.files.open(path))
        project = self._window.studio.session.project
        assert project is not None
        media, node = project.media_list()[-1], project.nodes()[-1]
        job = _job(size, node, media)
        added, _media, made = _picture(project, size, node, media)
        commits: dict[str, Command] = {
            "new picture": added,
            "queue job": QueueJob(job),
            "start job": StartJob(job.id),
            "finish job": FinishJob(job.id, (made.id,), 1.0),
            "message": _message(size + 1),
            "setting": SetSetting("bench", "1"),
        }
        for name, command in commits.items():
            self._part(size, name, lambda command=command: project.run(command))
        self._part(size, "undo", project.undo)

    def _part(self, size: int, name: str, do: Callable[[], object]) -> None:
        import cProfile
        import pstats

        profile = cProfile.Profile() if self._profiled == name else None
        later = cProfile.Profile() if self._profiled == f"{name} events" else None
        before = _spent()
        if profile is not None:
            profile.runcall(do)
            pstats.Stats(profile).sort_stats("cumtime").print_stats(70)
        else:
            do()
        called = _spent() - before
        if later is not None:
            turns = later.runcall(self._spin)
            pstats.Stats(later).sort_stats("cumtime").print_stats(70)
        else:
            turns = self._spin()
        line = {"size": size, "what": name, "call": called, **turns}
        print(json.dumps({key: round(one, 1) if isinstance(one, float) else one for key, one in line.items()}))

    def _spin(self) -> dict[str, float]:
        """Let the event loop turn until nothing has happened for a while.

        A turn is what the event loop does before it looks for the next events. The first one lays out and paints what
        the call has changed; `worst` is the worst of those after it, in processor time, and `clock` by the clock.
        """
        from PySide6.QtCore import QEventLoop, QThreadPool

        dispatcher = self._app.eventDispatcher()
        assert dispatcher is not None
        turns: list[tuple[float, float]] = []
        quiet = time.monotonic()
        while time.monotonic() - quiet < _QUIET:
            before, began = _spent(), time.monotonic()
            did = dispatcher.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
            used, took = _spent() - before, (time.monotonic() - began) * 1000
            turns.append((used, took))
            if did and (used > 0.3 or QThreadPool.globalInstance().activeThreadCount()):
                quiet = time.monotonic()
            elif not did:
                time.sleep(0.001)
        later = turns[1:] or [(0.0, 0.0)]
        return {
            "events": sum(used for used, _took in turns),
            "first": turns[0][0],
            "worst": max(used for used, _took in later),
            "clock": max(took for _used, took in later),
        }


if __name__ == "__main__":
    main()
