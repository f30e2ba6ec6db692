"""The shape of a sound for the timeline."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from lance_studio.errors import CancelledError
from lance_studio.media.sound import AudioReader
from lance_studio.media.sources import MediaInput

Peaks: TypeAlias = NDArray[np.float32]

_BLOCK_SECONDS = 4


@dataclass(frozen=True, slots=True, eq=False)
class Waveform:
    """The least and greatest sample of each short part of a sound.

    Attributes:
        peaks: float32 [N, 2], least and greatest of both channels.
        per_second: Parts a second.
    """

    peaks: Peaks
    per_second: int

    def between(self, start: Fraction, end: Fraction, columns: int) -> Peaks:
        """Gather the peaks of a range for drawing.

        Args:
            start: Seconds.
            end: Seconds, after `start`.
            columns: How many pairs are wanted, 1 or more.

        Returns:
            float32 [columns, 2]; zeros outside the sound.
        """
        edges = [start + (end - start) * number / columns for number in range(columns + 1)]
        places = np.array([(edge * self.per_second).__floor__() for edge in edges])
        result = np.zeros((columns, 2), np.float32)
        for column in range(columns):
            first = max(int(places[column]), 0)
            part = (
                self.peaks[first : max(int(places[column + 1]), first + 1)] if places[column] >= 0 else self.peaks[:0]
            )
            if len(part):
                result[column] = part[:, 0].min(), part[:, 1].max()
        return result


def waveform(
    source: MediaInput,
    *,
    track: int | None = None,
    per_second: int = 100,
    cancelled: Callable[[], bool] | None = None,
) -> Waveform:
    """Measure the peaks of a whole sound track; takes a while, so call it from a worker thread.

    Args:
        source: A film or sound file.
        track: Which of its sound tracks, from 0; None for the one that the file marks.
        per_second: Parts a second, 1 to 1000.
        cancelled: Asked now and then whether to give up.

    Returns:
        The peaks.

    Raises:
        MediaError: The source is missing, damaged, or has no sound.
        CancelledError: `cancelled` said so.
    """
    # Each part holds the same whole number of samples at this rate, whatever the file's own rate.
    rate = per_second * max(1, 8000 // per_second)
    size = rate // per_second
    with AudioReader(source, track=track) as reader:
        # Memory for silence is not touched, and takes none. A run-in may end before the film begins.
        peaks = np.zeros((max((reader.end * per_second).__ceil__(), 0), 2), np.float32)
        done = 0
        while done < len(peaks) and (heard := reader.heard_from(Fraction(done, per_second))) is not None:
            if cancelled is not None and cancelled():
                raise CancelledError
            # Filtering lets a sample be heard a moment before it comes.
            done = max(done, (heard * per_second).__floor__() - 1)
            parts = min(_BLOCK_SECONDS * per_second, len(peaks) - done)
            sound = reader.read(Fraction(done, per_second), parts * size, sample_rate=rate).reshape(parts, -1)
            peaks[done : done + parts, 0], peaks[done : done + parts, 1] = sound.min(axis=1), sound.max(axis=1)
            done += parts
    return Waveform(peaks, per_second)
