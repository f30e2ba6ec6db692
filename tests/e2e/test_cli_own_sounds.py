"""Sounds as people have them, through the command line: what is exported is what the file plays, to the sample."""

import json
import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from numpy.typing import NDArray

from lance_studio.cli import main
from tests.unit.media.sounding import LEVEL, bursts, onsets, write_film
from tests.unit.media.test_own_films import code_of
from tests.unit.media.test_own_sounds import CASES, SOUNDS

Command = Callable[..., dict[str, Any]]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs a command in an empty current folder and gives its JSON."""
    monkeypatch.chdir(tmp_path)

    def run_json(*arguments: str | Path) -> dict[str, Any]:
        code = main.run([*map(str, arguments), "--json"])
        captured = capsys.readouterr()
        document = json.loads(captured.out)
        assert (code, document["ok"]) == (0, True), captured
        return document

    return run_json


def case(name: str) -> Path:
    return Path(shutil.copy(CASES / name, name))


def exported(path: str = "out.mp4") -> NDArray[np.float32]:
    """The sound of an export, as FFmpeg decodes it: [n, 2] at 48,000 samples a second."""
    with av.open(path) as container:
        blocks = [frame.to_ndarray() for frame in container.decode(audio=0)]
    return np.concatenate(blocks, axis=1).T.astype(np.float32)


def codes(path: str = "out.mp4") -> list[int]:
    with av.open(path) as container:
        return [code_of(np.asarray(frame.to_ndarray(format="rgb24"), np.uint8)) for frame in container.decode(video=0)]


@pytest.mark.parametrize("name", SOUNDS)
def test_a_sound_is_described_as_it_is(command: Command, name: str) -> None:
    right = SOUNDS[name]
    facts = command("info", case(name))
    assert facts["kind"] == right.kind
    assert facts["duration"] == pytest.approx(right.length, abs=max(right.off, 0.01))
    assert facts["sound"]["tracks"] == len(facts["sound"]["choices"]) == right.tracks
    assert facts["sound"]["duration"] > 0
    assert not right.words or len([each for each in facts["warnings"] if right.words in each]) == 1


@pytest.mark.parametrize("name", [name for name, right in SOUNDS.items() if right.bursts])
def test_what_is_heard_is_exported_where_it_lies(command: Command, name: str) -> None:
    right = SOUNDS[name]
    command("render", case(name), "-o", "out.mp4")
    sound = exported()
    found = [place / 48_000 for place in onsets(sound, 48_000)]
    # AAC blurs a step by some samples when it is coded a second time.
    assert found == pytest.approx(list(right.bursts), abs=right.off + 0.001)
    assert abs(len(sound) / 48_000 - right.length) <= 0.05
    np.testing.assert_allclose(sound[:, 0], sound[:, 1], atol=0.05, err_msg="heard on both sides")


def test_a_film_lasts_as_long_as_its_sound_and_keeps_its_last_picture(command: Command) -> None:
    result = command("render", case("13-sound-longer.mp4"), "-o", "out.mp4")
    assert (result["frames"], result["rate"]) == (50, "25")
    assert codes() == [*range(10), *[9] * 40]


def test_sound_before_the_picture_is_in_the_clip(command: Command) -> None:
    result = command("render", case("23-picture-later.mp4"), "-o", "out.mp4")
    assert result["frames"] == 53
    assert codes() == [*[0] * 13, *range(40)]
    assert [place / 48_000 for place in onsets(exported(), 48_000)] == pytest.approx(
        [0.25, 0.75, 1.25, 1.75], abs=0.002
    )


def test_any_track_can_be_rendered(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    path = case("22-second-track-default.mkv")
    command("render", path, "-o", "out.mp4", "--sound-track", "1")
    assert onsets(exported(), 48_000, 0.05)[0] / 48_000 == pytest.approx(0.1, abs=0.025)
    command("render", path, "-o", "out.mp4", "--sound-track", "2", "--overwrite")
    assert onsets(exported(), 48_000)[0] / 48_000 == pytest.approx(0.25, abs=0.025)
    assert main.run(["render", str(path), "-o", "no.mp4", "--sound-track", "3", "--json"]) != 0
    error = json.loads(capsys.readouterr().out)["error"]
    assert "no sound track 3" in error["cause"]
    assert "1, 2" in error["remedy"]
    assert not Path("no.mp4").exists()


def test_a_film_over_another_one_brings_its_sound(command: Command, tmp_path: Path) -> None:
    quiet = write_film(tmp_path / "under.mp4", 50, 25, [bursts(48_000, Fraction(2), [])])
    command("render", quiet, "--over", case("13-sound-longer.mp4"), "-o", "out.mp4")
    found = [place / 48_000 for place in onsets(exported(), 48_000, LEVEL / 2)]
    assert found == pytest.approx([0.25, 0.75, 1.25, 1.75], abs=0.002)
