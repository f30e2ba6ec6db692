"""A queue of thousands of jobs in the real window: few rows, little work for each change, many jobs at once."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.project.commands.base import Together
from lance_studio.project.commands.jobs import FailJob, FinishJob, QueueJob, StartJob
from lance_studio.project.rows import Job, new_id
from lance_studio.requests import Sampling, TextToImage
from lance_studio.ui.queue.rows import JobRow
from lance_studio.ui.queue.view import QueuePanel
from lance_studio.workflows.task import Task
from tests.unit.ui.test_generation_service import bench
from tests.unit.ui.whole_window import Scene, scene

__all__ = ["bench", "scene"]

MANY = 2000


def job(number: int) -> Job:
    request = TextToImage(prompt=f"boat {number}", width=64, height=64, sampling=Sampling(steps=8))
    return Job(id=new_id(), name=f'Picture "boat {number}"', request=Task(request=request).to_json())


class LongQueue:
    """The window with a paused queue, whose panel is in front."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.window = scene, scene.window
        self.project, self.work = scene.bench.project, scene.bench.work
        self.work.queue.pause()
        self.window.resize(1400, 1000)
        self.window.docks.reveal("queue")
        panel = self.window.panel("queue")
        assert isinstance(panel, QueuePanel)
        self.panel, self.presenter = panel, panel.presenter
        scroll = panel.findChild(QScrollArea)
        assert scroll is not None
        self.bar = scroll.verticalScrollBar()
        self.view = scroll.viewport()

    def add(self, count: int) -> list[str]:
        jobs = [job(number) for number in range(count)]
        self.project.run(Together("Queue", tuple(map(QueueJob, jobs))))
        QApplication.processEvents()
        return [one.id for one in jobs]

    def rows(self) -> list[JobRow]:
        return self.panel.findChildren(JobRow)

    def seen(self) -> list[str]:
        """The jobs in sight, from top to bottom."""
        QApplication.processEvents()
        shown = [row for row in self.rows() if not row.visibleRegion().isEmpty()]
        return [row.row.id for row in sorted(shown, key=lambda row: row.y())]

    def banner(self) -> str:
        return "" if self.panel.banner is None else self.panel.banner.cause


@pytest.fixture
def queue(scene: Scene) -> LongQueue:
    return LongQueue(scene)


def test_rows_are_made_for_what_is_in_sight(queue: LongQueue) -> None:
    jobs = queue.add(MANY)
    widgets = len(queue.window.findChildren(QWidget))
    assert queue.seen() == jobs[: len(queue.seen())]
    assert len(queue.rows()) < 60
    assert queue.presenter.state.open_count == MANY
    # From top to bottom and back: the rows are used again.
    for value in (*range(0, queue.bar.maximum(), queue.bar.maximum() // 40), queue.bar.maximum(), 0):
        queue.bar.setValue(value)
        seen = queue.seen()
        first = jobs.index(seen[0])
        assert seen == jobs[first : first + len(seen)]
        assert len(queue.rows()) < 60
    queue.bar.setValue(queue.bar.maximum())
    assert queue.seen()[-1] == jobs[-1]
    assert len(queue.window.findChildren(QWidget)) < widgets + 400
    assert queue.panel.list.row(jobs[-1]).row.detail == f"{MANY - 1} ahead"
    with pytest.raises(KeyError):
        queue.panel.list.row(jobs[0])


def calls(work: Callable[[], object]) -> int:
    """Count the calls of the studio's own functions until the window is painted."""
    count = 0

    def look(frame: FrameType, event: str, _arg: Any) -> None:
        nonlocal count
        count += event == "call" and "lance_studio" in frame.f_code.co_filename

    former = sys.getprofile()
    sys.setprofile(look)
    try:
        work()
        for _ in range(5):
            QApplication.processEvents()
    finally:
        sys.setprofile(former)
    return count


def test_a_change_costs_the_window_the_same_in_any_queue(queue: LongQueue) -> None:
    jobs = queue.add(100)
    run = queue.project.run
    works: dict[str, Callable[[], object]] = {
        "queue": lambda: run(QueueJob(job(0))),
        "ahead": lambda: run(QueueJob(job(1), ahead=True)),
        "cancel": lambda: queue.work.cancel(jobs.pop()),
        "move": lambda: queue.work.queue.move(jobs[40], jobs[10]),
        "cancel ten": lambda: queue.work.cancel_jobs([jobs.pop() for _ in range(10)]),
        "select": lambda: queue.presenter.select(jobs[2]),
    }
    spent: list[dict[str, int]] = []
    for _ in range(2):
        for work in works.values():  # what is made once is made
            work()
            QApplication.processEvents()
        spent.append({name: calls(work) for name, work in works.items()})
        jobs += queue.add(MANY)
    for name, few in spent[0].items():
        assert spent[1][name] < 1.2 * few + 50, (name, few, spent[1][name])


def test_all_that_waits_is_cancelled_at_once_and_said(queue: LongQueue) -> None:
    jobs = queue.add(300)
    queue.project.run(StartJob(jobs[0]))
    actions, commits = queue.scene.bench.studio.actions, queue.project.commits
    assert actions.action("queue.cancel_waiting").text() == "Cancel all 299 waiting jobs"
    assert actions.trigger("queue.cancel_waiting")
    assert queue.project.commits == commits + 1
    assert queue.banner() == "299 jobs were cancelled."
    assert [one.state for one in queue.project.jobs()] == ["running", *["cancelled"] * 299]
    QApplication.processEvents()
    assert not actions.action("queue.cancel_waiting").isEnabled()
    state = queue.presenter.state
    assert (len(state.rows), state.older, state.failed) == (21, 279, 0)


def test_all_that_failed_is_tried_again_at_once(queue: LongQueue) -> None:
    jobs = queue.add(50)
    actions = queue.scene.bench.studio.actions
    assert not actions.action("queue.retry_all").isEnabled()
    queue.project.run(Together("Fail", tuple(FailJob(one, "It died.", "Try again.") for one in jobs[:40])))
    assert actions.action("queue.retry_all").text() == "Try all 40 failed jobs again"
    commits = queue.project.commits
    assert actions.trigger("queue.retry_all")
    assert queue.project.commits == commits + 1
    assert queue.banner() == "40 jobs were queued again."
    assert {one.state for one in queue.project.jobs()} == {"queued"}
    assert [row.id for row in queue.presenter.state.rows] == jobs


def test_several_jobs_are_selected_and_cancelled(queue: LongQueue, qtbot: QtBot) -> None:
    jobs = queue.add(40)
    shift, control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier

    def click(job_id: str, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mouseClick(queue.panel.list.row(job_id), Qt.MouseButton.LeftButton, held, QPoint(120, 10))

    click(jobs[0])
    click(jobs[3], shift)
    click(jobs[1], control)
    assert queue.presenter.state.chosen == {jobs[0], jobs[2], jobs[3]}
    actions, commits = queue.scene.bench.studio.actions, queue.project.commits
    assert actions.action("queue.cancel_selected").text() == "Cancel 3 selected jobs"
    assert actions.trigger("queue.cancel_selected")
    assert queue.project.commits == commits + 1
    assert queue.banner() == "3 jobs were cancelled."
    waiting = [jobs[1], *jobs[4:]]
    assert [row.id for row in queue.presenter.state.rows if row.waiting] == waiting
    # All that is listed; what is over leaves the list.
    queue.presenter.select_all()
    assert len(queue.presenter.state.chosen) == 40
    queue.presenter.remove_selected()
    assert [one.state for one in queue.project.jobs()] == ["cancelled"] * 37


def test_keys_go_through_all_jobs_and_the_list_follows(queue: LongQueue) -> None:
    jobs = queue.add(200)
    QTest.mouseClick(queue.panel.list.row(jobs[0]), Qt.MouseButton.LeftButton, pos=QPoint(120, 10))
    for number in range(1, 60):
        QTest.keyClick(queue.panel.list.row(jobs[number - 1]), Qt.Key.Key_Down)
        assert queue.presenter.state.selected == jobs[number]
        assert queue.panel.list.row(jobs[number]).hasFocus()
    assert jobs[59] in queue.seen()
    # What has the focus keeps it out of sight.
    queue.bar.setValue(queue.bar.maximum())
    assert jobs[59] not in queue.seen()
    assert queue.panel.list.row(jobs[59]).hasFocus()
    QTest.keyClick(queue.panel.list.row(jobs[59]), Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [one.id for one in queue.project.jobs()][57:61] == [jobs[57], jobs[59], jobs[58], jobs[60]]
    assert jobs[59] in queue.seen()


def test_a_failure_is_shown_whole_and_moves_those_below(queue: LongQueue) -> None:
    jobs = queue.add(3)
    for one in jobs:
        queue.project.run(StartJob(one))
    queue.project.run(FinishJob(jobs[0]))
    queue.project.run(FailJob(jobs[1], "The engine ran out of memory. " * 12, "Choose a smaller size."))
    queue.project.run(FinishJob(jobs[2]))
    QApplication.processEvents()
    done, failed, last = (queue.panel.list.row(one) for one in jobs)
    assert failed.height() > done.height()
    assert failed._cause.height() >= failed._cause.heightForWidth(failed._cause.width())
    assert last.geometry().bottom() < failed.y()
    assert failed.geometry().bottom() < done.y()
