"""Sample-accurate access to the sound of a film or sound file."""

import contextlib
import threading
from collections.abc import Iterator
from fractions import Fraction
from types import TracebackType
from typing import Self, TypeAlias

import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError
from numpy.typing import NDArray

from lance_studio.errors import MediaError
from lance_studio.media.info import AudioInfo
from lance_studio.media.opening import has_moving_picture, open_sound
from lance_studio.media.resampling import resample
from lance_studio.media.sources import MediaInput, Source, require_source
from lance_studio.media.streams import DECODING_ERRORS
from lance_studio.memory_shortage import is_memory_shortage, too_little_memory

Sound: TypeAlias = NDArray[np.float32]

SAMPLE_RATE = 48_000
"""Samples a second unless something else is asked for."""

LEAST_SPEED, GREATEST_SPEED = Fraction(1, 8), Fraction(8)

_MICROSECONDS = 1_000_000
_AHEAD = 1  # seconds that are decoded rather than sought past
_WARM_UP = Fraction(1, 5)  # codecs need some packets before a jump's target to sound right
_JITTER = Fraction(1, 200)  # containers round times; smaller deviations from the count of samples mean nothing


class AudioReader:
    """Reads the first sound track from any sample on, as stereo.

    Time 0 is that of the first picture of a film, or of the first sample of a sound file. One channel is heard on both
    sides; more than two are mixed down. Containers that round times, such as Matroska, place sound after a jump to
    within 1/1000 s only; others exactly. All methods may be called from any thread; they wait for one another.

    Args:
        source: A film or sound file. A stream must not be used by anybody else while the reader is open.

    Attributes:
        info: Facts of the sound track.

    Raises:
        MediaError: The source is missing, damaged, or has no sound.
    """

    def __init__(self, source: MediaInput) -> None:
        self._source = require_source(source)
        self._lock = threading.Lock()
        self._closed = False
        self._end: int | None = None
        self._stack = contextlib.ExitStack()
        self._open()
        self._rate = self._stream.codec_context.sample_rate
        if self._rate < 1 or self._stream.codec_context.channels < 1 or not self._stream.time_base:
            self._stack.close()
            raise _damaged(self._source)
        self._unit = self._stream.time_base
        self._origin = _origin(self._container, self._stream)
        self.info = sound_facts(self._container, self._stream)
        # FFmpeg would make a single channel quieter on its way to two.
        layout = "mono" if self.info.channels == 1 else "stereo"
        self._mixer = AudioResampler(format="fltp", layout=layout)

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
            self._frames = iter(())
            self._held = np.zeros((0, 2), np.float32)
            self._stack.close()

    @property
    def duration(self) -> Fraction:
        """Seconds, as far as the header tells; else 0."""
        return self.info.duration

    @property
    def known_end(self) -> Fraction | None:
        """Seconds at which the sound ends, once it has been read to its end; headers may be wrong."""
        return None if self._end is None else Fraction(self._end, self._rate)

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
        step = self._rate * Fraction(speed) / sample_rate
        with self._lock:
            if self._closed:
                raise ValueError("The reader is closed.")
            return resample(self._read_native, time * self._rate, step, count)

    def _open(self) -> None:
        self._container, self._stream = self._stack.enter_context(open_sound(self._source))
        self._restart()
        self._from_start = True

    def _restart(self) -> None:
        self._frames: Iterator[AudioFrame] = iter(self._container.decode(self._stream))
        self._held = np.zeros((0, 2), np.float32)
        self._held_start: int | None = None
        self._pending: tuple[int, Sound] | None = None
        self._usable = True

    def _read_native(self, start: int, count: int) -> Sound:
        """Read samples at the file's own rate."""
        result = np.zeros((count, 2), np.float32)
        if count == 0 or start + count <= 0:
            return result
        try:
            self._reach(max(start, 0), start + count)
        except DECODING_ERRORS as error:
            self._usable = False
            if is_memory_shortage(error):
                raise too_little_memory(f"'{self._source.name}'", MediaError) from error
            raise _damaged(self._source) from error
        offset = self._held_start or 0
        first, last = max(start, offset), min(start + count, offset + len(self._held))
        if first < last:
            result[first - start : last - start] = self._held[first - offset : last - offset]
        return result

    def _reach(self, start: int, end: int) -> None:
        """Decode until the samples of a range are held, as far as they exist."""
        reach = self._held_start + len(self._held) if self._held_start is not None else 0
        if not self._usable or not (self._held_start or 0) <= start <= reach + _AHEAD * self._rate:
            self._seek(start)
        parts = [self._held]
        held_end = None if self._held_start is None else self._held_start + len(self._held)
        while held_end is None or held_end < end:
            found = self._pending or self._next_part(held_end)
            self._pending = None
            if found is None:
                break
            place, sound = found
            if held_end is None:
                self._held_start = held_end = place
            if place > held_end:
                # Silence is made up as far as it is wanted, because damaged times may claim hours of it.
                silence = min(place, max(end, held_end)) - held_end
                parts.append(np.zeros((silence, 2), np.float32))
                held_end += silence
                self._pending = found if place > held_end else None
            if self._pending is None:
                parts.append(sound[held_end - place :])  # times that go back: only what is new counts
                held_end += len(parts[-1])
        self._held = np.concatenate(parts)
        self._forget_before(start - self._rate)

    def _next_part(self, held_end: int | None) -> tuple[int, Sound] | None:
        """Decode the next samples and where they begin; None at the end of the sound."""
        frame = next(self._frames, None)
        if frame is None:
            if held_end is not None or self._from_start:  # a jump past the end tells nothing
                self._end = held_end or 0
            return None
        if frame.is_corrupt:
            raise EOFError("a packet is incomplete")
        sound = self._stereo(frame)
        if frame.pts is None:
            return held_end or 0, sound
        place = round((frame.pts * self._unit - self._origin) * self._rate)
        if held_end is not None and abs(place - held_end) <= _JITTER * self._rate:
            place = held_end
        return place, sound

    def _forget_before(self, start: int) -> None:
        if self._held_start is not None and start > self._held_start:
            surplus = min(start - self._held_start, len(self._held))
            self._held = self._held[surplus:].copy()
            self._held_start += surplus

    def _seek(self, start: int) -> None:
        time = max(Fraction(0), Fraction(start, self._rate) - _WARM_UP) + self._origin
        instant = max(time / self._unit, Fraction(self._stream.start_time or 0))
        try:
            self._container.seek(instant.__floor__(), stream=self._stream, backward=True)
            self._restart()
            self._from_start = False
        except FFmpegError:  # some files cannot be sought in: read them from their start
            self._stack.close()
            self._open()

    def _stereo(self, frame: AudioFrame) -> Sound:
        if frame.sample_rate != self._rate:
            raise EOFError("the sample rate changes midway")
        parts = [each.to_ndarray() for each in self._mixer.resample(frame)]
        if not parts:
            return np.zeros((0, 2), np.float32)
        channels = np.concatenate(parts, axis=1).T.astype(np.float32, copy=False)
        return np.repeat(channels, 2, axis=1) if channels.shape[1] == 1 else np.ascontiguousarray(channels)


def has_sound(source: MediaInput) -> bool:
    """Tell whether a file has a sound track.

    Args:
        source: Any media.

    Returns:
        Whether `AudioReader` would find one.
    """
    try:
        with open_sound(require_source(source)):
            return True
    except MediaError:
        return False


def sound_facts(container: InputContainer, stream: AudioStream) -> AudioInfo:
    """Describe a sound track by its header.

    Args:
        container: The opened file.
        stream: Its sound track.

    Returns:
        The facts.
    """
    duration = Fraction(0)
    if stream.duration and stream.time_base:
        duration = stream.duration * stream.time_base
    elif container.duration:
        duration = Fraction(container.duration, _MICROSECONDS)
    context = stream.codec_context
    return AudioInfo(context.sample_rate, context.channels, duration, context.name)


def _origin(container: InputContainer, stream: AudioStream) -> Fraction:
    leader = container.streams.video[0] if has_moving_picture(container) else stream
    if leader.start_time is None or leader.time_base is None:
        return Fraction(0)
    return leader.start_time * leader.time_base


def _damaged(source: Source) -> MediaError:
    return MediaError(f"The sound of '{source.name}' is damaged.", "Copy or export the file again.")
