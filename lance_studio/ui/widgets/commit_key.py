"""Knows the key that has ended a composition, which some input methods hand on to the field as well."""

import time
from collections.abc import Callable

_SECONDS = 0.1
"""So soon after the end of a composition the key that ended it arrives."""


class CommitKey:
    """From the end of a composition to the next key.

    The key that ended it was pressed before that: it comes right behind the text, and before it is let go. Whoever ends
    a composition with Space and then presses Enter lets Space go first, or takes longer.

    Args:
        clock: Seconds that only go on.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ended: float | None = None

    def note(self) -> None:
        """A composition has ended."""
        self._ended = self._clock()

    def forget(self) -> None:
        """A key was let go: what is pressed from now on is another one."""
        self._ended = None

    def take(self) -> bool:
        """A key is pressed; return whether it is the one that ended the composition."""
        ended, self._ended = self._ended, None
        return ended is not None and self._clock() - ended <= _SECONDS
