"""What the canvas does with wishes, without a widget."""

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from lance_studio.backends.events import Memory
from lance_studio.jobs import states
from lance_studio.project.commands.jobs import QueueJob
from lance_studio.project.commands.nodes import RenameNode
from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.project import Project
from lance_studio.project.rows import CURRENT_NODE, Job
from lance_studio.requests import ImageEdit
from lance_studio.ui.canvas.mask import Mask
from lance_studio.ui.canvas.presenter import CanvasPresenter
from lance_studio.ui.session import PromptRequest
from lance_studio.ui.studio import Studio
from lance_studio.workflows.clip_refs import OfNode
from lance_studio.workflows.describe import Foreseen
from lance_studio.workflows.options import Options
from lance_studio.workflows.promise_words import words
from lance_studio.workflows.task import Outcome, Promised, Task
from lance_studio.workflows.wishes import Animate, EditPicture, GenerateClip, GeneratePicture
from tests.unit.ui.fake_generation import FakeGeneration, add_picture, studio_with


@pytest.fixture
def work() -> FakeGeneration:
    return FakeGeneration()


@pytest.fixture
def studio(work: FakeGeneration) -> Studio:
    return studio_with(work)


@pytest.fixture
def mask() -> Mask:
    return Mask()


@pytest.fixture
def canvas(studio: Studio, mask: Mask) -> CanvasPresenter:
    return CanvasPresenter(studio, mask)


@pytest.fixture
def project(studio: Studio, canvas: CanvasPresenter, tmp_path: Path) -> Project:
    return studio.session.create(tmp_path / "a.lstudio")


def test_an_empty_canvas_makes_pictures_with_the_chosen_numbers(
    canvas: CanvasPresenter, project: Project, work: FakeGeneration
) -> None:
    canvas.set_variants(3)
    canvas.generation.choose_seed(11)
    canvas.generation.set(steps=12, guidance=2.5, width=512, height=256)
    assert canvas.state.mode == "new"
    assert canvas.state.forecast == "512 × 256 · 12 steps · 3 variants"
    assert canvas.submit("  a red cube ")
    options = Options(seed=11, steps=12, guidance=2.5, width=512, height=256)
    assert work.wishes[-1][0] == GeneratePicture("a red cube", options, 3)


def test_nothing_is_sent_without_words_and_a_refusal_is_told(
    canvas: CanvasPresenter, project: Project, work: FakeGeneration
) -> None:
    assert not canvas.submit("   ")
    assert work.wishes == []
    work.refuses = True
    assert not canvas.submit("a cube")


def test_an_open_picture_is_edited_within_its_mask(
    canvas: CanvasPresenter, project: Project, work: FakeGeneration, mask: Mask, studio: Studio, tmp_path: Path
) -> None:
    node = add_picture(project, tmp_path, "cube", size=(64, 48))
    studio.session.select_node(node)
    assert canvas.state.mode == "edit"
    assert canvas.state.placeholder == "Describe a change"
    assert mask.size == (64, 48)
    mask.rectangle((0, 0), (32, 48))
    assert canvas.submit("make it blue")
    wish, keywords = work.wishes[-1]
    assert wish == EditPicture(node, "make it blue")
    assert keywords["mask"].shape == (48, 64)
    np.testing.assert_array_equal(keywords["mask"][:, :32], 255)
    np.testing.assert_array_equal(keywords["mask"][:, 32:], 0)


def test_a_picture_can_be_animated_and_a_new_clip_be_made(
    canvas: CanvasPresenter, project: Project, work: FakeGeneration, studio: Studio, tmp_path: Path
) -> None:
    canvas.set_output("clip")
    canvas.submit("waves")
    assert work.wishes[-1][0] == GenerateClip("waves")
    node = add_picture(project, tmp_path, "cube")
    studio.session.select_node(node)
    assert canvas.state.output == "picture"
    canvas.set_output("clip")
    assert canvas.state.verb == "Animate"
    canvas.submit("it turns")
    assert work.wishes[-1][0] == Animate(OfNode(node), "it turns")


def test_new_picture_empties_the_canvas_and_edit_comes_back(
    canvas: CanvasPresenter, project: Project, studio: Studio, tmp_path: Path
) -> None:
    node = add_picture(project, tmp_path, "cube")
    studio.session.select_node(node)
    canvas.set_mode("new")
    assert studio.session.node_id is None
    assert (canvas.state.mode, canvas.state.can_edit) == ("new", True)
    canvas.set_mode("edit")
    assert studio.session.node_id == node


def test_turns_lead_from_the_root_to_the_picture_and_on_to_what_came_of_it(
    canvas: CanvasPresenter, project: Project, studio: Studio, tmp_path: Path
) -> None:
    root = add_picture(project, tmp_path, "root", prompt="a cube")
    second = add_picture(project, tmp_path, "second", parent=root, prompt="make it blue")
    third = add_picture(project, tmp_path, "third", parent=second, prompt="add a hat")
    studio.session.select_node(second)
    turns = canvas.state.turns
    assert [turn.node_id for turn in turns] == [root, second, third]
    assert [turn.words for turn in turns] == ["a cube", "make it blue", "add a hat"]
    assert [turn.current for turn in turns] == [False, True, False]
    assert [turn.later for turn in turns] == [False, False, True]


def test_compare_shows_a_node_and_its_parent_and_swaps_sides(
    canvas: CanvasPresenter, project: Project, studio: Studio, tmp_path: Path
) -> None:
    root = add_picture(project, tmp_path, "root", prompt="a cube")
    second = add_picture(project, tmp_path, "second", parent=root, prompt="make it blue")
    studio.session.select_node(root)
    assert not canvas.state.can_compare
    canvas.compare(True)
    assert studio.session.compared is None
    studio.session.select_node(second)
    canvas.compare(True)
    assert studio.session.compared is not None
    assert studio.session.compared.nodes == (root, second)
    assert canvas.state.compared is not None
    assert [one.name for one in canvas.state.compared] == ["root", "second"]
    canvas.swap_sides()
    assert [one.name for one in canvas.state.compared] == ["second", "root"]
    other = add_picture(project, tmp_path, "other")
    studio.session.select_node(other)
    assert studio.session.compared is None


def test_a_mask_never_moves_to_another_picture_and_comes_back_with_its_own(
    canvas: CanvasPresenter, project: Project, studio: Studio, mask: Mask, tmp_path: Path, qtbot: QtBot
) -> None:
    root = add_picture(project, tmp_path, "root", prompt="a cube")
    second = add_picture(project, tmp_path, "second", parent=root, prompt="make it blue")
    other = add_picture(project, tmp_path, "other")
    studio.session.select_node(root)
    canvas.masks.begin()
    mask.rectangle((0, 0), (9, 9))
    canvas.masks.commit()
    # Before it is written, even: each picture has its own.
    for node in (second, other):
        studio.session.select_node(node)
        assert mask.is_empty()
        assert not canvas.state.mask.exists
    studio.session.select_node(root)
    qtbot.waitUntil(lambda: mask.ready and not mask.is_empty())
    assert mask.pixels[:9, :9].all()
    assert canvas.state.mask.exists


def test_the_forecast_says_size_part_seen_steps_seconds_and_memory() -> None:
    promise = Foreseen(
        1024, 672, 1, (), (3000, 2000), sees=0.9412, steps=16, seconds=2.9, memory=round(1.2 * 2**30), guessed=False
    )
    assert words(promise) == "3000 × 2000 → 1024 × 672 · sees 94 % · 16 steps · ~3 s · ~1.2 GB"
    first = Foreseen(128, 128, 17, (), steps=30, count=2, seconds=4.2, memory=2 << 30)
    assert words(first) == "128 × 128 · 17 frames · 30 steps · 2 variants · about 4 s and 2.0 GB (first guess)"
    assert words(Foreseen(64, 64, 1, (), (64, 64), steps=4)) == "64 × 64 kept · 4 steps"
    # Something is cut off, if little; and nobody is told that nothing is seen.
    assert "sees 99 %" in words(Foreseen(64, 64, 1, (), (65, 64), sees=0.9949))
    assert "sees 1 %" in words(Foreseen(64, 64, 1, (), (640, 64), sees=0.0001))


def test_what_came_of_a_result_is_shown_with_it_and_says_what_was_other_than_promised(
    canvas: CanvasPresenter, project: Project, studio: Studio, work: FakeGeneration, tmp_path: Path
) -> None:
    old = add_picture(project, tmp_path, "old", prompt="a cube")
    new = add_picture(project, tmp_path, "new", parent=old, prompt="make it blue", task=_a_slow_one())
    studio.session.select_node(new)
    assert canvas.state.came == ""
    work.finished.emit("ab" * 16, (new,))
    assert canvas.state.came == "Made 64 × 48 · 9.0 s · 1.3 GB · took 9 s instead of ~3 s"
    studio.session.select_node(old)
    assert canvas.state.came == ""


def _a_slow_one() -> Task:
    outcome = Outcome(pixels="", seconds={"sample": 8.0, "decode": 1.0}, memory=round(1.3 * 2**30))
    promised = Promised(width=64, height=48, seconds=3.0, memory=round(1.2 * 2**30), guessed=False)
    return Task(request=ImageEdit(instruction="make it blue"), size=(64, 48), promised=promised, outcome=outcome)


def test_a_kept_seed_is_that_of_the_picture_in_sight(
    canvas: CanvasPresenter, project: Project, studio: Studio, tmp_path: Path
) -> None:
    node = add_picture(project, tmp_path, "one", prompt="a cube")
    studio.session.select_node(node)
    canvas.lock_seed(True)
    assert canvas.state.seed == 7
    canvas.lock_seed(False)
    assert canvas.state.seed is None


def test_work_is_shown_where_its_result_will_land(
    canvas: CanvasPresenter, project: Project, studio: Studio, work: FakeGeneration
) -> None:
    project.run(QueueJob(Job(id="ab" * 16, name='Picture "a cube"', request="{}")))
    work.following = "ab" * 16
    work.job_states["ab" * 16] = states.Queued(ahead=1)
    work.job_changed.emit("ab" * 16, work.job_states["ab" * 16])
    shown = canvas.state.work
    assert shown is not None
    assert (shown.text, shown.here, shown.total) == ("Waiting, 1 before it", True, 0)
    memory = Memory(kind="cpu", used=1, peak=1, total=2)
    work.job_states["ab" * 16] = states.Running(12, 30, 1.0, 2.6, None, memory)
    work.job_changed.emit("ab" * 16, work.job_states["ab" * 16])
    assert canvas.state.work is not None
    assert canvas.state.work.text == "Step 12 of 30 · 3 s left"
    canvas.cancel()
    assert work.cancelled == ["ab" * 16]
    work.job_states["ab" * 16] = states.Cancelled()
    work.job_changed.emit("ab" * 16, work.job_states["ab" * 16])
    assert canvas.state.work is None


def test_undo_shows_what_was_current_before(
    canvas: CanvasPresenter, project: Project, studio: Studio, tmp_path: Path
) -> None:
    one = add_picture(project, tmp_path, "one")
    two = add_picture(project, tmp_path, "two")
    studio.session.select_node(one)
    project.run(RenameNode(two, "three"))
    studio.session.select_node(two)
    studio.session.undo()
    assert canvas.state.shown is not None
    assert canvas.state.shown.name == "two", "it is what the step changed"
    studio.session.undo()
    assert studio.session.node_id == one
    studio.session.redo()
    assert studio.session.node_id == two


def test_opening_a_project_shows_its_current_node(studio: Studio, canvas: CanvasPresenter, tmp_path: Path) -> None:
    with Project.create(tmp_path / "b.lstudio") as project:
        one = add_picture(project, tmp_path, "one")
        add_picture(project, tmp_path, "two")
        project.run(SetSetting(CURRENT_NODE, one, undoable=True))
    studio.session.open(tmp_path / "b.lstudio")
    assert studio.session.node_id == one
    assert canvas.state.shown is not None
    assert canvas.state.shown.name == "one"


def test_another_panel_can_begin_an_instruction(
    canvas: CanvasPresenter, project: Project, studio: Studio, tmp_path: Path
) -> None:
    node = add_picture(project, tmp_path, "one")
    wanted: list[str] = []
    canvas.prompt_wanted.connect(wanted.append)
    studio.session.request_prompt(PromptRequest("edit", "make it red", node_id=node))
    assert (studio.session.node_id, wanted) == (node, ["make it red"])
    studio.session.request_prompt(PromptRequest("animate", "", node_id=node))
    assert canvas.state.output == "clip"
    studio.session.request_prompt(PromptRequest("edit", "other", clip_id="x"))
    studio.session.request_prompt(PromptRequest("ask", "why", node_id=node))
    assert wanted == ["make it red", ""]


def test_the_brush_grows_and_shrinks_within_its_limits(canvas: CanvasPresenter) -> None:
    canvas.set_brush(8)
    canvas.larger_brush()
    assert canvas.state.brush == 10
    canvas.smaller_brush()
    assert canvas.state.brush == 8
    canvas.set_brush(1)
    canvas.smaller_brush()
    assert canvas.state.brush == 2
    canvas.larger_brush()
    assert canvas.state.brush == 3
    with pytest.raises(ValueError, match="hammer"):
        canvas.set_tool("hammer")


def test_what_is_not_used_of_a_picture_is_said_before_anything_runs(
    canvas: CanvasPresenter, project: Project, work: FakeGeneration, mask: Mask, studio: Studio, tmp_path: Path
) -> None:
    node = add_picture(project, tmp_path, "wide", size=(64, 20))
    crop = "Of 'wide.png' (64×20) the middle 47×20 is used; 27 % is cut off at the left and right."
    work.promise = Foreseen(112, 48, 1, (crop,))
    studio.session.select_node(node)
    assert (canvas.state.acts_on, canvas.state.notes) == ("Edits “wide” · 64 × 20", crop)
    assert canvas.state.forecast.startswith("112 × 48")
    # Inside a mask the picture keeps its size, and nothing is cropped.
    work.promise = Foreseen(64, 20, 1)
    mask.rectangle((0, 0), (8, 8))
    canvas.follow_mask()
    assert (canvas.state.acts_on, canvas.state.notes) == ("Edits “wide” · 64 × 20", "")
    assert canvas.state.forecast.startswith("64 × 20")
