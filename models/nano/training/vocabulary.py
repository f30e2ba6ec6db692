"""Which words the model was trained on: the section ``vocabulary`` of its ``studio.json``.

Words for things, colours and places are those of the world; all others are found in texts that it says. Words from
outside the world, which training sprinkles over its texts to be passed over or to stand for what comes nearest, are
none that the model knows; neither are typos. Words of other languages are a group of their own.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from functools import cache
from random import Random
from typing import Any
from unittest import mock

from models.nano.training.world import loosely, phrasing, words
from models.nano.training.world.scene import BOOK, COLOURS, MOST_THINGS, SHAPES
from models.nano.training.world.tasks import RINGS, TASKS, sample
from models.nano.training.world.tongues import TONGUES, foreign_words

#: Texts of each task and ring; with more, no word is added.
_TEXTS = 1500
_SEED = 7
#: Words that hold English sentences together and stand for nothing in a picture: to name them would help nobody.
_GRAMMAR = (
    "that who whose as so some any my your our their his her its was were been being has had did will should may "
    "also just only then too these those we they he she them us him thank thanks hello am"
)
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")


@cache
def vocabulary() -> dict[str, Any]:
    """The section; not to be changed."""
    groups: dict[str, set[str]] = {
        "kinds": _split(SHAPES, BOOK, *(words.SYNONYMS[kind] for kind in words.SYNONYMS)),
        "colours": _split(COLOURS, *words.SHADES.values()) - {"jet", "snow"} | {"jet-black", "snow-white"},
        "scenes": _split(*words.SCENE_NAMES.values(), *words.SCENE_PHRASES.values()) - _small_words(),
        "sizes": _split(*words.SIZE_WORDS.values(), *words.PREDICATE_SIZES.values()),
        "places": _split(*words.PLACES.values()) - _small_words(),
    }
    named = set().union(*groups.values())
    found = {word for text in _texts() for word in _WORD.findall(text.lower())} - named
    groups["other"] = found - {words.plural(kind) for kind in groups["kinds"]}
    groups["grammar"] = {str(word) for word in _GRAMMAR.split()} - found - named
    groups["foreign"] = set[str]().union(*map(foreign_words, TONGUES)) - set().union(*groups.values())
    return {
        "words": {name: sorted(group) for name, group in groups.items()},
        "greatest_count": MOST_THINGS,
        "negations": True,
    }


def _small_words() -> set[str]:
    return set(["a", "an", "and", "at", "by", "in", "inside", "into", "of", "on", "the", "to", "under", "very", "with"])


def _split(*texts: Iterable[str]) -> set[str]:
    return {word for group in texts for text in group for word in _WORD.findall(text.lower())}


def _texts() -> Iterator[str]:
    rng = Random(_SEED)
    quiet = ((words, "STRANGE_SHARE"), (phrasing, "OUTSIDE_SHARE"), (loosely, "LOOSE_SHARE"))
    with ExitStack() as stack:
        for module, share in quiet:
            stack.enter_context(mock.patch.object(module, share, 0.0))
        for task in TASKS:
            for ring in RINGS:
                for _ in range(_TEXTS):
                    yield sample(task, ring, rng, "train").text
