"""What the panels of a window share: the open project, what is selected, what the engine does.

Nothing here is kept in the project or is a step to undo: selection, playhead and progress belong to the moment. Undo
and redo bring the selection back that belongs to a step (`undo_line`).
"""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from lance_studio.errors import CommandRefusedError, LanceStudioError, ProjectDisplacedError
from lance_studio.language import tr
from lance_studio.project.rows import TIMELINE_ORDER, Changes
from lance_studio.ui import problem_topics
from lance_studio.ui.bus import ChangeBus
from lance_studio.ui.comparison import Comparison
from lance_studio.ui.folded import FoldedNodes
from lance_studio.ui.incoming import Arrival, Incoming
from lance_studio.ui.place_watch import PlaceWatch
from lance_studio.ui.timeline_places import TimelinePlaces
from lance_studio.ui.undo_line import UndoLine

if TYPE_CHECKING:
    from lance_studio.project.commands.base import Command
    from lance_studio.project.link_trust import ForeignLink
    from lance_studio.project.project import Project
    from lance_studio.timeline.model import Timeline


@dataclass(frozen=True)
class EngineState:
    """What the window says about the engine.

    Attributes:
        model: The model's name; empty if none is chosen.
        device: For example "CPU" or "NVIDIA H200".
        state: A word: "idle", "loading", "busy", "stopped".
        memory: For example "11.2/40 GB"; empty if unknown.
    """

    model: str = ""
    device: str = ""
    state: str = "idle"
    memory: str = ""


@dataclass(frozen=True)
class RunningJob:
    """The job whose progress the status bar shows.

    Attributes:
        id: The job's id.
        label: What is being made, for example 'Editing "sky"'.
        step: Steps that are done.
        total: All steps; 0 while nobody knows.
        seconds_left: The forecast, or None.
    """

    id: str
    label: str
    step: int = 0
    total: int = 0
    seconds_left: float | None = None


@dataclass(frozen=True)
class PromptRequest:
    """One panel asks another to begin an instruction: nothing runs before the user sends it.

    Attributes:
        mode: "ask", "edit", "generate", "extend" or "animate".
        text: What the field must hold; empty to leave it as it is.
        node_id: The node that it is about, or None.
        clip_id: The clip that it is about, or None.
        time: The moment of the timeline that it is about, in seconds, or None.
        output: What it is to make, "picture" or "clip"; empty to leave that as it is.
        mask: uint8 [H, W] of the node's size, 255 where it may change; None to leave the mask as it is.
    """

    mode: str
    text: str = ""
    node_id: str | None = None
    clip_id: str | None = None
    time: Fraction | None = None
    output: str = ""
    mask: object | None = None


@dataclass(frozen=True)
class Problem:
    """Something that a panel's banner must say.

    Attributes:
        panel_id: The panel concerned.
        error: Its cause and remedy.
        action: The verb of a button, or nothing.
        on_action: What the button does.
        log: The text behind "Details", or nothing.
        second: The verb of another button, or nothing.
        on_second: What that button does.
        topic: What it is about, so that it can be taken back when its cause is gone; empty where nobody will.
        good: Whether it is good news.
    """

    panel_id: str
    error: LanceStudioError
    action: str = ""
    on_action: Callable[[], None] | None = None
    log: str = ""
    second: str = ""
    on_second: Callable[[], None] | None = None
    topic: str = ""
    good: bool = False


@dataclass
class StepRequest:
    """Undo or redo is wanted. Whoever has a step on its way into the project holds it, and calls `again` then.

    Attributes:
        again: Asks for the same once more.
        held: Whether somebody holds it.
    """

    again: Callable[[], None]
    held: bool = False


class Session(QObject):
    """Observable state that all panels read and set; each signal is sent only when its value changes.

    Args:
        bus: Attached to the project that is open.

    Attributes:
        places: Where each timeline of the open project was left.
        folds: Which branches of the open project's edit graph are folded.
        project_arriving: A project is about to be opened; whoever shows projects must exist now.
        project_closing: The open project is about to be closed; whoever works on it must stop now.
        commit_wanted: Whoever holds work that is on its way into the project must put it there now.
        step_wanted: Sent before undo and redo; carries a `StepRequest`.
        project_replaced: Another project is open, or none.
        links_answered: Files may be opened now, or others than before: the user has answered for links from elsewhere,
            has linked files again, or they are back. Carries the media's ids, a
            `frozenset`.
        project_moved: The file of the open project has another place, because it was moved or had to be rescued.
        project_displaced: The file of the open project was replaced or deleted by another program; carries the error
            that says so, and a `Displacement`, or None where there is no copy.
        node_selected: Carries the node's id or None.
        media_selected: Carries the medium's id or None.
        source_selected: Carries the id of the sound, or film without a node, that the canvas shows in place of a node,
            or None.
        medium_opened: The user opened a film or a sound to watch or hear it; carries its id, and the seconds into it at
            which it must stand, or None for where it was left.
        clips_selected: Carries the clips' ids, a tuple.
        timeline_selected: Carries the timeline's id or None.
        playhead_moved: Carries the time in seconds, a `Fraction`.
        playing_changed: Whether the timeline plays.
        viewing_changed: "node" or "timeline": what the canvas shows.
        compare_changed: Carries a `Comparison` or None.
        prompt_requested: Carries a `PromptRequest`.
        message_wanted: The conversation must bring one of its messages to sight; carries its id.
        panel_wanted: The user wants to see this panel now; carries its id. What arrives by itself never sends it.
        engine_changed: Carries an `EngineState`.
        running_changed: Carries a `RunningJob` or None.
        cancel_requested: The user wants this job to end.
        files_dropped: Files were dropped on the window; carries a tuple of paths.
        arrived: Files or a picture must be imported; carries an `Arrival`.
        problem: Carries a `Problem`.
        problem_solved: What was said about a topic is over; carries the topic.
        frame_ready: The timeline's frame under the playhead, for the canvas: uint8 [H, W, 3] that nobody writes to any
            more, or None if there is nothing to show. Sent while the timeline is viewed.
        holds_canvas: Whether a sentence about something new is being written for the canvas: a result that arrives must
            not take its place.
        undo_line: The steps that can be undone and redone, typing among them.
        frame_size: Width and height that the last frame stands for, where it is a smaller copy.
        source_frame: The film in the viewer as a timeline, and the time at which it stands; None where the viewer shows
            no film by itself.
    """

    project_arriving = Signal()
    project_closing = Signal()
    commit_wanted = Signal()
    step_wanted = Signal(object)
    project_replaced = Signal()
    links_answered = Signal(object)
    project_moved = Signal()
    project_displaced = Signal(object, object)
    node_selected = Signal(object)
    media_selected = Signal(object)
    source_selected = Signal(object)
    medium_opened = Signal(str, object)
    clips_selected = Signal(object)
    timeline_selected = Signal(object)
    playhead_moved = Signal(object)
    playing_changed = Signal(bool)
    viewing_changed = Signal(str)
    compare_changed = Signal(object)
    prompt_requested = Signal(object)
    message_wanted = Signal(str)
    panel_wanted = Signal(str)
    engine_changed = Signal(object)
    running_changed = Signal(object)
    cancel_requested = Signal(str)
    files_dropped = Signal(object)
    arrived = Signal(object)
    problem = Signal(object)
    problem_solved = Signal(str)
    frame_ready = Signal(object)

    def __init__(self, bus: ChangeBus) -> None:
        super().__init__()
        self._bus = bus
        self._project: Project | None = None
        self._node_id: str | None = None
        self._media_id: str | None = None
        self._source_media_id: str | None = None
        self._clip_ids: tuple[str, ...] = ()
        self._timeline_id: str | None = None
        self._playhead = Fraction(0)
        self.places = TimelinePlaces()
        self.folds = FoldedNodes(self)
        self._playing = False
        self._viewing = "node"
        self._compared: Comparison | None = None
        self._engine = EngineState()
        self._running: RunningJob | None = None
        self.frame_size: tuple[int, int] | None = None
        self.holds_canvas = False
        self.source_frame: tuple[Timeline, Fraction] | None = None
        # It learns of changes before everybody else, as it notes what was selected before them.
        self.undo_line = UndoLine(self, bus, self)
        # What problems were told of that may be solved.
        self._told: set[str] = set()
        # Why the last change could not be written, while none was written since.
        self._unwritten: LanceStudioError | None = None
        self._watch = PlaceWatch(bus, self)
        self._watch.moved.connect(self.project_moved)
        self._watch.displaced.connect(self.project_displaced)
        bus.changed.connect(self._forget_what_is_gone)

    # --- the project -------------------------------------------------------------------------------------------

    @property
    def project(self) -> "Project | None":
        """The open project, if any."""
        return self._project

    def create(self, path: Path) -> "Project":
        """Make a project file and open it in place of the one that is open.

        Raises:
            ProjectError: If it cannot be made; the former project stays open.
        """
        return self.take_over(self.make(path))

    def open(self, path: Path, *, read_only: bool = False) -> "Project":
        """Open a project file in place of the one that is open.

        Raises:
            ProjectError: If it cannot be opened or read; the former project stays open.
        """
        return self.take_over(self.prepare(path, read_only=read_only))

    def make(self, path: Path) -> "Project":
        """Make a project file for `take_over`; raises ProjectError if it cannot be made."""
        from lance_studio.project.project import Project

        return Project.create(path)

    def prepare(self, path: Path, *, read_only: bool = False) -> "Project":
        """Open a project file for `take_over`; raises ProjectError if it cannot be opened or read."""
        from lance_studio.project.project import Project

        project = Project.open(path, read_only=read_only)
        _require_readable(project)
        return project

    def take_over(self, project: "Project") -> "Project":
        """Let an open project be the session's, and close the former one.

        Raises:
            LanceStudioError: It cannot be read, or the former one was lost without a word until now; then the new one
                is closed, and the former one stays open and as it was.
        """
        _require_readable(project)
        try:
            self._require_kept()
        except LanceStudioError:
            _close_quietly(project)
            raise
        self._replace(project)
        return project

    def _require_kept(self) -> None:
        """Refuse once to let go of a project whose file was lost without a word until now."""
        project = self._project
        if project is None or project.read_only or self._watch.has_told:
            return
        try:
            displaced = project.check_place()
        except ProjectDisplacedError:
            raise
        except LanceStudioError:
            return  # closing says what is wrong
        if displaced is not None:
            self._watch.tell(displaced.error())
            raise displaced.error()

    def close(self) -> None:
        """Close the project, if one is open.

        Raises:
            ProjectDisplacedError: The file was lost just now; the project stays open, as a copy where there is one.
            ProjectError: As of `Project.close`; no project is open then either.
        """
        if self._project is not None:
            self._require_kept()
            self._replace(None)

    def run(self, command: "Command") -> Changes:
        """Run a command on the open project.

        Raises:
            CommandRefusedError: If no project is open, or the change makes no sense.
            ProjectError: If it cannot be committed; nothing changed.
        """
        if self._project is None:
            raise CommandRefusedError(tr("No project is open."), tr("Open or create one first."))
        try:
            changes = self._project.run(command)
        except CommandRefusedError:
            raise
        except LanceStudioError as error:
            self._unwritten = error
            raise
        if self._unwritten is not None:
            self._unwritten = None
            self.solve(problem_topics.COMMIT)
        return changes

    def undo(self) -> None:
        """Undo the last step, if there is one: of the draft that has the focus, or else of all."""
        if self._may_step(self.undo):
            self.undo_line.undo()

    def redo(self) -> None:
        """Redo the step that was undone last, if there is one."""
        if self._may_step(self.redo):
            self.undo_line.redo()

    def _may_step(self, again: Callable[[], None]) -> bool:
        request = StepRequest(again)
        self.step_wanted.emit(request)
        return not request.held

    def answer_links(self, links: "Sequence[ForeignLink]", *, use: bool) -> None:
        """Remember what the user said of links of the open project, and tell everybody who shows their media."""
        if self._project is None:
            return
        self._project.answer_links(links, use=use)
        self.files_returned(frozenset(link.media.id for link in links))

    def files_returned(self, media_ids: frozenset[str]) -> None:
        """Tell everybody who shows media that their files can be opened now, or are others; take back what was said.

        Args:
            media_ids: The media.
        """
        for media_id in media_ids:
            self.solve(problem_topics.of_file(media_id))
        self._bus.media_changed.emit(media_ids)
        self.links_answered.emit(media_ids)

    def _replace(self, project: "Project | None") -> None:
        if project is not None:
            self.project_arriving.emit()
        if self._project is not None:
            self.commit_wanted.emit()
            self.project_closing.emit()
        former, self._project = self._project, project
        self.stop_comparing()
        self.set_playing(False)
        self.select_node(None)
        self.select_media(None)
        self.select_clips(())
        self.select_timeline(None)
        self.move_playhead(Fraction(0))
        self.places.begin([] if project is None else [row.id for row in project.timelines()])
        self.folds.begin()
        self.view("node")
        self._watch.attach(project)
        self._bus.attach(project)
        # The former one is closed last, because listeners may have looked at it until now. A full disk may keep its
        # latest changes in the file beside it, of which the user must hear; but another project is open by now.
        try:
            if former is not None:
                former.close()
        finally:
            self.project_replaced.emit()
            if project is not None:
                self.solve(problem_topics.OPEN)

    # --- what is selected --------------------------------------------------------------------------------------

    @property
    def node_id(self) -> str | None:
        """The node that the canvas shows and the history outlines."""
        return self._node_id

    def select_node(self, node_id: str | None) -> None:
        """Make a node the current one; it takes the place of a medium without one."""
        self._set_source(None)
        if node_id != self._node_id:
            self._node_id = node_id
            self.node_selected.emit(node_id)

    @property
    def media_id(self) -> str | None:
        """The medium that is selected in the media bin."""
        return self._media_id

    def select_media(self, media_id: str | None) -> None:
        """Select a medium."""
        if media_id != self._media_id:
            self._media_id = media_id
            self.media_selected.emit(media_id)

    @property
    def source_media_id(self) -> str | None:
        """The sound, or film that no node shows, which the canvas shows in place of a node."""
        return self._source_media_id

    def open_medium(self, media_id: str, *, node_id: str | None = None, time: Fraction | None = None) -> None:
        """Let the canvas show a medium because the user asked for it; the focus goes there with a film or a sound.

        Args:
            media_id: A picture, film or sound of the open project; nothing happens if it is gone, or with a picture
                that no node shows.
            node_id: The node by which it is shown; None for the first one that shows it.
            time: Seconds into a film or sound at which it must stand; None for where it was left.
        """
        from lance_studio.workflows.media_placement import node_of_medium

        media = None if self._project is None else self._project.media(media_id)
        if self._project is None or media is None:
            return
        node = self._project.node(node_id) if node_id is not None else None
        node = node or node_of_medium(self._project, media_id)
        if node is None and media.kind == "picture":
            return
        self.view("node")
        self.select_node(None if node is None else node.id)
        if node is None:
            self._set_source(media_id)
        if media.kind != "picture":
            self.medium_opened.emit(media_id, time)

    def open_node(self, node_id: str, time: Fraction | None = None) -> None:
        """Do the same by a node; a node that is gone leaves an empty canvas.

        Args:
            node_id: The node.
            time: Seconds into its film at which it must stand; None for where it was left.
        """
        node = None if self._project is None else self._project.node(node_id)
        if node is None or self._project is None or self._project.media(node.media_id) is None:
            self.view("node")
            self.select_node(node_id)
        else:
            self.open_medium(node.media_id, node_id=node_id, time=time)

    def select_source(self, media_id: str) -> None:
        """Let the canvas show a sound, or a film that no node shows, in place of a node."""
        if self._node_id is not None:
            self.select_node(None)
        self._set_source(media_id)

    def _set_source(self, media_id: str | None) -> None:
        if media_id != self._source_media_id:
            self._source_media_id = media_id
            self.source_selected.emit(media_id)

    @property
    def clip_ids(self) -> tuple[str, ...]:
        """The clips that are selected on the timeline, in the order of selection."""
        return self._clip_ids

    def select_clips(self, clip_ids: tuple[str, ...]) -> None:
        """Select clips in place of those that were."""
        if clip_ids != self._clip_ids:
            self._clip_ids = clip_ids
            self.clips_selected.emit(clip_ids)

    @property
    def timeline_id(self) -> str | None:
        """The timeline that is shown."""
        return self._timeline_id

    def select_timeline(self, timeline_id: str | None) -> None:
        """Show a timeline, with the playhead where it was left there; playing ends."""
        if timeline_id == self._timeline_id:
            return
        self.set_playing(False)
        self.places.leave(self._timeline_id, self._playhead)
        former, self._playhead = self._playhead, self.places.playhead(timeline_id)
        self._timeline_id = timeline_id
        self.timeline_selected.emit(timeline_id)
        # Told after the timeline, so that nobody looks for this time on the former one.
        if self._playhead != former:
            self.playhead_moved.emit(self._playhead)

    @property
    def playhead(self) -> Fraction:
        """Where the playhead stands, in seconds."""
        return self._playhead

    def move_playhead(self, time: Fraction) -> None:
        """Move the playhead; a time before the start is the start.

        Args:
            time: Seconds from the timeline's start.
        """
        time = max(time, Fraction(0))
        if time != self._playhead:
            self._playhead = time
            self.playhead_moved.emit(time)

    @property
    def playing(self) -> bool:
        """Whether the timeline plays."""
        return self._playing

    def set_playing(self, playing: bool) -> None:
        """Say whether the timeline plays; the timeline's panel does the playing."""
        if playing != self._playing:
            self._playing = playing
            self.playing_changed.emit(playing)

    @property
    def viewing(self) -> str:
        """What the canvas shows: "node" or "timeline"."""
        return self._viewing

    def view(self, what: str) -> None:
        """Let the canvas show the current node or the frame under the playhead.

        Args:
            what: "node" or "timeline".

        Raises:
            ValueError: If it is neither.
        """
        if what not in ("node", "timeline"):
            raise ValueError(what)
        if what != self._viewing:
            self._viewing = what
            self.viewing_changed.emit(what)

    @property
    def compared(self) -> Comparison | None:
        """The nodes that are compared, and how."""
        return self._compared

    def compare(self, *node_ids: str, mode: str | None = None) -> None:
        """Compare nodes on the canvas.

        Args:
            node_ids: Two or more, each once.
            mode: One of `comparison.MODES`; None for that of the former comparison, or what suits their number.

        Raises:
            ValueError: There are too few nodes, one is named twice, or there is no such mode.
        """
        comparison = Comparison.of(node_ids, self._compared)
        self._set_compared(comparison if mode is None else replace(comparison, mode=mode))

    def stop_comparing(self) -> None:
        """Compare no more."""
        self._set_compared(None)

    def _set_compared(self, comparison: Comparison | None) -> None:
        if comparison != self._compared:
            self._compared = comparison
            self.compare_changed.emit(comparison)

    def _forget_what_is_gone(self, changes: Changes) -> None:
        """Deselect what a command has removed."""
        project = self._project
        if project is None:
            return
        if self._node_id in changes.nodes and project.node(self._node_id) is None:
            self.select_node(None)
        if self._compared is not None:
            gone = frozenset(one for one in self._compared.nodes if one in changes.nodes and project.node(one) is None)
            self._set_compared(self._compared.without(gone))
        if self._source_media_id in changes.media and project.media(self._source_media_id) is None:
            self._set_source(None)
        if self._media_id in changes.media and project.media(self._media_id) is None:
            self.select_media(None)
        if changes.timelines or TIMELINE_ORDER in changes.settings:
            left = [row.id for row in project.timelines()]
            shown, neighbour = self._timeline_id, self.places.follow(left, self._timeline_id)
            if shown is not None and shown not in left:
                self.select_clips(())
                self.select_timeline(neighbour)

    # --- between panels ----------------------------------------------------------------------------------------

    def request_prompt(self, request: PromptRequest) -> None:
        """Ask the panel concerned to begin an instruction."""
        self.prompt_requested.emit(request)

    def show_message(self, message_id: str) -> None:
        """Ask the conversation to bring one of its messages to sight and to mark it."""
        self.message_wanted.emit(message_id)

    def reveal(self, panel_id: str) -> None:
        """Bring a panel to the front because the user asked for what is in it; the focus stays where it is.

        Only for what the user does: a result that arrives leaves everything where it is.
        """
        self.panel_wanted.emit(panel_id)

    def drop_files(self, files: tuple[Path, ...]) -> None:
        """Say that files were dropped on the window, to whoever imports them."""
        self.files_dropped.emit(files)

    def take_in(self, what: Incoming, then: Callable[[tuple[str, ...]], object] | None = None) -> None:
        """Say that files or a picture were dropped or pasted, to whoever imports them.

        Args:
            what: The files, or the picture; what could not be taken is told.
            then: Gets the ids of the media.
        """
        self.arrived.emit(Arrival(what, then))

    def request_cancel(self, job_id: str) -> None:
        """Say that the user wants a job to end, to whoever drives the queue."""
        self.cancel_requested.emit(job_id)

    def report(
        self,
        panel_id: str,
        error: LanceStudioError,
        *,
        action: str = "",
        on_action: Callable[[], None] | None = None,
        log: str = "",
        second: str = "",
        on_second: Callable[[], None] | None = None,
        topic: str = "",
        good: bool = False,
    ) -> None:
        """Let a panel's banner say what went wrong, or that it is right again.

        Args:
            panel_id: The panel concerned.
            error: Its cause and remedy are shown.
            action: The verb of a button, or nothing.
            on_action: What the button does.
            log: The text behind "Details", or nothing.
            second: The verb of another button, or nothing.
            on_second: What that button does.
            topic: What it is about, for `solve`; empty where the error says it by itself.
            good: Whether it is good news.
        """
        if not topic:
            topic = problem_topics.COMMIT if error is self._unwritten else problem_topics.topic_of(error)
        if topic:
            self._told.add(topic)
        self.problem.emit(Problem(panel_id, error, action, on_action, log, second, on_second, topic, good))

    def solve(self, topic: str) -> None:
        """Say that the cause of problems is gone; what banners say of them is taken back."""
        if topic in self._told:
            self._told.discard(topic)
            self.problem_solved.emit(topic)

    # --- the engine --------------------------------------------------------------------------------------------

    @property
    def engine(self) -> EngineState:
        """What the window says about the engine."""
        return self._engine

    def set_engine(self, state: EngineState) -> None:
        """Say what the engine is and does."""
        if state != self._engine:
            self._engine = state
            self.engine_changed.emit(state)

    @property
    def running(self) -> RunningJob | None:
        """The job whose progress the status bar shows."""
        return self._running

    def set_running(self, job: RunningJob | None) -> None:
        """Say how far the running job is; None if none runs."""
        if job != self._running:
            self._running = job
            self.running_changed.emit(job)


def _require_readable(project: "Project") -> None:
    try:
        project.require_readable()
    except LanceStudioError:
        _close_quietly(project)
        raise


def _close_quietly(project: "Project") -> None:
    with contextlib.suppress(LanceStudioError):
        project.close()
