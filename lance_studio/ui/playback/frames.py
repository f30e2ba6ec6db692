"""The thread that makes frames: one at a time when the playhead is moved, ahead of time while playing."""

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Protocol, TypeAlias

from lance_studio.errors import CancelledError, LanceStudioError
from lance_studio.language import mark
from lance_studio.media.haste import Haste
from lance_studio.timeline.edges import Shot
from lance_studio.timeline.model import Timeline
from lance_studio.ui.defects import reported
from lance_studio.ui.playback.clock import Clock
from lance_studio.ui.playback.pace import Pace
from lance_studio.ui.playback.worker import OnDemand

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Frame: TypeAlias = NDArray[np.uint8]

AHEAD = 8
"""Frames that are made ahead while playing."""
PAUSE = 0.1
"""Seconds without a new wish after which the rest is used for what may be wanted next."""
_BETWEEN = 2
"""Pixels between two pictures side by side."""

Size: TypeAlias = tuple[int, int]


class FrameRenderer(Protocol):
    """What frames are made with; `lance_studio.render.renderer.Renderer` is one."""

    def frame(
        self, timeline: Timeline, number: int, size: Size | None = None, *, give_up: Callable[[], bool] | None = None
    ) -> "Frame":
        """Make a frame; raises LanceStudioError, CancelledError if it was given up."""
        ...

    def draft(self, timeline: Timeline, number: int) -> "Frame | None":
        """Make a small picture of about what a frame shows, if that is quicker; raises LanceStudioError."""
        ...

    def play_frame(
        self,
        timeline: Timeline,
        number: int,
        due: Callable[[], int],
        haste: Haste,
        size: Size,
        *,
        backward: bool = False,
        give_up: Callable[[], bool],
    ) -> "tuple[int, Frame]":
        """Make what playing shows next; raises LanceStudioError, CancelledError if it was given up."""
        ...

    def fill_back(self, timeline: Timeline, number: int, haste: Haste, give_up: Callable[[], bool]) -> bool:
        """Make playing backward from a frame quick; returns whether there was anything to do."""
        ...

    def prepare(self, timeline: Timeline, number: int, give_up: Callable[[], bool]) -> None:
        """Make looking for a frame near this one, and stepping from it, quick; raises LanceStudioError."""
        ...

    def sound(self, timeline: Timeline, start: Fraction, count: int, sample_rate: int = ...) -> "NDArray[np.float32]":
        """Mix a block of sound; raises LanceStudioError."""
        ...

    def forget(self, media_id: str | None = None) -> None:
        """Close media that have changed."""
        ...

    def close(self) -> None:
        """Close all media."""
        ...


class LazyRenderer:
    """Makes the renderer in the thread that needs it first: what it imports would hold the window up.

    Args:
        make: Makes it.
    """

    def __init__(self, make: Callable[[], FrameRenderer]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: FrameRenderer | None = None

    def get(self) -> FrameRenderer:
        """Return the renderer."""
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made

    def forget(self, media_id: str | None = None) -> None:
        """Close media that have changed."""
        with self._lock:
            made = self._made
        if made is not None:
            made.forget(media_id)

    def abandon(self) -> None:
        """Let go of media that a thread still reads, which cannot be closed now; the next `get` makes a renderer."""
        with self._lock:
            self._made = None

    def close(self) -> None:
        """Close all media; the next `get` makes another renderer."""
        with self._lock:
            made, self._made = self._made, None
        if made is not None:
            made.close()


@dataclass(frozen=True, slots=True)
class Request:
    """A picture that is wanted: a frame, or two side by side.

    Attributes:
        serial: Counts requests; the answer carries it.
        shots: One frame, or the left and the right one of timelines of the same size.
    """

    serial: int
    shots: tuple[Shot, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What became of a request or of a run.

    Attributes:
        serial: The request's or the run's.
        frame: uint8 [H, W, 3], not to be written to; None if it could not be made.
        error: Why not.
        draft: Whether the picture is small and only about right; the frame itself will follow if it is still wanted.
    """

    serial: int
    frame: "Frame | None" = None
    error: LanceStudioError | None = None
    draft: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """Playing from one frame to another.

    Attributes:
        serial: Counts runs and requests together.
        timeline: The timeline.
        first: The frame to begin with.
        last: The frame to end with; before `first` when playing backward.
        speed: Timeline seconds for each second: 1, 2, 4, -1, -2, -4.
        clock: Where playing is.
        size: Width and height of the frames.
    """

    serial: int
    timeline: Timeline
    first: int
    last: int
    speed: int
    clock: Clock
    size: Size

    def due(self) -> int:
        """Return the frame that should be on the screen now; goes beyond `last`."""
        passed = int(self.clock.elapsed() * abs(self.speed) * self.timeline.rate)
        return self.first + (passed if self.speed > 0 else -passed)

    def over(self, number: int) -> bool:
        """Return whether a frame lies behind the last one."""
        return number > self.last if self.speed > 0 else number < self.last

    def aim(self) -> int:
        """Return the frame that should be on the screen now, at most the last one."""
        due = self.due()
        return self.last if self.over(due) else due

    def after(self, number: int) -> int:
        """Return the frame that follows one on the screen; the last one is never left out."""
        following = number + self.speed
        return self.last if self.over(following) and number != self.last else following


class FrameMaker:
    """Makes frames in a thread that lives while there is something to make.

    Args:
        renderer: What makes them.
        deliver: Gets the answers to requests and the errors of runs, in the thread.
    """

    def __init__(self, renderer: LazyRenderer, deliver: Callable[[Answer], None]) -> None:
        self._renderer = renderer
        self._deliver = deliver
        self._lock = threading.Lock()
        self._request: Request | None = None
        self._answered: Request | None = None
        self._ending = False
        self._run: Run | None = None
        self._next: int | None = None
        self._ready: OrderedDict[int, Frame] = OrderedDict()
        self._pace = Pace()
        self._forgotten: set[str | None] = set()
        self._current: int | None = None
        self._news = threading.Event()
        self._worker = OnDemand("frames", self._step, self._give_up)

    def request(self, request: Request) -> None:
        """Want one picture; a former one is given up.

        Where a picture of about what it shows can be had quickly, that is delivered first. While nothing else is
        wanted, what lies around the frame is prepared.
        """
        with self._lock:
            self._request = request
        self._news.set()
        self._worker.wake()

    def start(self, run: Run) -> None:
        """Make frames ahead of a run's clock."""
        with self._lock:
            self._request = self._answered = None
            self._run, self._next = run, run.first
            self._ready.clear()
            self._pace = Pace()
        self._news.set()
        self._worker.wake()

    def halt(self) -> None:
        """Make no further frames of a run."""
        with self._lock:
            self._run = self._next = None
            self._ready.clear()

    @property
    def in_haste(self) -> bool:
        """Whether the run leaves frames out because it is late, or has just been."""
        return self._pace.haste is not Haste.NONE

    def ready(self) -> int:
        """Return how many frames of the run wait to be shown."""
        with self._lock:
            return len(self._ready)

    def take(self, due: int) -> tuple[int, "Frame"] | None:
        """Take the newest frame of the run that is due; older ones are dropped.

        Args:
            due: The frame that should be on the screen.

        Returns:
            Its number and pixels, or None if none is there that is due.
        """
        with self._lock:
            run = self._run
            if run is None:
                return None
            newest = None
            for number in list(self._ready):
                if (number - due) * run.speed > 0:
                    break
                newest = number, self._ready.pop(number)
        self._worker.wake()
        return newest

    def forget(self, media_id: str | None) -> None:
        """Read a medium again before the next frame; None means all."""
        with self._lock:
            self._forgotten.add(media_id)
        self._worker.wake()

    def stop(self) -> bool:
        """Give everything up; returns whether the thread has ended, see `OnDemand.stop`. `start` begins again."""
        self.halt()
        with self._lock:
            self._request = self._answered = None
            self._ending = True
        self._news.set()
        ended = self._worker.stop()
        self._ending = False
        self._worker.resume()
        return ended

    def _step(self) -> bool:
        self._news.clear()
        with self._lock:
            request, self._request = self._request, None
            run, number = self._run, self._next
            forgotten, self._forgotten = self._forgotten, set()
            self._current = None if request is None else request.serial
        for media_id in forgotten:
            self._renderer.forget(media_id)
        if request is not None:
            self._answer(request)
            return True
        if run is None:
            return self._prepare()
        if number is None:
            return False
        if not self._has_room(run):
            return run.speed < 0 and self._fill_back(run, number)
        if run.over(number):
            with self._lock:
                if self._run is run:
                    self._next = None
            return False
        self._current = run.serial
        return self._play(run, number)

    def _play(self, run: Run, number: int) -> bool:
        """Make the next frame of a run; whatever was decoded is shown, unless something newer is there already."""
        pace = self._pace
        haste = pace.judge(Fraction(number - run.due(), run.speed), run.timeline.rate)
        shown = number

        def make() -> "Frame":
            nonlocal shown
            shown, frame = self._renderer.get().play_frame(
                run.timeline,
                number,
                run.aim,
                haste,
                run.size,
                backward=run.speed < 0,
                give_up=lambda: self._is_over(run),
            )
            return frame

        answer = _answered(run.serial, make)
        with self._lock:
            if self._run is not run or isinstance(answer.error, CancelledError):
                return True
            # What could be decoded may lie behind the end; the last frame is made when playing stops there.
            self._next = None if run.over(shown) else run.after(shown)
            if answer.frame is not None and not run.over(shown):
                self._ready[shown] = answer.frame
        if answer.error is not None:
            self._deliver(answer)
        return True

    def _fill_back(self, run: Run, number: int) -> bool:
        """Decode for later, until there is room for a frame; returns whether there was anything to do."""
        try:
            return self._renderer.get().fill_back(
                run.timeline, number, self._pace.haste, lambda: self._is_over(run) or self._has_room(run)
            )
        except LanceStudioError:
            return False  # the frame itself says what is wrong

    def _is_over(self, run: Run) -> bool:
        return self._run is not run or self._request is not None or self._ending

    def _give_up(self, error: LanceStudioError) -> None:
        """Answer what a defect has left without an answer; a run ends with it."""
        serial, self._current = self._current, None
        if serial is None:
            return
        with self._lock:
            if self._run is not None and self._run.serial == serial:
                self._next = None
        self._deliver(Answer(serial, error=error))

    def _answer(self, request: Request) -> None:
        try:
            draft = self._draft(request.shots)
        except LanceStudioError:
            # Whatever is wrong with the draft is wrong with the frame, which says so.
            draft = None
        except Exception as error:  # the frame itself may still be made
            reported(error, mark("making a draft of a frame"))
            draft = None
        if draft is not None:
            draft.setflags(write=False)
            self._deliver(Answer(request.serial, draft, draft=True))
        answer = _answered(request.serial, lambda: self._exact(request.shots))
        if isinstance(answer.error, CancelledError):
            return
        self._deliver(answer)
        with self._lock:
            self._answered = request if answer.error is None and self._run is None else None

    def _exact(self, shots: tuple[Shot, ...]) -> "Frame":
        renderer = self._renderer.get()
        if len(shots) == 1:
            return renderer.frame(shots[0].timeline, shots[0].number, give_up=self._is_outdated)
        width, height = shots[0].timeline.width, shots[0].timeline.height
        half = (max((width - _BETWEEN) // 2, 1), height)
        pair = [renderer.frame(shot.timeline, shot.number, half, give_up=self._is_outdated) for shot in shots]
        return side_by_side(pair[0], pair[1], (width, height))

    def _draft(self, shots: tuple[Shot, ...]) -> "Frame | None":
        renderer = self._renderer.get()
        drafts = [renderer.draft(shot.timeline, shot.number) for shot in shots]
        known = next((draft for draft in drafts if draft is not None), None)
        if known is None or len(shots) == 1:
            return known
        height, width = known.shape[:2]
        # Where there is no draft of one, its frame is as quick.
        pair = [
            renderer.frame(shot.timeline, shot.number, (width, height), give_up=self._is_outdated)
            if draft is None
            else draft
            for shot, draft in zip(shots, drafts, strict=True)
        ]
        return side_by_side(pair[0], pair[1], (2 * width + _BETWEEN, 2 * height))

    def _prepare(self) -> bool:
        """Use the rest for what may be wanted next; returns whether there was anything to do."""
        with self._lock:
            request, self._answered = self._answered, None
        if request is None:
            return False
        # Whoever goes on stepping must not wait for a frame that is being decoded for later.
        if self._news.wait(PAUSE):
            return True
        with contextlib.suppress(LanceStudioError):
            for shot in request.shots:
                self._renderer.get().prepare(shot.timeline, shot.number, self._is_outdated)
        return True

    def _is_outdated(self) -> bool:
        return self._request is not None or self._run is not None or self._ending

    def _has_room(self, run: Run) -> bool:
        with self._lock:
            return self._run is run and len(self._ready) < AHEAD


def side_by_side(left: "Frame", right: "Frame", size: Size) -> "Frame":
    """Put two pictures of the same size next to one another on black, each in the middle of its half.

    Args:
        left: uint8 array [h, w, 3].
        right: uint8 array [h, w, 3].
        size: Width and height of the result: at least `2 * w` and `h`.

    Returns:
        uint8 array [H, W, 3]; the pictures touch the outer edges.
    """
    import numpy as np

    width, height = size
    high, wide = left.shape[:2]
    result = np.zeros((height, width, 3), np.uint8)
    top = (height - high) // 2
    result[top : top + high, :wide] = left
    result[top : top + high, width - wide :] = right
    return result


def _answered(serial: int, make: Callable[[], "Frame"]) -> Answer:
    try:
        frame = make()
    except Exception as error:  # a defect too is an answer: whoever waits must not wait for ever
        return Answer(serial, error=reported(error, mark("making a frame")))
    frame.setflags(write=False)
    return Answer(serial, frame)
