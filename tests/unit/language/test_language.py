"""Texts with values, catalogues, and the choice of a language."""

import struct
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lance_studio import language
from lance_studio.language import Catalogue, best_language, fill, kept, mark, placeholders, tr, translate
from lance_studio.language import choice as choosing
from lance_studio.language.templates import unfill

names = st.sampled_from(["name", "count", "n", "other_name"])
texts = st.text(st.sampled_from("ab {}:.%n\n画。"), max_size=30)


def speak(monkeypatch: pytest.MonkeyPatch, **messages: tuple[str, ...]) -> None:
    """Let a language be spoken that has these translations; the keys' underscores are spaces."""
    found = {(key.replace("_", " "), ""): forms for key, forms in messages.items()}
    use(monkeypatch, Catalogue(found))


def use(monkeypatch: pytest.MonkeyPatch, catalogue: Catalogue) -> None:
    monkeypatch.setattr(choosing._active, "catalogue", catalogue)


# --- values -----------------------------------------------------------------------------------------------------------


@given(texts, st.dictionaries(names, st.one_of(texts, st.integers(), st.none(), st.floats())))
def test_no_text_and_no_value_makes_filling_fail(text: str, values: dict[str, object]) -> None:
    filled = fill(text, values)
    if not placeholders(text):
        assert filled == text


@given(texts, texts)
def test_values_are_put_in_as_they_are(first: str, second: str) -> None:
    assert fill("{name}: {other_name}!", {"name": first, "other_name": second}) == f"{first}: {second}!"


@given(st.sampled_from(["Import {n} files", "{name} – {other_name}", "Mute track {name}", "{n} of {n}"]), st.data())
def test_values_are_found_again_in_what_they_were_put_into(template: str, data: st.DataObject) -> None:
    values = {place: data.draw(st.text(min_size=1, max_size=9)) for place in placeholders(template)}
    found = unfill(template, fill(template, values))
    assert found is not None
    assert fill(template, found) == fill(template, values)


def test_formats_are_kept_and_never_fail() -> None:
    assert fill("{share:.1f} %", {"share": 12.345}) == "12.3 %"
    assert fill("{share:.1f} %", {"share": "all"}) == "all %"
    assert placeholders("{share:.1f} of {name}") == {"share:.1f", "name"}
    assert fill("{missing} stays, and so do {} and {0}", {}) == "{missing} stays, and so do {} and {0}"


def test_a_text_that_a_template_cannot_have_made_has_no_values() -> None:
    assert unfill("Import {n} files", "Export 3 files") is None
    assert unfill("{n} of {n}", "3 of 4") is None


# --- speaking ---------------------------------------------------------------------------------------------------------


def test_english_is_what_the_code_says() -> None:
    assert tr("Delete {n} clips", one="Delete clip", n=1) == "Delete clip"
    assert tr("Delete {n} clips", one="Delete clip", n=3) == "Delete 3 clips"
    assert tr("{name} is {{odd}}", name="{name}") == "{name} is {{odd}}"
    assert mark("Fade") == translate("Fade") == "Fade"


def test_another_language_is_what_its_catalogue_says(monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, Catalogue({("Delete {n} clips", ""): ("删除 {n} 个片段",), ("Open", "port"): ("开",)}))
    assert tr("Delete {n} clips", one="Delete clip", n=1) == "删除 1 个片段"
    assert tr("Open", context="port") == "开"
    assert tr("Open") == "Open"


@pytest.mark.parametrize("wrong", ["没有", "{nome}", "{name} {name2}", "{name:.1f}", ""])
def test_a_translation_with_other_places_is_left_aside(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    use(monkeypatch, Catalogue({("{name} is gone", ""): (wrong,)}))
    assert tr("{name} is gone", name="A") == "A is gone"


def test_what_is_kept_in_a_file_is_english_and_shown_in_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    templates = {("Import {n} files", language.KEPT): ("导入 {n} 个文件",), ("Trim clip", ""): ("修剪片段",)}
    use(monkeypatch, Catalogue({**templates, ("{name} files", ""): ("{name} 错",)}))
    assert kept("Import {n} files", one="Import file", n=1) == "Import file"
    name = kept("Import {n} files", one="Import file", n=3)
    assert name == "Import 3 files"
    assert language.translate_filled(name) == "导入 3 个文件"
    assert language.translate_filled(mark("Trim clip")) == "修剪片段"
    assert language.translate_filled("From an older version") == "From an older version"


# --- catalogues -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def compiled(translations: ModuleType) -> bytes:
    """A .qm file as Qt makes it."""
    message = translations.Message
    messages = [
        message("Play & pause", translation="播放与暂停"),
        message("Open", "port", translation="开"),
        message("Delete {n} clips", plural=True, translation="删除 {n} 个片段"),
        message("Without a translation"),
        message("“Quoted” <b>\nline", translation="“引”\n行"),
    ]
    return translations.compiled(translations.ts_text("room", messages))


def test_a_catalogue_says_what_qt_says(compiled: bytes, tmp_path: Path) -> None:
    from PySide6.QtCore import QTranslator

    (tmp_path / "room.qm").write_bytes(compiled)
    translator, catalogue = QTranslator(), Catalogue.read(tmp_path)
    assert translator.load(str(tmp_path / "room.qm"))
    for source, context, number in (
        ("Play & pause", "", None),
        ("Open", "port", None),
        ("Delete {n} clips", "", 1),
        ("Delete {n} clips", "", 7),
        ("“Quoted” <b>\nline", "", None),
    ):
        found = catalogue.find(source, context, number)
        assert found
        assert found == translator.translate(
            f"room#{context}" if context else "room", source, None, -1 if number is None else number
        )
    assert catalogue.find("Open") is None
    assert catalogue.find("Without a translation") is None


@given(st.data())
def test_a_damaged_catalogue_is_left_out(
    compiled: bytes, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(compiled) - 1))
    damaged = bytearray(compiled[: data.draw(st.integers(0, len(compiled)))])
    if at < len(damaged):
        damaged[at] ^= data.draw(st.integers(1, 255))
    folder = tmp_path_factory.mktemp("damaged")
    (folder / "room.qm").write_bytes(bytes(damaged))
    (folder / "other.qm").write_bytes(compiled)
    assert Catalogue.read(folder).find("Open", "port") == "开" or damaged


def test_lengths_that_are_not_there_are_no_endless_loop(tmp_path: Path, compiled: bytes) -> None:
    (tmp_path / "room.qm").write_bytes(compiled[:16] + struct.pack(">BI", 0x69, 0xFFFFFFF0) + b"\x03\xff\xff\xff\xf0")
    assert Catalogue.read(tmp_path).texts == {}


# --- the choice -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "best"),
    [
        (["zh-Hans-CN", "en-US"], "zh_CN"),
        (["zh_SG"], "zh_CN"),
        (["zh"], "zh_CN"),
        (["zh-Hant-TW", "en-US"], "en"),
        (["zh-TW", "zh-Hans"], "zh_CN"),
        (["de-DE", "zh-CN"], "zh_CN"),
        (["en-GB", "zh-CN"], "en"),
        (["C"], "en"),
        ([], "en"),
    ],
)
def test_the_best_language_for_a_user(wanted: list[str], best: str) -> None:
    assert best_language(wanted) == best


def test_a_language_is_used_and_left() -> None:
    language.use_language("zh_CN")
    assert language.current_language() == "zh_CN"
    assert tr("Cancel") == "取消"
    language.use_language("a language that nobody knows")
    assert language.current_language() == "en"
    assert tr("Cancel") == "Cancel"
