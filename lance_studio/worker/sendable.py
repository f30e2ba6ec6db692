"""Whether a value can travel to the engine's process: what a stored request may hold, and a message cannot."""

from collections.abc import Iterator
from typing import Any

import msgspec

from lance_studio.errors import InvalidRequestError
from lance_studio.worker.requests import ModelChoice, Request

_LEAST, _GREATEST = -(1 << 63), (1 << 64) - 1
_LARGEST = (1 << 63) - 1
"""No number of the studio may be larger, though a message would hold it."""

_SHOWN = 30
"""So many characters before and after a broken one are shown."""


def require_sendable(request: Request, model: ModelChoice) -> None:
    """Check that a request and its model can be written into a message.

    Args:
        request: What the engine is asked.
        model: What it runs on.

    Raises:
        InvalidRequestError: They cannot; cause and remedy name the value.
    """
    try:
        msgspec.msgpack.encode((request, model))
    except Exception as error:
        reasons = [*_reasons(request, "request"), *_reasons(model, "model")]
        usual = (f"The request cannot be given to the engine: {storable(str(error))}.", "Ask for it again.")
        cause, remedy = reasons[0] if reasons else usual
        raise InvalidRequestError(cause, remedy) from error


def _reasons(value: Any, name: str) -> Iterator[tuple[str, str]]:
    """Say in words which parts of a value no message can hold, and what to do about each."""
    if isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            yield from _reasons(getattr(value, field), field.replace("_", " "))
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _reasons(part, name)
    elif isinstance(value, str) and storable(value) != value:
        yield (
            f"The {name} has a broken character in it, shown here as an escape: '{_around(value)}'.",
            f"Enter the {name} again without it.",
        )
    elif isinstance(value, int) and value > _GREATEST:
        yield f"The {name} {_short(value)} is too large.", f"Choose a {name} of at most {_LARGEST}."
    elif isinstance(value, int) and value < _LEAST:
        yield f"The {name} {_short(value)} is too small.", f"Choose a {name} of at least {_LEAST}."


def _around(text: str) -> str:
    """Return the part of a text that its first broken character is in."""
    place = next(number for number, letter in enumerate(text) if storable(letter) != letter)
    start, end = max(0, place - _SHOWN), place + _SHOWN
    return f"{'…' * (start > 0)}{storable(text[start:end])}{'…' * (end < len(text))}"


def _short(number: int) -> str:
    # Python refuses to write integers of thousands of digits.
    return str(number) if abs(number) < 1 << 128 else f"(a number of {number.bit_length()} bits)"


def storable(text: str) -> str:
    """Return a text as messages and the project can hold it: lone surrogates become escapes as Python writes them."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
