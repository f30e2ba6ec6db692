"""Masks on their way from the canvas into the project: checked, then written as pictures."""

from typing import TYPE_CHECKING

from lance_studio.errors import InvalidRequestError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lance_studio.project.project import Project

    Mask = NDArray[np.uint8] | NDArray[np.bool_]


def checked_mask(project: "Project", node_id: str, mask: "Mask") -> "NDArray[np.uint8]":
    """Return a mask of a node's picture in two values, 0 and 255.

    Args:
        project: The node's.
        node_id: The picture.
        mask: [H, W], True or 128 and more where the picture may change.

    Raises:
        InvalidRequestError: It does not have the picture's size, or lets nothing change.
    """
    import numpy as np

    node = project.node(node_id)
    media = None if node is None else project.media(node.media_id)
    if media is None or mask.shape != (media.height, media.width):
        raise InvalidRequestError("The mask does not have the picture's size.", "Draw it again.")
    inside = mask if mask.dtype == np.bool_ else mask >= 128
    if not inside.any():
        raise InvalidRequestError("The mask is empty.", "Paint over what may change, or clear the mask.")
    return np.where(inside, 255, 0).astype(np.uint8)


def mask_from_png(png: bytes) -> "NDArray[np.uint8]":
    """Read a mask that `mask_png` wrote, uint8 [H, W], 0 or 255; not for the window's thread.

    Raises:
        MediaError: It is damaged, or no picture.
    """
    import numpy as np

    from lance_studio.media.images import load_mask

    return np.where(load_mask(png) >= 128, 255, 0).astype(np.uint8)


def mask_png(mask: "NDArray[np.uint8]") -> bytes:
    """Return a mask, uint8 [H, W], as the content of a PNG file; not for the window's thread."""
    import numpy as np

    from lance_studio.media.images import write_png
    from lance_studio.media.scratch import scratch_folder

    with scratch_folder() as folder:
        path = folder / "mask.png"
        write_png(path, np.repeat(mask[..., None], 3, axis=2))
        return path.read_bytes()
