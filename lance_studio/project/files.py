"""The bytes of a project's media, to read and to add from any thread.

Content is added before the command that refers to it, so that the slow part can be done away from the window: it goes
in by short transactions, between which the window's commands have their turn. Content that no command comes to refer to
is removed when the project is closed.
"""

import contextlib
import hashlib
import io
import os
import sqlite3
import stat
import threading
import weakref
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import BinaryIO

from lance_studio.errors import MediaError, MediaMissingError, ProjectError
from lance_studio.language import tr
from lance_studio.media.digests import remember_digest
from lance_studio.media.files import require_file, sha256_file
from lance_studio.media.output import atomic_target
from lance_studio.media.space import require_space
from lance_studio.project import blobs, db_errors, linking
from lance_studio.project.blobs import CHUNK_SIZE, Blob, BlobReader
from lance_studio.project.cache import make_room, mark_used
from lance_studio.project.reading import read_row
from lance_studio.project.rows import Media
from lance_studio.project.store import Store
from lance_studio.project.tables import MEDIA
from lance_studio.user_settings import cache_place

_CHECKPOINT_CHUNKS = 16


class MediaFiles:
    """Reads and adds content; every method may be called from any thread.

    Args:
        store: The open project file.
        cache: Folder for embedded media that somebody needs as a file; None: in the studio's cache folder.
    """

    def __init__(self, store: Store, cache: Path | None = None) -> None:
        self._store = store
        self._cache = cache
        self._closed = False
        self._state = threading.Condition(threading.RLock())
        self._reading = 0
        self._adding = threading.Lock()
        self._extracting = threading.Lock()
        self._fresh: set[str] = set()
        self._readers: weakref.WeakSet[_LockedReader] = weakref.WeakSet()
        self._checked: dict[tuple[Path, str], int] = {}
        store.suspend = self._suspended

    @property
    def fresh(self) -> frozenset[str]:
        """Digests of what was added since the project was opened, and may yet be referred to."""
        with self._state:
            return frozenset(self._fresh)

    def add_bytes(self, data: bytes) -> Blob:
        """Put content into the project; content that is there already is not stored twice.

        Args:
            data: The content.

        Returns:
            Its digest and size.

        Raises:
            NoSpaceError: There is no room for it.
            ProjectError: The project was opened for reading or is closed, or its disk is full.
        """
        pieces = (data[start : start + CHUNK_SIZE] for start in range(0, len(data), CHUNK_SIZE))
        return self._add(hashlib.sha256(data).hexdigest(), lambda: pieces, len(data))

    def add_file(self, path: str | os.PathLike[str]) -> Blob:
        """Put a file's content into the project, in pieces; the file is read twice and never written.

        Args:
            path: The file.

        Returns:
            The content's digest and size.

        Raises:
            MediaError: The file is missing, empty, no ordinary file, or cannot be read.
            ProjectError: The file changed meanwhile, the project was opened for reading or is closed, or its disk is
                full.
        """
        file = require_file(path)
        return self._add(sha256_file(file), lambda: _pieces(file), file.stat().st_size)

    def embed(self, media: Media) -> Blob:
        """Put a linked medium's file into the project, for `commands.media.EmbedMedia`.

        Args:
            media: The medium.

        Returns:
            The content's digest and size.

        Raises:
            MediaMissingError: The file is missing or has changed.
            ProjectError: As for `add_file`.
        """
        file = linking.resolve(media, self._store.path.parent, trust_time=False)
        return self._add(media.digest, lambda: _pieces(file), media.size)

    def has_blob(self, digest: str) -> bool:
        """Tell whether the project holds content with this digest."""
        with self.connection() as connection:
            return blobs.find(connection, digest) is not None

    def read_blob(self, digest: str) -> bytes:
        """Return all of an embedded content; raises ProjectError if it is not there or damaged."""
        with self.connection() as connection:
            _found(connection, digest)
            data = b"".join(blobs.chunks(connection, digest))
        if hashlib.sha256(data).hexdigest() != digest:
            raise db_errors.damaged(self._store.path, tr("a picture or video in it has changed"))
        return data

    def open_blob(self, digest: str) -> BinaryIO:
        """Open an embedded content to read and seek in; close it after use.

        Its bytes are not checked against the digest. One thread at a time may use it. When the project is closed, it
        is closed as well.

        Args:
            digest: The content's digest.

        Returns:
            A binary file; reading on raises ProjectError once the project is closed.

        Raises:
            ProjectError: The content is not in the project, or the project is closed.
        """
        with db_errors.in_words(self._store.path):
            self._store.put_right()
            with self._state:
                self._require_open()
                reader = _LockedReader(self._store, digest)
                self._readers.add(reader)
        return io.BufferedReader(reader, CHUNK_SIZE)

    def read(self, media: Media | str) -> bytes:
        """Return all of a medium's content, embedded or linked.

        Args:
            media: The medium or its id.

        Returns:
            The content.

        Raises:
            MediaMissingError: The linked file is missing or has changed.
            ProjectError: The medium is not in the project, or damaged.
        """
        row = self._row(media)
        if row.link is None:
            return self.read_blob(row.digest)
        try:
            return self._linked(row).read_bytes()
        except OSError as error:
            cause = tr("The file of '{name}' cannot be read: {error}.", name=row.name, error=error)
            raise MediaMissingError(cause, tr("Check the disk it lies on."), row.id) from error

    def path(self, media: Media | str) -> Path:
        """Return a file with a medium's content, to be read only.

        A linked file is checked and returned as it lies. Embedded content is written once to the cache folder, checked
        against its digest while it is written.

        Args:
            media: The medium or its id.

        Returns:
            The file.

        Raises:
            MediaMissingError: The linked file is missing or has changed.
            OutputError: The cache folder cannot be written.
            ProjectError: The medium is not in the project, or damaged.
        """
        row = self._row(media)
        file = self._extracted(row.digest) if row.link is None else self._linked(row)
        # The content is known, so that nobody has to hash or index it again, wherever the file lies this time.
        remember_digest(file, row.digest)
        return file

    def close(self) -> None:
        """Close every content that is open and refuse further use; waits for what is under way."""
        with self._state:
            self._closed = True
            readers = list(self._readers)
        for reader in readers:
            reader.close()
        with self._adding, self._state:
            self._state.wait_for(lambda: self._reading == 0)

    def _add(self, digest: str, pieces: Callable[[], Iterator[bytes]], size: int) -> Blob:
        if self._store.read_only:
            raise ProjectError(
                tr("The project was opened for reading only."), tr("Open it for writing, or save a copy.")
            )
        with db_errors.in_words(self._store.path):
            self._store.put_right()
            if self._store.displaced is not None:
                raise self._store.displaced.error()
            with self._adding:
                with self._state:
                    self._require_open()
                    self._fresh.add(digest)
                generation = self._store.generation
                with contextlib.closing(self._store.connect(write=True)) as connection:
                    found = blobs.find(connection, digest)
                    if found is None:
                        # It lies in the file beside the project first, as far as that is not moved meanwhile.
                        needed = size + min(size, 2 * _CHECKPOINT_CHUNKS * CHUNK_SIZE)
                        require_space(tr("The content that is added"), [(self._store.path.parent, needed)])
                    return found or self._write(connection, generation, digest, pieces())

    def _write(self, connection: sqlite3.Connection, generation: int, digest: str, pieces: Iterator[bytes]) -> Blob:
        # The gate is shut while a piece is written, and never while the disk is waited for: the lane does that. Between
        # pieces, this thread moves what has piled up into the file, because nothing else commits that fast.
        with self._store.transaction(connection, generation):
            number = blobs.begin(connection)
        try:
            seen, size = hashlib.sha256(), 0
            for position, piece in enumerate(pieces):
                seen.update(piece)
                size += len(piece)
                with self._store.transaction(connection, generation):
                    self._require_open()
                    blobs.append(connection, number, position, piece)
                if position % _CHECKPOINT_CHUNKS == _CHECKPOINT_CHUNKS - 1:
                    with contextlib.suppress(ProjectError):  # the file was moved; the next piece says what must be
                        self._store.tidy()
            if seen.hexdigest() != digest:
                raise ProjectError(
                    tr("The file changed while it was read."), tr("Wait until it is complete, then try again.")
                )
            blob = Blob(digest, size)
            with self._store.transaction(connection, generation):
                blobs.finish(connection, number, blob)
        except BaseException:
            # What is left even so, on a full disk for example, is removed when the project is opened again.
            with contextlib.suppress(Exception), self._store.transaction(connection, generation):
                blobs.delete(connection, number)
            raise
        return blob

    @contextlib.contextmanager
    def _suspended(self) -> Generator[None, None, None]:
        """Wait until nobody reads, and let nobody begin to in the `with` body."""
        with self._state:
            self._state.wait_for(lambda: self._reading == 0)
            yield

    @contextlib.contextmanager
    def connection(self) -> Generator[sqlite3.Connection, None, None]:
        """Yield a connection of this thread's own, to read the project with; raises ProjectError where that fails."""
        with db_errors.in_words(self._store.path):
            self._store.put_right()
        with self._state:
            self._require_open()
            self._reading += 1
        try:
            with db_errors.in_words(self._store.path), contextlib.closing(self._store.connect()) as connection:
                yield connection
        finally:
            with self._state:
                self._reading -= 1
                self._state.notify_all()

    def _row(self, media: Media | str) -> Media:
        if isinstance(media, Media):
            return media
        with self.connection() as connection:
            row = read_row(connection, MEDIA, media)
        if row is None:
            raise ProjectError(tr("The picture or video is not in the project any more."))
        return row

    def _linked(self, media: Media) -> Path:
        """Check a linked file; one that had to be read whole because only its time differs is read once."""
        with contextlib.suppress(OSError, MediaError):
            file = linking.place_of(media, self._store.path.parent)
            # What was not checked before may not even be looked at; see `link_trust`.
            checked = self._checked.get((file, media.digest))
            if checked is not None:
                status = file.lstat()
                if stat.S_ISREG(status.st_mode) and (status.st_mtime_ns, status.st_size) == (checked, media.size):
                    return file
        file = linking.resolve(media, self._store.path.parent)
        with contextlib.suppress(OSError):
            self._checked[file, media.digest] = file.stat().st_mtime_ns
        return file

    def _extracted(self, digest: str) -> Path:
        folder = self._cache or cache_place.cache_dir() / cache_place.MEDIA
        with self._extracting, self.connection() as connection:
            blob = _found(connection, digest)
            file = folder / blob.digest
            if file.is_file() and file.stat().st_size == blob.size:
                mark_used(file)
                return file
            if self._cache is None:
                cache_place.mark_as_cache(folder.parent)
                cache_place.trim(blob.size)
            else:
                make_room(folder, blob.size)
            with atomic_target(file, overwrite=True) as temporary, temporary.open("wb") as stream:
                seen = hashlib.sha256()
                for piece in blobs.chunks(connection, blob.digest):
                    seen.update(piece)
                    stream.write(piece)
                if seen.hexdigest() != blob.digest:
                    raise db_errors.damaged(self._store.path, tr("a picture or video in it has changed"))
        return file

    def _require_open(self) -> None:
        if self._closed:
            raise ProjectError(tr("The project is closed."), tr("Open it again."))


class _LockedReader(BlobReader):
    """A blob's reader that another thread may close, and that follows the project where it goes.

    Args:
        store: The open project file.
        digest: The content's digest.
    """

    def __init__(self, store: Store, digest: str) -> None:
        self._turn = threading.Lock()
        self._store = store
        self._generation = store.generation
        connection = store.connect()
        try:
            super().__init__(connection, _found(connection, digest))
        except BaseException:
            connection.close()
            raise

    def readinto(self, buffer: memoryview) -> int:
        with self._turn:
            if self.closed:
                raise ProjectError(tr("The project is closed."), tr("Open it again."))
            place = self.tell()
            while True:
                if self._generation != self._store.generation:
                    self._connect_again()
                count = super().readinto(buffer)
                if self._generation == self._store.generation:
                    return count
                self.seek(place)  # the files were exchanged under what was read

    def close(self) -> None:
        with self._turn:
            super().close()

    def _connect_again(self) -> None:
        self._connection.close()
        self._generation = self._store.generation
        self._connection = self._store.connect()


def _found(connection: sqlite3.Connection, digest: str) -> Blob:
    blob = blobs.find(connection, digest)
    if blob is None:
        raise ProjectError(
            tr("The content of a picture or video is not in the project."), tr("Use a backup of the project.")
        )
    return blob


def _pieces(file: Path) -> Iterator[bytes]:
    try:
        with file.open("rb") as stream:
            while piece := stream.read(CHUNK_SIZE):
                yield piece
    except OSError as error:
        raise MediaError(
            tr("'{name}' cannot be read: {error}.", name=file.name, error=error), tr("Check the disk it lies on.")
        ) from error
