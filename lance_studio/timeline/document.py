"""The JSON form of a timeline. Times are written as "numerator/denominator", so that they come back exactly."""

import json
import math
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping, Set
from dataclasses import fields, replace
from fractions import Fraction
from typing import Any, NoReturn, TypeVar

from lance_studio import limits
from lance_studio.errors import TimelineError
from lance_studio.language import tr
from lance_studio.timeline.model import Clip, Gap, Item, Marker, Timeline, Track
from lance_studio.timeline.queries import is_tidy
from lance_studio.timeline.timing import align

FORMAT = 1
"""Version of the JSON form; other versions are refused, never guessed at."""

MAX_CHARACTERS = limits.TIMELINE_CHARACTERS.most
"""A document is at most this long."""

_LONGEST_UNIT = 128
"""Bits of the common denominator of a track's times; a rate has up to 30 digits."""

_RECENT = 8
"""Timelines that are remembered as a whole."""

_REMEMBERED = 20_000
"""Items of former timelines that are remembered, besides those of the newest."""

_NAMES = {kind: tuple(field.name for field in fields(kind)) for kind in (Timeline, Track, Clip, Gap, Marker)}
_LATER = frozenset({"sound_track", "deinterlace", "black_outside"})
"""Parts that earlier versions do not know; they are left out where they say nothing, so that those read the rest."""

_FRACTION = re.compile(r"(-?\d{1,30})/([1-9]\d{0,29})", re.ASCII)
_T = TypeVar("_T")


def to_json(timeline: Timeline) -> str:
    """Write a timeline as JSON.

    Args:
        timeline: The timeline.

    Returns:
        One line of ASCII.
    """
    return _document(timeline, _item_text)


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
        _refuse(tr("it is too long"))
    try:
        document = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        _refuse(tr("it is not valid JSON"))
    return _timeline(document, {})


class DocumentCodec:
    """Writes and reads documents as `to_json` and `from_json` do, but does only once what is the same as before.

    Edits return timelines that share what they leave alone. Of the last timelines that were written or read, the text
    of each item is remembered, so that an edit of one clip among thousands costs one clip.
    """

    def __init__(self) -> None:
        # Items by their identity, which stays theirs as long as they are held here, and by their text.
        self._texts: dict[int, tuple[Item, str]] = {}
        self._items: dict[str, Item] = {}
        self._recent: OrderedDict[str, Timeline] = OrderedDict()
        # By rates, the identities of those items that are known to end on a frame.
        self._aligned: dict[Fraction, set[int]] = {}

    def encode(self, timeline: Timeline) -> str:
        """Write a timeline as `to_json` does; refuses what could not be read again, or would be another timeline then.

        Raises:
            TimelineError: Some part is not of the form that documents have.
        """
        self._make_room(timeline)
        text = _document(timeline, self._text)
        frame = replace(timeline, tracks=tuple(replace(track, items=()) for track in timeline.tracks))
        if _made(Timeline, json.loads(_object(frame, _item_text)), _TIMELINE) != frame:
            _refuse(tr("it would be another one"))
        self._remember(text, timeline)
        return text

    def decode(self, text: str) -> Timeline:
        """Read a timeline as `from_json` does, and refuse what that refuses.

        One of the last timelines, as undo brings them back, is the same object again.

        Raises:
            TimelineError: As `from_json`.
        """
        if text in self._recent:
            return self._recent[text]
        timeline = self._with_known_items(text) if self._items else None
        if timeline is None:
            timeline = from_json(text)
        self._make_room(timeline)
        for track in timeline.tracks:
            for item in track.items:
                if id(item) not in self._texts:
                    self._keep(item, _item_text(item))
        self._remember(text, timeline)
        return timeline

    def _remember(self, text: str, timeline: Timeline) -> None:
        _refuse_misplaced(timeline, self._aligned)
        self._aligned.setdefault(timeline.rate, set()).update(
            [id(item) for track in timeline.tracks for item in track.items]
        )
        self._recent[text] = timeline
        if len(self._recent) > _RECENT:
            self._recent.popitem(last=False)

    def _text(self, item: Item) -> str:
        known = self._texts.get(id(item))
        if known is not None:
            return known[1]
        text = _item_text(item)
        if _item(json.loads(text)) != item:
            _refuse(tr("a clip would be another one"))
        self._keep(item, text)
        return text

    def _keep(self, item: Item, text: str) -> None:
        self._texts[id(item)] = (item, text)
        # Equal texts share one item; the others are found by their identity only.
        self._items.setdefault(text, item)

    def _with_known_items(self, text: str) -> Timeline | None:
        """Read a document in which known items stand; None where it has to be read as a whole."""
        # JSON has no NaN, and Python's reader says where there is one: it marks the places of known items.
        if len(text) > MAX_CHARACTERS or "NaN" in text:
            return None
        found: list[Item] = []
        head, *pieces = text.split("{")
        skeleton = [head]
        for piece in pieces:
            # An item ends at the first brace that a comma follows, or that ends the list; braces within names only
            # keep it from being found.
            end = len(piece) - 1 if piece.endswith("},") else piece.find("}]") + 1
            item = self._items.get(f"{{{piece[:end]}") if end > 0 else None
            if item is None:
                skeleton.append(f"{{{piece}")
            else:
                found.append(item)
                skeleton.append(f"NaN{piece[end:]}")  # English: a word of JSON
        places = iter(found)
        try:
            document = json.loads("".join(skeleton), parse_constant=lambda _name: next(places))
            if next(places, None) is not None:
                return None
            return _timeline(document, self._aligned)
        except (ValueError, RecursionError, RuntimeError, StopIteration, TimelineError):
            return None  # the whole text says what is wrong with it

    def _make_room(self, timeline: Timeline) -> None:
        """Forget items of former timelines once there are many of them."""
        count = sum(len(track.items) for track in timeline.tracks)
        if len(self._texts) <= 2 * count + _REMEMBERED:
            return
        wanted = {id(item) for track in timeline.tracks for item in track.items}
        self._texts = {key: known for key, known in self._texts.items() if key in wanted}
        self._items = {text: item for item, text in self._texts.values()}
        self._aligned = {timeline.rate: self._aligned.get(timeline.rate, set()) & wanted}


def _timeline(document: Any, aligned: Mapping[Fraction, Set[int]]) -> Timeline:
    """Make the timeline of what was read; `aligned`: by rates, known items (their identities) that end on a frame."""
    values = _mapping(document)
    version = values.pop("format", None)
    if version != FORMAT or isinstance(version, bool):
        _refuse(tr("its version is {version}, not {format}", version=repr(version)[:40], format=FORMAT))
    timeline = _made(Timeline, values, _TIMELINE)
    _refuse_misplaced(timeline, aligned)
    return timeline


def _refuse_misplaced(timeline: Timeline, aligned: Mapping[Fraction, Set[int]]) -> None:
    known = aligned.get(timeline.rate, frozenset())
    for track in timeline.tracks:
        if not is_tidy(track):
            _refuse(tr("a track has misplaced gaps"))
        if any(id(item) not in known and align(item.duration, timeline.rate) != item.duration for item in track.items):
            _refuse(tr("a clip does not end on a frame"))


def _document(timeline: Timeline, text_of: Callable[[Item], str]) -> str:
    return f'{{"format":{FORMAT},{_object(timeline, text_of)[1:]}'


def _item_text(item: Item) -> str:
    return _object(item, _item_text)


def _object(value: Any, text_of: Callable[[Item], str]) -> str:
    """Write one of the model's values; `text_of` writes items of tracks."""
    parts = [
        f'"{name}":{_value(part, text_of)}'
        for name in _NAMES[type(value)]
        if (part := getattr(value, name)) is not None or name not in _LATER
    ]
    return f"{{{','.join(parts)}}}"


def _value(value: Any, text_of: Callable[[Item], str]) -> str:
    if isinstance(value, Fraction):
        return f'"{value.numerator}/{value.denominator}"'
    if isinstance(value, tuple):
        return f"[{','.join([_value(each, text_of) for each in value])}]"
    if isinstance(value, (Clip, Gap)):
        return text_of(value)
    if isinstance(value, (Track, Marker)):
        return _object(value, text_of)
    return _plain(value)


_plain = json.JSONEncoder(ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode


def _made(kind: type[_T], document: Any, readers: Mapping[str, Callable[[Any], Any]]) -> _T:
    values = _mapping(document)
    if wrong := (values.keys() ^ readers.keys()) - (_LATER & readers.keys()):
        _refuse(
            tr(
                "a {kind} has missing or unknown parts: {names}",
                kind=kind.__name__.lower(),
                names=", ".join(sorted(wrong))[:200],
            )
        )
    return kind(**{name: reader(values[name]) for name, reader in readers.items() if name in values})


def _mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        _refuse(tr("a part is not an object"))
    return dict(value)


def _list_of(reader: Callable[[Any], _T]) -> Callable[[Any], tuple[_T, ...]]:
    def read(value: Any) -> tuple[_T, ...]:
        if not isinstance(value, list):
            _refuse(tr("a part is not a list"))
        return tuple(reader(each) for each in value)

    return read


def _optional(reader: Callable[[Any], _T]) -> Callable[[Any], _T | None]:
    return lambda value: None if value is None else reader(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        _refuse(tr("a text is missing"))
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        _refuse(tr("a number is missing"))
    try:
        return float(value)
    except OverflowError:
        _refuse(tr("a number is out of range"))


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        _refuse(tr("a whole number is missing"))
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        _refuse(tr("a yes or no is missing"))
    return value


def _fraction(value: Any) -> Fraction:
    match = _FRACTION.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        _refuse(tr("a time is not a fraction"))
    return Fraction(int(match[1]), int(match[2]))


def _item(value: Any) -> Item:
    if isinstance(value, (Clip, Gap)):
        return value
    return _made(Clip, value, _CLIP) if "media_id" in _mapping(value) else _made(Gap, value, _GAP)


def _track(value: Any) -> Track:
    values = _mapping(value)
    # Lengths without a common frame rate would make sums with thousands of digits before anybody compares them with it.
    items, unit = values.get("items"), 1
    for item in items if isinstance(items, list) else ():
        length = item.duration if isinstance(item, (Clip, Gap)) else _fraction(_mapping(item).get("duration"))
        if unit % length.denominator:
            unit = math.lcm(unit, length.denominator)
            if unit.bit_length() > _LONGEST_UNIT:
                _refuse(tr("its clips do not end on frames of one rate"))
    return _made(Track, value, _TRACK)


def _marker(value: Any) -> Marker:
    return _made(Marker, value, _MARKER)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _refuse(reason: str) -> NoReturn:
    raise TimelineError(
        tr("The timeline cannot be read: {reason}.", reason=reason), tr("It may be damaged or made by a newer version.")
    )


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
    "sound_track": _whole,
    "deinterlace": _flag,
    "black_outside": _flag,
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
