"""Builds the index of a film: reads its packets once, or decodes it where packets do not tell enough.

Packets tell enough where a container stores for each of them when it is shown, and where jumps lead to where they
should: MP4, MOV, Matroska and a few others. Program and transport streams do neither, AVI and ASF store only when
packets are decoded: such films are decoded once (`index_by_decoding`).
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import av  # noqa: F401 - whole before its parts
import numpy as np
from av.container import InputContainer
from av.stream import Disposition, Stream
from av.video.stream import VideoStream

from lance_studio.errors import MediaError
from lance_studio.media.animation import build_animation_index
from lance_studio.media.animation_parts import is_animation
from lance_studio.media.damage import damaged
from lance_studio.media.decoded_index import index_by_decoding, refuse_too_many
from lance_studio.media.edit_list import EditPart, needs_own_times, present, read_edit_list
from lance_studio.media.frame_times import find_times
from lance_studio.media.index import Entry, FrameIndex, MediaIndex, StreamEntry
from lance_studio.media.opening import open_video, refuse_too_long
from lance_studio.media.packet_list import PacketList, listed_times, read_list
from lance_studio.media.sound_cache import load_sounds
from lance_studio.media.sources import Source
from lance_studio.media.spans import Span, span_of_film
from lance_studio.media.streams import (
    DECODING_ERRORS,
    container_names,
    ends_early,
    has_packet_times,
)

_MICROSECONDS = 1_000_000  # unit of a container's duration

# Codecs whose packets are frames, one to one. Others (VP8's hidden frames) must be decoded to be counted.
_PACKETS_ARE_FRAMES = {
    "h264",
    "hevc",
    "av1",
    "vp9",
    "mpeg2video",
    "prores",
    "dnxhd",
    "mjpeg",
    "ffv1",
    "rawvideo",
    "png",
}


@dataclass(frozen=True, slots=True)
class _Stored:
    """The frames of a container, as its packets tell.

    Attributes:
        instants: When each begins, ascending, in units of the stream.
        last: How long the last one lasts, likewise; 0 if nothing tells.
        entries: Where decoding can start.
    """

    instants: tuple[int, ...]
    last: int
    entries: tuple[Entry, ...]


def build_index(source: Source) -> MediaIndex:
    """Build a film's index by reading its packets once, or by decoding it.

    Callers want `index_cache.load_index`, which builds each index once.

    Args:
        source: The film.

    Returns:
        The index.

    Raises:
        MediaError: The source is no film, damaged, or cut short.
    """
    if is_animation(source):
        return build_animation_index(source)
    with open_video(source) as (container, stream):
        streams = tuple(_entry(each) for each in container.streams)
        duration = Fraction(container.duration, _MICROSECONDS) if container.duration else None
        name, picture = container.format.name, stream.index
        listed = read_list(container, stream)
        declared = None if listed is None else listed.shown
        if listed is not None and listed.reaches_beyond(container.size):
            raise damaged(source, declared)
        parts = read_edit_list(source, stream.id) if "mp4" in container_names(container) else ()
        has_parts = needs_own_times(parts)
        frames = None if has_parts or listed is None else _index_list(source, container, stream, listed)
    if frames is None:
        frames = _index_parts(source, parts) if has_parts else _index_whole(source, declared)
    # FFmpeg may cut off too much: frames of a group whose key frame is hidden.
    hides = parts and not has_parts and listed is not None and bool(listed.is_hidden.any())
    if hides and (own := _index_parts(source, parts)).count > frames.count:
        frames = own
    span = find_span(source, frames, has_sound=any(each.kind == "audio" for each in streams))
    refuse_too_long(source, span.end - span.start)
    return MediaIndex(name, streams, picture, frames, duration, span)


def find_span(source: Source, frames: FrameIndex, *, has_sound: bool) -> Span:
    """Find when a film begins and ends.

    Args:
        source: The film.
        frames: Its frames.
        has_sound: Whether it has sound tracks.

    Returns:
        From the beginning of its picture or its sound, whichever comes first, to the end of the last of them.
    """
    sounds: list[Span] = []
    if has_sound:
        # What cannot be heard does not count.
        with contextlib.suppress(MediaError):
            sounds = load_sounds(source).spans
    return span_of_film(Span(frames.origin, frames.origin + frames.time_of(frames.count)), sounds)


def _index_list(
    source: Source, container: InputContainer, stream: VideoStream, packets: PacketList
) -> FrameIndex | None:
    """Index a film by the list that it has of its frames, unread; None where that does not tell enough."""
    unit = stream.time_base
    if stream.codec_context.name not in _PACKETS_ARE_FRAMES or unit is None:
        return None
    found = listed_times(source, container, stream, packets)
    if found is None or not packets.is_key[0]:
        return None
    order = np.argsort(found.times, kind="stable")
    times, is_key = found.times[order], found.is_key[order]
    if not (is_key[0] or packets.is_hidden[0]) or (np.diff(times) == 0).any():
        return None
    instants = tuple(times.tolist())
    is_key[0] = True  # decoding starts there, or at the hidden key frame before it
    entries = tuple(Entry(number, instants[number]) for number in np.flatnonzero(is_key).tolist())
    return find_times(instants, found.last, unit, stream).index(instants, entries)


def _index_whole(source: Source, declared: int | None) -> FrameIndex:
    with open_video(source) as (container, stream):
        try:
            stored = _read_packets(source, container, stream)
        except DECODING_ERRORS as error:
            raise damaged(source, declared, error) from error
        if stored is not None and (declared is None or len(stored.instants) == declared):
            assert stream.time_base is not None
            times = find_times(stored.instants, stored.last, stream.time_base, stream)
            return times.index(stored.instants, stored.entries)
    return index_by_decoding(source)


def _index_parts(source: Source, parts: Sequence[EditPart]) -> FrameIndex:
    """Index a film whose edit list shows several parts of it, in whatever order."""
    with open_video(source, edit_list=False) as (container, stream):
        declared = stream.frames or None
        try:
            stored = _read_packets(source, container, stream)
        except DECODING_ERRORS as error:
            raise damaged(source, declared, error) from error
        unit = stream.time_base
        if unit is None:
            raise damaged(source, declared)
        stored = stored or _decoded(source, unit)
        shown = present(parts, stored.instants, stored.last or 1, unit)
        if not shown.order:
            raise damaged(source, declared)
        instants = [round((start - shown.starts[0]) / unit) for start in shown.starts]
        # Parts shorter than a unit of the track are rounded to nothing, and would begin where the next one does.
        for place in range(1, len(instants)):
            instants[place] = max(instants[place], instants[place - 1] + 1)
        last = max(round((shown.end - shown.starts[-1]) / unit), 1)
        times = replace(find_times(instants, last, unit, stream), origin=shown.starts[0])
        return times.index(stored.instants, stored.entries, order=shown.order)


def _decoded(source: Source, unit: Fraction) -> _Stored:
    """The stored frames of a film whose packets do not tell enough."""
    frames = index_by_decoding(source, edit_list=False)
    instants = tuple(frames.marks)
    last = round((frames.time_of(frames.count) - frames.time_of(frames.count - 1)) / unit)
    if frames.is_counted:
        raise damaged(source, None)
    return _Stored(instants, last, frames.entries)


def _read_packets(source: Source, container: InputContainer, stream: VideoStream) -> _Stored | None:
    """None where packets do not tell when frames are shown."""
    unit = stream.time_base
    if stream.codec_context.name not in _PACKETS_ARE_FRAMES or not has_packet_times(container) or unit is None:
        return None
    # Matroska and MP4 are sought by the times at which frames are shown, others by those at which they are decoded. In
    # an MP4 with B-frames the latter would lead to the key frame before the one that is wanted.
    by_decoding_time = not {"matroska", "mov"} & container_names(container)
    frames: list[tuple[int, int, int | None]] = []
    is_cut = False  # whether an edit list hides the key frame at which decoding starts
    for packet in container.demux(stream):
        if packet.size == 0 or packet.is_discard:
            is_cut = is_cut or (not frames and packet.is_keyframe)
            continue
        if packet.is_corrupt:
            raise EOFError("a packet is incomplete")
        if packet.pts is None or not (frames or is_cut or packet.is_keyframe):
            return None
        refuse_too_many(source, len(frames))
        seek = packet.dts if by_decoding_time and packet.dts is not None else packet.pts
        frames.append((packet.pts, packet.duration or 0, seek if packet.is_keyframe else None))
    frames.sort(key=lambda frame: frame[0])
    instants = tuple(frame[0] for frame in frames)
    if not frames or not (is_cut or frames[0][2] is not None) or len(set(instants)) < len(instants):
        return None
    # Decoding starts at the first frame, or at the hidden key frame before it.
    frames[0] = (*frames[0][:2], frames[0][0] if frames[0][2] is None else frames[0][2])
    last = frames[-1][1]
    if ends_early(container, stream, (instants[-1] + last) * unit):
        raise EOFError("the file ends early")
    entries = tuple(Entry(number, frame[2]) for number, frame in enumerate(frames) if frame[2] is not None)
    return _Stored(instants, last, entries)


def _entry(stream: Stream) -> StreamEntry:
    unit = stream.time_base
    return StreamEntry(
        number=stream.index,
        kind=stream.type,
        # Streams of an unknown codec, for example a camera's time codes, have no context.
        codec=stream.codec_context.name if stream.codec_context is not None else "",
        start=None if stream.start_time is None or unit is None else stream.start_time * unit,
        duration=None if not stream.duration or unit is None else stream.duration * unit,
        is_default=bool(stream.disposition & Disposition.default),
        is_cover=bool(stream.disposition & Disposition.attached_pic),
        language=stream.language or "",
    )
