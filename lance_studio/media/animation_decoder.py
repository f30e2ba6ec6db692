"""A decoder of animated pictures with the interface of `FilmDecoder`."""

from fractions import Fraction

import av  # noqa: F401 - whole before its parts
from av.video.frame import VideoFrame

from lance_studio.media.animation import AnimationFrames
from lance_studio.media.haste import Haste
from lance_studio.media.index import FrameIndex
from lance_studio.media.sources import Source

_RGBA_BYTES = 4


class AnimationDecoder:
    """One pass through an animated picture; not to be used by two threads at once.

    Nothing is left out on the way: frames are drawn over those before them.

    Args:
        source: The animation.
        index: Its frames.
        form: The name of its format, which stands for a codec.

    Attributes:
        codec: The name of the format.
        pixel_aspect: 1: pixels are square.
        last: As for `FilmDecoder`.
        needed_from: As for `FilmDecoder`; ignored.
        haste: As for `FilmDecoder`; ignored.
    """

    def __init__(self, source: Source, index: FrameIndex, form: str) -> None:
        self._source = source
        self._index = index
        self._frames: AnimationFrames | None = None
        self._next = 0
        self.codec = form
        self.pixel_aspect = Fraction(1)
        self.last = index.decoded_count
        self.needed_from = 0
        self.haste = Haste.NONE

    @property
    def frame_bytes(self) -> int:
        """How much memory a frame takes."""
        width, height = self._opened().size
        return width * height * _RGBA_BYTES

    def close(self) -> None:
        """Close the animation; the next use opens it again."""
        if self._frames is not None:
            self._frames.close()
            self._frames = None
        self.sever()

    def reopen(self) -> None:
        """Begin at the beginning."""
        self.close()
        self._opened()

    def sever(self) -> None:
        """Say that nothing can be continued from here."""
        self.last = self._index.decoded_count

    def continues_to(self, number: int, near: int = 0) -> bool:
        """Tell whether a frame is reached by decoding on, as `FilmDecoder` does."""
        key = self._index.key(self._index.entry_before(number))
        return self.last < number and (key <= self.last + 1 or number - self.last <= near)

    def seek(self, position: int, *, warm_up: int = 0) -> None:
        """Jump to an entry.

        Args:
            position: Its place among the entries of the index.
            warm_up: So many entries before it are decoded first.
        """
        self._opened()
        self._next = self._index.key(max(position - warm_up, 0))
        self.last = -1

    def pass_over_to(self, position: int) -> bool:
        """Go on at a later entry; a jump costs nothing here, so that this is never needed."""
        return False

    def read(self) -> tuple[int, VideoFrame] | None:
        """Decode the next frame; `last` is left to the caller.

        Returns:
            Its number and picture; None at the end.

        Raises:
            EOFError: The frame is damaged.
        """
        number = self._next
        if number >= self._index.decoded_count:
            return None
        frame = self._opened().read(number)
        self._next = number + 1
        return number, frame

    def read_key(self, position: int) -> tuple[int, VideoFrame] | None:
        """Decode the frame of an entry alone."""
        self.seek(position)
        found = self.read()
        self.sever()
        return found

    def _opened(self) -> AnimationFrames:
        if self._frames is None:
            self._frames = AnimationFrames(self._source)
            self._next = 0
            self.last = -1
        return self._frames
