"""Collect project: asks what is to be done about missing files and where it goes, and copies beside the window."""

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QProgressBar, QWidget

from lance_studio.errors import CancelledError, CommandRefusedError, LanceStudioError
from lance_studio.language import tr
from lance_studio.ui import texts
from lance_studio.ui.background import Background
from lance_studio.ui.closing import Closing
from lance_studio.ui.drafts import is_draft
from lance_studio.ui.error_handling import guarded
from lance_studio.ui.file_places import COLLECTED
from lance_studio.ui.outside import show_folder
from lance_studio.ui.studio import Studio
from lance_studio.ui.theme import FontRole, font
from lance_studio.ui.theme.measures import GRID, PADDING
from lance_studio.ui.widgets.buttons import primary_button, push_button
from lance_studio.ui.widgets.dialogs import ask_target, lay_out
from lance_studio.ui.widgets.labels import ElidedLabel, label
from lance_studio.ui.widgets.layouts import named, row, stretch, wide

if TYPE_CHECKING:
    from lance_studio.project.collecting import Collected, MissingFile, Survey
    from lance_studio.project.project import Project

_WIDTH = 440
_LIST_SIZE = (680, 420)
_STEPS = 1000
"""Of the bar: bytes are too many for it."""


class Collecting(QObject):
    """Handles File → Collect project…; a part of `closing.Closing`.

    Args:
        studio: The shared parts of the window.
        closing: Waits until a collect that was cancelled has cleared away what it made.
        window: Parent of the dialogs.

    Attributes:
        wound_down: Nothing is being collected any more.
        finished: The project was collected; carries a `Collected`.
    """

    wound_down = Signal()
    finished = Signal(object)
    _progressed = Signal(object)

    def __init__(self, studio: Studio, closing: Closing, window: QWidget) -> None:
        super().__init__(window)
        self._studio, self._session, self._window = studio, studio.session, window
        # A pool of its own: it takes long, and the pictures of the panels must not wait for it.
        self._pool = QThreadPool(self)
        self._background = Background(self, self._pool)
        self._cancelled = threading.Event()
        self._name = ""
        self._looks = False
        self.dialog: CollectingDialog | None = None
        closing.add(self)
        studio.actions.register("file.collect", self.ask, enabled=False)
        self._progressed.connect(self._show_progress, Qt.ConnectionType.QueuedConnection)
        studio.session.project_closing.connect(self.cancel)
        studio.session.project_replaced.connect(self._enable)
        self._enable()

    def ask(self) -> None:
        """Look what there is to collect, then ask where it goes.

        Raises:
            CommandRefusedError: Something is being collected already.
        """
        from lance_studio.project.collecting import survey

        project = self._session.project
        if project is None or self._looks:
            return
        if self._name:
            raise CommandRefusedError(
                tr("'{name}' is being collected just now.", name=self._name), tr("Wait for that, or cancel it.")
            )
        media, folder, path = project.media_list(), project.folder, project.path
        self._looks = True
        self._background.start(
            lambda: survey(media, folder, path), lambda found: self._take_survey(project, found), self._fail
        )

    def cancel(self) -> None:
        """Give up; nothing is left of what was copied."""
        self._cancelled.set()

    def wind_down(self) -> str:
        """Give up, because the project is to be closed; see `lance_studio.ui.closing`."""
        if not self._name:
            return ""
        self.cancel()
        return tr("Cancelling the collection of '{name}'…", name=self._name)

    def losing(self) -> str:
        """Say that a collection is given up; see `lance_studio.ui.closing`."""
        if not self._name:
            return ""
        return tr(
            "The project is being collected into “{name}”. That ends, and nothing of the copy is left.", name=self._name
        )

    def go_on(self) -> None:
        """Nothing goes on by itself: what was cancelled is begun again by its user."""

    def hurry(self) -> None:
        """Wait no longer; what was copied is cleared away by the thread, or by the next collect in that folder."""
        self.cancel()
        self._end()

    def _enable(self) -> None:
        self._looks = False
        self._studio.actions.set_enabled("file.collect", self._session.project is not None)

    def _take_survey(self, project: "Project", found: "Survey") -> None:
        self._looks = False
        if self._session.project is not project:
            return
        if not found.missing:
            self._ask_place(project, found, frozenset())
            return
        dialog = MissingDialog(found.missing, self._window)
        without = frozenset(each.media.id for each in found.missing)
        dialog.accepted.connect(lambda: self._ask_place(project, found, without))
        dialog.relink_wanted.connect(lambda: self._studio.actions.trigger("file.relink"))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _ask_place(self, project: "Project", found: "Survey", without: frozenset[str]) -> None:
        if self._session.project is not project:
            return
        name = tr("Project") if is_draft(project.path) else project.path.stem
        ask_target(
            self._window,
            tr("Collect project into a new folder"),
            "collect.dialog",
            lambda path: guarded(lambda: self.start(path, without), self._report),
            tr("{name} collected", name=name),
            "",
            [tr("Folder (*)")],
            self._studio.places.of(COLLECTED),
        )

    def start(self, path: Path, without: frozenset[str] = frozenset()) -> None:
        """Copy the open project and its linked files into a folder.

        Args:
            path: The new folder.
            without: Ids of media that are left out.

        Raises:
            CommandRefusedError: Something is being collected already.
        """
        from lance_studio.project.collecting import collect

        project = self._session.project
        if project is None:
            return
        if self._name:
            raise CommandRefusedError(
                tr("'{name}' is being collected just now.", name=self._name), tr("Wait for that, or cancel it.")
            )
        cancelled = self._cancelled = threading.Event()
        self._name = path.name
        media = project.media_list()
        name = "" if is_draft(project.path) else project.path.stem

        def work() -> "Collected | LanceStudioError":
            # What was cancelled is an answer as well, because the dialog waits for its end.
            try:
                return collect(
                    project,
                    media,
                    path,
                    name=name,
                    without=without,
                    progress=lambda done, total, what: self._progressed.emit((done, total, what)),
                    cancelled=cancelled.is_set,
                )
            except LanceStudioError as error:
                return error

        self.dialog = CollectingDialog(path.name, self._window)
        self.dialog.rejected.connect(self.cancel)
        self.dialog.open()
        self._background.start(work, self._take, self._fail)

    def _show_progress(self, progress: tuple[int, int, str]) -> None:
        if self.dialog is not None:
            self.dialog.show_progress(*progress)

    def _take(self, answer: "Collected | LanceStudioError") -> None:
        self._end()
        if isinstance(answer, CancelledError):
            pass
        elif isinstance(answer, LanceStudioError):
            self._report(answer)
        else:
            self._tell(answer)
        self.wound_down.emit()

    def _tell(self, done: "Collected") -> None:
        words = tr(
            "The project and {n} linked files were collected in '{name}'.",
            one="The project and 1 linked file were collected in '{name}'.",
            n=done.files,
            name=done.folder.name,
        )
        without = len(done.left_out)
        left = tr("{count} missing were left out.", count=without) if without else tr("Every copy was compared.")
        news = LanceStudioError(words, left)
        folder = done.folder
        self._session.report(
            "canvas",
            news,
            action=tr("Show in folder"),
            on_action=lambda: guarded(lambda: show_folder(folder), self._report),
            good=True,
        )
        self.finished.emit(done)

    def _fail(self, error: LanceStudioError) -> None:
        self._looks = False
        self._end()
        self._report(error)
        self.wound_down.emit()

    def _end(self) -> None:
        self._name = ""
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.end()
            dialog.deleteLater()

    def _report(self, error: LanceStudioError) -> None:
        self._session.report("canvas", error)


class MissingDialog(QDialog):
    """Lists what cannot be collected, in words, and lets the user go on without it.

    Args:
        missing: The files.
        window: Its parent.

    Attributes:
        relink_wanted: The user wants to say first where the files lie.
    """

    relink_wanted = Signal()

    def __init__(self, missing: "Sequence[MissingFile]", window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("collect.missing")
        self.setWindowTitle(tr("Missing files"))
        self.resize(*_LIST_SIZE)
        count = len(missing)
        words = tr("{n} linked files cannot be collected", one="1 linked file cannot be collected", n=count)
        heading = named(label(words, "strong", wrap=True), "collect.missing.heading")
        lines = "\n".join(each.why for each in missing)
        listed = named(QPlainTextEdit(texts.plain(lines, len(lines) + 1)), "collect.missing.list")
        listed.setAccessibleName(tr("Files that cannot be collected"))
        listed.setReadOnly(True)
        listed.setFont(font(FontRole.CAPTION))
        without = named(push_button(tr("Collect without them"), clicked=self.accept), "collect.missing.without")
        without.setAutoDefault(False)
        relink = named(primary_button(tr("Relink…"), clicked=self._relink), "collect.missing.relink")
        relink.setDefault(True)
        cancel = push_button(tr("Cancel"), clicked=self.reject)
        cancel.setAutoDefault(False)
        explanation = tr(
            "Say where they lie now, or collect without them: the copy shows them as missing, all else works."
        )
        foot = row(stretch(), cancel, without, relink, spacing=GRID)
        lay_out(self, heading, label(explanation, "muted", wrap=True), listed, foot)
        relink.setFocus()

    def _relink(self) -> None:
        self.reject()
        self.relink_wanted.emit()


class CollectingDialog(QDialog):
    """Says how far it is, and keeps the window from being used meanwhile.

    Args:
        name: The name of the folder.
        window: Its parent.
    """

    def __init__(self, name: str, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("collecting")
        self.setWindowTitle(tr("Collect project"))
        self.setFixedWidth(_WIDTH)
        self._bar = QProgressBar()
        self._bar.setRange(0, 0)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Progress of the collection"))
        self._words = named(ElidedLabel(tr("Preparing"), middle=True), "collecting.state")
        self._cancel = named(push_button(tr("Cancel"), clicked=self.reject), "collecting.cancel")
        title = ElidedLabel(tr("Collecting into {name}", name=name), font_role=FontRole.STRONG, middle=True)
        lay_out(self, title, self._bar, row(wide(self._words), self._cancel, spacing=GRID), spacing=PADDING)
        self._is_over = False

    def show_progress(self, done: int, total: int, what: str) -> None:
        """Show how many bytes are copied, and what is being copied."""
        self._bar.setRange(0, _STEPS)
        self._bar.setValue(_STEPS * done // max(total, 1))
        if self._cancel.isEnabled():
            self._words.set_text(tr("Comparing") if done >= total else what)

    def reject(self) -> None:  # noqa: D102
        if self._is_over:
            super().reject()
            return
        # It closes once everything is cleared away.
        self._cancel.setEnabled(False)
        self._words.set_text(tr("Cancelling"))
        self.rejected.emit()

    def end(self) -> None:
        """Close, because it is over."""
        self._is_over = True
        self.accept()
