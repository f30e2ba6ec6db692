"""Pages of TIFF files: how many there are, and one of them as a file of its own."""

import io
import struct
from collections.abc import Iterator
from typing import BinaryIO

from lance_studio import limits

_ENTRY = {42: 12, 43: 20}


def page_places(stream: BinaryIO) -> list[int]:
    """Find where the tables of a TIFF's pages lie.

    Args:
        stream: The file, opened for reading; it is moved.

    Returns:
        Places of at most one page more than `limits.PICTURES` allows; none where it is no TIFF.
    """
    places: list[int] = []
    for place, _ in _walk(stream):
        places.append(place)
        if len(places) > limits.PICTURES.most:
            break
    return places


def single_page(stream: BinaryIO, page: int) -> bytes:
    """Copy a file so that one of its pages is the only one.

    The bytes of the others stay where they are, but nothing leads to them: what belongs to the page is untouched,
    whatever its compression is, and however it is laid out.

    Args:
        stream: The file, opened for reading; it is moved.
        page: From 1, one of `page_places`.

    Returns:
        The content of a TIFF of one page.

    Raises:
        ValueError: There is no such page.
    """
    found = next((each for number, each in enumerate(_walk(stream), 1) if number == page), None)
    if found is None:
        raise ValueError(f"There is no page {page}.")
    place, following = found
    stream.seek(0)
    content = bytearray(stream.read())
    order, version = ("<" if content[:2] == b"II" else ">"), 43 if 43 in (content[2], content[3]) else 42
    struct.pack_into(*((f"{order}Q", content, 8) if version == 43 else (f"{order}I", content, 4)), place)
    room = 8 if version == 43 else 4
    content[following : following + room] = bytes(len(content[following : following + room]))
    return bytes(content)


def _walk(stream: BinaryIO) -> Iterator[tuple[int, int]]:
    """Of each page the place of its table, and the place that says where the next one's lies."""
    stream.seek(0)
    head = stream.read(16)
    order = {b"II": "<", b"MM": ">"}.get(head[:2])
    if order is None or len(head) < 8:
        return
    (version,) = struct.unpack(f"{order}H", head[2:4])
    if version not in _ENTRY or len(head) < 4 + 12 * (version == 43):
        return
    big = version == 43
    count_form, place_form, room = ("Q", "Q", 8) if big else ("H", "I", 4)
    (place,) = struct.unpack_from(order + place_form, head, 8 if big else 4)
    size = stream.seek(0, io.SEEK_END)
    seen = set[int]()
    while 8 <= place < size and place not in seen:
        seen.add(place)
        stream.seek(place)
        counted = stream.read(struct.calcsize(order + count_form))
        if len(counted) < struct.calcsize(order + count_form):
            return
        (count,) = struct.unpack(order + count_form, counted)
        following = place + len(counted) + count * _ENTRY[version]
        if following > size:
            return
        yield place, following
        stream.seek(following)
        rest = stream.read(room)
        if len(rest) < room:
            return
        (place,) = struct.unpack(order + place_form, rest)
