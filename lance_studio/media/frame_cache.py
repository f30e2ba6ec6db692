"""Decoded frames in memory: those of all films of a renderer share one amount of it."""

import threading
from bisect import bisect_left, bisect_right, insort
from collections import OrderedDict
from collections.abc import Callable

import av  # noqa: F401 - whole before its parts
from av.video.frame import VideoFrame

from lance_studio.memory_shortage import available_bytes

LEAST_BYTES = 128 << 20
"""What the frames of a renderer may always take."""
MOST_BYTES = 3 << 29
"""What they take at most, however much memory there is."""
SHARE = 16
"""They take one part in so many of the memory that is available."""
_LOOK_EVERY = 32
"""Frames that are added between two looks at the memory that is available."""


def suitable_bytes(held: int = 0) -> int:
    """Find how much memory decoded frames may take at present.

    Args:
        held: How much they take already.

    Returns:
        Bytes: a sixteenth of what is available, but at least 128 MiB and at most 1.5 GiB.
    """
    return min(max((available_bytes() + held) // SHARE, LEAST_BYTES), MOST_BYTES)


class FrameCache:
    """Keeps decoded frames of films, in bytes of the films' own pixel formats; any thread may use it.

    When there are too many, frames go first that are farthest from where their film is looked at, of the film that has
    not been looked at for longest. The memory that is available is asked again now and then, so that the cache becomes
    smaller when others need it.

    Args:
        most: Finds how many bytes may be kept, from how many are; at least one frame always is.
    """

    def __init__(self, most: Callable[[int], int] = suitable_bytes) -> None:
        self._find_most = most
        self._most = most(0)
        self._lock = threading.Lock()
        self._shelves: OrderedDict[int, FrameShelf] = OrderedDict()
        self._numbered = 0
        self._added = 0
        self.held = 0
        """Bytes that are kept now."""

    @property
    def most(self) -> int:
        """How many bytes may be kept, as far as was found last."""
        return self._most

    def shelf(self) -> "FrameShelf":
        """Make a place for one film's frames."""
        with self._lock:
            self._numbered += 1
            made = self._shelves[self._numbered] = FrameShelf(self, self._numbered, self._lock)
            return made

    def make_room(self, adding: "FrameShelf") -> None:
        """Drop what is too much; for a shelf, which holds the lock."""
        self._added += 1
        if self._added % _LOOK_EVERY == 0:
            self._most = self._find_most(self.held)
        while self.held > self._most:
            oldest = next((shelf for shelf in self._shelves.values() if shelf.order and shelf is not adding), adding)
            if oldest is adding and len(adding.order) <= 1:
                return
            oldest.drop_farthest()

    def touch(self, shelf: "FrameShelf") -> None:
        """Note that a film is looked at; for a shelf, which holds the lock."""
        if shelf.key in self._shelves:
            self._shelves.move_to_end(shelf.key)

    def remove(self, shelf: "FrameShelf") -> None:
        """Forget a shelf; for a shelf, which holds the lock."""
        self._shelves.pop(shelf.key, None)


class FrameShelf:
    """One film's place in a cache.

    Args:
        cache: The cache.
        key: Its number there.
        lock: The cache's.
    """

    def __init__(self, cache: FrameCache, key: int, lock: threading.Lock) -> None:
        self._cache = cache
        self.key = key
        self._lock = lock
        self._frames: dict[int, VideoFrame] = {}
        self._centre = 0
        self._closed = False
        self.order: list[int] = []
        """Numbers of the frames that are kept, ascending."""

    def __contains__(self, number: int) -> bool:
        return number in self._frames

    def get(self, number: int) -> VideoFrame | None:
        """Return a frame, if it is kept."""
        with self._lock:
            return self._frames.get(number)

    def look_at(self, number: int) -> None:
        """Say which frame is wanted: those around it are kept longest."""
        with self._lock:
            self._centre = number
            self._cache.touch(self)

    def add(self, number: int, frame: VideoFrame) -> None:
        """Keep a frame, as far as there is room."""
        with self._lock:
            if number in self._frames or self._closed:
                return
            self._frames[number] = frame
            insort(self.order, number)
            self._cache.held += bytes_of(frame)
            self._cache.make_room(self)

    def last_within(self, first: int, last: int) -> int | None:
        """Find the last frame from `first` to `last`, both included, that is kept."""
        with self._lock:
            place = bisect_right(self.order, last) - 1
            return self.order[place] if place >= 0 and self.order[place] >= first else None

    def first_within(self, first: int, last: int) -> int | None:
        """Find the first frame from `first` to `last`, both included, that is kept."""
        with self._lock:
            place = bisect_left(self.order, first)
            return self.order[place] if place < len(self.order) and self.order[place] <= last else None

    def start_of_row(self, number: int, stride: int = 1) -> int:
        """Find how far back frames are kept without a gap.

        Args:
            number: The frame from which to look back; whether it is kept itself does not matter.
            stride: The greatest step from a kept frame to the next one that is no gap.

        Returns:
            The first frame of the row that ends at `number` or just before it; `number` if there is none.
        """
        with self._lock:
            place = bisect_left(self.order, number) - 1
            while place >= 0 and number - self.order[place] <= stride:
                number = self.order[place]
                place -= 1
            return number

    def room(self, frame_bytes: int) -> int:
        """Return how many frames of a size fit at most, 1 or more."""
        return max(self._cache.most // max(frame_bytes, 1), 1)

    def drop_farthest(self) -> None:
        """Drop the frame farthest from the wanted one; for the cache, which holds the lock."""
        first, last = self.order[0], self.order[-1]
        place = 0 if abs(first - self._centre) >= abs(last - self._centre) else -1
        self._cache.held -= bytes_of(self._frames.pop(self.order.pop(place)))

    def clear(self) -> None:
        """Drop all frames."""
        with self._lock:
            self._cache.held -= sum(map(bytes_of, self._frames.values()))
            self._frames.clear()
            self.order.clear()

    def close(self) -> None:
        """Drop all frames, and keep none any more."""
        self.clear()
        with self._lock:
            self._closed = True
            self._cache.remove(self)


def bytes_of(frame: VideoFrame) -> int:
    """Return how much memory a decoded frame takes."""
    return sum(plane.buffer_size for plane in frame.planes)
