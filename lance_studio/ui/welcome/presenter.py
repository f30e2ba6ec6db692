"""What the welcome page does: it begins projects and lists those that were open last."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from lance_studio.errors import LanceStudioError, ProjectLockedError, ProjectReadOnlyError
from lance_studio.language import tr, translate
from lance_studio.regular_files import is_regular
from lance_studio.ui import problem_topics
from lance_studio.ui.background import Background
from lance_studio.ui.drafts import is_draft
from lance_studio.ui.error_handling import guarded
from lance_studio.ui.presenting import StatePresenter
from lance_studio.ui.recent_projects import AWAY, REMOVE, RecentProject, absent
from lance_studio.ui.session import PromptRequest
from lance_studio.ui.studio import Studio
from lance_studio.ui.timers import make_timer

if TYPE_CHECKING:
    from lance_studio.workflows.sample import Sample

PANEL = "welcome"
_MOST = 6


@dataclass(frozen=True)
class Recent:
    """A project that was open before.

    Attributes:
        path: Its file.
        name: What people call it.
        detail: When it was changed, and where it lies; that it is not there now.
        there: Whether its file is there, as far as that was looked up.
    """

    path: Path
    name: str
    detail: str
    there: bool = True


@dataclass(frozen=True)
class WelcomeState:
    """What the page shows.

    Attributes:
        wanted: Whether there is no project, so that the page is what to see.
        recent: Newest first.
        busy: Whether the sample project is being made.
        example: A prompt to begin with, from the active model's own profile.
    """

    wanted: bool = True
    recent: tuple[Recent, ...] = ()
    busy: bool = False
    example: str = ""


class WelcomePresenter(StatePresenter[WelcomeState]):
    """Begins projects.

    Args:
        studio: The shared parts of the window.
    """

    def __init__(self, studio: Studio) -> None:
        super().__init__(WelcomeState())
        self._studio, self._session = studio, studio.session
        self._background = Background(self)
        self._busy, self._example = False, ""
        # Which model there is, is looked up on the disk.
        self._later, self._painted = make_timer(self, 0, self._read_example), False
        studio.work.model_changed.connect(self._later.start)
        studio.session.project_replaced.connect(self._refresh)
        studio.recent.changed.connect(self._refresh)
        self._refresh()

    def note_painted(self) -> None:
        """The page was painted. The first time its example is looked for, which the first frame need not wait for."""
        if not self._painted:
            self._painted = True
            self._later.start()

    def new_picture(self, prompt: str = "") -> None:
        """Begin a project and go to the instruction, perhaps with words in it."""
        if self._begin():
            self._session.request_prompt(PromptRequest("generate", prompt))

    def open_files(self, files: Sequence[Path]) -> None:
        """Begin a project with these files; without any nothing happens."""
        if files and self._begin():
            self._session.drop_files(tuple(files))

    def open_project(self, path: Path, *, read_only: bool = False) -> None:
        """Open a project that was open before; where it cannot be written, the banner offers to read it."""
        try:
            self._session.open(path, read_only=read_only)
        except (ProjectLockedError, ProjectReadOnlyError) as error:
            action, again = tr("Open for reading"), partial(self.open_project, path, read_only=True)
            self._session.report(PANEL, error, action=action, on_action=again, topic=problem_topics.OPEN)
        except LanceStudioError as error:
            self._studio.recent.look()
            if is_regular(path):
                self._session.report(PANEL, error, topic=problem_topics.OPEN)
            else:
                forget = partial(self.forget, path)
                self._session.report(
                    PANEL, absent(path), action=translate(REMOVE), on_action=forget, topic=problem_topics.OPEN
                )

    def forget(self, path: Path) -> None:
        """Take a project off the list of recent ones; its file stays."""
        guarded(lambda: self._studio.recent.forget(path), partial(self._session.report, PANEL))

    def open_sample(self) -> None:
        """Begin a project with the samples in it.

        Raises:
            MediaError: If this installation has no samples.
        """
        from lance_studio.workflows.sample import make_sample, sample_folder, samples_for

        folder, samples = sample_folder(), samples_for(self._studio.work.profile)
        if self._busy or not self._begin():
            return
        project = self._session.project
        assert project is not None
        files = project.files
        self._busy = True
        self._refresh()

        def done(sample: "Sample") -> None:
            self._busy = False
            if self._session.project is project:
                self._show(sample)
            self._refresh()

        def failed(error: LanceStudioError) -> None:
            self._busy = False
            self._session.report("canvas", error)
            self._refresh()

        self._background.start(lambda: make_sample(files, folder, samples), done, failed)

    def _show(self, sample: "Sample") -> None:
        try:
            self._session.run(sample.commands)
        except LanceStudioError as error:
            self._session.report("canvas", error)
            return
        self._session.select_timeline(sample.timeline_id)
        self._session.select_node(sample.node_id)

    def _begin(self) -> bool:
        """Make a draft; if that fails the window tells why."""
        former = self._session.project
        self._studio.actions.trigger("file.new")
        return self._session.project is not None and self._session.project is not former

    def _refresh(self) -> None:
        recent = tuple(map(_recent, self._studio.recent.items()[:_MOST]))
        # Told in any case: with another project the page comes or goes, whatever was brought to sight meanwhile.
        self._state = WelcomeState(self._session.project is None, recent, self._busy, self._example)
        self.changed.emit(self._state)

    def _read_example(self) -> None:
        self._example = next(iter(self._studio.work.profile.examples("text_to_image")), "")
        self._refresh()


def _recent(project: RecentProject) -> Recent:
    path = project.path
    place = tr("Not saved under a name") if is_draft(path) else _short(path.parent)
    parts = (project.changed if project.there else translate(AWAY).capitalize(), place)
    return Recent(path, project.name, " · ".join(part for part in parts if part), project.there)


def _short(folder: Path) -> str:
    home = Path.home()
    return f"~/{folder.relative_to(home)}" if folder.is_relative_to(home) and folder != home else str(folder)
