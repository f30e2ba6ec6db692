"""Which frame of a film that is played by itself is the one that a clip of it shows."""

from fractions import Fraction
from typing import TYPE_CHECKING

from lance_studio.timeline.timing import frame_of, nearest_frame, time_of

if TYPE_CHECKING:
    from pathlib import Path

    from lance_studio.media.index import FrameIndex, MediaIndex

_NEAR = 2


def matching_frame(index: "FrameIndex | MediaIndex", time: Fraction, rate: Fraction) -> int:
    """Find the number under which a film that is played at a steady rate shows the frame that lies at a time.

    Rounding the time would be one frame off now and then: containers round the beginnings of frames, and whatever shows
    a film makes up for that.

    Args:
        index: When the film's frames begin.
        time: Seconds into the film.
        rate: Frames a second at which it is played.

    Returns:
        The number, from 0: at `number / rate` the film shows the same frame as at `time`. The nearest one where a film
        of varying speed shows that frame for less than a step.
    """
    wanted = index.index_at(time)
    guesses = (frame_of(time, rate), nearest_frame(index.time_of(wanted), rate))
    near = {max(guess + step, 0) for guess in guesses for step in range(-_NEAR, _NEAR + 1)}
    same = [number for number in near if index.index_at(time_of(number, rate)) == wanted]
    # Of several, the one at that time: a slow film shows a frame for many steps.
    return min(same or [guesses[1]], key=lambda number: (abs(time_of(number, rate) - time), number))


def find_matching_frame(film: "Path", time: Fraction, rate: Fraction) -> int:
    """Do the same for a file; reads its index, so call it in a worker thread.

    Raises:
        MediaError: It is no film, missing or damaged.
    """
    from lance_studio.media.index_cache import load_index

    return matching_frame(load_index(film), time, rate)
