"""Makes raw files of cameras (DNG): a picture that is not developed, and JPEGs of it in several sizes."""

import io
import struct
from collections.abc import Sequence

from PIL import Image


def jpeg(width: int, height: int, shade: int, exif: bytes = b"") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (width, height), (shade, shade // 2, 40)).save(target, "JPEG", quality=95, exif=exif)
    return target.getvalue()


def dng(
    jpegs: Sequence[tuple[int, int, int]],
    raw: tuple[int, int],
    *,
    order: str = "<",
    way: str = "strip",
    turn: int = 1,
    colours: int = 0,
    exif: bytes = b"",
    coded: Sequence[bytes] = (),
) -> bytes:
    """Make a DNG.

    Args:
        jpegs: Width, height and shade of each JPEG; the first belongs to the first table, the others lie below it.
        raw: Width and height that are said of the raw picture, which is left black.
        order: "<" or ">".
        way: How a JPEG is named: as the only "strip" of its table, or by "tags" of its own.
        turn: EXIF's number of how the camera was held.
        colours: What is said of the JPEGs' colours; 3 for Adobe RGB.
        exif: Notes in the JPEGs themselves.
        coded: The JPEGs' contents, to be used in place of made ones.
    """
    contents = list(coded) or [jpeg(*each, exif=exif) for each in jpegs]
    size = 400
    places = [8 + number * size for number in range(len(jpegs) + 1)]
    data_at = 8 + size * (len(jpegs) + 1)

    def table(entries: list[tuple[int, int, list[int]]], place: int) -> bytes:
        """A table; more than four bytes of numbers follow it."""
        entries = sorted(entries)
        body, beyond = b"", b""
        end = place + 2 + 12 * len(entries) + 4
        for tag, kind, values in entries:
            value = b"".join(struct.pack(order + {1: "B", 3: "H", 4: "I"}[kind], each) for each in values)
            if len(value) > 4:
                beyond, value = beyond + value, struct.pack(f"{order}I", end + len(beyond))
            body += struct.pack(f"{order}HHI", tag, kind, len(values)) + value.ljust(4, b"\0")
        made = struct.pack(f"{order}H", len(entries)) + body + bytes(4) + beyond
        assert len(made) <= size
        return made.ljust(size, b"\0")

    tables: list[bytes] = []
    at = data_at
    for number, ((width, height, _), content) in enumerate(zip(jpegs, contents, strict=True)):
        entries = [(254, 4, [1]), (256, 4, [width]), (257, 4, [height]), (259, 3, [7]), (262, 3, [6])]
        if way == "strip":
            entries += [(273, 4, [at]), (278, 4, [height]), (279, 4, [len(content)])]
        else:
            entries += [(513, 4, [at]), (514, 4, [len(content)])]
        if number == 0:
            entries += [(274, 3, [turn]), (330, 4, places[1:]), (50706, 1, [1, 4, 0, 0])]
        if colours:
            entries.append((50970, 4, [colours]))
        tables.append(table(entries, places[number]))
        at += len(content)
    not_developed = [(254, 4, [0]), (256, 4, [raw[0]]), (257, 4, [raw[1]]), (259, 3, [1]), (262, 3, [32803])]
    tables.append(table([*not_developed, (273, 4, [at]), (279, 4, [16])], places[-1]))
    head = {"<": b"II*\0", ">": b"MM\0*"}[order] + struct.pack(f"{order}I", 8)
    return head + b"".join(tables) + b"".join(contents) + bytes(16)
