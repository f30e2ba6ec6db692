"""Masks on their way from the canvas or a file into the project, and what the model sees of them."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lance_studio.errors import InvalidRequestError
from lance_studio.language import tr
from lance_studio.requests.geometry import Box, crop_box

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lance_studio.project.files import MediaFiles
    from lance_studio.project.project import Project

    Mask = NDArray[np.uint8] | NDArray[np.bool_]

_MOST_PROFILES = 64
"""Each is some tens of kilobytes."""


class MaskUnseenError(InvalidRequestError):
    """Nothing of a mask lies where the model sees the picture."""


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
        raise InvalidRequestError(tr("The mask does not have the picture's size."), tr("Draw it again."))
    inside = _inside(mask)
    if not inside.any():
        raise nothing_inside()
    return np.where(inside, 255, 0).astype(np.uint8)


def mask_from_png(png: bytes) -> "NDArray[np.uint8]":
    """Read a mask that `mask_png` wrote, uint8 [H, W], 0 or 255; not for the window's thread.

    Raises:
        MediaError: It is damaged, or no picture.
    """
    import numpy as np

    from lance_studio.media.images import load_mask

    return np.where(load_mask(png) >= 128, 255, 0).astype(np.uint8)


def nothing_inside() -> InvalidRequestError:
    """Return the error for a mask that lets nothing change."""
    return InvalidRequestError(tr("The mask is empty."), tr("Paint over what may change, or clear the mask."))


def mask_png(mask: "Mask") -> bytes:
    """Return a mask, [H, W], as the content of a PNG file; not for the window's thread."""
    from lance_studio.media.bits import bits_png

    return bits_png(_inside(mask))


def _inside(mask: "Mask") -> "NDArray[np.bool_]":
    import numpy as np

    return mask.view(np.bool_) if mask.dtype == np.bool_ else mask >= 128


@dataclass(frozen=True, slots=True, eq=False)
class MaskProfile:
    """How many pixels of a mask are inside in each column and row: enough to tell what is left of it after a crop.

    Crops cut either columns or rows, never both (`geometry.crop_box`).

    Attributes:
        columns: int64 [W].
        rows: int64 [H].
    """

    columns: "NDArray[np.int64]"
    rows: "NDArray[np.int64]"

    @classmethod
    def of(cls, mask: "Mask") -> "MaskProfile":
        """Measure a mask, [H, W]; not for the window's thread."""
        import numpy as np

        inside = _inside(mask)
        rows = np.count_nonzero(inside, axis=1)
        # Sums of narrow numbers are much quicker; few enough rows at a time that none overflows.
        parts = [inside[top : top + 255].sum(axis=0, dtype=np.uint8) for top in range(0, len(inside), 255)]
        columns = np.zeros(inside.shape[1], np.int64)
        for part in parts:
            columns += part
        return cls(columns, np.asarray(rows, np.int64))

    @property
    def total(self) -> int:
        """Pixels inside."""
        return int(self.rows.sum())

    @property
    def share(self) -> float:
        """The part of the picture that is inside, from 0 to 1."""
        pixels = len(self.columns) * len(self.rows)
        return self.total / pixels if pixels else 0.0

    def seen(self, box: Box) -> float:
        """Return the part of the mask that lies in a box, from 0 to 1."""
        left, top, right, bottom = box
        whole = len(self.columns) == right - left
        inside = self.rows[top:bottom] if whole else self.columns[left:right]
        return float(inside.sum()) / self.total if self.total else 0.0


class MaskProfiles:
    """Profiles by the digests of masks; a digest names one content for ever, so none grows old. For any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: OrderedDict[str, MaskProfile] = OrderedDict()

    def know(self, digest: str, profile: MaskProfile) -> None:
        """Remember the profile of a mask, which may not have been written yet."""
        with self._lock:
            self._known[digest] = profile
            self._known.move_to_end(digest)
            while len(self._known) > _MOST_PROFILES:
                self._known.popitem(last=False)

    def get(self, digest: str, files: "MediaFiles") -> MaskProfile:
        """Return a mask's profile; one that is not known is read, which takes a moment.

        Raises:
            MediaError: It is damaged.
            ProjectError: The project does not hold it.
        """
        with self._lock:
            found = self._known.get(digest)
        if found is None:
            from lance_studio.workflows.inputs import read_mask

            found = MaskProfile.of(read_mask(digest, files))
            self.know(digest, found)
        return found


def unseen_note(profile: MaskProfile, size: tuple[int, int]) -> str:
    """Return a sentence on the part of a mask that the model will not see; empty where it sees all of it.

    Args:
        profile: The mask's, of the picture's size.
        size: Width and height at which the model sees the picture, whose middle of that shape it is shown.

    Raises:
        MaskUnseenError: It sees nothing of the mask, so nothing would change.
    """
    width, height = len(profile.columns), len(profile.rows)
    box = crop_box(width, height, size)
    seen = profile.seen(box)
    across = box[2] - box[0] < width
    where = tr("left and right") if across else tr("top and bottom")
    middle = tr(
        "the middle {seen_width} × {seen_height} of {width} × {height} pixels",
        seen_width=box[2] - box[0],
        seen_height=box[3] - box[1],
        width=width,
        height=height,
    )
    if not seen:
        raise MaskUnseenError(
            tr("The mask lies where the model does not see: it sees {middle}.", middle=middle),
            tr("Draw inside of that, or crop the picture first so that its {where} are not cut off.", where=where),
        )
    # What is not quite everything must not read as all or nothing of it.
    share = min(max(round(100 * (1 - seen)), 1), 99)
    return (
        ""
        if seen == 1
        else tr("{share} % of the mask lies where the model does not see, at the {where}.", share=share, where=where)
    )
