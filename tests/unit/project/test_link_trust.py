"""Which linked files are opened: own ones, those below the project's folder, and those that the user has approved."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from lance_studio import paths
from lance_studio.errors import MediaMissingError, MediaNotOpenedError
from lance_studio.project import link_trust
from lance_studio.project.commands.media import AddMedia
from lance_studio.project.link_trust import KnownLinks, Standing, foreign_links, known_links, standing_of
from lance_studio.project.linking import resolve
from lance_studio.project.project import Project
from lance_studio.project.rows import Media
from tests.unit.project.samples import digest_of, linked
from tests.watched import watched

CONTENT = b"moving pictures"

Elsewhere = Callable[[], None]


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Elsewhere:
    """Go on as another user's installation, which knows nothing of the links that were made until now."""
    homes = iter(range(1000))

    def go() -> None:
        monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / f"other-home-{next(homes)}"))

    return go


@pytest.fixture
def film(tmp_path: Path) -> Path:
    (tmp_path / "outside").mkdir()
    file = tmp_path / "outside" / "film.mp4"
    file.write_bytes(CONTENT)
    return file


def media(link: str, content: bytes = CONTENT, **fields: object) -> Media:
    row = Media(
        id="a" * 32, digest=digest_of(content), kind="video", name="film.mp4", size=len(content), link=link,
        modified_ns=1,
    )  # fmt: skip
    return replace(row, **fields)


def test_what_was_linked_here_is_used_without_a_question(project: Project, film: Path) -> None:
    row = linked(project, film)
    project.run(AddMedia(row))
    assert standing_of(row, project.folder) is Standing.OWN
    assert project.foreign_links() == []
    assert project.files.path(row) == film


def test_a_copy_of_an_own_project_asks_nothing(project: Project, film: Path, tmp_path: Path) -> None:
    inside = project.folder / "inside.mp4"
    inside.write_bytes(b"other")
    for file in (film, inside):
        project.run(AddMedia(linked(project, file)))
    project.copy_to(tmp_path / "somewhere" / "else" / "copy.lstudio")
    with Project.open(tmp_path / "somewhere" / "else" / "copy.lstudio") as copy:
        assert copy.foreign_links() == []
        assert copy.missing_media() == []


def test_a_foreign_link_is_neither_opened_nor_looked_up_before_the_user_says_so(
    project: Project, film: Path, elsewhere: Elsewhere
) -> None:
    row = linked(project, film)
    project.run(AddMedia(row))
    elsewhere()
    with watched(film) as touched:
        [link] = project.foreign_links()
        assert (link.media, link.path, link.shown, link.standing, link.asked) == (
            row, str(film), str(film), Standing.UNKNOWN, False,
        )  # fmt: skip
        for use in (project.files.path, project.files.read, project.files.embed):
            with pytest.raises(MediaNotOpenedError, match="not opened"):
                use(row)
        assert project.missing_media() == [row]
    assert touched.opened == []
    assert touched.of(film.parent) == []
    project.answer_links([link], use=True)
    assert project.foreign_links() == []
    assert project.files.read(row) == CONTENT


def test_an_answer_is_remembered_outside_the_project_and_another_list_asks_again(
    project: Project, film: Path, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    project.run(AddMedia(linked(project, film)))
    elsewhere()
    project.answer_links(project.foreign_links(), use=False)
    project.close()
    link_trust._known_links.cache_clear()  # as another process reads it
    with Project.open(project.path) as again:
        [link] = again.foreign_links()
        assert (link.standing, link.asked) == (Standing.LEFT_OUT, True)
        another = replace(link.media, id="b" * 32)
        moved = replace(link.media, link=str(tmp_path / "private.mp4"))
        changed = replace(link.media, digest="0" * 64)
        links = foreign_links([link.media, another, moved, changed], again.folder)
        assert [each.asked for each in links] == [True, False, False, False]
        commits = again.commits
        again.answer_links([link], use=True)
        assert again.foreign_links() == []
        assert again.commits == commits
    assert str(film).encode() not in paths.known_links_file().read_bytes()


@pytest.mark.parametrize(
    "link",
    [
        "/dev/zero", "/dev/shm/film.mp4", "/proc/self/environ", "/sys/power/state", "/net/host/share/film.mp4",
        "/afs/cell/film.mp4", "/run/user/0/gvfs/smb-share:server=host/film.mp4", "//host/share/film.mp4",
        "\\\\host\\share\\film.mp4", "smb://host/share/film.mp4", "http://127.0.0.1/film.mp4", "file:///etc/passwd",
        "subfile:///etc/passwd", "/../etc/passwd", "../film.mp4", "a/../../film.mp4", "/tmp//film.mp4", "", "/", ".",
        "a\0b", "./film.mp4",
    ],
)  # fmt: skip
def test_devices_other_computers_and_odd_spellings_are_never_opened(tmp_path: Path, link: str) -> None:
    row = media(link)
    assert standing_of(row, tmp_path) is Standing.REFUSED
    known_links().answer(foreign_links([row], tmp_path), use=True)
    with watched() as touched, pytest.raises(MediaNotOpenedError, match="not opened"):
        resolve(row, tmp_path)
    assert standing_of(row, tmp_path) is Standing.REFUSED
    assert touched.of(*(["/dev", "/proc", "/sys", "/net", "/afs", "/run", "//"] if link.startswith("/") else [])) == []
    assert [link.asked for link in foreign_links([row], tmp_path)] == [True]


def test_an_approved_file_is_opened_only_if_it_is_an_ordinary_file_of_that_content(tmp_path: Path, film: Path) -> None:
    row = media(str(film), modified_ns=film.stat().st_mtime_ns)
    project_folder = tmp_path / "project"
    known_links().answer(foreign_links([row], project_folder), use=True)
    assert resolve(row, project_folder) == film
    # The time that a foreign project names is no evidence.
    film.write_bytes(b"MOVING PICTURES")
    os.utime(film, ns=(0, row.modified_ns or 0))
    with pytest.raises(MediaMissingError, match="changed"):
        resolve(row, project_folder)
    film.unlink()
    for make, word in (
        (lambda: os.mkfifo(film), "pipe"),
        (lambda: film.symlink_to("/dev/zero"), "link"),
        (film.mkdir, "folder"),
    ):
        make()
        with pytest.raises(MediaMissingError, match=word):
            resolve(row, project_folder)
        film.rmdir() if film.is_dir() and not film.is_symlink() else film.unlink()


def test_a_link_inside_the_folder_does_not_leave_it_by_a_symbolic_link(tmp_path: Path, film: Path) -> None:
    folder = tmp_path / "project"
    (folder / "videos").mkdir(parents=True)
    (folder / "videos" / "film.mp4").symlink_to(film)
    (folder / "shelf").symlink_to(film.parent)
    (folder / "real.mp4").write_bytes(CONTENT)
    with watched(film) as touched:
        for link in ("videos/film.mp4", "shelf/film.mp4", str(folder / "shelf" / "film.mp4")):
            with pytest.raises(MediaMissingError, match="symbolic link"):
                resolve(media(link), folder)
    assert touched.opened == []
    assert touched.of(film.parent) == []
    assert resolve(media("real.mp4"), folder) == folder / "real.mp4"


def test_paths_are_shown_whole_and_visibly(tmp_path: Path) -> None:
    long = "/" + "/".join(["n" * 200] * 40)
    for link, shown in ((long, long), ("/a\n\u202eb\x1b[31m", "/a\\n\\u202eb\\x1b[31m")):
        [found] = foreign_links([media(link)], tmp_path)
        assert found.shown == shown


def test_what_is_known_survives_a_torn_line_and_is_shared_between_processes(tmp_path: Path) -> None:
    file = tmp_path / "state" / "known-links"
    one, other = KnownLinks(file), KnownLinks(file)
    one.remember_own("/a", "1" * 64)
    with file.open("ab") as stream:
        stream.write(b"o 12")  # a full disk
    other.refresh()
    assert other.is_own("/a", "1" * 64)
    other.remember_own("/b", "2" * 64)
    one.refresh()
    assert one.is_own("/b", "2" * 64)
    assert not one.is_own("/b", "1" * 64)
    size = file.stat().st_size
    one.remember_own("/b", "2" * 64)
    assert file.stat().st_size == size
    assert file.stat().st_mode & 0o077 == 0


def test_where_nothing_can_be_written_an_answer_holds_until_the_end(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("no folder")
    known = KnownLinks(tmp_path / "state" / "known-links")
    row = media("/outside/film.mp4")
    [link] = foreign_links([row], tmp_path)
    known.answer([link], use=True)
    assert known.answered(row, "/outside/film.mp4") is True
