"""Ranges that are declared with a field's type, checked when a value is made in code, and said in words.

A field's type is ``Annotated[int, msgspec.Meta(ge=..., le=..., title="The seed")]``. msgspec checks it when a
message or a stored request is read; :func:`check_fields` checks the same declaration when code makes the value.
"""

from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from lance_studio.errors import InvalidRequestError
from lance_studio.language import tr, translate
from lance_studio.limits import in_words


def check_fields(struct: msgspec.Struct) -> None:
    """Check every field whose type declares a range and a title.

    Raises:
        InvalidRequestError: Names the first value that is out of its range, and the range.
    """
    for name, declared in _declared(type(struct)).items():
        value = getattr(struct, name)
        if not fits(value, declared):
            shown = _shown(value)
            if isinstance(value, tuple) and len(value) == 2:
                shown = tr("{start} to {end}", start=_shown(value[0]), end=_shown(value[1]))
            raise InvalidRequestError(
                tr("{title} is {shown}.", title=translate(limits(declared).title or ""), shown=shown),
                tr("Choose {allowed}.", allowed=range_in_words(declared)),
            )


def fits(value: object, declared: Any) -> bool:
    """Whether a value has a type, and is in the range that it declares."""
    try:
        msgspec.convert(value, declared)
    except msgspec.ValidationError:
        return False
    return True


def limits(declared: Any) -> msgspec.Meta:
    """The range that an annotated type declares, for options and fields that offer it.

    Raises:
        TypeError: The type declares none.
    """
    found = next((part for part in get_args(declared)[1:] if isinstance(part, msgspec.Meta)), None)
    if found is None:
        raise TypeError(f"{declared} declares no range")
    return found


def range_in_words(declared: Any) -> str:
    """What a type with a range takes, such as "a whole number from 1 to 1000"."""
    meta, base = limits(declared), get_args(declared)[0]
    if meta.description:
        return translate(meta.description)
    if get_origin(base) is Literal:
        return tr("one of {names}", names=", ".join(get_args(base)))
    number = tr("a whole number") if base is int else tr("a number")
    unit = translate((meta.extra or {}).get("unit", ""))
    if meta.gt is not None:
        return tr("{number} above {gt:g}, at most {le:g}{unit}", number=number, gt=meta.gt, le=meta.le, unit=unit)
    # A whole number is written in full, also where it is long.
    least, most = (meta.ge, meta.le) if base is int else (f"{meta.ge:g}", f"{meta.le:g}")
    return tr("{number} from {least} to {most}{unit}", number=number, least=least, most=most, unit=unit)


def _shown(value: object) -> str:
    """A value as a sentence can hold it: a number may have thousands of digits."""
    if isinstance(value, int) and value.bit_length() > 128:
        return in_words(value)
    text = repr(value)
    return text if len(text) <= 100 else f"{text[:100]}…"


@cache
def _declared(kind: type[msgspec.Struct]) -> dict[str, Any]:
    hints = get_type_hints(kind, include_extras=True)
    annotated = {name: hint for name, hint in hints.items() if get_origin(hint) is Annotated}
    return {name: hint for name, hint in annotated.items() if limits(hint).title}
