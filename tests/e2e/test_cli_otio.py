"""Timelines of other programs: what was written is read again, frame for frame, and no path in it is trusted."""

import json
import shutil
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest

from lance_studio import paths
from lance_studio.cli import main
from lance_studio.media.images import load_image, write_png
from lance_studio.timeline.interchange import file_url
from tests.reading import plain_frames
from tests.unit.media.painted import painted, painted_clip, read_number

Command = Callable[..., dict[str, Any]]


@pytest.fixture
def render(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Runs `render` in an empty current folder and gives its JSON, whether it went well or not."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)

    def run(*arguments: str | Path) -> dict[str, Any]:
        main.run(["render", *map(str, arguments), "--overwrite", "--json"])
        return json.loads(capsys.readouterr().out)

    return run


def shown(path: str) -> list[tuple[int, int]]:
    return [read_number(frame) for frame in plain_frames(path)]


def clip(url: str, start: int, count: int, rate: float = 24, **more: Any) -> otio.schema.Clip:
    moment = otio.opentime.RationalTime
    reference = otio.schema.ExternalReference(url)
    whole = otio.opentime.TimeRange(moment(start, rate), moment(count, rate))
    return otio.schema.Clip("a clip", reference, whole, **more)


def document(*clips: Any) -> None:
    timeline = otio.schema.Timeline("Film")
    track = otio.schema.Track("V1", kind=otio.schema.TrackKind.Video)
    timeline.tracks.append(track)
    track.extend(clips)
    otio.adapters.write_to_file(timeline, "cut.otio")


def test_what_was_written_is_read_again(render: Command) -> None:
    painted_clip(Path("a 100%25 #1.mp4"), 10, tag=1)
    write_png("b.png", painted(77, 3))
    assert render("a 100%25 #1.mp4", "b.png", "-o", "cut.otio")["ok"]
    assert render("a 100%25 #1.mp4", "b.png", "-o", "plain.mp4")["ok"]
    result = render("cut.otio", "-o", "again.mp4")
    assert result["ok"]
    assert shown("again.mp4") == shown("plain.mp4")
    assert shown("again.mp4")[:11] == [*((number, 1) for number in range(10)), (77, 3)]
    # What was made here may lie anywhere.
    Path("elsewhere").mkdir()
    shutil.move("cut.otio", "elsewhere/cut.otio")
    assert render("elsewhere/cut.otio", "-o", "again.mp4")["ok"]


def test_documents_of_other_programs(render: Command) -> None:
    painted_clip(Path("a.mp4"), 40, tag=1)
    gap = otio.schema.Gap(source_range=otio.opentime.TimeRange(duration=otio.opentime.RationalTime(3, 24)))
    fast = clip("a.mp4", 10, 5, effects=[otio.schema.LinearTimeWarp(time_scalar=2)])
    late = clip("a.mp4", 86_400 + 30, 4)  # by the file's own clock, which begins at an hour
    late.media_reference.available_range = otio.opentime.TimeRange(
        otio.opentime.RationalTime(86_400, 24), otio.opentime.RationalTime(40, 24)
    )
    long = clip(str(Path("a.mp4").absolute()), 36, 8)
    document(clip(file_url(Path("a.mp4").absolute()), 4, 6), gap, fast, late, long)
    result = render("cut.otio", "-o", "out.mp4")
    assert result["ok"], result
    assert (result["rate"], result["width"], result["height"]) == ("24", 96, 64)
    frames = shown("out.mp4")
    assert frames[:6] == [(number, 1) for number in range(4, 10)]
    assert frames[6:9] == [(0, 0)] * 3
    assert frames[9:14] == [(number, 1) for number in range(10, 20, 2)]
    assert frames[14:18] == [(number, 1) for number in range(30, 34)]
    assert frames[18:] == [(number, 1) for number in range(36, 40)]
    assert any("reach beyond the end" in warning and "1" in warning for warning in result["warnings"])


def test_rates_that_are_written_as_decimals_are_exact(render: Command) -> None:
    painted_clip(Path("a.mp4"), 20, rate=Fraction(30000, 1001))
    document(clip("a.mp4", 0, 20, 29.97002997))
    result = render("cut.otio", "-o", "out.mp4")
    assert (result["rate"], result["frames"]) == ("30000/1001", 20)


def test_what_cannot_be_followed_is_said(render: Command) -> None:
    painted_clip(Path("a.mp4"), 20)
    moment = otio.opentime.RationalTime
    nothing = otio.schema.Clip("none", None, otio.opentime.TimeRange(moment(0, 24), moment(2, 24)))
    nested = otio.schema.Stack("inside", source_range=otio.opentime.TimeRange(moment(0, 24), moment(2, 24)))
    cross = otio.schema.Transition("dissolve", in_offset=moment(1, 24), out_offset=moment(1, 24))
    blurred = clip("a.mp4", 6, 4, effects=[otio.schema.Effect("blur", effect_name="Blur")])
    document(clip("a.mp4", 0, 4), nothing, nested, clip("a.mp4", 4, 2), cross, blurred)
    result = render("cut.otio", "-o", "out.mp4")
    assert [code for code, _ in shown("out.mp4")] == [0, 1, 2, 3, 0, 0, 0, 0, 4, 5, 6, 7, 8, 9]
    told = " ".join(result["warnings"])
    for words in ("Transitions are left out: 1", "Compositions", "without a file", "Effects are left out: 1"):
        assert words in told


def test_files_outside_are_not_looked_for_before_the_user_says_so(
    render: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = tmp_path / "outside" / "a.mp4"
    outside.parent.mkdir()
    painted_clip(outside, 6)
    document(clip(file_url(outside), 0, 6), clip("/nowhere/b.mp4", 0, 2), clip("../outside/a.mp4", 0, 2))
    looked: list[str] = []
    with monkeypatch.context() as patch:
        from lance_studio.workflows import otio_import

        patch.setattr(otio_import, "is_regular", lambda path: looked.append(str(path)) or False)
        result = render("cut.otio", "-o", "out.mp4")
    assert not result["ok"]
    assert str(outside) in result["error"]["cause"]
    assert "--trust-links" in result["error"]["remedy"]
    assert all(Path(each).is_relative_to(Path.cwd()) for each in looked)
    document(clip(file_url(outside), 0, 6))
    assert render("cut.otio", "-o", "out.mp4", "--trust-links")["ok"]
    (Path.cwd() / "link.mp4").symlink_to(outside)
    document(clip("link.mp4", 0, 6))
    paths.known_links_file().unlink(missing_ok=True)
    assert not render("cut.otio", "-o", "out.mp4")["ok"], "a symbolic link leads out of the folder"


def test_a_file_that_was_moved_beside_the_document_is_found(render: Command) -> None:
    painted_clip(Path("a.mp4"), 6, tag=2)
    Path("sub").mkdir()
    document(clip("/somewhere/else/a.mp4", 0, 6))
    result = render("cut.otio", "-o", "out.mp4")
    assert result["ok"], result
    assert shown("out.mp4") == [(number, 2) for number in range(6)]
    assert any("beside it is used" in warning for warning in result["warnings"])
    document(clip("sub/none.mp4", 0, 6))
    assert "missing" in render("cut.otio", "-o", "out.mp4")["error"]["cause"]


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "no", '{"OTIO_SCHEMA": "Timeline.1"}', '{"a":' * 200 + "1" + "}" * 200, "[" * 100_000],
)
def test_what_is_no_timeline_is_refused_in_words(render: Command, text: str) -> None:
    Path("cut.otio").write_text(text)
    result = render("cut.otio", "-o", "out.mp4")
    assert not result["ok"]
    assert result["error"]["cause"]


def test_single_frames_of_a_document(render: Command) -> None:
    painted_clip(Path("a.mp4"), 20)
    document(clip("a.mp4", 4, 8))
    assert render("cut.otio", "-o", "one.png", "--at", "3f")["ok"]
    assert read_number(load_image("one.png"))[0] == 7
