"""What a long history costs the window's thread: reading, folding, searching, and painting as graph and as list.

Run ``python tests/benchmarks/history.py [--nodes N ...]``. For each size it makes a project of that many pictures with
a branch at each fifth, opens it in the real window without a screen, 760 pixels of it for the history, and prints a
JSON line: medians in milliseconds of the window's thread's processor time. ``read`` reads the graph from the start,
``lay out`` is the part of it that gives all nodes their places, ``outline`` the order of the list; ``fold`` and
``search`` include what follows in the view; ``graph``, ``graph fit`` and ``list`` paint all that is in sight, ``pan``
is one notch of the wheel with the painting. The last line says how many times as much each part costs at the largest
size as at the smallest; painting must not grow with the number of nodes beyond what is in sight. For 2,000 nodes ``lay
out``, ``outline``, ``graph`` and ``list`` must stay below 16 ms (one frame), ``graph fit``, ``fold`` and ``search``
below 50 ms; ``read`` happens once, when a project is opened.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

# The code under test may be another checkout's: PYTHONPATH goes first.
sys.path.append(str(Path(__file__).parents[2]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

_QUIET = 0.4
_MOST_WAIT = 30.0
_WIDTH = 760


def main() -> None:
    """Measure each size in turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nodes", type=int, nargs="+", default=[200, 2000], help="nodes of the history")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        os.environ["LANCE_STUDIO_HOME"] = home
        bench = _Bench(Path(home))
        found = [bench.measure(count) for count in asked.nodes]
        ratio = {name: round(found[-1][name] / max(found[0][name], 0.01), 1) for name in found[0] if name != "nodes"}
        print(json.dumps({"ratio": ratio}), flush=True)
        # Threads of readers may be at work still; nothing of what they do is wanted any more.
        os._exit(0)


class _Bench:
    def __init__(self, folder: Path) -> None:
        from lance_studio.ui.pyside_refcount_fix import protect_singletons

        protect_singletons()
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QApplication

        from lance_studio import app
        from lance_studio.ui.history.view import HistoryPanel
        from lance_studio.ui.settings import Settings

        self._folder = folder
        self._app = QApplication([])
        self._window = app.build(self._app, Settings())
        self._window.resize(1440, 900)
        self._window.show()
        self._settle()
        panel = self._window.panel("history")
        assert isinstance(panel, HistoryPanel)
        self._panel = panel
        self._sideways = Qt.Orientation.Horizontal
        self._notch = 120

    def measure(self, count: int) -> dict[str, float]:
        """Open a project with a number of nodes and use its history."""
        from tests.unit.ui.history.sample_history import make_history

        path = self._folder / f"{count}.lstudio"
        nodes = make_history(path, count)
        session = self._window.studio.session
        session.open(path)
        session.select_node(nodes[count // 2])
        self._window.resizeDocks([self._window.docks.dock("history")], [_WIDTH], self._sideways)
        self._settle()
        found: dict[str, float] = {"nodes": count}
        found |= self._read(nodes)
        self._use("list")
        found["list"] = self._median(self._panel.list.viewport().repaint)
        found["list pan"] = self._median(lambda: self._turn(self._panel.list))
        self._use("graph")
        graph = self._panel.graph
        found["graph"] = self._median(graph.viewport().repaint)
        found["graph pan"] = self._median(lambda: self._turn(graph))
        graph.fit()
        self._settle()
        found["graph fit"] = self._median(graph.viewport().repaint)
        rounded = {name: round(value, 2) for name, value in found.items()}
        print(json.dumps(rounded), flush=True)
        return rounded

    def _read(self, nodes: list[str]) -> dict[str, float]:
        from lance_studio.ui.history.cards import GraphReader
        from lance_studio.ui.history.layout import arrange
        from lance_studio.ui.history.outline import outline

        project, presenter = self._window.studio.session.project, self._panel.presenter
        assert project is not None
        graph = project.graph()

        def read() -> None:
            GraphReader().read(project, frozenset(), hidden=False, imports=False, current=None)

        def fold_and_unfold() -> None:
            presenter.fold(nodes[len(nodes) // 3])
            self._app.processEvents()
            presenter.unfold_all()
            self._app.processEvents()

        def search() -> None:
            presenter.search("boat sail")
            self._app.processEvents()
            presenter.search("")
            self._app.processEvents()

        return {
            "read": self._median(read),
            "lay out": self._median(lambda: arrange(graph)),
            "outline": self._median(lambda: outline(graph)),
            "fold": self._median(fold_and_unfold) / 2,
            "search": self._median(search) / 2,
        }

    def _use(self, mode: str) -> None:
        from PySide6.QtWidgets import QAbstractButton

        button = self._panel.pages.findChild(QAbstractButton, f"segment.{mode}")
        assert button is not None
        button.click()
        self._settle()

    def _turn(self, view: object) -> None:
        from PySide6.QtCore import QPoint, QPointF, Qt
        from PySide6.QtGui import QWheelEvent
        from PySide6.QtWidgets import QAbstractScrollArea

        assert isinstance(view, QAbstractScrollArea)
        # To and fro, so that there is always something to scroll to.
        self._notch = -self._notch
        place = QPointF(view.viewport().rect().center())
        event = QWheelEvent(
            place, view.viewport().mapToGlobal(place), QPoint(), QPoint(0, self._notch), Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        self._app.sendEvent(view.viewport(), event)
        view.viewport().repaint()

    def _median(self, do: Callable[[], object]) -> float:
        do()
        return statistics.median(self._spent(do) for _ in range(7))

    @staticmethod
    def _spent(do: Callable[[], object]) -> float:
        before = time.thread_time()
        do()
        return (time.thread_time() - before) * 1000

    def _settle(self) -> None:
        """Let everything happen that is under way, pictures above all."""
        began = quiet = time.monotonic()
        while time.monotonic() - quiet < _QUIET and time.monotonic() - began < _MOST_WAIT:
            if self._spent(self._app.processEvents) > 0.5:
                quiet = time.monotonic()
            time.sleep(0.005)


if __name__ == "__main__":
    main()
