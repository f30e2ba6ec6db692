"""Films copied to another place: as they are, or with their packets in an MP4."""

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import av
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.stream import Stream

from lance_studio.errors import CancelledError
from lance_studio.media.animation_parts import is_animation
from lance_studio.media.index import FrameIndex
from lance_studio.media.index_cache import load_index
from lance_studio.media.opening import open_video
from lance_studio.media.output import atomic_target, ensure_not_a_source
from lance_studio.media.recipes import RECIPE_KEY
from lance_studio.media.sources import require_file
from lance_studio.media.streams import is_broadcast

Progress = Callable[[int, int], None]
Cancel = Callable[[], bool]

PIECE = 4 << 20
"""Bytes that are read at once."""

# What players expect in an MP4; anything else is encoded again.
_PICTURE_CODECS = frozenset({"h264", "hevc", "av1"})
_SOUND_CODECS = frozenset({"aac", "mp3", "ac3", "eac3", "alac"})
_MOST_UNTIMED = 32
"""No codec delays more pictures than this."""
_SUFFIXES = {
    "avi": (".avi",),
    "mpegts": (".ts", ".mts", ".m2ts"),
    "mpeg": (".mpg", ".mpeg", ".vob"),
    "flv": (".flv",),
    "asf": (".wmv", ".asf"),
    "ogg": (".ogv", ".ogg"),
    "mxf": (".mxf",),
    "nut": (".nut",),
    "ivf": (".ivf",),
    "dv": (".dv",),
    "h264": (".h264", ".264"),
    "hevc": (".hevc", ".h265", ".265"),
    "mpegvideo": (".m2v", ".m1v"),
}

_PICTURE_SUFFIXES = {"gif": (".gif",), "png": (".png", ".apng"), "webp": (".webp",), "avif": (".avif",)}


def film_suffixes(path: str | os.PathLike[str]) -> tuple[str, ...]:
    """Find which endings a film's name may have, by its content.

    Args:
        path: The film, whatever its name says.

    Returns:
        The endings with their dot, lower case, the usual one first; for example `(".mkv",)`.

    Raises:
        MediaError: It is no film that can be read.
    """
    file = require_file(path)
    if is_animation(file):
        return _PICTURE_SUFFIXES[load_index(file).container]
    with open_video(file) as (container, _):
        names = container.format.name.split(",")
        if "matroska" in names:
            return (".webm", ".mkv") if _is_webm(file) else (".mkv",)
        if "mov" in names:
            quicktime = container.metadata.get("major_brand", "qt").strip() == "qt"
            return (".mov",) if quicktime else (".mp4", ".m4v")
        return next((_SUFFIXES[name] for name in names if name in _SUFFIXES), (file.suffix.lower(),))


def copy_film(
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    *,
    overwrite: bool = False,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> None:
    """Copy a file byte by byte, atomically, with no more of it in memory than a piece.

    Args:
        source: The file.
        target: Where the copy goes; missing folders are created.
        overwrite: Whether an existing file may be replaced; never the source itself.
        progress: Told after each piece how many bytes are done, and of how many.
        cancel: Asked before each piece whether to give up.

    Raises:
        CancelledError: `cancel` said so; nothing is left.
        MediaError: The source cannot be read.
        OutputError: The target exists and may not be replaced, is the source, or cannot be written.
    """
    ensure_not_a_source(target, [source])
    file = require_file(source)
    total, done = file.stat().st_size, 0
    with (
        atomic_target(target, overwrite=overwrite) as temporary,
        file.open("rb") as reading,
        temporary.open("wb") as writing,
    ):
        while piece := reading.read(PIECE):
            _give_up(cancel)
            writing.write(piece)
            done += len(piece)
            if progress is not None:
                progress(done, max(total, done))


def remux_to_mp4(
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    *,
    overwrite: bool = False,
    progress: Progress | None = None,
    cancel: Cancel | None = None,
) -> bool:
    """Put the packets of a film into an MP4, atomically and without encoding anything again.

    The first moving picture and the first sound are taken, and the recipe that the film carries.

    Args:
        source: The film.
        target: Where the MP4 goes; missing folders are created.
        overwrite: Whether an existing file may be replaced; never the source itself.
        progress: Told how many thousandths are done, and of how many.
        cancel: Asked before each packet whether to give up.

    Returns:
        Whether it was written: not where the film's codecs or times do not fit an MP4, where its packets do not tell
        when they are shown, or where an edit list puts them in another order. Then nothing is left.

    Raises:
        CancelledError: `cancel` said so; nothing is left.
        MediaError: The source is no film that can be read.
        OutputError: The target exists and may not be replaced, is the source, or cannot be written.
    """
    ensure_not_a_source(target, [source])
    file = require_file(source)
    if is_animation(file) or not _packets_tell(file, load_index(file).frames):
        return False
    with open_video(file) as (container, picture):
        streams: list[Stream] = [picture, *container.streams.audio[:1]]
        codecs = [stream.codec_context.name for stream in streams]
        if picture.codec.name not in _PICTURE_CODECS or not _SOUND_CODECS.issuperset(codecs[1:]):
            return False
        try:
            with atomic_target(target, overwrite=overwrite) as temporary:
                _copy_packets(container, streams, temporary, progress, cancel)
        except (FFmpegError, ValueError):
            return False
    return True


def _packets_tell(file: Path, frames: FrameIndex) -> bool:
    """Whether a film's packets carry the times of its frames, so that they may be copied."""
    if frames.order is not None:
        return False
    if not frames.is_counted:
        return True
    with open_video(file) as (container, picture):
        # AVI and ASF store when packets are decoded. Joined streams jump, and those that were cut begin with a rest.
        if not is_broadcast(container) or frames.left_out or picture.time_base is None:
            return False
        told = [packet.pts for packet in container.demux(picture) if packet.size]
        if any(instant is None for instant in told) or len(told) != frames.count:
            return False
        instants = sorted(instant * picture.time_base for instant in told if instant is not None)
    late = (instant - instants[0] - frames.time_of(number) for number, instant in enumerate(instants))
    return all(abs(each) * frames.rate * 4 < 1 for each in late)


def _copy_packets(
    container: InputContainer, streams: list[Stream], file: Path, progress: Progress | None, cancel: Cancel | None
) -> None:
    options = {"movflags": "+faststart+use_metadata_tags"}
    with av.open(f"file:{file.absolute()}", mode="w", format="mp4", options=options) as made:
        # Matroska writes the names of its tags in capitals.
        tags = {name.lower(): tag for name, tag in container.metadata.items()}
        if RECIPE_KEY in tags:
            made.metadata[RECIPE_KEY] = tags[RECIPE_KEY]
        copies = {stream.index: made.add_stream_from_template(stream) for stream in streams}
        length = (container.duration or 0) / av.time_base
        for packet in _timed(container.demux(streams)):
            _give_up(cancel)
            if progress is not None and length and packet.pts is not None and packet.time_base is not None:
                progress(min(max(int(packet.pts * packet.time_base * 1000 / length), 0), 1000), 1000)
            packet.stream = copies[packet.stream.index]
            made.mux(packet)


def _timed(packets: Iterable["Packet[Stream]"]) -> Iterator["Packet[Stream]"]:
    """Give the first packets of a film the decoding times that Matroska does not store; the others have theirs."""
    waiting: dict[int, list[Packet[Stream]]] = {}
    begun: set[int] = set()
    for packet in packets:
        index = packet.stream.index
        if not packet.size:
            # The demuxer's last word on each stream.
            continue
        if packet.dts is None:
            if index in begun or len(waiting.setdefault(index, [])) >= _MOST_UNTIMED:
                raise ValueError("a packet has no time")
            waiting[index].append(packet)
            continue
        for before, early in enumerate(reversed(waiting.get(index, [])), 1):
            early.dts = packet.dts - before * max(int(packet.duration or 1), 1)
        yield from waiting.pop(index, [])
        begun.add(index)
        yield packet
    if waiting:
        raise ValueError("no packet has a time")


def _is_webm(file: Path) -> bool:
    """Whether the header names the narrower of the two kinds of Matroska."""
    with file.open("rb") as stream:
        return b"webm" in stream.read(64)


def _give_up(cancel: Cancel | None) -> None:
    if cancel is not None and cancel():
        raise CancelledError
