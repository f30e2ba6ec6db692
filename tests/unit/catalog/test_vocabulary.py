"""What of a prompt a model does not know, named in one quiet line."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lance_studio.catalog.profile import OFFICIAL, ModelProfile, read_profile
from lance_studio.catalog.vocabulary import Vocabulary, in_words, remarks, unknown_words
from models.nano.training.profile_text import write_profile
from models.nano.training.vocabulary import vocabulary

NANO = Path(__file__).parents[3] / "models" / "nano"
SMALL = Vocabulary({"kinds": ("car", "fish", "cherry", "box"), "other": ("a", "the", "jet-black", "red")}, 3, False)


@pytest.fixture(scope="module")
def nano(tmp_path_factory: pytest.TempPathFactory) -> ModelProfile:
    """What a model says of itself that has just been trained."""
    root: Path = tmp_path_factory.mktemp("nano")
    write_profile(root)
    return read_profile(root)


@pytest.mark.xfail(
    strict=True, reason="the weights are older than the world's latest words; installing new ones writes the file again"
)
def test_the_file_says_what_the_training_world_says() -> None:
    assert json.loads((NANO / "studio.json").read_text(encoding="utf-8"))["vocabulary"] == vocabulary()


def test_the_models_own_examples_are_within_its_vocabulary(nano: ModelProfile) -> None:
    prompts = [prompt for group in nano.example_prompts.values() for prompt in group]
    assert len(prompts) > 10
    assert {prompt: nano.remarks(prompt) for prompt in prompts if nano.remarks(prompt)} == {}


@pytest.mark.parametrize(
    ("prompt", "line"),
    [
        ("", ""),
        ("Three CARS at sea, and a Star's colour.", ""),
        ("three purple dragons", "Nano does not know “dragons”"),
        (
            "a harbour with people, pelicans and a lighthouse",
            "Nano does not know “harbour”, “people”, “pelicans”, …",
        ),
        ("ein rotes Auto links auf einer Wiese", ""),
        ("une VOITURE rouge à gauche", ""),
        ("ein rotes Flugzeug", "Nano does not know “Flugzeug”"),
        ("Straße", "Nano does not know “Straße”"),
        ("一只猫 on a meadow", ""),
        ("草地上的红色汽车", ""),
        ("草地上的龙", "Nano reads English, not Chinese characters"),
        ("красный car", "Nano reads English, not Cyrillic"),
        ("five cars", ""),
        ("six cars", "Nano counts to 5, not six"),
        ("12 red cars and 3 stars", "Nano counts to 5, not 12"),
        ("a car without a cat, just a house", ""),
        ("three mushrooms, one red and two blue", ""),
        ("a truck left of a dog", "Nano does not know “truck”, “dog”"),
        ("kein car", "Nano does not know “kein”"),
        ("<lora:anime:0.8> a (red:1.4) car", "<lora:anime:0.8>, (red:1.4): plain words here, no syntax"),
        ("a (dragon:1.2)", "Nano does not know “dragon”; (dragon:1.2): plain words here, no syntax"),
    ],
)
def test_what_is_said_of_a_prompt(nano: ModelProfile, prompt: str, line: str) -> None:
    assert nano.remarks(prompt) == line


def test_a_model_that_does_not_understand_negations_says_so() -> None:
    found = remarks("no car, don\u2019t, kein fish, without", SMALL)
    assert found.negations == ("no", "don\u2019t", "kein", "without")


def test_texts_without_spaces_are_chains_of_known_words() -> None:
    small = Vocabulary({"kinds": ("汽车", "车", "红")}, None, True)
    assert small.spells("红汽车")
    assert small.spells("车红")
    assert not small.spells("红汽")
    assert remarks("红汽车", small).scripts == ()
    assert remarks("红汽", small).scripts == ("Chinese characters",)


@pytest.mark.parametrize(
    "word", ["car", "Cars", "CAR'S", "cars\u2019", "cherries", "boxes", "fish", "jet-black", "red-car", "The"]
)
def test_plurals_cases_and_joined_words_are_known(word: str) -> None:
    assert unknown_words(word, SMALL) == ()


@pytest.mark.parametrize("word", ["ca", "carss", "black", "red-dog", "cherrie"])
def test_what_only_looks_like_a_known_word_is_not(word: str) -> None:
    assert unknown_words(word, SMALL) == (word,)


def test_each_is_named_once_as_it_was_written_first() -> None:
    assert unknown_words("Dragon dragon DRAGON wyvern", SMALL) == ("Dragon", "wyvern")


def test_a_model_without_a_vocabulary_knows_every_word_but_has_no_syntax() -> None:
    assert OFFICIAL.remarks("five dragons without wings 一只猫") == ""
    assert OFFICIAL.remarks("a cat <lora:x:1>") == "<lora:x:1>: plain words here, no syntax"
    assert OFFICIAL.knows_photographs


def test_scripts_of_its_languages_are_read() -> None:
    assert remarks("一只猫", SMALL, ("en", "zh")).scripts == ()
    assert remarks("ネコ", SMALL, ("en", "zh")).scripts == ("Japanese",)


@given(st.text(max_size=300))
def test_any_text_gives_at_most_one_line_and_known_words_none(text: str) -> None:
    found = remarks(text, SMALL)
    line = in_words(found, "Tiny", SMALL)
    assert bool(line) == any((found.words, found.scripts, found.numbers, found.negations, found.syntax))
    assert all(one in text for one in (*found.words, *found.numbers, *found.negations, *found.syntax))


@given(st.lists(st.sampled_from(["car", "fish", "cherry", "red", "a"]), max_size=20))
def test_sentences_of_known_words_have_no_remark(words: list[str]) -> None:
    assert in_words(remarks(" ".join(words), SMALL), "Tiny", SMALL) == ""
