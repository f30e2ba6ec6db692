"""A backend that cannot do everything: the studio refuses what it lacks, and says why."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from lance_studio.backends.backend import KEPT_LATENTS, MASKS, Capabilities
from lance_studio.catalog.profile import ModelProfile
from lance_studio.errors import InvalidRequestError
from lance_studio.project.project import Project
from lance_studio.requests import ImageEdit, ModelChoice, TextToImage, TextToVideo
from lance_studio.workflows.options import Options
from lance_studio.workflows.planned import planned_job
from lance_studio.workflows.studio import Studio
from lance_studio.workflows.task import Source, Task
from lance_studio.workflows.wishes import EditPicture, GenerateClip, GeneratePicture
from tests.unit.ui.fake_engine import FakeEngine
from tests.unit.workflows.bench import TINY, noise

NO_MASKS = "The server changes whole pictures only."
NO_CLIPS = "The server's model makes pictures only."
NO_LATENTS = "The server starts from the picture itself."
QUICK = Options(steps=1)


class Tiny:
    """The small profile, without a model behind it."""

    profile: ModelProfile = TINY

    @property
    def known(self) -> ModelChoice:
        return ModelChoice(root="/model")

    def choice(self) -> ModelChoice:
        return self.known


class Bench:
    """A headless studio with an engine that does what the test says."""

    def __init__(self, folder: Path) -> None:
        self.engine = FakeEngine()
        project = Project.create(folder / "a.lstudio", cache=folder / "cache")
        self.studio = Studio(project, Tiny(), backend=self.engine.connect, seed=lambda: 77)

    def pump_until_asked(self, times: int) -> None:
        while len(self.engine.runs) < times:
            assert self.studio._woken.wait(30)
            self.studio._woken.clear()
            self.studio.queue.pump()

    def picture(self) -> str:
        """Let the engine draw a picture; returns its node."""
        (job,) = self.studio.submit(GeneratePicture("a boat", QUICK))
        self.pump_until_asked(len(self.engine.runs) + 1)
        self.engine.draw(noise(1, 64, 64))
        return self.studio.wait([job]).nodes[0]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    bench.studio.close()


def test_masks_are_refused_with_the_backend_s_sentence(bench: Bench) -> None:
    node = bench.picture()
    mask = bench.studio.add_mask(node, np.full((64, 64), 255, np.uint8))
    jobs = len(bench.studio.project.jobs())
    masked = EditPicture(node, "red", QUICK, mask)
    bench.studio.plan(masked)
    bench.engine.capabilities = Capabilities({MASKS: NO_MASKS})
    for ask in (bench.studio.plan, bench.studio.foresee, bench.studio.submit):
        with pytest.raises(InvalidRequestError) as refused:
            ask(masked)
        assert refused.value.cause == NO_MASKS
        assert refused.value.remedy
    assert len(bench.studio.project.jobs()) == jobs
    bench.studio.plan(EditPicture(node, "red", QUICK))


def test_a_task_is_refused_with_the_backend_s_sentence(bench: Bench) -> None:
    bench.engine.capabilities = Capabilities({"text_to_video": NO_CLIPS})
    with pytest.raises(InvalidRequestError, match=NO_CLIPS):
        bench.studio.submit(GenerateClip("a boat", QUICK))
    assert bench.studio.project.jobs() == []
    bench.picture()


def test_a_kept_latent_is_left_out_and_that_is_said(bench: Bench) -> None:
    node = bench.picture()
    [kept] = bench.studio.plan(EditPicture(node, "red", QUICK))
    assert kept.task.inputs[0].latent is not None
    assert kept.job.blobs == (kept.task.inputs[0].latent,)
    bench.engine.capabilities = Capabilities({KEPT_LATENTS: NO_LATENTS})
    [planned] = bench.studio.plan(EditPicture(node, "red", QUICK))
    assert planned.task.inputs[0].latent is None
    assert planned.task.notes[-1] == NO_LATENTS
    assert Task.from_json(planned.job.request) == planned.task
    assert planned.job.blobs == ()
    # Where there is none to leave out, nothing is said.
    [new] = bench.studio.plan(GeneratePicture("a boat", QUICK))
    assert NO_LATENTS not in new.task.notes


@pytest.mark.parametrize("missing", [{"text_to_video": NO_CLIPS}, {MASKS: NO_MASKS}], ids=["task", "mask"])
def test_a_job_that_waited_for_another_backend_fails_with_the_sentence(bench: Bench, missing: dict[str, str]) -> None:
    """The project may have been closed with it, and opened with a backend that can do less."""
    studio, node = bench.studio, bench.picture()
    mask = studio.add_mask(node, np.full((64, 64), 255, np.uint8))
    found = studio.project.node(node)
    assert found is not None
    media = studio.project.media(found.media_id)
    assert media is not None
    source = Source(media_id=media.id, digest=media.digest, node_id=node, mask=mask)
    tasks = {
        "text_to_video": Task(request=TextToVideo(prompt="a boat", width=64, height=64, num_frames=5)),
        MASKS: Task(request=ImageEdit(instruction="red", preset="64"), inputs=(source,)),
    }
    bench.engine.capabilities = Capabilities(missing)
    bad_one = planned_job(tasks[next(iter(missing))], None, "edit")
    good_one = planned_job(Task(request=TextToImage(prompt="a boat", width=64, height=64)), None, "generate")
    for one in (bad_one, good_one):
        studio.project.run(one.command(chat=False))
    bad, good = bad_one.job.id, good_one.job.id
    studio.queue.pump()
    bench.pump_until_asked(2)
    failed = studio.project.job(bad)
    assert failed is not None
    assert (failed.state, failed.cause) == ("failed", next(iter(missing.values())))
    assert studio.queue.active == good
