"""Questions of the second school: what is and is not there, checks with yes or no, comparisons, and moments."""

import re
from collections import Counter
from random import Random

import pytest

from models.nano.training.world.asking import NUMBERS, Sought, answer_presence, count
from models.nano.training.world.checks import ask_comparison, ask_neighbour, side_of
from models.nano.training.world.clip_checks import ask_time
from models.nano.training.world.clip_questions import FIRST_KINDS as FIRST_OF_CLIPS
from models.nano.training.world.clip_questions import ask_clip
from models.nano.training.world.motions import picture_at_end
from models.nano.training.world.questions import FIRST_KINDS, ask_picture
from models.nano.training.world.scene import (
    COLOURS,
    KINDS,
    Appear,
    Backdrop,
    Clip,
    Move,
    Picture,
    Recolour,
    Thing,
    Vanish,
)
from models.nano.training.world.tasks import RINGS, Example, Task, sample
from models.nano.training.world.words import PLACES, SHADES, SYNONYMS, plural

CAR = Thing("car", "red", "large", 2, 0)
HOUSE = Thing("house", "blue", "small", 2, 2)
CAT = Thing("cat", "blue", "small", 0, 2)
STREET = Picture(Backdrop("meadow"), (CAR, HOUSE))
NAMES = {word: kind for kind, words in SYNONYMS.items() for word in words} | {kind: kind for kind in KINDS}
SHADE_OF = {shade: colour for colour, shades in SHADES.items() for shade in shades} | {c: c for c in COLOURS}


def asked(task: Task, kind: str, number: int = 3000) -> list[Example]:
    """Plainly typed questions of a kind."""
    rng = Random(f"{task} {kind}")
    drawn = (sample(task, RINGS[index % 2], rng, "train", full=True) for index in range(number))
    found = [example for example in drawn if example.kind == kind]
    assert len(found) > 60
    return found


def things_of(example: Example) -> tuple[Thing, ...]:
    assert example.source is not None
    return example.source.things if isinstance(example.source, Picture) else picture_at_end(example.source).things


def named_in(text: str) -> Sought:
    """What a plainly typed question names."""
    words = f" {text.lower().strip('?')} "
    names = NAMES | {plural(name): kind for name, kind in NAMES.items()}
    found = [name for name in names if re.search(rf"\b{name}\b", words)]
    shade = next((shade for shade in SHADE_OF if f" {shade} " in words), None)
    return Sought(names[max(found, key=len)] if found else None, SHADE_OF[shade] if shade else None)


@pytest.mark.parametrize(
    ("sought", "many", "answer"),
    [
        (Sought("boat"), False, "No, there is no boat."),
        (Sought("boat", "red"), True, "No, there are no red boats."),
        (Sought("car"), False, "Yes, there is a red car."),
        (Sought("house"), True, "Yes, there is a blue house."),
        (Sought("car", "blue"), False, "No, there is no blue car."),
        (Sought(None, "blue"), False, "Yes, there are two blue things."),
        (Sought(None, "purple"), False, "No, there is no purple thing."),
    ],
)
def test_presence_is_told_in_full(sought: Sought, many: bool, answer: str) -> None:
    assert answer_presence((CAR, HOUSE, CAT), sought, many=many) == answer


@pytest.mark.parametrize("task", ["question_image", "question_video"])
def test_presence_is_right_and_balanced(task: Task) -> None:
    found = asked(task, "presence")
    for example in found:
        assert example.answer is not None
        there = bool(named_in(example.text).among(things_of(example)))
        assert example.answer.startswith("Yes, there " if there else "No, there "), example
    share = sum((example.answer or "").startswith("Yes") for example in found) / len(found)
    assert share == pytest.approx(0.5, abs=0.08)


def test_what_is_not_there_has_no_colour_place_or_size() -> None:
    for example in asked("question_image", "absence"):
        sought = named_in(example.text)
        assert not sought.among(things_of(example)), example
        assert example.answer == f"There is no {sought.name}."


def test_counts_go_to_five() -> None:
    cells = [(row, column) for row in range(3) for column in range(3)]
    rng, told = Random(1), set()
    for number in range(1, 6):
        things = [Thing("star", tuple(COLOURS)[i], "small", *cells[i]) for i in range(number)]
        for _ in range(40):
            counted, answer = count(rng, things, "shapes")
            if counted in ("stars", "things", "objects"):
                assert answer == NUMBERS[number]
                told.add(answer)
    assert told == {"One.", "Two.", "Three.", "Four.", "Five."}


@pytest.mark.parametrize("task", ["question_image", "question_video"])
def test_checks_begin_with_yes_or_no_and_are_balanced(task: Task) -> None:
    found = asked(task, "check", 5000)
    first = Counter((example.answer or "").split(",")[0] for example in found)
    assert set(first) == {"Yes", "No"}
    assert first["Yes"] / len(found) == pytest.approx(0.5, abs=0.1)


def test_checks_of_attributes_are_right() -> None:
    seen: Counter[str] = Counter()
    for example in asked("question_image", "check", 6000):
        text, answer, things = example.text.lower().rstrip("?"), example.answer or "", things_of(example)
        sought = named_in(text)
        is_there = bool(sought.among(things))
        if "still" in text or ("did the" in text and text.endswith("stay")):
            seen["still"] += 1
            assert answer.startswith("Yes" if is_there else "No"), example
        elif any(word in text for word in ("removed", "gone", "no longer", "disappear")):
            seen["gone"] += 1
            assert answer.startswith("No" if is_there else "Yes"), example
        elif re.fullmatch(r"(was|has) an? .* added", text):
            seen["added"] += 1
            assert answer.startswith("Yes" if is_there else "No"), example
        elif found := re.fullmatch(rf"is the (\w+) ({'|'.join(COLOURS)})(?: now)?", text):
            if found[1] in ("background", "backdrop"):
                continue
            seen["colour"] += 1
            kinds = [thing for thing in things if thing.kind == NAMES.get(found[1])]
            if kinds:
                assert answer.startswith("Yes" if kinds[0].colour == found[2] else "No"), example
                assert answer.endswith(f", it is {kinds[0].colour}.")
            else:
                assert answer == f"No, there is no {found[1]}."
        elif found := re.fullmatch(rf"is the (?:(?:{'|'.join(COLOURS)}) )?(\w+) (?:now )?(in .*|at .*|on .*)", text):
            if found[1] not in NAMES or not is_there or any(colour in found[2] for colour in COLOURS):
                continue
            seen["place"] += 1
            thing = sought.among(things)[0]
            places = {place.replace("centre", "center") for place in PLACES[thing.row, thing.column]}
            is_so = found[2].replace("centre", "center") in places
            assert answer.startswith("Yes" if is_so else "No"), example
    assert min(seen[sort] for sort in ("still", "gone", "added", "colour", "place")) > 20


def test_numbers_are_checked() -> None:
    words = ("no", "one", "two", "three", "four", "five")
    seen = 0
    for example in asked("question_image", "check", 6000):
        found = re.search(r"(two|three|four|five|[2-5]) (\w+)", example.text.lower())
        if found is None or not (example.answer or "").split(", ")[1].startswith("there "):
            continue
        number = int(found[1]) if found[1].isdecimal() else words.index(found[1])
        right = len(named_in(example.text).among(things_of(example)))
        assert (example.answer or "").startswith("Yes" if number == right else "No"), example
        assert f" {words[right]} " in (example.answer or "")
        seen += 1
    assert seen > 30


def test_comparisons_within_a_picture() -> None:
    rng, told = Random(3), {}
    for _ in range(2000):
        found = ask_comparison(rng, STREET)
        if found:
            told[found[0]] = found[1]
    assert told["is the car bigger than the house"] == "Yes, the car is bigger."
    assert told["is the house larger than the car"] == "No, the house is smaller."
    assert told["is the house smaller than the car"] == "Yes, the house is smaller."
    assert told["which is bigger, the house or the car"] == "The car."
    assert told["which is smaller, the house or the car"] == "The house."
    assert told["is the car left of the house"] == "Yes, it is left of the house."
    assert told["is the house left of the car"] == "No, it is right of the car."
    assert told["is the car above the house"] == "No, it is left of the house."
    assert told["do the car and the house have the same colour"] == "No, the car is red and the house is blue."
    assert ask_comparison(rng, Picture(Backdrop("meadow"), (CAR,))) is None


@pytest.mark.parametrize(
    ("one", "other", "asked", "side"),
    [(CAR, HOUSE, "above", "left of"), (HOUSE, CAT, "left of", "below"), (CAR, CAT, "below", "below")],
)
def test_sides(one: Thing, other: Thing, asked: str, side: str) -> None:
    assert side_of(one, other, asked) == side


def test_neighbours_are_named_where_there_is_one_answer() -> None:
    rng, told = Random(4), {}
    for _ in range(2000):
        found = ask_neighbour(rng, STREET)
        if found:
            told[found[0]] = found[1]
    assert told["what is right of the car"] == "A blue house."
    assert told["what is above the car"] == "Nothing."
    crowd = Picture(Backdrop("meadow"), (CAR, HOUSE, CAT))
    sides = {found[0] for found in (ask_neighbour(rng, crowd) for _ in range(500)) if found}
    assert not any("right of" in side for side in sides), "two things are to the right"


def test_moments_of_clips() -> None:
    clip = Clip(
        Picture(Backdrop("sea"), (Thing("boat", "red", "large", 1, 1), HOUSE)), (Recolour("white", 4), Vanish(12))
    )
    rng, told = Random(5), {}
    for _ in range(3000):
        found = ask_time(rng, clip)
        if found:
            told[found[0]] = found[1]
    assert told["what colour is the boat after one second"] == "White."
    assert told["what happens first"] == "The boat turns white."
    assert told["what happens last"] == "The house vanishes."
    assert told["how long is the clip"] == "1.4 s."
    assert not any("0.3 seconds" in text for text in told if "boat" in text), "too near the change to be seen"
    gone = Clip(Picture(Backdrop("sea"), (HOUSE,)), (Appear(10),))
    told = {found[0]: found[1] for found in (ask_time(rng, gone) for _ in range(800)) if found}
    assert told["is there a blue house after half a second"] == "No, there is no blue house."
    assert "is there a blue house after one second" not in told


def test_what_happens_in_clips_is_checked() -> None:
    pattern = re.compile(
        r"does the (?:\w+ )?(\w+) (?:move (?:to the )?(left|right|up|down)|(grow|shrink|appear|vanish))"
    )
    seen = 0
    for example in asked("question_video", "check", 6000):
        found = pattern.fullmatch(example.text.lower().rstrip("?"))
        if not found or found[1] not in KINDS:
            continue
        clip = example.source
        assert isinstance(clip, Clip)
        pairs = list(zip(clip.picture.things, clip.changes, strict=True))
        same = [change for thing, change in pairs if thing.kind == found[1]]
        if len(same) != 1:
            continue
        (change,) = same
        if found[2]:
            is_so = isinstance(change, Move) and change.direction == found[2]
        else:
            sort = {"appear": "Appear", "vanish": "Vanish"}.get(found[3], "Resize")
            if sort == "Resize":
                continue
            is_so = type(change).__name__ == sort
        assert (example.answer or "").startswith("Yes" if is_so else "No"), example
        seen += 1
    assert seen > 40


def test_most_questions_are_those_of_the_first_school() -> None:
    rng = Random(6)
    schools: tuple[tuple[Task, tuple[str, ...]], ...] = (
        ("question_image", FIRST_KINDS),
        ("question_video", FIRST_OF_CLIPS),
    )
    for task, first in schools:
        kinds = Counter(sample(task, RINGS[i % 2], rng, "train").kind for i in range(3000))
        assert sum(kinds[kind] for kind in set(first)) / 3000 == pytest.approx(0.57, abs=0.06)
        assert set(kinds) > set(first)


def test_the_first_school_can_be_asked_alone() -> None:
    rng = Random(7)
    clip = Clip(STREET, (Move("up"), None))
    assert {ask_picture(rng, STREET, first_school=True).kind for _ in range(300)} <= set(FIRST_KINDS)
    assert {ask_clip(rng, clip, first_school=True).kind for _ in range(300)} <= set(FIRST_OF_CLIPS)


def test_training_counts_to_five_and_sees_things_that_are_alike() -> None:
    rng = Random(8)
    drawn = [sample("question_image", RINGS[i % 2], rng, "train") for i in range(1500)]
    told = {example.answer for example in drawn if example.kind == "count"}
    assert told >= {"None.", "One.", "Two.", "Three.", "Four.", "Five."}
    looks = [[(thing.kind, thing.colour) for thing in things_of(example)] for example in drawn]
    assert sum(len(set(look)) < len(look) for look in looks) > 20
    for example, look in zip(drawn, looks, strict=True):
        if example.kind in ("place", "size") and len(set(look)) < len(look):
            assert look.count(look[0]) == 1, "the answer would be one of several"


def test_weather_is_asked_about() -> None:
    rng = Random(9)
    snowing = Picture(Backdrop("meadow", weather="snow"), (CAR,))
    asked = [ask_picture(rng, snowing) for _ in range(2500)]
    told = {question.text.lower().rstrip("?"): question.answer for question in asked}
    assert told["is it snowing"] == "Yes, there is snow."
    assert told["is it raining"] == "No, there is no rain."
    assert told["where does this take place"] == "A meadow in the snow."
    assert told["describe the picture."] == "A large red car in the bottom left, in a meadow in the snow."
    calm = {ask_picture(rng, STREET).answer for _ in range(2500)}
    assert "No, there is no snow." in calm
    assert "Yes, there is snow." not in calm
