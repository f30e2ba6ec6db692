"""When a medium begins and ends: with the first and the last of its streams of picture and sound."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

RUN_IN = Fraction(1, 16)
"""Seconds of sound before or after the picture that are no content: encoders of sound put up to two packets before it,
and fill up its last packet. A film does not become longer by so little."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time.

    Attributes:
        start: Seconds on the container's clock.
        end: Likewise, after `start`.
    """

    start: Fraction
    end: Fraction


def span_of_film(picture: Span, sounds: Iterable[Span]) -> Span:
    """Find when a film begins and ends.

    Args:
        picture: When its picture does.
        sounds: When its sound tracks do.

    Returns:
        From the earliest of all to the latest; sound that begins or ends within `RUN_IN` of the picture is cut to it.
    """
    start, end = picture.start, picture.end
    for sound in sounds:
        if picture.start - sound.start > RUN_IN:
            start = min(start, sound.start)
        if sound.end - picture.end > RUN_IN:
            end = max(end, sound.end)
    return Span(start, end)
