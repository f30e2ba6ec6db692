"""The preferences keep what is chosen, at once."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QListWidget, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.ui.preferences.view import Preferences, PreferencesDialog, install
from lance_studio.ui.settings import Settings
from lance_studio.ui.studio import Studio
from lance_studio.ui.theme import Theme, colours
from tests.unit.ui.fake_generation import FakeGeneration, studio_with

CHECKPOINT = Path(__file__).parents[3] / "golden" / "checkpoint"


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
def dialog(preferences: Preferences, studio: Studio, qtbot: QtBot) -> PreferencesDialog:
    assert studio.actions.trigger("edit.preferences")
    made = preferences._window.findChild(PreferencesDialog)
    assert made is not None
    qtbot.waitUntil(preferences.cache._background.is_idle)
    return made


def child(parent: QWidget, name: str) -> QWidget:
    found = parent.findChild(QWidget, name)
    assert found is not None, name
    return found


def type_folder(dialog: PreferencesDialog, name: str, folder: str) -> None:
    field = child(dialog, name)
    assert isinstance(field, QLineEdit)
    field.clear()
    QTest.keyClicks(field, folder)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_the_theme_changes_at_once_and_is_kept(dialog: PreferencesDialog, theme: Theme) -> None:
    QTest.mouseClick(child(dialog, "segment.light"), Qt.MouseButton.LeftButton)
    assert colours().name == "light"
    assert Settings().text("theme") == "light"


def test_the_theme_follows_another_window(preferences: Preferences, studio: Studio, theme: Theme) -> None:
    Settings().set("theme", "light")
    studio.settings.read_again()
    assert colours().name == "light"
    assert preferences.presenter.state.theme == "light"


def test_a_model_folder_is_judged_before_it_is_used(
    qtbot: QtBot, preferences: Preferences, dialog: PreferencesDialog
) -> None:
    dialog.show_section("model")
    type_folder(dialog, "preferences.folder", "/nowhere/at/all")
    qtbot.waitUntil(lambda: bool(preferences.presenter.state.model.problem))
    assert "/nowhere/at/all" in preferences.presenter.state.model.problem
    assert child(dialog, "preferences.problem").isVisibleTo(dialog)
    assert Settings().text("model_folder") == "/nowhere/at/all"
    QTest.mouseClick(child(dialog, "preferences.usual"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: preferences.presenter.state.model.found != "Looking…")
    assert Settings().text("model_folder") == ""


def test_each_checkpoint_has_a_folder_of_its_own_and_says_what_is_there(
    qtbot: QtBot, preferences: Preferences, dialog: PreferencesDialog, tmp_path: Path
) -> None:
    root, video = tmp_path / "model", tmp_path / "other" / "my video model"
    shutil.copytree(CHECKPOINT, root)
    video.parent.mkdir()
    shutil.move(root / "Lance_3B_Video", video)
    dialog.show_section("model")
    presenter = preferences.presenter
    type_folder(dialog, "preferences.folder", str(root))
    qtbot.waitUntil(lambda: "Lance · image checkpoint ·" in presenter.state.model.found)
    type_folder(dialog, "preferences.video-folder", str(video))
    qtbot.waitUntil(lambda: "image checkpoint, video checkpoint" in presenter.state.model.found)
    qtbot.waitUntil(lambda: presenter.state.video.found.startswith("my video model · 0.0 GB"))
    assert Settings().text("model_folder_video") == str(video)
    type_folder(dialog, "preferences.video-folder", str(tmp_path))
    qtbot.waitUntil(lambda: bool(presenter.state.video.problem and presenter.state.model.problem))
    QTest.mouseClick(child(dialog, "preferences.video-usual"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Lance · image checkpoint ·" in presenter.state.model.found)
    assert Settings().get("model_folder_video") is None


def test_device_scale_and_motion_are_kept(preferences: Preferences, dialog: PreferencesDialog) -> None:
    device, scale = child(dialog, "preferences.device"), child(dialog, "preferences.scale")
    assert isinstance(device, QComboBox)
    assert isinstance(scale, QComboBox)
    device.activated.emit(1)
    scale.activated.emit(scale.findData(150))
    child(dialog, "preferences.motion").setProperty("checked", True)
    kept = Settings()
    assert (kept.text("device"), kept.get("ui_scale"), kept.get("less_motion")) == ("cpu", 150, True)
    assert (device.currentText(), scale.currentText()) == ("CPU", "150 %")
    later = child(dialog, "preferences.later")
    assert later.property("text") == "The window has 100 % now. 150 % holds from the next start of the studio on."
    preferences.presenter.set_scale(100)
    assert Settings().get("ui_scale") is None


def test_what_the_command_has_set_is_shown(preferences: Preferences, dialog: PreferencesDialog, studio: Studio) -> None:
    other = Settings()
    other.set("ui_scale", 133)
    other.set("device", "cuda:1")
    studio.settings.read_again()
    device, scale = child(dialog, "preferences.device"), child(dialog, "preferences.scale")
    assert isinstance(device, QComboBox)
    assert isinstance(scale, QComboBox)
    assert (device.currentText(), scale.currentText()) == ("cuda:1", "133 %")


def test_the_dialog_opens_once_at_the_section_that_is_wanted_and_closes(
    preferences: Preferences, dialog: PreferencesDialog, studio: Studio
) -> None:
    sections = child(dialog, "preferences.sections")
    assert isinstance(sections, QListWidget)
    assert [sections.item(n).text() for n in range(sections.count())] == ["General", "Model", "Cache", "Keys"]
    studio.actions.trigger("engine.choose")
    assert len(preferences._window.findChildren(PreferencesDialog)) == 1
    assert sections.currentItem().text() == "Model"
    QTest.mouseClick(child(dialog, "preferences.close"), Qt.MouseButton.LeftButton)
    assert preferences._dialog is None


def test_it_fits_a_small_screen(dialog: PreferencesDialog) -> None:
    for section in ("general", "model", "cache", "keys"):
        dialog.show_section(section)
        least = dialog.minimumSizeHint()
        assert least.width() <= 1280, section
        assert least.height() <= 680, section
