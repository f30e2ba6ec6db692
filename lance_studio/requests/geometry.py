"""Every size and length that the model decides: buckets, crops, latent grids, lengths, and which instants it sees.

Window, planner, command line and engine call these functions, so what is foreseen is what comes out
(:mod:`lance_studio.requests.promise` puts it together). Sections (§) and quirks (Q) are those of the engine's
specification. Times are fractions of seconds.
"""

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import TypeAlias

import msgspec

from lance_studio import limits

#: Pixels per latent cell and side, and frames per latent frame after the first (§6).
SPATIAL_STRIDE = 16
TEMPORAL_STRIDE = 4
#: Frames per second that the model was trained with and writes (§5.4, §6).
FRAME_RATE = 12
#: The same for calculations with times.
MODEL_RATE = Fraction(FRAME_RATE)
#: Latent grid that the position table covers: frames, rows, columns (§2.6).
LATENT_TABLE_FRAMES = 31
LATENT_TABLE_SIDE = 64
LATENT_CHANNELS = 48
#: Pixels per token of the vision tower and side, of the official tower and of every one that shares its patches.
VISION_CELL = 28

MIN_SIDE, MAX_SIDE = SPATIAL_STRIDE, limits.REQUEST_SIDE.most
MAX_FRAMES = limits.REQUEST_FRAMES.most
#: The shortest clip that moves: two latent frames.
MIN_MOVING_FRAMES = TEMPORAL_STRIDE + 1
#: Pixels of one clip that the engine is handed.
MAX_BLOCK_BYTES = limits.BLOCK_BYTES.most
#: Frames that the model sees of a film at most: those of six seconds at its rate, less the last three (§5.4).
MAX_SEEN_FRAMES = 69
_SEEN_SECONDS = 6
#: A frame rate that cannot be read counts as this.
_FALLBACK_RATE = 24

_ASPECTS = (Fraction(21, 9), Fraction(16, 9), Fraction(4, 3), Fraction(1), Fraction(3, 4), Fraction(9, 16))

Box: TypeAlias = tuple[int, int, int, int]
"""Left, top, right and bottom in pixels; right and bottom are exclusive."""


class StreamSides(msgspec.Struct, frozen=True):
    """Side in pixels of a square input, as the VAE and as the vision tower see it; a model's preset."""

    vae: int
    vit: int


Presets: TypeAlias = Mapping[str, StreamSides]

# --- sizes ------------------------------------------------------------------------------------------------------------


def rounded_size(width: int, height: int) -> tuple[int, int]:
    """The size of a new picture: width and height rounded down to multiples of 16."""
    return width // SPATIAL_STRIDE * SPATIAL_STRIDE, height // SPATIAL_STRIDE * SPATIAL_STRIDE


def bucket_size(width: int, height: int, base: int) -> tuple[int, int]:
    """The (width, height) that a source of the given size is resized to, for a stream of square side ``base`` (§5.2).

    Both streams use a grid of 16 pixels; the vision tower then crops to its own (:func:`vision_crop`, quirk Q8).
    """
    buckets = [_bucket(aspect, base) for aspect in _ASPECTS]
    return min(buckets, key=lambda size: abs(width / height - size[0] / size[1]))


def _bucket(aspect: Fraction, base: int) -> tuple[int, int]:
    """Width and height on the 16 grid of about base² pixels, nearest to the aspect ratio width / height."""
    area, ratio, grid = float(base * base), float(aspect), SPATIAL_STRIDE
    width = round(math.sqrt(area * ratio) / grid) * grid
    by_width = (width, round(width / ratio / grid) * grid)
    height = round(math.sqrt(area / ratio) / grid) * grid
    by_height = (round(height * ratio / grid) * grid, height)

    def misfit(size: tuple[int, int]) -> tuple[float, float]:
        return abs(size[0] / size[1] - ratio), abs(size[0] * size[1] - area)

    return min((by_width, by_height), key=misfit)


def crop_box(width: int, height: int, size: tuple[int, int]) -> Box:
    """The centred part of a source that a picture of another shape shows.

    Args:
        width: The source's width in pixels.
        height: The source's height in pixels.
        size: Width and height of the picture that the part is resized to.
    """
    ratio = size[0] / size[1]
    crop_width, crop_height = width, height
    if width / height < ratio:
        crop_height = round(width / ratio)
    elif width / height > ratio:
        crop_width = round(height * ratio)
    # Extreme shapes round to nothing or past the edge.
    crop_width, crop_height = min(max(crop_width, 1), width), min(max(crop_height, 1), height)
    left, top = (width - crop_width) // 2, (height - crop_height) // 2
    return left, top, left + crop_width, top + crop_height


def vision_crop(size: tuple[int, int], cell: int = VISION_CELL) -> Box:
    """The centred part of a bucket that the vision tower sees: whole cells only (quirk Q8)."""
    width, height = size
    crop_width, crop_height = width // cell * cell, height // cell * cell
    left, top = round((width - crop_width) / 2), round((height - crop_height) / 2)
    return left, top, left + crop_width, top + crop_height


def latent_grid(frames: int, height: int, width: int) -> tuple[int, int, int]:
    """Latent (t, h, w) of a picture or clip; sizes are rounded down to multiples of 16."""
    return (frames - 1) // TEMPORAL_STRIDE + 1, height // SPATIAL_STRIDE, width // SPATIAL_STRIDE


# --- lengths ----------------------------------------------------------------------------------------------------------


def round_frames(count: int) -> int:
    """The largest 4k + 1 that is at most ``count`` (at least 1): what the VAE encodes (quirk Q13)."""
    return TEMPORAL_STRIDE * ((count - 1) // TEMPORAL_STRIDE) + 1


def frames_at_least(count: int) -> int:
    """The least number of frames that the model can hold (4k + 1, at least 5) and that is not below ``count``."""
    return max(TEMPORAL_STRIDE * math.ceil((count - 1) / TEMPORAL_STRIDE) + 1, MIN_MOVING_FRAMES)


def nearest_frames(count: int) -> int:
    """The 4k + 1 nearest to a wanted length; of two equally near, the lower one."""
    return TEMPORAL_STRIDE * (count // TEMPORAL_STRIDE) + 1


def nearest_added_frames(count: int) -> int:
    """The multiple of 4, at least 4, nearest to a wanted number of new frames; of two equally near, the lower one."""
    return TEMPORAL_STRIDE * max(1, (count + 1) // TEMPORAL_STRIDE)


def given_frames(latents: int) -> int:
    """Frames that a number of latent frames stands for."""
    return TEMPORAL_STRIDE * (latents - 1) + 1


def end_frames(latents: int) -> int:
    """Frames of a clip's beginning that a number of latent frames at the end of another one is encoded from.

    Only a clip's first latent frame stands for a single frame. Each of those that end a clip stands for four, and the
    autoencoder, which looks back, needs the frame before them; so there is one more frame than the latents stand for.
    """
    return TEMPORAL_STRIDE * latents + 1


def kept_latents_at_most(frames: int) -> int:
    """The most latent frames of a clip that may be given, so that something is left to make."""
    return (round_frames(frames) - 1) // TEMPORAL_STRIDE


def handed_size(width: int, height: int, frames: int) -> tuple[int, int]:
    """The size at which frames are handed to the engine: their own, or smaller where they need much memory.

    The model scales them down anyway.
    """
    size = width * height * 3 * frames
    if size <= MAX_BLOCK_BYTES:
        return width, height
    share = (MAX_BLOCK_BYTES / size) ** 0.5
    return max(int(width * share), 1), max(int(height * share), 1)


# --- instants of a film -----------------------------------------------------------------------------------------------


class Window(msgspec.Struct, frozen=True):
    """Instants of a film.

    Attributes:
        start: The first instant, in seconds of the film.
        step: Seconds of the film between two.
        count: How many.
    """

    start: Fraction
    step: Fraction
    count: int


def window_to_change(start: Fraction, seconds: Fraction, speed: Fraction, longest: int) -> Window:
    """The instants of a part of a film that an edit changes: from its beginning, at the model's rate.

    Args:
        start: Where the part begins, in seconds of the film.
        seconds: How long it is shown.
        speed: Seconds of the film in a second of what is shown.
        longest: The most frames that the model changes at a time; what is longer is changed at its beginning only.
    """
    wanted = frames_at_least(math.ceil(seconds * FRAME_RATE))
    return Window(start, speed / FRAME_RATE, min(wanted, longest))


def window_to_see(start: Fraction, seconds: Fraction, speed: Fraction, longest: int) -> Window:
    """The instants of a part of a film that a question is about: at the model's rate, or spread over it if it is long.

    The arguments are those of :func:`window_to_change`.
    """
    most = min(longest, MAX_SEEN_FRAMES)
    wanted = frames_at_least(math.ceil(seconds * FRAME_RATE))
    if wanted <= most:
        return Window(start, speed / FRAME_RATE, wanted)
    return Window(start, seconds * speed / most, most)


def window_to_continue(last: Fraction, speed: Fraction, latents: int) -> Window:
    """The last instants of a part of a film that a continuation starts from.

    Args:
        last: Seconds of the film at which the part's last frame is shown.
        speed: Seconds of the film in a second of what is shown.
        latents: Latent frames that are kept.
    """
    count, step = given_frames(latents), speed / FRAME_RATE
    return Window(max(last - (count - 1) * step, Fraction(0)), step, count)


def spread_frame_indices(frame_count: int, frame_rate: Fraction | None) -> list[int]:
    """The frames of a whole film that the official code shows the model (§5.4, quirk Q10).

    Up to six seconds' worth at 12 frames a second, at most 69 frames, spread over the **whole** film: a longer one is
    seen more sparsely, not cut.

    Args:
        frame_count: Frames in the film, at least 1.
        frame_rate: Average frames per second, or ``None`` if unknown.

    Returns:
        Increasing indices; their number is 4k + 1. Films too short for the rule give one frame (the official code
        fails on them).
    """
    rate = round(frame_rate) if frame_rate else _FALLBACK_RATE
    seconds = min(frame_count / max(rate, 1), float(_SEEN_SECONDS))
    wanted = round(seconds * FRAME_RATE)
    count = max(4 * (wanted // 4) + 1 if wanted % 4 else wanted - 3, 1)
    if count == 1:
        return [0]
    # The same floating-point numbers as numpy.linspace, which the official code uses.
    step = (frame_count - 1) / (count - 1)
    return [math.floor(number * step) for number in range(count - 1)] + [frame_count - 1]
