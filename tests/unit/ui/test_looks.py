"""Every text in sight fits its place, in all workspaces, the welcome page and the windows, languages and themes.

Each language and scale is measured in a process of its own, because Qt takes its scale once, before the first window.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.ui.widgets import ElidedLabel, label, primary_button
from tests.looks.measuring import findings, primary_buttons

ROOT = Path(__file__).resolve().parents[3]
SIZES = ("960x540", "1280x720", "1440x900")
SCREEN = {
    "name": "screen",
    "x": 0,
    "y": 0,
    "width": 2880,
    "height": 1800,
    "logicalDpi": 96,
    "logicalBaseDpi": 96,
    "dpr": 1,
}


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("scale", ["1", "1.25", "1.5", "2"])
def test_every_text_fits_and_nothing_overlaps(language: str, scale: str, tmp_path: Path) -> None:
    """At scale 2 the largest size is 2880×1800 pixels of the screen."""
    screen = tmp_path / "screen.json"
    screen.write_text(json.dumps({"screens": [SCREEN]}))
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": f"offscreen:configfile={screen}",
        "QT_SCALE_FACTOR": scale,
        "LANCE_STUDIO_HOME": str(tmp_path / "home"),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "tests.looks.measured", language, *SIZES]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    measured = json.loads(done.stdout)
    assert measured["found"] == {}
    assert measured["pages"] >= 2 * 3 * 13
    assert measured["texts"] >= 2000


# --- the measuring itself ---------------------------------------------------------------------------------------------


def shown(qtbot: QtBot, *parts: QWidget, width: int = 200) -> QWidget:
    """Return a window with parts beside each other."""
    window = QWidget()
    qtbot.addWidget(window)
    layout = QHBoxLayout(window)
    for part in parts:
        layout.addWidget(part)
    window.resize(width, 60)
    window.show()
    qtbot.waitExposed(window)
    return window


@pytest.mark.parametrize("kind", ["label", "button", "tab", "field", "wrapped"])
def test_a_text_that_is_cut_is_found(qtbot: QtBot, kind: str) -> None:
    words = "a text that is much longer than its place"
    if kind == "label":
        made: QWidget = label(words)
        made.setFixedWidth(80)
    elif kind == "button":
        made = QPushButton(words)
        made.setFixedWidth(80)
    elif kind == "field":
        made = QLineEdit()
        made.setPlaceholderText(words)
        made.setFixedWidth(80)
    elif kind == "wrapped":
        made = label(words, wrap=True)
        made.setFixedSize(80, 20)
    else:
        made = QTabBar()
        made.addTab(words)
        made.setElideMode(Qt.TextElideMode.ElideRight)
        made.setTabToolTip(0, "something else")
        made.setFixedWidth(80)
    window = shown(qtbot, made)
    [found] = [words for words in findings(window) if "much longer" in words]
    made.setToolTip(words) if kind != "tab" else made.setTabToolTip(0, words)  # type: ignore[attr-defined]
    assert not any("much longer" in words for words in findings(window)), found


def test_an_ellipsis_is_no_fault_where_the_tooltip_says_all(qtbot: QtBot) -> None:
    made = ElidedLabel("a text that is much longer than its place")
    made.setFixedWidth(60)
    window = shown(qtbot, made)
    made.grab()
    assert findings(window) == []


def test_what_lies_over_something_or_stands_out_is_found(qtbot: QtBot) -> None:
    one, other = QPushButton("One"), QPushButton("Other")
    window = shown(qtbot, one, other, width=300)
    assert findings(window) == []
    other.move(one.pos())
    assert any("lie over each other" in words for words in findings(window))
    other.move(290, other.y())
    assert any("stands out of it" in words for words in findings(window))


def test_what_is_squeezed_is_found(qtbot: QtBot) -> None:
    one = QLabel("One")
    window = shown(qtbot, one)
    one.resize(one.width(), 4)
    assert any("squeezed" in words for words in findings(window))


def test_two_primary_buttons_are_counted(qtbot: QtBot) -> None:
    window = shown(qtbot, primary_button("Generate"), primary_button("Send"), QPushButton("Other"), width=400)
    assert primary_buttons(window) == ["Generate", "Send"]
