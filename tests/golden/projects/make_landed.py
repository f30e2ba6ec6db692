"""Made `landed.lstudio` and `landed.json`: a project with something of everything, and what it holds.

Both were made with Lance Studio 0.1.0 as of commit ebda738, the first version that people had (project format 1).
They are never made again: that projects of that version open is what they are for. This script is kept to say how they
came about; it runs in a checkout of that commit, by ``python tests/golden/projects/make_landed.py``, and need not run
with any later one.
"""

import hashlib
import io
import json
import os
import random
import sys
import tempfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[3]))

import av
import numpy as np
from PIL import Image

from lance_studio import __version__
from lance_studio.project.commands import chat, jobs, media, nodes, settings, timelines
from lance_studio.project.commands.base import Command, Together
from lance_studio.project.linking import link_file
from lance_studio.project.project import Project
from lance_studio.project.rows import (
    CURRENT_NODE,
    CURRENT_TIMELINE,
    PLAYHEAD,
    VIEWING,
    ChatMessage,
    Edge,
    Job,
    Media,
    Node,
    TimelineRow,
)  # fmt: skip
from lance_studio.timeline import cutting, placing, properties, queries, trimming
from lance_studio.timeline.document import to_json
from lance_studio.timeline.model import Clip, Timeline, Track
from lance_studio.worker.latents import pack_latent
from lance_studio.worker.requests import (
    AskImage,
    AskVideo,
    Continuation,
    Decoding,
    ImageEdit,
    ImageToVideo,
    ReferenceGuided,
    Request,
    Sampling,
    TextToImage,
    TextToVideo,
    VideoEdit,
    task_name,
)  # fmt: skip
from lance_studio.workflows.chat import Context, contexts_to_json
from lance_studio.workflows.task import AsAnswer, AsNode, Behind, InPlace, Outcome, Source, Task
from tests.golden.projects.state import State, digest, state_of

FOLDER = Path(__file__).parent
WHEN = "2026-10-01T08:00:00.000+00:00"
RATE = Fraction(24)
FILM = (96, 64, 60)
"""Width, height and frames of the film."""


class Maker:
    """Makes the project step by step, with ids and times that are the same at each run."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.chance = random.Random(20261001)
        self.minute = 0
        self.nodes: dict[str, Node] = {}
        self.media: dict[str, Media] = {}
        self.digests = [digest(state_of(project))]

    def id(self) -> str:
        return f"{self.chance.getrandbits(128):032x}"

    def when(self) -> str:
        self.minute += 1
        return f"2026-10-01T{8 + self.minute // 60:02}:{self.minute % 60:02}:00.000+00:00"

    def run(self, command: Command) -> None:
        steps = len(self.project.undo_list())
        self.project.run(command)
        now = digest(state_of(self.project))
        if len(self.project.undo_list()) > steps:
            self.digests.append(now)
        else:
            self.digests[-1] = now  # merged, or a change that is no step

    def picture(self, shade: int, width: int = 96, height: int = 64) -> bytes:
        ramp = np.linspace(0, 255, width, dtype=np.uint8)[None, :, None]
        pixels = np.broadcast_to(ramp, (height, width, 3)).copy()
        pixels[..., shade % 3] = shade % 256
        stream = io.BytesIO()
        Image.fromarray(pixels).save(stream, "PNG")
        return stream.getvalue()

    def mask(self) -> str:
        pixels = np.zeros((64, 96), np.uint8)
        pixels[16:48, 24:72] = 255
        stream = io.BytesIO()
        Image.fromarray(pixels).save(stream, "PNG")
        return self.project.files.add_bytes(stream.getvalue()).digest

    def latent(self, frames: int = 1) -> str:
        values = np.random.default_rng(frames).standard_normal((frames, 4, 6, 48)).astype(np.float32)
        return self.project.files.add_bytes(pack_latent(values)).digest

    def import_embedded(self, name: str, data: bytes, **facts: Any) -> Node:
        blob = self.project.files.add_bytes(data)
        row = Media(id=self.id(), digest=blob.digest, name=name, size=blob.size, created=self.when(), **facts)
        return self._imported(row)

    def import_linked(self, name: str, data: bytes, **facts: Any) -> Node:
        file = self.project.folder / name
        file.write_bytes(data)
        os.utime(file, ns=(1_790_000_000_123_456_789,) * 2)
        link, sha256 = link_file(file, self.project.folder)
        row = Media(
            id=self.id(), digest=sha256, name=name, size=link.size, link=link.path, modified_ns=link.modified_ns,
            created=self.when(), **facts,
        )  # fmt: skip
        return self._imported(row)

    def _imported(self, row: Media) -> Node:
        kind = "picture" if row.kind == "picture" else "clip"
        node = Node(id=self.id(), media_id=row.id, kind=kind, name=row.name, created=row.created)
        self.media[row.name], self.nodes[row.name] = row, node
        self.run(media.AddMedia(row, None if row.kind == "audio" else node))
        return node

    def source(self, name: str, **facts: Any) -> Source:
        row = self.media[name]
        return Source(media_id=row.id, digest=row.digest, node_id=self.nodes[name].id, **facts)

    def made(self, name: str, task: Task, *, seconds: float, latent: str | None = None, clip: bool = False) -> Node:
        """A result as the studio records one: medium, node and edge, and the canvas shows it, as one step."""
        if clip:
            first = self.media["clip.mp4"]
            row = replace(first, id=self.id(), name=name, created=self.when(), link=None, modified_ns=None)
        else:
            data = self.picture(len(self.media) * 37)
            blob = self.project.files.add_bytes(data)
            row = Media(
                id=self.id(), digest=blob.digest, kind="picture", name=name, size=blob.size, width=96, height=64,
                created=self.when(),
            )  # fmt: skip
        node = Node(id=self.id(), media_id=row.id, kind="clip" if clip else "picture", name=name, created=row.created)
        outcome = Outcome(
            pixels=hashlib.sha256(name.encode()).hexdigest(), grid=None if latent is None else (1, 4, 6),
            seconds={"encode": 0.25, "sample": seconds - 0.25}, model={"name": "Lance Nano"}, device="cpu",
            precision="float32", warnings=("The instruction is longer than usual.",) if clip else (),
        )  # fmt: skip
        full = replace_outcome(task, outcome)
        edge = Edge(
            child=node.id, parents=tuple(one.node_id for one in task.inputs if one.node_id),
            operation=task_name(task.request), request=full.to_json(), model="Lance Nano",
            weights="sha256:" + hashlib.sha256(b"weights").hexdigest() if clip else "fingerprint:0123456789abcdef",
            engine_version="0.1.0", seconds=seconds, blobs=task.blobs, latent=latent,
        )  # fmt: skip
        self.media[name], self.nodes[name] = row, node
        choose = settings.SetSetting(CURRENT_NODE, node.id, undoable=True)
        self.run(Together(f'Edit "{name}"', (nodes.AddNode(node, edge, row), choose)))
        return node

    def clip(self, medium: str, frames: int, start: int = 0, *, name: str | None = None, **facts: Any) -> Clip:
        row = self.media[medium]
        return Clip(
            self.id(), row.id, Fraction(frames) / RATE, Fraction(start) / RATE, row.duration,
            self.nodes[medium].id if row.kind != "audio" else None, name=name or medium, **facts,
        )  # fmt: skip

    def edit(self, timeline: Timeline, changed: Timeline, name: str, key: str | None = None) -> Timeline:
        self.run(timelines.EditTimeline(timeline.id, to_json(changed), name, key))
        return changed


def film() -> bytes:
    """A small clip: a bar that wanders."""
    stream = io.BytesIO()
    with av.open(stream, "w", format="mp4") as container:
        video = container.add_stream("h264", rate=RATE)
        video.width, video.height, video.pix_fmt = FILM[0], FILM[1], "yuv420p"
        for number in range(FILM[2]):
            pixels = np.full((FILM[1], FILM[0], 3), 60, np.uint8)
            pixels[:, number : number + 12] = (200, 120, 40)
            container.mux(video.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(video.encode(None))
    return stream.getvalue()


def replace_outcome(task: Task, outcome: Outcome) -> Task:
    fields = {name: getattr(task, name) for name in task.__struct_fields__}
    return Task(**(fields | {"outcome": outcome}))


def results(maker: Maker) -> None:
    """A node for each task that makes pictures or clips."""
    draw = Sampling(steps=8, seed=7)
    maker.made("harbour", Task(request=TextToImage(prompt="a harbour at dawn", width=96, height=64)), seconds=1.5,
               latent=maker.latent())  # fmt: skip
    maker.made("Möwe 🐦", Task(
        request=ImageEdit(instruction="add a gull, \"weiß\" & 大きい", preset="image_256res", feather=4, sampling=draw),
        inputs=(maker.source("harbour", mask=maker.mask(), latent=maker.latent()),), size=(96, 64), feather=3,
        notes=("Outside the mask the picture stays as it is.",), panel="chat",
    ), seconds=2.75, latent=maker.latent())  # fmt: skip
    maker.made("again", Task(
        request=ReferenceGuided(prompt="both in one picture", width=96, height=64, sampling=draw),
        inputs=(maker.source("photo.png"), maker.source("Möwe 🐦")), replay_of=maker.nodes["Möwe 🐦"].id,
    ), seconds=3.125)  # fmt: skip
    maker.made("waves", Task(request=TextToVideo(prompt="waves", width=96, height=64, num_frames=9)), seconds=9.0,
               clip=True)  # fmt: skip
    maker.made("moving harbour", Task(
        request=ImageToVideo(prompt="the boats rock", num_frames=9, preset="video_192p", sampling=draw),
        inputs=(maker.source("harbour"),),
    ), seconds=8.5, clip=True)  # fmt: skip
    maker.made("stormy waves", Task(
        request=VideoEdit(instruction="a storm", preset="video_192p", sampling=Sampling(noise="device", renorm="none")),
        inputs=(maker.source("waves", start=Fraction(1, 24), step=Fraction(1, 12), count=5, last=Fraction(7, 12)),),
    ), seconds=12.25, clip=True)  # fmt: skip
    maker.made("more waves", Task(
        request=Continuation(prompt="they go on", clean_latents=2, num_frames=9, preset="video_192p", sampling=draw),
        inputs=(maker.source("stormy waves", start=Fraction(0), count=5),), new_only=True,
    ), seconds=11.0, clip=True)  # fmt: skip


def first_timeline(maker: Maker) -> Timeline:
    """Three tracks of clips, markers, a range; many edits, some of them merged."""
    names = ["waves", "harbour", "clip.mp4", "photo.png", "moving harbour", "Möwe 🐦"]
    lengths = [maker.chance.randint(4, 20) for _ in range(13)]
    lower = tuple(maker.clip(names[n % 6], length, n % 3) for n, length in enumerate(lengths))
    upper = tuple(maker.clip(names[n % 4], 6, name=f"über {n}", opacity=0.5, generated=True) for n in range(3))
    sound = tuple(maker.clip("sound.wav", 8, 2, gain_db=-3.5, fade_in=Fraction(1, 12)) for _ in range(3))
    timeline = Timeline(
        maker.id(), "Main", RATE,
        (Track(maker.id(), "audio", "A1", sound), Track(maker.id(), "video", "V1", lower),
         Track(maker.id(), "video", "V2", upper)),
        width=640, height=360,
    )  # fmt: skip
    row = TimelineRow(id=timeline.id, name="Main", document=to_json(timeline), created=WHEN)
    choose = settings.SetSetting(CURRENT_TIMELINE, row.id, undoable=True)
    maker.run(Together("Add timeline", (timelines.AddTimeline(row), choose)))
    for number, colour in enumerate(("blue", "red", "green")):
        changed = properties.add_marker(timeline, Fraction(number * 2), name=f"Marker {number}", ids=maker.id)
        marker = changed.markers[-1].id
        changed = properties.set_marker(changed, marker, colour=colour, note="Notiz\nzwei")
        timeline = maker.edit(timeline, changed, "Add marker")
    changed = properties.set_out(properties.set_in(timeline, Fraction(1)), Fraction(10))
    timeline = maker.edit(timeline, changed, "Set range")
    end = queries.find_clip(timeline, lower[3].id).end
    changed = trimming.ripple_trim_tail(timeline, lower[3].id, end - Fraction(2, 24))
    timeline = maker.edit(timeline, changed, "Trim clip")
    for clip in lower[5:11]:
        timeline = maker.edit(
            timeline, properties.set_clip(timeline, clip.id, name=f"{clip.name} – neu"), "Rename clip"
        )
    for gain in (-1.0, -2.5, -4.0, -6.0):
        changed = properties.set_clip(timeline, sound[2].id, gain_db=gain)
        timeline = maker.edit(timeline, changed, "Change gain", f"gain:{sound[2].id}:1")
    for gain in (-7.0, -8.5):
        changed = properties.set_clip(timeline, sound[2].id, gain_db=gain)
        timeline = maker.edit(timeline, changed, "Change gain", f"gain:{sound[2].id}:2")
    timeline = maker.edit(timeline, cutting.ripple_delete(timeline, [lower[11].id, lower[12].id]), "Ripple delete")
    timeline = maker.edit(timeline, cutting.lift(timeline, [lower[9].id]), "Lift")
    return maker.edit(timeline, properties.set_track(timeline, timeline.tracks[2].id, hidden=True), "Hide track")


def second_timeline(maker: Maker) -> Timeline:
    """Another one, of the same creation time as the first and with an id that sorts before it or after it by chance."""
    timeline = Timeline(f"{0:032x}", "Short", Fraction(30000, 1001), (Track(maker.id(), "video", "V1"),))
    row = TimelineRow(id=timeline.id, name="Short", document=to_json(timeline), created=WHEN)
    maker.run(timelines.AddTimeline(row))
    clip = Clip(maker.id(), maker.media["photo.png"].id, Fraction(1001 * 50, 30000))
    timeline = maker.edit(timeline, placing.append(timeline, {timeline.tracks[0].id: clip}), "Append clip")
    maker.run(timelines.RenameTimeline(timeline.id, "Kurz 'n' gut"))
    return timeline


def conversation(maker: Maker, timeline: Timeline) -> None:
    """Jobs and messages in every state."""
    clip = timeline.tracks[1].items[0]
    assert isinstance(clip, Clip)
    place = InPlace(
        timeline_id=timeline.id, clip_id=clip.id, media_id=clip.media_id, start=Fraction(0), end=Fraction(1, 3)
    )
    video = maker.source("waves", start=Fraction(0), count=3)
    mask = maker.mask()
    wishes: list[tuple[str, Request, tuple[Source, ...], Any]] = [
        ("done", AskImage(question="What is it?", decoding=Decoding(max_new_tokens=32)), (maker.source("harbour"),),
         AsAnswer()),
        ("failed", AskVideo(question="What happens?"), (video,), AsAnswer()),
        ("cancelled", VideoEdit(instruction="snow"), (video,), place),
        ("running", Continuation(prompt="on"), (video,), Behind(timeline_id=timeline.id, clip_id=clip.id)),
        ("queued", ImageEdit(instruction="blue"), (maker.source("harbour", mask=mask),), AsNode()),
        ("queued", TextToImage(prompt="last of all"), (), AsNode()),
    ]  # fmt: skip
    states = {"done": "complete", "failed": "failed", "cancelled": "cancelled", "running": "streaming"}
    for state, request, inputs, target in wishes:
        task = Task(request=request, inputs=inputs, target=target, panel="chat")
        named = tuple(source.node_id for source in inputs if source.node_id is not None)
        answer_id = maker.id()
        job = Job(
            id=maker.id(), name=task.words, request=task.to_json(), inputs=named, blobs=task.blobs,
            message_id=answer_id, created=maker.when(),
        )  # fmt: skip
        about = contexts_to_json((Context(
            kind="range", label="waves 0:00", node_id=named[0] if named else None, timeline_id=timeline.id,
            clip_id=clip.id, start=Fraction(0), end=Fraction(5, 24), scale=Fraction(3, 2),
        ),))  # fmt: skip
        said = ChatMessage(
            id=maker.id(), role="user", mode="ask" if "question" in task.to_json() else "edit", text=task.words,
            context=about, created=maker.when(),
        )  # fmt: skip
        answer = ChatMessage(
            id=answer_id, role="assistant", mode=said.mode, text="", state="streaming", job_id=job.id,
            created=maker.when(),
        )  # fmt: skip
        maker.run(Together("Send message", (chat.AddMessage(said), chat.AddMessage(answer), jobs.QueueJob(job))))
        if state == "queued":
            continue
        maker.run(jobs.StartJob(job.id))
        if state == "done":
            maker.run(jobs.FinishJob(job.id, (maker.nodes["again"].id,), 4.5))
        elif state == "failed":
            maker.run(
                jobs.FailJob(job.id, "The model ran out of memory.", "Choose a smaller size.", "Traceback…", 0.75)
            )
        elif state == "cancelled":
            maker.run(jobs.CancelJob(job.id))
        text = "It is a harbour at <0.5 seconds>." if state == "done" else "It i"
        made = (maker.nodes["again"].id,) if state == "done" else ()
        maker.run(chat.UpdateMessage(answer_id, text, states[state], made))  # type: ignore[arg-type]


def make(project: Project) -> tuple[Maker, list[str]]:
    """Fill the project; returns what made it and the digests after each redo that is possible."""
    maker = Maker(project)
    maker.import_embedded("photo.png", maker.picture(40), kind="picture", width=96, height=64)
    maker.import_embedded("clip.mp4", film(), kind="video", width=FILM[0], height=FILM[1], frames=FILM[2], rate=RATE,
                          duration=Fraction(FILM[2]) / RATE)  # fmt: skip
    maker.import_linked("linked picture.png", maker.picture(90), kind="picture", width=96, height=64)
    maker.import_linked("linked.mp4", b"a film that lies outside", kind="video", width=1920, height=1080, frames=1001,
                        rate=Fraction(30000, 1001), duration=Fraction(1002001, 30000))  # fmt: skip
    maker.import_embedded("sound.wav", b"RIFF a sound" * 20, kind="audio", duration=Fraction(441, 25), has_audio=True)
    results(maker)
    timeline = first_timeline(maker)
    second_timeline(maker)
    conversation(maker, timeline)
    maker.run(nodes.HideNodes((maker.nodes["again"].id, maker.nodes["photo.png"].id)))
    maker.run(nodes.StarNode(maker.nodes["Möwe 🐦"].id))
    maker.run(nodes.RenameNode(maker.nodes["harbour"].id, "Hafen"))
    maker.run(media.RenameMedia(maker.media["clip.mp4"].id, "boats.mp4"))
    maker.run(nodes.RemoveNode(maker.nodes["more waves"].id))
    for key, value in ((VIEWING, "timeline"), (PLAYHEAD, "7/24"), ("queue_paused", "1"), ("müßig", "ja\nnein")):
        maker.run(settings.SetSetting(key, value))
    maker.run(timelines.RemoveTimeline(timeline.id))
    maker.run(nodes.StarNode(maker.nodes["Möwe 🐦"].id, starred=False))
    maker.run(nodes.RenameNode(maker.nodes["waves"].id, "Wellen"))
    for _ in range(3):
        project.undo()
    redone = maker.digests[-3:]
    maker.digests = maker.digests[:-3]
    assert digest(state_of(project)) == maker.digests[-1]
    return maker, redone


def expected(project: Project, maker: Maker, redone: list[str]) -> dict[str, Any]:
    """What a later version must find in the project."""
    state: State = state_of(project)
    return {
        "version": __version__,
        "fields": {name: sorted(rows[0]) for name, rows in state.items()},
        "state": state,
        "timelines_in_order": ["Main", "Kurz 'n' gut"],
        "undo": [step.name for step in project.undo_list()],
        "redo": [step.name for step in project.redo_list()],
        "digests": maker.digests,
        "digests_redone": redone,
        "blobs": sorted({row.digest for row in project.media_list() if row.link is None}
                        | {name for edge in project.edges() for name in (*edge.blobs, edge.latent) if name}),
    }  # fmt: skip


def main() -> None:
    """Make both files."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "landed.lstudio"
        with Project.create(path, cache=Path(folder) / "cache") as project:
            maker, redone = make(project)
            assert project.verify() == ()
            text = json.dumps(expected(project, maker, redone), ensure_ascii=False, indent=1, sort_keys=True)
            project.compact()
        (FOLDER / "landed.json").write_text(text + "\n", encoding="utf-8")
        (FOLDER / "landed.lstudio").write_bytes(path.read_bytes())


if __name__ == "__main__":
    main()
