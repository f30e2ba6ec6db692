"""Taking a file into a project. Everything here is slow and belongs into a worker thread."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lance_studio.errors import MediaError
from lance_studio.project.linking import link_file
from lance_studio.project.rows import Media, Node, new_id

if TYPE_CHECKING:
    from lance_studio.project.files import MediaFiles

_PICTURE_SUFFIX = ".png"


@dataclass(frozen=True)
class Import:
    """A file that was looked at and whose content is where the project wants it.

    Attributes:
        media: The medium to add.
        node: The node that shows it; None for a sound.
        generated: Whether the file carries a recipe of the studio.
    """

    media: Media
    node: Node | None
    generated: bool = False


def read_file(path: Path, files: "MediaFiles", folder: Path) -> Import:
    """Look at a file, put a picture's content into the project, link a video or a sound where it lies.

    Args:
        path: The file; it is only read.
        files: The project's content.
        folder: The project's folder.

    Returns:
        What to add.

    Raises:
        MediaError: The file is missing, damaged, or of a kind that cannot be read.
        ProjectError: The project's disk is full.
    """
    from lance_studio.media.probe import probe
    from lance_studio.media.recipes import read_recipe

    info = probe(path)
    if info.kind == "picture":
        blob = files.add_file(path)
        media = Media(
            id=new_id(),
            digest=blob.digest,
            kind="picture",
            name=path.name,
            size=blob.size,
            width=info.width,
            height=info.height,
        )
    else:
        link, digest = link_file(path, folder)
        media = Media(
            id=new_id(),
            digest=digest,
            kind=info.kind,
            name=path.name,
            size=link.size,
            width=info.width or None,
            height=info.height or None,
            frames=info.frame_count or None,
            rate=info.frame_rate,
            duration=info.duration,
            has_audio=info.audio is not None,
            link=link.path,
            modified_ns=link.modified_ns,
        )
    if info.kind == "audio":
        return Import(media, None)
    try:
        generated = read_recipe(path) is not None
    except MediaError:
        # A damaged recipe says nothing about the pixels; the inspector tells of it.
        generated = False
    kind = "picture" if info.kind == "picture" else "clip"
    return Import(media, Node(id=new_id(), media_id=media.id, kind=kind, name=path.stem), generated)


def read_pixels(png: bytes, name: str, files: "MediaFiles") -> Import:
    """Take a picture that has no file, for example one that was pasted.

    Args:
        png: The picture as a PNG file's bytes.
        name: What people shall call it.
        files: The project's content.

    Raises:
        MediaError: It cannot be read.
        ProjectError: The project's disk is full.
    """
    from lance_studio.media.probe import probe

    info = probe(png)
    blob = files.add_bytes(png)
    media = Media(
        id=new_id(),
        digest=blob.digest,
        kind="picture",
        name=f"{name}{_PICTURE_SUFFIX}",
        size=blob.size,
        width=info.width,
        height=info.height,
    )
    return Import(media, Node(id=new_id(), media_id=media.id, kind="picture", name=name))
