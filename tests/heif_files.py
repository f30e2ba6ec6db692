"""Makes HEIC pictures, box by box, out of what FFmpeg's encoder of HEVC gives."""

import io
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[Any]
SRGB_FULL = (1, 13, 6, 1)
"""Primaries, transfer, matrix and full range, as phones name them."""
ALPHA = "urn:mpeg:hevc:2015:auxid:1"


def box(name: bytes, *parts: bytes) -> bytes:
    content = b"".join(parts)
    return struct.pack(">I4s", 8 + len(content), name) + content


def full(name: bytes, version: int, *parts: bytes) -> bytes:
    return box(name, struct.pack(">I", version << 24), *parts)


def coded(pictures: Sequence[Picture], form: str) -> tuple[bytes, list[bytes]]:
    """Encode pictures without loss.

    Args:
        pictures: Planes of the format: RGB [H, W, 3] is converted by full-range BT.601; deeper ones are uint16.
        form: FFmpeg's name of the format of pixels.

    Returns:
        The content of the box hvcC, and the samples.
    """
    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as container:
        stream = container.add_stream("libx265", rate=25)
        height, width = pictures[0].shape[:2]
        stream.width, stream.height, stream.pix_fmt = width, height, form
        lossless = "lossless=1:keyint=1:bframes=0:log-level=none:pools=1:frame-threads=1:range=full"
        stream.options = {"x265-params": lossless, "preset": "ultrafast"}
        for number, picture in enumerate(pictures):
            source = {1: "gray", 2: "gray16le"} if picture.ndim == 2 else {1: "rgb24", 2: "rgb48le"}
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format=source[picture.itemsize])
            frame = frame.reformat(format=form, dst_colorspace="ITU601", dst_color_range=2)
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    data = target.getvalue()
    place = data.index(b"hvcC")
    (size,) = struct.unpack_from(">I", data, place - 4)
    with av.open(io.BytesIO(data), "r") as written:
        return data[place + 4 : place - 4 + size], [bytes(each) for each in written.demux(video=0) if each.size]


@dataclass
class HeifFile:
    """A file that is put together; what is added gets its number in the order of adding, from 1."""

    kinds: list[bytes] = field(default_factory=list)
    contents: list[bytes] = field(default_factory=list)
    said: list[list[bytes]] = field(default_factory=list)
    links: list[tuple[bytes, int, list[int]]] = field(default_factory=list)

    def add(self, kind: bytes, content: bytes, *said: bytes) -> int:
        self.kinds.append(kind)
        self.contents.append(content)
        self.said.append(list(said))
        return len(self.kinds)

    def write(self, primary: int | None, *, brand: bytes = b"heic", after: bytes = b"") -> bytes:
        properties = list(dict.fromkeys(one for each in self.said for one in each))
        places = [[properties.index(one) + 1 for one in each] for each in self.said]
        links = b"".join(
            struct.pack(">HB", number, len(each)) + b"".join(struct.pack(">H", place) for place in each)
            for number, each in enumerate(places, 1)
        )
        entries = (full(b"infe", 2, struct.pack(">HH4sB", n, 0, kind, 0)) for n, kind in enumerate(self.kinds, 1))
        references = (box(name, struct.pack(f">HH{len(to)}H", item, len(to), *to)) for name, item, to in self.links)

        def meta(start: int) -> bytes:
            locations = b""
            for number, content in enumerate(self.contents, 1):
                locations += struct.pack(">HHHII", number, 0, 1, start, len(content))
                start += len(content)
            count = struct.pack(">H", len(self.kinds))
            return full(
                b"meta",
                0,
                full(b"hdlr", 0, bytes(4), b"pict", bytes(13)),
                b"" if primary is None else full(b"pitm", 0, struct.pack(">H", primary)),
                full(b"iinf", 0, count, *entries_),
                full(b"iloc", 0, b"\x44\x00", count, locations),
                full(b"iref", 0, *references_) if references_ else b"",
                box(
                    b"iprp",
                    box(b"ipco", *properties),
                    struct.pack(">I4sI", 16 + len(links), b"ipma", 1) + struct.pack(">I", len(places)) + links,
                ),
            )

        entries_, references_ = tuple(entries), tuple(references)
        head = box(b"ftyp", brand, bytes(4), b"mif1", brand)
        start = len(head) + len(meta(0)) + 8
        return head + meta(start) + box(b"mdat", *self.contents) + after


def nclx(numbers: tuple[int, int, int, int]) -> bytes:
    return box(b"colr", b"nclx", struct.pack(">HHHB", *numbers[:3], numbers[3] << 7))


def extent(width: int, height: int) -> bytes:
    return full(b"ispe", 0, struct.pack(">II", width, height))


def add_picture(
    file: HeifFile, picture: Picture, *said: bytes, tile: int | None = None, form: str = "yuv444p", wide: bool = False
) -> int:
    """Add a picture, as one or as a grid of square tiles; returns its number."""
    height, width = picture.shape[:2]
    if tile is None:
        setup, [sample] = coded([picture], form)
        return file.add(b"hvc1", sample, box(b"hvcC", setup), extent(width, height), *said)
    rows, columns = -(-height // tile), -(-width // tile)
    edge = [(0, rows * tile - height), (0, columns * tile - width), *[(0, 0)] * (picture.ndim - 2)]
    whole = np.pad(picture, edge, "edge")
    tiles = [whole[y * tile :, x * tile :][:tile, :tile] for y in range(rows) for x in range(columns)]
    setup, samples = coded(tiles, form)
    data = struct.pack(">BBBBII" if wide else ">BBBBHH", 0, wide, rows - 1, columns - 1, width, height)
    number = file.add(b"grid", data, extent(width, height), *said)
    parts = [file.add(b"hvc1", each, box(b"hvcC", setup), extent(tile, tile)) for each in samples]
    file.links.append((b"dimg", number, parts))
    return number


def heic(
    picture: Picture,
    *,
    tile: int | None = None,
    form: str = "yuv444p",
    numbers: tuple[int, int, int, int] | None = SRGB_FULL,
    profile: bytes | None = None,
    turns: Sequence[bytes] = (),
    alpha: Picture | None = None,
    premultiplied: bool = False,
    wide: bool = False,
) -> bytes:
    """Make a HEIC picture.

    Args:
        picture: uint8 [H, W, 3], or uint16 of full scale for formats of more than 8 bits.
        tile: Side of the square parts; None for a picture of one part.
        form: FFmpeg's name of the format of pixels.
        numbers: Its colours by number; None to leave it to what is coded.
        profile: An ICC profile.
        turns: Boxes such as those of `turned` and `mirrored`, in order.
        alpha: uint8 [H, W].
        premultiplied: Whether colours are said to be multiplied with it.
        wide: Whether a grid's size takes 32 bits.
    """
    file = HeifFile()
    said = [*([] if numbers is None else [nclx(numbers)])]
    if profile is not None:
        said.append(box(b"colr", b"prof", profile))
    main = add_picture(file, picture, *said, *turns, tile=tile, form=form, wide=wide)
    if alpha is not None:
        other = add_picture(file, alpha, full(b"auxC", 0, ALPHA.encode() + b"\0"), tile=tile, form="gray")
        file.links.append((b"auxl", other, [main]))
        if premultiplied:
            file.links.append((b"prem", main, [other]))
    return file.write(main)


def turned(quarters: int) -> bytes:
    """By so many quarters, anticlockwise."""
    return box(b"irot", bytes([quarters]))


def mirrored(*, sides: bool) -> bytes:
    """Whether left and right change places, else above and below."""
    return box(b"imir", bytes([sides]))
