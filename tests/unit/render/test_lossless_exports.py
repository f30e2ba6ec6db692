"""Exports that lose nothing, read back: every pixel of a Matroska film, every sample of a sound."""

import json
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from lance_studio.cli.main import run
from lance_studio.errors import OutputError
from lance_studio.media.alpha import divided, is_layer
from lance_studio.media.encode import write_alpha_film
from lance_studio.media.encode_sound import SoundKind, write_sound
from lance_studio.media.frames import FrameReader
from lance_studio.media.probe import probe
from lance_studio.media.recipes import read_recipe
from lance_studio.media.sound import AudioReader
from tests.unit.media.painted import foreign_clip

CASES = Path(__file__).parents[2] / "cases" / "media"


def noise(count: int, bits: int, seed: int = 3) -> NDArray[np.float32]:
    """Samples that a file of so many bits holds exactly, both ends of the scale among them."""
    full = 1 << bits - 1
    levels = np.random.default_rng(seed).integers(-full, full, (count, 2))
    levels[0], levels[-1] = -full, full - 1
    return (levels / full).astype(np.float32)


def heard(path: Path, rate: int, count: int) -> NDArray[np.float32]:
    with AudioReader(path) as reader:
        assert reader.info.sample_rate == rate
        assert reader.duration * rate == count
        return reader.read(Fraction(0), count, sample_rate=rate)


@pytest.mark.parametrize("kind", ["wav", "flac"])
@pytest.mark.parametrize(("rate", "count"), [(8000, 1), (44100, 44877), (48000, 4096), (96000, 10001)])
def test_a_sound_comes_back_sample_by_sample(tmp_path: Path, kind: SoundKind, rate: int, count: int) -> None:
    samples = noise(count, 24)
    path = tmp_path / f"sound.{kind}"
    assert write_sound(path, np.array_split(samples, 3), rate, kind) == count
    np.testing.assert_array_equal(heard(path, rate, count), samples)
    with pytest.raises(OutputError, match="exists already"):
        write_sound(path, [samples], rate, kind)


def test_a_wav_keeps_what_no_whole_number_holds(tmp_path: Path) -> None:
    samples = np.random.default_rng(1).uniform(-1, 1, (1000, 2)).astype(np.float32)
    write_sound(tmp_path / "a.wav", [samples], 48000, "wav")
    np.testing.assert_array_equal(heard(tmp_path / "a.wav", 48000, 1000), samples)


def test_nothing_is_no_sound(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least one sample"):
        write_sound(tmp_path / "a.wav", [], 48000, "wav")
    with pytest.raises(ValueError, match="float32"):
        write_sound(tmp_path / "a.wav", [np.zeros((3, 3), np.float32)], 48000, "wav")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("channels", [3, 4])
@pytest.mark.parametrize("size", [(64, 48), (33, 17), (1, 1), (1, 40)])
def test_a_film_comes_back_pixel_by_pixel(tmp_path: Path, channels: int, size: tuple[int, int]) -> None:
    rate, (width, height) = Fraction(30000, 1001), size
    frames = np.random.default_rng(2).integers(0, 256, (7, height, width, channels), dtype=np.uint8)
    if channels == 4:
        # Half transparent colours are multiplied for compositing, which rounds; full and empty ones are exact.
        frames[..., 3] = np.where(frames[..., 3] > 127, 255, 0)
    sound = noise(11211, 16)
    write_alpha_film(tmp_path / "film.mkv", frames, rate, "mkv", sound=[sound], sample_rate=48000)
    with FrameReader(tmp_path / "film.mkv") as reader:
        assert (reader.frame_count, reader.info.frame_rate, reader.is_opaque) == (7, rate, channels == 3)
        for number, frame in enumerate(frames):
            found = divided(picture) if is_layer(picture := reader.picture(number)) else picture
            if found.shape[2] == 3 and channels == 4:
                found = np.dstack([found, np.full(found.shape[:2], 255)])  # what is wholly opaque needs no layer
            shown = slice(None) if channels == 3 else frame[..., 3] > 0
            np.testing.assert_array_equal(found[shown], frame[shown])
            if channels == 4:
                np.testing.assert_array_equal(found[..., 3], frame[..., 3])
    np.testing.assert_array_equal(heard(tmp_path / "film.mkv", 48000, 11211), sound)


def _with_sound(path: Path, samples: NDArray[np.float32], rate: int) -> Path:
    write_alpha_film(path, np.zeros((5, 16, 16, 3), np.uint8), Fraction(10), "mkv", sound=[samples], sample_rate=rate)
    return path


@pytest.mark.parametrize("ending", [".wav", ".flac"])
@pytest.mark.parametrize("source", [".wav", ".flac", ".mkv"])
def test_the_command_writes_all_samples_of_a_file_at_their_rate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], source: str, ending: str
) -> None:
    # Half a second and 22 samples: no whole number of frames of any timeline.
    count = 22050 if source == ".mkv" else 22072
    samples, given, made = noise(count, 16), tmp_path / f"in{source}", tmp_path / f"out{ending}"
    if source == ".mkv":
        _with_sound(given, samples, 44100)
    else:
        write_sound(given, [samples], 44100, "wav" if source == ".wav" else "flac")
    assert run(["render", str(given), "-o", str(made), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["samples"], told["sample_rate"]) == (count, 44100)
    np.testing.assert_array_equal(heard(made, 44100, count), samples)


def test_a_part_of_a_sound_is_cut_where_it_is_asked_for(tmp_path: Path) -> None:
    samples = noise(48000, 16)
    write_sound(tmp_path / "in.wav", [samples], 48000, "wav")
    assert run(["render", str(tmp_path / "in.wav"), "-o", str(tmp_path / "out.flac"), "--range", "0.25:0.5"]) == 0
    np.testing.assert_array_equal(heard(tmp_path / "out.flac", 48000, 12000), samples[12000:24000])


@pytest.mark.parametrize("ending", [".wav", ".flac"])
def test_one_channel_stays_one(tmp_path: Path, ending: str) -> None:
    samples = noise(9600, 16)[:, :1]
    write_sound(tmp_path / "in.wav", [samples], 48000, "wav")
    assert run(["render", str(tmp_path / "in.wav"), "-o", str(tmp_path / f"out{ending}")]) == 0
    with AudioReader(tmp_path / f"out{ending}") as reader:
        assert reader.info.channels == 1
        np.testing.assert_array_equal(reader.read(Fraction(0), 9600), np.repeat(samples, 2, axis=1))


def test_one_channel_that_becomes_two_is_written_as_two(tmp_path: Path) -> None:
    assert run(["render", str(CASES / "25-layout-changes.ts"), "-o", str(tmp_path / "out.wav")]) == 0
    with AudioReader(tmp_path / "out.wav") as reader:
        assert reader.info.channels == 2


def test_sounds_of_two_rates_are_written_at_one(tmp_path: Path) -> None:
    for name, rate in (("a.wav", 44100), ("b.wav", 48000)):
        write_sound(tmp_path / name, [noise(rate // 2, 16)], rate, "wav")
    files = [str(tmp_path / name) for name in ("a.wav", "b.wav")]
    assert run(["render", *files, "-o", str(tmp_path / "out.wav")]) == 0
    assert heard(tmp_path / "out.wav", 48000, 48000).any()


def test_the_command_writes_the_frames_of_a_film_as_they_are_decoded(tmp_path: Path) -> None:
    film = foreign_clip(tmp_path / "film.mp4", count=9, size=(98, 66))
    assert run(["render", str(film), "-o", str(tmp_path / "out.mkv")]) == 0
    with FrameReader(film) as source, FrameReader(tmp_path / "out.mkv") as made:
        assert (made.frame_count, made.info.frame_rate) == (9, 24)
        for number in range(9):
            np.testing.assert_array_equal(made.frame(number), source.frame(number, precise=True))
    recipe = read_recipe(tmp_path / "out.mkv")
    assert recipe is not None
    assert recipe.task == "render"


def test_a_logo_keeps_its_transparency_in_a_lossless_film(tmp_path: Path) -> None:
    out = tmp_path / "out.mkv"
    assert run(["render", str(CASES / "14a-logo.png"), "-o", str(out), "--alpha", "--range", "0:0.25"]) == 0
    with av.open(str(out)) as container:
        assert container.streams.video[0].codec_context.name == "ffv1"
    with FrameReader(out) as reader:
        assert not reader.is_opaque
        assert (divided(reader.picture(0))[..., 3] == 0).any()


@pytest.mark.parametrize(
    ("options", "cause"),
    [
        (["out.wav"], "no sound to export"),
        (["out.flac"], "no sound to export"),
    ],
)
def test_a_silent_film_has_no_sound_to_write(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], cause: str
) -> None:
    film = foreign_clip(tmp_path / "film.mp4", count=3)
    assert run(["render", str(film), "-o", str(tmp_path / options[0]), "--json"]) == 1
    assert cause in capsys.readouterr().out
    assert not (tmp_path / options[0]).exists()


@pytest.mark.parametrize("option", [["--alpha"], ["--size", "64x48"], ["--at", "0"]])
def test_what_a_sound_does_not_have_cannot_be_asked_of_it(tmp_path: Path, option: list[str]) -> None:
    write_sound(tmp_path / "in.wav", [noise(4800, 16)], 48000, "wav")
    assert run(["render", str(tmp_path / "in.wav"), "-o", str(tmp_path / "out.wav"), *option]) == 2


def test_a_sound_is_never_written_over_its_source(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "in.wav"
    write_sound(path, [noise(4800, 16)], 48000, "wav")
    before = path.read_bytes()
    assert run(["render", str(path), "-o", str(path), "--overwrite"]) != 0
    assert path.read_bytes() == before
    assert probe(path).kind == "audio"


# --- what clips choose -----------------------------------------------------------------------------------------------


def _frames(path: Path) -> list[NDArray[np.uint8]]:
    with FrameReader(path) as reader:
        return [reader.frame(number) for number in range(reader.frame_count)]


@pytest.mark.parametrize(
    ("name", "seen"),
    [("13-sound-longer.mp4", "#" * 10 + "." * 40), ("23-picture-later.mp4", "." * 13 + "#" * 40)],
)
def test_beside_its_picture_a_film_is_black_or_held(tmp_path: Path, name: str, seen: str) -> None:
    for option, shown in (("--black", seen), ("--hold", "#" * len(seen))):
        out = tmp_path / f"out{option}.mkv"
        assert run(["render", str(CASES / name), "-o", str(out), option]) == 0
        assert "".join("#" if frame.any() else "." for frame in _frames(out)) == shown


def test_an_animated_picture_is_a_still_on_demand(tmp_path: Path) -> None:
    gif = str(CASES / "27-animation.gif")
    assert run(["render", gif, "-o", str(tmp_path / "moving.mkv")]) == 0
    assert run(["render", gif, "-o", str(tmp_path / "still.mkv"), "--still", "--range", "0:1"]) == 0
    moving, still = _frames(tmp_path / "moving.mkv"), _frames(tmp_path / "still.mkv")
    assert len({frame.tobytes() for frame in moving}) == 5
    assert {frame.tobytes() for frame in still} == {moving[0].tobytes()}


@pytest.mark.parametrize(
    ("option", "said"),
    [("--deinterlace", "without combs"), ("--no-deinterlace", "the two fields of each frame are shown together")],
)
def test_what_becomes_of_fields_is_said_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, said: str
) -> None:
    assert run(["render", str(CASES / "18-interlaced.ts"), "-o", str(tmp_path / "out.mkv"), option, "--json"]) == 0
    warnings = json.loads(capsys.readouterr().out)["warnings"]
    assert [said in warning for warning in warnings if "interlaced" in warning.split(":", 1)[1]] == [True]
