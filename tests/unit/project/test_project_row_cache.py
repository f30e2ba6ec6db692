"""Rows that are read once: what a project says is what its file holds, without reading it again."""

import dataclasses
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lance_studio.project import row_cache
from lance_studio.project.commands.base import Together
from lance_studio.project.commands.chat import AddMessage
from lance_studio.project.commands.jobs import MoveJob, QueueJob, RemoveJobs
from lance_studio.project.commands.media import AddMedia
from lance_studio.project.commands.nodes import RemoveNode, RenameNode
from lance_studio.project.history import Graph
from lance_studio.project.project import Project
from lance_studio.project.reading import read_placed, read_rows
from lance_studio.project.rows import ChatMessage, Edge, Job, Media, Node, new_id
from lance_studio.project.tables import MEDIA, TABLES, Table
from tests.unit.project.samples import add_picture


def as_stored(project: Project) -> dict[str, list[Any]]:
    return {name: list(read_rows(project._store.connection, table)) for name, table in TABLES.items()}


def as_told(project: Project) -> dict[str, list[Any]]:
    told = (
        project.media_list(), project.nodes(), project.edges(), project.timelines(), project.messages(), project.jobs(),
        project.masks(),
    )  # fmt: skip
    names = ("media", "node", "edge", "timeline", "message", "job", "mask")
    return {**dict(zip(names, map(list, told), strict=True)), "setting": as_stored(project)["setting"]}


def test_what_is_told_follows_commands_undo_and_redo(tmp_path: Path) -> None:
    with Project.create(tmp_path / "a.lstudio") as project:
        project.require_readable()
        root = add_picture(project, data=b"1")
        child = add_picture(project, root.id, data=b"2")
        other = add_picture(project, root.id, data=b"3")
        jobs = [Job(id=new_id(), name=f"job {number}", request="{}") for number in range(4)]
        for job in jobs:
            project.run(QueueJob(job))
        steps = (
            lambda: project.run(MoveJob(jobs[3].id, jobs[0].id)),
            lambda: project.run(RemoveJobs((jobs[1].id,))),
            lambda: project.run(AddMessage(ChatMessage(id=new_id(), role="user", mode="ask", text="?"))),
            lambda: project.run(RenameNode(root.id, "root")),
            lambda: project.run(Together("Remove", (RemoveNode(child.id), RemoveNode(other.id)))),
            project.undo,
            project.redo,
            project.undo,
            project.undo,
            project.undo,
        )
        for step in steps:
            step()
            assert as_told(project) == as_stored(project)
            for node in project.nodes():
                assert project.node(node.id) == node
            again, graph = Graph.of(project.nodes(), project.edges()), project.graph()
            assert (list(graph.nodes.items()), graph.edges) == (list(again.nodes.items()), again.edges)
            assert all(graph.children(one) == again.children(one) for one in again.nodes)
            assert all(graph.parents(one) == again.parents(one) for one in again.nodes)
        assert project.node(other.id) is None


def test_what_is_told_after_a_commit_is_what_a_reader_of_the_file_gets(tmp_path: Path) -> None:
    # Equal to what is stored, and of other types.
    row = Media(
        id=new_id(), digest="0" * 64, kind="video", name="m", size=1, duration=5, has_audio=1, link="a.mp4"  # type: ignore[arg-type]
    )  # fmt: skip
    with Project.create(tmp_path / "a.lstudio") as project:
        assert project.media_list() == []
        project.run(AddMedia(row))
        [told], [stored] = project.media_list(), read_rows(project._store.connection, MEDIA)
        assert (told, repr(told)) == (stored, repr(stored))


def test_rows_are_read_from_the_file_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Project.create(tmp_path / "a.lstudio") as project:
        add_picture(project, data=b"0")
    reads: list[str] = []

    def counted(connection: sqlite3.Connection, table: Table[Any]) -> list[Any]:
        reads.append(table.name)
        return read_placed(connection, table)

    monkeypatch.setattr(row_cache, "read_placed", counted)
    with Project.open(tmp_path / "a.lstudio") as project:
        project.require_readable()
        assert sorted(reads) == sorted(TABLES)
        for number in range(5):
            add_picture(project, data=b"%d" % number)
            assert len(project.nodes()) == 2 + number
            assert len(project.graph().nodes) == 2 + number
            assert len(project.undo_list()) == 2 + number
        project.undo()
        assert len(project.nodes()) == 5
        assert sorted(reads) == sorted(TABLES)


def test_who_only_reads_sees_what_another_window_writes(tmp_path: Path) -> None:
    with Project.create(tmp_path / "a.lstudio") as writer:
        add_picture(writer, data=b"1")
        with Project.open(tmp_path / "a.lstudio", read_only=True) as reader:
            assert len(reader.nodes()) == 1
            added = add_picture(writer, data=b"2", name="second")
            assert [node.name for node in reader.nodes()] == ["node", "second"]
            assert reader.node(added.id) == added
            assert added.id in reader.graph().nodes
            assert len(reader.undo_list()) == 2


def _graph(parents: dict[str, tuple[str, ...]]) -> Graph:
    nodes = [Node(id=name, media_id="m", kind="picture", name=name, created="1") for name in parents]
    edges = [Edge(child=name, parents=of, operation="x", request="") for name, of in parents.items() if of]
    return Graph.of(nodes, edges)


@given(st.lists(st.lists(st.integers(0, 9), max_size=3), min_size=1, max_size=10), st.integers(0, 9), st.integers(0, 9))
def test_a_changed_graph_is_one_made_anew(links: list[list[int]], known: int, renamed: int) -> None:
    names = [f"n{number}" for number in range(len(links))]
    parents = {
        name: tuple(dict.fromkeys(names[one] for one in of if one < number))
        for number, (name, of) in enumerate(zip(names, links, strict=True))
    }
    whole, part = _graph(parents), _graph(dict(list(parents.items())[:known]))
    # Grown, and with another name somewhere.
    new = [name for name in names if name not in part.nodes]
    altered = names[renamed % len(names)]
    nodes = {name: whole.nodes[name] for name in new}
    nodes[altered] = dataclasses.replace(whole.nodes[altered], name="other")
    expected = Graph.of([nodes.get(name, whole.nodes[name]) for name in names], whole.edges.values())
    made = part.changed(nodes, {name: whole.edges[name] for name in new if name in whole.edges})
    assert made is not None
    for graph in (made, Graph(made.nodes, made.edges)):
        assert list(graph.nodes.items()) == list(expected.nodes.items())
        assert graph.edges == expected.edges
        assert {one: graph.parents(one) for one in names} == {one: expected.parents(one) for one in names}
        assert {one: graph.children(one) for one in names} == {one: expected.children(one) for one in names}
    # Without its last node again; one that others were made from is left to be made again.
    last = names[-1]
    less = made.changed({last: None}, {last: None})
    assert less is not None
    assert {one: less.children(one) for one in names[:-1]} == {
        one: tuple(child for child in expected.children(one) if child != last) for one in names[:-1]
    }
    first = next((name for name in names if expected.children(name)), None)
    assert first is None or made.changed({first: None}, {}) is None
