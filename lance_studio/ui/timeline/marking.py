"""Markers, and the in and the out point."""

from fractions import Fraction

from lance_studio.timeline import properties, queries
from lance_studio.timeline.model import Marker, Timeline
from lance_studio.timeline.timing import time_of
from lance_studio.ui.timeline.shown import ShownTimeline


class MarkedTimeline(ShownTimeline):
    """Edits markers and the range; every edit is one command."""

    # --- markers -----------------------------------------------------------------------------------------------

    def markers(self) -> tuple[Marker, ...]:
        """Return the markers in order of time."""
        return () if self._stored is None else self._stored.markers

    def marker(self, marker_id: str | None) -> Marker | None:
        """Return a marker; None if there is none of that id."""
        return next((each for each in self.markers() if each.id == marker_id), None)

    def meant_marker(self) -> Marker | None:
        """Return the selected marker, or else the one at the playhead if no clip is selected."""
        chosen = self.marker(self.state.marker)
        if chosen is not None or self.state.selected or self._stored is None:
            return chosen
        return queries.marker_at(self._stored, self.state.playhead)

    def add_marker(self) -> None:
        """Set a marker at the playhead, or take the one away that stands there."""
        time = self.state.playhead
        if self._stored is None:
            return
        there = queries.marker_at(self._stored, time)
        if there is not None:
            self.remove_marker(there.id)
        else:
            self.edit("Add marker", lambda t: properties.add_marker(t, time, _free_name(t)))

    def remove_marker(self, marker_id: str) -> None:
        """Take a marker away.

        Raises:
            TimelineError: It is gone already.
        """
        self.edit("Remove marker", lambda t: properties.remove_marker(t, marker_id))

    def rename_marker(self, marker_id: str, name: str) -> None:
        """Give a marker another name; an empty one changes nothing.

        Raises:
            TimelineError: It is gone.
        """
        if name.strip():
            self.edit("Rename marker", lambda t: properties.set_marker(t, marker_id, name=name.strip()))

    def go_to_marker(self, marker_id: str) -> None:
        """Move the playhead to a marker and select it."""
        found = self.marker(marker_id)
        if found is not None:
            self.seek(found.time)
            self.select_marker(found.id)

    def go_to_next_marker(self, *, forward: bool) -> None:
        """Move the playhead to the next or the previous marker and select it; without one it stays."""
        if self._stored is None:
            return
        find = queries.next_marker if forward else queries.previous_marker
        found = find(self._stored, self.state.playhead)
        if found is not None:
            self.go_to_marker(found.id)

    # --- the range ---------------------------------------------------------------------------------------------

    def set_in(self) -> None:
        """Let the range begin at the playhead."""
        self.edit("Set in point", lambda t: properties.set_in(t, self.state.playhead))

    def set_out(self) -> None:
        """Let the range end after the frame under the playhead."""
        self.edit(
            "Set out point",
            lambda t: properties.set_out(t, min(self.state.playhead + time_of(1, t.rate), _end_of(t))),
        )

    def clear_range(self) -> None:
        """Forget the in and the out point."""
        self.edit("Clear in and out", properties.clear_in_out)

    def go_to_in(self) -> None:
        """Move the playhead to the in point."""
        if self._stored is not None and self._stored.in_point is not None:
            self.seek(self._stored.in_point)

    def go_to_out(self) -> None:
        """Move the playhead to the last frame before the out point."""
        if self._stored is not None and self._stored.out_point is not None:
            self.seek(self._stored.out_point - time_of(1, self._stored.rate))


def _end_of(timeline: Timeline) -> Fraction:
    return max(queries.duration(timeline), time_of(1, timeline.rate))


def _free_name(timeline: Timeline) -> str:
    taken = {each.name for each in timeline.markers}
    return next(name for number in range(1, len(taken) + 2) if (name := f"Marker {number}") not in taken)
