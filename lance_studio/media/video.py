"""Facts and frames of a video. Frames are RGB, upright, and complete: a damaged file is an error, never a guess."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from lance_studio import limits
from lance_studio.errors import LanceStudioError, MediaError
from lance_studio.media.opening import MAX_FRAME_PIXELS, open_video, refuse_too_large
from lance_studio.media.sources import MediaInput, Source, require_source
from lance_studio.media.streams import (
    DECODING_ERRORS,
    FALLBACK_FRAME_RATE,
    declared_count,
    duration,
    ends_early,
    lacks_data,
    orientation,
)
from lance_studio.memory_shortage import is_memory_shortage, too_little_memory

Frame: TypeAlias = NDArray[np.uint8]

MAX_HELD_BYTES = limits.HELD_FRAME_BYTES.most
"""Frames asked for at once may take at most this much memory."""


@dataclass(frozen=True, slots=True)
class VideoInfo:
    """Facts of a video as it is shown.

    Attributes:
        width: Pixels, after rotation.
        height: Pixels, after rotation.
        frame_count: Frames that `read_frames` can return.
        frame_rate: Average frames a second.
        duration: Seconds.
        rotation: Clockwise degrees by which stored frames are turned to be shown: 0, 90, 180 or 270.
        has_audio: Whether there is a sound track.
        codec: FFmpeg's name of the video codec, for example "h264".
    """

    width: int
    height: int
    frame_count: int
    frame_rate: Fraction
    duration: Fraction
    rotation: int
    has_audio: bool
    codec: str


def probe_video(path: MediaInput) -> VideoInfo:
    """Read a video's facts; its first frame is decoded, and all of them where its container does not count them.

    Args:
        path: The video, or its bytes.

    Returns:
        The facts.

    Raises:
        MediaError: The file is missing, no video, damaged, or cut short.
    """
    file = require_source(path)
    with open_video(file) as (container, stream):
        declared = declared_count(container, stream)
        if declared is not None and lacks_data(container, stream):
            raise damaged(file, declared)
        try:
            first = next(_frames(container, stream), None)
        except DECODING_ERRORS as error:
            raise damaged(file, declared, error) from error
        if first is None:
            raise damaged(file, declared)
        count = declared if declared is not None else _count_all(file)
        rate = stream.average_rate or stream.guessed_rate or FALLBACK_FRAME_RATE
        quarter_turns, _ = orientation(first)
        width, height = (first.height, first.width) if quarter_turns % 2 else (first.width, first.height)
        return VideoInfo(
            width=width,
            height=height,
            frame_count=count,
            frame_rate=rate,
            duration=duration(container, stream) or count / rate,
            rotation=-90 * quarter_turns % 360,
            has_audio=bool(container.streams.audio),
            codec=stream.codec_context.name,
        )


def read_frames(path: MediaInput, indices: Sequence[int] | None = None) -> list[Frame]:
    """Read frames of a video, decoding it once from its start to the last wanted frame.

    Colours follow the file's own colour space and range; BT.601 where it names none, as the reference reader does.

    Args:
        path: The video, or its bytes.
        indices: Frame numbers from 0, in any order, repeated at will; None means all frames.

    Returns:
        One uint8 array [H, W, 3], RGB, for each index and in that order. A repeated index gives the same array again.

    Raises:
        MediaError: The file is missing, no video, damaged, or cut short; an index is out of range; or the frames would
            need more than `MAX_HELD_BYTES` of memory.
    """
    file = require_source(path)
    wanted = None if indices is None else set(indices)
    if wanted is not None and not wanted:
        return []
    with open_video(file) as (container, stream):
        declared = declared_count(container, stream)
        _refuse_impossible(file, stream, wanted, declared)
        try:
            kept = _collect(file, _frames(container, stream), wanted)
        except DECODING_ERRORS as error:
            raise damaged(file, declared, error) from error
    expected = declared if wanted is None else len(wanted)
    if not kept or (expected is not None and len(kept) < expected):
        if declared is None and wanted is not None:
            raise _out_of_range(file, max(wanted), _count_all(file))
        raise damaged(file, declared)
    return list(kept.values()) if indices is None else [kept[index] for index in indices]


def _frames(container: InputContainer, stream: VideoStream, threads: str = "AUTO") -> Iterator[VideoFrame]:
    """Decode from the start; raises one of `DECODING_ERRORS` at the first damage."""
    stream.thread_type = threads
    shown_until = Fraction(0)
    for frame in container.decode(stream):
        if frame.is_corrupt:
            raise EOFError("a frame is incomplete")
        if frame.pts is not None and frame.time_base is not None:
            shown_until = max(shown_until, (frame.pts + (frame.duration or 0)) * frame.time_base)
        yield frame
    if ends_early(container, stream, shown_until):
        raise EOFError("the file ends early")


def _collect(file: Source, frames: Iterator[VideoFrame], wanted: set[int] | None) -> dict[int, Frame]:
    """Convert the wanted frames, keyed by their number; stops after the last one."""
    last = None if wanted is None else max(wanted)
    size: tuple[int, int] | None = None
    kept: dict[int, Frame] = {}
    for number, frame in enumerate(frames):
        if size is None:
            size = (frame.width, frame.height)
            refuse_too_large(file, *size, MAX_FRAME_PIXELS)
        if wanted is None or number in wanted:
            if len(kept) * size[0] * size[1] * 3 > MAX_HELD_BYTES:
                raise _too_many(file)
            kept[number] = _to_rgb(frame, *size)
        if number == last:
            break
    return kept


def _to_rgb(frame: VideoFrame, width: int, height: int) -> Frame:
    """Convert a frame to RGB, scaled to the first frame's size should it change midway, and turn it upright."""
    array = frame.to_ndarray(format="rgb24", width=width, height=height)
    quarter_turns, mirrored = orientation(frame)
    upright = np.rot90(array, quarter_turns)
    return np.ascontiguousarray(np.fliplr(upright) if mirrored else upright, dtype=np.uint8)


def _count_decodable(file: Source) -> tuple[int, bool]:
    """Count the frames before the first damage, and tell whether the end was reached without any."""
    count = 0
    with open_video(file) as (container, stream):
        try:
            # One thread: with several, frames that were complete are lost when a later one fails.
            for _ in _frames(container, stream, "NONE"):
                count += 1
        except DECODING_ERRORS:
            return count, False
    return count, True


def _count_all(file: Source) -> int:
    count, complete = _count_decodable(file)
    if not complete:
        raise _cut_short(file, count, None)
    return count


def _refuse_impossible(file: Source, stream: VideoStream, wanted: set[int] | None, declared: int | None) -> None:
    if wanted is not None and min(wanted) < 0:
        raise _out_of_range(file, min(wanted), declared)
    if wanted is not None and declared is not None and max(wanted) >= declared:
        raise _out_of_range(file, max(wanted), declared)
    needed = declared if wanted is None else len(wanted)
    if needed is not None and needed * stream.codec_context.width * stream.codec_context.height * 3 > MAX_HELD_BYTES:
        raise _too_many(file)


def _out_of_range(file: Source, index: int, count: int | None) -> MediaError:
    known = "" if count is None else f"; it has {count}, numbered from 0"
    return MediaError(f"'{file.name}' has no frame {index}{known}.", "Choose a frame inside the video.")


def _too_many(file: Source) -> MediaError:
    return MediaError(
        f"The frames of '{file.name}' need more than {MAX_HELD_BYTES >> 30} GiB of memory.",
        "Choose a shorter part, or make a smaller copy.",
    )


def damaged(file: Source, declared: int | None, error: BaseException | None = None) -> LanceStudioError:
    """Describe a damaged film by the number of frames that can still be read.

    Args:
        file: The film; it is decoded from its start.
        declared: How many frames it should have, if its header tells.
        error: What the decoder raised; that the memory is full is no damage.

    Returns:
        The error to raise.
    """
    if error is not None and is_memory_shortage(error):
        return too_little_memory(f"'{file.name}'", MediaError)
    return _cut_short(file, _count_decodable(file)[0], declared)


def _cut_short(file: Source, count: int, declared: int | None) -> MediaError:
    remedy = "Copy or export it again; if only this copy exists, cut the readable part out with a video editor."
    if declared is None:
        return MediaError(f"'{file.name}' is damaged or cut short: only its first {count} frames can be read.", remedy)
    return MediaError(f"'{file.name}' is cut short or damaged: {count} of {declared} frames can be read.", remedy)
