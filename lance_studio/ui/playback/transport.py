"""Playing in the window: what keys and buttons ask of the player, and what the player tells the session."""

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from lance_studio.errors import LanceStudioError, ProjectError
from lance_studio.language import tr
from lance_studio.timeline.edges import Shot
from lance_studio.timeline.model import Timeline
from lance_studio.timeline.queries import duration
from lance_studio.ui.bus import ChangeBus
from lance_studio.ui.playback.frames import FrameRenderer
from lance_studio.ui.playback.player import SPEEDS, MakeSound, Player
from lance_studio.ui.session import Session

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lance_studio.workflows.sources import ProjectMedia

_BLACK_SIDE = 640


class Transport(QObject):
    """Connects the player with the session.

    Args:
        session: Playhead, what the viewer shows, and the open project.
        bus: Tells of media that were linked again.
        make_sound: Makes the sound.

    Attributes:
        speed_changed: Carries the speed: 0 when it stands.
        failed: Carries a LanceStudioError that was not told before.
    """

    speed_changed = Signal(int)
    failed = Signal(object)

    def __init__(self, session: Session, bus: ChangeBus, make_sound: MakeSound) -> None:
        super().__init__()
        self._session = session
        self._timeline: Timeline | None = None
        self._shots: tuple[Shot, ...] = ()
        #: What the viewer showed when a drag turned it to the timeline.
        self._viewed_before: str | None = None
        self._own_move = False
        self._told = ""
        self.player = Player(self._make_renderer, make_sound)
        self.player.frame_ready.connect(self._show_frame)
        self.player.moved.connect(self._move_playhead)
        self.player.speed_changed.connect(self._tell_speed)
        self.player.failed.connect(self._tell_failure)
        session.playhead_moved.connect(self._follow_playhead)
        session.playing_changed.connect(self._follow_playing)
        session.viewing_changed.connect(lambda _viewing: self.show())
        session.project_closing.connect(self.close)
        bus.media_changed.connect(self._read_media_anew)

    def set_timeline(self, timeline: Timeline | None) -> None:
        """Say which timeline is shown, after each edit."""
        if timeline == self._timeline:
            return
        self._timeline = timeline
        self._told = ""
        self.player.set_timeline(timeline)
        if self.player.speed == 0:
            self.show()

    def show(self) -> None:
        """Show the frame under the playhead, or at the edge that is dragged, if the viewer shows the timeline."""
        if self._session.viewing != "timeline" or self.player.speed:
            return
        if self._shots:
            self.player.show_shots(self._shots)
        else:
            self.player.show(self._session.playhead)

    def show_edge(self, shots: tuple[Shot, ...]) -> None:
        """Show the frames at an edge that is being dragged in place of what the viewer shows otherwise.

        Args:
            shots: One frame, or two side by side; none when the drag has ended.
        """
        if shots == self._shots:
            return
        self._shots = shots
        if shots and self._session.viewing != "timeline":
            self._viewed_before = self._session.viewing
            # This shows them as well.
            self._session.view("timeline")
            return
        if shots:
            self._session.set_playing(False)
        self.show()
        if not shots and self._viewed_before is not None:
            before, self._viewed_before = self._viewed_before, None
            self._session.view(before)

    def toggle(self) -> None:
        """Play, or stop."""
        if self.player.speed:
            self.player.stop()
        else:
            self._play(1)

    def stop(self) -> None:
        """Stop."""
        self.player.stop()

    def shuttle(self, *, forward: bool) -> None:
        """Play in a direction, or faster if it goes there already: 1, 2, 4."""
        speed = shuttled(self.player.speed, forward=forward)
        if speed != self.player.speed:
            self._play(speed)

    def close(self) -> None:
        """Stop and close the media, because the project will be closed."""
        self._timeline, self._shots, self._viewed_before = None, (), None
        self.player.close()

    # --- parts -------------------------------------------------------------------------------------------------

    def _make_renderer(self) -> FrameRenderer:
        project = self._session.project
        if project is None:
            raise ProjectError(tr("No project is open."), tr("Open or create one first."))
        from lance_studio.workflows.sources import ProjectMedia

        return make_renderer(ProjectMedia(project.files))

    def _play(self, speed: int) -> None:
        self._session.view("timeline")
        self.player.play(self._session.playhead, speed)

    def _tell_speed(self, speed: int) -> None:
        self._session.set_playing(speed != 0)
        self.speed_changed.emit(speed)

    def _tell_failure(self, error: LanceStudioError) -> None:
        self._session.frame_ready.emit(None)
        if str(error) != self._told:
            self._told = str(error)
            self.failed.emit(error)

    def _show_frame(self, frame: object) -> None:
        if self._session.viewing == "timeline":
            timeline = self._timeline
            self._session.frame_size = (timeline.width, timeline.height) if timeline is not None else None
            if frame is None and timeline is not None and duration(timeline) == 0:
                # An empty timeline is black, as its gaps are: without a picture the viewer would look broken.
                frame = _black(timeline)
            self._session.frame_ready.emit(frame)

    def _move_playhead(self, time: Fraction) -> None:
        self._own_move = True
        try:
            self._session.move_playhead(time)
        finally:
            self._own_move = False

    def _follow_playhead(self, time: Fraction) -> None:
        if self._own_move:
            return
        if self.player.speed:
            self.player.play(time, self.player.speed)
        else:
            self.show()

    def _follow_playing(self, playing: bool) -> None:
        if playing and not self.player.speed:
            self._play(1)
        elif not playing and self.player.speed:
            self.player.stop()

    def _read_media_anew(self, ids: frozenset[str]) -> None:
        self._told = ""
        for media_id in ids:
            self.player.forget(media_id)
        self.show()


def shuttled(speed: int, *, forward: bool) -> int:
    """Return the speed after another press of a shuttle key: 1, 2, 4 in its direction."""
    sign = 1 if forward else -1
    now = speed * sign
    return sign * (next((one for one in SPEEDS if one > now), SPEEDS[-1]) if now > 0 else SPEEDS[0])


def _black(timeline: Timeline) -> "NDArray[np.uint8]":
    """A black picture of a timeline's shape: uint8 [H, W, 3], its longer side at most `_BLACK_SIDE`."""
    import numpy as np

    scale = min(Fraction(_BLACK_SIDE, max(timeline.width, timeline.height)), Fraction(1))
    height, width = (max(round(side * scale), 1) for side in (timeline.height, timeline.width))
    return np.zeros((height, width, 3), np.uint8)


def make_renderer(source: "ProjectMedia") -> FrameRenderer:
    """Make the renderer of a project; imports what decodes films, so call it in a thread."""
    from lance_studio.render.renderer import Renderer

    return Renderer(source)
