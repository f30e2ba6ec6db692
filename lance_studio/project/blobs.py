"""Bytes in the project file, named by their SHA-256 and cut into chunks, so that no size needs much memory.

A blob is written in several transactions and counts only once it has its digest: until then it is incomplete, nothing
can refer to it, and the next start removes it. What no row refers to is removed when the project is closed.
"""

import hashlib
import io
import json
import sqlite3
from collections.abc import Iterator, Set
from dataclasses import dataclass

from lance_studio.errors import ProjectDamagedError
from lance_studio.language import tr
from lance_studio.project.tables import EDGES, JOBS, MASKS, MEDIA

CHUNK_SIZE = 1 << 20
"""Bytes in each chunk of a blob but the last."""


@dataclass(frozen=True)
class Blob:
    """A blob that is in the project: SHA-256 of its content as 64 hexadecimal digits, and its size in bytes."""

    digest: str
    size: int


def find(connection: sqlite3.Connection, digest: str) -> Blob | None:
    """Return the blob with this digest, or None if the project does not hold it."""
    found = connection.execute("SELECT size FROM blob WHERE digest = ?", (digest,)).fetchone()
    return None if found is None else Blob(digest, found[0])


def begin(connection: sqlite3.Connection) -> int:
    """Start an incomplete blob, inside a transaction, and return its number."""
    number = connection.execute("INSERT INTO blob (digest, size) VALUES (NULL, 0)").lastrowid
    assert number is not None
    return number


def append(connection: sqlite3.Connection, number: int, position: int, data: bytes) -> None:
    """Add the chunk at `position`, counted from 0, to an incomplete blob."""
    connection.execute("INSERT INTO chunk (blob, position, data) VALUES (?, ?, ?)", (number, position, data))


def finish(connection: sqlite3.Connection, number: int, blob: Blob) -> None:
    """Complete a blob, inside a transaction; if the same content came in meanwhile, the new copy is removed."""
    if find(connection, blob.digest) is not None:
        delete(connection, number)
    else:
        connection.execute("UPDATE blob SET digest = ?, size = ? WHERE id = ?", (blob.digest, blob.size, number))


def delete(connection: sqlite3.Connection, number: int) -> None:
    """Remove a blob and its chunks, inside a transaction."""
    connection.execute("DELETE FROM chunk WHERE blob = ?", (number,))
    connection.execute("DELETE FROM blob WHERE id = ?", (number,))


def delete_incomplete(connection: sqlite3.Connection) -> None:
    """Remove what interrupted writes have left, inside a transaction."""
    for (number,) in connection.execute("SELECT id FROM blob WHERE digest IS NULL").fetchall():
        delete(connection, number)


def delete_unused(connection: sqlite3.Connection, keep: Set[str]) -> int:
    """Remove the complete blobs that nothing refers to, inside a transaction.

    Args:
        connection: The file.
        keep: Digests of blobs that stay even so.

    Returns:
        The number of removed blobs.

    Raises:
        ProjectDamagedError: A reference cannot be read, so that nobody can tell what is used.
        sqlite3.Error: The file cannot be read or written.
    """
    numbers = unused(connection, keep)
    for number in numbers:
        delete(connection, number)
    return len(numbers)


def unused(connection: sqlite3.Connection, keep: Set[str]) -> list[int]:
    """Return the numbers of the complete blobs that nothing refers to; see `delete_unused`."""
    used = referenced(connection) | keep
    stored = connection.execute("SELECT id, digest FROM blob WHERE digest IS NOT NULL").fetchall()
    return [number for number, digest in stored if digest not in used]


def referenced(connection: sqlite3.Connection) -> set[str]:
    """Return the digests that rows refer to, those of steps to undo and redo included.

    Raises:
        ProjectDamagedError: A reference cannot be read.
        sqlite3.Error: The file cannot be read.
    """
    digests = {digest for (digest,) in connection.execute("SELECT digest FROM media WHERE link IS NULL")}
    digests |= {digest for (digest,) in connection.execute("SELECT digest FROM mask")}
    rows = [
        {"latent": latent, "blobs": names} for latent, names in connection.execute("SELECT latent, blobs FROM edge")
    ]
    rows += [{"blobs": names} for (names,) in connection.execute("SELECT blobs FROM job")]
    tables = (MEDIA.name, EDGES.name, JOBS.name, MASKS.name)
    try:
        for images in connection.execute("SELECT before, after FROM image WHERE table_name IN (?, ?, ?, ?)", tables):
            rows += [json.loads(image) for image in images if image is not None]
        for row in rows:
            digests.update(json.loads(row.get("blobs", "[]")))
            if row.get("latent") is not None:
                digests.add(row["latent"])
            if "digest" in row and row.get("link") is None:
                digests.add(row["digest"])
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ProjectDamagedError(
            tr("What the project refers to cannot be read: {error}.", error=error),
            tr("Nothing was removed. Use a copy or a backup of the project."),
        ) from error
    return digests


def chunks(connection: sqlite3.Connection, digest: str) -> Iterator[bytes]:
    """Read a blob from its start, chunk by chunk; a blob that is not there has none."""
    for (data,) in connection.execute(
        "SELECT data FROM chunk JOIN blob ON blob.id = chunk.blob WHERE digest = ? ORDER BY position", (digest,)
    ):
        if not isinstance(data, bytes):
            raise _damaged()
        yield data


def is_whole(connection: sqlite3.Connection, blob: Blob) -> bool:
    """Tell whether a blob's chunks are all there and have the digest that they should have."""
    digest, size = hashlib.sha256(), 0
    for data in chunks(connection, blob.digest):
        digest.update(data)
        size += len(data)
    return size == blob.size and digest.hexdigest() == blob.digest


class BlobReader(io.RawIOBase):
    """A blob as a file to read and seek in; it closes the connection that it was given.

    Args:
        connection: A connection for this reader alone.
        blob: The blob.
    """

    def __init__(self, connection: sqlite3.Connection, blob: Blob) -> None:
        super().__init__()
        self._connection = connection
        self._blob = blob
        self._place = 0

    def readable(self) -> bool:
        """Return True: the blob can be read."""
        return True

    def seekable(self) -> bool:
        """Return True: any place can be read next."""
        return True

    def tell(self) -> int:
        """Return the place, in bytes from the start, that is read next."""
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Choose what is read next, as for any file; raises ValueError for a place before the start."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._blob.size}[whence]
        if start + offset < 0:
            raise ValueError(f"a place before the start: {start + offset}")
        self._place = start + offset
        return self._place

    def readinto(self, buffer: memoryview) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Fill the buffer as far as one chunk reaches and return the number of bytes; 0 at the end."""
        if self._place >= self._blob.size or not len(buffer):
            return 0
        position, offset = divmod(self._place, CHUNK_SIZE)
        wanted = min(len(buffer), CHUNK_SIZE - offset)
        found = self._connection.execute(
            "SELECT substr(data, ?, ?) FROM chunk JOIN blob ON blob.id = chunk.blob WHERE digest = ? AND position = ?",
            (offset + 1, wanted, self._blob.digest, position),
        ).fetchone()
        if not found or not found[0] or not isinstance(found[0], bytes):
            raise _damaged()
        data = found[0]
        buffer[: len(data)] = data
        self._place += len(data)
        return len(data)

    def close(self) -> None:
        """Close the reader and its connection; a second call does nothing."""
        if not self.closed:
            self._connection.close()
        super().close()


def _damaged() -> ProjectDamagedError:
    return ProjectDamagedError(
        tr("A part of a picture or video in the project is missing."), tr("Use a copy or a backup of the project.")
    )
