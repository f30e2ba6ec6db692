"""What a project's file says of how a medium was looked at: read back exactly, and never believed beyond its limits."""

import json
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from lance_studio import limits
from lance_studio.ui.playback.source_view import SourceView

TIMES = st.fractions(Fraction(0), Fraction(limits.MEDIA_SECONDS.most), max_denominator=90000)


@given(st.none() | TIMES, st.none() | TIMES, TIMES)
def test_a_view_is_read_as_it_was_written(start: Fraction | None, end: Fraction | None, position: Fraction) -> None:
    if end is not None and end <= (start or 0):
        start = end = None
    view = SourceView(start, end, position)
    assert SourceView.from_text(view.to_text()) == view


def test_nothing_to_remember_is_no_setting() -> None:
    assert SourceView().to_text() is None
    assert SourceView.from_text(None) == SourceView()


@given(
    st.text()
    | st.recursive(
        st.none()
        | st.booleans()
        | st.floats()
        | st.text()
        | st.sampled_from(["-1", "1/0", "1e999999", "9" * 30, "1/2"]),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["in", "out", "at"]), inner),
    ).map(json.dumps)
)
def test_whatever_a_file_says_is_held_to_the_limits(text: str) -> None:
    view = SourceView.from_text(text)
    for time in (view.start, view.end, view.position):
        assert time is None or 0 <= time <= limits.MEDIA_SECONDS.most
    assert view.end is None or view.end > (view.start or 0)


def test_a_deep_or_long_text_is_nothing() -> None:
    assert SourceView.from_text("[" * 400) == SourceView()
    assert SourceView.from_text('{"in": "1"' + " " * 1000 + "}") == SourceView()
    assert SourceView.from_text('{"in": "2", "out": "1", "at": "3"}') == SourceView(position=Fraction(3))
