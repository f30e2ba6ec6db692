"""What the mouse does on the timeline: presses, moves and releases become selection, drags and scrubbing."""

from dataclasses import dataclass
from fractions import Fraction

from lance_studio.errors import TimelineError
from lance_studio.timeline.model import Clip
from lance_studio.timeline.snapping import SnapPoint, snap, snap_move, snap_points
from lance_studio.timeline.timing import align
from lance_studio.ui.timeline.geometry import RULER, Geometry, Hit
from lance_studio.ui.timeline.gestures import Gesture, Mark, Move, Roll, Slip, Snapping, Trim
from lance_studio.ui.timeline.presenter import TimelinePresenter
from lance_studio.ui.timeline.state import Tool

SNAP_PIXELS = 8
THRESHOLD = 4
"""So many pixels must the pointer move before a press becomes a drag."""
_NO_SNAPPING = Fraction(0)


@dataclass(frozen=True, slots=True)
class Keys:
    """The modifier keys that are down.

    Attributes:
        toggle: Ctrl: add to the selection; at an edge, ripple.
        free: Shift: no snapping.
        alone: Alt: without linked clips.
    """

    toggle: bool = False
    free: bool = False
    alone: bool = False


_NO_KEYS = Keys()


@dataclass(slots=True)
class _Press:
    x: float
    y: float
    hit: Hit
    keys: Keys
    gesture: Gesture | None = None
    moved: bool = False
    deselect: bool = False


class Pointer:
    """One mouse over one timeline.

    Args:
        presenter: What it works on.
    """

    def __init__(self, presenter: TimelinePresenter) -> None:
        self._presenter = presenter
        self._view = presenter.view_model
        self._press: _Press | None = None
        self.hover: Hit | None = None

    @property
    def pressed(self) -> bool:
        """Whether the button is down."""
        return self._press is not None

    def press(self, x: float, y: float, keys: Keys = _NO_KEYS) -> None:
        """The left button went down.

        Raises:
            LanceStudioError: The blade met a locked track.
        """
        geometry = self._view.geometry()
        if geometry is None:
            return
        hit = geometry.hit(x, y)
        press = _Press(x, y, hit, keys)
        if hit.kind == "ruler":
            self._press = press
            self._scrub(x, keys)
        elif hit.marker_id is not None:
            self._press = press
            self._presenter.markers.go_to(hit.marker_id)
            if self._view.stored is not None:
                press.gesture = Mark(self._view.stored, hit.marker_id)
        elif hit.clip is not None and self._view.state.tool is Tool.BLADE:
            self._cut(hit, x, keys)
        elif hit.clip is not None:
            self._press = press
            self._take(press, hit.clip.clip.id)
        else:
            self._press = press
            if not keys.toggle:
                self._view.select(None)

    def move(self, x: float, y: float, keys: Keys = _NO_KEYS) -> None:
        """The pointer moved, with the button down or not."""
        press = self._press
        if press is None:
            self._hover(x, y, keys)
            return
        if press.hit.kind == "ruler":
            self._scrub(x, keys)
            return
        if not press.moved and max(abs(x - press.x), abs(y - press.y)) < THRESHOLD:
            return
        press.moved = True
        if press.gesture is not None:
            self._drag(press, press.gesture, x, y, keys)
        elif press.hit.clip is None:
            self._view.show_band((press.x, press.y, x, y))

    def release(self, x: float, y: float, keys: Keys = _NO_KEYS) -> None:
        """The left button went up: a drag becomes a command.

        Raises:
            LanceStudioError: It could not be stored.
        """
        press, self._press = self._press, None
        if press is None or press.hit.kind == "ruler":
            self._view.show_snap(None)
            return
        if press.gesture is not None:
            if press.moved:
                self._drag(press, press.gesture, x, y, keys)
            elif press.deselect and press.hit.clip is not None:
                self._view.select(press.hit.clip.clip.id, alone=press.keys.alone)
            self._view.end_drag(press.gesture.name if press.moved else None)
        elif press.moved:
            self._select_band(press, x, y)

    def give_up(self) -> bool:
        """Escape: everything is as before the press.

        Returns:
            Whether anything was under way.
        """
        press, self._press = self._press, None
        if press is None:
            return False
        self._view.end_drag(None)
        return True

    def leave(self) -> None:
        """The pointer left the timeline."""
        self.hover = None
        if self._press is None:
            self._view.show_snap(None)

    def snap_start(self, time: Fraction, length: Fraction) -> tuple[Fraction, SnapPoint | None]:
        """Find where something that is dragged in from elsewhere would begin."""
        geometry = self._view.geometry()
        if geometry is None:
            return Fraction(0), None
        snapping = self._snapping(_NO_KEYS)
        points = self._points(geometry, snapping.tolerance, time, time + length)
        start, point = snap_move(time, length, points, snapping.tolerance)
        return align(start, geometry.timeline.rate), point

    # --- parts -------------------------------------------------------------------------------------------------

    def _take(self, press: _Press, clip_id: str) -> None:
        """Select what was pressed, and prepare the drag that may follow."""
        presenter, keys, hit = self._presenter, press.keys, press.hit
        edge = hit.kind in ("head", "tail")
        selected = clip_id in presenter.view_model.state.selected
        if keys.toggle and not edge:
            presenter.view_model.select(clip_id, toggle=True, alone=keys.alone)
            if selected:
                return
        elif keys.alone or not selected:
            presenter.view_model.select(clip_id, alone=keys.alone)
        else:
            # A click on one of several selected clips selects it alone, a drag moves them all.
            press.deselect = True
        if hit.clip is not None and not hit.clip.track.locked:
            press.gesture = self._gesture(press, clip_id)

    def _gesture(self, press: _Press, clip_id: str) -> Gesture | None:
        presenter, keys, hit = self._presenter, press.keys, press.hit
        base, tool = presenter.view_model.stored, presenter.view_model.state.tool
        if base is None or hit.clip is None:
            return None
        grabbed = self._time(press.x)
        if tool is Tool.SLIP:
            return Slip(base, clip_id, grabbed, not keys.alone)
        if hit.kind not in ("head", "tail"):
            others = tuple(each for each in presenter.view_model.state.selected if each != clip_id)
            return Move(base, clip_id, grabbed, others)
        if tool is Tool.ROLL:
            before = _before_cut(hit)
            return None if before is None else Roll(base, before)
        ripple = tool is Tool.RIPPLE or keys.toggle
        return Trim(base, clip_id, hit.kind == "tail", not keys.alone, ripple)

    def _drag(self, press: _Press, gesture: Gesture, x: float, y: float, keys: Keys) -> None:
        geometry, stored = self._view.geometry(), self._view.stored
        if geometry is None or stored is None:
            return
        if gesture.base is not stored:
            # Something else has changed the timeline meanwhile, for example a result that arrived: that must not be
            # undone by this drag.
            gesture = press.gesture = gesture.on(stored)
        row = geometry.row_at(y)
        try:
            dragged = gesture.at(self._time(x), row.track.id if row else None, self._snapping(keys))
        except TimelineError:
            # It cannot end here; the last place where it could stays in sight.
            return
        self._view.preview(dragged)

    def _time(self, x: float) -> Fraction:
        """The time under the pointer; before the start too, so that a drag does not change its length there."""
        scale = self._view.state.scale
        return scale.time_at(x) if x >= scale.x_of(Fraction(0)) else scale.seconds(x) + Fraction(scale.scroll)

    def _snapping(self, keys: Keys) -> Snapping:
        state = self._view.state
        on = state.snapping and not keys.free
        return Snapping(state.scale.seconds(SNAP_PIXELS) if on else _NO_SNAPPING, state.playhead)

    def _points(self, geometry: Geometry, tolerance: Fraction, *times: Fraction) -> tuple[SnapPoint, ...]:
        within = [(time - tolerance, time + tolerance) for time in times]
        return snap_points(geometry.timeline, playhead=self._view.state.playhead, within=within)

    def _scrub(self, x: float, keys: Keys) -> None:
        geometry = self._view.geometry()
        if geometry is None:
            return
        time = geometry.scale.time_at(x)
        tolerance = self._snapping(keys).tolerance
        # While scrubbing every frame must be within reach, so only what is very near attracts.
        within = [(time - tolerance, time + tolerance)]
        point = snap(time, snap_points(geometry.timeline, within=within), tolerance / 2) if tolerance else None
        self._view.seek(time if point is None else point.time)

    def _cut(self, hit: Hit, x: float, keys: Keys) -> None:
        if hit.clip is not None:
            self._presenter.split(hit.clip.clip.id, self._blade_time(x, keys)[0], linked=not keys.alone)

    def _blade_time(self, x: float, keys: Keys) -> tuple[Fraction, SnapPoint | None]:
        geometry = self._view.geometry()
        assert geometry is not None
        time = geometry.scale.time_at(x)
        tolerance = self._snapping(keys).tolerance
        point = snap(time, self._points(geometry, tolerance, time), tolerance) if tolerance else None
        return align(time if point is None else point.time, geometry.timeline.rate), point

    def _hover(self, x: float, y: float, keys: Keys) -> None:
        geometry = self._view.geometry()
        self.hover = geometry.hit(x, y) if geometry is not None else None
        if self._view.state.tool is not Tool.BLADE or geometry is None:
            return
        over = self.hover is not None and self.hover.clip is not None
        self._view.show_snap(self._blade_time(x, keys)[1] if over else None)

    def _select_band(self, press: _Press, x: float, y: float) -> None:
        geometry = self._view.geometry()
        self._view.show_band(None)
        if geometry is None:
            return
        left, right = sorted((press.x, x))
        top, bottom = sorted((press.y, y))
        times = geometry.scale.time_at(left), geometry.scale.time_at(right)
        found = geometry.clips_between(*times, max(top, RULER), bottom)
        kept = self._view.state.selected if press.keys.toggle else ()
        self._view.select_many([*kept, *(each for each in found if each not in kept)])


def _before_cut(hit: Hit) -> str | None:
    """The clip before the cut that was pressed, from either side of it."""
    if hit.clip is None:
        return None
    if hit.kind == "tail":
        return hit.clip.clip.id
    items, position = hit.clip.track.items, hit.clip.track.layout.positions[hit.clip.clip.id]
    before = items[position - 1] if position else None
    return before.id if isinstance(before, Clip) else None
