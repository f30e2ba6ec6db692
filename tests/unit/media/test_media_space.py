"""Work whose result would not fit is refused before it begins, with what it needs and what is free."""

import os
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import pytest

from lance_studio.errors import NoSpaceError
from lance_studio.media.space import RESERVE, encoded_bytes, free_bytes, require_space


def leave(monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_bavail=free, f_frsize=1, f_blocks=free + 1))


def test_what_fits_is_not_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leave(monkeypatch, RESERVE + 1000)
    require_space("'a.mp4'", [(tmp_path / "missing" / "a.mp4", 1000)])


def test_what_does_not_fit_says_what_is_needed_and_what_is_free(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(monkeypatch, 40_000_000)
    with pytest.raises(NoSpaceError) as caught:
        require_space("'a.mp4'", [(tmp_path, 2_000_000_000)])
    assert caught.value.cause == f"'a.mp4' needs about 2.0 GB, and 40.0 MB are free on the disk of '{tmp_path}'."
    assert caught.value.remedy


def test_what_goes_to_one_disk_is_added_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leave(monkeypatch, RESERVE + 1500)
    (tmp_path / "other").mkdir()
    with pytest.raises(NoSpaceError):
        require_space("The result", [(tmp_path, 1000), (tmp_path / "other", 1000)])


def test_a_disk_that_does_not_tell_refuses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "statvfs", lambda _: SimpleNamespace(f_bavail=0, f_frsize=0, f_blocks=0))
    assert free_bytes(tmp_path) is None
    require_space("The result", [(tmp_path, 10**15)])


def test_a_film_is_taken_for_larger_than_it_is(tmp_path: Path) -> None:
    import numpy as np

    from lance_studio.media.encode import write_mp4
    from lance_studio.media.images import write_png

    noise = np.random.default_rng(1).integers(0, 256, (8, 256, 256, 3), np.uint8)
    smooth = np.linspace(0, 255, 256, dtype=np.uint8)[None, None, :, None].repeat(8, 0).repeat(256, 1).repeat(3, 3)
    write_mp4(tmp_path / "a.mp4", smooth, Fraction(8))
    write_png(tmp_path / "a.png", noise[0])
    assert (tmp_path / "a.mp4").stat().st_size < encoded_bytes(256, 256, 8)
    assert (tmp_path / "a.png").stat().st_size < encoded_bytes(256, 256, 1) * 1.1
