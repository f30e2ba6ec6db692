"""Source pixels to model inputs: crop, resize, normalisation (specification §5).

Which part becomes which size is decided in :mod:`lance_studio.requests.promise`; here it is done. Pillow's antialiased
bicubic filter is part of the model's definition, so this module alone in the engine uses Pillow.
"""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from lance_studio.engine.results import Frame
from lance_studio.requests.geometry import Box, crop_box
from lance_studio.requests.inputs import MASK_THRESHOLD
from lance_studio.requests.promise import StreamView

#: Mean and standard deviation of the colour channels that the vision tower expects (specification §5.3).
CLIP_MEAN = (0.48145466, 0.4578275, 0.40821073)
CLIP_STD = (0.26862954, 0.26130258, 0.27577711)


def resize_to_bucket(frame: Frame, size: tuple[int, int]) -> Frame:
    """Centre-crop to the bucket's exact shape and resize with Pillow's antialiased bicubic filter.

    Args:
        frame: ``uint8`` [H, W, 3].
        size: Bucket (width, height) in pixels.

    Returns:
        ``uint8`` [height, width, 3].
    """
    height, width = frame.shape[:2]
    return _resized(frame, crop_box(width, height, size), size)


def _resized(frame: Frame, box: Box, size: tuple[int, int]) -> Frame:
    left, top, right, bottom = box
    # Cropped before it is copied: Pillow wants the pixels of what it is given side by side.
    part = np.ascontiguousarray(frame[top:bottom, left:right])
    return np.asarray(Image.fromarray(part).resize(size, Image.Resampling.BICUBIC))


def mask_to_bucket(mask: Frame, size: tuple[int, int]) -> Frame:
    """A mask cropped and resized as its picture is; a pixel may change if any that falls on it may.

    Args:
        mask: ``uint8`` [H, W], 128 or more where a result may differ.
        size: Bucket (width, height) in pixels.

    Returns:
        ``uint8`` [height, width], 255 where the result may differ and 0 elsewhere.
    """
    height, width = mask.shape
    picture = Image.fromarray(np.where(mask >= MASK_THRESHOLD, 255, 0).astype(np.uint8))
    cropped = picture.crop(crop_box(width, height, size))
    touched = np.asarray(cropped.resize(size, Image.Resampling.BOX)) > 0
    return np.where(touched, 255, 0).astype(np.uint8)


def stream_pixels(frames: NDArray[np.uint8] | Sequence[Frame], view: StreamView) -> Tensor:
    """What one of the model's streams sees of a source.

    Args:
        frames: ``uint8`` [T, H, W, 3], beginning with the first frame that is seen.
        view: What is seen; if it has more frames than there are, the last one is repeated.

    Returns:
        ``uint8`` [3, T, H, W].
    """
    left, top, right, bottom = view.crop
    seen = [_resized(frame, view.box, view.bucket)[top:bottom, left:right] for frame in frames[: view.frames]]
    seen += [seen[-1]] * (view.frames - len(seen))
    return torch.from_numpy(np.stack(seen)).permute(3, 0, 1, 2).contiguous()


def normalise_vae(pixels: Tensor) -> Tensor:
    """``uint8`` [3, T, H, W] to float32 in [-1, 1]."""
    return (pixels.float() / 255 - 0.5) / 0.5


def normalise_vit(pixels: Tensor) -> Tensor:
    """``uint8`` [3, T, H, W] to float32, standardised per channel."""
    mean = torch.tensor(CLIP_MEAN).view(3, 1, 1, 1)
    std = torch.tensor(CLIP_STD).view(3, 1, 1, 1)
    return (pixels.float() / 255 - mean) / std


def patchify(video: Tensor, patch: int, temporal: int, merge: int) -> tuple[Tensor, tuple[int, int, int]]:
    """Cut a normalised clip into the vision tower's patch rows (specification §5.3).

    Args:
        video: [C, T, H, W], T a multiple of ``temporal``, H and W multiples of ``patch · merge``.
        patch: Side of a patch in pixels.
        temporal: Frames of a patch.
        merge: Patches per side that are merged to one token.

    Returns:
        Rows [t·h·w, C·temporal·patch²] ordered (t, block row, block column, row in block, column in block), with
        columns ordered (channel, frame, row, column); and the grid (t, h, w) in patches.
    """
    channels, frames, height, width = video.shape
    t, h, w = frames // temporal, height // patch, width // patch
    cut = video.reshape(channels, t, temporal, h // merge, merge, patch, w // merge, merge, patch)
    #                   C         t  f         H           r      p      W           c      p
    rows = cut.permute(1, 3, 6, 4, 7, 0, 2, 5, 8).reshape(t * h * w, channels * temporal * patch * patch)
    return rows, (t, h, w)
