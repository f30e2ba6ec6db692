"""Masks belong to nodes: kept in the project, undone with everything else, gone with their node, never lost."""

import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from lance_studio.errors import CommandRefusedError
from lance_studio.project.commands.masks import ChangeMaskEdge, ClearMask, RemoveMask, SaveMask, SetMask, UseMask
from lance_studio.project.commands.nodes import AddNode, RemoveNode
from lance_studio.project.project import Project
from lance_studio.project.rows import Media, Node, NodeMask, new_id
from lance_studio.project.tables import MASKS
from tests.unit.project import model as ops
from tests.unit.project.model import Model, held_by, matches

SIZE = (6, 4)


def picture(project: Project, size: tuple[int, int] = SIZE) -> str:
    blob = project.files.add_bytes(b"picture")
    media = Media(
        id=new_id(), digest=blob.digest, kind="picture", name="m", size=blob.size, width=size[0], height=size[1]
    )
    node = Node(id=new_id(), media_id=media.id, kind="picture", name="n")
    project.run(AddNode(node, None, media))
    return node.id


def drawn(project: Project, node_id: str, content: bytes, name: str = "Draw mask") -> str:
    digest = project.files.add_bytes(content).digest
    project.run(SetMask(node_id, digest, *SIZE, name=name))
    return digest


def working(project: Project, node_id: str) -> NodeMask:
    mask = project.mask_of(node_id)
    assert mask is not None
    return mask


def test_strokes_are_steps_that_are_undone_one_by_one_and_survive_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "a.lstudio"
    with Project.create(path) as project:
        node = picture(project)
        one, two = drawn(project, node, b"one"), drawn(project, node, b"two", "Invert mask")
        project.run(ClearMask(node))
        assert [step.name for step in project.undo_list()[:3]] == ["Clear mask", "Invert mask", "Draw mask"]
        assert project.mask_of(node) is None
    # What only steps to undo refer to stays, too.
    with Project.open(path) as project:
        for digest, content in ((two, b"two"), (one, b"one")):
            project.undo()
            assert working(project, node).digest == digest
            assert project.files.read_blob(digest) == content
        project.undo()
        assert project.mask_of(node) is None
        for digest in (one, two):
            project.redo()
            assert working(project, node).digest == digest
        assert project.verify() == ()
    with Project.open(path) as project:
        assert working(project, node).digest == two


def test_a_drag_of_a_slider_is_one_step(tmp_path: Path) -> None:
    with Project.create(tmp_path / "a.lstudio") as project:
        node = picture(project)
        drawn(project, node, b"one")
        steps = len(project.undo_list())
        for pixels in (1, 2, 3):
            project.run(ChangeMaskEdge(node, grow=pixels, merge_key="drag"))
        project.run(ChangeMaskEdge(node, feather=20, merge_key="other"))
        assert len(project.undo_list()) == steps + 2
        assert (working(project, node).grow, working(project, node).feather) == (3, 20)
        project.undo()
        project.undo()
        assert (working(project, node).grow, working(project, node).feather) == (0, 8)


def test_a_mask_is_saved_used_elsewhere_and_removed(tmp_path: Path) -> None:
    with Project.create(tmp_path / "a.lstudio") as project:
        node, other = picture(project), picture(project)
        first = drawn(project, node, b"one")
        project.run(ChangeMaskEdge(node, grow=-2, feather=5))
        project.run(SaveMask(node, " sky "))
        [saved] = [mask for mask in project.masks() if mask.name]
        assert (saved.name, saved.digest, saved.grow, saved.feather) == ("sky", first, -2, 5)
        # The same name replaces it, and it stays the same row.
        second = drawn(project, node, b"two")
        project.run(SaveMask(node, "sky"))
        [again] = [mask for mask in project.masks() if mask.name]
        assert (again.id, again.created, again.digest) == (saved.id, saved.created, second)
        project.run(UseMask(other, saved.id))
        assert (working(project, other).digest, working(project, other).grow) == (second, -2)
        project.run(RemoveMask(saved.id))
        assert [mask.name for mask in project.masks()] == ["", ""]


def test_masks_go_and_come_back_with_their_node(tmp_path: Path) -> None:
    with Project.create(tmp_path / "a.lstudio") as project:
        node = picture(project)
        drawn(project, node, b"one")
        project.run(SaveMask(node, "sky"))
        before = project.masks()
        project.run(RemoveNode(node))
        assert project.masks() == []
        project.undo()
        assert project.masks() == before
        assert project.verify() == ()


def test_what_makes_no_sense_is_refused(tmp_path: Path) -> None:
    with Project.create(tmp_path / "a.lstudio") as project:
        node, large = picture(project), picture(project, (9, 9))
        digest = project.files.add_bytes(b"one").digest
        for command in (
            ChangeMaskEdge(node, grow=1),
            SaveMask(node, "sky"),
            SetMask(node, "0" * 64, *SIZE),
            SetMask(large, digest, *SIZE),
            SetMask("gone", digest, *SIZE),
            UseMask(node, "gone"),
            RemoveMask("gone"),
        ):
            with pytest.raises(CommandRefusedError):
                project.run(command)
        drawn(project, node, b"one")
        for wrong in (ChangeMaskEdge(node, grow=-257), ChangeMaskEdge(node, feather=-1), SaveMask(node, "  ")):
            with pytest.raises(CommandRefusedError):
                project.run(wrong)
        steps = len(project.undo_list())
        project.run(ClearMask(large))  # nothing to clear is no step
        assert len(project.undo_list()) == steps


def test_a_content_that_is_missing_is_reported_and_an_unused_one_removed(tmp_path: Path) -> None:
    path = tmp_path / "a.lstudio"
    with Project.create(path) as project:
        node = picture(project)
        digest = drawn(project, node, b"one")
        unused = project.files.add_bytes(b"never used").digest
    with closing(sqlite3.connect(path)) as connection, connection:
        digests = {name for (name,) in connection.execute("SELECT digest FROM blob")}
        assert digest in digests
        assert unused not in digests
        connection.execute("UPDATE blob SET digest = ? WHERE digest = ?", ("f" * 64, digest))
    with Project.open(path) as project:
        assert any(digest in problem and "mask" in problem for problem in project.verify())


def test_a_damaged_mask_is_left_out_and_can_be_drawn_again(tmp_path: Path) -> None:
    path = tmp_path / "a.lstudio"
    with Project.create(path) as project:
        node = picture(project)
        drawn(project, node, b"one")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE mask SET width = 'wide'")
    with Project.open(path) as project:
        assert project.masks() == []
        assert any("mask" in problem for problem in project.verify())
        digest = drawn(project, node, b"two")
        assert working(project, node).digest == digest
        project.run(RemoveNode(node))


def test_the_log_tells_of_masks(tmp_path: Path) -> None:
    with Project.create(tmp_path / "a.lstudio") as project:
        node = picture(project)
        drawn(project, node, b"one")
        project.run(SaveMask(node, "sky"))
        entries = [entry for entry in project.log() if entry.kind == "mask"]
        assert [entry.title for entry in entries] == ["", "sky"]
        assert dict(entries[0].details)["size"] == "6x4"


@pytest.mark.parametrize("seed", range(12))
def test_undo_all_and_redo_all_restore_every_mask(tmp_path: Path, seed: int) -> None:
    chance, model = random.Random(seed), Model()
    operations = (ops.add_node, ops.draw_mask, ops.draw_mask, ops.draw_mask, ops.remove_leaf, ops.undo, ops.redo)
    with Project.create(tmp_path / "a.lstudio") as project:
        for _ in range(60):
            chance.choice(operations)(chance, model, project)
            assert matches(model, project)
        while model.undone:
            ops.redo(chance, model, project)
        last = held_by(project)
        while model.done:
            ops.undo(chance, model, project)
            assert matches(model, project)
        assert project.masks() == []
        while model.undone:
            ops.redo(chance, model, project)
        assert held_by(project) == last
        assert project.verify() == ()


def test_rows_of_masks_are_stored_without_loss() -> None:
    mask = NodeMask(id="a", node_id="b", digest="c" * 64, width=3, height=2, grow=-4, feather=0, name="Möwe 🐦")
    assert MASKS.decode({**MASKS.encode(mask), "sequence": 1}) == mask
    assert MASKS.decode({**MASKS.encode(replace(mask, name="")), "sequence": 1}).name == ""
