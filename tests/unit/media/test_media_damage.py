"""Whatever is done to a file, reading it gives frames and sound or a MediaError, never anything else."""

import contextlib
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lance_studio.errors import MediaError
from lance_studio.media.frames import FrameReader
from lance_studio.media.images import write_png
from lance_studio.media.probe import probe
from lance_studio.media.sound import AudioReader
from lance_studio.media.thumbnails import thumbnail
from tests.unit.media.painted import foreign_clip, painted, painted_clip, tone_burst, write_sound

KINDS = ["mp4", "mkv", "ts", "wav", "flac", "png"]


class Originals(dict[str, bytes]):
    """The files by their kind; Hypothesis writes down all arguments, and warns of long ones."""

    def __repr__(self) -> str:
        return "originals"


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("originals")
    burst = tone_burst(8000, Fraction(1), Fraction(0), Fraction(1))
    painted_clip(folder / "x.mp4", 12, sound=[tone_burst(48000, Fraction(1), Fraction(0), Fraction(1))])
    foreign_clip(folder / "x.mkv", count=12)
    foreign_clip(folder / "x.ts", count=12)
    write_sound(folder / "x.wav", burst, 8000)
    write_sound(folder / "x.flac", burst, 8000, "flac")
    write_png(folder / "x.png", painted(3))
    return Originals({kind: Path(folder / f"x.{kind}").read_bytes() for kind in KINDS})


@settings(max_examples=150, deadline=None)
@given(
    kind=st.sampled_from(KINDS),
    places=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=12),
    kept=st.one_of(st.just(1.0), st.floats(0, 1)),
)
@example(kind="mp4", places=[], kept=0.125)  # cut before the packets that it lists
def test_damage_is_reported_as_such(
    originals: dict[str, bytes], kind: str, places: list[tuple[float, int]], kept: float
) -> None:
    content = bytearray(originals[kind])
    for place, value in places:
        content[int(place * len(content))] = value
    data = bytes(content[: round(kept * len(content))])
    for use in (probe, thumbnail, _read_frames, _read_sound):
        with contextlib.suppress(MediaError):
            use(data)


def _read_frames(data: bytes) -> None:
    with FrameReader(data) as reader:
        for number in (reader.frame_count - 1, 0, reader.frame_count // 2):
            assert reader.frame(number).shape == (reader.height, reader.width, 3)


def _read_sound(data: bytes) -> None:
    with AudioReader(data) as reader:
        for start in (Fraction(1, 2), Fraction(0)):
            assert reader.read(start, 1000).shape == (1000, 2)
