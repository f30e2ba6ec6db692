"""Differences between two texts, small where the texts are alike; pure functions.

A patch is a list of hunks `[start, removed, inserted]`: from `start`, counted in characters of the text before, the
text `removed` gave way to `inserted`. Hunks come in order and do not overlap, so that the same patch leads from either
text to the other.

Texts are compared piece by piece, a piece ending at each opening brace: in the JSON of a timeline, that is a piece for
each clip. This takes time in proportion to the length of the texts, however many of their pieces differ.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

Hunk = tuple[int, str, str]
Patch = list[Hunk]


def difference(before: str, after: str) -> Patch:
    """Return the hunks that make `after` of `before`; none where they are equal."""
    if before == after:
        return []
    old, new = _pieces(before), _pieces(after)
    hunks: Patch = []
    place = done_old = done_new = 0
    for at_old, at_new in [*_matches(old, new), (len(old), len(new))]:
        if at_old > done_old or at_new > done_new:
            removed, inserted = "".join(old[done_old:at_old]), "".join(new[done_new:at_new])
            hunks.append(_trimmed(place, removed, inserted))
            place += len(removed)
        if at_old < len(old):
            place += len(old[at_old])
        done_old, done_new = at_old + 1, at_new + 1
    return hunks


def applied(before: str, patch: Patch) -> str:
    """Return the text after; raises ValueError where the patch does not fit the text."""
    parts, done = [], 0
    for start, removed, inserted in patch:
        if start < done or not before.startswith(removed, start) or start > len(before):
            raise ValueError("a difference does not fit the text")
        parts += [before[done:start], inserted]
        done = start + len(removed)
    parts.append(before[done:])
    return "".join(parts)


def inverse(patch: Patch) -> Patch:
    """Return the patch that leads back."""
    turned, shift = [], 0
    for start, removed, inserted in patch:
        turned.append((start + shift, inserted, removed))
        shift += len(inserted) - len(removed)
    return turned


def _pieces(text: str) -> list[str]:
    pieces = text.split("{")
    return [f"{piece}{{" for piece in pieces[:-1]] + pieces[-1:]


def _matches(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Pair equal pieces, in order: those at both ends, those that occur once, and the neighbours of these."""
    least = min(len(old), len(new))
    head = next((n for n in range(least) if old[n] != new[n]), least)
    tail = next((n for n in range(least - head) if old[-1 - n] != new[-1 - n]), least - head)
    end_old, end_new = len(old) - tail, len(new) - tail
    pairs = [(n, n) for n in range(head)]
    last_old, last_new = head, head  # the first pieces that are not paired yet
    for at_old, at_new in [*_anchors(old, new, head, end_old, end_new), (end_old, end_new)]:
        if at_old < last_old or at_new < last_new:
            continue
        before = 0
        while (
            at_old - before > last_old
            and at_new - before > last_new
            and old[at_old - before - 1] == new[at_new - before - 1]
        ):
            before += 1
        pairs += [(at_old - n, at_new - n) for n in range(before, 0, -1)]
        last_old, last_new = at_old, at_new
        while last_old < end_old and last_new < end_new and old[last_old] == new[last_new]:
            pairs.append((last_old, last_new))
            last_old, last_new = last_old + 1, last_new + 1
    return pairs + [(end_old + n, end_new + n) for n in range(tail)]


def _anchors(old: Sequence[str], new: Sequence[str], start: int, end_old: int, end_new: int) -> list[tuple[int, int]]:
    """Pair the pieces that occur once on both sides: the longest run of them whose order is the same."""
    count_old, count_new = Counter(old[start:end_old]), Counter(new[start:end_new])
    places = {new[n]: n for n in range(start, end_new)}
    candidates = [
        (n, places[old[n]]) for n in range(start, end_old) if count_old[old[n]] == 1 and count_new[old[n]] == 1
    ]
    # The longest increasing run of places, by the method of piles.
    tops: list[int] = []
    piles: list[int] = []
    former: list[int] = []
    for number, (_, place) in enumerate(candidates):
        pile = bisect_left(tops, place)
        former.append(piles[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(place)
            piles.append(number)
        else:
            tops[pile], piles[pile] = place, number
    run = []
    number = piles[-1] if piles else -1
    while number >= 0:
        run.append(candidates[number])
        number = former[number]
    return run[::-1]


def _trimmed(start: int, removed: str, inserted: str) -> Hunk:
    """Leave out what both texts of a hunk begin and end with."""
    head = _shared(removed, inserted)
    removed, inserted = removed[head:], inserted[head:]
    tail = _shared(removed[::-1], inserted[::-1])
    return start + head, removed[: len(removed) - tail], inserted[: len(inserted) - tail]


def _shared(one: str, other: str) -> int:
    """Return how many characters two texts have in common at their beginnings."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
