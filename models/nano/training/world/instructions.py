"""Instructions for edits of pictures and clips in many wordings."""

from collections.abc import Callable
from random import Random

from models.nano.training.world.edits import Edit, EditSort
from models.nano.training.world.sampling import SIZES
from models.nano.training.world.scene import DIRECTIONS, Backdrop, Thing
from models.nano.training.world.words import (
    GOALS,
    PREDICATE_SIZES,
    SCENE_NAMES,
    SCENE_PHRASES,
    article,
    backdrop_name,
    bare_phrase,
    kind_word,
    place,
    pronounless,
    reference,
    request,
)

_RECOLOUR = (
    "make {name} {colour}",
    "make {name} {colour}",
    "turn {name} {colour}",
    "turn {name} {colour}",
    "change the colour of {name} to {colour}",
    "change {name} to {colour}",
    "paint {name} {colour}",
    "colour {name} {colour}",
    "recolour {name} in {colour}",
    "{name} should be {colour}",
)
_REPLACE = (
    "replace {name} with {new}",
    "replace {name} with {new}",
    "replace {name} by {new}",
    "swap {name} for {new}",
    "turn {name} into {new}",
    "change {name} into {new}",
    "make {name} {new}",
    "put {new} in place of {name}",
    "exchange {name} for {new}",
)
_REMOVE = (
    "remove {name}",
    "remove {name}",
    "delete {name}",
    "erase {name}",
    "take away {name}",
    "take {name} away",
    "get rid of {name}",
    "make {name} disappear",
)
_ADD = ("add {new} {where}", "add {new} {where}", "put {new} {where}", "draw {new} {where}", "place {new} {where}")
_MOVE_TO = (
    "move {name} to {goal}",
    "move {name} to {goal}",
    "put {name} {where}",
    "place {name} {where}",
    "shift {name} to {goal}",
    "bring {name} to {goal}",
    "{name} should be {where}",
)
_MOVE_BY = (
    "move {name} {way}",
    "move {name} {way}",
    "shift {name} {way}",
    "push {name} {way}",
    "move {name} one step {way}",
)
_WAYS = {
    "left": ("left", "to the left"),
    "right": ("right", "to the right"),
    "up": ("up", "upwards"),
    "down": ("down", "downwards"),
}
_RESIZE_TO = (
    "make {name} {size}",
    "make {name} {size}",
    "change the size of {name} to {size}",
    "{name} should be {size}",
)
_GROW = ("make {name} bigger", "make {name} larger", "enlarge {name}", "{name} should be bigger", "let {name} grow")
_SHRINK = ("make {name} smaller", "make {name} smaller", "shrink {name}", "{name} should be smaller")
_BACKGROUND = (
    "change the background to {new}",
    "change the background to {new}",
    "use {new}",
    "replace the background with {new}",
    "swap the background for {new}",
    "put everything on {new}",
    "give it {new}",
)
_PLAIN = ("make the background {colour}", "turn the background {colour}", "change the background to {colour}")
_SCENE = ("put it {where}", "put everything {where}", "show it {where}", "move the scene to {name}")
_SCENE_NAMED = ("change the background to {name}", "replace the background with {name}", "change the scene to {name}")


def _name(rng: Random, edit: Edit) -> str:
    """The edited thing, told apart from the others that can be seen when it is asked about."""
    assert edit.before
    return edit.called or reference(rng, edit.before, edit.source.picture.things)


def _recolour(rng: Random, edit: Edit, full: bool) -> str:
    assert edit.after
    return rng.choice(_RECOLOUR).format(name=_name(rng, edit), colour=edit.after.colour)


def _replace(rng: Random, edit: Edit, full: bool) -> str:
    assert edit.before
    assert edit.after
    new = edit.after.kind if full else kind_word(rng, edit.after.kind)
    if edit.after.colour != edit.before.colour or rng.random() < 0.15:
        new = f"{edit.after.colour} {new}"
    return rng.choice(_REPLACE).format(name=_name(rng, edit), new=article(new))


def _remove(rng: Random, edit: Edit, full: bool) -> str:
    assert edit.before
    return rng.choice(_REMOVE).format(name=pronounless(_name(rng, edit), edit.before))


def _add(rng: Random, edit: Edit, full: bool) -> str:
    assert edit.after
    new = bare_phrase(rng, edit.after, size=True, colour=True, full=full)
    where = place(rng, (edit.after.row, edit.after.column))
    return rng.choice(_ADD).format(new=article(new), where=where)


def _direction(before: Thing, after: Thing) -> str | None:
    """The direction of a step into a neighbouring cell."""
    step = (after.row - before.row, after.column - before.column)
    return next((name for name, one in DIRECTIONS.items() if one == step), None)


def _move(rng: Random, edit: Edit, full: bool) -> str:
    assert edit.before
    assert edit.after
    direction, cell = _direction(edit.before, edit.after), (edit.after.row, edit.after.column)
    name = _name(rng, edit)
    if direction and rng.random() < 0.6:
        return rng.choice(_MOVE_BY).format(name=name, way=rng.choice(_WAYS[direction]))
    return rng.choice(_MOVE_TO).format(name=name, goal=rng.choice(GOALS[cell]), where=place(rng, cell))


def steps_of(edit: Edit) -> int:
    """By how many sizes the edited thing grows; below 0 if it shrinks."""
    assert edit.before
    assert edit.after
    return SIZES.index(edit.after.size) - SIZES.index(edit.before.size)


def _resize(rng: Random, edit: Edit, full: bool) -> str:
    assert edit.after
    steps = steps_of(edit)
    name = _name(rng, edit)
    if abs(steps) == 1 and not full and rng.random() < 0.5:
        return rng.choice(_GROW if steps > 0 else _SHRINK).format(name=name)
    if abs(steps) == 2 and not full and rng.random() < 0.25:
        return f"make {name} much {'bigger' if steps > 0 else 'smaller'}"
    size = rng.choice(PREDICATE_SIZES[edit.after.size])
    return rng.choice(_RESIZE_TO).format(name=name, size=size)


def new_backdrop(rng: Random, backdrop: Backdrop) -> str:
    """The wish for another backdrop; a colour alone means a plain one."""
    if backdrop.colour is None:
        names, phrases = SCENE_NAMES[backdrop.style], SCENE_PHRASES[backdrop.style]
        if backdrop.style == "night" and rng.random() < 0.2:
            return rng.choice(("make it night", "turn day into night", "let it be night"))
        templates = _SCENE_NAMED
        if rng.random() < 0.6:
            # Nobody puts a thing at night.
            templates = _SCENE[2:] if backdrop.style == "night" else _SCENE
        return rng.choice(templates).format(name=rng.choice(names), where=rng.choice(phrases))
    if backdrop.style == "plain" and rng.random() < 0.6:
        return rng.choice(_PLAIN).format(colour=rng.choice((backdrop.colour, f"plain {backdrop.colour}")))
    return rng.choice(_BACKGROUND).format(new=backdrop_name(rng, backdrop))


def _background(rng: Random, edit: Edit, full: bool) -> str:
    return new_backdrop(rng, edit.target.picture.backdrop)


#: For each sort of edit, what words it: takes chance, the edit, and whether to leave nothing open.
WORDINGS: dict[EditSort, Callable[[Random, Edit, bool], str]] = {
    "recolour": _recolour,
    "replace": _replace,
    "move": _move,
    "remove": _remove,
    "add": _add,
    "resize": _resize,
    "background": _background,
}


def instruct(rng: Random, edit: Edit, *, full: bool = False) -> str:
    """An instruction from which the target of an edit follows.

    Args:
        rng: Chooses the words.
        edit: What is to be done.
        full: Use each kind's own name, and say sizes rather than "bigger".
    """
    return request(rng, WORDINGS[edit.sort](rng, edit, full))
