"""How media come onto the timeline: from which project rows, onto which tracks, by which edit."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal, TypeAlias

from lance_studio.errors import TimelineError
from lance_studio.language import mark, tr, translate
from lance_studio.project.media_use import read_use
from lance_studio.project.rows import Media, Node
from lance_studio.timeline import placing
from lance_studio.timeline.model import MAX_RATE, Clip, Timeline, Track, TrackKind, new_timeline
from lance_studio.timeline.queries import duration, track_duration
from lance_studio.timeline.timing import align

if TYPE_CHECKING:
    from lance_studio.project.project import Project

MIME_TYPE = "application/x-lance-media"
"""Of media that are dragged between panels: a JSON list of {"media": id, "node": id}, either of which may be null."""

TIMELINE_MIME_TYPE = "application/x-lance-timeline"
"""Of timelines that are dragged between panels: their ids, a line each."""

How: TypeAlias = Literal["insert", "overwrite", "append"]

HOW_NAMES: Mapping[How, str] = {
    "insert": mark("Insert clip"),
    "overwrite": mark("Overwrite clip"),
    "append": mark("Append clip"),
}
"""Names of the steps to undo."""

_MOST_DRAGGED = 1000
_GREATEST_SIDE = 1920  # of a timeline that begins with a picture; cameras make them far larger than films


@dataclass(frozen=True, slots=True)
class Placeable:
    """Something that can become clips.

    Attributes:
        media: The medium.
        node: The node of the history that shows it, if any.
        generated: Whether a model made it.
        part: Which seconds of a film or sound are placed, from and to (exclusive); None for the whole of it.
        sound_track: Which of its sound tracks is heard, from 0; None for the one that its file marks.
        deinterlace: As of `Clip`.
        black_outside: As of `Clip`.
    """

    media: Media
    node: Node | None
    generated: bool
    part: tuple[Fraction, Fraction] | None = None
    sound_track: int | None = None
    deinterlace: bool | None = None
    black_outside: bool | None = None

    @property
    def node_id(self) -> str:
        """The node's id; raises ValueError for a sound, which has none."""
        if self.node is None:
            raise ValueError(self.media.kind)
        return self.node.id

    @property
    def has_picture(self) -> bool:
        """Whether there is something to see."""
        return self.media.kind != "audio"

    @property
    def has_sound(self) -> bool:
        """Whether there is something to hear."""
        return self.media.kind == "audio" or self.media.has_audio

    @property
    def has_course(self) -> bool:
        """Whether it is a film or a sound, which has a length of its own."""
        return self.media.kind != "picture"

    @property
    def length(self) -> Fraction | None:
        """Seconds that are placed; None for a still picture."""
        if not self.has_course:
            return None
        return self.media.duration if self.part is None else self.part[1] - self.part[0]


def part_of(item: Placeable, start: Fraction | None, end: Fraction | None) -> Placeable:
    """Choose which part of a film or sound is placed.

    Args:
        item: What is placed; a still picture has no parts and stays as it is.
        start: Seconds into the medium; None for its beginning.
        end: Seconds into the medium, exclusive; None, or a time after its end, for its end.

    Returns:
        The same medium with that part.

    Raises:
        TimelineError: The part begins before the medium, or does not end after its own beginning.
    """
    whole = item.media.duration
    if not item.has_course or whole is None or (start is None and end is None):
        return item
    first, last = start or Fraction(0), whole if end is None else min(end, whole)
    if not 0 <= first < last:
        raise TimelineError(
            tr(
                "'{name}' has no part from {first:g} to {last:g} seconds.",
                name=item.media.name,
                first=float(first),
                last=float(last),
            ),
            tr("Choose a part of its {whole:g} seconds that ends after it begins.", whole=float(whole)),
        )
    return replace(item, part=(first, last))


def dragged_data(ids: Sequence[tuple[str, str | None]]) -> bytes:
    """Return the content of `MIME_TYPE` for ids of media and of the nodes that show them."""
    return json.dumps([{"media": media, "node": node} for media, node in ids]).encode()


def dragged_ids(data: bytes) -> list[tuple[str | None, str | None]]:
    """Read what was dragged from another panel.

    Args:
        data: The content of `MIME_TYPE`.

    Returns:
        Ids of a medium and of a node, either of which may be None; nothing if the data are not in that form.
    """
    try:
        items = json.loads(data)
    except ValueError:
        return []
    if not isinstance(items, list):
        return []
    pairs = [(item.get("media"), item.get("node")) for item in items[:_MOST_DRAGGED] if isinstance(item, dict)]
    return [(_id(media), _id(node)) for media, node in pairs if _id(media) or _id(node)]


def _id(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def placeable(project: "Project", media_id: str | None, node_id: str | None) -> Placeable | None:
    """Look up a medium, by its own id or by that of a node, with the node that shows it.

    Args:
        project: The open project.
        media_id: The medium, or None.
        node_id: The node, or None.

    Returns:
        What can be placed, or None if it is gone.
    """
    node = project.node(node_id) if node_id is not None else None
    media = project.media(node.media_id if node is not None else media_id or "")
    if media is None:
        return None
    if node is None:
        # The clip can be edited by instruction only if it is known which node it shows.
        node = node_of_medium(project, media.id)
    generated = node is not None and project.edge(node.id) is not None
    use = read_use(project, media.id)
    return Placeable(media, node, generated, None, use.sound_track, use.deinterlace, use.black_outside)


def node_of_medium(project: "Project", media_id: str) -> "Node | None":
    """Return the first node that shows a medium; None where none does, for example of a sound."""
    return next((node for node in project.nodes() if node.media_id == media_id), None)


def timeline_for(first: Placeable) -> Timeline:
    """Make an empty timeline in the format of what will be its first clip: a film's own size and rate."""
    media = first.media
    rate = media.rate if media.rate is not None and 1 <= media.rate <= MAX_RATE else Fraction(24)
    if media.width is None or media.height is None:
        return new_timeline(tr("Timeline 1"), rate)
    if media.kind == "video":
        # Nothing of a film is to be lost: neither pixels nor frames.
        return new_timeline(tr("Timeline 1"), rate, media.width, media.height)
    scale = min(Fraction(_GREATEST_SIDE, max(media.width, media.height)), Fraction(1))
    # H.264 wants even sides.
    width, height = (max(2, round(side * scale / 2) * 2) for side in (media.width, media.height))
    return new_timeline(tr("Timeline 1"), rate, width, height)


def is_blank(timeline: Timeline) -> bool:
    """Tell whether a timeline holds nothing at all yet, so that its format may still change."""
    bare = timeline.in_point is None and timeline.out_point is None and not timeline.markers
    return bare and duration(timeline) == 0


def adopted(timeline: Timeline, first: Placeable) -> Timeline:
    """Give a blank timeline the format of its first clip."""
    wanted = timeline_for(first)
    return replace(timeline, rate=wanted.rate, width=wanted.width, height=wanted.height)


def arranged(
    base: Timeline | None,
    items: Sequence[Placeable],
    how: How,
    time: Fraction = Fraction(0),
    track_id: str | None = None,
) -> tuple[Timeline, tuple[str, ...]]:
    """Put media on a timeline; a blank one, or a new one, takes the format of the first film, else picture.

    Args:
        base: The timeline; None for a new one.
        items: The media; at least one.
        how: By which edit.
        time: Where the first one begins, in seconds; not used by "append".
        track_id: The track to use for media of its kind; None means the lowest that is not locked.

    Returns:
        The timeline and the ids of the new clips.

    Raises:
        TimelineError: No track of a kind can be edited, or a medium is shorter than a frame.
    """
    first = _format_giver(items)
    if base is None:
        base = timeline_for(first)
    elif is_blank(base):
        base = adopted(base, first)
    at = end_of_target(base) if how == "append" else time
    return place(base, items, how, align(at, base.rate), track_id)


def _format_giver(items: Sequence[Placeable]) -> Placeable:
    """The first film, because frames that another rate drops are lost; without one the first picture, else a sound."""
    films = (item for item in items if item.media.kind == "video")
    pictures = (item for item in items if item.has_picture)
    return next(films, next(pictures, items[0]))


def place(
    timeline: Timeline, items: Sequence[Placeable], how: How, time: Fraction, track_id: str | None = None
) -> tuple[Timeline, tuple[str, ...]]:
    """Put media on the timeline, one after the other.

    Args:
        timeline: The timeline.
        items: The media.
        how: "insert" pushes what follows, "overwrite" covers it, "append" goes to the end.
        time: Where the first one begins; not used by "append".
        track_id: The track to use, for those of its kind; None means the lowest.

    Returns:
        The new timeline and the ids of the new clips.

    Raises:
        TimelineError: No track of a kind can be edited, or a medium is shorter than a frame.
    """
    new: list[str] = []
    for item in items:
        on_tracks = _on_tracks(timeline, _clips_of(item, timeline.rate), track_id)
        if how == "insert":
            timeline = placing.insert(timeline, time, on_tracks, all_tracks=True)
        elif how == "overwrite":
            timeline = placing.overwrite(timeline, time, on_tracks)
        else:
            timeline = placing.append(timeline, on_tracks)
        time += max(clip.duration for clip in on_tracks.values())
        new += [clip.id for clip in on_tracks.values()]
    return timeline, tuple(new)


_TOO_SHORT = mark("'{name}' is shorter than one frame of the timeline, which has {rate:g} a second.")
_PART_TOO_SHORT = mark(
    "The chosen part of '{name}' is shorter than one frame of the timeline, which has {rate:g} a second."
)


def _clips_of(item: Placeable, rate: Fraction) -> tuple[Clip | None, Clip | None]:
    if item.length is not None and item.length * rate < 1:
        raise TimelineError(
            translate(_TOO_SHORT if item.part is None else _PART_TOO_SHORT, name=item.media.name, rate=float(rate)),
            tr("Choose a longer one."),
        )
    picture, sound = placing.clips_of_media(
        item.media.id,
        item.media.duration if item.has_course else None,
        rate,
        part=item.part,
        has_picture=item.has_picture,
        has_sound=item.has_sound,
        name=item.media.name if item.node is None else item.node.name,
        node_id=None if item.node is None else item.node.id,
        generated=item.generated,
    )
    if picture is not None and item.has_course:
        picture = replace(picture, deinterlace=item.deinterlace, black_outside=item.black_outside)
    return picture, None if sound is None else replace(sound, sound_track=item.sound_track)


def span(items: Sequence[Placeable]) -> Fraction:
    """Return how long media are on a timeline, one after the other."""
    return sum((item.length or placing.STILL_DURATION for item in items), Fraction(0))


def end_of_target(timeline: Timeline) -> Fraction:
    """Return where something that is appended would begin."""
    tracks = [_target(timeline, kind, None) for kind in ("video", "audio")]
    return max((track_duration(each) for each in tracks if each is not None), default=Fraction(0))


def _on_tracks(timeline: Timeline, clips: tuple[Clip | None, Clip | None], track_id: str | None) -> Mapping[str, Clip]:
    picture, sound = clips
    result: dict[str, Clip] = {}
    kinds: tuple[tuple[Clip | None, TrackKind], ...] = ((picture, "video"), (sound, "audio"))
    for clip, kind in kinds:
        if clip is None:
            continue
        target = _target(timeline, kind, track_id)
        if target is None:
            locked = mark("There is no video track that is not locked.")
            if kind == "audio":
                locked = mark("There is no audio track that is not locked.")
            raise TimelineError(translate(locked), tr("Unlock one, or add another."))
        result[target.id] = clip
    return result


def _target(timeline: Timeline, kind: TrackKind, track_id: str | None) -> Track | None:
    """The track to use if it is of the kind, else the one of the kind that stands as far from the middle."""
    free = _numbered(timeline, kind)
    named = next((each for each in timeline.tracks if each.id == track_id), None)
    if named is None:
        return free[0] if free else None
    if named.kind == kind:
        return named
    place = next((n for n, each in enumerate(_numbered(timeline, named.kind)) if each.id == track_id), 0)
    return free[min(place, len(free) - 1)] if free else None


def _numbered(timeline: Timeline, kind: TrackKind) -> list[Track]:
    """The tracks of a kind that can be edited, from the middle of the picture outward: V1, V2 or A1, A2."""
    tracks = [each for each in timeline.tracks if each.kind == kind and not each.locked]
    return tracks if kind == "video" else tracks[::-1]
