"""Two windows share the settings: none overwrites what the other has changed, and each sees it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from lance_studio.errors import OutputError
from lance_studio.ui.settings import KEYS, LAYOUT, RECENT_FILES, Settings
from lance_studio.user_settings.store import SettingsFile

_OTHER_WINDOW = """
import sys
from lance_studio.ui.pyside_refcount_fix import protect_singletons
protect_singletons()
from PySide6.QtCore import QCoreApplication
from lance_studio.ui.settings import Settings
application = QCoreApplication([])
settings = Settings()
settings.follow()
name = sys.argv[1]
print("ready", flush=True)
sys.stdin.readline()
for number in range(30):
    settings.set(name, number)
    settings.set("keys", {**(settings.get("keys") or {}), f"{name}.action": [str(number)]})
    settings.set("layout", {"workspaces": {name: number}})
    application.processEvents()
"""


class OtherWindow:
    """A process with settings of its own, which waits for a word before it changes them."""

    def __init__(self, name: str) -> None:
        command = [sys.executable, "-c", _OTHER_WINDOW, name]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=dict(os.environ), text=True
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def begin(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()

    def end(self) -> int:
        code = self.process.wait(timeout=60)
        for stream in (self.process.stdin, self.process.stdout):
            assert stream is not None
            stream.close()
        return code


def test_two_processes_that_change_settings_at_the_same_time_keep_each_others(qtbot: QtBot) -> None:
    mine = Settings()
    mine.set("theme", "light")
    windows = [OtherWindow("one"), OtherWindow("two")]
    for window in windows:
        window.begin()
    assert [window.end() for window in windows] == [0, 0]
    found = SettingsFile().read()
    assert (found["theme"], found["one"], found["two"]) == ("light", 29, 29)
    assert found[KEYS] == {"one.action": ["29"], "two.action": ["29"]}
    assert found[LAYOUT] == {"workspaces": {"one": 29, "two": 29}}
    # A window that was open all the time writes only what it changes itself.
    mine.set("device", "cpu")
    assert SettingsFile().read() == {**found, "device": "cpu"}


def test_what_another_window_changes_is_heard_of(qtbot: QtBot) -> None:
    mine, other = Settings(), Settings()
    mine.follow()
    heard: list[str] = []
    mine.changed.connect(heard.append)
    other.set("device", "cpu")
    qtbot.waitUntil(lambda: heard == ["device"])
    assert mine.text("device") == "cpu"
    other.set("device", None)
    qtbot.waitUntil(lambda: heard == ["device", "device"])
    assert mine.get("device") is None


def test_a_file_that_is_damaged_meanwhile_takes_nothing_away(qtbot: QtBot) -> None:
    mine = Settings()
    mine.set("theme", "light")
    mine.file.write_text("{", encoding="utf-8")
    mine.read_again()
    assert mine.text("theme") == "light"


def test_how_a_window_stands_is_its_own_until_it_is_closed(qtbot: QtBot) -> None:
    SettingsFile().change(lambda values: values.update(layout={"workspaces": {"film": "a", "ask": "a"}}))
    mine, other = Settings(), Settings()
    other.set(LAYOUT, {"workspaces": {"film": "a", "ask": "theirs"}})
    mine.read_again()
    assert mine.get(LAYOUT) == {"workspaces": {"film": "a", "ask": "a"}}
    mine.set(LAYOUT, {"workspaces": {"film": "mine", "ask": "a"}})
    assert SettingsFile().read()[LAYOUT] == {"workspaces": {"film": "mine", "ask": "theirs"}}


def test_recent_projects_of_both_windows_are_kept(tmp_path: Path, qtbot: QtBot) -> None:
    files = [tmp_path / name for name in ("one.lstudio", "two.lstudio")]
    for file in files:
        file.touch()
    mine, other = Settings(), Settings()
    mine.add_recent(files[0])
    other.add_recent(files[1])
    assert SettingsFile().read()[RECENT_FILES] == [str(files[1]), str(files[0])]


def test_what_could_not_be_written_is_written_with_the_next_change(own_home: Path, qtbot: QtBot) -> None:
    mine = Settings()
    (own_home / "config").write_text("no folder", encoding="utf-8")
    heard: list[str] = []
    mine.changed.connect(heard.append)
    with pytest.raises(OutputError):
        mine.set("theme", "light")
    assert mine.text("theme") == "light"
    assert heard == ["theme"]
    (own_home / "config").unlink()
    mine.set("device", "cpu")
    assert SettingsFile().read() == {"theme": "light", "device": "cpu"}


def test_whoever_hears_of_a_change_finds_it_in_the_file(qtbot: QtBot) -> None:
    mine = Settings()
    seen: list[object] = []
    mine.changed.connect(lambda key: seen.append(SettingsFile().read().get(key)))
    mine.set("theme", "light")
    assert seen == ["light"]
