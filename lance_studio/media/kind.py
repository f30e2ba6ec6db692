"""Tells pictures from videos by what a file contains; its name is never trusted."""

import enum
import os

from lance_studio.errors import MediaError
from lance_studio.language import tr
from lance_studio.media.animation_parts import is_animation
from lance_studio.media.files import require_file
from lance_studio.media.heif_boxes import is_heif
from lance_studio.media.opening import is_picture, open_picture, open_video
from lance_studio.media.sources import Source, read_head
from lance_studio.media.strangers import refuse_stranger

_AVIF_BRANDS = {b"avif", b"avis"}

_PICTURE_SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")


class MediaKind(enum.Enum):
    """What a file can be used as."""

    IMAGE = "image"
    VIDEO = "video"


def detect_kind(path: str | os.PathLike[str]) -> MediaKind:
    """Judge a file by its content.

    Animated GIF, WebP, PNG and AVIF files with more than one frame count as videos.

    Args:
        path: The file.

    Returns:
        Whether it is a picture or a video. The header was read, not the pixels: reading them may still fail.

    Raises:
        MediaError: The file is missing, a folder, empty, too large, or neither a picture nor a video.
    """
    return source_kind(require_file(path))


def source_kind(file: Source) -> MediaKind:
    """Judge a checked source by its content, as `detect_kind` does.

    Args:
        file: A checked source (see `sources.require_source`).

    Returns:
        Whether it is a picture or a video.

    Raises:
        MediaError: It is too large, or neither a picture nor a video.
    """
    head = read_head(file, 64)
    refuse_stranger(file)
    if is_picture(file):
        with open_picture(file):  # refuses what is too large
            return MediaKind.VIDEO if is_animation(file) else MediaKind.IMAGE
    is_avif, is_webp = head[4:8] == b"ftyp" and head[8:12] in _AVIF_BRANDS, head[:4] + head[8:12] == b"RIFFWEBP"
    if head.startswith(_PICTURE_SIGNATURES) or is_avif or is_webp or is_heif(head):
        raise MediaError(tr("'{name}' is a damaged picture.", name=file.name), tr("Copy, download or export it again."))
    with open_video(file):
        return MediaKind.VIDEO
