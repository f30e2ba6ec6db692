"""Small copies of a film's frames, for the time in which somebody looks for a frame."""

import contextlib
from bisect import bisect_left, insort
from collections.abc import Callable, Iterator
from pathlib import Path

import av  # noqa: F401 - whole before its parts
from av.video.frame import VideoFrame

from lance_studio.errors import LanceStudioError
from lance_studio.media.frame_colour import small_copy
from lance_studio.media.index import FrameIndex
from lance_studio.media.packets import FilmPackets, NumberedPacket
from lance_studio.media.scaling import fit_size
from lance_studio.media.streams import DECODING_ERRORS

DRAFT_SIDE = 640
"""The longer side of a draft, in pixels."""

DRAFT_BYTES = 96 << 20
"""Drafts that a film keeps; those farthest from the frame that is looked for go first."""

AROUND = 120
"""Frames on both sides of the one that is looked for that get drafts."""

GiveUp = Callable[[], bool]
"""Asked between frames whether something else has become more urgent."""


class Drafts:
    """Drafts of one film, made with a decoder of their own, so that the exact one stays where it is.

    Nothing here is safe to be used by two threads at once.

    Args:
        path: The film.
        index: Its frames.
        cache_bytes: How much is kept; at least one draft always is.
        prepare: What is done to a frame before it becomes a draft.
    """

    def __init__(
        self,
        path: Path,
        index: FrameIndex,
        *,
        cache_bytes: int = DRAFT_BYTES,
        prepare: Callable[[VideoFrame], VideoFrame] | None = None,
    ) -> None:
        self._prepare = prepare
        self._index = index
        self._cache_bytes = cache_bytes
        self._kept: dict[int, VideoFrame] = {}
        self._order: list[int] = []
        self._bytes = 0
        self._seen: set[int] = set()
        self._centre = 0
        # One thread a frame: several would hold frames back, and the exact decoder wants the other cores.
        self._packets = FilmPackets(path, index, threads="SLICE", skip="NONREF")
        self._frames: Iterator[VideoFrame] = iter(())
        self._last = -1

    def close(self) -> None:
        """Close the film and forget all drafts."""
        self._packets.close()
        self._frames = iter(())
        self._last = -1
        self._kept.clear()
        self._order.clear()
        self._seen.clear()
        self._bytes = 0

    def nearest(self, number: int) -> tuple[int, VideoFrame] | None:
        """Find the draft nearest to a frame; if there is none near, that of the nearest key frame is made.

        Args:
            number: The frame that is looked for.

        Returns:
            The frame's number and the draft; None if nothing can be read quickly.
        """
        self._centre = number
        found = self._nearest_kept(number)
        position = self._index.entry_before(number)
        near = range(position, min(position + 2, len(self._index.entries)))
        place = min(near, key=lambda each: abs(self._index.key(each) - number))
        if found is None or abs(self._index.key(place) - number) < abs(found - number):
            self._read_key(place)
            found = self._nearest_kept(number)
        return None if found is None else (found, self._kept[found])

    def add(self, number: int, frame: VideoFrame, after: int = -1) -> None:
        """Keep a draft of a frame that was decoded anyway.

        Args:
            number: The frame.
            frame: Its picture.
            after: The frame that was decoded before it, if what lies between them was left out on purpose; else -1.
        """
        self._seen.update(range(after + 1, number + 1) if 0 <= after < number else (number,))
        if number in self._kept:
            return
        width, height = fit_size(frame.width, frame.height, DRAFT_SIDE, DRAFT_SIDE)
        # Even sides, because the colour planes have half of them. No film is made larger.
        width, height = min(max(width & ~1, 2), frame.width), min(max(height & ~1, 2), frame.height)
        draft = small_copy(frame if self._prepare is None else self._prepare(frame), width, height)
        self._kept[number] = draft
        insort(self._order, number)
        self._bytes += _bytes_of(draft)
        while self._bytes > self._cache_bytes and len(self._order) > 1:
            first, last = self._order[0], self._order[-1]
            self._drop(first if abs(first - self._centre) >= abs(last - self._centre) else last)

    def fill(self, number: int, give_up: GiveUp) -> None:
        """Make drafts around a frame, first after it, then before it; frames that no other one needs are left out.

        Args:
            number: The frame.
            give_up: Asked after each decoded frame.
        """
        self._centre = number
        last = self._index.decoded_count - 1
        for first, end in ((number, min(number + AROUND, last)), (max(number - AROUND, 0), number)):
            missing = next((each for each in range(first, end + 1) if each not in self._seen), None)
            if missing is not None and not self._walk(missing, end, give_up):
                return

    # --- parts -------------------------------------------------------------------------------------------------

    def _nearest_kept(self, number: int) -> int | None:
        place = bisect_left(self._order, number)
        return min(self._order[max(place - 1, 0) : place + 1], key=lambda each: abs(each - number), default=None)

    def _drop(self, number: int) -> None:
        self._order.remove(number)
        self._bytes -= _bytes_of(self._kept.pop(number))
        self._seen.discard(number)

    def _read_key(self, position: int) -> None:
        """Decode one key frame alone; what is damaged there is said when the frame itself is wanted."""
        with contextlib.suppress(LanceStudioError, *DECODING_ERRORS):
            if (found := self._packets.key_frame(position)) is not None:
                self.add(*found)
        # The decoder was emptied; it cannot go on from here.
        self._last = -1

    def _walk(self, first: int, last: int, give_up: GiveUp) -> bool:
        """Decode from a frame to another one; returns whether it got there."""
        position = self._index.entry_before(first)
        try:
            if not self._index.key(position) <= self._last < first:
                self._frames = self._decoded(self._packets.from_entry(position))
                self._last = -1
            for frame in self._frames:
                found = self._packets.number_of(frame)
                if found is not None and found >= 0 and not frame.is_corrupt:
                    self.add(found, frame, self._last)
                    self._last = found
                    if found >= last:
                        break
                if give_up():
                    return False
        except (LanceStudioError, *DECODING_ERRORS):
            self._last = -1
        # Also what did not come: it must not be looked for again and again.
        self._seen.update(range(first, last + 1))
        return True

    def _decoded(self, packets: Iterator[NumberedPacket]) -> Iterator[VideoFrame]:
        for _, packet in packets:
            yield from self._packets.decode(packet)


def _bytes_of(frame: VideoFrame) -> int:
    return sum(plane.buffer_size for plane in frame.planes)
