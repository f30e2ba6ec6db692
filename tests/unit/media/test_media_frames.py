"""Random access shows exactly the right frame, whatever the file is like."""

import io
import random
import threading
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lance_studio.errors import CancelledError, MediaError
from lance_studio.media.decoding import FilmDecoder
from lance_studio.media.frame_cache import FrameCache
from lance_studio.media.frames import FrameReader
from lance_studio.media.images import load_image, write_png
from lance_studio.media.probe import probe
from lance_studio.media.scaling import fit_size, scale
from lance_studio.media.sources import NamedStream
from lance_studio.media.thumbnails import thumbnail, thumbnail_strip
from tests.reading import plain_frames
from tests.unit.media.painted import foreign_clip, painted, painted_clip, read_number, tone_burst, write_sound

COUNT = 40

CLIPS: dict[str, tuple[str, dict[str, Any]]] = {
    "B-frames": ("b.mp4", {"options": {"bf": "3", "b-adapt": "0"}}),
    "one group": ("g.mp4", {"gop": 250}),
    "open groups": ("o.mp4", {"options": {"bf": "3", "b-adapt": "0", "x264-params": "open-gop=1"}}),
    "fragmented": ("f.mp4", {"muxer": {"movflags": "frag_keyframe+empty_moov"}}),
    "matroska": ("m.mkv", {"options": {"bf": "2"}, "rate": Fraction(30000, 1001), "unit": Fraction(1001, 30000)}),
    "transport stream": ("t.ts", {"options": {"bf": "2"}}),
    "HEVC": ("h.mp4", {"codec": "libx265", "options": {"x265-params": "log-level=none"}}),
    "VP8": ("v.webm", {"codec": "libvpx", "options": {"auto-alt-ref": "1", "lag-in-frames": "16", "b": "2M"}}),
    "VP9": ("w.webm", {"codec": "libvpx-vp9", "options": {"lag-in-frames": "16"}}),
    "MPEG-4 in AVI": ("a.avi", {"codec": "mpeg4", "options": {"bf": "2", "q": "3"}}),
    "Motion JPEG": ("j.mov", {"codec": "mjpeg", "pixels": "yuvj420p", "options": {"q": "3"}}),
    "odd size": ("s.mkv", {"codec": "ffv1", "pixels": "bgr0", "size": (97, 65)}),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clips")


@pytest.fixture(scope="module")
def plain(folder: Path) -> Path:
    return painted_clip(folder / "plain.mp4", COUNT)


@pytest.mark.parametrize("name", sorted(CLIPS))
def test_any_order_gives_the_right_frames(name: str, folder: Path) -> None:
    file, facts = CLIPS[name]
    path = foreign_clip(folder / file, count=COUNT, **facts)
    order = random.Random(name).sample(range(COUNT), COUNT) + list(range(COUNT)) + list(reversed(range(COUNT)))
    with FrameReader(path, cache=FrameCache(lambda _held: 0)) as reader:
        assert reader.frame_count == COUNT
        for number in order:
            assert read_number(reader.frame(number)) == (number, 0)


def test_frames_are_those_of_the_sequential_reader(plain: Path) -> None:
    expected = plain_frames(plain)
    with FrameReader(plain) as reader:
        for number in (31, 7, 8, 0, 39):
            np.testing.assert_array_equal(reader.frame(number), expected[number])


@pytest.mark.parametrize("rate", ["24", "25", "30000/1001"])
@pytest.mark.parametrize("suffix", ["mp4", "mkv"])
def test_times_find_their_frames(rate: str, suffix: str, folder: Path) -> None:
    frames = Fraction(rate)
    path = foreign_clip(folder / f"r{frames.numerator}.{suffix}", rate=frames, unit=1 / frames)
    with FrameReader(path) as reader:
        assert reader.info.frame_rate is not None
        assert abs(reader.info.frame_rate - frames) < Fraction(1, 10)
        for number in range(COUNT):
            assert reader.index_at(number / frames) == number
            assert reader.index_at((number + Fraction(9, 10)) / frames) == number
        assert reader.index_at(Fraction(-1)) == 0
        assert reader.index_at(Fraction(99)) == COUNT - 1
        assert read_number(reader.frame_at(17 / frames))[0] == 17


def test_variable_rate(folder: Path) -> None:
    instants = [0, 1, 2, 10, 11, 30, 31, 32, 33, 60]
    path = foreign_clip(folder / "vfr.mkv", count=10, instants=instants, unit=Fraction(1, 24))
    with FrameReader(path) as reader:
        assert reader.info.variable_rate
        for instant in range(61):
            wanted = max(number for number, begin in enumerate(instants) if begin <= instant)
            assert read_number(reader.frame_at(Fraction(instant, 24)))[0] == wanted
        assert abs(reader.time_of(5) - Fraction(30, 24)) <= Fraction(1, 1000)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_rotation_and_scaling(turn: int, folder: Path) -> None:
    path = foreign_clip(folder / f"turn{turn}.mp4", count=3, rotation=turn)
    stored = plain_frames(path)[2]
    with FrameReader(path) as reader:
        np.testing.assert_array_equal(reader.frame(2), stored)
        assert (reader.width, reader.height) == ((64, 96) if turn != 180 else (96, 64))
        small = reader.frame(2, size=(reader.width // 2, reader.height // 2))
        assert small.shape == (reader.height // 2, reader.width // 2, 3)
        assert np.abs(small.astype(int) - stored[::2, ::2]).mean() < 25
        assert reader.info.rotation == probe(path).rotation != 0


def test_scaled_frames_are_still_readable(plain: Path) -> None:
    with FrameReader(plain) as reader:
        for precise in (False, True):
            frame = reader.frame(37, size=(48, 32), precise=precise)
            assert frame.shape == (32, 48, 3)
            assert read_number(frame)[0] == 37


def test_bytes_and_streams_are_read_like_files(plain: Path, folder: Path) -> None:
    data = plain.read_bytes()
    picture = folder / "picture.png"
    write_png(picture, painted(5))
    with (
        plain.open("rb") as opened,
        FrameReader(data) as one,
        FrameReader(io.BytesIO(data)) as two,
        FrameReader(NamedStream("a film", opened)) as three,
    ):
        for number in (30, 3, 17):
            assert {read_number(reader.frame(number))[0] for reader in (one, two, three)} == {number}
        assert three.info.name == "a film"
    assert read_number(load_image(picture.read_bytes()))[0] == 5
    assert probe(io.BytesIO(picture.read_bytes())).kind == "picture"
    assert len(plain_frames(data)) == 40


def test_a_reader_serves_several_threads(plain: Path) -> None:
    wrong: list[int] = []
    with FrameReader(plain) as reader:

        def read(seed: int) -> None:
            for number in random.Random(seed).choices(range(COUNT), k=25):
                if read_number(reader.frame(number))[0] != number:
                    wrong.append(number)

        threads = [threading.Thread(target=read, args=(seed,)) for seed in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert wrong == []


@pytest.mark.parametrize("name", ["film.mp4", "film.mov", "film.mkv"])
@pytest.mark.parametrize("options", [{"bf": "3"}, {"bf": "0"}])
def test_a_jump_decodes_from_the_nearest_key_frame(folder: Path, name: str, options: dict[str, str]) -> None:
    with FrameReader(foreign_clip(folder / name, count=90, gop=30, options=options)) as reader:
        for number in (89, 45, 75, 30, 60, 59):
            reader._shelf.clear()
            assert read_number(reader.frame(number))[0] == number
            assert reader._shelf.order[0] >= number // 30 * 30


def test_stepping_backward_is_served_from_the_cache(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with FrameReader(foreign_clip(folder / "back.mp4", gop=250)) as reader:
        reader.frame(23)
        seeks: list[int] = []
        monkeypatch.setattr(FilmDecoder, "seek", lambda _decoder, position: seeks.append(position))
        assert [read_number(reader.frame(number))[0] for number in range(23, 0, -1)] == list(range(23, 0, -1))
    assert seeks == []


def test_frames_outside_are_refused(plain: Path) -> None:
    with FrameReader(plain) as reader:
        for number in (-1, COUNT):
            with pytest.raises(MediaError, match="no frame"):
                reader.frame(number)


def test_probing(plain: Path, folder: Path) -> None:
    info = probe(plain)
    assert (info.kind, info.width, info.height, info.frame_count) == ("video", 96, 64, COUNT)
    assert (info.frame_rate, info.duration, info.variable_rate, info.audio) == (24, Fraction(COUNT, 24), False, None)
    assert info.codec == "h264"
    assert info.byte_size == plain.stat().st_size
    picture = folder / "still.png"
    write_png(picture, painted(1))
    still = probe(picture)
    assert (still.kind, still.width, still.height, still.duration, still.codec) == ("picture", 96, 64, None, "png")
    burst = tone_burst(48000, Fraction(1), Fraction(0), Fraction(1))
    spoken = painted_clip(folder / "spoken.mp4", 24, sound=[burst])
    audio = probe(spoken).audio
    assert audio is not None
    assert (audio.sample_rate, audio.channels, audio.codec) == (48000, 2, "aac")
    tone = probe(write_sound(folder / "tone.wav", burst, 44100))
    assert (tone.kind, tone.width, tone.frame_count, tone.frame_rate) == ("audio", 0, 0, None)
    assert tone.duration == Fraction(48000, 44100)


def test_damaged_and_foreign_files_are_refused(plain: Path, folder: Path) -> None:
    data = plain.read_bytes()
    damaged = bytearray(data)
    for place in range(len(data) * 3 // 4, len(data) - 200, 7):
        damaged[place] ^= 0x55
    bad = {"cut": data[: len(data) // 2], "head": data[:100], "text": b"hello " * 50, "zeros": bytes(5000), "none": b""}
    for content in bad.values():
        for open_it in (FrameReader, probe):
            with pytest.raises(MediaError) as caught:
                open_it(content)
            assert caught.value.remedy
    with FrameReader(bytes(damaged)) as reader:
        with pytest.raises(MediaError, match="damaged"):
            [reader.frame(number) for number in range(reader.frame_count)]
        assert read_number(reader.frame(0))[0] == 0
    matroska = foreign_clip(folder / "cut.mkv", count=96).read_bytes()
    with pytest.raises(MediaError):
        FrameReader(matroska[: len(matroska) // 3])
    with pytest.raises(MediaError, match="does not exist"):
        probe(folder / "nothing.mp4")


def test_thumbnails(plain: Path, folder: Path) -> None:
    assert thumbnail(plain, height=32).shape == (32, 48, 3)
    assert read_number(thumbnail(plain, height=32, time=Fraction(20, 24)))[0] == 20
    strip = thumbnail_strip(plain, 4, height=32)
    assert [read_number(frame)[0] for frame in strip] == [5, 15, 25, 35]
    part = thumbnail_strip(plain, 2, height=32, start=Fraction(8, 24), end=Fraction(16, 24))
    assert [read_number(frame)[0] for frame in part] == [10, 14]
    picture = folder / "wide.png"
    write_png(picture, painted(9, 0, 200, 50))
    assert thumbnail(picture, height=10).shape == (10, 40, 3)
    assert len(thumbnail_strip(picture, 3)) == 3
    with pytest.raises(CancelledError):
        thumbnail_strip(plain, 4, cancelled=lambda: True)


def test_fitting_and_scaling() -> None:
    assert fit_size(1920, 1080, 960, 540) == (960, 540)
    assert fit_size(100, 100, 320, 200) == (200, 200)
    assert fit_size(1000, 1, 10, 10) == (10, 1)
    assert fit_size(97, 65, 97, 65) == (97, 65)
    frame = painted(3)
    assert scale(frame, 96, 64) is frame
    assert read_number(scale(frame, 200, 150, precise=True))[0] == 3
