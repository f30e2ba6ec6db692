"""Lists the frames of a film by decoding all of it, for containers whose times and jumps cannot be trusted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import av  # noqa: F401 - whole before its parts
from av.codec.context import Flags
from av.container import InputContainer
from av.video.stream import VideoStream

from lance_studio import limits
from lance_studio.errors import MediaLimitError
from lance_studio.language import tr
from lance_studio.media.broadcast_end import ends_within_packet
from lance_studio.media.damage import damaged
from lance_studio.media.film_clock import CLOCK_JUMP
from lance_studio.media.frame_times import find_times
from lance_studio.media.index import Entry, FrameIndex
from lance_studio.media.indexing_progress import report_share
from lance_studio.media.opening import open_video
from lance_studio.media.packet_list import read_list
from lance_studio.media.packets import FilmPacket, mark_of_frame, mark_of_packet
from lance_studio.media.sources import Source
from lance_studio.media.streams import (
    DECODING_ERRORS,
    FALLBACK_FRAME_RATE,
    container_names,
    ends_early,
    has_packet_times,
    is_broadcast,
    is_raw,
    named_rate,
    sought_by_bytes,
)
from lance_studio.memory_shortage import is_memory_shortage

_TOLD_EVERY = 32
"""Packets after which it is told how far indexing is."""


@dataclass(slots=True)
class _PacketFacts:
    """What is kept of a packet: how it is found again."""

    decoded_at: int | None
    position: int | None
    size: int
    is_key: bool


@dataclass(slots=True)
class _FrameFacts:
    """What is kept of a decoded frame."""

    mark: int | None
    instant: int | None
    duration: int
    is_key: bool


class _Decoded(NamedTuple):
    """What decoding gives: packets, frames, how many at the beginning are left out, whether one at the end is."""

    packets: list[_PacketFacts]
    frames: list[_FrameFacts]
    left_out: int
    is_cut: bool


def index_by_decoding(source: Source, *, edit_list: bool = True) -> FrameIndex:
    """List the frames of a film by decoding all of it.

    Frames at the beginning that need others which were cut off are left out, and so is what a broadcast or a raw stream
    holds of a frame at its end.

    Args:
        source: The film.
        edit_list: Whether FFmpeg applies an MP4's edit list; else all stored frames are listed.

    Returns:
        The frames; frames without a time follow one another at the film's rate.

    Raises:
        MediaError: The source is no film, damaged, or cut short.
        CancelledError: Whoever follows it (`watched_indexing`) does not want it any more.
    """
    found = _decoded(source, edit_list=edit_list)
    with open_video(source, edit_list=edit_list) as (container, stream):
        listed = read_list(container, stream)
        by_bytes = sought_by_bytes(container)
        declared = None if listed is None else listed.shown
        if isinstance(found, BaseException) and by_bytes:
            # Recordings end anywhere. With one thread it is certain which packet cannot be decoded.
            found = _decoded(source, may_be_cut=True)
        if isinstance(found, BaseException):
            raise damaged(source, declared, found) from found
        packets, frames, left_out, is_cut = found
        is_cut = is_cut or (is_broadcast(container) and ends_within_packet(source))
        if not frames:
            raise damaged(source, declared)
        unit = stream.time_base or 1 / FALLBACK_FRAME_RATE
        rate = named_rate(container, stream) or FALLBACK_FRAME_RATE
        step = max(1, round(1 / (rate * unit)))
        instants = _instants(packets, frames, container, step, round(CLOCK_JUMP / unit))
        # Program streams store times of some frames only.
        guessed = "mpeg" in container_names(container)
        last = step if is_raw(container) else frames[-1].duration
        times = find_times(instants, last, unit, stream, guessed=guessed)
        if is_broadcast(container) and _has_gap(frames, step) and (times.is_variable or (guessed and is_cut)):
            # A recording that ends before frames which are stored after the last one but shown before it.
            shorter = find_times(instants[:-1], frames[-2].duration, unit, stream, guessed=guessed)
            if not shorter.is_variable:
                times, is_cut = shorter, True
                del frames[-1], instants[-1]
        if ends_early(container, stream, times.origin + times.end * times.unit):
            raise damaged(source, declared)
        if has_packet_times(container) and instants == [frame.instant for frame in frames]:
            keys = [number for number, frame in enumerate(frames) if frame.is_key]
            entries = tuple(Entry(key, instants[key]) for key in dict.fromkeys((0, *keys)))
            return times.index(instants, entries)
        marks = [number if frame.mark is None else frame.mark for number, frame in enumerate(frames)]
        entries = _entries(packets, frames, by_bytes)
        return times.index(marks, entries, is_counted=True, by_bytes=by_bytes, left_out=left_out, is_cut=is_cut)


def refuse_too_many(source: Source, count: int) -> None:
    """Refuse a film with more frames than any has.

    Args:
        source: The film, for the message.
        count: Its frames so far.

    Raises:
        MediaLimitError: There are more than `limits.FILM_FRAMES`.
    """
    if count > limits.FILM_FRAMES.most:
        limits.FILM_FRAMES.require(
            count, f"'{source.name}'", tr("Cut the part that you need out of it."), MediaLimitError
        )


def _decoded(source: Source, *, edit_list: bool = True, may_be_cut: bool = False) -> _Decoded | BaseException:
    """Decode a film, or return what the decoder raised."""
    with open_video(source, edit_list=edit_list) as (container, stream):
        stream.thread_type = "NONE" if may_be_cut else "AUTO"
        stream.codec_context.flags |= Flags.copy_opaque
        try:
            return _decode(source, container, stream, may_be_cut=may_be_cut)
        except DECODING_ERRORS as error:
            return error


def _decode(source: Source, container: InputContainer, stream: VideoStream, *, may_be_cut: bool) -> _Decoded:
    """Decode a film from its first key frame on, numbering its packets from its beginning.

    Args:
        source: The film, for messages.
        container: The film, just opened.
        stream: Its moving picture.
        may_be_cut: Whether what its last packet holds may be incomplete, and is left out then.

    Returns:
        What it holds.
    """
    packets: list[_PacketFacts] = []
    frames: list[_FrameFacts] = []
    first: FilmPacket | None = None
    leading: set[int] = set()
    in_first_group = True
    place = 0
    failure: BaseException | None = None
    last_told: int | None = None
    for packet in container.demux(stream):
        mark = len(packets)
        # Not every packet of a program stream has a place of its own.
        place = packet.pos or place
        if mark % _TOLD_EVERY == 0:
            report_share(place / max(container.size, 1))
        if packet.size:
            if failure is not None:
                raise failure  # more follows: it was not the end
            # FFmpeg guesses at most times of a program stream.
            last_told = None if "mpeg" in container_names(container) else packet.pts
            packet.opaque = mark_of_packet(mark)
            packets.append(_PacketFacts(packet.dts, packet.pos, packet.size, packet.is_keyframe))
            if first is None and packet.is_keyframe:
                first = packet
            elif first is not None:
                in_first_group = in_first_group and not packet.is_keyframe
            if first is None or (in_first_group and _is_before(packet, first)):
                leading.add(mark)
            if first is None:
                continue
        try:
            for frame in packet.decode():
                found = mark_of_frame(frame)
                if frame.is_corrupt and found in leading:
                    continue
                if frame.is_corrupt and may_be_cut and found == len(packets) - 1:
                    failure = EOFError("the last frame is incomplete")
                    continue
                if frame.is_corrupt:
                    raise EOFError("a frame is incomplete")
                refuse_too_many(source, len(frames))
                frames.append(_FrameFacts(found, frame.pts, frame.duration or 0, frame.key_frame))
        except DECODING_ERRORS as error:
            if mark in leading:
                continue
            if not may_be_cut or is_memory_shortage(error):
                raise
            failure = error
    if failure is not None:
        frames = _before_cut(frames, len(packets) - 1, last_told)
    # What came out before the first key frame needs pictures that are not there, unless that was decoded but not shown.
    hidden = first is not None and first.is_discard
    begin = 0 if hidden else next((number for number, frame in enumerate(frames) if frame.is_key), 0)
    left_out = leading.union(frame.mark or 0 for frame in frames[:begin])
    missing = len(left_out.difference(frame.mark or 0 for frame in frames[begin:]))
    return _Decoded(packets, frames[begin:], missing, failure is not None)


def _before_cut(frames: list[_FrameFacts], mark: int, told: int | None) -> list[_FrameFacts]:
    """Leave out an incomplete packet's frame, which the decoder may have given, and those that are shown after it.

    Args:
        frames: All frames.
        mark: The packet's.
        told: When its frame would have been shown, if the container tells.
    """
    kept = [frame for frame in frames if frame.mark != mark]
    while _is_held_back(kept):
        instant = kept[-1].instant
        if told is not None and instant is not None and instant < told:
            break
        kept.pop()
    return kept


def _is_held_back(frames: Sequence[_FrameFacts]) -> bool:
    """Whether the last frame is stored before the one that is shown before it."""
    if len(frames) < 2:
        return False
    before, last = (frame.mark for frame in frames[-2:])
    return before is not None and last is not None and last < before


def _has_gap(frames: Sequence[_FrameFacts], step: int) -> bool:
    """Whether frames seem to be missing before the last one."""
    if len(frames) < 3:
        return False
    before, last = (frame.instant for frame in frames[-2:])
    return before is not None and last is not None and (last - before) * 2 > step * 3


def _is_before(packet: FilmPacket, first: FilmPacket) -> bool:
    return packet.pts is not None and first.pts is not None and packet.pts < first.pts


def _instants(
    packets: Sequence[_PacketFacts],
    frames: Sequence[_FrameFacts],
    container: InputContainer,
    step: int,
    jump: int,
) -> list[int]:
    """When frames are shown, in units of the stream, ascending."""
    told = [None if is_raw(container) else frame.instant for frame in frames]
    if {"avi", "asf"} & container_names(container):
        # These store when packets are decoded. Reordering moves all frames by the same time, so that the times are
        # right once they are sorted.
        decoded = [packets[frame.mark].decoded_at for frame in frames if frame.mark is not None]
        told = list(_sorted_or_none(decoded)) if len(decoded) == len(frames) else [None] * len(frames)
    found: list[int] = []
    shift = 0
    for instant in told:
        expected = found[-1] + step if found else 0
        if instant is None:
            found.append(expected)
            continue
        if found and is_broadcast(container) and not 0 < instant + shift - found[-1] < jump:
            shift = expected - instant
        elif found:
            shift = max(shift, found[-1] + 1 - instant) if instant + shift <= found[-1] else shift
        found.append(instant + shift)
    return found


def _sorted_or_none(instants: Iterable[int | None]) -> Iterable[int | None]:
    given = list(instants)
    known = sorted(each for each in given if each is not None)
    ascending = all(before < after for before, after in pairwise(known))
    return known if len(known) == len(given) and ascending else [None] * len(given)


def _entries(packets: Sequence[_PacketFacts], frames: Sequence[_FrameFacts], by_bytes: bool) -> tuple[Entry, ...]:
    """Where decoding can start: the beginning, and key frames whose packets can be recognised after a jump."""
    found: list[Entry] = []
    for number, frame in enumerate(frames):
        packet = packets[frame.mark] if frame.mark is not None else None
        if packet is not None and frame.is_key and packet.is_key:
            place = packet.position if by_bytes else packet.decoded_at
            if place is not None:
                found.append(Entry(number, place, place, packet.size))
    if not found or found[0].frame:
        # Nothing can be recognised there: a jump fails, and the film is opened again.
        found.insert(0, Entry(0, 0, -1, -1))
    return tuple(found)
