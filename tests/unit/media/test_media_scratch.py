"""Temporary files and folders: they go, also those of processes that were killed, and never those in use."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from lance_studio.errors import OutputError
from lance_studio.media import output
from lance_studio.media.output import atomic_target
from lance_studio.media.scratch import scratch_folder, sweep

ROOT = Path(__file__).parents[3]
_HOLD = """
import sys
from lance_studio.media.{module} import {name} as hold
with hold({argument}) as place:
    (place / "half" if {folder} else place).write_bytes(b"half")
    print(place, flush=True)
    sys.stdin.read()
"""


class Other:
    """Another process that has a temporary folder or file in use."""

    def __init__(self, target: Path | None = None) -> None:
        module, name = ("scratch", "scratch_folder") if target is None else ("output", "atomic_target")
        argument = "" if target is None else repr(str(target))
        script = _HOLD.format(module=module, name=name, argument=argument, folder=target is None)
        self.process = subprocess.Popen(
            [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
        )
        assert self.process.stdout is not None
        self.place = Path(self.process.stdout.readline().strip())

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_a_folder_goes_with_its_use(temporary: Path) -> None:
    with scratch_folder() as folder:
        (folder / "a").mkdir()
        (folder / "a" / "b").write_bytes(b"x")
        with scratch_folder() as second:
            assert second != folder
        assert (folder / "a" / "b").exists()
    assert list(temporary.iterdir()) == []


def test_what_a_killed_process_left_goes_and_what_is_in_use_stays(temporary: Path) -> None:
    (temporary / "lance-studio-abc").mkdir()  # a result that the command line has rescued
    dead, alive = Other(), Other()
    try:
        dead.kill()
        assert (dead.place / "half").exists()
        sweep()
        assert not dead.place.exists()
        assert (alive.place / "half").exists()
    finally:
        alive.kill()
    with scratch_folder():
        assert not alive.place.exists()
    assert [file.name for file in temporary.iterdir()] == ["lance-studio-abc"]


def test_a_folder_whose_maker_was_killed_before_it_had_a_lock_goes(temporary: Path) -> None:
    (temporary / "lance-studio-scratch-half-made").mkdir()
    elsewhere = temporary / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").write_bytes(b"x")
    (temporary / "lance-studio-scratch-link").symlink_to(elsewhere)
    (temporary / "lance-studio-scratch-file").write_bytes(b"x")
    sweep()
    assert sorted(place.name for place in temporary.iterdir()) == [
        "elsewhere",
        "lance-studio-scratch-file",
        "lance-studio-scratch-link",
    ]
    assert [place.name for place in elsewhere.iterdir()] == ["kept"]


def test_without_room_the_place_is_named(temporary: Path) -> None:
    temporary.chmod(0o500)
    if os.access(temporary, os.W_OK):  # the superuser may write everywhere
        temporary.rmdir()
    with pytest.raises(OutputError, match="temporary"), scratch_folder():
        pass


def test_a_half_written_result_of_a_killed_process_goes_with_the_next_one(tmp_path: Path) -> None:
    dead, alive = Other(tmp_path / "a"), Other(tmp_path / "b")
    strangers = [tmp_path / ".lance-notes.part", tmp_path / f".lance-{'0' * 16}.part.txt"]
    fresh = tmp_path / f".lance-{'1' * 16}.part"
    try:
        dead.kill()
        for file in (*strangers, fresh):
            file.write_bytes(b"mine")
        long_ago = time.time() - 3600
        for file in (dead.place, alive.place, *strangers):
            os.utime(file, (long_ago, long_ago))
        output._remove_leftovers.cache_clear()
        with atomic_target(tmp_path / "result") as temporary:
            temporary.write_bytes(b"whole")
        assert not dead.place.exists()
        assert alive.place.read_bytes() == b"half"
        assert all(file.exists() for file in (*strangers, fresh))
        assert (tmp_path / "result").read_bytes() == b"whole"
    finally:
        alive.kill()
