"""The preferences keep what is chosen, at once."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.ui.preferences.view import Preferences, PreferencesDialog, install
from lance_studio.ui.settings import Settings
from lance_studio.ui.studio import Studio
from lance_studio.ui.theme import Theme, colours
from tests.unit.ui.fake_generation import FakeGeneration, studio_with


@pytest.fixture
def studio() -> Studio:
    return studio_with(FakeGeneration())


@pytest.fixture
def preferences(qtbot: QtBot, studio: Studio) -> Preferences:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return install(studio, window)


@pytest.fixture
def dialog(preferences: Preferences, studio: Studio) -> PreferencesDialog:
    assert studio.actions.trigger("edit.preferences")
    made = preferences._window.findChild(PreferencesDialog)
    assert made is not None
    return made


def child(parent: QWidget, name: str) -> QWidget:
    found = parent.findChild(QWidget, name)
    assert found is not None, name
    return found


def test_the_theme_changes_at_once_and_is_kept(dialog: PreferencesDialog, theme: Theme) -> None:
    QTest.mouseClick(child(dialog, "segment.light"), Qt.MouseButton.LeftButton)
    assert colours().name == "light"
    assert Settings().text("theme") == "light"


def test_a_model_folder_is_judged_before_it_is_used(
    qtbot: QtBot, preferences: Preferences, dialog: PreferencesDialog
) -> None:
    field = child(dialog, "preferences.folder")
    assert isinstance(field, QLineEdit)
    QTest.keyClicks(field, "/nowhere/at/all")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(preferences.presenter.state.problem))
    assert "/nowhere/at/all" in preferences.presenter.state.problem
    assert child(dialog, "preferences.problem").isVisibleTo(dialog)
    assert Settings().text("model_folder") == "/nowhere/at/all"
    QTest.mouseClick(child(dialog, "preferences.usual"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: preferences.presenter.state.model != "Looking…")
    assert Settings().text("model_folder") == ""


def test_device_scale_and_motion_are_kept(preferences: Preferences, dialog: PreferencesDialog) -> None:
    device, scale = child(dialog, "preferences.device"), child(dialog, "preferences.scale")
    assert isinstance(device, QComboBox)
    assert isinstance(scale, QComboBox)
    device.activated.emit(1)
    scale.activated.emit(3)
    child(dialog, "preferences.motion").setProperty("checked", True)
    kept = Settings()
    assert (kept.text("device"), kept.get("ui_scale"), kept.get("less_motion")) == ("cpu", 150, True)
    assert (device.currentText(), scale.currentText()) == ("CPU", "150 %")
    preferences.presenter.set_scale(100)
    assert Settings().get("ui_scale") is None


def test_the_dialog_opens_once_and_closes(preferences: Preferences, dialog: PreferencesDialog, studio: Studio) -> None:
    studio.actions.trigger("engine.choose")
    assert len(preferences._window.findChildren(PreferencesDialog)) == 1
    QTest.mouseClick(child(dialog, "preferences.close"), Qt.MouseButton.LeftButton)
    assert preferences._dialog is None
