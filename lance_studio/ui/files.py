"""New, open, save, close and recent projects. A new project is a file from its first moment on, called a draft.

Every change is on the disk at once, so "Save" has something to do only for a draft: it asks for a name and a place.
Drafts that were left are found again among the recent projects.
"""

import uuid
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from lance_studio.errors import LanceStudioError, OutputError, ProjectError, ProjectLockedError, ProjectReadOnlyError
from lance_studio.ui import problem_topics, texts
from lance_studio.ui.closing import Closing
from lance_studio.ui.drafts import drafts_dir, is_draft
from lance_studio.ui.incoming import Incoming
from lance_studio.ui.saving import Saving
from lance_studio.ui.settings import RECENT_FILES
from lance_studio.ui.studio import Studio
from lance_studio.ui.widgets.dialogs import ask_file, ask_target

if TYPE_CHECKING:
    from lance_studio.project.project import Project
    from lance_studio.project.rescue import Displacement

SUFFIX = ".lstudio"
_FILTER = f"Lance Studio projects (*{SUFFIX})"


class FileActions(QObject):
    """Handles the actions that concern the project as a whole.

    Args:
        studio: The shared parts.
        window: Parent of the dialogs.
        closing: Lets what is at work come to rest before the open project is closed.
    """

    def __init__(self, studio: Studio, window: QWidget, closing: Closing) -> None:
        super().__init__(window)
        self._studio = studio
        self._window = window
        self._closing = closing
        self.saving = Saving(studio.session, closing, window)
        closing.add(self.saving)
        self.recent_menu = QMenu("Recent projects", window)
        register = studio.actions.register
        register("file.new", self.new)
        register("file.open", self.ask_open)
        register("file.save", self.save, enabled=False)
        register("file.save_as", self.ask_save_as, enabled=False)
        register("file.close", lambda: closing.then(studio.session.close), enabled=False)
        self._enable()
        studio.session.project_replaced.connect(self._enable)
        studio.session.project_replaced.connect(self._remember)
        studio.session.project_moved.connect(self._remember)
        studio.session.project_displaced.connect(self._tell_displaced)
        studio.settings.changed.connect(lambda key: self._fill_recent() if key == RECENT_FILES else None)
        self._fill_recent()

    def new(self) -> None:
        """Make a draft and open it.

        Raises:
            LanceStudioError: If it cannot be made.
        """
        folder = drafts_dir()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(
                f"The folder for new projects, {folder}, could not be made: {error.strerror}.",
                "Make room or make it writable.",
            ) from error
        session = self._studio.session
        project = session.make(folder / f"{uuid.uuid4().hex}{SUFFIX}")
        self._closing.then(lambda: self._go_on_in(project), project.close)

    def open(self, path: Path, *, read_only: bool = False) -> None:
        """Open a project; if that fails, a banner says why and what was open stays open.

        What is open now is closed once what is at work in it has come to rest.

        Args:
            path: The file.
            read_only: Whether nothing may be written; the banner offers this where writing is what cannot be done.
        """
        session = self._studio.session
        if self._closing.has_works:
            # What waits to be closed may be this very project.
            self._closing.then(lambda: self.open(path, read_only=read_only))
            return
        try:
            project = session.prepare(path, read_only=read_only)
            self._closing.then(lambda: self._go_on_in(project), project.close)
        except (ProjectLockedError, ProjectReadOnlyError) as error:
            again = lambda: self.open(path, read_only=True)  # noqa: E731
            session.report("canvas", error, action="Open for reading", on_action=again, topic=problem_topics.OPEN)
        except LanceStudioError as error:
            session.report("canvas", error, topic=problem_topics.OPEN)

    def _go_on_in(self, project: "Project") -> None:
        self._tell_set_aside(self._studio.session.take_over(project))

    def ask_open(self) -> None:
        """Let the user choose a project and open it."""
        ask_file(self._window, "Open project", "file-dialog", self.open, _FILTER)

    def save(self) -> None:
        """Give a draft a name; a project that has one is saved already."""
        project = self._studio.session.project
        if project is not None and is_draft(project.path):
            self.ask_save_as()

    def ask_save_as(self) -> None:
        """Let the user choose a name and go on in a copy under it."""
        self._ask_save_as()

    def _ask_save_as(self) -> QFileDialog:
        project, suggestion = self._studio.session.project, ""
        if project is not None and not is_draft(project.path):
            former = project.path if project.displaced is None else project.displaced.former
            name = f"{former.stem} (my version)" if project.displaced is not None else former.stem
            suggestion = str(former.with_name(name))
        title, suffix = "Save project as", SUFFIX.lstrip(".")
        return ask_target(self._window, title, "file-dialog", self.save_as, suggestion, suffix, [_FILTER])

    def save_as(self, path: Path) -> None:
        """Copy the open project to a file, which the dialog asked about if it exists, and go on in the copy.

        That goes on beside the window's thread, see `Saving`; a banner says what goes wrong.
        """
        try:
            self.saving.start(path)
        except LanceStudioError as error:
            self._studio.session.report("canvas", error, topic=problem_topics.SAVE)

    def take(self, what: Incoming) -> None:
        """Take what was dropped on the window: a project is opened, all else is told to whoever imports."""
        projects = [path for path in what.files if path.suffix.lower() == SUFFIX]
        others = tuple(path for path in what.files if path not in projects)
        if projects:
            self.open(projects[0])
        if others or what.pixels is not None or what.refused:
            self._studio.session.take_in(replace(what, files=others))

    def _enable(self) -> None:
        for name in ("file.save", "file.save_as", "file.close"):
            self._studio.actions.set_enabled(name, self._studio.session.project is not None)

    def _remember(self) -> None:
        project = self._studio.session.project
        if project is not None:
            try:
                self._studio.settings.add_recent(project.path)
            except OutputError as error:
                self._studio.session.report("canvas", error)

    def _tell_set_aside(self, project: "Project") -> None:
        if project.set_aside is not None:
            error = ProjectError(
                f"Beside '{project.path.name}' lay the last changes of a file that it has replaced. They are no "
                f"part of it and were kept in '{project.set_aside.name}'.",
                "Check that this is the version you want.",
            )
            self._studio.session.report("canvas", error)

    def _tell_displaced(self, error: LanceStudioError, displaced: "Displacement | None") -> None:
        """Say that another program took the project's file away, and what can be done."""
        session = self._studio.session
        if displaced is None:
            session.report("canvas", error)
            return
        former = displaced.former

        def ask() -> None:
            # Whoever changes their mind still has to choose.
            self._ask_save_as().rejected.connect(lambda: self._tell_displaced(error, displaced))

        from lance_studio.project.place import Fate

        other, work = "Restore under its old name", lambda: self.save_as(former)
        if displaced.fate is not Fate.DELETED:
            other = "Open what the disk kept" if displaced.fate is Fate.FAILED else "Open the other"
            work = lambda: self.open(former)  # noqa: E731
        session.report("canvas", error, action="Save my version as…", on_action=ask, second=other, on_second=work)

    def _fill_recent(self) -> None:
        self.recent_menu.clear()
        for path in self._studio.settings.recent():
            name = f"Untitled ({path.stem[:6]})" if is_draft(path) else path.stem
            action = texts.add_action(self.recent_menu, name)
            texts.set_tooltip(action, str(path))
            action.triggered.connect(lambda _checked=False, path=path: self.open(path))
        self.recent_menu.setEnabled(not self.recent_menu.isEmpty())
