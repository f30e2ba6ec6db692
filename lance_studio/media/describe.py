"""Describes a media file in full: what the studio takes it for, and what is converted, guessed or dropped."""

from dataclasses import replace

import av  # noqa: F401 - whole before its parts
from av.container import InputContainer
from av.video.codeccontext import VideoCodecContext

from lance_studio.language import tr
from lance_studio.media.animation_parts import SHORTEST, SHORTEST_SHOWN, is_animation, short_frames
from lance_studio.media.choosing import Choice, choose
from lance_studio.media.colour import BT709, BT2020
from lance_studio.media.describe_picture import describe_picture
from lance_studio.media.describe_sound import describe_sound, sound_warnings
from lance_studio.media.edit_list import has_other_speeds, read_edit_list
from lance_studio.media.facts import ColourFacts, MediaFacts, colour_of_numbers
from lance_studio.media.frame_colour import BT601, guessed_matrix
from lance_studio.media.index import MediaIndex
from lance_studio.media.info import MediaInfo
from lance_studio.media.notes import note
from lance_studio.media.opening import open_sounds, open_video
from lance_studio.media.probe import probe
from lance_studio.media.sound_cache import load_sounds
from lance_studio.media.sound_index import Sounds
from lance_studio.media.sources import MediaInput, Source, byte_size, read_head, require_source
from lance_studio.media.streams import named_rate, notes_alpha, pixel_aspect

_FULL_RANGE, _LIMITED_RANGE = 2, 1
_MATRIX_NAMES = {BT709: "BT.709", BT2020: "BT.2020", BT601: "BT.601"}


def describe(source: MediaInput, choice: Choice | None = None) -> MediaFacts:
    """Tell what the studio takes a media file for, judged by its content as `probe` does.

    Args:
        source: A picture, film or sound.
        choice: What of it is used, if it holds several pictures.

    Returns:
        The facts, with what was chosen among the warnings.

    Raises:
        MediaError: The source is missing, damaged, cut short, too large, or of an unknown kind.
    """
    file = require_source(source)
    chosen = None if choice is None else choose(file, choice)
    if chosen is not None:
        facts = describe(chosen.source)
        said = (chosen.note, *facts.warnings)
        return replace(facts, name=file.name, byte_size=byte_size(file), pictures=chosen.pictures, warnings=said)
    info = probe(source)
    if info.kind == "picture":
        return describe_picture(file, info)
    if info.kind == "audio":
        return _sound_file(file, info)
    from lance_studio.media.index_cache import load_index

    if is_animation(file):
        return _animation(file, info)
    return _film(file, info, load_index(file))


# --- films and sounds ------------------------------------------------------------------------------------------------


def _film(file: Source, info: MediaInfo, index: MediaIndex) -> MediaFacts:
    with open_video(file) as (container, stream):
        context = stream.codec_context
        rate = named_rate(container, stream)
        space, bits, alpha = _pixels(context)
        stream_id = stream.id
        facts = MediaFacts(
            kind="video",
            name=info.name,
            byte_size=info.byte_size,
            container=_container_name(file, container),
            codec=context.codec.canonical_name,
            width=info.width,
            height=info.height,
            stored_width=context.width,
            stored_height=context.height,
            pixel_aspect=pixel_aspect(container, stream),
            rotation=info.rotation,
            frames=info.frame_count,
            rate=info.frame_rate,
            variable_rate=info.variable_rate,
            duration=info.duration,
            alpha=alpha or notes_alpha(stream),
            bits=bits,
            interlaced=info.interlaced,
            sound_alone=_sound_alone(info, index),
            colour=_colour(context, space),
        )
    sounds = Sounds((), True) if info.audio is None else load_sounds(file)
    silent = [note("unreadable")] if info.audio is None and index.of_kind("audio") else []
    facts = replace(facts, sound=describe_sound(sounds, index.span.start))
    guesses = [] if rate else [note("rate-guessed", rate=facts.rate)]
    if index.frames.order is not None and has_other_speeds(read_edit_list(file, stream_id)):
        guesses.append(note("other-speed"))
    if index.frames.left_out:
        guesses.append(note("left-out", count=index.frames.left_out))
    if index.frames.is_cut:
        guesses.append(note("end-cut-off"))
    return replace(facts, warnings=(*_picture_warnings(facts), *guesses, *silent, *_track_warnings(sounds, index)))


def _sound_alone(info: MediaInfo, index: MediaIndex) -> bool:
    if info.audio is None or info.duration is None or not info.frame_rate:
        return False
    after = info.duration - index.time_of(index.frames.count)
    return max(index.time_of(0), after) > 1 / info.frame_rate


def _animation(file: Source, info: MediaInfo) -> MediaFacts:
    facts = describe_picture(file, info, animated=True)
    found: list[str] = []
    short = short_frames(file)
    if short:
        found.append(note("short-frames", count=short, least=int(SHORTEST * 1000), shown=int(SHORTEST_SHOWN * 1000)))
    if info.variable_rate:
        found.append(note("variable-rate"))
    return replace(
        facts,
        kind="video",
        frames=info.frame_count,
        rate=info.frame_rate,
        variable_rate=info.variable_rate,
        duration=info.duration,
        warnings=(*found, *facts.warnings),
    )


def _sound_file(file: Source, info: MediaInfo) -> MediaFacts:
    with open_sounds(file) as (container, _):
        name = _container_name(file, container)
    sounds = load_sounds(file)
    return MediaFacts(
        kind="audio",
        name=info.name,
        byte_size=info.byte_size,
        container=name,
        codec=info.codec,
        duration=info.duration,
        sound=describe_sound(sounds, min(span.start for span in sounds.spans)),
        warnings=tuple(sound_warnings(sounds)),
    )


def _pixels(context: VideoCodecContext) -> tuple[str, int, bool]:
    """What pixels consist of: the space of `ColourFacts`, bits of a channel, whether there is alpha."""
    pixels = context.format
    if pixels is None or not pixels.components:
        return "yuv", 8, False
    colours = [part for part in pixels.components if not part.is_alpha]
    space = "rgb" if pixels.is_rgb or pixels.has_palette else ("grey" if len(colours) == 1 else "yuv")
    return space, max(part.bits for part in pixels.components), len(colours) < len(pixels.components)


def _colour(context: VideoCodecContext, space: str) -> ColourFacts:
    full = {_FULL_RANGE: True, _LIMITED_RANGE: False}.get(int(context.color_range))
    return colour_of_numbers(space, int(context.color_primaries), int(context.color_trc), int(context.colorspace), full)


def _container_name(file: Source, container: InputContainer) -> str:
    name = container.format.name.split(",")[0]
    if name == "mov":
        return "mov" if container.metadata.get("major_brand", "qt").strip() == "qt" else "mp4"
    if name == "matroska":
        return "webm" if b"webm" in read_head(file, 64) else "matroska"
    return name


# --- what is converted, guessed or dropped ---------------------------------------------------------------------------


def _picture_warnings(facts: MediaFacts) -> list[str]:
    found: list[str] = []
    if facts.rotation:
        found.append(note("turned", degrees=facts.rotation))
    if facts.pixel_aspect != 1:
        stored, shown = f"{facts.stored_width}x{facts.stored_height}", f"{facts.width}x{facts.height}"
        found.append(note("pixel-aspect", aspect=facts.pixel_aspect, stored=stored, shown=shown))
    if facts.variable_rate:
        found.append(note("variable-rate"))
    if facts.interlaced:
        found.append(note("interlaced"))
    if facts.alpha:
        found.append(note("film-alpha"))
    return found + _colour_warnings(facts)


def _colour_warnings(facts: MediaFacts) -> list[str]:
    colour = facts.colour
    if colour is None:
        return []
    found: list[str] = []
    if colour.hdr is not None:
        found.append(note("hdr", kind=colour.hdr))
    elif not colour.is_srgb:
        found.append(note("converted", colours=", ".join(filter(None, (colour.primaries, colour.transfer)))))
    if colour.space == "yuv" and colour.matrix is None:
        guess = guessed_matrix(facts.stored_width, facts.stored_height, BT2020 if colour.primaries == "bt2020" else 2)
        found.append(note("matrix-guessed", matrix=_MATRIX_NAMES[guess]))
    if facts.bits > 8:
        found.append(note("depth", bits=facts.bits))
    return found


def _track_warnings(sounds: Sounds, index: MediaIndex) -> list[str]:
    found: list[str] = []
    pictures, texts = index.of_kind("video"), index.of_kind("subtitle")
    if len(pictures) > 1:
        found.append(note("video-tracks", count=len(pictures)))
    if texts:
        found.append(tr("Subtitles are left out ({n} tracks).", one="Subtitles are left out (1 track).", n=len(texts)))
    return found + sound_warnings(sounds, index)
