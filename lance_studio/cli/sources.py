"""Input files: read as the model takes them, with a word on what of them is not used."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from lance_studio.cli.console import Reporter
from lance_studio.errors import InvalidRequestError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lance_studio.media.recipes import SourceRecord
    from lance_studio.media.video import VideoInfo

Frame: TypeAlias = "NDArray[np.uint8]"

_SEEN_SECONDS = 6
_SEEN_FRAMES = 69
_FRAME_RATE = 12
# Frames of a clip that is copied into a result are read in pieces of about this size.
_PIECE_BYTES = 1 << 30


@dataclass(frozen=True, slots=True)
class Clip:
    """A clip's file and facts."""

    path: Path
    info: "VideoInfo"

    def __post_init__(self) -> None:
        # Guaranteed by probing; what follows divides by both.
        assert self.info.frame_count > 0
        assert self.info.frame_rate > 0


def is_video(path: Path) -> bool:
    """Whether a file is a video rather than a picture, judged by its content.

    Raises:
        MediaError: It is neither, or cannot be read.
    """
    from lance_studio.media.kind import MediaKind, detect_kind

    return detect_kind(path) is MediaKind.VIDEO


def are_videos(paths: Sequence[Path]) -> bool:
    """Whether files that belong together are videos rather than pictures.

    Raises:
        InvalidRequestError: They are of both kinds.
        MediaError: One is neither, or cannot be read.
    """
    kinds = [is_video(path) for path in paths]
    for path, kind in zip(paths, kinds, strict=True):
        if kind != kinds[-1]:
            raise InvalidRequestError(
                f"'{path}' is a {_kind(kind)}, '{paths[-1]}' is a {_kind(kinds[-1])}.",
                "Use pictures only, or videos only.",
            )
    return kinds[-1]


def _kind(video: bool) -> str:
    return "video" if video else "picture"


def load_picture(path: Path, *, instead: str) -> Frame:
    """Read a picture, upright and in sRGB.

    Args:
        path: The file.
        instead: What to do if it is a video.

    Raises:
        InvalidRequestError: It is a video.
        MediaError: It cannot be read.
    """
    from lance_studio.media.images import load_image

    if is_video(path):
        raise InvalidRequestError(f"'{path}' is a video, a picture is needed.", instead)
    return load_image(path)


def probe_clip(path: Path, *, instead: str, reporter: Reporter) -> Clip:
    """Read a clip's facts, and say so if it has sound.

    Args:
        path: The file.
        instead: What to do if it is a picture.
        reporter: Where to tell it.

    Raises:
        InvalidRequestError: It is a picture.
        MediaError: It cannot be read.
    """
    from lance_studio.media.video import probe_video

    if not is_video(path):
        raise InvalidRequestError(f"'{path}' is a picture, a video is needed.", instead)
    clip = Clip(path, probe_video(path))
    if clip.info.has_audio:
        reporter.warn(f"The sound of '{path.name}' is not used.")
    return clip


def seen_frames(clip: Clip, reporter: Reporter, *, edits: bool) -> list[Frame]:
    """The frames that the model sees of a whole clip; says so if they are sparse.

    Args:
        clip: The clip.
        reporter: Where to tell it.
        edits: Whether the result will have just these frames.

    Raises:
        MediaError: The clip cannot be read.
    """
    from lance_studio.engine.preprocess import sample_frame_indices
    from lance_studio.media.video import read_frames

    info = clip.info
    if info.duration > _SEEN_SECONDS:
        text = (
            f"'{clip.path.name}' lasts {float(info.duration):.1f} s; the model sees {_SEEN_FRAMES} frames spread over "
            "all of it"
        )
        lasts = f", so the edit lasts {_SEEN_FRAMES / _FRAME_RATE:g} s and moves faster" if edits else ""
        reporter.warn(f"{text}{lasts}.")
    return read_frames(clip.path, sample_frame_indices(info.frame_count, info.frame_rate))


def tail_frames(clip: Clip, wanted: int) -> list[Frame]:
    """The clip's last frames at the model's 12 frames a second.

    Raises:
        MediaError: The clip cannot be read.
    """
    from lance_studio.engine.preprocess import tail_frame_indices
    from lance_studio.media.video import read_frames

    return read_frames(clip.path, tail_frame_indices(clip.info.frame_count, clip.info.frame_rate, wanted))


def resampled_frames(clip: Clip, size: tuple[int, int]) -> Iterator[Frame]:
    """The whole clip at 12 frames a second, cropped and resized as the model crops and resizes its last frames.

    Args:
        clip: The clip.
        size: Width and height of the frames.

    Yields:
        Frames, the last of which is the clip's last.

    Raises:
        MediaError: The clip cannot be read.
    """
    from lance_studio.engine.preprocess import resize_to_bucket, tail_frame_indices
    from lance_studio.media.video import read_frames

    info = clip.info
    count = resampled_count(info.frame_count, info.frame_rate)
    indices = tail_frame_indices(info.frame_count, info.frame_rate, count)
    # A long clip does not fit into memory at once; each piece costs decoding from the start again.
    piece = max(1, _PIECE_BYTES // (info.width * info.height * 3))
    for start in range(0, count, piece):
        for frame in read_frames(clip.path, indices[start : start + piece]):
            yield resize_to_bucket(frame, size)


def resampled_count(frame_count: int, frame_rate: Fraction) -> int:
    """How many instants at 12 frames a second a file has, counted back from its last frame."""
    return int((frame_count - 1) * _FRAME_RATE / frame_rate) + 1


def source_records(paths: Sequence[Path]) -> tuple["SourceRecord", ...]:
    """Names and hashes of input files, for the recipe.

    Raises:
        MediaError: A file cannot be read.
    """
    from lance_studio.media.files import sha256_file
    from lance_studio.media.recipes import SourceRecord

    return tuple(SourceRecord(path.name, sha256_file(path)) for path in paths)
