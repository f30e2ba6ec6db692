"""Days and times as people write them."""

import datetime

from lance_studio.language import mark, tr, translate

_MONTHS = (
    mark("Jan"), mark("Feb"), mark("Mar"), mark("Apr"), mark("May"), mark("Jun"),
    mark("Jul"), mark("Aug"), mark("Sep"), mark("Oct"), mark("Nov"), mark("Dec"),
)  # fmt: skip


def date_words(moment: datetime.datetime) -> str:
    """Return a day and a time, for example "3 Dec 2026, 09:05", in the time zone that the moment has."""
    month = translate(_MONTHS[moment.month - 1])
    return tr("{day} {month} {year}, {time}", day=moment.day, month=month, year=moment.year, time=f"{moment:%H:%M}")
