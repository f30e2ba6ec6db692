"""Streams of video without a container: recognised, at the rate that they name, every frame once."""

import random
from fractions import Fraction
from pathlib import Path

import av
import pytest

from lance_studio.errors import MediaError
from lance_studio.media.describe import describe
from lance_studio.media.frames import FrameReader
from lance_studio.media.probe import probe
from lance_studio.media.raw_video import raw_video_format
from lance_studio.media.sources import require_source
from tests.unit.media.painted import painted, read_number

NTSC = Fraction(30000, 1001)
COUNT = 30


def stream(path: Path, codec: str, form: str, rate: Fraction, options: dict[str, str] | None = None) -> Path:
    with av.open(str(path), "w", format=form) as container:
        track = container.add_stream(codec, rate=rate, options=options or {})
        assert isinstance(track, av.VideoStream)
        track.width, track.height, track.pix_fmt, track.gop_size = 96, 64, "yuv420p", 8
        for number in range(COUNT):
            frame = av.VideoFrame.from_ndarray(painted(number), format="rgb24").reformat(format="yuv420p")
            frame.pts, frame.time_base = number, 1 / rate
            container.mux(track.encode(frame))
        container.mux(track.encode())
    return path


@pytest.mark.parametrize(
    ("codec", "form", "name", "rate", "options"),
    [
        ("libx264", "h264", "h264", NTSC, {"bf": "2"}),
        ("libx265", "hevc", "hevc", Fraction(24), {"x265-params": "log-level=none:bframes=2"}),
        ("mpeg2video", "mpeg2video", "mpegvideo", NTSC, {"bf": "2", "q": "2"}),
        ("mpeg1video", "mpeg1video", "mpegvideo", Fraction(25), {"bf": "2", "q": "2"}),
        ("mpeg4", "m4v", "m4v", Fraction(25), {"q": "2"}),
        # It names none: 24 is assumed, which is said (below).
        ("libsvtav1", "obu", "obu", Fraction(24), {"preset": "12", "crf": "20"}),
        ("wrapped_avframe", "yuv4mpegpipe", "yuv4mpegpipe", NTSC, {}),
    ],
)
def test_raw_streams_are_read_at_their_own_rate(
    tmp_path: Path, codec: str, form: str, name: str, rate: Fraction, options: dict[str, str]
) -> None:
    path = stream(tmp_path / "film", codec, form, rate, options)
    assert raw_video_format(require_source(path)) == name
    info = probe(path)
    assert (info.frame_rate, info.frame_count, info.duration) == (rate, COUNT, COUNT / rate)
    order = list(range(COUNT))
    random.Random(name).shuffle(order)
    with FrameReader(path) as reader:
        assert [read_number(reader.frame(number))[0] for number in range(COUNT)] == list(range(COUNT))
        assert [read_number(reader.frame(number))[0] for number in order] == order


def test_a_rate_that_a_raw_stream_does_not_name_is_said_to_be_assumed(tmp_path: Path) -> None:
    path = stream(tmp_path / "a.obu", "libsvtav1", "obu", Fraction(25), {"preset": "12"})
    assert [text for text in describe(path).warnings if "names no frame rate" in text]


@pytest.mark.parametrize(
    "content",
    [
        b"\0\0\1",
        b"\0\0\0\1" + bytes(100),
        b"\0\0\1\xb3" + b"\xff" * 100,
        b"\0\0\1\x67" + b"\x11" * 50,
        b"\x12\0",
        b"\0\0\1\xb0\1\0\0\1\xb5" + b"\x22" * 40,
    ],
)
def test_what_only_begins_like_a_stream_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a").write_bytes(content)
    assert raw_video_format(require_source(tmp_path / "a")) is None
    with pytest.raises(MediaError):
        probe(tmp_path / "a")
