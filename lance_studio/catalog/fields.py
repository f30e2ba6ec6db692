"""Typed access to the JSON files of a model folder; every complaint names the file, the field and a remedy."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeGuard

from lance_studio import limits
from lance_studio.catalog.strangers import refuse_stranger
from lance_studio.errors import CheckpointError
from lance_studio.language import mark, tr, translate
from lance_studio.regular_files import open_regular, require_regular

#: No such file is longer; the longest are tokenizers, which are read elsewhere.
MAX_BYTES = limits.CONFIGURATION_BYTES.most
COPY_AGAIN = mark("Copy the file again from its source.")


def read_json(path: Path) -> Mapping[str, Any]:
    """Read a file that holds one JSON object.

    Raises:
        CheckpointError: It is missing, unreadable, too long, no JSON, or not an object.
    """
    require_model_file(path, tr("Copy the complete checkpoint folder, with its configuration files."))
    try:
        with open_regular(path, CheckpointError) as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise CheckpointError(tr("{path} is too long for a configuration file.", path=path), translate(COPY_AGAIN))
        data = json.loads(content.decode("utf-8-sig"))
    # A ValueError is broken JSON, broken UTF-8, or a number of thousands of digits.
    except (OSError, ValueError, RecursionError) as error:
        raise CheckpointError(
            tr("{path} cannot be read: {error}.", path=path, error=error), translate(COPY_AGAIN)
        ) from error
    if not isinstance(data, dict):
        raise CheckpointError(tr("{path} is not a configuration file.", path=path), translate(COPY_AGAIN))
    limits.JSON_DEPTH.require(_depth(data), str(path), translate(COPY_AGAIN), CheckpointError)
    return data


def require_model_file(path: Path, remedy: str = "") -> None:
    """Check that a file of a model is there, and an ordinary one: to open a pipe would wait for ever.

    Args:
        path: The file.
        remedy: What to do where it is missing.

    Raises:
        CheckpointError: It is missing, cannot be looked at, is a folder, a pipe, a socket or a device, or holds what
            was downloaded in its place.
    """
    try:
        require_regular(path, CheckpointError)
    except CheckpointError as error:
        if isinstance(error.__cause__, (FileNotFoundError, NotADirectoryError)):
            raise CheckpointError(
                tr("{path} is missing.", path=path), remedy or tr("Copy the complete checkpoint folder.")
            ) from None
        raise
    refuse_stranger(path)


def _depth(value: object) -> int:
    """How many objects and lists of a JSON value lie within each other at most."""
    deepest, level = 0, [value]
    while level and deepest <= limits.JSON_DEPTH.most:
        inside = [each for each in level if isinstance(each, (dict, list))]
        level = [item for each in inside for item in (each.values() if isinstance(each, dict) else each)]
        deepest += bool(inside)
    return deepest


def is_whole(value: object) -> TypeGuard[int]:
    """Whether a JSON value is a whole number; true and false are none."""
    return isinstance(value, int) and not isinstance(value, bool)


def wrong_value(path: Path, place: str, value: object, wanted: str) -> CheckpointError:
    """The error of a value that is not what is wanted.

    Args:
        path: The file.
        place: Where in the file it stands, such as "clips.frames".
        value: What stands there.
        wanted: What is allowed.
    """
    shown, place = repr(value), place if len(place) <= 100 else f"{place[:100]}…"
    shown = shown if len(shown) <= 100 else f"{shown[:100]}…"
    return CheckpointError(
        tr("{path}: '{place}' is {shown}, expected {wanted}.", path=path, place=place, shown=shown, wanted=wanted),
        translate(COPY_AGAIN),
    )


class Fields:
    """The fields of a JSON object.

    Args:
        path: The file, for complaints.
        data: The object.
        place: Where in the file the object stands, for complaints: ``"clips."``; empty at the top.
    """

    def __init__(self, path: Path, data: Mapping[str, Any], place: str = "") -> None:
        self.path, self.data, self.place = path, data, place

    def fail(self, name: str, wanted: str) -> CheckpointError:
        """The error of a field that is not what is wanted."""
        return wrong_value(self.path, f"{self.place}{name}", self.data.get(name), wanted)

    def integer(self, *names: str, default: int | None = None, least: int = 1, most: int = 1_000_000) -> int:
        """A whole number in a range, under the first of the names that is there."""
        name = next((name for name in names if name in self.data), names[0])
        value = self.data.get(name, default)
        if is_whole(value) and least <= value <= most:
            return value
        raise self.fail(
            name, tr("a whole number from {least} to {most}", least=least, most=most) if least < most else str(least)
        )

    def number(self, name: str, default: float, most: float) -> float:
        """A number above 0 up to a limit."""
        value = self.data.get(name, default)
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        # Compared before it is converted: a whole number may be too large for a float.
        if is_number and 0 < value <= most:
            return float(value)
        raise self.fail(name, tr("a number above 0, at most {most:g}", most=most))

    def integers(self, name: str, most: int, count: int | None = None) -> tuple[int, ...]:
        """A list of whole numbers, of a given length or any."""
        value = self.data.get(name)
        if isinstance(value, list) and count in (None, len(value)):
            numbers = tuple(v for v in value if is_whole(v) and 0 <= v <= most)
            if len(numbers) == len(value):
                return numbers
        if count is None:
            wanted = tr("a list of whole numbers from 0 to {most}", most=most)
        else:
            wanted = tr("{count} whole numbers from 0 to {most}", count=count, most=most)
        raise self.fail(name, wanted)

    def section(self, name: str) -> "Fields":
        """The fields of an object inside this one."""
        value = self.data.get(name)
        if not isinstance(value, dict):
            raise self.fail(name, tr("a section"))
        return Fields(self.path, value, f"{self.place}{name}.")
