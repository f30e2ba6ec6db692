"""German, French and Chinese words for what the world holds: enough for a plain description of a picture.

Each language has one word or two for every kind, colour, size, cell and backdrop; nothing else of it is known.
"""

import re
from collections.abc import Sequence
from random import Random
from typing import Literal

from models.nano.training.world.scene import Backdrop, Picture, Thing

Tongue = Literal["de", "fr", "zh"]
TONGUES: tuple[Tongue, ...] = ("de", "fr", "zh")

#: German nouns: article and names.
_GERMAN: dict[str, tuple[str, tuple[str, ...]]] = {
    "circle": ("ein", ("Kreis",)),
    "square": ("ein", ("Quadrat",)),
    "triangle": ("ein", ("Dreieck",)),
    "star": ("ein", ("Stern",)),
    "heart": ("ein", ("Herz",)),
    "ring": ("ein", ("Ring",)),
    "car": ("ein", ("Auto",)),
    "boat": ("ein", ("Boot", "Schiff")),
    "house": ("ein", ("Haus",)),
    "tree": ("ein", ("Baum",)),
    "balloon": ("ein", ("Ballon", "Luftballon")),
    "fish": ("ein", ("Fisch",)),
    "flower": ("eine", ("Blume",)),
    "bird": ("ein", ("Vogel",)),
    "cat": ("eine", ("Katze",)),
    "umbrella": ("ein", ("Regenschirm", "Schirm")),
    "rocket": ("eine", ("Rakete",)),
    "mushroom": ("ein", ("Pilz",)),
}
#: German colours that have no endings.
_UNCHANGING = ("orange", "lila")
_NEUTER = {"square", "triangle", "heart", "car", "boat", "house"}
_FRENCH: dict[str, tuple[str, tuple[str, ...]]] = {
    "circle": ("un", ("cercle",)),
    "square": ("un", ("carré",)),
    "triangle": ("un", ("triangle",)),
    "star": ("une", ("étoile",)),
    "heart": ("un", ("cœur", "coeur")),
    "ring": ("un", ("anneau",)),
    "car": ("une", ("voiture",)),
    "boat": ("un", ("bateau",)),
    "house": ("une", ("maison",)),
    "tree": ("un", ("arbre",)),
    "balloon": ("un", ("ballon",)),
    "fish": ("un", ("poisson",)),
    "flower": ("une", ("fleur",)),
    "bird": ("un", ("oiseau",)),
    "cat": ("un", ("chat",)),
    "umbrella": ("un", ("parapluie",)),
    "rocket": ("une", ("fusée",)),
    "mushroom": ("un", ("champignon",)),
}
#: Chinese nouns: measure word and names.
_CHINESE: dict[str, tuple[str, tuple[str, ...]]] = {
    "circle": ("个", ("圆形", "圆")),
    "square": ("个", ("正方形", "方块")),
    "triangle": ("个", ("三角形",)),
    "star": ("颗", ("星星", "五角星")),
    "heart": ("颗", ("心", "爱心")),
    "ring": ("个", ("圆环",)),
    "car": ("辆", ("汽车", "车", "小汽车")),
    "boat": ("艘", ("船", "帆船")),
    "house": ("座", ("房子", "房屋")),
    "tree": ("棵", ("树",)),
    "balloon": ("个", ("气球",)),
    "fish": ("条", ("鱼",)),
    "flower": ("朵", ("花",)),
    "bird": ("只", ("鸟", "小鸟")),
    "cat": ("只", ("猫", "小猫")),
    "umbrella": ("把", ("雨伞", "伞")),
    "rocket": ("枚", ("火箭",)),
    "mushroom": ("朵", ("蘑菇",)),
}
NOUNS: dict[Tongue, dict[str, tuple[str, tuple[str, ...]]]] = {"de": _GERMAN, "fr": _FRENCH, "zh": _CHINESE}
#: Colours; French ones are masculine and feminine.
_GERMAN_COLOURS = {
    "red": "rot",
    "orange": "orange",
    "yellow": "gelb",
    "green": "grün",
    "blue": "blau",
    "purple": "lila",
    "black": "schwarz",
    "white": "weiß",
}
_FRENCH_COLOURS = {
    "red": ("rouge", "rouge"),
    "orange": ("orange", "orange"),
    "yellow": ("jaune", "jaune"),
    "green": ("vert", "verte"),
    "blue": ("bleu", "bleue"),
    "purple": ("violet", "violette"),
    "black": ("noir", "noire"),
    "white": ("blanc", "blanche"),
}
_CHINESE_COLOURS = {
    "red": "红",
    "orange": "橙",
    "yellow": "黄",
    "green": "绿",
    "blue": "蓝",
    "purple": "紫",
    "black": "黑",
    "white": "白",
}
_SIZES: dict[Tongue, dict[str, tuple[str, ...]]] = {
    "de": {"small": ("klein",), "large": ("groß",)},
    "fr": {"small": ("petit", "petite"), "large": ("grand", "grande")},
    "zh": {"small": ("小",), "large": ("大",)},
}
_PLACES: dict[Tongue, dict[tuple[int, int], str]] = {
    "de": {
        (0, 0): "oben links",
        (0, 1): "oben",
        (0, 2): "oben rechts",
        (1, 0): "links",
        (1, 1): "in der Mitte",
        (1, 2): "rechts",
        (2, 0): "unten links",
        (2, 1): "unten",
        (2, 2): "unten rechts",
    },
    "fr": {
        (0, 0): "en haut à gauche",
        (0, 1): "en haut",
        (0, 2): "en haut à droite",
        (1, 0): "à gauche",
        (1, 1): "au milieu",
        (1, 2): "à droite",
        (2, 0): "en bas à gauche",
        (2, 1): "en bas",
        (2, 2): "en bas à droite",
    },
    "zh": {
        (0, 0): "左上角",
        (0, 1): "上面",
        (0, 2): "右上角",
        (1, 0): "左边",
        (1, 1): "中间",
        (1, 2): "右边",
        (2, 0): "左下角",
        (2, 1): "下面",
        (2, 2): "右下角",
    },
}
_SCENES: dict[Tongue, dict[str, tuple[str, ...]]] = {
    "de": {
        "meadow": ("auf einer Wiese", "auf der Wiese"),
        "sea": ("auf dem Meer", "am Meer"),
        "night": ("bei Nacht", "in der Nacht"),
        "room": ("in einem Zimmer", "im Zimmer"),
    },
    "fr": {
        "meadow": ("dans une prairie", "sur un pré"),
        "sea": ("en mer", "sur la mer"),
        "night": ("la nuit", "de nuit"),
        "room": ("dans une pièce", "dans une chambre"),
    },
    "zh": {
        "meadow": ("草地上", "草地"),
        "sea": ("海上", "大海上"),
        "night": ("夜晚", "夜里"),
        "room": ("房间里", "屋里"),
    },
}


def foreign_colour(tongue: Tongue, colour: str) -> str:
    """A colour's name in its plainest form."""
    if tongue == "fr":
        return _FRENCH_COLOURS[colour][0]
    return _GERMAN_COLOURS[colour] if tongue == "de" else f"{_CHINESE_COLOURS[colour]}色"


def _german(rng: Random, thing: Thing, colour: bool, size: bool) -> str:
    article, names = _GERMAN[thing.kind]
    ending = "es" if thing.kind in _NEUTER else "e" if article == "eine" else "er"
    words = [article] if rng.random() < 0.75 else []
    if size:
        words += [f"{word}{ending}" for word in _SIZES["de"].get(thing.size, ())]
    if colour:
        plain = _GERMAN_COLOURS[thing.colour]
        words.append(plain if plain in _UNCHANGING else f"{plain}{ending}")
    return " ".join([*words, rng.choice(names)])


def _french(rng: Random, thing: Thing, colour: bool, size: bool) -> str:
    article, names = _FRENCH[thing.kind]
    feminine = article == "une"
    words = [article] if rng.random() < 0.75 else []
    if size and thing.size in _SIZES["fr"]:
        words.append(_SIZES["fr"][thing.size][feminine])
    words.append(rng.choice(names))
    if colour:
        words.append(_FRENCH_COLOURS[thing.colour][feminine])
    return " ".join(words)


def _chinese(rng: Random, thing: Thing, colour: bool, size: bool) -> str:
    measure, names = _CHINESE[thing.kind]
    text = f"一{measure}" if rng.random() < 0.5 else ""
    if size:
        text += "".join(_SIZES["zh"].get(thing.size, ()))
    if colour:
        text += f"{_CHINESE_COLOURS[thing.colour]}{rng.choice(('色的', '色', ''))}"
    return text + rng.choice(names)


_THINGS = {"de": _german, "fr": _french, "zh": _chinese}
_AND: dict[Tongue, str] = {"de": " und ", "fr": " et ", "zh": "和"}


def _listed(parts: Sequence[str], tongue: Tongue) -> str:
    comma = "、" if tongue == "zh" else ", "
    return parts[0] if len(parts) == 1 else comma.join(parts[:-1]) + _AND[tongue] + parts[-1]


def _backdrop(rng: Random, tongue: Tongue, backdrop: Backdrop) -> str:
    if backdrop.colour is None:
        return rng.choice(_SCENES[tongue][backdrop.style])
    if tongue == "de":
        plain = _GERMAN_COLOURS[backdrop.colour]
        return f"auf {plain if plain in ('orange', 'lila') else f'{plain}em'} Hintergrund"
    if tongue == "fr":
        return f"sur fond {_FRENCH_COLOURS[backdrop.colour][0]}"
    return f"{_CHINESE_COLOURS[backdrop.colour]}色背景"


def describe_in(rng: Random, tongue: Tongue, picture: Picture, *, colours: bool, places: bool, backdrop: bool) -> str:
    """A picture that holds at least one thing, described in another language.

    Args:
        rng: Chooses the words.
        tongue: The language.
        picture: What is described.
        colours: Whether colours are said.
        places: Whether places are said.
        backdrop: Whether the backdrop is said; of one with a colour, nothing but the colour is.
    """
    sizes = rng.random() < 0.4
    phrases = []
    for thing in picture.things:
        words = _THINGS[tongue](rng, thing, colours, sizes)
        where = _PLACES[tongue][thing.row, thing.column] if places else ""
        if tongue == "zh":
            phrases.append(f"{where}{words}" if not where or rng.random() < 0.5 else f"{where}有{words}")
        else:
            phrases.append(f"{words} {where}" if where else words)
    things = _listed(phrases, tongue)
    if not backdrop:
        return things
    behind = _backdrop(rng, tongue, picture.backdrop)
    if tongue == "zh":
        scene = picture.backdrop.colour is None
        return f"{behind}{rng.choice(('的', '有', '，'))}{things}" if scene else f"{things}，{behind}"
    return f"{things} {behind}" if rng.random() < 0.8 else f"{behind}, {things}"


def foreign_words(tongue: Tongue) -> set[str]:
    """All words of a language that descriptions use, in lower case."""
    tables = (_PLACES[tongue].values(), *_SCENES[tongue].values(), *_SIZES[tongue].values())
    texts = [text for table in tables for text in table]
    texts += [name for _, names in NOUNS[tongue].values() for name in names]
    texts += [article for article, _ in NOUNS[tongue].values()]
    if tongue == "fr":
        texts += [form for forms in _FRENCH_COLOURS.values() for form in forms] + ["et", "sur fond"]
    elif tongue == "de":
        adjectives = [
            *(set(_GERMAN_COLOURS.values()) - {*_UNCHANGING}),
            *(word for words in _SIZES["de"].values() for word in words),
        ]
        texts += [f"{word}{ending}" for word in adjectives for ending in ("", "e", "er", "es", "em")]
        texts += [*_UNCHANGING, "und", "auf", "Hintergrund"]
    else:
        texts += [form for colour in _CHINESE_COLOURS.values() for form in (colour, f"{colour}色")]
        texts += ["背景", "的", "有", "和", "一"]
    return {word for text in texts for word in re.findall(r"[^\W\d_]+", text.lower())}
