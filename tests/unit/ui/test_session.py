"""Session, bus and settings."""

import ast
import json
from fractions import Fraction
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from lance_studio.errors import CommandRefusedError, OutputError, ProjectError
from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.rows import Changes
from lance_studio.ui.comparison import Comparison
from lance_studio.ui.pyside_refcount_fix import protect_singletons
from lance_studio.ui.session import EngineState, StepRequest
from lance_studio.ui.settings import Settings
from lance_studio.ui.studio import Studio

UI = Path(__file__).resolve().parents[3] / "lance_studio" / "ui"


def test_presenters_know_no_widgets() -> None:
    wrong = []
    for path in UI.rglob("presenter*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            wrong += [f"{path}: {name}" for name in names if name.startswith(("PySide6.QtWidgets", "PySide6.QtGui"))]
    assert wrong == []


def test_only_another_value_is_told(studio: Studio, qtbot: QtBot) -> None:
    session = studio.session
    for signal, change, value in (
        (session.node_selected, lambda: session.select_node("n"), "n"),
        (session.media_selected, lambda: session.select_media("m"), "m"),
        (session.clips_selected, lambda: session.select_clips(("c",)), ("c",)),
        (session.timeline_selected, lambda: session.select_timeline("t"), "t"),
        (session.playhead_moved, lambda: session.move_playhead(Fraction(3, 2)), Fraction(3, 2)),
        (session.playing_changed, lambda: session.set_playing(True), True),
        (session.viewing_changed, lambda: session.view("timeline"), "timeline"),
        (session.compare_changed, lambda: session.compare("a", "b"), Comparison(("a", "b"), "wipe")),
        (session.engine_changed, lambda: session.set_engine(EngineState("Nano")), EngineState("Nano")),
    ):
        with qtbot.waitSignal(signal) as told:
            change()
        assert told.args == [value]
        with qtbot.assertNotEmitted(signal):
            change()


def test_whoever_has_a_step_on_its_way_can_hold_undo_and_redo(studio: Studio, tmp_path: Path) -> None:
    session = studio.session
    project = session.create(tmp_path / "a.lstudio")
    project.run(SetSetting("a", "1", undoable=True))
    held: list[StepRequest] = []

    def hold(request: StepRequest) -> None:
        request.held = len(held) % 2 == 0
        held.append(request)

    session.step_wanted.connect(hold)
    for step, left in ((session.undo, 0), (session.redo, 1)):
        before = len(project.undo_list())
        step()
        assert len(project.undo_list()) == before
        held[-1].again()
        assert len(project.undo_list()) == left


def test_the_playhead_does_not_leave_the_timeline(studio: Studio) -> None:
    studio.session.move_playhead(Fraction(-1))
    assert studio.session.playhead == 0
    with pytest.raises(ValueError, match="moon"):
        studio.session.view("moon")


def test_a_project_replaces_another_and_its_selection(studio: Studio, tmp_path: Path, qtbot: QtBot) -> None:
    session = studio.session
    first = session.create(tmp_path / "a.lstudio")
    session.select_node("n")
    with qtbot.waitSignals([session.project_replaced, studio.bus.replaced]):
        session.create(tmp_path / "b.lstudio")
    assert first.closed
    assert session.node_id is None
    with pytest.raises(ProjectError):
        session.open(tmp_path / "missing.lstudio")
    assert session.project is not None
    assert session.project.path.name == "b.lstudio"
    session.close()
    assert session.project is None
    with pytest.raises(CommandRefusedError):
        session.run(SetSetting("a", "b"))


def test_a_commit_is_told_by_subject(studio: Studio, tmp_path: Path, qtbot: QtBot) -> None:
    studio.session.create(tmp_path / "a.lstudio")
    told = [studio.bus.changed, studio.bus.settings_changed, studio.bus.undo_changed]
    with qtbot.waitSignals(told), qtbot.assertNotEmitted(studio.bus.media_changed):
        changes = studio.session.run(SetSetting("note", "one", undoable=True))
    assert isinstance(changes, Changes)
    with qtbot.waitSignal(studio.bus.settings_changed) as undone:
        studio.session.undo()
    assert undone.args == [frozenset({"note"})]
    studio.session.close()


def test_settings_are_on_the_disk_at_once(tmp_path: Path, qtbot: QtBot) -> None:
    file = tmp_path / "deep" / "settings.json"
    settings = Settings(file)
    with qtbot.waitSignal(settings.changed) as told:
        settings.set("theme", "light")
    assert told.args == ["theme"]
    assert Settings(file).text("theme") == "light"
    settings.set("theme", None)
    assert json.loads(file.read_text()) == {}
    assert {path.name for path in file.parent.iterdir()} == {"settings.json", ".settings.lock"}, "nothing is left over"


@pytest.mark.parametrize("content", [b"{", b"[1]", b"\xff\xfe", b"[" * 100000])
def test_damaged_settings_are_put_aside(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "settings.json"
    file.write_bytes(content)
    settings = Settings(file)
    assert settings.get("theme") is None
    assert file.read_bytes() == content
    settings.set("theme", "dark")
    assert (tmp_path / "settings.damaged.json").read_bytes() == content
    assert Settings(file).text("theme") == "dark"


def test_settings_that_cannot_be_written_say_so_and_hold(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings = Settings(tmp_path / "file" / "settings.json")
    with pytest.raises(OutputError, match="settings"):
        settings.set("theme", "light")
    assert settings.text("theme") == "light"


def test_recent_files_are_newest_first_and_stay_while_their_drive_is_away(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.json")
    files = [tmp_path / f"{number}.lstudio" for number in range(14)]
    for file in files:
        file.touch()
        settings.add_recent(file)
    settings.add_recent(files[5])
    assert settings.recent()[:2] == [files[5], files[13]]
    assert len(settings.recent()) == 12
    files[13].unlink()
    assert settings.recent()[1] == files[13]
    settings.add_recent(files[4])
    assert settings.recent()[:3] == [files[4], files[5], files[13]]
    settings.forget_recent(files[13])
    assert settings.recent()[2] == files[12]


def test_calls_without_an_answer_do_not_use_none_up(qtbot: QtBot, studio: Studio) -> None:
    protect_singletons()
    before = id(None)
    for _ in range(200_000):
        studio.session.setObjectName("x")
    assert id(None) == before
