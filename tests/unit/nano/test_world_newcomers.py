"""Newcomers' words: their truths can be met, tell right from wrong, and half of the wordings are never trained."""

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
import torch
from tokenizers import Tokenizer

from models.nano.training import data
from models.nano.training.data import Source, source_for
from models.nano.training.groups import GROUPS
from models.nano.training.layout import Layout
from models.nano.training.world.draw import Painter, list_pictures, to_tensors
from models.nano.training.world.newcomer_turns import CAR, SHAPES, SOURCES, STREET
from models.nano.training.world.newcomers import Newcomer, is_reserved, newcomers, reserved
from models.nano.training.world.sampling import colours_on
from models.nano.training.world.scene import ALL_BACKDROPS, Backdrop, Clip, Picture, Thing
from models.nano.training.world.seeing import read_picture
from models.nano.training.world.tasks import RINGS, TASKS, sample
from models.nano.training.world.truths import Relation, Words, backdrop_name, edited, plain, shows, wanted

CPU = torch.device("cpu")
WHITE = Backdrop("plain", "white")


def picture(*things: str, on: Backdrop = WHITE) -> Picture:
    """Things in the middle row, from the left: "red car"."""
    pairs = (thing.split() for thing in things)
    return Picture(on, tuple(Thing(kind, colour, "medium", 1, i) for i, (colour, kind) in enumerate(pairs)))


def by_text(text: str) -> Newcomer:
    return next(one for one in newcomers() if one.text == text)


def test_there_are_200_and_half_are_novel() -> None:
    found = newcomers()
    assert len(found) == 200
    assert len({(plain(one.text), str(one.source)) for one in found}) == 200
    assert sum(one.novel for one in found) >= 100
    sorts = Counter((one.sort, one.novel) for one in found)
    assert min(sorts.values()) >= 20
    assert set(sorts) == {(sort, novel) for sort in ("picture", "edit", "answer") for novel in (True, False)}
    assert all((one.truth is None) != (one.words is None) for one in found)


@pytest.mark.parametrize(
    "text",
    [
        "car",
        "RED CAR ON A MEADOW",
        "no car, just a house",
        "three mushrooms, one red and two blue",
        "make it snow",
        "bigger",
        "What colour is the boat?",
    ],
)
def test_what_disappointed_newcomers_is_asked_and_never_trained(text: str) -> None:
    assert by_text(text).novel
    assert is_reserved(text)
    assert is_reserved(f" {text.upper()}!")
    assert not is_reserved(f"{text} {text}")


@pytest.mark.parametrize(
    ("text", "right", "wrong"),
    [
        ("car", [picture("blue car")], [picture("blue boat"), picture("blue car", "red car"), picture()]),
        (
            "RED CAR ON A MEADOW",
            [picture("red car", on=Backdrop("meadow"))],
            [picture("red car"), picture("white car", on=Backdrop("meadow"))],
        ),
        ("no car, just a house", [picture("red house")], [picture("red car"), picture("red house", "red car")]),
        (
            "three mushrooms, one red and two blue",
            [picture("blue mushroom", "red mushroom", "blue mushroom")],
            [picture("red mushroom", "red mushroom", "blue mushroom"), picture("red mushroom", "blue mushroom")],
        ),
        ("mushrooms", [picture("red mushroom", "blue mushroom")], [picture("red mushroom")]),
        ("dragon over a meadow", [picture("red bird", on=Backdrop("meadow"))], [picture(on=Backdrop("meadow"))]),
        ("bird above boat", [], [picture("red bird", "red boat")]),
        (
            "a star between two hearts",
            [picture("red heart", "blue star", "red heart")],
            [picture("blue star", "red heart", "red heart")],
        ),
        ("car left, house right", [picture("red car", "red house")], [picture("red house", "red car")]),
    ],
)
def test_truths_of_prompts(text: str, right: list[Picture], wrong: list[Picture]) -> None:
    truth = by_text(text).truth
    assert truth is not None
    if text == "car left, house right":
        right = [replace(one, things=(one.things[0], one.things[1].moved(1, 2))) for one in right]
    assert all(truth.holds(one.backdrop, one.things) for one in right)
    assert not any(truth.holds(one.backdrop, one.things) for one in wrong)


def test_truths_of_edits_say_what_must_stay() -> None:
    truth = by_text("make the car blue and the house red").truth
    assert truth is not None
    car, house = STREET.things
    right = (replace(house, colour="red"), replace(car, colour="blue"))
    assert truth.holds(STREET.backdrop, right)
    assert not truth.holds(STREET.backdrop, STREET.things)
    assert not truth.holds(STREET.backdrop, (replace(car, colour="blue"), house)), "one change of two"
    assert not truth.holds(Backdrop("room"), right), "another background"
    assert not truth.holds(STREET.backdrop, (right[0].moved(0, 0), right[1])), "another place"
    bigger = by_text("bigger").truth
    assert bigger is not None
    (thing,) = CAR.things
    assert bigger.holds(CAR.backdrop, (replace(thing, size="large"),))
    assert not bigger.holds(CAR.backdrop, (thing,))
    assert not bigger.holds(Backdrop("room"), (replace(thing, size="large"),))
    same = by_text("delete the boat").truth
    assert same is not None
    assert same.holds(CAR.backdrop, CAR.things)
    assert not same.holds(CAR.backdrop, ())
    snow = by_text("make it snow").truth
    assert snow is not None
    assert snow.holds(Backdrop("meadow", weather="snow"), CAR.things)
    assert not snow.holds(Backdrop("sea", weather="snow"), CAR.things)
    assert not snow.holds(CAR.backdrop, CAR.things)
    snowed_in = by_text("a house in the snow").truth
    assert snowed_in is not None
    house = picture("red house").things
    assert snowed_in.holds(Backdrop("sea", weather="snow"), house)
    assert not snowed_in.holds(Backdrop("sea"), house)


def test_a_plain_backdrop_must_stay_in_style_and_colour() -> None:
    truth = edited(SHAPES, gone=[0])
    assert truth.holds(SHAPES.backdrop, SHAPES.things[1:])
    assert not truth.holds(Backdrop("two-tone down", "blue"), SHAPES.things[1:])
    assert shows(on="blue").holds(Backdrop("gradient down", "blue"), ())
    assert shows(on="two-tone").holds(Backdrop("two-tone down", "red"), ())


@pytest.mark.parametrize(
    ("words", "right", "wrong"),
    [
        (Words(says=("no boat",), never=("red",)), ["There is no boat."], ["Red.", "There is no red boat.", "No."]),
        (Words(first="no", says=("red",)), ["No, it is red."], ["Yes, it is red.", "No.", ""]),
        (Words(says=("three/3",)), ["Three.", "There are 3"], ["Thirteen.", "Two."]),
        (Words(says=("at 1.0 s/at 1.1 s",)), ["At 1.1 s."], ["At 0.7 s."]),
    ],
)
def test_what_an_answer_must_say(words: Words, right: list[str], wrong: list[str]) -> None:
    assert all(words.holds(answer) for answer in right)
    assert not any(words.holds(answer) for answer in wrong)


def test_relations_need_a_clear_distance() -> None:
    truth = shows("car", "house", relations=[Relation(0, "left of", (1,))])
    beside = picture("red car", "red house")
    assert truth.holds(beside.backdrop, beside.things)
    level = (beside.things[0], replace(beside.things[1], row=2, column=0, dx=2.0))
    assert not truth.holds(beside.backdrop, level)


def test_words_that_the_world_lacks_make_no_truth() -> None:
    assert wanted("large red car @ top left").cells == {(0, 0)}
    with pytest.raises(ValueError, match="dragon"):
        wanted("red dragon")


def test_drawn_sources_are_read_as_they_are() -> None:
    """What is edited shows clearly, so that a truth is lost by the model alone."""
    drawing = list_pictures(SOURCES)
    pixels = Painter(CPU).paint(to_tensors(drawing, CPU))
    frames = (pixels * 255).round().to(torch.uint8).permute(0, 2, 3, 4, 1).numpy()
    for source, frame in zip(SOURCES, frames, strict=True):
        assert all(thing.colour in colours_on(source.backdrop) for thing in source.things)
        reading = read_picture(frame[0])
        assert edited(source).holds(reading.backdrop, reading.things)


def test_what_is_edited_to_shows_on_its_backdrop() -> None:
    for one in newcomers():
        if one.truth is None:
            continue
        for backdrop in ALL_BACKDROPS:
            if backdrop_name(backdrop) in one.truth.backdrop:
                shown = [thing.colour for thing in one.truth.things if thing.colour]
                assert set(shown) <= set(colours_on(backdrop)), one


def test_no_generator_of_training_says_what_is_reserved(
    monkeypatch: pytest.MonkeyPatch, tokenizer_folder: Path, layouts: dict[str, Layout]
) -> None:
    """The source of batches is the one way from a generator to training, and it draws such texts again."""
    spoken = data.spoken
    texts = sorted(reserved())
    said: list[str] = []

    def hostile(example: data.Example, group: data.Group, rng: random.Random) -> data.Example:
        found = spoken(example, group, rng)
        if rng.random() < 0.5:
            found = replace(found, text=rng.choice(texts).upper() + "!")
        said.append(found.text)
        return found

    monkeypatch.setattr(data, "spoken", hostile)
    source: Source = source_for(tokenizer_folder / "tokenizer.json", layouts, 0.05)
    tokenizer = Tokenizer.from_file(str(tokenizer_folder / "tokenizer.json"))
    batches = source.draw(random.Random(1))
    assert any(is_reserved(text) for text in said)
    for name in GROUPS:
        batch = batches[name]
        for ids, length in zip(batch.ids.tolist(), batch.caption.tolist(), strict=True):
            assert not is_reserved(tokenizer.decode(ids[:length]))


def test_novel_wordings_are_rare_in_training_as_it_is() -> None:
    """Reserving takes nothing away from training that it would miss."""
    rng = Random(5)
    texts = [sample(task, RINGS[i % 2], rng, "train").text for task in TASKS for i in range(400)]
    assert sum(map(is_reserved, texts)) / len(texts) < 0.02
    clips = [one for one in newcomers() if isinstance(one.source, Clip)]
    assert len(clips) == 5
