"""The form in which the index of sound tracks is kept in a file: small, checked, and refused rather than guessed at."""

import json
import struct
import zlib
from fractions import Fraction
from typing import Any

import av
import numpy as np

from lance_studio import limits
from lance_studio.media.sound_index import Counts, PacketTable, SoundIndex, SoundPart, Sounds

FORMAT = 2
"""Version of the form. Raise it whenever the form changes, or what `sound_scan.scan_sounds` makes of a file."""

_MAGIC = b"LSSOUND\0"
# Magic, version, checksum of what follows it.
_HEAD = struct.Struct("<8sII")
_LENGTH = struct.Struct("<I")
_PLAIN = ("codec", "channels", "layout", "length", "language", "title", "is_default", "pauses", "changes")
_ROWS = 5


def to_bytes(sounds: Sounds) -> bytes | None:
    """Write the tracks of a file.

    Args:
        sounds: The tracks.

    Returns:
        The bytes, or None where they are too many to be kept.
    """
    about = {
        # Another version of the library may read the same file in another way.
        "library": av.__version__,
        "has_picture": sounds.has_picture,
        "tracks": [None if track is None else _about(track) for track in sounds.tracks],
    }
    text = json.dumps(about).encode()
    tables = [track.packets for track in sounds.readable if track.packets is not None]
    rows = [_differences(row) for table in tables for row in _rows(table)]
    payload = b"".join([_LENGTH.pack(len(text)), text, *rows])
    if len(payload) > limits.INDEX_BYTES.most:
        return None
    packed = zlib.compress(payload, 1)
    return _HEAD.pack(_MAGIC, FORMAT, zlib.crc32(packed)) + packed


def from_bytes(data: bytes) -> Sounds | None:
    """Read what `to_bytes` wrote.

    Args:
        data: The content of a file of the cache, which may be damaged, of another version, or anything else.

    Returns:
        The tracks, or None if they cannot be used.
    """
    try:
        magic, version, checksum = _HEAD.unpack_from(data)
        packed = data[_HEAD.size :]
        if magic != _MAGIC or version != FORMAT or checksum != zlib.crc32(packed):
            return None
        most = limits.INDEX_BYTES.most
        payload = zlib.decompressobj().decompress(packed, most + 1)
        return None if len(payload) > most else _from_payload(payload)
    except (struct.error, zlib.error, ValueError, TypeError, KeyError, ArithmeticError, RecursionError):
        return None


def _from_payload(payload: bytes) -> Sounds | None:
    (length,) = _LENGTH.unpack_from(payload)
    place = _LENGTH.size + length
    about = json.loads(payload[_LENGTH.size : place])
    if about["library"] != av.__version__:
        return None
    tracks: list[SoundIndex | None] = []
    for each in about["tracks"]:
        table = None
        if each is not None and each["packets"] is not None:
            count = int(each["packets"])
            end = place + 8 * count * _ROWS
            numbers = np.frombuffer(payload[place:end], "<i8").astype(np.int64).reshape(_ROWS, count).cumsum(axis=1)
            table, place = PacketTable(*numbers, by_bytes=bool(each["by_bytes"])), end
        tracks.append(None if each is None else _track(each, table))
    usable = all(track is None or _is_sound(track) for track in tracks)
    return Sounds(tuple(tracks), bool(about["has_picture"])) if usable and place == len(payload) else None


def _about(track: SoundIndex) -> dict[str, Any]:
    return {
        **{name: getattr(track, name) for name in _PLAIN},
        "parts": [[part.first, part.rate, str(part.time)] for part in track.parts],
        "origin": str(track.origin),
        "declared": None if track.declared is None else str(track.declared),
        "packets": None if track.packets is None else len(track.packets),
        "by_bytes": track.packets is not None and track.packets.by_bytes,
    }


def _track(about: dict[str, Any], table: PacketTable | None) -> SoundIndex:
    return SoundIndex(
        codec=str(about["codec"]),
        channels=int(about["channels"]),
        layout=str(about["layout"]),
        parts=tuple(SoundPart(int(first), int(rate), Fraction(time)) for first, rate, time in about["parts"]),
        length=int(about["length"]),
        origin=Fraction(about["origin"]),
        packets=table,
        language=str(about["language"]),
        title=str(about["title"]),
        is_default=bool(about["is_default"]),
        declared=None if about["declared"] is None else Fraction(about["declared"]),
        pauses=int(about["pauses"]),
        changes=int(about["changes"]),
    )


def _is_sound(track: SoundIndex) -> bool:
    """Whether readers can rely on the numbers."""
    parts = track.parts
    firsts = [part.first for part in parts]
    in_order = bool(parts) and firsts[0] == 0 and firsts == sorted(set(firsts)) and firsts[-1] <= track.length
    if not in_order or any(part.rate < 1 for part in parts) or track.length < 1:
        return False
    table = track.packets
    if table is None:
        return True
    ends = table.starts + table.counts
    return bool(
        len(table)
        and (table.counts >= 0).all()
        and (table.starts[1:] >= ends[:-1]).all()
        and table.starts[0] >= 0
        and ends[-1] <= track.length
    )


def _rows(table: PacketTable) -> tuple[Counts, ...]:
    return table.marks, table.places, table.sizes, table.starts, table.counts


def _differences(row: Counts) -> bytes:
    # Differences repeat themselves, so that two hours of sound take a few kilobytes once they are compressed.
    return np.diff(row, prepend=0).astype("<i8").tobytes()
