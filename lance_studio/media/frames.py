"""Random access to the frames of a film."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias

import av  # noqa: F401 - whole before its parts
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from lance_studio.errors import CancelledError, LanceStudioError, MediaError
from lance_studio.language import tr
from lance_studio.media.alpha import Picture, on_ground
from lance_studio.media.animation import FORMS
from lance_studio.media.animation_decoder import AnimationDecoder
from lance_studio.media.decoded_index import index_by_decoding
from lance_studio.media.decoding import Decoder, FilmDecoder
from lance_studio.media.deinterlacing import Deinterlacer, is_interlaced
from lance_studio.media.drafts import Drafts, GiveUp
from lance_studio.media.frame_cache import FrameCache
from lance_studio.media.frame_colour import has_alpha
from lance_studio.media.haste import Haste
from lance_studio.media.index import FrameIndex
from lance_studio.media.index_cache import keep_index, load_index
from lance_studio.media.indexing import find_span
from lance_studio.media.info import MediaInfo
from lance_studio.media.opening import MAX_FRAME_PIXELS, refuse_too_large
from lance_studio.media.playing import BEHIND, PlayedFilm
from lance_studio.media.scaling import to_picture
from lance_studio.media.sources import MediaInput, byte_size, require_source
from lance_studio.media.streams import DECODING_ERRORS, orientation, shown_size
from lance_studio.memory_shortage import is_memory_shortage, too_little_memory

Frame: TypeAlias = NDArray[np.uint8]
Size: TypeAlias = tuple[int, int]

CACHE_BYTES = 64 << 20
"""Decoded frames that a reader keeps by itself, and on the way to any frame, in bytes of the film's own format."""

_NEAR = 8
"""Frames that are decoded rather than sought past."""

_WARM_UP = 3
"""Groups of frames that are decoded before one that cannot be decoded alone."""

_STEP = 8
"""So many frames before the one that was read last, a frame counts as a step back: a clip may be played faster."""


class FrameReader:
    """Reads any frame of a film, exactly.

    A jump seeks back to the nearest key frame and decodes from there; reading on costs one decoded frame each. Frames
    that were decoded on the way are kept for a while, so that stepping backward is quick too. All methods may be
    called from any thread; they wait for one another.

    Args:
        source: The film. A stream must not be used by anybody else while the reader is open.
        cache: Keeps decoded frames, together with those of other films; None means one of its own, of `CACHE_BYTES`.
        deinterlace: Whether the two fields of interlaced frames become whole frames; else both are shown together.

    Attributes:
        info: The film's facts, without its sound.
        index: Its streams and frames, shared by all who open the film.

    Raises:
        MediaError: The source is missing, no film, damaged, or cut short.
    """

    def __init__(self, source: MediaInput, *, cache: FrameCache | None = None, deinterlace: bool = True) -> None:
        self._source = require_source(source)
        size = byte_size(self._source)
        self.index = load_index(self._source)
        self._index: FrameIndex = self.index.frames
        self._lock = threading.Lock()
        self._shelf = (cache or FrameCache(lambda _held: CACHE_BYTES)).shelf()
        self._closed = False
        self._drafts: Drafts | None = None
        self._reached = -1
        try:
            self._open()
            first = self._first_frame()
        except BaseException:
            self._close_film()
            self._shelf.close()
            raise
        self._latest: tuple[int, VideoFrame] | None = (0, first)
        self._has_alpha = has_alpha(first.format)
        context = self._decoder.context if isinstance(self._decoder, FilmDecoder) else None
        self._interlaced = context is not None and is_interlaced(context, first)
        self._deinterlacer = Deinterlacer(context) if deinterlace and context is not None else None
        self._turns, self._mirrored = orientation(first)
        self._square_size = shown_size(first.width, first.height, self._decoder.pixel_aspect)
        self.info = self._describe(size)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the film; the reader cannot be used any more."""
        with self._lock:
            self._closed = True
            self._shelf.close()
            self._close_film()
            self._latest = None
            if self._drafts is not None:
                self._drafts.close()

    @property
    def frame_count(self) -> int:
        """How many frames there are."""
        return self._index.count

    @property
    def is_opaque(self) -> bool:
        """Whether nothing can be seen through it."""
        return not self._has_alpha

    @property
    def width(self) -> int:
        """Pixels, upright and square."""
        return self.info.width

    @property
    def height(self) -> int:
        """Pixels, upright and square."""
        return self.info.height

    def time_of(self, number: int) -> Fraction:
        """Find when a frame begins.

        Args:
            number: The frame, from 0; the number of frames gives the end of the picture.

        Returns:
            Seconds after the film's beginning, which its sound may make before the first frame's.
        """
        return self.index.time_of(number)

    def index_at(self, time: Fraction) -> int:
        """Find the frame that is shown at a time.

        Args:
            time: Seconds after the film's beginning; before or after its picture, the first or last frame is taken.

        Returns:
            The frame's number.
        """
        return self.index.index_at(time)

    def frame(
        self, number: int, *, size: Size | None = None, precise: bool = False, give_up: GiveUp | None = None
    ) -> Frame:
        """Read a frame.

        Args:
            number: The frame, from 0.
            size: Width and height to scale to; None means the film's own.
            precise: Whether to scale slowly and well, for export, rather than quickly.
            give_up: Asked after each frame that is decoded on the way. What was decoded is not lost: reading on from
                there is quick.

        Returns:
            uint8 array [H, W, 3], RGB, upright, on white where it is transparent; the caller may change it.

        Raises:
            MediaError: There is no such frame, or the file is damaged there.
            CancelledError: `give_up` said so.
            ValueError: The reader was closed.
        """
        return on_ground(self.picture(number, size=size, precise=precise, give_up=give_up))

    def picture(
        self, number: int, *, size: Size | None = None, precise: bool = False, give_up: GiveUp | None = None
    ) -> Picture:
        """Read a frame with its transparency.

        Args:
            number: The frame, from 0.
            size: As for `frame`.
            precise: As for `frame`.
            give_up: As for `frame`.

        Returns:
            uint8 [H, W, 3] where all of it is opaque, else a layer (see `alpha`).

        Raises:
            MediaError: As for `frame`.
            CancelledError: `give_up` said so.
            ValueError: The reader was closed.
        """
        if not 0 <= number < self.frame_count:
            raise MediaError(
                tr(
                    "'{name}' has no frame {number}; it has {frame_count}, numbered from 0.",
                    name=self._source.name,
                    number=number,
                    frame_count=self.frame_count,
                ),
                tr("Choose a frame inside the video."),
            )
        with self._lock:
            self._require_open()
            wanted = self._index.decoded(number)
            raw = self._raw(wanted, give_up, sketch=give_up is not None)
            # Only from a frame that was reached: a drag asks for the next one long before.
            self._reached = wanted
            return self._upright(self._whole(wanted, raw, give_up), size, precise)

    def frame_at(
        self, time: Fraction, *, size: Size | None = None, precise: bool = False, give_up: GiveUp | None = None
    ) -> Frame:
        """Read the frame that is shown at a time.

        Args:
            time: Seconds; before or after the film, its first or last frame is taken.
            size: Width and height to scale to; None means the film's own.
            precise: Whether to scale slowly and well.
            give_up: As for `frame`.

        Returns:
            uint8 array [H, W, 3], RGB, upright.

        Raises:
            MediaError: The file is damaged there.
            CancelledError: `give_up` said so.
        """
        return self.frame(self.index_at(time), size=size, precise=precise, give_up=give_up)

    def picture_at(
        self, time: Fraction, *, size: Size | None = None, precise: bool = False, give_up: GiveUp | None = None
    ) -> Picture:
        """Read the frame that is shown at a time with its transparency; arguments and errors as for `frame_at`.

        Returns:
            uint8 [H, W, 3] where all of it is opaque, else a layer (see `alpha`).
        """
        return self.picture(self.index_at(time), size=size, precise=precise, give_up=give_up)

    def is_near(self, number: int) -> bool:
        """Tell whether a frame can be read without decoding many others."""
        with self._lock:
            wanted = self._index.decoded(number)
            return wanted in self._shelf or 0 < wanted - self._decoder.last <= _NEAR

    def draft(self, number: int, size: Size) -> Picture | None:
        """Read a small picture of a frame, or of one near it, quickly; from then on such drafts are kept.

        Args:
            number: The frame that is looked for, from 0.
            size: Width and height to scale to.

        Returns:
            A frame or a layer, upright; None if there is none, for example because the film is a stream, which
            nobody else may read.
        """
        with self._lock:
            drafts = self._with_drafts()
            found = None if drafts is None else drafts.nearest(self._index.decoded(number))
            return None if found is None else self._upright(found[1], size, precise=False)

    def fill_drafts(self, number: int, give_up: GiveUp) -> None:
        """Make drafts of the frames around one, so that looking for a frame there is quick.

        Args:
            number: The frame, from 0.
            give_up: Asked after each decoded frame.
        """
        with self._lock:
            drafts = self._with_drafts()
            if drafts is not None:
                drafts.fill(self._index.decoded(number), give_up)

    def play_forward(self, first: int, due: int, haste: Haste, give_up: GiveUp) -> int:
        """Decode what is shown next while playing; `played` converts it.

        Args:
            first: The frame that comes next.
            due: The frame that should be in sight.
            haste: What may be left out. Where nothing is, `first` is decoded unless it was left out before.
            give_up: Asked after each decoded frame.

        Returns:
            The number of the frame that was decoded, `first` or later.

        Raises:
            MediaError: The file is damaged there.
            CancelledError: `give_up` said so.
        """
        with self._lock:
            self._require_open()
            self._shelf.look_at(first)
            found = None
            if self._index.order is None:
                with self._severing(self._decoder):
                    found = self._playing.forward(first, due, haste, give_up)
            found = self._latest = found or (first, self._raw(self._index.decoded(first), give_up, on_the_way=0))
            return found[0]

    def play_backward(self, first: int, due: Callable[[], int], haste: Haste, give_up: GiveUp) -> int:
        """Decode what is shown next while playing backward; `played` converts it.

        Args:
            first: The frame that comes next.
            due: Finds the frame that should be in sight.
            haste: What may be left out.
            give_up: Asked after each decoded frame.

        Returns:
            The number of the frame that was decoded, `first` or earlier.

        Raises:
            MediaError: The file is damaged there.
            CancelledError: `give_up` said so.
        """
        with self._lock:
            self._require_open()
            self._shelf.look_at(first)
            found = None
            if self._may_go_back:
                with self._severing(self._behind):
                    found = self._playing.backward(first, due, haste, give_up)
            if found is not None and found[0] > first:
                found = None
            found = self._latest = found or (first, self._raw(self._index.decoded(first), give_up, on_the_way=0))
            return found[0]

    def played(self, number: int, *, size: Size | None = None) -> Picture:
        """Convert a frame that was decoded for playing.

        Args:
            number: The frame. If it is not kept, the one that was decoded last stands for it.
            size: Width and height to scale to; None means the film's own.

        Returns:
            A frame or a layer (see `alpha`), upright.
        """
        with self._lock:
            self._require_open()
            wanted = self._index.decoded(number)
            raw = self._shelf.get(wanted) or (self._latest[1] if self._latest is not None else self._raw(wanted))
            if self._deinterlacer is not None:
                # Playing does not wait for the next frame.
                raw = self._deinterlacer.whole(wanted, raw, self._shelf.get)
            return self._upright(raw, size, precise=False)

    def fill_back(self, number: int, haste: Haste, give_up: GiveUp, least: int = BEHIND // 2) -> bool:
        """Decode and keep frames before one, so that going back from there is quick.

        Args:
            number: The frame, from 0.
            haste: What may be left out.
            give_up: Asked after each decoded frame.
            least: Nothing is done while so many frames before the one are kept.

        Returns:
            Whether there was anything to do.
        """
        with self._lock:
            self._require_open()
            return self._may_go_back and self._playing.fill_back(number, haste, give_up, least)

    def _require_open(self) -> None:
        if self._closed:
            raise ValueError("The reader is closed.")

    @property
    def _may_go_back(self) -> bool:
        """Whether a second decoder may go backward: a stream has one place only, and an edit list goes any way."""
        return isinstance(self._source, Path) and self._index.order is None

    @contextlib.contextmanager
    def _severing(self, decoder: Decoder) -> Iterator[None]:
        """Leave what cannot be decoded in haste to the exact way, which finds out why."""
        try:
            yield
        except CancelledError:
            raise
        except (LanceStudioError, *DECODING_ERRORS):
            decoder.sever()

    def _with_drafts(self) -> Drafts | None:
        self._require_open()
        # Animated pictures are decoded quickly enough.
        if self._drafts is None and isinstance(self._source, Path) and not self._is_animation:
            prepare = None if self._deinterlacer is None else self._deinterlacer.one_field
            self._drafts = Drafts(self._source, self._index, prepare=prepare)
        return self._drafts

    def _open(self) -> None:
        self._decoder, self._behind = self._new_decoder(), self._new_decoder()
        self._playing = PlayedFilm(self._index, self._shelf, self._decoder, self._behind)
        # How many frames are kept on the way to a wanted one.
        frame_bytes = self._decoder.frame_bytes
        self._room = max(_NEAR, min(CACHE_BYTES // frame_bytes, self._shelf.room(frame_bytes)))

    def _new_decoder(self) -> Decoder:
        if self._is_animation:
            return AnimationDecoder(self._source, self._index, self.index.container)
        return FilmDecoder(self._source, self._index)

    @property
    def _is_animation(self) -> bool:
        return self.index.container in FORMS

    def _close_film(self) -> None:
        self._decoder.close()
        self._behind.close()

    def _first_frame(self) -> VideoFrame:
        """Read the first frame; if the packets did not tell the truth about it, list all frames by decoding."""
        try:
            return self._raw(0)
        except MediaError:
            if self._is_animation:
                raise
            self._index = index_by_decoding(self._source)
            span = find_span(self._source, self._index, has_sound=bool(self.index.of_kind("audio")))
            self.index = replace(self.index, frames=self._index, span=span)
            keep_index(self._source, self.index)
            self._close_film()
            self._open()
            self._decoder.reopen()
            return self._raw(0)

    def _describe(self, size: int) -> MediaInfo:
        width, height = self._square_size[::-1] if self._turns % 2 else self._square_size
        refuse_too_large(self._source, width, height, MAX_FRAME_PIXELS)
        return MediaInfo(
            "video",
            self._source.name,
            size,
            width,
            height,
            rotation=-90 * self._turns % 360,
            frame_count=self.frame_count,
            frame_rate=self._index.rate,
            variable_rate=self._index.is_variable,
            duration=self.index.length,
            codec=self._decoder.codec,
            interlaced=self._interlaced,
        )

    def _whole(self, number: int, raw: VideoFrame, give_up: GiveUp | None) -> VideoFrame:
        """Make a whole frame of two fields, with the help of the frames before and after."""

        def near(other: int) -> VideoFrame | None:
            if not 0 <= other < self._index.decoded_count:
                return None
            try:
                return self._raw(other, give_up)
            except MediaError:
                return None  # what is damaged there is said when that frame is wanted

        return raw if self._deinterlacer is None else self._deinterlacer.whole(number, raw, near)

    def _upright(self, raw: VideoFrame, size: Size | None, precise: bool) -> Picture:
        stored = self._square_size if size is None else (size[::-1] if self._turns % 2 else size)
        array = np.rot90(to_picture(raw, *stored, precise=precise), self._turns)
        return np.ascontiguousarray(np.fliplr(array) if self._mirrored else array)

    def _raw(
        self, number: int, give_up: GiveUp | None = None, *, sketch: bool = False, on_the_way: int | None = None
    ) -> VideoFrame:
        """Read a frame exactly, with drafts of what comes on the way if `sketch`, keeping some frames before it."""
        self._shelf.look_at(number)
        steps_back = 0 < self._reached - number <= _STEP
        self._reached = -1
        if (kept := self._shelf.get(number)) is not None:
            return kept
        kept_from = max(number - (self._room if on_the_way is None else on_the_way), 0)
        self._decoder.needed_from = kept_from
        key = self._index.entry_before(number)
        continues = self._decoder.continues_to(number, _NEAR)
        if steps_back and not continues and self._may_go_back:
            with self._severing(self._behind):
                if (frame := self._playing.step_back(number, give_up)) is not None:
                    return frame
        # A seek may land too late, and decoding may stumble over what lies before a key frame: then from further back.
        starts = [self._stay] if continues else []
        starts += [partial(self._decoder.seek, earlier) for earlier in (key, key - 1) if earlier >= 0]
        starts += [partial(self._decoder.seek, key, warm_up=_WARM_UP)] if key > _WARM_UP else []
        failure: BaseException | None = None
        for start in (*starts, self._decoder.reopen):
            try:
                start()
                if (frame := self._decode_to(number, give_up, sketch)) is not None:
                    return frame
            except DECODING_ERRORS as error:
                failure = error
            self._decoder.sever()
        if failure is not None and is_memory_shortage(failure):
            self._shelf.clear()
            self._behind.close()
            raise too_little_memory(f"'{self._source.name}'", MediaError) from failure
        raise MediaError(
            tr(
                "Frame {number} of '{name}' cannot be read: the file is damaged there.",
                number=number,
                name=self._source.name,
            ),
            tr("Copy or export it again; if only this copy exists, cut the readable part out."),
        ) from failure

    def _stay(self) -> None:
        """Decode on from where the last frame was read."""

    def _decode_to(self, number: int, give_up: GiveUp | None, sketch: bool) -> VideoFrame | None:
        """Decode on until a frame, keeping what comes on the way; None if it does not come."""
        decoder = self._decoder
        while (read := decoder.read()) is not None:
            found, frame = read
            if found > number or (found == number and frame.is_corrupt):
                return None
            if not frame.is_corrupt:
                self._shelf.add(found, frame)
                if sketch and self._drafts is not None:
                    self._drafts.add(found, frame, decoder.last)
            decoder.last = found
            if found == number:
                return frame
            if give_up is not None and give_up():
                raise CancelledError
        return None
