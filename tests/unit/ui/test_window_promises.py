"""The whole window keeps its promises: the line below the prompt, what the model does not know, recipes taken over."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.media.encode import write_mp4
from lance_studio.media.files import sha256_file
from lance_studio.media.images import write_png
from lance_studio.media.recipes import Recipe, SourceRecord
from lance_studio.requests import Continuation, ImageEdit, TextToVideo
from lance_studio.ui.canvas.view import CanvasPanel
from lance_studio.ui.chat.view import ChatPanel
from lance_studio.ui.inspector.view import InspectorPanel
from lance_studio.ui.settings import MODEL_FOLDER
from lance_studio.workflows.measurements import Measurements
from lance_studio.workflows.task import Task
from tests.unit.ui.test_generation_service import bench
from tests.unit.ui.test_numbers import child, import_file
from tests.unit.ui.whole_window import Scene, scene
from tests.unit.workflows.bench import noise

__all__ = ["bench", "scene"]

LEFT, CONTROL = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier
NANO = Path(__file__).parents[3] / "models" / "nano"


@pytest.fixture
def canvas(scene: Scene) -> CanvasPanel:
    panel = scene.window.panel("canvas")
    assert isinstance(panel, CanvasPanel)
    scene.window.resize(1440, 900)
    return panel


def type_words(canvas: CanvasPanel, words: str) -> None:
    QTest.mouseClick(canvas.bar.prompt.viewport(), LEFT)
    QTest.keyClicks(canvas.bar.prompt, words)


def place_of(widget: QWidget) -> QPoint:
    return widget.mapTo(widget.window(), QPoint(0, 0))


def test_while_typing_a_quiet_line_names_what_the_model_does_not_know_and_nothing_moves(
    scene: Scene, canvas: CanvasPanel
) -> None:
    scene.bench.studio.settings.set(MODEL_FOLDER, str(NANO))
    bar = canvas.bar
    line = child(canvas, "canvas.remark")
    height, forecast = line.height(), place_of(bar.forecast)
    assert line.text() == ""
    type_words(canvas, "three purple ")
    assert line.text() == ""
    QTest.keyClicks(bar.prompt, "dragons")
    assert line.text() == "Nano does not know “dragons”"
    assert line.isVisible()
    assert (line.height(), place_of(bar.forecast)) == (height, forecast)
    for _ in "dragons":
        QTest.keyClick(bar.prompt, Qt.Key.Key_Backspace)
    assert line.text() == ""
    QTest.keyClicks(bar.prompt, "cars")
    assert line.text() == ""
    bar.prompt.setPlainText("<lora:x:1> a car without wheels")
    assert line.text() == (
        "Nano does not know “wheels”; does not understand “without”; <lora:x:1>: plain words here, no syntax"
    )
    # Another model knows every word, but that is no syntax either.
    scene.bench.studio.settings.set(MODEL_FOLDER, str(scene.bench.folder / "small"))
    assert line.text() == "<lora:x:1>: plain words here, no syntax"


def test_run_is_promised_before_and_said_after_and_the_next_is_promised_from_it(
    scene: Scene, canvas: CanvasPanel, qtbot: QtBot
) -> None:
    bar = canvas.bar
    qtbot.waitUntil(lambda: "(first guess)" in bar.forecast.text())
    assert bar.forecast.text().startswith("64 × 64 kept · 30 steps · about ")
    type_words(canvas, "make it blue")
    height, place = bar.height(), place_of(bar.generate)
    QTest.keyClick(bar.prompt, Qt.Key.Key_Return, CONTROL)
    scene.bench.wait_begun()
    [job] = scene.bench.project.jobs()
    promised = Task.from_json(job.request).promised
    assert promised is not None
    assert (promised.width, promised.height, promised.guessed) == (64, 64, True)
    scene.bench.draw(job.id, noise(1, 64, 64))
    assert bar.forecast.text().startswith("Made 64 × 64 · 1.2 s")
    assert (bar.height(), place_of(bar.generate)) == (height, place), "a longer line moves nothing"
    QTest.keyClicks(bar.prompt, "m")
    assert bar.forecast.text() == "64 × 64 kept · 30 steps · ~1 s"
    QTest.keyClick(bar.prompt, Qt.Key.Key_Backspace)
    assert bar.forecast.text().startswith("Made ")
    # It is kept for every project and window of this device.
    again = Measurements()
    again.load()
    assert [(run.task, run.model, run.sampling) for run in again.runs] == [("image_edit", "small", 1.0)]
    # And another picture does not show what came of this one.
    scene.session.select_node(scene.node)
    assert bar.forecast.text() == "64 × 64 kept · 30 steps · ~1 s"


def edited(scene: Scene, folder: Path, **settings: Any) -> tuple[Path, Path]:
    """Files of a source that is in no project, and of what was made of it."""
    source, result = folder / "elsewhere" / "source.png", folder / "edited.png"
    source.parent.mkdir()
    write_png(source, noise(64, 80, seed=5))
    recipe = Recipe(
        "image_edit",
        "make it red",
        {"seed": 9, "steps": 7, "shift": 2.5, "guidance_interval": [0.25, 0.75], "renorm": "channel", **settings},
        sources=(SourceRecord("source.png", sha256_file(source)),),
    )
    write_png(result, noise(64, 80, seed=6), recipe=recipe)
    return source, result


def take_over(scene: Scene, result: Path, qtbot: QtBot) -> InspectorPanel:
    inspector = scene.window.panel("inspector")
    assert isinstance(inspector, InspectorPanel)
    import_file(scene, result)
    qtbot.waitUntil(lambda: inspector.presenter.state.recipe)
    scene.session.reveal("inspector")
    QTest.mouseClick(child(inspector, "inspector.use-recipe"), LEFT)
    return inspector


def test_a_recipe_without_its_source_changes_nothing_until_the_source_is_found_by_its_content(
    scene: Scene, canvas: CanvasPanel, qtbot: QtBot, tmp_path: Path
) -> None:
    numbers = {"preset": "large", "noise": "device", "feather": 3, "renorm_min": 0.5, "sample_latents": False}
    source, result = edited(scene, tmp_path, **numbers)
    inspector = take_over(scene, result, qtbot)
    [problem] = scene.bench.problems
    assert "“source.png”, which this recipe changes, is not in the project" in problem.error.cause
    assert (canvas.bar.prompt.text(), canvas.presenter.generation.value.task) == ("", None)
    assert canvas.presenter.state.mode == "edit", "an edit never becomes a new picture by itself"
    assert inspector.banner is not None
    QTest.mouseClick(child(inspector.banner, "banner.action"), LEFT)
    dialog = inspector.findChild(QFileDialog, "inspector.find") or scene.window.findChild(QFileDialog, "inspector.find")
    assert dialog is not None
    # Another file of the same folder is chosen; its name does not matter.
    source.rename(source.with_name("renamed.png"))
    write_png(source, noise(9, 9))
    dialog.fileSelected.emit(str(source))
    dialog.close()
    qtbot.waitUntil(lambda: canvas.bar.prompt.text() == "make it red", timeout=20_000)
    shown = canvas.presenter.state.shown
    assert shown is not None
    assert (shown.width, shown.height) == (80, 64)
    assert canvas.presenter.state.mode == "edit"
    QTest.mouseClick(canvas.bar.generate, LEFT)
    scene.bench.wait_begun()
    request = scene.bench.engine.request
    assert isinstance(request, ImageEdit)
    sampling = request.sampling
    assert (request.preset, request.feather) == ("large", 3)
    assert (sampling.seed, sampling.steps, sampling.shift) == (9, 7, 2.5)
    assert (sampling.guidance_interval, sampling.renorm, sampling.renorm_min) == ((0.25, 0.75), "channel", 0.5)
    assert (sampling.noise, sampling.sample_latents) == ("device", False)


def test_the_recipe_of_a_clip_makes_a_clip_of_its_size_and_length_and_leaves_pictures_alone(
    scene: Scene, canvas: CanvasPanel, qtbot: QtBot, tmp_path: Path
) -> None:
    numbers = {"seed": 9, "steps": 3, "width": 96, "height": 48, "frames": 13}
    path = tmp_path / "first.png"
    write_png(path, noise(48, 96), recipe=Recipe("text_to_video", "a boat sails", numbers))
    take_over(scene, path, qtbot)
    bar = canvas.bar
    assert bar.prompt.text() == "a boat sails"
    assert bar.forecast.text().startswith("96 × 48 · 13 frames · 3 steps")
    QTest.mouseClick(bar.generate, LEFT)
    scene.bench.wait_begun()
    request = scene.bench.engine.request
    assert isinstance(request, TextToVideo)
    assert (request.width, request.height, request.num_frames) == (96, 48, 13)
    canvas.presenter.set_output("picture")
    assert bar.forecast.text().startswith("64 × 64 · 3 steps"), "the size was the clip's"


def test_the_recipe_of_a_continuation_goes_to_the_conversation_with_its_numbers(
    scene: Scene, canvas: CanvasPanel, qtbot: QtBot, tmp_path: Path
) -> None:
    film = scene.bench.folder / "film.mp4"
    write_mp4(film, np.stack([noise(48, 64)] * 24), Fraction(24))
    scene.session.drop_files((film,))
    qtbot.waitUntil(lambda: any(media.kind == "video" for media in scene.bench.project.media_list()), timeout=20_000)
    path = tmp_path / "more.png"
    numbers = {"seed": 9, "steps": 3, "clean_latents": 2, "frames": 9, "new_frames": 4, "preset": "large"}
    sources = (SourceRecord("film.mp4", sha256_file(film)),)
    write_png(path, noise(48, 96), recipe=Recipe("continuation", "it goes on", numbers, sources=sources))
    take_over(scene, path, qtbot)
    chat = scene.window.panel("chat")
    assert isinstance(chat, ChatPanel)
    assert (chat.input.text(), chat.presenter.state.mode) == ("it goes on", "extend")
    QTest.keyClick(chat.input, Qt.Key.Key_Return)
    scene.bench.wait_begun()
    request = scene.bench.engine.request
    assert isinstance(request, Continuation)
    assert (request.clean_latents, request.num_frames, request.preset) == (2, 9, "large")
    assert request.sampling.seed == 9


def test_a_mask_and_all_numbers_come_back_from_a_node_of_the_history_and_the_rest_is_listed(
    scene: Scene, canvas: CanvasPanel, qtbot: QtBot
) -> None:
    generation = canvas.presenter.generation
    generation.set(steps=5, shift=2.0)
    generation.lock(77)
    canvas.presenter.masks.begin()
    canvas.picture_mask.rectangle((4, 4), (20, 30))
    canvas.presenter.masks.commit()
    canvas.presenter.masks.flush()
    pixels = canvas.picture_mask.pixels.copy()
    type_words(canvas, "make it blue")
    QTest.keyClick(canvas.bar.prompt, Qt.Key.Key_Return, CONTROL)
    scene.bench.wait_begun()
    first = scene.bench.engine.request
    [job] = scene.bench.project.jobs()
    made = scene.bench.draw(job.id, noise(1, 64, 64))
    generation.clear()
    canvas.presenter.masks.clear()
    scene.session.select_node(made)
    inspector = scene.window.panel("inspector")
    assert isinstance(inspector, InspectorPanel)
    scene.session.reveal("inspector")
    QTest.mouseClick(child(inspector, "inspector.reuse"), LEFT)
    qtbot.waitUntil(lambda: canvas.bar.prompt.text() == "make it blue")
    assert scene.session.node_id == scene.node
    np.testing.assert_array_equal(canvas.picture_mask.pixels, pixels)
    QTest.mouseClick(canvas.bar.generate, LEFT)
    scene.bench.wait_begun(2)
    assert scene.bench.engine.request == first
    mask = scene.bench.engine.inputs[-1].mask
    assert mask is not None
    np.testing.assert_array_equal(mask, pixels)
    # The engine of this test calls its model by another name, and nothing else was left.
    assert [problem.error.cause for problem in scene.bench.problems] == [
        "Of the recipe these could not be taken over: the model Tiny: this runs on small."
    ]


def test_what_a_recipe_has_and_this_model_has_not_is_said_in_one_banner(
    scene: Scene, canvas: CanvasPanel, qtbot: QtBot, tmp_path: Path
) -> None:
    source, result = edited(scene, tmp_path, preset="image_768res", masked=True, mask="ab" * 32, sparkle=1)
    import_file(scene, source)
    take_over(scene, result, qtbot)
    assert canvas.bar.prompt.text() == "make it red"
    [problem] = scene.bench.problems
    for part in ("the preset image_768res, which small does not have", "the mask", "“sparkle”"):
        assert part in problem.error.cause


def test_examples_of_an_empty_conversation_are_those_of_the_active_model(scene: Scene, qtbot: QtBot) -> None:
    scene.bench.studio.settings.set(MODEL_FOLDER, str(NANO))
    profile = scene.bench.work.profile
    chat = scene.window.panel("chat")
    assert isinstance(chat, ChatPanel)
    scene.session.reveal("chat")
    assert chat.presenter.state.examples == profile.examples("ask_image")
    QTest.mouseClick(child(chat, "empty-state.example.0"), LEFT)
    assert chat.input.text() == profile.examples("ask_image")[0]
    chat.presenter.set_mode("edit")
    assert chat.presenter.state.examples == profile.examples("image_edit")
    names = json.loads((NANO / "studio.json").read_text(encoding="utf-8"))["example_prompts"]
    assert list(chat.presenter.state.examples) == names["image_edit"]
