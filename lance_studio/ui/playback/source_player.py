"""Plays one film or sound by itself, apart from any timeline: what the viewer shows is watched and heard there."""

import contextlib
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from lance_studio.errors import LanceStudioError, ProjectError, TimelineError
from lance_studio.language import mark, tr
from lance_studio.project.commands.base import Together
from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.media_use import MediaUse, choose_use, read_use, use_key
from lance_studio.project.rows import Media
from lance_studio.timeline.model import Timeline
from lance_studio.timeline.queries import duration
from lance_studio.timeline.timing import frame_of, nearest_frame, time_of
from lance_studio.ui.background import Background
from lance_studio.ui.bus import ChangeBus
from lance_studio.ui.error_handling import guarded
from lance_studio.ui.playback.clock import Clock, WallClock
from lance_studio.ui.playback.frames import FrameRenderer
from lance_studio.ui.playback.matching import find_matching_frame
from lance_studio.ui.playback.player import MakeSound, Player
from lance_studio.ui.playback.source_timeline import source_timeline
from lance_studio.ui.playback.source_view import SourceView, read_source_view, source_key
from lance_studio.ui.playback.transport import make_renderer, shuttled
from lance_studio.ui.playback.what_plays import seen_medium
from lance_studio.ui.session import Session
from lance_studio.ui.timers import make_timer

if TYPE_CHECKING:
    pass

_DELAY_MS = 500
"""So long after the last movement it is noted where a medium stands."""


class SourcePlayer(QObject):
    """Follows what the viewer shows; where that is a film or a sound, it can be played, and a part of it marked.

    All times are seconds into the medium, on its frames. In and out point and position are kept in the project's
    settings, so that a medium opens as it was left; they are no steps to undo.

    Args:
        session: What is shown, and the open project.
        bus: Tells of media that were linked again.
        make_sound: Makes the sound.
        make_clock: Makes the clock for playing without sound.
        renderer: Makes what frames and sound are made with; None means the project's media.

    Attributes:
        changed: Another medium is shown, or its in or out point has changed.
        moved: Carries the position in seconds.
        frame_ready: The frame at the position, uint8 [H, W, 3], not to be written to; it may be smaller than the film.
            None: the medium's own still picture is what stands there.
        speed_changed: Carries the speed: 0 when it stands.
        failed: Carries a LanceStudioError that was not told before.
    """

    changed = Signal()
    moved = Signal(object)
    frame_ready = Signal(object)
    speed_changed = Signal(int)
    failed = Signal(object)

    def __init__(
        self,
        session: Session,
        bus: ChangeBus,
        make_sound: MakeSound,
        make_clock: Callable[[], Clock] = WallClock,
        renderer: Callable[[], FrameRenderer] | None = None,
    ) -> None:
        super().__init__()
        self._session = session
        self._media: Media | None = None
        self._timeline: Timeline | None = None
        self._view, self._use = SourceView(), MediaUse()
        self._views: dict[str, SourceView] = {}
        #: Media whose views the project does not know yet.
        self._unwritten: set[str] = set()
        self._position = Fraction(0)
        self._frames_made = False
        self._told = ""
        self._background = Background(self)
        self._later = make_timer(self, _DELAY_MS, self.write)
        self.player = Player(renderer or self._make_renderer, make_sound, make_clock)
        self.player.setParent(self)
        self.player.frame_ready.connect(self._show_frame)
        self.player.moved.connect(self._follow_player)
        self.player.speed_changed.connect(self.speed_changed)
        self.player.failed.connect(self._tell_failure)
        for signal in (
            session.node_selected,
            session.source_selected,
            session.viewing_changed,
            session.compare_changed,
        ):
            signal.connect(self._follow)
        session.project_replaced.connect(self._follow)
        session.project_closing.connect(self.close)
        session.medium_opened.connect(self._open_at)
        session.playing_changed.connect(self._give_way)
        bus.nodes_changed.connect(self._follow)
        bus.media_changed.connect(self._read_again)
        bus.settings_changed.connect(self._follow_settings)
        self._follow()

    # --- what is shown -----------------------------------------------------------------------------------------

    @property
    def media(self) -> Media | None:
        """The film or sound in the viewer that can be played; None if there is none."""
        return self._media

    @property
    def timeline(self) -> Timeline | None:
        """The medium as a timeline of one clip at its own rate and size, with the in and out point."""
        return self._timeline

    @property
    def rate(self) -> Fraction:
        """Frames a second of the medium; steps a second of a sound."""
        return Fraction(24) if self._timeline is None else self._timeline.rate

    @property
    def length(self) -> Fraction:
        """Seconds."""
        return Fraction(0) if self._timeline is None else duration(self._timeline)

    @property
    def view(self) -> SourceView:
        """In and out point, and where the medium stood when that was last noted."""
        return self._view

    @property
    def use(self) -> MediaUse:
        """What was chosen for the medium."""
        return self._use

    @property
    def position(self) -> Fraction:
        """Where the medium stands: the beginning of a frame."""
        return self._position

    @property
    def speed(self) -> int:
        """Seconds of the medium for each second: 1, 2, 4 forward, -1, -2, -4 backward, 0 standing."""
        return self.player.speed

    # --- playing -----------------------------------------------------------------------------------------------

    def toggle(self) -> None:
        """Play, or stop."""
        if self.speed:
            self.player.stop()
        else:
            self._play(1)

    def stop(self) -> None:
        """Stop."""
        self.player.stop()

    def shuttle(self, *, forward: bool) -> None:
        """Play in a direction, or faster if it goes there already: 1, 2, 4."""
        speed = shuttled(self.speed, forward=forward)
        if speed != self.speed:
            self._play(speed)

    def seek(self, time: Fraction) -> None:
        """Go to the frame at a time, or to the first or last one; playing goes on from there."""
        number = min(max(frame_of(time, self.rate), 0), self._last())
        self._set_position(time_of(number, self.rate))
        if self.speed:
            self.player.play(self._position, self.speed)
        else:
            self._show()

    def step(self, frames: int) -> None:
        """Stop, and go forward or back by frames."""
        self.player.stop()
        self.seek(max(self._position + time_of(frames, self.rate), Fraction(0)))

    def step_second(self, seconds: int) -> None:
        """Stop, and go forward or back by whole seconds."""
        self.player.stop()
        self.seek(max(self._position + seconds, Fraction(0)))

    def go_to_start(self) -> None:
        """Go to the first frame."""
        self.seek(Fraction(0))

    def go_to_end(self) -> None:
        """Go to the last frame."""
        self.seek(time_of(self._last(), self.rate))

    def go_to_edge(self, *, forward: bool) -> None:
        """Go to the next or previous edge: of the medium, or of the part that is marked."""
        frame = time_of(1, self.rate)
        edges = {Fraction(0), time_of(self._last(), self.rate)}
        edges |= {self._view.start} if self._view.start is not None else set()
        edges |= {self._view.end - frame} if self._view.end is not None else set()
        if forward:
            self.seek(min((one for one in edges if one > self._position), default=self._position))
        else:
            self.seek(max((one for one in edges if one < self._position), default=self._position))

    # --- the part that is marked -------------------------------------------------------------------------------

    def set_in(self) -> None:
        """Let the part begin with the frame in sight; an out point that does not lie after it is cleared."""
        start, end = self._position, self._view.end
        self._mark(start, None if end is not None and end <= start else end)

    def set_out(self) -> None:
        """Let the part end with the frame in sight; an in point that does not lie before it is cleared."""
        start, end = self._view.start, self._position + time_of(1, self.rate)
        self._mark(None if start is not None and start >= end else start, end)

    def clear_range(self) -> None:
        """Forget the in and the out point."""
        self._mark(None, None)

    def go_to_in(self) -> None:
        """Go to the in point."""
        if self._view.start is not None:
            self.seek(self._view.start)

    def go_to_out(self) -> None:
        """Go to the last frame before the out point."""
        if self._view.end is not None:
            self.seek(self._view.end - time_of(1, self.rate))

    def close(self) -> None:
        """Stop, note where the medium stands, and close the media, because the project will be closed."""
        self._leave()
        self.write()
        self._views.clear()
        self._unwritten.clear()
        self.player.close()

    def write(self) -> None:
        """Write into the project how media were left."""
        self._note_position()
        self._later.stop()
        project, ids = self._session.project, self._unwritten
        if project is None or project.read_only or not ids:
            return
        commands = tuple(
            SetSetting(source_key(media_id), self._views[media_id].to_text())
            for media_id in sorted(ids)
            if project.media(media_id) is not None
        )
        self._unwritten = set()
        # Not worth a banner: what is lost is where one was.
        with contextlib.suppress(LanceStudioError):
            if commands:
                project.run(Together(mark("Remember view"), commands))

    # --- following ---------------------------------------------------------------------------------------------

    def _follow(self, *_what: object) -> None:
        media, former = seen_medium(self._session), self._media
        if media == former:
            return
        if media is not None and former is not None and media.id == former.id:
            self._rebuild(media)
        else:
            self._leave()
            if media is not None:
                self._enter(media)
        self.changed.emit()

    def _enter(self, media: Media) -> None:
        project = self._session.project
        assert project is not None
        try:
            base = source_timeline(media, use := read_use(project, media.id))
        except TimelineError:
            # Shorter than a frame: there is nothing to play.
            return
        self._media, self._timeline, self._use = media, base, use
        self._view = self._views.get(media.id) or read_source_view(project, media.id)
        self._show_marks()
        self._position = self._view.position
        self._position = time_of(min(frame_of(self._position, self.rate), self._last()), self.rate)
        self._tell_session()
        self.moved.emit(self._position)
        if self._position or self._session.node_id is None or use.deinterlace is not None:
            self._show()

    def _rebuild(self, media: Media) -> None:
        """The medium has another name or was measured again."""
        self._media = media
        with contextlib.suppress(TimelineError):
            self._timeline = source_timeline(media, self._use)
        self._show_marks()
        self._tell_session()
        if self._frames_made:
            self.seek(self._position)

    def _follow_settings(self, keys: frozenset[str]) -> None:
        """Another sound track, for example, was chosen for the medium: go on with it."""
        media, project = self._media, self._session.project
        if media is None or project is None or use_key(media.id) not in keys:
            return
        self.player.stop()
        self._use, self._frames_made = read_use(project, media.id), True
        self._rebuild(media)
        self.changed.emit()

    def choose_track(self, number: int) -> None:
        """Have another sound track of the medium heard, in clips that are made of it too; a step to undo.

        Args:
            number: Its number in the file, from 0.
        """
        if self._media is not None and number != self._use.sound_track:
            use = replace(self._use, sound_track=number)
            step = choose_use(self._media.id, use, mark("Choose sound track"))
            guarded(lambda: self._session.run(step), self.failed.emit)

    def _leave(self) -> None:
        if self._media is None:
            return
        self.player.set_timeline(None)
        self._note_position()
        self._media = self._timeline = None
        self._view, self._position, self._told, self._use = SourceView(), Fraction(0), "", MediaUse()
        self._tell_session()
        self._background.forget_all()
        self.player.show_shots(())
        if self._frames_made:
            # What was decoded is not kept for a film that nobody looks at.
            self._frames_made = False
            self.player.forget()

    def _read_again(self, ids: frozenset[str]) -> None:
        for media_id in ids:
            self.player.forget(media_id)
        self._follow()
        if self._media is not None and self._media.id in ids:
            self._told = ""
            if self._frames_made and not self.speed:
                self._show()

    def _open_at(self, media_id: str, time: Fraction | None) -> None:
        media = self._media
        if media is None or media.id != media_id or time is None:
            return
        self.player.stop()
        self.seek(time)
        project = self._session.project
        if media.kind != "video" or project is None:
            return
        files, rate, guess = project.files, self.rate, self._position

        def correct(number: int) -> None:
            # Unless one has gone elsewhere in the meantime.
            if self._position == guess and not self.speed:
                self.seek(time_of(number, rate))

        self._background.start(lambda: find_matching_frame(files.path(media_id), time, rate), correct)

    def _give_way(self, timeline_plays: bool) -> None:
        """Never two sounds at once."""
        if timeline_plays:
            self.player.stop()

    # --- parts -------------------------------------------------------------------------------------------------

    def _make_renderer(self) -> FrameRenderer:
        project = self._session.project
        if project is None:
            raise ProjectError(tr("No project is open."), tr("Open or create one first."))
        from lance_studio.workflows.sources import ProjectMedia

        return make_renderer(ProjectMedia(project.files))

    def _play(self, speed: int) -> None:
        if self._timeline is None:
            return
        self._session.set_playing(False)
        self._frames_made = True
        self.player.play(self._position, speed)

    def _show(self) -> None:
        if self._timeline is None or self._timeline.width <= 1:
            return
        self._frames_made = True
        self.player.show(self._position)

    def _last(self) -> int:
        return 0 if self._timeline is None else max(nearest_frame(self.length, self.rate) - 1, 0)

    def _show_frame(self, frame: object) -> None:
        self.frame_ready.emit(frame)

    def _follow_player(self, time: Fraction) -> None:
        if self._timeline is not None:
            self._set_position(time)

    def _set_position(self, time: Fraction) -> None:
        if not self.speed:
            self._later.start()
        if time != self._position:
            self._position = time
            self._tell_session()
            self.moved.emit(time)

    def _tell_session(self) -> None:
        film = self._timeline if self._media is not None and self._media.kind == "video" else None
        self._session.source_frame = None if film is None else (film, self._position)

    def _tell_failure(self, error: LanceStudioError) -> None:
        if str(error) != self._told:
            self._told = str(error)
            self.failed.emit(error)

    def _mark(self, start: Fraction | None, end: Fraction | None) -> None:
        if self._media is None:
            return
        self._keep(replace(self._view, start=start, end=end, position=self._position))
        # At once: what is placed on the timeline next is what is marked now.
        self.write()
        self._show_marks()
        self.changed.emit()

    def _show_marks(self) -> None:
        """Let the medium play from the in to the out point; points outside it do not count."""
        timeline = self._timeline
        if timeline is None:
            return
        length = self.length
        start, end = self._view.start, self._view.end
        end = None if end is not None and end >= length else end
        start = None if start is not None and start >= (end or length) else start
        self._timeline = replace(timeline, in_point=start, out_point=end)
        self.player.set_timeline(self._timeline)

    def _note_position(self) -> None:
        if self._media is not None and not self.speed and self._view.position != self._position:
            self._keep(replace(self._view, position=self._position))

    def _keep(self, view: SourceView) -> None:
        self._view = view
        if self._media is not None:
            self._views[self._media.id] = view
            self._unwritten.add(self._media.id)
            # Never at once: this may be told of in the middle of another change.
            self._later.start()
