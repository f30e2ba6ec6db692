"""Frames and blocks of sound of a timeline."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from types import TracebackType
from typing import Generic, Protocol, Self, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from lance_studio.media.alpha import Picture, is_layer
from lance_studio.media.drafts import DRAFT_SIDE, GiveUp
from lance_studio.media.frame_cache import FrameCache
from lance_studio.media.frames import FrameReader
from lance_studio.media.haste import Haste
from lance_studio.media.images import load_layer
from lance_studio.media.kind import MediaKind, source_kind
from lance_studio.media.opening import is_picture
from lance_studio.media.scaling import fit_size, scale_picture
from lance_studio.media.sound import SAMPLE_RATE, AudioReader, has_sound
from lance_studio.media.sources import require_source
from lance_studio.render.compositing import Rectangle, lay_over, letterbox
from lance_studio.render.passage import Passage
from lance_studio.render.plan import Layer, Plan, Voice, plan, plan_sound
from lance_studio.render.source import MediaSource
from lance_studio.timeline.model import Timeline
from lance_studio.timeline.timing import time_of

Frame: TypeAlias = NDArray[np.uint8]
Sound: TypeAlias = NDArray[np.float32]
Size: TypeAlias = tuple[int, int]

SLOWEST_HEARD, FASTEST_HEARD = Fraction(1, 4), Fraction(4)
"""Clips between these speeds are heard, higher or lower with the speed; slower and faster ones are silent."""

MAX_OPEN = 8
"""Media of each kind that are kept open; each holds decoded frames."""

SOON_STEPPED = 12
"""Frames before the one at rest that are decoded before anything else."""


class _Closable(Protocol):
    def close(self) -> None: ...


_Reader = TypeVar("_Reader", bound=_Closable)
_Level = TypeVar("_Level", np.uint8, np.uint16)


class _Pool(Generic[_Reader]):
    """Open readers, of which the least recently used is closed when there are too many."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._readers: OrderedDict[tuple[str, ...], _Reader] = OrderedDict()

    def get(self, key: tuple[str, ...], make: Callable[[], _Reader]) -> _Reader:
        if key not in self._readers:
            self._readers[key] = make()
            while len(self._readers) > self._most:
                self._readers.popitem(last=False)[1].close()
        self._readers.move_to_end(key)
        return self._readers[key]

    def drop(self, media_id: str | None) -> None:
        for key in [key for key in self._readers if media_id in (None, key[0])]:
            self._readers.pop(key).close()


class _Still:
    """A picture, and the last size in which it was wanted."""

    def __init__(self, pixels: Picture) -> None:
        self.height, self.width = pixels.shape[:2]
        self.is_opaque = not is_layer(pixels)
        self._pixels = pixels
        self._scaled = pixels

    def at(self, width: int, height: int, precise: bool) -> Picture:
        if self._scaled.shape[:2] != (height, width):
            self._scaled = scale_picture(self._pixels, width, height, precise=precise)
        return self._scaled

    def close(self) -> None:
        """Nothing is open."""


class _Silence:
    """Stands for media without sound."""

    def close(self) -> None:
        """Nothing is open."""


class Renderer:
    """Makes the frames and the sound of timelines, for preview and export alike.

    A renderer outlives edits: media stay open from one timeline to the next. `frame` and `sound` may be called from two
    threads at once; two calls of the same one wait for each other.

    Args:
        source: Opens the media.
        precise: Whether pictures are scaled slowly and well, for export, rather than quickly.
        deinterlace: Whether the fields of interlaced films become whole frames.
    """

    def __init__(self, source: MediaSource, *, precise: bool = False, deinterlace: bool = True) -> None:
        self._source = source
        self._precise = precise
        self._deinterlace = deinterlace
        self._picture_lock = threading.Lock()
        self._sound_lock = threading.Lock()
        # Export reads each frame once.
        self._cache = None if precise else FrameCache()
        self._pictures: _Pool[FrameReader | _Still] = _Pool(MAX_OPEN)
        self._sounds: _Pool[AudioReader | _Silence] = _Pool(MAX_OPEN)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all media; they are opened again when they are needed."""
        self.forget()

    def forget(self, media_id: str | None = None) -> None:
        """Close media that have changed, for example because they were relinked.

        Args:
            media_id: The media; None means all.
        """
        with self._picture_lock:
            self._pictures.drop(media_id)
        with self._sound_lock:
            self._sounds.drop(media_id)

    def frame(
        self, timeline: Timeline, number: int, size: Size | None = None, *, give_up: GiveUp | None = None
    ) -> Frame:
        """Make a frame.

        Args:
            timeline: The timeline.
            number: The frame, from 0, at the timeline's rate.
            size: Width and height in pixels; None means the timeline's own. Another shape gets black bars.
            give_up: Asked while it decodes whether the frame is still wanted.

        Returns:
            uint8 array [H, W, 3], RGB; black where there is nothing.

        Raises:
            MediaError: A media file is missing or damaged.
            CancelledError: `give_up` said so.
        """
        return self.frame_at(timeline, time_of(number, timeline.rate), size, give_up=give_up)

    def frame_at(
        self, timeline: Timeline, time: Fraction, size: Size | None = None, *, give_up: GiveUp | None = None
    ) -> Frame:
        """Make the frame that is shown at a time.

        Args:
            timeline: The timeline.
            time: Timeline seconds.
            size: Width and height in pixels; None means the timeline's own. Another shape gets black bars.
            give_up: Asked while it decodes whether the frame is still wanted.

        Returns:
            uint8 array [H, W, 3], RGB; black where there is nothing.

        Raises:
            MediaError: A media file is missing or damaged.
            CancelledError: `give_up` said so.
        """
        canvas = self._canvas(timeline, size, 3, np.uint8)
        with self._picture_lock:
            self._compose(canvas, timeline, time, lambda layer, place: self._picture(layer, place, give_up))
        return canvas

    def layer_at(self, timeline: Timeline, time: Fraction, size: Size | None = None) -> "NDArray[np.uint16]":
        """Make the frame that is shown at a time, transparent where nothing covers it.

        Args:
            timeline: The timeline.
            time: Timeline seconds.
            size: Width and height in pixels; None means the timeline's own.

        Returns:
            A layer, uint16 [H, W, 4] (see `media.alpha`).

        Raises:
            MediaError: A media file is missing or damaged.
        """
        canvas = self._canvas(timeline, size, 4, np.uint16)
        with self._picture_lock:
            self._compose(canvas, timeline, time, self._picture)
        return canvas

    def play_frame(
        self,
        timeline: Timeline,
        number: int,
        due: Callable[[], int],
        haste: Haste,
        size: Size,
        *,
        backward: bool = False,
        give_up: GiveUp,
    ) -> tuple[int, Frame]:
        """Make what playing shows next.

        Args:
            timeline: The timeline.
            number: The frame that comes next.
            due: Finds the frame that should be in sight; it moves on while frames are decoded.
            haste: What may be left out so that playing keeps up.
            size: Width and height in pixels.
            backward: Whether playing goes backward; then what was decoded is kept for the frames before it.
            give_up: Asked after each decoded frame.

        Returns:
            The number of a frame, `number` or one that comes after it in the direction of playing, and its picture as
            `frame` makes it. Forward and without haste it is `number`, unless that was left out before. Where several
            films are seen at once, in haste those below the slowest one may show a frame near the right one.

        Raises:
            MediaError: A media file is missing or damaged.
            CancelledError: `give_up` said so.
        """
        rate = timeline.rate
        with self._picture_lock:
            while True:
                run = Passage(timeline, number, due, haste, backward=backward, give_up=give_up)
                now = run.target()
                planned = self._plan(timeline, time_of(now, rate))
                for layer, _ in self._visible(planned.layers, planned.width, planned.height):
                    picture = self._open_picture(layer)
                    if isinstance(picture, FrameReader):
                        run.read(picture, layer, now)
                shown = run.found(now)
                there = {layer.clip.id for layer in self._plan(timeline, time_of(max(shown, 0), rate)).layers}
                if shown == number or shown < 0 or not run.read_clips or run.read_clips & there:
                    break
                # What was decoded lies behind the end of its clip: on with what follows there.
                number = shown

            def draw(layer: Layer, place: Rectangle) -> Picture:
                picture = self._open_picture(layer)
                if isinstance(picture, FrameReader) and layer.clip.id in run.read_clips:
                    return picture.played(picture.index_at(layer.source_time), size=_scaled(picture, place))
                return self._picture(layer, place, give_up)

            canvas = self._canvas(timeline, size, 3, np.uint8)
            self._compose(canvas, timeline, time_of(max(shown, 0), rate), draw)
            return shown, canvas

    def fill_back(self, timeline: Timeline, number: int, haste: Haste, give_up: GiveUp) -> bool:
        """Decode frames of films before a frame, for playing backward.

        Args:
            timeline: The timeline.
            number: The frame, from 0, at the timeline's rate.
            haste: What may be left out.
            give_up: Asked after each decoded frame.

        Returns:
            Whether there was anything to do.

        Raises:
            MediaError: A media file is missing or damaged.
        """
        with self._picture_lock:
            planned = self._plan(timeline, time_of(number, timeline.rate))
            return any(
                picture.fill_back(index, haste, give_up) for picture, index in self._films(planned) if not give_up()
            )

    def draft(self, timeline: Timeline, number: int) -> Frame | None:
        """Make a small picture of about what a frame shows, where the frame itself would take longer.

        Args:
            timeline: The timeline.
            number: The frame, from 0, at the timeline's rate.

        Returns:
            uint8 array [H, W, 3], RGB, of the timeline's shape, at most `DRAFT_SIDE` pixels wide and high; films may
            show another frame than the wanted one. None if the frame itself is as quick, or no draft can be had.

        Raises:
            MediaError: A media file is missing or damaged.
        """
        side = min(DRAFT_SIDE, max(timeline.width, timeline.height))
        width, height = fit_size(timeline.width, timeline.height, side, side)
        stage = np.zeros((height, width, 3), np.uint8)
        with self._picture_lock:
            planned = self._plan(timeline, time_of(number, timeline.rate))
            layers = self._visible(planned.layers, width, height)
            if all(self._is_near(layer) for layer, _ in layers):
                return None
            for layer, place in layers:
                picture = self._open_picture(layer)
                if isinstance(picture, FrameReader):
                    drawn = picture.draft(picture.index_at(layer.source_time), (place.width, place.height))
                else:
                    drawn = picture.at(place.width, place.height, precise=False)
                if drawn is None:
                    return None
                lay_over(stage, drawn, place, layer.opacity)
        return stage

    def prepare(self, timeline: Timeline, number: int, give_up: GiveUp) -> None:
        """Make what may be wanted next at a frame at rest: the frames before it, and drafts of the films around it.

        Args:
            timeline: The timeline.
            number: The frame, from 0, at the timeline's rate.
            give_up: Asked after each decoded frame.

        Raises:
            MediaError: A media file is missing or damaged.
        """
        with self._picture_lock:
            planned = self._plan(timeline, time_of(number, timeline.rate))
            for picture, index in self._films(planned):
                # A few frames for the next steps, then what a drag needs, then the others for a row of steps.
                while not give_up() and picture.fill_back(index, Haste.NONE, give_up, SOON_STEPPED):
                    pass
                if not give_up():
                    picture.fill_drafts(index, give_up)
                while not give_up() and picture.fill_back(index, Haste.NONE, give_up):
                    pass

    def sound(self, timeline: Timeline, start: Fraction, count: int, sample_rate: int = SAMPLE_RATE) -> Sound:
        """Mix a block of sound.

        Gains and fades are applied, everything is added, and what is louder than full scale is cut off at it.

        Args:
            timeline: The timeline.
            start: Timeline seconds of the first sample; blocks fit together if it is a whole number of samples.
            count: How many samples.
            sample_rate: Samples a second.

        Returns:
            float32 array [count, 2], left and right, -1 to 1; zeros where there is nothing.

        Raises:
            MediaError: A media file is missing or damaged.
        """
        mix = np.zeros((count, 2), np.float32)
        with self._sound_lock:
            for voice in plan_sound(timeline, start, start + Fraction(count, sample_rate)):
                self._add(mix, voice, start, sample_rate)
        return np.clip(mix, -1, 1, out=mix)

    def _plan(self, timeline: Timeline, time: Fraction) -> Plan:
        """What is seen at a time, without clips whose picture has not begun or is over and not to be held."""
        planned = plan(timeline, time)
        if not any(layer.clip.black_outside for layer in planned.layers):
            return planned
        shown = tuple(layer for layer in planned.layers if not layer.clip.black_outside or self._is_on(layer))
        return replace(planned, layers=shown)

    def _is_on(self, layer: Layer) -> bool:
        """Whether a film has a picture at a time, rather than sound only."""
        picture = self._open_picture(layer)
        if not isinstance(picture, FrameReader):
            return True
        return picture.time_of(0) <= layer.source_time < picture.time_of(picture.frame_count)

    def _visible(self, layers: tuple[Layer, ...], width: int, height: int) -> list[tuple[Layer, Rectangle]]:
        """Where the layers go, from bottom to top, without those that another one hides."""
        result: list[tuple[Layer, Rectangle]] = []
        for layer in reversed(layers):
            picture = self._open_picture(layer)
            place = letterbox(picture.width, picture.height, width, height)
            result.insert(0, (layer, place))
            if layer.opacity >= 1 and picture.is_opaque and (place.width, place.height) == (width, height):
                break
        return result

    @staticmethod
    def _canvas(timeline: Timeline, size: Size | None, channels: int, kind: "type[_Level]") -> "NDArray[_Level]":
        """An empty frame or layer: black, or transparent."""
        width, height = size or (timeline.width, timeline.height)
        return np.zeros((height, width, channels), kind)

    def _compose(
        self, canvas: Picture, timeline: Timeline, time: Fraction, draw: Callable[[Layer, Rectangle], Picture]
    ) -> None:
        """Lay the pictures of a time over one another; `draw` makes each."""
        planned = self._plan(timeline, time)
        inner = letterbox(planned.width, planned.height, canvas.shape[1], canvas.shape[0])
        stage = canvas[inner.top : inner.top + inner.height, inner.left : inner.left + inner.width]
        for layer, place in self._visible(planned.layers, inner.width, inner.height):
            lay_over(stage, draw(layer, place), place, layer.opacity)

    def _films(self, planned: Plan) -> list[tuple[FrameReader, int]]:
        """The films that are seen, and the frame of each."""
        found: list[tuple[FrameReader, int]] = []
        for layer, _ in self._visible(planned.layers, planned.width, planned.height):
            picture = self._open_picture(layer)
            if isinstance(picture, FrameReader):
                found.append((picture, picture.index_at(layer.source_time)))
        return found

    def _is_near(self, layer: Layer) -> bool:
        picture = self._open_picture(layer)
        return not isinstance(picture, FrameReader) or picture.is_near(picture.index_at(layer.source_time))

    def _picture(self, layer: Layer, place: Rectangle, give_up: GiveUp | None = None) -> Picture:
        picture = self._open_picture(layer)
        if isinstance(picture, _Still):
            return picture.at(place.width, place.height, self._precise)
        size = _scaled(picture, place)
        return picture.picture_at(layer.source_time, size=size, precise=self._precise, give_up=give_up)

    def _open_picture(self, layer: Layer) -> "FrameReader | _Still":
        media_id = layer.clip.media_id
        whole = self._deinterlace and layer.clip.deinterlace is not False

        def make() -> FrameReader | _Still:
            source = require_source(self._source.open(media_id))
            # A clip without an end shows an animated picture as a still.
            if source_kind(source) is MediaKind.IMAGE or (layer.clip.endless and is_picture(source)):
                return _Still(load_layer(source))
            return FrameReader(source, cache=self._cache, deinterlace=whole)

        # Two tracks that show the same film at different times would make one reader jump back and forth.
        form = "still" if layer.clip.endless else "film" if whole else "fields"
        return self._pictures.get((media_id, layer.track_id, form), make)

    def _open_sound(self, voice: Voice) -> "AudioReader | _Silence":
        media_id = voice.clip.media_id

        def make() -> AudioReader | _Silence:
            source = require_source(self._source.open(media_id))
            return AudioReader(source, track=voice.clip.sound_track) if has_sound(source) else _Silence()

        return self._sounds.get((media_id, f"{voice.track_id} {voice.clip.sound_track}"), make)

    def _add(self, mix: Sound, voice: Voice, start: Fraction, rate: int) -> None:
        clip = voice.clip
        if not SLOWEST_HEARD <= clip.speed <= FASTEST_HEARD:
            return
        reader = self._open_sound(voice)
        # Samples from the first at or after the part's start to the last before its end.
        first, last = ((voice.start - start) * rate).__ceil__(), ((voice.end - start) * rate).__ceil__()
        if isinstance(reader, _Silence) or first >= last:
            return
        offset = start + Fraction(first, rate) - voice.clip_start
        place = clip.source_start + offset * clip.speed
        block = reader.read(place, last - first, sample_rate=rate, speed=clip.speed)
        mix[first:last] += block * _gains(voice, offset, last - first, rate)[:, None]


def _scaled(picture: FrameReader, place: Rectangle) -> Size | None:
    """The size to which a film is scaled; None if that is its own."""
    return None if (picture.width, picture.height) == (place.width, place.height) else (place.width, place.height)


def _gains(voice: Voice, offset: Fraction, count: int, rate: int) -> Sound:
    """The factor of each sample, from a clip's gain and fades; `offset` is where in the clip the first one lies."""
    clip = voice.clip
    times = float(offset) + np.arange(count) / rate
    gains = np.full(count, 10 ** (clip.gain_db / 20))
    if clip.fade_in:
        gains *= np.clip(times / float(clip.fade_in), 0, 1)
    if clip.fade_out:
        gains *= np.clip((float(clip.duration) - times) / float(clip.fade_out), 0, 1)
    return gains.astype(np.float32)
