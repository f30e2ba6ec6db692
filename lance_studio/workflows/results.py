"""Writes what came of a job: pixels into the project's files, then node, edge and medium as commands."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import msgspec
import numpy as np
from numpy.typing import NDArray

from lance_studio.backends.events import VisualResult
from lance_studio.language import tr, translate
from lance_studio.media.compose import compose
from lance_studio.media.encode import write_mp4
from lance_studio.media.images import write_png
from lance_studio.media.scaling import scale
from lance_studio.media.scratch import scratch_folder
from lance_studio.project.commands.base import Command
from lance_studio.project.commands.nodes import AddNode
from lance_studio.project.files import MediaFiles
from lance_studio.project.project import Project
from lance_studio.project.rows import Edge, Media, Node, new_id
from lance_studio.requests import ImageEdit, task_name
from lance_studio.requests.geometry import crop_box
from lance_studio.workflows.change import UNCHANGED, is_unchanged
from lance_studio.workflows.describe import shortened
from lance_studio.workflows.export import recipe
from lance_studio.workflows.inputs import read_layer, read_mask, read_picture
from lance_studio.workflows.latents import pack_latent
from lance_studio.workflows.task import Outcome, Task
from lance_studio.workflows.transparency import with_alpha_of

_NAME = 40

Frames = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Made:
    """A result whose content is in the project's files.

    Attributes:
        task: The task with its outcome.
        media: The new medium.
        latent: Digest of the result's latent, where it is kept.
        model: The model's name.
        weights: What tells its weights from others, as `Edge` has it.
        engine_version: Version of the engine.
        seconds: How long the engine computed.
    """

    task: Task
    media: Media
    latent: str | None
    model: str
    weights: str
    engine_version: str
    seconds: float


def write(task: Task, media: dict[str, Media], result: VisualResult, files: MediaFiles) -> Made:
    """Write a result into the project's files. For a helper thread; it takes seconds.

    Args:
        task: The task.
        media: What it worked on, by id.
        result: What the engine made.
        files: The project's files.

    Returns:
        What is needed to record it.

    Raises:
        MediaError: A source that the result is composed with cannot be read.
        OutputError: The disk is full.
        ProjectError: The project cannot be written.
    """
    frames = composed(task, media, result.frames, files)
    unchanged = shows_its_source(task, media, frames, files)
    cut = (result.given_frames, result.given_end) if task.new_only else (0, 0)
    frames = frames[cut[0] : len(frames) - cut[1]]
    # A latent of frames that are not all kept would stand for other pixels.
    latent = None if any(cut) else files.add_bytes(pack_latent(result.latent)).digest
    grid = result.latent.shape[:3]
    outcome = Outcome(
        pixels=pixels_digest(frames),
        grid=None if latent is None else (grid[0], grid[1], grid[2]),
        seconds={name: getattr(result.seconds, name) for name in result.seconds.__struct_fields__},
        model=dict(result.model.fingerprints),
        device=result.model.device,
        precision=result.model.precision,
        warnings=(*result.warnings, *[translate(UNCHANGED)] * unchanged),
        memory=None if result.memory is None else result.memory.peak,
        unchanged=unchanged,
    )
    task = msgspec.structs.replace(task, outcome=outcome)
    return Made(
        task=task,
        media=_stored(task, media, _with_alpha(task, media, frames, files), result.frame_rate, files),
        latent=latent,
        model=result.model.name,
        weights=_weights(result.model.fingerprints),
        engine_version=result.model.engine_version,
        seconds=sum(outcome.seconds.values()),
    )


def _weights(model: Mapping[str, str]) -> str:
    """The digest of a model's weights with its kind: the whole file's where it is known, else parts of it."""
    return next((f"{kind}:{model[kind]}" for kind in ("sha256", "fingerprint") if model.get(kind)), "")


def composed(task: Task, media: dict[str, Media], frames: Frames, files: MediaFiles) -> Frames:
    """The result at the source's size where a mask promises the source's own pixels; else the result as it is.

    Raises:
        MediaError: The source or the mask cannot be read.
        ProjectError: They are gone.
    """
    source = task.inputs[-1] if task.inputs else None
    if task.feather is None or source is None or source.mask is None:
        return frames
    picture, mask = read_picture(media[source.media_id], files), read_mask(source.mask, files)
    return composed_at_source_size(picture, frames[0], mask, task.feather)[None]


def _with_alpha(task: Task, media: dict[str, Media], frames: Frames, files: MediaFiles) -> Frames:
    """An edited picture with the transparency of its source; anything else as it is."""
    if not isinstance(task.request, ImageEdit) or not task.inputs or len(frames) != 1:
        return frames
    return with_alpha_of(read_layer(media[task.inputs[-1].media_id], files), frames[0])[None]


def shows_its_source(task: Task, media: dict[str, Media], frames: Frames, files: MediaFiles) -> bool:
    """Tell whether an edited picture looks like what it was made of.

    Raises:
        MediaError: The source cannot be read.
        ProjectError: It is gone.
    """
    if not isinstance(task.request, ImageEdit) or not task.inputs or len(frames) != 1:
        return False
    source, result = read_picture(media[task.inputs[-1].media_id], files), frames[0]
    if source.shape != result.shape:
        height, width = result.shape[:2]
        left, top, right, bottom = crop_box(source.shape[1], source.shape[0], (width, height))
        source = scale(source[top:bottom, left:right], width, height, precise=True)
    return is_unchanged(source, result)


def composed_at_source_size(picture: Frames, result: Frames, mask: Frames, feather: int) -> Frames:
    """A result scaled into the part of the source that it shows; outside the mask exactly the source.

    Args:
        picture: The source, uint8 [H, W, 3].
        result: What the model made of it, of any size.
        mask: uint8 [H, W], 128 or more where the result may show.
        feather: Width of the soft edge inside the mask, in the source's pixels.
    """
    height, width = picture.shape[:2]
    left, top, right, bottom = crop_box(width, height, (result.shape[1], result.shape[0]))
    whole, inside = picture.copy(), np.zeros_like(mask)
    whole[top:bottom, left:right] = scale(result, right - left, bottom - top, precise=True)
    inside[top:bottom, left:right] = mask[top:bottom, left:right]
    return compose(picture, whole, inside, feather)


def pixels_digest(frames: Frames) -> str:
    """SHA-256 of the size and the pixels of frames."""
    digest = hashlib.sha256(repr(frames.shape).encode())
    digest.update(np.ascontiguousarray(frames).data)
    return digest.hexdigest()


def record(project: Project, made: Made) -> tuple[Node, tuple[Command, ...]]:
    """Make the node of a result and the commands that add it. In the project's thread.

    A medium that was in no node gets one, so that the history says what the result was made from.
    """
    node = Node(
        id=new_id(),
        media_id=made.media.id,
        kind="picture" if made.media.kind == "picture" else "clip",
        name=made.media.name,
    )
    parents, commands = _parents(project, made.task)
    edge = Edge(
        child=node.id,
        parents=parents,
        operation=task_name(made.task.request),
        request=made.task.to_json(),
        model=made.model,
        weights=made.weights,
        engine_version=made.engine_version,
        seconds=made.seconds,
        blobs=made.task.blobs,
        latent=made.latent,
    )
    return node, (*commands, AddNode(node, edge, made.media))


def _parents(project: Project, task: Task) -> tuple[tuple[str, ...], tuple[Command, ...]]:
    parents: list[str] = []
    commands: list[Command] = []
    by_media = {node.media_id: node.id for node in reversed(project.nodes())}
    for source in task.inputs:
        if source.node_id is not None and project.node(source.node_id) is not None:
            parents.append(source.node_id)
            continue
        media = project.media(source.media_id)
        if media is None or media.kind == "audio":
            continue
        if media.id not in by_media:
            root = Node(
                id=new_id(),
                media_id=media.id,
                kind="picture" if media.kind == "picture" else "clip",
                name=media.name,
                created=media.created,
            )
            by_media[media.id] = root.id
            commands.append(AddNode(root))
        parents.append(by_media[media.id])
    return tuple(parents), tuple(commands)


def _stored(task: Task, media: dict[str, Media], frames: Frames, rate: Fraction, files: MediaFiles) -> Media:
    film = task.new_only or len(frames) > 1
    made_by = recipe(task, tuple(media[source.media_id] for source in task.inputs), files)
    with scratch_folder() as folder:
        path = folder / ("result.mp4" if film else "result.png")
        if film:
            write_mp4(path, frames, rate, recipe=made_by)
        else:
            write_png(path, frames[0], recipe=made_by)
        blob = files.add_file(path)
    name = shortened(task.words, _NAME) or (tr("Clip") if film else tr("Picture"))
    height, width = frames.shape[1:3]
    length = {"frames": len(frames), "rate": rate, "duration": len(frames) / rate} if film else {}
    return Media(
        id=new_id(),
        digest=blob.digest,
        kind="video" if film else "picture",
        name=name,
        size=blob.size,
        width=width,
        height=height,
        **length,
    )
