"""All frames of a film: as the studio reads them, and as the decoder alone gives them."""

import io
from collections.abc import Iterable
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from lance_studio.media.frames import FrameReader
from lance_studio.media.scaling import to_rgb
from lance_studio.media.sources import MediaInput
from lance_studio.media.streams import orientation

Frame = NDArray[np.uint8]


def read_frames(source: MediaInput, indices: Iterable[int] | None = None) -> list[Frame]:
    """Frames as the studio reads them, RGB and upright; None means all."""
    with FrameReader(source) as reader:
        return [reader.frame(number) for number in (range(reader.frame_count) if indices is None else indices)]


def plain_frames(source: str | Path | bytes) -> list[Frame]:
    """All frames as the decoder gives them one after the other, RGB and upright."""
    found: list[Frame] = []
    with av.open(io.BytesIO(source) if isinstance(source, bytes) else str(source), "r") as container:
        for frame in container.decode(video=0):
            turns, mirrored = orientation(frame)
            upright = np.rot90(to_rgb(frame, frame.width, frame.height), turns)
            found.append(np.ascontiguousarray(np.fliplr(upright) if mirrored else upright))
    return found
