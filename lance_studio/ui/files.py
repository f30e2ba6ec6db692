"""New, open, save, close and recent projects. A new project is a file from its first moment on, called a draft.

Every change is on the disk at once, so "Save" has something to do only for a draft: it asks for a name and a place.
Drafts that were left are found again among the recent projects.
"""

import uuid
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from lance_studio.errors import LanceStudioError, OutputError, ProjectError, ProjectLockedError, ProjectReadOnlyError
from lance_studio.language import tr, translate
from lance_studio.regular_files import is_regular
from lance_studio.ui import problem_topics, texts
from lance_studio.ui.actions.mnemonics import ENGLISH
from lance_studio.ui.closing import Closing
from lance_studio.ui.drafts import drafts_dir, is_draft
from lance_studio.ui.error_handling import guarded
from lance_studio.ui.file_places import PROJECTS
from lance_studio.ui.incoming import Incoming
from lance_studio.ui.leaving import Leaving
from lance_studio.ui.recent_projects import AWAY, REMOVE, RecentProject, absent
from lance_studio.ui.saving import Saving
from lance_studio.ui.studio import Studio
from lance_studio.ui.widgets.dialogs import ask_file, ask_target

if TYPE_CHECKING:
    from lance_studio.project.project import Project
    from lance_studio.project.rescue import Displacement

SUFFIX = ".lstudio"


class FileActions(QObject):
    """Handles the actions that concern the project as a whole.

    Args:
        studio: The shared parts.
        window: Parent of the dialogs.
        closing: Lets what is at work come to rest before the open project is closed.
        leaving: Asks before that, if something would be lost.
    """

    def __init__(self, studio: Studio, window: QWidget, closing: Closing, leaving: Leaving | None = None) -> None:
        super().__init__(window)
        self._studio = studio
        self._window = window
        self._closing = closing
        self._leaving = leaving or Leaving(closing, window)
        self.saving = Saving(studio.session, closing, window)
        closing.add(self.saving)
        self.recent_menu = QMenu(tr("Recent projects"), window)
        self.recent_menu.menuAction().setProperty(ENGLISH, "Recent projects")  # English: for its letter
        self._listed: Path | None = None
        register = studio.actions.register
        register("file.new", self.new)
        register("file.open", self.ask_open)
        register("file.save", self.save, enabled=False)
        register("file.save_as", self.ask_save_as, enabled=False)
        register("file.close", self.close, enabled=False)
        self._enable()
        studio.session.project_replaced.connect(self._enable)
        studio.session.project_replaced.connect(self._remember)
        studio.session.project_moved.connect(self._follow)
        self.saving.discarded.connect(self._forget)
        studio.session.project_displaced.connect(self._tell_displaced)
        studio.recent.changed.connect(self._fill_recent)
        self._fill_recent()

    def close(self) -> None:
        """Close the open project, once its user has agreed to what is lost by that."""
        self._leaving.then(tr("Close project"), lambda: self._closing.then(self._studio.session.close))

    def new(self) -> None:
        """Make a draft and open it, once the user has agreed to what is lost in the open project by that.

        Raises:
            LanceStudioError: If it cannot be made.
        """
        self._leaving.then(tr("Begin new project"), self._new)

    def _new(self) -> None:
        folder = drafts_dir()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(
                tr(
                    "The folder for new projects, {folder}, could not be made: {strerror}.",
                    folder=folder,
                    strerror=error.strerror,
                ),
                tr("Make room or make it writable."),
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
            # What is wrong with the file is met before anybody is asked to give something up for it.
            work = lambda: self._closing.then(lambda: self._go_on_in(project), project.close)  # noqa: E731
            self._leaving.then(tr("Open project"), work, project.close)
        except (ProjectLockedError, ProjectReadOnlyError) as error:
            action, again = tr("Open for reading"), partial(self.open, path, read_only=True)
            session.report("canvas", error, action=action, on_action=again, topic=problem_topics.OPEN)
        except LanceStudioError as error:
            session.report("canvas", error, topic=problem_topics.OPEN)

    def _go_on_in(self, project: "Project") -> None:
        self._tell_set_aside(self._studio.session.take_over(project))

    def ask_open(self) -> None:
        """Let the user choose a project and open it."""
        places = self._studio.places.of(PROJECTS)
        ask_file(self._window, tr("Open project"), "file-dialog", self.open, _filter(), places)

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
            name = tr("{stem} (my version)", stem=former.stem) if project.displaced is not None else former.stem
            suggestion = str(former.with_name(name))
        title, suffix = tr("Save project as"), SUFFIX.lstrip(".")
        take, places = self.save_as, self._studio.places.of(PROJECTS)
        return ask_target(self._window, title, "file-dialog", take, suggestion, suffix, [_filter()], places)

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
        self._listed = None if project is None else project.path
        if project is not None:
            try:
                self._studio.settings.add_recent(project.path)
            except OutputError as error:
                self._studio.session.report("canvas", error)

    def _follow(self) -> None:
        """Name the project where it lies now; what is listed under its former place is no project any more."""
        former = self._listed
        self._remember()
        if former is not None and former != self._listed:
            self._forget(former)

    def _tell_set_aside(self, project: "Project") -> None:
        if project.set_aside is not None:
            error = ProjectError(
                tr(
                    "Beside '{name}' lay the last changes of a file that it has replaced. They are no part "
                    "of it and were kept in '{name2}'.",
                    name=project.path.name,
                    name2=project.set_aside.name,
                ),
                tr("Check that this is the version you want."),
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

        other, work = tr("Restore under its old name"), lambda: self.save_as(former)
        if displaced.fate is not Fate.DELETED:
            other = tr("Open what the disk kept") if displaced.fate is Fate.FAILED else tr("Open the other")
            work = lambda: self.open(former)  # noqa: E731
        session.report("canvas", error, action=tr("Save my version as…"), on_action=ask, second=other, on_second=work)

    def _fill_recent(self) -> None:
        self.recent_menu.clear()
        for recent in self._studio.recent.items():
            name = recent.name if recent.there else tr("{name} ({absence})", name=recent.name, absence=translate(AWAY))
            action = texts.add_action(self.recent_menu, name)
            texts.set_tooltip(action, str(recent.path))
            action.triggered.connect(lambda _checked=False, recent=recent: self._open_recent(recent))
        self.recent_menu.setEnabled(not self.recent_menu.isEmpty())

    def _open_recent(self, recent: RecentProject) -> None:
        """Open it, or offer to take it off the list where its file is not there, not even since it was looked for."""
        if recent.there or is_regular(recent.path):
            self.open(recent.path)
            return
        absence, forget = absent(recent.path), partial(self._forget, recent.path)
        self._studio.session.report("canvas", absence, action=translate(REMOVE), on_action=forget)

    def _forget(self, path: Path) -> None:
        guarded(lambda: self._studio.recent.forget(path), partial(self._studio.session.report, "canvas"))


def _filter() -> str:
    return tr("Lance Studio projects (*{suffix})", suffix=SUFFIX)
