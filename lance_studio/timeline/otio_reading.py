"""Reading timelines of other programs from OpenTimelineIO documents, which anybody may have made."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lance_studio import limits
from lance_studio.errors import TimelineError
from lance_studio.language import mark, tr, translate
from lance_studio.timeline.interchange import METADATA_KEY
from lance_studio.timeline.model import GREATEST_SPEED, LEAST_SPEED, MAX_RATE, MAX_SIDE, Gap, Marker, TrackKind, new_id
from lance_studio.timeline.timing import nearest_frame

if TYPE_CHECKING:
    import opentimelineio as otio

# What a document says of a clip beyond what OpenTimelineIO has a place for.
_EXTRAS = ("gain_db", "opacity", "fade_in", "fade_out", "link_group")
_MOST_DEPTH = 60
_COMMON_RATES = [Fraction(rate, 1) for rate in (24, 25, 30, 48, 50, 60, 120)]
_COMMON_RATES += [rate * 1000 / 1001 for rate in _COMMON_RATES if rate % 25]
_REFUSED = mark("Export it again from the program that it comes from.")

TRANSITIONS = mark("Transitions are left out: {count}.")
NESTED = mark("Compositions inside the timeline are left empty: {count}.")
EFFECTS = mark("Effects are left out: {count}.")
NO_FILE = mark("Clips without a file are left empty: {count}.")
DISABLED = mark("Clips that are switched off are left empty: {count}.")


@dataclass(frozen=True, slots=True)
class ReadClip:
    """A clip of a document.

    Attributes:
        url: What the document says of where its file lies.
        digest: SHA-256 of the file's content, if the studio wrote the document; else empty.
        name: What people call it.
        start: Seconds into the file.
        duration: Timeline seconds, above 0.
        speed: Seconds of the file for each timeline second.
        extras: Arguments for `Clip` that only the studio's own documents name.
    """

    url: str
    digest: str
    name: str
    start: Fraction
    duration: Fraction
    speed: Fraction = Fraction(1)
    extras: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class ReadTrack:
    """A track of a document, from its beginning on."""

    kind: TrackKind
    name: str
    enabled: bool
    items: tuple[ReadClip | Gap, ...]


@dataclass(frozen=True, slots=True)
class ReadTimeline:
    """A timeline as a document has it.

    Attributes:
        name: What people call it.
        rate: Frames a second.
        size: Width and height in pixels, if the studio wrote the document; else None.
        tracks: From bottom to top.
        markers: In order of time.
        notes: Sentences on what is left out.
    """

    name: str
    rate: Fraction
    size: tuple[int, int] | None
    tracks: tuple[ReadTrack, ...]
    markers: tuple[Marker, ...]
    notes: tuple[str, ...]


def from_otio(text: str) -> ReadTimeline:
    """Read an OpenTimelineIO document.

    Args:
        text: The JSON text of an .otio file.

    Returns:
        Its timeline; all times lie on frames of its rate.

    Raises:
        TimelineError: It is no such document, holds no timeline, or claims more than a timeline may hold.
    """
    limits.TIMELINE_CHARACTERS.require(len(text), tr("The document"), translate(_REFUSED), TimelineError)
    _refuse_depth(text)
    import opentimelineio as otio

    try:
        read = otio.adapters.read_from_string(text, "otio_json")
        timeline = _timeline_of(read)
        return _Reader(timeline).read()
    except TimelineError:
        raise
    except Exception as error:  # the library raises many unrelated types
        raise TimelineError(
            tr("The document is no OpenTimelineIO timeline: {reason}.", reason=str(error)[:200]), translate(_REFUSED)
        ) from error


def _refuse_depth(text: str) -> None:
    """Refuse what would overflow the stack of the library's reader."""
    try:
        level: list[Any] = [json.loads(text)]
    except (ValueError, RecursionError) as error:
        raise TimelineError(tr("The document is no JSON, so that it is no timeline."), translate(_REFUSED)) from error
    for _ in range(_MOST_DEPTH):
        below: list[Any] = []
        for each in level:
            if isinstance(each, dict | list):
                below += each.values() if isinstance(each, dict) else each
        if not below:
            return
        level = below
    raise TimelineError(tr("The document is nested too deeply to be a timeline."), translate(_REFUSED))


def _timeline_of(read: Any) -> "otio.schema.Timeline":
    import opentimelineio as otio

    if isinstance(read, otio.schema.SerializableCollection):
        read = next((each for each in read if isinstance(each, otio.schema.Timeline)), None)
    if not isinstance(read, otio.schema.Timeline):
        raise TimelineError(tr("The document holds no timeline."), translate(_REFUSED))
    return read


class _Reader:
    def __init__(self, timeline: "otio.schema.Timeline") -> None:
        self._timeline = timeline
        self._about = _ours(timeline)
        self._left_out: Counter[str] = Counter()
        self._rate = self._find_rate()

    def read(self) -> ReadTimeline:
        tracks = tuple(self._track(track) for track in self._timeline.tracks)
        sides = (self._about.get("width"), self._about.get("height"))
        whole = tuple(side for side in sides if type(side) is int and 1 <= side <= MAX_SIDE)
        markers = sorted(map(self._marker, self._timeline.tracks.markers), key=lambda marker: marker.time)
        return ReadTimeline(
            self._timeline.name[: limits.NAME_CHARACTERS.most] or tr("Timeline"),
            self._rate,
            (whole[0], whole[1]) if len(whole) == 2 else None,
            # Other programs write their sounds after their pictures; the studio has them below.
            tuple(sorted(tracks, key=lambda track: track.kind == "video")),
            tuple(markers),
            tuple(translate(text, count=count) for text, count in self._left_out.items()),
        )

    def _find_rate(self) -> Fraction:
        told = _fraction(self._about.get("rate"))
        if told is not None and 1 <= told <= MAX_RATE:
            return told
        start = self._timeline.global_start_time
        rates = [] if start is None else [start.rate]
        for track in self._timeline.video_tracks() + self._timeline.audio_tracks():
            rates += [each.source_range.duration.rate for each in track if getattr(each, "source_range", None)]
        for rate in rates:
            exact = min(_COMMON_RATES, key=lambda each: abs(float(each) - rate))
            found = exact if abs(float(exact) - rate) < 0.01 else Fraction(rate).limit_denominator(1001)
            if 1 <= found <= MAX_RATE:
                return found
        return Fraction(24)

    def _track(self, track: "otio.schema.Track") -> ReadTrack:
        import opentimelineio as otio

        kind: TrackKind = "audio" if track.kind == otio.schema.TrackKind.Audio else "video"
        items: list[ReadClip | Gap] = []
        for each in track:
            if isinstance(each, otio.schema.Transition):
                self._left_out[TRANSITIONS] += 1
                continue
            length = self._seconds(each.trimmed_range().duration)
            if length <= 0:
                continue
            clip = self._clip(each, length) if isinstance(each, otio.schema.Clip) else None
            if clip is None and not isinstance(each, otio.schema.Gap | otio.schema.Clip):
                self._left_out[NESTED] += 1
            if clip is not None:
                items.append(clip)
            elif items and isinstance(items[-1], Gap):
                items[-1] = Gap(items[-1].duration + length)
            else:
                items.append(Gap(length))
        while items and isinstance(items[-1], Gap):
            items.pop()
        return ReadTrack(kind, track.name[: limits.NAME_CHARACTERS.most], track.enabled, tuple(items))

    def _clip(self, clip: "otio.schema.Clip", length: Fraction) -> ReadClip | None:
        import opentimelineio as otio

        reference = clip.media_reference
        if not clip.enabled:
            self._left_out[DISABLED] += 1
            return None
        if not isinstance(reference, otio.schema.ExternalReference) or not reference.target_url:
            self._left_out[NO_FILE] += 1
            return None
        start = self._seconds(clip.trimmed_range().start_time)
        available = reference.available_range
        if available is not None:
            # Files may have a clock of their own, by which the clip is cut.
            start -= self._seconds(available.start_time)
        speed, about = Fraction(1), _ours(clip)
        for effect in clip.effects:
            wanted = Fraction(effect.time_scalar) if isinstance(effect, otio.schema.LinearTimeWarp) else Fraction(0)
            if LEAST_SPEED <= wanted <= GREATEST_SPEED and speed == 1:
                speed = wanted.limit_denominator(10_000)
            else:
                self._left_out[EFFECTS] += 1
        exact = {name: _fraction(about.get(name)) for name in ("source_start", "duration", "speed")}
        told = exact["source_start"]
        if told is not None and nearest_frame(told, self._rate) == nearest_frame(start, self._rate):
            start = told
        extras = {name: about[name] for name in _EXTRAS if about.get(name) is not None}
        digest = _ours(reference).get("digest", "")
        return ReadClip(
            reference.target_url,
            digest if isinstance(digest, str) else "",
            clip.name[: limits.NAME_CHARACTERS.most],
            max(start, Fraction(0)),
            length,
            speed if exact["speed"] is None or abs(exact["speed"] - speed) > Fraction(1, 1000) else exact["speed"],
            extras,
        )

    def _marker(self, marker: "otio.schema.Marker") -> Marker:
        about = _ours(marker)
        time = max(self._seconds(marker.marked_range.start_time), Fraction(0))
        name, note = marker.name[: limits.NAME_CHARACTERS.most], about.get("note", "")
        colour = about.get("colour", marker.color.lower())
        return Marker(
            new_id(),
            time,
            name,
            colour if isinstance(colour, str) and len(colour) <= 20 else "blue",
            note if isinstance(note, str) else "",
        )

    def _seconds(self, time: "otio.opentime.RationalTime") -> Fraction:
        """A time on a frame of the timeline."""
        if not time.rate > 0:
            raise TimelineError(tr("A time of the document has no rate."), translate(_REFUSED))
        exact = min(_COMMON_RATES, key=lambda each: abs(float(each) - time.rate))
        rate = exact if abs(float(exact) - time.rate) < 0.01 else Fraction(time.rate)
        return nearest_frame(Fraction(time.value) / rate, self._rate) / self._rate


def _ours(thing: Any) -> Mapping[str, Any]:
    """What the studio itself wrote about something; nothing of it is trusted."""
    found = thing.metadata.get(METADATA_KEY)
    return dict(found) if isinstance(found, Mapping) else {}


def _fraction(text: object) -> Fraction | None:
    try:
        return limits.fraction(text) if isinstance(text, str) else None
    except ValueError:
        return None


def clip_extras(extras: Mapping[str, Any]) -> dict[str, Any]:
    """Turn what a document says of a clip beyond its place into arguments for `Clip`, without what makes no sense."""
    found: dict[str, Any] = {}
    for name in ("gain_db", "opacity"):
        if isinstance(value := extras.get(name), int | float):
            found[name] = float(value)
    for name in ("fade_in", "fade_out"):
        if (time := _fraction(extras.get(name))) is not None:
            found[name] = time
    if isinstance(group := extras.get("link_group"), str) and group:
        found["link_group"] = group
    if type(number := extras.get("sound_track")) is int and 0 <= number < limits.STREAMS.most:
        found["sound_track"] = number
    for name in ("deinterlace", "black_outside"):
        if isinstance(wanted := extras.get(name), bool):
            found[name] = wanted
    return found


def files_of(tracks: Iterable[ReadTrack]) -> dict[str, str]:
    """List the files that tracks name, each with its digest, in order."""
    return {item.url: item.digest for track in tracks for item in track.items if isinstance(item, ReadClip)}
