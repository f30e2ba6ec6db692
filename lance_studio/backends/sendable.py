"""Whether a value can travel to the engine's process: what a stored request may hold, and a message cannot."""

from collections.abc import Iterator
from typing import Any

import msgspec

from lance_studio.errors import InvalidRequestError
from lance_studio.requests import ModelChoice, Request


def require_sendable(request: Request, model: ModelChoice) -> None:
    """Check that a request and its model can be written into a message.

    Args:
        request: What the engine is asked.
        model: What it runs on.

    Raises:
        InvalidRequestError: They cannot; the cause names the value.
    """
    try:
        msgspec.msgpack.encode((request, model))
    except Exception as error:
        reasons = [*_reasons(request, "request"), *_reasons(model, "model")]
        cause = reasons[0] if reasons else f"The request cannot be given to the engine: {storable(str(error))}."
        raise InvalidRequestError(cause, "Create it again with other values.") from error


def _reasons(value: Any, name: str) -> Iterator[str]:
    """Say in words which parts of a value no message can hold."""
    if isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            yield from _reasons(getattr(value, field), field.replace("_", " "))
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _reasons(part, name)
    elif isinstance(value, str) and storable(value) != value:
        yield f"The {name} holds a character that is half of one: '{storable(value)}'."


def storable(text: str) -> str:
    """Return a text as messages and the project can hold it: lone surrogates become escapes as Python writes them."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
