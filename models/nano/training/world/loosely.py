"""How people really type: typos, capitals, politeness, words about style, words of another language, odd full stops.

:func:`loosen` takes any English text of the world and returns another that means the same.
"""

import re
import string
from collections.abc import Iterable, Sequence
from functools import cache
from random import Random
from typing import Literal

from models.nano.training.world import words
from models.nano.training.world.scene import COLOURS, KINDS
from models.nano.training.world.tongues import NOUNS, TONGUES, foreign_colour

Sort = Literal["prompt", "instruction", "question"]

#: Words that a typo must not turn another word into: common ones of the texts, and some that people know.
_COMMON = (
    "a an the and or of on in at to by it its is are be as so no not now one two three four five ten there here this "
    "that these those them they their then than with without just only above below under over between behind before "
    "after beside near next from into onto out off up down away back make makes made move moves moving turn turns put "
    "puts add adds take takes draw paint show shows shown give keep keeps stay stays stand stands change changes grow "
    "grows shrink shrinks appear appears vanish vanishes replace remove delete place bring let lets get gets go goes "
    "going come comes see sees look looks say says what which where when who how why many much does did do can could "
    "would will please thing things object objects shape shapes picture image drawing clip video scene background all "
    "every each other another same still again until while during start starts end ends beginning middle half more "
    "less most least very too also some any has have had big bigger smaller larger snow rain bat bar boot coat goat "
    "bear beer cart card care cap cut hat rat mat dish wish rind bind ride read reed bed led rod wed hose horse mouse "
    "tee three free fee tower flow lower power flour white write while grin greed blur glue clue back block bleach "
    "star stare stair start tart heat hear hard hart ring rings king sing string square squire circles triangles cat "
    "cats cars boats houses trees balloons flowers birds umbrellas rockets rocker pocket mushrooms moon soon noon "
    "roof root boom broom see seas sear pea tea night light right might fight knight left lift loft top tops tip stop "
    "small smell stall mall large barge little tiny tidy huge hug medium tall short long fat new old"
)
_WORD = re.compile(r"[a-z]{3,}")
#: How often :func:`loosen` does anything; where words are collected, it must not.
LOOSE_SHARE = 1.0
_PLEASE_BEFORE = ("please ", "pls ", "plz ", "hi, ", "hello! ", "hey, ", "kindly ", "ok, ", "so, ", "um, ")
_PLEASE_BEHIND = (" please", ", please", " pls", ", thanks", " thank you", ", thx", " :)", " if you can", ", cheers")
_ASK_BEFORE = ("hi, ", "hey, ", "please tell me: ", "quick question: ", "tell me, ", "sorry, ", "hello! ")
_STYLES = (
    "cartoon style",
    "flat design",
    "vector art",
    "3d render",
    "pixel art",
    "clip art style",
    "anime style",
    "low poly",
    "pencil sketch",
    "in the style of a children's book",
    "hd",
    "hdr",
    "trending on artstation",
    "ultra realistic",
    "studio lighting",
    "isometric",
    "hyperrealistic",
    "comic style",
    "line art",
    "crayon drawing",
    "photorealistic",
    "sharp",
    "in pastel tones",
    "for kids",
)
_ENDS: dict[Sort, tuple[str, ...]] = {
    "prompt": ("", "", "", ".", "!", "...", "!!", " ."),
    "instruction": ("", "", ".", "!", "!!", "...", " !"),
    "question": ("", "", "?", "??", " ?", "?!"),
}


def _split(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in re.findall(r"[a-z]+", text.lower())}


@cache
def content_words() -> dict[str, str]:
    """Words that say what a picture holds, each with what it stands for; of two with equal value one may be typed."""
    found: dict[str, str] = {}
    for kind in KINDS:
        for name in (kind, *words.SYNONYMS.get(kind, ())):
            for word in (*name.split(), words.plural(name).split()[-1]):
                found[word] = kind
    for colour, shades in {colour: words.SHADES.get(colour, ()) for colour in COLOURS}.items():
        for name in (colour, *shades):
            found.update(dict.fromkeys(_split([name]), colour))
    for size, names in words.SIZE_WORDS.items():
        found.update(dict.fromkeys(_split(names), size))
    for word in _split([*sum(words.SCENE_NAMES.values(), ()), *sum(words.PLACES.values(), ())]):
        found.setdefault(word, word)
    return found


@cache
def _known() -> frozenset[str]:
    return frozenset(_COMMON.split()) | content_words().keys()


def within_one_edit(one: str, other: str) -> bool:
    """Whether a letter put in, left out, changed or swapped with its neighbour makes one word the other, or none."""
    if abs(len(one) - len(other)) > 1:
        return False
    if len(one) > len(other):
        one, other = other, one
    start = 0
    while start < len(one) and one[start] == other[start]:
        start += 1
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    swapped = other[start : start + 2][::-1]
    return one[start + 1 :] == other[start + 1 :] or (
        one[start : start + 2] == swapped and one[start + 2 :] == other[start + 2 :]
    )


def _edited(rng: Random, word: str) -> str:
    """One edit behind the first letter."""
    spot = rng.randrange(1, len(word))
    chance = rng.random()
    if chance < 0.35 and spot + 1 < len(word):
        return word[:spot] + word[spot + 1] + word[spot] + word[spot + 2 :]
    if chance < 0.65 and len(word) > 3:
        return word[:spot] + word[spot + 1 :]
    if chance < 0.85 or len(word) == 3:
        return word[:spot] + word[spot - 1] + word[spot:]
    return word[:spot] + rng.choice(string.ascii_lowercase) + word[spot + 1 :]


def is_clear_typo(typo: str, word: str) -> bool:
    """Whether a mistyped word is no known one and cannot stand for a word that means something else."""
    if typo == word or typo in _known():
        return False
    meant = content_words().get(word)
    return not any(
        what != meant and other != word and within_one_edit(typo, other) for other, what in content_words().items()
    )


def mistype(rng: Random, text: str, most: int = 1) -> str:
    """The text with typos in up to ``most`` of its words; words that a typo would make unclear stay as they are."""
    spots = [found for found in _WORD.finditer(text) if len(found.group()) > 3 or found.group() in content_words()]
    for found in sorted(rng.sample(spots, min(most, len(spots))), key=lambda spot: -spot.start()):
        for _ in range(4):
            typo = _edited(rng, found.group())
            if is_clear_typo(typo, found.group()):
                text = text[: found.start()] + typo + text[found.end() :]
                break
    return text


@cache
def _foreign_words() -> tuple[dict[str, tuple[str, ...]], re.Pattern[str]]:
    """English words with those of each language in TONGUES' order, and what finds them."""
    table = {kind: tuple(NOUNS[tongue][kind][1][0] for tongue in TONGUES) for kind in KINDS}
    table |= {colour: tuple(foreign_colour(tongue, colour) for tongue in TONGUES) for colour in COLOURS}
    return table, re.compile(rf"\b({'|'.join(table)})\b")


def translate_words(rng: Random, text: str) -> str:
    """The text with its kinds and colours in German, French or Chinese; all else stays English."""
    table, pattern = _foreign_words()
    tongue = rng.randrange(len(TONGUES))
    return pattern.sub(lambda found: table[found.group()][tongue], text)


def recase(rng: Random, text: str) -> str:
    """The text in capitals, in small letters, with capitals at the start of all words, or with one word in capitals."""
    chance = rng.random()
    if chance < 0.35:
        return text.upper()
    if chance < 0.6:
        return text.lower()
    if chance < 0.8:
        return re.sub(r"(?<![\w'’])[^\W\d_]", lambda found: found.group().upper(), text)
    spots = list(_WORD.finditer(text))
    if not spots:
        return text
    found = rng.choice(spots)
    return text[: found.start()] + found.group().upper() + text[found.end() :]


def _polite(rng: Random, text: str, sort: Sort) -> str:
    body = text.rstrip(".!? ")
    if sort == "question":
        return rng.choice(_ASK_BEFORE) + text
    return rng.choice(_PLEASE_BEFORE) + text if rng.random() < 0.5 else body + rng.choice(_PLEASE_BEHIND)


def _styled(rng: Random, text: str) -> str:
    style: Sequence[str] = rng.sample(_STYLES, rng.randint(1, 2))
    if rng.random() < 0.25:
        return f"{style[0]} {rng.choice(('of', '-', ':'))} {text}".replace(" :", ":")
    return f"{text.rstrip('.!? ')}, {', '.join(style)}"


def loosen(rng: Random, text: str, sort: Sort = "prompt") -> str:
    """The text as a hasty person would type it: one or more of the manners above, what it asks for unchanged.

    Args:
        rng: Where chance comes from.
        text: English text of the world.
        sort: A description to be drawn, which may be given words about style; an instruction; or a question.
    """
    if rng.random() >= LOOSE_SHARE:
        return text
    if rng.random() < 0.07:
        text = translate_words(rng, text)
    if rng.random() < 0.3:
        text = mistype(rng, text, 1 if len(text) < 40 or rng.random() < 0.7 else 2)
    if rng.random() < 0.15:
        text = _polite(rng, text, sort)
    if sort == "prompt" and rng.random() < 0.15:
        text = _styled(rng, text)
    if rng.random() < 0.4:
        text = text.rstrip(".!? ") + rng.choice(_ENDS[sort])
    return recase(rng, text) if rng.random() < 0.45 else text
