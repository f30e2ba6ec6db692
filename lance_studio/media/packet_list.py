"""The list that an MP4 or MOV has of all its frames, and the frames' times by it, without reading the frames.

PyAV gives the list as FFmpeg has made it of the file and its edit list, with the times at which frames are decoded.
What it leaves out is by how much later each is shown (the box `ctts`); it is read here. Whether both together are what
reading the packets would give is proven at the film's beginning and at its end.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO, TypeAlias

import av  # noqa: F401 - whole before its parts
import numpy as np
from av.container import InputContainer
from av.error import FFmpegError
from av.video.stream import VideoStream
from numpy.typing import NDArray

from lance_studio.media.iso_boxes import boxes, movie_boxes, track_boxes
from lance_studio.media.packets import FilmPacket
from lance_studio.media.sources import Source, byte_size, opened_source
from lance_studio.media.streams import container_names

Numbers: TypeAlias = NDArray[np.int64]

_ROW = np.dtype([("time", "i8"), ("place", "i8"), ("size", "i8"), ("flags", "i8")])
_KEY, _HIDDEN = 1, 2  # FFmpeg's flags of an entry
_PROVEN = 64  # packets at the beginning that must be as they are listed, and at the end those after the last key frame
_MOST_DELAY = 1 << 27  # units of a track; FFmpeg does not believe larger ones


@dataclass(frozen=True, eq=False)
class PacketList:
    """The packets that a film lists, in the order of the file.

    Attributes:
        times: When each is decoded, in units of the stream.
        places: The byte of the file at which it begins.
        sizes: Bytes.
        is_key: Whether decoding can start there.
        is_hidden: Whether the edit list leaves it out, so that it is only decoded for others.
    """

    times: Numbers
    places: Numbers
    sizes: Numbers
    is_key: NDArray[np.bool_]
    is_hidden: NDArray[np.bool_]

    @property
    def shown(self) -> int:
        """How many frames are shown."""
        return len(self.times) - int(self.is_hidden.sum())

    def reaches_beyond(self, size: int) -> bool:
        """Tell whether packets lie beyond the end of a file of so many bytes, which was cut short then."""
        return bool((self.places + self.sizes > size).any())


@dataclass(frozen=True, eq=False)
class ListedTimes:
    """The shown frames of a list, in the order of the file.

    Attributes:
        times: When each is shown, in units of the stream.
        is_key: Whether decoding can start there.
        last: How long the frame that is shown last lasts, likewise.
    """

    times: Numbers
    is_key: NDArray[np.bool_]
    last: int


def read_list(container: InputContainer, stream: VideoStream) -> PacketList | None:
    """Read the list of a film's packets.

    MP4 and MOV list every frame, also those that an edit list hides; a fragmented file lists none in its header.

    Args:
        container: The opened film.
        stream: Its moving picture.

    Returns:
        The list; None where only reading can tell.
    """
    entries = stream.index_entries
    if "mp4" not in container_names(container) or stream.frames <= 0 or len(entries) == 0:
        return None
    rows = np.fromiter(((each.timestamp, each.pos, each.size, each.flags) for each in entries), _ROW, len(entries))
    key, hidden = (rows["flags"] & flag != 0 for flag in (_KEY, _HIDDEN))
    return PacketList(rows["time"], rows["place"], rows["size"], key, hidden)


def listed_times(
    source: Source, container: InputContainer, stream: VideoStream, packets: PacketList
) -> ListedTimes | None:
    """Find when the listed frames are shown.

    Args:
        source: The film.
        container: The film, just opened; its position is moved.
        stream: Its moving picture.
        packets: Its list.

    Returns:
        The frames; None where the list does not prove true, so that only reading all packets can tell.
    """
    # An edit list may have left out what lies before or behind it.
    if len(packets.times) != stream.frames or not packets.sizes.all():
        return None
    delays = _delays(source, stream.id, len(packets.times))
    if delays is None:
        return None
    shown = packets.times + delays
    try:
        lengths = _prove(container, stream, packets, shown)
    except FFmpegError:
        return None
    if lengths is None:
        return None
    visible = ~packets.is_hidden
    if not visible.any():
        return None
    latest = int(np.argmax(np.where(visible, shown, np.iinfo(np.int64).min)))
    first = len(shown) - len(lengths)
    return ListedTimes(shown[visible], packets.is_key[visible], lengths[latest - first]) if latest >= first else None


def _prove(container: InputContainer, stream: VideoStream, packets: PacketList, shown: Numbers) -> list[int] | None:
    """Compare the list with packets at both ends, and correct all times by what FFmpeg adds to them.

    Returns:
        How long each of the last packets lasts; None if the list is not true.
    """
    added = 0
    for number, packet in zip(range(min(_PROVEN, len(shown))), container.demux(stream), strict=False):
        if number == 0 and packet.pts is not None:
            added = packet.pts - int(shown[0])
            shown += added
        if not _agrees(packet, packets, shown, number):
            return None
    last_key = int(np.flatnonzero(packets.is_key)[-1]) if packets.is_key.any() else 0
    container.seek(int(packets.times[last_key]), stream=stream, backward=True)
    return _proven_end(container.demux(stream), packets, shown)


def _proven_end(rest: Iterable[FilmPacket], packets: PacketList, shown: Numbers) -> list[int] | None:
    """Compare the list with the packets after a jump to its end."""
    number: int | None = None
    lengths: list[int] = []
    for packet in rest:
        if not packet.size:
            break
        if number is None:
            found = np.flatnonzero(packets.places == packet.pos)
            number = int(found[0]) if len(found) == 1 else len(shown)
        if number >= len(shown) or not _agrees(packet, packets, shown, number):
            return None
        lengths.append(packet.duration or 0)
        number += 1
    return lengths if number == len(shown) else None


def _agrees(packet: FilmPacket, packets: PacketList, shown: Numbers, number: int) -> bool:
    listed = (shown[number], packets.times[number], packets.places[number], packets.sizes[number])
    flags = bool(packets.is_key[number]), bool(packets.is_hidden[number])
    read = (packet.pts, packet.dts, packet.pos, packet.size)
    return read == listed and (packet.is_keyframe, packet.is_discard) == flags and not packet.is_corrupt


def _delays(source: Source, track: int, count: int) -> Numbers | None:
    """By how much later than it is decoded each frame is shown; None where the file does not tell for each."""
    size = byte_size(source)
    try:
        with opened_source(source) as stream:
            return _read_delays(stream, size, track, count)
    except (OSError, struct.error, ValueError, IndexError):
        return None


def _read_delays(stream: BinaryIO, size: int, track: int, count: int) -> Numbers | None:
    movie = movie_boxes(stream, size)
    inside = track_boxes(stream, movie, track)
    if any(kind == b"mvex" for kind, _ in movie) or not inside:
        return None  # fragments follow, which the list lacks
    for kind in (b"mdia", b"minf", b"stbl"):
        if kind not in inside:
            return None
        inside = dict(boxes(stream, *inside[kind]))
    if b"ctts" not in inside:
        return np.zeros(count, np.int64)
    start, end = inside[b"ctts"]
    stream.seek(start + 4)
    (rows,) = struct.unpack(">I", stream.read(4))
    if rows > min(count, (end - start - 8) // 8):
        return None
    table = np.frombuffer(stream.read(8 * rows), ">i4").reshape(rows, 2).astype(np.int64)
    if (table[:, 0] < 1).any() or int(table[:, 0].sum()) != count or (np.abs(table[:, 1]) > _MOST_DELAY).any():
        return None
    return np.repeat(table[:, 1], table[:, 0])
