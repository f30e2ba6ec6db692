"""Films that were joined, cut at their beginning, or packed oddly: no frame is lost, and none is shown as rubbish."""

import random
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lance_studio.errors import MediaError
from lance_studio.media.describe import describe
from lance_studio.media.frames import FrameReader
from lance_studio.media.probe import probe
from tests.unit.media.painted import painted, read_number

RATE = Fraction(25)
KINDS = st.sampled_from(
    [
        ("ts", "libx264"),
        ("ts", "mpeg2video"),
        ("ts", "mpeg4"),
        ("m2ts", "libx264"),
        ("mpg", "mpeg1video"),
        ("mpg", "mpeg2video"),
        ("vob", "mpeg2video"),
    ]
)


def numbered(
    path: Path, codec: str, first: int, count: int, *, clock: int = 0, b_frames: int = 2, gop: int = 12
) -> bytes:
    """A film whose frames carry the numbers from `first` on; its clock begins at so many frames."""
    options = {"bf": str(b_frames)} | ({"sc_threshold": "0"} if codec == "libx264" else {"q": "2"})
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=RATE, options=options)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt, stream.gop_size = 96, 64, "yuv420p", gop
        stream.codec_context.time_base = 1 / RATE
        for number in range(count):
            frame = av.VideoFrame.from_ndarray(painted(first + number), format="rgb24").reformat(format="yuv420p")
            frame.pts, frame.time_base = clock + number, 1 / RATE
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path.read_bytes()


def require_frames(path: Path, right: list[int], seed: int = 0) -> None:
    """Read through and by jumps, each frame is the right one at the right time."""
    with FrameReader(path) as reader:
        assert [read_number(reader.frame(number))[0] for number in range(reader.frame_count)] == right
        assert (reader.info.frame_rate, reader.info.variable_rate) == (RATE, False)
        assert reader.time_of(len(right)) == len(right) / RATE
    order = list(range(len(right)))
    random.Random(seed).shuffle(order)
    with FrameReader(path) as reader:
        for number in order:
            assert read_number(reader.frame(number))[0] == right[number]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
@given(
    kind=KINDS,
    counts=st.lists(st.integers(2, 20), min_size=2, max_size=3),
    jump=st.sampled_from([0, 7, 500, 100_000, None]),
    b_frames=st.sampled_from([0, 2]),
    gop=st.sampled_from([4, 12, 250]),
    seed=st.integers(0, 99),
)
@example(("mpg", "mpeg1video"), [20, 15], None, 2, 12, 1)
@example(("ts", "libx264"), [10, 10, 10], 0, 2, 4, 1)
def test_joined_films_show_all_their_frames(
    tmp_path: Path, kind: tuple[str, str], counts: list[int], jump: int | None, b_frames: int, gop: int, seed: int
) -> None:
    suffix, codec = kind
    first, content = 0, b""
    for number, count in enumerate(counts):
        # The clock goes on, begins again, or jumps.
        clock = first if jump is None else number * jump
        content += numbered(tmp_path / f"part.{suffix}", codec, first, count, clock=clock, b_frames=b_frames, gop=gop)
        first += count
    path = tmp_path / f"joined.{suffix}"
    path.write_bytes(content)
    require_frames(path, list(range(first)), seed)
    assert not any("left out" in warning for warning in describe(path).warnings)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(
    kind=KINDS,
    part=st.floats(0, 0.6),
    b_frames=st.sampled_from([0, 2]),
    gop=st.sampled_from([4, 12]),
    seed=st.integers(0, 99),
)
@example(("mpg", "mpeg2video"), 0.03, 0, 12, 1)
@example(("mpg", "mpeg1video"), 0.03, 2, 12, 1)
@example(("ts", "libx264"), 0.37, 2, 12, 1)
def test_films_that_lost_their_beginning_begin_with_a_whole_frame(
    tmp_path: Path, kind: tuple[str, str], part: float, b_frames: int, gop: int, seed: int
) -> None:
    suffix, codec = kind
    content = numbered(tmp_path / f"whole.{suffix}", codec, 0, 60, b_frames=b_frames, gop=gop)
    path = tmp_path / f"cut.{suffix}"
    path.write_bytes(content[round(len(content) * part) :])
    with FrameReader(path) as reader:
        first = read_number(reader.frame(0))[0]
    assert first % gop == 0 or b_frames
    require_frames(path, list(range(first, 60)), seed)


def test_frames_that_were_left_out_are_said(tmp_path: Path) -> None:
    content = numbered(tmp_path / "whole.ts", "mpeg2video", 0, 60)
    path = tmp_path / "cut.ts"
    path.write_bytes(content[len(content) // 3 // 188 * 188 :])
    (told,) = (warning for warning in describe(path).warnings if "left out" in warning)
    assert "middle of a group" in told


@pytest.mark.parametrize(("suffix", "codec"), [("ts", "libx264"), ("mpg", "mpeg2video"), ("m2ts", "mpeg4")])
def test_clocks_that_begin_again_after_a_day_go_on(tmp_path: Path, suffix: str, codec: str) -> None:
    # The clock of broadcasts has 33 bits at 90 kHz.
    path = tmp_path / f"late.{suffix}"
    numbered(path, codec, 0, 40, clock=round((1 << 33) / 90_000 * RATE) - 25)
    require_frames(path, list(range(40)))


def test_packets_of_two_pictures(tmp_path: Path) -> None:
    """Old encoders put a B-frame behind the frame after it, and an empty packet in its place."""
    encoder = av.CodecContext.create("mpeg4", "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt, encoder.gop_size = 96, 64, "yuv420p", 10
    encoder.time_base, encoder.framerate = 1 / RATE, RATE
    encoder.options = {"bf": "1", "q": "2", "b_strategy": "0"}
    packets: list[av.Packet[av.VideoStream]] = []
    for number in range(30):
        frame = av.VideoFrame.from_ndarray(painted(number), format="rgb24").reformat(format="yuv420p")
        frame.pts, frame.time_base = number, 1 / RATE
        packets += encoder.encode(frame)
    packed: list[tuple[bytes, bool]] = []
    start = b"\0\0\1\xb6"
    for packet in [*packets, *encoder.encode()]:
        content = bytes(packet)
        picture = content.index(start)
        if packet.is_keyframe:
            content = content[:picture] + b"\0\0\1\xb2DivX503b1393p\0" + content[picture:]
        if bytes(packet)[picture + 4] >> 6 == 2:
            packed[-1] = packed[-1][0] + content, packed[-1][1]
            packed.append((start + b"\x50\x00\x7f", False))
        else:
            packed.append((content, packet.is_keyframe))
    path = tmp_path / "packed.avi"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=RATE)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        for number, (content, is_key) in enumerate(packed):
            packet = av.Packet(content)
            packet.stream, packet.time_base = stream, 1 / RATE
            packet.pts = packet.dts = number
            packet.is_keyframe = is_key
            container.mux_one(packet)
    assert sum(len(content) < 19 for content, _ in packed) > 10
    require_frames(path, list(range(30)), seed=3)


@pytest.mark.parametrize("codec", ["mpeg4", "libx264"])
def test_frames_that_were_dropped_from_an_avi_leave_their_time(tmp_path: Path, codec: str) -> None:
    instants = [0, 1, 2, 5, 6, 7, 10, 11, 12, 13, 20]
    path = tmp_path / "gaps.avi"
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=RATE, options={"bf": "0"})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        for number, instant in enumerate(instants):
            frame = av.VideoFrame.from_ndarray(painted(number), format="rgb24").reformat(format="yuv420p")
            frame.pts, frame.time_base = instant, 1 / RATE
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    with FrameReader(path) as reader:
        shown = [read_number(reader.frame_at(slot / RATE))[0] for slot in range(21)]
        assert (reader.info.frame_rate, reader.info.duration) == (RATE, 21 / RATE)
    assert shown == [max(n for n, instant in enumerate(instants) if instant <= slot) for slot in range(21)]


@pytest.mark.parametrize(("suffix", "codec"), [("mp4", "libx264"), ("mkv", "libx264"), ("mov", "mpeg4")])
def test_a_film_that_lost_its_end_is_said_to_be_damaged(tmp_path: Path, suffix: str, codec: str) -> None:
    content = numbered(tmp_path / f"whole.{suffix}", codec, 0, 60)
    path = tmp_path / f"cut.{suffix}"
    path.write_bytes(content[: len(content) * 2 // 3])
    with pytest.raises(MediaError, match=r"cut short|incomplete"):
        probe(path)


def test_a_clock_that_begins_again_an_hour_earlier(tmp_path: Path) -> None:
    late = numbered(tmp_path / "late.ts", "libx264", 0, 10, clock=90_000)
    (tmp_path / "joined.ts").write_bytes(late + numbered(tmp_path / "early.ts", "libx264", 10, 10))
    require_frames(tmp_path / "joined.ts", list(range(20)))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12, deadline=None)
@given(
    kind=st.sampled_from([("ts", "mpeg2video"), ("ts", "libx264"), ("mpg", "mpeg2video"), ("m2ts", "mpeg2video")]),
    share=st.floats(0.3, 0.99),
    seed=st.integers(0, 99),
)
def test_what_is_whole_of_a_recording_that_was_cut_off_is_shown(
    tmp_path: Path, kind: tuple[str, str], share: float, seed: int
) -> None:
    suffix, codec = kind
    content = scratched(tmp_path / f"whole.{suffix}", codec)
    with FrameReader(tmp_path / f"whole.{suffix}") as reader:
        right = [reader.frame(number) for number in range(reader.frame_count)]
        times = [reader.time_of(number) for number in range(reader.frame_count)]
    path = tmp_path / f"cut.{suffix}"
    path.write_bytes(content[: int(len(content) * share)])
    with av.open(str(tmp_path / f"whole.{suffix}")) as container:
        places = [packet.pos for packet in container.demux(video=0) if packet.size]
    begun = sum(place is not None and place < path.stat().st_size for place in places)
    with FrameReader(path) as reader:
        count = reader.frame_count
        assert count >= begun - 4, "of the last one a part is missing, and others may need it"
        order = list(range(count))
        random.Random(seed).shuffle(order)
        for number in order:
            assert reader.time_of(number) == times[number], "what is missing is at the end"
            np.testing.assert_array_equal(reader.frame(number), right[number])
        assert not reader.info.variable_rate
    said = [warning for warning in describe(path).warnings if "cut off" in warning]
    at_a_packet = path.stat().st_size % (192 if suffix == "m2ts" else 188) == 0
    assert len(said) == 1 or (at_a_packet and len(said) <= 1)
    assert not any("cut off" in warning for warning in describe(tmp_path / f"whole.{suffix}").warnings)


def scratched(path: Path, codec: str) -> bytes:
    """A film of 40 frames of noise, each of many packets."""
    noise = np.random.default_rng(1)
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=25, options={"bf": "2"})
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt, stream.gop_size = 160, 120, "yuv420p", 12
        for number in range(40):
            frame = av.VideoFrame.from_ndarray(noise.integers(0, 255, (120, 160, 3)).astype(np.uint8), format="rgb24")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path.read_bytes()
