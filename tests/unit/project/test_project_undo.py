import threading
from pathlib import Path

import pytest

from lance_studio.errors import CommandRefusedError, ProjectDamagedError
from lance_studio.project import journal
from lance_studio.project.commands.base import Together
from lance_studio.project.commands.chat import AddMessage
from lance_studio.project.commands.nodes import RemoveNode, RenameNode
from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.commands.timelines import AddTimeline, EditTimeline, RemoveTimeline
from lance_studio.project.project import Project
from lance_studio.project.rows import CURRENT_NODE, Changes, ChatMessage, TimelineRow, new_id
from lance_studio.project.tables import TIMELINES
from lance_studio.project.transaction import Transaction
from tests.unit.project.samples import add_picture


def add_timeline(project: Project) -> TimelineRow:
    row = TimelineRow(id=new_id(), name="T", document="0")
    project.run(AddTimeline(row))
    return row


def document(project: Project, row: TimelineRow) -> str:
    found = project.timeline(row.id)
    assert found is not None
    return found.document


def step_names(project: Project) -> tuple[list[str], list[str]]:
    return [step.name for step in project.undo_list()], [step.name for step in project.redo_list()]


def test_steps_are_undone_and_redone_in_order(project: Project) -> None:
    row = add_timeline(project)
    project.run(EditTimeline(row.id, "1", "Trim clip"))
    project.run(EditTimeline(row.id, "2", "Split clip"))
    changes = project.undo()
    assert changes == Changes(
        command="Split clip", action="undo", step=3, timelines=frozenset({row.id}), undo_list_changed=True
    )
    assert document(project, row) == "1"
    assert step_names(project) == (["Trim clip", "Add timeline"], ["Split clip"])
    project.undo()
    assert step_names(project) == (["Add timeline"], ["Trim clip", "Split clip"])
    changes = project.redo()
    assert changes is not None
    assert (changes.command, changes.action) == ("Trim clip", "redo")
    assert document(project, row) == "1"
    project.redo()
    assert document(project, row) == "2"
    assert project.redo() is None


def test_undo_and_redo_survive_a_restart(project: Project) -> None:
    row = add_timeline(project)
    project.run(EditTimeline(row.id, "1", "Trim clip"))
    project.run(RemoveTimeline(row.id))
    project.undo()
    project.close()
    with Project.open(project.path) as again:
        assert step_names(again) == (["Trim clip", "Add timeline"], ["Remove timeline"])
        again.undo()
        assert document(again, row) == "0"
        again.redo()
        again.redo()
        assert again.timelines() == []


def test_a_new_step_ends_what_could_be_redone(project: Project) -> None:
    row = add_timeline(project)
    project.run(EditTimeline(row.id, "1"))
    project.undo()
    project.run(EditTimeline(row.id, "2", "Other"))
    assert step_names(project) == (["Other", "Add timeline"], [])
    assert project.redo() is None


def test_a_drag_is_one_step(project: Project) -> None:
    row = add_timeline(project)
    for number in range(1, 5):
        project.run(EditTimeline(row.id, str(number), "Change gain", "gain"))
        project.run(SetSetting("zoom", str(number)))  # is no step and does not end the drag
    assert step_names(project)[0] == ["Change gain", "Add timeline"]
    project.run(EditTimeline(row.id, "5", "Change gain", "another drag"))
    assert len(project.undo_list()) == 3
    project.undo()
    assert document(project, row) == "4"
    project.undo()
    assert document(project, row) == "0"
    project.redo()
    project.run(EditTimeline(row.id, "6", "Change gain", "gain"))  # not merged: something was redone in between
    project.undo()
    assert document(project, row) == "4"


def test_a_restart_ends_a_drag(project: Project) -> None:
    row = add_timeline(project)
    project.run(EditTimeline(row.id, "1", "Change gain", "gain"))
    project.close()
    with Project.open(project.path) as again:
        again.run(EditTimeline(row.id, "2", "Change gain", "gain"))
        again.undo()
        assert document(again, row) == "1"


def test_several_commands_are_one_step_or_nothing(project: Project) -> None:
    row = TimelineRow(id=new_id(), name="T", document="0")
    together = Together("Both", (AddTimeline(row), SetSetting(CURRENT_NODE, "x", undoable=True)))
    changes = project.run(together)
    assert (changes.timelines, changes.settings) == ({row.id}, {CURRENT_NODE})
    project.undo()
    assert (project.timelines(), project.setting(CURRENT_NODE)) == ([], None)
    with pytest.raises(CommandRefusedError):
        project.run(Together("Fails", (AddTimeline(row), RenameNode("none", "x"))))
    assert project.timelines() == []
    assert step_names(project) == ([], ["Both"])


def test_what_was_said_is_not_undone(project: Project) -> None:
    message = ChatMessage(id=new_id(), role="user", mode="ask", text="why?")
    changes = project.run(AddMessage(message))
    assert changes.messages == {message.id}
    assert not changes.undo_list_changed
    assert project.undo() is None
    assert len(project.messages()) == 1


def test_a_command_that_changes_nothing_is_no_step(project: Project) -> None:
    row = add_timeline(project)
    heard: list[Changes] = []
    project.subscribe(heard.append)
    assert not project.run(EditTimeline(row.id, "0"))
    assert heard == []
    assert len(project.undo_list()) == 1


def test_an_observer_that_raises_keeps_nobody_from_hearing(project: Project, caplog: pytest.LogCaptureFixture) -> None:
    heard: list[tuple[str, str]] = []

    def follow(changes: Changes) -> None:
        heard.append(("first", changes.command))
        if changes.command == "Rename node":
            project.run(SetSetting("further", "1"))

    def fail(changes: Changes) -> None:
        raise KeyError(changes.command)

    picture = add_picture(project)
    project.subscribe(follow)
    project.subscribe(fail)
    project.subscribe(lambda changes: heard.append(("last", changes.command)))
    changes = project.run(RenameNode(picture.id, "other"))
    assert changes.nodes == {picture.id}, "the change is committed, and the caller learns what it was"
    name, further = changes.command, SetSetting("further", "1").name
    assert heard == [("first", name), ("last", name), ("first", further), ("last", further)]
    failures = [record for record in caplog.records if record.exc_info and record.exc_info[0] is KeyError]
    assert len(failures) == 2, "each failure is in the log with its traceback"
    caplog.clear()
    project.undo()
    assert [who for who, _command in heard[4:]] == ["first", "last"], "later changes are told as well"
    caplog.clear()


def test_undo_brings_back_a_node_with_its_edge(project: Project) -> None:
    root = add_picture(project)
    child = add_picture(project, root.id)
    edge = project.edge(child.id)
    project.run(RemoveNode(child.id))
    assert (project.node(child.id), project.edge(child.id)) == (None, None)
    project.undo()
    assert (project.node(child.id), project.edge(child.id)) == (child, edge)
    assert project.verify() == ()


def test_old_steps_are_forgotten(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "STEP_LIMIT", 3)
    row = add_timeline(project)
    for number in range(1, 6):
        project.run(EditTimeline(row.id, str(number)))
    assert len(project.undo_list()) == 3
    for _ in range(4):
        project.undo()
    assert document(project, row) == "2"
    count = project._store.connection.execute("SELECT count(*) FROM image").fetchone()
    assert count == (3,)


def test_observers_hear_of_every_change_in_order(project: Project) -> None:
    heard: list[tuple[str, str]] = []

    def first(changes: Changes) -> None:
        heard.append(("first", changes.command))
        if changes.command == "Add timeline":
            project.run(SetSetting("seen", "1"))

    project.subscribe(first)
    end = project.subscribe(lambda changes: heard.append(("second", changes.command)))
    add_timeline(project)
    both = [("first", "Add timeline"), ("second", "Add timeline"), ("first", "Change setting")]
    assert heard == [*both, ("second", "Change setting")]
    end()
    end()
    project.undo()
    assert heard[4:] == [("first", "Add timeline")]


def test_a_change_outside_of_a_command_is_refused(project: Project) -> None:
    kept: list[Transaction] = []

    class Keep:
        name = "Keep"
        merge_key = None

        def apply(self, transaction: Transaction) -> None:
            kept.append(transaction)
            with pytest.raises(RuntimeError, match="inside a command"):
                project.run(SetSetting("a", "b"))

    project.run(Keep())
    with pytest.raises(RuntimeError, match="outside of a command"):
        kept[0].put(TIMELINES, TimelineRow(id="a", name="", document=""))
    assert project.timelines() == []


def test_another_thread_is_refused(project: Project) -> None:
    errors: list[Exception] = []

    def use() -> None:
        try:
            project.run(SetSetting("a", "b"))
        except RuntimeError as error:
            errors.append(error)

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert len(errors) == 1
    project.run(SetSetting("a", "c"))
    assert project.setting("a") == "c"


@pytest.mark.parametrize("image", ["{", "[]", "[" * 100_000, '{"id": "x"}', '{"id": "x", "name": 1}'])
def test_a_damaged_journal_changes_nothing(tmp_path: Path, project: Project, image: str) -> None:
    row = add_timeline(project)
    project.run(EditTimeline(row.id, "1"))
    project._store.connection.execute("UPDATE image SET before = ?", (image,))
    with pytest.raises(ProjectDamagedError):
        project.undo()
    assert document(project, row) == "1"
