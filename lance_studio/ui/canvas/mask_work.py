"""What masks cost beside the window: writing, reading and measuring them, and what the tools select. No Qt, no state.

Everything here runs in another thread and touches the project's files only.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lance_studio.errors import InvalidRequestError
from lance_studio.language import tr

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lance_studio.project.files import MediaFiles
    from lance_studio.project.rows import Media, NodeMask
    from lance_studio.ui.canvas.mask import Pixels
    from lance_studio.workflows.masks import MaskProfile

Select = Callable[["Media", "MediaFiles"], "NDArray[np.bool_]"]
"""What a tool selects of a picture: bool [H, W]."""


@dataclass(frozen=True, eq=False)
class Measured:
    """A mask in the project's files, and what an edit would use of it.

    Attributes:
        digest: Of the mask as it was drawn; empty where nothing is inside.
        grow: Pixels by which it is widened.
        used: What an edit uses, uint8 [H, W]; None where that is what was drawn.
        used_digest: Its digest; empty where nothing is inside.
        profile: Its profile.
    """

    digest: str
    grow: int
    used: "Pixels | None"
    used_digest: str
    profile: "MaskProfile"


def measured(pixels: "Pixels", grow: int, files: "MediaFiles | None" = None, digest: str = "") -> Measured:
    """Measure a mask.

    Args:
        pixels: uint8 [H, W], 0 or 255.
        grow: Pixels by which it is widened where it is used.
        files: Where to write it first; None where it is written already.
        digest: Its digest, where it is written already.

    Raises:
        ProjectError: It cannot be written.
    """
    from lance_studio.workflows.masks import MaskProfile, mask_png

    profile = MaskProfile.of(pixels)
    if not profile.total:
        return Measured("", grow, None, "", profile)
    if files is not None:
        digest = files.add_bytes(mask_png(pixels)).digest
    if not grow:
        return Measured(digest, grow, None, digest, profile)
    used = with_edge(pixels, grow)
    profile = MaskProfile.of(used)
    used_digest = hashlib.sha256(mask_png(used)).hexdigest() if profile.total else ""
    return Measured(digest, grow, used, used_digest, profile)


def with_edge(pixels: "Pixels", grow: int) -> "Pixels":
    """Return a mask, uint8 [H, W], widened or narrowed by some pixels."""
    import numpy as np

    from lance_studio.workflows.mask_tools import grown

    return np.where(grown(pixels >= 128, grow), 255, 0).astype(np.uint8) if grow else pixels


def loaded(mask: "NodeMask", files: "MediaFiles") -> tuple["Pixels", Measured]:
    """Read a mask of the project, and measure it.

    Raises:
        MediaError: It is damaged, or not of the size that it should have.
        ProjectError: It is gone.
    """
    pixels = read(mask, files)
    return pixels, measured(pixels, mask.grow, digest=mask.digest)


def read(mask: "NodeMask", files: "MediaFiles") -> "Pixels":
    """Read a mask of the project; raises what `loaded` raises."""
    import numpy as np

    from lance_studio.errors import MediaError
    from lance_studio.workflows.inputs import read_mask

    pixels = np.where(read_mask(mask.digest, files) >= 128, 255, 0).astype(np.uint8)
    if pixels.shape != (mask.height, mask.width):
        raise MediaError(tr("A mask of the project is damaged."), tr("Clear it and draw it again."))
    return pixels


def scaled(mask: "NodeMask", width: int, height: int, files: "MediaFiles") -> "NDArray[np.bool_]":
    """Read a mask of the project at another size; raises what `loaded` raises."""
    from lance_studio.workflows.mask_tools import resized

    return resized(read(mask, files) >= 128, width, height)


def by_colour(x: int, y: int, tolerance: int) -> Select:
    """Return what selects the colour at a pixel, as far as it hangs together; see `mask_tools.same_colour`."""

    def select(media: "Media", files: "MediaFiles") -> "NDArray[np.bool_]":
        from lance_studio.workflows.inputs import read_picture
        from lance_studio.workflows.mask_tools import same_colour

        return same_colour(read_picture(media, files), x, y, tolerance)

    return select


def by_box(box: tuple[int, int, int, int]) -> Select:
    """Return what selects the object in a box; see `mask_object.object_in_box`."""

    def select(media: "Media", files: "MediaFiles") -> "NDArray[np.bool_]":
        from lance_studio.workflows.inputs import read_picture
        from lance_studio.workflows.mask_object import object_in_box

        return object_in_box(read_picture(media, files), box)

    return select


def by_transparency(media: "Media", files: "MediaFiles") -> "NDArray[np.bool_]":
    """Select what is not transparent.

    Raises:
        InvalidRequestError: The picture has no transparency.
    """
    from lance_studio.media.images import load_alpha

    alpha = load_alpha(files.path(media))
    if alpha is None:
        raise InvalidRequestError(
            tr("'{name}' has no transparent parts.", name=media.name), tr("Use another tool to select something.")
        )
    return alpha >= 128
