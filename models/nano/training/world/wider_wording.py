"""Words for the wider edits: several wishes in a sentence, comparisons, few words, and wishes that change nothing."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from random import Random

from models.nano.training.world.edits import Edit, EditSort
from models.nano.training.world.instructions import WORDINGS, steps_of
from models.nano.training.world.sampling import SIZES, kinds_of
from models.nano.training.world.scene import Clip, Thing
from models.nano.training.world.words import (
    PREDICATE_SIZES,
    SCENE_NAMES,
    SCENE_PHRASES,
    finish,
    kind_word,
    listed,
    place,
    pronounless,
    reference,
    request,
)

_BETWEEN = (" and ",) * 6 + (" and then ", ", then ", " and also ", ", ", ", and ", "; ", " + ", " & ")
_GROW, _SHRINK = ("bigger", "bigger", "larger"), ("smaller", "smaller", "tinier")
_SOMEWHAT = ("", "", "", "a bit ", "a little ", "slightly ", "somewhat ")
_MUCH = ("much ", "much ", "a lot ", "way ", "far ")
_COMPARED = (
    "make {name} {how}",
    "make {name} {how}",
    "make {name} {how}",
    "{name} should be {how}",
    "{name} {how}",
    "I want {name} {how}",
    "let {name} be {how}",
)
_ALONE = ("{how}", "{how}", "make it {how}", "make it {how}", "it should be {how}", "make that {how}")
_ONE_UP = ("enlarge {name}", "scale {name} up", "{name} is too small", "let {name} grow")
_ONE_DOWN = ("shrink {name}", "scale {name} down", "{name} is too big", "let {name} shrink")
_KEEP = (
    "keep it as it is",
    "leave it as it is",
    "keep everything as it is",
    "leave everything as it is",
    "change nothing",
    "do not change anything",
    "don't change anything",
    "do nothing",
    "nothing to change",
    "nothing",
    "it is fine as it is",
    "it's perfect, leave it",
    "keep it",
    "no changes",
    "no change please",
    "stay as you are",
)
_TERSE: dict[EditSort, tuple[str, ...]] = {
    "recolour": ("{old} {colour}", "{old} in {colour}", "{old} to {colour}", "{old}: {colour}", "{colour} for {old}"),
    "remove": ("no {old}", "without {old}", "no more {old}", "{old} away", "{old} gone", "only without {old}"),
    "add": ("+ {new} {where}", "also {new} {where}", "{new} too {where}", "and {new} {where}", "plus {new} {where}"),
    "replace": ("{new} instead of {old}", "{old} to {new}", "{new} for {old}", "not {old}, {new}"),
    "move": ("{old} {where}", "{old} to {goal}"),
    "background": ("{scene}", "{scene} background", "background {scene}", "new background: {scene}"),
}
_ARTICLES = re.compile(r"\b(?:the|an|a) ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wordings:
    """How single edits are worded: ``full`` leaves nothing open."""

    full: bool

    def __getitem__(self, sort: EditSort) -> Callable[[Random, Edit, bool], str]:
        return WORDINGS[sort]


def _named(rng: Random, edit: Edit, things: Sequence[Thing]) -> Edit:
    """The edit with a name for its thing that is clear among all things that are there before."""
    if edit.before is None:
        return edit
    return replace(edit, called=pronounless(reference(rng, edit.before, things), edit.before))


def several(rng: Random, source: Clip, edits: Sequence[Edit], wordings: Wordings, *, same: bool) -> str:
    """The instruction for several edits.

    Args:
        rng: Chooses the words.
        source: What there is before all of them.
        edits: In the order in which they are said.
        wordings: How each is worded.
        same: They are of one thing, which is named once.
    """
    named = [_named(rng, edit, source.picture.things) for edit in edits]
    if same:
        short = _of_one_thing(rng, named)
        if short and rng.random() < 0.6:
            return request(rng, short)
        named[1:] = [replace(edit, called="it") for edit in named[1:]]
    wishes = [wordings[edit.sort](rng, edit, wordings.full) for edit in named]
    if rng.random() < 0.12:
        return finish(rng, *wishes)
    return request(rng, listed(wishes, rng.choice(_BETWEEN)))


def _of_one_thing(rng: Random, edits: Sequence[Edit]) -> str | None:
    """A new colour and a new size of one thing in one clause: "make the car blue and bigger"."""
    if {edit.sort for edit in edits} != {"recolour", "resize"}:
        return None
    said = [edit.after.colour if edit.sort == "recolour" and edit.after else _how(rng, edit) for edit in edits]
    return f"make {edits[0].called} {' and '.join(said)}"


def _how(rng: Random, edit: Edit) -> str:
    """What becomes of a size: "a bit bigger", or the new size itself."""
    assert edit.after
    return comparative(rng, steps_of(edit)) if rng.random() < 0.6 else rng.choice(PREDICATE_SIZES[edit.after.size])


def comparative(rng: Random, steps: int) -> str:
    """A size as compared with what it was: one step is "bigger", two are "much bigger"."""
    manner = rng.choice(_SOMEWHAT if abs(steps) == 1 else _MUCH)
    return manner + rng.choice(_GROW if steps > 0 else _SHRINK)


def compared(rng: Random, edit: Edit) -> str:
    """The instruction for a change of size that compares; without a name where one thing is there."""
    assert edit.before
    things, steps = edit.source.picture.things, steps_of(edit)
    how = comparative(rng, steps)
    if len(things) == 1 and rng.random() < 0.4:
        return request(rng, rng.choice(_ALONE).format(how=how))
    name = reference(rng, edit.before, things)
    if abs(steps) == 1 and rng.random() < 0.3:
        return request(rng, rng.choice(_ONE_UP if steps > 0 else _ONE_DOWN).format(name=name))
    if rng.random() < 0.15 and name != "it":
        return request(rng, f"{how} {without_articles(name)}")
    return request(rng, rng.choice(_COMPARED).format(name=name, how=how))


def without_articles(text: str) -> str:
    """The text in the way of telegrams."""
    return _ARTICLES.sub("", text)


def said_tersely(rng: Random, edit: Edit, wordings: Wordings) -> str:
    """The instruction for a plain edit in few words: "car blue", "no tree", "at sea"."""
    edit = _named(rng, edit, edit.source.picture.things)
    if edit.sort not in _TERSE or rng.random() < 0.35:
        return finish(rng, without_articles(wordings[edit.sort](rng, edit, wordings.full)))
    backdrop, after = edit.target.picture.backdrop, edit.after
    parts = {"old": without_articles(edit.called)}
    if after:
        cell = (after.row, after.column)
        parts |= {"colour": after.colour, "where": place(rng, cell), "goal": place(rng, cell).split(" the ")[-1]}
        parts["new"] = f"{after.colour} {kind_word(rng, after.kind)}"
        if edit.sort == "add":
            parts["new"] = f"{rng.choice(PREDICATE_SIZES[after.size])} {parts['new']}"
    if edit.sort == "background":
        if backdrop.style not in SCENE_NAMES and backdrop.style != "plain":
            return finish(rng, without_articles(wordings[edit.sort](rng, edit, wordings.full)))
        if backdrop.colour is None and rng.random() < 0.5:
            return finish(rng, without_articles(rng.choice(SCENE_PHRASES[backdrop.style])))
        name = rng.choice(SCENE_NAMES[backdrop.style]) if backdrop.colour is None else f"plain {backdrop.colour}"
        parts["scene"] = without_articles(name)
    return finish(rng, without_articles(rng.choice(_TERSE[edit.sort]).format(**parts)))


def left_alone(rng: Random, clip: Clip) -> str:
    """An instruction that changes nothing: to keep everything, or to make something what it is."""
    things = clip.picture.things
    chance = rng.random()
    if chance < 0.45 or not things:
        return request(rng, rng.choice(_KEEP))
    index = rng.randrange(len(things))
    thing = things[index]
    name = pronounless(reference(rng, thing, things), thing)
    if chance < 0.55:
        kinds = {other.kind for other in things}
        absent = rng.choice([kind for kind in kinds_of(clip.picture.backdrop.ring) if kind not in kinds])
        return request(rng, rng.choice(("remove the {}", "delete the {}", "take the {} away")).format(absent))
    if chance < 0.6:
        weather = "snow" if clip.picture.backdrop.weather != "snow" else "rain"
        return request(rng, rng.choice(("stop the {0}", "no more {0}", "make the {0} stop")).format(weather))
    if clip.changes[index] is not None:
        return request(rng, rng.choice(_KEEP))
    wishes = [
        f"make {name} {thing.colour}",
        f"make {name} {thing.colour}",
        f"keep {name} {thing.colour}",
        f"paint {name} {thing.colour}",
        f"make {name} {rng.choice(PREDICATE_SIZES[thing.size])}",
        f"keep {name} {place(rng, (thing.row, thing.column))}",
        f"leave {name} where it is",
        f"keep {name}",
        f"leave {name} alone",
    ]
    if thing.size == SIZES[-1]:
        wishes.append(f"make {name} bigger")
    return request(rng, rng.choice(wishes))
