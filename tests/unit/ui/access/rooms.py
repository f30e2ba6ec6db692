"""Every place of the studio that a user can come to: pages, workspaces, panels, dialogs, with nothing and with all."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.app import PANELS
from lance_studio.project.commands.media import AddMedia
from lance_studio.project.project import Project
from lance_studio.project.rows import Node, new_id
from lance_studio.ui.collecting import CollectingDialog, MissingDialog
from lance_studio.ui.export.view import ProgressDialog, VideoDialog
from lance_studio.ui.export.view import install as install_exports
from lance_studio.ui.help.view import install as install_help
from lance_studio.ui.leaving import LeavingDialog
from lance_studio.ui.linked_files import LinkDialog
from lance_studio.ui.main_window import MainWindow
from lance_studio.ui.preferences.view import install as install_preferences
from lance_studio.ui.relinking.view import RelinkDialog
from lance_studio.ui.saving import SavingDialog
from lance_studio.workflows.wishes import GeneratePicture
from tests.unit.ui.test_generation_service import Bench
from tests.unit.ui.test_nothing_unreachable import fill, linked_film
from tests.unit.workflows.bench import noise

WORKSPACES = ("picture", "film", "ask")
MASK_TOOLS = ("tool.brush", "tool.lasso", "tool.eraser", "tool.colour", "tool.object", "tool.select")


class Rooms:
    """The window, and the ways to its places."""

    def __init__(self, bench: Bench, window: MainWindow, qtbot: QtBot, folder: Path) -> None:
        self.bench, self.window, self.qtbot, self.folder = bench, window, qtbot, folder
        self.session, self.actions = bench.session, bench.studio.actions
        self._exports = install_exports(bench.studio, window)
        self._preferences = install_preferences(bench.studio, window)
        install_help(bench.studio, window)

    def all(self) -> Iterator[tuple[str, QWidget]]:
        """Go from one place to the next; gives its name, and the window or dialog that is in front."""
        yield from self.bare()
        yield from self.dialogs_of_the_program()
        yield from self.empty()
        yield from self.full()
        yield from self.dialogs_of_a_project()

    def bare(self) -> Iterator[tuple[str, QWidget]]:
        """The welcome page."""
        self.session.close()
        self._settle()
        yield "welcome", self.window

    def empty(self) -> Iterator[tuple[str, QWidget]]:
        """A project in which there is nothing."""
        self.session.create(self.folder / "empty.lstudio")
        yield from self._workspaces("empty")
        self.session.close()

    def full(self) -> Iterator[tuple[str, QWidget]]:
        """A project with rows of every kind in every state, with something at work."""
        self.open_full()
        yield from self._workspaces("full")
        self.actions.trigger("workspace.picture")
        node = self.bench.add_picture(noise(64, 64))
        self.session.select_node(node)
        yield "picture on the canvas", self._settle()
        for tool in MASK_TOOLS:
            self.actions.trigger(tool)
            yield tool, self._settle()
        self.actions.trigger("view.compare")
        yield "comparison", self._settle()
        self.actions.trigger("view.compare")

    def open_full(self, *, at_work: bool = True) -> None:
        path = self.folder / "all.lstudio"
        with Project.create(path) as project:
            fill(project, self.folder)
            film = linked_film(project, self.folder, "lecture.mp4")
            node = Node(id=new_id(), media_id=film.id, kind="clip", name=film.name)
            project.run(AddMedia(film, node))
        self.bench.project = self.session.open(path)
        for words in ("a boat", "a red boat") if at_work else ():
            assert self.bench.work.submit(GeneratePicture(words), chat=True)
        if at_work:
            self.bench.wait_begun()

    def _workspaces(self, name: str) -> Iterator[tuple[str, QWidget]]:
        for workspace in WORKSPACES:
            self.actions.trigger(f"workspace.{workspace}")
            yield f"{name}: {workspace}", self._settle()
            for panel_id in self.window.docks.ids():
                self.window.workspaces.reveal(panel_id)
                yield f"{name}: {workspace}, {panel_id}", self._settle()
            self.actions.trigger("window.reset_layout")

    def dialogs_of_the_program(self) -> Iterator[tuple[str, QWidget]]:
        """What opens without a project."""
        for section in ("general", "model", "cache", "keys"):
            yield f"preferences: {section}", self._open(lambda section=section: self._preferences.open(section))
        self._close()
        for action in ("help.shortcuts", "help.abilities", "help.licences", "help.about", "view.palette"):
            yield action, self._open(lambda action=action: self.actions.trigger(action))
            self._close()
        leaving = LeavingDialog("Close", ["A picture is being made."], self.window)
        for dialog in (leaving, CollectingDialog("film", self.window), SavingDialog("film", self.window)):
            yield dialog.objectName(), self._open(dialog.open)
            self._end(dialog)

    def dialogs_of_a_project(self) -> Iterator[tuple[str, QWidget]]:
        """What needs a project; `full` has opened one."""
        self.actions.trigger("edit.find")
        field = self.window.findChild(QLineEdit, "search.field")
        assert field is not None
        field.setText("a")
        yield "search", self._settle()
        field.setText("nothing of the kind")
        yield "search without an answer", self._settle()
        self._press_escape(field)
        for dialog in self._made_dialogs():
            yield dialog.objectName(), self._open(dialog.open)
            self._end(dialog)
        self.actions.trigger("workspace.film")
        timeline = project_timeline(self.session.project)
        self.session.select_timeline(timeline)
        self._settle()
        self.window.panel("timeline").setFocus()
        assert self.actions.trigger("timeline.marker")
        yield "timeline.markers", self._open(lambda: self.actions.trigger("timeline.markers"))
        self._close()

    def _made_dialogs(self) -> Iterator[QDialog]:
        project = self.session.project
        assert project is not None
        missing = [one for one in project.media_list() if one.name == "lost.mp4"]
        yield RelinkDialog(self.bench.studio, project, missing, self.window)
        yield VideoDialog(self._exports.presenter.choices(), self.window)
        yield ProgressDialog(self._exports.presenter, self.window)
        yield MissingDialog((), self.window)
        yield LinkDialog((), self.window)

    # --- how one gets there ------------------------------------------------------------------------------------

    def _open(self, how: Callable[[], object]) -> QWidget:
        how()
        self.qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), QDialog))
        self._settle()
        shown = QApplication.activeWindow()
        assert shown is not None
        return shown

    def _close(self) -> None:
        shown = QApplication.activeWindow()
        assert isinstance(shown, QDialog)
        shown.close()
        self._come_back()

    def _end(self, dialog: QDialog) -> None:
        QDialog.done(dialog, 0)
        dialog.deleteLater()
        self._come_back()

    def _come_back(self) -> None:
        self.window.activateWindow()
        self.qtbot.waitUntil(lambda: QApplication.activeWindow() is self.window)

    def _press_escape(self, widget: QWidget) -> None:
        QTest.keyClick(widget, Qt.Key.Key_Escape)

    def _settle(self) -> QWidget:
        for _ in range(3):
            QApplication.processEvents()
        # What is still to be told of media shows them again, with all that is beside them.
        self.qtbot.waitUntil(self.bench.studio.facts.is_idle)
        return self.window


def end(window: MainWindow) -> None:
    """Close a window that no fixture closes."""
    window.studio.session.close()
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def project_timeline(project: Project | None) -> str:
    assert project is not None
    return next(row.id for row in project.timelines() if row.name == "Film")


@pytest.fixture
def rooms(bench: Bench, qtbot: QtBot, tmp_path: Path) -> Rooms:
    folder = tmp_path / "rooms"
    folder.mkdir()
    window = MainWindow(bench.studio, PANELS)
    qtbot.addWidget(window, before_close_func=lambda _window: bench.session.close())
    window.resize(1440, 900)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    window.later.finish()
    return Rooms(bench, window, qtbot, folder)
