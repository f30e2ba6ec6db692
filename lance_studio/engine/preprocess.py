"""Source pixels to model inputs: buckets, crop, resize, normalisation, frame sampling (specification §5).

Pillow's antialiased bicubic filter is part of the model's definition, so this module alone in the engine uses Pillow.
"""

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from lance_studio.engine.config import MODEL_FRAME_RATE, SPATIAL_STRIDE, TEMPORAL_STRIDE
from lance_studio.engine.requests import Frame

_ASPECTS = (Fraction(21, 9), Fraction(16, 9), Fraction(4, 3), Fraction(1), Fraction(3, 4), Fraction(9, 16))
#: Both streams use a grid of 16 pixels; the ViT then crops to its own 28 (quirk Q8).
_BUCKET_GRID = 16
_CLIP_SECONDS = 6
#: Mean and standard deviation of the colour channels that the vision tower expects (specification §5.3).
CLIP_MEAN = (0.48145466, 0.4578275, 0.40821073)
CLIP_STD = (0.26862954, 0.26130258, 0.27577711)
#: From this value on, a mask lets a pixel change.
MASK_THRESHOLD = 128
#: A frame rate that cannot be read counts as this.
_FALLBACK_RATE = 24


def _bucket(aspect: Fraction, base: int) -> tuple[int, int]:
    """Width and height on the 16 grid of about base² pixels, nearest to the aspect ratio width / height."""
    area = float(base * base)
    ratio = float(aspect)
    width = round(math.sqrt(area * ratio) / _BUCKET_GRID) * _BUCKET_GRID
    by_width = (width, round(width / ratio / _BUCKET_GRID) * _BUCKET_GRID)
    height = round(math.sqrt(area / ratio) / _BUCKET_GRID) * _BUCKET_GRID
    by_height = (round(height * ratio / _BUCKET_GRID) * _BUCKET_GRID, height)

    def misfit(size: tuple[int, int]) -> tuple[float, float]:
        return abs(size[0] / size[1] - ratio), abs(size[0] * size[1] - area)

    return min((by_width, by_height), key=misfit)


def bucket_size(width: int, height: int, base: int) -> tuple[int, int]:
    """The (width, height) that a source of the given size is resized to, for a stream of square side ``base``."""
    buckets = [_bucket(aspect, base) for aspect in _ASPECTS]
    return min(buckets, key=lambda size: abs(width / height - size[0] / size[1]))


def crop_box(width: int, height: int, ratio: float) -> tuple[int, int, int, int]:
    """The centred (left, top, right, bottom) of aspect ratio width / height = ``ratio`` in a picture."""
    crop_width, crop_height = width, height
    if width / height < ratio:
        crop_height = round(width / ratio)
    elif width / height > ratio:
        crop_width = round(height * ratio)
    # Extreme shapes round to nothing or past the edge.
    crop_width, crop_height = min(max(crop_width, 1), width), min(max(crop_height, 1), height)
    left, top = (width - crop_width) // 2, (height - crop_height) // 2
    return left, top, left + crop_width, top + crop_height


def resize_to_bucket(frame: Frame, size: tuple[int, int]) -> Frame:
    """Centre-crop to the bucket's exact shape and resize with Pillow's antialiased bicubic filter.

    Args:
        frame: ``uint8`` [H, W, 3].
        size: Bucket (width, height) in pixels.

    Returns:
        ``uint8`` [height, width, 3].
    """
    height, width = frame.shape[:2]
    picture = Image.fromarray(frame).crop(crop_box(width, height, size[0] / size[1]))
    return np.asarray(picture.resize(size, Image.Resampling.BICUBIC))


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
    cropped = picture.crop(crop_box(width, height, size[0] / size[1]))
    touched = np.asarray(cropped.resize(size, Image.Resampling.BOX)) > 0
    return np.where(touched, 255, 0).astype(np.uint8)


def vae_pixels(frames: Sequence[Frame], base: int) -> Tensor:
    """Frames for the VAE: ``uint8`` [3, T, H, W] in the bucket of the first frame; T is cut to 4k + 1 (quirk Q13)."""
    size = bucket_size(frames[0].shape[1], frames[0].shape[0], base)
    count = round_frames(len(frames))
    return _stack([resize_to_bucket(frame, size) for frame in frames[:count]])


def vit_pixels(frames: Sequence[Frame], base: int, cell: int) -> Tensor:
    """Frames for the vision tower: ``uint8`` [3, T, H, W] with T even and H, W multiples of ``cell`` (28 pixels).

    An odd last frame is repeated (specification §5.3); the bucket lies on a 16 grid and is then cropped (quirk Q8).
    """
    width, height = bucket_size(frames[0].shape[1], frames[0].shape[0], base)
    crop_w, crop_h = width // cell * cell, height // cell * cell
    left, top = round((width - crop_w) / 2), round((height - crop_h) / 2)
    resized = [resize_to_bucket(frame, (width, height))[top : top + crop_h, left : left + crop_w] for frame in frames]
    if len(resized) % 2:
        resized.append(resized[-1])
    return _stack(resized)


def _stack(frames: Sequence[Frame]) -> Tensor:
    return torch.from_numpy(np.stack(frames)).permute(3, 0, 1, 2).contiguous()


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


def round_frames(count: int) -> int:
    """The largest 4k + 1 that is at most ``count`` (at least 1): what the VAE encodes (quirk Q13)."""
    return TEMPORAL_STRIDE * ((count - 1) // TEMPORAL_STRIDE) + 1


def latent_grid(frames: int, height: int, width: int) -> tuple[int, int, int]:
    """Latent (t, h, w) of a clip; sizes are rounded down to multiples of 16."""
    return (frames - 1) // TEMPORAL_STRIDE + 1, height // SPATIAL_STRIDE, width // SPATIAL_STRIDE


def sample_frame_indices(frame_count: int, frame_rate: Fraction | None) -> list[int]:
    """The frames of a video file that the model sees (specification §5.4, quirk Q10).

    Up to six seconds' worth at 12 frames a second, at most 69 frames, spread over the **whole** file: a longer clip is
    seen more sparsely, not cut.

    Args:
        frame_count: Frames in the file, at least 1.
        frame_rate: Average frames per second, or ``None`` if unknown.

    Returns:
        Increasing indices; their number is 4k + 1. Clips too short for the rule give one frame (the official code
        fails on them).
    """
    rate = round(frame_rate) if frame_rate else _FALLBACK_RATE
    seconds = min(frame_count / max(rate, 1), float(_CLIP_SECONDS))
    wanted = round(seconds * MODEL_FRAME_RATE)
    count = 4 * (wanted // 4) + 1 if wanted % 4 else wanted - 3
    count = max(count, 1)
    return [int(index) for index in np.floor(np.linspace(0, frame_count - 1, count)).astype(int)]


def tail_frame_indices(frame_count: int, frame_rate: Fraction, wanted: int) -> list[int]:
    """The last ``wanted`` instants of a file at 12 frames a second, ending with its last frame.

    Args:
        frame_count: Frames in the file.
        frame_rate: Frames per second of the file.
        wanted: Number of instants; a short file repeats its first frame.

    Returns:
        Non-decreasing indices, ``wanted`` of them.
    """
    step = frame_rate / MODEL_FRAME_RATE
    last = frame_count - 1
    return [max(0, last - round(step * back)) for back in range(wanted - 1, -1, -1)]
