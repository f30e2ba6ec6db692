"""Small pictures of media, for lists and for clips on the timeline."""

from collections.abc import Callable
from fractions import Fraction
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from lance_studio.errors import CancelledError
from lance_studio.media.alpha import Picture, chequered, on_ground
from lance_studio.media.frames import FrameReader
from lance_studio.media.images import load_layer
from lance_studio.media.kind import MediaKind, source_kind
from lance_studio.media.scaling import fit_size, scale_picture
from lance_studio.media.sources import MediaInput, require_source

Frame: TypeAlias = NDArray[np.uint8]

MOST_SHAPE = 8
"""A thumbnail is at most so many times as wide as it is asked to be high; of wider pictures it is lower instead."""


def thumbnail(source: MediaInput, *, height: int = 90, time: Fraction | None = None) -> Frame:
    """Make a small picture of a picture or film; takes a while, so call it from a worker thread.

    Args:
        source: A picture or film.
        height: Pixels; the width follows the shape, up to `MOST_SHAPE` times the height.
        time: Which instant of a film, in seconds; None means a tenth of its picture, because many begin in black.

    Returns:
        uint8 array [height, W, 3], RGB; lower where the picture is too wide.

    Raises:
        MediaError: The source is missing, damaged, or has nothing to see.
    """
    if source_kind(require_source(source)) is MediaKind.IMAGE:
        return _still(source, height)
    with FrameReader(source) as reader:
        first, last = reader.time_of(0), reader.time_of(reader.frame_count)
        instant = first + (last - first) / 10 if time is None else time
        return _on_squares(reader.picture_at(instant, size=_size(reader.width, reader.height, height)))


def thumbnail_strip(
    source: MediaInput,
    count: int,
    *,
    height: int = 48,
    start: Fraction | None = None,
    end: Fraction | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> list[Frame]:
    """Make small pictures of a film at equal distances; takes a while, so call it from a worker thread.

    Args:
        source: A picture or film.
        count: How many.
        height: Pixels; the width follows the shape, up to `MOST_SHAPE` times the height.
        start: Where the range begins, in seconds; None means the film's start.
        end: Where it ends; None means the film's end.
        cancelled: Asked before each picture whether to give up.

    Returns:
        uint8 arrays [height, W, 3], RGB: the middles of `count` equal parts. A still picture is repeated.

    Raises:
        MediaError: The source is missing, damaged, or has nothing to see.
        CancelledError: `cancelled` said so.
    """
    if source_kind(require_source(source)) is MediaKind.IMAGE:
        return [_still(source, height)] * count
    with FrameReader(source) as reader:
        first = Fraction(0) if start is None else start
        length = (reader.index.length if end is None else end) - first
        size = _size(reader.width, reader.height, height)
        strip: list[Frame] = []
        for number in range(count):
            if cancelled is not None and cancelled():
                raise CancelledError
            instant = first + length * (2 * number + 1) / (2 * count)
            strip.append(_on_squares(reader.picture_at(instant, size=size)))
        return strip


def shown(source: MediaInput) -> Frame:
    """Read a picture, or the first frame of a film, as it is looked at: what is transparent shows a chequered ground.

    Args:
        source: A picture or film.

    Returns:
        uint8 array [H, W, 3], RGB.

    Raises:
        MediaError: The source is missing, damaged, or has nothing to see.
    """
    if source_kind(require_source(source)) is MediaKind.IMAGE:
        return _on_squares(load_layer(source))
    with FrameReader(source) as reader:
        return _on_squares(reader.picture(0))


def _still(source: MediaInput, height: int) -> Frame:
    picture = load_layer(source, least_height=2 * height)
    return _on_squares(scale_picture(picture, *_size(picture.shape[1], picture.shape[0], height), precise=True))


def _on_squares(picture: Picture) -> Frame:
    return on_ground(picture, chequered(*picture.shape[:2]))


def _size(width: int, height: int, wanted: int) -> tuple[int, int]:
    """The thumbnail's size: of the wanted height, but no wider than `MOST_SHAPE` times that."""
    if width > MOST_SHAPE * height:
        return fit_size(width, height, MOST_SHAPE * wanted, wanted)
    return max(1, round(Fraction(width * wanted, height))), wanted
