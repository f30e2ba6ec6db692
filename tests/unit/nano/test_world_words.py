"""What is said about the world: captions, instructions, questions and answers agree with what is shown."""

from fractions import Fraction
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.nano.training.world import loosely
from models.nano.training.world.asking import NUMBERS
from models.nano.training.world.captions import caption_clip, caption_picture
from models.nano.training.world.chatter import praise, small_talk
from models.nano.training.world.clip_questions import answer_seconds, describe_clip, expected_seconds
from models.nano.training.world.motions import MIDDLE_EVENT, picture_at_end, picture_at_start, random_clip
from models.nano.training.world.questions import describe_picture
from models.nano.training.world.sampling import random_picture
from models.nano.training.world.scene import (
    COLOURS,
    EARLIEST_EVENT,
    KINDS,
    LATEST_EVENT,
    Appear,
    Backdrop,
    Clip,
    Move,
    Picture,
    Recolour,
    Resize,
    Ring,
    Thing,
    Vanish,
)
from models.nano.training.world.tasks import RINGS, TASKS, Example, Task, corpus, sample
from models.nano.training.world.words import FULL_SIZE_WORDS, SYNONYMS, article, listed

seeds = st.integers(0, 2**32)
rings = st.sampled_from(RINGS)
LOOKS = {"meadow": ("meadow",), "sea": ("sea",), "night": ("night", "stars"), "room": ("room", "indoors")}
STYLE_WORDS = {
    "plain": ("plain",),
    "two-tone across": ("from left to right", "side by side"),
    "two-tone down": ("from top to bottom", "one above the other"),
    "gradient across": ("from left to right",),
    "gradient down": ("from top to bottom",),
}
EARLY = ("early on", "near the start", "soon")
HALFWAY = ("halfway through", "midway through", "after a while")
LATE = ("near the end", "late in the clip", "towards the end")
CORNERS = {(0, 0): ("top left", "upper left"), (0, 2): ("top right", "upper right")} | {
    (2, 0): ("bottom left", "lower left"),
    (2, 2): ("bottom right", "lower right"),
}
EDGES = {(0, 1): "top", (1, 0): "left", (1, 2): "right", (2, 1): "bottom"}


def check_backdrop_named(text: str, backdrop: Backdrop) -> None:
    if backdrop.colour is None:
        assert any(word in text for word in LOOKS[backdrop.style])
        return
    assert backdrop.colour in text
    assert any(word in text for word in STYLE_WORDS[backdrop.style])
    assert ("two-tone" in text or "two shades" in text) == backdrop.style.startswith("two-tone")
    assert ("gradient" in text or "fading from" in text) == backdrop.style.startswith("gradient")


def check_thing_named(text: str, thing: Thing) -> None:
    sizes = FULL_SIZE_WORDS[thing.size]
    assert any(f"{size} {thing.colour} {thing.kind}" in text for size in sizes)
    cell = (thing.row, thing.column)
    if cell in CORNERS:
        assert any(corner in text for corner in CORNERS[cell])
    else:
        assert (EDGES[cell] in text) if cell in EDGES else ("middle" in text or "cent" in text)


@given(seeds, rings)
def test_a_full_caption_of_a_picture_names_everything(seed: int, ring: Ring) -> None:
    rng = Random(seed)
    picture = random_picture(rng, ring, "train")

    text = caption_picture(rng, picture, full=True).lower()

    check_backdrop_named(text, picture.backdrop)
    for thing in picture.things:
        check_thing_named(text, thing)


@given(seeds, rings)
def test_a_full_caption_of_a_clip_names_everything(seed: int, ring: Ring) -> None:
    rng = Random(seed)
    clip = random_clip(rng, ring, "train")

    text = caption_clip(rng, clip, full=True).lower()

    check_backdrop_named(text, clip.picture.backdrop)
    for thing, change in zip(clip.picture.things, clip.changes, strict=True):
        check_thing_named(text, thing)
        if isinstance(change, Move):
            own = {"up": ("up", "ris", "climb"), "down": ("down", "sink", "descend")}
            assert any(word in text for word in own.get(change.direction, (change.direction,)))
        if isinstance(change, Recolour):
            assert change.to in text
        if isinstance(change, Resize):
            assert any(
                word in text
                for word in {"small": ("small", "tiny"), "large": ("large", "big")}.get(change.to, ("medium-sized",))
            )
    if all(change is None for change in clip.changes):
        assert any(word in text for word in ("nothing", "still"))


def events(clip: Clip) -> list[Appear | Vanish | Recolour]:
    return [change for change in clip.changes if isinstance(change, Appear | Vanish | Recolour)]


@given(seeds, rings)
def test_a_full_caption_says_when_unless_it_is_in_the_middle(seed: int, ring: Ring) -> None:
    rng = Random(seed)
    clip = random_clip(rng, ring, "train")

    text = caption_clip(rng, clip, full=True)

    said = [words for words in (EARLY, HALFWAY, LATE) if any(word in text for word in words)]
    due = [EARLY if event.frame <= 5 else HALFWAY if event.frame <= 10 else LATE for event in events(clip)]
    assert all(words in due for words in said)
    assert all(words in said for words, event in zip(due, events(clip), strict=True) if event.frame != MIDDLE_EVENT)


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("full", [False, True])
def test_texts_are_tidy_and_short(task: Task, full: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    # How people type is nothing tidy, and has tests of its own.
    monkeypatch.setattr(loosely, "LOOSE_SHARE", 0.0)
    rng = Random(task)
    for index in range(1500):
        example = sample(task, RINGS[index % 2], rng, "train", full)
        for text in filter(None, (example.text, example.answer)):
            assert text == text.strip()
            assert "  " not in text
            assert not any(mark in text for mark in ("{", "}", "None ", " ,", " .", "..", ",,", "?."))
            words = text.lower().replace(",", " ").replace(".", " ").split()
            for word, following in pairwise(words):
                assert not (word == "a" and following[0] in "aeiou"), text
                assert not (word == "an" and following[0] not in "aeiou"), text
            assert len(words) <= (20 if task.startswith("question") and text is example.text else 50)
        assert example.task == task
        assert (example.answer is None) == (not task.startswith("question"))


def shown(example: Example) -> Clip:
    assert example.source is not None
    source = example.source
    return source if isinstance(source, Clip) else Clip(source, (None,) * len(source.things))


def sentence(words: str) -> str:
    return words[0].upper() + words[1:] + "."


def count_said(text: str, things: tuple[Thing, ...]) -> int:
    """How many of the things the question's words are about."""
    plurals = {kind: kind if kind == "fish" else f"{kind}s" for kind in KINDS}
    kind = next((kind for kind, word in plurals.items() if word in text), None)
    colour = next((colour for colour in COLOURS if f"{colour} " in text), None)
    return sum((not kind or thing.kind == kind) and (not colour or thing.colour == colour) for thing in things)


def examples_of(task: Task, kind: str, number: int = 4000) -> list[Example]:
    rng = Random(kind)
    drawn = [sample(task, RINGS[index % 2], rng, "train", full=True) for index in range(number)]
    return [example for example in drawn if example.kind == kind]


def answers_about_first(thing: Thing) -> dict[str, str]:
    rows, columns = ("top", "", "bottom"), ("left", "", "right")
    row, column = rows[thing.row], columns[thing.column]
    if row and column:
        where = f"in the {row} {column}"
    else:
        where = f"at the {row}" if row else f"on the {column}" if column else "in the middle"
    return {"colour": sentence(thing.colour), "size": sentence(thing.size), "place": sentence(where)}


@pytest.mark.parametrize("kind", ["colour", "size", "place"])
def test_attributes_are_those_of_the_first_thing(kind: str) -> None:
    found = examples_of("question_image", kind)

    assert len(found) > 100
    for example in found:
        assert example.answer == answers_about_first(shown(example).picture.things[0])[kind]


@pytest.mark.parametrize(("task", "kind"), [("question_image", "count"), ("question_video", "count")])
def test_counts_are_right(task: Task, kind: str) -> None:
    found = examples_of(task, kind)

    assert len(found) > 100
    for example in found:
        things = picture_at_end(shown(example)).things
        assert example.answer == NUMBERS[count_said(example.text.lower(), things)]


def test_what_is_in_a_place_is_there_or_nothing() -> None:
    found = examples_of("question_image", "kind")

    assert sum(example.answer == "Nothing." for example in found) > 10
    for example in found:
        thing = shown(example).picture.things[0]
        assert example.answer in ("Nothing.", sentence(article(f"{thing.colour} {thing.kind}")))


def test_changes_are_told_as_they_are() -> None:
    for example in examples_of("question_video", "change"):
        clip = shown(example)
        facts = set()
        for change in clip.changes:
            match change:
                case Move(direction):
                    facts.add(f"It moves {direction}.")
                case Recolour(to):
                    facts.add(f"It turns {to}.")
                case Appear():
                    facts.add("It appears.")
                case Vanish():
                    facts.add("It vanishes.")
                case Resize():
                    facts.update(("It grows.", "It shrinks."))
                case _:
                    facts.add("Nothing.")
        assert example.answer in facts


def test_what_changes_lists_all_that_does() -> None:
    for example in examples_of("question_video", "which"):
        pairs = zip(shown(example).picture.things, shown(example).changes, strict=True)
        changing = sorted((thing for thing, change in pairs if change), key=lambda thing: (thing.row, thing.column))
        names = [f"the {thing.colour} {thing.kind}" for thing in changing]
        assert example.answer == (sentence(listed(names)) if names else "Nothing.")


def test_times_name_the_frame_of_an_event() -> None:
    found = examples_of("question_video", "when")

    assert len(found) > 100
    for example in found:
        assert example.answer is not None
        assert example.event_frame in [event.frame for event in events(shown(example))]
        seconds = expected_seconds(example.answer)
        assert seconds is not None
        assert abs(seconds - Fraction(example.event_frame or 0, 12)) <= Fraction(1, 20)


def test_colours_at_the_end_are_those_at_the_end() -> None:
    for example in examples_of("question_video", "colour at end"):
        first = shown(example).changes[0]
        colour = first.to if isinstance(first, Recolour) else shown(example).picture.things[0].colour
        assert example.answer == sentence(colour)


def test_seconds_are_read_from_answers_and_from_nothing_else() -> None:
    frames = range(EARLIEST_EVENT, LATEST_EVENT + 1)

    assert [answer_seconds(frame) for frame in (3, 8, 12, 13)] == ["At 0.2 s.", "At 0.7 s.", "At 1.0 s.", "At 1.1 s."]
    assert all(
        abs(Fraction(frame, 12) - (expected_seconds(answer_seconds(frame)) or 9)) <= Fraction(1, 20) for frame in frames
    )
    assert expected_seconds("at 0.5 s") == Fraction(1, 2)
    assert expected_seconds("Yes.") is None
    assert expected_seconds("") is None


def test_a_picture_is_described_in_reading_order() -> None:
    things = (Thing("ring", "blue", "medium", 1, 1), Thing("star", "orange", "large", 0, 0))

    text = describe_picture(Picture(Backdrop("plain", "white"), things))

    assert text == "A large orange star in the top left and a blue ring in the middle, on a plain white background."


def test_a_clip_is_described_from_its_start() -> None:
    things = (Thing("bird", "red", "small", 0, 1), Thing("boat", "green", "medium", 2, 0))
    clip = Clip(Picture(Backdrop("sea"), things), (Appear(8), Move("right")))

    assert [thing.kind for thing in picture_at_start(clip).things] == ["boat"]
    assert describe_clip(clip) == (
        "A green boat in the bottom left, at sea. A small red bird appears at the top and the green boat moves right."
    )


def test_a_clip_that_begins_empty_can_be_described() -> None:
    clip = Clip(Picture(Backdrop("gradient down", "orange"), (Thing("star", "red", "small", 1, 0),)), (Appear(8),))

    assert (
        describe_clip(clip) == "Nothing on an orange gradient from top to bottom. A small red star appears on the left."
    )


@given(seeds, rings)
def test_instructions_name_what_comes(seed: int, ring: Ring) -> None:
    example = sample("image_edit", ring, Random(seed), "train")
    assert isinstance(example.source, Picture)
    assert isinstance(example.target, Picture)
    text = example.text.lower()
    names = {kind: (kind, *SYNONYMS.get(kind, ())) for kind in KINDS}

    if example.kind == "recolour":
        assert example.target.things[0].colour in text
    if example.kind in ("replace", "add"):
        assert any(name in text for name in names[example.target.things[0].kind])
    if example.kind == "background" and example.target.backdrop.colour:
        assert example.target.backdrop.colour in text


def test_the_corpus_has_texts_and_answers_of_all_tasks() -> None:
    texts = list(corpus(Random(1), 400))

    assert len(texts) == 400 + sum(TASKS[index % len(TASKS)].startswith("question") for index in range(400))
    assert texts == list(corpus(Random(1), 400))
    joined = " ".join(texts).lower()
    assert all(word in joined for word in (*KINDS, *COLOURS, "meadow", "gradient", "vanish", "appear"))


def _words(text: str) -> set[str]:
    return set("".join(letter if letter.isalnum() else " " for letter in text.lower()).split())


def test_talk_around_a_prompt_says_nothing_about_the_world() -> None:
    world = {
        *COLOURS,
        *KINDS,
        *RINGS,
        *(f"{kind}s" for kind in KINDS),
        "left",
        "right",
        "top",
        "bottom",
        "upper",
        "lower",
    }
    world |= {"middle", "centre", "small", "little", "tiny", "large", "big", "huge", "medium", "one", "two", "three"}
    for phrases in (*SYNONYMS.values(), *LOOKS.values(), *CORNERS.values(), *FULL_SIZE_WORDS.values()):
        world |= {word for phrase in phrases for word in _words(phrase)} - {"air", "hot", "stars", "in"}
    rng = Random(1)
    said = _words(small_talk(rng, "", 20_000)) | _words(" ".join(praise(rng, "") for _ in range(500)))
    assert len(said) > 100
    assert not said & world


@given(seeds, st.integers(1, 200))
def test_a_prompt_stays_whole_in_the_talk(seed: int, words: int) -> None:
    rng = Random(seed)
    prompt = "A large red car on the left."
    talk = small_talk(rng, prompt, words)
    assert "A large red car on the left" in talk
    assert words <= len(talk.split()) <= max(words + 25, 7)
    assert "A large red car on the left" in praise(rng, prompt)
