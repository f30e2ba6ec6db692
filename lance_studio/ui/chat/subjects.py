"""What a message can be about: what is shown, what is selected, what lies under the playhead."""

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from lance_studio.project.rows import TimelineRow
from lance_studio.timeline.model import Timeline
from lance_studio.timeline.queries import ClipPlace, clips
from lance_studio.timeline.timing import align, to_timecode
from lance_studio.timeline.visible import topmost_visible
from lance_studio.ui.active_clip import TimelineReader
from lance_studio.ui.session import Session
from lance_studio.workflows.clip_refs import OfNode, OnTimeline

if TYPE_CHECKING:
    from lance_studio.workflows.clip_refs import ClipRef

ICONS = {"picture": "image", "frame": "monitor-play", "clip": "film-strip", "range": "brackets-square"}


@dataclass(frozen=True)
class Subject:
    """One thing that a message can be about.

    Attributes:
        kind: "picture", "frame", "clip" or "range".
        label: What people call it.
        node_id: The node, if it is one.
        timeline_id: The timeline, if it lies on one.
        clip_id: The clip on it.
        start: Where the frame or range lies, in seconds of the timeline.
        end: Where the range ends.
        still: Whether it is a single picture, also where it stands on a timeline.
    """

    kind: str
    label: str
    node_id: str | None = None
    timeline_id: str | None = None
    clip_id: str | None = None
    start: Fraction | None = None
    end: Fraction | None = None
    still: bool = False

    @property
    def icon(self) -> str:
        """A name of the icon family."""
        return ICONS[self.kind]

    @property
    def place(self) -> "ClipRef | None":
        """Where it is, for wishes about clips; None for a frame."""
        if self.timeline_id is not None and self.clip_id is not None and self.kind != "frame":
            return OnTimeline(self.timeline_id, self.clip_id, self.start, self.end)
        return OfNode(self.node_id) if self.node_id is not None else None


class Subjects:
    """Finds what a message can be about, in the open project.

    Args:
        session: What is shown and selected.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._reader = TimelineReader(session)

    def available(self) -> tuple[Subject, ...]:
        """Return everything that a message could be about now: picture or clip, frame, clip, range; in this order."""
        if self._session.project is None:
            return ()
        found = [self._node(), *self._on_timeline()]
        return tuple(subject for subject in found if subject is not None)

    def usual(self, mode: str) -> Subject | None:
        """Return what a message of a mode is about unless somebody says otherwise.

        Args:
            mode: "ask", "edit", "generate" or "extend".
        """
        if mode == "generate":
            return None
        available = self.available()
        on_timeline = self._session.viewing == "timeline" or bool(self._session.clip_ids)
        wanted = (("range", "clip", "frame") if mode == "ask" else ("range", "clip")) if on_timeline else ()
        for kind in wanted:
            found = next((one for one in available if one.kind == kind and one.timeline_id is not None), None)
            if found is not None:
                return found
        shown = next((one for one in available if one.timeline_id is None), None)
        if shown is not None or on_timeline or mode != "ask":
            return shown
        # Nothing is on the canvas, but there is something under the playhead.
        return next((one for one in available if one.kind == "frame"), None)

    def clip(self, clip_id: str) -> Subject | None:
        """Return a clip of the shown timeline."""
        row = self._reader.row
        timeline = self._reader.timeline
        if row is None or timeline is None:
            return None
        place = next((one for one in clips(timeline) if one.clip.id == clip_id), None)
        return None if place is None else self._clip(row, place)

    def frame(self, time: Fraction) -> Subject | None:
        """Return the frame at a time of the shown timeline, where there is one."""
        row = self._reader.row
        timeline = self._reader.timeline
        seen = None if timeline is None else topmost_visible(timeline, time)
        if row is None or timeline is None or seen is None:
            return None
        label = f"frame {to_timecode(time, timeline.rate)}"
        return Subject("frame", label, None, row.id, seen.clip.id, time, still=True)

    def on_frame(self, time: Fraction) -> Fraction:
        """Return the time of the shown timeline's frame that begins nearest to a time."""
        timeline = self._reader.timeline
        return time if timeline is None else align(time, timeline.rate)

    def node(self, node_id: str) -> Subject | None:
        """Return a node."""
        project = self._session.project
        node = None if project is None else project.node(node_id)
        return None if node is None else Subject(node.kind, node.name, node.id, still=node.kind == "picture")

    def _node(self) -> Subject | None:
        return self.node(self._session.node_id) if self._session.node_id is not None else None

    def _on_timeline(self) -> list[Subject | None]:
        row = self._reader.row
        timeline = self._reader.timeline
        if row is None or timeline is None:
            return []
        found: list[Subject | None] = [self.frame(self._session.playhead)]
        active = self._reader.active()
        if active is not None:
            clip = self._clip(row, active)
            found += [clip, _range(clip, active, timeline)]
        return found

    def _clip(self, row: TimelineRow, place: ClipPlace) -> Subject:
        return Subject(
            "clip",
            self._reader.name(place.clip),
            place.clip.node_id,
            row.id,
            place.clip.id,
            still=place.clip.source_duration is None,
        )


def _range(clip: Subject, place: ClipPlace, timeline: Timeline) -> Subject | None:
    """The part of a clip between the timeline's in and out points, if it is a part."""
    if timeline.in_point is None and timeline.out_point is None:
        return None
    start = max(timeline.in_point or Fraction(0), place.start)
    end = place.end if timeline.out_point is None else min(timeline.out_point, place.end)
    if start >= end or (start, end) == (place.start, place.end):
        return None
    label = f"{to_timecode(start, timeline.rate)} to {to_timecode(end, timeline.rate)}"
    return Subject("range", label, clip.node_id, clip.timeline_id, clip.clip_id, start, end, clip.still)
