"""The inspector shows what is selected and changes clips as undo steps."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.media.images import write_png
from lance_studio.media.recipes import Recipe, SourceRecord
from lance_studio.project.commands.media import AddMedia
from lance_studio.project.commands.timelines import AddTimeline
from lance_studio.project.project import Project
from lance_studio.project.rows import Media, Node, TimelineRow, new_id
from lance_studio.timeline.document import from_json, to_json
from lance_studio.timeline.model import Clip, new_timeline
from lance_studio.timeline.placing import append
from lance_studio.timeline.queries import find_clip
from lance_studio.ui.generation import GenerationSettings
from lance_studio.ui.inspector.facts import file_size, moment
from lance_studio.ui.inspector.state import sizes_around
from lance_studio.ui.inspector.view import InspectorPanel
from lance_studio.ui.session import PromptRequest
from lance_studio.ui.studio import Studio
from lance_studio.workflows.importing import read_file
from lance_studio.workflows.media_placement import Placeable, arranged
from tests.unit.ui.fake_generation import FakeGeneration, add_picture, studio_with

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def studio() -> Studio:
    return studio_with(FakeGeneration())


@pytest.fixture
def panel(qtbot: QtBot, studio: Studio) -> InspectorPanel:
    made = InspectorPanel(studio)
    qtbot.addWidget(made)
    made.resize(264, 700)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def project(panel: InspectorPanel, studio: Studio, tmp_path: Path) -> Project:
    return studio.session.create(tmp_path / "a.lstudio")


@pytest.fixture
def asked(studio: Studio) -> list[PromptRequest]:
    found: list[PromptRequest] = []
    studio.session.prompt_requested.connect(found.append)
    return found


@pytest.fixture
def clip(project: Project, studio: Studio, tmp_path: Path) -> Callable[[], Clip]:
    made = Clip("c" * 32, "m" * 32, Fraction(2), source_duration=Fraction(10), name="waves")
    timeline = new_timeline("Film", Fraction(10))
    timeline = append(timeline, {next(track.id for track in timeline.tracks if track.kind == "video"): made})
    project.run(AddTimeline(TimelineRow(id=timeline.id, name="Film", document=to_json(timeline))))
    studio.session.select_timeline(timeline.id)
    studio.session.select_clips((made.id,))

    def now() -> Clip:
        row = project.timeline(timeline.id)
        assert row is not None
        return find_clip(from_json(row.document), made.id).clip

    return now


def child(parent: QWidget, name: str) -> QWidget:
    found = parent.findChild(QWidget, name)
    assert found is not None, name
    return found


def import_picture(project: Project, path: Path) -> tuple[str, str]:
    blob = project.files.add_file(path)
    media = Media(id=new_id(), digest=blob.digest, kind="picture", name=path.name, size=blob.size, width=40, height=30)
    node = Node(id=new_id(), media_id=media.id, kind="picture", name=path.stem)
    project.run(AddMedia(media, node))
    return media.id, node.id


def values(panel: InspectorPanel) -> dict[str, str]:
    return {fact.label: fact.value for fact in panel.presenter.state.facts}


def test_without_a_selection_it_teaches(panel: InspectorPanel) -> None:
    assert child(panel, "inspector.nothing").isVisibleTo(panel)
    assert panel.presenter.state.kind == "nothing"


def test_a_generated_node_shows_how_it_was_made_and_its_prompt_can_be_reused(
    panel: InspectorPanel, project: Project, studio: Studio, asked: list[PromptRequest], tmp_path: Path
) -> None:
    studio.session.select_node(add_picture(project, tmp_path, "cube", prompt="a red cube", seconds=2.04))
    shown = values(panel)
    assert (shown["Seed"], shown["Steps"], shown["Took"], shown["Size"]) == ("7", "10", "2.0 s", "64 × 48 px")
    assert child(panel, "inspector.prompt").property("text") == "a red cube"
    QTest.mouseClick(child(panel, "inspector.copy.Weights"), LEFT)
    assert QGuiApplication.clipboard().text() == "ab" * 32
    QTest.mouseClick(child(panel, "inspector.copy-prompt"), LEFT)
    assert QGuiApplication.clipboard().text() == "a red cube"
    QGuiApplication.clipboard().clear()
    QTest.mouseClick(child(panel, "inspector.reuse"), LEFT)
    assert asked == [PromptRequest("generate", "a red cube", output="picture")]


def test_the_recipe_of_an_imported_picture_is_shown_and_can_be_used(
    qtbot: QtBot,
    panel: InspectorPanel,
    project: Project,
    studio: Studio,
    asked: list[PromptRequest],
    tmp_path: Path,
) -> None:
    settings = {"seed": 99, "steps": 12, "guidance_scale": 2.5, "width": 256, "height": 128}
    path = tmp_path / "cube.png"
    recipe = Recipe("text_to_image", "a red cube", settings, {"name": "Nano"})
    write_png(path, np.zeros((30, 40, 3), np.uint8), recipe=recipe)
    media_id, _node = import_picture(project, path)
    studio.session.select_media(media_id)
    qtbot.waitUntil(lambda: panel.presenter.state.recipe)
    assert values(panel)["Seed"] == "99"
    assert child(panel, "inspector.prompt").property("text") == "a red cube"
    QTest.mouseClick(child(panel, "inspector.use-recipe"), LEFT)
    chosen = GenerationSettings(studio.settings).value
    assert (chosen.seed, chosen.locked, chosen.steps, chosen.guidance) == (99, True, 12, 2.5)
    assert (chosen.width, chosen.height) == (256, 128)
    assert asked == [PromptRequest("generate", "a red cube", output="picture")]


def test_the_recipe_of_an_edit_finds_its_input_in_the_project(
    qtbot: QtBot,
    panel: InspectorPanel,
    project: Project,
    studio: Studio,
    asked: list[PromptRequest],
    tmp_path: Path,
) -> None:
    write_png(tmp_path / "before.png", np.zeros((30, 40, 3), np.uint8))
    source_id, source_node = import_picture(project, tmp_path / "before.png")
    source = project.media(source_id)
    assert source is not None
    recipe = Recipe("image_edit", "make it blue", {"seed": 1}, sources=(SourceRecord("x.png", source.digest),))
    write_png(tmp_path / "after.png", np.ones((30, 40, 3), np.uint8), recipe=recipe)
    media_id, _node = import_picture(project, tmp_path / "after.png")
    studio.session.select_media(media_id)
    qtbot.waitUntil(lambda: panel.presenter.state.recipe)
    panel.presenter.use_recipe()
    assert asked == [PromptRequest("edit", "make it blue", node_id=source_node, output="picture")]


def test_a_plain_import_shows_its_file(
    qtbot: QtBot, panel: InspectorPanel, project: Project, studio: Studio, tmp_path: Path
) -> None:
    write_png(tmp_path / "a.png", np.zeros((30, 40, 3), np.uint8))
    media_id, node_id = import_picture(project, tmp_path / "a.png")
    studio.session.select_media(media_id)
    assert values(panel)["Size"] == "40 × 30 px"
    assert values(panel)["Kept"] == "in the project"
    assert child(panel, "inspector.copy.SHA-256").toolTip() == "Copy SHA-256"
    studio.session.select_node(node_id)
    assert (panel.presenter.state.kind, panel.presenter.state.title) == ("node", "a")
    assert not child(panel, "inspector.prompt").isVisibleTo(panel)


def test_of_a_clip_and_its_sound_the_one_that_was_chosen_is_shown(
    panel: InspectorPanel, project: Project, studio: Studio
) -> None:
    pair = {name: Clip(name, "m" * 32, Fraction(2), name=name, link_group="g") for name in ("picture", "sound")}
    timeline = new_timeline("Film", Fraction(10))
    ids = {track.name: track.id for track in timeline.tracks}
    timeline = append(timeline, {ids["V1"]: pair["picture"], ids["A1"]: pair["sound"]})
    project.run(AddTimeline(TimelineRow(id=timeline.id, name="Film", document=to_json(timeline))))
    studio.session.select_timeline(timeline.id)
    for first, other in (("picture", "sound"), ("sound", "picture")):
        studio.session.select_clips((first, other))
        assert panel.presenter.state.clip is not None
        assert panel.presenter.state.clip.audio == (first == "sound")
        assert panel.presenter.state.title == first


def test_a_clip_is_changed_in_one_undo_step_a_drag(
    panel: InspectorPanel, project: Project, studio: Studio, clip: Callable[[], Clip]
) -> None:
    assert panel.presenter.state.kind == "clip"
    assert child(panel, "inspector.opacity").isVisibleTo(panel)
    assert not child(panel, "inspector.gain").isVisibleTo(panel)
    steps = len(project.undo_list())
    for value in (80.0, 60.0, 50.0):
        panel.presenter.drag_clip("opacity", value)
        panel.presenter._apply_pending()
    panel.presenter.set_clip("opacity", 40.0)
    assert clip().opacity == 0.4
    assert len(project.undo_list()) == steps + 1
    panel.presenter.set_clip("opacity", 30.0)
    assert [step.name for step in project.undo_list()][:2] == ["Change opacity", "Change opacity"]
    studio.session.undo()
    assert clip().opacity == 0.4
    assert child(panel, "inspector.opacity").findChild(QWidget, "qt_spinbox_lineedit") is not None
    assert panel.presenter.state.clip is not None
    assert panel.presenter.state.clip.opacity == 40


def test_speed_fades_and_name_of_a_clip(panel: InspectorPanel, clip: Callable[[], Clip]) -> None:
    panel.presenter.set_clip("speed", 200.0)
    assert (clip().speed, clip().duration) == (2, 1)
    panel.presenter.set_clip("fade_in", 0.31)
    assert clip().fade_in == Fraction(3, 10)
    name = child(panel, "inspector.clip-name")
    assert isinstance(name, QLineEdit)
    name.selectAll()
    QTest.keyClicks(name, "sea")
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert clip().name == "sea"


def test_the_next_generation_keeps_what_differs_from_the_model(panel: InspectorPanel, studio: Studio) -> None:
    generation = GenerationSettings(studio.settings)
    panel.presenter.set_steps(12)
    panel.presenter.set_guidance(7.5)
    panel.presenter.set_size(1024, 576)
    assert (generation.value.steps, generation.value.guidance) == (12, 7.5)
    assert panel.presenter.state.next.size == (1024, 576)
    assert child(panel, "inspector.defaults").isVisibleTo(panel)
    panel.presenter.set_steps(30)
    assert generation.value.steps is None
    seed = child(panel, "inspector.seed")
    QTest.keyClicks(seed, "5")
    QTest.keyClick(seed, Qt.Key.Key_Return)
    assert (generation.value.seed, generation.value.locked) == (5, True)
    QTest.mouseClick(child(panel, "inspector.defaults"), LEFT)
    assert not panel.presenter.state.next.own
    assert panel.presenter.state.next.size == (768, 768)


def test_settings_of_a_wrong_type_are_not_used_but_told_apart(studio: Studio) -> None:
    studio.settings.set("generation", {"steps": "many", "seed": -1, "locked": 1, "variants": 9, "guidance": True})
    value = GenerationSettings(studio.settings).value
    assert (value.steps, value.seed, value.locked, value.variants, value.guidance) == (None, 42, False, 1, None)
    assert [one.name for one in value.invalid] == ["steps", "variants", "guidance"], "an unlocked seed is not used"


def test_words_of_sizes_and_times() -> None:
    assert [file_size(count) for count in (12, 3_400, 2_500_000)] == ["12 bytes", "3.4 KB", "2.5 MB"]
    assert moment("no time") == "no time"
    assert moment("2026-01-05T10:00:00.000+00:00").startswith("5 Jan 2026")
    offered = sizes_around(768, 768)
    assert offered[0] == (768, 768)
    assert all(side % 16 == 0 for size in offered for side in size)
    assert (1024, 576) in offered


def test_times_at_the_ends_of_the_calendar_are_shown_as_they_are() -> None:
    from lance_studio.ui.inspector.facts import moment

    for extreme in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"):
        assert moment(extreme) == extreme
    assert moment("1955-11-05T06:15:00+00:00").endswith("Nov 1955, 06:15")


def test_a_sound_track_is_chosen_for_a_clip_and_what_is_guessed_is_said(
    qtbot: QtBot, panel: InspectorPanel, project: Project, studio: Studio
) -> None:
    film = Path(__file__).parents[3] / "cases" / "media" / "22-second-track-default.mkv"
    found = read_file(film, project.files, project.folder)
    project.run(AddMedia(found.media, found.node))
    timeline, (seen, heard) = arranged(None, [Placeable(found.media, found.node, False)], "append")
    project.run(AddTimeline(TimelineRow(id=timeline.id, name="Film", document=to_json(timeline))))
    studio.session.select_timeline(timeline.id)
    studio.session.select_clips((seen,))
    tracks = child(panel, "inspector.sound-track")
    notes = child(panel, "inspector.notes")
    assert isinstance(tracks, QComboBox)
    qtbot.waitUntil(lambda: "track 2 is marked as the one to play" in str(notes.property("text")))
    assert not tracks.isVisibleTo(panel), "a picture is not heard"
    studio.session.select_clips((heard,))
    qtbot.waitUntil(lambda: tracks.count() == 2)
    assert tracks.isVisibleTo(panel)
    assert tracks.currentIndex() == 1, "the one that the file marks"

    def chosen() -> int | None:
        row = project.timeline(timeline.id)
        assert row is not None
        return find_clip(from_json(row.document), heard).clip.sound_track

    assert chosen() is None
    tracks.activated.emit(0)
    assert chosen() == tracks.currentIndex() == 0
    project.undo()
    assert chosen() is None
