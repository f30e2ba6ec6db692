"""Finds the samples of all sound tracks of a file: from their packets where these tell enough, else by decoding."""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias

import av  # noqa: F401 - whole before its parts
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.packet import Packet
from av.stream import Discard, Disposition, Stream

from lance_studio.errors import MediaError
from lance_studio.media.film_clock import ClockJump, FilmClock
from lance_studio.media.opening import has_moving_picture, open_sounds, refuse_too_long
from lance_studio.media.sound_counting import count_samples
from lance_studio.media.sound_frames import frame_form
from lance_studio.media.sound_index import UNKNOWN, PacketTable, SoundIndex, SoundPart, Sounds
from lance_studio.media.sources import Source
from lance_studio.media.streams import DECODING_ERRORS, container_names, is_broadcast
from lance_studio.memory_shortage import is_memory_shortage, too_little_memory

SoundPacket: TypeAlias = "Packet[AudioStream]"
_AnyPacket: TypeAlias = "Packet[Any]"

_MICROSECONDS = 1_000_000  # unit of a container's duration

# Codecs whose packets all give equally many samples, apart from what is cut at the beginning and the end.
_EQUAL = ("aac", "mp1", "mp2", "mp3", "ac3", "alac")

# Containers whose times of PCM are counted in samples, so that nothing has to be listed.
_COUNTED = {"wav", "w64", "aiff", "au", "caf"}

# Raw streams, in which jumps by time are guesses, and Ogg, in which times after a jump may be those of other packets.
_BY_BYTES = {"mp3", "aac", "ac3", "eac3", "dts", "loas", "ogg"}

_HEAD = 24  # packets that are decoded in any case, and that must agree
_RUN_IN = 4  # packets at either end that may give less
_OPUS_RATE = 48_000


def scan_sounds(source: Source) -> Sounds:
    """Index all sound tracks of a file.

    Callers want `sound_cache.load_sounds`, which does it once.

    Args:
        source: A film or sound.

    Returns:
        The tracks.

    Raises:
        MediaError: The source is of no known container, has no sound, or is longer than any is.
    """
    with open_sounds(source) as (container, streams):
        numbers, has_picture = [stream.index for stream in streams], has_moving_picture(container)
        scans = {stream.index: _Scan(container, stream) for stream in streams if stream.codec_context is not None}
        found = _try_all(source, container, streams, scans)
    again = [number for number, scan in scans.items() if number not in found and not scan.decoding]
    if again:
        with open_sounds(source) as (container, streams):
            scans = {each.index: _Scan(container, each, decoding=True) for each in streams if each.index in again}
            found |= _try_all(source, container, [each for each in streams if each.index in again], scans)
    return Sounds(tuple(map(found.get, numbers)), has_picture)


def keep_only(container: InputContainer, streams: Iterable[Stream]) -> None:
    """Have the container pass over what belongs to no wanted track, so that a film's pictures are not read."""
    wanted = {stream.index for stream in streams}
    for stream in container.streams:
        stream.discard = Discard.default if stream.index in wanted else Discard.all


def _try_all(
    source: Source, container: InputContainer, streams: Sequence[AudioStream], scans: "dict[int, _Scan]"
) -> dict[int, SoundIndex]:
    """Scan tracks in one pass; those that cannot be told from their packets are missing in the result."""
    found: dict[int, SoundIndex] = {}
    reading: list[AudioStream] = []
    for stream in streams:
        scan = scans.get(stream.index)
        if scan is None:
            continue
        if not scan.decoding and (index := _by_clock(source, container, stream)) is not None:
            found[stream.index] = index
        else:
            reading.append(stream)
    if not reading:
        return found
    pictures = [each for each in container.streams.video if not each.disposition & Disposition.attached_pic]
    # Only where the clock may jump the pictures matter.
    clock = FilmClock(pictures[0]) if pictures and is_broadcast(container) else None
    followed = [pictures[0]] if clock is not None else []
    keep_only(container, [*reading, *followed])
    try:
        packet: _AnyPacket
        for packet in container.demux(*reading, *followed):
            if clock is not None and packet.stream is clock.stream:
                clock.add(packet)
            else:
                scans[packet.stream.index].add(packet)
                if all(scans[each.index].needs_no_more for each in reading):
                    for each in reading:
                        scans[each.index].read_last()
                    break
    except DECODING_ERRORS as error:
        # What was read so far can be used; a file that was cut short ends like that.
        if is_memory_shortage(error):
            raise too_little_memory(f"'{source.name}'", MediaError) from error
    for stream in reading:
        index = scans[stream.index].finish(source, [] if clock is None else clock.jumps)
        if index is not None:
            found[stream.index] = index
    return found


def _by_clock(source: Source, container: InputContainer, stream: AudioStream) -> SoundIndex | None:
    """A track of PCM in a file of its own, whose times say which sample is meant; only its ends are read."""
    unit, rate = stream.time_base, stream.codec_context.sample_rate
    if (
        not container_names(container) & _COUNTED
        or not stream.codec_context.name.startswith("pcm_")
        or unit is None
        or rate < 1
        or (unit * rate).denominator != 1
    ):
        return None
    end, origin = 0, stream.start_time or 0
    try:
        container.seek(max((stream.duration or 0) - round(1 / unit), 0) + origin, stream=stream)
        for packet in container.demux(stream):
            if packet.size and packet.pts is not None:
                end = max(end, packet.pts + (packet.duration or 0) - origin)
        container.seek(0)
    except DECODING_ERRORS:
        return None
    length = int(end * unit * rate)
    if not length:
        return None
    return _index(source, container, stream, (SoundPart(0, rate, Fraction(0)),), length, origin * unit, None)


@dataclass
class _Rows:
    """What is kept of each packet."""

    times: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    counts: list[int | None] = field(default_factory=list)
    rates: list[int] = field(default_factory=list)
    told: list[int | None] = field(default_factory=list)


class _Scan:
    """Collects what the packets of one track tell.

    Args:
        container: The opened file.
        stream: The track.
        decoding: Whether all packets are decoded.
    """

    def __init__(self, container: InputContainer, stream: AudioStream, *, decoding: bool = False) -> None:
        self._container = container
        self._stream = stream
        self._name = stream.codec_context.name
        self._by_bytes = bool(container_names(container) & _BY_BYTES) or is_broadcast(container)
        self._count = self._counter()
        self.decoding = decoding or not (self._name.startswith(_EQUAL) or self._count is not None)
        self._rows = _Rows()
        self._layouts: list[str] = []
        self._held: deque[SoundPacket] = deque(maxlen=_HEAD)
        self._last_duration = 0
        self._forms: set[tuple[int, ...]] = set()
        self._cut_inside = False
        entries = stream.index_entries
        # An MP4 lists every packet, unless it is made of fragments.
        listed = "mp4" in container_names(container) and 0 < stream.frames == len(entries) > _HEAD
        self._is_listed = listed and not self.decoding and self._count is None

    def add(self, packet: SoundPacket) -> None:
        """Take the next packet, at last the empty one."""
        rows = self._rows
        self._last_duration = packet.duration or 0 if packet.size else self._last_duration
        if not self.decoding and packet.size:
            self._watch(packet)
        if self.decoding or len(rows.times) < _HEAD:
            found = _decoded(packet)
            if packet.size or (self.decoding and found):
                self._note(packet, found)
        elif packet.size:
            self._held.append(packet)
            count = None if self._count is None else self._count(packet)
            self._append(packet, 0 if packet.is_discard else count, 0, packet.pts)

    def _watch(self, packet: SoundPacket) -> None:
        """Look for what only decoding can count: another rate or layout, samples cut off in the middle."""
        if (form := frame_form(self._name, packet)) is not None:
            self._forms.add(form)
        # What is cut at the end is found by decoding the last packets.
        if self._held.maxlen == len(self._held) and self._held[0].has_sidedata("skip_samples"):
            self._cut_inside = True

    @property
    def needs_no_more(self) -> bool:
        """Whether the container lists the packets that were not read."""
        return self._is_listed and len(self._rows.times) >= _HEAD

    def read_last(self) -> None:
        """Read the last packet of a container that lists them: only it says how much of it is heard."""
        last = self._stream.index_entries[-1].timestamp
        self._container.seek(last, stream=self._stream)
        for packet in self._container.demux(self._stream):
            if packet.size and packet.pts is not None and packet.pts >= last:
                self._last_duration = packet.duration or 0
                break

    def finish(self, source: Source, film: Sequence[ClockJump]) -> SoundIndex | None:
        """Put together what is known; None if packets do not tell enough, or nothing can be decoded."""
        rows = self._rows
        if self._is_listed and not self._add_listed():
            return None
        if not self.decoding and not self._fill():
            return None
        counts = _without_failures(rows.counts)
        rate = next((rate for rate, count in zip(rows.rates, counts, strict=True) if count), 0)
        unit = self._stream.time_base
        if not rate or unit is None:
            return None
        rates = _filled(rows.rates, rate)
        self._cut_last(counts, unit, rates[-1])
        jumping = is_broadcast(self._container)
        counted = count_samples(counts, rates, rows.told, unit, film=self._shifts(film), may_jump=jumping)
        if not self.decoding and counted.pauses and self._count is None:
            return None  # the rate may change where packets seem to be missing: decoding tells
        first = next(number for number, count in enumerate(counts) if count)
        tick = rows.told[first]
        times, places, sizes = (np.array(each, np.int64) for each in (rows.times, rows.places, rows.sizes))
        marks = places if self._by_bytes else times
        table = PacketTable(marks, places, sizes, counted.starts, counted.counts, self._by_bytes)
        return _index(
            source,
            self._container,
            self._stream,
            counted.parts,
            counted.length,
            Fraction(0) if tick is None else tick * unit,
            table,
            pauses=counted.pauses,
            layouts=self._layouts,
        )

    def _add_listed(self) -> bool:
        """Take the packets that were not read from the container's list; False if it is not true of those that were."""
        rows = self._rows
        count = len(rows.times)
        if count < _HEAD:
            return False  # the file was cut before the packets that it lists
        for number, entry in enumerate(self._stream.index_entries):
            if number < count:  # beside a track that is read to its end, this one is as well
                read = rows.times[number], rows.places[number], rows.sizes[number]
                if read != (entry.timestamp, entry.pos, entry.size):
                    return False
                continue
            rows.times.append(entry.timestamp)
            rows.places.append(entry.pos)
            rows.sizes.append(entry.size)
            rows.counts.append(0 if entry.is_discard else None)
            rows.told.append(entry.timestamp)
        rows.rates += [0] * (len(rows.times) - len(rows.rates))
        return True

    def _shifts(self, film: Sequence[ClockJump]) -> list[Fraction | None] | None:
        """What the film's jumps add to the clock at each packet; near a jump its neighbours go with either side."""
        if not film:
            return None
        found: list[Fraction | None] = []
        place = 0
        for each in self._rows.places:
            place = place if each == UNKNOWN else each
            nearest = min(film, key=lambda jump: abs(jump.place - place))
            found.append(nearest.shift)
        return found

    def _counter(self) -> Callable[[SoundPacket], int] | None:
        """How the samples of a packet are counted without decoding it; None if nothing in it tells."""
        unit, rate = self._stream.time_base, self._stream.codec_context.sample_rate
        if self._name.endswith("opus") and rate == _OPUS_RATE:
            return _opus_samples
        if (
            self._name == "flac"
            and "flac" in container_names(self._container)
            and unit is not None
            and unit * rate == 1
        ):
            return lambda packet: packet.duration or 0
        return None

    def _note(self, packet: SoundPacket, frames: list[AudioFrame] | None) -> None:
        if frames is None:
            self._append(packet, None, 0, None)
            return
        for frame in frames:
            if not self._layouts or self._layouts[-1] != frame.layout.name:
                self._layouts.append(frame.layout.name)
        told = frames[0].pts if frames else packet.pts
        # A packet has one rate; some decoders tell it to the frame after the one that it belongs to.
        rate = self._stream.codec_context.sample_rate if frames else 0
        self._append(packet, sum(frame.samples for frame in frames), rate, told)

    def _append(self, packet: SoundPacket, count: int | None, rate: int, told: int | None) -> None:
        rows = self._rows
        rows.times.append(UNKNOWN if packet.pts is None else packet.pts)
        rows.places.append(UNKNOWN if packet.pos is None else packet.pos)
        rows.sizes.append(packet.size)
        rows.counts.append(count)
        rows.rates.append(rate)
        rows.told.append(told)

    def _fill(self) -> bool:
        """Fill in what packets that were not decoded give; False if those that were do not agree."""
        if len(self._forms) > 1 or self._cut_inside:
            return False
        rows, head = self._rows, self._rows.counts[:_HEAD]
        usual = Counter(count for count in head if count).most_common(1)
        steady = head[_RUN_IN:] if len(rows.counts) > _HEAD else head[_RUN_IN : -_RUN_IN or None]
        if not usual or len(set(rows.rates) - {0}) != 1 or len(self._layouts) != 1:
            return False
        most = usual[0][0]
        if len(rows.counts) <= _HEAD:
            # Short: all of it was decoded, but for what the decoder may hold back.
            return all(count is not None for count in head)
        if self._count is None and any(count != most for count in steady):
            return False
        rows.counts = [most if count is None else count for count in rows.counts]
        self._stream.codec_context.flush_buffers()
        first = len(rows.counts) - len(self._held)
        ends = len(rows.counts) - _RUN_IN
        for number, packet in enumerate(self._held, first):
            found = _decoded(packet)
            count = most if found is None else sum(frame.samples for frame in found)
            if number >= max(ends, first + 1) and count < (rows.counts[number] or 0):
                rows.counts[number] = count
        return True

    def _cut_last(self, counts: list[int], unit: Fraction, rate: int) -> None:
        """An MP4 says of its last packet how much of it is heard."""
        if "mp4" in container_names(self._container) and self._last_duration and self._rows.sizes[-1]:
            counts[-1] = min(counts[-1], round(self._last_duration * unit * rate))


def _decoded(packet: SoundPacket) -> list[AudioFrame] | None:
    """None where the packet is damaged."""
    try:
        return [frame for frame in packet.decode() if isinstance(frame, AudioFrame) and frame.samples]
    except DECODING_ERRORS as error:
        if is_memory_shortage(error):
            raise
        return None


def _opus_samples(packet: SoundPacket) -> int:
    """How many samples an Opus packet gives, by its first byte or two (RFC 6716, section 3.1)."""
    head = bytes(memoryview(packet)[:2])
    mode, code = head[0] >> 3, head[0] & 3
    if mode < 12:
        length = (480, 960, 1920, 2880)[mode & 3]
    elif mode < 16:
        length = (480, 960)[mode & 1]
    else:
        length = 120 << (mode & 3)
    frames = (1, 2, 2, head[1] & 63 if len(head) > 1 else 0)[code]
    return length * frames


def _without_failures(counts: Sequence[int | None]) -> list[int]:
    """Damaged packets inside a sound last as long as the one before; at its ends they are incomplete and not heard."""
    good = [number for number, count in enumerate(counts) if count]
    result: list[int] = []
    for number, count in enumerate(counts):
        inside = bool(good) and good[0] < number < good[-1]
        result.append(count if count is not None else (result[-1] if inside else 0))
    return result


def _filled(rates: Sequence[int], first: int) -> list[int]:
    """Give packets without samples the rate of those before them."""
    result: list[int] = []
    for rate in rates:
        result.append(rate or (result[-1] if result else first))
    return result


def _index(
    source: Source,
    container: InputContainer,
    stream: AudioStream,
    parts: tuple[SoundPart, ...],
    length: int,
    origin: Fraction,
    packets: PacketTable | None,
    *,
    pauses: int = 0,
    layouts: Sequence[str] = (),
) -> SoundIndex:
    context = stream.codec_context
    declared: Fraction | None = None
    if stream.duration and stream.time_base:
        declared = stream.duration * stream.time_base
    elif container.duration:
        declared = Fraction(container.duration, _MICROSECONDS)
    index = SoundIndex(
        codec=context.codec.canonical_name,
        channels=context.channels if not layouts else _channels(layouts[0], context.channels),
        layout=layouts[0] if layouts else context.layout.name,
        parts=parts,
        length=length,
        origin=origin,
        packets=packets,
        language=stream.language or "",
        title=stream.metadata.get("title", ""),
        is_default=bool(stream.disposition & Disposition.default),
        declared=declared,
        pauses=pauses,
        changes=max(len(layouts) - 1, 0) + len(parts) - 1,
    )
    refuse_too_long(source, index.duration)
    return index


def _channels(layout: str, otherwise: int) -> int:
    from av.audio.layout import AudioLayout

    try:
        return AudioLayout(layout).nb_channels
    except ValueError:
        return otherwise
