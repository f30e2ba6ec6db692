"""Shows the frame under the playhead, and plays: in the window's thread, with the frames made in another."""

from collections.abc import Callable
from fractions import Fraction
from typing import Protocol

from PySide6.QtCore import QElapsedTimer, QObject, Qt, QTimer, Signal

from lance_studio.timeline.edges import Shot
from lance_studio.timeline.model import Timeline
from lance_studio.timeline.queries import duration, play_range
from lance_studio.timeline.timing import frame_of, nearest_frame, time_of
from lance_studio.ui.playback.clock import Clock, WallClock
from lance_studio.ui.playback.frames import Answer, FrameMaker, FrameRenderer, LazyRenderer, Request, Run
from lance_studio.ui.playback.pace import RateMeter

SPEEDS = (1, 2, 4)
_TICK_MS = 8
_PATIENCE_TICKS = 250
"""So many ticks the first frame may take before playing begins without it."""
BLIND_MS = 100
"""So long a scrub may go on without a picture; then one is shown that the pointer has left behind already."""
NEAR = Fraction(1, 2)
"""Seconds by which playing may be behind the clock and still stop on the frame in sight."""
_PLAYING_SIDE = 1280
"""Frames are made no larger than this while playing."""


class SoundClock(Clock, Protocol):
    """A clock that makes the sound that it counts."""


MakeSound = Callable[[LazyRenderer, Timeline, Fraction], SoundClock | None]
"""Makes the sound of a timeline from a time on; None where there is no device."""


def no_sound(_renderer: LazyRenderer, _timeline: Timeline, _start: Fraction) -> None:
    """Stand for a computer without sound."""


class Player(QObject):
    """Plays one timeline at a time.

    Args:
        make_renderer: Makes what frames and sound are made with; called in the thread, again after `close`.
        make_sound: Makes the sound for playing at normal speed.
        make_clock: Makes the clock for playing without sound.

    Attributes:
        frame_ready: A frame to show, uint8 [H, W, 3], not to be written to; None if there is nothing to show. It may
            be smaller than the timeline's picture while playing and while the playhead is being moved.
        moved: Playing has come to a frame; carries its time in seconds.
        speed_changed: Carries the speed: 0 when it stands.
        rate_changed: Carries how many frames a second are shown while playing and how many are wanted: when it shows
            fewer for a while, as that number changes, and when it shows as many as are wanted again, or stops.
        failed: A frame could not be made; carries a LanceStudioError. Playing has stopped.
    """

    frame_ready = Signal(object)
    moved = Signal(object)
    speed_changed = Signal(int)
    rate_changed = Signal(int, int)
    failed = Signal(object)
    _answered = Signal(object)

    def __init__(
        self,
        make_renderer: Callable[[], FrameRenderer],
        make_sound: MakeSound = no_sound,
        make_clock: Callable[[], Clock] = WallClock,
    ) -> None:
        super().__init__()
        self._renderer = LazyRenderer(make_renderer)
        self._make_sound, self._make_clock = make_sound, make_clock
        self._maker = FrameMaker(self._renderer, self._answered.emit)
        self._timeline: Timeline | None = None
        self._run: Run | None = None
        self._started = False
        self._waited = 0
        self._serial = 0
        self._oldest = 0
        self._exact = 0
        self._shown: int | None = None
        self._in_sight: int | None = None
        self._meter = RateMeter(Fraction(1))
        self._since_shown = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._answered.connect(self._take_answer, Qt.ConnectionType.QueuedConnection)

    @property
    def settled(self) -> bool:
        """Whether the frame in sight is exactly the one that was asked for last."""
        return self._run is None and self._exact == self._serial

    @property
    def speed(self) -> int:
        """Timeline seconds for each second: 1, 2, 4 forward, -1, -2, -4 backward, 0 standing."""
        return 0 if self._run is None else self._run.speed

    def set_timeline(self, timeline: Timeline | None) -> None:
        """Say what is shown; playing goes on with the timeline as it is now."""
        if timeline == self._timeline:
            return
        run, self._timeline = self._run, timeline
        if run is None:
            return
        position = self._position(run)
        if timeline is None or duration(timeline) == 0 or timeline.id != run.timeline.id:
            self.stop()
        else:
            self.play(time_of(position, timeline.rate), run.speed)

    def show(self, time: Fraction) -> None:
        """Show the frame at a time, exactly; at the very end that is the last frame.

        Where that takes a while, a small picture of about what it shows comes first.

        Args:
            time: Timeline seconds.
        """
        timeline = self._timeline
        if timeline is None or duration(timeline) == 0:
            self.show_shots(())
            return
        number = min(frame_of(time, timeline.rate), _last_frame(timeline))
        self.show_shots((Shot(timeline, number),))

    def show_shots(self, shots: tuple[Shot, ...]) -> None:
        """Show frames of any timelines, exactly, after a small picture where that takes a while.

        Args:
            shots: None shows nothing, one is shown as it is, two are shown side by side in a picture of the same size.
        """
        if self._oldest >= self._serial:
            # Nothing was on its way: from now on somebody waits.
            self._since_shown.start()
        self._serial += 1
        if not shots:
            self._oldest = self._exact = self._serial
            self.frame_ready.emit(None)
            return
        self._maker.request(Request(self._serial, shots))

    def play(self, time: Fraction, speed: int = 1) -> None:
        """Play from a time on; from the end, playing begins at the start again.

        Args:
            time: Timeline seconds.
            speed: One of `SPEEDS`, or its negative.
        """
        self._end_run()
        timeline = self._timeline
        if timeline is None or duration(timeline) == 0:
            self._tell_speed(0)
            return
        first, last = _range(timeline, time, speed)
        start = time_of(first, timeline.rate)
        sound = None
        if speed == 1 and _has_sound(timeline):
            sound = self._make_sound(self._renderer, timeline, start)
        self._serial += 1
        self._run = Run(
            self._serial, timeline, first, last, speed, sound or self._make_clock(), _playing_size(timeline)
        )
        self._started, self._waited, self._shown, self._in_sight = False, 0, None, None
        self._meter = RateMeter(timeline.rate)
        self._maker.start(self._run)
        self._timer.start()
        self._tell_speed(speed)

    def stop(self) -> None:
        """Stop where playing is; the frame there is made once more in full size.

        Where it is said that frames are left out, that is the frame in sight, unless it is far behind: the one that
        is due may have been left out, and would have to be decoded from its key frame on.
        """
        run = self._run
        if run is None:
            return
        position = self._position(run)
        if self._in_sight is not None and self._is_behind and not run.over(run.due()):
            near = abs(position - self._in_sight) <= run.timeline.rate * NEAR
            position = self._in_sight if near else position
        self._end_run()
        self._tell_speed(0)
        self.moved.emit(time_of(position, run.timeline.rate))
        if self._timeline is not None:
            self.show(time_of(position, self._timeline.rate))

    def forget(self, media_id: str | None = None) -> None:
        """Read media again, because they were linked again."""
        self._maker.forget(media_id)

    def close(self) -> None:
        """Stop, wait a moment for the thread, and close the media."""
        self._end_run()
        self._tell_speed(0)
        self._timeline = None
        self._oldest = self._serial + 1
        if self._maker.stop():
            self._renderer.close()
        else:
            self._renderer.abandon()

    # --- parts -------------------------------------------------------------------------------------------------

    def _tell_speed(self, speed: int) -> None:
        self.speed_changed.emit(speed)

    def _end_run(self) -> None:
        self._timer.stop()
        run, self._run = self._run, None
        self._maker.halt()
        if run is not None:
            run.clock.stop()
        if self._meter.told is not None:
            self._meter = RateMeter(Fraction(self._meter.wanted))
            self._tell_rate()

    @property
    def _is_behind(self) -> bool:
        """Whether playing leaves frames out, and has said so: a moment's hiccup moves no playhead."""
        return self._meter.told is not None and self._maker.in_haste

    def _tell_rate(self) -> None:
        told, wanted = self._meter.told, self._meter.wanted
        self.rate_changed.emit(wanted if told is None else told, wanted)

    def _position(self, run: Run) -> int:
        """The frame at which playing is."""
        due = run.due() if self._started else run.first
        return run.last if run.over(due) else due

    def _tick(self) -> None:
        run = self._run
        if run is None:
            return
        if not self._started:
            self._waited += 1
            if self._maker.ready() == 0 and self._waited < _PATIENCE_TICKS:
                return
            run.clock.start()
            self._started = True
        due = run.due()
        taken = self._maker.take(run.last if run.over(due) else due)
        position = self._position(run)
        if position != self._shown:
            self._shown = position
            self.moved.emit(time_of(position, run.timeline.rate))
        # What `moved` has set off may have ended the run.
        if taken is not None and self._run is run:
            self._in_sight = taken[0]
            self._meter.add(run.clock.elapsed())
            self.frame_ready.emit(taken[1])
        if self._run is run and self._meter.look(run.clock.elapsed()):
            self._tell_rate()
        if run.over(due) and self._run is run:
            self.stop()

    def _take_answer(self, answer: Answer) -> None:
        if answer.error is not None and self._is_awaited(answer):
            # The frames that were asked for after this one fail as well; it is said once.
            self._oldest = self._serial + 1
            self._end_run()
            self._tell_speed(0)
            self.failed.emit(answer.error)
        elif answer.error is None and self._run is None and self._is_worth_showing(answer):
            self._oldest = answer.serial
            self._exact = answer.serial if not answer.draft else self._exact
            self._since_shown.start()
            self.frame_ready.emit(answer.frame)

    def _is_awaited(self, answer: Answer) -> bool:
        """Whether the answer is to what was asked last."""
        return answer.serial == (self._serial if self._run is None else self._run.serial) >= self._oldest

    def _is_worth_showing(self, answer: Answer) -> bool:
        if answer.draft:
            # While the pointer moves on, the last draft is always a little behind; still it is news.
            return answer.serial >= self._oldest
        return self._is_awaited(answer) or self._is_blind(answer)

    def _is_blind(self, answer: Answer) -> bool:
        """Whether an answer that comes too late is still better than what has been in sight for a while."""
        return answer.serial > self._oldest and self._since_shown.elapsed() >= BLIND_MS


def _last_frame(timeline: Timeline) -> int:
    return max(nearest_frame(duration(timeline), timeline.rate) - 1, 0)


def _range(timeline: Timeline, time: Fraction, speed: int) -> tuple[int, int]:
    """The first and the last frame of a run; the in and out points hold it as long as it begins between them."""
    start, end = play_range(timeline)
    low, high = frame_of(start, timeline.rate), nearest_frame(end, timeline.rate) - 1
    last = _last_frame(timeline)
    low, high = min(low, last), min(max(high, low), last)
    first = min(frame_of(time, timeline.rate), last)
    if speed > 0:
        if first >= (high if first <= high else last):
            first = low
        return first, high if first <= high else last
    if first <= (low if first >= low else 0):
        first = high
    return first, low if first >= low else 0


def _has_sound(timeline: Timeline) -> bool:
    return any(each.kind == "audio" and not each.muted and each.layout.positions for each in timeline.tracks)


def _playing_size(timeline: Timeline) -> tuple[int, int]:
    scale = min(Fraction(_PLAYING_SIDE, max(timeline.width, timeline.height)), Fraction(1))
    return max(1, round(timeline.width * scale)), max(1, round(timeline.height * scale))
