"""Whether a value can travel to the engine's process: what a stored request may hold, and a message cannot."""

from collections.abc import Iterator
from typing import Any

import msgspec

from lance_studio.errors import InvalidRequestError
from lance_studio.language import tr
from lance_studio.requests import ModelChoice, Request

_SHOWN = 30
"""Characters before and after a broken one that are shown."""


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
        usual = (
            tr("The request cannot be given to the engine: {error}.", error=storable(str(error))),
            tr("Ask for it again."),
        )
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
            tr(
                "The {name} has a broken character in it, shown here as an escape: '{place}'.",
                name=name,
                place=_around(value),
            ),
            tr("Enter the {name} again without it.", name=name),
        )


def _around(text: str) -> str:
    """Return the part of a text that its first broken character is in."""
    place = next(number for number, letter in enumerate(text) if storable(letter) != letter)
    start, end = max(0, place - _SHOWN), place + _SHOWN
    return f"{'…' * (start > 0)}{storable(text[start:end])}{'…' * (end < len(text))}"


def storable(text: str) -> str:
    """Return a text as messages and the project can hold it: lone surrogates become escapes as Python writes them."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
