"""The declared settings: complete, and read as they are shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lance_studio.errors import InvalidRequestError
from lance_studio.user_settings.declared import DEVICE, LESS_MOTION, SETTINGS, THEME, UI_SCALE, Setting, setting


def test_every_setting_is_declared_once_and_its_default_fits() -> None:
    assert len({one.key for one in SETTINGS}) == len(SETTINGS)
    for one in SETTINGS:
        assert one.fits(one.default), one.key
        assert one.help.endswith("."), one.key
        assert (one.low < one.high) == (one.kind == "number"), one.key
        assert bool(one.choices) == (one.kind == "choice"), one.key
        assert setting(one.key) is one


@pytest.mark.parametrize("one", SETTINGS, ids=lambda one: one.key)
def test_a_value_is_read_as_it_is_shown(one: Setting) -> None:
    assert one.parse(one.in_words(one.default)) == one.default


@given(st.integers(UI_SCALE.low, UI_SCALE.high))
def test_numbers_with_and_without_their_unit(number: int) -> None:
    assert UI_SCALE.parse(str(number)) == UI_SCALE.parse(f"{number} %") == number


@pytest.mark.parametrize(
    ("one", "text"),
    [(UI_SCALE, "79"), (UI_SCALE, "201"), (UI_SCALE, "1e2"), (THEME, "pink"), (LESS_MOTION, "perhaps"), (DEVICE, "\0")],
)
def test_what_is_no_value_is_refused_with_what_is(one: Setting, text: str) -> None:
    with pytest.raises(InvalidRequestError) as error:
        one.parse(text)
    assert one.range_in_words() in error.value.remedy


def test_what_a_file_holds_by_mistake_is_the_default() -> None:
    assert UI_SCALE.of({"ui_scale": True}) == UI_SCALE.of({"ui_scale": 500}) == UI_SCALE.of({}) == 100
    assert THEME.of({"theme": ["light"]}) == "dark"
    assert THEME.of({"theme": "light"}) == "light"


def test_an_unknown_name_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(InvalidRequestError, match="theme, language, ui_scale"):
        setting("themes")
