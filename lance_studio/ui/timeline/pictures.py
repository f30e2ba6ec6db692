"""The small pictures and shapes of sound inside the clips: made in a thread, kept in memory, never made in paint."""

import contextlib
import math
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage

from lance_studio.errors import CancelledError, LanceStudioError
from lance_studio.ui.pixels import to_image
from lance_studio.ui.playback.worker import OnDemand

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lance_studio.media.frames import FrameReader

MOST_BYTES = 64 << 20
"""Small pictures that are kept."""
PEAKS_PER_SECOND = 128
_OPEN_FILMS = 4


@dataclass(frozen=True, slots=True)
class PictureKey:
    """One small picture.

    Attributes:
        digest: Of the medium's content.
        height: Pixels.
        time: Seconds into the medium; None for a still.
    """

    digest: str
    height: int
    time: Fraction | None


@dataclass(frozen=True, slots=True)
class SoundKey:
    """The shape of a whole sound.

    Attributes:
        digest: Of the medium's content.
        track: Which of its sound tracks, from 0; None for the one that its file marks.
    """

    digest: str
    track: int | None = None


Key: TypeAlias = PictureKey | SoundKey
Opener: TypeAlias = Callable[[], Path]
"""Finds the file of a medium; called in the thread. Raises LanceStudioError."""


class Peaks:
    """The least and the greatest sample of each part of a sound, at several widths of the parts.

    Args:
        finest: float32 [N, 2].
        per_second: Parts a second of the finest.
    """

    def __init__(self, finest: "NDArray[np.float32]", per_second: int) -> None:
        import numpy as np

        self._levels = [finest]
        self._per_second = per_second
        while len(self._levels[-1]) > 16:
            last = self._levels[-1]
            even = last[: len(last) // 2 * 2].reshape(-1, 2, 2)
            self._levels.append(np.stack([even[:, :, 0].min(axis=1), even[:, :, 1].max(axis=1)], axis=1))

    def columns(self, start: float, step: float, count: int) -> list[tuple[float, float]]:
        """Return the peaks of equal ranges, for drawing; takes about a microsecond for each.

        Args:
            start: Seconds at which the first range begins.
            step: Seconds of each.
            count: How many.

        Returns:
            The least and the greatest sample of each range; zeros outside the sound.
        """
        level = 0
        while level + 1 < len(self._levels) and (2 << level) / self._per_second <= step:
            level += 1
        part = (1 << level) / self._per_second
        bounds = [math.floor((start + number * step) / part) for number in range(count + 1)]
        # Plain numbers of just the parts concerned: array functions cost more than a narrow clip has columns.
        origin = max(bounds[0], 0)
        peaks = self._levels[level][origin : max(bounds[-1] + 1, origin)].tolist()
        result: list[tuple[float, float]] = []
        for first, following in pairwise(bounds):
            if not 0 <= first < origin + len(peaks):
                result.append((0.0, 0.0))
                continue
            one = peaks[first - origin]
            two = peaks[min(max(following - 1, first) - origin, len(peaks) - 1)]
            result.append((min(one[0], two[0]), max(one[1], two[1])))
        return result


class PictureSource(Protocol):
    """Makes what is shown in clips; called in the thread only."""

    def picture(self, path: Path, height: int, time: Fraction | None) -> "NDArray[np.uint8]":
        """Make a small picture [height, W, 3]; raises LanceStudioError."""
        ...

    def sound(self, path: Path, cancelled: Callable[[], bool], track: int | None = None) -> Peaks:
        """Measure a sound; raises LanceStudioError, CancelledError."""
        ...

    def close(self) -> None:
        """Close what is open."""
        ...


class MediaPictures:
    """Makes small pictures and peaks with the media room; films stay open from one picture to the next."""

    def __init__(self) -> None:
        self._films: OrderedDict[Path, FrameReader] = OrderedDict()

    def picture(self, path: Path, height: int, time: Fraction | None) -> "NDArray[np.uint8]":
        """Make a small picture."""
        from lance_studio.media.frame_cache import FrameCache
        from lance_studio.media.frames import FrameReader
        from lance_studio.media.thumbnails import thumbnail

        if time is None:
            return thumbnail(path, height=height)
        film = self._films.get(path)
        if film is None:
            film = self._films[path] = FrameReader(path, cache=FrameCache(lambda _held: 8 << 20))
            while len(self._films) > _OPEN_FILMS:
                self._films.popitem(last=False)[1].close()
        self._films.move_to_end(path)
        return film.frame_at(time, size=(max(1, round(film.width * height / film.height)), height))

    def sound(self, path: Path, cancelled: Callable[[], bool], track: int | None = None) -> Peaks:
        """Measure a sound."""
        from lance_studio.media.waveform import waveform

        found = waveform(path, track=track, per_second=PEAKS_PER_SECOND, cancelled=cancelled)
        return Peaks(found.peaks, found.per_second)

    def close(self) -> None:
        """Close the films."""
        while self._films:
            self._films.popitem()[1].close()


class ClipPictures(QObject):
    """What is there to be drawn, and what is wanted next.

    A painter asks `picture` and `sound` for what it has room for and notes what is missing; after painting it says with
    `want` what is in sight, which replaces what was wanted before: nothing is made for clips that were scrolled away.

    Args:
        source: Makes them; tests give another one.
        parent: Goes with it.

    Attributes:
        arrived: Something that was wanted is there, or cannot be made.
    """

    arrived = Signal()

    def __init__(self, source: PictureSource | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        maker = _Maker(source or MediaPictures(), self.arrived.emit)
        self._maker = maker
        # The maker is no QObject: it outlives this one until its thread has ended.
        self.destroyed.connect(maker.close, Qt.ConnectionType.DirectConnection)

    def picture(self, key: PictureKey) -> QImage | None:
        """Return a small picture if it is there."""
        found = self._maker.find(key)
        return found if isinstance(found, QImage) else None

    def sound(self, key: SoundKey) -> Peaks | None:
        """Return the shape of a sound if it is there."""
        found = self._maker.find(key)
        return found if isinstance(found, Peaks) else None

    def failed(self, key: Key) -> bool:
        """Return whether something cannot be made, for example because the file is missing."""
        return self._maker.find(key) is _FAILED

    def want(self, wanted: Sequence[tuple[Key, Opener]]) -> None:
        """Say what is in sight and not there yet, the most important first."""
        self._maker.want(wanted)

    def is_idle(self) -> bool:
        """Return whether nothing is wanted that is not there."""
        return self._maker.is_idle()

    def forget(self) -> None:
        """Drop everything and close the files, because another project is open or media were linked again."""
        self._maker.forget()


_FAILED = object()


class _Maker:
    """The thread's side."""

    def __init__(self, source: PictureSource, arrived: Callable[[], None]) -> None:
        self._source = source
        self._arrived = arrived
        self._lock = threading.Lock()
        self._made: OrderedDict[Key, object] = OrderedDict()
        self._bytes = 0
        self._wanted: list[tuple[Key, Opener]] = []
        # English: the name of a thread.
        self._worker = OnDemand("clip pictures", self._step, self._give_up)
        self._current: tuple[Key, int] | None = None
        self._generation = 0
        self._busy = False

    def find(self, key: Key) -> object:
        with self._lock:
            found = self._made.get(key)
            if found is not None:
                self._made.move_to_end(key)
            return found

    def want(self, wanted: Sequence[tuple[Key, Opener]]) -> None:
        with self._lock:
            self._wanted = [pair for pair in wanted if pair[0] not in self._made]
            anything = bool(self._wanted)
        if anything:
            self._worker.wake()

    def is_idle(self) -> bool:
        with self._lock:
            return not self._wanted and not self._busy

    def forget(self) -> None:
        with self._lock:
            self._generation += 1
            self._wanted = []
            self._made.clear()
            self._bytes = 0
        if self._worker.stop():
            self._source.close()
        self._worker.resume()

    def close(self) -> None:
        self._arrived = lambda: None
        self.forget()

    def _step(self) -> bool:
        with self._lock:
            self._busy = bool(self._wanted)
            if not self._wanted:
                return False
            key, opener = self._wanted.pop(0)
            generation = self._generation
            if key in self._made:
                return True
            self._current = key, generation
        try:
            made = self._make(key, opener, generation)
        except CancelledError:
            return True
        except LanceStudioError:
            made = _FAILED
        self._current = None
        self._hand_over(key, made, generation)
        return True

    def _give_up(self, _error: LanceStudioError) -> None:
        """Show as unreadable what a defect has kept from being made."""
        current, self._current = self._current, None
        if current is not None:
            self._hand_over(current[0], _FAILED, current[1])

    def _hand_over(self, key: Key, made: object, generation: int) -> None:
        with self._lock:
            if generation != self._generation:
                return
            self._keep(key, made)
        # The panel may have gone meanwhile.
        with contextlib.suppress(RuntimeError):
            self._arrived()

    def _make(self, key: Key, opener: Opener, generation: int) -> object:
        path = opener()
        if isinstance(key, PictureKey):
            return to_image(self._source.picture(path, key.height, key.time))
        return self._source.sound(path, lambda: generation != self._generation, key.track)

    def _keep(self, key: Key, made: object) -> None:
        self._made[key] = made
        self._bytes += _size(made)
        while self._bytes > MOST_BYTES and len(self._made) > 1:
            self._bytes -= _size(self._made.popitem(last=False)[1])


def _size(made: object) -> int:
    return made.sizeInBytes() if isinstance(made, QImage) else 1 << 16 if isinstance(made, Peaks) else 64
