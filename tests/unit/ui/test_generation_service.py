"""Wishes in, signals out: over a real project and queue, with an engine that does what the test says."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from lance_studio import requests
from lance_studio.backends import events
from lance_studio.backends.failures import Failure, FailureKind
from lance_studio.errors import CommandRefusedError
from lance_studio.jobs import states
from lance_studio.project.commands.nodes import AddNode
from lance_studio.project.project import Project
from lance_studio.project.rows import Media, Node, new_id
from lance_studio.ui.session import Problem
from lance_studio.ui.settings import DEVICE, MODEL_FOLDER
from lance_studio.ui.studio import Studio
from lance_studio.workflows.options import Options
from lance_studio.workflows.wishes import AskPicture, EditPicture, GeneratePicture
from tests.unit.backends.conftest import CHECKPOINT, PROFILE
from tests.unit.ui.fake_engine import FakeEngine
from tests.unit.workflows.bench import noise


class Bench:
    """A window's shared parts with an open project, a model folder and the fake engine."""

    def __init__(self, studio: Studio, engine: FakeEngine, qtbot: QtBot, folder: Path) -> None:
        self.studio, self.engine, self.qtbot, self.folder = studio, engine, qtbot, folder
        self.session, self.work = studio.session, studio.work
        self.problems: list[Problem] = []
        self.session.problem.connect(self.problems.append)
        self.project: Project = self.session.create(folder / "a.lstudio")

    def add_picture(self, frame: np.ndarray) -> str:
        from lance_studio.media.images import write_png

        path = self.folder / f"{new_id()}.png"
        write_png(path, frame)
        blob = self.project.files.add_file(path)
        height, width = frame.shape[:2]
        media = Media(
            id=new_id(), digest=blob.digest, kind="picture", name="p", size=blob.size, width=width, height=height
        )
        node = Node(id=new_id(), media_id=media.id, kind="picture", name="p")
        self.project.run(AddNode(node, None, media))
        return node.id

    def wait_begun(self, count: int = 1) -> None:
        self.qtbot.waitUntil(lambda: len(self.engine.runs) == count)

    def draw(self, job_id: str, frames: np.ndarray) -> str:
        with self.qtbot.waitSignal(self.work.finished) as blocker:
            self.engine.draw(frames)
        assert blocker.args is not None
        assert blocker.args[0] == job_id
        return blocker.args[1][0]


@pytest.fixture
def bench(studio: Studio, fake_engine: FakeEngine, qtbot: QtBot, tmp_path: Path) -> Bench:
    root = shutil.copytree(CHECKPOINT, tmp_path / "small")
    (root / "studio.json").write_text(json.dumps(PROFILE), encoding="utf-8")
    studio.settings.set(MODEL_FOLDER, str(root))
    return Bench(studio, fake_engine, qtbot, tmp_path)


def only(jobs: tuple[str, ...]) -> str:
    [job_id] = jobs
    return job_id


def test_the_model_is_that_of_the_settings(bench: Bench) -> None:
    work = bench.work
    assert work.model is not None
    assert work.profile.name == "small"
    assert bench.session.engine.model == "small"
    with bench.qtbot.waitSignal(work.model_changed):
        bench.studio.settings.set(DEVICE, "cpu")
    assert bench.session.engine.device == "CPU"
    with bench.qtbot.waitSignal(work.model_changed):
        bench.studio.settings.set(MODEL_FOLDER, str(bench.folder / "nothing"))
    assert work.model is None
    assert work.submit(GeneratePicture("a boat")) == ()
    [problem] = bench.problems
    assert problem.panel_id == "canvas"
    assert "nothing" in problem.error.cause
    assert bench.project.jobs() == []


def test_the_engine_warms_up_once_while_the_user_writes(bench: Bench) -> None:
    work, loads = bench.work, bench.engine.loads
    for _ in range(2):
        work.warm_up()
    assert [model.root for _, model in loads] == [bench.studio.settings.text(MODEL_FOLDER)]
    # What fails is said by the job that needs it; the next writing tries again.
    failure = Failure(kind=FailureKind.CHECKPOINT, cause="The model is damaged.", remedy="Get it again.")
    with bench.qtbot.waitSignal(work.link.engine_event):
        bench.engine.tell(events.JobFailed(loads[0][0], failure))
    assert bench.session.engine.state == "idle"
    assert bench.problems == []
    work.warm_up()
    assert len(loads) == 2
    bench.studio.settings.set(DEVICE, "cpu")
    work.warm_up()
    assert [model.device for _, model in loads] == ["auto", "auto", "cpu"]
    with bench.qtbot.waitSignal(work.link.engine_event):
        bench.engine.tell(events.EngineStopped(expected=True, status="ended"))
    work.warm_up()
    assert len(loads) == 4
    bench.session.close()
    work.warm_up()
    assert len(loads) == 4


def test_a_new_picture_is_shown_where_the_canvas_waited_for_it(bench: Bench) -> None:
    job = only(bench.work.submit(GeneratePicture("a boat", options=Options(seed=4))))
    assert bench.work.following == job
    bench.wait_begun()
    request = bench.engine.request
    assert isinstance(request, requests.TextToImage)
    assert request.sampling.seed == 4
    assert bench.engine.runs[-1][3].root == str(bench.folder / "small")
    preview = noise(4, 4)
    with bench.qtbot.waitSignal(bench.work.preview_ready) as blocker:
        bench.engine.step(preview=preview)
    assert blocker.args is not None
    assert blocker.args[0] == job
    assert blocker.args[1] is preview
    node = bench.draw(job, noise(1, 64, 64))
    assert bench.session.node_id == node
    assert bench.work.following is None
    assert isinstance(bench.work.state(job), states.Done)


@pytest.mark.parametrize("meanwhile", ["another node", "the timeline", "a comparison"])
def test_a_result_never_takes_away_what_is_looked_at(bench: Bench, meanwhile: str) -> None:
    first, second = bench.add_picture(noise(64, 64)), bench.add_picture(noise(64, 64, seed=2))
    bench.session.select_node(first)
    [job] = bench.work.submit(EditPicture(first, "red"))
    assert job is not None
    bench.wait_begun()
    if meanwhile == "another node":
        bench.session.select_node(second)
    elif meanwhile == "the timeline":
        bench.session.view("timeline")
    else:
        bench.session.compare(first, second)
    shown = bench.session.node_id
    bench.draw(job, noise(1, 64, 64, seed=3))
    assert bench.session.node_id == shown


def test_a_result_is_announced_before_it_is_shown_and_waits_where_something_new_is_written(bench: Bench) -> None:
    announced: list[tuple[str, str, str | None]] = []
    bench.work.arriving.connect(lambda job, node: announced.append((job, node, bench.session.node_id)))
    first = only(bench.work.submit(GeneratePicture("a boat")))
    bench.wait_begun()
    made = bench.draw(first, noise(1, 64, 64))
    assert announced == [(first, made, None)]
    bench.session.select_node(None)
    second = only(bench.work.submit(GeneratePicture("a boat")))
    bench.wait_begun(2)
    bench.session.holds_canvas = True
    bench.draw(second, noise(1, 64, 64, seed=2))
    assert bench.session.node_id is None
    assert len(announced) == 1


def test_only_the_first_of_several_variants_is_shown(bench: Bench) -> None:
    first, second = bench.work.submit(GeneratePicture("a boat", variants=2, options=Options(seed=1)))
    bench.wait_begun()
    node = bench.draw(first, noise(1, 64, 64))
    bench.wait_begun(2)
    bench.draw(second, noise(1, 64, 64, seed=2))
    assert bench.session.node_id == node
    assert len(bench.project.nodes()) == 2


def test_a_turn_of_a_node_that_is_not_shown_is_not_followed(bench: Bench) -> None:
    node = bench.add_picture(noise(64, 64))
    assert bench.work.submit(EditPicture(node, "red"))
    assert bench.work.following is None


def test_a_mask_is_written_beside_the_window_and_then_the_job_is_queued(bench: Bench) -> None:
    node = bench.add_picture(noise(50, 70))
    bench.session.select_node(node)
    mask = np.zeros((50, 70), np.bool_)
    mask[:20] = True
    [job] = bench.work.submit_masked(EditPicture(node, "red"), mask)
    assert job is not None
    assert bench.work.following == job
    assert bench.work.state(job) == states.Preparing("inputs")
    assert bench.project.jobs() == []
    bench.wait_begun()
    seen = bench.engine.inputs[0].mask
    assert seen is not None
    assert np.array_equal(seen >= 128, mask)
    made = bench.draw(job, noise(1, 64, 64))
    assert bench.session.node_id == made


@pytest.mark.parametrize("mask", [np.zeros((50, 70), np.uint8), np.ones((70, 50), np.bool_)])
def test_a_mask_that_makes_no_sense_is_refused(bench: Bench, mask: np.ndarray) -> None:
    node = bench.add_picture(noise(50, 70))
    assert bench.work.submit_masked(EditPicture(node, "red"), mask, panel="canvas") == ()
    assert [problem.panel_id for problem in bench.problems] == ["canvas"]
    assert bench.project.jobs() == []


def test_a_mask_can_be_cancelled_before_it_is_written(bench: Bench) -> None:
    node = bench.add_picture(noise(50, 70))
    [job] = bench.work.submit_masked(EditPicture(node, "red"), np.ones((50, 70), np.bool_))
    assert job is not None
    with bench.qtbot.waitSignal(bench.work.job_changed) as blocker:
        bench.work.cancel(job)
    assert blocker.args == [job, states.Cancelled()]
    later = only(bench.work.submit(GeneratePicture("a boat")))
    bench.wait_begun()
    assert [one.id for one in bench.project.jobs()] == [later]


def test_an_answer_streams_into_its_message(bench: Bench) -> None:
    node = bench.add_picture(noise(64, 64))
    [job] = bench.work.submit(AskPicture(node, "What is it?"))
    assert job is not None
    asked, answer = bench.project.messages()
    assert (asked.text, answer.state) == ("What is it?", "streaming")
    bench.wait_begun()
    heard: list[tuple[str, str]] = []
    bench.work.token_added.connect(lambda message, text: heard.append((message, text)))
    with bench.qtbot.waitSignal(bench.work.finished):
        bench.engine.say("A ", "boat.")
        bench.engine.answer("A boat.")
    assert heard == [(answer.id, "A "), (answer.id, "A boat.")]
    assert bench.project.messages()[-1].text == "A boat."


def test_a_failure_is_said_where_it_was_asked_for_and_can_be_tried_again(bench: Bench) -> None:
    job = only(bench.work.submit(GeneratePicture("a boat"), panel="inspector"))
    bench.wait_begun()
    with bench.qtbot.waitSignal(bench.work.failed):
        bench.engine.fail("It died.", "Try again.", "last words")
    [problem] = bench.problems
    assert (problem.panel_id, problem.error.cause) == ("inspector", "It died.")
    assert problem.log.startswith('Job: Picture "a boat"')
    assert problem.log.endswith("last words")
    assert bench.work.following is None
    assert problem.on_action is not None
    problem.on_action()
    bench.wait_begun(2)
    bench.draw(job, noise(1, 64, 64))


def test_everything_can_be_cancelled(bench: Bench) -> None:
    jobs = bench.work.submit(GeneratePicture("a boat", variants=3))
    bench.wait_begun()
    bench.work.cancel_all()
    bench.qtbot.waitUntil(lambda: all(isinstance(bench.work.state(job), states.Cancelled) for job in jobs))
    assert bench.work.following is None


def test_a_waiting_job_is_changed_and_moved(bench: Bench) -> None:
    _, second, third = bench.work.submit(GeneratePicture("a boat", variants=3))
    bench.wait_begun()
    assert bench.work.change_job(third, prompt="a ship", options=Options(seed=9))
    bench.work.queue.move(third, second)
    bench.work.cancel_current()
    bench.wait_begun(2)
    request = bench.engine.request
    assert isinstance(request, requests.TextToImage)
    assert (request.prompt, request.sampling.seed) == ("a ship", 9)
    assert not bench.work.change_job(third, prompt="too late")
    assert [problem.panel_id for problem in bench.problems] == ["queue"]


def test_without_a_project_a_wish_is_refused(bench: Bench) -> None:
    bench.session.close()
    assert bench.work.submit(GeneratePicture("a boat")) == ()
    assert "No project" in bench.problems[-1].error.cause
    with pytest.raises(CommandRefusedError, match="No project"):
        bench.work.queue.pause()


def test_a_job_survives_the_project_being_closed(bench: Bench) -> None:
    job = only(bench.work.submit(GeneratePicture("a boat")))
    bench.wait_begun()
    bench.session.close()
    assert bench.work.following is None
    bench.session.open(bench.folder / "a.lstudio")
    bench.wait_begun(2)
    node = bench.draw(job, noise(1, 64, 64))
    assert bench.session.node_id != node
