"""The language is chosen in the preferences, holds from the next start on, and goes back."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.app import build
from lance_studio.language import current_language
from lance_studio.ui import texts
from lance_studio.ui.main_window import MainWindow
from lance_studio.ui.preferences.view import PreferencesDialog
from lance_studio.ui.settings import LANGUAGE, Settings
from lance_studio.ui.spoken_language import speak


@pytest.fixture(autouse=True)
def english_again(qapp: QApplication) -> Iterator[None]:
    """Let Qt's own texts be English after the test."""
    yield
    settings = Settings()
    settings.set(LANGUAGE, "en")
    speak(qapp, settings)


def start(qapp: QApplication, qtbot: QtBot) -> MainWindow:
    """Start the studio's window with what the user has set."""
    window = build(qapp, Settings())
    window.show()
    qtbot.waitExposed(window)
    window.later.finish()
    return window


def end(window: MainWindow) -> None:
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def choose(window: MainWindow, language: str) -> bool:
    """Choose a language in the preferences; returns whether the note on the next start is shown."""
    assert window.studio.actions.trigger("edit.preferences")
    dialog = window.findChild(PreferencesDialog)
    assert dialog is not None
    choice = dialog.findChild(QComboBox, "preferences.language")
    assert choice is not None
    index = choice.findData(language)
    choice.setCurrentIndex(index)
    choice.activated.emit(index)
    later = dialog.findChild(QWidget, "preferences.language-later")
    assert later is not None
    noted = later.isVisibleTo(dialog)
    dialog.close()
    return noted


def menus(window: MainWindow) -> list[str]:
    return [texts.without_letter(action.text()) for action in window.menuBar().actions()]


def test_the_language_is_switched_and_back(qapp: QApplication, qtbot: QtBot) -> None:
    window = start(qapp, qtbot)
    assert menus(window)[:3] == ["File", "Edit", "View"]
    assert choose(window, "zh_CN")
    assert menus(window)[:3] == ["File", "Edit", "View"]
    end(window)

    window = start(qapp, qtbot)
    assert current_language() == "zh_CN"
    assert menus(window)[:3] == ["文件", "编辑", "视图"]
    assert window.docks.dock("timeline").windowTitle() == "时间线"
    assert not choose(window, "zh_CN")
    assert choose(window, "en")
    end(window)

    window = start(qapp, qtbot)
    assert menus(window)[:3] == ["File", "Edit", "View"]
    assert not choose(window, "en")
    end(window)


def test_names_in_the_code_stay_what_they_are(qapp: QApplication, qtbot: QtBot) -> None:
    """What the layout, the settings and tests find widgets by does not follow the language."""
    english = start(qapp, qtbot)
    names = {child.objectName() for child in english.findChildren(QWidget) if child.objectName()}
    end(english)
    settings = Settings()
    settings.set(LANGUAGE, "zh_CN")
    chinese = start(qapp, qtbot)
    assert {child.objectName() for child in chinese.findChildren(QWidget) if child.objectName()} == names
    end(chinese)
