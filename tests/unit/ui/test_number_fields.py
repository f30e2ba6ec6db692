# ruff: noqa: RUF001 - digits and marks of other scripts are what this is about
"""Numbers typed with a comma or a point, in any locale: what is meant is taken, what may be two numbers is refused."""

import ast
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QLocale, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

import lance_studio.ui
from lance_studio.requests.sampling import MAX_SEED
from lance_studio.ui.widgets import SeedField, SliderField
from lance_studio.ui.widgets.number_text import NumberTextError, read_number, write_number

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support raise", extend=True)

LOCALES = ["de_DE", "fr_FR", "en_US", "ar_EG", "fa_IR", "hi_IN", "C"]


def make(qtbot: QtBot, locale: str, *, decimals: int = 1, ends: tuple[float, float] = (0, 2000)) -> SliderField:
    made = SliderField("Guidance", *ends, 4, decimals=decimals, unit=" s")
    made.field.setLocale(QLocale(locale))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.field.setFocus()
    return made


def type_in(widget: QWidget, text: str) -> None:
    """Type signs of any script; QTest knows those of ASCII only."""
    for sign in text:
        QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, sign))


def enter(made: SliderField, text: str) -> None:
    made.field.selectAll()
    type_in(made.field, text)
    QTest.keyClick(made.field, Qt.Key.Key_Return)


READ = {
    "1,5": 1.5,
    "1.5": 1.5,
    "0,5": 0.5,
    ".5": 0.5,
    "7": 7,
    "1.234,5": 1234.5,
    "1,234.5": 1234.5,
    "1 234,5": 1234.5,
    "1250": 1250,
    "٣٫٥": 3.5,
    "۱۲": 12,
    "१३": 13,
}
REFUSED = ["1.500", "1,500", "12,345", "1.55", "3000", "1.2.3", "1,23,456"]


@pytest.mark.parametrize("locale", LOCALES)
def test_both_marks_are_read_in_every_locale(qtbot: QtBot, locale: str) -> None:
    made = make(qtbot, locale)
    committed: list[float] = []
    made.value_committed.connect(committed.append)
    for typed, value in READ.items():
        made.set_value(4)
        enter(made, typed)
        assert committed.pop() == value, typed
        assert not made.is_marked()
        assert made.field.cleanText().isascii(), "no native digits"


@pytest.mark.parametrize("locale", LOCALES)
def test_what_may_be_another_number_is_marked_and_not_taken(qtbot: QtBot, locale: str) -> None:
    made = make(qtbot, locale)
    committed: list[float] = []
    made.value_committed.connect(committed.append)
    for typed in REFUSED:
        made.set_value(4)
        enter(made, typed)
        assert (committed, made.value()) == ([], 4)
        assert made.is_marked()
        assert made.field.property("invalid")
        assert made.field.text().startswith(typed), "what was typed is still there"
        assert made.field.accessibleDescription()
        # Leaving the field changes nothing of that, and what is right is taken then.
        made.slider.setFocus()
        assert (committed, made.value(), made.is_marked()) == ([], 4, True)
        made.field.setFocus()
        enter(made, "7")
        assert (committed.pop(), made.is_marked(), made.field.accessibleDescription()) == (7, False, "")


def test_the_mark_goes_when_the_number_is_shown_again(qtbot: QtBot) -> None:
    made = make(qtbot, "de_DE")
    enter(made, "1.500")
    made.set_value(8)
    assert (made.is_marked(), made.field.text()) == (False, "8,0 s")


def test_stepping_goes_on_from_the_value_that_holds(qtbot: QtBot) -> None:
    made = make(qtbot, "de_DE", decimals=0)
    enter(made, "1.500")
    QTest.keyClick(made.field, Qt.Key.Key_Up)
    assert (made.value(), made.is_marked()) == (5, False)


def test_whole_numbers_are_not_rounded_in_silence(qtbot: QtBot) -> None:
    made = make(qtbot, "en_US", decimals=0)
    enter(made, "1.5")
    assert (made.value(), made.is_marked()) == (4, True)
    enter(made, "12.0")
    assert (made.value(), made.is_marked()) == (12, False)


def test_what_a_field_writes_itself_it_reads(qtbot: QtBot) -> None:
    made = make(qtbot, "en_US", decimals=1)
    made.set_value(1.125)
    assert made.field.text() == "1.125 s"
    QTest.keyClick(made.field, Qt.Key.Key_Return)
    assert (made.value(), made.is_marked()) == (1.125, False)


@pytest.mark.parametrize("locale", LOCALES)
def test_numbers_are_shown_with_ascii_digits(qtbot: QtBot, locale: str) -> None:
    made = make(qtbot, locale, decimals=2)
    made.set_value(1234.5)
    assert made.field.cleanText() == ("1234,50" if locale in ("de_DE", "fr_FR") else "1234.50")


@given(
    st.sampled_from(LOCALES),
    st.integers(0, 6).flatmap(
        lambda places: st.tuples(
            st.just(places), st.decimals(-100_000, 100_000, allow_nan=False, allow_infinity=False, places=places)
        )
    ),
)
def test_every_number_that_is_written_is_read_as_itself(locale: str, number: tuple[int, Decimal]) -> None:
    decimals, value = number
    point = "," if QLocale(locale).decimalPoint() == "," else "."
    written = write_number(float(value), decimals=decimals, point=point)
    assert written.isascii()
    assert float(read_number(written, decimals=decimals, point=point)) == float(value)


@given(st.text(alphabet="0123456789.,' -\u00a0٫٣", max_size=12), st.integers(0, 3), st.sampled_from(".,"))
def test_a_text_is_one_number_or_none(text: str, decimals: int, point: str) -> None:
    """Whatever is taken has the digits that were typed, in their order."""
    try:
        value = read_number(text, decimals=decimals, point=point)
    except NumberTextError:
        return
    typed = "".join(str(int(sign)) for sign in text if sign.isdecimal()).lstrip("0")
    shown = f"{abs(value):.{decimals}f}".replace(".", "").lstrip("0")
    assert typed.rstrip("0") == shown.rstrip("0")


def test_a_seed_is_never_another_seed(qtbot: QtBot) -> None:
    field = SeedField("Any seed", MAX_SEED)
    qtbot.addWidget(field)
    field.show()
    qtbot.waitExposed(field)
    committed: list[object] = []
    field.committed.connect(committed.append)
    QTest.keyClicks(field, "1.500")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert (committed, field.is_marked(), field.text()) == ([], True, "1.500")
    field.selectAll()
    type_in(field, "۱۲۳")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert (committed, field.is_marked()) == ([123], False)


def test_numbers_are_typed_into_these_fields_only() -> None:
    """Qt's own number fields guess, and write native digits."""
    folder = Path(lance_studio.ui.__file__).parent
    own = {"QDoubleSpinBox": ["number_field.py"], "QSpinBox": []}
    for path in folder.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names = {one.id for one in ast.walk(tree) if isinstance(one, ast.Name)}
        for name, allowed in own.items():
            assert name not in names or path.name in allowed, f"{path.name} uses {name} in place of NumberField"
