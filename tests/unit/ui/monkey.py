"""A monkey at the window: random actions, clicks, keys, drags and words, over a real project and a fake engine.

It knows nothing of panels. What it does is drawn from the action table and from the widgets that are in sight, so that
new ones are tried without a change here.
"""

import contextlib
import logging
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QSize, Qt, QThreadPool, QTimer
from PySide6.QtGui import QDrag, QInputMethodEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QFileDialog,
    QLineEdit,
    QMenu,
    QMessageBox,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from lance_studio import requests
from lance_studio.project.journal import Step
from lance_studio.project.project import Project
from lance_studio.project.rows import Row
from lance_studio.project.tables import SETTINGS, TABLES
from lance_studio.ui.actions.table import ACTIONS
from lance_studio.ui.background import Background
from lance_studio.ui.main_window import MainWindow
from lance_studio.ui.session import Session
from tests.unit.ui.fake_engine import FakeEngine
from tests.unit.workflows.bench import noise

#: What ends the window or the project, leaves the studio for another program, or only closes what all others need.
NOT_FOR_MONKEYS = frozenset(
    {"file.quit", "file.close", "file.new", "file.open", "help.sample", "help.open_log_folder", "view.full_screen"}
)
_WORDS = ("a red boat", "make it blue", "zwei Häuser", "snow", "no car, just a house", "星", "", "   ", "x" * 300)
_KEYS = (
    Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up,
    Qt.Key.Key_Down, Qt.Key.Key_Delete, Qt.Key.Key_Tab, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_I, Qt.Key.Key_O,
    Qt.Key.Key_B, Qt.Key.Key_V, Qt.Key.Key_L, Qt.Key.Key_M, Qt.Key.Key_S, Qt.Key.Key_F2, Qt.Key.Key_Z,
)  # fmt: skip
_MODIFIERS = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
_BUTTONS = (Qt.MouseButton.LeftButton,) * 5 + (Qt.MouseButton.RightButton,)

_POPUP_MS = 200

State = dict[str, tuple[Row, ...]]

_log = logging.getLogger(__name__)


def state_of(project: Project) -> State:
    """Return all rows that undo and redo bring back, by table, in their order."""
    return {
        name: tuple(project._rows(table)) for name, table in TABLES.items() if table.undoable and table is not SETTINGS
    }


@dataclass
class Monkey:
    """Uses a window at random.

    Attributes:
        window: The window.
        session: Its session, with an open project.
        engine: What answers its jobs.
        qtbot: Waits.
        chance: Draws.
        folder: Where it writes.
        files: Files that it imports and drops on the window.
        before: The state before its own steps, by the step; some may be missing where two came at once.
        done: How often each kind of thing was done.
    """

    window: MainWindow
    session: Session
    engine: FakeEngine
    qtbot: QtBot
    chance: random.Random
    folder: Path
    files: tuple[Path, ...] = ()
    before: dict[Step, State] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    _answered: int = 0
    _last: State = field(default_factory=dict)
    _known: set[Step] = field(default_factory=set)
    _found: frozenset[Step] = frozenset()

    @property
    def project(self) -> Project:
        """The open project."""
        assert self.session.project is not None
        return self.session.project

    def play(self, count: int) -> None:
        """Do a number of random things."""
        # Also from a menu, by a key or from the list of all commands.
        for name in NOT_FOR_MONKEYS:
            self.window.studio.actions.action(name).blockSignals(True)
        self._found = frozenset(self.project.undo_list())
        self._known = set(self._found)
        kinds: tuple[tuple[int, Callable[[], None]], ...] = (
            (12, self._act), (8, self._click), (6, self._type), (5, self._press), (3, self._draw), (2, self._turn),
            (8, self._answer), (1, self._drop), (1, self._resize),
        )  # fmt: skip
        self.note()
        weights = [weight for weight, _ in kinds]
        # Some menus of Qt's own wait in an event loop of their own.
        closing = QTimer()
        closing.timeout.connect(_close_popups)
        closing.start(_POPUP_MS)
        with _no_drags():
            for number in range(count):
                [(_, work)] = self.chance.choices(kinds, weights)
                self.done[work.__name__.strip("_")] += 1
                _log.debug("%d: %s", number, work.__name__)
                work()
                self._settle()
        closing.stop()

    def _settle(self) -> None:
        _go_on()
        self.note()
        popup = QApplication.activePopupWidget()
        if isinstance(popup, QMenu) and self.chance.random() < 0.7:
            self._choose(popup)
        _close_popups()
        for dialog in _dialogs():
            if not isinstance(dialog, QFileDialog) and self.chance.random() < 0.6:
                dialog.reject()
        _go_on()
        while asked := [each for each in _dialogs() if isinstance(each, QFileDialog)]:
            self._answer_files(asked[0])
            _go_on()
        self.note()

    def note(self) -> None:
        """Remember what the project was before what is new in its list of steps."""
        new = [step for step in self.project.undo_list() if step not in self._known]
        if new:
            self.before[new[-1]] = self._last
            self._known.update(new)
        self._last = state_of(self.project)

    def _answer_files(self, dialog: QFileDialog) -> None:
        """Give a file to whoever asks for one. Keys and clicks in the dialog would reach the whole disk."""
        kind = dialog.objectName()
        _log.debug("file dialog %s", kind)
        if self.chance.random() < 0.4 or kind == "file-dialog" or not self.files:
            dialog.reject()
            return
        self.done["file dialog"] += 1
        path = self.chance.choice(self.files)
        if dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave:
            # A new one: else Qt asks again, in an event loop of its own.
            path = self.folder / f"written-{sum(self.done.values())}.{dialog.defaultSuffix()}"
        elif dialog.fileMode() is QFileDialog.FileMode.Directory:
            path = self.folder
        # `selectFile` leaves what is being written in the field.
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        assert isinstance(field, QLineEdit)
        field.setText(str(path))
        dialog.accept()

    # --- what it does -------------------------------------------------------------------------------------------------

    def _act(self) -> None:
        actions = self.window.studio.actions
        names = [spec.id for spec in ACTIONS if spec.id not in NOT_FOR_MONKEYS]
        enabled = [name for name in names if actions.action(name).isEnabled()]
        self._trigger(self.chance.choice(enabled))

    def _trigger(self, name: str) -> None:
        self.done[name] += 1
        _log.debug("action %s", name)
        self.window.studio.actions.action(name).trigger()

    def _choose(self, menu: QMenu) -> None:
        offered = [each for each in menu.actions() if each.isEnabled() and not each.isSeparator() and not each.menu()]
        if offered:
            chosen = self.chance.choice(offered)
            _log.debug("choose %s", chosen.text())
            chosen.trigger()

    def _target(self, kind: type[QWidget] = QWidget) -> tuple[QWidget, QPoint] | None:
        tops = _dialogs()
        top = self.chance.choice(tops) if tops else self.window
        seen = [
            each for each in top.findChildren(kind)
            if each.isVisible() and each.isEnabled() and not each.visibleRegion().isEmpty()
        ]  # fmt: skip
        if not seen:
            return None
        widget = self.chance.choice(seen)
        _log.debug("at %s", _path(widget))
        area = widget.visibleRegion().boundingRect()
        return widget, QPoint(
            self.chance.randint(area.left(), area.right()), self.chance.randint(area.top(), area.bottom())
        )

    def _click(self) -> None:
        found = self._target(QAbstractButton if self.chance.random() < 0.3 else QWidget)
        if found is None or _quits(found[0]):
            return
        widget, place = found
        if self.chance.random() < 0.15:
            QTest.mouseDClick(widget, Qt.MouseButton.LeftButton, self.chance.choice(_MODIFIERS), place)
        else:
            QTest.mouseClick(widget, self.chance.choice(_BUTTONS), self.chance.choice(_MODIFIERS), place)

    def _draw(self) -> None:
        found = self._target()
        if found is None:
            return
        widget, place = found
        QTest.mousePress(widget, Qt.MouseButton.LeftButton, self.chance.choice(_MODIFIERS), place)
        for _ in range(self.chance.randint(1, 4)):
            place = place + QPoint(self.chance.randint(-60, 60), self.chance.randint(-30, 30))
            if not _is_there(widget):
                return
            QTest.mouseMove(widget, place)
            _go_on()
        if _is_there(widget):
            QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)

    def _turn(self) -> None:
        found = self._target()
        if found is None:
            return
        widget, place = found
        turn, none = QPoint(0, self.chance.choice((-120, 120))), QPoint()
        event = QWheelEvent(
            place.toPointF(), widget.mapToGlobal(place).toPointF(), none, turn, Qt.MouseButton.NoButton,
            self.chance.choice(_MODIFIERS), Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(widget, event)

    def _type(self) -> None:
        widget = QApplication.focusWidget()
        if widget is None or self.chance.random() < 0.5:
            self._trigger("generate.focus")
            _go_on()
            widget = QApplication.focusWidget()
        if widget is not None:
            words = self.chance.choice(_WORDS)
            if words.isascii():
                QTest.keyClicks(widget, words)
            else:
                # As an input method writes what no key says.
                written = QInputMethodEvent()
                written.setCommitString(words)
                QApplication.sendEvent(widget, written)
            if self.chance.random() < 0.6 and _is_there(widget):
                QTest.keyClick(widget, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    def _press(self) -> None:
        QTest.keyClick(
            QApplication.focusWidget() or self.window, self.chance.choice(_KEYS), self.chance.choice(_MODIFIERS)
        )

    def _resize(self) -> None:
        self.window.resize(QSize(self.chance.randint(1024, 1600), self.chance.randint(700, 1000)))

    def _drop(self) -> None:
        if self.files:
            known = len(self.project.media_list())
            self.session.drop_files((self.chance.choice(self.files),))
            # Reading goes on beside the window; a file that is known already adds nothing.
            with contextlib.suppress(Exception):
                self.qtbot.waitUntil(lambda: len(self.project.media_list()) > known, timeout=200)

    def _answer(self) -> None:
        """Let the engine end what it is at, well or badly."""
        queue = self.window.studio.work.queue
        if queue.paused and self.chance.random() < 0.5:
            queue.resume()
            _go_on()
        if len(self.engine.runs) == self._answered:
            return
        self._answered = len(self.engine.runs)
        job, request, _inputs, _ = self.engine.runs[-1]
        if job in self.engine.cancelled:
            return
        if self.chance.random() < 0.15:
            self.engine.fail()
        elif isinstance(request, requests.AskImage | requests.AskVideo):
            self.engine.answer("It is red.")
        else:
            frames = 5 if isinstance(request, requests.TextToVideo | requests.ImageToVideo) else 1
            if isinstance(request, requests.VideoEdit | requests.Continuation):
                frames = 5
            width, height = getattr(request, "width", 64) or 64, getattr(request, "height", 64) or 64
            picture = noise(height, width, seed=self.chance.randrange(1 << 30))
            self.engine.draw(np.repeat(picture[None], frames, axis=0))
        _go_on()

    def rest(self) -> None:
        """Wait until nothing is on its way into the project any more; what arrives are steps like the others."""
        self.session.commit_wanted.emit()
        roots = (self.window, self.session, self.window.studio.work)
        while True:
            pools = [QThreadPool.globalInstance(), *(pool for root in roots for pool in root.findChildren(QThreadPool))]
            busy = [pool for pool in pools if not pool.waitForDone(5)]
            awaited = [each for root in roots for each in root.findChildren(Background) if not each.is_idle()]
            _go_on()
            self.note()
            if not busy and not awaited:
                return

    def own_steps(self) -> list[Step]:
        """Return the steps that can be undone, newest first, of those that the monkey has made."""
        return [step for step in self.project.undo_list() if step not in self._found]

    def undo_to(self, step: Step) -> None:
        """Undo until a step is undone."""
        while step in (steps := self.project.undo_list()):
            again, count = self.project.redo_list(), len(self.session.undo_line.undo_names())
            self.session.undo()
            self._settle_undo(lambda count=count: len(self.session.undo_line.undo_names()) < count)
            # Either words of a draft or one step of the project.
            if self.project.undo_list() != steps:
                assert self.project.undo_list() == steps[1:]
                assert self.project.redo_list() == [steps[0], *again]

    def redo_to(self, step: Step) -> None:
        """Redo until a step is done again."""
        while step not in (steps := self.project.undo_list()):
            [following, *rest] = self.project.redo_list()
            count = len(self.session.undo_line.redo_names())
            self.session.redo()
            self._settle_undo(lambda count=count: len(self.session.undo_line.redo_names()) < count)
            if self.project.undo_list() != steps:
                assert self.project.undo_list() == [following, *steps]
                assert self.project.redo_list() == rest

    def _settle_undo(self, moved: Callable[[], bool]) -> None:
        """A mask that is being written holds a step up until it is in the project."""
        self.qtbot.waitUntil(moved, timeout=5000)
        _go_on()


def _go_on() -> None:
    """Do what the event loop of a program does between two things that its user does.

    That is also to delete what was given up by `deleteLater`, which waits for ever where no event loop runs, as here.
    Without it the window would fill with dead widgets that can be seen and clicked. Among them are tab bars that Qt has
    taken out of use with the docks' former arrangement: the main window no longer knows them, and moving a tab of one
    is a segmentation fault.
    """
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _path(widget: QWidget) -> str:
    """Return what a widget is and stands in."""
    names: list[str] = []
    each: QWidget | None = widget
    while each is not None:
        names.append(f"{type(each).__name__} {each.objectName()}".strip())
        each = each.parentWidget()
    return " < ".join(names)


def _is_there(widget: QWidget) -> bool:
    """Whether a widget was not taken away by what was done with it."""
    return isValid(widget) and widget.isVisible()


def _dialogs() -> list[QDialog]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog) and each.isVisible()]


def _close_popups() -> None:
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
    asking = QApplication.activeModalWidget()
    # What a dialog for files asks, it asks in an event loop of its own.
    if isinstance(asking, QMessageBox) and isinstance(asking.parentWidget(), QFileDialog):
        asking.reject()


def _quits(widget: QWidget) -> bool:
    return widget.objectName() in ("welcome.sample", "welcome.new", "welcome.open")


@contextlib.contextmanager
def _no_drags() -> Iterator[None]:
    """A drag would wait for a mouse that nobody has."""
    usual, QDrag.exec = QDrag.exec, lambda *_: Qt.DropAction.IgnoreAction  # type: ignore[method-assign]
    try:
        yield
    finally:
        QDrag.exec = usual
