"""Clips whose frames carry their own number, painted as black and white blocks that survive compression."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from lance_studio.media.encode import write_mp4

BITS = 12  # eight for the number, four for the clip's tag
COLUMNS = 4


def painted(number: int, tag: int = 0, width: int = 96, height: int = 64) -> NDArray[np.uint8]:
    """A frame [H, W, 3] of 4 x 3 blocks: white for each bit that is set."""
    value = number | tag << 8
    bits = np.array([255 if value >> bit & 1 else 0 for bit in range(BITS)], np.uint8).reshape(-1, COLUMNS)
    rows = np.arange(height) * bits.shape[0] // height
    columns = np.arange(width) * COLUMNS // width
    return np.repeat(bits[rows][:, columns][..., None], 3, axis=2)


def read_number(frame: NDArray[np.uint8 | np.uint16]) -> tuple[int, int]:
    """The number and the tag of a painted frame, read from the middles of its blocks; fails if one is not clear."""
    height, width = frame.shape[:2]
    value = 0
    for bit in range(BITS):
        row, column = divmod(bit, COLUMNS)
        y, x = (2 * row + 1) * height * COLUMNS // (2 * BITS), (2 * column + 1) * width // (2 * COLUMNS)
        level = frame[y - 1 : y + 2, x - 1 : x + 2].mean()
        assert level < 60 or level > 195, f"block {bit} is neither black nor white: {level}"
        value |= int(level > 128) << bit
    return value & 255, value >> 8


def painted_clip(
    path: Path,
    count: int = 40,
    *,
    tag: int = 0,
    rate: Fraction = Fraction(24),
    size: tuple[int, int] = (96, 64),
    sound: Iterable[NDArray[np.float32]] | None = None,
) -> Path:
    """An MP4 of the studio's own making."""
    write_mp4(path, [painted(number, tag, *size) for number in range(count)], rate, sound=sound)
    return path


def foreign_clip(
    path: Path,
    *,
    codec: str = "libx264",
    count: int = 40,
    instants: Sequence[int] | None = None,
    unit: Fraction = Fraction(1, 24),
    rate: Fraction = Fraction(24),
    gop: int = 12,
    options: dict[str, str] | None = None,
    size: tuple[int, int] = (96, 64),
    rotation: int | None = None,
    pixels: str = "yuv420p",
    muxer: dict[str, str] | None = None,
) -> Path:
    """A clip as other programs make them: B-frames, long groups, other containers, odd times, rotation."""
    with av.open(str(path), "w", options=muxer or {}) as container:
        # Otherwise x264 takes each new number for a new scene and begins a new group.
        steady = {"sc_threshold": "0"} if codec == "libx264" else {}
        stream = container.add_stream(codec, rate=rate, options=steady | (options or {}))
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt, stream.gop_size = *size, pixels, gop
        stream.codec_context.time_base = unit
        if rotation is not None:
            stream.set_display_rotation(rotation)
        for number, instant in enumerate(range(count) if instants is None else instants):
            frame = av.VideoFrame.from_ndarray(painted(number, 0, *size), format="rgb24").reformat(format=pixels)
            frame.pts, frame.time_base = instant, unit
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


PHONE_RATE = Fraction(30000, 1001)


def phone_clip(path: Path, count: int = 90, *, size: tuple[int, int] = (96, 160), tag: int = 1) -> Path:
    """A clip as phones write them: stored on its side at 30000/1001 frames a second, with sound; `size` is upright."""
    width, height = size
    unit = 1 / PHONE_RATE
    with av.open(str(path), "w") as container:
        options = {"sc_threshold": "0", "crf": "12", "preset": "ultrafast"}
        stream = container.add_stream("libx264", rate=PHONE_RATE, options=options)
        sound = container.add_stream("aac", rate=48000, layout="stereo")
        assert isinstance(stream, av.VideoStream)
        assert isinstance(sound, av.AudioStream)
        stream.width, stream.height, stream.pix_fmt, stream.gop_size = height, width, "yuv420p", 30
        stream.codec_context.time_base = unit
        stream.set_display_rotation(90)
        for number in range(count):
            # Upright, the frame carries its number.
            sideways = np.ascontiguousarray(np.rot90(painted(number, tag, width, height), -1))
            frame = av.VideoFrame.from_ndarray(sideways, format="rgb24").reformat(format="yuv420p")
            frame.pts, frame.time_base = number, unit
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
        samples = int(count / PHONE_RATE * 48000)
        tone = (0.3 * np.sin(np.arange(samples) * 2 * np.pi * 330 / 48000)).astype(np.float32)
        for first in range(0, samples, 1024):
            part = np.stack([tone[first : first + 1024]] * 2)
            block = av.AudioFrame.from_ndarray(part, format="fltp", layout="stereo")
            block.sample_rate, block.time_base, block.pts = 48000, Fraction(1, 48000), first
            container.mux(sound.encode(block))
        container.mux(sound.encode())
    return path


def tone_burst(rate: int, seconds: Fraction, start: Fraction, length: Fraction) -> NDArray[np.float32]:
    """Silence with a tone of 1 kHz in it, as float32 [n, 2]."""
    times = np.arange(int(seconds * rate)) / rate
    inside = (times >= float(start)) & (times < float(start + length))
    tone = np.where(inside, 0.5 * np.sin(2 * np.pi * 1000 * times), 0.0)
    return np.stack([tone, tone], axis=1).astype(np.float32)


def onset(sound: NDArray[np.float32], level: float = 0.2) -> int:
    """The first sample that is loud."""
    return int(np.argmax(np.abs(sound[:, 0]) > level))


def write_sound(path: Path, samples: NDArray[np.float32], rate: int, codec: str = "pcm_s16le", gap: int = 0) -> Path:
    """A sound file of one or two channels; after its first 40960 samples nothing comes for `gap` samples."""
    layout = "mono" if samples.shape[1] == 1 else "stereo"
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate, layout=layout)
        assert isinstance(stream, av.AudioStream)
        for first in range(0, len(samples), 4096):
            part = np.ascontiguousarray(samples[first : first + 4096].T)
            frame = av.AudioFrame.from_ndarray(part, format="fltp", layout=layout)
            frame.sample_rate, frame.time_base = rate, Fraction(1, rate)
            frame.pts = first if first < 40960 else first + gap
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path
