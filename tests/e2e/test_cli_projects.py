"""`render`, `log` and `open` on real project files; frames are told apart by the number painted into each."""

import contextlib
import errno
import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import opentimelineio as otio
import pytest
from opentimelineio.url_utils import filepath_from_url

from lance_studio.cli import main
from lance_studio.media.files import sha256_file
from lance_studio.media.images import load_image, write_png
from lance_studio.media.probe import probe
from lance_studio.media.recipes import SourceRecord, read_recipe
from lance_studio.project.commands.media import AddMedia
from lance_studio.project.commands.nodes import AddNode
from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.commands.timelines import AddTimeline, EditTimeline
from lance_studio.project.linking import link_file
from lance_studio.project.project import Project
from lance_studio.project.rows import CURRENT_TIMELINE, Media, Node, TimelineRow
from lance_studio.timeline.document import to_json
from lance_studio.timeline.model import Clip, Timeline, Track
from lance_studio.timeline.properties import set_in, set_out
from tests.reading import plain_frames
from tests.unit.media.painted import painted, painted_clip, read_number

ROOT = Path(__file__).parents[2]
RATE = Fraction(24)
# The main timeline: frames 4 to 13 of the linked film, then five frames of the still in the project.
MEANT = [*((number, 1) for number in range(4, 14)), *[(77, 3)] * 5]

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a linked film, a picture in it and three timelines; its folder is the current one."""
    monkeypatch.chdir(tmp_path)
    painted_clip(tmp_path / "film.mp4", 20, tag=1, rate=RATE)
    write_png(tmp_path / "still.png", painted(77, 3))
    link, digest = link_file(tmp_path / "film.mp4", tmp_path)
    film = Media(
        id="film", digest=digest, kind="video", name="film.mp4", size=link.size, link=link.path,
        modified_ns=link.modified_ns, width=96, height=64, frames=20, rate=RATE, duration=20 / RATE,
    )  # fmt: skip
    with Project.create(tmp_path / "a b.lstudio") as one:
        one.run(AddMedia(film))
        blob = one.files.add_file(tmp_path / "still.png")
        still = Media(id="still", digest=blob.digest, kind="picture", name="still.png", size=blob.size)
        one.run(AddNode(Node(id="node", media_id="still", kind="picture", name="A still"), None, still))
        items = (
            Clip("c1", "film", 10 / RATE, 4 / RATE, 20 / RATE),
            Clip("c2", "still", 5 / RATE, node_id="node"),
        )
        main_line = Timeline("t1", "Main", RATE, (Track("v1", "video", items=items),), width=96, height=64)
        short = Timeline("t2", "Short", RATE, (Track("v1", "video", items=items[1:]),), width=96, height=64)
        for timeline in (short, main_line, Timeline("t3", "Empty", RATE)):
            one.run(AddTimeline(TimelineRow(id=timeline.id, name=timeline.name, document=to_json(timeline))))
        one.run(SetSetting(CURRENT_TIMELINE, "t1"))
    (tmp_path / "still.png").unlink()
    return tmp_path / "a b.lstudio"


@pytest.fixture
def run(project: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command that succeeds and gives its JSON."""

    def run_json(*arguments: str | Path) -> dict[str, Any]:
        code = main.run([*map(str, arguments), "--json"])
        captured = capsys.readouterr()
        document = json.loads(captured.out)
        assert (code, document["ok"]) == (0, True), captured
        assert all(json.loads(line)["event"] for line in captured.err.splitlines())
        return document

    return run_json


def contents() -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in Path().iterdir()}


def names() -> list[str]:
    return sorted(contents())


def shown(frames: list[np.ndarray]) -> list[tuple[int, int] | None]:
    return [read_number(np.where(frame < 40, 0, frame).astype(np.uint8)) for frame in frames]


def test_the_shown_timeline_becomes_a_film_with_its_recipe(run: Run, project: Path) -> None:
    before = project.read_bytes()
    result = run("render", project, "-o", "out.mp4")
    assert shown(plain_frames("out.mp4")) == MEANT
    assert result["timeline"] == {"id": "t1", "name": "Main"}
    assert (result["width"], result["height"], result["frames"], result["rate"], result["start"]) == (
        96, 64, 15, "24", "0",
    )  # fmt: skip
    recipe = read_recipe("out.mp4")
    assert recipe is not None
    assert (recipe.task, recipe.prompt) == ("render", "Main")
    assert recipe.settings == {"start": "0", "frames": 15, "rate": "24", "width": 96, "height": 64}
    assert SourceRecord("film.mp4", sha256_file(project.parent / "film.mp4")) in recipe.sources
    assert len(recipe.sources) == 2
    assert project.read_bytes() == before
    assert names() == ["a b.lstudio", "film.mp4", "out.mp4"]


@pytest.mark.parametrize(
    ("span", "meant"),
    [
        ("0.125:0.25", MEANT[3:6]),
        (":0.25", MEANT[:6]),
        ("0.5:", MEANT[12:]),
        # between two frames: the nearest boundaries
        ("0.126:0.249", MEANT[3:6]),
    ],
)
def test_a_range_holds_just_its_frames(run: Run, project: Path, span: str, meant: list[tuple[int, int]]) -> None:
    result = run("render", project, "-o", "out.mp4", "--range", span)
    assert shown(plain_frames("out.mp4")) == meant
    assert result["frames"] == len(meant)


def test_the_in_and_out_point_are_the_range_although_they_are_kept_beside_the_document(run: Run, project: Path) -> None:
    with Project.open(project) as one:
        timeline = one.timeline_value("t1")
        assert timeline is not None
        marked = set_out(set_in(timeline, 3 / RATE), 6 / RATE)
        assert not one.run(EditTimeline("t1", marked)).undo_list_changed
    assert run("render", project, "-o", "out.mp4")["frames"] == 3
    assert shown(plain_frames("out.mp4")) == MEANT[3:6]
    run("render", project, "-o", "out.otio")
    written = json.loads(Path("out.otio").read_text(encoding="utf-8"))["metadata"]["lance_studio"]
    assert (written["in_point"], written["out_point"]) == ("1/8", "1/4")


def test_another_timeline_and_size(run: Run, project: Path) -> None:
    for name in ("Short", "t2"):
        result = run("render", project, "-o", "out.mp4", "--timeline", name, "--size", "48x32", "--overwrite")
        assert result["timeline"] == {"id": "t2", "name": "Short"}
    assert (result["width"], result["height"], result["frames"]) == (48, 32, 5)
    info = probe(Path("out.mp4"))
    assert (info.width, info.height, info.frame_count) == (48, 32, 5)


@pytest.mark.parametrize(("at", "number"), [("0", 0), ("0.249", 5), ("00:00:00:11", 11), ("0.6249", 14)])
def test_one_frame_is_a_picture(run: Run, project: Path, at: str, number: int) -> None:
    result = run("render", project, "-o", "frame.png", "--at", at)
    assert read_number(load_image("frame.png")) == MEANT[number]
    assert (result["frames"], result["start"]) == (1, str(number / RATE))
    recipe = read_recipe("frame.png")
    assert recipe is not None
    assert recipe.settings["start"] == str(number / RATE)


@pytest.mark.parametrize("place", ["frames/", "frames", "there"])
def test_a_folder_gets_a_picture_of_each_frame(run: Run, project: Path, place: str) -> None:
    Path("there").mkdir()
    run("render", project, "-o", place, "--range", "0:0.125")
    files = sorted(Path(place).iterdir())
    assert [file.name for file in files] == ["frame_000000.png", "frame_000001.png", "frame_000002.png"]
    assert [read_number(load_image(file)) for file in files] == MEANT[:3]


def test_other_programs_find_the_media(run: Run, project: Path) -> None:
    result = run("render", project, "-o", "cut.otio")
    (copy,) = result["media"]
    assert read_number(load_image(copy)) == (77, 3)
    document = otio.adapters.read_from_file("cut.otio")
    urls = [clip.media_reference.target_url for clip in document.find_clips()]
    assert list(map(filepath_from_url, urls)) == [str(project.parent / "film.mp4"), str(project.parent / copy)]

    again = run("render", project, "-o", "cut.otio", "--overwrite")
    assert again["media"] == result["media"]
    assert len(list(Path(copy).parent.iterdir())) == 1


def test_a_refused_handover_leaves_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("film.mp4").unlink()
    assert main.run(["render", str(project), "-o", "cut.otio"]) == 1
    assert "film.mp4" in capsys.readouterr().err
    assert names() == ["a b.lstudio"]


def test_it_works_while_the_window_has_the_project_open(run: Run, project: Path) -> None:
    with Project.open(project) as window:
        window.run(SetSetting(CURRENT_TIMELINE, "t2"))
        assert run("render", project, "-o", "out.mp4")["timeline"]["name"] == "Short"
        assert len(run("log", project, "--verify")["entries"]) == 6
        window.run(SetSetting(CURRENT_TIMELINE, "t1"))
    assert run("render", project, "-o", "out.mp4", "--overwrite")["timeline"]["name"] == "Main"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["-o", "out.avi"], 2, "What is 'out.avi' to be?"),
        (["-o", "out.png"], 2, "--at TIME belongs to a .png"),
        (["-o", "out.mp4", "--at", "1"], 2, "--at TIME belongs to a .png"),
        (["-o", "out.png", "--at", "1e3"], 2, "is not a time"),
        (["-o", "out.png", "--at", "0.625"], 2, "lasts 0.625 s"),
        (["-o", "out.png", "--at", "00:00:00:30"], 1, "no frame 30"),
        (["-o", "out.png", "--at", "0", "--range", "0:1"], 2, "single frame"),
        (["-o", "out.otio", "--size", "64x64"], 2, "not for .otio"),
        (["-o", "out.mp4", "--size", "8x8"], 2, "16 to 8192"),
        (["-o", "out.mp4", "--range", "1"], 2, "is not a range"),
        (["-o", "out.mp4", "--range", ":"], 2, "is not a range"),
        (["-o", "out.mp4", "--range", "2:1"], 2, "is empty"),
        (["-o", "out.mp4", "--range", "0:1"], 2, "does not lie on the timeline"),
        (["-o", "out.mp4", "--range", "0.01:0.011"], 2, "does not lie on the timeline"),
        (["-o", "out.mp4", "--timeline", "None"], 2, "There is: 'Short', 'Main', 'Empty'"),
        (["-o", "out.mp4", "--timeline", "Empty"], 1, "is empty"),
        (["-o", "film.mp4"], 1, "exists already"),
        (["-o", "film.mp4", "--overwrite"], 1, "same file as the input"),
        (["-o", "."], 1, "not an empty folder"),
        (["-o", "film.mp4/out.mp4"], 1, "is not a folder"),
    ],
)
def test_what_cannot_be_rendered_is_said_and_changes_nothing(
    project: Path, arguments: list[str], code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents()
    assert main.run(["render", str(project), *arguments]) == code
    captured = capsys.readouterr()
    assert words in captured.err
    assert captured.out == ""
    assert contents() == before


@pytest.mark.parametrize(
    ("command", "file", "words"),
    [
        (["render", "-o", "out.mp4"], "none.lstudio", "does not exist"),
        (["render", "-o", "out.mp4"], ".", "is a folder"),
        (["log"], "none.lstudio", "does not exist"),
        (["log"], ".", "is a folder"),
        (["log"], "film.mp4", "not a Lance Studio project"),
    ],
)
def test_other_files_are_no_projects(
    project: Path, command: list[str], file: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.run([*command, file]) == 1
    assert words in capsys.readouterr().err
    assert names() == ["a b.lstudio", "film.mp4"]


def test_two_timelines_of_one_name_are_told_apart_by_their_ids(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Project.open(project) as one:
        one.run(AddTimeline(TimelineRow(id="t4", name="Main", document=to_json(Timeline("t4", "Main")))))
    assert main.run(["render", str(project), "-o", "out.mp4", "--timeline", "Main"]) == 2
    assert "Give an id: 't1', 't4'" in capsys.readouterr().err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_ctrl_c_and_its_like_leave_nothing(project: Path, number: int) -> None:
    with Project.open(project) as one:
        items = (Clip("c", "film", Fraction(600), source_duration=None),)
        long = Timeline("long", "Long", RATE, (Track("v1", "video", items=items),), width=1280, height=720)
        one.run(AddTimeline(TimelineRow(id="long", name="Long", document=to_json(long))))
    command = [sys.executable, "-m", "lance_studio", "render", str(project), "-o", "out.mp4", "--timeline", "Long"]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    ) as it:
        assert it.stderr is not None
        while "Frame" not in (line := it.stderr.readline()):
            assert line, "it ended before the first frame"
        it.send_signal(number)
        rest = it.stderr.read()
    assert (it.returncode, rest.splitlines()[-1]) == (1, "Cancelled.")
    assert names() == ["a b.lstudio", "film.mp4"]


def test_the_log_tells_what_is_in_the_project(run: Run, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = run("log", project)
    assert document["project"] == str(project)
    found = {(entry["kind"], entry["id"]): entry for entry in document["entries"]}
    assert found.keys() == {
        ("media", "film"), ("media", "still"), ("node", "node"), ("timeline", "t1"), ("timeline", "t2"),
        ("timeline", "t3"),
    }  # fmt: skip
    assert found["media", "film"]["details"]["linked to"] == "film.mp4"
    assert (document["problems"], document["warnings"]) == ([], [])

    assert main.run(["log", str(project)]) == 0
    captured = capsys.readouterr()
    assert "A still" in captured.out
    assert captured.err == ""


def test_info_lists_the_timelines(run: Run, project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Project.open(project) as one:
        one.run(AddTimeline(TimelineRow(id="t4", name="Broken", document="{")))
    before = contents()
    document = run("info", project)
    counts = {key: document[key] for key in ("project", "media", "nodes", "messages", "jobs")}
    assert counts == {"project": str(project), "media": 2, "nodes": 1, "messages": 0, "jobs": 0}
    found = [(each["name"], each["shown"], each["duration_exact"], each["clips"]) for each in document["timelines"]]
    assert found == [
        ("Short", False, "5/24", 1), ("Main", True, "5/8", 2), ("Empty", False, "0", 0), ("Broken", False, None, None),
    ]  # fmt: skip
    assert document["timelines"][1]["rate"] == "24"
    assert main.run(["info", str(project)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Holds: 2 media, 1 node, 0 messages, 0 jobs"
    assert [line.split() for line in lines if line.startswith("*")] == [
        ["*", "Main", "0.62", "s", "96x64", "at", "24", "fps", "2", "t1"]
    ]
    assert any(line.split() == ["Broken", "damaged", "t4"] for line in lines)
    assert contents() == before, "it was only read"


def test_info_of_a_project_without_timelines_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Project.create(tmp_path / "empty.lstudio").close()
    assert main.run(["info", str(tmp_path / "empty.lstudio")]) == 0
    assert "It has no timeline." in capsys.readouterr().out


def test_verify_finds_a_sound_project_and_what_is_missing(
    run: Run, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.run(["log", str(project), "--verify"]) == 0
    assert "The project is sound." in capsys.readouterr().err
    Path("film.mp4").unlink()
    (warning,) = run("log", project, "--verify")["warnings"]
    assert "film.mp4" in warning


def test_verify_finds_damage(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = bytearray(project.read_bytes())
    place = content.index(b"\x89PNG") + 60
    content[place] ^= 1
    project.write_bytes(content)
    assert main.run(["log", str(project), "--verify"]) == 1
    captured = capsys.readouterr()
    assert "A still" in captured.out
    assert "damaged" in captured.err
    assert main.run(["log", str(project), "--verify", "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert (document["ok"], document["error"]["kind"], len(document["problems"])) == (False, "projectdamaged", 1)
    assert len(document["entries"]) == 6


def test_an_empty_project_has_an_empty_log_and_no_timeline(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Project.create(tmp_path / "new.lstudio").close()
    assert main.run(["log", str(tmp_path / "new.lstudio")]) == 0
    assert capsys.readouterr().out == ""
    assert main.run(["render", str(tmp_path / "new.lstudio"), "-o", str(tmp_path / "a.mp4")]) == 1
    assert "has no timeline" in capsys.readouterr().err


def _changed(data: bytes, place: int, new: bytes) -> bytes:
    return data[:place] + new + data[place + len(new) :]


def _without_timelines(data: bytes) -> bytes:
    """Zeros in place of the page that the timelines begin on, which is only looked at when they are read."""
    with contextlib.closing(sqlite3.connect("a b.lstudio")) as connection:
        [page] = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'timeline'").fetchone()
        [size] = connection.execute("PRAGMA page_size").fetchone()
    return _changed(data, (page - 1) * size, bytes(size))


@pytest.mark.parametrize("command", [["render", "-o", "out.mp4"], ["log"], ["log", "--verify"]])
@pytest.mark.parametrize(
    ("damage", "kind", "words"),
    [
        (lambda data: data[: len(data) // 2], "projectdamaged", "damaged"),
        (lambda data: data[:-100], "projectdamaged", "damaged"),
        (_without_timelines, "projectdamaged", "damaged"),
        (lambda data: _changed(data, 60, (99).to_bytes(4, "big")), "project", "newer Lance Studio"),
        (lambda data: _changed(data, 68, bytes(4)), "project", "not a Lance Studio project"),
        (lambda _data: b"", "project", "not a Lance Studio project"),
    ],
    ids=["half", "end missing", "a page of zeros", "newer", "another database", "empty"],
)
def test_a_project_that_cannot_be_read_is_said_and_left_alone(
    project: Path,
    damage: Callable[[bytes], bytes],
    kind: str,
    words: str,
    command: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    project.write_bytes(damage(project.read_bytes()))
    before = contents()
    assert main.run([*command, str(project)]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert words in captured.err
    assert main.run([*command, str(project), "--json"]) == 1
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["kind"] == kind
    assert words in error["cause"]
    assert error["remedy"]
    assert contents() == before


@pytest.mark.parametrize(
    ("change", "words"), [("vanished", "does not exist"), ("changed", "has changed"), ("damaged", "film.mp4")]
)
def test_a_linked_film_that_is_not_what_it_was_is_not_rendered(
    project: Path, change: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    film = project.parent / "film.mp4"
    if change == "vanished":
        film.unlink()
    elif change == "changed":
        painted_clip(project.parent / "other.mp4", 12, tag=9, rate=RATE).replace(film)
    else:
        whole = film.read_bytes()
        film.write_bytes(whole[: len(whole) // 2])
    before = contents()
    for place in ("out.mp4", "frames/", "frame.png"):
        assert main.run(["render", str(project), "-o", place, *(["--at", "0"] if place.endswith("png") else [])]) == 1
        captured = capsys.readouterr()
        assert "film.mp4" in captured.err
        assert words in captured.err
        assert contents() == before


@pytest.mark.parametrize("place", ["out.mp4", "frames/", "out.otio"])
def test_a_full_disk_leaves_nothing_half_done(project: Path, place: str) -> None:
    before = contents()
    # No file of the process may grow beyond this, which programs meet as they meet a full disk.
    script = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300)); "
        "from lance_studio.cli import main; sys.exit(main.run(sys.argv[1:]))"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    result = subprocess.run(
        [sys.executable, "-c", script, "render", str(project), "-o", place],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=environment,
    )
    assert (result.returncode, result.stdout) == (1, "")
    [line] = [line for line in result.stderr.splitlines() if line.startswith("Error: ")]
    assert "larger than this disk" in line
    assert "Choose another disk" in line
    assert "Traceback" not in result.stderr
    assert contents() == before


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC])
def test_a_place_that_may_not_be_written_is_said_before_anything_is_rendered(
    project: Path, number: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before, system_open = contents(), os.open
    locked = project.parent / "locked"

    def refuse(name: str | Path, flags: int, *more: int, **options: int) -> int:  # the superuser may write everywhere
        if flags & (os.O_CREAT | getattr(os, "O_TMPFILE", 0)) and Path(name).parent in (locked, project.parent):
            raise OSError(number, os.strerror(number), str(name))
        return system_open(name, flags, *more, **options)

    monkeypatch.setattr(os, "open", refuse)
    assert main.run(["render", str(project), "-o", "out.mp4"]) == 1
    error = capsys.readouterr().err.splitlines()[-1]
    assert ("no space left" if number == errno.ENOSPC else "may not be written") in error
    assert contents() == before


def test_a_damaged_project_opens_the_window_with_a_banner(project: Path) -> None:
    project.write_bytes(project.read_bytes()[:-100])
    before = contents()
    script = """
import sys
from PySide6.QtCore import QTimer
from lance_studio import app
from lance_studio.ui.widgets.banner import Banner

def look(window):
    said = [one for one in window.findChildren(Banner) if not one.visibleRegion().isEmpty()]
    if said:
        print(said[0].cause, said[0].remedy)
        window.close()

def started(application, window):
    timer = QTimer(window)
    timer.timeout.connect(lambda: look(window))
    timer.start(20)

app_main = app.main
app.main = lambda arguments: app_main(arguments, started=started)
from lance_studio.cli import main
sys.exit(main.run(["open", *sys.argv[1:]]))
"""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", "DISPLAY": ":0"}
    result = subprocess.run(
        [sys.executable, "-c", script, str(project)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=environment,
    )
    assert (result.returncode, result.stderr) == (0, "")
    assert "'a b.lstudio' is damaged" in result.stdout
    assert "backup" in result.stdout
    assert contents() == before
