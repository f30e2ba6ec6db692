"""What can be done to the timeline: every edit is one command. What is shown of it is in `shown`."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from lance_studio.errors import LanceStudioError, TimelineError
from lance_studio.project.commands.base import Command, Together
from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.commands.timelines import AddTimeline
from lance_studio.project.rows import CURRENT_TIMELINE, TimelineRow
from lance_studio.timeline import cutting, properties, queries, trimming
from lance_studio.timeline.document import to_json
from lance_studio.timeline.model import Timeline, TrackKind, new_timeline
from lance_studio.timeline.snapping import SnapPoint
from lance_studio.timeline.timing import align, time_of
from lance_studio.ui.bus import ChangeBus
from lance_studio.ui.session import Session
from lance_studio.ui.timeline.placement import (
    How,
    Placeable,
    adopted,
    end_of_target,
    is_blank,
    place,
    placeable,
    span,
    timeline_for,
)
from lance_studio.ui.timeline.shown import MARGIN, PANEL, ShownTimeline
from lance_studio.ui.timeline.state import Ghost

ZOOM_STEP = 1.4


@dataclass(frozen=True)
class _Expected:
    """Files that were dropped and will come as media."""

    names: frozenset[str]
    how: How
    time: Fraction
    track_id: str | None


class TimelinePresenter(ShownTimeline):
    """Follows the session and the project; every edit is one command.

    Args:
        session: The open project and what is selected.
        bus: What changed in the project.
    """

    def __init__(self, session: Session, bus: ChangeBus) -> None:
        super().__init__(session, bus)
        self._expected: _Expected | None = None
        self._known_media: frozenset[str] = frozenset()
        bus.media_changed.connect(self._place_expected)
        session.project_replaced.connect(self._expect_nothing)

    def _expect_nothing(self) -> None:
        self._expected = None

    # --- cutting -----------------------------------------------------------------------------------------------

    def split_at_playhead(self) -> None:
        """Cut the selected clips under the playhead, or all clips under it if none of them is selected.

        Raises:
            TimelineError: There is no clip under the playhead, or it is locked.
        """
        timeline, time = self._stored, self.state.playhead
        if timeline is None:
            return
        under = [place for place in queries.clips_at(timeline, time) if place.start < time]
        chosen = [place for place in under if place.clip.id in self._session.clip_ids]
        if not under:
            raise TimelineError("No clip lies under the playhead.", "Move the playhead into a clip.")
        tracks = [place.track.id for place in chosen] or None
        self.commit("Split clip", cutting.split_all(timeline, time, tracks))

    def split(self, clip_id: str, time: Fraction, *, linked: bool = True) -> None:
        """Cut a clip, for the blade; at an edge of it nothing happens.

        Raises:
            TimelineError: The clip is locked.
        """
        timeline = self._stored
        if timeline is None:
            return
        place = queries.find_clip(timeline, clip_id)
        if place.start < time < place.end:
            self.commit("Split clip", cutting.split(timeline, clip_id, time, linked=linked))

    def lift(self) -> None:
        """Take the selected clips away and leave gaps."""
        ids, timeline = self._session.clip_ids, self._stored
        if ids and timeline is not None:
            # A clip and its sound are one thing to those who lift them.
            things = {frozenset(queries.linked(timeline, each)) for each in ids}
            self.commit("Lift clips" if len(things) > 1 else "Lift clip", cutting.lift(timeline, ids, linked=False))

    def ripple_delete(self) -> None:
        """Take the selected clips away and let what follows close up."""
        ids = self._session.clip_ids
        if ids:
            self.edit("Ripple delete", lambda t: cutting.ripple_delete(t, ids, linked=False))

    def set_speed(self, clip_id: str, speed: Fraction) -> None:
        """Show a clip faster or slower."""
        self.edit("Change speed", lambda t: trimming.set_speed(t, clip_id, speed))

    def unlink(self, clip_id: str) -> None:
        """Let the picture and the sound of a clip be edited one by one."""
        self.edit("Unlink clips", lambda t: properties.unlink(t, clip_id))

    def link_selected(self) -> None:
        """Let the selected clips be edited together."""
        ids = self._session.clip_ids
        if len(ids) > 1:
            self.edit("Link clips", lambda t: properties.link(t, ids))

    def rename_clip(self, clip_id: str, name: str) -> None:
        """Give a clip another name."""
        if name.strip():
            self.edit("Rename clip", lambda t: properties.set_clip(t, clip_id, name=name.strip()))

    def close_gap(self, track_id: str, time: Fraction) -> None:
        """Remove the gap at a time."""
        self.edit("Close gap", lambda t: cutting.close_gap(t, track_id, time))

    # --- tracks, markers, range --------------------------------------------------------------------------------

    def toggle_track(self, track_id: str, what: str) -> None:
        """Turn one of a track's switches: "muted", "hidden" or "locked"."""
        timeline = self._stored
        if timeline is None:
            return
        track = queries.track(timeline, track_id)
        on = not getattr(track, what)
        words = {
            "muted": ("Unmute", "Mute"),
            "hidden": ("Show", "Hide"),
            "locked": ("Unlock", "Lock"),
        }
        changed = replace(track, **{what: on})
        tracks = tuple(changed if each.id == track_id else each for each in timeline.tracks)
        self.commit(f"{words[what][on]} track {track.name}", replace(timeline, tracks=tracks))

    def add_track(self, kind: TrackKind) -> None:
        """Add a video track on top or an audio track at the bottom."""
        self.edit(f"Add {kind} track", lambda t: properties.add_track(t, kind))

    def remove_track(self, track_id: str) -> None:
        """Remove a track with its clips."""
        self.edit("Remove track", lambda t: properties.remove_track(t, track_id))

    def add_marker(self) -> None:
        """Set a marker at the playhead, or take the one away that stands there."""
        time = self.state.playhead
        if self._stored is None:
            return
        there = next((marker for marker in self._stored.markers if marker.time == time), None)
        if there is not None:
            self.remove_marker(there.id)
        else:
            self.edit("Add marker", lambda t: properties.add_marker(t, time, f"Marker {len(t.markers) + 1}"))

    def remove_marker(self, marker_id: str) -> None:
        """Take a marker away."""
        self.edit("Remove marker", lambda t: properties.remove_marker(t, marker_id))

    def set_in(self) -> None:
        """Let the range begin at the playhead."""
        self.edit("Set in point", lambda t: properties.set_in(t, self.state.playhead))

    def set_out(self) -> None:
        """Let the range end after the frame under the playhead."""
        self.edit(
            "Set out point",
            lambda t: properties.set_out(t, min(self.state.playhead + time_of(1, t.rate), self._end_of(t))),
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

    @staticmethod
    def _end_of(timeline: Timeline) -> Fraction:
        return max(queries.duration(timeline), time_of(1, timeline.rate))

    # --- media -------------------------------------------------------------------------------------------------

    def new_timeline(self) -> None:
        """Add an empty timeline and show it."""
        project = self._session.project
        if project is None:
            return
        made = new_timeline(f"Timeline {len(project.timelines()) + 1}")
        self._add(made, "New timeline")

    def found(self, ids: Iterable[tuple[str | None, str | None]]) -> list[Placeable]:
        """Look up media, by ids of media and nodes."""
        project = self._session.project
        if project is None:
            return []
        return [item for media, node in ids if (item := placeable(project, media, node)) is not None]

    def chosen(self) -> list[Placeable]:
        """Return what is selected in the media bin, or else the current node's medium."""
        pair = (self._session.media_id, None) if self._session.media_id else (None, self._session.node_id)
        return self.found([pair]) if any(pair) else []

    def show_ghost(
        self, items: Sequence[Placeable], time: Fraction, track_id: str | None, *, insert: bool, snap: SnapPoint | None
    ) -> None:
        """Show where something would land."""
        length = Fraction(5) if not items else span(self.state.timeline or new_timeline(), items)
        self._set(ghost=Ghost(time, time + length, track_id, insert), snapped=snap)

    def hide_ghost(self) -> None:
        """Show nothing of what was dragged over the timeline."""
        self._set(ghost=None, snapped=None)

    def place(
        self, items: Sequence[Placeable], how: How, time: Fraction | None = None, track_id: str | None = None
    ) -> None:
        """Put media on the timeline and select the new clips; without a timeline one is made in their format.

        Args:
            items: The media.
            how: By which edit.
            time: Where; None means at the playhead.
            track_id: On which track, for media of its kind.

        Raises:
            TimelineError: The edit is impossible.
            ProjectError: It could not be stored.
        """
        if not items:
            return
        names = {"insert": "Insert clip", "overwrite": "Overwrite clip", "append": "Append clip"}
        base = self._stored
        if base is not None and is_blank(base):
            first = next((item for item in items if item.has_picture), items[0])
            base = adopted(base, first)
        made = base if base is not None else timeline_for(items[0])
        at = end_of_target(made) if how == "append" else self.state.playhead if time is None else time
        result, new = place(made, items, how, align(at, made.rate), track_id)
        if base is None:
            self._add(result, names[how])
        else:
            self.commit(names[how], result)
        self._session.select_clips(new)
        self._session.view("timeline")
        if how != "overwrite" or time is None:
            self._reveal(at, result)

    def expect_files(self, files: Sequence[Path], how: How, time: Fraction, track_id: str | None) -> None:
        """Place files once whoever imports them has made media of them.

        Args:
            files: Files that were dropped on the timeline.
            how: By which edit.
            time: Where.
            track_id: On which track.
        """
        project = self._session.project
        self._known_media = (
            frozenset(media.id for media in project.media_list()) if project is not None else frozenset()
        )
        self._expected = _Expected(frozenset(path.name for path in files), how, time, track_id)
        self._session.drop_files(tuple(files))

    def _place_expected(self, ids: frozenset[str]) -> None:
        expected, project = self._expected, self._session.project
        if expected is None or project is None:
            return
        arrived = [
            media
            for media_id in ids - self._known_media
            if (media := project.media(media_id)) is not None and media.name in expected.names
        ]
        if not arrived:
            return
        items = self.found([(media.id, None) for media in arrived])
        left = expected.names - {media.name for media in arrived}
        length = span(self._stored or new_timeline(), items)
        self._known_media |= ids
        self._expected = replace(expected, names=left, time=expected.time + length) if left else None
        try:
            self.place(items, expected.how, expected.time, expected.track_id)
        except LanceStudioError as error:
            self._session.report(PANEL, error)

    def _add(self, timeline: Timeline, name: str) -> None:
        row = TimelineRow(id=timeline.id, name=timeline.name, document=to_json(timeline))
        commands: tuple[Command, ...] = (AddTimeline(row), SetSetting(CURRENT_TIMELINE, timeline.id))
        self._session.run(Together(name, commands))
        self._session.select_timeline(timeline.id)

    def _reveal(self, time: Fraction, timeline: Timeline) -> None:
        """Bring what was just placed into sight."""
        x = self.state.scale.x_of(time)
        if not 0 <= x <= self._width * (1 - MARGIN) or math.isnan(x):
            self.fit() if queries.duration(timeline) * self.state.scale.pixels < self._width else self.scroll(
                x - self._width * MARGIN
            )
