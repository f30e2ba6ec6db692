"""The most memory of a job: what was given back before its end counts, what was before its beginning does not."""

from pathlib import Path

import numpy as np
import pytest

from lance_studio.backends import peak_memory
from lance_studio.backends.peak_memory import PeakMemory

MB = 1 << 20


def hold(size: int) -> None:
    """Take memory, really, and give it back."""
    np.ones(size, np.uint8).sum()


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="Linux keeps the mark")
def test_what_was_given_back_before_the_end_counts() -> None:
    hold(600 * MB)
    measured = PeakMemory()
    small = measured.taken()
    assert small.peak - small.loaded < 100 * MB, "what was before is forgotten"
    hold(300 * MB)
    taken = measured.taken()
    assert taken.kind == "cpu"
    assert 250 * MB < taken.peak - taken.loaded < 500 * MB


def test_without_such_a_mark_what_was_seen_at_steps_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peak_memory, "_STATUS", tmp_path / "none")
    monkeypatch.setattr(peak_memory, "_CLEAR", tmp_path / "no folder" / "none")
    measured = PeakMemory()
    for used in (1 << 40, 1 << 41, 5):
        measured.look(used)
    assert measured.taken().peak == 1 << 41


def test_on_a_gpu_its_allocator_says_it() -> None:
    measured = PeakMemory(7 * MB, lambda: 9 * MB)
    measured.look(1 << 40)
    taken = measured.taken()
    assert (taken.kind, taken.loaded, taken.peak) == ("gpu", 7 * MB, 9 * MB)
