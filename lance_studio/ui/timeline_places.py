"""Where each timeline of a project was left, and which one is shown after one that has gone."""

import json
from collections.abc import Sequence
from fractions import Fraction

from lance_studio import limits

_MOST_CHARACTERS = 1 << 20


class TimelinePlaces:
    """Playheads of the timelines that are not shown, and the timelines' order. No part of what can be undone."""

    def __init__(self) -> None:
        self._playheads: dict[str, Fraction] = {}
        self._order: tuple[str, ...] = ()

    def begin(self, timeline_ids: Sequence[str]) -> None:
        """Forget the timelines of the former project.

        Args:
            timeline_ids: Those of the project that is open now, in order.
        """
        self._playheads.clear()
        self._order = tuple(timeline_ids)

    def leave(self, timeline_id: str | None, playhead: Fraction) -> None:
        """Note where a timeline is left."""
        if timeline_id is not None:
            self._playheads[timeline_id] = playhead

    def playhead(self, timeline_id: str | None) -> Fraction:
        """Return where a timeline was left, in seconds; 0 where it was never shown."""
        return Fraction(0) if timeline_id is None else self._playheads.get(timeline_id, Fraction(0))

    def follow(self, timeline_ids: Sequence[str], shown: str | None) -> str | None:
        """Take over which timelines there are now.

        Args:
            timeline_ids: The timelines, in order.
            shown: The one that was shown.

        Returns:
            What to show where that one has gone: the next one that is left, or else the one before it.
        """
        former, self._order = self._order, tuple(timeline_ids)
        place = former.index(shown) if shown in former else len(former)
        left = set(timeline_ids)
        nearest = (*former[place + 1 :], *reversed(former[:place]), *reversed(timeline_ids))
        return next((one for one in nearest if one in left), None)

    def as_text(self, shown: str | None, playhead: Fraction) -> str:
        """Return the playheads of all timelines that there are, as a setting of the project keeps them.

        Args:
            shown: The timeline that is shown.
            playhead: Where its playhead stands.
        """
        known = self._playheads if shown is None else {**self._playheads, shown: playhead}
        # What was never moved needs no word.
        return json.dumps({one: str(known[one]) for one in self._order if known.get(one)})

    def take(self, text: str | None) -> None:
        """Take over what a setting of the project says; what it does not say in this form is passed over."""
        try:
            found = json.loads(text) if text and len(text) <= _MOST_CHARACTERS else None
        except (ValueError, RecursionError):
            return
        for timeline_id, time in found.items() if isinstance(found, dict) else ():
            if timeline_id in self._order and (seconds := as_time(time)) is not None:
                self._playheads[timeline_id] = seconds


def as_time(text: object) -> Fraction | None:
    """Read a time of the timeline from a setting, in seconds; None where it is none."""
    try:
        time = limits.fraction(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return time if time is not None and limits.TIMELINE_SECONDS.allows(time) else None
