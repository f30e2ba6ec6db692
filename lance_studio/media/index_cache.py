"""Each film is indexed once: indexes are shared within the program and kept by content (`content_cache`)."""

from lance_studio.media.cache_folder import INDEX
from lance_studio.media.content_cache import ContentCache
from lance_studio.media.index import MediaIndex
from lance_studio.media.index_format import from_bytes, to_bytes
from lance_studio.media.indexing import build_index
from lance_studio.media.sources import Source

HELD_FRAMES = 1_000_000
"""Frames whose times are held in memory, of all indexes together: about ten hours of film, 40 MB."""

_indexes = ContentCache(
    INDEX,
    lambda source: build_index(source),
    to_bytes,
    from_bytes,
    lambda index: index.frames.decoded_count,
    lambda: HELD_FRAMES,
)


def load_index(source: Source) -> MediaIndex:
    """Find a film's index, in memory, in the cache folder, or else by building it.

    Args:
        source: The film; the index of a stream is built every time, because nobody knows its content.

    Returns:
        The index; the same object for the same film as long as it is held.

    Raises:
        MediaError: The source is no film, damaged, or cut short.
    """
    return _indexes.load(source)


def keep_index(source: Source, index: MediaIndex) -> None:
    """Replace a film's index by a better one, for example one that was proven by decoding.

    Args:
        source: The film; nothing is kept of a stream.
        index: Its index, which must belong to the film's present content.
    """
    _indexes.keep(source, index)


def forget_all() -> None:
    """Drop what is held in memory; the cache folder stays as it is."""
    _indexes.forget_all()
