"""Which frames of a film are decoded while it plays, forward and backward, and before a frame at rest."""

from collections.abc import Callable
from fractions import Fraction
from typing import TypeAlias

import av  # noqa: F401 - whole before its parts
from av.video.frame import VideoFrame

from lance_studio.errors import CancelledError, LanceStudioError
from lance_studio.media.decoding import Decoder
from lance_studio.media.drafts import GiveUp
from lance_studio.media.frame_cache import FrameShelf
from lance_studio.media.haste import Haste
from lance_studio.media.index import FrameIndex
from lance_studio.media.streams import DECODING_ERRORS

Found: TypeAlias = tuple[int, VideoFrame]

BEHIND = 240
"""Frames before the one at rest, or before the one that plays backward, that are kept at most."""
STRIDE = 4
"""Where frames were left out, the step from one to the next is at most this wide."""
SOON = Fraction(1, 4)
"""Seconds before it is due at which a key frame is decoded rather than what lies before it."""

BRIEF = Fraction(1)
"""Seconds between key frames up to which they alone are shown backward: else nothing would move for long."""


class PlayedFilm:
    """Chooses and decodes the frames of one film; not to be used by two threads at once.

    Forward, the reader's own decoder goes on. Backward, a decoder of its own goes from a key frame to the wanted
    frame once, and what it decodes is kept, so that the frames before it need not be decoded again; the reader's own
    one stays where it is, for the step forward.

    Args:
        index: The film's frames.
        shelf: Keeps decoded frames.
        decoder: The reader's own.
        behind: For going backward.
    """

    def __init__(self, index: FrameIndex, shelf: FrameShelf, decoder: Decoder, behind: Decoder) -> None:
        self._index = index
        self._shelf = shelf
        self._decoder = decoder
        self._behind = behind
        self._hopeless = -1

    def close(self) -> None:
        """Close the decoder for going backward."""
        self._behind.close()

    def forward(self, first: int, due: int, haste: Haste, give_up: GiveUp) -> Found | None:
        """Decode what is shown next.

        What is decoded is what is shown, even if it is late: only where a whole group of frames has become late is it
        passed over, because the next key frame is due already.

        Args:
            first: The earliest frame that may be shown: the one after that in sight.
            due: The frame that should be in sight.
            haste: What is left out. Where nothing is, every frame is shown, `due` or not.
            give_up: Asked after each decoded frame.

        Returns:
            The number and picture of a frame from `first` on: without haste `first` itself, unless it was left out;
            None if none can be decoded here.

        Raises:
            CancelledError: `give_up` said so.
        """
        hasty, decoder = haste is not Haste.NONE, self._decoder
        due = max(first, due) if hasty else first
        kept = self._shelf.last_within(first, due)
        # What was left out a moment ago is gone: the next one follows at once, when there is no haste any more too.
        if kept is None and (hasty or first <= decoder.last <= first + STRIDE):
            kept = self._shelf.first_within(first, first + STRIDE)
        if kept is not None and (frame := self._shelf.get(kept)) is not None:
            return kept, frame
        position = self._index.entry_before(due)
        if haste is Haste.KEYS and (key := self._key_instead(position, first, due)) is not None:
            return self._kept(self._decoder.read_key(key))
        decoder.needed_from = first
        if not decoder.continues_to(max(first, self._index.key(position))) and not decoder.pass_over_to(position):
            decoder.seek(position)
        return self._walk(decoder, first, haste, give_up, lambda found: found >= first)

    def backward(self, first: int, due: Callable[[], int], haste: Haste, give_up: GiveUp) -> Found | None:
        """Find or decode what is shown next while playing backward.

        Args:
            first: The last frame that may be shown: the one before that in sight.
            due: Finds the frame that should be in sight; it moves on while frames are decoded.
            haste: What is left out.
            give_up: Asked after each decoded frame.

        Returns:
            The number and picture of a frame up to `first`; None if none can be decoded here.

        Raises:
            CancelledError: `give_up` said so.
        """
        low = min(due(), first)
        kept = self._shelf.first_within(low, first)
        if kept is None and haste is not Haste.NONE:
            kept = self._shelf.last_within(first - STRIDE, first)
        if kept is not None and (frame := self._shelf.get(kept)) is not None:
            return kept, frame
        position = self._index.entry_before(low)
        if haste is Haste.KEYS and self._since_key(low, position) <= BRIEF:
            return self._kept(self._behind.read_key(position))
        return self._go_back(low, haste, give_up, lambda found: found >= min(due(), first))

    def step_back(self, number: int, give_up: GiveUp | None) -> VideoFrame | None:
        """Decode a frame before those that are kept, from its key frame, and keep what comes on the way.

        Args:
            number: The frame.
            give_up: Asked after each decoded frame.

        Returns:
            Exactly the frame; None if it cannot be decoded here.

        Raises:
            CancelledError: `give_up` said so.
        """
        found = self._go_back(number, Haste.NONE, give_up or _never, lambda found: found >= number)
        return found[1] if found is not None and found[0] == number else None

    def fill_back(self, number: int, haste: Haste, give_up: GiveUp, least: int = BEHIND // 2) -> bool:
        """Decode frames before one that are not kept yet, one group of them at most.

        Args:
            number: The frame.
            haste: What is left out.
            give_up: Asked after each decoded frame; what was decoded is kept, and the next call goes on.
            least: Nothing is done while so many frames before the one are kept without a gap.

        Returns:
            Whether there was anything to do.
        """
        stride = STRIDE if haste is not Haste.NONE else 1
        reach, start = self._reach(), self._shelf.start_of_row(number, stride)
        enough = reach if start > 0 and self._behind.continues_to(start - 1) else min(least, reach // 2)
        if start == 0 or start - 1 == self._hopeless or number - start >= enough:
            # An idle decoder holds frames too.
            self._behind.close()
            return False
        try:
            self._go_back(start - 1, haste, give_up, lambda found: found >= start - 1, max(number - reach, 0))
        except CancelledError:
            return True
        except (LanceStudioError, *DECODING_ERRORS):
            self._behind.sever()
        if self._shelf.start_of_row(number, stride) >= start:
            # It cannot be decoded, or there is no room for it: it must not be tried again and again.
            self._hopeless = start - 1
        return True

    # --- parts -------------------------------------------------------------------------------------------------

    def _reach(self) -> int:
        """How many frames before one are kept."""
        return min(self._shelf.room(self._decoder.frame_bytes) // 2, BEHIND)

    def _key_instead(self, position: int, first: int, due: int) -> int | None:
        """The place of the key frame to show instead of what comes next: the last one that is due, or soon will be."""
        entries, index = self._index.entries, self._index
        if entries[position].frame >= first:
            return position
        later = position + 1
        if later < len(entries) and index.time_of(entries[later].frame) - index.time_of(due) <= SOON:
            return position + 1
        # Nothing new for seconds would be worse than pictures that are late.
        return None

    def _since_key(self, number: int, position: int) -> Fraction:
        """Seconds from a key frame to a frame."""
        return self._index.time_of(number) - self._index.time_of(self._index.key(position))

    def _go_back(
        self, number: int, haste: Haste, give_up: GiveUp, enough: Callable[[int], bool], needed: int | None = None
    ) -> Found | None:
        """Decode from where the backward decoder is, or from the key frame, until there is enough."""
        decoder = self._behind
        if not decoder.continues_to(number):
            decoder.seek(self._index.entry_before(number))
        decoder.needed_from = max(number - self._reach(), 0) if needed is None else needed
        self._shelf.look_at(number)
        return self._walk(decoder, 0, haste, give_up, enough)

    def _walk(
        self, decoder: Decoder, first: int, haste: Haste, give_up: GiveUp, enough: Callable[[int], bool]
    ) -> Found | None:
        decoder.haste = haste
        try:
            while (read := decoder.read()) is not None:
                found, frame = read
                decoder.last = found
                if not frame.is_corrupt:
                    if found >= decoder.needed_from:
                        self._shelf.add(found, frame)
                    if found >= first and enough(found):
                        return found, frame
                if give_up():
                    raise CancelledError
        finally:
            decoder.haste = Haste.NONE
        decoder.sever()
        return None

    def _kept(self, read: Found | None) -> Found | None:
        if read is not None:
            self._shelf.add(*read)
        return read


def _never() -> bool:
    return False
