"""Every setting that a person may change by name: what it is called, what it may be, what it is for.

The preferences and `lance-studio settings` both read this table; what the window remembers by itself, such as where its
panels stand, is not in it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from lance_studio.errors import InvalidRequestError
from lance_studio.language import LANGUAGES, SYSTEM
from lance_studio.user_settings.store import Value

Kind: TypeAlias = Literal["choice", "number", "switch", "folder", "text"]

_YES, _NO = ("yes", "on", "true", "1"), ("no", "off", "false", "0")
_MOST_TEXT = 4096


@dataclass(frozen=True)
class Setting:
    """One setting.

    Attributes:
        key: Its name in the file and on the command line.
        kind: A choice of few words, a whole number, a switch, a folder, or a line of text.
        default: Its value where nothing is set.
        help: What it does, in one sentence, for the command line; so it is not translated.
        choices: The words of a choice.
        low: The least number.
        high: The greatest number.
        unit: What a number counts.
        at_start: Whether a change holds from the next start of the window only.
    """

    key: str
    kind: Kind
    default: Value
    help: str
    choices: tuple[str, ...] = ()
    low: int = 0
    high: int = 0
    unit: str = ""
    at_start: bool = False

    def fits(self, value: Value) -> bool:
        """Return whether a value may be kept for it."""
        if self.kind == "switch":
            return isinstance(value, bool)
        if self.kind == "number":
            return isinstance(value, int) and not isinstance(value, bool) and self.low <= value <= self.high
        if not isinstance(value, str) or len(value) > _MOST_TEXT or "\0" in value:
            return False
        return value in self.choices if self.kind == "choice" else True

    def of(self, values: Mapping[str, Value]) -> Value:
        """Return its value in what a file holds: the default where nothing, or nothing usable, is set."""
        value = values.get(self.key)
        return value if value is not None and self.fits(value) else self.default

    def parse(self, text: str) -> Value:
        """Read a value as it is written on the command line.

        Raises:
            InvalidRequestError: It is no value of this setting; says what is.
        """
        value: Value = text
        if self.kind == "switch":
            word = text.casefold()
            value = True if word in _YES else False if word in _NO else None
        elif self.kind == "number":
            try:
                value = int(text.removesuffix(self.unit).strip()) if self.unit else int(text)
            except ValueError:
                value = None
        if value is None or not self.fits(value):
            # English: what the command line says
            cause = f"'{text}' is no value of the setting '{self.key}'."
            raise InvalidRequestError(cause, f"Give {self.range_in_words()}.")  # English: as above
        return value

    def in_words(self, value: Value) -> str:
        """Return a value as `parse` reads it."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        return "" if value is None else str(value)

    def range_in_words(self) -> str:
        """Return what it may be, in words."""
        if self.kind == "choice":
            # English: what the command line says
            return "one of {words}".format(words=", ".join(word or "''" for word in self.choices))
        if self.kind == "number":
            unit = f" {self.unit}" if self.unit else ""
            return f"a whole number from {self.low} to {self.high}{unit}"  # English: as above
        return {"switch": "yes or no", "folder": "a folder", "text": "one line of text"}[self.kind]


THEME = Setting("theme", "choice", "dark", "The colours of the window.", choices=("dark", "light", "system"))
UI_SCALE = Setting(
    "ui_scale", "number", 100, "How large everything in the window is.", low=80, high=200, unit="%", at_start=True
)
LESS_MOTION = Setting("less_motion", "switch", False, "Move nothing in the window; otherwise as the system says.")
LANGUAGE = Setting(
    "language", "choice", SYSTEM, "The window's language; nothing for the system's.",
    choices=(SYSTEM, *(code for code, _ in LANGUAGES)), at_start=True,
)  # fmt: skip
DEVICE = Setting(
    "device", "text", "", "Where the window's jobs compute: cpu, cuda, cuda:1, or nothing for the best there is."
)
MODEL_FOLDER = Setting(
    "model_folder", "folder", "", "The window's model; nothing for the usual one. Other commands take --model."
)
IMAGE_FOLDER = Setting(
    "model_folder_image", "folder", "", "Its image checkpoint; nothing for the one in the model's folder."
)
VIDEO_FOLDER = Setting(
    "model_folder_video", "folder", "", "Its video checkpoint; nothing for the one in the model's folder."
)
CACHE_FOLDER = Setting(
    "cache_folder", "folder", "", "The folder in which files that can be made again are kept; nothing for the usual."
)
CACHE_LIMIT = Setting(
    "cache_limit_gb", "number", 8, "How much they may take; what was not used for longest goes.", low=1, high=2000,
    unit="GB",
)  # fmt: skip

SETTINGS: tuple[Setting, ...] = (
    THEME, LANGUAGE, UI_SCALE, LESS_MOTION, DEVICE, MODEL_FOLDER, IMAGE_FOLDER, VIDEO_FOLDER, CACHE_FOLDER, CACHE_LIMIT,
)  # fmt: skip

_BY_KEY = {setting.key: setting for setting in SETTINGS}


def setting(key: str) -> Setting:
    """Return the declaration of a setting.

    Raises:
        InvalidRequestError: If there is none of that name; names those that there are.
    """
    if key not in _BY_KEY:
        # English: what the command line says
        cause = f"There is no setting '{key}'."
        # English: as above
        raise InvalidRequestError(cause, "The settings are {keys}.".format(keys=", ".join(_BY_KEY)))
    return _BY_KEY[key]
