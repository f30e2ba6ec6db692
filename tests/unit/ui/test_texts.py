"""Texts of anybody, made fit to be shown: plain, of bounded length, without characters that mislead."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QIcon, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.ui import texts
from lance_studio.ui.widgets import Banner, ElidedLabel, label, push_button, tool_button

PIECES = st.lists(
    st.sampled_from(
        ["<", ">", "</", "b", "img src='x'", "!doctype html", "?xml", "&lt;", "&", " ", "\n", "a", "1", "!--"]
    )
)


@given(st.one_of(st.text(), PIECES.map("".join)))
def test_a_tooltip_is_never_taken_for_html_and_says_what_was_written(text: str) -> None:
    shown = texts.tooltip(text)
    assert not Qt.mightBeRichText(shown)
    if len(text) <= 60 and text.count("\n") < 7:
        assert shown.replace("\u2060", "") == texts.plain(text).replace("\u2060", "")


@given(st.text(alphabet=st.characters(), max_size=200))
def test_nothing_that_misleads_is_left(text: str) -> None:
    shown = texts.line(text + "\u202egnp.exe\u2066\x00\x1b[31m\ud800\r\n")
    assert not any(ord(one) < 32 or 0x7F <= ord(one) < 0xA0 or 0xD800 <= ord(one) < 0xE000 for one in shown)
    assert not any(one in shown for one in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")
    shown.encode("utf-8")


@pytest.mark.parametrize("make", [texts.plain, texts.line, texts.caption, texts.window_title, texts.tooltip])
def test_every_text_has_an_end(make: object) -> None:
    shown = make("a" * 10_000_000)  # type: ignore[operator]
    assert len(shown) <= texts.MOST_TEXT + 10
    assert "…" in shown
    assert make("short") == "short"  # type: ignore[operator]


def test_captions_are_cut_in_the_middle_because_names_differ_at_both_ends() -> None:
    shown = texts.caption("Edit “" + "make it blue " * 40 + "with a hat”")
    assert len(shown) <= texts.MOST_CAPTION
    assert shown.startswith("Edit “make it blue")
    assert shown.endswith("with a hat”")
    exact = "x" * texts.MOST_CAPTION
    assert texts.caption(exact) == exact
    assert len(texts.caption(f"{exact}y")) == texts.MOST_CAPTION


def test_a_button_that_shows_a_part_of_its_text_has_all_of_it_in_its_tooltip(qtbot: QtBot) -> None:
    long = "a large yellow star in the top left corner and a red cube in the middle of a plain background"
    for text, told in ((long, long), ("a red car", "")):
        button = push_button(text)
        qtbot.addWidget(button)
        assert button.toolTip().replace("\n", " ") == told


def test_long_tooltips_are_broken_into_few_lines() -> None:
    prompt = "a red car in the rain, at night, with neon lights on wet asphalt " * 6
    shown = texts.tooltip(f"{prompt}\nCtrl+Enter").split("\n")
    assert len(shown) == 5
    assert max(map(len, shown)) <= 60
    assert shown[3].endswith("…")
    assert shown[4] == "Ctrl+Enter", "what stands below a long prompt is still there"
    assert " ".join(shown[:3]) == prompt[: len(" ".join(shown[:3]))]
    assert texts.tooltip("short") == "short"
    assert [len(each) for each in texts.tooltip("x" * 130).split("\n")] == [60, 60, 10]
    assert len(texts.tooltip("a\n" * 50).split("\n")) == 8


def test_a_name_keeps_its_line_breaks_where_lines_are_shown_and_its_ampersands() -> None:
    assert texts.plain("a\r\nb\tc") == "a\nb c"
    assert texts.line("a\nb") == "a b"
    assert texts.caption("salt & pepper") == "salt && pepper"


def test_what_qt_shows_is_the_name(qtbot: QtBot) -> None:
    name = "<b>[*] a & b[*]</b>"
    window = QWidget()
    qtbot.addWidget(window)
    window.setWindowTitle(f"{texts.window_title(name)}[*] – Studio")
    window.setWindowModified(True)
    window.show()
    assert window.windowHandle().title().startswith("<b>[*] a & b[*]</b>* – Studio")
    menu = QMenu(window)
    action = texts.add_action(menu, name, QIcon())
    assert (action.text(), action.toolTip()) == ("<b>[*] a && b[*]</b>", "<\u2060b>[*] a & b[*]<\u2060/b>")
    assert texts.list_item(name).text() == name


def test_the_widgets_of_the_house_show_names_plainly(qtbot: QtBot) -> None:
    name = "<img src='x'> & y"
    made = [label(name), push_button(name), tool_button("x", name), ElidedLabel(name), Banner(name, name)]
    for widget in made:
        qtbot.addWidget(widget)
    assert isinstance(made[0], QLabel)
    assert (made[0].text(), made[0].textFormat()) == (name, Qt.TextFormat.PlainText)
    assert made[1].property("text") == "<img src='x'> && y"
    assert not Qt.mightBeRichText(made[2].toolTip())
    narrow = made[3]
    narrow.resize(40, 20)
    narrow.grab()
    assert narrow.toolTip()
    assert not Qt.mightBeRichText(narrow.toolTip())
    assert [one.textFormat() for one in made[4].findChildren(QLabel)] == [Qt.TextFormat.PlainText]


def test_a_name_of_ten_megabytes_does_not_hold_the_window_up(qtbot: QtBot) -> None:
    wide = ElidedLabel("w" * 10_000_000)
    qtbot.addWidget(wide)
    assert wide.sizeHint().width() < 20_000
    assert len(wide.accessibleName()) <= texts.MOST_LINE


def test_a_message_box_is_plain_in_both_texts(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    box = texts.message_box(window, "<b>t</b>", "<b>a</b>", "<b>b</b>")
    shown = [one for one in box.findChildren(QLabel) if one.text()]
    assert sorted(one.text() for one in shown) == ["<b>a</b>", "<b>b</b>"]
    assert {one.textFormat() for one in shown} == {Qt.TextFormat.PlainText}
    assert not any(one.openExternalLinks() for one in shown)


def test_what_is_edited_is_what_is_stored(qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    texts.fill(field, "a & <b>" + "x" * 1000)
    assert field.text() == "a & <b>" + "x" * 1000
