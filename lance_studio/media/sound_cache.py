"""The sound tracks of each file are indexed once: indexes are shared and kept by content (`content_cache`)."""

from lance_studio.errors import MediaError
from lance_studio.language import tr
from lance_studio.media.cache_folder import INDEX
from lance_studio.media.content_cache import ContentCache
from lance_studio.media.sound_format import from_bytes, to_bytes
from lance_studio.media.sound_index import SoundIndex, Sounds
from lance_studio.media.sound_scan import scan_sounds
from lance_studio.media.sources import Source

HELD_PACKETS = 2_000_000
"""Packets that are held in memory, of all indexes together: about ten hours of sound, 64 MB."""

_tracks = ContentCache(
    ".sound" + INDEX,
    lambda source: scan_sounds(source),
    to_bytes,
    from_bytes,
    lambda sounds: sum(len(each.packets) for each in sounds.readable if each.packets is not None),
    lambda: HELD_PACKETS,
)


def load_sounds(source: Source) -> Sounds:
    """Find the sound tracks of a file, in memory, in the cache folder, or else by reading it.

    Args:
        source: The file; a stream is read every time, because nobody knows its content.

    Returns:
        The tracks.

    Raises:
        MediaError: The source is of no known container, has no sound, or is longer than any is.
    """
    return _tracks.load(source)


def choose_track(source: Source, sounds: Sounds, wanted: int | None) -> tuple[int, SoundIndex]:
    """Choose a sound track.

    Args:
        source: The file, for the message.
        sounds: Its sound tracks.
        wanted: The place of one, from 0; None for the one that is heard unless another one is asked for.

    Returns:
        Its place and the track.

    Raises:
        MediaError: There is no such track, or it cannot be decoded.
    """
    number, count = sounds.default if wanted is None else wanted, len(sounds.tracks)
    if not 0 <= number < count:
        raise MediaError(
            tr("'{name}' has no sound track {number}.", name=source.name, number=number + 1),
            tr("It has {n}; choose one from 1 to {n}.", one="It has one; choose 1.", n=count),
        )
    track = sounds.tracks[number]
    if track is None:
        raise damaged_sound(source)
    return number, track


def damaged_sound(source: Source) -> MediaError:
    """Say that a sound cannot be decoded."""
    return MediaError(tr("The sound of '{name}' is damaged.", name=source.name), tr("Copy or export the file again."))


def forget_sounds() -> None:
    """Drop what is held in memory; the cache folder stays as it is."""
    _tracks.forget_all()
