"""Reads constraints.txt: every package that is installed, with its version, its hashes and what it is for."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "packaging" / "constraints.txt"

_SECTION = re.compile(r"# \[(\w+)\]")
_PIN = re.compile(r"([a-z0-9-]+)==([^\s+]+)(\+\w+)?")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Pin:
    """A package in one version.

    Attributes:
        name: Its canonical name.
        version: Without a local label.
        section: "run", "dev", "cpu" or "cuda".
        hashes: SHA-256 of the wheels that may be installed.
    """

    name: str
    version: str
    section: str
    hashes: tuple[str, ...]


def read_pins(text: str) -> list[Pin]:
    """Return the pins in the text of a constraints.txt, in its order."""
    return list(_pins(text))


def _pins(text: str) -> Iterator[Pin]:
    section = ""
    for entry in re.split(r"\n(?=\S)", text):
        if found := _SECTION.match(entry):
            section = found[1]
        elif found := _PIN.match(entry):
            yield Pin(found[1], found[2], section, tuple(_HASH.findall(entry)))
