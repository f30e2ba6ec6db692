"""Sound is where it should be, to the sample."""

import random
import tracemalloc
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from lance_studio.errors import CancelledError, MediaError
from lance_studio.media.encode import write_mp4
from lance_studio.media.resampling import resample
from lance_studio.media.sound import AudioReader, has_sound
from lance_studio.media.waveform import waveform
from tests.unit.media.painted import onset, painted, painted_clip, tone_burst, write_sound

START, LENGTH = Fraction(1), Fraction(1, 2)
AAC_FRAME = 1024


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sounds")


@pytest.fixture(scope="module")
def film(folder: Path) -> Path:
    """Three seconds; the tone begins with frame 24."""
    return painted_clip(folder / "film.mp4", 72, sound=[tone_burst(48000, Fraction(3), START, LENGTH)])


def ramp(count: int, channels: int = 2) -> NDArray[np.float32]:
    """Samples that tell their place: whole steps of 16-bit sound."""
    values = ((np.arange(count) * 7919) % 60000 - 30000) / 32768
    return np.repeat(values[:, None], channels, axis=1).astype(np.float32)


@pytest.mark.parametrize("suffix", ["wav", "flac"])
def test_lossless_sound_comes_back_to_the_sample(suffix: str, folder: Path) -> None:
    samples = ramp(50_000)
    path = write_sound(folder / f"ramp.{suffix}", samples, 44100, "flac" if suffix == "flac" else "pcm_s16le")
    with AudioReader(path) as reader:
        for start in (0, 49_000, 7, 30_001, 29_000, -500, 49_999):
            block = reader.read(Fraction(start, 44100), 1000, sample_rate=44100)
            expected = np.zeros((1000, 2), np.float32)
            inside = [number for number in range(1000) if 0 <= start + number < 50_000]
            expected[inside] = samples[[start + number for number in inside]]
            np.testing.assert_allclose(block, expected, atol=1e-4)


def test_one_channel_is_heard_on_both_sides_and_as_loud(folder: Path) -> None:
    samples = ramp(10_000, channels=1)
    with AudioReader(write_sound(folder / "mono.wav", samples, 8000)) as reader:
        block = reader.read(Fraction(0), 10_000, sample_rate=8000)
    np.testing.assert_allclose(block, np.repeat(samples, 2, axis=1), atol=1e-4)


def test_a_tone_in_a_film_begins_where_it_was_put(film: Path) -> None:
    with AudioReader(film) as reader:
        whole = reader.read(Fraction(0), 3 * 48000)
        assert abs(onset(whole) - 48000) < 48  # a quarter of the tone's period, and AAC's smear
        assert onset(whole[::-1]) == pytest.approx(1.5 * 48000, abs=AAC_FRAME)
        assert np.abs(whole[50_000:70_000]).max() == pytest.approx(0.5, abs=0.05)
        for start in (47_000, 20_000, 100, 47_999, 60_000):
            block = reader.read(Fraction(start, 48000), 3000)
            np.testing.assert_allclose(block, whole[start : start + 3000], atol=2e-3)
        assert reader.read(Fraction(4), 100).max() == 0


@pytest.mark.parametrize(("rate", "out"), [(44100, 48000), (48000, 44100), (22050, 48000), (48000, 48000)])
def test_blocks_in_any_order_are_the_same_as_all_at_once(rate: int, out: int, folder: Path) -> None:
    burst = tone_burst(rate, Fraction(2), Fraction(1, 2), Fraction(1))
    with AudioReader(write_sound(folder / f"burst{rate}.wav", burst, rate)) as reader:
        whole = reader.read(Fraction(0), 2 * out, sample_rate=out)
        expected = tone_burst(out, Fraction(2), Fraction(1, 2), Fraction(1))
        middle = slice(int(0.6 * out), int(1.4 * out))
        np.testing.assert_allclose(whole[middle], expected[middle], atol=2e-3)
        assert abs(onset(whole) - onset(expected)) <= 2
        for start in random.Random(1).sample(range(2 * out - 500), 20):
            block = reader.read(Fraction(start, out), 500, sample_rate=out)
            np.testing.assert_allclose(block, whole[start : start + 500], atol=1e-6)


def test_speed_raises_the_pitch_and_shortens(folder: Path) -> None:
    burst = tone_burst(48000, Fraction(2), Fraction(1), Fraction(1))
    with AudioReader(write_sound(folder / "speed.wav", burst, 48000)) as reader:
        fast = reader.read(Fraction(0), 48000, speed=Fraction(2))
        assert abs(onset(fast) - 24000) < 24
        spectrum = np.abs(np.fft.rfft(fast[25_000:47_000, 0]))
        assert np.argmax(spectrum) * 48000 / 22_000 == pytest.approx(2000, abs=3)
        with pytest.raises(ValueError, match="speed"):
            reader.read(Fraction(0), 10, speed=Fraction(9))


def test_what_would_fold_over_is_filtered_out() -> None:
    high = np.sin(2 * np.pi * 20_000 * np.arange(48_000) / 48_000)[:, None].astype(np.float32)

    def read(start: int, count: int) -> NDArray[np.float32]:
        return np.concatenate([np.zeros((100, 1), np.float32), high, np.zeros((9999, 1), np.float32)])[
            start + 100 : start + 100 + count
        ]

    assert np.abs(resample(read, Fraction(1000), Fraction(3), 10_000)).max() < 0.01
    np.testing.assert_array_equal(resample(read, Fraction(5), Fraction(1), 10), high[5:15])


def test_a_pause_in_the_file_is_silence(folder: Path) -> None:
    samples, gap = np.full((81_920, 2), 0.5, np.float32), 30 * 8000
    path = write_sound(folder / "pause.mkv", samples, 8000, gap=gap)
    with AudioReader(path) as reader:
        for _ in range(2):
            for start in (0, 40_000, 100_000, 40_960 + gap - 4000, 300_000):
                block = reader.read(Fraction(start, 8000), 8000, sample_rate=8000)
                places = start + np.arange(8000)
                expected = (places < 40_960) | (places >= 40_960 + gap)
                assert np.count_nonzero((np.abs(block[:, 0] - 0.5) < 1e-3) != expected) <= 8  # 1/1000 s in Matroska
        assert reader.read(Fraction(500), 100).max() == 0
        assert abs(reader.end - Fraction(81_920 + gap, 8000)) < Fraction(1, 100)
    assert len(waveform(path, per_second=10).peaks) == pytest.approx((81_920 + gap) / 800, abs=1)


def test_a_waveform_does_not_read_hours_of_silence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    samples, gap = np.full((81_920, 2), 0.5, np.float32), 20 * 3600 * 8000
    path = write_sound(folder / "hours.mkv", samples, 8000, gap=gap)
    short = waveform(write_sound(folder / "seconds.mkv", samples, 8000, gap=60 * 8000))
    counts: list[int] = []
    read = AudioReader.read

    def counted(self: AudioReader, time: Fraction, count: int, **how: Any) -> NDArray[np.float32]:
        counts.append(count)
        return read(self, time, count, **how)

    monkeypatch.setattr(AudioReader, "read", counted)
    shape = waveform(path)
    assert sum(counts) < 30 * 8000
    assert abs(len(shape.peaks) - (81_920 + gap) // 80) <= 1
    np.testing.assert_array_equal(shape.peaks[:700], short.peaks[:700])
    after = (40_960 + gap) // 80 + 2
    assert (shape.peaks[after : after + 500] > 0.49).all()
    assert not shape.peaks[600 : after - 10].any()


def test_sound_that_ends_before_the_film_begins_has_an_empty_waveform(folder: Path) -> None:
    path = folder / "run-in.mkv"
    with av.open(str(path), "w") as container:
        pictures = container.add_stream("libx264", rate=25)
        sounds = container.add_stream("pcm_s16le", rate=8000, layout="mono")
        assert isinstance(pictures, av.VideoStream)
        assert isinstance(sounds, av.AudioStream)
        pictures.width, pictures.height, pictures.pix_fmt = 96, 64, "yuv420p"
        sound = av.AudioFrame.from_ndarray(np.full((1, 160), 9000, np.int16), format="s16", layout="mono")
        sound.sample_rate, sound.time_base, sound.pts = 8000, Fraction(1, 8000), 0
        container.mux(sounds.encode(sound))
        container.mux(sounds.encode())
        for number in (1, 2):
            frame = av.VideoFrame.from_ndarray(painted(number), format="rgb24").reformat(format="yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, 25)
            container.mux(pictures.encode(frame))
        container.mux(pictures.encode())
    with AudioReader(path) as reader:
        assert reader.end < 0
    assert len(waveform(path).peaks) == 0


def test_a_pause_of_hours_takes_no_memory(folder: Path) -> None:
    samples, gap = np.full((81_920, 2), 0.5, np.float32), 5 * 3600 * 8000
    path = write_sound(folder / "five.mkv", samples, 8000, gap=gap)
    with AudioReader(path) as reader:
        reader.read(Fraction(0), 100)
        tracemalloc.start()
        try:
            inside = reader.read(Fraction(4 * 3600), 8000, sample_rate=8000)
            after = reader.read(Fraction(5 * 3600 + 7), 8000, sample_rate=8000)
            before = reader.read(Fraction(3), 8000, sample_rate=8000)
            most = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert not inside.any()
    assert (np.abs(after - 0.5) < 1e-3).all()
    assert (np.abs(before - 0.5) < 1e-3).all()
    assert most < 30 << 20


def test_sound_that_is_missing_or_damaged_is_refused(film: Path, folder: Path) -> None:
    silent = painted_clip(folder / "silent.mp4", 3)
    assert has_sound(film)
    assert not has_sound(silent)
    with pytest.raises(MediaError, match="no sound"):
        AudioReader(silent)
    for content in (b"hello " * 50, bytes(5000), film.read_bytes()[:200]):
        with pytest.raises(MediaError):
            AudioReader(content)
    damaged = bytearray(film.read_bytes())
    with av.open(str(film)) as container:
        packets = [packet for packet in container.demux(audio=0) if packet.pos and packet.pts and packet.pts > 40_000]
    for packet in packets:
        assert packet.pos is not None
        damaged[packet.pos : packet.pos + packet.size] = bytes([0xA5]) * packet.size
    with AudioReader(bytes(damaged)) as reader:
        with pytest.raises(MediaError, match="damaged"):
            reader.read(Fraction(1), 48000)
        assert np.isfinite(reader.read(Fraction(0), 10_000)).all()


def test_waveforms(film: Path) -> None:
    shape = waveform(film, per_second=100)
    assert abs(len(shape.peaks) - 300) <= 3
    assert np.abs(shape.peaks[:95]).max() < 0.05
    assert shape.peaks[105:145, 1].min() > 0.4
    assert shape.peaks[105:145, 0].max() < -0.4
    columns = shape.between(Fraction(1), Fraction(2), 10)
    assert columns.shape == (10, 2)
    assert columns[1:4, 1].min() > 0.4
    assert columns[7:, 1].max() < 0.05
    assert not shape.between(Fraction(-2), Fraction(-1), 5).any()
    assert not shape.between(Fraction(20), Fraction(21), 5).any()
    with pytest.raises(CancelledError):
        waveform(film, cancelled=lambda: True)


def test_sound_is_written_in_blocks_of_any_size_and_ends_with_the_frames(folder: Path) -> None:
    burst = tone_burst(44100, Fraction(5), START, LENGTH)
    blocks = [burst[:1], burst[1:1], burst[1:5000], burst[5000:]]
    path = folder / "blocks.mp4"
    write_mp4(path, [painted(number) for number in range(48)], Fraction(24), sound=blocks, sample_rate=44100)
    with AudioReader(path) as reader:
        assert abs(reader.duration - 2) < Fraction(AAC_FRAME, 44100)
        assert abs(onset(reader.read(Fraction(0), 88200, sample_rate=44100)) - 44100) < 44


def test_malformed_sound_is_refused_and_leaves_nothing(folder: Path) -> None:
    path = folder / "bad.mp4"
    with pytest.raises(ValueError, match="block of sound"):
        write_mp4(path, [painted(0)], Fraction(1), sound=[np.zeros((10, 1), np.float32)])
    with pytest.raises(ValueError, match="AAC"):
        write_mp4(path, [painted(0)], Fraction(1), sound=[], sample_rate=12345)
    assert not path.exists()
    assert not list(folder.glob(".lance*"))
