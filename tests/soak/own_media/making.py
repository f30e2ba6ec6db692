"""Films, sounds and boxes as other programs write them."""

import struct
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.container import OutputContainer
from numpy.typing import NDArray

from tests.unit.media.sounding import bursts

NTSC, CINEMA, DOUBLE = Fraction(30000, 1001), Fraction(24000, 1001), Fraction(60000, 1001)
Frame = NDArray[np.uint8]


def writing(place: Any, **how: Any) -> Any:
    """Open a file to be written; what is done with it is checked by what comes out."""
    return av.open(place, "w", **how)


def coded(number: int, width: int = 128, height: int = 72) -> Frame:
    """A frame [H, W, 3] whose upper half shows its number as eight bars, and whose lower half is grey."""
    frame = np.full((height, width, 3), 90, np.uint8)
    for bar in range(8):
        left, right = bar * width // 8, (bar + 1) * width // 8
        frame[: height // 2, left:right] = 235 if number >> bar & 1 else 20
    return frame


def upright_codes(turn: int) -> Callable[[int, int, int], Frame]:
    """Frames that show their numbers after they were turned clockwise by `turn` quarter turns."""

    def paint(number: int, width: int, height: int) -> Frame:
        across, down = (height, width) if turn % 2 else (width, height)
        return np.ascontiguousarray(np.rot90(coded(number, across, down), turn))

    return paint


def film(
    path: Path,
    codec: str = "libx264",
    numbers: Iterable[int] = range(12),
    rate: Fraction | int = 25,
    *,
    size: tuple[int, int] = (128, 72),
    pixels: str = "yuv420p",
    gop: int = 12,
    b_frames: int = 0,
    form: str | None = None,
    options: dict[str, str] | None = None,
    muxer: dict[str, str] | None = None,
    instants: Sequence[int] | None = None,
    unit: Fraction | None = None,
    start: int = 0,
    sar: Fraction | None = None,
    rotation: int | None = None,
    tags: tuple[int, int, int, int] | None = None,
    paint: Callable[[int, int, int], Frame] = coded,
    sound: tuple[str, int, int, Sequence[float], float] | None = None,
    sound_start: Fraction = Fraction(0),
    alter: Callable[[Any], Iterable[Any]] | None = None,
    prepare: Callable[[OutputContainer, av.VideoStream], Any] | None = None,
    finish: Callable[[OutputContainer], Any] | None = None,
    colour: Callable[[int], av.VideoFrame] | None = None,
) -> Path:
    """Write a film of numbered frames; `sound` is codec, rate, channels, times of bursts, seconds."""
    rate = Fraction(rate)
    unit = unit or 1 / rate
    settings = dict(options or {})
    if codec in ("libx264", "libx264rgb"):
        settings = {"sc_threshold": "0", "crf": "14", "bf": str(b_frames), "preset": "veryfast"} | settings
    elif codec == "libx265":
        params = f"bframes={b_frames}:keyint={gop}:scenecut=0:log-level=none"
        given = settings.pop("x265-params", "")
        settings = {"preset": "ultrafast", "x265-params": f"{params}:{given}" if given else params} | settings
    elif codec in ("mpeg4", "mpeg2video", "mpeg1video"):
        settings = {
            "bf": str(b_frames),
            "sc_threshold": "1000000000",
            "qscale": "3",
            "flags": "+qscale",
            "global_quality": "354",
        } | settings
    elif codec == "libsvtav1":
        settings = {"preset": "12", "crf": "20"} | settings
    elif codec.startswith("libvpx"):
        settings = {"deadline": "realtime", "cpu-used": "8", "crf": "10", "b": "2M", "auto-alt-ref": "0"} | settings
    else:
        settings = (
            {"qscale": "3", "flags": "+qscale", "global_quality": "354"} | settings
            if codec
            in ("mjpeg", "wmv1", "wmv2", "msmpeg4", "msmpeg4v2", "h263", "h263p", "flv", "rv10", "rv20", "h261", "svq1")
            else settings
        )
    with writing(str(path), format=form, options=muxer or {}) as container:
        stream = container.add_stream(codec, rate=rate, options=settings)
        context = stream.codec_context
        stream.width, stream.height, stream.pix_fmt, stream.gop_size = *size, pixels, gop
        context.time_base = unit
        if sar is not None:
            context.sample_aspect_ratio = sar
        if rotation is not None:
            stream.set_display_rotation(rotation)
        if tags is not None:
            context.color_primaries, context.color_trc, context.colorspace, context.color_range = tags
        track = None
        if sound is not None:
            track = container.add_stream(sound[0], rate=sound[1], layout=LAYOUTS[sound[2]])
            if sound[0] in ("vorbis", "dca"):
                track.codec_context.options = {"strict": "-2"}
            if sound[0] in ("aac", "ac3", "libmp3lame", "mp2", "eac3", "wmav2", "wmav1"):
                track.codec_context.bit_rate = 192_000
        if prepare is not None:
            prepare(container, stream)
        packets: list[Any] = []
        for place, number in enumerate(numbers):
            if colour is not None:
                frame = colour(number)
            else:
                frame = av.VideoFrame.from_ndarray(paint(number, *size), format="rgb24")
                if tags is not None and pixels not in ("rgb24", "gbrp", "bgr0", "gbrp10le"):
                    frame = frame.reformat(
                        format=pixels, dst_colorspace=_SWS.get(tags[2], 5), dst_color_range=tags[3] or 1
                    )
                else:
                    frame = frame.reformat(format=pixels)
            frame.pts, frame.time_base = start + (place if instants is None else instants[place]), unit
            if tags is not None:
                frame.color_primaries, frame.color_trc, frame.colorspace, frame.color_range = tags
            packets += stream.encode(frame)
        packets += stream.encode(None)
        heard = _sound_packets(track, sound, sound_start) if track is not None and sound is not None else []
        for packet in sorted([*packets, *heard], key=lambda each: (each.dts or 0) * (each.time_base or 1)):
            for altered in [packet] if alter is None else alter(packet):
                container.mux(altered)
        if finish is not None:
            finish(container)
    return path


LAYOUTS = {1: "mono", 2: "stereo", 3: "2.1", 4: "quad", 6: "5.1", 8: "7.1"}
_SWS = {1: 1, 5: 5, 6: 5, 7: 7, 9: 9, 2: 5, 4: 4}


def _sound_packets(track: Any, sound: tuple[str, int, int, Sequence[float], float], start: Fraction) -> list[Any]:
    _, rate, channels, times, seconds = sound
    samples = bursts(rate, Fraction(seconds), [Fraction(time) for time in times], channels)
    return encode_sound(track, samples, rate, channels, start)


def encode_sound(
    track: Any, samples: NDArray[np.float32], rate: int, channels: int, start: Fraction = Fraction(0)
) -> list[Any]:
    """The packets of a sound."""
    layout = LAYOUTS[channels]
    resampler = av.AudioResampler(format=track.codec_context.format, layout=layout, rate=rate)
    packets: list[Any] = []
    for first in range(0, len(samples), 4096):
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples[first : first + 4096].T), "fltp", layout)
        frame.sample_rate, frame.time_base, frame.pts = rate, Fraction(1, rate), first + round(start * rate)
        for part in resampler.resample(frame):
            packets += track.encode(part)
    for part in resampler.resample(None):
        packets += track.encode(part)
    return packets + track.encode(None)


def sound_file(
    path: Path,
    codec: str,
    rate: int = 48_000,
    channels: int = 2,
    times: Sequence[float] = (0.25, 0.75, 1.25),
    seconds: float = 1.5,
    *,
    form: str | None = None,
    options: dict[str, str] | None = None,
    muxer: dict[str, str] | None = None,
    bit_rate: int | None = None,
    start: Fraction = Fraction(0),
    alter: Callable[[Any], Iterable[Any]] | None = None,
) -> Path:
    """Write a sound file with bursts."""
    with writing(str(path), format=form, options=muxer or {}) as container:
        track = container.add_stream(codec, rate=rate, layout=LAYOUTS[channels])
        settings = dict(options or {})
        if codec in ("vorbis", "dca", "sonic"):
            settings["strict"] = "-2"
        if settings:
            track.codec_context.options = settings
        if bit_rate or codec in ("aac", "ac3", "eac3", "libmp3lame", "mp2", "wmav1", "wmav2", "dca"):
            track.codec_context.bit_rate = bit_rate or (
                640_000 if codec == "dca" else 192_000 if rate >= 32_000 else 64_000
            )
        samples = bursts(rate, Fraction(seconds), [Fraction(time) for time in times], channels)
        for packet in encode_sound(track, samples, rate, channels, start):
            for altered in [packet] if alter is None else alter(packet):
                container.mux(altered)
    return path


# --- boxes -----------------------------------------------------------------------------------------------------------

_HOLDERS = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"udta")


def find_box(content: bytes | bytearray, *names: bytes, number: int = 0) -> tuple[int, int]:
    """Where a box begins and ends; `number` counts boxes of the first name that has several."""
    at, start, end = 0, 0, len(content)
    for depth, name in enumerate(names):
        found = [each for each in _boxes(content, start, end) if each[0] == name]
        _, at, start, end = found[number if len(found) > number and depth == 1 else 0]
    return at, end


def _boxes(content: bytes | bytearray, start: int, end: int) -> list[tuple[bytes, int, int, int]]:
    found = []
    while start + 8 <= end:
        length, name = struct.unpack_from(">I4s", content, start)
        head = 8
        if length == 1:
            (length,) = struct.unpack_from(">Q", content, start + 8)
            head = 16
        length = length or end - start
        found.append((name, start, start + head, start + length))
        start += length
    return found


def set_edit_list(path: Path, parts: Sequence[tuple[Fraction, int, float]], track: int = 0) -> Path:
    """Give a track another edit list: seconds, time in its unit (-1: nothing), speed; `moov` must stand last."""
    content = bytearray(path.read_bytes())
    at, _ = find_box(content, b"moov", b"mvhd")
    (scale,) = struct.unpack_from(">I", content, at + 20)
    rows = b"".join(
        struct.pack(">IiI", round(seconds * scale), time, round(speed * 65536)) for seconds, time, speed in parts
    )
    elst = struct.pack(">I4sII", 16 + len(rows), b"elst", 0, len(parts)) + rows
    edts = struct.pack(">I4s", 8 + len(elst), b"edts") + elst
    trak = find_box(content, b"moov", b"trak", number=track)
    inside = {name: (a, c) for name, a, _, c in _boxes(content, trak[0] + 8, trak[1])}
    old = inside.get(b"edts", (inside[b"tkhd"][1],) * 2)
    content[old[0] : old[1]] = edts
    grown = len(edts) - (old[1] - old[0])
    for place in (trak[0], _place_of_moov(content)):
        (length,) = struct.unpack_from(">I", content, place)
        struct.pack_into(">I", content, place, length + grown)
    total = sum((seconds for seconds, _, _ in parts), Fraction(0))
    struct.pack_into(">I", content, at + 24, round(total * scale))
    tkhd = inside[b"tkhd"][0]
    struct.pack_into(">I", content, tkhd + 28, round(total * scale))
    path.write_bytes(content)
    return path


def _place_of_moov(content: bytes | bytearray) -> int:
    start = 0
    while start + 8 <= len(content):
        length, name = struct.unpack_from(">I4s", content, start)
        if name == b"moov":
            return start
        if length == 1:
            (length,) = struct.unpack_from(">Q", content, start + 8)
        start += length
    raise ValueError("no moov")
