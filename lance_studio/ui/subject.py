"""What an instruction or a question acts on: found by one rule for all panels, and said in full by one function."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from lance_studio.language import mark, tr, translate
from lance_studio.project.rows import TimelineRow
from lance_studio.timeline.model import Timeline
from lance_studio.timeline.queries import ClipPlace, clips
from lance_studio.timeline.timing import align, to_timecode
from lance_studio.timeline.visible import topmost_visible
from lance_studio.ui.active_clip import TimelineReader
from lance_studio.ui.session import Session

if TYPE_CHECKING:
    from lance_studio.project.rows import Media
    from lance_studio.workflows.clip_refs import ClipRef

ICONS = {
    "nothing": "sparkle",
    "picture": "image",
    "still": "image",
    "frame": "monitor-play",
    "clip": "film-strip",
    "range": "brackets-square",
}
PINNED = mark("pinned while you write")
UNDER_PLAYHEAD = mark("under the playhead")
NO_CLIP = mark("no clip under the playhead")

_NEW = {"picture": mark("New picture"), "clip": mark("New clip")}
_VERBS = {
    "ask": mark("Asks about {what}"),
    "edit": mark("Edits {what}"),
    "extend": mark("Extends {what}"),
    "animate": mark("Animates {what}"),
    "like": mark("New picture like {what}"),
}
_NOUNS = {"clip": mark("clip “{name}”"), "still": mark("still “{name}”")}


@dataclass(frozen=True)
class Subject:
    """What an instruction or a question acts on.

    Attributes:
        kind: "picture" or "clip" for a node or a film on a timeline, "still" for a picture on a timeline, "frame" or
            "range" for a part of a timeline, "nothing" for something new.
        name: What people call it; of a frame or range the name of the clip that it is part of.
        node_id: The node, if it is one or shows one.
        timeline_id: The timeline, if it lies on one.
        clip_id: The clip on it.
        start: Where a frame or range lies, in seconds of the timeline.
        end: Where a range ends, exclusive.
        part: Which frame or range it is, as timecodes; empty for all of something.
        width: Pixels; 0 where they are unknown.
        height: Pixels; 0 where they are unknown.
        frames: How many there are: of the medium for a node, else of the timeline; 1 for a picture or frame.
        seconds: How long it lasts; None for a picture, a still or a frame.
        why: How it came to be chosen, where that must be said; no part of what it is.
    """

    kind: str = "nothing"
    name: str = ""
    node_id: str | None = None
    timeline_id: str | None = None
    clip_id: str | None = None
    start: Fraction | None = None
    end: Fraction | None = None
    part: str = ""
    width: int = 0
    height: int = 0
    frames: int = 1
    seconds: Fraction | None = None
    why: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        """What tells it from everything else in the project, whatever it is called and however it was chosen."""
        match self.kind:
            case "nothing":
                return ("nothing",)
            case "frame" | "range":
                return (self.kind, str(self.timeline_id), str(self.clip_id), str(self.start), str(self.end))
            case _ if self.timeline_id is not None:
                return ("placed", self.timeline_id, str(self.clip_id))
            case _:
                return ("node", str(self.node_id))

    @property
    def still(self) -> bool:
        """Whether it is a single picture, also where it stands on a timeline."""
        return self.kind in ("picture", "still", "frame")

    @property
    def icon(self) -> str:
        """A name of the icon family: of what it is, or of a pin."""
        return "push-pin" if self.why == PINNED else ICONS[self.kind]

    @property
    def place(self) -> "ClipRef | None":
        """Where it is, for wishes about clips; None for a frame and for nothing."""
        from lance_studio.workflows.clip_refs import OfNode, OnTimeline

        if self.kind in ("frame", "nothing"):
            return None
        if self.timeline_id is not None and self.clip_id is not None:
            return OnTimeline(self.timeline_id, self.clip_id, self.start, self.end)
        return OfNode(self.node_id) if self.node_id is not None else None

    @property
    def label(self) -> str:
        """What people call it, with its length and size, for example "beach.mov · 12.4 s · 1080 × 1920"."""
        return self._with_facts(tr("{part} of {name}", part=self.part, name=self.name) if self.part else self.name)

    def words(self, purpose: str) -> str:
        """Say in full what will be done, for example "Edits clip “beach.mov” · 12.4 s · 1080 × 1920".

        Args:
            purpose: "ask", "edit", "extend", "animate", "like" (a picture that keeps what this one shows), or
                "picture" or "clip" for something new.
        """
        if self.kind == "nothing":
            said = translate(_NEW[purpose]) if purpose in _NEW else tr("Nothing is shown")
        else:
            what = translate(_NOUNS.get(self.kind, "“{name}”"), name=self.name)
            if self.part:
                what = tr("{part} of {name}", part=self.part, name=what)
            said = self._with_facts(translate(_VERBS[purpose], what=what))
        return tr("{said}, {why}", said=said, why=translate(self.why)) if self.why else said

    def _with_facts(self, text: str) -> str:
        facts = [text]
        if self.seconds is not None:
            facts.append(length_in_words(self.seconds))
        if self.width and self.height:
            facts.append(f"{self.width} × {self.height}")
        return " · ".join(facts)


NOTHING = Subject()
"""Something new is made."""


def length_in_words(seconds: Fraction) -> str:
    """Return a length as people read it: "0.17 s", "12.4 s", "2:05 min", "1:02:05 h"."""
    if seconds < 1:
        return tr("{seconds:.2f} s", seconds=float(seconds))
    if seconds < 60:
        return tr("{seconds:.1f} s", seconds=float(seconds))
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return tr("{minutes}:{seconds:02} min", minutes=minutes, seconds=rest)
    return tr("{hours}:{minutes:02}:{seconds:02} h", hours=minutes // 60, minutes=minutes % 60, seconds=rest)


class Subjects:
    """Finds what an instruction or a question can act on in the open project.

    Args:
        session: What is shown and selected.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._reader = TimelineReader(session)

    def shown(self) -> Subject:
        """Return what is acted on unless somebody says otherwise: what the canvas shows.

        That is the open node, or while the timeline is viewed the selected clip, or else the one that is seen at the
        playhead; of a film the part between the in and out points, where they cut it. `NOTHING` where there is none.
        """
        if self._session.viewing != "timeline":
            node_id = self._session.node_id
            return (self.node(node_id) if node_id is not None else None) or NOTHING
        row, timeline, place = self._reader.row, self._reader.timeline, self._reader.active()
        if row is None or timeline is None or place is None:
            return replace(NOTHING, why=NO_CLIP)
        clip = self._clip(row, timeline, place)
        why = "" if place.clip.id in self._session.clip_ids else UNDER_PLAYHEAD
        return replace(_range(clip, place, timeline) or clip, why=why)

    def available(self) -> tuple[Subject, ...]:
        """Return everything that could be chosen now: picture or clip, frame, clip, range; in this order."""
        if self._session.project is None:
            return ()
        found = [None if self._session.node_id is None else self.node(self._session.node_id)]
        row, timeline = self._reader.row, self._reader.timeline
        if row is not None and timeline is not None:
            found.append(self.frame(self._session.playhead))
            active = self._reader.active()
            if active is not None:
                clip = self._clip(row, timeline, active)
                found += [clip, _range(clip, active, timeline)]
        return tuple(subject for subject in found if subject is not None)

    def clip(self, clip_id: str) -> Subject | None:
        """Return a clip of the shown timeline."""
        row, timeline = self._reader.row, self._reader.timeline
        if row is None or timeline is None:
            return None
        place = next((one for one in clips(timeline) if one.clip.id == clip_id), None)
        return None if place is None else self._clip(row, timeline, place)

    def frame(self, time: Fraction) -> Subject | None:
        """Return the frame at a time of the shown timeline, where there is one."""
        row, timeline = self._reader.row, self._reader.timeline
        seen = None if timeline is None else topmost_visible(timeline, time)
        if row is None or timeline is None or seen is None:
            return None
        clip = self._clip(row, timeline, seen)
        part = tr("frame {time}", time=to_timecode(time, timeline.rate))
        return replace(clip, kind="frame", node_id=None, start=time, part=part, frames=1, seconds=None)

    def node(self, node_id: str) -> Subject | None:
        """Return a node."""
        project = self._session.project
        node = None if project is None else project.node(node_id)
        if project is None or node is None:
            return None
        media = project.media(node.media_id)
        subject = _sized(Subject(node.kind, node.name, node.id), media)
        if media is None or node.kind == "picture":
            return subject
        seconds = media.duration or (media.frames / media.rate if media.frames and media.rate else None)
        return replace(subject, frames=media.frames or 1, seconds=seconds)

    def again(self, subject: Subject) -> Subject | None:
        """Return a subject as it is now, whatever else is shown meanwhile; None where it is gone."""
        if subject.kind == "nothing":
            return subject
        if subject.timeline_id is None:
            return self.node(subject.node_id) if subject.node_id is not None else None
        if subject.timeline_id != self._session.timeline_id or subject.clip_id is None:
            return None
        whole = self.clip(subject.clip_id)
        return whole if whole is None or not subject.part else subject

    def on_frame(self, time: Fraction) -> Fraction:
        """Return the time of the shown timeline's frame that begins nearest to a time."""
        timeline = self._reader.timeline
        return time if timeline is None else align(time, timeline.rate)

    @property
    def document(self) -> str | None:
        """The shown timeline as the project stores it: what a plan about one of its clips depends on."""
        row = self._reader.row
        return None if row is None or self._session.viewing != "timeline" else row.document

    def _clip(self, row: TimelineRow, timeline: Timeline, place: ClipPlace) -> Subject:
        clip, project = place.clip, self._session.project
        kind, seconds = ("still", None) if clip.endless else ("clip", clip.duration)
        frames = 1 if seconds is None else round(seconds * timeline.rate)
        subject = Subject(kind, self._reader.name(clip), clip.node_id, row.id, clip.id, frames=frames, seconds=seconds)
        return _sized(subject, None if project is None else project.media(clip.media_id))


def _sized(subject: Subject, media: "Media | None") -> Subject:
    if media is None or not media.width or not media.height:
        return subject
    return replace(subject, width=media.width, height=media.height)


def _range(clip: Subject, place: ClipPlace, timeline: Timeline) -> Subject | None:
    """The part of a film between the timeline's in and out points, if it is a part; a still has none."""
    if clip.kind == "still" or (timeline.in_point is None and timeline.out_point is None):
        return None
    start = max(timeline.in_point or Fraction(0), place.start)
    end = place.end if timeline.out_point is None else min(timeline.out_point, place.end)
    if start >= end or (start, end) == (place.start, place.end):
        return None
    part = tr("{start} to {end}", start=to_timecode(start, timeline.rate), end=to_timecode(end, timeline.rate))
    frames = round((end - start) * timeline.rate)
    return replace(clip, kind="range", start=start, end=end, part=part, frames=frames, seconds=end - start)
