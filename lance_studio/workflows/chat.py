"""What a message is about, as it is kept with the message, and where the times in an answer lie."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import msgspec

from lance_studio import limits

Kind = Literal["picture", "frame", "clip", "range"]


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a message is about.

    Attributes:
        kind: A picture, a frame of a film, a whole clip, or a part of one.
        label: What people call it.
        node_id: The node, if any.
        media_id: The medium, if any.
        timeline_id: The timeline that it lies on, if any.
        clip_id: The clip on it, if any.
        start: Where it begins, in seconds of the timeline, else of the medium; None for a picture.
        end: Where it ends, exclusive; None for a picture or frame.
        scale: How many of these seconds pass in a second as the model counts them.
    """

    kind: Kind
    label: str
    node_id: str | None = None
    media_id: str | None = None
    timeline_id: str | None = None
    clip_id: str | None = None
    start: Fraction | None = None
    end: Fraction | None = None
    scale: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time that an answer speaks of.

    Attributes:
        time: Seconds of the timeline, or of the medium where there is no timeline.
        timeline_id: The timeline.
        node_id: The node, where there is no timeline.
    """

    time: Fraction
    timeline_id: str | None = None
    node_id: str | None = None


def contexts_to_json(contexts: tuple[Context, ...]) -> str:
    """Return the text that a message keeps."""
    return msgspec.json.encode(contexts, enc_hook=str).decode()


def contexts_from_json(text: str) -> tuple[Context, ...]:
    """Read what `contexts_to_json` wrote; what cannot be read is left out, because the words still count."""
    try:
        return msgspec.json.decode(text, type=tuple[Context, ...], dec_hook=_decode)
    except (msgspec.DecodeError, UnicodeEncodeError):
        return ()


def moment(contexts: tuple[Context, ...], seconds: Fraction) -> Moment | None:
    """Find where a time of an answer lies.

    Args:
        contexts: What the question was about.
        seconds: The time as the model counts it: from the beginning of what it saw.

    Returns:
        The moment, or None where the question was about no film or the time lies after what the model saw.
    """
    film = next((one for one in contexts if one.kind in ("clip", "range") and one.start is not None), None)
    if film is None or film.start is None:
        return None
    time = film.start + seconds * film.scale
    if seconds < 0 or (film.end is not None and time > film.end):
        return None
    return Moment(time, film.timeline_id, film.node_id)


def _decode(kind: type, value: object) -> Fraction:
    if kind is Fraction and isinstance(value, str):
        return limits.fraction(value)
    raise ValueError(value)
