"""Input files: read as the model takes them, with a word on what of them is not used."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from lance_studio.cli.console import Reporter
from lance_studio.errors import InvalidRequestError
from lance_studio.requests.geometry import (
    FRAME_RATE,
    resampled_count,
    seen_sparsely,
    spread_frame_indices,
    tail_frame_indices,
)
from lance_studio.requests.inputs import InputBlock, picture_block

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lance_studio.media.recipes import SourceRecord
    from lance_studio.media.video import VideoInfo

Frame: TypeAlias = "NDArray[np.uint8]"

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


def load_picture(path: Path, *, instead: str) -> InputBlock:
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
    return picture_block(load_image(path))


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


def seen_frames(clip: Clip, reporter: Reporter, *, edits: bool) -> InputBlock:
    """What the model sees of a whole clip; says so if that is sparse.

    Args:
        clip: The clip.
        reporter: Where to tell it.
        edits: Whether the result will have just these frames.

    Raises:
        MediaError: The clip cannot be read.
    """
    info = clip.info
    indices = spread_frame_indices(info.frame_count, info.frame_rate)
    if seen_sparsely(info.frame_count, info.frame_rate):
        text = (
            f"'{clip.path.name}' lasts {float(info.duration):.1f} s; the model sees {len(indices)} frames spread over "
            "all of it"
        )
        lasts = f", so the edit lasts {len(indices) / FRAME_RATE:g} s and moves faster" if edits else ""
        reporter.warn(f"{text}{lasts}.")
    return _block(clip, indices)


def _block(clip: Clip, indices: list[int]) -> InputBlock:
    import numpy as np

    from lance_studio.media.video import read_frames

    return InputBlock(np.stack(read_frames(clip.path, indices)))


def tail_frames(clip: Clip, wanted: int) -> InputBlock:
    """The clip's last frames at the model's 12 frames a second.

    Raises:
        MediaError: The clip cannot be read.
    """
    return _block(clip, tail_frame_indices(clip.info.frame_count, clip.info.frame_rate, wanted))


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
    from lance_studio.engine.preprocess import resize_to_bucket
    from lance_studio.media.video import read_frames

    info = clip.info
    count = resampled_count(info.frame_count, info.frame_rate)
    indices = tail_frame_indices(info.frame_count, info.frame_rate, count)
    # A long clip does not fit into memory at once; each piece costs decoding from the start again.
    piece = max(1, _PIECE_BYTES // (info.width * info.height * 3))
    for start in range(0, count, piece):
        for frame in read_frames(clip.path, indices[start : start + piece]):
            yield resize_to_bucket(frame, size)


def source_records(paths: Sequence[Path]) -> tuple["SourceRecord", ...]:
    """Names and hashes of input files, for the recipe.

    Raises:
        MediaError: A file cannot be read.
    """
    from lance_studio.media.files import sha256_file
    from lance_studio.media.recipes import SourceRecord

    return tuple(SourceRecord(path.name, sha256_file(path)) for path in paths)
