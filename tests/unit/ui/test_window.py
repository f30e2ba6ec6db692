"""The window with sample panels: docks, titles, files, theme, problems."""

import logging
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.errors import OutputError, ProjectError
from lance_studio.log_file import LogFile
from lance_studio.project.project import Project
from lance_studio.project.store import Store
from lance_studio.ui.main_window import MainWindow
from lance_studio.ui.session import EngineState, RunningJob
from lance_studio.ui.studio import Studio
from lance_studio.ui.theme import LIGHT, colours
from tests.unit.ui.sample_panels import PANELS


@pytest.fixture
def window(studio: Studio, qtbot: QtBot) -> MainWindow:
    made = MainWindow(studio, PANELS)
    qtbot.addWidget(made)
    made.show()
    return made


def drop(window: MainWindow, *files: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    place = QPoint(300, 300).toPointF()
    event = QDropEvent(place, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    window.dropEvent(event)


def test_the_panels_stand_where_they_belong(window: MainWindow, studio: Studio) -> None:
    places = {name: window.panel(name).mapTo(window, QPoint(0, 0)) for name in ("media", "canvas", "history")}
    assert places["media"].x() < places["canvas"].x() < places["history"].x()
    assert window.panel("media").width() == 264
    assert window.docks.dock("timeline").isHidden()
    assert window.panel("chat").visibleRegion().isEmpty()
    studio.actions.trigger("workspace.film")
    timeline = window.panel("timeline")
    assert timeline.mapTo(window, QPoint(0, 0)).x() == 0
    assert timeline.mapTo(window, QPoint(0, 0)).y() > places["media"].y()
    assert timeline.width() == window.width()
    assert window.panel("queue").visibleRegion().isEmpty()


def test_a_title_is_shown_once(window: MainWindow, studio: Studio, qtbot: QtBot) -> None:
    studio.actions.trigger("workspace.ask")
    chat, timeline = window.docks.dock("chat"), window.docks.dock("timeline")
    qtbot.waitUntil(lambda: chat.titleBarWidget().height() > 0 and timeline.titleBarWidget().height() > 0)
    studio.session.reveal("history")
    qtbot.waitUntil(lambda: chat.titleBarWidget().sizeHint().height() == 0)
    window.docks.dock("history").close()
    qtbot.waitUntil(lambda: chat.titleBarWidget().sizeHint().height() > 0)
    window.panel("queue").titled.emit("Queue (2)")
    assert window.docks.dock("queue").windowTitle() == "Queue (2)"


def test_a_panel_comes_back_by_its_action(window: MainWindow, studio: Studio) -> None:
    window.docks.dock("inspector").close()
    action = studio.actions.action("window.panel.inspector")
    assert not action.isChecked()
    studio.actions.trigger("window.panel.inspector")
    assert action.isChecked()
    assert not window.docks.dock("inspector").isHidden()


def test_the_arrangement_is_kept_and_reset(window: MainWindow, studio: Studio, qtbot: QtBot) -> None:
    window.docks.dock("inspector").close()
    window.close()
    again = MainWindow(
        Studio(studio.session, studio.bus, type(studio.actions)(), studio.settings, work=studio.work), PANELS
    )
    qtbot.addWidget(again)
    again.show()
    assert again.docks.dock("inspector").isHidden()
    again.studio.actions.trigger("window.reset_layout")
    assert not again.docks.dock("inspector").isHidden()


def test_a_damaged_arrangement_is_ignored(studio: Studio, qtbot: QtBot) -> None:
    studio.settings.set("layout", {"geometry": "ü", "docks": "no arrangement", "workspaces": {"picture": "none"}})
    made = MainWindow(studio, PANELS)
    qtbot.addWidget(made)
    made.show()
    assert not made.docks.dock("inspector").isHidden()
    assert made.docks.dock("timeline").isHidden()


def test_a_new_project_is_a_draft_until_it_has_a_name(
    window: MainWindow, studio: Studio, tmp_path: Path, qtbot: QtBot
) -> None:
    assert window.windowTitle() == "Lance Studio"
    studio.actions.trigger("file.new")
    project = studio.session.project
    assert project is not None
    draft = project.path
    assert window.windowTitle() == "Untitled[*] – Lance Studio"
    assert window.isWindowModified()
    with qtbot.waitSignal(studio.session.project_replaced):
        window.files.save_as(tmp_path / "harbour.lstudio")
    assert window.windowTitle() == "harbour[*] – Lance Studio"
    assert not window.isWindowModified()
    assert not draft.exists()
    assert studio.settings.recent() == [tmp_path / "harbour.lstudio"]
    studio.actions.trigger("file.close")
    assert studio.session.project is None
    assert not studio.actions.action("file.save").isEnabled()


def test_a_project_that_cannot_be_opened_leaves_the_open_one(
    window: MainWindow, studio: Studio, tmp_path: Path
) -> None:
    studio.session.create(tmp_path / "good.lstudio")
    bad = tmp_path / "bad.lstudio"
    bad.write_bytes(b"no project" * 1000)
    window.files.open(bad)
    banner = window.panel("canvas").banner
    assert banner is not None
    assert "bad.lstudio" in banner.cause
    assert studio.session.project is not None
    assert studio.session.project.path.name == "good.lstudio"


def test_what_a_full_disk_keeps_from_closing_is_said_before_the_window_goes(
    window: MainWindow, studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The window must not lose sight of the project's state, nor go without a word."""
    close = Store.close

    def refuse(store: Store) -> None:
        close(store)
        raise ProjectError("The latest changes are in 'good.lstudio-wal'.", "Keep both files together.")

    studio.session.create(tmp_path / "good.lstudio")
    with monkeypatch.context() as patched:
        patched.setattr(Store, "close", refuse)
        assert not window.close()
    assert window.isVisible()
    assert studio.session.project is None
    assert window.windowTitle() == "Lance Studio"
    banner = window.panel("canvas").banner
    assert banner is not None
    assert (banner.cause, banner.remedy) == (
        "The latest changes are in 'good.lstudio-wal'.", "Keep both files together.",
    )  # fmt: skip
    # Another project can be opened at once, and the next click closes the window.
    window.files.open(tmp_path / "good.lstudio")
    assert studio.session.project is not None
    assert window.close()
    assert not window.isVisible()


def test_another_project_is_open_where_the_former_could_not_be_closed(
    window: MainWindow, studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    close = Store.close

    def refuse(store: Store) -> None:
        close(store)
        raise ProjectError("The disk refuses to write.")

    Project.create(tmp_path / "next.lstudio").close()
    studio.session.create(tmp_path / "good.lstudio")
    with monkeypatch.context() as patched:
        patched.setattr(Store, "close", refuse)
        window.files.open(tmp_path / "next.lstudio")
    assert studio.session.project is not None
    assert studio.session.project.path.name == "next.lstudio"
    assert window.windowTitle().startswith("next")
    banner = window.panel("canvas").banner
    assert banner is not None
    assert banner.cause == "The disk refuses to write."


def test_dropped_projects_are_opened_and_others_are_told(
    window: MainWindow, studio: Studio, tmp_path: Path, qtbot: QtBot
) -> None:
    Project.create(tmp_path / "one.lstudio").close()
    with qtbot.waitSignal(studio.session.arrived) as told:
        drop(window, tmp_path / "one.lstudio", tmp_path / "a.png")
    assert told.args is not None
    assert told.args[0].what.files == (tmp_path / "a.png",)
    assert studio.session.project is not None
    assert studio.session.project.path.name == "one.lstudio"


def test_the_theme_changes_while_the_window_is_open(window: MainWindow, studio: Studio) -> None:
    studio.actions.trigger("view.theme")
    assert colours() is LIGHT
    assert studio.settings.text("theme") == "light"
    studio.session.reveal("chat")
    place = window.panel("chat").mapTo(window, QPoint(100, 200))
    assert window.grab().toImage().pixelColor(place).name() == LIGHT.panel.name()


def test_a_problem_is_shown_in_the_panel_concerned(window: MainWindow, studio: Studio) -> None:
    studio.session.report("timeline", OutputError("A panel that is out of sight."))
    assert window.panel("timeline").banner is None
    assert window.panel("canvas").banner is not None
    window.panel("canvas").clear_banner()
    studio.session.reveal("timeline")
    focused = QApplication.focusWidget()
    studio.session.report("timeline", OutputError("The disk is full."), action="Try again", log="log")
    banner = window.panel("timeline").banner
    assert banner is not None
    assert banner.log == "log"
    assert QApplication.focusWidget() is focused
    studio.session.report("no-such-panel", OutputError("Lost."))
    assert window.panel("canvas").banner is not None


def test_the_status_bar_follows_the_engine(window: MainWindow, studio: Studio, qtbot: QtBot) -> None:
    studio.session.set_engine(EngineState("Nano", "CPU", "idle"))
    status = window.statusBar()
    engine, job, cancel = (status.findChild(QWidget, name) for name in ("status.engine", "status.job", "status.cancel"))
    assert engine.text() == "Nano · CPU · idle"  # type: ignore[union-attr]
    assert not cancel.isVisible()  # type: ignore[union-attr]
    studio.session.set_running(RunningJob("j1", 'Editing "sky"', 12, 30, 3.0))
    assert job.text() == 'Editing "sky"  12/30'  # type: ignore[union-attr]
    with qtbot.waitSignal(studio.session.cancel_requested) as asked:
        cancel.click()  # type: ignore[union-attr]
    assert asked.args == ["j1"]


def test_undo_names_its_step(window: MainWindow, studio: Studio, tmp_path: Path) -> None:
    from lance_studio.project.commands.settings import SetSetting

    studio.session.create(tmp_path / "a.lstudio")
    undo = studio.actions.action("edit.undo")
    assert not undo.isEnabled()
    studio.session.run(SetSetting("note", "one", undoable=True))
    assert undo.isEnabled()
    assert undo.text().startswith("Undo ")
    studio.actions.trigger("edit.undo")
    assert not undo.isEnabled()
    assert studio.actions.action("edit.redo").isEnabled()


def test_the_log_is_copied_and_its_folder_opened(
    window: MainWindow, studio: Studio, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url) or True)
    studio.actions.trigger("help.copy_log")
    qtbot.waitUntil(lambda: window.panel("canvas").banner is not None)
    studio.actions.trigger("help.open_log_folder")
    assert opened == []

    log = LogFile()
    logging.getLogger("lance_studio").info("Something happened")
    log.close()
    studio.actions.trigger("help.copy_log")
    qtbot.waitUntil(lambda: "Something happened" in QApplication.clipboard().text())
    studio.actions.trigger("help.open_log_folder")
    assert opened == [QUrl.fromLocalFile(str(log.path.parent))]
