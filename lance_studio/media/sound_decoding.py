"""Decodes a sound track from any sample on, each packet's samples at the place that the index gives them."""

import contextlib
from collections.abc import Iterator
from fractions import Fraction
from itertools import chain
from typing import TypeAlias

import av  # noqa: F401 - whole before its parts
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError
from numpy.typing import NDArray

from lance_studio.media.opening import open_sounds
from lance_studio.media.sound_frames import is_no_sound
from lance_studio.media.sound_index import PacketTable, SoundIndex
from lance_studio.media.sound_scan import SoundPacket, keep_only
from lance_studio.media.sources import Source
from lance_studio.media.streams import DECODING_ERRORS
from lance_studio.memory_shortage import is_memory_shortage

Sound: TypeAlias = NDArray[np.float32]

_WARM_UP = Fraction(1, 2)  # seconds that codecs need before a jump's target to sound right, and
_WARM_PACKETS = 12  # as many packets: MP3 takes bits from those before
_STRAY = 20_000  # packets that are read at most until one is recognised after a jump
_FURTHER_BACK = 400  # packets by which a second jump goes further back


class SoundDecoder:
    """Goes through a sound track; not to be used by two threads at once.

    Args:
        source: A checked source.
        track: The track's place among the sound tracks, from 0.
        index: The track's index.

    Raises:
        MediaError: The source cannot be opened.
    """

    def __init__(self, source: Source, track: int, index: SoundIndex) -> None:
        self._source = source
        self._track = track
        self._index = index
        self._stack = contextlib.ExitStack()
        self._mixers: dict[tuple[str, str, int], AudioResampler] = {}
        self._container: InputContainer
        self._stream: AudioStream
        self._packets: Iterator[SoundPacket]
        self._needed = 0
        self._may_jump = True
        self._open()

    def close(self) -> None:
        """Close the file."""
        self._stack.close()
        self._packets = iter(())

    def seek(self, sample: int) -> None:
        """Go to a place at or before a sample, from which on it can be decoded.

        Args:
            sample: Its number, counted through the whole sound.
        """
        self._needed = sample
        fresh, self._is_fresh = self._is_fresh, False
        table = self._index.packets
        if table is None:
            self._seek_by_clock(sample)
            return
        begin = self._begin_of(table, sample)
        for back in (0, _FURTHER_BACK):
            if begin - back > 0 and self._may_jump:
                fresh = False
                if self._land(table, begin - back, begin):
                    return
        # From the beginning: everything is as it was when the packets were counted.
        if not fresh:
            self._open()
            self._is_fresh = False
        self._skip(begin)

    def read(self) -> tuple[int, Sound] | None:
        """Decode on.

        Returns:
            The number of a sample and float32 [count, 2] from there on, which may be empty; None at the end.

        Raises:
            FFmpegError: The file is damaged there, or one of `streams.DECODING_ERRORS`.
        """
        table = self._index.packets
        packet = next(self._packets, None)
        if packet is None:
            return None
        if table is None:
            frames = packet.decode()
            place = self._place_of(frames[0]) if frames else self._index.length
            return place, self._joined(frames)
        number = self._number
        self._number += 1
        if packet.size == 0 and number >= len(table):
            return self._index.length, self._joined([])  # nothing was held back when packets were counted either
        if number >= len(table) or packet.size != table.sizes[number]:
            return self._astray(table)
        start, count = int(table.starts[number]), int(table.counts[number])
        try:
            sound = self._joined(packet.decode())
        except DECODING_ERRORS as error:
            needed = count and start + count > self._needed
            if is_memory_shortage(error) or (needed and not is_no_sound(self._stream.codec_context.name, packet)):
                raise
            return start, np.zeros((count, 2), np.float32)
        # Right after a jump a decoder gives less: what is missing is the beginning.
        sound = sound[:count]
        return start + count - len(sound), sound

    def _astray(self, table: PacketTable) -> tuple[int, Sound]:
        """The last jump led to a packet that only looked like the one that was wanted: from now on without jumps."""
        if not self._may_jump:
            raise EOFError("the packets are others than those that were counted")
        self._may_jump = False
        self._open()
        self._skip(self._begin_of(table, self._needed))
        return int(table.starts[min(self._number, len(table) - 1)]), self._joined([])

    # --- jumps -------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        self._stack.close()
        self._container, streams = self._stack.enter_context(open_sounds(self._source))
        self._stream = streams[self._track]
        keep_only(self._container, [self._stream])
        self._restart()
        self._number = 0
        self._is_fresh = True

    def _restart(self) -> None:
        self._packets = iter(self._container.demux(self._stream))

    def _begin_of(self, table: PacketTable, sample: int) -> int:
        """The packet from which on decoding must go for a sample to be right."""
        warm_up = table.packet_at(sample - int(_WARM_UP * self._index.rate))
        return min(table.packet_at(sample) - _WARM_PACKETS, warm_up)

    def _skip(self, begin: int) -> None:
        """Pass over packets before one."""
        while self._number < begin and next(self._packets, None) is not None:
            self._number += 1

    def _land(self, table: PacketTable, target: int, begin: int) -> bool:
        """Jump to a packet that is known, at or before `target`, and go on to `begin`; tell whether that worked."""
        landing = table.landing_before(target)
        if landing is None:
            return False
        mark = int(table.marks[landing])
        try:
            if table.by_bytes:
                self._container.seek(mark, stream=self._stream, unsupported_byte_offset=True)
            else:
                self._container.seek(mark, stream=self._stream, backward=True)
            self._restart()
            for _, packet in zip(range(_STRAY), self._packets, strict=False):
                number = table.number_of(packet.pts, packet.pos, packet.size)
                if number is None:
                    continue
                if number > begin:
                    return False
                self._number = number
                self._packets = chain([packet], self._packets)
                self._skip(begin)
                return True
        except FFmpegError:  # some files cannot be sought in
            return False
        return False

    def _seek_by_clock(self, sample: int) -> None:
        unit = self._unit
        instant = (self._index.origin + Fraction(sample, self._index.rate)) / unit
        try:
            self._container.seek(max(instant.__floor__(), 0), stream=self._stream, backward=True)
            self._restart()
        except FFmpegError:
            self._open()

    @property
    def _unit(self) -> Fraction:
        return self._stream.time_base or Fraction(1, self._index.rate)

    def _place_of(self, frame: AudioFrame) -> int:
        time = (frame.pts or 0) * self._unit - self._index.origin
        return round(time * self._index.rate)

    # --- two channels ------------------------------------------------------------------------------------------

    def _joined(self, frames: list[AudioFrame]) -> Sound:
        parts = [self._stereo(frame) for frame in frames if frame.samples]
        return np.concatenate([np.zeros((0, 2), np.float32), *parts])

    def _stereo(self, frame: AudioFrame) -> Sound:
        # FFmpeg would make a single channel quieter on its way to two.
        layout = "mono" if frame.layout.nb_channels == 1 else "stereo"
        kind = (frame.format.name, frame.layout.name, frame.sample_rate)
        if kind not in self._mixers:
            self._mixers[kind] = AudioResampler(format="fltp", layout=layout, rate=frame.sample_rate)
        frame.pts = None
        parts = [each.to_ndarray() for each in self._mixers[kind].resample(frame)]
        if not parts:
            return np.zeros((0, 2), np.float32)
        channels = np.concatenate(parts, axis=1).T.astype(np.float32, copy=False)
        return np.repeat(channels, 2, axis=1) if channels.shape[1] == 1 else np.ascontiguousarray(channels)
