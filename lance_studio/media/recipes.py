"""The recipe of a result: everything needed to make it again, carried inside the exported file.

Each file carries it twice: as JSON under `RECIPE_KEY`, which `read_recipe` reads back exactly, and as the
"parameters" text that other image tools show.
"""

import json
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn, TypeAlias

from PIL.PngImagePlugin import PngImageFile

from lance_studio import limits
from lance_studio.errors import MediaError
from lance_studio.language import tr
from lance_studio.media.files import require_file
from lance_studio.media.kind import MediaKind, detect_kind
from lance_studio.media.opening import is_picture, open_picture, open_video

FORMAT = 1
"""Version of the JSON form; other versions are refused, never guessed at."""

RECIPE_KEY = "lance_studio"
"""Name of the PNG text and of the MP4 tag that hold the JSON form."""

MASK_PNG = "mask_png"
"""Name of the setting that holds an edit's mask, as PNG in base64; other tools are not shown it."""

MAX_JSON_BYTES = limits.RECIPE_BYTES.most
"""A recipe's JSON form is at most this long."""

JsonScalar: TypeAlias = str | int | float | bool | None
Setting: TypeAlias = JsonScalar | list[JsonScalar]

# Labels that other tools look for, in the order in which they are used to see them.
# English: a form that programs read
_KNOWN_LABELS = {"steps": "Steps", "sampler": "Sampler", "guidance_scale": "CFG scale", "seed": "Seed"}


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """An input file of a result.

    Attributes:
        name: Its file name, without folders.
        sha256: Its content's hash, 64 hexadecimal digits.
    """

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """What made a result.

    Attributes:
        task: For example "text_to_image".
        prompt: The instruction or description, any text.
        settings: Numbers and choices by name, for example steps, guidance_scale, seed, width, height.
        model: Texts that name the model, for example name and sha256.
        sources: The input files, in the order in which the model saw them.
        app_version: The studio's version.
    """

    task: str
    prompt: str
    settings: Mapping[str, Setting] = field(default_factory=dict)
    model: Mapping[str, str] = field(default_factory=dict)
    sources: tuple[SourceRecord, ...] = ()
    app_version: str = ""

    def to_json(self) -> str:
        """Write the recipe as JSON in plain ASCII, so that no container can spoil its characters.

        Returns:
            One line of JSON, at most `MAX_JSON_BYTES` long.

        Raises:
            ValueError: A setting is not a finite JSON value, or the recipe is too long.
        """
        document = {
            "format": FORMAT,
            "task": self.task,
            "prompt": self.prompt,
            "settings": dict(self.settings),
            "model": dict(self.model),
            "sources": [{"name": source.name, "sha256": source.sha256} for source in self.sources],
            "app_version": self.app_version,
        }
        text = json.dumps(document, ensure_ascii=True, allow_nan=False)
        if len(text) > MAX_JSON_BYTES:
            raise ValueError(f"The recipe is {len(text)} bytes long; at most {MAX_JSON_BYTES} are allowed.")
        return text

    @classmethod
    def from_json(cls, text: str) -> "Recipe":
        """Read what `to_json` wrote; anything else is refused.

        Args:
            text: JSON from a file that anybody may have made.

        Returns:
            The recipe.

        Raises:
            MediaError: The text is too long, no JSON, of another version, or not exactly of a recipe's form.
        """
        if len(text) > MAX_JSON_BYTES:
            _refuse(tr("it is too long"))
        try:
            document = json.loads(text, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            _refuse(tr("it is not valid JSON"))
        return _from_document(document)

    def to_parameters(self) -> str:
        """Write the recipe as other image tools do: the prompt, then one line of "Label: value" pairs.

        Returns:
            Unicode text without NUL and lone surrogates, which no file format could hold.
        """
        pairs = [(label, self.settings[key]) for key, label in _KNOWN_LABELS.items() if key in self.settings]
        known = {*_KNOWN_LABELS, MASK_PNG}
        if "width" in self.settings and "height" in self.settings:
            pairs.append(("Size", f"{self.settings['width']}x{self.settings['height']}"))  # English: as below
            known |= {"width", "height"}
        pairs += [("Model", self.model["name"])] if "name" in self.model else []  # English: as below
        # English: labels that other tools know; ten digits are what they show and compare.
        pairs += [("Model hash", self.model["sha256"][:10])] if "sha256" in self.model else []
        pairs += [(_label(key), value) for key, value in self.settings.items() if key not in known]
        pairs.append(("Task", self.task))  # English: the others too
        pairs.append(("Version", f"Lance Studio {self.app_version}".strip()))
        line = ", ".join(f"{label}: {_quoted(value)}" for label, value in pairs)
        return _storable(f"{self.prompt}\n{line}")


def read_recipe(path: str | os.PathLike[str]) -> Recipe | None:
    """Read the recipe that an exported PNG or MP4 carries.

    Args:
        path: A picture or video.

    Returns:
        The recipe, or None where the file carries none.

    Raises:
        MediaError: The file cannot be read, or it carries a recipe that is damaged or of a newer version.
    """
    file = require_file(path)
    still = detect_kind(file) is MediaKind.IMAGE or is_picture(file)
    text = _png_text(file) if still else _video_tag(file)
    return None if text is None else Recipe.from_json(text)


def _png_text(file: Path) -> str | None:
    with open_picture(file) as image:
        if not isinstance(image, PngImageFile):
            return None
        try:
            text = image.text.get(RECIPE_KEY)  # reads to the file's end: other tools put their texts there
        except Exception as error:  # PIL's readers raise about ten unrelated types on damaged files
            raise MediaError(
                tr("'{name}' is damaged, so its recipe cannot be read.", name=file.name), tr("Copy it again.")
            ) from error
    return None if text is None else str(text)


def _video_tag(file: Path) -> str | None:
    with open_video(file) as (container, _):
        # Matroska and WebM spell names in capitals.
        return next((text for key, text in container.metadata.items() if key.lower() == RECIPE_KEY), None)


def _from_document(document: Any) -> Recipe:
    if not isinstance(document, dict):
        _refuse(tr("it is not a recipe"))
    version = document.get("format")
    if type(version) is not int:
        _refuse(tr("it is not a recipe of this application"))
    if version != FORMAT:
        raise MediaError(
            tr(
                "The recipe has format {version}, but this version of the application reads format {ours}.",
                version=version,
                ours=FORMAT,
            ),
            tr("Update the application."),
        )
    expected = {"format", "task", "prompt", "settings", "model", "sources", "app_version"}
    if document.keys() != expected:
        _refuse(tr("it has missing or unknown entries"))
    return Recipe(
        task=_text(document["task"]),
        prompt=_text(document["prompt"]),
        settings={key: _setting(value) for key, value in _object(document["settings"]).items()},
        model={key: _text(value) for key, value in _object(document["model"]).items()},
        sources=tuple(_source(entry) for entry in _list(document["sources"])),
        app_version=_text(document["app_version"]),
    )


def _source(value: Any) -> SourceRecord:
    entry = _object(value)
    if entry.keys() != {"name", "sha256"}:
        _refuse(tr("an input file is described wrongly"))
    return SourceRecord(_text(entry["name"]), _text(entry["sha256"]))


def _setting(value: Any) -> Setting:
    if isinstance(value, list):
        return [_scalar(item) for item in value]
    return _scalar(value)


def _scalar(value: Any) -> JsonScalar:
    if isinstance(value, float) and not math.isfinite(value):
        _refuse(tr("a number is not finite"))
    if value is None or isinstance(value, str | int | float):
        return value
    _refuse(tr("a setting is neither a number, a text nor a list of them"))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else _refuse(tr("a text is missing"))


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else _refuse(tr("a group of entries is missing"))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else _refuse(tr("a list is missing"))


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity are no JSON, though Python would read them


def _refuse(reason: str) -> NoReturn:
    raise MediaError(
        tr("The recipe in the file cannot be read: {reason}.", reason=reason),
        tr("The picture or video itself can be used."),
    )


def _label(key: str) -> str:
    words = key.replace("_", " ")
    return words[:1].upper() + words[1:]


def _quoted(value: object) -> str:
    text = json.dumps(value) if isinstance(value, list) else str(value)
    # Quoted as JSON where a reader could take a part of the value for the next pair.
    needs_quotes = any(character in text for character in ',:"\n\r')
    return json.dumps(text, ensure_ascii=False) if needs_quotes else text


def _storable(text: str) -> str:
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")
