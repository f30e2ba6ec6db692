"""Small rows and content that the tests of this folder share."""

import hashlib
from pathlib import Path

from lance_studio.project.commands.nodes import AddNode
from lance_studio.project.linking import link_file
from lance_studio.project.project import Project
from lance_studio.project.rows import Edge, Media, Node, new_id

WHEN = "2026-01-02T03:04:05.678+00:00"


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def embedded(project: Project, data: bytes = b"picture", name: str = "picture.png") -> Media:
    blob = project.files.add_bytes(data)
    return Media(id=new_id(), digest=blob.digest, kind="picture", name=name, size=blob.size, created=WHEN)


def linked(project: Project, file: Path) -> Media:
    link, digest = link_file(file, project.folder)
    return Media(
        id=new_id(), digest=digest, kind="video", name=file.name, size=link.size, link=link.path,
        modified_ns=link.modified_ns, created=WHEN,
    )  # fmt: skip


def add_picture(project: Project, *parents: str, data: bytes = b"picture", name: str = "node") -> Node:
    """Add a node with a medium of its own, made from `parents` if there are any."""
    media = embedded(project, data)
    node = Node(id=new_id(), media_id=media.id, kind="picture", name=name)
    edge = Edge(child=node.id, parents=parents, operation="image_edit", request="{}") if parents else None
    project.run(AddNode(node, edge, media))
    return node


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
