"""The window in another language, with letters for it."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QFontInfo, QFontMetricsF, QRawFont, QTextLayout
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel
from pytestqt.qtbot import QtBot

from lance_studio.catalog.profile import read_profile
from lance_studio.language import Catalogue, current_language, mark
from lance_studio.language.choice import translations_folder
from lance_studio.media.facts import TrackFacts
from lance_studio.ui.actions import Actions
from lance_studio.ui.help.abilities import sections
from lance_studio.ui.main_window import _step_words
from lance_studio.ui.settings import LANGUAGE, Settings
from lance_studio.ui.spoken_language import speak, wanted_language
from lance_studio.ui.theme import FontRole, font
from lance_studio.ui.theme.fonts import CJK_FAMILY, TEXT_FAMILY, font_files
from lance_studio.ui.wording.sound_tracks import track_words

NANO = Path(__file__).parents[3] / "models" / "nano"
CHINESE = "时间线上的画布"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.json")


@pytest.fixture
def chinese(qapp: QApplication, settings: Settings) -> Iterator[Settings]:
    """Chinese for one test; Qt's own texts are English again after it."""
    settings.set(LANGUAGE, "zh_CN")
    speak(qapp, settings)
    yield settings
    settings.set(LANGUAGE, "en")
    speak(qapp, settings)


def test_the_system_decides_until_the_user_does(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QLocale, "uiLanguages", lambda _self: ["zh-Hans-CN", "en"])
    assert wanted_language(settings) == "zh_CN"
    settings.set(LANGUAGE, "en")
    assert wanted_language(settings) == "en"
    settings.set(LANGUAGE, "nobody's")
    assert wanted_language(settings) == "zh_CN"


def test_actions_speak_the_language(chinese: Settings) -> None:
    actions = Actions()
    assert actions.action("edit.undo").text() == "撤销"
    assert actions.action("file.new").text() == "新建项目…"
    assert actions.tooltip("edit.redo") == "重做（Ctrl+Shift+Z 或 Ctrl+Y）"
    untranslated = [spec.id for spec in actions.specs() if not any(letter >= "一" for letter in spec.text)]
    assert untranslated == []


def test_the_model_that_comes_with_the_studio_says_in_the_language_what_it_can(chinese: Settings) -> None:
    found = sections(read_profile(NANO))
    said = [section.title for section in found]
    said += [line for section in found for line in section.lines]
    assert [words for words in said if not any(letter >= "一" for letter in words)] == []


def test_steps_are_kept_in_english_and_shown_in_the_language(chinese: Settings) -> None:
    assert _step_words(mark("Trim clip"), back=True) == "撤销修剪片段"
    assert _step_words("Import 3 files", back=False) == "重做导入 3 个文件"
    assert _step_words("", back=True) == "撤销"


def test_the_buttons_of_qt_speak_the_language_and_english_again(
    qapp: QApplication, chinese: Settings, qtbot: QtBot
) -> None:
    kind = QDialogButtonBox.StandardButton.Cancel

    def text() -> str:
        box = QDialogButtonBox(kind)
        qtbot.addWidget(box)
        return box.button(kind).text()

    assert text() == "取消"
    chinese.set(LANGUAGE, "en")
    speak(qapp, chinese)
    assert current_language() == "en"
    assert text() == "Cancel"


def test_every_letter_of_the_translations_is_in_the_bundled_fonts() -> None:
    folder = translations_folder()
    assert folder is not None
    forms = [form for forms in Catalogue.read(folder / "zh_CN").texts.values() for form in forms]
    letters = {letter for form in forms for letter in form if letter != "\n"}
    assert len(letters) > 300
    files = {path.stem: QRawFont(str(path), 13) for path in font_files()}
    faces = files["Inter-Regular"], files["LanceStudioCJK-Regular"]
    missing = {one for one in letters if not any(face.supportsCharacter(ord(one)) for face in faces)}
    assert missing == set()


@pytest.mark.parametrize("role", list(FontRole))
def test_chinese_is_drawn_with_the_bundled_face(qapp: QApplication, role: FontRole) -> None:
    assert font(role).families()[-1] == CJK_FAMILY
    layout = QTextLayout(CHINESE, font(role))
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    drawn = {run.rawFont().familyName() for run in layout.glyphRuns()}
    glyphs = [glyph for run in layout.glyphRuns() for glyph in run.glyphIndexes()]
    assert 0 not in glyphs
    assert TEXT_FAMILY not in drawn
    assert QFontInfo(font()).family() == TEXT_FAMILY


def test_lines_are_as_high_in_both_languages(qtbot: QtBot) -> None:
    heights = []
    for words in ("Timeline", CHINESE):
        shown = QLabel(words)
        qtbot.addWidget(shown)
        shown.setFont(font())
        heights.append(shown.sizeHint().height())
    assert heights[0] == heights[1]
    assert QFontMetricsF(font()).height() <= heights[0]


@pytest.mark.usefixtures("chinese")
def test_a_sound_track_is_described_in_the_language() -> None:
    track = TrackFacts(2, 48_000, 2, "stereo", Fraction(0), Fraction(125, 2), "aac", False, "eng", "Comments")
    assert track_words(track) == "2 · Comments · eng · 立体声，62.5 秒"
