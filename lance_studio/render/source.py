"""Where the renderer's media come from."""

from typing import Protocol

from lance_studio.media.sources import MediaInput


class MediaSource(Protocol):
    """Opens media by their identifiers; the project is one."""

    def open(self, media_id: str) -> MediaInput:
        """Find a media file.

        It is called from whatever thread renders, at times from two at once, and not again while what it returned is
        in use and cached; so each call must return a path, bytes, or a stream that nobody else reads.

        Args:
            media_id: A clip's media.

        Returns:
            A path, bytes, or a seekable stream.

        Raises:
            MediaError: The media is missing.
        """
        ...
