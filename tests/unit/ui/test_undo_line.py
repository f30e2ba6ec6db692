"""The one list of steps: the project's and those of drafts in their order, each with its selection."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from lance_studio.errors import ProjectError
from lance_studio.project.commands.nodes import AddNode, RemoveNode, RenameNode
from lance_studio.project.commands.timelines import AddTimeline, EditTimeline
from lance_studio.project.project import Project
from lance_studio.project.rows import Edge, Media, Node, TimelineRow, new_id
from lance_studio.timeline.document import to_json
from lance_studio.timeline.model import Clip, new_timeline
from lance_studio.timeline.placing import append
from lance_studio.timeline.properties import set_clip, set_in
from lance_studio.ui.bus import ChangeBus
from lance_studio.ui.session import Session
from lance_studio.ui.undo_view import Selection


class Field(QObject):
    """A field of which the test says what is typed."""

    edited = Signal(object, object, object, bool)
    sent = Signal(object)
    focused = Signal(object, bool)

    def __init__(self) -> None:
        super().__init__()
        self.text = ""

    def toPlainText(self) -> str:  # noqa: N802
        return self.text

    def put_back(self, draft: tuple[str, int]) -> None:
        self.text = draft[0]

    def type(self, text: str, *, goes_on: bool = False) -> None:
        former, self.text = self.text, text
        self.edited.emit(self, (former, len(former)), (text, len(text)), goes_on)

    def focus(self, on: bool) -> None:
        self.focused.emit(self, on)

    def send(self) -> None:
        self.text = ""
        self.sent.emit(self)


class Desk:
    """A session with a project of a picture, and two fields."""

    def __init__(self, folder: Path) -> None:
        self.session = Session(ChangeBus())
        self.project: Project = self.session.create(folder / "a.lstudio")
        self.fields = (Field(), Field())
        self.line = self.session.undo_line
        # As the timeline's panel does.
        self.session.timeline_selected.connect(lambda _id: self.session.select_clips(()))
        self.revealed: list[str] = []
        self.session.panel_wanted.connect(self.revealed.append)
        for field, panel in zip(self.fields, ("canvas", "chat"), strict=True):
            self.line.follow(field, panel)
        self.root = self.add(None)

    # --- commands -------------------------------------------------------------------------------------------------

    def add(self, parent: str | None) -> str:
        digest = self.project.files.add_bytes(new_id().encode()).digest
        media = Media(id=new_id(), digest=digest, kind="picture", name="p", size=32, width=8, height=8)
        node = Node(id=new_id(), media_id=media.id, kind="picture", name="p")
        edge = None if parent is None else Edge(child=node.id, parents=(parent,), operation="image_edit", request="{}")
        self.session.run(AddNode(node, edge, media, name="Turn"))
        self.session.select_node(node.id)
        return node.id

    def rename(self, node_id: str, name: str) -> None:
        self.session.run(RenameNode(node_id, name))

    def add_timeline(self) -> str:
        made = new_timeline("T", Fraction(24))
        track = next(track.id for track in made.tracks if track.kind == "video")
        node = self.project.node(self.root)
        assert node is not None
        for name in ("one", "two"):
            clip = Clip(id=f"{made.id}-{name}", media_id=node.media_id, duration=Fraction(1), name=name)
            made = append(made, {track: clip})
        self.session.run(AddTimeline(TimelineRow(id=made.id, name="T", document=to_json(made))))
        self.session.select_timeline(made.id)
        return made.id

    def rename_clip(self, timeline_id: str, name: str, merge_key: str | None = None) -> None:
        value = self.project.timeline_value(timeline_id)
        assert value is not None
        changed = set_clip(value, f"{timeline_id}-one", name=name)
        self.session.run(EditTimeline(timeline_id, changed, "Rename clip", merge_key))

    # --- looking --------------------------------------------------------------------------------------------------

    def state(self) -> tuple[object, ...]:
        project = self.project
        return (
            project.nodes(),
            project.edges(),
            project.media_list(),
            project.timelines(),
            tuple(field.text for field in self.fields),
        )

    def selection(self) -> Selection:
        return replace(self.line.selection(), shown=None)


@pytest.fixture
def desk(qapp: QApplication, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.session.close()


# --- random work --------------------------------------------------------------------------------------------------


@dataclass
class Step:
    """What the test knows of a step: the nodes or the timeline that it acts on, and the selection on both sides."""

    subject: str
    on: str
    before: Selection
    after: Selection | None = None


ACTS = (
    "turn", "rename", "timeline", "clip", "drag", "type", "type on", "type beside", "select node", "select clips",
    "select medium", "select timeline", "view", "range", "undo", "undo", "redo",
)  # fmt: skip


class Work:
    """Random work, and what must come of undo and redo after it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.steps: list[Step] = []
        self.states = [desk.state()]
        self.at = 0
        self.words = 0
        self.dragged: str | None = None

    def act(self, what: str, number: int) -> None:
        desk, session = self.desk, self.desk.session
        nodes = [node.id for node in desk.project.nodes()]
        timelines = [row.id for row in desk.project.timelines()]
        self.words += 1
        match what:
            case "turn":
                session.view("node")
                self.do("node", lambda: desk.add(session.node_id))
            case "rename":
                session.view("node")
                assert session.node_id is not None
                self.do("node", lambda: desk.rename(str(session.node_id), f"name {self.words}"))
            case "timeline":
                self.do("timeline", desk.add_timeline)
            case "clip" | "drag" if session.timeline_id is not None:
                timeline_id = session.timeline_id
                key = f"drag {timeline_id}" if what == "drag" else None
                session.view("timeline")
                if key is not None and self.dragged == key:
                    # One step with the one before: it has the selection from before that.
                    desk.rename_clip(timeline_id, f"clip {self.words}", key)
                    self.states[-1] = desk.state()
                else:
                    self.do("timeline", lambda: desk.rename_clip(timeline_id, f"clip {self.words}", key))
                    self.dragged = key
            case "type":
                self.do("field", lambda: desk.fields[0].type(f"{desk.fields[0].text} word{self.words}"))
            case "type beside":
                self.do("field", lambda: desk.fields[1].type(f"{desk.fields[1].text} word{self.words}"))
            case "type on":
                if self.at and self.at == len(self.steps) and self.steps[-1].subject == "field":
                    field = next(field for field in desk.fields if field.text == self.steps[-1].on)
                    field.type(field.text + "s", goes_on=True)
                    self.steps[-1].on = field.text
                    self.states[-1] = desk.state()
            case "select node":
                session.select_node(nodes[number % len(nodes)])
            case "select clips" if session.timeline_id is not None:
                session.select_clips((f"{session.timeline_id}-{('one', 'two')[number % 2]}",))
            case "select medium":
                media = desk.project.media_list()
                session.select_media(media[number % len(media)].id)
            case "select timeline" if timelines:
                session.select_clips(())
                session.select_timeline(timelines[number % len(timelines)])
            case "view" if session.timeline_id is not None:
                session.view(("node", "timeline")[number % 2])
            case "range" if session.timeline_id is not None:
                value = desk.project.timeline_value(session.timeline_id)
                assert value is not None
                session.run(EditTimeline(value.id, set_in(value, Fraction(number % 9, 12)), "Set in point"))
            case "undo":
                self.undo()
            case "redo":
                self.redo()
            case _:
                pass

    def do(self, subject: str, act) -> None:  # type: ignore[no-untyped-def]
        before = self.desk.selection()
        result = act()
        del self.steps[self.at :], self.states[self.at + 1 :]
        on = {
            "node": lambda: result or self.desk.session.node_id,
            "timeline": lambda: self.desk.session.timeline_id,
            "field": lambda: (
                self.desk.fields[0].text
                if self.desk.fields[0].text != self.states[-1][-1][0]  # type: ignore[index]
                else self.desk.fields[1].text
            ),
        }[subject]()
        self.steps.append(Step(subject, str(on), before))
        self.states.append(self.desk.state())
        self.at += 1
        self.dragged = None

    def undo(self) -> None:
        self.dragged = None
        if not self.at:
            return
        step, now = self.steps[self.at - 1], self.desk.selection()
        assert self.desk.line.move(back=True)
        self.at -= 1
        step.after = now
        self.check(step, step.before, back=True)

    def redo(self) -> None:
        self.dragged = None
        if self.at == len(self.steps):
            assert self.desk.line.redo_names() == []
            return
        step = self.steps[self.at]
        assert self.desk.line.move(back=False)
        self.at += 1
        assert step.after is not None
        self.check(step, step.after, back=False)

    def look_at_the_last_step(self) -> None:
        """What was done last is seen, as redo will show it."""
        step, session = self.steps[-1], self.desk.session
        if step.subject == "node":
            session.select_node(step.on)
            session.view("node")
        elif step.subject == "timeline":
            if session.timeline_id != step.on:
                session.select_clips(())
            session.select_timeline(step.on)
            session.view("timeline")

    def check(self, step: Step, noted: Selection, *, back: bool) -> None:
        expected = noted
        if step.subject == "node" and self.desk.project.node(step.on) is not None:
            expected = replace(noted, node_id=step.on, viewing="node")
        elif step.subject == "timeline" and self.desk.project.timeline(step.on) is not None:
            clips = noted.clip_ids if noted.timeline_id == step.on else ()
            expected = replace(noted, timeline_id=step.on, viewing="timeline", clip_ids=clips)
        assert self.desk.selection() == expected, (step, back)
        assert self.desk.state() == self.states[self.at]
        assert len(self.desk.line.undo_names()) == self.at
        assert len(self.desk.line.redo_names()) == len(self.steps) - self.at


@settings(max_examples=60)
@given(acts=st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 8)), max_size=30))
def test_undo_goes_to_the_first_state_and_selection_and_redo_to_the_last(
    qapp: QApplication, acts: list[tuple[str, int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        work = Work(desk)
        # The picture of the desk is a step of its own, which stays.
        work.steps.append(Step("node", desk.root, Selection()))
        work.states.insert(0, ([], [], [], [], ("", "")))
        work.at = 1
        for what, number in acts:
            if what == "undo" and work.at == 1:
                continue
            work.act(what, number)
        while work.at < len(work.steps):
            work.redo()
        work.look_at_the_last_step()
        last, selected = desk.state(), desk.selection()
        before = work.steps[1].before if len(work.steps) > 1 else None
        while work.at > 1:
            work.undo()
        assert before is None or desk.selection() == before
        while work.at < len(work.steps):
            work.redo()
        assert (desk.state(), desk.selection()) == (last, selected)
        desk.session.close()


@settings(max_examples=40)
@given(
    acts=st.lists(st.tuples(st.sampled_from((*ACTS[:-3], "focus", "leave")), st.integers(0, 8)), max_size=25),
    focused=st.integers(0, 2),
)
def test_all_is_undone_and_redone_wherever_the_focus_is(
    qapp: QApplication, acts: list[tuple[str, int]], focused: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        first, work = desk.state(), Work(desk)
        for what, number in acts:
            if what in ("focus", "leave"):
                desk.fields[number % 2].focus(what == "focus")
            else:
                work.act(what, number)
        last, count = desk.state(), len(work.steps)
        if focused < 2:
            desk.fields[focused].focus(True)
        names = []
        while len(desk.line.undo_names()) > 1:
            names.append(desk.line.next_name(back=True))
            desk.session.undo()
        assert desk.state() == first
        assert len(names) == count
        while (name := desk.line.next_name(back=False)) is not None:
            names.remove(name)
            desk.session.redo()
        assert names == []
        assert desk.state() == last
        desk.session.close()


# --- single cases -------------------------------------------------------------------------------------------------


def test_words_lie_between_the_steps_of_the_project(desk: Desk) -> None:
    one, two = desk.fields
    one.type("a")
    desk.rename(desk.root, "Boat")
    two.type("b")
    assert desk.line.undo_names() == ["Typing", "Rename node", "Typing", "Turn"]
    for _ in range(3):
        desk.session.undo()
    assert desk.line.undo_names() == ["Turn"]
    assert desk.line.redo_names() == ["Typing", "Rename node", "Typing"]
    assert (one.text, two.text) == ("", "")
    assert desk.revealed == ["chat", "canvas"], "what changes is brought to the front"


def test_a_field_that_shows_another_draft_by_now_is_left_alone(desk: Desk) -> None:
    one = desk.fields[0]
    one.type("a")
    one.text = "the draft of another picture"
    desk.session.undo()
    assert one.text == "the draft of another picture"
    assert desk.line.undo_names() == []
    assert desk.project.nodes() == [], "what is older is undone by the same key"


def test_words_belong_to_the_selection_in_which_they_were_typed(desk: Desk) -> None:
    one = desk.fields[0]
    drafts: dict[str | None, str] = {}
    other = desk.add(None)

    def swap(node_id: str | None) -> None:
        one.text = drafts.get(node_id, "")

    desk.session.select_node(desk.root)
    one.type("about the first")
    drafts[desk.root] = one.text
    desk.session.node_selected.connect(swap)
    desk.session.select_node(other)
    assert one.text == ""
    desk.session.undo()
    assert (desk.session.node_id, one.text) == (desk.root, "")
    desk.session.redo()
    assert desk.session.node_id == other


def test_nothing_of_a_former_project_can_be_undone(desk: Desk, tmp_path: Path) -> None:
    desk.fields[0].type("a")
    desk.session.create(tmp_path / "b.lstudio")
    assert desk.line.undo_names() == []
    assert desk.line.next_name(back=True) is None
    desk.session.undo()
    assert desk.fields[0].text == "a"


def test_words_without_a_project_can_be_undone(qapp: QApplication) -> None:
    session, field = Session(ChangeBus()), Field()
    session.undo_line.follow(field, "canvas")
    field.type("a")
    session.undo()
    assert field.text == ""
    session.redo()
    assert field.text == "a"


def test_a_removed_node_gives_way_to_what_it_was_made_from_at_redo(desk: Desk) -> None:
    child = desk.add(desk.root)
    desk.session.run(RemoveNode(child))
    desk.session.undo()
    assert desk.session.node_id == child
    desk.session.redo()
    assert desk.session.node_id == desk.root


def test_a_step_that_is_undone_elsewhere_is_followed_too(desk: Desk) -> None:
    child = desk.add(desk.root)
    desk.project.undo()
    assert desk.session.node_id == desk.root
    desk.project.redo()
    assert desk.session.node_id == child


def test_a_disk_that_fails_leaves_everything_as_it_is(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    child = desk.add(desk.root)

    def fail(_project: Project) -> None:
        raise ProjectError("The disk is full.", "Make room.")

    with monkeypatch.context() as patch:
        patch.setattr(Project, "undo", fail)
        with pytest.raises(ProjectError):
            desk.session.undo()
    assert desk.session.node_id == child
    desk.session.undo()
    assert desk.session.node_id == desk.root


def test_typing_forgets_what_was_undone_in_the_file_too(desk: Desk) -> None:
    desk.add(desk.root)
    desk.session.undo()
    path = desk.project.path
    desk.fields[0].type("a")
    desk.session.close()
    with Project.open(path) as again:
        assert again.redo_list() == []
        assert again.verify() == ()
    desk.session.open(path)


def test_a_long_draft_keeps_its_newest_steps(desk: Desk) -> None:
    for number in range(310):
        desk.fields[0].type(f"{number}")
    assert len(desk.line.undo_names()) == 301
    for _ in range(300):
        desk.session.undo()
    assert desk.fields[0].text == "9"
