"""Sample-accurate access to the sound of a film or sound file."""

import threading
from collections.abc import Callable
from fractions import Fraction
from types import TracebackType
from typing import Self

import numpy as np

from lance_studio.errors import MediaError
from lance_studio.media.index_cache import load_index
from lance_studio.media.info import AudioInfo
from lance_studio.media.resampling import resample
from lance_studio.media.sound_cache import choose_track, damaged_sound, load_sounds
from lance_studio.media.sound_decoding import Sound, SoundDecoder
from lance_studio.media.sound_index import SoundIndex, Sounds
from lance_studio.media.sources import MediaInput, Source, require_source
from lance_studio.media.streams import DECODING_ERRORS
from lance_studio.memory_shortage import is_memory_shortage, too_little_memory

SAMPLE_RATE = 48_000
"""Samples a second unless something else is asked for."""

LEAST_SPEED, GREATEST_SPEED = Fraction(1, 8), Fraction(8)

_AHEAD = 1  # seconds that are decoded rather than sought past


class AudioReader:
    """Reads a sound track from any sample on, as stereo.

    Time 0 is the beginning of the medium: of a film's first picture or its first sound, whichever comes first. One
    channel is heard on both sides; more than two are mixed down. Samples are counted (see `sound_counting`), so that
    reading from any place gives the same ones as reading through. All methods may be called from any thread; they wait
    for one another.

    Args:
        source: A film or sound file. A stream must not be used by anybody else while the reader is open.
        track: Which of its sound tracks, from 0; None for the one that the file marks as the one to play.

    Attributes:
        info: Facts of the sound track.

    Raises:
        MediaError: The source is missing, damaged, or has no sound or no such track.
    """

    def __init__(self, source: MediaInput, *, track: int | None = None) -> None:
        self._source = require_source(source)
        self._lock = threading.Lock()
        self._closed = False
        sounds = load_sounds(self._source)
        number, self._index = choose_track(self._source, sounds, track)
        self._late = self._index.origin - medium_start(self._source, sounds)
        self.info = sound_facts(self._index)
        self._decoder = SoundDecoder(self._source, number, self._index)
        self._drop()
        self._usable = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; the reader cannot be used any more."""
        with self._lock:
            self._closed = True
            self._drop()
            self._decoder.close()

    @property
    def is_mono(self) -> bool:
        """Whether both sides are surely alike: AAC of one channel may hide a second one (parametric stereo)."""
        index = self._index
        return index.channels == 1 and not index.changes and not index.codec.startswith("aac")

    @property
    def duration(self) -> Fraction:
        """Seconds of sound, however late it begins."""
        return self._index.duration

    @property
    def end(self) -> Fraction:
        """Seconds after the medium's beginning at which the sound ends."""
        return self._late + self._index.duration

    def heard_from(self, time: Fraction) -> Fraction | None:
        """Find when sound that is stored goes on: the silence of a pause, of hours perhaps, need not be read.

        Args:
            time: Seconds after the medium's beginning.

        Returns:
            The same time or, in a pause or before the sound, that of the next sample; None where nothing comes.
        """
        found = self._index.heard_from(time - self._late)
        return None if found is None else found + self._late

    def read(
        self,
        time: Fraction,
        count: int,
        *,
        sample_rate: int = SAMPLE_RATE,
        speed: Fraction = Fraction(1),
    ) -> Sound:
        """Read sound; the same place gives the same samples, whatever was read before.

        Args:
            time: Seconds of the first sample; may lie outside the sound, where there is silence.
            count: How many samples, 0 or more.
            sample_rate: Samples a second that come back.
            speed: Seconds of the file for each second that comes back, 1/8 to 8; the pitch follows it.

        Returns:
            float32 array [count, 2], left and right, nominally -1 to 1.

        Raises:
            MediaError: The file is damaged there.
            ValueError: The speed or the rate is out of range, or the reader was closed.
        """
        if not LEAST_SPEED <= speed <= GREATEST_SPEED or sample_rate < 1:
            raise ValueError(f"Sound cannot be read at speed {speed} and {sample_rate} samples a second.")
        with self._lock:
            if self._closed:
                raise ValueError("The reader is closed.")
            parts = self._index.parts
            if len(parts) == 1:
                rate = parts[0].rate
                return resample(self._read_native, (time - self._late) * rate, rate * speed / sample_rate, count)
            return self._read_parts(time - self._late, count, Fraction(speed) / sample_rate)

    def _read_parts(self, time: Fraction, count: int, step: Fraction) -> Sound:
        """Read sound whose rate changes: each part at its own rate."""
        result = np.zeros((count, 2), np.float32)
        parts = self._index.parts
        for number, part in enumerate(parts):
            end = self._index.time_of(self._index.part_end(number))
            first = max(((part.time - time) / step).__ceil__(), 0) if number else 0
            last = min(((end - time) / step).__ceil__(), count) if number + 1 < len(parts) else count
            if first < last:
                place = (time + first * step - part.time) * part.rate
                result[first:last] = resample(self._reader_of(number), place, step * part.rate, last - first)
        return result

    def _reader_of(self, number: int) -> Callable[[int, int], Sound]:
        """Read samples of one part, with silence before and after it."""
        base, end = self._index.parts[number].first, self._index.part_end(number)

        def read(start: int, count: int) -> Sound:
            result = np.zeros((count, 2), np.float32)
            first, last = max(base + start, base), min(base + start + count, end)
            if first < last:
                result[first - base - start : last - base - start] = self._read_native(first, last - first)
            return result

        return read

    def _read_native(self, start: int, count: int) -> Sound:
        """Read samples at the file's own rate."""
        result = np.zeros((count, 2), np.float32)
        first, last = max(start, 0), min(start + count, self._index.length)
        if first >= last:
            return result
        try:
            self._reach(first, last)
        except DECODING_ERRORS as error:
            self._usable = False
            if is_memory_shortage(error):
                raise too_little_memory(f"'{self._source.name}'", MediaError) from error
            raise damaged_sound(self._source) from error
        offset = self._held_start or 0
        first, last = max(first, offset), min(last, offset + len(self._held))
        if first < last:
            result[first - start : last - start] = self._held[first - offset : last - offset]
        return result

    def _drop(self) -> None:
        self._held: Sound = np.zeros((0, 2), np.float32)
        self._held_start: int | None = None
        self._pending: tuple[int, Sound] | None = None

    def _reach(self, start: int, end: int) -> None:
        """Decode until the samples of a range are held, as far as they exist."""
        reach = -1 if self._held_start is None else self._held_start + len(self._held) + _AHEAD * self._index.rate
        jumps = not self._usable or not (self._held_start or 0) <= start <= reach
        if jumps:
            self._drop()
            self._decoder.seek(start)
            self._usable = True
        parts = [self._held]
        held_end = None if self._held_start is None else self._held_start + len(self._held)
        while held_end is None or held_end < end:
            found = self._pending or self._decoder.read()
            self._pending = None
            if found is None:
                break
            place, sound = found
            if held_end is None:
                if not len(sound):
                    continue
                self._held_start = held_end = place
            if place > held_end:
                # Pauses are filled as far as they are wanted: there may be hours of them.
                if (wanted := min(place, start)) > held_end:
                    parts = []
                    self._held_start = held_end = wanted
                silence = min(place, max(end, held_end)) - held_end
                parts.append(np.zeros((silence, 2), np.float32))
                held_end += silence
                self._pending = found if place > held_end else None
            if self._pending is None:
                parts.append(sound[held_end - place :])
                held_end += len(parts[-1])
        self._held = np.concatenate(parts)
        # Right after a jump, what comes before the wanted place is not decoded well.
        self._forget_before(start if jumps else start - self._index.rate)

    def _forget_before(self, start: int) -> None:
        if self._held_start is not None and start > self._held_start:
            surplus = min(start - self._held_start, len(self._held))
            self._held = self._held[surplus:].copy()
            self._held_start += surplus


def has_sound(source: MediaInput) -> bool:
    """Tell whether a file has a sound track that can be read.

    Args:
        source: Any media.

    Returns:
        Whether `AudioReader` would find one.
    """
    try:
        return bool(load_sounds(require_source(source)).readable)
    except MediaError:
        return False


def medium_start(source: Source, sounds: Sounds) -> Fraction:
    """Find when a medium with sound begins.

    Args:
        source: The file.
        sounds: Its sound tracks.

    Returns:
        Seconds on the container's clock.
    """
    if sounds.has_picture:
        try:
            return load_index(source).span.start
        except MediaError:
            pass  # its picture cannot be read, but the sound can
    return min(span.start for span in sounds.spans)


def sound_facts(index: SoundIndex) -> AudioInfo:
    """Describe a sound track.

    Args:
        index: The track.

    Returns:
        The facts.
    """
    return AudioInfo(index.rate, index.channels, index.duration, index.codec)
