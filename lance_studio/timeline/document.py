"""The JSON form of a timeline. Times are written as "numerator/denominator", so that they come back exactly."""

import json
import math
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import fields
from fractions import Fraction
from json.encoder import encode_basestring_ascii as _quoted
from typing import Any, NoReturn, TypeVar

from lance_studio.errors import TimelineError
from lance_studio.timeline.model import Clip, Gap, Item, Marker, Timeline, Track
from lance_studio.timeline.queries import is_tidy

FORMAT = 1
"""Version of the JSON form; other versions are refused, never guessed at."""

MAX_CHARACTERS = 64 << 20
"""A document is at most this long."""

_MOST_KNOWN = 16
_MOST_CHARACTERS = 16 << 20
"""Documents that have been read or written are kept up to this number and this length together."""
_KNOWN: OrderedDict[str, Timeline] = OrderedDict()
_LOCK = threading.Lock()
_FRACTION = re.compile(r"(-?\d{1,30})/([1-9]\d{0,29})", re.ASCII)
_T = TypeVar("_T")


def to_json(timeline: Timeline) -> str:
    """Write a timeline as JSON.

    Args:
        timeline: The timeline.

    Returns:
        One line of ASCII.
    """
    parts = [f'"format":{FORMAT}']
    for field in fields(timeline):
        value = getattr(timeline, field.name)
        text = f"[{','.join(map(_track_json, value))}]" if field.name == "tracks" else _dumped(value)
        parts.append(f'"{field.name}":{text}')
    document = f"{{{','.join(parts)}}}"
    if not _fault(timeline):
        _remember(document, timeline)
    return document


def from_json(text: str) -> Timeline:
    """Read what `to_json` wrote; anything else is refused.

    The newest few documents are read once, whoever asks: after each edit several panels read the same one, and undo
    brings the former ones back. Timelines are frozen, so that all may share them.

    Args:
        text: JSON from a file that anybody may have made.

    Returns:
        The timeline.

    Raises:
        TimelineError: The text is too long, no JSON, of another version, or not exactly of a timeline's form.
    """
    if len(text) > MAX_CHARACTERS:
        _refuse("it is too long")
    with _LOCK:
        known = _KNOWN.get(text)
        if known is not None:
            _KNOWN.move_to_end(text)
            return known
    timeline = _read(text)
    _remember(text, timeline)
    return timeline


def _read(text: str) -> Timeline:
    try:
        document = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        _refuse("it is not valid JSON")
    values = _mapping(document)
    version = values.pop("format", None)
    if version != FORMAT or isinstance(version, bool):
        _refuse(f"its version is {version!r}, not {FORMAT}")
    timeline = _made(Timeline, values, _TIMELINE)
    fault = _fault(timeline)
    if fault:
        _refuse(fault)
    return timeline


def _fault(timeline: Timeline) -> str:
    """What keeps a timeline from being read again; nothing after any edit."""
    frames, seconds = timeline.rate.as_integer_ratio()
    for track in timeline.tracks:
        if not is_tidy(track):
            return "a track has misplaced gaps"
        ratios = (item.duration.as_integer_ratio() for item in track.items)
        if any(above * frames % (below * seconds) for above, below in ratios):
            return "a clip does not end on a frame"
    return ""


def _remember(text: str, timeline: Timeline) -> None:
    with _LOCK:
        _KNOWN[text] = timeline
        _KNOWN.move_to_end(text)
        while len(_KNOWN) > 1 and (len(_KNOWN) > _MOST_KNOWN or sum(map(len, _KNOWN)) > _MOST_CHARACTERS):
            _KNOWN.popitem(last=False)


def _track_json(track: Track) -> str:
    parts = []
    for field in fields(track):
        value = getattr(track, field.name)
        text = f"[{','.join(map(_item_json, value))}]" if field.name == "items" else _dumped(value)
        parts.append(f'"{field.name}":{text}')
    return f"{{{','.join(parts)}}}"


def _item_json(item: Item) -> str:
    """Write what there are thousands of without making dictionaries first."""
    if isinstance(item, Gap):
        return f'{{"duration":{_fraction_json(item.duration)}}}'
    length = "null" if item.source_duration is None else _fraction_json(item.source_duration)
    return (
        f'{{"id":{_quoted(item.id)},"media_id":{_quoted(item.media_id)},"duration":{_fraction_json(item.duration)},'
        f'"source_start":{_fraction_json(item.source_start)},"source_duration":{length},'
        f'"node_id":{_quoted_or_null(item.node_id)},"name":{_quoted(item.name)},"gain_db":{_dumped(item.gain_db)},'
        f'"opacity":{_dumped(item.opacity)},"speed":{_fraction_json(item.speed)},'
        f'"fade_in":{_fraction_json(item.fade_in)},"fade_out":{_fraction_json(item.fade_out)},'
        f'"link_group":{_quoted_or_null(item.link_group)},"generated":{_dumped(item.generated)}}}'
    )


def _fraction_json(value: Fraction) -> str:
    return f'"{value.numerator}/{value.denominator}"'


def _quoted_or_null(value: str | None) -> str:
    return "null" if value is None else _quoted(value)


def _dumped(value: Any) -> str:
    if type(value) is float and math.isfinite(value):
        return repr(value)
    return json.dumps(_values(value), ensure_ascii=True, allow_nan=False, separators=(",", ":"))


def _values(value: Any) -> Any:
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, tuple):
        return [_values(each) for each in value]
    if isinstance(value, Marker):
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
