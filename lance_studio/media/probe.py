"""Facts of any media file."""

from dataclasses import replace
from fractions import Fraction

from lance_studio.errors import MediaError, MediaLimitError
from lance_studio.media.animation_parts import is_animation
from lance_studio.media.images import shown_size
from lance_studio.media.info import AudioInfo, MediaInfo
from lance_studio.media.kind import source_kind
from lance_studio.media.opening import has_moving_picture, is_picture, open_picture, open_sound
from lance_studio.media.sources import MediaInput, Source, byte_size, require_source


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
        return MediaInfo("picture", file.name, byte_size(file), width, height, frame_count=1, codec=codec)
    # Pictures are looked up without them: they import numpy, which takes a third of the time of that.
    from lance_studio.media.frames import FrameReader
    from lance_studio.media.sound import AudioReader

    audio = None if is_picture(file) else _sound_of(file)
    if audio is not None and not audio[1]:
        with AudioReader(source) as reader:
            reader.read(Fraction(0), 1)
        info = audio[0]
        return MediaInfo("audio", file.name, byte_size(file), duration=info.duration, codec=info.codec, audio=info)
    source_kind(file)  # says why, if it is nothing that can be used
    with FrameReader(source) as reader:
        return replace(reader.info, audio=None if audio is None else audio[0])


def _sound_of(file: Source) -> tuple[AudioInfo, bool] | None:
    """The sound track's facts and whether there is a moving picture beside it."""
    from lance_studio.media.sound import sound_facts

    try:
        with open_sound(file) as (container, stream):
            return sound_facts(container, stream), has_moving_picture(container)
    except MediaLimitError:
        raise
    except MediaError:
        return None
