"""Stills, animations, and the colours and the transparency of films."""

import struct
import zlib
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.filter
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from tests.soak.own_media.cases import Case
from tests.soak.own_media.making import coded, film

F = Fraction
RGB = tuple[int, int, int]
LUMA = {1: (0.2126, 0.0722), 5: (0.299, 0.114), 6: (0.299, 0.114), 7: (0.212, 0.087), 9: (0.2627, 0.0593)}


# --- colours of films ------------------------------------------------------------------------------------------------


def flat(signal: Sequence[float], pixels: str, matrix: int, full: bool, size: tuple[int, int]) -> av.VideoFrame:
    """A frame of one colour, whose RGB signals are 0 to 1."""
    frame = av.VideoFrame(*size, pixels)
    parts = [each for each in frame.format.components]
    bits = parts[0].bits
    step, most = 1 << (bits - 8), (1 << bits) - 1
    red, blue = LUMA[matrix if matrix in LUMA else 6]
    r, g, b = signal
    if frame.format.is_rgb:
        values: list[float] = [g * most, b * most, r * most]
    else:
        luma = red * r + (1 - red - blue) * g + blue * b
        cb, cr = (b - luma) / (2 - 2 * blue), (r - luma) / (2 - 2 * red)
        if full:
            values = [luma * most, cb * most + 128 * step, cr * most + 128 * step]
        else:
            values = [luma * 219 * step + 16 * step, cb * 224 * step + 128 * step, cr * 224 * step + 128 * step]
    for plane, value in zip(frame.planes, values, strict=False):
        kind = np.dtype("u1" if bits == 8 else "<u2")
        rows = np.full((plane.height, plane.line_size // kind.itemsize), min(max(round(value), 0), most), kind)
        plane.update(rows.tobytes())
    return frame


def coloured(
    name: str,
    codec: str,
    pixels: str,
    tags: tuple[int, int, int, int],
    signal: Sequence[float],
    right: RGB,
    limit: int,
    *,
    says: Iterable[str] = (),
    size: tuple[int, int] = (128, 72),
    **how: Any,
) -> Case:
    """A film of one colour; `tags` are primaries, transfer, matrix, range (1 limited, 2 full)."""
    matrix = tags[2] if tags[2] != 2 else (1 if (size[1] > 576 or size[0] > 1024) and codec != "mjpeg" else 6)

    def make(path: Path) -> Path:
        options: dict[str, Any] = {}
        if codec == "libx265":
            names = {1: "bt709", 9: "bt2020", 12: "smpte432", 6: "smpte170m", 5: "bt470bg", 7: "smpte240m"}
            transfers = {
                1: "bt709",
                16: "smpte2084",
                18: "arib-std-b67",
                6: "smpte170m",
                13: "iec61966-2-1",
                14: "bt2020-10",
            }
            matrices = {1: "bt709", 9: "bt2020nc", 6: "smpte170m", 0: "gbr", 5: "bt470bg"}
            params = [f"range={'full' if tags[3] == 2 else 'limited'}"]
            if tags[0] != 2:
                params += [
                    f"colorprim={names[tags[0]]}",
                    f"transfer={transfers[tags[1]]}",
                    f"colormatrix={matrices[tags[2]]}",
                ]
            options = {"options": {"x265-params": ":".join(params)}}
        return film(
            path,
            codec,
            range(3),
            25,
            size=size,
            pixels=pixels,
            tags=tags,
            colour=lambda number: flat(signal, pixels, matrix, tags[3] == 2, size),
            **options,
            **how,
        )

    place = (size[0] // 2, size[1] // 2)
    return Case(
        name,
        "08 colour of films",
        make,
        {"frames": 3, "width": size[0]},
        patches={place: (right, limit)},
        says=frozenset(says),
    )


def _colours() -> list[Case]:
    white, grey, black = [(0.75,) * 3, (0.58,) * 3], (0.38,) * 3, (0.0,) * 3
    bright: tuple[RGB, int] = ((245, 245, 245), 10)
    middle: tuple[RGB, int] = ((110, 110, 110), 35)
    dark: tuple[RGB, int] = ((6, 6, 6), 6)
    hlg, pq = (9, 18, 9, 1), (9, 16, 9, 1)
    orange, orange_seen = (200 / 255, 80 / 255, 40 / 255), (200, 80, 40)
    smpte_seen = through(C, ((0.63, 0.34), (0.31, 0.595), (0.155, 0.07)), None)
    sd, hd, full601 = (6, 6, 6, 1), (1, 1, 1, 1), (6, 6, 6, 2)
    return [
        coloured("a.mkv", "libx265", "yuv420p10le", pq, white[1], *bright, says=("hdr",)),
        coloured("b.mov", "libx265", "yuv420p10le", hlg, grey, *middle, says=("hdr",)),
        coloured("c.mkv", "ffv1", "yuv420p10le", pq, white[1], *bright, says=("hdr",)),
        coloured("d.webm", "libvpx-vp9", "yuv420p", (9, 18, 9, 1), white[0], *bright, says=("hdr",)),
        coloured("e.mp4", "libsvtav1", "yuv420p10le", pq, grey, *middle, says=("hdr",)),
        coloured("f.mkv", "libsvtav1", "yuv420p10le", hlg, white[0], *bright, says=("hdr",)),
        coloured("g.mov", "prores_ks", "yuv422p10le", pq, white[1], *bright, says=("hdr",)),
        coloured("h.mp4", "libx264", "yuv420p10le", hlg, white[0], *bright, says=("hdr",)),
        coloured("i.ts", "libx265", "yuv420p10le", hlg, black, *dark, says=("hdr",)),
        coloured("j.mp4", "libx265", "yuv444p12le", pq, white[1], *bright, says=("hdr",)),
        coloured("k.mkv", "ffv1", "yuv422p10le", pq, white[1], *bright, says=("hdr",)),
        coloured("l.mp4", "libx264", "yuv420p", sd, orange, smpte_seen, 4, says=("converted",)),
        coloured("m.mp4", "libx264", "yuv420p", hd, orange, orange_seen, 4),
        coloured("n.mp4", "libx264", "yuvj420p", full601, orange, smpte_seen, 4, says=("converted",)),
        coloured("o.mkv", "libx264", "yuv444p", (1, 1, 1, 2), orange, orange_seen, 4),
        coloured("p.mp4", "libx264", "yuv420p", (5, 6, 5, 1), orange, (205, 80, 40), 10, says=("converted",)),
        coloured("q.mp4", "libx264", "yuv420p", (7, 7, 7, 1), orange, (195, 80, 40), 14, says=("converted",)),
        coloured("r.mp4", "libx264", "yuv420p", (2, 2, 2, 1), orange, orange_seen, 4),
        coloured("s.mp4", "libx264", "yuv420p", (2, 2, 2, 1), orange, orange_seen, 4, size=(1280, 720)),
        coloured("t.mp4", "libx264", "yuv420p", (12, 1, 1, 1), orange, (216, 69, 17), 6, says=("converted",)),
        coloured("u.mkv", "ffv1", "gbrp10le", (2, 2, 2, 2), orange, orange_seen, 3),
        coloured("v.mov", "prores_ks", "yuv422p10le", hd, orange, orange_seen, 4),
        coloured("w.ts", "mpeg2video", "yuv420p", sd, orange, smpte_seen, 4, says=("converted",)),
        coloured("x.mpg", "mpeg2video", "yuv420p", (2, 2, 2, 1), orange, orange_seen, 4),
        coloured("y.avi", "mjpeg", "yuvj420p", (2, 2, 2, 2), orange, orange_seen, 5),
        coloured("z.avi", "mpeg4", "yuv420p", (2, 2, 2, 1), orange, orange_seen, 5),
        coloured("aa.webm", "libvpx", "yuv420p", (2, 2, 2, 1), orange, orange_seen, 4),
        coloured("ab.mov", "mjpeg", "yuvj420p", (2, 2, 2, 2), orange, orange_seen, 5, size=(1280, 720)),
        coloured(
            "ac.mp4", "libx265", "yuv420p10le", (9, 14, 9, 1), (0.5, 0.5, 0.5), (128, 128, 128), 4, says=("converted",)
        ),
        coloured("ad.mkv", "libx265", "yuv444p", (6, 6, 6, 2), orange, smpte_seen, 4, says=("converted",)),
        coloured("ae.mov", "v210", "yuv422p10le", hd, orange, orange_seen, 4),
    ]


# --- fields ----------------------------------------------------------------------------------------------------------


def _as_fields(frame: av.VideoFrame, top_first: bool) -> av.VideoFrame:
    graph = av.filter.Graph()
    graph.link_nodes(
        graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=F(1, 25)),
        graph.add("setfield", "tff" if top_first else "bff"),
        graph.add("buffersink"),
    ).configure()
    frame.pts, frame.time_base = 0, F(1, 25)
    graph.vpush(frame)
    return graph.vpull()


def fields(
    name: str,
    codec: str,
    *,
    top_first: bool,
    pixels: str = "yuv420p",
    says: Iterable[str] = ("interlaced",),
    size: tuple[int, int] = (128, 72),
    **how: Any,
) -> Case:
    """A light bar on dark ground that moves 8 pixels from field to field; the middle of frame 2 is looked at."""

    def picture(number: int) -> av.VideoFrame:
        luma = np.full((size[1], size[0]), 30, np.uint8)
        for part in (0, 1):
            time = 2 * number + (part if top_first else 1 - part)
            luma[part::2, 8 + 8 * time : 16 + 8 * time] = 230
        rgb = np.repeat(luma[..., None], 3, 2)
        return _as_fields(av.VideoFrame.from_ndarray(rgb, format="rgb24").reformat(format=pixels), top_first)

    options = {"libx264": {"x264-params": f"{'tff' if top_first else 'bff'}=1"}}.get(
        codec, {"flags": "+ildct+ilme", "field_order": "tt" if top_first else "bb"}
    )

    def make(path: Path) -> Path:
        return film(path, codec, range(6), 25, size=size, pixels=pixels, colour=picture, options=options, **how)

    return Case(name, "18 interlaced", make, {"frames": 6, "interlaced": True}, whole_frames=True, says=frozenset(says))


def _fields() -> list[Case]:
    return [
        fields("a.ts", "mpeg2video", top_first=False),
        fields("b.mp4", "libx264", top_first=True),
        fields("c.mkv", "libx264", top_first=False),
        fields("d.mpg", "mpeg2video", top_first=True),
        fields("e.mov", "mpeg2video", top_first=False),
        fields("f.m2ts", "libx264", top_first=True),
        fields("g.mxf", "mpeg2video", top_first=True),
        fields("h.mov", "prores_ks", top_first=True, pixels="yuv422p10le"),
    ]


# --- transparency ----------------------------------------------------------------------------------------------------


def logo(width: int = 128, height: int = 72) -> NDArray[np.uint8]:
    """RGBA [H, W, 4]: an opaque red box, half of it half transparent, on transparent green."""
    picture = np.zeros((height, width, 4), np.uint8)
    picture[..., :3] = (0, 255, 0)
    picture[20:52, 40:88] = (255, 0, 0, 255)
    picture[40:52, 40:88, 3] = 128
    return picture


SEEN: dict[tuple[int, int], tuple[RGB, int]] = {
    (5, 5): ((0, 0, 254), 4),
    (64, 30): ((255, 0, 0), 5),
    (64, 46): ((128, 0, 126), 6),
}
WHOLE: dict[tuple[int, int], tuple[RGB, int]] = {place: SEEN[place] for place in ((5, 5), (64, 30))}


def over(
    name: str,
    make: Callable[[Path], Any],
    *,
    patches: dict[tuple[int, int], tuple[RGB, int]] = SEEN,
    says: Iterable[str] = ("transparent",),
    facts: dict[str, Any] | None = None,
    kind: str = "14 transparency",
) -> Case:
    """A picture or film that is laid over a blue film."""
    return Case(name, kind, make, {"alpha": True} | (facts or {}), patches=patches, over=True, says=frozenset(says))


def _save(array: NDArray[Any], form: str, **how: Any) -> Callable[[Path], Any]:
    return lambda path: Image.fromarray(array).save(path, form, **how)


def _palette_png(path: Path) -> None:
    picture = Image.new("P", (128, 72), 0)
    picture.putpalette([0, 255, 0, 255, 0, 0, 255, 0, 0])
    picture.paste(1, (40, 20, 88, 52))
    picture.paste(2, (40, 40, 88, 52))
    picture.save(path, "PNG", transparency=bytes([0, 255, 128]))


def _alpha_film(codec: str, pixels: str, count: int = 3, **how: Any) -> Callable[[Path], Any]:
    def frame(number: int) -> av.VideoFrame:
        return av.VideoFrame.from_ndarray(logo(), format="rgba").reformat(format=pixels)

    return lambda path: film(path, codec, range(count), 25, pixels=pixels, colour=frame, **how)


def _grey_alpha(path: Path) -> None:
    picture = Image.new("LA", (128, 72), (200, 0))
    picture.paste((100, 255), (40, 20, 88, 52))
    picture.save(path, "PNG")


def _trns(colour: bool) -> Callable[[Path], Any]:
    def make(path: Path) -> None:
        if colour:
            picture = Image.new("RGB", (128, 72), (0, 255, 0))
            picture.paste((255, 0, 0), (40, 20, 88, 52))
            picture.save(path, "PNG", transparency=(0, 255, 0))
        else:
            picture = Image.new("L", (128, 72), 0)
            picture.paste(200, (40, 20, 88, 52))
            picture.save(path, "PNG", transparency=0)

    return make


def _deep_alpha(path: Path) -> None:
    picture = logo().astype(np.uint16) * 257
    path.write_bytes(png(128, 72, 16, 6, picture.astype(">u2")))


def _animated(form: str, **how: Any) -> Callable[[Path], Any]:
    def make(path: Path) -> None:
        second, other = logo(), logo()
        second[60:66] = (0, 255, 255, 255)
        frames = [Image.fromarray(each) for each in (logo(), second)]
        other[60:70] = (255, 255, 0, 255)
        frames.append(Image.fromarray(other))
        frames[0].save(path, form, save_all=True, append_images=frames[1:], duration=100, **how)

    return make


def _alphas() -> list[Case]:
    film_says = ("alpha",)
    return [
        over("a.png", _palette_png),
        over("b.png", _grey_alpha, patches={(5, 5): ((0, 0, 254), 4), (64, 30): ((100, 100, 100), 3)}),
        over("c.png", _trns(True), patches=WHOLE),
        over("d.png", _trns(False), patches={(5, 5): ((0, 0, 254), 4), (64, 30): ((200, 200, 200), 3)}),
        over("e.png", _deep_alpha),
        over("f.webp", _save(logo(), "WEBP", lossless=True, exact=True)),
        over("g.webp", _save(logo(), "WEBP", quality=90)),
        over("h.avif", _save(logo(), "AVIF", quality=95)),
        over("i.tiff", _save(logo(), "TIFF")),
        over("j.tiff", _save(logo(), "TIFF", compression="tiff_lzw")),
        over("k.gif", _animated("GIF", disposal=2), patches=WHOLE, says=("transparent",)),
        over("l.webp", _animated("WEBP", lossless=True)),
        over("m.png", _animated("PNG")),
        over("n.avif", _animated("AVIF", quality=95)),
        over("o.tga", _save(logo(), "TGA")),
        over("p.ico", lambda path: Image.fromarray(logo()).save(path, "ICO", sizes=[(128, 72)]), says=("transparent",)),
        over("q.bmp", lambda path: path.write_bytes(bmp_with_alpha(logo()))),
        over("r.jp2", _save(logo(), "JPEG2000")),
        over("s.mov", _alpha_film("prores_ks", "yuva444p10le", options={"profile": "4444"}), says=film_says),
        over("t.mov", _alpha_film("qtrle", "argb"), says=film_says),
        over("u.mov", _alpha_film("png", "rgba"), says=film_says),
        over("v.webm", _alpha_film("libvpx-vp9", "yuva420p"), says=film_says, patches=WHOLE),
        over("w.webm", _alpha_film("libvpx", "yuva420p"), says=film_says, patches=WHOLE),
        over("x.mkv", _alpha_film("ffv1", "yuva444p"), says=film_says),
        over("y.mkv", _alpha_film("ffv1", "bgra"), says=film_says),
        over("z.avi", _alpha_film("utvideo", "gbrap"), says=film_says),
        over("aa.mov", _alpha_film("rawvideo", "argb"), says=film_says),
        over("ab.mov", _alpha_film("cfhd", "gbrap12le", prepare=None), says=film_says, patches=WHOLE),
        over("ac.avi", _alpha_film("png", "rgba"), says=film_says),
        over("ad.avi", _alpha_film("magicyuv", "gbrap"), says=film_says),
    ]


def bmp_with_alpha(picture: NDArray[np.uint8]) -> bytes:
    """A BMP with the header that names an alpha mask."""
    height, width = picture.shape[:2]
    pixels = picture[::-1, :, [2, 1, 0, 3]].tobytes()
    header = struct.pack("<IiiHHIIiiII", 108, width, height, 1, 32, 3, len(pixels), 2835, 2835, 0, 0)
    header += struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000) + b"BGRs" + bytes(48)
    return b"BM" + struct.pack("<IHHI", 14 + len(header) + len(pixels), 0, 0, 14 + len(header)) + header + pixels


# --- stills ----------------------------------------------------------------------------------------------------------


def png(width: int, height: int, depth: int, colour: int, pixels: NDArray[Any], *chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG with any chunks before its pixels."""
    rows = b"".join(b"\0" + np.ascontiguousarray(row).tobytes() for row in pixels.reshape(height, -1))

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    parts = [
        chunk(b"IHDR", head),
        *(chunk(*each) for each in chunks),
        chunk(b"IDAT", zlib.compress(rows)),
        chunk(b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def profile(points: Sequence[tuple[float, float]], gamma: float, space: bytes = b"RGB ", name: str = "x") -> bytes:
    """An ICC profile of three primaries and a gamma, or of grey."""

    def s15(value: float) -> bytes:
        return struct.pack(">i", round(value * 65536))

    def xyz(vector: Sequence[float]) -> bytes:
        return b"XYZ \0\0\0\0" + b"".join(map(s15, vector))

    tags: dict[bytes, bytes] = {
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", len(name) + 1) + name.encode() + b"\0" + bytes(78),
        b"wtpt": xyz((0.9642, 1.0, 0.8249)),
        b"cprt": b"text\0\0\0\0none\0",
    }
    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256))
    if space == b"GRAY":
        tags[b"kTRC"] = curve
    else:
        columns = np.array([(x / y, 1, (1 - x - y) / y) for x, y in points]).T
        white = np.array([0.3127 / 0.329, 1, (1 - 0.3127 - 0.329) / 0.329])
        columns = columns * np.linalg.solve(columns, white)
        bradford = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
        gains = (bradford @ np.array([0.9642, 1.0, 0.8249])) / (bradford @ white)
        columns = np.linalg.inv(bradford) @ (gains[:, None] * bradford) @ columns
        for letter, column in zip(b"rgb", columns.T, strict=True):
            tags[bytes([letter]) + b"XYZ"] = xyz(column)
            tags[bytes([letter]) + b"TRC"] = curve
    table, content = struct.pack(">I", len(tags)), b""
    base = 128 + 4 + 12 * len(tags)
    for tag, value in tags.items():
        value += bytes(-len(value) % 4)
        table += tag + struct.pack(">II", base + len(content), len(value))
        content += value
    head = bytearray(128)
    struct.pack_into(">I4sI4s4s4s", head, 0, base + len(content), b"none", 0x02400000, b"mntr", space, b"XYZ ")
    head[36:40] = b"acsp"
    head[68:80] = b"".join(map(s15, (0.9642, 1.0, 0.8249)))
    return bytes(head) + table + content


SRGB = ((0.64, 0.33), (0.30, 0.60), (0.15, 0.06))
P3 = ((0.68, 0.32), (0.265, 0.69), (0.15, 0.06))
ADOBE = ((0.64, 0.33), (0.21, 0.71), (0.15, 0.06))


def srgb(light: float) -> int:
    """The level of sRGB for light 0 to 1."""
    light = min(max(light, 0.0), 1.0)
    return round(255 * (12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055))


def through(colour: RGB, points: Sequence[tuple[float, float]], gamma: float | None) -> RGB:
    """What a colour of other primaries and another gamma is in sRGB; None stands for sRGB's curve."""

    def columns(of: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
        made = np.array([(x / y, 1, (1 - x - y) / y) for x, y in of]).T
        return made * np.linalg.solve(made, np.array([0.3127 / 0.329, 1, (1 - 0.3127 - 0.329) / 0.329]))

    signal = np.array(colour) / 255
    light = signal**gamma if gamma else np.where(signal <= 0.04045, signal / 12.92, ((signal + 0.055) / 1.055) ** 2.4)
    r, g, b = (srgb(float(each)) for each in np.linalg.inv(columns(SRGB)) @ columns(points) @ light)
    return r, g, b


C: RGB = (200, 80, 40)


def still(
    name: str,
    make: Callable[[Path], Any],
    right: RGB,
    limit: int = 2,
    *,
    size: tuple[int, int] = (16, 16),
    says: Iterable[str] = (),
    place: tuple[int, int] = (8, 8),
    kind: str = "16/17/20 stills",
    facts: dict[str, Any] | None = None,
) -> Case:
    """A picture whose colour at a place is known."""
    return Case(
        name,
        kind,
        make,
        {"kind": "picture", "width": size[0], "height": size[1], "frames": 1} | (facts or {}),
        patches={place: (right, limit)},
        says=frozenset(says),
    )


def _flat(mode: str, colour: Any, form: str, **how: Any) -> Callable[[Path], Any]:
    return lambda path: Image.new(mode, (16, 16), colour).save(path, form, **how)


def _png_of(depth: int, colour: int, value: Any, *chunks: tuple[bytes, bytes]) -> Callable[[Path], Any]:
    kind = ">u2" if depth == 16 else "u1"
    pixels = np.broadcast_to(np.array(value, kind), (16, 16, np.size(value)))
    return lambda path: path.write_bytes(png(16, 16, depth, colour, pixels, *chunks))


def _chrm(points: Sequence[tuple[float, float]]) -> tuple[bytes, bytes]:
    values = [0.3127, 0.329, *(each for point in points for each in point)]
    return b"cHRM", b"".join(struct.pack(">I", round(each * 100000)) for each in values)


def _gama(gamma: float) -> tuple[bytes, bytes]:
    return b"gAMA", struct.pack(">I", round(gamma * 100000))


def _iccp(content: bytes) -> tuple[bytes, bytes]:
    return b"iCCP", b"sRGB\0\0" + zlib.compress(content)


def _exif(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif.tobytes()


def _turned(form: str, orientation: int, **how: Any) -> Callable[[Path], Any]:
    """Stored 32x16, its first row of 8x8 blocks: red, green, blue, white."""

    def make(path: Path) -> None:
        picture = Image.new("RGB", (32, 16), (90, 90, 90))
        for number, colour in enumerate(((255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255))):
            picture.paste(colour, (8 * number, 0, 8 * number + 8, 8))
        picture.save(path, form, exif=_exif(orientation), **how)

    return make


def _tiff16(path: Path) -> None:
    Image.fromarray(np.full((16, 16), 0x8080, np.uint16)).save(path, "TIFF")


def _stills() -> list[Case]:
    p3, linear, adobe = profile(P3, 2.2), profile(SRGB, 1.0), profile(ADOBE, 2.2)
    grey = profile((), 1.0, b"GRAY")
    srgb_profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    p3_seen, linear_seen, adobe_seen = through(C, P3, 2.2), through(C, SRGB, 1.0), through(C, ADOBE, 2.2)
    grey_seen: RGB = (srgb(100 / 255), srgb(100 / 255), srgb(100 / 255))
    return [
        still("a.jpg", _flat("RGB", C, "JPEG", icc_profile=p3, quality=95), p3_seen, 5, says=("profile",)),
        still("b.tiff", _flat("RGB", C, "TIFF", icc_profile=linear), linear_seen, 3, says=("profile",)),
        still("c.webp", _flat("RGB", C, "WEBP", lossless=True, icc_profile=adobe), adobe_seen, 3, says=("profile",)),
        still("d.avif", _flat("RGB", C, "AVIF", quality=100, icc_profile=p3), p3_seen, 6, says=("profile",)),
        still("e.png", _png_of(8, 2, C, _iccp(adobe)), adobe_seen, 3, says=("profile",)),
        still("f.png", _png_of(8, 2, C, _iccp(srgb_profile)), C, 1),
        still("g.png", _png_of(8, 2, C, _gama(1.0)), linear_seen, 2, says=("gamma",)),
        still("h.png", _png_of(8, 2, C, _gama(1 / 1.8)), through(C, SRGB, 1.8), 2, says=("gamma",)),
        still("i.png", _png_of(8, 2, C, _gama(0.45455), _chrm(P3)), through(C, P3, 2.2), 3, says=("gamma",)),
        still("j.png", _png_of(8, 2, C, _gama(0.45455), _chrm(SRGB)), C, 1),
        still("k.png", _png_of(8, 2, C, (b"sRGB", b"\0"), _gama(1.0)), C, 1),
        still(
            "l.png",
            _png_of(16, 2, [v * 257 for v in C], _gama(1.0)),
            linear_seen,
            2,
            says=("gamma",),
            facts={"bits": 16},
        ),
        still("m.png", _png_of(8, 0, 100, _gama(1.0)), grey_seen, 2, says=("gamma",)),
        still("n.png", _png_of(8, 4, (100, 255), _iccp(grey)), grey_seen, 2, says=("profile",)),
        still("o.png", _png_of(8, 0, 100, _iccp(grey)), grey_seen, 2, says=("profile",)),
        still("p.png", _png_of(16, 0, 100 * 257, _iccp(grey)), grey_seen, 3, says=("profile",)),
        still("q.png", _png_of(16, 0, 0x8080), (128, 128, 128), 1),
        still("r.png", _png_of(16, 4, (0x6464, 0xFFFF)), (100, 100, 100), 1),
        still(
            "s.png", _png_of(8, 2, C, (b"cICP", b"\x0c\x0d\0\1"), _iccp(linear)), (216, 69, 17), 2, says=("converted",)
        ),
        still(
            "t.png",
            _png_of(16, 2, [int(0.58 * 65535)] * 3, (b"cICP", b"\x09\x10\0\1")),
            (245, 245, 245),
            10,
            says=("hdr",),
        ),
        still("u.png", _png_of(8, 2, [191] * 3, (b"cICP", b"\x09\x12\0\1")), (245, 245, 245), 10, says=("hdr",)),
        still("v.png", _png_of(8, 2, C, (b"cICP", b"\x01\x0d\0\1"), _gama(1.0)), C, 1),
        still("w.jpg", _flat("L", 100, "JPEG", icc_profile=grey, quality=95), grey_seen, 4, says=("profile",)),
        still("x.jpg", _flat("CMYK", (0, 255, 255, 0), "JPEG", quality=95), (255, 0, 0), 60, says=("cmyk",)),
        still("y.tiff", _flat("CMYK", (0, 0, 0, 0), "TIFF"), (255, 255, 255), 3, says=("cmyk",)),
        still("z.tiff", _tiff16, (128, 128, 128), 1),
        still("aa.bmp", _flat("RGB", C, "BMP"), C, 0),
        still("ab.gif", _flat("RGB", C, "GIF"), C, 0),
        still("ac.ppm", _flat("RGB", C, "PPM"), C, 0),
        still("ad.jp2", _flat("RGB", C, "JPEG2000"), C, 2),
        still("ae.tga", _flat("RGB", C, "TGA"), C, 0),
        still("af.png", _flat("1", 1, "PNG"), (255, 255, 255), 0),
        still(
            "ag.png",
            lambda path: Image.new("RGB", (16, 16), C).quantize(4).save(path, "PNG"),
            C,
            1,
        ),
        still(
            "ah.jpg",
            _turned("JPEG", 6, quality=95, subsampling=0),
            (255, 0, 0),
            12,
            size=(16, 32),
            place=(12, 4),
            says=("turned",),
        ),
        still(
            "ai.jpg",
            _turned("JPEG", 3, quality=95, subsampling=0),
            (255, 0, 0),
            12,
            size=(32, 16),
            place=(28, 12),
            says=("turned",),
        ),
        still(
            "aj.jpg",
            _turned("JPEG", 8, quality=95, subsampling=0),
            (255, 0, 0),
            12,
            size=(16, 32),
            place=(4, 28),
            says=("turned",),
        ),
        still(
            "ak.jpg",
            _turned("JPEG", 2, quality=95, subsampling=0),
            (255, 0, 0),
            12,
            size=(32, 16),
            place=(28, 4),
            says=("mirrored",),
        ),
        still("al.png", _turned("PNG", 6), (255, 0, 0), 2, size=(16, 32), place=(12, 4), says=("turned",)),
        still(
            "am.webp", _turned("WEBP", 6, lossless=True), (255, 0, 0), 2, size=(16, 32), place=(12, 4), says=("turned",)
        ),
        still("an.tiff", _turned("TIFF", 6), (255, 0, 0), 2, size=(16, 32), place=(12, 4), says=("turned",)),
        still(
            "ao.avif", _turned("AVIF", 6, quality=100), (255, 0, 0), 12, size=(16, 32), place=(12, 4), says=("turned",)
        ),
        still("ap.jpg.png", _flat("RGB", C, "JPEG", quality=95), C, 3),
        still("aq.mp4", _flat("RGB", C, "PNG"), C, 0),
        still(
            "ar.tiff",
            lambda path: Image.new("RGB", (16, 16), C).save(
                path, "TIFF", save_all=True, append_images=[Image.new("RGB", (8, 8))] * 4
            ),
            C,
            0,
            says=("page",),
            facts={"pictures": 5},
        ),
        still("as.tiff", _flat("RGB", C, "TIFF", compression="jpeg"), C, 5),
        still(
            "at.tiff",
            _flat("RGB", C, "TIFF", compression="tiff_adobe_deflate", big_tiff=True),
            C,
            0,
        ),
        still("au.jpg", _flat("RGB", C, "JPEG", progressive=True, quality=95), C, 3),
        still("av.ico", lambda path: Image.new("RGB", (16, 16), C).save(path, "ICO", sizes=[(16, 16)]), C, 0),
        still(
            "aw.png", lambda path: Image.new("RGB", (1, 4000), C).save(path, "PNG"), C, 0, size=(1, 4000), place=(0, 10)
        ),
        still("ax.png", lambda path: Image.new("RGB", (15, 17), C).save(path, "PNG"), C, 2, size=(15, 17)),
    ]


# --- animations ------------------------------------------------------------------------------------------------------


def animated(
    name: str,
    form: str,
    delays: Sequence[int],
    slots: Sequence[int],
    rate: str,
    *,
    says: Iterable[str] = (),
    shown: Sequence[int] | None = None,
    **how: Any,
) -> Case:
    """An animation; `delays` in milliseconds."""

    def make(path: Path) -> None:
        frames = [Image.fromarray(coded(number)) for number in range(len(delays))]
        if form == "GIF":
            frames = [frame.quantize(8) for frame in frames]
        frames[0].save(path, form, save_all=True, append_images=frames[1:], duration=list(delays), **how)

    total = F(sum(shown or delays), 1000)
    variable = len(set(shown or delays)) > 1
    return Case(
        name,
        "27 animations",
        make,
        {"kind": "video", "frames": len(delays), "duration": total, "rate": rate, "variable_rate": variable},
        codes=range(len(delays)),
        slots=slots,
        says=frozenset(says) | ({"variable"} if variable else set()),
    )


def _partial_gif(path: Path) -> None:
    """Only what changes is stored, on top of what was there."""
    frames = [Image.fromarray(coded(number)).quantize(8) for number in range(6)]
    frames[0].save(path, "GIF", save_all=True, append_images=frames[1:], duration=80, disposal=1, optimize=True)


def _animations() -> list[Case]:
    even = list(range(6))
    return [
        animated("a.gif", "GIF", [40] * 6, even, "25/1"),
        animated("b.gif", "GIF", [100, 100, 100, 300, 100], [0, 1, 2, 3, 3, 3, 4], "10/1", disposal=2),
        animated("c.gif", "GIF", [70] * 6, even, "100/7", disposal=1),
        animated("d.webp", "WEBP", [40] * 6, even, "25/1", lossless=True),
        animated("e.webp", "WEBP", [50, 50, 150, 50], [0, 1, 2, 2, 2, 3], "20/1", quality=90),
        animated("f.png", "PNG", [40] * 6, even, "25/1"),
        animated("g.png", "PNG", [100, 200, 100, 100], [0, 1, 1, 2, 3], "10/1", disposal=1, blend=0),
        animated("h.avif", "AVIF", [40] * 6, even, "25/1", quality=90),
        animated("i.avif", "AVIF", [100, 100, 300], [0, 1, 2, 2, 2], "10/1", quality=90),
        animated("j.gif", "GIF", [0] * 4, list(range(4)), "10/1", shown=[100] * 4, says=("short-frames",)),
        Case(
            "k.gif", "27 animations", _partial_gif, {"frames": 6, "duration": F(480, 1000), "rate": "25/2"}, codes=even
        ),
        animated("l.webp", "WEBP", [33] * 10, list(range(10)), "1000/33", lossless=True),
        animated("m.gif", "GIF", [500, 500], [0, 1], "2/1"),
    ]


# --- what is something else ------------------------------------------------------------------------------------------


def refused(name: str, content: bytes, *words: str) -> Case:
    """A file that must be refused by its true name."""
    return Case(name, "26 refusals", lambda path: path.write_bytes(content), refused=words)


def _refusals() -> list[Case]:
    return [
        refused("a.png", b"<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'/>", "svg"),
        refused("b.mp4", b"<!DOCTYPE html><html><body>404</body></html>", "web page"),
        refused("c.jpg", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", "lfs"),
        refused("d.mov", b"GGUF\x03\0\0\0" + bytes(100), "gguf"),
        refused("e.tif", b"v/1\x01\x02\0\0\0" + bytes(100), "exr"),
        refused("f.mkv", b"PK\x03\x04" + bytes(100), "zip"),
        refused("g.mp4", b"%PDF-1.7\n" + bytes(100), "pdf"),
        refused("h.png", b"#EXTM3U\nhttp://example.com/a.ts\n", "playlist"),
        refused("i.mp4", b"", "empty"),
        refused("j.jpg", b"\xff\xd8\xff\xe0" + bytes(20), "damaged"),
        refused("k.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(50), "heic"),
        refused("l.jxl", b"\xff\x0a" + bytes(50), "jpeg xl"),
        refused("m.wav", b"MThd\0\0\0\6\0\1\0\1\0\x60" + bytes(20), "midi"),
        refused(
            "n.mp4", b"\0\0\0\x18ftypisom\0\0\2\0isomiso2" + b"\0\0\1\0mdat" + bytes(100), "cut short", "incomplete"
        ),
    ]


CASES = [*_colours(), *_fields(), *_alphas(), *_stills(), *_animations(), *_refusals()]
