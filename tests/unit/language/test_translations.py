"""The translations that come along: complete, up to date, and fit for their places."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from lance_studio.language import placeholders
from lance_studio.language.choice import translations_folder

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "resources" / "translations" / "zh_CN"
# Key names, file patterns and tags are the same in every language.
_SAME = re.compile(r"\b(?:Ctrl|Shift|Alt)\+\S+?(?=[\s),.;:，。：）]|$)|\*\.\w+|%\w?|</?\w+>")
_ENDS = {".": "。", "?": "？", "!": "！", "…": "…", ":": "："}


@pytest.fixture(scope="module")
def messages(translations: ModuleType) -> list[tuple[str, Any]]:
    """All messages, each with its room."""
    rooms = translations.read_all(FOLDER)
    return [(room, message) for room, found in rooms.items() for message in found.values()]


def test_the_files_are_where_the_studio_looks_for_them() -> None:
    folder = translations_folder()
    assert folder is not None
    assert folder / "zh_CN" == FOLDER


def test_the_files_are_up_to_date_with_the_code(translations: ModuleType) -> None:
    assert translations.differences() == [], "run: python packaging/translations.py"


def test_every_text_is_translated(messages: list[tuple[str, Any]]) -> None:
    assert messages
    assert [f"{room}: {one.name}" for room, one in messages if not one.translation.strip()] == []


def test_values_have_the_same_places(messages: list[tuple[str, Any]]) -> None:
    wrong = [one.source for _, one in messages if placeholders(one.source) != placeholders(one.translation)]
    assert wrong == []


def _unfit(source: str, translation: str) -> Iterator[str]:
    if sorted(_SAME.findall(source)) != sorted(_SAME.findall(translation)):
        yield "keys, patterns or tags differ"
    end = source.rstrip("”'\")")[-1:]
    if end in _ENDS and len(source) > 1 and not translation.rstrip("”’'\")）").endswith(_ENDS[end]):
        yield f"does not end with {_ENDS[end]}"
    if end not in _ENDS and translation[-1:] in "。？！：" and translation[-1:]:
        yield "has an end that the source has not"
    if source.strip() == source and translation.strip() != translation:
        yield "has a space at an end"
    if source.count("\n") != translation.count("\n"):
        yield "has other lines"
    if source.count("&") != translation.count("&"):
        yield "has another number of &"
    if re.search(r"[一-鿿][,;?!]|[,;?!][一-鿿]", translation.replace(";;", "")):
        yield "has half-width punctuation between ideographs"


def test_translations_fit_the_places_of_their_sources(messages: list[tuple[str, Any]]) -> None:
    wrong = [(one.source, one.translation, why) for _, one in messages for why in _unfit(one.source, one.translation)]
    assert wrong == []


def test_a_text_says_the_same_in_every_room(messages: list[tuple[str, Any]]) -> None:
    seen: dict[tuple[str, str], str] = {}
    wrong = [one.name for _, one in messages if seen.setdefault(one.key, one.translation) != one.translation]
    assert wrong == []


def test_unfit_translations_are_recognised() -> None:
    assert list(_unfit("Wait.", "等待")) == ["does not end with 。"]
    assert list(_unfit("Wait", "等待。")) == ["has an end that the source has not"]
    assert list(_unfit("Zoom (Ctrl+0)", "缩放（Ctrl+1）")) == ["keys, patterns or tags differ"]
    assert list(_unfit("Wait, please", "请,等待")) == ["has half-width punctuation between ideographs"]
    assert list(_unfit("Zoom in (Ctrl+0)", "放大（Ctrl+0）")) == []
