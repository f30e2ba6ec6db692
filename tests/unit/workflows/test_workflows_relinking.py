"""Files of linked media are found again by content first, and another content never passes for the same."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from lance_studio.errors import CancelledError, CommandRefusedError, MediaError, ProjectError
from lance_studio.project.commands.media import AddMedia, RelinkMedia, ReplaceMedia
from lance_studio.project.project import Project
from lance_studio.project.rows import Media
from lance_studio.workflows.importing import read_file
from lance_studio.workflows.relinking import Candidate, Match, command_for, judge, search, unfit
from tests.unit.media.painted import painted_clip


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project.create(tmp_path / "project" / "film.lstudio", cache=tmp_path / "cache") as opened:
        yield opened


def film(place: Path, frames: int = 12) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    return painted_clip(place, frames)


def add(project: Project, file: Path) -> Media:
    media = read_file(file, project.files, project.folder).media
    project.run(AddMedia(media))
    return media


@pytest.fixture
def lost(project: Project, tmp_path: Path) -> Media:
    """A film whose file was moved to "new" under another name."""
    media = add(project, film(tmp_path / "old" / "film.mp4"))
    (tmp_path / "new" / "deep").mkdir(parents=True)
    (tmp_path / "old" / "film.mp4").rename(tmp_path / "new" / "deep" / "renamed.mp4")
    return media


def test_the_content_is_found_under_any_name(project: Project, lost: Media, tmp_path: Path) -> None:
    film(tmp_path / "new" / "film.mp4", 24)
    looked = search([lost], tmp_path / "new")
    candidate = looked.found[lost.id]
    assert candidate == Candidate(lost.id, tmp_path / "new" / "deep" / "renamed.mp4", Match.SAME)
    assert (looked.files, looked.whole) == (2, True)
    command = command_for(lost, candidate, project.folder)
    assert isinstance(command, RelinkMedia)
    project.run(command)
    assert project.missing_media() == []
    assert search([lost], tmp_path / "new", below=False).found[lost.id].match is not Match.SAME


def test_a_file_of_the_same_name_is_different_content(project: Project, lost: Media, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "new")
    other = film(tmp_path / "new" / "FILM.mp4", 24)
    candidate = search([lost], tmp_path / "new").found[lost.id]
    assert candidate == Candidate(lost.id, other, Match.NAMED)
    command = command_for(lost, candidate, project.folder)
    assert isinstance(command, ReplaceMedia)
    project.run(command)
    row = project.media(lost.id)
    assert row is not None
    assert row.digest != lost.digest
    assert (row.id, row.name, row.frames) == (lost.id, lost.name, 24)
    assert project.missing_media() == []
    project.undo()
    assert project.media(lost.id) == lost


def test_name_size_and_length_are_the_same_and_the_content_is_not(lost: Media, tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "new")
    other = film(tmp_path / "new" / "film.mp4")
    alike = replace(lost, digest="0" * 64)
    assert search([alike], tmp_path / "new").found[lost.id] == Candidate(lost.id, other, Match.ALIKE)
    assert judge(alike, other).match is Match.ALIKE
    assert judge(lost, other).match is Match.SAME


def test_what_has_another_form_cannot_stand_in(project: Project, lost: Media, tmp_path: Path) -> None:
    short = film(tmp_path / "new" / "film.mp4", 6)
    candidate = judge(lost, short)
    assert (candidate.match, candidate.usable) == (Match.UNFIT, False)
    assert "lasts" in candidate.why
    (tmp_path / "new" / "notes.mp4").write_text("no film")
    assert judge(lost, tmp_path / "new" / "notes.mp4").match is Match.UNFIT
    with pytest.raises(MediaError, match="cannot stand in"):
        command_for(lost, replace(candidate, match=Match.NAMED), project.folder)
    assert "pixels" in unfit(lost, replace(lost, width=2))
    assert "a sound" in unfit(lost, replace(lost, kind="audio"))
    assert "frames a second" in unfit(lost, replace(lost, rate=lost.rate and lost.rate * 2))
    assert "no sound" in unfit(replace(lost, has_audio=True), lost)
    with pytest.raises(CommandRefusedError):
        project.run(ReplaceMedia(replace(lost, width=2)))


def test_a_file_that_changed_since_it_was_shown_is_not_linked(project: Project, lost: Media, tmp_path: Path) -> None:
    candidate = search([lost], tmp_path / "new").found[lost.id]
    candidate.path.unlink()
    film(candidate.path, 24)
    with pytest.raises(ProjectError, match="differs"):
        command_for(lost, candidate, project.folder)


def test_links_are_not_followed_and_folders_that_cannot_be_read_are_told(lost: Media, tmp_path: Path) -> None:
    place = tmp_path / "links"
    place.mkdir()
    (place / "film.mp4").symlink_to(tmp_path / "new" / "deep" / "renamed.mp4")
    (place / "loop").symlink_to(place)
    assert search([lost], place).found == {}
    os.mkfifo(place / "pipe.mp4")
    with pytest.raises(MediaError):
        judge(lost, place / "pipe.mp4")
    with pytest.raises(MediaError, match="cannot be read"):
        search([lost], tmp_path / "nowhere")


def test_a_search_can_be_given_up_and_tells_how_far_it_is(lost: Media, tmp_path: Path) -> None:
    told: list[int] = []
    search([lost], tmp_path / "new", progress=told.append)
    assert told == [1]
    with pytest.raises(CancelledError):
        search([lost], tmp_path / "new", cancelled=lambda: True)
