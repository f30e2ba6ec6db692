"""Questions on pictures that want yes or no, or that compare things: is it there, is it so, which is bigger.

Every answer to a check begins with "Yes" or "No", so that the odds of both can be read from the model's first token,
and goes on with the facts. Yes and no are equally likely for each sort of check. Some checks are worded as after an
edit ("was the tree removed?"): what there was before cannot be seen, so the answer tells what there is.
"""

from collections.abc import Callable
from random import Random

from models.nano.training.world.asking import (
    NUMBER_WORDS,
    Sought,
    absent,
    absent_kind,
    answer_backdrop,
    answer_presence,
    counted,
    is_alone,
    is_there,
    name_without_colour,
    name_without_place,
    plain_name,
    present,
    sentence,
    there_is,
    yes_or_no,
)
from models.nano.training.world.sampling import CELLS, SIZES, colours_on, kinds_of
from models.nano.training.world.scene import COLOURS, MOST_THINGS, SCENES, WEATHERS, Backdrop, Picture, Thing
from models.nano.training.world.words import (
    PLACE_NAMES,
    PREDICATE_SIZES,
    article,
    kind_word,
    place,
)

Asked = tuple[str, str] | None
#: How often a check of an attribute is about something that is not there.
_FALSE_PREMISE = 0.12
_PRESENCE = (
    "is there {}",
    "is there {}",
    "can you see {}",
    "do you see {}",
    "does the picture show {}",
    "is {} in the picture",
    "is {} there",
    "{}",
)
_PRESENCE_OF_MANY = ("are there {}", "are there {}", "can you see {}", "do you see {}", "are {} in the picture", "{}")
_IS_COLOUR = ("is {} {}", "is {} {}", "is {} {} now", "did {} become {}", "does {} look {}", "is the colour of {} {}")
_IS_PLACE = ("is {} {}", "is {} {}", "is {} now {}", "can {} be seen {}", "does {} stand {}")
_IS_SIZE = ("is {} {}", "is {} {}", "does {} look {}", "is {} {} now")
_STILL = (
    "is {} still there",
    "is {} still there",
    "is {} still in the picture",
    "can {} still be seen",
    "did {} stay",
    "is {} there",
)
_GONE = (
    "was {} removed",
    "was {} removed",
    "is {} gone",
    "has {} been removed",
    "did {} disappear",
    "is {} no longer there",
)
_ADDED = ("was {} added", "was {} added", "has {} been added", "is there {} now", "did {} appear")
_REPLACED = ("was {} replaced with {}", "was {} replaced by {}", "did {} become {}", "is there {1} instead of {0}")
_COUNTED = (
    "are there {}",
    "are there {}",
    "are there exactly {}",
    "do you see {}",
    "does the picture show {}",
    "can you count {}",
)
_ONLY = ("is {} the only thing", "is {} alone", "is {} the only thing in the picture", "is there nothing but {}")
_SCENE_CHECKS: dict[str, tuple[str, ...]] = {
    "meadow": ("is it a meadow", "is this on a meadow", "is the background a meadow", "is there a meadow"),
    "sea": ("is it at sea", "is this the sea", "is the background the sea", "does it take place at sea"),
    "night": ("is it night", "is it at night", "is the background the night sky", "is it dark"),
    "room": ("is it in a room", "is this a room", "is the background a room", "is it indoors"),
}
_WEATHER_CHECKS: dict[str, tuple[str, ...]] = {
    "snow": ("is it snowing", "is there snow", "does it snow", "did it start to snow", "is there any snow"),
    "rain": ("is it raining", "is there rain", "does it rain", "did it start to rain", "is there any rain"),
}
_BACKDROP_COLOURS = (
    "is the background {0}",
    "is the background {0} now",
    "does it have {1} background",
    "is the backdrop {0}",
)
_BIGGER = ("is {} bigger than {}", "is {} larger than {}")
_SMALLER = ("is {} smaller than {}",)
_WHICH_BIGGER = ("which is bigger, {} or {}", "what is larger, {} or {}", "which one is bigger: {} or {}")
_WHICH_SMALLER = ("which is smaller, {} or {}", "what is smaller, {} or {}")
_SAME_COLOUR = (
    "do {} and {} have the same colour",
    "are {} and {} the same colour",
    "is {} the same colour as {}",
    "does {} have the same colour as {}",
)
_SIDES: dict[str, tuple[tuple[int, int], tuple[str, ...]]] = {
    "left of": ((0, -1), ("left of", "to the left of")),
    "right of": ((0, 1), ("right of", "to the right of")),
    "above": ((-1, 0), ("above", "over")),
    "below": ((1, 0), ("below", "under")),
}
_NEIGHBOUR = ("what is {}", "what is {}", "what can be seen {}", "which thing is {}", "what do you see {}")


def _subject(rng: Random, picture: Picture) -> Thing | None:
    """The first thing, if a question can name it."""
    thing = picture.things[0]
    return thing if is_alone(thing, picture.things) else None


def _missing(rng: Random, picture: Picture) -> Sought | None:
    """Now and then, something that is not there, for a question to presume."""
    return absent_kind(rng, picture.things, picture.backdrop.ring) if rng.random() < _FALSE_PREMISE else None


def _denied(sought: Sought) -> str:
    return f"No, there is no {sought.name}."


def ask_presence(rng: Random, picture: Picture) -> Asked:
    """Whether something is there."""
    return is_there(rng, picture.things, picture.backdrop.ring, _PRESENCE, _PRESENCE_OF_MANY)


def _colour(rng: Random, picture: Picture) -> Asked:
    is_so, thing = rng.random() < 0.5, picture.things[0]
    others = [colour for colour in colours_on(picture.backdrop) if colour != thing.colour]
    if not is_so and not others:
        return None
    colour = thing.colour if is_so else rng.choice(others)
    wording = rng.choice(_IS_COLOUR)
    if not is_so and (missing := _missing(rng, picture)):
        return wording.format(f"the {missing.name}", colour), _denied(missing)
    name = name_without_colour(rng, thing, picture.things)
    return wording.format(name, colour), yes_or_no(is_so, f"it is {thing.colour}")


def _place(rng: Random, picture: Picture) -> Asked:
    thing = _subject(rng, picture)
    if thing is None:
        return None
    is_so, cell = rng.random() < 0.5, (thing.row, thing.column)
    asked = cell if is_so else rng.choice([other for other in CELLS if other != cell])
    wording, where = rng.choice(_IS_PLACE), place(rng, asked)
    if not is_so and (missing := _missing(rng, picture)):
        return wording.format(f"the {missing.name}", where), _denied(missing)
    name = name_without_place(rng, thing, picture.things)
    return wording.format(name, where), yes_or_no(is_so, f"it is {PLACE_NAMES[cell]}")


def _size(rng: Random, picture: Picture) -> Asked:
    thing = _subject(rng, picture)
    if thing is None:
        return None
    is_so = rng.random() < 0.5
    size = thing.size if is_so else rng.choice([other for other in SIZES if other != thing.size])
    wording, word = rng.choice(_IS_SIZE), rng.choice(PREDICATE_SIZES[size])
    if not is_so and (missing := _missing(rng, picture)):
        return wording.format(f"the {missing.name}", word), _denied(missing)
    name = name_without_place(rng, thing, picture.things)
    return wording.format(name, word), yes_or_no(is_so, f"it is {thing.size}")


def _either(rng: Random, picture: Picture) -> Sought:
    """Something that is there, or is not, with equal odds."""
    if rng.random() < 0.5:
        return present(rng, picture.things)
    return absent(rng, picture.things, picture.backdrop.ring)


def _still(rng: Random, picture: Picture) -> Asked:
    sought = _either(rng, picture)
    return rng.choice(_STILL).format(f"the {sought.spoken(rng)}"), answer_presence(picture.things, sought)


def _gone(rng: Random, picture: Picture) -> Asked:
    sought = _either(rng, picture)
    is_so = not sought.among(picture.things)
    return rng.choice(_GONE).format(f"the {sought.spoken(rng)}"), yes_or_no(is_so, there_is(picture.things, sought))


def _added(rng: Random, picture: Picture) -> Asked:
    sought = _either(rng, picture)
    return rng.choice(_ADDED).format(article(sought.spoken(rng))), answer_presence(picture.things, sought)


def _replaced(rng: Random, picture: Picture) -> Asked:
    """Whether something took another thing's place: it is there, and the other is not."""
    things, ring = picture.things, picture.backdrop.ring
    is_so = rng.random() < 0.5
    new = Sought(things[0].kind) if is_so or rng.random() < 0.4 else absent_kind(rng, things, ring)
    old = absent_kind(rng, things, ring)
    if not is_so and new.among(things):
        others = [Sought(thing.kind) for thing in things if thing.kind != new.kind]
        if not others:
            return None
        old = rng.choice(others)
    if old.kind == new.kind:
        return None
    facts = there_is(things, old if not is_so and new.among(things) else new)
    names = (f"the {kind_word(rng, old.kind or '')}", article(kind_word(rng, new.kind or "")))
    return rng.choice(_REPLACED).format(*names), yes_or_no(is_so, facts)


def _number(rng: Random, picture: Picture) -> Asked:
    """Whether there are a number of things."""
    things = picture.things
    chance = rng.random()
    if chance < 0.4:
        sought = Sought()
    elif chance < 0.8:
        sought = Sought(rng.choice(things).kind)
    else:
        sought = Sought(rng.choice(kinds_of(picture.backdrop.ring)))
    right = len(sought.among(things))
    is_so = right > 1 and rng.random() < 0.65
    near = [number for number in (right - 1, right + 1, right + 2) if 2 <= number <= MOST_THINGS]
    if not is_so and not near:
        return None
    number = right if is_so else rng.choice(near)
    word = str(number) if rng.random() < 0.35 else NUMBER_WORDS[number]
    return rng.choice(_COUNTED).format(f"{word} {sought.names}"), yes_or_no(is_so, counted(right, sought))


def _only(rng: Random, picture: Picture) -> Asked:
    """Whether a thing is alone."""
    thing, number = picture.things[0], len(picture.things)
    if not is_alone(thing, picture.things) or (number > 1 and rng.random() < 0.2):
        return None
    name = name_without_place(rng, thing, picture.things)
    return rng.choice(_ONLY).format(name), yes_or_no(number == 1, counted(number, Sought()))


def backdrop_facts(backdrop: Backdrop) -> str:
    """What a backdrop is, as the rest of an answer: "it is plain blue"."""
    words = answer_backdrop(backdrop).rstrip(".")
    return f"it is {words[0].lower()}{words[1:]}"


def _background(rng: Random, picture: Picture) -> Asked:
    backdrop, is_so = picture.backdrop, rng.random() < 0.5
    facts = backdrop_facts(backdrop)
    if backdrop.colour is None:
        scene = backdrop.style if is_so else rng.choice([other for other in SCENES if other != backdrop.style])
        return rng.choice(_SCENE_CHECKS[scene]), yes_or_no(is_so, facts)
    colour = backdrop.colour if is_so else rng.choice([other for other in COLOURS if other != backdrop.colour])
    return rng.choice(_BACKDROP_COLOURS).format(colour, article(colour)), yes_or_no(is_so, facts)


def _weather(rng: Random, picture: Picture) -> Asked:
    """Whether it snows or rains."""
    weather = picture.backdrop.weather
    asked = weather if weather and rng.random() < 0.7 else rng.choice(WEATHERS)
    there = f"there is {'' if asked == weather else 'no '}{asked}"
    return rng.choice(_WEATHER_CHECKS[asked]), yes_or_no(asked == weather, there)


_CHECKS: tuple[Callable[[Random, Picture], Asked], ...] = (
    *(_colour, _still, _gone) * 3,
    *(_place, _size, _added, _number, _background) * 2,
    _replaced,
    _only,
)


def ask_check(rng: Random, picture: Picture) -> Asked:
    """A question whether something is so."""
    # Most pictures are in calm weather: asked of all, the answer would nearly always be no.
    if rng.random() < (0.3 if picture.backdrop.weather else 0.025):
        return _weather(rng, picture)
    return rng.choice(_CHECKS)(rng, picture)


def _pair(rng: Random, picture: Picture) -> tuple[Thing, Thing] | None:
    """The first thing and another one, in either order, if both can be named."""
    things = picture.things
    others = [thing for thing in things[1:] if is_alone(thing, things)]
    if not others or not is_alone(things[0], things):
        return None
    pair = [things[0], rng.choice(others)]
    rng.shuffle(pair)
    return pair[0], pair[1]


def _same_colour(picture: Picture, one: Thing, other: Thing) -> str:
    if one.colour == other.colour:
        return f"Yes, both are {one.colour}."
    first, second = (plain_name(thing, picture.things) for thing in (one, other))
    if one.kind == other.kind:
        return f"No, one is {one.colour} and one is {other.colour}."
    return f"No, {first} is {one.colour} and {second} is {other.colour}."


def _compare_sizes(rng: Random, picture: Picture, one: Thing, other: Thing) -> Asked:
    names = [plain_name(thing, picture.things) for thing in (one, other)]
    difference = SIZES.index(one.size) - SIZES.index(other.size)
    if not difference and rng.random() < 0.4:
        return None
    bigger = rng.random() < 0.6
    if rng.random() < 0.5:
        wording = rng.choice(_WHICH_BIGGER if bigger else _WHICH_SMALLER)
        chosen = names[0] if (difference > 0) == bigger else names[1]
        return wording.format(*names), sentence(chosen) if difference else "They are the same size."
    wording = rng.choice(_BIGGER if bigger else _SMALLER).format(*names)
    if not difference:
        return wording, "No, they are the same size."
    facts = f"{names[0]} is {'bigger' if difference > 0 else 'smaller'}"
    return wording, yes_or_no((difference > 0) == bigger, facts)


def side_of(one: Thing, other: Thing, asked: str) -> str:
    """Where one thing is from another: on the axis that was asked about, or if they are level there, on the other."""
    across = "left of" if one.column < other.column else "right of" if one.column > other.column else ""
    down = "above" if one.row < other.row else "below" if one.row > other.row else ""
    return (across or down) if asked in ("left of", "right of") else (down or across)


def _compare_places(rng: Random, picture: Picture, one: Thing, other: Thing) -> Asked:
    names = [plain_name(thing, picture.things) for thing in (one, other)]
    axis = rng.choice((("left of", "right of"), ("above", "below")))
    right = side_of(one, other, axis[0])
    is_so = right in axis and rng.random() < 0.5
    asked = right if is_so else rng.choice([side for side in axis if side != right])
    wording = f"is {names[0]} {rng.choice(_SIDES[asked][1])} {names[1]}"
    return wording, yes_or_no(is_so, f"it is {right} {names[1]}")


def ask_comparison(rng: Random, picture: Picture) -> Asked:
    """A question that compares two things of a picture in size, place or colour."""
    pair = _pair(rng, picture)
    if pair is None:
        return None
    chance = rng.random()
    if chance < 0.4:
        return _compare_sizes(rng, picture, *pair)
    if chance < 0.75:
        return _compare_places(rng, picture, *pair)
    names = [plain_name(thing, picture.things) for thing in pair]
    if pair[0].colour != pair[1].colour and rng.random() < 0.4:
        return None
    return rng.choice(_SAME_COLOUR).format(*names), _same_colour(picture, *pair)


def ask_neighbour(rng: Random, picture: Picture) -> Asked:
    """What is left of a thing, right of it, above or below; only where there is one answer: one thing or none."""
    thing = picture.things[0]
    if not is_alone(thing, picture.things):
        return None
    side = rng.choice(tuple(_SIDES))
    (down, right), words = _SIDES[side]
    there = [
        other for other in picture.things if (other.row - thing.row) * down + (other.column - thing.column) * right > 0
    ]
    level = [other for other in there if (other.row == thing.row) == (down == 0)]
    if len(there) > 1 or there != level or (not there and rng.random() < 0.6):
        return None
    answer = sentence(article(f"{there[0].colour} {there[0].kind}")) if there else "Nothing."
    return rng.choice(_NEIGHBOUR).format(f"{rng.choice(words)} {plain_name(thing, picture.things)}"), answer
