"""Files whose times lie in the future, because the clock was set back or a camera's was wrong."""

import os
import time
from pathlib import Path

import pytest

from lance_studio.media import cache_folder, output
from lance_studio.media.cache_folder import INDEX, read_kept, write_kept
from lance_studio.media.identity import FileIdentity, identify
from lance_studio.media.output import atomic_target

YEAR_NS = 365 * 86400 * 10**9


def test_a_file_of_the_future_is_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_700_000_000_123_456_789
    monkeypatch.setattr("lance_studio.media.identity.time.time_ns", lambda: now)

    def is_settled(modified: int, changed: int) -> bool:
        return FileIdentity("/a", 1, 2, 3, modified, changed).is_settled()

    assert is_settled(now + YEAR_NS, now - YEAR_NS), "a camera's clock was wrong"
    assert is_settled(now + YEAR_NS, now + YEAR_NS), "the clock was set back"
    assert is_settled(-400 * YEAR_NS, now - YEAR_NS)
    assert is_settled(400 * YEAR_NS, 400 * YEAR_NS)
    assert not is_settled(now + YEAR_NS, now - 1000), "it was changed a moment ago"
    assert not is_settled(now + 1000, now + 1000), "the disk's clock is a little ahead"
    assert not is_settled(now - 1000, now - YEAR_NS)


def test_half_written_files_of_the_future_are_removed(tmp_path: Path) -> None:
    left, fresh = (tmp_path / f".lance-{letter * 16}.part" for letter in "01")
    for file, moment in ((left, time.time() + 10**8), (fresh, time.time() + 5)):
        file.write_bytes(b"half")
        os.utime(file, (moment, moment))
    output._remove_leftovers.cache_clear()
    with atomic_target(tmp_path / "result") as temporary:
        temporary.write_bytes(b"whole")
    assert not left.exists()
    assert fresh.exists(), "it may have been made just now"


def test_what_was_kept_in_the_future_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_folder, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(cache_folder, "CACHE_FILES", 3)
    for name, moment in (("past", time.time() - 10**6), ("future", time.time() + 10**8), ("new", time.time())):
        write_kept(name + INDEX, b"x")
        os.utime(tmp_path / (name + INDEX), (moment, moment))
    (tmp_path / "abandoned.part").write_bytes(b"half")
    os.utime(tmp_path / "abandoned.part", (0, time.time() + 10**8))
    write_kept("another" + INDEX, b"x")
    assert sorted(file.stem for file in tmp_path.iterdir()) == ["another", "new", "past"]
    assert read_kept("past" + INDEX) == b"x"


def test_times_that_no_number_of_64_bits_holds_identify_a_file(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"x")
    os.utime(file, ns=(0, 13_569_465_600 * 10**9))
    first = identify(file)
    os.utime(file, ns=(0, 13_569_465_601 * 10**9))
    second = identify(file)
    assert first is not None
    assert second is not None
    assert first.key != second.key
