"""Markers, and the in and the out point."""

from fractions import Fraction

from lance_studio.language import mark
from lance_studio.timeline import properties, queries
from lance_studio.timeline.model import Marker, Timeline
from lance_studio.timeline.timing import time_of
from lance_studio.ui.timeline.timeline_view_model import TimelineViewModel


class MarkersPresenter:
    """Edits markers and the range; every edit is one command.

    Args:
        view_model: The timeline that is shown.
    """

    def __init__(self, view_model: TimelineViewModel) -> None:
        self.view_model = view_model

    # --- markers -----------------------------------------------------------------------------------------------

    def all(self) -> tuple[Marker, ...]:
        """Return the markers in order of time."""
        return () if self.view_model.stored is None else self.view_model.stored.markers

    def find(self, marker_id: str | None) -> Marker | None:
        """Return a marker; None if there is none of that id."""
        return next((each for each in self.all() if each.id == marker_id), None)

    def active(self) -> Marker | None:
        """Return the selected marker, or else the one at the playhead if no clip is selected."""
        chosen = self.find(self.view_model.state.marker)
        if chosen is not None or self.view_model.state.selected or self.view_model.stored is None:
            return chosen
        return queries.marker_at(self.view_model.stored, self.view_model.state.playhead)

    def toggle(self) -> None:
        """Set a marker at the playhead, or take the one away that stands there."""
        time = self.view_model.state.playhead
        if self.view_model.stored is None:
            return
        there = queries.marker_at(self.view_model.stored, time)
        if there is not None:
            self.remove(there.id)
        else:
            self.view_model.edit(mark("Add marker"), lambda t: properties.add_marker(t, time, _free_name(t)))

    def remove(self, marker_id: str) -> None:
        """Take a marker away.

        Raises:
            TimelineError: It is gone already.
        """
        self.view_model.edit(mark("Remove marker"), lambda t: properties.remove_marker(t, marker_id))

    def rename(self, marker_id: str, name: str) -> None:
        """Give a marker another name; an empty one changes nothing.

        Raises:
            TimelineError: It is gone.
        """
        if name.strip():
            self.view_model.edit(
                mark("Rename marker"), lambda t: properties.set_marker(t, marker_id, name=name.strip())
            )

    def go_to(self, marker_id: str) -> None:
        """Move the playhead to a marker and select it."""
        found = self.find(marker_id)
        if found is not None:
            self.view_model.seek(found.time)
            self.view_model.select_marker(found.id)

    def go_to_next(self, *, forward: bool) -> None:
        """Move the playhead to the next or the previous marker and select it; without one it stays."""
        if self.view_model.stored is None:
            return
        find = queries.next_marker if forward else queries.previous_marker
        found = find(self.view_model.stored, self.view_model.state.playhead)
        if found is not None:
            self.go_to(found.id)

    # --- the range ---------------------------------------------------------------------------------------------

    def set_in(self) -> None:
        """Let the range begin at the playhead."""
        self.view_model.edit(mark("Set in point"), lambda t: properties.set_in(t, self.view_model.state.playhead))

    def set_out(self) -> None:
        """Let the range end after the frame under the playhead."""
        self.view_model.edit(
            mark("Set out point"),
            lambda t: properties.set_out(t, min(self.view_model.state.playhead + time_of(1, t.rate), _end_of(t))),
        )

    def clear_range(self) -> None:
        """Forget the in and the out point."""
        self.view_model.edit(mark("Clear in and out"), properties.clear_in_out)

    def go_to_in(self) -> None:
        """Move the playhead to the in point."""
        if self.view_model.stored is not None and self.view_model.stored.in_point is not None:
            self.view_model.seek(self.view_model.stored.in_point)

    def go_to_out(self) -> None:
        """Move the playhead to the last frame before the out point."""
        if self.view_model.stored is not None and self.view_model.stored.out_point is not None:
            self.view_model.seek(self.view_model.stored.out_point - time_of(1, self.view_model.stored.rate))


def _end_of(timeline: Timeline) -> Fraction:
    return max(queries.duration(timeline), time_of(1, timeline.rate))


def _free_name(timeline: Timeline) -> str:
    taken = {each.name for each in timeline.markers}
    return next(name for number in range(1, len(taken) + 2) if (name := f"Marker {number}") not in taken)
