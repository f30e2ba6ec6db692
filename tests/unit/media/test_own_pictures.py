"""Pictures as people have them: the right shape, the right colours, however they are coded."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from av.filter import Graph
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from lance_studio.errors import MediaError
from lance_studio.media import opening
from lance_studio.media.alpha import Picture
from lance_studio.media.describe import describe
from lance_studio.media.frames import FrameReader
from lance_studio.media.probe import probe
from lance_studio.media.thumbnails import MOST_SHAPE, thumbnail
from tests.unit.media.test_own_films import CASES, code_of

Floats = NDArray[np.float64]

# --- the shape of pixels ---------------------------------------------------------------------------------------------


def test_pixels_that_are_twice_as_wide_as_high() -> None:
    path = CASES / "07-sar2.mp4"
    info = probe(path)
    assert (info.width, info.height) == (256, 72)
    assert thumbnail(path, height=36).shape == (36, 128, 3)
    with FrameReader(path) as reader:
        frames = [reader.frame(number) for number in range(reader.frame_count)]
    assert [code_of(frame) for frame in frames] == list(range(5))
    assert {frame.shape for frame in frames} == {(72, 256, 3)}


@pytest.mark.parametrize("suffix", ["mp4", "mov", "mkv", "ts", "avi", "mpg"])
@pytest.mark.parametrize("aspect", [Fraction(2), Fraction(8, 9), Fraction(16, 11)])
def test_every_container_tells_the_shape_of_pixels(tmp_path: Path, suffix: str, aspect: Fraction) -> None:
    codec = {"avi": "mpeg4", "mpg": "mpeg2video"}.get(suffix, "libx264")
    if suffix == "mpg":
        aspect = Fraction(4, 3) / Fraction(96, 64)  # MPEG-2 names the shape of the whole picture
    with av.open(str(tmp_path / f"a.{suffix}"), "w") as container:
        stream = container.add_stream(codec, rate=25)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        stream.codec_context.sample_aspect_ratio = aspect
        for _ in range(3):
            container.mux(stream.encode(av.VideoFrame(96, 64, "yuv420p")))
        container.mux(stream.encode())
    facts = describe(tmp_path / f"a.{suffix}")
    with FrameReader(tmp_path / f"a.{suffix}") as reader:
        assert (reader.width, reader.height) == (round(96 * aspect), 64) == (facts.width, facts.height)
        assert reader.frame(0).shape == (64, round(96 * aspect), 3)


def test_a_very_long_picture_has_a_thumbnail() -> None:
    small = thumbnail(CASES / "19-strip.png", height=90)
    assert 1 <= small.shape[0] <= 90
    assert 1 <= small.shape[1] <= MOST_SHAPE * 90
    assert np.abs(small.astype(int) - (200, 30, 30)).max() <= 3


@pytest.mark.parametrize(("width", "height"), [(8000, 20), (1, 30000), (20, 8000), (3, 1), (1, 1)])
def test_every_shape_has_a_thumbnail(tmp_path: Path, width: int, height: int) -> None:
    from lance_studio.media.images import write_png

    write_png(tmp_path / "a.png", np.full((height, width, 3), (200, 30, 30), np.uint8))
    small = thumbnail(tmp_path / "a.png", height=90)
    assert 1 <= small.shape[0] <= 90
    assert 1 <= small.shape[1] <= MOST_SHAPE * 90
    assert np.abs(small.astype(int) - (200, 30, 30)).max() <= 3


# --- colours of films ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["08a-hlg.mp4", "08b-pq.mp4"])
def test_white_of_hdr_is_nearly_white(name: str) -> None:
    with FrameReader(CASES / name) as reader:
        exact, played = reader.frame(1, precise=True), reader.frame(1)
        reader.fill_drafts(0, lambda: False)
        draft = reader.draft(1, (64, 36))
    assert draft is not None
    for frame in (exact, played, draft, thumbnail(CASES / name, height=36)):
        assert frame.min() >= 235
        assert np.ptp(frame, axis=2).max() <= 2
    assert [warning for warning in describe(CASES / name).warnings if "HDR" in warning and "SDR" in warning]


# A second description of the colours, written from the standards for the tests alone.
LUMA = {1: (0.2126, 0.0722), 5: (0.299, 0.114), 6: (0.299, 0.114), 7: (0.212, 0.087), 9: (0.2627, 0.0593)}
CORNERS = {
    1: (0.64, 0.33, 0.30, 0.60, 0.15, 0.06),
    5: (0.64, 0.33, 0.29, 0.60, 0.15, 0.06),
    6: (0.63, 0.34, 0.31, 0.595, 0.155, 0.07),
    9: (0.708, 0.292, 0.17, 0.797, 0.131, 0.046),
    12: (0.68, 0.32, 0.265, 0.69, 0.15, 0.06),
}


def xyz_of(primaries: int) -> Floats:
    x = np.array(CORNERS[primaries]).reshape(3, 2)
    corners = np.stack([x[:, 0] / x[:, 1], np.ones(3), (1 - x.sum(1)) / x[:, 1]])
    white = np.array([0.3127 / 0.3290, 1, (1 - 0.3127 - 0.3290) / 0.3290])
    return corners * np.linalg.solve(corners, white)


def light_of(signal: Floats, transfer: int) -> Floats:
    """Light in units of diffuse white, of BT.2020 for HLG's display."""
    if transfer == 16:
        p = signal ** (32 / 2523)
        return (np.maximum(p - 0.8359375, 0) / (18.8515625 - 18.6875 * p)) ** (8192 / 1305) * 10000 / 203
    if transfer == 18:
        scene = np.where(signal <= 0.5, signal**2 / 3, (np.exp((signal - 0.55991073) / 0.17883277) + 0.28466892) / 12)
        return scene * (scene @ [0.2627, 0.6780, 0.0593])[..., None] ** 0.2 * 1000 / 203
    if transfer == 8:
        return signal
    if transfer in (4, 5):
        return signal ** {4: 2.2, 5: 2.8}[transfer]
    return np.where(signal <= 0.04045, signal / 12.92, ((signal + 0.055) / 1.055) ** 2.4)


def seen(signal: Floats, primaries: int, transfer: int) -> Floats:
    """The sRGB levels, 0 to 255, of RGB signals 0 to 1."""
    light = light_of(signal, transfer) @ (np.linalg.inv(xyz_of(1)) @ xyz_of(primaries)).T
    if transfer in (16, 18):
        top = light.max(-1, keepdims=True)
        light = np.where(top > 0.8, light / np.maximum(top, 1e-9) * (1 - 0.04 / np.maximum(top - 0.6, 0.2)), light)
    light = np.clip(light, 0, 1)
    return 255 * np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


def coded_chart(pixels: str, matrix: int, full: bool) -> tuple[av.VideoFrame, Floats]:
    """A frame of 8x8 patches, and the signals that its stored numbers stand for."""
    rng = np.random.default_rng(7)
    signal = np.concatenate([rng.random((6, 8, 3)), np.linspace(0, 1, 16).repeat(3).reshape(2, 8, 3)])
    frame = av.VideoFrame(128, 128, pixels)
    bits = frame.format.components[0].bits
    step, most = 1 << (bits - 8), (1 << bits) - 1
    red, blue = LUMA[matrix]
    luma = signal @ [red, 1 - red - blue, blue]
    parts = [luma, (signal[..., 2] - luma) / (2 - 2 * blue), (signal[..., 0] - luma) / (2 - 2 * red)]
    scale = (
        [(most, 0), *[(most, 128 * step)] * 2] if full else [(219 * step, 16 * step), *[(224 * step, 128 * step)] * 2]
    )
    stored = [np.clip(np.rint(part * a + b), 0, most) for part, (a, b) in zip(parts, scale, strict=True)]
    for plane, values in zip(frame.planes, stored, strict=False):
        kind = np.dtype("u1" if bits == 8 else "<u2")
        rows = np.zeros((plane.height, plane.line_size // kind.itemsize), kind)
        rows[:, : plane.width] = values.repeat(plane.height // 8, 0).repeat(plane.width // 8, 1)
        plane.update(rows.tobytes())
    luma, cb, cr = ((part - b) / a for part, (a, b) in zip(stored, scale, strict=True))
    r, b = luma + cr * (2 - 2 * red), luma + cb * (2 - 2 * blue)
    return frame, np.clip(np.stack([r, (luma - red * r - blue * b) / (1 - red - blue), b], -1), 0, 1)


@settings(max_examples=60, deadline=None)
@given(
    pixels=st.sampled_from(
        ["yuv420p", "yuv422p", "yuv444p", "yuv420p10le", "yuv422p10le", "yuv444p10le", "yuv420p12le", "yuv444p12le"]
    ),
    matrix=st.sampled_from(sorted(LUMA)),
    primaries=st.sampled_from(sorted(CORNERS)),
    transfer=st.sampled_from([1, 4, 5, 6, 8, 13, 14, 16, 18]),
    full=st.booleans(),
)
def test_colours_of_every_coding(pixels: str, matrix: int, primaries: int, transfer: int, full: bool) -> None:
    from lance_studio.media.frame_colour import to_rgb

    frame, signal = coded_chart(pixels, matrix, full)
    frame.colorspace, frame.color_range = matrix, 2 if full else 1
    frame.color_primaries, frame.color_trc = primaries, transfer
    found = to_rgb(frame, 128, 128, precise=True)[8::16, 8::16]
    # Gammas of old television stand for any display. A step of a number is several levels where a curve is steep.
    transfer = 13 if transfer in (4, 5) else transfer
    steps = np.stack([seen(np.clip(signal + by / 1023, 0, 1), primaries, transfer) for by in (-1.5, 0, 1.5)])
    assert (found >= steps.min(0) - 3).all()
    assert (found <= steps.max(0) + 3).all()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10, deadline=None)
@given(
    kind=st.sampled_from([("mp4", "libx265"), ("mkv", "libx264"), ("webm", "libvpx-vp9"), ("mov", "libx264")]),
    matrix=st.sampled_from([1, 6, 9]),
    primaries=st.sampled_from([1, 6, 9, 12]),
    transfer=st.sampled_from([1, 13, 14, 16, 18]),
    full=st.booleans(),
)
def test_colours_come_through_files(
    tmp_path: Path, kind: tuple[str, str], matrix: int, primaries: int, transfer: int, full: bool
) -> None:
    pixels = "yuv420p10le" if kind[1] == "libx265" else "yuv444p"
    signal = np.zeros(0)
    path = tmp_path / f"film.{kind[0]}"
    with av.open(str(path), "w") as container:
        stream = container.add_stream(kind[1], rate=25, options={"crf": "1", "x265-params": "log-level=none"})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 128, 128, pixels
        context = stream.codec_context
        context.colorspace, context.color_range = matrix, 2 if full else 1
        context.color_primaries, context.color_trc = primaries, transfer
        for number in range(3):
            chart, signal = coded_chart(pixels, matrix, full)
            chart.colorspace, chart.color_range, chart.pts = matrix, 2 if full else 1, number
            chart.time_base = Fraction(1, 25)
            container.mux(stream.encode(chart))
        container.mux(stream.encode())
    with FrameReader(path) as reader:
        found = reader.frame(0, precise=True)[8::16, 8::16]
    steps = np.stack([seen(np.clip(signal + by / 255, 0, 1), primaries, transfer) for by in (-1, 0, 1)])
    assert (found >= steps.min(0) - 3).all()
    assert (found <= steps.max(0) + 3).all()


@pytest.mark.parametrize(
    ("size", "matrix"), [((720, 576), 6), ((1024, 576), 6), ((640, 578), 1), ((1026, 240), 1), ((1280, 720), 1)]
)
def test_films_that_name_no_matrix(tmp_path: Path, size: tuple[int, int], matrix: int) -> None:
    level = np.array([0.2, 0.7, 0.3])
    red, blue = LUMA[matrix]
    luma = float(level @ [red, 1 - red - blue, blue])
    frame = av.VideoFrame(*size, "yuv420p")
    parts = (16 + 219 * luma, 128 + 112 * (level[2] - luma) / (1 - blue), 128 + 112 * (level[0] - luma) / (1 - red))
    for plane, value in zip(frame.planes, parts, strict=True):
        plane.update(bytes([round(value)]) * plane.buffer_size)
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"crf": "4", "preset": "ultrafast"})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    with FrameReader(path) as reader:
        reader.fill_drafts(0, lambda: False)
        draft = reader.draft(0, (64, 36))
        assert draft is not None
        for seen_frame in (reader.frame(0, precise=True), reader.frame(0), draft):
            assert np.abs(seen_frame[20, 20] - level * 255).max() <= 4
    assert [each for each in describe(path).warnings if f"{'BT.709' if matrix == 1 else 'BT.601'} is assumed" in each]


# --- interlaced films ------------------------------------------------------------------------------------------------


def comb(frame: Picture) -> float:
    """How much neighbouring rows differ on average."""
    return float(np.abs(np.diff(frame.mean(axis=2), axis=0)).mean())


def test_an_interlaced_film_has_no_combs() -> None:
    path = CASES / "18-interlaced.ts"
    with FrameReader(path) as reader:
        frames = [reader.frame(number) for number in range(reader.frame_count)]
        reader.fill_drafts(0, lambda: False)
        draft = reader.draft(2, (128, 72))
    assert len(frames) == 5
    assert draft is not None
    places: list[float] = []
    for frame in (*frames, draft):
        assert comb(frame) < 4
        middle = frame[36].mean(axis=1)
        assert abs(middle.max() - 230) <= 25
        assert abs(middle.min() - 30) <= 25
        places.append(float(np.flatnonzero(middle > 130).mean()))
    assert sorted(places[:5]) == places[:5]
    assert any("interlaced" in warning for warning in describe(path).warnings)


def test_any_frame_of_an_interlaced_film_is_the_same_by_any_way() -> None:
    with FrameReader(CASES / "18-interlaced.ts") as reader:
        through = [reader.frame(number) for number in range(5)]
    for number in (3, 0, 4, 2, 1):
        with FrameReader(CASES / "18-interlaced.ts") as alone:
            assert np.array_equal(alone.frame(number), through[number])


def test_deinterlacing_can_be_left_out() -> None:
    with FrameReader(CASES / "18-interlaced.ts", deinterlace=False) as reader:
        assert comb(reader.frame(2)) > 20


def fields_film(path: Path, codec: str, *, top_first: bool, interlaced: bool = True) -> Path:
    """A bar that moves by 8 pixels from field to field, or from frame to frame."""
    flags = {"flags": "+ildct+ilme"} if interlaced else {}
    if codec == "libx264" and interlaced:
        flags = {"x264-params": f"interlaced=1:{'tff' if top_first else 'bff'}=1"}
    size = (720, 576) if codec == "dvvideo" else (128, 96)
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=25, options=flags)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for number in range(5):
            picture = np.full((*size[::-1], 3), 30, np.uint8)
            for field in range(2):
                step = 2 * number + (field if interlaced else 0)
                row = field if top_first else 1 - field
                picture[row if interlaced else field :: 2, 8 * step : 8 * step + 8] = 230
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            container.mux(stream.encode(_marked(frame, top_first) if interlaced else frame))
        container.mux(stream.encode())
    return path


def _marked(frame: av.VideoFrame, top_first: bool) -> av.VideoFrame:
    """The frame, marked as made of fields."""
    graph = Graph()
    source = graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=Fraction(1, 25))
    marking, sink = graph.add("setfield", "tff" if top_first else "bff"), graph.add("buffersink")
    source.link_to(marking)
    marking.link_to(sink)
    graph.configure()
    source.push(frame)
    marked = graph.pull()
    assert isinstance(marked, av.VideoFrame)
    return marked


CODINGS = (("ts", "mpeg2video"), ("mp4", "libx264"), ("mkv", "libx264"))
FIELDS = [(*coding, first) for coding in CODINGS for first in (True, False)]
FIELDS += [("avi", "dvvideo", False)]  # DV of 50 fields stores the lower one first


@pytest.mark.parametrize(("suffix", "codec", "top_first"), FIELDS)
def test_either_field_may_come_first(tmp_path: Path, suffix: str, codec: str, top_first: bool) -> None:
    path = fields_film(tmp_path / f"a.{suffix}", codec, top_first=top_first)
    assert describe(path).interlaced
    with FrameReader(path) as reader, FrameReader(path, deinterlace=False) as raw:
        width = reader.width
        places: list[float] = []
        for number in range(5):
            assert comb(reader.frame(number)) < 0.4 * comb(raw.frame(number))
            places.append(float(np.flatnonzero(reader.frame(number)[40].mean(axis=1) > 130).mean()) / width)
    assert all(before < after for before, after in pairwise(places))


def test_a_progressive_film_is_left_alone(tmp_path: Path) -> None:
    path = fields_film(tmp_path / "a.mp4", "libx264", top_first=True, interlaced=False)
    assert not describe(path).interlaced
    with FrameReader(path) as reader, FrameReader(path, deinterlace=False) as raw:
        for number in range(5):
            assert np.array_equal(reader.frame(number), raw.frame(number))


# --- what only the container says ------------------------------------------------------------------------------------

SEGMENT, TRACKS, TRACK, VIDEO = b"\x18\x53\x80\x67", b"\x16\x54\xae\x6b", b"\xae", b"\xe0"


def element(name: bytes, value: int) -> bytes:
    """An element of Matroska that holds a number."""
    return name + b"\x82" + value.to_bytes(2, "big")


def with_video_elements(data: bytes, extra: bytes) -> bytes:
    """A Matroska film whose description of the picture has more elements."""

    def grown(start: int, end: int, path: list[bytes]) -> bytes:
        place = start
        while place < end:
            name = data[place : place + next(n for n in range(1, 5) if data[place] & (0x100 >> n))]
            at = place + len(name)
            size_bytes = next(n for n in range(1, 9) if data[at] & (0x100 >> n))
            size = int.from_bytes(data[at : at + size_bytes], "big") & ((1 << 7 * size_bytes) - 1)
            body = at + size_bytes
            whole = end if size == (1 << 7 * size_bytes) - 1 else body + size
            if name == path[0]:
                inner = grown(body, whole, path[1:]) if len(path) > 1 else data[body:whole] + extra
                length = (1 << 56 | len(inner)).to_bytes(8, "big")
                return data[start:place] + name + length + inner + data[whole:end]
            place = whole
        raise AssertionError("no such element")

    return grown(0, len(data), [SEGMENT, TRACKS, TRACK, VIDEO])


def bare_film(path: Path, codec: str, pixels: str, levels: tuple[int, int, int]) -> Path:
    """A film of one colour, 96x64, that says nothing of its colours."""
    with av.open(str(path), "w", options={"live": "1"}) as container:
        stream = container.add_stream(codec, rate=25, options={"x265-params": "log-level=none"})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 96, 64, pixels
        for number in range(3):
            frame = av.VideoFrame(96, 64, pixels)
            for plane, level in zip(frame.planes, levels, strict=True):
                content = np.full(plane.buffer_size // (2 if "10" in pixels else 1), level)
                plane.update(content.astype("<u2" if "10" in pixels else "u1").tobytes())
            frame.pts, frame.time_base = number, Fraction(1, 25)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def test_the_display_size_of_webm(tmp_path: Path) -> None:
    path = bare_film(tmp_path / "a.webm", "libvpx-vp9", "yuv420p", (120, 128, 128))
    path.write_bytes(with_video_elements(path.read_bytes(), element(b"\x54\xb0", 192) + element(b"\x54\xba", 64)))
    facts = describe(path)
    assert (facts.width, facts.height, facts.stored_width) == (192, 64, 96)
    with FrameReader(path) as reader:
        assert reader.frame(1).shape == (64, 192, 3)


@pytest.mark.parametrize(("codec", "pixels"), [("libx265", "yuv420p10le"), ("libx264", "yuv420p10le")])
def test_colours_that_only_the_container_names(tmp_path: Path, codec: str, pixels: str) -> None:
    path = bare_film(tmp_path / "a.mkv", codec, pixels, (64 + round(0.58 * 876), 512, 512))
    colour = element(b"\x55\xb1", 9) + element(b"\x55\xba", 16) + element(b"\x55\xbb", 9)
    colour = b"\x55\xb0" + bytes([0x80 | len(colour)]) + colour
    path.write_bytes(with_video_elements(path.read_bytes(), colour))
    assert describe(path).colour is not None
    with FrameReader(path) as reader:
        frame = reader.frame(1)
    assert np.abs(frame.astype(int) - 243).max() <= 3
    assert any("HDR (PQ)" in warning for warning in describe(path).warnings)


# --- large pictures --------------------------------------------------------------------------------------------------


def test_a_picture_made_to_fill_memory_is_refused(tmp_path: Path) -> None:
    Image.new("1", (9000, 9000)).save(tmp_path / "a.png")
    with pytest.raises(MediaError, match="too small a file"):
        probe(tmp_path / "a.png")


def test_a_very_large_picture_needs_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with (tmp_path / "a.pgm").open("wb") as file:
        file.write(b"P5\n8200 8200\n255\n")
        file.truncate(8200 * 8200 + 17)
    monkeypatch.setattr(opening, "available_bytes", lambda: 1 << 28)
    with pytest.raises(MediaError, match="too little memory"):
        probe(tmp_path / "a.pgm")


def test_a_picture_beyond_all_cameras_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "a.pgm").open("wb") as file:
        file.write(b"P5\n15000 15000\n255\n")
        file.truncate(15000 * 15000 + 19)
    with pytest.raises(MediaError, match="200 megapixels"):
        probe(tmp_path / "a.pgm")
