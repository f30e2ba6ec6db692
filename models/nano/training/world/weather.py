"""Snow and rain over pictures: which pictures they suit, and how they are said."""

from dataclasses import replace
from random import Random

from models.nano.training.world.backdrops import FALLEN
from models.nano.training.world.sampling import Split, fits
from models.nano.training.world.scene import WEATHERS, Picture
from models.nano.training.world.words import capital

_PHRASES = {
    "snow": ("in the snow", "in the snow", "in the snow", "in falling snow", "while it snows", "with snow", "snowing"),
    "rain": ("in the rain", "in the rain", "in the rain", "in pouring rain", "while it rains", "with rain", "raining"),
}
_SENTENCES = {
    "snow": ("it is snowing", "it snows", "snow is falling", "there is snow"),
    "rain": ("it is raining", "it rains", "rain is falling", "there is rain"),
}
_ADJECTIVES = {"snow": "snowy", "rain": "rainy"}
_BEGIN = {
    "snow": ("make it snow", "make it snow", "let it snow", "add snow", "it should snow", "snow", "put snow in it"),
    "rain": ("make it rain", "make it rain", "let it rain", "add rain", "it should rain", "rain", "put rain in it"),
}
_TURN = ("turn the {old} into {new}", "{new} instead of {old}", "make it {new} instead", "replace the {old} with {new}")
_STOP = (
    "stop the {old}",
    "stop the {old}",
    "no more {old}",
    "no {old}",
    "make the {old} stop",
    "remove the {old}",
    "take the {old} away",
    "it should stop {old}ing",
    "make it stop {old}ing",
)


def in_weather(picture: Picture, weather: str) -> Picture:
    """The picture in a weather of WEATHERS, or in calm weather if it is empty."""
    return replace(picture, backdrop=replace(picture.backdrop, weather=weather))


def suits(picture: Picture, weather: str, split: Split) -> bool:
    """Whether the weather shows before the picture's backdrop, and all its things in that weather."""
    backdrop = in_weather(picture, weather).backdrop
    if weather and backdrop.colour == FALLEN[weather]:
        return False
    return all(fits(thing, backdrop, split) for thing in picture.things)


def random_weather(rng: Random, picture: Picture, split: Split) -> str:
    """Snow or rain that the picture's things show in; empty if there is none."""
    found = [weather for weather in WEATHERS if suits(picture, weather, split)]
    return rng.choice(found) if found else ""


def say_weather(rng: Random, caption: str, weather: str) -> str:
    """The caption of a picture in calm weather as that of the picture in snow or rain."""
    if "sunny" in caption and rng.random() < 0.8:
        return caption.replace("sunny", _ADJECTIVES[weather])
    caption = caption.replace("sunny ", "")
    body, stop = caption.rstrip(".!? "), "." if caption.endswith(".") else ""
    chance = rng.random()
    if chance < 0.2 and stop:
        return f"{caption} {capital(rng.choice(_SENTENCES[weather]))}."
    if chance < 0.35 and not body.startswith("I "):
        return f"{capital(rng.choice(_PHRASES[weather][:4]))}, {body[0].lower()}{body[1:]}{stop}"
    return f"{body}, {rng.choice(_PHRASES[weather])}{stop}"


def wish_weather(rng: Random, old: str, new: str) -> str:
    """The wish for another weather than there is: "make it snow", "stop the rain"."""
    if not new:
        return rng.choice(_STOP).format(old=old)
    if old and rng.random() < 0.6:
        return rng.choice(_TURN).format(old=old, new=new)
    return rng.choice(_BEGIN[new])
