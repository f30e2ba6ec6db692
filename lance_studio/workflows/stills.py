"""Animated pictures as stills: their first picture, which can be edited and animated as any other."""

from dataclasses import replace
from typing import TYPE_CHECKING

from lance_studio.errors import CommandRefusedError
from lance_studio.language import mark, tr
from lance_studio.project.commands.media import ChangeKind
from lance_studio.project.rows import Media

if TYPE_CHECKING:
    from lance_studio.media.info import MediaInfo

ANIMATED = frozenset({"gif", "webp", "png", "apng", "avif"})
"""Containers, as `MediaFacts` names them, of pictures that may move."""


def use_as_still(media: Media) -> ChangeKind:
    """Return the step that takes an animated picture as a still; clips that show it go on moving.

    Args:
        media: The medium.

    Raises:
        CommandRefusedError: It is no film.
    """
    if media.kind != "video":
        raise CommandRefusedError(tr("'{name}' is no animated picture.", name=media.name))
    still = replace(media, kind="picture", frames=None, rate=None, duration=None, has_audio=False)
    return ChangeKind(still, name=mark("Use as still"))


def use_as_film(media: Media, info: "MediaInfo") -> ChangeKind:
    """Return the step that lets an animated picture move again.

    Args:
        media: The medium, used as a still.
        info: What probing its file found.

    Raises:
        CommandRefusedError: Its file does not move.
    """
    if info.kind != "video":
        raise CommandRefusedError(tr("'{name}' is no animated picture.", name=media.name))
    moving = replace(
        media,
        kind="video",
        frames=info.frame_count,
        rate=info.frame_rate,
        duration=info.duration,
        has_audio=info.audio is not None,
    )
    return ChangeKind(moving, name=mark("Use as film"))
