"""Endings of names that are given on the command line."""

import re
from pathlib import Path

_NUMBER_AT_END = re.compile(r"\.\d+", re.ASCII)


def with_ending(path: Path, suffix: str) -> Path:
    """Return a path whose name ends, where what follows its last dot is no ending but a number, as in "trailer 2.0".

    Args:
        path: The path as it was given.
        suffix: The ending that is added then, with its dot.
    """
    dotted = _NUMBER_AT_END.fullmatch(path.suffix) is not None
    return path.with_name(f"{path.name}{suffix}") if dotted else path
