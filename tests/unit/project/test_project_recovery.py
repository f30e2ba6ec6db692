import pytest

from lance_studio.project.commands.chat import AddMessage
from lance_studio.project.commands.jobs import FailJob, QueueJob
from lance_studio.project.commands.media import AddMedia, RemoveMedia
from lance_studio.project.commands.timelines import AddTimeline
from lance_studio.project.log import LogEntry, format_log
from lance_studio.project.project import Project
from lance_studio.project.rows import ChatMessage, Job, TimelineRow, new_id
from tests.unit.project.samples import add_picture, embedded


def damaged(project: Project, *statements: str) -> tuple[str, ...]:
    connection = project._store.connection
    connection.execute("PRAGMA foreign_keys = OFF")
    for statement in statements:
        connection.execute(statement)
    return project.verify()


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE chunk SET data = x'00'", "damaged or incomplete"),
        ("DELETE FROM chunk", "damaged or incomplete"),
        ("DELETE FROM blob", "not there"),  # its chunks refer to it
        ("UPDATE blob SET digest = 'x' WHERE id = 1", "missing"),
        ("UPDATE media SET size = 3", "another size"),
        ("DELETE FROM media", "refers to a row of 'media'"),
        ("DELETE FROM node", "refers to a row of 'node'"),
        ("UPDATE edge SET parents = '[\"x\"]'", "which is not there"),
        ("UPDATE edge SET parents = json_array(child)", "made from itself"),
        ("UPDATE edge SET parents = '{'", "makes no sense"),
        ("UPDATE edge SET latent = 'x'", "needs is missing"),
        ("UPDATE media SET rate = '1/0'", "makes no sense"),
        ("UPDATE node SET hidden = 2", "makes no sense"),
    ],
)
def test_each_kind_of_damage_is_found(project: Project, statement: str, words: str) -> None:
    root = add_picture(project)
    add_picture(project, root.id, data=b"child")
    assert project.verify() == ()
    problems = damaged(project, statement)
    assert any(words in problem for problem in problems), problems


def test_content_that_only_an_undone_step_needs_is_checked_too(project: Project) -> None:
    media = embedded(project, b"removed")
    project.run(AddMedia(media))
    project.run(RemoveMedia(media.id))
    assert project.verify() == ()
    assert any("undo" in text for text in damaged(project, "DELETE FROM chunk", "DELETE FROM blob"))


def test_a_job_may_name_a_node_that_was_undone(project: Project) -> None:
    node = add_picture(project)
    project.run(QueueJob(Job(id=new_id(), name="j", request="{}", inputs=(node.id,))))
    project.undo()
    assert project.verify() == ()


def test_the_log_tells_what_was_made_of_what(project: Project) -> None:
    root = add_picture(project, name="harbour")
    child = add_picture(project, root.id, data=b"child", name="harbour\x1b[31m at night")
    job = Job(id=new_id(), name="edit", request='{\n"seed": 1}')
    project.run(QueueJob(job))
    project.run(FailJob(job.id, "The engine ended."))
    project.run(AddMessage(ChatMessage(id=new_id(), role="user", mode="ask", text="why?")))
    project.run(AddTimeline(TimelineRow(id=new_id(), name="Film", document="{}")))
    entries = project.log()
    assert [entry.kind for entry in entries] == ["media", "node", "media", "node", "job", "message", "timeline"]
    assert [entry.title for entry in entries if entry.kind == "node"] == ["harbour", "harbour\x1b[31m at night"]
    details = {entry.id: dict(entry.details) for entry in entries}
    assert details[child.id]["made from"] == root.id
    assert details[child.id]["made by"] == "image_edit"
    assert details[job.id]["request"] == '{"seed": 1}'
    assert details[job.id]["cause"] == "The engine ended."
    text = format_log(entries)
    assert "\x1b" not in text
    assert "harbour" in text
    assert "    cause: The engine ended." in text.splitlines()


def test_an_entry_without_details_is_one_line() -> None:
    assert format_log([LogEntry("2026", "node", "0123456789", "name")]) == "2026  node      01234567  name"
