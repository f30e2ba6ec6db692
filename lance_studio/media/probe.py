"""Facts of any media file."""

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from lance_studio.errors import MediaError, MediaLimitError
from lance_studio.media.animation_parts import is_animation
from lance_studio.media.images import shown_size
from lance_studio.media.info import MediaInfo
from lance_studio.media.kind import source_kind
from lance_studio.media.opening import is_picture, open_picture
from lance_studio.media.sources import MediaInput, Source, byte_size, require_source
from lance_studio.media.strangers import refuse_row_of_jpegs

if TYPE_CHECKING:
    from lance_studio.media.sound_index import Sounds


def probe(source: MediaInput) -> MediaInfo:
    """Read a media file's facts, judged by its content.

    A picture is decoded, a film's packets are read once and its first frame is decoded, a sound's first samples are
    decoded: what is described can be used.

    Args:
        source: A picture, film or sound.

    Returns:
        The facts.

    Raises:
        MediaError: The source is missing, damaged, cut short, too large, or of an unknown kind.
    """
    file = require_source(source)
    if is_picture(file) and not is_animation(file):
        width, height = shown_size(source)
        with open_picture(file) as image:
            codec = (image.format or "").lower()
        if codec == "jpeg":
            refuse_row_of_jpegs(file)
        return MediaInfo("picture", file.name, byte_size(file), width, height, frame_count=1, codec=codec)
    # Pictures are looked up without them: they import numpy, which takes a third of the time of that.
    from lance_studio.media.frames import FrameReader
    from lance_studio.media.sound import AudioReader, sound_facts
    from lance_studio.media.sound_cache import choose_track

    sounds = None if is_picture(file) else _sounds_of(file)
    if sounds is not None and not sounds.has_picture:
        with AudioReader(source) as reader:
            reader.read(Fraction(0), 1)
            info = reader.info
        length = max(span.end for span in sounds.spans) - min(span.start for span in sounds.spans)
        return MediaInfo("audio", file.name, byte_size(file), duration=length, codec=info.codec, audio=info)
    source_kind(file)  # says why, if it is nothing that can be used
    with FrameReader(source) as reader:
        if sounds is None or not sounds.readable:
            return reader.info
        return replace(reader.info, audio=sound_facts(choose_track(file, sounds, None)[1]))


def _sounds_of(file: Source) -> "Sounds | None":
    """The sound tracks of a film or sound; None where there are none."""
    from lance_studio.media.sound_cache import load_sounds

    try:
        return load_sounds(file)
    except MediaLimitError:
        raise
    except MediaError:
        return None
