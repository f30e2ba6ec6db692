"""What the timeline's panel shows: read from the project, scrolled and zoomed, with playhead, selection and drags."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from PySide6.QtCore import QObject, Signal

from lance_studio.errors import LanceStudioError, TimelineError
from lance_studio.project.commands.timelines import EditTimeline
from lance_studio.project.rows import CURRENT_TIMELINE
from lance_studio.timeline import queries
from lance_studio.timeline.model import Timeline
from lance_studio.timeline.snapping import SnapPoint
from lance_studio.timeline.timing import align, time_of
from lance_studio.ui.bus import ChangeBus
from lance_studio.ui.session import Session
from lance_studio.ui.timeline.geometry import Geometry, TimeScale, fitted, rows
from lance_studio.ui.timeline.gestures import Dragged
from lance_studio.ui.timeline.state import Ghost, TimelineState, Tool

PANEL = "timeline"
MARGIN = 0.1
"""Where the playhead stands after the view has followed it, as a share of the width."""


class TimelineViewModel(QObject):
    """Follows the session and the project, and stores edited timelines, each as one step to undo.

    Args:
        session: The open project and what is selected.
        bus: What changed in the project.

    Attributes:
        session: What is followed.
        state: What is shown.
        stored: The timeline as the project holds it; None if there is none.
        width: How much room the tracks have, in pixels.
        changed: The state has changed.
        playhead_moved: Only the playhead has moved; carries where it was and where it is.
    """

    changed = Signal()
    playhead_moved = Signal(object, object)

    def __init__(self, session: Session, bus: ChangeBus) -> None:
        super().__init__()
        self.session = session
        self.stored: Timeline | None = None
        self.width, self._height = 800, 160
        self._fit_next = True
        # By timeline, how it was zoomed and scrolled when it was left.
        self._left: dict[str, tuple[TimeScale, int]] = {}
        self._shown_id = session.timeline_id
        self.state = TimelineState(playhead=session.playhead)
        session.timeline_selected.connect(self._selected_other)
        session.clips_selected.connect(self._follow_selection)
        session.playhead_moved.connect(self._follow_playhead)
        bus.timelines_changed.connect(self._read_changed)
        session.project_closing.connect(self._left.clear)
        session.project_replaced.connect(self._read_project)
        self._read_project()

    # --- reading -----------------------------------------------------------------------------------------------

    def geometry(self) -> Geometry | None:
        """Return where things are now; None without a timeline."""
        timeline = self.state.timeline
        if timeline is None:
            return None
        return Geometry(timeline, self.state.scale, rows(timeline.tracks, self._height), self.state.scroll_y)

    def duration(self) -> Fraction:
        """Return the length of the timeline that is shown."""
        return Fraction(0) if self.state.timeline is None else queries.duration(self.state.timeline)

    def _read_project(self) -> None:
        project = self.session.project
        if project is None:
            self._show_stored(None)
            return
        known = {row.id for row in project.timelines()}
        current = project.setting(CURRENT_TIMELINE)
        if self.session.timeline_id not in known:
            first = next(iter(project.timelines()), None)
            chosen = current if current in known else None if first is None else first.id
            self.session.select_timeline(chosen)
        self._read()

    def _selected_other(self, timeline_id: str | None) -> None:
        if self._shown_id is not None and not self._fit_next:
            self._left[self._shown_id] = (self.state.scale, self.state.scroll_y)
        self._shown_id = timeline_id
        left = None if timeline_id is None else self._left.get(timeline_id)
        self._fit_next = left is None
        # The playhead is the other timeline's already; the view follows it from where it was left.
        scale, scroll_y = left or (self.state.scale, 0)
        self.state = replace(self.state, playhead=self.session.playhead, scale=scale, scroll_y=scroll_y)
        self.session.select_clips(())
        self._read()

    def _read_changed(self, ids: frozenset[str]) -> None:
        if self.session.timeline_id in ids:
            self._read()
        elif self.session.timeline_id is None:
            # A timeline came back by redo, or was made elsewhere.
            self._read_project()

    def _read(self) -> None:
        project, timeline_id = self.session.project, self.session.timeline_id
        if project is None or timeline_id is None:
            self._show_stored(None)
            return
        try:
            timeline = project.timeline_value(timeline_id)
        except TimelineError as error:
            self.session.report(PANEL, error)
            timeline = None
        self._show_stored(timeline)

    def _follow_selection(self, clip_ids: tuple[str, ...]) -> None:
        self._set(selected=clip_ids, marker=None if clip_ids else self.state.marker)

    def _show_stored(self, timeline: Timeline | None) -> None:
        self.stored = timeline
        left = {each.id for each in timeline.markers} if timeline is not None else set()
        marker = self.state.marker if self.state.marker in left else None
        self._set(timeline=timeline, marker=marker, snapped=None, reached=None, shots=(), ghost=None, band=None)
        if timeline is None:
            self._fit_next = True
            self.session.select_clips(())
            # For example when its first clip was undone: an empty viewer would look broken.
            self.session.move_playhead(Fraction(0))
            self.session.view("node")
            return
        left = [each.layout.positions for each in timeline.tracks]
        self.session.select_clips(tuple(clip for clip in self.session.clip_ids if any(clip in ids for ids in left)))
        if self._fit_next and queries.duration(timeline) > 0:
            self._fit_next = False
            self.fit()
        if self.session.playhead > queries.duration(timeline):
            self.session.move_playhead(queries.duration(timeline))

    def _set(self, **changes: object) -> None:
        new = replace(self.state, **changes)
        if new != self.state:
            self.state = new
            self.changed.emit()

    # --- the view ----------------------------------------------------------------------------------------------

    def resize(self, width: int, height: int) -> None:
        """Say how much room the tracks have, in pixels; the ruler does not count."""
        self.width, self._height = max(width, 1), max(height, 1)
        self.scroll_rows(self.state.scroll_y)
        self.changed.emit()

    def zoom(self, factor: float, x: float | None = None) -> None:
        """Zoom by a factor around a place; without one around the playhead if it is in sight, else the middle."""
        if x is None:
            head = self.state.scale.x_of(self.state.playhead)
            x = head if 0 <= head <= self.width else self.width / 2
        self._set(scale=self.state.scale.zoomed(factor, x))

    def set_zoom(self, pixels: float) -> None:
        """Show a second this number of pixels wide."""
        self.zoom(pixels / self.state.scale.pixels)

    def fit(self) -> None:
        """Show all of the timeline."""
        self._set(scale=fitted(self.duration(), self.width))

    def scroll(self, pixels: float) -> None:
        """Scroll to the right."""
        self.scroll_to(self.state.scale.scroll + pixels / self.state.scale.pixels)

    def scroll_to(self, seconds: float) -> None:
        """Show the timeline from a time on, at most to where its end is at the left third."""
        self._set(scale=self.state.scale.scrolled(min(seconds, self.most_scroll())))

    def most_scroll(self) -> float:
        """Return from which time on the timeline can be shown, in seconds; 0 where all of it is in sight."""
        page, length = self.width / self.state.scale.pixels, float(self.duration())
        return length - page / 3 if length > page else 0.0

    def scroll_rows(self, pixels: int) -> None:
        """Hide a number of pixels of the topmost tracks, at most until the lowest one is in sight."""
        self._set(scroll_y=min(max(pixels, 0), self.most_scroll_rows()))

    def most_scroll_rows(self) -> int:
        """Return by how many pixels the tracks are higher than their room."""
        timeline = self.state.timeline
        laid = rows(timeline.tracks, self._height) if timeline is not None else ()
        return max(laid[-1].bottom - self._height, 0) if laid else 0

    def set_tool(self, tool: Tool) -> None:
        """Choose what a press on a clip does."""
        self._set(tool=tool)

    def set_snapping(self, on: bool) -> None:
        """Let edges snap, or not."""
        self._set(snapping=on)

    def _follow_playhead(self, time: Fraction) -> None:
        former = self.state.playhead
        self.state = replace(self.state, playhead=time)
        x = self.state.scale.x_of(time)
        # Where another timeline is shown with its own playhead, the view is where it was left there.
        if time != former and not 0 <= x <= self.width and self.state.reached is None:
            margin = self.width * MARGIN / self.state.scale.pixels
            self._set(scale=self.state.scale.scrolled(float(time) - margin))
        self.playhead_moved.emit(former, time)

    # --- playhead and selection --------------------------------------------------------------------------------

    def seek(self, time: Fraction) -> None:
        """Move the playhead to a frame of the timeline and show it in the viewer."""
        timeline = self.state.timeline
        if timeline is None:
            return
        self.session.set_playing(False)
        self.session.move_playhead(min(align(max(time, Fraction(0)), timeline.rate), self.duration()))
        self.session.view("timeline")

    def step(self, frames: int) -> None:
        """Move the playhead by frames."""
        if self.state.timeline is not None:
            self.seek(self.state.playhead + time_of(frames, self.state.timeline.rate))

    def step_second(self, seconds: int) -> None:
        """Move the playhead by seconds."""
        self.seek(self.state.playhead + seconds)

    def go_to_cut(self, *, forward: bool) -> None:
        """Move the playhead to the next or the previous cut."""
        if self.state.timeline is None:
            return
        find = queries.next_cut if forward else queries.previous_cut
        time = find(self.state.timeline, self.state.playhead)
        self.seek(time if time is not None else (self.duration() if forward else Fraction(0)))

    def go_to_start(self) -> None:
        """Move the playhead to the first frame."""
        self.seek(Fraction(0))

    def go_to_end(self) -> None:
        """Move the playhead to the last frame."""
        if self.state.timeline is not None:
            self.seek(self.duration() - time_of(1, self.state.timeline.rate))

    def select(self, clip_id: str | None, *, toggle: bool = False, alone: bool = False) -> None:
        """Select a clip with those linked to it.

        Args:
            clip_id: The clip; None selects nothing.
            toggle: Add it to the selection, or take it out.
            alone: Without what is linked to it.
        """
        if clip_id is None or self.state.timeline is None:
            self._set(marker=None)
            self.session.select_clips(())
            return
        ids = (clip_id,) if alone else queries.linked(self.state.timeline, clip_id)
        chosen = self.session.clip_ids
        if not toggle:
            self.session.select_clips(ids)
        elif clip_id in chosen:
            self.session.select_clips(tuple(each for each in chosen if each not in ids))
        else:
            self.session.select_clips((*chosen, *(each for each in ids if each not in chosen)))

    def select_many(self, clip_ids: Sequence[str]) -> None:
        """Select clips with those linked to them."""
        timeline = self.state.timeline
        if timeline is not None:
            ids = dict.fromkeys(other for each in clip_ids for other in queries.linked(timeline, each))
            self.session.select_clips(tuple(ids))

    def select_marker(self, marker_id: str) -> None:
        """Select a marker in place of clips."""
        self.session.select_clips(())
        self._set(marker=marker_id)

    def select_all(self) -> None:
        """Select every clip."""
        if self.state.timeline is not None:
            tracks = self.state.timeline.tracks
            self.session.select_clips(tuple(clip_id for each in tracks for clip_id in each.layout.positions))

    # --- drags -------------------------------------------------------------------------------------------------

    def preview(self, dragged: Dragged) -> None:
        """Show what a drag would do."""
        self._set(timeline=dragged.timeline, snapped=dragged.snapped, reached=dragged.time, shots=dragged.shots)

    def show_snap(self, point: SnapPoint | None) -> None:
        """Show the snapping line without a drag of clips, for example under the blade."""
        self._set(snapped=point)

    def show_ghost(self, ghost: Ghost | None, point: SnapPoint | None = None) -> None:
        """Show where something that is dragged over the timeline would land, and where it snaps; None shows nothing."""
        self._set(ghost=ghost, snapped=point)

    def show_band(self, band: tuple[float, float, float, float] | None) -> None:
        """Show the rectangle that selects."""
        self._set(band=band)

    def end_drag(self, name: str | None) -> None:
        """End a drag.

        Args:
            name: The command's name; None gives the drag up, and everything is as it was.
        """
        result = self.state.timeline
        self._set(timeline=self.stored, snapped=None, reached=None, shots=(), band=None)
        if name is not None and result is not None:
            self.commit(name, result)

    # --- edits -------------------------------------------------------------------------------------------------

    def commit(self, name: str, timeline: Timeline) -> bool:
        """Store an edited timeline as one step to undo.

        Args:
            name: The step's name.
            timeline: The timeline after the edit.

        Returns:
            Whether anything was different.

        Raises:
            ProjectError: It could not be stored.
        """
        if timeline == self.stored:
            return False
        former, self.stored = self.stored, timeline
        try:
            self.session.run(EditTimeline(timeline.id, timeline, name=name))
        except LanceStudioError:
            self.stored = former
            raise
        return True

    def edit(self, name: str, change: Callable[[Timeline], Timeline]) -> bool:
        """Store what an edit makes of the timeline; without a timeline nothing happens.

        Raises:
            TimelineError: The edit is impossible.
            ProjectError: It could not be stored.
        """
        return self.stored is not None and self.commit(name, change(self.stored))
