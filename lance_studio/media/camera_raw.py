"""Recognises camera raw files, most of which look like TIFF pictures whose first page is a small preview."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from lance_studio.language import mark

_MOST_TABLES, _MOST_ENTRIES, _MOST_VALUES = 64, 1000, 64
_LEAST_HEAD = 16

_SIGNATURES = (
    (0, b"FUJIFILMCCD-RAW", mark("Fujifilm, RAF")),
    (0, b"IIRO", mark("Olympus, ORF")),
    (0, b"IIRS", mark("Olympus, ORF")),
    (0, b"MMOR", mark("Olympus, ORF")),
    (0, b"IIU\x00", mark("Panasonic or Leica, RW2")),
    (6, b"HEAPCCDR", mark("Canon, CRW")),
    (4, b"ftypcrx ", mark("Canon, CR3")),
    (0, b"\x00MRM", mark("Minolta, MRW")),
    (0, b"FOVb", mark("Sigma, X3F")),
    (8, b"IIIITaMR", mark("Phase One, IIQ")),
    (8, b"CR\x02\x00", mark("Canon, CR2")),
)
_MAKERS = {
    "nikon": mark("Nikon, NEF"),
    "canon": mark("Canon, CR2"),
    "sony": mark("Sony, ARW"),
    "pentax": mark("Pentax, PEF"),
    "ricoh": mark("Ricoh, PEF"),
    "samsung": mark("Samsung, SRW"),
    "hasselblad": mark("Hasselblad, 3FR"),
    "epson": mark("Epson, ERF"),
    "kodak": mark("Kodak, DCR"),
    "mamiya": mark("Mamiya, MEF"),
    "leaf": mark("Leaf, MOS"),
    # English: what the file says
    "phase one": mark("Phase One, IIQ"),
}
# Tags and values of TIFF.
_SUBFILE, _COMPRESSION, _PHOTOMETRIC, _MAKE, _SUB_TABLES = 254, 259, 262, 271, 330
_PATTERN_TAGS = (33421, 33422)
_DNG_VERSION, _DNG_PRIVATE = 50706, (50717, 50710)
_RAW_PHOTOMETRIC = (32803, 34892)  # a filter of colours; its numbers, but not developed
_RAW_COMPRESSION = (32767, 32769, 34713, 34892, 65000, 65535)
_WIDTHS = {1: 1, 2: 1, 3: 2, 4: 4, 6: 1, 7: 1, 8: 2, 9: 4, 13: 4, 16: 8, 18: 8}
_NUMBERS = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}


def raw_kind(stream: BinaryIO) -> str | None:
    """Tell which camera's raw file this is.

    Args:
        stream: The file, opened for reading at any place; it is moved.

    Returns:
        A maker and the usual name of its format, or "DNG"; None if it is none.
    """
    stream.seek(0)
    head = stream.read(_LEAST_HEAD)
    for place, signature, name in _SIGNATURES:
        if head[place : place + len(signature)] == signature:
            return name
    try:
        return _tiff_kind(stream, head)
    except (struct.error, OSError, ValueError, OverflowError):
        return None  # damaged; whoever reads it as a picture says so


def tables_of(stream: BinaryIO) -> "list[Table]":
    """Read the tables of a file that is built like TIFF, also those below others.

    Args:
        stream: The file, opened for reading at any place; it is moved.

    Returns:
        At most 64 of them; none where it is built otherwise.
    """
    stream.seek(0)
    try:
        return list(_tables(stream, stream.read(_LEAST_HEAD)))
    except (struct.error, OSError, ValueError, OverflowError):
        return []


@dataclass(slots=True)
class Table:
    """One table of tags: numbers by tag, who made the camera, and where the next table lies."""

    values: dict[int, tuple[int, ...]]
    make: str
    following: int

    def first(self, tag: int) -> int:
        """Return a tag's first number; 0 where it has none."""
        numbers = self.values.get(tag)
        return numbers[0] if numbers else 0

    @property
    def is_raw(self) -> bool:
        """Whether it describes a picture that is not developed."""
        first = {tag: numbers[0] for tag, numbers in self.values.items() if numbers}
        return (
            first.get(_PHOTOMETRIC) in _RAW_PHOTOMETRIC
            or first.get(_COMPRESSION) in _RAW_COMPRESSION
            or any(tag in self.values for tag in _PATTERN_TAGS)
        )


def _tiff_kind(stream: BinaryIO, head: bytes) -> str | None:
    tables = list(_tables(stream, head))
    if any(tag in table.values for table in tables for tag in (_DNG_VERSION, *_DNG_PRIVATE)):
        return "DNG"
    if not any(table.is_raw for table in tables):
        return None
    make = next((table.make.lower() for table in tables if table.make), "")
    return next((name for maker, name in _MAKERS.items() if make.startswith(maker)), mark("built like TIFF"))


def _tables(stream: BinaryIO, head: bytes) -> Iterator[Table]:
    """All tables of a TIFF file, also those below others; nothing where it is no TIFF."""
    order = {b"II": "<", b"MM": ">"}.get(head[:2])
    if order is None:
        return
    (version,) = struct.unpack(f"{order}H", head[2:4])
    if version not in (42, 43):
        return
    big = version == 43
    (first,) = struct.unpack(f"{order}Q", head[8:16]) if big else struct.unpack(f"{order}I", head[4:8])
    waiting, seen = [first], set[int]()
    while waiting and len(seen) < _MOST_TABLES:
        place = waiting.pop(0)
        if place in seen or place < 8:
            continue
        seen.add(place)
        try:
            table = _read_table(stream, place, order, big)
        except (struct.error, OSError, ValueError, OverflowError):
            continue  # one broken table hides no other
        waiting += [table.following, *table.values.get(_SUB_TABLES, ())]
        yield table


def _read_table(stream: BinaryIO, place: int, order: str, big: bool) -> Table:
    count_form, entry_form, room = ("Q", "HHQ", 8) if big else ("H", "HHI", 4)
    stream.seek(place)
    (count,) = struct.unpack(order + count_form, stream.read(struct.calcsize(order + count_form)))
    if count > _MOST_ENTRIES:
        raise ValueError("more tags than any table has")
    size = struct.calcsize(order + entry_form) + room
    data = stream.read(count * size + room)
    values: dict[int, tuple[int, ...]] = {}
    make = ""
    for number in range(count):
        entry = data[number * size : (number + 1) * size]
        tag, kind, length = struct.unpack_from(order + entry_form, entry)
        width = _WIDTHS.get(kind, 1)
        wanted = min(length, _MOST_VALUES)
        content = entry[-room:]
        if length * width > room:
            stream.seek(struct.unpack(order + ("Q" if big else "I"), content)[0])
            content = stream.read(wanted * width)
        if tag == _MAKE:
            make = content.decode("ascii", "replace").strip("\0 ")
        elif kind in _NUMBERS:
            values[tag] = struct.unpack(f"{order}{wanted}{_NUMBERS[kind]}", content[: wanted * width])
        else:
            values[tag] = ()
    rest = data[count * size :]
    following = struct.unpack(order + ("Q" if big else "I"), rest)[0] if len(rest) == room else 0
    return Table(values, make, following)
