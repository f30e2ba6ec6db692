"""Several processes share the file of settings, and none loses what another has changed."""

import fcntl
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lance_studio.errors import OutputError
from lance_studio.user_settings import store
from lance_studio.user_settings.store import SettingsFile, Value, merged

_WRITER = """
import sys
from lance_studio.user_settings.store import SettingsFile
name, times = sys.argv[1], int(sys.argv[2])
for number in range(times):
    SettingsFile().change(lambda values: values.update({name: number, f"{name}-{number}": True}))
"""


def test_two_processes_that_write_at_the_same_time_lose_nothing(own_home: Path) -> None:
    command = [sys.executable, "-c", _WRITER]
    writers = [subprocess.Popen([*command, name, "40"], env=dict(os.environ)) for name in ("one", "two")]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0]
    values = SettingsFile().read()
    assert (values["one"], values["two"]) == (39, 39)
    assert len(values) == 2 * 41
    assert not list((own_home / "config").glob("*.part"))


def test_a_change_sees_what_was_written_meanwhile() -> None:
    first, second = SettingsFile(), SettingsFile()
    first.change(lambda values: values.update(theme="light"))
    second.change(lambda values: values.update(device="cpu"))
    assert first.read() == {"theme": "light", "device": "cpu"}


def test_a_damaged_file_is_kept_beside_the_new_one() -> None:
    file = SettingsFile()
    file.path.parent.mkdir(parents=True)
    file.path.write_text("{half", encoding="utf-8")
    assert file.load() is None
    assert file.read() == {}
    file.change(lambda values: values.update(theme="light"))
    assert file.read() == {"theme": "light"}
    assert file.path.with_name("settings.damaged.json").read_text(encoding="utf-8") == "{half"


def test_a_path_that_is_no_text_survives() -> None:
    odd = os.fsdecode(b"/disk/\xff")
    SettingsFile().change(lambda values: values.update(model_folder=odd))
    assert SettingsFile().read() == {"model_folder": odd}


def test_an_unchanged_file_is_not_written() -> None:
    file = SettingsFile()
    file.change(lambda values: values.update(theme="light"))
    stamp = file.stamp()
    file.change(lambda values: values.update(theme="light"))
    assert file.stamp() == stamp


def test_a_lock_that_is_never_given_back_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "_LOCK_SECONDS", 0.05)
    file = SettingsFile()
    file.change(lambda values: values.update(theme="light"))
    with file.path.with_name(".settings.lock").open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(OutputError, match="another window holds them"):
            file.change(lambda values: values.update(theme="dark"))
    assert json.loads(file.path.read_text(encoding="utf-8")) == {"theme": "light"}


def test_a_folder_that_is_a_file_is_a_sentence(own_home: Path) -> None:
    (own_home / "config").write_text("no folder", encoding="utf-8")
    with pytest.raises(OutputError, match="could not be written"):
        SettingsFile().change(lambda values: values.update(theme="dark"))


_OBJECTS = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 3), max_size=4)


@given(_OBJECTS, _OBJECTS, _OBJECTS)
def test_of_objects_only_the_changed_parts_are_written(before: Value, after: Value, now: Value) -> None:
    result = merged(before, after, now)
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    assert isinstance(now, dict)
    assert isinstance(result, dict)
    for key in "abcd":
        source = now if before.get(key) == after.get(key) else after
        assert result.get(key) == source.get(key)


@given(_OBJECTS, _OBJECTS)
def test_where_nobody_else_wrote_the_change_is_the_result(before: Value, after: Value) -> None:
    assert merged(before, after, before) == after


def test_parts_of_parts_are_merged_too() -> None:
    before: Value = {"workspaces": {"film": 1, "ask": 1}, "geometry": "a"}
    mine: Value = {"workspaces": {"film": 2, "ask": 1}, "geometry": "a"}
    theirs: Value = {"workspaces": {"film": 1, "ask": 3}, "geometry": "b"}
    assert merged(before, mine, theirs) == {"workspaces": {"film": 2, "ask": 3}, "geometry": "b"}
