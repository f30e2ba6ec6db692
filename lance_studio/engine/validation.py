"""Checks of every number and text of a request before anything is computed (specification §9).

All functions raise :class:`lance_studio.errors.InvalidRequestError` with the value, the allowed range and a remedy.
"""

from collections.abc import Mapping, Sequence
from typing import TypeGuard

import numpy as np

from lance_studio.catalog.profile import MAX_SEED, OFFICIAL, StreamSides
from lance_studio.engine.config import LATENT_CHANNELS, LATENT_TABLE_FRAMES, LATENT_TABLE_SIDE, SPATIAL_STRIDE
from lance_studio.engine.preprocess import MASK_THRESHOLD, latent_grid, round_frames
from lance_studio.engine.requests import (
    AskImage,
    AskVideo,
    Continuation,
    Decoding,
    Frame,
    ImageEdit,
    ImageToVideo,
    ReferenceGuided,
    Request,
    Sampling,
    TextToImage,
    TextToVideo,
    VideoEdit,
)
from lance_studio.errors import InvalidRequestError

MAX_SIDE = 2048
MAX_FRAMES = 121
#: Cells of one latent frame that the position table has rows for.
MAX_CELLS = LATENT_TABLE_SIDE * LATENT_TABLE_SIDE
MAX_STEPS = 1000
MAX_GUIDANCE = 100.0
MAX_SHIFT = 100.0
MAX_PROMPT_CHARACTERS = 8000
MAX_ANSWER_TOKENS = 4096
MAX_TEMPERATURE = 10.0
#: A source must have at least this many pixels on each side, and be at most this much longer than wide.
MIN_SOURCE_SIDE = 16
MAX_SOURCE_SIDE = 16384
MAX_SOURCE_RATIO = 8
MAX_SOURCES = 8
#: Frames of an input clip; the sampling rule never gives more than 69.
MAX_SOURCE_FRAMES = 121
MIN_ANIMATION_FRAMES = 5


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _between(name: str, value: float, least: float, most: float) -> None:
    if not _is_number(value) or not least <= value <= most:
        raise InvalidRequestError(f"{name} is {value!r}.", f"Choose a number from {least:g} to {most:g}.")


def _above_zero(name: str, value: float, most: float) -> None:
    if not _is_number(value) or not 0 < value <= most:
        raise InvalidRequestError(f"{name} is {value!r}.", f"Choose a number above 0, at most {most:g}.")


def _whole(name: str, value: int, least: int, most: int, unit: str = "") -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise InvalidRequestError(f"{name} is {value!r}.", f"Choose a whole number from {least} to {most}{unit}.")


def check_text(name: str, text: str, *, may_be_empty: bool = False) -> None:
    """A prompt, instruction or question: not empty, not longer than the model can attend to."""
    if not text.strip() and not may_be_empty:
        raise InvalidRequestError(f"The {name} is empty.", f"Write a {name}.")
    if len(text) > MAX_PROMPT_CHARACTERS:
        raise InvalidRequestError(
            f"The {name} has {len(text)} characters.", f"Shorten it to {MAX_PROMPT_CHARACTERS} or fewer."
        )
    if any("\ud800" <= character <= "\udfff" for character in text):
        # What Python makes of bytes that are not UTF-8; the tokenizer takes whole characters only.
        raise InvalidRequestError(f"The {name} holds bytes that are not text.", "Write it in UTF-8.")


def check_sampling(sampling: Sampling) -> None:
    """Steps, shift, guidance, renormalisation and seed."""
    _whole("The number of steps", sampling.steps, 1, MAX_STEPS)
    _above_zero("The timestep shift", sampling.shift, MAX_SHIFT)
    _between("The guidance scale", sampling.guidance_scale, 0, MAX_GUIDANCE)
    low, high = sampling.guidance_interval
    if not (_is_number(low) and _is_number(high) and 0 <= low <= high <= 1):
        raise InvalidRequestError(
            f"The guidance interval is {low!r} to {high!r}.", "Choose two increasing numbers from 0 to 1."
        )
    _between("The least renormalisation factor", sampling.renorm_min, 0, 1)
    for name, value, allowed in (
        ("The renormalisation", sampling.renorm, ("global", "channel", "none")),
        ("The noise source", sampling.noise, ("cpu", "device")),
    ):
        if value not in allowed:
            raise InvalidRequestError(f"{name} is {value!r}.", f"Choose one of {', '.join(allowed)}.")
    _whole("The seed", sampling.seed, 0, MAX_SEED)


def check_decoding(decoding: Decoding) -> None:
    """Length, temperature, top-p and seed of an answer."""
    _whole("The longest answer", decoding.max_new_tokens, 1, MAX_ANSWER_TOKENS, " tokens")
    _whole("The shortest answer", decoding.min_new_tokens, 0, decoding.max_new_tokens, " tokens")
    _between("The temperature", decoding.temperature, 0, MAX_TEMPERATURE)
    _above_zero("Top-p", decoding.top_p, 1)
    _whole("The seed", decoding.seed, 0, MAX_SEED)


def check_size(width: int, height: int) -> None:
    """Size of a generated picture or clip in pixels."""
    _whole("The width", width, SPATIAL_STRIDE, MAX_SIDE, " pixels")
    _whole("The height", height, SPATIAL_STRIDE, MAX_SIDE, " pixels")
    _, rows, columns = latent_grid(1, height, width)
    if rows * columns > MAX_CELLS:
        raise InvalidRequestError(
            f"{width}×{height} is more than the model can place.",
            f"Choose a size of at most {MAX_CELLS * SPATIAL_STRIDE**2} pixels in all, for example 1024×1024.",
        )


def check_frames(frames: int, least: int = 1) -> None:
    """Length of a generated clip."""
    _whole("The number of frames", frames, least, MAX_FRAMES)


def _check_shape(frames: int, width: int, height: int) -> None:
    check_size(width, height)
    check_frames(frames)
    check_grid(latent_grid(frames, height, width))


def check_grid(grid: tuple[int, int, int]) -> None:
    """A latent grid fits the position table, which has 31 frames of 64 × 64 cells."""
    frames, rows, columns = grid
    last = (frames - 1) * MAX_CELLS + (rows - 1) * LATENT_TABLE_SIDE + columns - 1
    if last >= LATENT_TABLE_FRAMES * MAX_CELLS:
        raise InvalidRequestError("The clip is too long for its shape.", "Choose fewer frames or a smaller size.")


def _check_picture(name: str, frame: Frame) -> None:
    if not isinstance(frame, np.ndarray) or frame.dtype != np.uint8 or frame.ndim != 3 or frame.shape[2] != 3:
        raise InvalidRequestError(f"The {name} is not an 8-bit RGB picture.", "Load it with lance_studio.media.")
    height, width = frame.shape[:2]
    if min(height, width) < MIN_SOURCE_SIDE or max(height, width) > MAX_SOURCE_SIDE:
        raise InvalidRequestError(
            f"The {name} is {width}×{height} pixels.",
            f"Use one with sides from {MIN_SOURCE_SIDE} to {MAX_SOURCE_SIDE} pixels.",
        )
    if max(height, width) > MAX_SOURCE_RATIO * min(height, width):
        raise InvalidRequestError(
            f"The {name} is {width}×{height} pixels, a strip of which the model would see little.",
            f"Crop it to at most {MAX_SOURCE_RATIO} times as long as wide.",
        )


def _check_clip(name: str, frames: Sequence[Frame]) -> None:
    _whole(f"The number of frames of the {name}", len(frames), 1, MAX_SOURCE_FRAMES)
    for frame in frames:
        _check_picture(f"{name}'s frame", frame)
        if frame.shape != frames[0].shape:
            raise InvalidRequestError(f"The frames of the {name} differ in size.", "Use frames of one clip.")


def _check_kept(request: ImageEdit | VideoEdit, changed: Frame) -> None:
    """The mask, and the kept latents as far as their own shape goes; :mod:`lance_studio.engine.plan` compares sizes."""
    mask = request.mask
    if mask is not None:
        if not isinstance(mask, np.ndarray) or mask.dtype != np.uint8 or mask.shape != changed.shape[:2]:
            raise InvalidRequestError("The mask does not have the source's size.", "Draw it on the source.")
        if not (mask >= MASK_THRESHOLD).any():
            raise InvalidRequestError("The mask lets nothing change.", "Mark what may change, or leave it out.")
    latents = request.source_latents
    if latents and len(latents) != len(request.sources):
        raise InvalidRequestError(
            f"There are {len(latents)} kept latents for {len(request.sources)} sources.", "Give one for each, or none."
        )
    for latent in latents:
        if latent is not None and (latent.ndim != 4 or latent.shape[3] != LATENT_CHANNELS):
            raise InvalidRequestError("A kept latent is not one of this model.", "Leave it out.")
        if latent is not None and not bool(latent.isfinite().all()):
            raise InvalidRequestError("A kept latent holds values that are not numbers.", "Leave it out.")


def _check_count(name: str, sources: Sequence[object]) -> None:
    if not 1 <= len(sources) <= MAX_SOURCES:
        raise InvalidRequestError(f"There are {len(sources)} {name}s.", f"Give 1 to {MAX_SOURCES}.")


def check_request(request: Request, presets: Mapping[str, StreamSides] = OFFICIAL.presets) -> None:
    """Check all of a request.

    Args:
        request: The request.
        presets: The sizes at which the model can see inputs; the official ones by default.

    Raises:
        InvalidRequestError: Names the first value that is wrong, its range and a remedy.
    """
    match request:
        case TextToImage():
            check_text("prompt", request.prompt)
            check_size(request.width, request.height)
        case TextToVideo():
            check_text("prompt", request.prompt)
            _check_shape(request.num_frames, request.width, request.height)
        case ImageToVideo():
            check_text("prompt", request.prompt)
            _check_picture("picture", request.image)
            check_frames(request.num_frames, MIN_ANIMATION_FRAMES)
        case ImageEdit():
            check_text("instruction", request.instruction)
            _check_count("source picture", request.sources)
            for frame in request.sources:
                _check_picture("source picture", frame)
            _check_kept(request, request.sources[-1])
        case VideoEdit():
            check_text("instruction", request.instruction)
            _check_count("source clip", request.sources)
            for frames in request.sources:
                _check_clip("source clip", frames)
            _check_kept(request, request.sources[-1][0])
        case Continuation():
            _check_continuation(request)
        case ReferenceGuided():
            check_text("prompt", request.prompt)
            _check_shape(request.num_frames, request.width, request.height)
            _check_count("reference picture", request.references)
            for frame in request.references:
                _check_picture("reference picture", frame)
        case AskImage():
            check_text("question", request.question, may_be_empty=True)
            check_text("system prompt", request.system_prompt)
            _check_picture("picture", request.image)
        case AskVideo():
            check_text("question", request.question, may_be_empty=True)
            check_text("system prompt", request.system_prompt)
            _check_clip("clip", request.frames)
    if isinstance(request, (AskImage, AskVideo)):
        check_decoding(request.decoding)
    else:
        check_sampling(request.sampling)
    preset = getattr(request, "preset", None)
    if preset is not None and preset not in presets:
        raise InvalidRequestError(f"The size preset is {preset!r}.", f"Choose one of {', '.join(presets)}.")


def _check_continuation(request: Continuation) -> None:
    check_text("prompt", request.prompt)
    check_frames(request.num_frames, MIN_ANIMATION_FRAMES)
    _check_clip("clip", request.frames)
    given_most = (round_frames(request.num_frames) - 1) // 4
    _whole("The number of kept latent frames", request.clean_latents, 1, given_most)
    needed = 4 * (request.clean_latents - 1) + 1
    if len(request.frames) < needed:
        raise InvalidRequestError(
            f"The clip has {len(request.frames)} frames, {needed} are needed to keep {request.clean_latents} latent "
            "frames.",
            "Use a longer clip or keep fewer.",
        )
