"""The row of a job whose engine does not answer: what it says, and what its buttons do to the engine."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from lance_studio.backends import events
from lance_studio.ui.queue.rows import LEAST_HEIGHT, JobRow
from lance_studio.ui.queue.view import QueuePanel
from lance_studio.workflows.wishes import GeneratePicture
from tests.unit.ui.test_generation_service import bench
from tests.unit.ui.whole_window import Scene, scene

__all__ = ["bench", "scene"]


def button(row: JobRow, name: str) -> QAbstractButton:
    found = row.findChild(QAbstractButton, f"queue.{name}")
    assert found is not None
    return found


def test_a_silent_engine_is_waited_for_or_restarted_from_its_row(scene: Scene) -> None:
    engine, qtbot = scene.bench.engine, scene.bench.qtbot
    scene.window.docks.reveal("queue")
    panel = scene.window.panel("queue")
    assert isinstance(panel, QueuePanel)
    [first] = scene.bench.work.submit(GeneratePicture("a boat"))
    [second] = scene.bench.work.submit(GeneratePicture("a lighthouse"))
    scene.bench.wait_begun()
    run = engine.runs[0][0]
    engine.step(2)
    qtbot.waitUntil(lambda: panel.list.row(first).row.share == 0.25)
    engine.tell(events.DoesNotAnswer(run, 40.0, 2.0, False))
    qtbot.waitUntil(lambda: panel.list.row(first).row.silent)
    row = panel.list.row(first)
    assert row.row.word == "Does not answer"
    assert row.row.cause == "The engine does not answer: no progress for 40 s, where 2 s are usual."
    # It needs more room than others, and the next row makes way.
    qtbot.waitUntil(lambda: row.height() > LEAST_HEIGHT)
    assert panel.list.row(second).y() > row.geometry().bottom()
    QTest.mouseClick(button(row, "wait"), Qt.MouseButton.LeftButton)
    assert engine.waited == [run]
    engine.tell(events.AnswersAgain(run))
    qtbot.waitUntil(lambda: panel.list.row(first).row.word == "Running")
    assert not button(row, "restart").isVisible()
    engine.tell(events.DoesNotAnswer(run, 80.0, None, True))
    qtbot.waitUntil(lambda: button(row, "restart").isVisible())
    QTest.mouseClick(button(row, "restart"), Qt.MouseButton.LeftButton)
    assert engine.killed == 1
    engine.fail()
    # It keeps its place before the other, and begins again.
    scene.bench.wait_begun(2)
    assert engine.runs[1][1] == engine.runs[0][1]
    qtbot.waitUntil(lambda: panel.list.row(first).row.busy and not panel.list.row(first).row.silent)
    assert [one.id for one in panel.presenter.state.rows] == [first, second]
    assert panel.list.row(second).row.detail == "1 ahead"
    assert scene.bench.problems == []
