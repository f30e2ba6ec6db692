"""One damaged job or message does not keep a project shut; damage elsewhere is named as what it is."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from lance_studio.errors import CommandRefusedError, ProjectDamagedError
from lance_studio.project.commands.chat import AddMessage, UpdateMessage
from lance_studio.project.commands.jobs import MoveJob, QueueJob, RemoveJobs, RequeueJob
from lance_studio.project.project import Project
from lance_studio.project.rows import ChatMessage, Job
from tests.unit.project.samples import add_picture, names

HALF = "CAST(x'7b22612220eda080227d' AS TEXT)"
"""Half of a surrogate pair in the middle of a text, as bytes that no UTF-8 has."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.lstudio"
    with Project.create(path) as project:
        add_picture(project)
        for name in ("first", "second", "third"):
            project.run(QueueJob(Job(id=name, name=name, request="{}")))
        for name in ("question", "answer"):
            project.run(AddMessage(ChatMessage(id=name, role="user", mode="ask", text=name)))
    return path


def change(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.commit()


@pytest.mark.parametrize(
    "damage",
    [f"request = {HALF}", f"name = {HALF}", f"cause = {HALF}", f"inputs = {HALF}", "inputs = '{'", "position = 'x'"],
)
@pytest.mark.parametrize("state", ["queued", "running", "failed"])
def test_a_damaged_job_has_failed_and_the_others_are_as_they_were(file: Path, damage: str, state: str) -> None:
    change(file, f"UPDATE job SET {damage}, state = '{state}' WHERE id = 'second'")
    with Project.open(file) as project:
        project.require_readable()
        jobs = {job.id: job for job in project.jobs()}
        assert jobs["second"] == project.job("second")
        assert jobs["second"].state == "failed"
        assert jobs["second"].cause.startswith("What the project holds of this job is damaged: ")
        assert [jobs[name].state for name in ("first", "third")] == ["queued", "queued"]
        assert len(project.verify()) == 1
        # It can be dealt with as with any that has failed; then the file is sound again.
        project.run(MoveJob("third", "first"))
        project.run(QueueJob(Job(id="fourth", name="fourth", request="{}")))
        project.run(RemoveJobs(("second",)))
        assert [job.id for job in project.jobs()] == ["third", "first", "fourth"]
        assert project.verify() == ()
    assert names(file.parent) == ["a.lstudio"]


def test_a_damaged_job_can_be_queued_again(file: Path) -> None:
    change(file, f"UPDATE job SET name = {HALF} WHERE id = 'second'")
    with Project.open(file) as project:
        project.run(RequeueJob("second"))
        assert project.verify() == ()
    with Project.open(file) as project:
        job = project.job("second")
        assert job is not None
        assert (job.state, job.name, job.cause) == ("queued", '{"a" \\xed\\xa0\\x80"}', "")


def test_what_is_left_of_a_damaged_message_is_shown(file: Path) -> None:
    change(file, f"UPDATE message SET text = {HALF}, nodes = {HALF}, state = 'streaming' WHERE id = 'question'")
    with Project.open(file) as project:
        project.require_readable()
        first, second = project.messages()
        assert (first.text, first.nodes, first.state) == ('{"a" \\xed\\xa0\\x80"}', (), "failed")
        assert second.text == "answer"
        assert len(project.verify()) == 1
        project.run(UpdateMessage("question", text="again"))
        assert len(project.verify()) == 0


@pytest.mark.parametrize("table", ["job", "message"])
def test_a_row_without_a_readable_key_is_left_out(file: Path, table: str) -> None:
    change(file, f"UPDATE {table} SET id = {HALF}, position = 'x' WHERE id IN ('second', 'answer')")
    with Project.open(file) as project:
        project.require_readable()
        assert "second" not in [job.id for job in project.jobs()] or table != "job"
        assert [message.id for message in project.messages()] == ["question", "answer"][: 1 + (table == "job")]
        project.run(QueueJob(Job(id="fourth", name="fourth", request="{}")))
        project.run(AddMessage(ChatMessage(id="last", role="user", mode="ask", text="last")))
        assert project.jobs()[-1].id == "fourth"
        assert project.messages()[-1].id == "last"
        with pytest.raises(CommandRefusedError):
            project.run(RequeueJob('{"a" \\xed\\xa0\\x80"}'))
        assert len(project.verify()) == 1
    with closing(sqlite3.connect(file)) as connection:  # nothing was thrown away
        assert connection.execute(f"SELECT count(*) FROM {table} WHERE position = 'x'").fetchone() == (1,)


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE node SET name = {HALF}",
        f"UPDATE media SET name = {HALF}",
        f"UPDATE media SET digest = {HALF}",
        f"UPDATE image SET after = {HALF}",
    ],
)
def test_damage_that_cannot_be_mended_is_named_and_locks_nothing(file: Path, statement: str) -> None:
    change(file, statement)
    with Project.open(file) as project:
        read = project.undo if statement.startswith("UPDATE image") else project.require_readable
        with pytest.raises(ProjectDamagedError, match="not UTF-8") as caught:
            read()
        assert project.verify() != ()
    assert "locked" not in str(caught.value)
    assert names(file.parent) == ["a.lstudio"]


def test_a_step_with_a_damaged_name_can_be_undone(file: Path) -> None:
    change(file, f"UPDATE step SET name = {HALF}")
    with Project.open(file) as project:
        assert project.undo_list()[0].name == '{"a" \\xed\\xa0\\x80"}'
        project.undo()
        assert project.nodes() == []
