"""Projects of versions that people have had open in this one, with everything in them, undo and redo included."""

import contextlib
import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lance_studio.errors import ProjectDamagedError
from lance_studio.project.project import Project
from tests.golden.projects import state as golden

FOLDER = Path(golden.__file__).parent
NAMES = sorted(path.stem for path in FOLDER.glob("*.lstudio"))


@pytest.fixture(params=NAMES)
def expected(request: pytest.FixtureRequest) -> dict[str, Any]:
    text = (FOLDER / f"{request.param}.json").read_text(encoding="utf-8")
    return {"name": request.param, **json.loads(text)}


@pytest.fixture
def project(expected: dict[str, Any], tmp_path: Path) -> Iterator[Project]:
    file = tmp_path / "old.lstudio"
    shutil.copy(FOLDER / f"{expected['name']}.lstudio", file)
    with Project.open(file, cache=tmp_path / "cache") as opened:
        yield opened


def state_of(project: Project, expected: dict[str, Any]) -> golden.State:
    return golden.known(golden.state_of(project), expected["fields"])


def digest_of(project: Project, expected: dict[str, Any]) -> str:
    return golden.digest(state_of(project, expected))


def test_the_golden_projects_are_there() -> None:
    assert "landed" in NAMES


def test_an_old_project_holds_what_it_held(project: Project, expected: dict[str, Any]) -> None:
    project.require_readable()
    assert project.verify() == ()
    assert golden.by_key(state_of(project, expected)) == golden.by_key(expected["state"])
    assert [step.name for step in project.undo_list()] == expected["undo"]
    assert [step.name for step in project.redo_list()] == expected["redo"]
    assert [row.name for row in project.timelines()] == expected["timelines_in_order"]
    for blob in expected["blobs"]:
        assert project.files.read_blob(blob)
    # These lists have numbers of their own for their order.
    for name in ("messages", "jobs"):
        assert state_of(project, expected)[name] == expected["state"][name]


def test_every_step_of_an_old_project_can_be_undone_and_done_again(project: Project, expected: dict[str, Any]) -> None:
    before = golden.by_key(state_of(project, expected))
    after = [*expected["digests"], *expected["digests_redone"]]
    assert digest_of(project, expected) == after[len(expected["undo"])]
    for number in reversed(range(len(expected["undo"]))):
        changes = project.undo()
        assert changes is not None
        assert changes.command == expected["undo"][len(expected["undo"]) - 1 - number]
        assert digest_of(project, expected) == after[number]
    assert project.undo() is None
    assert (project.media_list(), project.nodes(), project.timelines()) == ([], [], [])
    assert project.verify() == ()
    for number in range(1, len(expected["undo"]) + 1):
        assert project.redo() is not None
        assert digest_of(project, expected) == after[number]
    assert golden.by_key(state_of(project, expected)) == before
    for number in range(len(expected["undo"]) + 1, len(after)):
        assert project.redo() is not None
        assert digest_of(project, expected) == after[number]
    assert project.redo() is None
    assert project.verify() == ()


def test_an_old_project_can_be_worked_on_closed_and_copied(
    project: Project, expected: dict[str, Any], tmp_path: Path
) -> None:
    project.undo()
    project.copy_to(tmp_path / "elsewhere" / "copy.lstudio")
    kept = state_of(project, expected)
    project.compact()
    project.close()
    for path in (project.path, tmp_path / "elsewhere" / "copy.lstudio"):
        with Project.open(path) as again:
            assert again.verify() == ()
            found = state_of(again, expected)
            if path != project.path:
                for row in found["media"]:
                    row["link"] = None if row["link"] is None else row["link"].replace(f"{tmp_path}/", "")
            assert found == kept
            while again.undo() is not None:
                pass
            assert digest_of(again, expected) == expected["digests"][0]


def test_an_old_project_can_be_read_without_a_change_of_its_file(expected: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / "old.lstudio"
    shutil.copy(FOLDER / f"{expected['name']}.lstudio", file)
    before = file.read_bytes()
    with Project.open(file, read_only=True, cache=tmp_path / "cache") as project:
        project.require_readable()
        assert project.verify() == ()
        assert golden.by_key(state_of(project, expected)) == golden.by_key(expected["state"])
        assert [row.name for row in project.timelines()] == expected["timelines_in_order"]
        assert [step.name for step in project.undo_list()] == expected["undo"]
        media = next(media for media in project.media_list() if media.link is None)
        assert len(project.files.read(media.id)) == media.size
        project.copy_to(tmp_path / "copy.lstudio")
    assert file.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy.lstudio", "old.lstudio"]
    with Project.open(tmp_path / "copy.lstudio") as copy:
        assert golden.by_key(state_of(copy, expected)) == golden.by_key(expected["state"])


@pytest.mark.parametrize("read_only", [False, True])
def test_what_an_old_file_should_not_define_is_refused_before_anything_of_it_acts(
    tmp_path: Path, read_only: bool
) -> None:
    file = tmp_path / "old.lstudio"
    shutil.copy(FOLDER / "landed.lstudio", file)
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TRIGGER t AFTER UPDATE ON image BEGIN DELETE FROM node; END")
    before = file.read_bytes()
    with pytest.raises(ProjectDamagedError, match="not those of a project"):
        Project.open(file, read_only=read_only)
    assert file.read_bytes() == before
