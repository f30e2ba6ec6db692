"""The JSON form of a timeline. Times are written as "numerator/denominator", so that they come back exactly."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from fractions import Fraction
from typing import Any, NoReturn, TypeVar

from lance_studio.errors import TimelineError
from lance_studio.timeline.model import Clip, Gap, Item, Marker, Timeline, Track
from lance_studio.timeline.queries import is_tidy
from lance_studio.timeline.timing import align

FORMAT = 1
"""Version of the JSON form; other versions are refused, never guessed at."""

MAX_CHARACTERS = 64 << 20
"""A document is at most this long."""

_FRACTION = re.compile(r"(-?\d{1,30})/([1-9]\d{0,29})", re.ASCII)
_T = TypeVar("_T")


def to_json(timeline: Timeline) -> str:
    """Write a timeline as JSON.

    Args:
        timeline: The timeline.

    Returns:
        One line of ASCII.
    """
    document = {"format": FORMAT, **_values(timeline)}
    return json.dumps(document, ensure_ascii=True, allow_nan=False, separators=(",", ":"))


def from_json(text: str) -> Timeline:
    """Read what `to_json` wrote; anything else is refused.

    Args:
        text: JSON from a file that anybody may have made.

    Returns:
        The timeline.

    Raises:
        TimelineError: The text is too long, no JSON, of another version, or not exactly of a timeline's form.
    """
    if len(text) > MAX_CHARACTERS:
        _refuse("it is too long")
    try:
        document = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        _refuse("it is not valid JSON")
    values = _mapping(document)
    version = values.pop("format", None)
    if version != FORMAT or isinstance(version, bool):
        _refuse(f"its version is {version!r}, not {FORMAT}")
    timeline = _made(Timeline, values, _TIMELINE)
    for track in timeline.tracks:
        if not is_tidy(track):
            _refuse("a track has misplaced gaps")
        if any(align(item.duration, timeline.rate) != item.duration for item in track.items):
            _refuse("a clip does not end on a frame")
    return timeline


def _values(value: Any) -> Any:
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, tuple):
        return [_values(each) for each in value]
    if isinstance(value, (Timeline, Track, Clip, Gap, Marker)):
        return {field.name: _values(getattr(value, field.name)) for field in fields(value)}
    return value


def _made(kind: type[_T], document: Any, readers: Mapping[str, Callable[[Any], Any]]) -> _T:
    values = _mapping(document)
    if values.keys() != readers.keys():
        names = sorted(values.keys() ^ readers.keys())
        _refuse(f"a {kind.__name__.lower()} has missing or unknown parts: {', '.join(names)[:200]}")
    return kind(**{name: reader(values[name]) for name, reader in readers.items()})


def _mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        _refuse("a part is not an object")
    return dict(value)


def _list_of(reader: Callable[[Any], _T]) -> Callable[[Any], tuple[_T, ...]]:
    def read(value: Any) -> tuple[_T, ...]:
        if not isinstance(value, list):
            _refuse("a part is not a list")
        return tuple(reader(each) for each in value)

    return read


def _optional(reader: Callable[[Any], _T]) -> Callable[[Any], _T | None]:
    return lambda value: None if value is None else reader(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        _refuse("a text is missing")
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        _refuse("a number is missing")
    try:
        return float(value)
    except OverflowError:
        _refuse("a number is out of range")


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        _refuse("a whole number is missing")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        _refuse("a yes or no is missing")
    return value


def _fraction(value: Any) -> Fraction:
    match = _FRACTION.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        _refuse("a time is not a fraction")
    return Fraction(int(match[1]), int(match[2]))


def _item(value: Any) -> Item:
    return _made(Clip, value, _CLIP) if "media_id" in _mapping(value) else _made(Gap, value, _GAP)


def _track(value: Any) -> Track:
    return _made(Track, value, _TRACK)


def _marker(value: Any) -> Marker:
    return _made(Marker, value, _MARKER)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _refuse(reason: str) -> NoReturn:
    raise TimelineError(f"The timeline cannot be read: {reason}.", "It may be damaged or made by a newer version.")


_GAP: Mapping[str, Callable[[Any], Any]] = {"duration": _fraction}
_CLIP: Mapping[str, Callable[[Any], Any]] = {
    "id": _text,
    "media_id": _text,
    "duration": _fraction,
    "source_start": _fraction,
    "source_duration": _optional(_fraction),
    "node_id": _optional(_text),
    "name": _text,
    "gain_db": _number,
    "opacity": _number,
    "speed": _fraction,
    "fade_in": _fraction,
    "fade_out": _fraction,
    "link_group": _optional(_text),
    "generated": _flag,
}
_TRACK: Mapping[str, Callable[[Any], Any]] = {
    "id": _text,
    "kind": _text,
    "name": _text,
    "items": _list_of(_item),
    "muted": _flag,
    "hidden": _flag,
    "locked": _flag,
}
_MARKER: Mapping[str, Callable[[Any], Any]] = {
    "id": _text,
    "time": _fraction,
    "name": _text,
    "colour": _text,
    "note": _text,
}
_TIMELINE: Mapping[str, Callable[[Any], Any]] = {
    "id": _text,
    "name": _text,
    "rate": _fraction,
    "tracks": _list_of(_track),
    "markers": _list_of(_marker),
    "in_point": _optional(_fraction),
    "out_point": _optional(_fraction),
    "width": _whole,
    "height": _whole,
}
