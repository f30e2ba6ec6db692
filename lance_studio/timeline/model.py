"""The frozen model of a timeline.

All times are seconds as `Fraction`. Positions are not stored: the items of a track lie one after the other from 0, and
gaps hold the distance between clips.
"""

import math
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal, TypeAlias

from lance_studio import limits
from lance_studio.errors import TimelineError
from lance_studio.language import mark, tr, translate
from lance_studio.timeline.layout import TrackLayout

TrackKind: TypeAlias = Literal["video", "audio"]

LEAST_GAIN_DB = -96.0
GREATEST_GAIN_DB = 24.0
LEAST_SPEED = Fraction(1, 100)
GREATEST_SPEED = Fraction(100)
MAX_SIDE = limits.TIMELINE_SIDE.most
"""The greatest width and height of a timeline's picture."""

MAX_RATE = limits.TIMELINE_RATE.most
"""The most frames a second."""


_LONGEST = limits.TIMELINE_SECONDS.most
_LONGEST_SOURCE = limits.MEDIA_SECONDS.most * 100
_NAME = limits.NAME_CHARACTERS.most
_SHORTER = mark("Make it shorter, or undo the last change.")
_SHORTER_NAME = mark("Choose a shorter name.")


def new_id() -> str:
    """Make an identifier for a timeline, track, clip, marker or link group.

    Returns:
        32 hexadecimal digits.
    """
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True)
class Clip:
    """A part of a media file, shown or heard for a while.

    A clip on a video track is seen and silent; a clip on an audio track is heard. The picture and the sound of one
    media file are two clips with the same `link_group`.

    Attributes:
        id: Unique in the timeline.
        media_id: The media file.
        duration: Timeline seconds, above 0.
        source_start: Seconds into the media at which the clip begins, 0 or more.
        source_duration: The media's whole length in seconds, None for a still picture, which never ends.
        node_id: The node of the edit graph that it shows, if any.
        name: What people call it.
        gain_db: Loudness, -96 to 24.
        opacity: 0 (invisible) to 1.
        speed: Media seconds for each timeline second, 1/100 to 100.
        fade_in: Seconds from its start during which it appears, 0 or more.
        fade_out: Seconds before its end during which it disappears, 0 or more.
        link_group: Clips of one group are edited together; None if it stands alone.
        generated: Whether a model made it.
        sound_track: Which of the media's sound tracks is heard, from 0; None for the one that its file marks.
        deinterlace: False where the two fields of interlaced frames are shown together; None as the film says.
        black_outside: True where nothing is shown while the media's sound goes on without its picture; None where its
            first or last picture is held there.

    Raises:
        TimelineError: A value is outside its range, or the clip reaches beyond the media.
    """

    id: str
    media_id: str
    duration: Fraction
    source_start: Fraction = Fraction(0)
    source_duration: Fraction | None = None
    node_id: str | None = None
    name: str = ""
    gain_db: float = 0.0
    opacity: float = 1.0
    speed: Fraction = Fraction(1)
    fade_in: Fraction = Fraction(0)
    fade_out: Fraction = Fraction(0)
    link_group: str | None = None
    generated: bool = False
    sound_track: int | None = None
    deinterlace: bool | None = None
    black_outside: bool | None = None

    def __post_init__(self) -> None:
        _require(bool(self.id), mark("A clip has no identifier."))
        if not (self.duration <= _LONGEST and self.source_start <= _LONGEST_SOURCE and _characters(self.name) <= _NAME):
            self._refuse_claims()
        # The sentences are put together only where one is needed: drags and documents make clips by the thousand.
        if not (self.media_id and self.duration > 0 and self.source_start >= 0):
            self._refuse_place()
        if not (_between(self.gain_db, LEAST_GAIN_DB, GREATEST_GAIN_DB) and _between(self.opacity, 0.0, 1.0)):
            self._refuse_look()
        if not LEAST_SPEED <= self.speed <= GREATEST_SPEED or self.fade_in < 0 or self.fade_out < 0:
            self._refuse_look()
        if self.sound_track is not None and not 0 <= self.sound_track < limits.STREAMS.most:
            _require(False, mark("The {label} has a sound track that no media has."), label=self._label)
        if self.source_duration is not None and self.source_end > self.source_duration:
            _require(False, mark("The {label} reaches beyond the end of its media."), label=self._label)

    @property
    def _label(self) -> str:
        return tr("clip '{name}'", name=self.name or self.id)

    def _refuse_place(self) -> None:
        _require(bool(self.media_id), mark("The {label} names no media."), label=self._label)
        _require(self.duration > 0, mark("The {label} has no length."), label=self._label)
        _require(self.source_start >= 0, mark("The {label} begins before its media."), label=self._label)

    def _refuse_claims(self) -> None:
        limits.NAME_CHARACTERS.require(
            _characters(self.name), tr("The name of a clip"), translate(_SHORTER_NAME), TimelineError
        )
        limits.TIMELINE_SECONDS.require(
            self.duration, tr("The {label}", label=self._label), translate(_SHORTER), TimelineError
        )
        _require(False, mark("The {label} begins later in its media than any media last."), label=self._label)

    def _refuse_look(self) -> None:
        label = self._label
        _require(
            _between(self.gain_db, LEAST_GAIN_DB, GREATEST_GAIN_DB),
            mark("The gain of the {label} is out of range."),
            label=label,
        )
        _require(
            _between(self.opacity, 0.0, 1.0), mark("The opacity of the {label} is not between 0 and 1."), label=label
        )
        _require(
            LEAST_SPEED <= self.speed <= GREATEST_SPEED, mark("The speed of the {label} is out of range."), label=label
        )
        _require(self.fade_in >= 0 and self.fade_out >= 0, mark("A fade of the {label} is negative."), label=label)

    @property
    def endless(self) -> bool:
        """Whether the media is a still picture, which can be shown for any time."""
        return self.source_duration is None

    @property
    def source_end(self) -> Fraction:
        """Seconds into the media at which the clip ends; exclusive."""
        return self.source_start + self.duration * self.speed


@dataclass(frozen=True, slots=True)
class Gap:
    """Nothing, for a while.

    Attributes:
        duration: Timeline seconds, above 0.

    Raises:
        TimelineError: The duration is not above 0.
    """

    duration: Fraction

    def __post_init__(self) -> None:
        _require(self.duration > 0, mark("A gap has no length."))
        if self.duration > _LONGEST:
            limits.TIMELINE_SECONDS.require(
                self.duration, tr("A gap of the timeline"), translate(_SHORTER), TimelineError
            )


Item: TypeAlias = Clip | Gap


@dataclass(frozen=True)
class Track:
    """Items that follow one another from time 0, without adjacent gaps and without a gap at the end.

    Attributes:
        id: Unique in the timeline.
        kind: "video" or "audio".
        name: What people call it.
        items: Clips and gaps.
        muted: Whether an audio track is silenced.
        hidden: Whether a video track is not shown.
        locked: Whether edits of it are refused.

    Raises:
        TimelineError: The kind is unknown or there is no identifier.
    """

    id: str
    kind: TrackKind
    name: str = ""
    items: tuple[Item, ...] = ()
    muted: bool = False
    hidden: bool = False
    locked: bool = False

    def __post_init__(self) -> None:
        _require(bool(self.id), mark("A track has no identifier."))
        _require(self.kind in ("video", "audio"), mark("The track kind '{kind}' is unknown."), kind=self.kind[:40])
        limits.NAME_CHARACTERS.require(
            _characters(self.name), tr("The name of a track"), translate(_SHORTER_NAME), TimelineError
        )

    @cached_property
    def layout(self) -> TrackLayout:
        """Where the items lie; worked out when it is first needed."""
        ids = [item.id if isinstance(item, Clip) else None for item in self.items]
        return TrackLayout((item.duration for item in self.items), ids)

    @cached_property
    def groups(self) -> Mapping[str, tuple[str, ...]]:
        """The clips of each link group on this track, in order of time, by their identifiers."""
        found: dict[str, list[str]] = {}
        for item in self.items:
            if isinstance(item, Clip) and item.link_group is not None:
                found.setdefault(item.link_group, []).append(item.id)
        return {group: tuple(ids) for group, ids in found.items()}


@dataclass(frozen=True, slots=True)
class Marker:
    """A named instant.

    Attributes:
        id: Unique in the timeline.
        time: Timeline seconds, 0 or more.
        name: A short text.
        colour: The name of its colour.
        note: A longer text.

    Raises:
        TimelineError: The time is negative or there is no identifier.
    """

    id: str
    time: Fraction
    name: str = ""
    colour: str = "blue"
    note: str = ""

    def __post_init__(self) -> None:
        _require(bool(self.id), mark("A marker has no identifier."))
        _require(self.time >= 0, mark("A marker lies before the start."))
        if not (
            self.time <= _LONGEST
            and _characters(self.name) <= _NAME
            and _characters(self.note) <= limits.NOTE_CHARACTERS.most
        ):
            limits.TIMELINE_SECONDS.require(self.time, tr("The place of a marker"), translate(_SHORTER), TimelineError)
            limits.NAME_CHARACTERS.require(
                _characters(self.name), tr("The name of a marker"), translate(_SHORTER_NAME), TimelineError
            )
            limits.NOTE_CHARACTERS.require(
                _characters(self.note), tr("The note of a marker"), tr("Shorten it."), TimelineError
            )


@dataclass(frozen=True, slots=True)
class Timeline:
    """Tracks from bottom to top, with markers and an in and out point.

    Attributes:
        id: Unique in the project.
        name: What people call it.
        rate: Frames a second; all edits fall on its frames.
        tracks: A later video track covers an earlier one.
        markers: In order of time.
        in_point: Start of the chosen range, or None for the beginning.
        out_point: End of the chosen range, exclusive and above `in_point`, or None for the end.
        width: Pixels of the exported picture.
        height: Pixels of the exported picture.

    Raises:
        TimelineError: The rate, the size or the range is impossible, or an identifier occurs twice.
    """

    id: str
    name: str = ""
    rate: Fraction = Fraction(24)
    tracks: tuple[Track, ...] = ()
    markers: tuple[Marker, ...] = ()
    in_point: Fraction | None = None
    out_point: Fraction | None = None
    width: int = 1280
    height: int = 720

    def __post_init__(self) -> None:
        _require(bool(self.id), mark("A timeline has no identifier."))
        self._refuse_claims()
        _require(
            1 <= self.rate <= MAX_RATE,
            mark("The frame rate {rate} is not between 1 and {max_rate}."),
            rate=self.rate,
            max_rate=MAX_RATE,
        )
        _require(
            1 <= self.width <= MAX_SIDE and 1 <= self.height <= MAX_SIDE, mark("The picture size is out of range.")
        )
        start, end = self.in_point, self.out_point
        _require(start is None or start >= 0, mark("The in point lies before the start."))
        _require(end is None or end > (start or 0), mark("The out point must lie after the in point."))
        _require(
            list(self.markers) == sorted(self.markers, key=lambda marker: marker.time),
            mark("Markers are not in order."),
        )
        ids = {track.id for track in self.tracks} | {marker.id for marker in self.markers}
        ids.update(*(track.layout.positions for track in self.tracks))
        clips = sum(len(track.items) - track.layout.ids.count(None) for track in self.tracks)
        count = len(self.tracks) + len(self.markers) + clips
        _require(len(ids) == count, mark("An identifier occurs twice in the timeline."))

    def _refuse_claims(self) -> None:
        """Refuse what would keep the window busy for good, before any of it is laid out."""
        whose = tr("The timeline")
        limits.NAME_CHARACTERS.require(
            _characters(self.name), tr("The name of a timeline"), translate(_SHORTER_NAME), TimelineError
        )
        limits.TIMELINE_TRACKS.require(
            len(self.tracks), whose, tr("Remove tracks, or make another one."), TimelineError
        )
        limits.TIMELINE_MARKERS.require(len(self.markers), whose, tr("Remove markers."), TimelineError)
        items = sum(len(track.items) for track in self.tracks)
        # Between two clips there is one gap at most.
        if items > limits.TIMELINE_CLIPS.most:
            clips = sum(isinstance(item, Clip) for track in self.tracks for item in track.items)
            limits.TIMELINE_CLIPS.require(clips, whose, tr("Split it into several timelines."), TimelineError)
            limits.TIMELINE_CLIPS.require(items // 2 - len(self.tracks), whose, tr("It is damaged."), TimelineError)
        for end in (self.in_point, self.out_point, *(track.layout.end for track in self.tracks)):
            if end is not None and end > _LONGEST:
                limits.TIMELINE_SECONDS.require(end, whose, translate(_SHORTER), TimelineError)


def new_timeline(name: str = "", rate: Fraction = Fraction(24), width: int = 1280, height: int = 720) -> Timeline:
    """Make an empty timeline with two video and two audio tracks.

    Args:
        name: What people call it.
        rate: Frames a second, 1 to 1000.
        width: Pixels of the exported picture.
        height: Pixels of the exported picture.

    Returns:
        The timeline; its tracks are A2, A1, V1 and V2, from bottom to top.

    Raises:
        TimelineError: The rate or the size is out of range.
    """
    kinds: tuple[tuple[str, TrackKind], ...] = (("A2", "audio"), ("A1", "audio"), ("V1", "video"), ("V2", "video"))
    tracks = tuple(Track(new_id(), kind, label) for label, kind in kinds)
    return Timeline(new_id(), name, Fraction(rate), tracks, width=width, height=height)


def _between(value: float, low: float, high: float) -> bool:
    return math.isfinite(value) and low <= value <= high


def _characters(text: object) -> int:
    """How long a text is; what is none is refused by whoever writes or reads it."""
    return len(text) if isinstance(text, str) else 0


def _require(condition: bool, cause: str, **values: Any) -> None:
    """Refuse what a timeline cannot be; the sentence is translated only then: clips are made by the thousand."""
    if not condition:
        raise TimelineError(translate(cause, **values), tr("Undo the last change, or enter another value."))
