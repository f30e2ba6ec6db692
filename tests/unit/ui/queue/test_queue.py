"""The queue's panel: words, order, and what its buttons, keys and the mouse do to real jobs."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from lance_studio.backends.events import Memory
from lance_studio.jobs import states
from lance_studio.project.commands.jobs import FailJob, FinishJob, QueueJob, StartJob
from lance_studio.project.commands.nodes import AddNode
from lance_studio.project.project import Project
from lance_studio.project.rows import Job, Media, Node, new_id
from lance_studio.requests import AskImage, Sampling, TextToImage
from lance_studio.ui.queue.listing import make_row
from lance_studio.ui.queue.rows import JobRow
from lance_studio.ui.queue.view import QueuePanel
from lance_studio.ui.studio import Studio
from lance_studio.ui.theme import icon
from lance_studio.workflows.task import AsAnswer, Source, Task

MEMORY = Memory(kind="cpu", used=1, peak=1, total=2)


def add_job(project: Project, prompt: str) -> str:
    task = Task(request=TextToImage(prompt=prompt, width=64, height=64, sampling=Sampling(steps=8)))
    job = Job(id=new_id(), name=f'Picture "{prompt}"', request=task.to_json())
    project.run(QueueJob(job))
    return job.id


def finish(project: Project, job_id: str) -> str:
    """Let a job have made a picture, as the queue would have stored it."""
    from lance_studio.media.images import write_png

    path = project.folder / f"{job_id}.png"
    write_png(path, np.full((48, 64, 3), 90, np.uint8))
    blob = project.files.add_file(path)
    media = Media(id=new_id(), digest=blob.digest, kind="picture", name="made", size=blob.size, width=64, height=48)
    node = Node(id=new_id(), media_id=media.id, kind="picture", name="made")
    project.run(StartJob(job_id))
    project.run(AddNode(node, media=media))
    project.run(FinishJob(job_id, (node.id,), 2.5))
    return node.id


@pytest.fixture
def project(studio: Studio, tmp_path: Path) -> Project:
    """A project whose queue is paused, so that jobs stay where they are."""
    project = studio.session.create(tmp_path / "a.lstudio")
    studio.work.queue.pause()
    return project


@pytest.fixture
def panel(studio: Studio, project: Project, qtbot: QtBot) -> QueuePanel:
    made = QueuePanel(studio)
    qtbot.addWidget(made)
    studio.actions.attach_panel("queue", made)
    made.resize(700, 320)
    made.show()
    qtbot.waitExposed(made)
    return made


def order(panel: QueuePanel) -> list[str]:
    """The titles in the order in which the rows stand on the screen."""
    QApplication.processEvents()
    rows = [panel.list.row(row.id) for row in panel.presenter.state.rows]
    return [row.row.title.split('"')[1] for row in sorted(rows, key=lambda row: row.y())]


def press(panel: QueuePanel, job_id: str, name: str) -> None:
    button = panel.list.row(job_id).findChild(QAbstractButton, f"queue.{name}")
    assert button is not None
    assert button.isVisible()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_the_title_counts_what_is_to_do(panel: QueuePanel, project: Project, qtbot: QtBot) -> None:
    titles: list[str] = []
    panel.titled.connect(titles.append)
    one = add_job(project, "one")
    add_job(project, "two")
    finish(project, one)
    assert titles == ["Queue (1)", "Queue (2)", "Queue (1)"]
    assert order(panel) == ["two", "one"], "what is over stands below"


def test_rows_keep_the_order_of_the_queue(panel: QueuePanel, project: Project) -> None:
    jobs = [add_job(project, name) for name in ("one", "two", "three")]
    assert order(panel) == ["one", "two", "three"]
    row = panel.list.row(jobs[2])
    QTest.mouseClick(row, Qt.MouseButton.LeftButton, pos=QPoint(120, 10))
    assert panel.presenter.state.selected == jobs[2]
    QTest.keyClick(row, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert order(panel) == ["one", "three", "two"]
    QTest.keyClick(row, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(row, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert order(panel) == ["three", "one", "two"]
    QTest.keyClick(row, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert order(panel) == ["one", "three", "two"]
    QTest.keyClick(row, Qt.Key.Key_Down)
    assert panel.presenter.state.selected == jobs[1]


def test_a_drag_reorders(panel: QueuePanel, project: Project) -> None:
    jobs = [add_job(project, name) for name in ("one", "two", "three")]
    QApplication.processEvents()
    first, last = panel.list.row(jobs[0]), panel.list.row(jobs[2])
    start = QPoint(120, 10)
    down = first.mapFrom(panel.list, QPoint(120, last.geometry().bottom() - 2))
    QTest.mousePress(first, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(first, start + QPoint(0, 20))
    QTest.mouseMove(first, down)
    QTest.mouseRelease(first, Qt.MouseButton.LeftButton, pos=down)
    assert order(panel) == ["two", "three", "one"]
    assert [job.name for job in project.jobs()] == ['Picture "two"', 'Picture "three"', 'Picture "one"']


def test_a_question_shows_what_it_is_about(panel: QueuePanel, project: Project, qtbot: QtBot) -> None:
    node = project.node(finish(project, add_job(project, "one")))
    assert node is not None
    media = project.media(node.media_id)
    assert media is not None
    asked = Task(
        request=AskImage(question="What is it?"),
        inputs=(Source(media_id=media.id, digest=media.digest, node_id=node.id),),
        target=AsAnswer(),
    )
    job = Job(id=new_id(), name='Ask "What is it?"', request=asked.to_json(), inputs=(node.id,))
    project.run(QueueJob(job))
    shown = panel.list.row(job.id)
    assert (shown.row.title, shown.row.prompt, shown.row.about) == ('Ask "What is it?"', "What is it?", media.id)
    assert shown.row.sign == "chat-circle-text"

    def painted() -> tuple[int, int, int]:
        return shown.thumb.grab().toImage().pixelColor(28, 20).getRgb()[:3]  # type: ignore[return-value]

    # The picture that it is about, once it is read.
    qtbot.waitUntil(lambda: painted() == (90, 90, 90))
    new = panel.list.row(add_job(project, "two"))
    assert (new.row.about, new.row.sign) == (None, "image")


def test_cancel_and_try_again(panel: QueuePanel, project: Project, studio: Studio) -> None:
    job_id = add_job(project, "one")
    press(panel, job_id, "cancel")
    row = panel.presenter.state.row(job_id)
    assert row is not None
    assert (row.word, row.can_retry, row.can_cancel) == ("Cancelled", True, False)
    press(panel, job_id, "retry")
    stored = project.job(job_id)
    assert stored is not None
    assert stored.state == "queued"


def test_a_failure_says_why_and_shows_its_log(panel: QueuePanel, project: Project) -> None:
    job_id = add_job(project, "one")
    project.run(FailJob(job_id, "The engine ran out of memory.", "Choose a smaller size.", "line 1\nline 2"))
    shown = panel.list.row(job_id)
    texts = [child.text() for child in shown.findChildren(type(shown._cause)) if child.isVisible()]
    assert "The engine ran out of memory. Choose a smaller size." in texts
    press(panel, job_id, "details")
    dialog = QApplication.activeModalWidget() or next(
        widget for widget in QApplication.topLevelWidgets() if widget.objectName() == "log-dialog"
    )
    log = dialog.findChild(QPlainTextEdit)
    assert log is not None
    assert log.toPlainText() == "line 1\nline 2"
    dialog.close()


def test_a_narrow_panel_breaks_a_failure_into_more_lines(panel: QueuePanel, project: Project, qtbot: QtBot) -> None:
    below, job_id = add_job(project, "one"), add_job(project, "two")
    for one in (below, job_id):
        project.run(FailJob(one, "The engine ran out of memory. " * 6, "Choose a smaller size."))
    QApplication.processEvents()
    before = panel.list.row(job_id).height()
    panel.resize(360, 600)
    qtbot.waitUntil(lambda: panel.list.row(job_id).height() > before)
    assert panel.list.row(job_id).geometry().bottom() < panel.list.row(below).y()
    panel.resize(700, 600)
    qtbot.waitUntil(lambda: panel.list.row(job_id).height() == before)


def test_a_double_click_opens_the_result(panel: QueuePanel, project: Project, studio: Studio, qtbot: QtBot) -> None:
    job_id = add_job(project, "one")
    node_id = finish(project, job_id)
    studio.session.view("timeline")
    QTest.mouseDClick(panel.list.row(job_id), Qt.MouseButton.LeftButton, pos=QPoint(120, 10))
    assert studio.session.node_id == node_id
    assert studio.session.viewing == "node"
    qtbot.waitUntil(lambda: panel.list.row(job_id).thumb._image is not None)


def test_clearing_takes_only_what_is_over(panel: QueuePanel, project: Project) -> None:
    one, two = add_job(project, "one"), add_job(project, "two")
    node_id = finish(project, one)
    clear = panel.findChild(QAbstractButton, "queue.clear_finished")
    assert clear is not None
    assert clear.isEnabled()
    clear.click()
    assert [job.id for job in project.jobs()] == [two]
    assert project.node(node_id) is not None
    assert not clear.isEnabled()


def test_pause_and_resume(panel: QueuePanel, project: Project, studio: Studio) -> None:
    button = panel.findChild(QAbstractButton, "queue.pause")
    assert button is not None
    assert button.text() == "Resume"
    button.click()
    assert not studio.work.queue.paused
    assert button.text() == "Pause"
    assert not studio.actions.action("queue.pause").isChecked()
    studio.actions.trigger("queue.pause")
    assert studio.work.queue.paused


def add_finished(project: Project, tmp_path: Path, count: int) -> list[str]:
    """Add pictures of one colour each, as results of jobs."""
    from lance_studio.media.images import write_png
    from lance_studio.project.commands.base import Command, Together

    commands: list[Command] = []
    jobs: list[str] = []
    for number in range(count):
        path = tmp_path / f"{number}.png"
        write_png(path, np.full((4, 4, 3), (number % 256, number // 256, 7), np.uint8))
        blob = project.files.add_file(path)
        media = Media(id=new_id(), digest=blob.digest, kind="picture", name="made", size=blob.size, width=4, height=4)
        node = Node(id=new_id(), media_id=media.id, kind="picture", name="made")
        job = Job(id=new_id(), name=f'Picture "{number}"', request="{}")
        steps = QueueJob(job), StartJob(job.id), FinishJob(job.id, (node.id,), 1.0)
        commands += [AddNode(node, media=media), *steps]
        jobs.append(job.id)
    project.run(Together("Add", tuple(commands)))
    return jobs


def test_of_many_jobs_that_are_over_the_newest_have_rows(
    panel: QueuePanel, project: Project, studio: Studio, tmp_path: Path, qtbot: QtBot
) -> None:
    waiting = add_job(project, "waiting")
    jobs = add_finished(project, tmp_path, 60)
    state = panel.presenter.state
    assert [row.id for row in state.rows] == [waiting, *reversed(jobs[-20:])]
    assert (state.older, state.open_count) == (40, 1)
    assert len(panel.findChildren(JobRow)) < 21, "rows are made for what is in sight or near it"
    older = panel.findChild(QAbstractButton, "queue.older")
    assert older is not None
    assert older.isVisible()
    older.click()
    assert [row.id for row in panel.presenter.state.rows] == [waiting, *reversed(jobs[-40:])]
    older.click()
    assert panel.presenter.state.older == 0
    assert not older.isVisible()
    # What is over is cleared, listed or not.
    panel.presenter.open(jobs[0])
    panel.presenter._forget()
    panel.presenter.refresh()
    assert panel.presenter.state.older == 40
    panel.presenter.clear_finished()
    assert [job.id for job in project.jobs()] == [waiting]
    assert panel.presenter.state.older == 0


def test_a_picture_that_arrives_is_painted_in_its_own_row_only(
    panel: QueuePanel, project: Project, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = add_finished(project, tmp_path, 30)
    rows = panel.findChildren(JobRow)
    assert panel.list.row(jobs[-1]) in rows
    qtbot.waitUntil(lambda: all(row.thumb._image is not None for row in rows))
    with pytest.raises(KeyError):
        panel.list.row(jobs[0])
    # None is asked for in vain: one for each row that there is.
    assert len(panel._images._images) == len(rows)
    shown: list[str] = []
    monkeypatch.setattr(panel.list, "_show_picture", shown.append)
    node = project.node(panel.list.row(jobs[-1]).row.nodes[0])
    assert node is not None
    panel._images.ready.emit(node.media_id)
    assert shown == [jobs[-1]]


def test_a_hidden_list_makes_no_rows_until_it_is_seen(panel: QueuePanel, project: Project) -> None:
    panel.hide()
    job_id = add_job(project, "one")
    assert panel.findChildren(JobRow) == []
    panel.show()
    assert panel.list.row(job_id).isVisible()


def test_previews_and_steps_arrive_in_the_row(panel: QueuePanel, project: Project, studio: Studio) -> None:
    job_id = add_job(project, "one")
    project.run(StartJob(job_id))
    preview = np.full((4, 4, 3), 50, np.uint8)
    studio.work.job_changed.emit(job_id, states.Running(2, 8, 1.0, 3.0, preview, MEMORY))
    row = panel.presenter.state.row(job_id)
    assert row is not None
    assert (row.detail, row.share) == ("Step 2 of 8 · 3 s left", 0.25)
    assert panel.list.row(job_id).row == row
    studio.work.preview_ready.emit(job_id, preview)
    assert panel.list.row(job_id).thumb._image is not None
    assert panel.list.row(job_id).accessibleName() == 'Picture "one": Running. Step 2 of 8 · 3 s left'


@pytest.mark.parametrize(
    ("state", "word", "detail"),
    [
        (states.Queued(0), "Waiting", "Next"),
        (states.Queued(2), "Waiting", "2 ahead"),
        (states.Preparing("loading"), "Running", "Loading the model"),
        (states.Answering("At 2 s", "s"), "Running", "Answering · At 2 s"),
        (states.Recording(), "Running", "Writing the result"),
        (states.Cancelling(), "Cancelling", "Stops after this step"),
        (states.Done((), 75.2), "Done", "Took 1 min 15 s"),
        (states.Cancelled(), "Cancelled", ""),
    ],
)
def test_states_in_words(state: states.JobState, word: str, detail: str) -> None:
    row = make_row(Job(id="a", name="Job of a later version", request="{}"), state)
    assert (row.title, row.word, row.detail) == ("Job of a later version", word, detail)
    # Both are looked up when they are painted; what does not exist would raise here.
    icon(row.icon, row.role)
