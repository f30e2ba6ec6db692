import io
import os
import sqlite3
import threading
import tracemalloc
from pathlib import Path

import pytest

from lance_studio.errors import CommandRefusedError, MediaError, ProjectDamagedError, ProjectError
from lance_studio.media.digests import forget_all, known_digest
from lance_studio.media.identity import identify
from lance_studio.project.blobs import CHUNK_SIZE
from lance_studio.project.cache import make_room, mark_used
from lance_studio.project.commands.media import AddMedia, RemoveMedia
from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.project import Project
from lance_studio.project.rows import new_id
from tests.unit.project.samples import add_picture, digest_of, embedded, linked, names

LARGE = bytes(range(256)) * (3 * CHUNK_SIZE // 256) + b"tail"


def chunk_count(project: Project) -> int:
    return project._store.connection.execute("SELECT count(*) FROM chunk").fetchone()[0]


@pytest.mark.parametrize("size", [0, 1, CHUNK_SIZE - 1, CHUNK_SIZE, CHUNK_SIZE + 1, len(LARGE)])
def test_content_of_any_size_comes_back_as_it_was(project: Project, size: int) -> None:
    data = LARGE[:size]
    blob = project.files.add_bytes(data)
    assert (blob.digest, blob.size) == (digest_of(data), size)
    assert chunk_count(project) == -(-size // CHUNK_SIZE)
    assert project.files.read_blob(blob.digest) == data
    with project.files.open_blob(blob.digest) as stream:
        assert stream.read() == data
    assert project.verify() == ()


def test_the_disk_is_waited_for_outside_the_gate(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.flush()
    waits: list[tuple[str, int]] = []
    adding = threading.get_ident()
    real = os.fdatasync

    def fdatasync(descriptor: int) -> None:
        waits.append((str(Path(f"/proc/self/fd/{descriptor}").readlink()), threading.get_ident()))
        # Whoever commits goes on meanwhile: nobody who waits for the disk has the gate.
        assert project._store.gate.acquire(timeout=10)
        project._store.gate.release()
        real(descriptor)

    monkeypatch.setattr(os, "fdatasync", fdatasync)
    project.files.add_bytes(LARGE)
    project.run(SetSetting("a", "b"))
    project.flush()
    assert {path for path, _ in waits} == {f"{project.path}-wal"}
    assert adding not in {thread for _, thread in waits}
    assert project.verify() == ()


def test_the_same_content_is_stored_once(project: Project, tmp_path: Path) -> None:
    file = tmp_path / "clip"
    file.write_bytes(LARGE)
    blob = project.files.add_bytes(LARGE)
    count = chunk_count(project)
    assert project.files.add_file(file) == blob
    assert project.files.add_bytes(LARGE) == blob
    assert chunk_count(project) == count
    assert file.read_bytes() == LARGE


def test_two_threads_that_add_the_same_content_add_it_once(project: Project) -> None:
    start = threading.Barrier(4)

    def add() -> None:
        start.wait()
        project.files.add_bytes(LARGE)

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(20):  # the window goes on meanwhile
        project.run(SetSetting("number", str(number)))
    for thread in threads:
        thread.join()
    assert chunk_count(project) == 4
    assert project.setting("number") == "19"
    assert project.verify() == ()


def test_content_is_read_at_any_place(project: Project) -> None:
    blob = project.files.add_bytes(LARGE)
    with project.files.open_blob(blob.digest) as stream:
        for place, count in [(CHUNK_SIZE - 3, 6), (0, 5), (len(LARGE) - 2, 10), (len(LARGE) + 5, 1)]:
            assert stream.seek(place) == place
            assert stream.read(count) == LARGE[place : place + count]
        assert stream.seek(-4, io.SEEK_END) == len(LARGE) - 4
        assert stream.read() == b"tail"
        with pytest.raises(ValueError, match="start"):
            stream.seek(-len(LARGE) - 1, io.SEEK_END)
        assert not stream.writable()


def test_large_content_passes_through_little_memory(project: Project, tmp_path: Path) -> None:
    file = tmp_path / "clip"
    file.write_bytes(LARGE * 8)  # 24 MiB
    media = embedded(project)
    tracemalloc.start()
    try:
        blob = project.files.add_file(file)
        with project.files.open_blob(blob.digest) as stream:
            assert sum(len(part) for part in iter(lambda: stream.read(CHUNK_SIZE), b"")) == len(LARGE) * 8
        project.files.path(media)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 8 * CHUNK_SIZE


def test_content_that_nothing_uses_goes_when_the_project_is_closed(project: Project) -> None:
    used, unused = add_picture(project, data=b"used"), project.files.add_bytes(b"unused")
    project.compact()
    assert project.files.has_blob(unused.digest)  # a command may yet refer to it
    project.close()
    with Project.open(project.path) as again:
        assert not again.files.has_blob(unused.digest)
        assert again.files.read(again.media_list()[0]) == b"used"
        assert again.nodes() == [used]


def test_content_stays_while_a_step_can_bring_it_back(project: Project) -> None:
    media = embedded(project, b"kept")
    project.run(AddMedia(media))
    project.run(RemoveMedia(media.id))
    project.close()
    with Project.open(project.path) as again:
        assert again.media_list() == []
        again.undo()
        assert again.files.read(media.id) == b"kept"
        again.undo()
        again.run(AddMedia(embedded(again, b"other")))  # nothing can be redone any more
        again.compact()
        assert not again.files.has_blob(media.digest)


def test_what_an_interrupted_addition_left_is_removed(project: Project) -> None:
    path = project.path
    project.close()
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("INSERT INTO blob VALUES (7, NULL, 0)")
        connection.execute("INSERT INTO chunk VALUES (1, 7, 0, x'00')")
    connection.close()
    with Project.open(path) as again:
        assert chunk_count(again) == 0


def test_a_file_that_changes_while_it_is_read_is_refused(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "clip"
    file.write_bytes(b"now")
    monkeypatch.setattr("lance_studio.project.files.sha256_file", lambda path: digest_of(b"a moment ago"))
    with pytest.raises(ProjectError, match="changed while"):
        project.files.add_file(file)
    assert chunk_count(project) == 0


def test_embedded_media_become_files_once(project: Project, tmp_path: Path) -> None:
    media = embedded(project, LARGE)
    project.run(AddMedia(media))
    path = project.files.path(media.id)
    assert path.read_bytes() == LARGE
    assert path.parent == tmp_path / "cache"
    written = path.stat().st_ino
    assert project.files.path(media).stat().st_ino == written
    path.write_bytes(b"cut short")
    assert project.files.path(media).read_bytes() == LARGE
    assert names(tmp_path / "cache") == [media.digest]


def test_changed_content_is_noticed(project: Project) -> None:
    media = embedded(project, b"whole")
    project._store.connection.execute("UPDATE chunk SET data = x'00'")
    with pytest.raises(ProjectDamagedError):
        project.files.read(media)
    with pytest.raises(ProjectDamagedError):
        project.files.path(media)
    project._store.connection.execute("DELETE FROM chunk")
    with project.files.open_blob(media.digest) as stream, pytest.raises(ProjectDamagedError):
        stream.read()


def test_what_is_not_there_is_refused(project: Project, tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="not in the project"):
        project.files.read_blob("0" * 64)
    with pytest.raises(ProjectError, match="not in the project"):
        project.files.open_blob("0" * 64)
    with pytest.raises(ProjectError, match="not in the project"):
        project.files.path(new_id())
    with pytest.raises(MediaError, match="does not exist"):
        project.files.add_file(tmp_path / "none")
    media = embedded(project)
    with pytest.raises(CommandRefusedError, match="not in the project"):
        project.run(AddMedia(type(media)(id="a", digest="0" * 64, kind="video", name="n", size=1)))
    assert project.media_list() == []


def test_open_content_is_closed_with_the_project(project: Project) -> None:
    blob = project.files.add_bytes(LARGE)
    stream = project.files.open_blob(blob.digest)
    stream.read(10)
    project.close()
    with pytest.raises(ProjectError, match="closed"):
        stream.read(10 * CHUNK_SIZE)
    assert names(project.folder) == ["film.lstudio"]


def test_the_cache_lets_go_of_what_was_not_used_for_longest(tmp_path: Path) -> None:
    for number, name in enumerate("abc"):
        (tmp_path / (name * 64)).write_bytes(b"x" * 10)
        os.utime(tmp_path / (name * 64), ns=(0, number))
    (tmp_path / "somebody's").write_bytes(b"x" * 100)
    mark_used(tmp_path / ("a" * 64))
    make_room(tmp_path, 5, limit=26)
    assert names(tmp_path) == ["a" * 64, "c" * 64, "somebody's"]
    make_room(tmp_path, 100, limit=26)
    assert names(tmp_path) == ["somebody's"]
    make_room(tmp_path / "missing", 1, limit=0)


def test_a_file_that_was_used_a_moment_ago_keeps_its_time(tmp_path: Path) -> None:
    file = tmp_path / ("a" * 64)
    file.write_bytes(b"x")
    recent = file.stat().st_mtime_ns - 60 * 10**9
    os.utime(file, ns=(recent, recent))
    mark_used(file)
    assert file.stat().st_mtime_ns == recent


def test_the_content_of_a_file_that_was_handed_out_is_known(project: Project, tmp_path: Path) -> None:
    video = tmp_path / "clip.mp4"
    video.write_bytes(b"moving pictures")
    for media in (embedded(project), linked(project, video)):
        project.run(AddMedia(media))
        forget_all()
        identity = identify(project.files.path(media))
        assert identity is not None
        assert known_digest(identity) == media.digest


def test_closing_ends_an_addition_that_is_under_way(project: Project) -> None:
    refused: list[ProjectError] = []

    def add() -> None:
        try:
            while True:
                project.files.add_bytes(os.urandom(2 * CHUNK_SIZE))
                added.set()
        except ProjectError as error:
            refused.append(error)

    added = threading.Event()
    thread = threading.Thread(target=add)
    thread.start()
    added.wait()
    project.close()
    thread.join()
    assert "closed" in refused[0].cause
    assert names(project.folder) == ["film.lstudio"]
    with Project.open(project.path) as again:
        assert chunk_count(again) == 0
        assert again.verify() == ()
