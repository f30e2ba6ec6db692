"""Raw streams of pictures: their frames are found by decoding them once, and nothing else is taken for one."""

import random
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lance_studio.errors import MediaError
from lance_studio.media.copying import film_suffixes, remux_to_mp4
from lance_studio.media.describe import describe
from lance_studio.media.frames import FrameReader
from lance_studio.media.raw_video import raw_video_format
from lance_studio.media.sound import has_sound
from tests.unit.media.painted import foreign_clip, read_number

QUIET = "log-level=none:bframes={b}"
RATES = st.sampled_from([Fraction(24), Fraction(25), Fraction(30), Fraction(30000, 1001), Fraction(60)])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(
    kind=st.sampled_from(
        [("h264", "libx264"), ("264", "libx264"), ("hevc", "libx265"), ("m2v", "mpeg2video"), ("m1v", "mpeg1video")]
    ),
    rate=RATES,
    count=st.integers(1, 40),
    b_frames=st.sampled_from([0, 2]),
    gop=st.sampled_from([5, 12, 250]),
    seed=st.integers(0, 99),
)
def test_any_frame_of_a_raw_stream_is_the_right_one(
    tmp_path: Path, kind: tuple[str, str], rate: Fraction, count: int, b_frames: int, gop: int, seed: int
) -> None:
    suffix, codec = kind
    path = tmp_path / f"film.{suffix}"
    options = {"x265-params": QUIET.format(b=b_frames)} if codec == "libx265" else {"bf": str(b_frames)}
    foreign_clip(path, codec=codec, rate=rate, unit=1 / rate, count=count, gop=gop, options=options)
    order = list(range(count))
    random.Random(seed).shuffle(order)
    with FrameReader(path) as reader:
        assert (reader.frame_count, reader.info.frame_rate, reader.info.duration) == (count, rate, count / rate)
        for number in order:
            assert read_number(reader.frame(number))[0] == number
    facts = describe(path)
    assert facts.sound is None
    assert not any("rate" in warning for warning in facts.warnings)
    assert f".{suffix}" in film_suffixes(path)
    assert not has_sound(path)
    assert not remux_to_mp4(path, tmp_path / "copy.mp4", overwrite=True), "its packets have no times"


def test_a_rate_that_is_not_named_is_guessed_and_said(tmp_path: Path) -> None:
    quiet = {"x265-params": "log-level=none:vui-timing-info=0"}
    path = foreign_clip(tmp_path / "film.hevc", codec="libx265", count=12, rate=Fraction(30), options=quiet)
    facts = describe(path)
    assert facts.frames == 12
    assert [each for each in facts.warnings if "no frame rate" in each] == [
        f"The file names no frame rate; {facts.rate} frames a second are assumed."
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"\0\0\0\x01\x67\x64\0\x0a" + bytes(400),
        b"\0\0\x01\xba" + bytes(400),
        b"\0\0\x01\xb3" + bytes(400),
        b"\0\0\x01\0" + bytes(400),
        b"\0\0\0\x01\x09\x10\0\0\x01\x41\x9a" + bytes(400),
    ],
)
def test_a_beginning_that_only_looks_like_a_raw_stream_is_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.h264"
    path.write_bytes(content)
    assert raw_video_format(path) is None
    with pytest.raises(MediaError):
        describe(path)


@settings(max_examples=200, deadline=None)
@given(noise=st.binary(max_size=300))
def test_noise_is_no_raw_stream(tmp_path_factory: pytest.TempPathFactory, noise: bytes) -> None:
    path = tmp_path_factory.mktemp("noise") / "file"
    path.write_bytes(b"\0\0\x01" + noise)
    assert raw_video_format(path) is None
