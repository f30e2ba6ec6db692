"""Which language is spoken: chosen once, when a process starts, before anything is shown."""

import sys
import threading
from collections.abc import Iterable
from pathlib import Path

from lance_studio.language.catalogue import Catalogue

SYSTEM, ENGLISH, CHINESE = "", "en", "zh_CN"
LANGUAGES = ((ENGLISH, "English"), (CHINESE, "简体中文"))
"""The languages that come along, each in its own words."""

LANGUAGE_VARIABLE = "LANCE_STUDIO_LANGUAGE"
"""In the environment of the engine's process: the language of the studio that it belongs to."""

_TRADITIONAL = ("hant", "tw", "hk", "mo")


class _Active:
    """The language of this process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.language, self.catalogue = ENGLISH, Catalogue()


_active = _Active()


def use_language(language: str) -> None:
    """Speak a language from now on; what is shown already stays as it is.

    Args:
        language: One of `LANGUAGES`; anything else means English.
    """
    known = language if language in dict(LANGUAGES) else ENGLISH
    with _active.lock:
        if known != _active.language:
            folder = translations_folder()
            spoken = Catalogue() if known == ENGLISH or folder is None else Catalogue.read(folder / known)
            _active.language, _active.catalogue = known, spoken


def current_language() -> str:
    """Return the language of this process, one of `LANGUAGES`."""
    return _active.language


def active_catalogue() -> Catalogue:
    """Return the translations in use; there are none for English."""
    return _active.catalogue


def best_language(wanted: Iterable[str]) -> str:
    """Return which of `LANGUAGES` suits a user.

    Args:
        wanted: Names of languages, the best first, such as "zh-Hans-CN" or "en_GB". Traditional Chinese is a language
            of its own, which does not come along.
    """
    for name in wanted:
        parts = name.replace("-", "_").lower().split("_")
        if parts[0] == "zh" and ("hans" in parts or not set(parts) & set(_TRADITIONAL)):
            return CHINESE
        if parts[0] in ("en", "c", "posix"):
            return ENGLISH
    return ENGLISH


def translations_folder() -> Path | None:
    """Return the folder with a folder per language; None if this installation has none."""
    package = Path(__file__).resolve().parents[1]
    places = (
        package / "resources" / "translations",
        package.parent / "resources" / "translations",
        Path(sys.prefix) / "share" / "lance-studio" / "translations",
    )
    return next((place for place in places if place.is_dir()), None)
