"""Loose typing changes how a text looks and never what it asks for."""

import re
from random import Random

import pytest

from models.nano.training.world import loosely
from models.nano.training.world.loosely import (
    content_words,
    is_clear_typo,
    loosen,
    mistype,
    recase,
    translate_words,
    within_one_edit,
)
from models.nano.training.world.sampling import random_picture
from models.nano.training.world.scene import COLOURS, KINDS
from models.nano.training.world.tongues import NOUNS, TONGUES, Tongue, describe_in

TEXT = "a large red car in the middle and a small blue boat on the left, in a meadow."


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("boat", "boat", True),
        ("boat", "baot", True),
        ("boat", "bot", True),
        ("boat", "boatt", True),
        ("boat", "boaz", True),
        ("boat", "baoz", False),
        ("boat", "b", False),
        ("boat", "tabo", False),
        ("cat", "act", True),
        ("yellow", "yelow", True),
    ],
)
def test_one_edit_is_a_letter_put_in_left_out_changed_or_swapped(one: str, other: str, near: bool) -> None:
    assert within_one_edit(one, other) is near
    assert within_one_edit(other, one) is near


def test_a_typo_that_could_stand_for_two_things_is_not_clear() -> None:
    assert not is_clear_typo("bat", "boat")
    assert not is_clear_typo("catr", "car")
    assert not is_clear_typo("stars", "star")
    assert is_clear_typo("baot", "boat")
    assert is_clear_typo("yelow", "yellow")


def test_every_mistyped_word_is_within_one_edit_of_the_word_and_of_no_other_that_means_something() -> None:
    rng, seen = Random(1), 0
    for _ in range(600):
        for old, new in zip(TEXT.split(), mistype(rng, TEXT, 2).split(), strict=True):
            if old == new:
                continue
            seen += 1
            old, new = old.strip(",."), new.strip(",.")
            assert within_one_edit(old, new)
            meant = {what for word, what in content_words().items() if within_one_edit(new, word)}
            assert meant <= {content_words().get(old)}
    assert seen > 600


def test_capitals_change_no_letter() -> None:
    rng = Random(2)
    looks = {recase(rng, TEXT) for _ in range(200)}
    assert {look.lower() for look in looks} == {TEXT}
    assert TEXT.upper() in looks
    assert "A Large Red Car In The Middle And A Small Blue Boat On The Left, In A Meadow." in looks


def test_words_of_another_language_replace_all_kinds_and_colours_by_those_of_one() -> None:
    rng = Random(3)
    texts = {translate_words(rng, "make the red car blue") for _ in range(50)}
    assert texts == {"make the rot Auto blau", "make the rouge voiture bleu", "make the 红色 汽车 蓝色"}


def test_every_kind_has_a_name_in_every_language_and_no_two_share_one() -> None:
    for tongue in TONGUES:
        names = [name for kind in KINDS for name in NOUNS[tongue][kind][1]]
        assert len(names) == len(set(names))


@pytest.mark.parametrize("tongue", TONGUES)
def test_a_description_in_another_language_names_every_thing(tongue: Tongue) -> None:
    rng = Random(4)
    for ring in ("shapes", "book"):
        for _ in range(100):
            picture = random_picture(rng, ring, "train")
            text = describe_in(rng, tongue, picture, colours=True, places=True, backdrop=True)
            for thing in picture.things:
                assert any(name in text for name in NOUNS[tongue][thing.kind][1])


def test_german_adjectives_agree_with_their_nouns() -> None:
    rng = Random(5)
    texts = []
    for _ in range(3000):
        picture = random_picture(rng, "book", "train", 1)
        texts.append(describe_in(rng, "de", picture, colours=True, places=False, backdrop=False))
    for text in texts:
        if found := re.fullmatch(r"(ein|eine)(?: gro\S+| klein\S+)? (\S+) (\S+)", text):
            article, adjective, noun = found.groups()
            if adjective not in ("orange", "lila"):
                ending = "e" if article == "eine" else "es" if noun in ("Auto", "Boot", "Schiff", "Haus") else "er"
                assert adjective.endswith(ending), text


def test_what_is_put_around_a_text_names_nothing_of_the_world() -> None:
    meaning = {word for word, what in content_words().items() if what in KINDS or what in COLOURS}
    meaning |= {"small", "large", "big", "meadow", "sea", "night", "room", "left", "right", "top", "bottom"}
    added = [*loosely._STYLES, *loosely._PLEASE_BEFORE, *loosely._PLEASE_BEHIND, *loosely._ASK_BEFORE]
    for text in added:
        assert not meaning & set(re.findall("[a-z]+", text.lower())), text


def test_loose_texts_are_many_and_equal_states_give_equal_ones() -> None:
    texts = [loosen(Random(seed), TEXT) for seed in range(400)]
    assert texts == [loosen(Random(seed), TEXT) for seed in range(400)]
    assert len(set(texts)) > 200
    assert 0.08 < sum(text == text.upper() for text in texts) / len(texts) < 0.25


def test_questions_get_no_words_about_style() -> None:
    rng = Random(6)
    for _ in range(500):
        text = loosen(rng, "What colour is the car?", "question").lower()
        assert not any(style in text for style in loosely._STYLES if len(style) > 4)
