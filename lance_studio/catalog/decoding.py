"""JSON of a model folder into typed values; the value that does not fit is named, with what is allowed there."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar, get_args, get_origin

import msgspec

from lance_studio.catalog.fields import COPY_AGAIN, wrong_value
from lance_studio.errors import CheckpointError, InvalidRequestError
from lance_studio.language import tr, translate
from lance_studio.requests.ranges import range_in_words

T = TypeVar("T", bound=msgspec.Struct)
_REFUSED = (msgspec.ValidationError, InvalidRequestError, UnicodeEncodeError)


def decode(path: Path, data: Mapping[str, Any], kind: type[T]) -> T:
    """Check and convert a JSON object; fields that the type does not have are ignored.

    Args:
        path: The file that it comes from, for complaints.
        data: The object.
        kind: What it becomes. `Meta` of its fields says what is allowed, by a description where no range can.

    Raises:
        CheckpointError: Names the first field that is missing or wrong, and what is allowed.
    """
    try:
        return msgspec.convert(data, kind)
    except _REFUSED as error:
        raise _complaint(path, "", data, kind) or _whole(path, "", error) from None


def _complaint(path: Path, place: str, value: Any, declared: Any) -> CheckpointError | None:
    """The complaint about the innermost value that does not have its declared type; None where all of it has."""
    try:
        msgspec.convert(value, declared)
    except _REFUSED as error:
        bare = get_args(declared)[0] if get_origin(declared) is Annotated else declared
        is_struct = isinstance(bare, type) and issubclass(bare, msgspec.Struct)
        if not isinstance(value, dict) or not (is_struct or get_origin(bare) is dict):
            return wrong_value(path, place, value, _wanted(declared))
        inner = _in_fields(path, place, value, bare) if is_struct else _in_names(path, place, value, bare)
        if inner is not None:
            return inner
        # Each value is right by itself: there are too few of them, or they do not go together.
        too_few = declared is not bare
        return wrong_value(path, place, value, _wanted(declared)) if too_few else _whole(path, place, error)
    return None


def _in_fields(path: Path, place: str, value: Mapping[str, Any], kind: type[msgspec.Struct]) -> CheckpointError | None:
    for field in msgspec.structs.fields(kind):
        inside = f"{place}.{field.name}".lstrip(".")
        if field.name in value:
            found = _complaint(path, inside, value[field.name], field.type)
        else:
            found = (
                CheckpointError(tr("{path}: '{inside}' is missing.", path=path, inside=inside), translate(COPY_AGAIN))
                if field.required
                else None
            )
        if found is not None:
            return found
    return None


def _in_names(path: Path, place: str, value: Mapping[str, Any], kind: Any) -> CheckpointError | None:
    name_type, item_type = get_args(kind)
    for name, item in value.items():
        inside = f"{place}.{name}"
        found = _complaint(path, inside, name, name_type) or _complaint(path, inside, item, item_type)
        if found is not None:
            return found
    return None


def _whole(path: Path, place: str, error: Exception) -> CheckpointError:
    return CheckpointError(
        tr("{path}: '{place}' does not make sense. {error}", path=path, place=place, error=error), translate(COPY_AGAIN)
    )


def _wanted(declared: Any) -> str:
    if get_origin(declared) is Annotated:
        return range_in_words(declared)
    return tr("true or false") if declared is bool else tr("a text") if declared is str else tr("a section")
