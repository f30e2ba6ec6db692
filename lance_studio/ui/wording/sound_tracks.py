"""Sound tracks of films in words."""

from fractions import Fraction
from typing import TYPE_CHECKING

from lance_studio.language import mark, tr, translate

if TYPE_CHECKING:
    from lance_studio.media.facts import TrackFacts

_LAYOUTS = {"mono": mark("mono"), "stereo": mark("stereo")}


def track_words(track: "TrackFacts") -> str:
    """Return for example "2 · English · eng · stereo, 62.5 s"."""
    names = [name for name in (track.title, track.language) if name]
    layout = translate(_LAYOUTS.get(track.layout, track.layout))
    length = tr("{layout}, {length}", layout=layout, length=seconds_words(track.duration))
    return " · ".join([str(track.number), *names, length])


def seconds_words(amount: Fraction) -> str:
    """Return for example "2.5 s"."""
    return tr("{seconds} s", seconds=f"{float(amount):.2f}".rstrip("0").rstrip("."))
