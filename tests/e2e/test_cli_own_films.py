"""Films as people have them, through the command line: what comes out is what the file shows, frame for frame."""

import json
import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import opentimelineio as otio
import pytest
from opentimelineio.url_utils import filepath_from_url

from lance_studio.cli import main
from lance_studio.media.images import load_image
from tests.reading import plain_frames
from tests.unit.media.test_own_films import CASES, Right, code_of
from tests.unit.media.test_own_films import FILMS as CODED

Command = Callable[..., dict[str, Any]]
FILMS = CODED | {"27-animation.gif": Right(Fraction(10), Fraction(1, 2), list(range(5)))}
NAMES = {"24-plain-name.mp4": "24-100%25 #1.mp4"}
"""Names under which cases are used: these are the case."""


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
    return Path(shutil.copy(CASES / name, NAMES.get(name, name)))


def slots(right: Right) -> list[int]:
    """The codes of a case on a timeline of its rate: those of a variable rate stand still between their frames."""
    if len(right.codes) == right.duration * right.rate:
        return right.codes
    return [*right.codes[:-1], *[right.codes[-2]] * round(right.duration * right.rate - len(right.codes)), 239]


@pytest.mark.parametrize("name", FILMS)
def test_a_film_is_exported_frame_for_frame(command: Command, name: str) -> None:
    right, path = FILMS[name], case(name)
    codes = slots(right)
    result = command("render", path, "-o", "out.mp4")
    assert (result["frames"], result["rate"]) == (len(codes), str(right.rate))
    with av.open("out.mp4") as container:
        stream = container.streams.video[0]
        assert stream.average_rate == right.rate
        assert abs(Fraction(container.duration or 0, 1_000_000) - right.duration) <= Fraction(1, 1000)
    assert [code_of(frame) for frame in plain_frames("out.mp4")] == codes


@pytest.mark.parametrize("name", FILMS)
def test_single_frames_are_the_right_ones(command: Command, name: str) -> None:
    codes, path = slots(FILMS[name]), case(name)
    for number in (len(codes) - 1, len(codes) // 2, 0):
        command("render", path, "--at", f"{number}f", "-o", "one.png", "--overwrite")
        assert code_of(load_image("one.png")) == codes[number]


@pytest.mark.parametrize("name", FILMS)
def test_a_film_is_described_as_it_is(command: Command, name: str) -> None:
    right = FILMS[name]
    facts = command("info", case(name))
    assert (facts["frames"], Fraction(facts["rate"])) == (len(right.codes), right.rate)
    assert abs(Fraction(facts["duration_exact"]) - right.duration) <= Fraction(1, 1000)


def test_other_programs_find_files_of_any_name(command: Command, tmp_path: Path) -> None:
    names = ["24-100%25 #1.mp4", "50 % #2?.mp4", "two\nlines.mp4", "日本.mp4"]
    for name in names:
        shutil.copy(CASES / "24-plain-name.mp4", name)
        command("render", name, "-o", "cut.otio", "--overwrite")
        document = otio.adapters.read_from_file("cut.otio")
        (url,) = {clip.media_reference.target_url for clip in document.find_clips()}
        assert url.startswith("file:///")
        assert filepath_from_url(url) == str(tmp_path / name)
