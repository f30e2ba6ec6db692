"""Nothing in a project is ever unreachable: every row of every table is found in some list of the window and opens.

The project holds rows of every kind in every state. The window opens it, the user presses what shows the rest of each
list, and then every row must be in one. A table that nobody lists, or a setting that no part of the window reads back,
fails here: say below where its rows are found.
"""

import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import TypeVar, get_args

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.app import PANELS
from lance_studio.project import rows
from lance_studio.project.commands.chat import AddMessage
from lance_studio.project.commands.jobs import CancelJob, FailJob, FinishJob, QueueJob, StartJob
from lance_studio.project.commands.masks import SaveMask, SetMask
from lance_studio.project.commands.media import AddMedia
from lance_studio.project.commands.nodes import AddNode, HideNodes, RemoveNode, StarNode
from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.commands.timelines import AddTimeline
from lance_studio.project.project import Project
from lance_studio.project.reading import read_rows
from lance_studio.project.rows import (
    ChatMessage,
    Edge,
    Job,
    JobState,
    Media,
    MessageState,
    Node,
    NodeMask,
    Setting,
    TimelineRow,
    new_id,
)
from lance_studio.project.tables import TABLES
from lance_studio.timeline.document import to_json
from lance_studio.timeline.model import Clip, new_timeline
from lance_studio.timeline.placing import append
from lance_studio.ui.canvas.view import CanvasPanel
from lance_studio.ui.chat.view import ChatPanel
from lance_studio.ui.history.view import HistoryPanel
from lance_studio.ui.main_window import MainWindow
from lance_studio.ui.media.view import MediaPanel
from lance_studio.ui.queue.view import QueuePanel
from lance_studio.ui.timeline.view import TimelinePanel
from lance_studio.workflows.masks import mask_png
from lance_studio.workflows.wishes import GeneratePicture
from tests.unit.media.painted import painted_clip
from tests.unit.project.samples import add_picture, linked
from tests.unit.ui.test_generation_service import Bench, bench

__all__ = ["bench"]

LEFT = Qt.MouseButton.LeftButton
P = TypeVar("P")


# --- a project with everything ----------------------------------------------------------------------------------------


def timeline_of(name: str, *media: Media) -> TimelineRow:
    timeline = new_timeline(name)
    track = next(track.id for track in timeline.tracks if track.kind == "video")
    for one in media:
        timeline = append(timeline, {track: Clip(new_id(), one.id, Fraction(2))})
    return TimelineRow(id=timeline.id, name=name, document=to_json(timeline))


def fill(project: Project, folder: Path) -> None:
    """Put rows of every kind into a project, in every state that they can have."""
    fill_graph(project)
    fill_media(project, folder)
    fill_timelines(project)
    fill_chat_and_queue(project)
    values = {
        rows.CURRENT_NODE: project.nodes()[0].id,
        rows.CURRENT_TIMELINE: project.timelines()[1].id,
        rows.VIEWING: "node",
        rows.FOLDED: "[]",
        rows.PLAYHEAD: "1/24",
        rows.PLAYHEADS: "{}",
        rows.TIMELINE_ORDER: f'["{project.timelines()[2].id}", "gone"]',
    }
    for key, value in values.items():
        project.run(SetSetting(key, value))


def fill_graph(project: Project) -> None:
    root = add_picture(project, data=b"root", name="root")
    child = add_picture(project, root.id, data=b"child", name="a result")
    branch = add_picture(project, root.id, data=b"branch", name="a branch")
    merged = add_picture(project, child.id, branch.id, data=b"merged", name="of two")
    leaf = add_picture(project, merged.id, data=b"leaf", name="a hidden leaf")
    other = add_picture(project, data=b"other", name="a hidden root")
    below = add_picture(project, other.id, data=b"below", name="below a hidden root")
    project.run(HideNodes((leaf.id, other.id, branch.id)))
    project.run(StarNode(below.id))
    project.run(StarNode(leaf.id))
    # Masks of a node that is shown, and of a hidden one.
    inside = np.zeros((4, 6), np.uint8)
    inside[:1] = 255
    digest = project.files.add_bytes(mask_png(inside)).digest
    for name in ("masked", "masked and hidden"):
        blob = project.files.add_bytes(name.encode())
        media = Media(id=new_id(), digest=blob.digest, kind="picture", name=name, size=blob.size, width=6, height=4)
        node = Node(id=new_id(), media_id=media.id, kind="picture", name=name)
        project.run(AddNode(node, None, media))
        project.run(SetMask(node.id, digest, 6, 4))
        project.run(SaveMask(node.id, f"of {name}"))
    project.run(HideNodes((node.id,)))
    # Two nodes of one medium, and a request of a version that nobody knows.
    again = Node(id=new_id(), media_id=root.media_id, kind="picture", name="the same picture again")
    project.run(AddNode(again, Edge(child=again.id, parents=(below.id,), operation="later_task", request="[]")))


def fill_media(project: Project, folder: Path) -> None:
    film, lost = linked_film(project, folder, "film.mp4"), linked_film(project, folder, "lost.mp4")
    for media in (film, lost):
        project.run(AddMedia(media, Node(id=new_id(), media_id=media.id, kind="clip", name=media.name)))
    (folder / "lost.mp4").unlink()
    blob = project.files.add_bytes(b"tone")
    tone = Media(id=new_id(), digest=blob.digest, kind="audio", name="tone.wav", size=blob.size)
    project.run(AddMedia(tone))
    # A picture that a timeline shows although its node was removed from the history.
    used = add_picture(project, data=b"used", name="used")
    project.run(AddTimeline(timeline_of("Shows what has no node", *medium(project, used))))
    project.run(RemoveNode(used.id))
    removed = add_picture(project, data=b"removed", name="removed")
    project.run(RemoveNode(removed.id))


def linked_film(project: Project, folder: Path, name: str) -> Media:
    painted_clip(folder / name, 4, tag=len(name))
    return linked(project, folder / name)


def medium(project: Project, node: Node) -> tuple[Media, ...]:
    found = project.media(node.media_id)
    assert found is not None
    return (found,)


def fill_timelines(project: Project) -> None:
    project.run(AddTimeline(timeline_of("Film", *medium(project, project.nodes()[0]))))
    for name in ("Empty", "Film", "A name " * 60, ""):
        project.run(AddTimeline(timeline_of(name)))
    project.run(AddTimeline(TimelineRow(id=new_id(), name="Damaged", document="{")))


def fill_chat_and_queue(project: Project) -> None:
    states = ("complete", "streaming", "failed", "cancelled")
    for number in range(50):
        role = "user" if number % 2 == 0 else "assistant"
        state = "complete" if role == "user" else states[number // 2 % 4]
        shown = (project.nodes()[0].id, "gone") if number % 5 == 0 else ()
        project.run(
            AddMessage(ChatMessage(id=new_id(), role=role, mode="ask", text=f"{number}", state=state, nodes=shown))
        )
    for number in range(120):
        job = Job(id=new_id(), name=f"Job {number}", request="{}", inputs=("gone",))
        project.run(QueueJob(job))
        end = number % 5
        if end in (0, 1, 2):
            project.run(StartJob(job.id))
        if end == 0:
            project.run(FinishJob(job.id, (project.nodes()[0].id,), 1.0))
        elif end == 1:
            project.run(FailJob(job.id, "It broke.", "Try again."))
        elif end in (3, 4):
            project.run(CancelJob(job.id))


# --- where the rows of each table are found ---------------------------------------------------------------------------


class Finder:
    """The window with everything shown that its lists hold back at first."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot, self.session = window, qtbot, window.studio.session
        self.history = self.panel("history", HistoryPanel)
        self.media = self.panel("media", MediaPanel)
        self.timeline = self.panel("timeline", TimelinePanel)
        self.chat = self.panel("chat", ChatPanel)
        self.queue = self.panel("queue", QueuePanel)
        self.canvas = self.panel("canvas", CanvasPanel)

    def panel(self, panel_id: str, kind: type[P]) -> P:
        found = self.window.panel(panel_id)
        assert isinstance(found, kind)
        return found

    def press(self, panel_id: str, name: str) -> bool:
        """Press a button of a panel as a user does; tells whether it is there to be pressed."""
        self.window.docks.reveal(panel_id)
        button = self.window.panel(panel_id).findChild(QAbstractButton, name)
        assert button is not None, name
        if button.isHidden() or not button.isEnabled():
            return False
        QTest.mouseClick(button, LEFT)
        return True

    def show_everything(self) -> None:
        """Press whatever a list offers to show the rest of it."""
        assert self.press("history", "history.hidden"), "there is a way to hidden nodes"
        assert self.press("history", "history.imports"), "there is a way to imports from which nothing was made"
        while self.press("chat", "chat.earlier"):
            pass
        while self.press("queue", "queue.older"):
            pass
        self.qtbot.waitUntil(lambda: bool(self.media.presenter.state.missing))

    def media_row(self, row: Media) -> str:
        if not self.has_card(row.id):
            return "no card in the bin"
        if row.kind == "audio":
            return self.opens_sound(row)
        self.media.presenter.open(row.id)
        node = self.project.node(self.session.node_id or "")
        return "" if node is not None and node.media_id == row.id else "its card does not open it"

    def has_card(self, entry_id: str) -> bool:
        return any(entry.media_id == entry_id for entry in self.media.presenter.state.entries)

    def opens_sound(self, row: Media) -> str:
        menu = self.media.menu_for(row.id)
        enabled = {action.objectName() for action in menu.actions() if action.isEnabled()}
        menu.deleteLater()
        return "" if "media.menu.append" in enabled else "nothing can be done with it"

    def node_row(self, row: Node) -> str:
        card = self.history.presenter.card(row.id)
        if card is None:
            return "no card in the history"
        self.session.select_node(None)
        self.history.graph.opened.emit(row.id)
        return "" if (self.session.node_id, self.session.viewing) == (row.id, "node") else "its card does not open it"

    def mask_row(self, row: NodeMask) -> str:
        """A working mask lies on its picture; a saved one is offered by name wherever a picture is open."""
        self.session.open_node(row.node_id)
        masks = self.canvas.presenter.masks
        if not row.name:
            return "" if masks.state().exists else "its picture is open without it"
        return "" if row.id in {one.id for one in masks.saved()} else "it is not among the saved masks"

    def edge_row(self, row: Edge) -> str:
        card = self.history.presenter.card(row.child)
        ways = {link.parent for link in self.history.presenter.state.links if link.child == row.child}
        if card is None or not card.generated:
            return "its node does not look made"
        return "" if ways == set(row.parents) else "not all ways are drawn"

    def timeline_row(self, row: TimelineRow) -> str:
        tabs = self.timeline.tabs
        if row.id not in tabs.ids():
            return "no tab"
        tabs.bar.setCurrentIndex(tabs.ids().index(row.id))
        if self.session.timeline_id != row.id:
            return "its tab does not show it"
        if not self.has_card(row.id):
            return "no card in the bin"
        self.session.select_timeline(None)
        self.media.presenter.open(row.id)
        return "" if self.session.timeline_id == row.id else "its card does not show it"

    def message_row(self, row: ChatMessage) -> str:
        shown = {bubble.id for bubble in self.chat.presenter.bubbles()}
        return "" if row.id in shown else "no bubble in the chat"

    def job_row(self, row: Job) -> str:
        self.queue.presenter.select(row.id)
        found = self.queue.presenter.state.row(row.id)
        return "" if found is not None and self.queue.presenter.state.selected == row.id else "no row in the queue"

    def setting_row(self, row: Setting) -> str:
        """Settings are no work of anybody: only how the project was looked at, which opening it shows."""
        return "" if row.key in VIEW_SETTINGS else "nothing in the window shows it"

    @property
    def project(self) -> Project:
        assert self.session.project is not None
        return self.session.project


VIEW_SETTINGS = {
    rows.CURRENT_NODE,
    rows.CURRENT_TIMELINE,
    rows.VIEWING,
    rows.FOLDED,
    rows.PLAYHEAD,
    rows.PLAYHEADS,
    rows.TIMELINE_ORDER,
}

FINDERS: dict[str, Callable[[Finder, object], str]] = {
    "media": Finder.media_row,
    "node": Finder.node_row,
    "edge": Finder.edge_row,
    "mask": Finder.mask_row,
    "timeline": Finder.timeline_row,
    "message": Finder.message_row,
    "job": Finder.job_row,
    "setting": Finder.setting_row,
}  # type: ignore[assignment]
"""For each table, what looks for one of its rows in the window; an empty answer means that it was found and opened."""


# --- the tests --------------------------------------------------------------------------------------------------------


@pytest.fixture
def finder(bench: Bench, qtbot: QtBot, tmp_path: Path) -> Finder:
    folder = tmp_path / "everything"
    folder.mkdir()
    with Project.create(folder / "all.lstudio") as project:
        fill(project, folder)
    window = MainWindow(bench.studio, PANELS)
    qtbot.addWidget(window, before_close_func=lambda _window: bench.session.close())
    window.resize(1440, 900)
    window.show()
    qtbot.waitExposed(window)
    bench.session.open(folder / "all.lstudio")
    # One job that runs, and two that wait.
    for words in ("a boat", "a red boat", "a blue boat"):
        assert bench.work.submit(GeneratePicture(words), chat=True)
    bench.wait_begun()
    return Finder(window, qtbot)


def test_every_row_is_found_in_a_list_of_the_window(finder: Finder) -> None:
    assert unlisted() == set(), "say in which list of the window the rows of these tables are found"
    finder.show_everything()
    lost: list[str] = []
    for table in TABLES.values():
        found = read_rows(finder.project._connection(), table)
        assert found, f"the project of this test has no row of '{table.name}'"
        for row in found:
            why = FINDERS[table.name](finder, row)
            if why:
                lost.append(f"{table.name} {getattr(row, 'name', table.key_of(row))!r}: {why}")
    assert lost == []


def unlisted() -> set[str]:
    """The tables of which this test knows no list; a list of a table that is gone is none either."""
    return TABLES.keys() ^ FINDERS.keys()


def test_a_table_that_no_list_shows_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TABLES, "idea", TABLES["node"])
    assert unlisted() == {"idea"}


def test_all_kinds_and_states_are_there(finder: Finder) -> None:
    """The project of these tests would prove little if it were poor."""
    project = finder.project
    assert {media.kind for media in project.media_list()} == {"picture", "video", "audio"}
    assert len(project.missing_media()) == 1
    assert {(node.hidden, node.starred) for node in project.nodes()} == {
        (False, False), (False, True), (True, False), (True, True),
    }  # fmt: skip
    assert len(project.timelines()) > 5
    assert {message.state for message in project.messages()} == set(get_args(MessageState))
    assert {job.state for job in project.jobs()} == set(get_args(JobState))


def test_a_medium_without_a_node_opens_as_one_step_to_undo(finder: Finder) -> None:
    project = finder.project
    shown = {node.media_id for node in project.nodes()}
    alone = next(media for media in project.media_list() if media.id not in shown and media.kind == "picture")
    steps = len(project.undo_list())
    finder.media.presenter.open(alone.id)
    assert [node.media_id for node in project.nodes()][-1] == alone.id
    assert finder.session.node_id == project.nodes()[-1].id
    assert [step.name for step in project.undo_list()[: len(project.undo_list()) - steps]] == ["Open media"]
    project.undo()
    assert {node.media_id for node in project.nodes()} == shown


def test_what_shows_the_rest_of_a_list_is_in_sight_only_where_there_is_more(finder: Finder, tmp_path: Path) -> None:
    finder.session.create(tmp_path / "new.lstudio")
    for panel_id, name in (
        ("history", "history.hidden"),
        ("history", "history.imports"),
        ("chat", "chat.earlier"),
        ("queue", "queue.older"),
    ):
        button = finder.window.panel(panel_id).findChild(QWidget, name)
        assert button is not None
        assert button.isHidden(), name
    shutil.rmtree(tmp_path / "everything", ignore_errors=True)
