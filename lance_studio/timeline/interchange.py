"""Handing a timeline to other programs as OpenTimelineIO."""

import contextlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_from_bytes, unquote, urlsplit

from lance_studio.timeline.model import Clip, Gap, Marker, Timeline, Track
from lance_studio.timeline.timing import nearest_frame

if TYPE_CHECKING:
    import opentimelineio as otio

METADATA_KEY = "lance_studio"
"""Name under which clips, tracks and the timeline carry what OpenTimelineIO has no place for."""

# Names of otio.schema.MarkerColor by ours; other colours become white.
_COLOURS = {"PINK", "RED", "ORANGE", "YELLOW", "GREEN", "CYAN", "BLUE", "PURPLE", "MAGENTA", "BLACK", "WHITE"}


@dataclass(frozen=True, slots=True)
class ExternalMedia:
    """Where another program finds a media file.

    Attributes:
        url: As `file_url` makes it.
        name: The file's name.
        rate: Frames a second; None for a picture or a sound.
        duration: Seconds; None for a picture.
        digest: SHA-256 of its content, by which the studio knows it again; may be empty.
    """

    url: str
    name: str = ""
    rate: Fraction | None = None
    duration: Fraction | None = None
    digest: str = ""


def file_url(path: Path) -> str:
    """Write where a file lies as a percent-encoded URL, from which `opentimelineio.url_utils` gets the path back.

    That library decodes twice. For most names this changes nothing; a per cent sign that stands before two hexadecimal
    digits in the name itself is lost by it, and is therefore encoded twice where there is one.

    Args:
        path: The file, as an absolute path.

    Returns:
        A URL such as "file:///films/100%25%20%231.mp4".
    """
    name = os.fsencode(path.as_posix())
    if unquote(path.as_posix()) != path.as_posix():
        name = name.replace(b"%", b"%25")
    return "file://" + quote_from_bytes(name)


def paths_of_url(url: str) -> tuple[str, ...]:
    """List where a URL or path of a document may lead.

    Args:
        url: What the document says; some programs write paths that are not encoded.

    Returns:
        Paths, the likeliest one first, which may be relative to the document's folder; none where it leads to another
        computer.
    """
    from opentimelineio.url_utils import filepath_from_url

    try:
        parts = urlsplit(url)
    except ValueError:
        return ()
    if parts.scheme not in ("", "file") or parts.netloc not in ("", "localhost"):
        return ()
    found = [] if parts.scheme else [url]
    with contextlib.suppress(ValueError, IndexError):
        found.append(filepath_from_url(url))
    found.append(unquote(parts.path))
    return tuple(dict.fromkeys(each for each in found if each and "\0" not in each))


def to_otio(timeline: Timeline, media: Mapping[str, ExternalMedia]) -> str:
    """Write a timeline as an OpenTimelineIO document.

    Tracks, clips with their source ranges, gaps, speeds and markers take OpenTimelineIO's own form; gain, opacity,
    fades, links, nodes, hidden tracks and the exact rational times lie in the metadata under `METADATA_KEY`.

    Args:
        timeline: The timeline.
        media: Where the media files are, by identifier; others become missing references.

    Returns:
        The JSON text of an .otio file.
    """
    import opentimelineio as otio

    result = otio.schema.Timeline(timeline.name)
    result.global_start_time = otio.opentime.RationalTime(0, float(timeline.rate))
    result.metadata[METADATA_KEY] = {
        "id": timeline.id,
        "rate": str(timeline.rate),
        "in_point": _optional(timeline.in_point),
        "out_point": _optional(timeline.out_point),
        "width": timeline.width,
        "height": timeline.height,
    }
    for track in timeline.tracks:
        result.tracks.append(_track(track, timeline.rate, media))
    for marker in timeline.markers:
        result.tracks.markers.append(_marker(marker, timeline.rate))
    return result.to_json_string(indent=2)


def _track(track: Track, rate: Fraction, media: Mapping[str, ExternalMedia]) -> "otio.schema.Track":
    import opentimelineio as otio

    kind = otio.schema.TrackKind.Video if track.kind == "video" else otio.schema.TrackKind.Audio
    result = otio.schema.Track(track.name, kind=kind)
    result.enabled = not (track.hidden or track.muted)
    result.metadata[METADATA_KEY] = {
        "id": track.id,
        "muted": track.muted,
        "hidden": track.hidden,
        "locked": track.locked,
    }
    for item in track.items:
        if isinstance(item, Gap):
            result.append(otio.schema.Gap(source_range=_range(Fraction(0), item.duration, rate)))
        else:
            result.append(_clip(item, rate, media.get(item.media_id)))
    return result


def _clip(clip: Clip, rate: Fraction, media: ExternalMedia | None) -> "otio.schema.Clip":
    import opentimelineio as otio

    # A clip's length on the track is its source range's length: OpenTimelineIO applies a time warp to the pictures
    # inside the range and leaves the range itself alone.
    result = otio.schema.Clip(
        clip.name,
        media_reference=_reference(media, rate),
        source_range=_range(clip.source_start, clip.duration, rate),
    )
    if clip.speed != 1:
        result.effects.append(otio.schema.LinearTimeWarp("speed", time_scalar=float(clip.speed)))
    result.metadata[METADATA_KEY] = _properties(clip)
    return result


def _properties(clip: Clip) -> dict[str, Any]:
    return {
        "id": clip.id,
        "media_id": clip.media_id,
        "node_id": clip.node_id,
        "duration": str(clip.duration),
        "source_start": str(clip.source_start),
        "source_duration": _optional(clip.source_duration),
        "gain_db": clip.gain_db,
        "opacity": clip.opacity,
        "speed": str(clip.speed),
        "fade_in": str(clip.fade_in),
        "fade_out": str(clip.fade_out),
        "link_group": clip.link_group,
        "generated": clip.generated,
        "sound_track": clip.sound_track,
        "deinterlace": clip.deinterlace,
        "black_outside": clip.black_outside,
    }


def _reference(
    media: ExternalMedia | None, rate: Fraction
) -> "otio.schema.ExternalReference | otio.schema.MissingReference":
    import opentimelineio as otio

    if media is None:
        return otio.schema.MissingReference()
    available = None if media.duration is None else _range(Fraction(0), media.duration, media.rate or rate)
    reference = otio.schema.ExternalReference(media.url, available_range=available)
    reference.name = media.name
    if media.digest:
        reference.metadata[METADATA_KEY] = {"digest": media.digest}
    return reference


def _marker(marker: Marker, rate: Fraction) -> "otio.schema.Marker":
    import opentimelineio as otio

    colour = marker.colour.upper()
    return otio.schema.Marker(
        name=marker.name,
        marked_range=_range(marker.time, Fraction(0), rate),
        color=colour if colour in _COLOURS else "WHITE",
        metadata={METADATA_KEY: {"id": marker.id, "colour": marker.colour, "note": marker.note}},
    )


def _range(start: Fraction, duration: Fraction, rate: Fraction) -> "otio.opentime.TimeRange":
    import opentimelineio as otio

    def moment(time: Fraction) -> otio.opentime.RationalTime:
        return otio.opentime.RationalTime(nearest_frame(time, rate), float(rate))

    return otio.opentime.TimeRange(moment(start), moment(duration))


def _optional(time: Fraction | None) -> str | None:
    return None if time is None else str(time)
