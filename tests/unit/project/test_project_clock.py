"""A clock that goes back changes no order: rows are listed as they came."""

import itertools
import os
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from lance_studio import limits
from lance_studio.errors import MediaMissingError
from lance_studio.project import journal, linking, rows
from lance_studio.project.cache import make_room, mark_used
from lance_studio.project.commands.chat import AddMessage
from lance_studio.project.commands.media import AddMedia
from lance_studio.project.commands.nodes import AddNode
from lance_studio.project.commands.timelines import AddTimeline
from lance_studio.project.log import entries
from lance_studio.project.project import Project
from lance_studio.project.rows import ChatMessage, Media, Node, TimelineRow, new_id
from tests.unit.project.samples import embedded, names

YEAR_2400_NS = 13_569_465_600 * 10**9
LONG_AGO_NS = -(10**18)


def test_a_clock_that_goes_back_changes_no_order(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    years = itertools.count(2030, -7)

    def earlier_each_time() -> str:
        return f"{next(years):04}-01-01T00:00:00.000+00:00"

    monkeypatch.setattr(journal, "now", earlier_each_time)
    for number in range(6):
        made = earlier_each_time()
        media = replace(embedded(project, bytes([number])), name=f"picture {number}", created=made)
        node = Node(id=new_id(), media_id=media.id, kind="picture", name=f"picture {number}", created=made)
        project.run(AddNode(node, media=media))
        project.run(AddTimeline(TimelineRow(id=new_id(), name=f"timeline {number}", document="0", created=made)))
        project.run(AddMessage(ChatMessage(id=new_id(), role="user", mode="ask", text=f"word {number}", created=made)))
    pictures, timelines = ([f"{what} {number}" for number in range(6)] for what in ("picture", "timeline"))
    path, undo = project.path, project.undo_list()
    project.close()
    with Project.open(path) as again:
        assert [node.name for node in again.nodes()] == pictures
        assert [media.name for media in again.media_list()] == pictures
        assert [timeline.name for timeline in again.timelines()] == timelines
        assert [message.text for message in again.messages()] == [f"word {number}" for number in range(6)]
        assert [step.id for step in undo] == sorted((step.id for step in undo), reverse=True)
        assert again.undo_list() == undo
        log = again.log()
        assert [entry.title for entry in log if entry.kind == "node"] == pictures
        assert [entry.title for entry in log if entry.kind == "timeline"] == timelines
        for _ in range(len(undo)):
            again.undo()
        assert again.nodes() == []
        for _ in range(len(undo)):
            again.redo()
        assert [node.name for node in again.nodes()] == pictures


def test_the_log_goes_by_time_where_the_clock_went_on() -> None:
    made = [TimelineRow(id=new_id(), name=str(n), document="0", created=f"2026-01-0{n}") for n in (1, 3, 5)]
    said = [ChatMessage(id=new_id(), role="user", mode="ask", text=str(n), created=f"2026-01-0{n}") for n in (2, 4)]
    assert [entry.title for entry in entries((), (), (), made, said, ())] == ["1", "2", "3", "4", "5"]
    assert rows.now() > "2026"


@pytest.mark.parametrize("moment", [LONG_AGO_NS, YEAR_2400_NS])
def test_a_linked_file_of_any_time_is_known_again(tmp_path: Path, moment: int, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.bin"
    file.write_bytes(b"content")
    os.utime(file, ns=(moment, moment))
    link, digest = linking.link_file(file, tmp_path)
    media = Media(
        id="m", digest=digest, kind="audio", name="a", size=link.size, link=link.path, modified_ns=link.modified_ns
    )
    with Project.create(tmp_path / "a.lstudio") as project:
        project.run(AddMedia(media))
    # Its content is not read as long as its time tells that it is the same.
    monkeypatch.setattr(linking, "content_digest", lambda _file: "")
    with Project.open(tmp_path / "a.lstudio") as project:
        assert project.media("m") == media
        assert project.files.path(media) == file
        os.utime(file, ns=(moment + 10**9, moment + 10**9))
        with pytest.raises(MediaMissingError):
            linking.resolve(media, tmp_path)


def test_times_beyond_what_a_project_keeps_fit_into_a_project() -> None:
    def kept(moment: int) -> int:
        return linking.modified_ns(SimpleNamespace(st_mtime_ns=moment))  # type: ignore[arg-type]

    most = limits.WHOLE_NUMBER.most
    assert [kept(moment) for moment in (0, -1, 10**18, most - 1)] == [0, -1, 10**18, most - 1]
    assert kept(YEAR_2400_NS) != kept(YEAR_2400_NS + 1)
    assert all(-most <= kept(moment) <= most for moment in (YEAR_2400_NS, 2**63, -(2**63) - 1))


def test_files_of_the_future_leave_the_cache_first(tmp_path: Path) -> None:
    future = 4_000_000_000 * 10**9
    for name, moment in (("a", 10), ("b", 20), ("c", future), ("d", future + 1)):
        (tmp_path / (name * 64)).write_bytes(b"x" * 10)
        os.utime(tmp_path / (name * 64), ns=(moment, moment))
    # What is used now is marked, though its time lies in the future.
    mark_used(tmp_path / ("c" * 64))
    make_room(tmp_path, 10, limit=40)
    assert names(tmp_path) == ["a" * 64, "b" * 64, "c" * 64]
    make_room(tmp_path, 10, limit=20)
    assert names(tmp_path) == ["c" * 64]
