"""Numbers stay what they are: from the command line through a file's recipe and the window into a request, and back."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.cli import main
from lance_studio.media.images import write_png
from lance_studio.media.recipes import Recipe, read_recipe
from lance_studio.project.commands.media import AddMedia
from lance_studio.project.rows import Media, Node, new_id
from lance_studio.requests import TextToImage
from lance_studio.requests.sampling import MAX_SEED
from lance_studio.ui.canvas.view import CanvasPanel
from lance_studio.ui.chat.view import ChatPanel
from lance_studio.ui.generation import GenerationSettings
from lance_studio.ui.inspector.view import InspectorPanel
from lance_studio.ui.settings import Settings
from lance_studio.ui.widgets import SeedField, SliderField
from lance_studio.workflows.export import recipe_of
from lance_studio.workflows.task import Task
from tests.unit.ui.test_generation_service import bench
from tests.unit.ui.whole_window import Scene, scene
from tests.unit.workflows.bench import noise

__all__ = ["bench", "scene"]

LEFT = Qt.MouseButton.LeftButton
GOLDEN = Path(__file__).parents[2] / "golden" / "checkpoint"
LARGE = [2**31, 2**32, 2**63 - 1]


def child(parent: QWidget, name: str) -> Any:
    found = parent.findChild(QWidget, name)
    assert found is not None, name
    return found


def import_file(scene: Scene, path: Path) -> str:
    """Take a picture into the project and select it."""
    project = scene.bench.project
    blob = project.files.add_file(path)
    media = Media(id=new_id(), digest=blob.digest, kind="picture", name=path.name, size=blob.size, width=40, height=32)
    project.run(AddMedia(media, Node(id=new_id(), media_id=media.id, kind="picture", name=path.stem)))
    scene.session.select_media(media.id)
    return media.id


def use_recipe(scene: Scene, path: Path, qtbot: QtBot) -> InspectorPanel:
    """Open a file in the window and take its recipe over."""
    import_file(scene, path)
    inspector = scene.window.panel("inspector")
    assert isinstance(inspector, InspectorPanel)
    qtbot.waitUntil(lambda: inspector.presenter.state.recipe)
    scene.session.reveal("inspector")
    QTest.mouseClick(child(inspector, "inspector.use-recipe"), LEFT)
    return inspector


def with_recipe(folder: Path, **settings: Any) -> Path:
    path = folder / "recipe.png"
    write_png(path, np.zeros((32, 40, 3), np.uint8), recipe=Recipe("text_to_image", "a boat", settings))
    return path


def canvas_of(scene: Scene) -> CanvasPanel:
    panel = scene.window.panel("canvas")
    assert isinstance(panel, CanvasPanel)
    return panel


@pytest.mark.parametrize("seed", LARGE)
def test_a_large_seed_goes_from_the_command_line_through_the_window_and_back(
    scene: Scene, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setenv("LANCE_STUDIO_MODEL", str(GOLDEN))
    path = tmp_path / "from-the-command-line.png"
    drawing = ["--size", "48x32", "--steps", "1", "--shift", "2.25", "--guidance-interval", "0.25,0.75"]
    command = ["generate", "a boat", *drawing, "--renorm", "channel", "--seed", str(seed), "--device", "cpu"]
    assert main.run([*command, "-o", str(path), "--json"]) == 0
    inspector = use_recipe(scene, path, qtbot)
    assert child(inspector, "inspector.seed").text() == str(seed)
    assert child(inspector, "inspector.carried").text() == (
        "From a recipe: shift 2.25, guidance from 0.25 to 0.75, renormalisation channel."
    )
    canvas = canvas_of(scene)
    assert (canvas.bar.seed.text(), canvas.bar.prompt.text()) == (str(seed), "a boat")
    QTest.mouseClick(canvas.bar.generate, LEFT)
    scene.bench.wait_begun()
    request = scene.bench.engine.request
    assert isinstance(request, TextToImage)
    sampling = request.sampling
    assert (sampling.seed, sampling.steps, request.width, request.height) == (seed, 1, 48, 32)
    assert (sampling.shift, sampling.guidance_interval, sampling.renorm) == (2.25, (0.25, 0.75), "channel")
    [job] = [job for job in scene.bench.project.jobs() if job.state == "running"]
    node_id = scene.bench.draw(job.id, noise(1, 64, 64))
    node = scene.bench.project.node(node_id)
    media = None if node is None else scene.bench.project.media(node.media_id)
    assert media is not None
    back = read_recipe(scene.bench.project.files.path(media))
    assert back is not None
    assert back == recipe_of(scene.bench.project, node_id)
    former = read_recipe(path)
    assert former is not None
    for name in ("seed", "steps", "shift", "guidance_interval", "renorm", "guidance_scale", "width", "height"):
        assert back.settings[name] == former.settings[name], name


def test_variants_of_the_greatest_seed_begin_again_at_0(scene: Scene) -> None:
    canvas = canvas_of(scene)
    canvas.presenter.set_mode("new")
    canvas.presenter.generation.choose_seed(2**63 - 2)
    canvas.presenter.set_variants(4)
    scene.bench.work.queue.pause()
    canvas.bar.prompt.setPlainText("a boat")
    QTest.mouseClick(canvas.bar.generate, LEFT)
    seeds = [Task.from_json(job.request).request.sampling.seed for job in scene.bench.project.jobs()]  # type: ignore[union-attr]
    assert seeds == [2**63 - 2, 2**63 - 1, 0, 1]


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("seed", 2**63, str(2**63)),
        ("seed", -1, "-1"),
        ("seed", "blue", "blue"),
        ("steps", 0, "0"),
        ("steps", 1001, "1001"),
        ("guidance_scale", 100.5, "100.5"),
    ],
)
def test_what_a_recipe_gives_and_no_request_can_have_is_marked_and_refused_until_it_is_mended(
    scene: Scene, qtbot: QtBot, tmp_path: Path, name: str, value: Any, shown: str
) -> None:
    good = {"seed": 5, "steps": 12, "guidance_scale": 2.5}
    inspector = use_recipe(scene, with_recipe(tmp_path, **(good | {name: value})), qtbot)
    field = child(inspector, f"inspector.{name.removesuffix('_scale')}")
    assert field.is_marked()
    editor = field if isinstance(field, SeedField) else field.field
    assert editor.text() == shown
    said = child(inspector, "inspector.invalid")
    assert isinstance(said, QLabel)
    assert said.isVisibleTo(inspector)
    assert f" {shown} cannot be used. Choose a " in said.text()
    canvas = canvas_of(scene)
    assert child(canvas, "canvas.invalid").text() == said.text()
    QTest.mouseClick(canvas.bar.generate, LEFT)
    assert scene.bench.project.jobs() == []
    assert [problem.panel_id for problem in scene.bench.problems] == ["canvas"]
    assert canvas.bar.prompt.text() == "a boat", "the words are not lost"
    # Going through the field and leaving it replaces nothing.
    editor.setFocus()
    canvas.bar.prompt.setFocus()
    assert (field.is_marked(), editor.text()) == (True, shown)
    editor.setFocus()
    editor.selectAll()
    QTest.keyClicks(editor, "7")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert not field.is_marked()
    assert not said.isVisibleTo(inspector)
    assert not child(canvas, "canvas.invalid").isVisibleTo(canvas)
    QTest.mouseClick(canvas.bar.generate, LEFT)
    scene.bench.wait_begun()
    request = scene.bench.engine.request
    assert isinstance(request, TextToImage)
    assert getattr(request.sampling, name) == 7
    for other, kept in good.items():
        assert other == name or getattr(request.sampling, other) == kept


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("width", 5000),
        ("height", 8.5),
        ("frames", 1000),
        ("shift", 0),
        ("guidance_interval", [0.9, 0.1]),
        ("renorm", "most"),
    ],
)
def test_what_has_no_field_is_said_and_left_to_the_model_on_request(
    scene: Scene, qtbot: QtBot, tmp_path: Path, name: str, value: Any
) -> None:
    inspector = use_recipe(scene, with_recipe(tmp_path, **{name: value}), qtbot)
    assert str(value) in child(inspector, "inspector.invalid").text()
    canvas = canvas_of(scene)
    QTest.mouseClick(canvas.bar.generate, LEFT)
    assert scene.bench.project.jobs() == []
    QTest.mouseClick(child(inspector, "inspector.defaults"), LEFT)
    assert not child(inspector, "inspector.invalid").isVisibleTo(inspector)
    QTest.mouseClick(canvas.bar.generate, LEFT)
    scene.bench.wait_begun()


def test_the_chat_refuses_an_invalid_number_too_but_not_a_question(scene: Scene) -> None:
    GenerationSettings(scene.bench.studio.settings).set(steps=0)
    chat = scene.window.panel("chat")
    assert isinstance(chat, ChatPanel)
    for mode in ("generate", "edit"):
        chat.presenter.set_mode(mode)
        assert not chat.presenter.send("a boat")
    assert [problem.error.cause for problem in scene.bench.problems] == ["The number of steps 0 cannot be used."] * 2
    chat.presenter.set_mode("ask")
    assert chat.presenter.send("What is it?")
    assert len(scene.bench.project.jobs()) == 1


def test_usual_and_unusual_numbers_of_a_recipe_are_shown_as_they_are(
    scene: Scene, qtbot: QtBot, tmp_path: Path
) -> None:
    path = with_recipe(tmp_path, steps=250, guidance_scale=0.125)
    inspector = use_recipe(scene, path, qtbot)
    assert child(inspector, "inspector.steps").field.text() == "250"
    assert child(inspector, "inspector.guidance").field.value() == 0.125
    for name in ("steps", "guidance"):
        field = child(inspector, f"inspector.{name}").field
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_Return)
    chosen = GenerationSettings(scene.bench.studio.settings).value
    assert (chosen.steps, chosen.guidance) == (250, 0.125)


def test_an_edit_whose_input_is_missing_says_so(scene: Scene, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "edited.png"
    write_png(path, np.zeros((32, 40, 3), np.uint8), recipe=Recipe("image_edit", "make it red", {"seed": 1}))
    use_recipe(scene, path, qtbot)
    assert [problem.panel_id for problem in scene.bench.problems] == ["inspector"]
    problem = scene.bench.problems[0]
    assert "not in the project, and the file does not name it" in problem.error.cause
    canvas = canvas_of(scene)
    assert (canvas.bar.prompt.text(), canvas.presenter.state.mode) == ("", "edit"), "nothing becomes a new picture"
    assert problem.on_action is not None
    problem.on_action()
    assert (canvas.bar.prompt.text(), canvas.presenter.state.mode) == ("make it red", "new"), "as the user wanted"


def test_large_seeds_survive_the_settings_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    GenerationSettings(Settings(file)).lock(2**63 - 1)
    again = GenerationSettings(Settings(file)).value
    assert (again.seed, again.locked, again.invalid) == (2**63 - 1, True, ())
    stored = json.loads(file.read_text(encoding="utf-8"))
    stored["generation"]["seed"] = 2**80
    file.write_text(json.dumps(stored), encoding="utf-8")
    spoilt = GenerationSettings(Settings(file))
    assert [one.shown for one in spoilt.value.invalid] == [str(2**80)]
    spoilt.set(steps=3)
    assert json.loads(file.read_text(encoding="utf-8"))["generation"]["seed"] == 2**80, "kept until it is mended"
    spoilt.lock(1)
    assert spoilt.value.invalid == ()


@pytest.fixture
def field(qtbot: QtBot) -> SeedField:
    made = SeedField("Any seed", MAX_SEED, least_width=88)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_the_seed_field_takes_whole_numbers_of_63_bits(field: SeedField) -> None:
    committed: list[object] = []
    field.committed.connect(committed.append)
    QTest.keyClicks(field, f"-x{2**63 - 1}")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert committed == [2**63 - 1]
    QTest.keyClick(field, Qt.Key.Key_End)
    QTest.keyClicks(field, "0")
    assert field.text() == str(2**63 - 1), "a digit more is out of range"
    assert field.fontMetrics().horizontalAdvance(field.text()) < field.width(), "all digits are in sight"
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert committed == [2**63 - 1], "there is no step beyond the range"
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert committed[-1] == 2**63 - 2
    field.show_value(3)
    QTest.keyClick(field, Qt.Key.Key_PageDown)
    assert committed[-1] == 0


def test_an_emptied_seed_field_says_so_once(field: SeedField) -> None:
    emptied: list[bool] = []
    field.emptied.connect(lambda: emptied.append(True))
    field.show_value(5)
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClick(field, Qt.Key.Key_Return)
    field.clearFocus()
    assert emptied == [True]
    assert field.value() is None


def test_a_marked_seed_is_edited_digit_by_digit(field: SeedField) -> None:
    committed: list[object] = []
    field.committed.connect(committed.append)
    field.show_value(None, str(2**64))
    assert (field.text(), field.value(), field.is_marked()) == (str(2**64), None, True)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert (committed, field.is_marked()) == ([], True)
    QTest.keyClick(field, Qt.Key.Key_End)
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert committed == [2**64 // 10]
    assert not field.is_marked()


def test_a_slider_field_shows_what_is_beyond_its_slider(qtbot: QtBot) -> None:
    made = SliderField("Steps", 1, 60, 30, limits=(1, 1000))
    qtbot.addWidget(made)
    committed: list[float] = []
    made.value_committed.connect(committed.append)
    made.set_value(250)
    assert (made.value(), made.slider.value()) == (250, 60)
    made.field.editingFinished.emit()
    assert committed == []
    made.slider.setValue(59)
    assert (committed, made.value()) == ([59], 59)
