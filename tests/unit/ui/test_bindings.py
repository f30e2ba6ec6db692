"""Which keys are in each other's way, and which may not be given to an action."""

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QKeySequence

from lance_studio.ui.actions.bindings import (
    clash,
    conflicts,
    is_sequence,
    own_keys,
    refusal,
    shared_scope,
    where,
)
from lance_studio.ui.actions.table import ACTIONS, FIELD_KEYS, ActionSpec

CHORDS = ["A", "B", "Ctrl+K", "Ctrl+D", "Shift+Del", "F5"]
PANELS = ["canvas", "timeline", "media"]

_sequences = st.lists(st.sampled_from(CHORDS), min_size=1, max_size=4).map(", ".join)
_scopes = st.lists(st.sampled_from(PANELS), unique=True, max_size=3).map(tuple)
_specs = st.builds(ActionSpec, id=st.just("x"), text=st.just("X"), scope=_scopes)
_keys = st.lists(_sequences, max_size=3, unique=True)


def begins(one: str, other: str) -> bool:
    """Whether the chords of the one are the first chords of the other."""
    return other.split(", ")[: len(one.split(", "))] == one.split(", ")


@given(_specs, _specs, _keys, _keys)
def test_two_bindings_conflict_exactly_if_contexts_overlap_and_one_begins_with_the_other(
    one: ActionSpec, other: ActionSpec, mine: list[str], theirs: list[str]
) -> None:
    other = ActionSpec("y", "Y", scope=other.scope)
    overlap = not one.scope or not other.scope or bool(set(one.scope) & set(other.scope))
    expected = {(a, b) for a in mine for b in theirs if overlap and (begins(a, b) or begins(b, a))}
    bindings = {"x": mine, "y": theirs}
    found = conflicts(one, mine, [one, other], bindings)
    assert {(conflict.keys, conflict.other_keys) for conflict in found} == expected
    # The other one sees the same conflicts.
    back = conflicts(other, theirs, [one, other], bindings)
    assert {(conflict.other_keys, conflict.keys) for conflict in back} == expected


@given(_sequences, _sequences)
def test_clash_is_what_qt_calls_a_match(one: str, other: str) -> None:
    first, second = QKeySequence(one), QKeySequence(other)
    none = QKeySequence.SequenceMatch.NoMatch
    assert clash(one, other) == (first.matches(second) != none or second.matches(first) != none)


def test_no_two_actions_of_the_table_conflict() -> None:
    bindings = {spec.id: spec.keys for spec in ACTIONS}
    assert [one for spec in ACTIONS for one in conflicts(spec, spec.keys, ACTIONS, bindings)] == []


def test_a_conflict_is_one_sentence() -> None:
    by_id = {spec.id: spec for spec in ACTIONS}
    bindings = {spec.id: spec.keys for spec in ACTIONS}
    [found] = conflicts(by_id["timeline.blade"], ["Ctrl+D"], ACTIONS, bindings)
    assert found.in_words() == "Ctrl+D is also “Duplicate” in the timeline."
    assert conflicts(by_id["tool.brush"], ["R"], ACTIONS, bindings) == [], "the timeline's R is in another panel"
    begins = conflicts(by_id["timeline.blade"], ["Ctrl+K, A"], ACTIONS, bindings)
    assert [one.in_words() for one in begins] == [
        "Ctrl+K, A begins with Ctrl+K, which is “Split at playhead” in the timeline."
    ]
    window = conflicts(by_id["view.theme"], ["Ctrl+D"], ACTIONS, bindings)
    assert [one.in_words() for one in window] == [
        "Ctrl+D is also “Clear mask” in the canvas.",
        "Ctrl+D is also “Duplicate” in the timeline.",
    ]


def test_what_yields_to_another_action_is_no_conflict() -> None:
    lasso, forward = (next(one for one in ACTIONS if one.id == name) for name in ("tool.lasso", "playback.forward"))
    assert conflicts(lasso, ["L"], [forward], {"playback.forward": ["L"]}) == []


def test_keys_of_dialogs_and_fields_are_refused_in_words() -> None:
    spec = ActionSpec("x.y", "X")
    for keys in ("Esc", "Tab", "Shift+Tab", "Return", "Enter", "Shift+Return"):
        assert "belongs to fields and dialogs" in refusal(spec, keys), keys
    assert refusal(spec, "Alt+Up") == "Alt+Up is “What was sent before” while an instruction is written."
    assert "Press a key" in refusal(spec, "")
    for keys in ("Ctrl+Return", "Alt+Q", "B", "F5", "Ctrl+Alt+Esc"):
        assert refusal(spec, keys) == "", keys
    for one in ACTIONS:
        assert all(refusal(one, key) == "" for key in one.keys), one.id
    assert {field.menu for field in FIELD_KEYS} == {"While writing an instruction or a message"}


def test_places_in_words() -> None:
    assert where(()) == "everywhere in the window"
    assert where(("canvas",)) == "in the canvas"
    assert where(("canvas", "timeline", "media")) == "in the canvas, the timeline and the media"
    assert shared_scope(ActionSpec("a", "A"), ActionSpec("b", "B")) == ()
    assert shared_scope(ActionSpec("a", "A", scope=("canvas",)), ActionSpec("b", "B", scope=("media",))) is None


def test_own_keys_are_read_leniently_and_unknown_actions_are_kept() -> None:
    kept = {"clip.split": ["T", 3, "no such key"], "later.action": ["Q"], "edit.undo": [], "broken": "T"}
    assert own_keys(kept) == {"clip.split": ("T",), "later.action": ("Q",), "edit.undo": ()}
    assert own_keys(["T"]) == {}
    assert is_sequence("Ctrl+K, S")
    assert not is_sequence("Ctrl+Nothing")
    assert not is_sequence("")
