"""What is exported: it plans, runs one export at a time beside the window, and tells how far it is."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QThreadPool, QTimer, Signal

from lance_studio.errors import CommandRefusedError, LanceStudioError
from lance_studio.language import tr
from lance_studio.project.rows import Media, TimelineRow
from lance_studio.ui import problem_topics
from lance_studio.ui.background import Background
from lance_studio.ui.presenting import StatePresenter, medium_of, open_node
from lance_studio.ui.studio import Studio

if TYPE_CHECKING:
    from lance_studio.project.project import Project
    from lance_studio.timeline.model import Timeline
    from lance_studio.workflows.rendering import FilmForm, Rendering

_log = logging.getLogger(__name__)

_FILMS: "dict[str, FilmForm]" = {"mp4": "mp4", "mov": "mov", "webm": "webm", "mkv": "mkv", "png": "pictures"}
_TELL_EVERY = 0.05
_PATIENCE_MS = 2_000
"""A cancelled export that is not over by then, because a file that it reads does not answer, keeps nobody waiting."""

_STOP_MS = 300
"""The same where the project is closed without having asked before; the window stands still meanwhile."""


@dataclass(frozen=True)
class VideoOptions:
    """How a timeline is exported.

    Attributes:
        form: One of `forms.FORMS`: "mp4", "png" (a folder of pictures), "wav" …
        size: Width and height; None is the timeline's.
        span: Start and end in seconds; None is from the in to the out point.
        alpha: Whether what nothing covers stays transparent.
    """

    form: str = "mp4"
    size: tuple[int, int] | None = None
    span: tuple[Fraction, Fraction] | None = None
    alpha: bool = False


@dataclass(frozen=True)
class Choices:
    """What the dialog for videos offers.

    Attributes:
        timeline: Whether there is a timeline with something on it.
        clip: Name of the clip on the canvas; empty for none.
        width: Of the timeline.
        height: Of the timeline.
        marked: Start and end of the in and out points in seconds, if they are set.
        seconds: Length of the timeline.
        name: What the file may be called.
        heard: Whether anything is heard on the timeline.
    """

    timeline: bool = False
    clip: str = ""
    width: int = 0
    height: int = 0
    marked: tuple[Fraction, Fraction] | None = None
    seconds: Fraction = Fraction(0)
    name: str = ""
    heard: bool = False


@dataclass(frozen=True)
class ExportState:
    """How far the export is.

    Attributes:
        running: Whether one is at work.
        name: Name of the file.
        done: Frames that are written, or samples of a sound.
        total: All of them; 0 while nobody knows.
        seconds_left: The forecast, or None.
        finished: What was written last, or None.
        sound: Whether a sound is written.
    """

    running: bool = False
    name: str = ""
    done: int = 0
    total: int = 0
    seconds_left: float | None = None
    finished: Path | None = None
    sound: bool = False


class ExportPresenter(StatePresenter[ExportState]):
    """Runs exports.

    Args:
        studio: The shared parts of the window.

    Attributes:
        finished: Carries the path of what was written.
        wound_down: No export is at work any more.
        facts_ready: More is known of the media of the project; see `is_see_through`.
    """

    finished = Signal(object)
    wound_down = Signal()
    facts_ready = Signal()
    _progressed = Signal(int, int)

    def __init__(self, studio: Studio) -> None:
        super().__init__(ExportState())
        self._studio, self._session = studio, studio.session
        # A pool of its own: an export takes long, and the pictures of the panels must not wait for it.
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._background = Background(self, self._pool)
        #: Whether an export that was cancelled does not end.
        self._stuck = False
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._lose_patience)
        self._cancel = threading.Event()
        self._begun = 0.0
        #: Whether the export was cancelled because its project closes: its user did not do it.
        self._project_closed = False
        self._progressed.connect(self._show_progress, Qt.ConnectionType.QueuedConnection)
        studio.session.project_closing.connect(self._stop)
        studio.facts.ready.connect(lambda _media_id: self.facts_ready.emit())

    # --- what can be exported ----------------------------------------------------------------------------------

    def choices(self) -> Choices:
        """Return what the dialog for videos offers now."""
        from lance_studio.timeline import queries

        project, timeline = self._session.project, self._timeline()
        if project is None:
            return Choices()
        node = open_node(self._session)
        clip = node.name if node is not None and node.kind == "clip" else ""
        name = clip or project.path.stem
        if timeline is None or not queries.duration(timeline):
            return Choices(clip=clip, name=name)
        whole = queries.duration(timeline)
        start, end = queries.play_range(timeline)
        marked = (start, end) if (start, end) != (Fraction(0), whole) else None
        from lance_studio.render.export_sound import is_heard

        size, heard = (timeline.width, timeline.height), is_heard(timeline)
        return Choices(True, clip, *size, marked, whole, timeline.name or name, heard)

    def is_see_through(self) -> bool | None:
        """Return whether the timeline has transparency; None until its media were read, see `facts_ready`."""
        from lance_studio.workflows.see_through import is_see_through

        project, timeline, facts = self._session.project, self._timeline(), self._studio.facts
        if project is None or timeline is None:
            return False
        unread = False

        def has_alpha(media: Media) -> bool:
            nonlocal unread
            found = facts.of(media)
            unread |= found is None and not facts.is_known(media)
            return found is not None and found.alpha

        found = is_see_through(timeline, project.media, has_alpha)
        # What is uncovered is so whatever the files hold.
        return None if unread and not found else found

    def frame_name(self, suffix: str) -> str:
        """Return what a picture of the timeline's frame at the playhead may be called.

        Raises:
            CommandRefusedError: If there is no timeline.
        """
        name = self._required_timeline().name or self._project().path.stem
        return f"{_safe(name)} {_stamp(self._session.playhead)}.{suffix}"

    def picture_name(self) -> str:
        """Return what the current picture may be called.

        Raises:
            CommandRefusedError: If there is nothing to export.
        """
        self._project()
        if self._session.viewing == "timeline":
            return self.frame_name("png")
        node = open_node(self._session)
        if node is None:
            raise CommandRefusedError(tr("There is no picture on the canvas."), tr("Open or generate one first."))
        film = self._session.source_frame
        moment = f" {_stamp(film[1])}" if film is not None and film[1] else ""
        return f"{_safe(node.name)}{moment}.png"

    # --- exporting ---------------------------------------------------------------------------------------------

    def export_picture(self, path: Path) -> None:
        """Write what the canvas shows as PNG, with its recipe.

        Raises:
            CommandRefusedError: If there is nothing to export, or an export is at work.
        """
        from lance_studio.workflows.clip_export import export_picture
        from lance_studio.workflows.export import recipe_of
        from lance_studio.workflows.rendering import rendering_of, write_frame

        project = self._project()
        if self._session.viewing == "timeline":
            what = self._rendering()
            time = _shown_at(what.timeline, self._session.playhead)
            self._start(lambda progress, cancel: write_frame(what, path, time, overwrite=True), path)
            return
        node, media = open_node(self._session), medium_of(self._session, self._session.node_id)
        if node is None or media is None:
            raise CommandRefusedError(tr("There is no picture on the canvas."), tr("Open or generate one first."))
        film = self._session.source_frame
        if film is not None and film[1]:
            what, time = rendering_of(project, film[0], node.name), film[1]
            self._start(lambda progress, cancel: write_frame(what, path, time, overwrite=True), path)
            return
        files, recipe = project.files, recipe_of(project, node.id)
        self._start(lambda progress, cancel: export_picture(files, media, recipe, path), path)

    def export_clip(self, path: Path) -> None:
        """Write the clip on the canvas as it is, or as MP4 if the name asks for one.

        Raises:
            CommandRefusedError: If there is no clip, or an export is at work.
        """
        from lance_studio.workflows.clip_export import export_film

        project, media = self._project(), self._clip()
        if media is None:
            raise CommandRefusedError(tr("There is no clip on the canvas."), tr("Open or generate one first."))
        self._start(partial(export_film, project.files, media, path), path)

    def clip_suffix(self) -> str:
        """Return the ending of the clip on the canvas, for example ".mkv"; ".mp4" without one."""
        from lance_studio.workflows.clip_export import suffix_of

        media = self._clip()
        return ".mp4" if media is None else suffix_of(media)

    def export_timeline(self, path: Path, options: VideoOptions) -> None:
        """Write the timeline.

        Raises:
            CommandRefusedError: If there is no timeline, or an export is at work.
        """
        from lance_studio.workflows.rendering import write_film, write_frame, write_sound

        what, size, span = replace(self._rendering(), alpha=options.alpha), options.size, options.span
        match options.form:
            case "frame.png" | "frame.webp":
                time = _shown_at(what.timeline, self._session.playhead)
                self._start(lambda progress, cancel: write_frame(what, path, time, size=size, overwrite=True), path)
            case "wav" | "flac" as kind:
                self._start(partial(write_sound, what, path, kind, span=span, overwrite=True), path, sound=True)
            case _:
                film = partial(write_film, what, path, _FILMS[options.form], size=size, span=span, overwrite=True)
                self._start(film, path)

    def export_otio(self, path: Path) -> None:
        """Write the timeline for other programs.

        Raises:
            CommandRefusedError: If there is no timeline, or an export is at work.
        """
        from lance_studio.workflows.otio_export import write_otio

        self._start(partial(write_otio, self._rendering(), path, overwrite=True), path)

    def cancel(self) -> None:
        """End the export; nothing of it is left."""
        self._cancel.set()

    def wind_down(self) -> str:
        """End the export, because the project is to be closed; see `lance_studio.ui.closing`.

        It ends with the frame that it is at; one that does not is not waited for any longer after some seconds.
        """
        if not self._state.running or self._stuck:
            return ""
        if not self._patience.isActive():
            self._patience.start()
        self._project_closed = True
        self.cancel()
        return tr("Cancelling the export of {name}…", name=self._state.name)

    def losing(self) -> str:
        """Say that an export is cancelled; see `lance_studio.ui.closing`."""
        state = self._state
        if not state.running or self._stuck:
            return ""
        if not state.total:
            return tr(
                "The export of “{name}” is at its beginning. It is cancelled, and nothing of the file is left.",
                name=state.name,
            )
        return tr(
            "The export of “{name}” is at {percent} %. It is cancelled, and nothing of the file is left.",
            name=state.name,
            percent=100 * state.done // state.total,
        )

    def hurry(self) -> None:
        """Wait no longer: the export ends with the frame that it is at, or with the studio."""
        self._stuck = True

    def _lose_patience(self) -> None:
        if self._state.running:
            _log.info("The export of '%s' does not end; the studio does not wait for it.", self._state.name)
            self._stuck = True
            self.wound_down.emit()

    def go_on(self) -> None:
        """Nothing goes on by itself: an export that was cancelled is begun again by its user."""
        self._stuck = False
        self._patience.stop()

    def wait(self) -> None:
        """Wait until no export is at work."""
        self._pool.waitForDone()

    def _start(self, write: Callable[..., object], path: Path, *, sound: bool = False) -> None:
        if self._state.running:
            raise CommandRefusedError(tr("An export is at work."), tr("Wait for it, or cancel it."))
        cancel = self._cancel = threading.Event()
        self._begun, self._project_closed = time.monotonic(), False
        told = [0.0]

        def progress(done: int, total: int) -> None:
            now = time.monotonic()
            if done >= total or now - told[0] >= _TELL_EVERY:
                told[0] = now
                self._progressed.emit(done, total)

        def work() -> Exception | None:
            # A cancelled export is an answer as well, because the dialog waits for its end.
            try:
                write(progress=progress, cancel=cancel.is_set)
            except LanceStudioError as error:
                return error
            return None

        self._publish(ExportState(True, path.name, sound=sound))
        self._background.start(work, lambda error: self._end(path, error))

    def _end(self, path: Path, error: Exception | None) -> None:
        from lance_studio.errors import CancelledError

        done = error is None
        self._publish(ExportState(name=path.name, finished=path if done else None))
        if done:
            self._session.solve(problem_topics.EXPORT)
            self.finished.emit(path)
        elif isinstance(error, CancelledError):
            self._tell_stopped(path)
        elif isinstance(error, LanceStudioError):
            self._session.report("canvas", error, topic=problem_topics.topic_of(error) or problem_topics.EXPORT)
        self.wound_down.emit()

    def _tell_stopped(self, path: Path) -> None:
        """Who did not cancel the export himself must hear that there is no file."""
        if not self._project_closed:
            return
        cause = tr(
            "'{name}' was not exported because its project was closed; nothing of it was left behind.", name=path.name
        )
        # The window may be about to vanish, and its banner with it.
        _log.warning("%s", cause)
        refusal = CommandRefusedError(cause, tr("Export it again."))
        self._session.report("canvas", refusal, topic=problem_topics.EXPORT)

    def _show_progress(self, done: int, total: int) -> None:
        if not self._state.running:
            return
        took = time.monotonic() - self._begun
        left = took / done * (total - done) if done and took > 1 else None
        self._publish(replace(self._state, done=done, total=total, seconds_left=left))

    def _stop(self) -> None:
        """The project closes: what is at work needs its media."""
        self._project_closed = True
        self.cancel()
        self._pool.waitForDone(0 if self._stuck else _STOP_MS)

    # --- reading -----------------------------------------------------------------------------------------------

    def _project(self) -> "Project":
        if self._session.project is None:
            raise CommandRefusedError(tr("No project is open."), tr("Open or create one first."))
        return self._session.project

    def _row(self) -> TimelineRow | None:
        project = self._session.project
        if project is None:
            return None
        row = project.timeline(self._session.timeline_id) if self._session.timeline_id is not None else None
        return next(iter(project.timelines()), None) if row is None else row

    def _timeline(self) -> "Timeline | None":
        project, row = self._session.project, self._row()
        return None if project is None or row is None else project.timeline_value(row.id)

    def _required_timeline(self) -> "Timeline":
        timeline = self._timeline()
        if timeline is None:
            raise CommandRefusedError(tr("There is no timeline to export."), tr("Put a clip on the timeline first."))
        return timeline

    def _rendering(self) -> "Rendering":
        from lance_studio.workflows.rendering import rendering_of

        project, timeline, row = self._project(), self._required_timeline(), self._row()
        return rendering_of(project, timeline, row.name if row is not None else timeline.name)

    def _clip(self) -> Media | None:
        media = medium_of(self._session, self._session.node_id)
        return media if media is not None and media.kind == "video" else None


def _shown_at(timeline: "Timeline", playhead: Fraction) -> Fraction:
    """Return the time whose frame the viewer shows; at the very end that is the last one."""
    from lance_studio.timeline.queries import duration
    from lance_studio.timeline.timing import time_of

    return max(min(playhead, duration(timeline) - time_of(1, timeline.rate)), Fraction(0))


def _safe(name: str) -> str:
    """Return a name that any file system takes."""
    plain = "".join(" " if letter in '<>:"/\\|?*' or ord(letter) < 32 else letter for letter in name)
    return " ".join(plain.split()).strip(" .")[:80] or tr("Untitled")


def _stamp(moment: Fraction) -> str:
    return tr("{seconds:.2f} s", seconds=float(moment))
