"""The licences of the studio and of all that it brings or uses, read from this installation; nothing is fetched."""

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import lance_studio
from lance_studio.language import mark, tr, translate
from lance_studio.paths import embedded_model_dir

_MOST_TEXT = 400_000
_LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice|copyright)[^/]*\Z", re.IGNORECASE)
_CLASSIFIER = "License :: OSI Approved :: "  # English: of the metadata of packages
_LICENCE, _KINDS = "License", "Classifier"  # English: fields of the metadata of packages
_NOT_SAID = mark("not said")


@dataclass(frozen=True)
class Licensed:
    """Something under a licence.

    Attributes:
        name: What it is called.
        version: Its version; empty where it has none.
        licence: The licence's name, an SPDX expression where it says one.
        text: The licence's text; empty where this installation has none.
        kind: "studio", "model", "font", "icons" or "package".
    """

    name: str
    version: str
    licence: str
    text: str
    kind: str


def find_licences() -> tuple[Licensed, ...]:
    """Read all licences; slow, for a worker thread."""
    packages = sorted(_packages(), key=lambda one: one.name.casefold())
    return (*_own(packages), *packages)


def _own(packages: Iterable[Licensed]) -> Iterator[Licensed]:
    own = _text_of(_places("LICENSE", "LICENSE"))
    yield Licensed("Lance Studio", lance_studio.__version__, "Apache-2.0", own, "studio")
    model = embedded_model_dir()
    if model is not None:
        from lance_studio.catalog.profile import read_profile
        from lance_studio.errors import LanceStudioError

        try:
            profile = read_profile(model)
        except LanceStudioError:
            pass
        else:
            card = _text_of([model / "README.md"])
            yield Licensed(profile.name, "", profile.licence, f"{card}\n\n{own}".strip(), "model")
    fonts = _text_of(_places("resources/fonts/OFL.txt", "fonts/OFL.txt"))
    yield Licensed("Inter", "3.019", "OFL-1.1", fonts, "font")  # English: a name
    yield Licensed("JetBrains Mono", "2.242", "OFL-1.1", fonts, "font")  # English: a name
    icons = next((one.text for one in packages if one.name.casefold() == "qtawesome"), "")
    yield Licensed(tr("Phosphor icons, as QtAwesome brings them"), "", "MIT", icons, "icons")


def _places(in_tree: str, shared: str) -> list[Path]:
    package = Path(lance_studio.__file__).resolve().parent
    return [package / in_tree, package.parent / in_tree, Path(sys.prefix) / "share" / "lance-studio" / shared]


def _packages() -> Iterator[Licensed]:
    seen: set[str] = set()
    for distribution in metadata.distributions():
        name = distribution.metadata["Name"]
        if not name or name.casefold() in seen or name.casefold().replace("_", "-") == "lance-studio":
            continue
        seen.add(name.casefold())
        yield Licensed(name, distribution.version, licence_of(distribution), _package_text(distribution), "package")


def licence_of(distribution: metadata.Distribution) -> str:
    """Return the licence that a package says it has, in a few words."""
    said = distribution.metadata
    expression = _field(distribution, "License-Expression").strip()
    if expression:
        return expression
    words = _field(distribution, _LICENCE).strip()
    if words and "\n" not in words and len(words) <= 100:
        return words
    found = [one.removeprefix(_CLASSIFIER) for one in said.get_all(_KINDS) or () if one.startswith(_CLASSIFIER)]
    return ", ".join(found) or (words.splitlines()[0][:100] if words else translate(_NOT_SAID))


def _field(distribution: metadata.Distribution, name: str) -> str:
    return str(distribution.metadata[name]) if name in distribution.metadata else ""


def _package_text(distribution: metadata.Distribution) -> str:
    files = [
        file for file in distribution.files or () if ".dist-info/" in str(file) and _LICENCE_FILE.search(str(file))
    ]
    parts: list[str] = []
    for file in sorted(files, key=lambda file: (len(file.parts), str(file))):
        text = _text_of([Path(str(file.locate()))])
        if text:
            parts.append(text if not parts else f"{'/'.join(file.parts[1:])}\n\n{text}")
    whole = "\n\n".join(parts) or _field(distribution, _LICENCE)
    return whole[:_MOST_TEXT]


def _text_of(places: Iterable[Path]) -> str:
    for place in places:
        try:
            with place.open(encoding="utf-8", errors="replace") as file:
                return file.read(_MOST_TEXT)
        except OSError:
            continue
    return ""
