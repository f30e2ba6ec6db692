"""A thing shown in one picture, and the wish to see it elsewhere, at rest or moving."""

from random import Random

from models.nano.training.world.captions import changes_of
from models.nano.training.world.motions import random_clip
from models.nano.training.world.sampling import (
    SIZES,
    Split,
    fits,
    random_backdrop,
    random_cell,
    random_jitter,
    random_picture,
)
from models.nano.training.world.scene import Clip, Move, Picture, Resize, Ring, Thing
from models.nano.training.world.verbs import happens
from models.nano.training.world.words import PREDICATE_SIZES, backdrop_phrase, finish, kind_word, place, request

_SHOW = ("show {name}", "draw {name}", "show me {name}", "paint {name}")
_PUT = ("put {name}", "put {name}", "place {name}")


def random_reference(rng: Random, ring: Ring, split: Split, *, moving: bool) -> tuple[Picture, Clip]:
    """A picture of one thing, and a clip of the same thing elsewhere, in which it rests unless ``moving``."""
    while True:
        if moving:
            target = random_clip(rng, ring, split, mid_motion=False, alone=True)
            if not isinstance(target.changes[0], Move | Resize):
                continue
        else:
            target = Clip(random_picture(rng, ring, split, 1), (None,))
        shown = target.picture.things[0]
        backdrop = random_backdrop(rng, ring)
        thing = Thing(shown.kind, shown.colour, rng.choice(SIZES), *random_cell(rng, shown.kind), *random_jitter(rng))
        if backdrop != target.picture.backdrop and fits(thing, backdrop, split):
            return Picture(backdrop, (thing,)), target


def _name(rng: Random, thing: Thing) -> str:
    chance = rng.random()
    noun = kind_word(rng, thing.kind)
    if chance < 0.08:
        return f"the {thing.colour} {noun}"
    if chance < 0.5:
        return f"the {noun}"
    if chance < 0.7:
        return f"{rng.choice(('this', 'the same', 'this'))} {noun}"
    return rng.choice(("this object", "it", "this thing", "the thing", "this", "the same thing"))


def _wish(rng: Random, target: Clip, name: str) -> str:
    # Nobody puts a thing at night.
    wishes = _SHOW if target.picture.backdrop.style == "night" else _SHOW + _PUT
    return rng.choice(wishes).format(name=name)


def word_reference(rng: Random, target: Clip, *, full: bool = False) -> str:
    """The wish for a target, which mostly leaves the thing's colour to the picture.

    Args:
        rng: Chooses the words.
        target: One thing and its change.
        full: Say the size, the place, the backdrop and what happens.
    """
    thing = target.picture.things[0]
    size = rng.choice(PREDICATE_SIZES[thing.size]) if full or rng.random() < 0.4 else ""
    where = place(rng, (thing.row, thing.column)) if full or rng.random() < 0.6 else ""
    backdrop = backdrop_phrase(rng, target.picture.backdrop, full=full)
    if not full and (where or size) and rng.random() < 0.15:
        backdrop = ""
    name = _name(rng, thing)
    does = [happens(rng, *pair, form="moving", full=full) for pair in changes_of(target)]
    if rng.random() < 0.5:
        details = [part for part in (where, backdrop, size, *does) if part]
        if rng.random() < 0.4:
            details.sort(key=lambda part: part != backdrop)
        # The first detail follows its noun directly, unless it is an adjective: "the star at sea", "the star, large".
        joint = ", " if details[0] == size else " "
        if name != "it" and rng.random() < 0.6:
            return finish(rng, name + joint + ", ".join(details))
        return request(rng, _wish(rng, target, name) + joint + ", ".join(details))
    shown = _wish(rng, target, name)
    wish = " ".join(part for part in (shown, where, backdrop) if part)
    if size and not (where or backdrop):
        wish = f"make {name} {size}"
    elif size:
        wish = f"make {name} {size} and {wish.replace(name, 'it', 1)}"
    if not does:
        return request(rng, wish)
    return finish(rng, wish, f"it {happens(rng, *changes_of(target)[0], full=full)}")
