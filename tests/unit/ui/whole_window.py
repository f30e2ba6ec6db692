"""The window with its own panels over a real project, and an engine that does what the test says."""

from collections.abc import Iterator
from fractions import Fraction

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from lance_studio.app import PANELS
from lance_studio.project.commands.timelines import AddTimeline
from lance_studio.project.rows import TimelineRow
from lance_studio.timeline.document import to_json
from lance_studio.timeline.model import Clip, new_timeline
from lance_studio.timeline.placing import append
from lance_studio.ui.main_window import MainWindow
from tests.unit.ui.test_generation_service import Bench
from tests.unit.workflows.bench import noise


class Scene:
    """The window with a picture, and a still of it on the timeline."""

    def __init__(self, bench: Bench, window: MainWindow) -> None:
        self.bench, self.window, self.session = bench, window, bench.session
        self.node = bench.add_picture(noise(64, 64))
        node = bench.project.node(self.node)
        assert node is not None
        self.media = node.media_id
        timeline = new_timeline("T", Fraction(24))
        track = next(track.id for track in timeline.tracks if track.kind == "video")
        clip = Clip(id="still", media_id=node.media_id, duration=Fraction(5), node_id=self.node, name="Still")
        whole = append(timeline, {track: clip})
        bench.project.run(AddTimeline(TimelineRow(id=timeline.id, name="T", document=to_json(whole))))
        self.session.select_node(self.node)

    def in_front(self, panel_id: str) -> bool:
        return not self.window.panel(panel_id).visibleRegion().isEmpty()

    def focused(self) -> str:
        widget = QApplication.focusWidget()
        return "" if widget is None else widget.objectName()


@pytest.fixture
def scene(bench: Bench, qtbot: QtBot) -> Iterator[Scene]:
    window = MainWindow(bench.studio, PANELS)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    yield Scene(bench, window)
    # The project goes first, as in the window's life: jobs of panels must not outlive it.
    bench.session.close()
