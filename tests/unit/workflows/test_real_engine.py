"""The workflows over the engine's own process and the small checkpoint: pictures, turns, replays, an answer, clips."""

import json
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from lance_studio.backends.in_process import InProcessBackend
from lance_studio.catalog.profile import read_profile
from lance_studio.jobs.queue import JobQueue
from lance_studio.project.project import Project
from lance_studio.requests import ModelChoice
from lance_studio.workflows.handler import Handler, Replayed
from lance_studio.workflows.options import Options
from lance_studio.workflows.planning import Planned, Planner
from lance_studio.workflows.task import Task
from lance_studio.workflows.wishes import AskPicture, EditPicture, ExtendClip, GenerateClip, GeneratePicture, Replay
from tests.unit.backends.conftest import CHECKPOINT, PROFILE
from tests.unit.workflows.bench import noise

PATIENCE = 120


class Studio:
    """A project, a queue and a process."""

    def __init__(self, folder: Path) -> None:
        root = shutil.copytree(CHECKPOINT, folder / "small")
        (root / "studio.json").write_text(json.dumps(PROFILE), encoding="utf-8")
        self.project = Project.create(folder / "a.lstudio", cache=folder / "cache")
        self.replayed: list[Replayed] = []
        self.woken = threading.Semaphore(0)
        choice = ModelChoice(root=str(root), device="cpu")
        handler = Handler(self.project, lambda: choice, self.replayed.append)
        self.queue = JobQueue(self.project, handler, connect=InProcessBackend, wake=self.woken.release)
        self.plan = Planner(self.project, read_profile(root))

    def run(self, planned: Planned, *, chat: bool = False) -> str:
        """Run a plan to its end; returns the node, or nothing for an answer."""
        self.project.run(planned.command(chat=chat))
        self.pump_until(lambda: self.state(planned) not in ("queued", "running"))
        job = self.project.job(planned.job.id)
        assert job is not None
        assert job.state == "done", f"{job.cause} {job.log}"
        return job.results[0] if job.results else ""

    def state(self, planned: Planned) -> str:
        job = self.project.job(planned.job.id)
        return job.state if job is not None else ""

    def pump_until(self, done: Callable[[], bool]) -> None:
        self.queue.pump()
        while not done():
            assert self.woken.acquire(timeout=PATIENCE)
            self.queue.pump()

    def pixels(self, node_id: str) -> np.ndarray:
        from lance_studio.media.images import load_image

        node = self.project.node(node_id)
        assert node is not None
        return load_image(self.project.files.path(node.media_id))


@pytest.mark.slow
def test_a_picture_a_masked_turn_a_replay_and_an_answer(tmp_path: Path) -> None:
    studio = Studio(tmp_path)
    try:
        few = Options(steps=2, seed=3)
        [planned] = studio.plan.plan(GeneratePicture("a boat", few))
        first = studio.run(planned)
        assert studio.pixels(first).shape == (64, 64, 3)

        mask = np.zeros((64, 64), np.uint8)
        mask[:, 32:] = 255
        digest = mask_blob(studio, tmp_path, mask)
        turn = studio.plan.plan(EditPicture(first, "at night", few, mask=digest))[0]
        assert turn.task.inputs[0].latent is not None
        second = studio.run(turn)
        before, after = studio.pixels(first), studio.pixels(second)
        assert np.array_equal(before[:, :32], after[:, :32])
        assert not np.array_equal(before[:, 32:], after[:, 32:])

        # An imported picture of an odd size keeps every pixel outside the mask, at its own size.
        from lance_studio.media.images import write_png
        from lance_studio.project.commands.nodes import AddNode
        from lance_studio.project.rows import Media, Node, new_id

        source = noise(71, 93)
        write_png(tmp_path / "p.png", source)
        blob = studio.project.files.add_file(tmp_path / "p.png")
        media = Media(id=new_id(), digest=blob.digest, kind="picture", name="p", size=blob.size, width=93, height=71)
        node = Node(id=new_id(), media_id=media.id, kind="picture", name="p")
        studio.project.run(AddNode(node, None, media))
        mask = np.zeros((71, 93), np.uint8)
        mask[20:50, 30:70] = 255
        third = studio.run(studio.plan.plan(EditPicture(node.id, "x", few, mask=mask_blob(studio, tmp_path, mask)))[0])
        changed = studio.pixels(third)
        assert np.array_equal(changed[mask == 0], source[mask == 0])
        assert not np.array_equal(changed[mask > 0], source[mask > 0])

        # Exactly the same again, from the mask and the latent that the edge names.
        for made in (first, second, third):
            assert studio.run(studio.plan.plan(Replay(made))[0]) == made
        assert [one.identical for one in studio.replayed] == [True] * 3
        edge = studio.project.edge(second)
        assert edge is not None
        assert set(edge.blobs) == set(Task.from_json(edge.request).blobs)
        assert len(edge.blobs) == 2

        studio.run(studio.plan.plan(AskPicture(first, "What is it?"))[0], chat=True)
        assert studio.project.messages()[-1].state == "complete"

        clip = studio.run(studio.plan.plan(GenerateClip("a boat sails", Options(steps=1, frames=5)))[0])
        from lance_studio.workflows.clip_refs import OfNode

        longer = studio.run(studio.plan.plan(ExtendClip(OfNode(clip), "on it goes", Options(steps=1, frames=4)))[0])
        made = studio.project.node(longer)
        assert made is not None
        extension = studio.project.media(made.media_id)
        assert extension is not None
        assert extension.frames == 4
        assert studio.project.verify() == ()
    finally:
        studio.queue.close()
        studio.project.close()


def mask_blob(studio: Studio, folder: Path, mask: np.ndarray) -> str:
    from lance_studio.media.images import write_png

    write_png(folder / "mask.png", np.repeat(mask[..., None], 3, axis=2), overwrite=True)
    return studio.project.files.add_file(folder / "mask.png").digest
