"""What a HEIF file is made of: its items, how they belong together, and what they say of themselves (ISO 23008-12).

Only the structure is read. Each number is checked before it is used, so that no file makes this slow or large.
"""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

BRANDS = frozenset((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"))
"""What files of HEVC pictures, or of pictures of any codec, call themselves."""

_AVIF = (b"avif", b"avis")
_MOST_TOP_BOXES = 1000
_MOST_META = 64 << 20  # bytes of the box of all items
_MOST_ITEMS, _MOST_EXTENTS, _MOST_PROPERTIES = 70_000, 200_000, 70_000  # a grid has at most 65,536 tiles
_MOST_DEPTH = 8  # of pictures that are made of pictures


@dataclass(slots=True)
class Item:
    """One item.

    Attributes:
        kind: Four characters, for example b"hvc1" or b"grid".
        in_data: Whether its extents lie in the box of small data, not in the file.
        extents: Where its bytes lie, and how many; 0 bytes stand for all that follow.
        properties: Names and contents of what is said of it, in the order in which it counts.
        references: By their kind, the items that it refers to.
    """

    kind: bytes = b""
    in_data: bool = False
    extents: list[tuple[int, int]] = field(default_factory=list)
    properties: list[tuple[bytes, bytes]] = field(default_factory=list)
    references: dict[bytes, list[int]] = field(default_factory=dict)

    def said(self, name: bytes) -> bytes | None:
        """Return the first property of a name; None if there is none."""
        return next((content for each, content in self.properties if each == name), None)


@dataclass(slots=True)
class Structure:
    """The items of a file.

    Attributes:
        primary: The number of the item that is the picture; None if the file names none.
        items: All items by their numbers.
        data: The box of small data.
        moving: Whether the file also holds, or is, a film.
    """

    primary: int | None = None
    items: dict[int, Item] = field(default_factory=dict)
    data: bytes = b""
    moving: bool = False

    def content(self, stream: BinaryIO, number: int, most: int) -> bytes:
        """Read the bytes of an item.

        Args:
            stream: The file.
            number: The item.
            most: Bytes that it may have.

        Raises:
            ValueError: They are not there, or too many.
        """
        item = self.items.get(number)
        if item is None or not item.extents:
            raise ValueError("an item is missing")
        source = io.BytesIO(self.data) if item.in_data else stream
        parts: list[bytes] = []
        left = most
        for place, length in item.extents:
            source.seek(place)
            part = source.read(min(length or left + 1, left + 1))
            left -= len(part)
            if len(part) < length or left < 0:
                raise ValueError("an item is cut short or too long")
            parts.append(part)
        return b"".join(parts)

    def auxiliaries(self, of: int) -> Iterator[tuple[int, str]]:
        """Find what belongs to a picture, such as its transparency: numbers of items, and what they are."""
        for number, item in self.items.items():
            if of in item.references.get(b"auxl", ()):
                said = item.said(b"auxC") or b""
                yield number, said[4:].split(b"\0")[0].decode("ascii", "replace")


def is_heif(head: bytes) -> bool:
    """Tell a HEIF file, other than AVIF, by its beginning.

    Args:
        head: 64 bytes of it or more.
    """
    size = min(int.from_bytes(head[:4], "big"), 64)
    brands = {head[place : place + 4] for place in range(16, size - 3, 4)} | {head[8:12]}
    return head[4:8] == b"ftyp" and head[8:12] in BRANDS and not brands.intersection(_AVIF)


def read_structure(stream: BinaryIO) -> Structure:
    """Read which items a file has.

    Args:
        stream: The file, opened for reading; it is moved.

    Raises:
        ValueError: The structure is broken.
    """
    found = Structure()
    end = stream.seek(0, io.SEEK_END)
    place = 0
    for _ in range(_MOST_TOP_BOXES):
        stream.seek(place)
        head = stream.read(16)
        if len(head) < 8:
            break
        length, name = struct.unpack_from(">I4s", head)
        start = 16 if length == 1 else 8
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        length = length or end - place
        if length < start:
            raise ValueError("a box has no size")
        if name == b"moov":
            found.moving = True
        if name == b"meta":
            if length > _MOST_META:
                raise ValueError("the table of items is absurdly large")
            stream.seek(place + start)
            _read_meta(found, stream.read(length - start))
        place += length
    return found


# --- boxes within the box of items -----------------------------------------------------------------------------------


class _Reader:
    """Reads numbers one after another; what lies beyond the end is an error."""

    def __init__(self, data: bytes) -> None:
        self.data, self.place = data, 0

    def number(self, width: int) -> int:
        return int.from_bytes(self.bytes(width), "big")

    def bytes(self, width: int) -> bytes:
        found = self.data[self.place : self.place + width]
        if len(found) < width:
            raise ValueError("a table is cut short")
        self.place += width
        return found

    def version(self) -> tuple[int, int]:
        return self.number(1), self.number(3)


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = 0
    while place + 8 <= len(data):
        length, name = struct.unpack_from(">I4s", data, place)
        length = length or len(data) - place
        if length < 8 or place + length > len(data):
            raise ValueError("a box does not fit into the one that holds it")
        yield name, data[place + 8 : place + length]
        place += length


def _read_meta(found: Structure, meta: bytes) -> None:
    # Contents may come in any order; what they say of items that nothing else names is ignored.
    properties: list[tuple[bytes, bytes]] = []
    links: list[bytes] = []
    for name, content in _boxes(meta[4:]):
        if name == b"pitm":
            reader = _Reader(content)
            version, _ = reader.version()
            found.primary = reader.number(4 if version else 2)
        elif name == b"idat":
            found.data = content
        elif name == b"iinf":
            _read_kinds(found, content)
        elif name == b"iloc":
            _read_places(found, content)
        elif name == b"iref":
            _read_references(found, content)
        elif name == b"iprp":
            for inner, inside in _boxes(content):
                if inner == b"ipco":
                    properties += _boxes(inside)
                elif inner == b"ipma":
                    links.append(inside)
    if len(properties) > _MOST_PROPERTIES:
        raise ValueError("there are too many properties")
    for each in links:
        _read_links(found, each, properties)


def _item(found: Structure, number: int) -> Item:
    if number not in found.items and len(found.items) >= _MOST_ITEMS:
        raise ValueError("there are too many items")
    return found.items.setdefault(number, Item())


def _read_kinds(found: Structure, content: bytes) -> None:
    version, _ = _Reader(content).version()
    for name, entry in _boxes(content[8 if version else 6 :]):
        reader = _Reader(entry)
        inner, _ = reader.version()
        if name == b"infe" and inner >= 2:
            number = reader.number(2 if inner == 2 else 4)
            reader.number(2)
            _item(found, number).kind = reader.bytes(4)


def _read_places(found: Structure, content: bytes) -> None:
    reader = _Reader(content)
    version, _ = reader.version()
    sizes = reader.number(2)
    offset_size, length_size, base_size = sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15
    index_size = sizes & 15 if version in (1, 2) else 0
    wide = 4 if version == 2 else 2
    extents = 0
    for _ in range(reader.number(wide)):
        item = _item(found, reader.number(wide))
        method = reader.number(2) & 15 if version in (1, 2) else 0
        item.in_data = method == 1
        away = reader.number(2) != 0 or method > 1
        base = reader.number(base_size)
        for _ in range(reader.number(2)):
            reader.number(index_size)
            place = base + reader.number(offset_size)
            length = reader.number(length_size)
            extents += 1
            if extents > _MOST_EXTENTS:
                raise ValueError("the items are in too many pieces")
            if not away:  # else in another file, which is not opened
                item.extents.append((place, length))


def _read_references(found: Structure, content: bytes) -> None:
    wide = 4 if _Reader(content).version()[0] else 2
    for name, entry in _boxes(content[4:]):
        reader = _Reader(entry)
        item = _item(found, reader.number(wide))
        item.references.setdefault(name, []).extend(reader.number(wide) for _ in range(reader.number(2)))


def _read_links(found: Structure, content: bytes, properties: list[tuple[bytes, bytes]]) -> None:
    reader = _Reader(content)
    version, flags = reader.version()
    wide, width = (4 if version else 2), (2 if flags & 1 else 1)
    for _ in range(reader.number(4)):
        item = _item(found, reader.number(wide))
        for _ in range(reader.number(1)):
            place = reader.number(width) & (0x7FFF if width == 2 else 0x7F)
            if not 0 <= place <= len(properties):
                raise ValueError("a property is missing")
            if place:
                item.properties.append(properties[place - 1])


# --- what a picture is made of ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Plan:
    """How a picture is put together.

    Attributes:
        width: Pixels, before it is cropped and turned.
        height: Pixels.
        columns: How many parts lie side by side.
        parts: Numbers of the coded items, row by row.
        tile: Width and height of each part of a grid, which may reach beyond the picture; None for a picture of one
            part.
    """

    width: int
    height: int
    columns: int
    parts: tuple[int, ...]
    tile: tuple[int, int] | None = None


def plan_of(structure: Structure, stream: BinaryIO, number: int, depth: int = 0) -> Plan:
    """Find out of which coded items a picture consists.

    Args:
        structure: The items.
        stream: The file.
        number: The item that is the picture.
        depth: How many pictures it is part of.

    Raises:
        ValueError: Something of it is missing or contradicts itself.
    """
    item = structure.items.get(number)
    if item is None or depth > _MOST_DEPTH:
        raise ValueError("the picture's item is missing")
    sources = item.references.get(b"dimg", [])
    if item.kind == b"iden" and sources:
        return plan_of(structure, stream, sources[0], depth + 1)
    if item.kind != b"grid":
        return Plan(*_extent(item), 1, (number,))
    data = _Reader(structure.content(stream, number, 64))
    data.number(1)
    wide = 4 if data.number(1) & 1 else 2
    rows, columns = data.number(1) + 1, data.number(1) + 1
    width, height = data.number(wide), data.number(wide)
    if len(sources) != rows * columns:
        raise ValueError("parts of the picture are missing")
    tile_width, tile_height = _extent(structure.items.get(sources[0]) or Item())
    fits = tile_width * (columns - 1) < width <= tile_width * columns
    if not (fits and tile_height * (rows - 1) < height <= tile_height * rows):
        raise ValueError("its parts do not make up the picture")
    return Plan(width, height, columns, tuple(sources), (tile_width, tile_height))


def _extent(item: Item) -> tuple[int, int]:
    said = item.said(b"ispe")
    if said is None or len(said) < 12:
        raise ValueError("a part has no size")
    return int.from_bytes(said[4:8], "big"), int.from_bytes(said[8:12], "big")
