"""What gestures on a long timeline cost the window's thread: dragging an edge, letting go, undo, painting.

Run ``python tests/benchmarks/timeline_gestures.py [--clips N ...]``. For each size it makes a project with a film and a
timeline of N clips (pictures and their sounds, half each), opens it in the real window without a screen, and prints a
JSON line in milliseconds of that thread's processor time. ``move`` is one movement of the mouse while the end of a clip
in the middle is dragged, with some forty clips in sight and with all of them (``fitted``); ``painted`` includes the
painting that follows. ``commit`` is letting go, ``undo`` takes it back, both with all that follows; ``paint`` draws
everything. The studio promises at 200, 1,000 and 5,000 clips: a painted move in 8, 12 and 40 ms, commit and undo in 20,
40 and 120 ms, the fitted picture in 8, 14 and 30 ms; and a move without painting in 2 ms at 200 and 6 ms at 2,000.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

# The code under test may be another checkout's: PYTHONPATH goes first.
sys.path.append(str(Path(__file__).parents[2]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np

_RATE = Fraction(24)
_LENGTH = 36
"""Frames of a clip; the film is longer at both ends, so that edges can be dragged either way."""
_FILM = 96
_MOVES = 12
_QUIET = 0.4
_MOST_WAIT = 20.0


def main() -> None:
    """Measure each size in turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=int, nargs="+", default=[200, 1000, 2000, 5000], help="clips on the timeline")
    parser.add_argument("--profile", action="store_true", help="print where the time of the moves goes")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["LANCE_STUDIO_HOME"] = home
        bench = _Bench(Path(home), profiled=asked.profile)
        for count in asked.clips:
            print(json.dumps(bench.measure(count)), flush=True)
        # Threads of readers may be at work still; nothing of what they do is wanted any more.
        os._exit(0)


class _Bench:
    def __init__(self, folder: Path, *, profiled: bool) -> None:
        from lance_studio.ui.pyside_refcount_fix import protect_singletons

        protect_singletons()
        from PySide6.QtWidgets import QApplication

        from lance_studio import app
        from lance_studio.ui.settings import Settings
        from lance_studio.ui.timeline.view import TimelinePanel

        self._folder, self._profiled = folder, profiled
        self._app = QApplication([])
        self._window = app.build(self._app, Settings())
        self._window.resize(1440, 900)
        self._window.show()
        self._session = self._window.studio.session
        panel = self._window.findChild(TimelinePanel)
        assert panel is not None
        self._lanes = panel.lanes
        self._edge = Fraction(0)

    def measure(self, count: int) -> dict[str, float]:
        """Open a project with a number of clips and go through the gestures."""
        self._open(count)
        self._settle()
        found: dict[str, float] = {"clips": count}
        found["paint fitted"] = self._median(self._paint)
        found |= {f"{name} fitted": spent for name, spent in self._drag().items()}
        self._zoom_to_middle()
        self._settle()
        found["paint"] = self._median(self._paint)
        found |= self._drag(keep=True)
        found["undo"] = self._spent(lambda: (self._session.undo(), self._process()))
        return {name: round(value, 2) for name, value in found.items()}

    def _open(self, count: int) -> None:
        from lance_studio.project.commands.media import AddMedia
        from lance_studio.project.commands.timelines import AddTimeline
        from lance_studio.project.linking import link_file
        from lance_studio.project.rows import Media, Node, TimelineRow
        from lance_studio.timeline.document import to_json

        project = self._session.create(self._folder / f"{count}.lstudio")
        link, digest = link_file(_film(self._folder), project.folder)
        length = Fraction(_FILM, 24)
        media = Media(
            id="film", digest=digest, kind="video", name="film.mp4", size=link.size, width=96, height=64, frames=_FILM,
            rate=_RATE, duration=length, has_audio=True, link=link.path, modified_ns=link.modified_ns,
        )  # fmt: skip
        self._session.run(AddMedia(media, Node(id="node", media_id="film", kind="clip", name="film")))
        timeline = _timeline(count, length)
        self._session.run(AddTimeline(TimelineRow(id=timeline.id, name=timeline.name, document=to_json(timeline))))
        # The cut after the clip in the middle, behind which there is a gap.
        self._edge = Fraction((count // 4 + 1) * _LENGTH, 1) / _RATE

    def _zoom_to_middle(self) -> None:
        from lance_studio.ui.timeline.view import TimelinePanel

        panel = self._window.findChild(TimelinePanel)
        assert panel is not None
        shown = _shown(panel.presenter)
        shown.set_zoom(40.0)
        shown.scroll_to(float(self._edge) - self._lanes.width() / 80)

    def _drag(self, *, keep: bool = False) -> dict[str, float]:
        """Drag the edge to and fro, and let it go for good or give it up."""
        from PySide6.QtCore import QEvent, QPointF, Qt
        from PySide6.QtGui import QKeyEvent, QMouseEvent

        button, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        kinds = QEvent.Type

        def send(kind: QEvent.Type, x: float, what: Qt.MouseButton, held: Qt.MouseButton) -> None:
            spot = QPointF(x, y)
            screen = QPointF(self._lanes.mapToGlobal(spot))
            event = QMouseEvent(kind, spot, screen, what, held, Qt.KeyboardModifier.NoModifier)
            self._app.sendEvent(self._lanes, event)

        x, y = self._place()
        send(kinds.MouseButtonPress, x, button, button)
        self._process()
        bare, painted, at = [], [], x
        # Past the threshold, so that every further movement is one of the drag.
        for step in range(_MOVES + 1):
            at = x + (8 + 3 * step) * (-1 if step % 2 else 1)

            def move(at: float = at) -> None:
                send(kinds.MouseMove, at, none, button)

            one = self._spent(move, profiled=step > 0)
            after = self._spent(self._process)
            if step:
                bare.append(one)
                painted.append(one + after)
        result = {"move": statistics.median(bare), "move painted": statistics.median(painted)}
        if keep:
            result["commit"] = self._spent(lambda: (send(kinds.MouseButtonRelease, at, button, none), self._process()))
        else:
            escape = QKeyEvent(kinds.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
            self._app.sendEvent(self._lanes, escape)
            send(kinds.MouseButtonRelease, x, button, none)
        self._settle()
        return result

    def _place(self) -> tuple[float, float]:
        """Where the pointer takes the edge: a little to the left of it, on the picture's track."""
        from lance_studio.ui.timeline.geometry import RULER
        from lance_studio.ui.timeline.view import TimelinePanel

        panel = self._window.findChild(TimelinePanel)
        assert panel is not None
        geometry = _shown(panel.presenter).geometry()
        assert geometry is not None
        row = next(row for row in geometry.rows if row.track.name == "V1")
        right = geometry.scale.x_of(self._edge)
        reach = min(2.0, _LENGTH / 24 * geometry.scale.pixels / 8)
        place = right - reach, RULER + row.top + row.height / 2
        assert geometry.hit(*place).kind == "tail"
        return place

    def _paint(self) -> None:
        self._lanes.repaint()

    def _median(self, do: Callable[[], object]) -> float:
        do()
        return statistics.median(self._spent(do) for _ in range(5))

    def _spent(self, do: Callable[[], object], *, profiled: bool = False) -> float:
        import cProfile
        import pstats

        if profiled and self._profiled:
            profile = cProfile.Profile()
            profile.runcall(do)
            pstats.Stats(profile).sort_stats("cumtime").print_stats(45)
        before = time.thread_time()
        do()
        return (time.thread_time() - before) * 1000

    def _process(self) -> None:
        self._app.processEvents()

    def _settle(self) -> None:
        """Let everything happen that is under way: pictures in clips, frames, thumbnails."""
        began = quiet = time.monotonic()
        while time.monotonic() - quiet < _QUIET and time.monotonic() - began < _MOST_WAIT:
            if self._spent(self._process) > 0.5:
                quiet = time.monotonic()
            time.sleep(0.005)


def _shown(presenter: Any) -> Any:
    """What scrolls and zooms: in former versions the presenter itself."""
    return getattr(presenter, "view_model", presenter)


def _film(folder: Path) -> Path:
    from lance_studio.media.encode import write_mp4

    path = folder / "film.mp4"
    if not path.exists():
        shades = np.linspace(0, 255, _FILM).astype(np.uint8)
        frames = [np.full((64, 96, 3), shade, np.uint8) for shade in shades]
        times = np.arange(_FILM * 2000) / 48000
        tone = (0.4 * np.sin(2 * np.pi * 330 * times)).astype(np.float32)
        write_mp4(path, frames, _RATE, sound=[np.stack([tone, tone], axis=1)])
    return path


def _timeline(count: int, length: Fraction):
    from dataclasses import replace

    from lance_studio.timeline.model import Clip, Gap, new_timeline

    timeline = new_timeline("Long", _RATE, 96, 64)
    items: dict[str, list[object]] = {"V1": [], "A1": []}
    for number in range(count // 2):
        for name, track in items.items():
            track.append(
                Clip(
                    f"{name} {number}",
                    "film",
                    Fraction(_LENGTH) / _RATE,
                    source_start=Fraction(12) / _RATE,
                    source_duration=length,
                    name=f"clip {number}",
                    link_group=f"pair {number}",
                )
            )
            if number == count // 4:
                track.append(Gap(Fraction(_LENGTH) / _RATE))
    tracks = tuple(replace(each, items=tuple(items.get(each.name, ()))) for each in timeline.tracks)
    return replace(timeline, tracks=tracks)


if __name__ == "__main__":
    main()
