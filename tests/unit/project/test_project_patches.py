"""Differences between texts: they lead both ways, and are as small as what changed."""

import json
import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lance_studio.project.patches import applied, difference, inverse

# Few different pieces, so that they repeat, move and share ends.
TEXTS = st.lists(st.sampled_from(["{", "a", "{b", "}é{", '{"id":1}', "🐦", "{{"]), max_size=30).map("".join)


@given(TEXTS | st.text(), TEXTS | st.text())
def test_a_difference_leads_both_ways(before: str, after: str) -> None:
    patch = difference(before, after)
    assert applied(before, patch) == after
    assert applied(after, inverse(patch)) == before
    assert (patch == []) == (before == after)
    ends = [0]
    for start, removed, inserted in patch:
        assert start >= ends[-1]
        assert removed or inserted
        ends.append(start + len(removed))


def document(count: int) -> list[dict[str, object]]:
    chance = random.Random(count)
    return [{"id": f"{chance.getrandbits(128):032x}", "duration": "1/2", "name": f"clip {n}"} for n in range(count)]


def test_what_changed_in_two_far_places_is_two_small_hunks() -> None:
    clips = document(1000)
    before = json.dumps(clips)
    clips[3]["name"], clips[990]["duration"] = "other", "3/4"
    patch = difference(before, json.dumps(clips))
    assert len(patch) == 2
    assert sum(len(removed) + len(inserted) for _, removed, inserted in patch) < 30


def test_what_was_moved_is_stored_twice_and_what_it_passed_is_not() -> None:
    clips = document(1000)
    before = json.dumps(clips)
    clips.insert(900, clips.pop(100))
    patch = difference(before, json.dumps(clips))
    assert sum(len(removed) + len(inserted) for _, removed, inserted in patch) < 300


def test_time_grows_with_the_length_only() -> None:
    def spent(count: int) -> float:
        clips = document(count)
        before = json.dumps(clips)
        for clip in clips[::2]:
            clip["name"] = f"{clip['name']} with another name"
        random.Random(1).shuffle(clips)
        began = time.process_time()
        difference(before, json.dumps(clips))
        return time.process_time() - began

    # A comparison of all pieces with all others would take a hundred times as long.
    assert min(spent(20_000) for _ in range(3)) < 40 * min(spent(2_000) for _ in range(3))


@pytest.mark.parametrize("patch", [[(5, "", "x")], [(0, "z", "x")], [(1, "b", "x"), (0, "a", "y")]])
def test_a_difference_of_other_texts_is_refused(patch: list[tuple[int, str, str]]) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        applied("abc", patch)
