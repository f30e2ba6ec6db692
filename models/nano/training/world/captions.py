"""Captions of pictures and clips, as prompts: from a few words to everything there is to say."""

from collections.abc import Sequence
from random import Random

from models.nano.training.world.motions import thing_at_start
from models.nano.training.world.scene import MOST_THINGS, Appear, Change, Clip, Picture, Ring, Thing, Vanish
from models.nano.training.world.verbs import ROUGHLY, Form, Timing, clause, happens
from models.nano.training.world.words import (
    NUMBERS,
    article,
    backdrop_name,
    backdrop_phrase,
    bare_phrase,
    finish,
    listed,
    place,
    plural,
    reading_order,
    reference,
    strange_noun,
)

_PICTURE_STARTS = (
    "a picture of",
    "a picture of",
    "an image of",
    "a drawing of",
    "there is",
    "draw",
    "please draw",
    "show me",
    "paint",
    "make a picture of",
    "generate an image of",
    "I would like",
    "create",
)
_BOOK_STARTS = (
    "an illustration of",
    "a cartoon of",
    "a picture book page with",
    "a cute picture of",
    "a children's drawing of",
    "a friendly illustration of",
)
_CLIP_STARTS = (
    "a clip of",
    "a video of",
    "an animation of",
    "a short film of",
    "show me",
    "animate",
    "make a video of",
)
_FIRST = ("a ", "an ", *(f"{NUMBERS[count]} " for count in range(2, MOST_THINGS + 1)))
_FULL_STARTS = ("a picture of", "an image of", "there is", "draw")
#: Words of a caption of a clip from which on a shorter one is looked for, and how often.
_LONG, _MORE_TRIES = 42, 10
_REST = ("nothing moves", "nothing changes", "everything stays still", "nothing happens")


class Detail:
    """What a caption says; chosen once for a text so that its parts agree."""

    def __init__(self, rng: Random, full: bool, timing: Timing = ROUGHLY):
        chance = rng.random()
        self.full, self.timing = full, timing
        few = chance < 0.14 and not full
        self.sizes = full or (not few and rng.random() < 0.65)
        self.places = full or (not few and rng.random() < 0.75)
        self.backdrop = full or (not few and rng.random() < 0.75)
        self.colours = full or rng.random() < 0.95

    def bare(self, rng: Random, thing: Thing) -> str:
        """A thing without article."""
        return bare_phrase(rng, thing, size=self.sizes, colour=self.colours, full=self.full)

    def named(self, rng: Random, thing: Thing) -> str:
        """A thing with its article."""
        return article(self.bare(rng, thing))

    def placed(self, rng: Random, thing: Thing) -> str:
        """A thing with its article and, if the caption says places, its place."""
        name = self.named(rng, thing)
        return f"{name} {place(rng, (thing.row, thing.column))}" if self.places else name


def _shuffled(rng: Random, things: Sequence[Thing]) -> list[Thing]:
    if rng.random() < 0.4:
        return reading_order(things)
    return rng.sample(things, len(things))


def relation(rng: Random, one: Thing, other: Thing) -> str | None:
    """How one thing lies to another in the same row or column, or nothing."""
    if one.row == other.row:
        left = one.column < other.column
        return rng.choice(("to the left of", "left of") if left else ("to the right of", "right of"))
    if one.column == other.column:
        return rng.choice(("above", "over") if one.row < other.row else ("below", "under"))
    return None


def _counted(things: Sequence[Thing], detail: Detail) -> str:
    """Things of one kind: "two stars", "two stars, one red and one blue"."""
    number = f"{NUMBERS[len(things)]} {plural(things[0].kind)}"
    return f"{number}, {listed([f'one {thing.colour}' for thing in things])}" if detail.colours else number


def _things_clause(rng: Random, things: Sequence[Thing], detail: Detail) -> str:
    """All things, by place, by relation, or merely listed."""
    ordered = _shuffled(rng, things)
    if not (detail.full or detail.places) and len(things) > 1 and len({thing.kind for thing in things}) == 1:
        return _counted(ordered, detail)
    if len(things) == 2 and rng.random() < (0.15 if detail.full else 0.4):
        joined = relation(rng, *ordered)
        if joined:
            # Two things in a row or column are placed by the relation and the place of one.
            first, second = detail.named(rng, ordered[0]), detail.placed(rng, ordered[1])
            if detail.full:
                return f"{detail.placed(rng, ordered[0])}, {joined} {second}"
            return f"{first} {joined} {second}"
    if detail.places and rng.random() < 0.12:
        return listed([f"{place(rng, (thing.row, thing.column))} {detail.named(rng, thing)}" for thing in ordered])
    phrases = [detail.placed(rng, thing) for thing in ordered]
    if strange := None if detail.full else strange_noun(rng):
        phrases.insert(rng.randrange(len(phrases) + 1), strange)
    return listed(phrases, rng.choice((" and ", " and ", " and ", " with ", ", and " if len(phrases) > 2 else " and ")))


def _tags(rng: Random, picture: Picture, detail: Detail) -> str:
    """Key words in the way of people who type prompts: "red star, blue ring, green background"."""
    tags = [detail.bare(rng, thing) for thing in _shuffled(rng, picture.things)]
    if len(tags) == 1 and detail.places:
        thing = picture.things[0]
        tags.append(place(rng, (thing.row, thing.column)).split(" the ")[1])
    if detail.backdrop:
        tags.append(backdrop_name(rng, picture.backdrop, full=False).split(" ", 1)[1])
    return ", ".join(tags)


def picture_sentence(rng: Random, picture: Picture, detail: Detail, starts: tuple[str, ...]) -> str:
    """A picture with at least one thing in one sentence, in lower case and without full stop.

    Args:
        rng: Chooses the words.
        picture: What is described.
        detail: How much is said.
        starts: What may stand before the things: "a picture of".
    """
    things = _things_clause(rng, picture.things, detail)
    begins_with_thing = things.startswith(_FIRST)
    start = f"{rng.choice(starts)} " if starts and begins_with_thing and rng.random() < 0.3 else ""
    if start == "there is " and not things.startswith("a"):
        start = "there are "
    if not detail.backdrop:
        return start + things
    backdrop = backdrop_phrase(rng, picture.backdrop, full=detail.full)
    chance = rng.random()
    if chance < 0.12 and not start:
        return f"{backdrop}, {things}"
    if chance < 0.24 and not start and begins_with_thing:
        return f"{backdrop} there {'is' if things.startswith('a') else 'are'} {things}"
    comma = "," if len(picture.things) > 1 or detail.places else ""
    return f"{start}{things}{comma} {backdrop}"


def picture_starts(ring: Ring, full: bool) -> tuple[str, ...]:
    """What may stand before the things of a picture's caption."""
    if full:
        return _FULL_STARTS
    return _PICTURE_STARTS + _BOOK_STARTS if ring == "book" else _PICTURE_STARTS


def caption_picture(rng: Random, picture: Picture, *, full: bool = False) -> str:
    """A caption of a picture that holds at least one thing.

    Args:
        rng: Chooses the words.
        picture: What is described.
        full: Say everything: kind, colour, size and place of each thing and the backdrop, and nothing else.
    """
    detail = Detail(rng, full)
    if not full and rng.random() < 0.1:
        return finish(rng, _tags(rng, picture, detail))
    return finish(rng, picture_sentence(rng, picture, detail, picture_starts(picture.backdrop.ring, full)))


def changes_of(clip: Clip) -> list[tuple[Thing, Change]]:
    """The things that change, with their changes."""
    pairs = zip(clip.picture.things, clip.changes, strict=True)
    return [(thing, change) for thing, change in pairs if change]


def change_sentence(rng: Random, clip: Clip, detail: Detail) -> str:
    """What happens in a clip in one sentence; things that appear are described, the others are named."""
    present = [thing for thing in map(thing_at_start, clip.picture.things, clip.changes) if thing]
    clauses = []
    for thing, change in changes_of(clip):
        if isinstance(change, Appear):
            where = place(rng, (thing.row, thing.column)) if detail.places else ""
            name = detail.named(rng, thing)
        else:
            where = ""
            name = f"the {thing.colour} {thing.kind}" if detail.full else reference(rng, thing, present)
        clauses.append(clause(rng, name, thing, change, full=detail.full, where=where, timing=detail.timing))
    return listed(clauses, rng.choice((" and ", " while "))) if clauses else rng.choice(_REST)


def _in_one(rng: Random, clip: Clip, detail: Detail) -> str:
    """Things and what happens to them in one sentence: "a star moves up, with a ring at the top, at sea"."""
    clauses, still = [], []
    form: Form = "moving" if rng.random() < 0.35 else "moves"
    for thing, change in zip(clip.picture.things, clip.changes, strict=True):
        if not change:
            still.append(detail.placed(rng, thing))
        elif isinstance(change, Appear) and detail.places:
            where = place(rng, (thing.row, thing.column))
            words = happens(rng, thing, change, form, full=detail.full, where=where, timing=detail.timing)
            clauses.append(f"{detail.named(rng, thing)} {words}")
        else:
            words = happens(rng, thing, change, form, full=detail.full, timing=detail.timing)
            clauses.append(f"{detail.placed(rng, thing)} {words}")
    text = listed(clauses)
    if form == "moving" and not detail.full and rng.random() < 0.3:
        text = f"{rng.choice(_CLIP_STARTS)} {text}"
    # "A star appears, with a ring" would mean that both do.
    comes_or_goes = any(isinstance(change, Appear | Vanish) for change in clip.changes)
    backdrop = backdrop_phrase(rng, clip.picture.backdrop, full=detail.full) if detail.backdrop else ""
    if still and (comes_or_goes or rng.random() < 0.3):
        text += f", while {listed(still)} {'stays' if len(still) == 1 else 'stay'} still"
    elif still:
        text += f", with {listed(still)}"
    if backdrop and form == "moves" and rng.random() < 0.25:
        return f"{backdrop}, {text}"
    return f"{text}, {backdrop}" if backdrop else text


def _caption_clip(rng: Random, clip: Clip, full: bool, exact: float) -> str:
    detail = Detail(rng, full, Timing(clip.frames, exact))
    present = tuple(thing for thing in map(thing_at_start, clip.picture.things, clip.changes) if thing)
    changing = changes_of(clip)
    if changing and (not present or rng.random() < 0.5):
        return finish(rng, _in_one(rng, clip, detail))
    starts = () if full else _CLIP_STARTS
    scene = picture_sentence(rng, Picture(clip.picture.backdrop, present), detail, starts)
    if not changing and not full and rng.random() < 0.5:
        return finish(rng, scene)
    return finish(rng, scene, change_sentence(rng, clip, detail))


def caption_clip(rng: Random, clip: Clip, *, full: bool = False, exact: float = 0.0) -> str:
    """A caption of a clip; a long one is put in other words a few times in the hope of a shorter one.

    Args:
        rng: Chooses the words.
        clip: What is described.
        full: Say everything about the picture and the changes, the moments of events only roughly: silence means the
            middle of the clip.
        exact: How often the moment of an event is said in seconds.
    """
    caption = _caption_clip(rng, clip, full, exact)
    for _ in range(_MORE_TRIES):
        if _length(caption) <= _LONG:
            break
        caption = min(caption, _caption_clip(rng, clip, full, exact), key=_length)
    return caption


def _length(caption: str) -> int:
    """Number of words."""
    return caption.count(" ") + 1
