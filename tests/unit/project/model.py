"""A plain model of a project, and random operations that are carried out on it and on a real project alike."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from lance_studio.errors import CommandRefusedError
from lance_studio.project.commands import chat, jobs, masks, nodes, settings, timelines
from lance_studio.project.commands.base import Command, Together
from lance_studio.project.commands.positions import ROOM
from lance_studio.project.project import Project
from lance_studio.project.rows import (
    CURRENT_NODE,
    ChatMessage,
    Edge,
    Job,
    Media,
    Node,
    NodeMask,
    Row,
    Setting,
    TimelineRow,
)
from tests.unit.project.samples import WHEN, digest_of

State = dict[tuple[str, str], Row]
UNDOABLE = ("media", "nodes", "edges", "timelines", "masks", "current")


@dataclass
class Step:
    name: str
    merge_key: str | None
    before: State
    after: State


@dataclass
class Model:
    """What a project should hold, by subject and key, and the steps to undo and redo."""

    rows: State = field(default_factory=dict)
    done: list[Step] = field(default_factory=list)
    undone: list[Step] = field(default_factory=list)
    may_merge: bool = False
    count: int = 0

    def new_id(self) -> str:
        self.count += 1
        return f"{self.count:032x}"

    def of(self, subject: str) -> list[str]:
        return [key for kind, key in self.rows if kind == subject]

    def undoable(self) -> State:
        return {place: row for place, row in self.rows.items() if place[0] in UNDOABLE}

    def change(self, name: str, changed: dict[tuple[str, str], Row | None], merge_key: str | None = None) -> None:
        before = self.undoable()
        for place, row in changed.items():
            if row is None:
                self.rows.pop(place, None)
            else:
                self.rows[place] = row
        if self.undoable() == before:
            return
        self.undone.clear()
        if self.may_merge and merge_key is not None and self.done and self.done[-1].merge_key == merge_key:
            self.done[-1].after = self.undoable()
        else:
            self.done.append(Step(name, merge_key, before, self.undoable()))
        self.may_merge = True

    def move(self, source: list[Step], target: list[Step], *, back: bool) -> None:
        self.may_merge = False
        if source:
            step = source.pop()
            target.append(step)
            kept = {place: row for place, row in self.rows.items() if place[0] not in UNDOABLE}
            self.rows = kept | (step.before if back else step.after)


def held_by(project: Project) -> State:
    """What a real project holds, in the model's form."""
    found: list[tuple[str, str, Row]] = [("media", row.id, row) for row in project.media_list()]
    found += [("nodes", row.id, row) for row in project.nodes()]
    found += [("edges", row.child, row) for row in project.edges()]
    found += [("timelines", row.id, row) for row in project.timelines()]
    found += [("masks", row.id, row) for row in project.masks()]
    found += [("messages", row.id, row) for row in project.messages()]
    found += [("jobs", row.id, row) for row in project.jobs()]
    for key, value in project.settings().items():
        found.append(("current" if key == CURRENT_NODE else "settings", key, Setting(key=key, value=value)))
    return {(subject, key): row for subject, key, row in found}


def matches(model: Model, project: Project) -> bool:
    return (
        held_by(project) == model.rows
        and [step.name for step in project.undo_list()] == [step.name for step in reversed(model.done)]
        and [step.name for step in project.redo_list()] == [step.name for step in reversed(model.undone)]
    )


def _run(project: Project | None, command: Command) -> None:
    if project is not None:
        project.run(command)


def _content(project: Project | None, data: bytes) -> str:
    if project is not None:
        project.files.add_bytes(data)
    return digest_of(data)


def add_node(chance: random.Random, model: Model, project: Project | None) -> None:
    parents = tuple(chance.sample(model.of("nodes"), min(chance.randint(0, 2), len(model.of("nodes")))))
    data = b"content %d" % chance.randrange(6)
    media = Media(
        id=model.new_id(),
        digest=_content(project, data),
        kind="picture",
        name="m",
        size=len(data),
        width=3,
        height=2,
        created=WHEN,
    )
    node = Node(id=model.new_id(), media_id=media.id, kind="picture", name="n", created=WHEN)
    edge = None
    changed: dict[tuple[str, str], Row | None] = {("media", media.id): media, ("nodes", node.id): node}
    if parents:
        latent = _content(project, b"latent %d" % model.count)
        edge = Edge(child=node.id, parents=parents, operation="image_edit", request="{}", latent=latent, seconds=0.5)
        changed["edges", node.id] = edge
    current = Setting(key=CURRENT_NODE, value=node.id)
    changed["current", CURRENT_NODE] = current
    name = f"Generate {model.count}"
    choose = settings.SetSetting(CURRENT_NODE, node.id, undoable=True)
    _run(project, Together(name, (nodes.AddNode(node, edge, media), choose)))
    model.change(name, changed)


def rename_node(chance: random.Random, model: Model, project: Project | None) -> None:
    if not model.of("nodes"):
        return
    node = model.rows["nodes", chance.choice(model.of("nodes"))]
    assert isinstance(node, Node)
    new_name = chance.choice(["harbour", "Möwe 🐦", "it's"])
    _run(project, nodes.RenameNode(node.id, new_name))
    model.change("Rename node", {("nodes", node.id): replace(node, name=new_name)})


def remove_leaf(chance: random.Random, model: Model, project: Project | None) -> None:
    used = {parent for edge in model.rows.values() if isinstance(edge, Edge) for parent in edge.parents}
    leaves = [key for key in model.of("nodes") if key not in used]
    if leaves:
        leaf = chance.choice(leaves)
        _run(project, nodes.RemoveNode(leaf))
        owned = [key for (_, key), row in model.rows.items() if isinstance(row, NodeMask) and row.node_id == leaf]
        gone = [("nodes", leaf), ("edges", leaf), *(("masks", key) for key in owned)]
        model.change("Remove node", dict.fromkeys(gone))


def draw_mask(chance: random.Random, model: Model, project: Project | None) -> None:
    """Draw, soften, save, use, clear or remove a mask; the ids of new rows are the project's."""
    if not model.of("nodes") or project is None:
        return
    node_id = chance.choice(model.of("nodes"))
    digest = _content(project, b"mask %d" % chance.randrange(4))
    key = chance.choice([None, f"edge:{node_id}"])
    command = chance.choice(
        [
            masks.SetMask(node_id, digest, 3, 2),
            masks.SetMask(node_id, digest, 3, 2, 4, 2, name="Invert mask"),
            masks.ClearMask(node_id),
            masks.ChangeMaskEdge(node_id, chance.randrange(-9, 9), chance.randrange(9), merge_key=key),
            masks.SaveMask(node_id, chance.choice(["sky", "sea"])),
            masks.UseMask(node_id, chance.choice(model.of("masks") or ["none"])),
            masks.RemoveMask(chance.choice(model.of("masks") or ["none"])),
        ]
    )
    try:
        project.run(command)
    except CommandRefusedError:
        return
    now = {("masks", row.id): row for row in project.masks()}
    changed: dict[tuple[str, str], Row | None] = {
        place: now.get(place) for place in {*now, *(("masks", key) for key in model.of("masks"))}
    }
    model.change(command.name, changed, command.merge_key)


def edit_timeline(chance: random.Random, model: Model, project: Project | None) -> None:
    if not model.of("timelines") or chance.random() < 0.2:
        row = TimelineRow(id=model.new_id(), name="T", document="{}", created=WHEN)
        _run(project, timelines.AddTimeline(row))
        model.change("Add timeline", {("timelines", row.id): row})
        return
    row = model.rows["timelines", chance.choice(model.of("timelines"))]
    assert isinstance(row, TimelineRow)
    document = f'{{"gain": {chance.randrange(10)}}}'
    key = chance.choice([None, f"gain:{row.id}"])
    _run(project, timelines.EditTimeline(row.id, document, "Change gain", key))
    model.change("Change gain", {("timelines", row.id): replace(row, document=document)}, key)


def converse(chance: random.Random, model: Model, project: Project | None) -> None:
    if model.of("messages") and chance.random() < 0.3:
        message_id = chance.choice(model.of("messages"))
        _run(project, chat.RemoveMessages((message_id,)))
        model.change("", {("messages", message_id): None})
        return
    message = ChatMessage(id=model.new_id(), role="user", mode="ask", text="why?", created=WHEN)
    _run(project, chat.AddMessage(message))
    last = max((row.position for row in model.rows.values() if isinstance(row, ChatMessage)), default=0)
    model.change("", {("messages", message.id): replace(message, position=last + 1)})


def work(chance: random.Random, model: Model, project: Project | None) -> None:
    waiting = [row for row in model.rows.values() if isinstance(row, Job) and row.state in ("queued", "running")]
    if not waiting or chance.random() < 0.3:
        job = Job(id=model.new_id(), name="j", request="{}", created=WHEN)
        _run(project, jobs.QueueJob(job))
        last = max((row.position for row in model.rows.values() if isinstance(row, Job)), default=0)
        model.change("", {("jobs", job.id): replace(job, position=last + ROOM)})
        return
    job = chance.choice(waiting)
    if job.state == "queued":
        _run(project, jobs.StartJob(job.id))
        model.change("", {("jobs", job.id): replace(job, state="running")})
    elif chance.random() < 0.5:
        _run(project, jobs.FinishJob(job.id, ("gone",), 1.5))
        model.change("", {("jobs", job.id): replace(job, state="done", results=("gone",), seconds=1.5)})
    else:
        _run(project, jobs.FailJob(job.id, "engine", "again", "log"))
        model.change("", {("jobs", job.id): replace(job, state="failed", cause="engine", remedy="again", log="log")})


def remember(chance: random.Random, model: Model, project: Project | None) -> None:
    key, value = chance.choice("abc"), chance.choice([None, "1", "2"])
    _run(project, settings.SetSetting(key, value))
    model.change("", {("settings", key): None if value is None else Setting(key=key, value=value)})


def undo(chance: random.Random, model: Model, project: Project | None) -> None:
    if project is not None:
        project.undo()
    model.move(model.done, model.undone, back=True)


def redo(chance: random.Random, model: Model, project: Project | None) -> None:
    if project is not None:
        project.redo()
    model.move(model.undone, model.done, back=False)


Operation = Callable[[random.Random, Model, Project | None], None]

OPERATIONS: Sequence[Operation] = (
    add_node, rename_node, remove_leaf, edit_timeline, edit_timeline, converse, work, remember, undo, undo, redo,
)  # fmt: skip


def perform(chance: random.Random, model: Model, project: Project | None) -> None:
    """Carry out a random operation; the same numbers give the same operation with and without a real project."""
    chance.choice(OPERATIONS)(chance, model, project)
