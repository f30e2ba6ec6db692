"""Projects with a long history: turns in a row, branches, variants, an answer, and imports that nobody used."""

import datetime
import io
from pathlib import Path

import numpy as np
from PIL import Image

from lance_studio.project.commands.base import Command, Together
from lance_studio.project.commands.chat import AddMessage
from lance_studio.project.commands.nodes import AddNode
from lance_studio.project.project import Project
from lance_studio.project.rows import ChatMessage, Edge, Media, Node, new_id
from lance_studio.requests import ImageEdit, Sampling
from lance_studio.workflows.chat import Context, contexts_to_json
from lance_studio.workflows.task import Source, Task

WORDS = (
    "make the sky over the harbour a deep evening blue and keep the lighthouse as it is",
    "add fog between the boats, thin enough to see the far shore",
    "把房子漆成红色",
    "remove the crane behind the warehouse",
    "Straße nass nach dem Regen, mit Spiegelungen der Laternen",
    "warmer light on the faces",
    "turn the boat's sail white with a thin red stripe",
    "at night",
)
ANSWER = "图中有一只蓝色的鸟站在桅杆上。"
_SIDE = (96, 64)
_BATCH = 200


def make_history(path: Path, count: int, *, imports: int = 3, branch: int = 5) -> list[str]:
    """Make a project whose first picture led to others; returns the ids of those with a lineage, oldest first.

    Args:
        path: Where the project is made.
        count: How many nodes have a lineage.
        imports: How many pictures there are from which nothing was made.
        branch: Each node of this number begins a branch, at the node that stands as many turns before.
    """
    now = datetime.datetime.now(datetime.UTC)
    nodes: list[tuple[Node, Media]] = []
    with Project.create(path) as project:
        waiting: list[Command] = []
        for number in range(count):
            made = (now - datetime.timedelta(minutes=7 * (count - number))).isoformat(timespec="milliseconds")
            parent = None if not nodes else nodes[-1 if number % branch else max(0, number - 2 * branch)]
            media = _picture(project, number)
            words = WORDS[number % len(WORDS)]
            name = "harbour.png" if parent is None else words[:24]
            node = Node(id=new_id(), media_id=media.id, kind="picture", name=name, created=made)
            waiting.append(AddNode(node, None if parent is None else _edge(node, *parent, words), media))
            nodes.append((node, media))
            if len(waiting) >= _BATCH:
                project.run(Together("Add", tuple(waiting)))
                waiting.clear()
        for number in range(imports):
            media = _picture(project, count + number)
            waiting.append(
                AddNode(Node(id=new_id(), media_id=media.id, kind="picture", name=f"unused {number}"), None, media)
            )
        about = Context(kind="picture", label="picture", node_id=nodes[count // 2][0].id)
        answer = ChatMessage(id=new_id(), role="assistant", mode="ask", text=ANSWER, context=contexts_to_json((about,)))
        project.run(Together("Add", (*waiting, AddMessage(answer))))
    return [node.id for node, _ in nodes]


def _picture(project: Project, number: int) -> Media:
    width, height = _SIDE
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    turn = number * 0.37
    rgb = np.stack([0.5 + 0.5 * np.sin(turn + 3 * x + k * 2 + (2 + number % 3) * y) for k in range(3)], axis=-1)
    stream = io.BytesIO()
    Image.fromarray((rgb * 255).astype(np.uint8)).save(stream, "PNG")
    blob = project.files.add_bytes(stream.getvalue())
    return Media(
        id=new_id(),
        digest=blob.digest,
        kind="picture",
        name=f"{number}.png",
        size=blob.size,
        width=width,
        height=height,
    )


def _edge(child: Node, parent: Node, media: Media, words: str) -> Edge:
    edit = ImageEdit(instruction=words, sampling=Sampling(steps=8))
    source = Source(media_id=media.id, digest=media.digest, node_id=parent.id)
    request = Task(request=edit, inputs=(source,)).to_json()
    return Edge(child=child.id, parents=(parent.id,), operation="image_edit", request=request, seconds=2.0)
