"""What the journal of undo and redo keeps: as much as changed, bounded, and exactly enough to go back and on."""

import json
import sqlite3
import tempfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from lance_studio.errors import ProjectDamagedError
from lance_studio.project import journal
from lance_studio.project.commands import media, nodes, timelines
from lance_studio.project.commands import settings as setting_commands
from lance_studio.project.commands.base import Command, Together
from lance_studio.project.project import Project
from lance_studio.project.rows import Edge, Media, Node, Setting, TimelineRow, new_id
from lance_studio.project.tables import EDGES, TIMELINES
from lance_studio.project.transaction import Transaction
from lance_studio.timeline import properties
from lance_studio.timeline.document import to_json
from lance_studio.timeline.model import Clip, Timeline, Track
from lance_studio.timeline.model import new_id as new_clip_id
from tests.unit.project.samples import WHEN, add_picture, digest_of


def long_timeline(count: int) -> Timeline:
    clips = [Clip(new_clip_id(), new_clip_id(), Fraction(n % 40 + 1, 24), name=f"clip {n}") for n in range(count)]
    half = count // 2
    tracks = (Track("a", "audio", "A1", tuple(clips[:half])), Track("v", "video", "V1", tuple(clips[half:])))
    return Timeline(new_clip_id(), "Main", tracks=tracks)


def add_timeline(project: Project, timeline: Timeline) -> None:
    project.run(timelines.AddTimeline(TimelineRow(id=timeline.id, name="T", document=to_json(timeline))))


def journal_bytes(project: Project) -> int:
    [total] = project._store.connection.execute(
        "SELECT ifnull(sum(ifnull(length(before), 0) + ifnull(length(after), 0) + ifnull(length(patch), 0)), 0) "
        "FROM image"
    ).fetchone()
    return total


def renamed(timeline: Timeline, number: int, name: str) -> Timeline:
    items = [item for track in timeline.tracks for item in track.items if isinstance(item, Clip)]
    return properties.set_clip(timeline, items[number].id, name=name)


def test_a_step_takes_as_much_as_changed(project: Project) -> None:
    sizes = []
    for count in (100, 2000):
        timeline = long_timeline(count)
        add_timeline(project, timeline)
        before = journal_bytes(project)
        for number in range(0, 100, 10):
            timeline = renamed(timeline, number, f"Möwe {number}")
            project.run(timelines.EditTimeline(timeline.id, timeline, "Rename clip"))
        sizes.append(journal_bytes(project) - before)
        project.run(timelines.RenameTimeline(timeline.id, "Other"))
        assert journal_bytes(project) - before - sizes[-1] < 500
    assert sizes[1] < 1.2 * sizes[0] < 10_000
    assert project.verify() == ()


def test_both_ends_of_a_linked_change_are_kept_and_not_what_is_between(project: Project) -> None:
    timeline = long_timeline(2000)
    add_timeline(project, timeline)
    before = journal_bytes(project)
    changed = renamed(renamed(timeline, 0, "first"), 1999, "last")
    project.run(timelines.EditTimeline(timeline.id, changed))
    assert journal_bytes(project) - before < 1000
    project.undo()
    assert project.timeline_value(timeline.id) == timeline
    project.redo()
    assert project.timeline_value(timeline.id) == changed


def test_what_was_long_is_compressed(project: Project) -> None:
    timeline = long_timeline(500)
    document = to_json(timeline)
    add_timeline(project, timeline)
    assert journal_bytes(project) < len(document) / 2
    project.undo()
    project.redo()
    row = project.timeline(timeline.id)
    assert row is not None
    assert row.document == document


def test_a_drag_takes_as_much_as_its_end(project: Project) -> None:
    timeline = long_timeline(200)
    add_timeline(project, timeline)
    before = journal_bytes(project)
    for number in range(50):
        timeline = renamed(timeline, 7, f"name {number}")
        project.run(timelines.EditTimeline(timeline.id, timeline, "Rename clip", "drag"))
    assert len(project.undo_list()) == 2
    assert journal_bytes(project) - before < 500
    project.undo()
    project.redo()
    assert project.timeline_value(timeline.id) == timeline


def test_the_bytes_of_all_steps_are_bounded(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "BYTE_LIMIT", 6000)
    row = TimelineRow(id=new_id(), name="T", document="")
    project.run(timelines.AddTimeline(row))
    for number in range(30):
        text = "".join(digest_of(b"%d %d" % (number, n)) for n in range(20))
        project.run(timelines.EditTimeline(row.id, text))
        assert journal_bytes(project) <= 6000
    assert 2 <= len(project.undo_list()) < 20
    # A step that is larger than all may be is kept even so: what was done last can always be undone.
    project.run(timelines.EditTimeline(row.id, "".join(digest_of(b"%d" % n) for n in range(2000))))
    assert len(project.undo_list()) == 1
    assert project.undo() is not None
    assert project.verify() == ()


def test_no_change_of_a_timeline_stays_out_of_the_journal(project: Project) -> None:
    row = TimelineRow(id=new_id(), name="T", document="0")
    project.run(timelines.AddTimeline(row))

    class Silent:
        name, merge_key = "Silent", None

        def __init__(self, act: Callable[[Transaction], None]) -> None:
            self.act = act

        def apply(self, transaction: Transaction) -> None:
            self.act(transaction)

    for act in (
        lambda transaction: transaction.put(TIMELINES, replace(row, document="1"), undoable=False),
        lambda transaction: transaction.delete(TIMELINES, row.id, undoable=False),
        lambda transaction: transaction.delete(EDGES, row.id, undoable=False),
    ):
        with pytest.raises(ValueError, match="must be undoable"):
            project.run(Silent(act))
    assert project.timelines() == [row]


# --- damage -----------------------------------------------------------------------------------------------------------


def patch(**texts: Any) -> str:
    return json.dumps(texts)


@pytest.mark.parametrize(
    "damaged",
    [
        "{", "[]", "7", patch(), patch(name=[0, 0, []]), patch(document=[0, 0]), patch(document=[0, 0, [[1, 2, 3]]]),
        patch(document=[zlib.crc32(b"first"), zlib.crc32(b"second"), [[90, "a", "b"]]]),
        patch(document=[zlib.crc32(b"first"), zlib.crc32(b"second"), []]),
        patch(document=[zlib.crc32(b"other"), zlib.crc32(b"second"), [[0, "first", "second"]]]),
        b"no stream", zlib.compress(b"{" * 5000), zlib.compress(b"x" * 5000)[:-9], zlib.compress(b"\xff\xfe"),
    ],
)  # fmt: skip
def test_a_damaged_difference_is_found_and_changes_nothing(project: Project, damaged: str | bytes) -> None:
    row = TimelineRow(id=new_id(), name="T", document="first")
    project.run(timelines.AddTimeline(row))
    project.run(timelines.EditTimeline(row.id, "second", "Trim clip"))
    assert project.verify() == ()
    project._store.connection.execute("UPDATE image SET patch = ? WHERE id = (SELECT max(id) FROM image)", (damaged,))
    [problem] = project.verify()
    assert problem.startswith("The step 'Trim clip' cannot be undone: ")
    with pytest.raises(ProjectDamagedError):
        project.undo()
    assert [row.document for row in project.timelines()] == ["second"]


def test_a_row_that_is_not_as_a_step_left_it_is_found(project: Project) -> None:
    row = TimelineRow(id=new_id(), name="T", document="first")
    project.run(timelines.AddTimeline(row))
    project.run(timelines.EditTimeline(row.id, "second"))
    project.undo()
    project._store.connection.execute("UPDATE timeline SET document = 'third'")
    assert len(project.verify()) == 2  # neither undone further nor done again
    for move in (project.undo, project.redo):
        with pytest.raises(ProjectDamagedError, match="not as the step left it"):
            move()


def test_a_stream_that_holds_endless_text_is_refused(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    from lance_studio.project import images

    monkeypatch.setattr(images, "_MOST_BYTES", 100_000)
    row = TimelineRow(id=new_id(), name="T", document="a" * 200_000)
    project.run(timelines.AddTimeline(row))
    with pytest.raises(ProjectDamagedError, match="too long"):
        project.undo()


# --- against a plain model --------------------------------------------------------------------------------------------

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.lists(st.sampled_from(['{"id":"a"}', '{"ü":1}', "{", "🐦,", "x"]), max_size=400).map("".join),
)
Rows = dict[tuple[str, str], Any]


class Journal(RuleBasedStateMachine):
    """A project and a model that keeps all rows before and after each step."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.project = Project.create(Path(self.folder.name) / "a.lstudio")
        self.rows: Rows = {}
        self.done: list[tuple[str | None, Rows, Rows]] = []
        self.undone: list[tuple[str | None, Rows, Rows]] = []
        self.may_merge = False
        self.count = 0

    def teardown(self) -> None:
        assert self.project.verify() == ()
        self.project.close()
        self.folder.cleanup()

    def key(self) -> str:
        # Not in the order in which they are made.
        self.count += 1
        return digest_of(b"%d" % self.count)[:32]

    def of(self, kind: str) -> list[str]:
        return [key for name, key in self.rows if name == kind]

    def do(self, command: Command, changed: Rows) -> None:
        self.project.run(command)
        after = {place: row for place, row in {**self.rows, **changed}.items() if row is not None}
        if after == self.rows:
            return
        key = command.merge_key
        self.undone.clear()
        if self.may_merge and key is not None and self.done and self.done[-1][0] == key:
            self.done[-1] = (key, self.done[-1][1], after)
        else:
            self.done.append((key, self.rows, after))
        self.rows, self.may_merge = after, True

    @rule(text=TEXTS)
    def add_timeline(self, text: str) -> None:
        row = TimelineRow(id=self.key(), name="T", document=text, created=WHEN)
        self.do(timelines.AddTimeline(row), {("timeline", row.id): row})

    @precondition(lambda self: self.of("timeline"))
    @rule(data=st.data(), text=TEXTS, merge_key=st.sampled_from([None, "drag", "other"]))
    def edit(self, data: st.DataObject, text: str, merge_key: str | None) -> None:
        row = self.rows["timeline", data.draw(st.sampled_from(self.of("timeline")))]
        command = timelines.EditTimeline(row.id, text, "Edit", merge_key)
        self.do(command, {("timeline", row.id): replace(row, document=text)})

    @precondition(lambda self: self.of("timeline"))
    @rule(data=st.data())
    def remove_timeline(self, data: st.DataObject) -> None:
        key = data.draw(st.sampled_from(self.of("timeline")))
        self.do(timelines.RemoveTimeline(key), {("timeline", key): None})

    @rule(request=TEXTS, merge_key=st.sampled_from([None, "drag"]))
    def add_result(self, request: str, merge_key: str | None) -> None:
        """Several tables in one step."""
        medium = Media(id=self.key(), digest="0" * 64, kind="picture", name="ü", size=1, link="a.png", created=WHEN)
        node = Node(id=self.key(), media_id=medium.id, kind="picture", name="n", created=WHEN)
        edge = Edge(child=node.id, parents=tuple(self.of("node")[-1:]), operation="x", request=request)
        choose = setting_commands.SetSetting("current", node.id, undoable=True)
        self.do(
            Together("Add result", (nodes.AddNode(node, edge, medium), choose), merge_key),
            {
                ("media", medium.id): medium, ("node", node.id): node, ("edge", node.id): edge,
                ("setting", "current"): Setting(key="current", value=node.id),
            },
        )  # fmt: skip

    @precondition(lambda self: self.of("media"))
    @rule(data=st.data(), name=TEXTS)
    def rename_medium(self, data: st.DataObject, name: str) -> None:
        row = self.rows["media", data.draw(st.sampled_from(self.of("media")))]
        self.do(media.RenameMedia(row.id, name), {("media", row.id): replace(row, name=name)})

    @precondition(lambda self: self.of("node"))
    @rule()
    def remove_newest_node(self) -> None:
        key = self.of("node")[-1]
        if any(key in row.parents for (kind, _), row in self.rows.items() if kind == "edge"):
            return
        self.do(nodes.RemoveNode(key), {("node", key): None, ("edge", key): None})

    @rule()
    def undo(self) -> None:
        assert (self.project.undo() is None) == (not self.done)
        self.may_merge = False
        if self.done:
            self.undone.append(self.done.pop())
            self.rows = self.undone[-1][1]

    @rule()
    def redo(self) -> None:
        assert (self.project.redo() is None) == (not self.undone)
        self.may_merge = False
        if self.undone:
            self.done.append(self.undone.pop())
            self.rows = self.done[-1][2]

    @rule()
    def open_again(self) -> None:
        self.project.close()
        self.project = Project.open(self.project.path)
        self.may_merge = False

    @rule()
    def compact(self) -> None:
        self.project.compact()

    @invariant()
    def rows_are_those_of_the_model_in_their_order(self) -> None:
        lists = {
            "media": self.project.media_list(), "node": self.project.nodes(), "edge": self.project.edges(),
            "timeline": self.project.timelines(),
        }  # fmt: skip
        for kind, rows in lists.items():
            # Keys are given in the order of addition, so that the model knows the order by itself.
            expected = sorted(
                (row for (name, _), row in self.rows.items() if name == kind), key=lambda row: self.number(row)
            )
            assert rows == expected
        assert self.project.setting("current") == getattr(self.rows.get(("setting", "current")), "value", None)
        assert (len(self.project.undo_list()), len(self.project.redo_list())) == (len(self.done), len(self.undone))

    def number(self, row: Any) -> int:
        key = getattr(row, "child", None) or row.id
        return next(n for n in range(1, self.count + 1) if digest_of(b"%d" % n)[:32] == key)


TestJournal = Journal.TestCase
TestJournal.settings = settings(max_examples=40, stateful_step_count=25)


# --- order ------------------------------------------------------------------------------------------------------------


def test_rows_are_listed_in_the_order_in_which_they_were_added(project: Project, tmp_path: Path) -> None:
    names = ["Main", "Short", "Third", "Fourth"]
    # The ids, and the times, sort the other way.
    rows = [
        TimelineRow(id=f"{9 - n:032x}", name=name, document="0", created=f"2026-01-0{9 - n}")
        for n, name in enumerate(names)
    ]
    for row in rows:
        project.run(timelines.AddTimeline(row))
    added = [add_picture(project, data=b"%d" % n) for n in range(6)]
    child = add_picture(project, added[2].id)

    def check(opened: Project) -> None:
        assert [row.name for row in opened.timelines()] == names
        assert opened.nodes() == [*added, child]
        assert list(opened.graph().nodes) == [node.id for node in opened.nodes()]
        assert [row.id for row in opened.media_list()] == [node.media_id for node in opened.nodes()]

    check(project)
    # What comes back comes back to its place, whatever was added in between.
    project.run(timelines.RemoveTimeline(rows[1].id))
    project.run(nodes.RemoveNode(added[3].id))
    assert [row.name for row in project.timelines()] == ["Main", "Third", "Fourth"]
    project.undo()
    project.undo()
    check(project)
    project.compact()
    project.copy_to(tmp_path / "copy.lstudio")
    project.close()
    for path in (project.path, tmp_path / "copy.lstudio"):
        with Project.open(path) as again:
            check(again)
            again.run(timelines.RemoveTimeline(rows[0].id))
            again.compact()
            again.undo()
            check(again)
            again.run(timelines.EditTimeline(rows[0].id, "1"))
            assert [row.name for row in again.timelines()] == names


def test_the_same_medium_twice_is_found_as_it_came_first(project: Project) -> None:
    for number, created in enumerate(("2026-02-02", "2026-01-01")):
        row = Media(
            id=f"{9 - number:032x}",
            digest="1" * 64,
            kind="picture",
            name=f"{number}",
            size=1,
            link="x",
            created=created,
        )
        project.run(media.AddMedia(row))
    found = project.find_media("1" * 64)
    assert found is not None
    assert found.name == "0"


# --- old files --------------------------------------------------------------------------------------------------------


def test_a_damaged_step_does_not_keep_an_old_project_from_being_brought_up_to_date(tmp_path: Path) -> None:
    golden = Path(__file__).parents[2] / "golden" / "projects" / "landed.lstudio"
    file = tmp_path / "old.lstudio"
    file.write_bytes(golden.read_bytes())
    connection = sqlite3.connect(file)
    [newest] = connection.execute("SELECT max(step) FROM image JOIN step ON step.id = step WHERE undone = 0").fetchone()
    for broken in ("{", '{"id": "\\ud800"}'):
        connection.execute("UPDATE image SET before = ? WHERE step <= ?", (broken, newest))
        newest -= 1
    connection.commit()
    connection.close()
    with Project.open(file) as project:
        assert len(project.nodes()) > 5
        with pytest.raises(ProjectDamagedError):
            project.undo()
        row = project.timelines()[0]
        project.run(timelines.RenameTimeline(row.id, "still usable"))
        project.undo()
        assert project.timelines()[0] == row
