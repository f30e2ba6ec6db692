"""Sounds as people have them: every sample once, at its place, however one comes to it."""

import os
import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lance_studio.errors import MediaError
from lance_studio.media.describe import describe
from lance_studio.media.frames import FrameReader
from lance_studio.media.probe import probe
from lance_studio.media.raw_sound import raw_sound_format
from lance_studio.media.sound import AudioReader
from lance_studio.media.sound_counting import count_samples
from lance_studio.media.sound_format import from_bytes, to_bytes
from lance_studio.media.sound_scan import scan_sounds
from lance_studio.media.sources import require_source
from lance_studio.media.waveform import waveform
from tests.unit.media.painted import read_number
from tests.unit.media.sounding import bursts, onsets, write_bursts, write_film

CASES = Path(__file__).parents[2] / "cases" / "media"
WIDE = bool(os.environ.get("LANCE_STUDIO_TEST_WIDE"))
"""Whether everything is tried, which takes minutes."""


@dataclass(frozen=True)
class Right:
    """What a file of the cases must be: lengths and times in seconds after its beginning."""

    kind: str
    length: float
    bursts: Sequence[float] = ()
    off: float = 0.001
    tracks: int = 1
    words: str = ""


SOUNDS = {
    "02-vorbis.ogg": Right("audio", 2.0),
    "05-vbr-no-xing.mp3": Right("audio", 10.031, words="was measured"),
    "12a-recorder.webm": Right("audio", 3.0, (0.25, 0.75, 1.25, 1.75, 2.25, 2.75), words="does not say how long"),
    "12b-streamed.flac": Right("audio", 3.0, (0.25, 0.75, 1.25, 1.75, 2.25, 2.75), words="does not say how long"),
    "13-sound-longer.mp4": Right("video", 2.0, (0.25, 0.75, 1.25, 1.75), words="the last frame is shown"),
    "22-second-track-default.mkv": Right("video", 2.0, (0.25, 0.75, 1.25, 1.75), 0.025, 2, "track 2 is marked"),
    "23-picture-later.mp4": Right("video", 2.12, (0.25, 0.75, 1.25, 1.75), words="begins 0.520 s after the sound"),
    "25-layout-changes.ts": Right("audio", 1.216, (0.2553, 0.8633), words="change midway"),
    "26a-sound.aac": Right("audio", 3.0293, (0.2713, 0.7713, 1.2713, 1.7713, 2.2713, 2.7713)),
}


@pytest.mark.parametrize("name", SOUNDS)
def test_a_sound_is_as_long_as_it_is_and_begins_where_it_does(name: str) -> None:
    right = SOUNDS[name]
    info, facts = probe(CASES / name), describe(CASES / name)
    assert info.kind == facts.kind == right.kind
    assert info.duration == facts.duration
    assert info.duration is not None
    assert float(info.duration) == pytest.approx(right.length, abs=max(right.off, 0.01))
    assert facts.sound is not None
    assert facts.sound.tracks == len(facts.sound.choices) == right.tracks
    assert not right.words or len([each for each in facts.warnings if right.words in each]) == 1
    with AudioReader(CASES / name) as reader:
        heard = reader.read(Fraction(0), round(right.length * 48_000))
    if right.bursts:
        found = [place / 48_000 for place in onsets(heard, 48_000)]
        assert found == pytest.approx(list(right.bursts), abs=right.off)
        np.testing.assert_allclose(heard[:, 0], heard[:, 1], atol=0.02, err_msg="heard on both sides")
        assert len(waveform(CASES / name, per_second=100).peaks) == (reader.end * 100).__ceil__()


def test_packets_are_heard_one_after_the_other_without_invented_silence() -> None:
    path = CASES / "02-vorbis.ogg"
    with av.open(str(path)) as container:
        plain = np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])
    assert len(plain) == 96_000
    with AudioReader(path) as reader:
        heard = reader.read(Fraction(0), 96_000)
        np.testing.assert_allclose(heard[:, 0], plain, atol=1e-6)
        for start in random.Random(2).sample(range(90_000), 100):
            np.testing.assert_allclose(
                reader.read(Fraction(start, 48_000), 500)[:, 0], plain[start : start + 500], atol=1e-6
            )


def test_before_and_after_the_picture_its_nearest_frame_is_held() -> None:
    with FrameReader(CASES / "23-picture-later.mp4") as reader:
        assert reader.time_of(0) == Fraction(52, 100)
        shown = [reader.index_at(Fraction(slot, 25)) for slot in range(53)]
    assert shown == [*[0] * 13, *range(40)]
    with FrameReader(CASES / "13-sound-longer.mp4") as reader:
        assert [reader.index_at(Fraction(slot, 25)) for slot in range(50)] == [*range(10), *[9] * 40]


def test_any_track_can_be_chosen() -> None:
    path = CASES / "22-second-track-default.mkv"
    with AudioReader(path, track=0) as first, AudioReader(path, track=1) as second, AudioReader(path) as usual:
        assert float(first.duration) == pytest.approx(1.0, abs=0.04)
        wanted = second.read(Fraction(0), 96_000)
        np.testing.assert_array_equal(usual.read(Fraction(0), 96_000), wanted)
        assert onsets(first.read(Fraction(0), 96_000), 48_000, 0.04)[0] / 48_000 == pytest.approx(0.1, abs=0.025)
    with pytest.raises(MediaError, match="no sound track 3"):
        AudioReader(path, track=2)


# --- random access -------------------------------------------------------------------------------------------------

KINDS = [
    ("wav", "pcm_s16le", 48000),
    ("wav", "pcm_f32le", 44100),
    ("wav", "pcm_mulaw", 8000),
    ("wav", "adpcm_ms", 44100),
    ("wav", "adpcm_ima_wav", 44100),
    ("wav", "g726", 8000),
    ("w64", "pcm_s24le", 48000),
    ("aiff", "pcm_s16be", 44100),
    ("caf", "pcm_s16le", 48000),
    ("caf", "alac", 44100),
    ("au", "pcm_s16be", 44100),
    ("voc", "pcm_u8", 22050),
    ("flac", "flac", 44100),
    ("tta", "tta", 44100),
    ("wv", "wavpack", 44100),
    ("mp3", "libmp3lame", 44100),
    ("mp3", "libmp3lame", 22050),
    ("mp2", "mp2", 48000),
    ("aac", "aac", 44100),
    ("ac3", "ac3", 48000),
    ("eac3", "eac3", 48000),
    ("m4a", "aac", 44100),
    ("mp4", "ac3", 48000),
    ("mp4", "libopus", 48000),
    ("mp4", "flac", 44100),
    ("m4a", "alac", 44100),
    ("mov", "pcm_s16le", 48000),
    ("mov", "libmp3lame", 44100),
    ("ogg", "vorbis", 44100),
    ("ogg", "flac", 44100),
    ("opus", "libopus", 48000),
    ("mkv", "aac", 44100),
    ("mkv", "vorbis", 44100),
    ("mkv", "flac", 44100),
    ("mkv", "ac3", 48000),
    ("mkv", "eac3", 48000),
    ("mkv", "libmp3lame", 44100),
    ("mkv", "pcm_s16le", 44100),
    ("mka", "alac", 44100),
    ("webm", "vorbis", 48000),
    ("webm", "libopus", 48000),
    ("ts", "aac", 44100),
    ("ts", "ac3", 48000),
    ("ts", "mp2", 48000),
    ("ts", "libopus", 48000),
    ("m2ts", "ac3", 48000),
    ("mpg", "mp2", 44100),
    ("vob", "ac3", 48000),
    ("flv", "aac", 44100),
    ("flv", "libmp3lame", 44100),
    ("avi", "pcm_s16le", 44100),
    ("avi", "libmp3lame", 44100),
    ("wma", "wmav2", 44100),
    ("asf", "libmp3lame", 44100),
    ("nut", "aac", 44100),
]
RUN_IN = 2600
"""Samples that encoders may put before a sound, where a container says nothing of them."""


@pytest.mark.parametrize(("suffix", "codec", "rate"), KINDS)
def test_any_sample_is_where_reading_through_finds_it(tmp_path: Path, suffix: str, codec: str, rate: int) -> None:
    times = [Fraction(number, 2) + Fraction(1, 4) for number in range(12)]
    samples = bursts(rate, Fraction(6), times, 1 if rate == 8000 else 2)
    path = write_bursts(tmp_path / f"a.{suffix}", codec, rate, samples)
    with AudioReader(path) as reader:
        whole = reader.read(Fraction(0), round(reader.duration * rate), sample_rate=rate)
        found = onsets(whole, rate)
        shift = found[0] - round(times[0] * rate)
        assert abs(shift) <= RUN_IN
        assert [place - shift for place in found] == pytest.approx([round(time * rate) for time in times], abs=8)
        assert abs(len(whole) - len(samples)) <= RUN_IN
        choice = random.Random(f"{suffix} {codec}")
        for _ in range(100 if WIDE else 12):
            place = choice.choice(found)
            start = max(place - choice.randrange(rate // 10), 0)
            heard = reader.read(Fraction(start, rate), rate // 8, sample_rate=rate)
            assert abs(start + onsets(heard, rate)[0] - place) <= 1
            np.testing.assert_allclose(heard, whole[start : start + len(heard)], atol=0.02)
    with AudioReader(path) as alone:
        heard = alone.read(Fraction(found[7] - 100, rate), 1000, sample_rate=rate)
        assert abs(onsets(heard, rate)[0] - 100) <= 1, "right after the file was opened"


@pytest.mark.parametrize(
    ("suffix", "codec"), [("mkv", "aac"), ("ts", "aac"), ("flv", "libmp3lame"), ("webm", "libopus")]
)
def test_twenty_minutes_drift_by_no_sample(tmp_path: Path, suffix: str, codec: str) -> None:
    rate = 48_000 if codec == "libopus" else 44_100
    minutes = 20 if WIDE else 4
    # Both bursts lie at the same place within a packet (of 960, 1024 or 1152 samples), so that they are coded alike.
    packets = minutes * 60 * rate // 46_080 - 1
    times = [Fraction(1, 4), Fraction(1, 4) + Fraction(packets * 46_080, rate)]
    path = write_bursts(tmp_path / f"a.{suffix}", codec, rate, bursts(rate, Fraction(minutes * 60), times))
    with AudioReader(path) as reader:
        places = [round(time * rate) - 4000 for time in times]
        first, last = (
            onsets(reader.read(Fraction(place, rate), rate // 2, sample_rate=rate), rate)[0] for place in places
        )
        assert last == first


# --- kinds ---------------------------------------------------------------------------------------------------------


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150 if WIDE else 12, deadline=None)
@given(
    suffix=st.sampled_from(["mp4", "mov", "mkv", "ts", "flv", "nut"]),
    frames=st.integers(5, 40),
    rate=st.sampled_from([24, 25, 30, 50]),
    seconds=st.fractions(Fraction(1, 2), 3, max_denominator=20),
    late=st.fractions(0, 1, max_denominator=10).filter(lambda late: late == 0 or late >= Fraction(1, 5)),
    sound_first=st.booleans(),
)
def test_a_film_lasts_from_its_first_stream_to_its_last(
    tmp_path: Path, suffix: str, frames: int, rate: int, seconds: Fraction, late: Fraction, sound_first: bool
) -> None:
    picture_start = Fraction(round(late * rate), rate) if sound_first else Fraction(0)
    sound_start = Fraction(0) if sound_first else Fraction(round(late * 20), 20)
    times = [Fraction(1, 10), seconds - Fraction(1, 10)]
    path = write_film(
        tmp_path / f"a.{suffix}",
        frames,
        rate,
        [bursts(48_000, seconds, times)],
        picture_start=picture_start,
        sound_start=sound_start,
    )
    end = max(picture_start + Fraction(frames, rate), sound_start + seconds)
    with FrameReader(path) as film, AudioReader(path) as reader:
        assert film.info.duration is not None
        # What an encoder puts before and after the sound is no more than two packets, and the clock of FLV counts ms.
        assert abs(film.info.duration - end) <= Fraction(1, 10)
        assert film.frame_count == frames
        lead = film.time_of(0)
        assert abs(lead - picture_start) <= Fraction(1, 16)
        heard = reader.read(Fraction(0), round((end + 1) * 48_000))
        found = [place / 48_000 for place in onsets(heard, 48_000)]
        # Picture and sound are in step.
        between = [float(lead - picture_start + sound_start + time) for time in times]
        assert found == pytest.approx(between, abs=0.0275)
        for number in range(frames):
            assert read_number(film.frame_at(lead + (number + Fraction(1, 2)) / rate))[0] == number
        assert film.index_at(end + Fraction(1, 10)) == frames - 1


@pytest.mark.parametrize("suffix", ["ts", "mpg"])
@pytest.mark.parametrize("seconds", [Fraction(8, 10), Fraction(11, 10), Fraction(6, 10)])
def test_where_films_were_joined_sound_stays_in_step(tmp_path: Path, suffix: str, seconds: Fraction) -> None:
    sound = bursts(48_000, seconds, [Fraction(1, 2)])
    codec, picture = ("ac3", "mpeg2video") if suffix == "mpg" else ("aac", "libx264")
    part = write_film(tmp_path / f"part.{suffix}", 20, 25, [sound], codec=codec, picture=picture).read_bytes()
    path = tmp_path / f"a.{suffix}"
    path.write_bytes(part * 3)
    with FrameReader(path) as film, AudioReader(path) as reader:
        assert film.frame_count == 60
        heard = reader.read(Fraction(0), 4 * 48_000)
        found = [place / 48_000 for place in onsets(heard, 48_000)]
        begins = [float(film.time_of(number)) for number in (0, 20, 40)]
        assert found == pytest.approx([begin + 0.5 for begin in begins], abs=0.03)


def test_the_enabled_track_of_an_mp4_is_heard(tmp_path: Path) -> None:
    sounds = [bursts(48_000, Fraction(1), [time]) for time in (Fraction(1, 10), Fraction(1, 2))]
    for suffix in ("mp4", "mkv"):
        path = write_film(tmp_path / f"a.{suffix}", 24, 24, sounds, default=1)
        with AudioReader(path) as reader:
            assert onsets(reader.read(Fraction(0), 48_000), 48_000)[0] == pytest.approx(24_000, abs=1300)


def test_a_track_beside_one_of_another_codec_is_counted_once(tmp_path: Path) -> None:
    tone = bursts(48_000, Fraction(4), [Fraction(1, 2), Fraction(7, 2)])
    path = tmp_path / "a.mp4"
    with av.open(str(path), "w") as container:
        streams = [container.add_stream(codec, rate=48_000) for codec in ("aac", "libopus")]
        for start in range(0, len(tone), 960):
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(tone[start : start + 960].T), "fltp", "stereo")
            frame.sample_rate, frame.pts = 48_000, start
            for stream in streams:
                container.mux(stream.encode(frame))
        for stream in streams:
            container.mux(stream.encode(None))
    for index in scan_sounds(require_source(path)).readable:
        assert float(index.duration) == pytest.approx(4, abs=0.06)


def test_a_rate_that_changes_midway_is_converted(tmp_path: Path) -> None:
    parts = []
    for number, (rate, codec) in enumerate([(48_000, "mp2"), (32_000, "mp2"), (44_100, "mp2")]):
        part = write_bursts(tmp_path / f"{number}.mp2", codec, rate, bursts(rate, Fraction(1), [Fraction(1, 2)]))
        parts.append(part.read_bytes())
    path = tmp_path / "a.mp2"
    path.write_bytes(b"".join(parts))
    (index,) = scan_sounds(require_source(path)).readable
    assert [part.rate for part in index.parts] == [48_000, 32_000, 44_100]
    assert float(index.duration) == pytest.approx(3, abs=0.1)
    with AudioReader(path) as reader:
        whole = reader.read(Fraction(0), 3 * 48_000)
        found = onsets(whole, 48_000)
        # The encoder puts 481 samples before each part, whatever its rate.
        expected = [float(part.time + Fraction(1, 2) + Fraction(481, part.rate)) for part in index.parts]
        assert [place / 48_000 for place in found] == pytest.approx(expected, abs=0.001)
        for start in random.Random(1).sample(range(2 * 48_000), 20):
            block = reader.read(Fraction(start, 48_000), 3000)
            np.testing.assert_allclose(block, whole[start : start + 3000], atol=0.01)
    assert len([each for each in describe(path).warnings if "change midway" in each]) == 1


@pytest.mark.parametrize(("suffix", "codec"), [("aac", "aac"), ("ac3", "ac3"), ("eac3", "eac3")])
def test_raw_streams_are_recognised_and_nothing_else_is(tmp_path: Path, suffix: str, codec: str) -> None:
    path = write_bursts(tmp_path / f"a.{suffix}", codec, 48_000, bursts(48_000, Fraction(1), [Fraction(1, 2)]))
    raw = path.read_bytes()
    tagged = b"ID3\x04\0\0\0\0\0\x0a" + bytes(10) + raw
    for content in (raw, tagged):
        path.with_suffix(".txt").write_bytes(content)
        assert probe(path.with_suffix(".txt")).kind == "audio"
    for content in (raw[1:], b"\0" + raw, raw[:4] * 30, b"\xff\xf1" * 500, bytes(500), b"plain text " * 99):
        path.write_bytes(content)
        assert raw_sound_format(path) is None


# --- counting ------------------------------------------------------------------------------------------------------

ONE = Fraction(1)


@given(
    sizes=st.lists(st.sampled_from([128, 576, 1024]), min_size=2, max_size=60),
    errors=st.data(),
    unit=st.sampled_from([Fraction(1, 48_000), Fraction(1, 1000), Fraction(1, 90_000)]),
)
def test_times_that_are_off_by_less_than_a_packet_mean_nothing(
    sizes: list[int], errors: st.DataObject, unit: Fraction
) -> None:
    sizes = [1024, *sizes]
    starts = np.cumsum(sizes) - sizes
    slips = [errors.draw(st.integers(-400, 400)) for _ in sizes]
    told = [round((int(start) + slip) / (48_000 * unit)) for start, slip in zip(starts, slips, strict=True)]
    found = count_samples(sizes, [48_000] * len(sizes), told, unit)
    assert found.starts.tolist() == starts.tolist()
    assert (found.length, found.pauses, len(found.parts)) == (sum(sizes), 0, 1)


@given(before=st.integers(1, 30), after=st.integers(2, 30), missing=st.integers(1, 400))
def test_what_is_really_missing_is_silence(before: int, after: int, missing: int) -> None:
    numbers = [*range(before), *range(before + missing, before + missing + after)]
    count = len(numbers)
    found = count_samples([1024] * count, [48_000] * count, [number * 1024 for number in numbers], Fraction(1, 48_000))
    assert found.starts.tolist() == [number * 1024 for number in numbers]
    assert found.pauses == 1


@pytest.mark.parametrize("jump", [-50_000, 3_000_000, 10**9])
def test_a_clock_that_jumps_is_followed(jump: int) -> None:
    told = [number * 1024 + (jump if number >= 5 else 0) for number in range(12)]
    found = count_samples([1024] * 12, [48_000] * 12, told, Fraction(1, 48_000), may_jump=True)
    assert found.starts.tolist() == [number * 1024 for number in range(12)]


def test_one_wrong_time_is_no_pause() -> None:
    told = [number * 1024 + (7000 if number == 5 else 0) for number in range(12)]
    found = count_samples([1024] * 12, [48_000] * 12, told, Fraction(1, 48_000))
    assert (found.length, found.pauses) == (12 * 1024, 0)


# --- what is kept --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SOUNDS)
def test_an_index_reads_back_exactly(name: str) -> None:
    sounds = scan_sounds(require_source(CASES / name))
    data = to_bytes(sounds)
    assert data is not None
    again = from_bytes(data)
    assert again is not None
    assert again.has_picture == sounds.has_picture
    for one, other in zip(sounds.readable, again.readable, strict=True):
        assert (one.parts, one.length, one.origin, one.declared) == (
            other.parts,
            other.length,
            other.origin,
            other.declared,
        )
        assert (one.packets is None) == (other.packets is None)
        if one.packets is not None and other.packets is not None:
            for row in ("marks", "places", "sizes", "starts", "counts"):
                np.testing.assert_array_equal(getattr(one.packets, row), getattr(other.packets, row))
    assert from_bytes(data[:-1]) is None
    assert from_bytes(data[:40] + b"x" + data[41:]) is None
    assert from_bytes(b"") is None


def joined_sounds(path: Path, codec: str, rates: Sequence[int]) -> Path:
    """A second of sound for each rate, a burst in each, one file after the other in one."""
    parts = []
    for number, rate in enumerate(rates):
        part = path.with_name(f"part{number}{path.suffix}")
        write_bursts(part, codec, rate, bursts(rate, Fraction(1), [Fraction(1, 4)]))
        parts.append(part.read_bytes())
    path.write_bytes(b"".join(parts))
    return path


def test_links_of_a_chained_ogg_lose_what_their_ends_cut_off(tmp_path: Path) -> None:
    path = joined_sounds(tmp_path / "a.opus", "libopus", [48_000, 48_000])
    with AudioReader(path) as reader:
        assert reader.duration == 2
        found = onsets(reader.read(Fraction(0), 96_000), 48_000)
    assert [abs(each - right) <= 48 for each, right in zip(found, (12_000, 60_000), strict=True)] == [True, True]


def test_a_rate_that_changes_late_in_a_raw_stream_is_converted(tmp_path: Path) -> None:
    path = joined_sounds(tmp_path / "a.aac", "aac", [48_000, 24_000])
    assert [text for text in describe(path).warnings if "change midway" in text]
    with AudioReader(path) as reader:
        found = onsets(reader.read(Fraction(0), 120_000), 48_000)
    # Either encoder puts 1024 samples first, and fills its last packet.
    assert [abs(each - right) <= 4096 for each, right in zip(found, (13_024, 62_100), strict=True)] == [True, True]


def test_tags_between_joined_mp3s_are_no_damage(tmp_path: Path) -> None:
    path = joined_sounds(tmp_path / "a.mp3", "libmp3lame", [44_100, 44_100])
    content = path.read_bytes()
    assert content.count(b"ID3") == 2
    with AudioReader(path) as reader:
        found = onsets(reader.read(Fraction(0), 110_000), 48_000)
    assert [abs(each - right) <= 6000 for each, right in zip(found, (12_000, 60_000), strict=True)] == [True, True]
