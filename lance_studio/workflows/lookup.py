"""What wishes are about, looked up in the project: in its thread, and quick."""

from fractions import Fraction

from lance_studio.errors import InvalidRequestError
from lance_studio.language import tr
from lance_studio.project.project import Project
from lance_studio.project.rows import Media
from lance_studio.requests.geometry import MODEL_RATE
from lance_studio.timeline.model import Timeline
from lance_studio.timeline.queries import find_clip
from lance_studio.workflows.chat import Context
from lance_studio.workflows.clip_refs import ClipRef, OfNode, OnTimeline
from lance_studio.workflows.media_placement import node_of_medium
from lance_studio.workflows.task import AsNode, InPlace, Source, Target
from lance_studio.workflows.windows import SourceRange, Window, clock, part


class Lookup:
    """Finds nodes, media and parts of clips in one project.

    Args:
        project: The project.
    """

    def __init__(self, project: Project) -> None:
        self._project = project

    def stretch(self, place: ClipRef) -> SourceRange:
        """Look up what a place holds.

        Raises:
            InvalidRequestError: It is gone, or holds neither picture nor film.
            TimelineError: The clip or the timeline is gone or damaged.
        """
        whole = self._of_node(place) if isinstance(place, OfNode) else self._on_timeline(place)
        if whole.media.kind == "audio":
            raise InvalidRequestError(
                tr("'{name}' has no picture.", name=whole.media.name), tr("Choose a clip of a video track.")
            )
        return part(whole, place.start, place.end)

    def _of_node(self, place: OfNode) -> SourceRange:
        node = self._project.node(place.node_id)
        if node is None:
            raise InvalidRequestError(tr("This is not in the project any more."), tr("Choose something else."))
        media = self.media(node.media_id)
        if media.kind == "picture":
            return SourceRange(media, node.id, Fraction(0), Fraction(1), Fraction(0), name=node.name)
        length = media.duration or Fraction(0)
        return SourceRange(media, node.id, Fraction(0), length, _last_instant(media, length), name=node.name)

    def _on_timeline(self, place: OnTimeline) -> SourceRange:
        timeline = self.timeline(place.timeline_id)
        found = find_clip(timeline, place.clip_id)
        clip = found.clip
        media = self.media(clip.media_id)
        still = media.kind == "picture"
        start = Fraction(0) if still else clip.source_start
        speed = Fraction(1) if still else clip.speed
        end = start + clip.duration * speed
        last = Fraction(0) if still else min(end - speed / timeline.rate, _last_instant(media, media.duration or end))
        node = (self._project.node(clip.node_id) if clip.node_id else None) or node_of_medium(self._project, media.id)
        return SourceRange(
            media,
            None if node is None else node.id,
            start,
            end,
            max(last, Fraction(0)),
            speed,
            found.start,
            place.timeline_id,
            clip.id,
            clip.name or media.name,
        )

    def timeline(self, timeline_id: str) -> Timeline:
        """Read a timeline.

        Raises:
            InvalidRequestError: It has gone.
            TimelineError: It is damaged.
        """
        timeline = self._project.timeline_value(timeline_id)
        if timeline is None:
            raise InvalidRequestError(tr("This timeline is not in the project any more."), tr("Choose another one."))
        return timeline

    def media(self, media_id: str) -> Media:
        """Find a medium.

        Raises:
            InvalidRequestError: It has gone.
        """
        media = self._project.media(media_id)
        if media is None:
            raise InvalidRequestError(tr("This medium is not in the project any more."), tr("Import it again."))
        return media

    def picture(self, node_id: str) -> Media:
        """Find the picture of a node.

        Raises:
            InvalidRequestError: It has gone, or the node is a clip.
        """
        node = self._project.node(node_id)
        if node is None:
            raise InvalidRequestError(
                tr("This picture is not in the project any more."), tr("Choose another one.", context="picture")
            )
        media = self.media(node.media_id)
        if media.kind != "picture":
            raise InvalidRequestError(tr("'{name}' is a clip.", name=node.name), tr("Use the clip's own commands."))
        return media


def _last_instant(media: Media, length: Fraction) -> Fraction:
    return max(length - 1 / media.rate, Fraction(0)) if media.rate else length


def still(media: Media, node_id: str | None) -> Source:
    """The input that a picture is."""
    return Source(media_id=media.id, digest=media.digest, node_id=node_id)


def film(stretch: SourceRange, window: Window, latent: str | None = None, *, cut_off: bool = False) -> Source:
    """The input that instants of a film are.

    Args:
        stretch: The part of the film.
        window: The instants.
        latent: Digest of the latent that stands for them.
        cut_off: Whether nothing after the part may be seen, although the model's lengths are longer.
    """
    return Source(
        media_id=stretch.media.id,
        digest=stretch.media.digest,
        node_id=stretch.node_id,
        start=window.start,
        step=window.step,
        count=window.count,
        last=stretch.last if cut_off else None,
        latent=latent,
    )


def in_place(stretch: SourceRange, end: Fraction) -> Target:
    """Where the result of a change goes: where the part was, if that is on a timeline."""
    if stretch.timeline_id is None or stretch.clip_id is None:
        return AsNode()
    return InPlace(
        timeline_id=stretch.timeline_id,
        clip_id=stretch.clip_id,
        media_id=stretch.media.id,
        start=stretch.start,
        end=end,
    )


def about_picture(media: Media, node_id: str | None) -> Context:
    """What a message about a picture is about."""
    return Context(kind="picture", label=media.name, node_id=node_id, media_id=media.id)


def about_clip(stretch: SourceRange, window: Window) -> Context:
    """What a message about a part of a clip is about."""
    begins = stretch.shown_from + (window.start - stretch.start) / stretch.speed
    # A continuation's window lies at the clip's end; a question's and an edit's begin where the part does.
    ends = min(begins + window.count * window.step / stretch.speed, stretch.shown_from + stretch.seconds)
    return Context(
        kind="range",
        label=tr("{name} {start} to {end}", name=stretch.name, start=clock(begins), end=clock(ends)),
        node_id=stretch.node_id,
        media_id=stretch.media.id,
        timeline_id=stretch.timeline_id,
        clip_id=stretch.clip_id,
        start=begins,
        end=ends,
        scale=window.step * MODEL_RATE / stretch.speed,
    )
