"""What is known of a sound track without reading it again: where the samples of each packet belong."""

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from lance_studio.media.spans import Span

Counts: TypeAlias = NDArray[np.int64]

UNKNOWN = -(1 << 62)
"""Stands for a time or a byte that is not known."""


@dataclass(frozen=True, slots=True)
class SoundPart:
    """A part of a sound with one sample rate; nearly all sounds have only one.

    Attributes:
        first: The number of its first sample, counted through the whole sound.
        rate: Samples a second.
        time: Seconds after the sound's beginning at which it begins.
    """

    first: int
    rate: int
    time: Fraction


@dataclass(frozen=True, eq=False)
class PacketTable:
    """The packets of a sound track in the order of the file; the last row may stand for what the decoder holds back.

    Attributes:
        marks: How a packet is found again: its presentation time, or its byte in the file, or `UNKNOWN`.
        places: Its byte in the file, or `UNKNOWN`.
        sizes: Bytes of each packet; 0 for what the decoder gives after the last one.
        starts: The number of the first sample that decoding gives for each packet, counted through the whole sound.
        counts: How many samples of it are heard. A packet whose row says 0 is only decoded for those after it.
        by_bytes: Whether marks and jumps are bytes of the file rather than times.
    """

    marks: Counts
    places: Counts
    sizes: Counts
    starts: Counts
    counts: Counts
    by_bytes: bool

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.marks)

    def packet_at(self, sample: int) -> int:
        """Find the packet that holds a sample, or the pause before the next one."""
        return max(int(np.searchsorted(self.starts, sample, side="right")) - 1, 0)

    def number_of(self, time: int | None, place: int | None, size: int) -> int | None:
        """Recognise a packet after a jump; times alone may be invented there.

        Args:
            time: Its presentation time.
            place: Its byte in the file.
            size: Its bytes.

        Returns:
            Its number; None if it is unknown or cannot be told from another one.
        """
        mark = place if self.by_bytes else time
        if mark is None:
            return None
        marks, numbers = self._landings
        position = int(np.searchsorted(marks, mark))
        if position == len(marks) or marks[position] != mark:
            return None
        number = int(numbers[position])
        known = int(self.places[number])
        moved = place is not None and known != UNKNOWN and place != known
        return None if moved or self.sizes[number] != size else number

    def heard_from(self, sample: int) -> int | None:
        """Find the first sample at or after one that comes from a packet, rather than being the silence of a pause."""
        starts, ends = self._heard
        position = int(np.searchsorted(ends, sample, side="right"))
        return max(int(starts[position]), sample) if position < len(starts) else None

    def landing_before(self, number: int) -> int | None:
        """Find the last packet at or before one that a jump can lead to; None if there is none."""
        position = int(np.searchsorted(self._ordered, number, side="right")) - 1
        return int(self._ordered[position]) if position >= 0 else None

    @cached_property
    def _landings(self) -> tuple[Counts, Counts]:
        """The marks that lead to one packet only, ascending, and to which."""
        # Several packets may begin at one byte (a page, a packet of a lower layer): a jump leads to the first of them.
        repeated = np.append(False, self.marks[1:] == self.marks[:-1]) if self.by_bytes else np.zeros(len(self), bool)
        able = np.flatnonzero((self.marks != UNKNOWN) & (self.sizes > 0) & ~repeated)
        marks, positions, times = np.unique(self.marks[able], return_index=True, return_counts=True)
        return marks[times == 1], able[positions[times == 1]]

    @cached_property
    def _heard(self) -> tuple[Counts, Counts]:
        """Where the samples of each packet that is heard begin and end."""
        heard = self.counts > 0
        return self.starts[heard], self.starts[heard] + self.counts[heard]

    @cached_property
    def _ordered(self) -> Counts:
        return np.sort(self._landings[1])


@dataclass(frozen=True, eq=False)
class SoundIndex:
    """A sound track, to the sample.

    Samples are counted from the first one that is heard; pauses that the file really has are counted too. What encoders
    put before and after the sound is not.

    Attributes:
        codec: FFmpeg's name of the codec.
        channels: How many at the beginning.
        layout: FFmpeg's name of their order at the beginning.
        parts: The sample rates, in order.
        length: How many samples.
        origin: Seconds on the container's clock at which the first sample is heard.
        packets: Where packets belong; None where times tell it to the sample, as in PCM files.
        language: For example "eng"; empty if the file names none.
        title: The track's name; empty if it has none.
        is_default: Whether the file marks it as the one to play.
        declared: Seconds, as the header tells; None if it does not.
        pauses: How many pauses were filled with silence.
        changes: How often the layout or the rate changes.
    """

    codec: str
    channels: int
    layout: str
    parts: tuple[SoundPart, ...]
    length: int
    origin: Fraction
    packets: PacketTable | None
    language: str = ""
    title: str = ""
    is_default: bool = False
    declared: Fraction | None = None
    pauses: int = 0
    changes: int = 0

    @property
    def rate(self) -> int:
        """Samples a second at the beginning."""
        return self.parts[0].rate

    @property
    def duration(self) -> Fraction:
        """Seconds."""
        return self.time_of(self.length)

    @property
    def end(self) -> Fraction:
        """Seconds on the container's clock at which it ends."""
        return self.origin + self.duration

    def time_of(self, sample: int) -> Fraction:
        """Seconds after the beginning at which a sample is heard."""
        part = self.parts[max(bisect_right(self.parts, sample, key=lambda each: each.first) - 1, 0)]
        return part.time + Fraction(sample - part.first, part.rate)

    def heard_from(self, time: Fraction) -> Fraction | None:
        """Find when sound that is stored goes on.

        Args:
            time: Seconds after the beginning.

        Returns:
            The same time or, in a pause or before the beginning, that of the next sample; None where nothing comes.
        """
        number = max(bisect_right(self.parts, time, key=lambda each: each.time) - 1, 0)
        part = self.parts[number]
        sample = max(part.first + ((time - part.time) * part.rate).__floor__(), 0)
        found = sample if self.packets is None else self.packets.heard_from(sample)
        return None if found is None or found >= self.length else max(self.time_of(found), time)

    def part_end(self, number: int) -> int:
        """The sample after the last one of a part."""
        return self.parts[number + 1].first if number + 1 < len(self.parts) else self.length


@dataclass(frozen=True, eq=False)
class Sounds:
    """The sound tracks of a file.

    Attributes:
        tracks: In the container's order; None for those that cannot be decoded.
        has_picture: Whether there is a film beside them, rather than, at most, a song's cover.
    """

    tracks: tuple[SoundIndex | None, ...]
    has_picture: bool

    @property
    def readable(self) -> tuple[SoundIndex, ...]:
        """The tracks that can be decoded."""
        return tuple(track for track in self.tracks if track is not None)

    @property
    def spans(self) -> list[Span]:
        """When the tracks that can be decoded begin and end."""
        return [Span(track.origin, track.end) for track in self.readable]

    @property
    def default(self) -> int:
        """The track that is heard unless another one is asked for: the one that the file marks, else the first one."""
        readable = [number for number, track in enumerate(self.tracks) if track is not None]
        marked = (number for number in readable if (track := self.tracks[number]) is not None and track.is_default)
        return next(marked, readable[0] if readable else 0)
