"""The model is found, lost and found again, and what waits for it waits."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from lance_studio.backends import events
from lance_studio.backends.failures import Failure, FailureKind
from lance_studio.jobs import states
from lance_studio.project.project import Project
from lance_studio.ui.session import Problem
from lance_studio.ui.settings import MODEL_FOLDER
from lance_studio.ui.studio import Studio
from lance_studio.workflows.wishes import GeneratePicture
from tests.unit.backends.conftest import CHECKPOINT, PROFILE
from tests.unit.ui.fake_engine import FakeEngine


class Drive:
    """A model on a drive that can be unplugged, a window with an open project, and the fake engine."""

    def __init__(self, studio: Studio, engine: FakeEngine, qtbot: QtBot, folder: Path) -> None:
        self.studio, self.engine, self.qtbot = studio, engine, qtbot
        self.root, self._away = folder / "drive" / "small", folder / "away"
        shutil.copytree(CHECKPOINT, self.root)
        self.profile(name="small")
        studio.settings.set(MODEL_FOLDER, str(self.root))
        self.work, self.session = studio.work, studio.session
        self.problems: list[Problem] = []
        self.solved: list[str] = []
        self.session.problem.connect(self.problems.append)
        self.session.problem_solved.connect(self.solved.append)
        self.project: Project = self.session.create(folder / "a.lstudio")
        assert self.work.model is not None

    def profile(self, **changes: object) -> None:
        (self.root / "studio.json").write_text(json.dumps({**PROFILE, **changes}), encoding="utf-8")

    def unplug(self) -> None:
        self.root.parent.rename(self._away)

    def plug(self) -> None:
        self._away.rename(self.root.parent)

    def queue(self, *prompts: str) -> list[str]:
        return [job for prompt in prompts for job in self.work.submit(GeneratePicture(prompt))]

    def begun(self, count: int) -> None:
        self.qtbot.waitUntil(lambda: len(self.engine.runs) == count)

    def draw(self) -> None:
        with self.qtbot.waitSignal(self.work.finished):
            self.engine.draw(np.zeros((1, 64, 64, 3), np.uint8))

    def states(self) -> list[str]:
        return [job.state for job in self.project.jobs()]


@pytest.fixture
def drive(studio: Studio, fake_engine: FakeEngine, qtbot: QtBot, tmp_path: Path) -> Drive:
    return Drive(studio, fake_engine, qtbot, tmp_path)


def test_a_vanished_model_halts_the_queue_and_one_click_goes_on(drive: Drive) -> None:
    drive.queue("a boat", "a house", "a tree")
    drive.begun(1)
    drive.unplug()
    drive.draw()
    drive.qtbot.waitUntil(lambda: drive.work.queue.halted)
    assert drive.states() == ["done", "queued", "queued"], "none is used up by the model's absence"
    assert len(drive.engine.runs) == 1
    problem = next(one for one in drive.problems if one.action == "Try all again")
    assert "does not exist" in problem.error.cause
    drive.plug()
    # By itself it does not go on before the user says so.
    drive.qtbot.waitUntil(lambda: drive.work.model is not None)
    assert problem.on_action is not None
    problem.on_action()
    for count in (2, 3):
        drive.begun(count)
        drive.draw()
    assert drive.states() == ["done"] * 3


def test_a_model_that_comes_back_is_noticed_by_itself(drive: Drive) -> None:
    drive.qtbot.wait(0)
    with drive.qtbot.waitSignal(drive.work.model_changed, timeout=10_000):
        drive.unplug()
    assert drive.session.engine.model == ""
    assert [one.topic for one in drive.problems] == ["model"]
    with drive.qtbot.waitSignal(drive.work.model_changed, timeout=10_000):
        drive.plug()
    assert drive.session.engine.model == "small"
    assert drive.solved == ["model"], "what was said of its absence is taken back"
    drive.queue("a boat")
    drive.begun(1)


def test_a_changed_profile_is_noticed_by_itself(drive: Drive) -> None:
    drive.qtbot.wait(0)
    with drive.qtbot.waitSignal(drive.work.model_changed, timeout=10_000):
        drive.profile(name="smaller")
    assert drive.session.engine.model == "smaller"


def test_an_error_is_not_remembered_longer_than_its_cause(drive: Drive) -> None:
    """Nothing tells that the folder is back but the next job."""
    drive.unplug()
    assert drive.queue("a boat") == []
    drive.plug()
    assert len(drive.queue("a boat")) == 1
    drive.begun(1)


def test_exchanged_weights_are_loaded_again(drive: Drive) -> None:
    drive.queue("a boat")
    drive.begun(1)
    drive.draw()
    weights = drive.root / "Lance_3B" / "model.safetensors"
    shutil.copyfile(weights, weights.with_name("new"))
    weights.with_name("new").replace(weights)
    drive.queue("a house")
    drive.begun(2)
    first, second = (model for *_, model in drive.engine.runs)
    assert first.root == second.root
    assert first.stamp != second.stamp


def test_weights_that_cannot_be_read_halt_the_queue(drive: Drive) -> None:
    jobs = drive.queue("a boat", "a house")
    drive.begun(1)
    failure = Failure(kind=FailureKind.CHECKPOINT, cause="model.safetensors is missing.", remedy="Copy it.")
    with drive.qtbot.waitSignal(drive.work.failed):
        drive.engine.tell(events.JobFailed(drive.engine.runs[-1][0], failure))
    assert drive.work.queue.halted
    assert drive.states() == ["queued", "queued"]
    assert isinstance(drive.work.state(jobs[0]), states.Failed)
    assert drive.work.queue.retry_all() == 1
    drive.begun(2)
    drive.draw()
    drive.begun(3)
    drive.draw()
    assert drive.states() == ["done", "done"]


def test_good_news_offer_to_go_on(drive: Drive) -> None:
    drive.qtbot.wait(0)
    drive.queue("a boat", "a house")
    drive.begun(1)
    drive.unplug()
    drive.draw()
    drive.qtbot.waitUntil(lambda: drive.work.queue.halted)
    with drive.qtbot.waitSignal(drive.session.problem_solved, timeout=10_000):
        drive.plug()
    news = drive.problems[-1]
    assert news.good
    assert news.action == "Try all again"
    assert news.on_action is not None
    news.on_action()
    drive.begun(2)
