"""Sounds with bursts in them, written in any codec, and where the bursts are when they are read."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.container import OutputContainer
from av.stream import Disposition
from numpy.typing import NDArray

from tests.unit.media.painted import painted

LEVEL = 0.73
BURST = Fraction(1, 200)  # seconds
QUIET = Fraction(1, 20)  # seconds of silence between two bursts, at least

_EXPERIMENTAL = ("vorbis", "dca")
_LOSSY = ("aac", "ac3", "eac3", "libmp3lame", "mp2", "vorbis", "wmav1", "wmav2")


def bursts(rate: int, seconds: Fraction, times: Sequence[Fraction], channels: int = 2) -> NDArray[np.float32]:
    """Silence with a step of `BURST` at each time, as float32 [n, channels]."""
    samples = np.zeros((round(seconds * rate), channels), np.float32)
    for time in times:
        samples[round(time * rate) : round((time + BURST) * rate)] = LEVEL
    return samples


def onsets(sound: NDArray[np.float32], rate: int, level: float = LEVEL / 2) -> list[int]:
    """The samples at which bursts begin."""
    loud = np.flatnonzero(np.abs(sound).max(axis=1) > level)
    apart = np.flatnonzero(np.diff(loud, prepend=-rate) > QUIET * rate)
    return loud[apart].tolist()


def add_track(container: OutputContainer, codec: str, rate: int, channels: int = 2) -> av.AudioStream:
    """Add a sound track to a file that is written."""
    layout = "mono" if channels == 1 else "stereo"
    stream = container.add_stream(codec, rate=rate, layout=layout)
    assert isinstance(stream, av.AudioStream)
    if codec in _EXPERIMENTAL:
        stream.codec_context.options = {"strict": "-2"}
    if codec in _LOSSY:
        stream.codec_context.bit_rate = 192_000 if rate >= 32_000 else 64_000
    return stream


def encode_into(
    container: OutputContainer,
    stream: av.AudioStream,
    samples: NDArray[np.float32],
    rate: int,
    start: Fraction = Fraction(0),
) -> None:
    """Write samples [n, channels] to a track from a time on."""
    layout = stream.codec_context.layout.name
    converter = av.AudioResampler(format=stream.codec_context.format, layout=layout, rate=rate)
    for first in range(0, len(samples), 4096):
        block = np.ascontiguousarray(samples[first : first + 4096].T)
        frame = av.AudioFrame.from_ndarray(block, format="fltp", layout=layout)
        frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, rate), first + round(start * rate)
        for converted in converter.resample(frame):
            container.mux(stream.encode(converted))
    for converted in converter.resample(None):
        container.mux(stream.encode(converted))
    container.mux(stream.encode(None))


def write_bursts(
    path: Path, codec: str, rate: int, samples: NDArray[np.float32], start: Fraction = Fraction(0)
) -> Path:
    """Write a sound file."""
    with av.open(str(path), "w") as container:
        encode_into(container, add_track(container, codec, rate, samples.shape[1]), samples, rate, start)
    return path


def write_film(
    path: Path,
    frames: int,
    rate: int,
    sounds: Sequence[NDArray[np.float32]],
    *,
    codec: str = "aac",
    picture: str = "libx264",
    picture_start: Fraction = Fraction(0),
    sound_start: Fraction = Fraction(0),
    default: int | None = None,
) -> Path:
    """Write a film with frames that carry their number, and sound tracks of 48,000 samples a second."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(picture, rate=rate)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        if picture == "libx264":
            stream.codec_context.options = {"bf": "0"}
        tracks = [add_track(container, codec, 48_000, sound.shape[1]) for sound in sounds]
        for number, track in enumerate(tracks):
            if default is not None:
                track.disposition = Disposition.default if number == default else Disposition(0)
        packets = []
        for number in range(frames):
            frame = av.VideoFrame.from_ndarray(painted(number), format="rgb24").reformat(format="yuv420p")
            frame.pts, frame.time_base = number + round(picture_start * rate), Fraction(1, rate)
            packets += stream.encode(frame)
        container.mux(packets + stream.encode(None))
        for track, sound in zip(tracks, sounds, strict=True):
            encode_into(container, track, sound, 48_000, sound_start)
    return path
