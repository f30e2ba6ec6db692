"""What is said of a film that is damaged or cut short: how much of it can still be read."""

from lance_studio.errors import LanceStudioError, MediaError
from lance_studio.language import mark, tr, translate
from lance_studio.media.opening import open_video
from lance_studio.media.sources import Source
from lance_studio.media.streams import DECODING_ERRORS
from lance_studio.memory_shortage import is_memory_shortage, too_little_memory

_REMEDY = mark("Copy or export it again; if only this copy exists, cut the readable part out with a video editor.")


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
    count = _count_decodable(file)
    if declared is None:
        return MediaError(
            tr(
                "'{name}' is damaged or cut short: only its first {count} frames can be read.",
                name=file.name,
                count=count,
            ),
            translate(_REMEDY),
        )
    return MediaError(
        tr(
            "'{name}' is cut short or damaged: {count} of {declared} frames can be read.",
            name=file.name,
            count=count,
            declared=declared,
        ),
        translate(_REMEDY),
    )


def _count_decodable(file: Source) -> int:
    """Count the frames before the first damage."""
    count = 0
    with open_video(file) as (container, stream):
        # One thread: with several, frames that were complete are lost when a later one fails.
        stream.thread_type = "NONE"
        try:
            for frame in container.decode(stream):
                if frame.is_corrupt:
                    break
                count += 1
        except DECODING_ERRORS:
            return count
    return count
