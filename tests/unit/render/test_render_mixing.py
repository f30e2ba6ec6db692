"""What layers and sounds become of one another: transparency over what lies below, fades and speeds of sounds."""

import wave
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from lance_studio.media.images import write_png
from lance_studio.render.renderer import Renderer
from lance_studio.timeline.model import Clip, Gap, Timeline, Track

RATE = 48000
LENGTH = 8


class Folder:
    """Media by the names of files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def open(self, media_id: str) -> Path:
        return self.folder / media_id


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Pictures of one shade, a sound that stands at one half, and one that rises from 0 to 0.8 in eight seconds."""
    for name, shade in (("dark", 40), ("light", 240)):
        write_png(tmp_path / name, np.full((64, 96, 3), shade, np.uint8))
    for name, samples in (
        ("even.wav", np.full(LENGTH * RATE, 0.5)),
        ("ramp.wav", np.arange(LENGTH * RATE) / RATE / 10),
    ):
        with wave.open(str(tmp_path / name), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(np.round(samples * 32767).astype("<i2").tobytes())
    return Folder(tmp_path)


def picture(name: str, **values: object) -> Clip:
    return Clip(name, name, Fraction(2), **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("opacity", "expected"),
    [(1.0, 240), (0.5, 140), (0.25, 90), (0.0, 40)],
    ids=["opaque", "half", "a quarter", "transparent"],
)
def test_what_lies_below_is_seen_through_a_clip_that_fills_the_picture(
    folder: Folder, opacity: float, expected: int
) -> None:
    tracks = (
        Track("v1", "video", items=(picture("dark"),)),
        Track("v2", "video", items=(picture("light", opacity=opacity),)),
    )
    with Renderer(folder) as renderer:
        frame = renderer.frame(Timeline("t", tracks=tracks, width=96, height=64), 0)
    assert abs(int(frame.min()) - expected) <= 1
    assert abs(int(frame.max()) - expected) <= 1


def test_what_lies_below_is_seen_while_the_clip_above_fades_in(folder: Folder) -> None:
    above = picture("light", fade_in=Fraction(1))
    tracks = (Track("v1", "video", items=(picture("dark"),)), Track("v2", "video", items=(above,)))
    timeline = Timeline("t", rate=Fraction(24), tracks=tracks, width=96, height=64)
    with Renderer(folder) as renderer:
        shades = [int(renderer.frame(timeline, number)[32, 48, 0]) for number in (0, 11, 23, 24)]
    expected = [40 + 200 * share for share in (0.5 / 24, 11.5 / 24, 23.5 / 24, 1)]
    assert np.allclose(shades, expected, atol=1)


def heard(folder: Folder, clip: Clip, start: Fraction, seconds: Fraction) -> np.ndarray:
    """One channel of what a clip at one second sounds like."""
    track = Track("a", "audio", items=(Gap(Fraction(1)), clip))
    with Renderer(folder) as renderer:
        return renderer.sound(Timeline("t", tracks=(track,)), start, int(seconds * RATE))[:, 0]


def test_a_sound_fades_out_evenly_to_its_end(folder: Folder) -> None:
    clip = Clip("c", "even.wav", Fraction(3), fade_out=Fraction(2), source_duration=Fraction(LENGTH))
    whole = heard(folder, clip, Fraction(0), Fraction(5))
    at = {second: whole[int(second * RATE)] for second in (1.5, 2.0, 2.5, 3.0, 3.5, 3.9)}
    expected = {1.5: 0.5, 2.0: 0.5, 2.5: 0.375, 3.0: 0.25, 3.5: 0.125, 3.9: 0.025}
    assert at == pytest.approx(expected, abs=2e-3)
    assert not whole[: RATE - 1].any()
    assert not whole[4 * RATE :].any()
    # A block of its own begins in the middle of the fade.
    assert heard(folder, clip, Fraction(3), Fraction(1, 10))[0] == pytest.approx(0.25, abs=2e-3)


def test_a_sound_fades_in_and_out_at_once(folder: Folder) -> None:
    values = {"fade_in": Fraction(2), "fade_out": Fraction(1), "source_duration": Fraction(LENGTH)}
    clip = Clip("c", "even.wav", Fraction(2), **values)  # type: ignore[arg-type]
    whole = heard(folder, clip, Fraction(1), Fraction(2))
    assert [whole[int(second * RATE)] for second in (0.5, 1.0, 1.5)] == pytest.approx([0.125, 0.25, 0.1875], abs=2e-3)


@pytest.mark.parametrize("speed", [Fraction(1, 2), Fraction(1), Fraction(2)], ids=["half", "normal", "double"])
def test_a_block_begins_at_the_place_of_the_sound_that_the_speed_gives(folder: Folder, speed: Fraction) -> None:
    clip = Clip("c", "ramp.wav", Fraction(2), Fraction(2), Fraction(LENGTH), speed=speed)
    for later in (Fraction(0), Fraction(1, 2), Fraction(3, 2)):
        block = heard(folder, clip, 1 + later, Fraction(1, 4))
        times = 2 + (float(later) + np.arange(len(block)) / RATE) * float(speed)
        inner = slice(200, -200)  # the ends of a stretched block ring a little
        assert block[inner] == pytest.approx(times[inner] / 10, abs=3e-3)
