from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from lance_studio.errors import CommandRefusedError
from lance_studio.project.commands import chat, jobs, media, nodes, settings, timelines
from lance_studio.project.commands.base import Command
from lance_studio.project.project import Project
from lance_studio.project.rows import ChatMessage, Edge, Job, Media, Node, TimelineRow, new_id
from tests.unit.project.samples import add_picture, embedded, linked


def queue(project: Project, *names: str) -> list[str]:
    ids = [new_id() for _ in names]
    for job_id, name in zip(ids, names, strict=True):
        project.run(jobs.QueueJob(Job(id=job_id, name=name, request="{}")))
    return ids


def order(project: Project) -> str:
    return "".join(job.name for job in project.jobs())


def state(project: Project, job_id: str) -> str:
    job = project.job(job_id)
    assert job is not None
    return job.state


def test_every_field_of_a_medium_comes_back(project: Project) -> None:
    blob = project.files.add_bytes(b"video")
    row = Media(
        id=new_id(), digest=blob.digest, kind="video", name="Möwe's 🐦\n.mp4", size=blob.size, width=848, height=480,
        frames=97, rate=Fraction(30000, 1001), duration=Fraction(97 * 1001, 30000), has_audio=True,
    )  # fmt: skip
    node = Node(id=new_id(), media_id=row.id, kind="clip", name="clip", starred=True, hidden=True)
    changes = project.run(media.AddMedia(row, node))
    assert (changes.media, changes.nodes) == ({row.id}, {node.id})
    assert project.media(row.id) == row
    assert project.find_media(row.digest) == row
    assert project.node(node.id) == node


def test_media_are_renamed_and_removed(project: Project) -> None:
    row = embedded(project)
    project.run(media.AddMedia(row))
    project.run(media.RenameMedia(row.id, "new"))
    assert project.media(row.id) == replace(row, name="new")
    project.run(media.RemoveMedia(row.id))
    assert project.media_list() == []


def test_a_medium_in_use_is_not_removed(project: Project) -> None:
    node = add_picture(project)
    with pytest.raises(CommandRefusedError, match="history"):
        project.run(media.RemoveMedia(node.media_id))
    row = embedded(project)
    project.run(media.AddMedia(row))
    project.run(timelines.AddTimeline(TimelineRow(id=new_id(), name="Film", document=f'["{row.id}"]')))
    with pytest.raises(CommandRefusedError, match="Film"):
        project.run(media.RemoveMedia(row.id))
    assert len(project.media_list()) == 2


def test_content_of_another_size_is_refused(project: Project) -> None:
    with pytest.raises(CommandRefusedError):
        project.run(media.AddMedia(replace(embedded(project), size=1)))


def test_a_result_comes_with_all_that_made_it(project: Project) -> None:
    root = add_picture(project)
    mask, latent = project.files.add_bytes(b"mask"), project.files.add_bytes(b"latent")
    row = embedded(project, b"result")
    node = Node(id=new_id(), media_id=row.id, kind="picture", name="result")
    edge = Edge(
        child=node.id, parents=(root.id,), operation="image_edit", request='{"seed": 1}', model="Lance", weights="ab",
        engine_version="0.1", seconds=1.25, blobs=(mask.digest,), latent=latent.digest,
    )  # fmt: skip
    changes = project.run(nodes.AddNode(node, edge, row, name="Generate"))
    assert (changes.media, changes.nodes, changes.edges) == ({row.id}, {node.id}, {node.id})
    assert project.edge(node.id) == edge
    assert project.undo_list()[0].name == "Generate"
    assert project.verify() == ()


@pytest.mark.parametrize(
    "change",
    [
        {"child": "other"},
        {"parents": ("none",)},
        {"blobs": ("0" * 64,)},
        {"latent": "0" * 64},
    ],
)
def test_a_result_with_a_loose_end_is_refused(project: Project, change: dict[str, str]) -> None:
    row = embedded(project)
    node = Node(id=new_id(), media_id=row.id, kind="picture", name="result")
    edge = replace(Edge(child=node.id, parents=(), operation="text_to_image", request="{}"), **change)
    with pytest.raises(CommandRefusedError):
        project.run(nodes.AddNode(node, edge, row))
    assert (project.media_list(), project.nodes(), project.edges()) == ([], [], [])


def test_nodes_are_renamed_hidden_starred_and_removed(project: Project) -> None:
    root = add_picture(project)
    child = add_picture(project, root.id, data=b"child")
    project.run(nodes.RenameNode(root.id, "new"))
    project.run(nodes.StarNode(root.id))
    project.run(nodes.HideNodes((root.id, child.id)))
    assert project.node(root.id) == replace(root, name="new", starred=True, hidden=True)
    assert project.node(child.id) == replace(child, hidden=True)
    with pytest.raises(CommandRefusedError, match="made from"):
        project.run(nodes.RemoveNode(root.id))
    project.run(nodes.RemoveNode(child.id))
    project.run(nodes.RemoveNode(root.id))
    assert (project.nodes(), project.edges()) == ([], [])


def test_timelines_are_edited_renamed_and_removed(project: Project) -> None:
    row = TimelineRow(id=new_id(), name="T", document="{}")
    project.run(timelines.AddTimeline(row))
    project.run(timelines.EditTimeline(row.id, "[1]", name="Trim clip"))
    project.run(timelines.RenameTimeline(row.id, "Film"))
    assert project.timeline(row.id) == replace(row, document="[1]", name="Film")
    project.run(timelines.RemoveTimeline(row.id))
    assert project.timelines() == []


def test_the_conversation_keeps_its_order(project: Project) -> None:
    ids = [new_id() for _ in range(4)]
    for message_id in ids:
        project.run(chat.AddMessage(ChatMessage(id=message_id, role="user", mode="edit", text="x", created="same")))
    assert [message.id for message in project.messages()] == ids
    project.run(chat.RemoveMessages((ids[1], "gone already")))
    project.run(chat.UpdateMessage(ids[2], text="y", state="failed", nodes=("a", "b"), job_id="j"))
    changed = project.message(ids[2])
    assert changed is not None
    assert (changed.text, changed.state, changed.nodes, changed.job_id) == ("y", "failed", ("a", "b"), "j")
    project.run(chat.UpdateMessage(ids[2], state="complete"))
    assert project.message(ids[2]) == replace(changed, state="complete")
    assert [message.position for message in project.messages()] == [1, 3, 4]


def test_a_job_goes_its_way(project: Project) -> None:
    [job_id] = queue(project, "a")
    project.run(jobs.EditJob(job_id, "[2]"))
    project.run(jobs.StartJob(job_id))
    assert state(project, job_id) == "running"
    with pytest.raises(CommandRefusedError, match="running"):
        project.run(jobs.EditJob(job_id, "[3]"))
    with pytest.raises(CommandRefusedError, match="running"):
        project.run(jobs.RemoveJobs((job_id,)))
    project.run(jobs.FinishJob(job_id, ("node",), 2.5))
    job = project.job(job_id)
    assert job is not None
    assert (job.state, job.results, job.seconds, job.request) == ("done", ("node",), 2.5, "[2]")
    for late in (jobs.StartJob(job_id), jobs.CancelJob(job_id), jobs.FailJob(job_id, "x"), jobs.RequeueJob(job_id)):
        with pytest.raises(CommandRefusedError, match="done"):
            project.run(late)
    project.run(jobs.RemoveJobs((job_id,)))
    assert project.jobs() == []


def test_a_failed_job_says_why_until_it_is_queued_again(project: Project) -> None:
    [job_id] = queue(project, "a")
    project.run(jobs.StartJob(job_id))
    project.run(jobs.FailJob(job_id, "The engine ended.", "Run it again.", "log", 0.5))
    job = project.job(job_id)
    assert job is not None
    assert (job.state, job.cause, job.remedy, job.log) == ("failed", "The engine ended.", "Run it again.", "log")
    project.run(jobs.RequeueJob(job_id))
    job = project.job(job_id)
    assert job is not None
    assert (job.state, job.cause, job.log, job.seconds) == ("queued", "", "", None)
    project.run(jobs.CancelJob(job_id))
    assert state(project, job_id) == "cancelled"


def test_a_job_can_be_queued_ahead_of_those_that_wait(project: Project) -> None:
    done, running, one, two = (new_id() for _ in range(4))
    for job_id in (done, running, one, two):
        project.run(jobs.QueueJob(Job(id=job_id, name="j", request="{}")))
    project.run(jobs.StartJob(done))
    project.run(jobs.FinishJob(done))
    project.run(jobs.StartJob(running))
    urgent, last = new_id(), new_id()
    changes = project.run(jobs.QueueJob(Job(id=urgent, name="j", request="{}"), ahead=True))
    assert [job.id for job in project.jobs()] == [done, running, urgent, one, two]
    assert changes.jobs == {urgent}, "no other job gets a new position"
    assert not changes.undo_list_changed
    for job_id in (urgent, one, two):
        project.run(jobs.CancelJob(job_id))
    project.run(jobs.QueueJob(Job(id=last, name="j", request="{}"), ahead=True))
    assert [job.id for job in project.jobs()] == [done, running, urgent, one, two, last]
    assert len({job.position for job in project.jobs()}) == 6


def test_queued_jobs_are_moved(project: Project) -> None:
    a, b, c, d = queue(project, *"abcd")
    project.run(jobs.MoveJob(d, before=a))
    assert order(project) == "dabc"
    project.run(jobs.MoveJob(a, before=None))
    assert order(project) == "dbca"
    changes = project.run(jobs.MoveJob(b, before=c))
    assert order(project) == "dbca"
    assert not changes
    project.run(jobs.StartJob(d))
    with pytest.raises(CommandRefusedError):
        project.run(jobs.MoveJob(d, before=None))
    project.close()
    with Project.open(project.path) as again:
        assert order(again) == "dbca"


def test_settings_are_kept_and_forgotten(project: Project) -> None:
    assert project.run(settings.SetSetting("a", "1")).settings == {"a"}
    project.run(settings.SetSetting("b", ""))
    assert project.settings() == {"a": "1", "b": ""}
    project.run(settings.SetSetting("a", None))
    assert (project.setting("a"), project.settings()) == (None, {"b": ""})


@pytest.mark.parametrize(
    "command",
    [
        media.RenameMedia("none", "x"), media.RemoveMedia("none"), media.EmbedMedia(("none",)),
        nodes.RenameNode("none", "x"), nodes.HideNodes(("none",)), nodes.StarNode("none"), nodes.RemoveNode("none"),
        timelines.EditTimeline("none", "{}"), timelines.RenameTimeline("none", "x"), timelines.RemoveTimeline("none"),
        chat.UpdateMessage("none"), jobs.StartJob("none"), jobs.MoveJob("none", None),
        jobs.QueueJob(Job(id="j", name="j", request="{}", blobs=("0" * 64,))),
    ],
)  # fmt: skip
def test_what_is_not_there_cannot_be_changed(project: Project, command: Command) -> None:
    with pytest.raises(CommandRefusedError) as caught:
        project.run(command)
    assert caught.value.cause
    assert project.undo_list() == []


def test_an_id_is_used_once(project: Project) -> None:
    row = TimelineRow(id=new_id(), name="T", document="{}")
    project.run(timelines.AddTimeline(row))
    with pytest.raises(CommandRefusedError, match="already"):
        project.run(timelines.AddTimeline(replace(row, name="another")))
    assert project.timelines() == [row]


def test_a_name_that_is_no_text_is_refused(project: Project) -> None:
    with pytest.raises(CommandRefusedError, match="characters"):
        project.run(timelines.AddTimeline(TimelineRow(id=new_id(), name="\udcff", document="{}")))
    assert project.timelines() == []


def test_a_linked_medium_needs_no_content(project: Project, tmp_path: Path) -> None:
    file = tmp_path / "clip.mp4"
    file.write_bytes(b"clip")
    row = linked(project, file)
    project.run(media.AddMedia(row))
    assert not project.files.has_blob(row.digest)
    assert project.media_list() == [row]
    with pytest.raises(CommandRefusedError, match="not in the project"):
        project.run(media.EmbedMedia((row.id,)))
