"""Reads the pixels that a task works on. For a helper thread: it touches the project's files only."""

from collections.abc import Mapping
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from lance_studio.errors import MediaError
from lance_studio.language import tr
from lance_studio.media.alpha import Picture
from lance_studio.media.frames import FrameReader
from lance_studio.media.images import load_grey, load_image, load_layer
from lance_studio.project.files import MediaFiles
from lance_studio.project.rows import Media
from lance_studio.requests import InputBlock
from lance_studio.requests.geometry import handed_size
from lance_studio.workflows.latents import unpack_latent
from lance_studio.workflows.task import Source, Task


def load_inputs(task: Task, media: Mapping[str, Media], files: MediaFiles) -> list[InputBlock]:
    """Read everything that a task works on.

    Args:
        task: The task.
        media: Its media by id, as the project has them now.
        files: The project's files.

    Returns:
        The blocks in the request's order.

    Raises:
        MediaError: A picture or film is damaged, or has changed since the task was made.
        ProjectError: A linked file has vanished, or the project cannot be read.
    """
    return [_block(source, media[source.media_id], files) for source in task.inputs]


def read_picture(media: Media, files: MediaFiles) -> NDArray[np.uint8]:
    """Read a picture, uint8 [H, W, 3], upright; what is transparent is white.

    Raises:
        MediaError: It is damaged.
        ProjectError: Its file has vanished.
    """
    return load_image(files.path(media))


def read_layer(media: Media, files: MediaFiles) -> Picture:
    """Read a picture with its transparency, upright: a frame, or a layer (see `media.alpha`).

    Raises:
        MediaError: It is damaged.
        ProjectError: Its file has vanished.
    """
    return load_layer(files.path(media))


def read_mask(digest: str, files: MediaFiles) -> NDArray[np.uint8]:
    """Read a mask, uint8 [H, W].

    Raises:
        MediaError: It is damaged.
        ProjectError: The project cannot be read.
    """
    return load_grey(files.read_blob(digest))


def _block(source: Source, media: Media, files: MediaFiles) -> InputBlock:
    if media.digest != source.digest:
        raise MediaError(
            tr("'{name}' is not what it was when this was asked for.", name=media.name), tr("Ask for it again.")
        )
    frames = read_picture(media, files)[None] if source.start is None else _film(source, source.start, media, files)
    mask = None if source.mask is None else read_mask(source.mask, files)
    latent = None if source.latent is None else unpack_latent(files.read_blob(source.latent))
    return InputBlock(frames, mask, latent)


def _film(source: Source, start: Fraction, media: Media, files: MediaFiles) -> NDArray[np.uint8]:
    with FrameReader(files.path(media)) as reader:
        whole = (reader.width, reader.height)
        handed = handed_size(*whole, source.count)
        size = None if handed == whole else handed
        # Before the beginning and after the end, the first and the last frame stand.
        instants = [start + number * source.step for number in range(source.count)]
        if source.last is not None:
            instants = [min(instant, source.last) for instant in instants]
        numbers = [reader.index_at(instant) for instant in instants]
        return np.stack([reader.frame(number, size=size, precise=True) for number in numbers])
