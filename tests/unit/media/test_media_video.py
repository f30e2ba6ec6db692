import struct
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lance_studio.errors import CancelledError, MediaError, OutputError
from lance_studio.media.encode import write_mp4
from lance_studio.media.probe import probe
from tests.reading import read_frames

FLAT_COLOURS = [
    (255, 0, 0),
    (0, 255, 0),
    (0, 0, 255),
    (255, 255, 0),
    (0, 255, 255),
    (255, 0, 255),
    (0, 0, 0),
    (255, 255, 255),
    (128, 128, 128),
    (200, 120, 60),
]


def greys(count: int, height: int = 32, width: int = 48) -> np.ndarray:
    """Frames that tell their number by their brightness."""
    levels = np.linspace(0, 255, count).astype(np.uint8)
    return np.broadcast_to(levels[:, None, None, None], (count, height, width, 3)).copy()


def corners(height: int = 32, width: int = 64) -> np.ndarray:
    """A frame whose corners are red, green, blue and white, clockwise from the upper left."""
    frame = np.zeros((height, width, 3), np.uint8)
    frame[: height // 2, : width // 2] = (255, 0, 0)
    frame[: height // 2, width // 2 :] = (0, 255, 0)
    frame[height // 2 :, width // 2 :] = (0, 0, 255)
    frame[height // 2 :, : width // 2] = (255, 255, 255)
    return frame


def encode(path: Path, frames: np.ndarray, codec: str = "libx264", **facts: Any) -> Path:
    """A file as other programs make them: no colour tags, other containers, display rotation, full range."""
    rotation = facts.pop("rotation", None)
    pixels = str(facts.pop("pix_fmt", "yuv420p"))
    options = facts.pop("options", {})
    instants = facts.pop("instants", range(len(frames)))
    reformat = facts.pop("reformat", {})
    with av.open(str(path), "w", options=options) as container:
        stream = container.add_stream(codec, rate=24)
        assert isinstance(stream, av.VideoStream)
        stream.height, stream.width, stream.pix_fmt = frames.shape[1], frames.shape[2], pixels
        for name, value in facts.items():
            setattr(stream, name, value)
        if rotation is not None:
            stream.set_display_rotation(*rotation)
        for array, instant in zip(frames, instants, strict=True):
            frame = av.VideoFrame.from_ndarray(array, format="rgb24").reformat(format=pixels, **reformat)
            frame.pts, frame.time_base = instant, Fraction(1, 24)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def levels(frames: list[np.ndarray]) -> list[float]:
    return [float(frame.mean()) for frame in frames]


@given(
    count=st.integers(1, 12),
    half_height=st.integers(1, 24),
    half_width=st.integers(1, 24),
    rate=st.sampled_from([Fraction(12), Fraction(24000, 1001), Fraction(30000, 1001), Fraction(25, 2), Fraction(1)]),
)
@settings(max_examples=20)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, count: int, half_height: int, half_width: int, rate: Fraction
) -> None:
    path = tmp_path_factory.getbasetemp() / "round.mp4"
    frames = greys(count, 2 * half_height, 2 * half_width)
    write_mp4(path, frames, rate, overwrite=True)
    info = probe(path)
    assert (info.width, info.height, info.frame_count) == (2 * half_width, 2 * half_height, count)
    assert (info.frame_rate, info.duration, info.rotation, info.audio) == (rate, count / rate, 0, None)
    assert (info.codec, info.variable_rate) == ("h264", False)
    read = read_frames(path)
    assert [frame.shape for frame in read] == [frames.shape[1:]] * count
    assert all(frame.dtype == np.uint8 and frame.flags.c_contiguous for frame in read)
    assert np.abs(np.stack(read).astype(int) - frames).mean() < 3


@pytest.mark.parametrize("colour", FLAT_COLOURS)
def test_colours_survive(tmp_path: Path, colour: tuple[int, int, int]) -> None:
    frames = np.full((3, 32, 32, 3), colour, np.uint8)
    write_mp4(tmp_path / "flat.mp4", frames, Fraction(12))
    for frame in read_frames(tmp_path / "flat.mp4"):
        assert np.abs(frame.astype(int) - colour).mean() <= 2


def test_colours_are_tagged_as_what_they_are(tmp_path: Path) -> None:
    write_mp4(tmp_path / "tagged.mp4", greys(2), Fraction(12))
    with av.open(str(tmp_path / "tagged.mp4")) as container:
        stream = container.streams.video[0]
        assert (stream.colorspace, stream.color_primaries, stream.color_trc, stream.color_range) == (1, 1, 1, 1)
        assert stream.codec_context.pix_fmt == "yuv420p"


@pytest.mark.parametrize("full_range", [False, True])
@pytest.mark.parametrize(("number", "matrix"), [(1, "ITU709"), (6, "SMPTE170M"), (9, "BT2020"), (2, "ITU601")])
def test_the_files_own_colour_space_and_range_are_followed(
    tmp_path: Path, full_range: bool, number: int, matrix: str
) -> None:
    frames = np.full((2, 32, 32, 3), (200, 40, 90), np.uint8)
    path = encode(
        tmp_path / "space.mp4",
        frames,
        colorspace=number,
        color_range=2 if full_range else 1,
        reformat={"dst_colorspace": matrix, "dst_color_range": "JPEG" if full_range else "MPEG"},
    )
    assert np.abs(read_frames(path)[0].astype(int) - frames[0]).max() <= 4


def test_the_index_comes_first(tmp_path: Path) -> None:
    write_mp4(tmp_path / "fast.mp4", greys(3), Fraction(12))
    content = (tmp_path / "fast.mp4").read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


@pytest.mark.parametrize("size", [(1, 1), (3, 5), (17, 16), (16, 17)])
def test_odd_sizes_lose_nothing(tmp_path: Path, size: tuple[int, int]) -> None:
    frames = np.full((2, *size, 3), (200, 30, 90), np.uint8)
    write_mp4(tmp_path / "odd.mp4", frames, Fraction(12))
    read = read_frames(tmp_path / "odd.mp4")
    assert read[0].shape == (*size, 3)
    assert np.abs(read[0].astype(int) - frames[0]).max() <= 3


def test_frames_come_in_the_order_asked_for(tmp_path: Path) -> None:
    write_mp4(tmp_path / "a.mp4", greys(20), Fraction(12))
    every = levels(read_frames(tmp_path / "a.mp4"))
    assert every == sorted(every)
    assert levels(read_frames(tmp_path / "a.mp4", [19, 0, 7, 7])) == [every[19], every[0], every[7], every[7]]
    assert read_frames(tmp_path / "a.mp4", []) == []
    assert len(read_frames(tmp_path / "a.mp4", np.floor(np.linspace(0, 19, 9)).astype(int).tolist())) == 9


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "webm", "avi", "ts"])
@pytest.mark.parametrize("indices", [[5], [-1], [0, 99]])
def test_frames_outside_the_video_are_errors(tmp_path: Path, suffix: str, indices: list[int]) -> None:
    codec = {"webm": "libvpx-vp9", "avi": "mpeg4"}.get(suffix, "libx264")
    path = encode(tmp_path / f"five.{suffix}", greys(5), codec)
    assert probe(path).frame_count == len(read_frames(path)) == 5
    with pytest.raises(MediaError, match="has no frame") as caught:
        read_frames(path, indices)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("rotation", "clockwise", "turns", "mirrored"),
    [
        ((0,), 0, 0, False),
        ((90,), 270, 1, False),
        ((-90,), 90, 3, False),
        ((180,), 180, 2, False),
        ((0, True), 0, 0, True),
        ((90, True), 270, 1, True),
        ((0, False, True), 180, 2, True),
    ],
)
def test_frames_are_upright(
    tmp_path: Path, rotation: tuple[object, ...], clockwise: int, turns: int, mirrored: bool
) -> None:
    stored = corners()
    path = encode(tmp_path / "turned.mp4", np.stack([stored] * 3), rotation=rotation)
    expected = np.rot90(stored, turns)
    expected = expected[:, ::-1] if mirrored else expected
    info = probe(path)
    assert (info.height, info.width) == expected.shape[:2]
    assert info.rotation == clockwise
    for frame in read_frames(path):
        assert frame.shape == expected.shape
        assert np.abs(frame.astype(int) - expected).mean() < 8


def test_sound_is_noticed(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "sound.mp4"), "w") as container:
        pictures, sound = container.add_stream("libx264", rate=24), container.add_stream("aac", rate=44100)
        pictures.width = pictures.height = 32
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        silence.sample_rate = 44100
        container.mux(pictures.encode(av.VideoFrame(32, 32, "yuv420p")))
        container.mux(pictures.encode())
        container.mux(sound.encode(silence))
        container.mux(sound.encode())
    info = probe(tmp_path / "sound.mp4")
    assert info.audio is not None
    assert info.frame_count == 1


def test_sound_alone_is_no_video(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "song.m4a"), "w") as container:
        sound = container.add_stream("aac", rate=44100)
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        silence.sample_rate = 44100
        container.mux(sound.encode(silence))
        container.mux(sound.encode())
    with pytest.raises(MediaError, match="contains no video"):
        read_frames(tmp_path / "song.m4a")


def test_a_variable_frame_rate_is_fine(tmp_path: Path) -> None:
    path = encode(tmp_path / "vfr.mp4", greys(6), instants=[0, 1, 2, 10, 20, 21])
    info = probe(path)
    assert info.frame_count == len(read_frames(path)) == 6
    assert (info.frame_rate, info.variable_rate) == (24, True)


def test_frames_hidden_by_an_edit_list_are_not_counted(tmp_path: Path) -> None:
    path = encode(tmp_path / "edit.mp4", greys(20))
    content = bytearray(path.read_bytes())
    media_time = content.index(b"elst") + 16  # version and flags, count, duration, then the first shown instant
    (start,) = struct.unpack_from(">i", content, media_time)
    struct.pack_into(">i", content, media_time, start + 5 * 12288 // 24)
    path.write_bytes(content)
    whole = levels(read_frames(encode(tmp_path / "whole.mp4", greys(20))))
    assert probe(path).frame_count == 15
    assert levels(read_frames(path)) == whole[5:]


def test_a_fragmented_file_is_counted_by_decoding(tmp_path: Path) -> None:
    fragmented = {"movflags": "frag_keyframe+empty_moov"}
    path = encode(tmp_path / "fragmented.mp4", greys(30), gop_size=10, options=fragmented)
    assert probe(path).frame_count == len(read_frames(path)) == 30


@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_a_file_cut_in_its_pictures_tells_how_many_are_left(tmp_path: Path, part: float) -> None:
    frames = np.random.default_rng(3).integers(0, 256, (48, 32, 48, 3), dtype=np.uint8)
    write_mp4(tmp_path / "whole.mp4", frames, Fraction(24))
    content = (tmp_path / "whole.mp4").read_bytes()
    start = content.index(b"mdat")
    (tmp_path / "cut.mp4").write_bytes(content[: start + int(part * (len(content) - start))])
    for read in (probe, read_frames):
        with pytest.raises(
            MediaError, match=r"cut.mp4' is cut short or damaged: \d+ of 48 frames can be read"
        ) as caught:
            read(tmp_path / "cut.mp4")
        count = int(caught.value.cause.split(": ")[1].split()[0])
        assert abs(count - 48 * part) < 6
        assert caught.value.remedy


@pytest.mark.parametrize("suffix", ["mkv", "webm"])
def test_a_matroska_file_cut_short_is_an_error(tmp_path: Path, suffix: str) -> None:
    path = encode(tmp_path / f"cut.{suffix}", greys(48), "libvpx-vp9" if suffix == "webm" else "libx264")
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    for read in (probe, read_frames):
        with pytest.raises(MediaError, match="frames can be read"):
            read(path)


def test_a_file_without_its_index_is_an_error(tmp_path: Path) -> None:
    path = encode(tmp_path / "slow.mp4", greys(10))  # the index comes last here
    content = path.read_bytes()
    path.write_bytes(content[: content.index(b"moov") - 4])
    with pytest.raises(MediaError, match="incomplete") as caught:
        probe(path)
    assert caught.value.remedy


def test_a_broken_frame_in_the_middle_is_noticed(tmp_path: Path) -> None:
    write_mp4(tmp_path / "whole.mp4", greys(12), Fraction(24))
    with av.open(str(tmp_path / "whole.mp4")) as container:
        sixth = container.streams.video[0].index_entries[5]
    content = bytearray((tmp_path / "whole.mp4").read_bytes())
    content[sixth.pos : sixth.pos + sixth.size] = bytes(sixth.size)
    (tmp_path / "broken.mp4").write_bytes(content)
    with pytest.raises(MediaError, match=r"Frame \d+ of 'broken.mp4' cannot be read"):
        read_frames(tmp_path / "broken.mp4")
    assert len(read_frames(tmp_path / "broken.mp4", range(3))) == 3, "what lies before it can be had"


def test_missing_video_is_an_error(tmp_path: Path) -> None:
    for read in (probe, read_frames):
        with pytest.raises(MediaError, match="does not exist"):
            read(tmp_path / "none.mp4")


def test_frames_may_come_from_a_generator_and_a_cancellation_leaves_nothing(tmp_path: Path) -> None:
    def frames(stop: bool) -> Iterator[np.ndarray]:
        yield from greys(3)
        if stop:
            raise CancelledError

    write_mp4(tmp_path / "whole.mp4", frames(stop=False), Fraction(12))
    with pytest.raises(CancelledError):
        write_mp4(tmp_path / "half.mp4", frames(stop=True), Fraction(12))
    assert [path.name for path in tmp_path.iterdir()] == ["whole.mp4"]


def test_an_existing_video_is_kept_unless_told_otherwise(tmp_path: Path) -> None:
    write_mp4(tmp_path / "a.mp4", greys(3), Fraction(12))
    with pytest.raises(OutputError, match="exists"):
        write_mp4(tmp_path / "a.mp4", greys(5), Fraction(12))
    assert probe(tmp_path / "a.mp4").frame_count == 3
    write_mp4(tmp_path / "a.mp4", greys(5), Fraction(12), overwrite=True)
    assert probe(tmp_path / "a.mp4").frame_count == 5


@pytest.mark.parametrize(
    ("frames", "rate", "crf"),
    [
        ([], Fraction(12), 16),
        ([np.zeros((4, 4, 3), np.float32)], Fraction(12), 16),
        ([np.zeros((4, 4), np.uint8)], Fraction(12), 16),
        ([np.zeros((4, 4, 3), np.uint8), np.zeros((4, 6, 3), np.uint8)], Fraction(12), 16),
        ([np.zeros((4, 4, 3), np.uint8)], Fraction(0), 16),
        ([np.zeros((4, 4, 3), np.uint8)], Fraction(12), 52),
    ],
)
def test_malformed_requests_are_our_own_defect(
    tmp_path: Path, frames: list[np.ndarray], rate: Fraction, crf: int
) -> None:
    with pytest.raises(ValueError, match=r"must|needs"):
        write_mp4(tmp_path / "a.mp4", frames, rate, crf=crf)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("limit", [100, 20_000, 120_000])
def test_a_full_disk_leaves_the_old_file_and_no_other(tmp_path: Path, limit: int) -> None:
    target = tmp_path / "out" / "a.mp4"
    target.parent.mkdir()
    target.write_bytes(b"old")
    script = (
        "import resource, sys\n"
        "from fractions import Fraction\n"
        "import numpy as np\n"
        "from lance_studio.errors import OutputError\n"
        "from lance_studio.media.encode import write_mp4\n"
        "frames = np.random.default_rng(0).integers(0, 256, (24, 96, 96, 3), dtype=np.uint8)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))\n"
        "try:\n"
        "    write_mp4(sys.argv[1], frames, Fraction(12), overwrite=True)\n"
        "except OutputError as error:\n"
        "    assert error.cause and error.remedy\n"
        "    print('refused')\n"
    )
    command = [sys.executable, "-c", script, str(target), str(limit)]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert (result.returncode, result.stdout) == (0, "refused\n"), result.stderr
    assert target.read_bytes() == b"old"
    assert [path.name for path in target.parent.iterdir()] == ["a.mp4"]
