"""Writing sounds without loss: WAV and FLAC."""

import os
from collections.abc import Iterable
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Any, Literal, TypeAlias

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.error import FFmpegError
from numpy.typing import NDArray

from lance_studio.media.output import atomic_target, output_error
from lance_studio.media.recipes import RECIPE_KEY, Recipe

Sound: TypeAlias = NDArray[np.float32]
SoundKind: TypeAlias = Literal["wav", "flac"]

FLAC_RATES = range(1, 655_351)
"""Samples a second that a FLAC file can have."""

_FULL_SCALE = 1 << 23
_CODECS: dict[SoundKind, tuple[str, str]] = {"wav": ("pcm_f32le", "flt"), "flac": ("flac", "s32")}
# Sounds above 4 GB get a header of 64 bits.
_OPTIONS: dict[SoundKind, dict[str, str]] = {"wav": {"rf64": "auto"}, "flac": {}}


def write_sound(
    path: str | os.PathLike[str],
    sound: Iterable[Sound],
    sample_rate: int,
    kind: SoundKind,
    *,
    recipe: Recipe | None = None,
    overwrite: bool = False,
) -> int:
    """Write a sound, atomically: as WAV of 32-bit floats, which keeps every sample, or as FLAC of 24 bits.

    Args:
        path: Where the file goes; missing folders are created.
        sound: Blocks of float32 [n, 2], left and right from -1 to 1, or all [n, 1]; at least one sample.
        sample_rate: Samples a second, above 0.
        kind: "wav" or "flac".
        recipe: What made the sound; stored in a FLAC, and in words in a WAV.
        overwrite: Whether an existing file may be replaced.

    Returns:
        How many samples were written.

    Raises:
        OutputError: The target exists and may not be replaced, or it cannot be written.
        ValueError: There are no samples, or a block or the rate is malformed.
    """
    if sample_rate < 1 or (kind == "flac" and sample_rate not in FLAC_RATES):
        raise ValueError(f"A sound cannot have {sample_rate} samples a second.")
    with atomic_target(path, overwrite=overwrite) as temporary:
        try:
            return _encode(temporary, sound, sample_rate, kind, recipe)
        except FFmpegError as error:
            raise output_error(Path(path), OSError(error.errno or 0, error.strerror or str(error))) from error


def _encode(file: Path, sound: Iterable[Sound], rate: int, kind: SoundKind, recipe: Recipe | None) -> int:
    codec, form = _CODECS[kind]
    written = 0
    with av.open(f"file:{file.absolute()}", mode="w", format=kind, options=_OPTIONS[kind]) as container:
        if recipe is not None:
            container.metadata.update({RECIPE_KEY: recipe.to_json(), "comment": recipe.to_parameters()})
        blocks = iter(sound)
        first = next(blocks, np.zeros((0, 2), np.float32))
        channels = first.shape[-1]
        layout = "mono" if channels == 1 else "stereo"
        stream = container.add_stream(codec, rate=rate, layout=layout)
        assert isinstance(stream, av.AudioStream)
        stream.codec_context.format = form
        fifo = av.AudioFifo()
        for block in chain([first], blocks):
            if block.dtype != np.float32 or block.ndim != 2 or block.shape[1] != channels or channels not in (1, 2):
                raise ValueError(f"A block of sound must be float32 [n, 1 or 2], not {block.dtype} {block.shape}.")
            if not len(block):
                continue
            samples: Any = block if kind == "wav" else _whole(block)
            frame = AudioFrame.from_ndarray(np.ascontiguousarray(samples).reshape(1, -1), format=form, layout=layout)
            frame.sample_rate = rate
            frame.pts, frame.time_base = written, Fraction(1, rate)
            fifo.write(frame)
            written += len(block)
            # FLAC wants blocks of its own size; only the last one may be shorter.
            while (part := fifo.read(stream.codec_context.frame_size or 4096)) is not None:
                container.mux(stream.encode(part))
        if not written:
            raise ValueError("A sound needs at least one sample.")
        rest = fifo.read(0, partial=True)
        if rest is not None:
            container.mux(stream.encode(rest))
        container.mux(stream.encode())
    return written


def _whole(block: Sound) -> NDArray[np.int32]:
    """Samples of 24 bits in the upper bits of 32, as FFmpeg's FLAC takes them."""
    levels = np.rint(block.astype(np.float64) * _FULL_SCALE).clip(-_FULL_SCALE, _FULL_SCALE - 1)
    return levels.astype(np.int32) << 8
