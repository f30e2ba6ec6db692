"""The timeline that is shown, for panels that only read it: what lies on it, and which clip a command acts on."""

from lance_studio.errors import TimelineError
from lance_studio.project.rows import TimelineRow
from lance_studio.timeline.model import Clip, Timeline
from lance_studio.timeline.queries import ClipPlace
from lance_studio.timeline.visible import active_clip
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

    def active(self) -> ClipPlace | None:
        """Return the clip with a picture that a command acts on: a selected one, or else what the playhead shows."""
        timeline = self.timeline
        return None if timeline is None else active_clip(timeline, self._session.clip_ids, self._session.playhead)

    def name(self, clip: Clip) -> str:
        """Return what people call a clip."""
        project = self._session.project
        media = None if project is None else project.media(clip.media_id)
        return clip.name or (media.name if media is not None else "clip")
