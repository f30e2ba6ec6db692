"""Recent projects on a drive that is away stay listed and are marked; only their user takes them off."""

import datetime
import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from lance_studio.language import use_language
from lance_studio.project.project import Project
from lance_studio.ui.main_window import MainWindow
from lance_studio.ui.studio import Studio
from lance_studio.ui.welcome.view import RecentRow, WelcomePanel
from tests.unit.ui.test_window import window as window


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    (tmp_path / "drive").mkdir()
    return tmp_path / "drive"


@pytest.fixture
def listed(studio: Studio, drive: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Two recent projects, the first on a drive that is pulled out now."""
    away, here = drive / "away.lstudio", tmp_path / "here.lstudio"
    for path in (here, away):
        Project.create(path).close()
        studio.settings.add_recent(path)
    drive.rename(tmp_path / "pulled out")
    studio.recent.look()
    return away, here


def state(studio: Studio) -> list[tuple[str, bool]]:
    return [(each.name, each.there) for each in studio.recent.items()]


def test_it_stays_is_marked_and_comes_back(
    studio: Studio, listed: tuple[Path, Path], tmp_path: Path, drive: Path, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: state(studio) == [("away", False), ("here", True)])
    other = tmp_path / "other.lstudio"
    Project.create(other).close()
    studio.settings.add_recent(other)
    assert studio.settings.recent() == [other, *listed], "another project does not push it out"
    (tmp_path / "pulled out").rename(drive)
    studio.recent.look()
    qtbot.waitUntil(lambda: state(studio) == [("other", True), ("away", True), ("here", True)])


def test_the_menu_marks_it_and_offers_to_remove_it(
    window: MainWindow, studio: Studio, listed: tuple[Path, Path], qtbot: QtBot
) -> None:
    menu = window.files.recent_menu
    qtbot.waitUntil(lambda: [each.text() for each in menu.actions()] == ["away (not there now)", "here"])
    menu.actions()[0].trigger()
    assert studio.session.project is None
    qtbot.waitUntil(lambda: any(each.text() == "Remove from list" for each in window.findChildren(QPushButton)))
    (button,) = (each for each in window.findChildren(QPushButton) if each.text() == "Remove from list")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert studio.settings.recent() == [listed[1]]


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_the_page_marks_it_and_takes_it_off_by_key_or_menu(
    studio: Studio, listed: tuple[Path, Path], qtbot: QtBot
) -> None:
    panel = WelcomePanel(studio)
    qtbot.addWidget(panel)
    panel.resize(900, 700)
    panel.show()

    def row(number: int) -> RecentRow:
        found = panel.findChild(RecentRow, f"welcome.recent.{number}")
        assert found is not None
        return found

    qtbot.waitUntil(lambda: row(0).accessibleDescription().startswith("Not there now"))
    assert not row(1).accessibleDescription().startswith("Not there now")
    QTest.keyClick(row(0), Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: studio.settings.recent() == [listed[1]])
    qtbot.waitUntil(lambda: row(0).accessibleName() == "here")
    middle = row(0).rect().center()
    wanted = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, middle, row(0).mapToGlobal(middle))
    QApplication.sendEvent(row(0), wanted)
    menu = row(0).findChild(QMenu, "welcome.recent.menu")
    assert menu is not None
    menu.actions()[0].trigger()
    menu.close()
    qtbot.waitUntil(lambda: studio.settings.recent() == [])
    assert listed[1].is_file(), "the file itself stays"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_day_is_written_in_the_language_of_the_window(
    language: str, studio: Studio, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "one.lstudio"
    Project.create(path).close()
    moment = datetime.datetime(2026, 3, 5, 9, 7)
    os.utime(path, (moment.timestamp(), moment.timestamp()))
    use_language(language)
    studio.settings.add_recent(path)
    said = {"en": "5 Mar 2026, 09:07", "zh_CN": "2026 年 3 月 5 日 09:07"}
    qtbot.waitUntil(lambda: [each.changed for each in studio.recent.items()] == [said[language]])
