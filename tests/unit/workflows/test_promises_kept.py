"""What is promised before a run, and what came of it, over the engine and the small checkpoint."""

import dataclasses
import json
import shutil
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lance_studio.backends import events
from lance_studio.backends.in_process import InProcessBackend
from lance_studio.media.encode import write_mp4
from lance_studio.media.images import write_png
from lance_studio.requests import Promise, Request, TextToImage, foresee
from lance_studio.requests.geometry import StreamSides
from lance_studio.workflows import foreseeing, plan_parts
from lance_studio.workflows.clip_refs import OfNode
from lance_studio.workflows.describe import facts
from lance_studio.workflows.foreseeing import foreseen, measurement, promise_of
from lance_studio.workflows.measurements import Measurements, Place
from lance_studio.workflows.model_source import ModelAt
from lance_studio.workflows.options import Options
from lance_studio.workflows.promise_words import came, differences
from lance_studio.workflows.studio import Studio
from lance_studio.workflows.task import Outcome, Promised, Task
from lance_studio.workflows.wishes import Animate, AskPicture, EditClip, EditPicture, GeneratePicture, Wish
from tests.unit.backends.conftest import CHECKPOINT, PROFILE
from tests.unit.ui.fake_engine import identity
from tests.unit.workflows.bench import noise

GENERATED = TextToImage(prompt="a boat")
FAST = Options(seed=1, steps=2)
GB = 1 << 30


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> ModelAt:
    root = shutil.copytree(CHECKPOINT, tmp_path_factory.mktemp("model") / "small")
    (root / "studio.json").write_text(json.dumps(PROFILE), encoding="utf-8")
    return ModelAt(root, device="cpu")


@pytest.fixture
def studio(model: ModelAt, tmp_path: Path) -> Iterator[Studio]:
    kept = Measurements(tmp_path / "m.jsonl")
    with Studio.create(tmp_path / "a.lstudio", model, backend=InProcessBackend, measurements=kept) as studio:
        yield studio


def picture(studio: Studio, folder: Path, width: int, height: int) -> str:
    path = folder / f"{width}x{height}.png"
    write_png(path, noise(height, width))
    node_id = studio.import_file(path).node_id
    assert node_id is not None
    return node_id


def task_of(studio: Studio, node_id: str) -> Task:
    edge = studio.project.edge(node_id)
    assert edge is not None
    return Task.from_json(edge.request)


def test_what_a_run_took_is_what_the_next_one_is_promised(studio: Studio, tmp_path: Path) -> None:
    wish = GeneratePicture("a boat", FAST)
    before = studio.foresee(wish)
    assert before.guessed
    assert before.seconds is not None
    assert before.memory is not None
    [node] = studio.run(wish).nodes
    task = task_of(studio, node)
    assert task.promised is not None
    assert (task.promised.seconds, task.promised.guessed) == (before.seconds, True)
    assert task.outcome is not None
    assert task.outcome.memory is not None
    assert task.outcome.memory > 100 << 20, "a process with torch in it"
    after = studio.foresee(wish)
    assert not after.guessed
    assert after.seconds == pytest.approx(sum(task.outcome.seconds.values()))
    assert after.memory == task.outcome.memory
    assert after.seconds is not None
    assert studio.foresee(GeneratePicture("a boat", FAST, variants=3)).seconds == pytest.approx(3 * after.seconds)
    # Another window, and the command line, know it, too.
    again = Measurements(tmp_path / "m.jsonl")
    again.load()
    assert again.runs == studio.measurements.runs
    assert dict(facts(task.to_json()))["Memory"].endswith("at most")


@pytest.mark.parametrize(
    ("width", "height"), [(64, 64), (300, 200), (97, 211), (640, 100), (33, 129), (1000, 667)], ids=str
)
def test_a_result_has_the_promised_size_whatever_the_source(
    studio: Studio, tmp_path: Path, width: int, height: int
) -> None:
    source = picture(studio, tmp_path, width, height)
    mask = np.zeros((height, width), np.uint8)
    mask[: height // 2] = 255
    digest = studio.add_mask(source, mask)
    wishes: list[Wish] = [EditPicture(source, "make it blue", FAST), EditPicture(source, "x", FAST, mask=digest)]
    promise = studio.foresee(wishes[0])
    for wish in wishes:
        promise = studio.foresee(wish)
        [node] = studio.run(wish).nodes
        made = studio.project.node(node)
        assert made is not None
        media = studio.project.media(made.media_id)
        assert media is not None
        assert (media.width, media.height) == (promise.width, promise.height)
        assert promise.source == (width, height)
        assert 0 < promise.sees <= 1
        assert task_of(studio, node).size == (media.width, media.height)
    assert (promise.width, promise.height) == (width, height), "outside the mask every pixel is kept"


def test_clips_have_the_promised_length_too(studio: Studio, tmp_path: Path) -> None:
    write_mp4(tmp_path / "a.mp4", np.stack([noise(90, 160)] * 12), Fraction(24))
    film = studio.import_file(tmp_path / "a.mp4").node_id
    still = picture(studio, tmp_path, 100, 80)
    assert film is not None
    for wish in (EditClip(OfNode(film), "blue", FAST), Animate(OfNode(still), "it moves", FAST)):
        promise = studio.foresee(wish)
        [node] = studio.run(wish).nodes
        made = studio.project.node(node)
        assert made is not None
        media = studio.project.media(made.media_id)
        assert media is not None
        assert (media.width, media.height, media.frames) == (promise.width, promise.height, promise.frames)


def test_an_answer_is_measured_by_its_own_length(studio: Studio, tmp_path: Path) -> None:
    node = picture(studio, tmp_path, 64, 64)
    studio.run(AskPicture(node, "What is it?", Options(max_tokens=4)))
    [run] = studio.measurements.runs
    assert run.task == "ask_image"
    assert run.work.made <= 4
    assert run.work.seen > 0


def test_what_was_other_than_promised_is_said_and_what_was_near_is_not() -> None:
    def task(seconds: float, memory: int, guessed: bool = False) -> Task:
        outcome = Outcome(pixels="", seconds={"sample": seconds}, memory=memory)
        promised = Promised(width=64, height=64, seconds=3.0, memory=GB, guessed=guessed)
        return Task(request=GENERATED, size=(64, 64), promised=promised, outcome=outcome)

    assert differences(task(3.4, GB)) == ()
    assert differences(task(2.2, GB + (200 << 20))) == ()
    assert differences(task(9.0, GB)) == ("took 9 s instead of ~3 s",)
    assert differences(task(0.5, 4 * GB, guessed=True)) == (
        "took 0.5 s instead of about 3 s",
        "4.0 GB instead of about 1.0 GB",
    )
    assert came(task(9.0, GB)) == "64 × 64 · 9.0 s · 1.0 GB"
    assert differences(Task(request=GENERATED)) == ()
    assert came(Task(request=GENERATED)) == ""


def test_a_task_of_another_model_is_queued_without_a_promise_of_its_cost(
    studio: Studio, tmp_path: Path, model: ModelAt
) -> None:
    source = picture(studio, tmp_path, 64, 64)
    [node] = studio.run(EditPicture(source, "blue", FAST)).nodes
    other = dataclasses.replace(model.profile, presets={"else": StreamSides(64, 56)})
    task = task_of(studio, node)
    promise = promise_of(task, studio.project.media, other)
    assert promise is None
    found = foreseen(task, promise, studio.project, studio.measurements.runs, Place(model="other"))
    assert (found.width, found.height, found.seconds, found.memory) == (64, 64, None, None)
    result = events.AnswerResult("", True, 1, events.Seconds(), identity())
    assert measurement(task, {}, other, Place(model="other"), result) is None


@pytest.mark.parametrize("variants", [1, 3])
def test_a_wish_is_foreseen_once_on_its_way_into_the_queue(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variants: int
) -> None:
    source = picture(studio, tmp_path, 300, 200)
    asked: list[object] = []

    def counted(request: Request, *others: Any) -> Promise:
        asked.append(request)
        return foresee(request, *others)

    for module in (plan_parts, foreseeing):
        monkeypatch.setattr(module, "foresee", counted)
    wish = EditPicture(source, "blue", FAST, variants=variants)
    jobs = studio.submit(wish)
    assert len(asked) == 1
    promise = studio.foresee(wish)
    for job_id in jobs:
        job = studio.project.job(job_id)
        assert job is not None
        kept = Task.from_json(job.request).promised
        assert kept is not None
        assert promise.seconds is not None
        assert (kept.width, kept.height, kept.memory) == (promise.width, promise.height, promise.memory)
        assert kept.seconds == pytest.approx(promise.seconds / variants)


def test_foreseeing_does_not_look_for_the_model_on_the_disk(
    model: ModelAt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[ModelAt] = []
    choice = ModelAt.choice
    monkeypatch.setattr(ModelAt, "choice", lambda self: (looked.append(self), choice(self))[1])
    with Studio.create(tmp_path / "b.lstudio", model, measurements=Measurements(tmp_path / "m.jsonl")) as studio:
        assert studio.foresee(GeneratePicture("a boat", FAST)).seconds is not None
        assert not looked
        studio.submit(GeneratePicture("a boat", FAST, variants=2))
        assert len(looked) == 1, "a job is refused at once where there is no model"


def test_a_turn_that_follows_is_promised_on_what_the_turn_before_it_will_make(studio: Studio, tmp_path: Path) -> None:
    source = picture(studio, tmp_path, 1000, 400)
    [first] = studio.submit(EditPicture(source, "blue", FAST))
    makes = studio.foresee(EditPicture(source, "blue", FAST))
    assert makes.sees < 1
    follows = studio.foresee(EditPicture(source, "red", FAST, after_job=first))
    assert follows.source == (makes.width, makes.height)
    assert (follows.width, follows.height) == (makes.width, makes.height)
    assert follows.sees == 1
    assert follows.seconds is not None
