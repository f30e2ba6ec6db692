"""The timeline that is shown, for panels that only read it: what lies on it, and which clip is meant."""

from collections.abc import Sequence
from fractions import Fraction

from lance_studio.errors import TimelineError
from lance_studio.project.rows import TimelineRow
from lance_studio.timeline.model import Clip, Timeline
from lance_studio.timeline.queries import ClipPlace, clips, clips_at
from lance_studio.ui.session import Session


class TimelineReader:
    """Reads the shown timeline.

    Args:
        session: What is shown and selected.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def row(self) -> TimelineRow | None:
        """The shown timeline as the project stores it; None if none is shown."""
        project, timeline_id = self._session.project, self._session.timeline_id
        return None if project is None or timeline_id is None else project.timeline(timeline_id)

    @property
    def timeline(self) -> Timeline | None:
        """The shown timeline, the same object until it changes; None if none is shown, or if it is damaged."""
        project, timeline_id = self._session.project, self._session.timeline_id
        if project is None or timeline_id is None:
            return None
        try:
            return project.timeline_value(timeline_id)
        except TimelineError:
            return None

    def meant(self) -> ClipPlace | None:
        """Return the clip with a picture that a wish is about: a selected one, or else what is seen at the playhead."""
        timeline = self.timeline
        if timeline is None:
            return None
        return selected_film(timeline, self._session.clip_ids) or seen_at(timeline, self._session.playhead)

    def name(self, clip: Clip) -> str:
        """Return what people call a clip."""
        project = self._session.project
        media = None if project is None else project.media(clip.media_id)
        return clip.name or (media.name if media is not None else "clip")


def selected_film(timeline: Timeline, clip_ids: Sequence[str]) -> ClipPlace | None:
    """Return the clip of a video track that was selected first; None if there is none."""
    by_id = {place.clip.id: place for place in clips(timeline) if place.track.kind == "video"}
    return next((by_id[clip_id] for clip_id in clip_ids if clip_id in by_id), None)


def seen_at(timeline: Timeline, time: Fraction) -> ClipPlace | None:
    """Return the clip at a time on the topmost video track that is not hidden; None if there is none."""
    seen = [place for place in clips_at(timeline, time) if place.track.kind == "video" and not place.track.hidden]
    return seen[-1] if seen else None
