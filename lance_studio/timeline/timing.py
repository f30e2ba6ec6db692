"""Frames, times and timecodes."""

import re
from fractions import Fraction

from lance_studio.errors import TimelineError
from lance_studio.language import tr

_TIMECODE = re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d):(\d{2,3})", re.ASCII)


def frame_of(time: Fraction, rate: Fraction) -> int:
    """Find the frame that is shown at a time.

    Args:
        time: Seconds.
        rate: Frames a second.

    Returns:
        The number of the frame, from 0.
    """
    return (time * rate).__floor__()


def time_of(frame: int, rate: Fraction) -> Fraction:
    """Find when a frame begins.

    Args:
        frame: The frame's number, from 0.
        rate: Frames a second.

    Returns:
        Seconds.
    """
    return frame / Fraction(rate)


def nearest_frame(time: Fraction, rate: Fraction) -> int:
    """Find the frame boundary nearest to a time; the later one where two are equally near.

    Args:
        time: Seconds.
        rate: Frames a second.

    Returns:
        The number of the frame that begins there.
    """
    return (time * rate + Fraction(1, 2)).__floor__()


def align(time: Fraction, rate: Fraction) -> Fraction:
    """Move a time to the nearest frame boundary.

    Args:
        time: Seconds.
        rate: Frames a second.

    Returns:
        Seconds.
    """
    return time_of(nearest_frame(time, rate), rate)


def to_timecode(time: Fraction, rate: Fraction) -> str:
    """Write a time as hours, minutes, seconds and frames.

    Every frame gets the next number and no number is dropped; at rates such as 30000/1001 a second of timecode holds
    30 frames and is therefore a little longer than a second.

    Args:
        time: Seconds, 0 or more.
        rate: Frames a second.

    Returns:
        For example "00:01:02:03"; the last part has three digits above 100 frames a second.

    Raises:
        TimelineError: The time is negative.
    """
    if time < 0:
        raise TimelineError(tr("A timecode cannot be negative."))
    base = _base(rate)
    seconds, frames = divmod(frame_of(time, rate), base)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    digits = 2 if base <= 100 else 3
    return f"{hours:02}:{minutes:02}:{seconds:02}:{frames:0{digits}}"


def from_timecode(text: str, rate: Fraction) -> Fraction:
    """Read what `to_timecode` writes.

    Args:
        text: Hours, minutes, seconds and frames, for example "00:01:02:03".
        rate: Frames a second.

    Returns:
        Seconds, the start of that frame.

    Raises:
        TimelineError: The text is no timecode, or there is no such frame in a second.
    """
    match = _TIMECODE.fullmatch(text.strip())
    if match is None:
        raise TimelineError(
            tr("'{words}' is not a timecode.", words=text),
            tr("Write hours:minutes:seconds:frames, such as 00:01:02:03."),
        )
    hours, minutes, seconds, frames = map(int, match.groups())
    base = _base(rate)
    if frames >= base:
        raise TimelineError(
            tr("A second has no frame {frames} at {base} frames a second.", frames=frames, base=base),
            tr("Use 00 to {last:02}.", last=base - 1),
        )
    return time_of(((hours * 60 + minutes) * 60 + seconds) * base + frames, rate)


def _base(rate: Fraction) -> int:
    """Frames in a second of timecode."""
    return max(1, nearest_frame(Fraction(1), rate))
