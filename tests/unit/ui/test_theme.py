"""Colours, fonts, icons and the style sheet."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFontInfo, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from lance_studio.ui.theme import DARK, LIGHT, FontRole, Mode, Palette, Theme, colours, font, icon
from lance_studio.ui.theme.fonts import MONO_FAMILY, TEXT_FAMILY
from lance_studio.ui.theme.marks import mark_files
from lance_studio.ui.theme.palette import ROLES, fill_hover, fill_pressed, mix, qt_palette, selected
from lance_studio.ui.theme.sheet import style_sheet

ROOT = Path(__file__).resolve().parents[3]
SURFACES = ("window", "panel", "raised")
TEXTS = ("text", "muted", "accent", "ok", "warning", "error", "generated")
# A colour in quotes, by name, by number, or as a constant of Qt; `transparent` and `none` are no colours.
LITERAL = re.compile(
    r"""["'#(\s]#[0-9a-fA-F]{3,8}\b|\bQColor\(\s*(?:["'0-9]|Qt\.)|GlobalColor\.(?!transparent)|\brgba?\(|QColorConstants"""
)


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast ratio of two opaque colours as WCAG 2 defines it, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: QColor) -> float:
    linear = [
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
        for channel in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=lambda palette: palette.name)
@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("text", TEXTS)
def test_text_can_be_read_on_every_surface(palette: Palette, surface: str, text: str) -> None:
    assert contrast(palette.role(text), palette.role(surface)) >= 4.5


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=lambda palette: palette.name)
@pytest.mark.parametrize(
    ("text", "ground"), [("text", "hover"), ("on_fill", "accent_fill"), ("on_clip", "video"), ("on_clip", "audio")]
)
def test_text_can_be_read_on_what_is_filled(palette: Palette, text: str, ground: str) -> None:
    assert contrast(palette.role(text), palette.role(ground)) >= 4.5


def pairs(palette: Palette) -> dict[str, tuple[QColor, QColor, float]]:
    """What is drawn on what, and the least contrast of it: 4.5 for text, 3 for icons, outlines and large text."""
    chosen, scrim = selected(palette), palette.scrim
    on_white = mix(palette.on_scrim, QColor(scrim.red(), scrim.green(), scrim.blue()), scrim.alphaF())
    qt = qt_palette(palette)
    found = {
        "selected text of a field": (palette.on_fill, palette.accent_fill, 4.5),
        "primary button under the pointer": (palette.on_fill, fill_hover(palette), 4.5),
        "primary button held down": (palette.on_fill, fill_pressed(palette), 4.5),
        "words over a white picture": (palette.on_scrim, on_white, 4.5),
        "placeholder in a field": (qt.color(QPalette.ColorRole.PlaceholderText), palette.raised, 4.5),
        "tooltip": (qt.color(QPalette.ColorRole.ToolTipText), qt.color(QPalette.ColorRole.ToolTipBase), 4.5),
    }
    grounds = {name: palette.role(name) for name in (*SURFACES, "surround", "hover")} | {"selected row": chosen}
    for name, ground in grounds.items():
        for text in ("text", "muted"):
            found[f"{text} on {name}"] = (palette.role(text), ground, 4.5)
        for sign in ("accent", "ok", "warning", "error", "generated", "video", "audio"):
            found[f"icon in {sign} on {name}"] = (palette.role(sign), ground, 3.0)
        # Ticks, boxes of choices, empty states; not on a selected row.
        if name != "selected row":
            found[f"ticks on {name}"] = (palette.faint, ground, 3.0)
    return found


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=lambda palette: palette.name)
def test_every_pair_that_is_drawn_has_its_contrast(palette: Palette) -> None:
    low = {
        name: contrast(one, ground)
        for name, (one, ground, least) in pairs(palette).items()
        if contrast(one, ground) < least
    }
    assert low == {}


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=lambda palette: palette.name)
def test_the_surround_of_pictures_is_grey(palette: Palette) -> None:
    for role in ("surround", "checker_a", "checker_b"):
        assert palette.role(role).hslSaturation() == 0


def test_contrast_is_what_the_standard_says() -> None:
    black, white = mix(DARK.scrim, DARK.scrim, 0.0), DARK.on_fill
    assert contrast(black, white) == pytest.approx(21.0)
    assert contrast(white, white) == 1.0


def test_mix_is_between_both() -> None:
    assert mix(DARK.window, LIGHT.window, 0.0).name() == DARK.window.name()
    assert mix(DARK.window, LIGHT.window, 1.0).name() == LIGHT.window.name()
    assert DARK.window.red() < mix(DARK.window, LIGHT.window, 0.5).red() < LIGHT.window.red()


def test_no_colour_stands_anywhere_but_in_the_palette() -> None:
    palette = ROOT / "lance_studio" / "ui" / "theme" / "palette.py"
    files = [*(ROOT / "lance_studio" / "ui").rglob("*.py"), ROOT / "lance_studio" / "app.py"]
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in files
        if path != palette
        for line in path.read_text(encoding="utf-8").splitlines()
        if LITERAL.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    ['a = "#fff"', "background: #1e2127;", "QColor(0, 0, 0)", "QColor('red')", "Qt.GlobalColor.red", "rgb(1, 2, 3)"],
)
def test_the_search_for_colours_finds_them(line: str) -> None:
    assert LITERAL.search(line)


@pytest.mark.parametrize("line", ["QColor(palette.raised)", "Qt.GlobalColor.transparent", "QFrame#chip { }", "# 100"])
def test_the_search_for_colours_leaves_others_alone(line: str) -> None:
    assert not LITERAL.search(line)


@pytest.mark.parametrize("palette", [DARK, LIGHT], ids=lambda palette: palette.name)
def test_the_style_sheet_is_complete(palette: Palette, theme: Theme) -> None:
    sheet = style_sheet(palette)
    assert "$" not in sheet
    assert sheet.count("{") == sheet.count("}")
    assert palette.accent_fill.name() in sheet


def test_marks_are_files_of_both_sizes(theme: Theme) -> None:
    files = mark_files(DARK)
    assert set(files) == {"check", "check-menu", "down", "right", "open", "dot"}
    for file in files.values():
        assert QIcon(file).pixmap(16, 16).size() == QSize(16, 16)
        assert Path(file.replace(".png", "@2x.png")).is_file()


def test_without_a_writable_folder_there_is_a_style_sheet_all_the_same(
    theme: Theme, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    monkeypatch.setenv("LANCE_STUDIO_HOME", str(blocked))
    assert mark_files(DARK) == {}
    assert "QCheckBox" in style_sheet(DARK)


def test_the_bundled_fonts_are_used(theme: Theme) -> None:
    assert QFontInfo(font()).family() == TEXT_FAMILY
    assert QFontInfo(font(FontRole.MONO)).family() == MONO_FAMILY
    assert QFontInfo(font(FontRole.MONO)).fixedPitch()
    assert font(FontRole.CAPTION).pixelSize() == 12


def test_figures_of_numbers_have_one_width(qtbot: QtBot) -> None:
    widths = []
    for text in ("1111", "8888"):
        sample = QLabel(text)
        qtbot.addWidget(sample)
        sample.setFont(font(FontRole.NUMBER))
        widths.append(sample.fontMetrics().horizontalAdvance(text))
    assert widths[0] == widths[1]


def test_an_icon_follows_the_theme(theme: Theme) -> None:
    sign = icon("play-fill")

    def drawn() -> str:
        return sign.pixmap(32, 32).toImage().pixelColor(14, 16).name()

    assert drawn() == DARK.text.name()
    theme.set_mode(Mode.LIGHT)
    assert drawn() == LIGHT.text.name()
    disabled = sign.pixmap(QSize(32, 32), QIcon.Mode.Disabled).toImage().pixelColor(14, 16)
    assert disabled.name() == LIGHT.faint.name()


def test_an_unknown_icon_or_role_is_refused(theme: Theme) -> None:
    with pytest.raises(KeyError):
        icon("no-such-icon")
    with pytest.raises(KeyError):
        icon("play", "no-such-role")
    assert "name" not in ROLES


def test_a_change_of_theme_reaches_the_application(theme: Theme, qapp: QApplication, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.set_mode(Mode.LIGHT)
    assert colours() is LIGHT
    assert qapp.palette().window().color() == LIGHT.panel
    assert LIGHT.panel.name() in qapp.styleSheet()


def test_less_motion_is_the_users_word_over_the_systems(theme: Theme) -> None:
    theme.set_less_motion(True)
    assert theme.less_motion
    theme.set_less_motion(False)
    assert not theme.less_motion
