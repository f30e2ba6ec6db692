"""A file with somebody's keys, to carry to another computer: one JSON object with the keys of each action by its id."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from lance_studio.errors import LanceStudioError
from lance_studio.language import mark, tr, translate
from lance_studio.regular_files import open_regular

SUFFIX = "json"

_MOST_BYTES = 1 << 20
_REMEDY = mark("Choose a file that “Export keys” has written. Your keys are as they were.")


class KeyFileError(LanceStudioError):
    """A file of keys cannot be read, or is none."""


_Id = Annotated[str, Meta(pattern=r"^[a-z0-9_]+(?:\.[a-z0-9_]+)+\Z", max_length=100)]
_Keys = Annotated[list[Annotated[str, Meta(min_length=1, max_length=100)]], Meta(max_length=6)]


class _File(msgspec.Struct, forbid_unknown_fields=True):
    program: Literal["lance-studio"]
    kind: Literal["keys"]
    format: Literal[1]
    keys: Annotated[dict[_Id, _Keys], Meta(max_length=2000)]


def write_keys(keys: Mapping[str, Sequence[str]]) -> bytes:
    """Return the content of a file of keys.

    Args:
        keys: The keys of each action, in Qt's portable spelling.
    """
    content = {"program": "lance-studio", "kind": "keys", "format": 1, "keys": {k: list(v) for k, v in keys.items()}}
    return json.dumps(content, indent=1, ensure_ascii=False).encode()


def read_keys(path: Path, is_sequence: Callable[[str], bool]) -> dict[str, tuple[str, ...]]:
    """Read a file of keys.

    Args:
        path: The file.
        is_sequence: Whether a text names keys.

    Returns:
        The keys of each action that the file names, whether this version knows it or not.

    Raises:
        KeyFileError: The file cannot be read, is no file of keys, or names a key that does not exist; says what.
    """
    try:
        with open_regular(path, KeyFileError) as stream:
            data = stream.read(_MOST_BYTES + 1)
    except OSError as error:
        raise KeyFileError(
            tr("'{name}' cannot be read: {reason}.", name=path.name, reason=error.strerror or error), translate(_REMEDY)
        ) from error
    if len(data) > _MOST_BYTES:
        raise KeyFileError(tr("'{name}' is too large for a file of keys.", name=path.name), translate(_REMEDY))
    try:
        found = msgspec.json.decode(data, type=_File)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise KeyFileError(
            tr("'{name}' is no file of keys: {error}.", name=path.name, error=error), translate(_REMEDY)
        ) from error
    for action, keys in found.keys.items():
        for key in keys:
            if not is_sequence(key):
                raise KeyFileError(
                    tr(
                        "'{name}' gives '{action}' the key '{key}', which does not exist.",
                        name=path.name,
                        action=action,
                        key=key,
                    ),
                    translate(_REMEDY),
                )
    return {action: tuple(dict.fromkeys(keys)) for action, keys in found.keys.items()}
