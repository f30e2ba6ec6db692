"""Rows of names, and days and times, are written as people of a language write them."""

import datetime

import pytest

from lance_studio.language import use_language
from lance_studio.ui.wording.dates import date_words
from lance_studio.ui.wording.listing import listed

MOMENT = datetime.datetime(2026, 3, 5, 9, 7)


def test_a_row_leaves_out_what_is_empty() -> None:
    assert listed(["a", "", "b", "c"]) == "a, b, c"
    assert listed([]) == ""
    use_language("zh_CN")
    assert listed(["a", "", "b"]) == "a、b"


def test_a_day_and_a_time_are_in_the_language_of_the_window() -> None:
    assert date_words(MOMENT) == "5 Mar 2026, 09:07"
    use_language("zh_CN")
    assert date_words(MOMENT) == "2026 年 3 月 5 日 09:07"


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_has_its_name(month: int) -> None:
    use_language("zh_CN")
    assert f" {month} 月 " in date_words(MOMENT.replace(month=month))
