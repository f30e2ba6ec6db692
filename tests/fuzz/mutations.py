"""Changed copies of good files: bytes, lengths and numbers of every format, and every leaf of a JSON document.

How many copies a test makes of each kind is set by `LANCE_STUDIO_TEST_MUTATIONS`; each depends on the seed alone.
"""

import json
import os
import random
import struct
from collections.abc import Callable, Iterator
from typing import Any

COUNT = int(os.environ.get("LANCE_STUDIO_TEST_MUTATIONS", "20"))
"""Copies of each kind."""

_NUMBERS = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 700_000_000)
_LEAVES: tuple[Any, ...] = (
    [], {}, None, "", "text", "x" * 5000, 0, -1, 10**30, 10**400, 1e308, -0.0, True, [[[]]], {"a": {}}, [1, "a"],
    float("nan"), float("inf"), "\ud800", "\0",
)  # fmt: skip


def _cut(content: bytearray, chance: random.Random) -> None:
    del content[chance.randrange(len(content)) :]


def _bits(content: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 3, 20))):
        content[_place(content, chance)] ^= 1 << chance.randrange(8)


def _bytes(content: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 2, 8))):
        content[_place(content, chance)] = chance.randrange(256)


def _number(content: bytearray, chance: random.Random) -> None:
    """Put an extreme number over two, four or eight bytes, in either order."""
    form = chance.choice((">H", "<H", ">I", "<I", ">Q", "<Q"))
    size = struct.calcsize(form)
    place = max(0, min(_place(content, chance), len(content) - size))
    content[place : place + size] = struct.pack(form, chance.choice(_NUMBERS) % (1 << 8 * size))


def _zeros(content: bytearray, chance: random.Random) -> None:
    place = _place(content, chance)
    end = min(place + chance.choice((4, 64, 1000)), len(content))
    content[place:end] = bytes(end - place)


def _repeated(content: bytearray, chance: random.Random) -> None:
    place = _place(content, chance)
    content[place:place] = content[place : place + chance.choice((1, 8, 200))] * chance.choice((1, 3))


def _removed(content: bytearray, chance: random.Random) -> None:
    place = _place(content, chance)
    del content[place : place + chance.choice((1, 4, 100))]


def _place(content: bytearray, chance: random.Random) -> int:
    """Any place; as often one in the first bytes, where the structure of most formats is."""
    return chance.randrange(len(content) if chance.random() < 0.5 else min(len(content), 600))


_WAYS: tuple[Callable[[bytearray, random.Random], None], ...] = (
    _cut, _bits, _bytes, _number, _number, _zeros, _repeated, _removed,
)  # fmt: skip


def mutated(content: bytes, seed: int, count: int = COUNT) -> Iterator[bytes]:
    """Copies of a file's content, each changed in one to three ways."""
    for number in range(count):
        chance = random.Random(f"{seed}/{number}")
        copy = bytearray(content)
        for _ in range(chance.choice((1, 1, 2, 3))):
            if copy:
                chance.choice(_WAYS)(copy, chance)
        yield bytes(copy)


def mutated_json(text: str, seed: int, count: int = COUNT) -> Iterator[bytes]:
    """Copies of a JSON document, each with one value, of any depth, in place of which another kind of value stands."""
    document = json.loads(text)
    places = list(_places(document))
    for number in range(count):
        chance = random.Random(f"{seed}/{number}")
        if chance.random() < 0.1:
            depth = chance.choice((10, 100, 100_000))
            yield b"[" * depth + b"]" * depth
            continue
        # Lists of thousands of entries must not keep the few other fields from being changed.
        shallow = [place for place in places if len(place) <= 2] or places
        place = chance.choice(shallow if chance.random() < 0.5 else places)
        yield json.dumps(_replaced(document, place, chance.choice(_LEAVES))).encode("utf-8", "surrogatepass")


def _places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield place
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _places(each, (*place, name))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _places(each, (*place, number))


def _replaced(value: Any, place: tuple[Any, ...], new: Any) -> Any:
    if not place:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[place[0]] = _replaced(value[place[0]], place[1:], new)
    return copy
