"""The part of a text in which something was found, and where in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lance_studio.project.search.folding import fold_with_places

LENGTH = 160
"""Characters of an excerpt, about."""

_BEFORE = 40
_MOST_MARKS = 50
_LOOKED_THROUGH = 200_000
_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of a text.

    Attributes:
        text: The part, in one line.
        marks: Where something was found in it: start and end of each place in characters, in order, without overlap.
        starts: Whether the text begins with it.
        ends: Whether the text ends with it.
    """

    text: str
    marks: tuple[tuple[int, int], ...] = ()
    starts: bool = True
    ends: bool = True


def excerpt(text: str, terms: Sequence[str]) -> Excerpt:
    """Return the part of a text around the first place where one of the terms is found; its beginning if none is.

    Args:
        text: The text.
        terms: Folded words and phrases.
    """
    if not text:
        return Excerpt("")
    text = text[:_LOOKED_THROUGH]
    places = _places(text, terms)
    first = places[0][0] if places else 0
    start = 0 if len(text) <= LENGTH else max(0, min(first - _BEFORE, len(text) - LENGTH))
    end = min(len(text), start + LENGTH)
    if start:
        # Not within a word, where one ends nearby; texts without spaces are cut anywhere.
        space = text.find(" ", start, first)
        start = start if space < 0 else space + 1
    if end < len(text) and not any(begin < end < stop for begin, stop in places):
        space = text.rfind(" ", max(start, end - _BEFORE), end)
        end = end if space < 0 else space
    marks = [(max(begin, start) - start, min(stop, end) - start) for begin, stop in places]
    inside = tuple((begin, stop) for begin, stop in marks if begin < stop)[:_MOST_MARKS]
    return Excerpt(_SPACE.sub(" ", text[start:end]), inside, start == 0, end == len(text))


def _places(text: str, terms: Sequence[str]) -> list[tuple[int, int]]:
    folded, origins = fold_with_places(text)
    found: list[tuple[int, int]] = []
    for term in terms:
        place = folded.find(term)
        while place >= 0 and len(found) < _MOST_MARKS * len(terms):
            found.append((origins[place], origins[place + len(term) - 1] + 1))
            place = folded.find(term, place + len(term))
    merged: list[tuple[int, int]] = []
    for begin, stop in sorted(found):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((begin, stop))
    return merged
