"""Collecting a project: a copy of it and of all files that it links, in one folder that can be carried away.

The project and the user's files are only read. Everything is made in a folder beside the final one, checked, and then
gets its name: whoever sees the folder sees all of it. No path that a file names decides where anything is written: the
names of the copies are made here (`file_names`), and all of them lie in one folder below the new one.
All functions may be called from any thread.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import re
import secrets
import shutil
import sqlite3
import time
from collections.abc import Callable, Collection, Generator, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from lance_studio.errors import CancelledError, MediaError, MediaMissingError, OutputError, ProjectError
from lance_studio.language import tr
from lance_studio.media.files import unreadable
from lance_studio.media.output import flush, flush_folder, output_error
from lance_studio.media.space import require_space
from lance_studio.project import db_errors, recovery
from lance_studio.project.connection import connect, transaction_of
from lance_studio.project.file_names import TakenNames, safe_name
from lance_studio.project.link_trust import known_links
from lance_studio.project.linking import modified_ns, resolve
from lance_studio.project.rows import SUFFIX, Media
from lance_studio.regular_files import open_regular

if TYPE_CHECKING:
    from lance_studio.project.project import Project

MEDIA_FOLDER = "media"
"""The folder of the copies, below the new one."""

_CHUNK = 4 << 20
_ASK_EVERY = 20_000
_OWN_NAME = re.compile(r"\.lance-[0-9a-f]{16}\.collect")
_ABANDONED_SECONDS = 600.0

Progress = Callable[[int, int, str], None]
"""Gets the bytes that are done, those of all, and the name of what is copied."""


@dataclass(frozen=True)
class MissingFile:
    """A linked file that cannot be collected.

    Attributes:
        media: The medium.
        why: One sentence that says why.
    """

    media: Media
    why: str


@dataclass(frozen=True)
class Survey:
    """What there is to collect.

    Attributes:
        found: The linked media whose files are there, with these files.
        missing: The others.
        bytes: What all the files and the project take.
    """

    found: tuple[tuple[Media, Path], ...]
    missing: tuple[MissingFile, ...]
    bytes: int


@dataclass(frozen=True)
class Collected:
    """What was collected.

    Attributes:
        folder: The new folder.
        project: The project in it.
        files: Number of linked files in it.
        left_out: The media whose files are not in it.
        bytes: Of all of it.
    """

    folder: Path
    project: Path
    files: int
    left_out: tuple[Media, ...]
    bytes: int


def survey(media: Iterable[Media], folder: Path, project: Path) -> Survey:
    """Look for the files of linked media; those of foreign links are not looked for and count as missing.

    Args:
        media: All media of the project.
        folder: The project's folder.
        project: The project's file.
    """
    found: list[tuple[Media, Path]] = []
    missing: list[MissingFile] = []
    for each in media:
        if each.link is None:
            continue
        try:
            found.append((each, resolve(each, folder)))
        except ProjectError as error:
            missing.append(MissingFile(each, error.cause))
    size = sum({each.digest: each.size for each, _ in found}.values())
    with contextlib.suppress(OSError):
        size += project.stat().st_size
    return Survey(tuple(found), tuple(missing), size)


def collect(
    project: "Project",
    media: Sequence[Media],
    target: str | os.PathLike[str],
    *,
    name: str = "",
    without: Collection[str] = (),
    progress: Progress = lambda done, total, what: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Collected:
    """Copy a project and the files that it links into a new folder, completely or not at all.

    Media that only a step to undo or redo still names are not copied; their links stay as they are.

    Args:
        project: The open project; it can be used meanwhile.
        media: All its media, read in its own thread.
        target: The new folder; nothing of that name may exist, but for an empty folder.
        name: What the project in it is called, without the ending; empty for the name of the folder.
        without: Ids of media that are left out; their links stay as they are.
        progress: Is told how far it is.
        cancelled: Is asked now and then whether to give up.

    Returns:
        What was collected.

    Raises:
        CancelledError: It was given up; nothing is left of it.
        MediaMissingError: A file is missing or has changed and is not to be left out.
        NoSpaceError: There is no room for it.
        OutputError: The folder exists and holds something, or cannot be written.
        ProjectError: The project cannot be read, or the copy does not hold what it should.
    """
    final = _resolved(target)
    _refuse_existing(final)
    _refuse_inside(final, project.path)
    wanted = [each for each in media if each.link is not None and each.id not in without]
    left_out = tuple(each for each in media if each.link is not None and each.id in without)
    sources = {each.id: resolve(each, project.folder) for each in wanted}
    sizes = {each.digest: each.size for each in wanted}
    with db_errors.in_words(project.path):
        own = project.path.stat().st_size
    total = own + sum(sizes.values())
    require_space(tr("The folder '{name}'", name=final.name), [(final.parent, total)])
    file_name = f"{safe_name(name or final.name, 'project')}{SUFFIX}"
    try:
        with _staging(final) as folder:
            account = _Account(total, progress, cancelled)
            account.tell(file_name)
            copy = folder / file_name
            project.write_copy(copy, cancelled).lock.release()
            account.add(own, file_name)
            copies = _copy_files(wanted, sources, folder, account)
            _lead_to_copies(copy, copies, folder, without)
            _require_sound(copy, cancelled)
            flush(copy)
            if cancelled():
                raise CancelledError
    except OSError as error:
        raise output_error(final, error) from error
    for digest, file in copies.items():
        known_links().remember_own(str(final / MEDIA_FOLDER / file.name), digest)
    return Collected(final, final / file_name, len(copies), left_out, total)


@dataclass
class _Account:
    """How far it is, told at most some times a second."""

    total: int
    progress: Progress
    cancelled: Callable[[], bool]
    done: int = 0
    _told: float = field(default=0.0)

    def tell(self, what: str) -> None:
        self._told = time.monotonic()
        self.progress(self.done, self.total, what)

    def add(self, size: int, what: str) -> None:
        self.done = min(self.done + size, self.total)
        if self.done == self.total or time.monotonic() - self._told > 0.1:
            self.tell(what)
        if self.cancelled():
            raise CancelledError


def _copy_files(wanted: Sequence[Media], sources: dict[str, Path], folder: Path, account: _Account) -> dict[str, Path]:
    """Copy each content once; returns the copies by digest."""
    copies: dict[str, Path] = {}
    names = TakenNames()
    for media in wanted:
        if media.digest in copies:
            continue
        (folder / MEDIA_FOLDER).mkdir(exist_ok=True)
        copy = folder / MEDIA_FOLDER / names.take(sources[media.id].name)
        _copy(media, sources[media.id], copy, account)
        copies[media.digest] = copy
    return copies


def _copy(media: Media, source: Path, copy: Path, account: _Account) -> None:
    """Copy a file, and read the copy back from the disk to compare it."""
    if _copied_digest(media, source, copy, account) != media.digest:
        raise MediaMissingError(
            tr("The file of '{name}' has changed since it was imported.", name=media.name),
            tr("Bring the original file back, or collect without it."),
            media.id,
        )
    digest = hashlib.sha256()
    with copy.open("rb") as stream:
        # What was written must be read from the disk, not from memory.
        with contextlib.suppress(OSError, AttributeError):
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while block := stream.read(_CHUNK):
            digest.update(block)
            if account.cancelled():
                raise CancelledError
    if digest.hexdigest() != media.digest:
        raise OutputError(
            tr("The copy of '{name}' differs from the file.", name=media.name),
            tr("Check the disk, or choose another place."),
        )


def _copied_digest(media: Media, source: Path, copy: Path, account: _Account) -> str:
    digest = hashlib.sha256()
    with open_regular(source, MediaError, nofollow=True) as reader, copy.open("xb") as writer:
        while True:
            try:
                block = reader.read(_CHUNK)
            except OSError as error:
                raise unreadable(media.name, error) from error
            if not block:
                break
            digest.update(block)
            writer.write(block)
            account.add(len(block), copy.name)
        writer.flush()
        os.fsync(writer.fileno())
        times = os.fstat(reader.fileno())
        os.utime(writer.fileno(), ns=(times.st_atime_ns, times.st_mtime_ns))
    return digest.hexdigest()


def _lead_to_copies(project: Path, copies: dict[str, Path], folder: Path, left_out: Collection[str]) -> None:
    """Let the links of the copied project, those of steps to undo and redo too, lead to the copied files."""
    links = {digest: (copy.relative_to(folder).as_posix(), modified_ns(copy.stat())) for digest, copy in copies.items()}
    with db_errors.in_words(project), contextlib.closing(connect(project, "rw")) as connection:
        connection.execute("PRAGMA journal_mode = MEMORY")
        with transaction_of(connection):
            rows = connection.execute("SELECT id, digest, name FROM media WHERE link IS NOT NULL").fetchall()
            for media_id, digest, name in rows:
                if digest in links:
                    change = (*links[digest], media_id)
                    connection.execute("UPDATE media SET link = ?, modified_ns = ? WHERE id = ?", change)
                elif media_id not in left_out:
                    raise ProjectError(
                        tr("'{name}' came into the project while it was collected.", name=name), tr("Collect it again.")
                    )
            _lead_steps_to_copies(connection, links)


def _lead_steps_to_copies(connection: sqlite3.Connection, links: dict[str, tuple[str, int]]) -> None:
    for column in ("before", "after"):
        images = connection.execute(
            f"SELECT id, {column} FROM image "
            f"WHERE table_name = 'media' AND json_extract({column}, '$.link') IS NOT NULL"
        )
        for number, text in images.fetchall():
            stored = json.loads(text)
            if stored.get("digest") not in links:
                continue
            stored["link"], stored["modified_ns"] = links[stored["digest"]]
            text = json.dumps(stored, ensure_ascii=False, separators=(",", ":"))
            connection.execute(f"UPDATE image SET {column} = ? WHERE id = ?", (text, number))


def _require_sound(project: Path, cancelled: Callable[[], bool]) -> None:
    """Read all of the copied project once, the hash of every content in it included."""
    with db_errors.in_words(project), contextlib.closing(connect(project, "ro")) as connection:
        connection.set_progress_handler(cancelled, _ASK_EVERY)
        try:
            problems = recovery.verify(connection)
        finally:
            connection.set_progress_handler(None, 0)
    if cancelled():
        raise CancelledError
    if problems:
        raise ProjectError(
            tr("The copy of the project is not sound and was not kept: {problems}", problems=problems[0]),
            tr("Choose a place on another disk. If that fails too, Help → Copy log copies what a report needs."),
        )


@contextlib.contextmanager
def _staging(final: Path) -> Generator[Path, None, None]:
    """Make a folder beside the final one; it gets the final name at the end, or goes with all that is in it."""
    final.parent.mkdir(parents=True, exist_ok=True)
    _remove_leftovers(final.parent)
    folder = final.parent / f".lance-{secrets.token_hex(8)}.collect"
    folder.mkdir()
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _try_lock(descriptor)
        yield folder
        flush_folder(folder / MEDIA_FOLDER)
        flush_folder(folder)
        _refuse_existing(final)
        folder.rename(final)  # refused by the system if somebody has put something there meanwhile
        flush_folder(final.parent)
    finally:
        os.close(descriptor)
        shutil.rmtree(folder, ignore_errors=True)


def _remove_leftovers(parent: Path) -> None:
    """Remove what processes have left that were killed while they collected."""
    with contextlib.suppress(OSError):
        for entry in os.scandir(parent):
            old = abs(time.time() - entry.stat(follow_symlinks=False).st_mtime) >= _ABANDONED_SECONDS
            if not (_OWN_NAME.fullmatch(entry.name) and entry.is_dir(follow_symlinks=False) and old):
                continue
            descriptor = os.open(entry.path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                if _try_lock(descriptor):
                    shutil.rmtree(entry.path, ignore_errors=True)
            finally:
                os.close(descriptor)


def _try_lock(descriptor: int) -> bool:
    """Lock a folder for as long as it is open; false where somebody else has it, or the disk knows no locks."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _resolved(target: str | os.PathLike[str]) -> Path:
    try:
        return Path(os.path.realpath(target))
    except (OSError, ValueError) as error:  # ValueError: a NUL character in the path
        raise OutputError(
            tr("'{target}' is not a usable folder name: {error}.", target=target, error=error),
            tr("Choose another name."),
        ) from error


def _refuse_existing(final: Path) -> None:
    try:
        if not os.path.lexists(final):
            return
        if not final.is_dir():
            raise OutputError(tr("'{final}' is a file.", final=final), tr("Choose a folder that is new or empty."))
        if any(final.iterdir()):
            raise OutputError(
                tr("The folder '{final}' holds something already.", final=final), tr("Choose one that is new or empty.")
            )
    except OSError as error:
        raise output_error(final, error) from error


def _refuse_inside(final: Path, project: Path) -> None:
    if final == project or final.is_relative_to(project):
        raise OutputError(tr("'{final}' is the project itself.", final=final), tr("Choose another folder."))
