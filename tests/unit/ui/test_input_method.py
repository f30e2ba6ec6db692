"""Input methods: which one Qt is told to take, and what a text looks like while it is composed."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QLibraryInfo, Qt
from PySide6.QtGui import QColor, QImage, QInputMethodEvent, QTextCharFormat
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from lance_studio.ui.input_method import InputMethod, choose
from lance_studio.ui.theme import Mode, Theme
from lance_studio.ui.widgets import PromptEdit
from lance_studio.ui.widgets.commit_key import CommitKey

OWN = [Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))]
FORMAT = QInputMethodEvent.AttributeType.TextFormat


def test_fcitx_falls_back_to_what_the_wheel_has() -> None:
    found = choose({"QT_IM_MODULE": "fcitx"}, OWN, has_ibus=True)
    assert found == InputMethod(("fcitx", "ibus", "compose"))


def test_where_nothing_answers_the_window_says_so_and_accents_still_work() -> None:
    found = choose({"QT_IM_MODULE": "fcitx5"}, OWN, has_ibus=False)
    assert found.modules == ("fcitx5", "ibus", "compose")
    assert "“fcitx5”" in found.note


def test_xim_is_no_plugin_of_this_qt_either() -> None:
    assert choose({"QT_IM_MODULE": "xim"}, OWN, has_ibus=True).modules == ("xim", "ibus", "compose")


def test_wayland_has_its_own_input_methods() -> None:
    environment = {"QT_IM_MODULE": "fcitx", "WAYLAND_DISPLAY": "wayland-0"}
    assert choose(environment, OWN, has_ibus=False) == InputMethod(("wayland", "fcitx", "ibus", "compose"))
    on_x11 = environment | {"QT_QPA_PLATFORM": "xcb"}
    assert choose(on_x11, OWN, has_ibus=True).modules == ("fcitx", "ibus", "compose")


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"QT_IM_MODULE": ""},
        {"QT_IM_MODULE": "ibus"},
        {"QT_IM_MODULE": "compose"},
        {"QT_IM_MODULE": "none"},
        {"QT_IM_MODULES": "wayland;fcitx;ibus", "QT_IM_MODULE": "fcitx"},
    ],
)
def test_what_works_is_left_alone(environment: dict[str, str]) -> None:
    assert choose(environment, OWN, has_ibus=False) == InputMethod()


def test_a_plugin_of_fcitx_that_somebody_installed_is_used(tmp_path: Path) -> None:
    folder = tmp_path / "platforminputcontexts"
    folder.mkdir()
    (folder / "libfcitx5platforminputcontextplugin.so").touch()
    assert choose({"QT_IM_MODULE": "fcitx"}, [*OWN, tmp_path], has_ibus=False) == InputMethod()


def test_the_environment_is_ready_before_the_application(tmp_path: Path) -> None:
    code = "import os; from lance_studio.ui.input_method import prepare; prepare(); print(os.environ['QT_IM_MODULES'])"
    environment = {"QT_IM_MODULE": "fcitx", "HOME": str(tmp_path), "PATH": "/usr/bin"}
    said = subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True)
    assert said.stdout.strip() == "fcitx;ibus;compose"


# --- while a text is composed -----------------------------------------------------------------------------------------


def shown(prompt: PromptEdit) -> QImage:
    return prompt.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def composed(text: str, form: QTextCharFormat | None = None) -> QInputMethodEvent:
    attributes = [] if form is None else [QInputMethodEvent.Attribute(FORMAT, 0, len(text), form)]
    return QInputMethodEvent(text, attributes)


def prompt_in(qtbot: QtBot, placeholder: str) -> PromptEdit:
    prompt = PromptEdit(placeholder)
    qtbot.addWidget(prompt)
    prompt.resize(300, 40)
    prompt.setCursorWidth(0)
    prompt.show()
    qtbot.waitExposed(prompt)
    return prompt


def test_nothing_stands_behind_what_is_composed(qtbot: QtBot) -> None:
    prompt, bare = prompt_in(qtbot, "Describe a picture"), prompt_in(qtbot, "")
    empty = shown(prompt)
    for field in (prompt, bare):
        QApplication.sendEvent(field, composed("zhong"))
    assert shown(prompt) == shown(bare)
    # The window may give it other words meanwhile.
    prompt.setPlaceholderText("Describe a change")
    assert shown(prompt) == shown(bare)
    prompt.setPlaceholderText("Describe a picture")
    QApplication.sendEvent(prompt, composed(""))
    assert shown(prompt) == empty


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("name", ["background", "foreground"])
def test_what_is_composed_can_be_read_whatever_colour_it_is_given(
    qtbot: QtBot, theme: Theme, mode: Mode, name: str
) -> None:
    theme.set_mode(mode)
    prompt, plain = prompt_in(qtbot, ""), prompt_in(qtbot, "")
    form = QTextCharFormat()
    if name == "background":
        form.setBackground(QColor("white" if mode is Mode.DARK else "black"))
    else:
        form.setForeground(QColor("black" if mode is Mode.DARK else "white"))
    QApplication.sendEvent(prompt, composed("zhong", form))
    QApplication.sendEvent(plain, composed("zhong"))
    picture, other = shown(prompt), shown(plain)
    if name == "foreground":
        assert picture == other
        return
    colours = {QColor(picture.pixel(x, y)).name() for x in range(picture.width()) for y in range(picture.height())}
    assert prompt.palette().highlight().color().name() in colours
    assert prompt.palette().highlightedText().color().name() in colours


def test_a_composition_warms_the_engine_up_as_typing_does_and_once(qtbot: QtBot) -> None:
    prompt = prompt_in(qtbot, "Describe")
    begun: list[bool] = []
    prompt.writing_began.connect(lambda: begun.append(True))
    QApplication.sendEvent(prompt, composed("z"))
    assert begun == [True]
    QApplication.sendEvent(prompt, composed("zh"))
    done = QInputMethodEvent()
    done.setCommitString("中")
    QApplication.sendEvent(prompt, done)
    assert begun == [True]
    assert prompt.toPlainText() == "中"


def test_the_enter_that_ends_a_composition_sends_nothing(qtbot: QtBot) -> None:
    prompt = prompt_in(qtbot, "Describe")
    sent: list[str] = []
    prompt.submitted.connect(sent.append)
    QApplication.sendEvent(prompt, composed("한"))
    done = QInputMethodEvent()
    done.setCommitString("한")
    QApplication.sendEvent(prompt, done)
    QTest.keyPress(prompt, Qt.Key.Key_Return)
    assert (sent, prompt.toPlainText()) == ([], "한")
    QTest.keyRelease(prompt, Qt.Key.Key_Return)
    QTest.keyClick(prompt, Qt.Key.Key_Return)
    assert sent == ["한"]


def test_another_enter_is_not_taken_for_the_one_that_ends_a_composition() -> None:
    now = 0.0
    key = CommitKey(lambda: now)
    key.note()
    key.forget()
    assert not key.take()
    key.note()
    now = 1.0
    assert not key.take()
    key.note()
    assert key.take()
    assert not key.take()
