"""Times in answers, and where they lie on the timeline."""

from fractions import Fraction

import pytest

from lance_studio.workflows.chat import Context, Moment, contexts_from_json, contexts_to_json, moment
from lance_studio.workflows.timecodes import timecodes


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("At 0.7 s.", {"0.7 s": "7/10"}),
        ("From 1s to 2.25 seconds", {"1s": "1", "2.25 seconds": "9/4"}),
        ("after 1,5 s", {"1,5 s": "3/2"}),
        ("It crosses at 00:02.", {"00:02": "2"}),
        ("at 0:02.5, then 1:15", {"0:02.5": "5/2", "1:15": "75"}),
        ("00:00:02:06 and 01:00:00", {"00:00:02:06": "5/2", "01:00:00": "3600"}),
        ("in frame 12", {"frame 12": "1"}),
        ("at second 3", {"second 3": "3"}),
        ("10 ships, 3 small; 5 stars; 16:9; 1.2.3 s; 2:75; v1s", {"16:9": None}),
        ("", {}),
    ],
)
def test_times_are_found_and_other_numbers_are_not(text: str, found: dict[str, str | None]) -> None:
    codes = timecodes(text)
    expected = {words: Fraction(time) for words, time in found.items() if time is not None}
    assert {text[code.start : code.end]: code.seconds for code in codes} == expected


def test_a_time_of_the_model_lies_on_the_timeline() -> None:
    # A range from 3 s of the timeline, of which the model saw every second frame: its seconds count double.
    film = Context(
        kind="range",
        label="c",
        timeline_id="t",
        clip_id="c",
        start=Fraction(3),
        end=Fraction(7),
        scale=Fraction(2),
    )
    assert moment((film,), Fraction(7, 10)) == Moment(Fraction(44, 10), "t")
    assert moment((film,), Fraction(2)) == Moment(Fraction(7), "t")
    assert moment((film,), Fraction(3)) is None
    assert moment((Context(kind="picture", label="p", node_id="n"),), Fraction(0)) is None
    assert moment((), Fraction(0)) is None


def test_contexts_survive_and_damage_is_left_out() -> None:
    contexts = (Context(kind="frame", label="f", start=Fraction(1, 3)), Context(kind="picture", label="p"))
    assert contexts_from_json(contexts_to_json(contexts)) == contexts
    for damaged in ("", "{}", "[1]", '[{"kind": "range", "label": "x", "start": "1/0"}]', '[{"kind":"y","label":""}]'):
        assert contexts_from_json(damaged) == ()
