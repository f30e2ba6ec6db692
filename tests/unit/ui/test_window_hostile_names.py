"""A project in which every name, prompt and answer is HTML with a picture of a pipe: nothing of it is markup."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QEvent, QModelIndex, QPoint
from PySide6.QtGui import QAction, QHelpEvent, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QDialog,
    QInputDialog,
    QLabel,
    QMenu,
    QMessageBox,
    QTabBar,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from lance_studio.app import PANELS
from lance_studio.errors import LanceStudioError
from lance_studio.project.commands.chat import AddMessage
from lance_studio.project.commands.media import AddMedia
from lance_studio.project.commands.timelines import AddTimeline
from lance_studio.project.project import Project
from lance_studio.project.rows import ChatMessage, Media, Role, TimelineRow, new_id
from lance_studio.timeline.document import to_json
from lance_studio.timeline.model import Clip, new_timeline
from lance_studio.timeline.placing import append
from lance_studio.timeline.properties import add_marker
from lance_studio.ui.chat.view import ChatPanel
from lance_studio.ui.export.view import install as install_export
from lance_studio.ui.help.view import install as install_help
from lance_studio.ui.help.windows import AbilitiesWindow, LicencesWindow, VersionWindow
from lance_studio.ui.history.view import HistoryPanel
from lance_studio.ui.main_window import MainWindow
from lance_studio.ui.media.view import MediaPanel
from lance_studio.ui.preferences.view import install as install_preferences
from lance_studio.ui.settings import MODEL_FOLDER
from lance_studio.ui.studio import Studio
from lance_studio.ui.timeline.view import TimelinePanel
from lance_studio.ui.widgets import LinkedLabel
from lance_studio.workflows.wishes import GeneratePicture
from tests.unit.backends.conftest import CHECKPOINT, PROFILE
from tests.unit.ui.fake_engine import FakeEngine
from tests.unit.ui.fake_generation import add_picture

# The offscreen platform can do neither.
pytestmark = pytest.mark.qt_log_ignore("does not support (raise|grabbing|propagateSizeHints)", extend=True)

MODEL = '<img src="pipe">&<b>x</b>'
"""A model's name has at most 40 characters."""
TAGS_OF_LINKS = re.compile(r'<a href="\d+" style="color:#[0-9a-f]{6}">|</a>|<br>')


class Pipe:
    """A named pipe that notices being opened; then it goes, so that whoever opens it does not wait for ever.

    A process of its own holds the other end: Qt would wait in this one without letting any thread of it run.
    """

    def __init__(self, folder: Path) -> None:
        self.path, self._sign = folder / "pipe", folder / "opened"
        os.mkfifo(self.path)
        # Opening for writing returns when somebody opens for reading.
        script = 'exec 3> "$1"; touch "$2"; rm "$1"'
        self._holder = subprocess.Popen(["sh", "-c", script, "sh", str(self.path), str(self._sign)])

    @property
    def opened(self) -> bool:
        return self._sign.exists()

    def close(self) -> None:
        self._holder.kill()
        self._holder.wait()


@pytest.fixture
def pipe(tmp_path: Path) -> Iterator[Pipe]:
    made = Pipe(tmp_path)
    yield made
    made.close()


@pytest.fixture
def name(pipe: Pipe) -> str:
    """What everything is called."""
    return f'<b>&</b><img src="file://{pipe.path}">'


def fill(project: Project, studio: Studio, engine: FakeEngine, folder: Path, name: str, qtbot: QtBot) -> None:
    """Put one of everything into the project."""
    first = add_picture(project, folder, name, prompt=name)
    add_picture(project, folder, name, parent=first, prompt=name)
    gone = Media(id=new_id(), digest="0" * 64, kind="audio", name=name, size=1, link=f"{name}.wav", modified_ns=1)
    project.run(AddMedia(gone))
    node = project.node(first)
    assert node is not None
    timeline = new_timeline(name, Fraction(24))
    timeline = replace(timeline, tracks=tuple(replace(track, name=f"{name}{track.kind}") for track in timeline.tracks))
    track = next(track.id for track in timeline.tracks if track.kind == "video")
    clip = Clip(id="clip", media_id=node.media_id, duration=Fraction(5), node_id=first, name=name)
    timeline = add_marker(append(timeline, {track: clip}), Fraction(1), name)
    project.run(AddTimeline(TimelineRow(id=timeline.id, name=name, document=to_json(timeline))))
    about = [{"kind": "picture", "label": name, "node_id": first, "media_id": node.media_id}]
    said: tuple[tuple[Role, str], ...] = (
        ("user", name),
        ("assistant", f"{name}\nAt 0:01 {name}, at 0:02."),
        ("assistant", name),
    )
    for role, text in said:
        message = ChatMessage(
            id=new_id(), role=role, mode="ask", text=text, context=json.dumps(about), nodes=(first,), state="complete"
        )
        project.run(AddMessage(message))
    for _ in range(3):
        studio.work.submit(GeneratePicture(name))
    qtbot.waitUntil(lambda: len(engine.runs) == 1)
    with qtbot.waitSignal(studio.work.failed):
        engine.fail(name, name, name)
    qtbot.waitUntil(lambda: len(engine.runs) == 2)
    engine.step()
    studio.session.select_timeline(timeline.id)
    studio.session.select_node(first)


@pytest.fixture
def window(
    studio: Studio,
    fake_engine: FakeEngine,
    name: str,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[MainWindow]:
    # The name of a file cannot hold a path; what it names is looked for in the current folder.
    monkeypatch.chdir(tmp_path)
    root = shutil.copytree(CHECKPOINT, tmp_path / "model <img src='pipe'>")
    (root / "studio.json").write_text(json.dumps({**PROFILE, "name": MODEL}), encoding="utf-8")
    studio.settings.set(MODEL_FOLDER, str(root))
    assert studio.work.profile.name == MODEL
    project = studio.session.create(tmp_path / "<img src='pipe'>&<b>x[*].lstudio")
    made = MainWindow(studio, PANELS)
    qtbot.addWidget(made)
    install_preferences(studio, made)
    install_export(studio, made)
    made.show()
    qtbot.waitExposed(made)
    fill(project, studio, fake_engine, tmp_path, name, qtbot)
    studio.session.report("canvas", LanceStudioError(name, name), log=name)
    yield made
    studio.session.close()


def show_tooltips(widget: QWidget) -> None:
    """Let the pointer rest all over a widget."""
    step = 24 if widget.width() * widget.height() < 4_000_000 else 60
    for y in range(2, max(widget.height(), 3), step):
        for x in range(2, max(widget.width(), 3), step):
            place = QPoint(x, y)
            if widget.childAt(place) is None:
                QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, place, widget.mapToGlobal(place)))
                assert not Qt.mightBeRichText(QToolTip.text()), QToolTip.text()
    QToolTip.hideText()


def rows_of(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[QModelIndex]:
    # The model of a list keeps to itself that it has one column.
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
    for row in range(model.rowCount(parent)):
        for column in range(columns):
            index = model.index(row, column, parent)
            yield index
            yield from rows_of(model, index) if column == 0 else ()


def check_action(action: QAction) -> None:
    signs = action.text().replace("&&", "")
    assert "&" not in re.sub(r"&(?=[A-Za-z0-9])", "", signs, count=1), action.text()  # but for the letter of a menu
    assert not Qt.mightBeRichText(action.toolTip()), action.toolTip()
    assert not Qt.mightBeRichText(action.whatsThis())


def check_widget(widget: QWidget) -> None:
    """Hold one widget to the rule."""
    assert not Qt.mightBeRichText(widget.toolTip()), widget.toolTip()
    assert not Qt.mightBeRichText(widget.whatsThis()), widget.whatsThis()
    if isinstance(widget, LinkedLabel) and widget.textFormat() == Qt.TextFormat.RichText:
        assert "<" not in TAGS_OF_LINKS.sub("", widget.text()), widget.text()
    elif isinstance(widget, QLabel):
        rich = widget.textFormat() != Qt.TextFormat.PlainText
        assert not (rich and Qt.mightBeRichText(widget.text())), widget.text()
        assert not widget.openExternalLinks()
    elif isinstance(widget, QAbstractButton):
        assert "&" not in widget.text().replace("&&", ""), widget.text()
    elif isinstance(widget, QMessageBox):
        assert widget.textFormat() == Qt.TextFormat.PlainText
    elif isinstance(widget, QTabBar):
        texts = [widget.tabText(number) for number in range(widget.count())]
        assert not any("&" in text.replace("&&", "") for text in texts)
    elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
        for index in rows_of(widget.model(), QModelIndex()):
            for role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.StatusTipRole, Qt.ItemDataRole.WhatsThisRole):
                assert not Qt.mightBeRichText(str(index.data(role) or ""))


def check_all(window: MainWindow) -> None:
    """Hold everything that there is to the rule, in sight or not."""
    for action in window.findChildren(QAction):
        check_action(action)
    for widget in QApplication.allWidgets():
        if not isValid(widget):
            continue  # a tooltip that was shown before goes when its time is over
        check_widget(widget)
        if widget.isVisible():
            show_tooltips(widget)


def test_a_bare_tooltip_would_open_the_pipe(pipe: Pipe, name: str, qtbot: QtBot) -> None:
    """What this file guards against: without it the other tests would prove little."""
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    assert not pipe.opened
    QToolTip.showText(QPoint(5, 5), name, widget)
    qtbot.waitUntil(lambda: pipe.opened)
    QToolTip.hideText()


def test_no_panel_renders_a_name_as_markup(window: MainWindow, studio: Studio, name: str, pipe: Pipe) -> None:
    assert window.windowTitle() == "<img src='pipe'>&<b>x[*][*][*] – Lance Studio"
    shown: list[str] = []
    for spec in PANELS:
        studio.session.reveal(spec.id)
        QApplication.processEvents()
        check_all(window)
        shown += [label.text() for label in window.panel(spec.id).findChildren(QLabel)]
    assert any(name in text for text in shown), "the names are there to be read, as they are written"
    buttons = [button.text() for button in window.findChildren(QAbstractButton)]
    assert any(text.startswith(MODEL.replace("&", "&&")) for text in buttons), "the model's name on the toolbar"
    assert not pipe.opened


def test_every_selection_is_shown_plainly(window: MainWindow, studio: Studio, pipe: Pipe) -> None:
    project = studio.session.project
    assert project is not None
    studio.session.reveal("inspector")
    for media in project.media_list():
        studio.session.select_media(media.id)
        check_all(window)
    studio.session.select_clips(("clip",))
    for viewing in ("timeline", "node"):
        studio.session.view(viewing)
        QApplication.processEvents()
        check_all(window)
    assert not pipe.opened


def test_menus_and_dialogs_show_what_was_written(
    window: MainWindow, studio: Studio, name: str, pipe: Pipe, qtbot: QtBot
) -> None:
    project = studio.session.project
    assert project is not None
    chat, media, timeline, history = (window.panel(one) for one in ("chat", "media", "timeline", "history"))
    assert isinstance(chat, ChatPanel)
    assert isinstance(media, MediaPanel)
    assert isinstance(timeline, TimelinePanel)
    assert isinstance(history, HistoryPanel)
    chat.presenter.set_mode("ask")
    chat._choose_subject()
    subjects = next(menu for menu in window.findChildren(QMenu) if menu.objectName() == "chat.contexts")
    assert any("&&" in action.text() for action in subjects.actions()), "the & is shown, not taken for a key"
    subjects.close()
    media.menu_for(project.media_list()[0].id)
    history._show_menu(project.nodes()[0].id, QPoint(0, 0))
    for menu in window.findChildren(QMenu):
        for action in menu.actions():
            check_action(action)
        menu.close()
    media._ask_name(project.media_list()[0].id)
    timeline._menus.ask_name("clip")
    banner = window.panel("canvas").banner
    assert banner is not None
    banner.show_details()
    install_help(studio, window)
    for action_id in ("file.export_video", "edit.preferences", "help.about", "help.abilities", "help.licences"):
        if studio.actions.action(action_id).isEnabled():
            studio.actions.trigger(action_id)
    dialogs = [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]
    assert {QInputDialog, VersionWindow, AbilitiesWindow, LicencesWindow} <= {type(one) for one in dialogs}
    check_all(window)
    assert [one.textValue() for one in dialogs if isinstance(one, QInputDialog)] == [name, name], "edited as it is"
    for dialog in dialogs:
        dialog.close()
        dialog.deleteLater()
    assert not pipe.opened
