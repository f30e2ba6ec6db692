"""The table of limits: each has a reason, is used where data come in, and is said in words that fit a sentence."""

import math
import re
from fractions import Fraction
from pathlib import Path

import pytest

from lance_studio import limits
from lance_studio.errors import LanceStudioError, MediaError
from lance_studio.memory_shortage import is_memory_shortage, too_little_memory

SOURCES = Path(limits.__file__).parent


def test_every_limit_says_why_and_is_used() -> None:
    used = set[str]()
    for file in SOURCES.rglob("*.py"):
        if file.name != "limits.py":
            used |= set(re.findall(r"\blimits\.([A-Z_]+)\b", file.read_text(encoding="utf-8")))
    assert used == limits.table().keys()
    for name, limit in limits.table().items():
        assert limit.most > 0, name
        assert len(limit.reason) > 20, name
        assert limit.subject, name
    assert len(limits.as_rows()) == len(limits.table()) > 30


@pytest.mark.parametrize("limit", limits.table().values(), ids=limits.table())
def test_a_claim_up_to_the_limit_is_accepted_and_one_beyond_it_refused_in_words(limit: limits.Limit) -> None:
    limit.require(limit.most, "'a'", "Do less.", MediaError)
    for value in (limit.most + 1, 10**400, Fraction(10**400, 3), math.inf, math.nan, -1):
        with pytest.raises(MediaError) as caught:
            limit.require(value, "'a'", "Do less.", MediaError)
        assert len(caught.value.cause) < 200
        assert f"{limit.most:,}" in caught.value.cause
        assert caught.value.remedy == "Do less."


@pytest.mark.parametrize("text", ["25", "-3", "30000/1001", "0.5", "0/1"])
def test_fractions_are_read_exactly(text: str) -> None:
    assert limits.fraction(text) == Fraction(text)


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    "text", ["", "1e999999999", "1/0", "nan", "1_000", " 1", "٣", "9" * 5000, f"1/{'9' * 5000}", "1/"]
)
def test_what_is_no_fraction_is_refused_at_once(text: str) -> None:
    with pytest.raises(ValueError, match=r"no fraction|no value"):
        limits.fraction(text)


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        OSError(12, "Cannot allocate memory"),
        RuntimeError("[enforce fail at alloc_cpu.cpp:117] DefaultCPUAllocator: can't allocate memory"),
        RuntimeError("could not create a primitive"),
        RuntimeError("CUDA out of memory. Tried to allocate 2 GiB"),
        ValueError("Unable to allocate 20.9 GiB for an array"),
    ],
)
def test_too_little_memory_is_known_in_every_wording(error: Exception) -> None:
    assert is_memory_shortage(error)
    outer = LanceStudioError("The file is damaged.")
    outer.__cause__ = error
    assert is_memory_shortage(outer)
    assert "memory" in too_little_memory("'a'", MediaError).cause


def test_other_failures_are_no_shortage_of_memory() -> None:
    assert not is_memory_shortage(ValueError("broken"))
    assert not is_memory_shortage(OSError(2, "No such file"))
