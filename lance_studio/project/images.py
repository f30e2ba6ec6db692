"""The form of what the journal of undo and redo keeps of one row that a step changed.

An image says how a row was before and after a step:

* `before` and `after`: the row's columns as a JSON object, or NULL where there was no such row. Columns of long texts
  (`Table.long_texts`: the document of a timeline, the request of an edge) are left out.
* `patch`: what became of these texts, as a JSON object with an entry for each: `[checksum before, checksum after,
  hunks]`. The hunks are those of `patches`, the checksums CRC-32 of the text in UTF-8; where there was no row, the text
  was empty. The JSON is text where it is short, and a zlib stream (an SQLite BLOB) where it is long.
  NULL for tables without such columns.

So an image is about as large as what changed. It leads from the row as it is to the row before or after; the checksums
tell whether it fits. An image whose `before` and `after` have all columns, and no patch, is as good.
"""

import json
import zlib
from dataclasses import dataclass
from typing import Any

from lance_studio.errors import ProjectDamagedError
from lance_studio.language import tr
from lance_studio.project.patches import Hunk, Patch, applied, difference, inverse
from lance_studio.project.tables import Stored, Table, kind_in_words

Columns = dict[str, Stored]
Packed = tuple[str | None, str | None, str | bytes | None]
"""What is stored of an image: `before`, `after` and `patch`."""

COMPRESSED_FROM = 1024
"""Characters from which on a patch is compressed."""

_MOST_BYTES = 256 << 20
_LEVEL = 3


@dataclass
class Image:
    """What is stored of a row before and after a step; None where there is no such row."""

    before: Columns | None
    after: Columns | None


def pack(table: Table[Any], image: Image) -> Packed:
    """Return the columns of an image's row in the journal."""
    short = [
        None if columns is None else _compact({name: columns[name] for name in columns if name not in table.long_texts})
        for columns in (image.before, image.after)
    ]
    if not table.long_texts:
        return short[0], short[1], None
    patches = {}
    for name in sorted(table.long_texts):
        before, after = _text(image.before, name), _text(image.after, name)
        patches[name] = [_checksum(before), _checksum(after), difference(before, after)]
    text = _compact(patches)
    return short[0], short[1], text if len(text) < COMPRESSED_FROM else zlib.compress(text.encode(), _LEVEL)


def unpack(table: Table[Any], packed: Packed, present: Columns | None, *, back: bool) -> Columns | None:
    """Return what a row becomes by undoing or redoing a step.

    Args:
        table: The row's table.
        packed: The image.
        present: The row as it is now, which is as it was after the step (before it, to redo); None if there is none.
        back: Whether to undo.

    Returns:
        The row's columns, None where there was no row.

    Raises:
        ProjectDamagedError: The image cannot be read, or does not fit the row as it is.
    """
    columns = _columns(packed[0] if back else packed[1])
    if packed[2] is None:
        return columns
    patches = _patches(packed[2])
    if patches.keys() != table.long_texts:
        raise unreadable(tr("differences of other texts than the row has"))
    for name, (sum_before, sum_after, patch) in patches.items():
        text = _text(present, name)
        sums = (sum_after, sum_before) if back else (sum_before, sum_after)
        if _checksum(text) != sums[0]:
            raise unreadable(tr("the {kind} is not as the step left it", kind=kind_in_words(table.name)))
        try:
            text = applied(text, inverse(patch) if back else patch)
        except ValueError as error:
            raise unreadable(str(error)) from error
        if _checksum(text) != sums[1]:
            raise unreadable(tr("a difference leads to another text"))
        if columns is not None:
            columns[name] = text
    return columns


def unreadable(detail: str) -> ProjectDamagedError:
    """Return the error for a journal that cannot be read."""
    return ProjectDamagedError(
        tr("What was noted for undo and redo cannot be read: {detail}.", detail=detail),
        tr("The project itself is as it was."),
    )


def _text(columns: Columns | None, name: str) -> str:
    text = "" if columns is None else columns.get(name)
    return text if isinstance(text, str) else ""


def _checksum(text: str) -> int:
    return zlib.crc32(text.encode())


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _columns(text: str | None) -> Columns | None:
    if text is None:
        return None
    columns = _loaded(text)
    if not isinstance(columns, dict):
        raise unreadable(tr("an image of a row is no row"))
    return columns


def _patches(packed: str | bytes) -> dict[str, tuple[int, int, Patch]]:
    try:
        text = packed if isinstance(packed, str) else _inflated(packed)
        return {name: (before, after, [_hunk(hunk) for hunk in hunks])
                for name, (before, after, hunks) in _loaded(text).items()}  # fmt: skip
    except (ValueError, TypeError, AttributeError) as error:
        raise unreadable(str(error)) from error


def _hunk(value: object) -> Hunk:
    match value:
        case [int(start), str(removed), str(inserted)]:
            return start, removed, inserted
    raise ValueError("a difference is none")


def _inflated(data: bytes) -> str:
    """Return a compressed text; a project may come from anybody, and a small stream may hold endless text."""
    stream = zlib.decompressobj()
    try:
        text = stream.decompress(data, _MOST_BYTES)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if not stream.eof:
        raise ValueError("a compressed text is cut short or too long")
    return text.decode()


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise unreadable(str(error)) from error
