"""Describes the sound of a film or sound file: what is heard of it, and what is chosen, guessed or added for that."""

from fractions import Fraction

from lance_studio.media.facts import SoundFacts, TrackFacts
from lance_studio.media.index import MediaIndex
from lance_studio.media.notes import note
from lance_studio.media.sound_index import SoundIndex, Sounds

_BEST_SOUND = 2  # channels that are heard
_LATE = Fraction(1, 10)  # seconds by which sound may begin late in any film
_OFF = Fraction(1, 50)  # share of its length by which a header may be off, but at least
_OFF_SECONDS = Fraction(1, 10)


def describe_sound(sounds: Sounds, start: Fraction) -> SoundFacts | None:
    """Tell what is heard of a file.

    Args:
        sounds: Its sound tracks.
        start: When the medium begins, in seconds on the container's clock.

    Returns:
        The facts; None if there is nothing that can be heard.
    """
    number = sounds.default
    index = sounds.tracks[number] if sounds.tracks else None
    if index is None:
        return None
    tracks = tuple(
        None if each is None else _track(place, each, start) for place, each in enumerate(sounds.tracks, start=1)
    )
    return SoundFacts(
        index.rate,
        index.channels,
        index.layout,
        index.duration,
        index.codec,
        len(sounds.tracks),
        number + 1,
        tuple(each for each in tracks if each is not None),
    )


def sound_warnings(sounds: Sounds, film: MediaIndex | None = None) -> list[str]:
    """Say what is chosen, guessed or added.

    Args:
        sounds: The sound tracks of a file.
        film: The film that they belong to; None for a sound file.

    Returns:
        A sentence for each thing.
    """
    number, count = sounds.default, len(sounds.tracks)
    index = sounds.tracks[number] if count else None
    if index is None:
        return []
    found: list[str] = []
    if count > 1:
        found.append(note("tracks-marked" if index.is_default else "tracks", count=count, number=number + 1))
        missing = [place for place, each in enumerate(sounds.tracks, start=1) if each is None]
        found += [note("track-unreadable", number=place) for place in missing]
    if index.channels > _BEST_SOUND:
        found.append(note("mixed", count=index.channels))
    if index.changes:
        found.append(note("changes"))
    if index.pauses:
        found.append(note("pauses", count=index.pauses))
    return found + (_length_warnings(index) if film is None else _misfits(index, film))


def _length_warnings(index: SoundIndex) -> list[str]:
    if index.declared is None:
        return [note("length-measured")]
    if abs(index.declared - index.duration) > max(_OFF_SECONDS, _OFF * index.duration):
        declared, measured = float(index.declared), float(index.duration)
        return [note("length-corrected", declared=declared, measured=measured)]
    return []


def _misfits(index: SoundIndex, film: MediaIndex) -> list[str]:
    """What of the sound lies outside the picture, or of the picture outside the sound."""
    found: list[str] = []
    picture_start = film.frames.origin
    picture_end = film.span.start + film.time_of(film.frames.count)
    if film.duration is None:
        found.append(note("length-measured"))
    if film.lead:
        found.append(note("picture-later", seconds=float(film.lead)))
    if index.origin - picture_start > _LATE:
        found.append(note("sound-later", seconds=float(index.origin - picture_start)))
    if film.span.end > picture_end:
        found.append(note("sound-longer", seconds=float(film.span.end - picture_end)))
    return found


def _track(number: int, index: SoundIndex, start: Fraction) -> TrackFacts:
    return TrackFacts(
        number,
        index.rate,
        index.channels,
        index.layout,
        index.origin - start,
        index.duration,
        index.codec,
        index.is_default,
        index.language,
        index.title,
    )
