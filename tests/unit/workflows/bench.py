"""A project with a queue, the real workflows, and an engine that does what the test says."""

import dataclasses
import threading
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lance_studio.catalog.profile import OFFICIAL, ModelProfile, Size
from lance_studio.jobs.queue import JobQueue
from lance_studio.media.encode import write_mp4
from lance_studio.media.images import load_image, write_png
from lance_studio.project.commands.media import AddMedia
from lance_studio.project.commands.nodes import AddNode
from lance_studio.project.commands.timelines import AddTimeline
from lance_studio.project.project import Project
from lance_studio.project.rows import Edge, Media, Node, TimelineRow, new_id
from lance_studio.requests import ModelChoice
from lance_studio.requests.geometry import StreamSides
from lance_studio.timeline.document import from_json, to_json
from lance_studio.timeline.model import Clip, Timeline, new_timeline
from lance_studio.timeline.placing import append
from lance_studio.timeline.properties import add_marker
from lance_studio.workflows.handler import Handler, Replayed
from lance_studio.workflows.planning import Planned, Planner
from lance_studio.workflows.task import Task
from tests.reading import plain_frames
from tests.unit.ui.fake_engine import FakeEngine

PATIENCE = 30
TINY = dataclasses.replace(
    OFFICIAL,
    name="Tiny",
    presets={"64": StreamSides(64, 56)},
    pictures=dataclasses.replace(OFFICIAL.pictures, preset="64", size=Size(64, 64)),
    clips=dataclasses.replace(
        OFFICIAL.clips,
        preset="64",
        size=Size(64, 64),
        frames=9,
        animation_frames=9,
        continuation_frames=8,
        kept_latents=2,
        longest_frames=17,
    ),
    answer_tokens=16,
    experimental=frozenset({"continuation"}),
)


class Bench:
    """Everything that a workflow needs, without window and process."""

    def __init__(self, folder: Path, profile: ModelProfile = TINY) -> None:
        self.folder = folder
        self.project = Project.create(folder / "a.lstudio", cache=folder / "cache")
        self.engine = FakeEngine()
        self.replayed: list[Replayed] = []
        self.woken = threading.Semaphore(0)
        self.handler = Handler(self.project, lambda: ModelChoice(root="/model"), self.replayed.append)
        self.queue = JobQueue(self.project, self.handler, wake=self.woken.release, connect=self.engine.connect)
        self.plan = Planner(self.project, profile, seed=lambda: 77)

    def close(self) -> None:
        self.queue.close()
        self.project.close()

    # --- content ----------------------------------------------------------------------------------------------------

    def add_picture(self, frame: NDArray[np.uint8]) -> str:
        """Import a picture; returns its node."""
        path = self.folder / f"{new_id()}.png"
        write_png(path, frame)
        blob = self.project.files.add_file(path)
        height, width = frame.shape[:2]
        media = Media(
            id=new_id(), digest=blob.digest, kind="picture", name="p.png", size=blob.size, width=width, height=height
        )
        node = Node(id=new_id(), media_id=media.id, kind="picture", name="p")
        self.project.run(AddNode(node, None, media))
        return node.id

    def add_film(self, frames: NDArray[np.uint8], rate: Fraction = Fraction(24)) -> Media:
        """Import a film; it is in no node."""
        path = self.folder / f"{new_id()}.mp4"
        write_mp4(path, frames, rate, crf=4)
        blob = self.project.files.add_file(path)
        media = Media(
            id=new_id(),
            digest=blob.digest,
            kind="video",
            name="film.mp4",
            size=blob.size,
            width=frames.shape[2],
            height=frames.shape[1],
            frames=len(frames),
            rate=rate,
            duration=len(frames) / rate,
        )
        self.project.run(AddMedia(media))
        return media

    def add_timeline(self, *clips: Clip) -> str:
        """Make a timeline with these clips one after the other on its first video track."""
        timeline = new_timeline("T", Fraction(24))
        track = next(track.id for track in timeline.tracks if track.kind == "video")
        for clip in clips:
            timeline = append(timeline, {track: clip})
        timeline = add_marker(timeline, Fraction(1))
        row = TimelineRow(id=new_id(), name="T", document=to_json(timeline))
        self.project.run(AddTimeline(row))
        return row.id

    def timeline(self, timeline_id: str) -> Timeline:
        row = self.project.timeline(timeline_id)
        assert row is not None
        return from_json(row.document)

    # --- running ----------------------------------------------------------------------------------------------------

    def begin(self, planned: Planned, *, chat: bool = False) -> str:
        """Queue a plan and pump until the engine has it; returns the job."""
        before = len(self.engine.runs)
        self.project.run(planned.command(chat=chat))
        self.pump_until(lambda: len(self.engine.runs) > before)
        return planned.job.id

    def pump_until(self, done: "object") -> None:
        assert callable(done)
        self.queue.pump()
        while not done():
            assert self.woken.acquire(timeout=PATIENCE)
            self.queue.pump()

    def draw(self, frames: NDArray[np.uint8], **more: object) -> str:
        """Let the engine end with frames; returns the new node, or the one that was found to be the same."""
        job_id = self.queue.active
        assert job_id is not None
        self.engine.draw(frames, **more)  # type: ignore[arg-type]
        self.pump_until(lambda: self.queue.active is None)
        job = self.project.job(job_id)
        assert job is not None
        assert job.state == "done", job.cause + job.log
        return job.results[0]

    # --- looking ----------------------------------------------------------------------------------------------------

    def node(self, node_id: str) -> Node:
        node = self.project.node(node_id)
        assert node is not None
        return node

    def media(self, node_id: str) -> Media:
        media = self.project.media(self.node(node_id).media_id)
        assert media is not None
        return media

    def edge(self, node_id: str) -> Edge:
        edge = self.project.edge(node_id)
        assert edge is not None
        return edge

    def task(self, node_id: str) -> Task:
        return Task.from_json(self.edge(node_id).request)

    def pixels(self, node_id: str) -> NDArray[np.uint8]:
        path = self.project.files.path(self.media(node_id))
        if self.media(node_id).kind == "picture":
            return load_image(path)[None]
        return np.stack(plain_frames(path))


def noise(*shape: int, seed: int = 1) -> NDArray[np.uint8]:
    """Pixels that are all different."""
    return np.random.default_rng(seed).integers(0, 256, (*shape, 3), dtype=np.uint8)


def levels(count: int, height: int = 64, width: int = 64) -> NDArray[np.uint8]:
    """A film whose frames tell their number by their grey: 8 times it."""
    return np.stack([np.full((height, width, 3), 8 * number, np.uint8) for number in range(count)])


def film_clip(media: Media, **more: object) -> Clip:
    """A clip of a whole film."""
    assert media.duration is not None
    values = {"duration": media.duration, "source_duration": media.duration, **more}
    return Clip(id=new_id(), media_id=media.id, **values)
