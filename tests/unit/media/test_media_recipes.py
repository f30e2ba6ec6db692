import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from lance_studio.errors import MediaError
from lance_studio.media.encode import write_mp4
from lance_studio.media.images import write_png
from lance_studio.media.recipes import FORMAT, MAX_JSON_BYTES, Recipe, SourceRecord, read_recipe

FRAME = np.zeros((16, 16, 3), np.uint8)
RECIPE = Recipe(
    task="text_to_image",
    prompt="A harbour, at dusk: calm\nwater",
    settings={
        "steps": 30,
        "sampler": "Euler",
        "guidance_scale": 4.0,
        "seed": 42,
        "width": 768,
        "height": 512,
        "guidance_interval": [0.4, 1.0],
        "note": 'a "b", c: d',
        "preset": None,
    },
    model={"name": "Lance 3B", "sha256": "0123456789abcdef" * 4},
    sources=(SourceRecord("photo.jpg", "ab" * 32),),
    app_version="0.1.0",
)
UNICODE = "Ein Hafen 🌅 在黄昏 مرفأ \u202e \x00 \x1b[0m \r\n\t \ufffe " + chr(0x10FFFF)

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
recipes = st.builds(
    Recipe,
    task=st.text(),
    prompt=st.text(),
    settings=st.dictionaries(st.text(), scalars | st.lists(scalars, max_size=3), max_size=4),
    model=st.dictionaries(st.text(), st.text(), max_size=3),
    sources=st.lists(st.builds(SourceRecord, st.text(), st.text()), max_size=3).map(tuple),
    app_version=st.text(),
)


@given(recipes)
def test_json_keeps_every_recipe(recipe: Recipe) -> None:
    read = Recipe.from_json(recipe.to_json())
    assert read == recipe
    # Equality takes 1, 1.0 and True for the same; the text does not.
    assert read.to_json() == recipe.to_json()


@given(recipes)
@settings(max_examples=40)
def test_pngs_keep_every_recipe(tmp_path_factory: pytest.TempPathFactory, recipe: Recipe) -> None:
    path = tmp_path_factory.getbasetemp() / "recipe.png"
    write_png(path, FRAME, recipe=recipe, overwrite=True)
    assert read_recipe(path) == recipe


@given(recipes)
@settings(max_examples=15)
def test_mp4s_keep_every_recipe(tmp_path_factory: pytest.TempPathFactory, recipe: Recipe) -> None:
    path = tmp_path_factory.getbasetemp() / "recipe.mp4"
    write_mp4(path, [FRAME], Fraction(12), recipe=recipe, overwrite=True)
    assert read_recipe(path) == recipe


@pytest.mark.parametrize("prompt", [UNICODE, "ü語🌅" * 5_000, "x" * 60_000, "lone \ud800 surrogate", ""])
def test_long_and_strange_prompts_survive_both_containers(tmp_path: Path, prompt: str) -> None:
    recipe = Recipe("image_edit", prompt)
    write_png(tmp_path / "a.png", FRAME, recipe=recipe)
    write_mp4(tmp_path / "a.mp4", [FRAME], Fraction(12), recipe=recipe)
    assert read_recipe(tmp_path / "a.png") == recipe
    assert read_recipe(tmp_path / "a.mp4") == recipe


def test_parameters_text_is_what_other_tools_show(tmp_path: Path) -> None:
    expected = (
        "A harbour, at dusk: calm\nwater\n"
        "Steps: 30, Sampler: Euler, CFG scale: 4.0, Seed: 42, Size: 768x512, Model: Lance 3B, "
        'Model hash: 0123456789, Guidance interval: "[0.4, 1.0]", Note: "a \\"b\\", c: d", Preset: None, '
        "Task: text_to_image, Version: Lance Studio 0.1.0"
    )
    assert RECIPE.to_parameters() == expected
    write_png(tmp_path / "a.png", FRAME, recipe=RECIPE)
    with Image.open(tmp_path / "a.png") as image:
        assert image.info["parameters"] == expected


@given(recipes)
def test_parameters_can_always_be_stored(recipe: Recipe) -> None:
    assert b"\x00" not in recipe.to_parameters().encode("utf-8")


def test_files_without_a_recipe_have_none(tmp_path: Path) -> None:
    write_png(tmp_path / "a.png", FRAME)
    write_mp4(tmp_path / "a.mp4", [FRAME], Fraction(12))
    Image.fromarray(FRAME).save(tmp_path / "a.jpg")
    texts = PngInfo()
    texts.add_text("parameters", "somebody else's\nSteps: 20")
    Image.fromarray(FRAME).save(tmp_path / "b.png", pnginfo=texts)
    for name in ("a.png", "a.mp4", "a.jpg", "b.png"):
        assert read_recipe(tmp_path / name) is None


def document(**changes: object) -> str:
    return json.dumps(json.loads(RECIPE.to_json()) | changes)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        "{}",
        "[" * 100_000,
        "1" * 5_000,
        '{"format": 1}',
        "x" * (MAX_JSON_BYTES + 1),
        document(format="1"),
        document(format=True),
        document(format=None),
        document(extra=1),
        document(prompt=None),
        document(task=["a"]),
        document(settings=[]),
        document(settings={"a": {"b": 1}}),
        document(settings={"a": [[1]]}),
        document(settings={"a": float("nan")}),
        document(settings={"a": 1}).replace('{"a": 1}', '{"a": 1e999}'),
        document(model={"name": 1}),
        document(sources={}),
        document(sources=[1]),
        document(sources=[{"name": "a"}]),
        document(sources=[{"name": "a", "sha256": "b", "path": "c"}]),
    ],
)
def test_foreign_and_corrupt_json_is_an_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(MediaError) as caught:
        Recipe.from_json(text)
    assert caught.value.remedy
    texts = PngInfo()
    texts.add_text("lance_studio", text)
    Image.fromarray(FRAME).save(tmp_path / "a.png", pnginfo=texts)
    with pytest.raises(MediaError):
        read_recipe(tmp_path / "a.png")


def test_a_newer_recipe_asks_for_an_update() -> None:
    with pytest.raises(MediaError, match=r"format 2.*Update"):
        Recipe.from_json(document(format=FORMAT + 1, entirely="different"))


@given(
    st.text() | st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)).map(json.dumps)
)
def test_any_other_text_is_a_media_error(text: str) -> None:
    with pytest.raises(MediaError):
        Recipe.from_json(text)


def test_what_json_cannot_hold_is_refused_on_writing(tmp_path: Path) -> None:
    for recipe in (Recipe("t", "p", {"a": float("inf")}), Recipe("t", "x" * MAX_JSON_BYTES)):
        with pytest.raises(ValueError, match=r"JSON|long"):
            write_png(tmp_path / "a.png", FRAME, recipe=recipe)
        with pytest.raises(ValueError, match=r"JSON|long"):
            write_mp4(tmp_path / "a.mp4", [FRAME], Fraction(12), recipe=recipe)
    assert list(tmp_path.iterdir()) == []
