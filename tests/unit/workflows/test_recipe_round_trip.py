"""A result's file comes back: what is planned from its recipe is the request that made it, number by number."""

import base64
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lance_studio import requests
from lance_studio.media.images import write_png
from lance_studio.media.recipes import MASK_PNG, Recipe, SourceRecord, read_recipe
from lance_studio.requests.geometry import StreamSides
from lance_studio.requests.sampling import MAX_SEED, Sampling
from lance_studio.requests.tasks import recipe_settings
from lance_studio.ui.generation import OF_RECIPES, Generation, GenerationSettings
from lance_studio.ui.settings import Settings
from lance_studio.workflows.clip_refs import OfNode
from lance_studio.workflows.export import recipe_of
from lance_studio.workflows.finding import find_content
from lance_studio.workflows.masks import mask_from_png, mask_png
from lance_studio.workflows.measurements import Measurement, Place
from lance_studio.workflows.options import Options
from lance_studio.workflows.reusing import Reused, reused
from lance_studio.workflows.task import Task
from lance_studio.workflows.wishes import (
    Animate,
    EditClip,
    EditPicture,
    ExtendClip,
    GenerateClip,
    GenerateFromReferences,
    GeneratePicture,
    Wish,
)
from tests.unit.workflows.bench import TINY, Bench, noise
from tests.unit.workflows.test_measurements import run

PLACE = Place(model=TINY.name)
TWO_PRESETS = replace(TINY, presets={**TINY.presets, "other": StreamSides(96, 84)})


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path, TWO_PRESETS)
    yield made
    made.close()


OPTIONS = st.builds(
    Options,
    seed=st.integers(0, MAX_SEED),
    steps=st.integers(1, 1000),
    guidance=st.floats(0, 100),
    guidance_interval=st.tuples(st.floats(0, 1), st.floats(0, 1)).map(lambda pair: (min(pair), max(pair))),
    shift=st.floats(0.01, 100),
    renorm=st.sampled_from(["global", "channel", "none"]),
    noise=st.sampled_from(["cpu", "device"]),
    renorm_min=st.floats(0, 1),
    sample_latents=st.booleans(),
    preset=st.sampled_from(["64", "other"]),
    feather=st.integers(0, 4096),
    kept_latents=st.integers(1, 3),
    width=st.integers(2, 40).map(lambda cells: 16 * cells),
    height=st.integers(2, 40).map(lambda cells: 16 * cells),
    frames=st.sampled_from([8, 16]),
)


def wishes(bench: Bench) -> dict[str, Callable[[Options], Wish]]:
    """A wish of each task, and how it is made from the choices alone, as the window makes it."""
    picture = bench.add_picture(noise(80, 100))
    film = bench.add_film(np.stack([noise(48, 64)] * 40), Fraction(24))
    node = node_of(bench, film.id)
    mask = bench.project.files.add_bytes(mask_png(np.where(noise(80, 100)[..., 0] > 99, 255, 0).astype(np.uint8)))
    return {
        "text_to_image": lambda options: GeneratePicture("a boat", options),
        "text_to_video": lambda options: GenerateClip("a boat", replace(options, frames=(options.frames or 8) + 1)),
        "image_edit": lambda options: EditPicture(picture, "blue", options),
        "masked": lambda options: EditPicture(picture, "blue", options, mask=mask.digest),
        "video_edit": lambda options: EditClip(OfNode(node), "blue", options),
        "image_to_video": lambda options: Animate(
            OfNode(picture), "it moves", replace(options, frames=(options.frames or 8) + 1)
        ),
        "continuation": lambda options: ExtendClip(OfNode(node), "on", options),
        "reference_guided": lambda options: GenerateFromReferences((picture,), "it", replace(options, frames=1)),
    }


def node_of(bench: Bench, media_id: str) -> str:
    from lance_studio.project.commands.nodes import AddNode
    from lance_studio.project.rows import Node, new_id

    node = Node(id=new_id(), media_id=media_id, kind="clip", name="film")
    bench.project.run(AddNode(node, None, None))
    return node.id


def of_task(bench: Bench, task: Task) -> Recipe:
    from lance_studio.workflows.export import recipe

    media = tuple(bench.project.media(source.media_id) for source in task.inputs)
    assert None not in media
    return Recipe.from_json(recipe(task, media, bench.project.files).to_json())  # type: ignore[arg-type]


def chosen_by(found: Reused, folder: Path) -> Generation:
    """What the window chooses when it takes a recipe over."""
    kept = GenerationSettings(Settings(folder / "settings.json"))
    numbers = dict(found.numbers)
    seed = numbers.pop("seed")
    kept.set(**{name: numbers.get(name) for name in OF_RECIPES} | numbers | {"task": found.task})
    kept.lock(seed)
    # Through the file, as of a later window.
    return GenerationSettings(Settings(folder / "settings.json")).value


@pytest.mark.parametrize(
    "name",
    [
        "text_to_image",
        "text_to_video",
        "image_edit",
        "masked",
        "video_edit",
        "image_to_video",
        "continuation",
        "reference_guided",
    ],
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(data=st.data())
def test_every_number_of_a_request_comes_back_from_its_recipe(
    bench: Bench, tmp_path: Path, name: str, data: st.DataObject
) -> None:
    if not hasattr(bench, "wishes"):
        bench.wishes = wishes(bench)  # type: ignore[attr-defined]
    make: Callable[[Options], Wish] = bench.wishes[name]  # type: ignore[attr-defined]
    [planned] = bench.plan.plan(make(data.draw(OPTIONS)))
    found = reused(of_task(bench, planned.task), TWO_PRESETS, PLACE)
    expected_left = ("the references “p.png”",) if name == "reference_guided" else ()
    assert found.left == expected_left
    chosen = chosen_by(found, tmp_path)
    assert chosen.invalid == ()
    options = chosen.options(found.task)
    # The window's options go into the wish as they are; only the tests' wishes add to their lengths.
    if name in ("text_to_video", "image_to_video"):
        options = replace(options, frames=(options.frames or 0) - 1)
    [again] = bench.plan.plan(make(options))
    assert again.task.request == planned.task.request
    assert (again.task.inputs, again.task.size) == (planned.task.inputs, planned.task.size)
    assert again.task.feather == planned.task.feather


def test_the_options_have_a_name_for_every_field_of_sampling() -> None:
    """A field that is added to requests must be added to options, recipes and the window's choices, too."""
    renamed = {"guidance_scale": "guidance"}
    for field in msgspec.structs.fields(Sampling):
        assert hasattr(Options(), renamed.get(field.name, field.name)), field.name
    listed = requests.TextToImage(prompt="x")
    assert set(msgspec.structs.asdict(listed.sampling)) <= set(recipe_settings(listed))


def test_a_mask_travels_in_the_file_and_comes_back_pixel_by_pixel(bench: Bench, tmp_path: Path) -> None:
    node = bench.add_picture(noise(60, 70))
    pixels = np.zeros((60, 70), np.uint8)
    pixels[10:30, 5:50] = 255
    digest = bench.project.files.add_bytes(mask_png(pixels)).digest
    [planned] = bench.plan.plan(EditPicture(node, "blue", Options(seed=3, feather=5), mask=digest))
    bench.begin(planned)
    made = bench.draw(noise(1, 60, 70))
    recipe = read_recipe(bench.project.files.path(bench.media(made)))
    assert recipe is not None
    assert recipe == recipe_of(bench.project, made)
    assert MASK_PNG not in recipe.to_parameters(), "other tools are not shown a thousand letters"
    found = reused(recipe, TWO_PRESETS, PLACE)
    assert found.mask is not None
    np.testing.assert_array_equal(mask_from_png(found.mask), pixels)
    assert found.numbers["feather"] == 5


def recipe(task: str = "image_edit", model: dict[str, str] | None = None, **numbers: Any) -> Recipe:
    source = SourceRecord("x.png", "ab" * 32)
    return Recipe(task, "blue", {"seed": 1, **numbers}, model or {}, (source,) if task != "text_to_image" else ())


def left(made: Recipe, runs: tuple[Measurement, ...] = (), **place: Any) -> tuple[str, ...]:
    return reused(made, TWO_PRESETS, Place(model="Tiny", **place), runs).left


def test_what_cannot_be_taken_over_is_listed_in_words() -> None:
    assert left(recipe()) == ()
    assert left(recipe(preset="video_480p")) == ("the preset video_480p, which Tiny does not have",)
    assert left(recipe(model={"name": "Nano"})) == ("the model Nano: this runs on Tiny",)
    assert left(recipe(masked=True, mask="cd" * 32)) == (
        "the mask, which the file does not hold: all of the picture may change",
    )
    assert left(recipe(masked=True, mask_png="no base64!")) == left(recipe(masked=True))
    assert left(recipe(sparkle=3)) == ("“sparkle”, which this version does not know",)
    assert left(recipe("video_edit", source_start="5/2", source_step="1/12", source_frames=9)) == (
        "that 0:02.5 to 0:03.2 of the clip was changed",
    )
    assert left(recipe("video_edit", source_start="0", source_step="1/12", source_frames=9)) == ()
    assert left(recipe("video_edit", source_start="1/0", source_step="x", source_frames=[])) == ()
    assert left(recipe("render", start="0")) == ("“render”, which makes nothing",)
    assert left(recipe("ask_image")) == ("a question, which makes nothing",)
    assert reused(recipe(preset="video_480p"), TWO_PRESETS, PLACE).numbers == {"seed": 1}


def test_precision_device_and_weights_are_listed_where_they_differ() -> None:
    here = (run(model="Tiny", device="cpu", precision="float32", weights="one"),)
    assert left(recipe(precision="float32", device="cpu"), here) == ()
    assert left(recipe(precision="reference", device="cuda:0"), here) == (
        "the precision reference: this computes in float32",
        "the device cuda:0: this runs on cpu, where pixels may differ a little",
    )
    # Before anything ran here, what is usual for the recipe's device is taken for granted.
    assert left(recipe(precision="reference", device="cuda:0")) == ()
    assert left(recipe(precision="reference", device="cpu")) == ("the precision reference: this computes in float32",)
    other = {"name": "Tiny", "fingerprint": "two"}
    assert left(recipe(model=other), here) == ("the weights: those of Tiny here are others",)
    assert left(recipe(model={**other, "fingerprint": "one"}), here) == ()


def test_a_mask_that_the_project_has_stands_in_for_one_that_the_file_lacks() -> None:
    blobs = {"cd" * 32: b"png"}
    found = reused(recipe(masked=True, mask="cd" * 32), TWO_PRESETS, PLACE, blob=blobs.get)
    assert (found.mask, found.left) == (b"png", ())
    held = reused(recipe(masked=True, mask_png=base64.b64encode(b"own").decode()), TWO_PRESETS, PLACE)
    assert held.mask == b"own"


@given(
    st.dictionaries(
        st.sampled_from(["seed", "preset", "masked", "mask", MASK_PNG, "source_start", "frames", "device", "x"]),
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    ),
    st.sampled_from(["image_edit", "video_edit", "text_to_image", "continuation", "render", "", "ask_video"]),
)
def test_any_recipe_is_taken_over_or_listed(numbers: dict[str, Any], task: str) -> None:
    found = reused(recipe(task, **numbers), TWO_PRESETS, PLACE)
    assert all(isinstance(one, str) for one in found.left)
    assert not found.mode or found.task == task


def test_a_source_is_found_by_its_content_whatever_its_name(tmp_path: Path) -> None:
    from lance_studio.media.files import sha256_file

    for number in range(3):
        write_png(tmp_path / f"{number}.png", noise(8, 8 + number))
    (tmp_path / "folder").mkdir()
    (tmp_path / "2.png").rename(tmp_path / "no picture by its name")
    wanted = sha256_file(tmp_path / "no picture by its name")
    assert find_content(tmp_path / "no picture by its name", wanted.upper()) == tmp_path / "no picture by its name"
    assert find_content(tmp_path / "0.png", wanted) == tmp_path / "no picture by its name"
    assert find_content(tmp_path, wanted) == tmp_path / "no picture by its name"
    assert find_content(tmp_path / "gone.png", "0" * 64) is None
