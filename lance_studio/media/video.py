"""Facts and frames of a video. Frames are RGB, upright, and complete: a damaged file is an error, never a guess."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TypeAlias

import numpy as np
from av.container import InputContainer
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from numpy.typing import NDArray

from lance_studio.errors import MediaError
from lance_studio.media.files import require_file
from lance_studio.media.opening import open_video, refuse_too_large

Frame: TypeAlias = NDArray[np.uint8]

MAX_HELD_BYTES = 8 << 30
"""Frames asked for at once may take at most this much memory."""

FALLBACK_FRAME_RATE = Fraction(24)
"""Used for files that do not tell their rate, as the reference does."""

_DECODING_ERRORS = (FFmpegError, ValueError, MemoryError, EOFError, OSError)
_MICROSECONDS = 1_000_000  # unit of a container's duration
_MATROSKA_TOLERANCE = Fraction(1, 4)  # seconds; a frame's own length is not always known


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


def probe_video(path: str | os.PathLike[str]) -> VideoInfo:
    """Read a video's facts; its first frame is decoded, and all of them where its container does not count them.

    Args:
        path: The video.

    Returns:
        The facts.

    Raises:
        MediaError: The file is missing, no video, damaged, or cut short.
    """
    file = require_file(path)
    with open_video(file) as (container, stream):
        declared = _declared_count(container, stream)
        if declared is not None and _lacks_data(container, stream):
            raise _damaged(file, declared)
        try:
            first = next(_frames(container, stream), None)
        except _DECODING_ERRORS as error:
            raise _damaged(file, declared) from error
        if first is None:
            raise _damaged(file, declared)
        count = declared if declared is not None else _count_all(file)
        rate = stream.average_rate or stream.guessed_rate or FALLBACK_FRAME_RATE
        quarter_turns, _ = _orientation(first)
        width, height = (first.height, first.width) if quarter_turns % 2 else (first.width, first.height)
        return VideoInfo(
            width=width,
            height=height,
            frame_count=count,
            frame_rate=rate,
            duration=_duration(container, stream) or count / rate,
            rotation=-90 * quarter_turns % 360,
            has_audio=bool(container.streams.audio),
            codec=stream.codec_context.name,
        )


def read_frames(path: str | os.PathLike[str], indices: Sequence[int] | None = None) -> list[Frame]:
    """Read frames of a video, decoding it once from its start to the last wanted frame.

    Colours follow the file's own colour space and range; BT.601 where it names none, as the reference reader does.

    Args:
        path: The video.
        indices: Frame numbers from 0, in any order, repeated at will; None means all frames.

    Returns:
        One uint8 array [H, W, 3], RGB, for each index and in that order. A repeated index gives the same array again.

    Raises:
        MediaError: The file is missing, no video, damaged, or cut short; an index is out of range; or the frames would
            need more than `MAX_HELD_BYTES` of memory.
    """
    file = require_file(path)
    wanted = None if indices is None else set(indices)
    if wanted is not None and not wanted:
        return []
    with open_video(file) as (container, stream):
        declared = _declared_count(container, stream)
        _refuse_impossible(file, stream, wanted, declared)
        try:
            kept = _collect(file, _frames(container, stream), wanted)
        except _DECODING_ERRORS as error:
            raise _damaged(file, declared) from error
    expected = declared if wanted is None else len(wanted)
    if not kept or (expected is not None and len(kept) < expected):
        if declared is None and wanted is not None:
            raise _out_of_range(file, max(wanted), _count_all(file))
        raise _damaged(file, declared)
    return list(kept.values()) if indices is None else [kept[index] for index in indices]


def _frames(container: InputContainer, stream: VideoStream, threads: str = "AUTO") -> Iterator[VideoFrame]:
    """Decode from the start; raises one of `_DECODING_ERRORS` at the first damage."""
    stream.thread_type = threads
    shown_until = Fraction(0)
    for frame in container.decode(stream):
        if frame.is_corrupt:
            raise EOFError("a frame is incomplete")
        if frame.pts is not None and frame.time_base is not None:
            shown_until = max(shown_until, (frame.pts + (frame.duration or 0)) * frame.time_base)
        yield frame
    if _ends_early(container, shown_until):
        raise EOFError("the file ends early")


def _ends_early(container: InputContainer, shown_until: Fraction) -> bool:
    """Whether a Matroska file, which lists no frames, ends well before the time that its header names.

    With sound the header may name the sound's length, so that such a file cannot be judged.
    """
    if "matroska" not in container.format.name or container.streams.audio or not container.duration:
        return False
    return shown_until + _MATROSKA_TOLERANCE < Fraction(container.duration, _MICROSECONDS)


def _collect(file: Path, frames: Iterator[VideoFrame], wanted: set[int] | None) -> dict[int, Frame]:
    """Convert the wanted frames, keyed by their number; stops after the last one."""
    last = None if wanted is None else max(wanted)
    size: tuple[int, int] | None = None
    kept: dict[int, Frame] = {}
    for number, frame in enumerate(frames):
        if size is None:
            size = (frame.width, frame.height)
            refuse_too_large(file, *size)
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
    quarter_turns, mirrored = _orientation(frame)
    upright = np.rot90(array, quarter_turns)
    return np.ascontiguousarray(np.fliplr(upright) if mirrored else upright, dtype=np.uint8)


def _orientation(frame: VideoFrame) -> tuple[int, bool]:
    """How a stored frame is shown: counterclockwise quarter turns (0 to 3), then whether it is mirrored sideways."""
    data = frame.side_data.get("DISPLAYMATRIX")
    if data is None:
        return 0, False
    # Three rows of three fixed-point numbers; a point (x, y) is shown at (a x + c y, b x + d y), y pointing down.
    a, b, _, c, d, *_ = (int(value) for value in np.frombuffer(bytes(data), np.int32))
    mirrored = a * d - b * c < 0
    if mirrored:
        a, c = -a, -c
    # The stored right-hand direction (1, 0) is shown towards (a, b): right, up, left or down.
    if abs(a) >= abs(b):
        return (0 if a >= 0 else 2), mirrored
    return (1 if b < 0 else 3), mirrored


def _declared_count(container: InputContainer, stream: VideoStream) -> int | None:
    """Frames that the container lists, or None where only decoding can tell.

    MP4 and MOV list every frame, also those that an edit list hides; a fragmented file lists none in its header.
    """
    if not _has_full_index(container, stream):
        return None
    return sum(not entry.is_discard for entry in stream.index_entries)


def _has_full_index(container: InputContainer, stream: VideoStream) -> bool:
    return "mp4" in container.format.name.split(",") and stream.frames > 0 and len(stream.index_entries) > 0


def _lacks_data(container: InputContainer, stream: VideoStream) -> bool:
    return any(entry.pos + entry.size > container.size for entry in stream.index_entries)


def _duration(container: InputContainer, stream: VideoStream) -> Fraction | None:
    if stream.duration and stream.time_base:
        return stream.duration * stream.time_base
    return Fraction(container.duration, _MICROSECONDS) if container.duration else None


def _count_decodable(file: Path) -> tuple[int, bool]:
    """Count the frames before the first damage, and tell whether the end was reached without any."""
    count = 0
    with open_video(file) as (container, stream):
        try:
            # One thread: with several, frames that were complete are lost when a later one fails.
            for _ in _frames(container, stream, "NONE"):
                count += 1
        except _DECODING_ERRORS:
            return count, False
    return count, True


def _count_all(file: Path) -> int:
    count, complete = _count_decodable(file)
    if not complete:
        raise _cut_short(file, count, None)
    return count


def _refuse_impossible(file: Path, stream: VideoStream, wanted: set[int] | None, declared: int | None) -> None:
    if wanted is not None and min(wanted) < 0:
        raise _out_of_range(file, min(wanted), declared)
    if wanted is not None and declared is not None and max(wanted) >= declared:
        raise _out_of_range(file, max(wanted), declared)
    needed = declared if wanted is None else len(wanted)
    if needed is not None and needed * stream.codec_context.width * stream.codec_context.height * 3 > MAX_HELD_BYTES:
        raise _too_many(file)


def _out_of_range(file: Path, index: int, count: int | None) -> MediaError:
    known = "" if count is None else f"; it has {count}, numbered from 0"
    return MediaError(f"'{file.name}' has no frame {index}{known}.", "Choose a frame inside the video.")


def _too_many(file: Path) -> MediaError:
    return MediaError(
        f"The frames of '{file.name}' need more than {MAX_HELD_BYTES >> 30} GiB of memory.",
        "Choose a shorter part, or make a smaller copy.",
    )


def _damaged(file: Path, declared: int | None) -> MediaError:
    """Describe a damaged file by the number of frames that can still be read."""
    return _cut_short(file, _count_decodable(file)[0], declared)


def _cut_short(file: Path, count: int, declared: int | None) -> MediaError:
    remedy = "Copy or export it again; if only this copy exists, cut the readable part out with a video editor."
    if declared is None:
        return MediaError(f"'{file.name}' is damaged or cut short: only its first {count} frames can be read.", remedy)
    return MediaError(f"'{file.name}' is cut short or damaged: {count} of {declared} frames can be read.", remedy)
