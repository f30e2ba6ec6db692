"""What `info` says of a media file: lines for people, and an object for programs."""

from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lance_studio.media.facts import ColourFacts, MediaFacts, SoundFacts, TrackFacts

_KINDS = {"picture": "picture", "video": "film", "audio": "sound"}


def media_document(facts: "MediaFacts") -> dict[str, Any]:
    """Put facts into JSON; the keys are stable, and explained in the command's help.

    Args:
        facts: What is known of the file.

    Returns:
        The object.
    """
    return {
        "bytes": facts.byte_size,
        "kind": facts.kind,
        "container": facts.container,
        "codec": facts.codec,
        "width": facts.width or None,
        "height": facts.height or None,
        "stored_width": facts.stored_width or None,
        "stored_height": facts.stored_height or None,
        "pixel_aspect": _fraction(facts.pixel_aspect) if facts.width else None,
        "rotation": facts.rotation,
        "frames": facts.frames,
        "pictures": facts.pictures or None,
        "rate": _fraction(facts.rate),
        "variable_rate": facts.variable_rate,
        **_duration(facts.duration),
        "alpha": facts.alpha,
        "bits": facts.bits or None,
        "interlaced": facts.interlaced,
        "colour": None if facts.colour is None else _colour_document(facts.colour),
        "sound": None if facts.sound is None else _sound_document(facts.sound),
        "warnings": list(facts.warnings),
    }


def media_lines(facts: "MediaFacts") -> list[str]:
    """Put facts into lines for people.

    Args:
        facts: What is known of the file.

    Returns:
        The lines: facts first, then what is converted, guessed or dropped.
    """
    rows = [("kind", f"{_KINDS[facts.kind]} ({_format(facts)})"), ("size", _size_text(facts))]
    if facts.kind == "video":
        variable = ", variable" if facts.variable_rate else ""
        rows.append(("frames", f"{facts.frames}, {_rate_text(facts.rate)} a second{variable}"))
    if facts.kind != "picture":
        rows.append(("duration", _seconds(facts.duration)))
    if facts.colour is not None:
        alpha = ", with alpha" if facts.alpha else ""
        rows.append(("colour", f"{_colour_text(facts.colour)}, {facts.bits} bits{alpha}"))
    if facts.sound is not None:
        rows.append(("sound", _sound_text(facts.sound)))
        if facts.sound.tracks > 1:
            rows += [(f"track {track.number}", _track_text(track)) for track in facts.sound.choices]
    elif facts.kind == "video":
        rows.append(("sound", "none"))
    width = max(len(name) for name, _ in rows)
    lines = [facts.name, *(f"  {name:{width}}  {value}" for name, value in rows if value)]
    return lines + (["", "Note:", *(f"  {warning}" for warning in facts.warnings)] if facts.warnings else [])


def _colour_document(colour: "ColourFacts") -> dict[str, str | None]:
    return {
        "space": colour.space,
        "primaries": colour.primaries,
        "transfer": colour.transfer,
        "matrix": colour.matrix,
        "range": colour.range,
        "profile": colour.profile,
        "hdr": colour.hdr,
    }


def _sound_document(sound: "SoundFacts") -> dict[str, Any]:
    return {
        "rate": sound.sample_rate,
        "channels": sound.channels,
        "layout": sound.layout,
        **_duration(sound.duration),
        "codec": sound.codec,
        "tracks": sound.tracks,
        "track": sound.track,
        "choices": [
            {
                "track": track.number,
                "rate": track.sample_rate,
                "channels": track.channels,
                "layout": track.layout,
                "start": round(float(track.start), 6),
                **_duration(track.duration),
                "codec": track.codec,
                "default": track.is_default,
                "language": track.language or None,
                "title": track.title or None,
            }
            for track in sound.choices
        ],
    }


def _duration(seconds: Fraction | None) -> dict[str, Any]:
    return {"duration": None if seconds is None else round(float(seconds), 6), "duration_exact": _fraction(seconds)}


def _fraction(value: Fraction | None) -> str | None:
    return None if value is None else f"{value.numerator}/{value.denominator}"


def _format(facts: "MediaFacts") -> str:
    return facts.container if facts.container == facts.codec else f"{facts.container}, {facts.codec}"


def _size_text(facts: "MediaFacts") -> str:
    if not facts.width:
        return ""
    stored = f"{facts.stored_width}x{facts.stored_height}"
    shown = f"{facts.width}x{facts.height}"
    return shown if shown == stored else f"{shown} (stored as {stored})"


def _rate_text(rate: Fraction | None) -> str:
    if rate is None:
        return "unknown"
    return str(rate) if rate.denominator == 1 else f"{rate} ({float(rate):.3f})"


def _seconds(duration: Fraction | None) -> str:
    return "not known" if duration is None else f"{float(duration):.3f} s"


def _colour_text(colour: "ColourFacts") -> str:
    named = [colour.primaries, colour.transfer, colour.matrix, colour.range and f"{colour.range} range", colour.profile]
    hdr = [f"HDR ({colour.hdr})"] if colour.hdr else []
    return ", ".join([colour.space, *hdr, *(name for name in named if name)])


def _sound_text(sound: "SoundFacts") -> str:
    tracks = f", track {sound.track} of {sound.tracks}" if sound.tracks > 1 else ""
    return f"{sound.sample_rate} Hz, {sound.layout}, {_seconds(sound.duration)}, {sound.codec}{tracks}"


def _track_text(track: "TrackFacts") -> str:
    marked = ", marked as the one to play" if track.is_default else ""
    names = "".join(f", {name}" for name in (track.language, track.title) if name)
    return f"{track.sample_rate} Hz, {track.layout}, {_seconds(track.duration)}, {track.codec}{names}{marked}"
