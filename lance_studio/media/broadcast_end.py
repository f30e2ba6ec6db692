"""Tells where transport and program streams were cut off: their last packet is incomplete then."""

import struct

from lance_studio.media.sources import Source, byte_size, read_head, read_tail

_SYNC_BYTE = 0x47
_PACKETS = ((188, 0), (192, 4))  # bytes of a transport packet, and which of them is the sync byte
_ROW = 10  # packets by which their length is recognised, fewer in a shorter file
_LEAST = 3
_PACK, _END = b"\0\0\x01\xba", 0xB9
_TAIL = 1 << 17  # bytes of a program stream that are walked; no packet is longer than half of them


def transport_packets(head: bytes) -> tuple[int, int] | None:
    """Recognise the packets of a transport stream.

    A recording that was cut anywhere begins with a part of a packet.

    Args:
        head: The file's beginning.

    Returns:
        Where the first whole packet begins and the length of each; None for anything else.
    """

    def is_row(start: int, step: int, least: int) -> bool:
        found = head[start : start + 2 * _ROW * step : step]
        return len(found) >= least and set(found) == {_SYNC_BYTE}

    for length, sync in _PACKETS:
        if is_row(sync, length, _LEAST):
            return 0, length
    for length, sync in _PACKETS:
        for start in range(length):
            if is_row(start, length, _ROW):
                return (start - sync) % length, length
    return None


def ends_within_packet(source: Source) -> bool:
    """Tell whether a broadcast ends within a packet.

    Args:
        source: A transport or program stream.

    Returns:
        Whether something of its last packet is missing.

    Raises:
        MediaError: It cannot be read.
    """
    packets = transport_packets(read_head(source, 192 * 2 * _ROW))
    if packets is not None:
        start, length = packets
        return (byte_size(source) - start) % length != 0
    tail = read_tail(source, _TAIL)
    place = tail.find(_PACK)
    while place >= 0:
        after = _after(tail, place)
        if after is None:
            return False  # nothing that is known follows
        if after >= len(tail):
            return after > len(tail)
        place = after
    return False


def _after(tail: bytes, place: int) -> int | None:
    """Where what comes after a pack's header or a packet begins; None for anything else."""
    head = tail[place : place + 14]
    if head[:3] != b"\0\0\x01":
        # A few bytes at the end are the beginning of the next packet.
        return len(tail) + 1 if head == b"\0\0\x01"[: len(head)] and len(head) < 3 else None
    if len(head) < 6:
        return len(tail) if head[3:] == bytes([_END]) else len(tail) + 1
    if head[:4] == _PACK:
        if len(head) < 14:
            return len(tail) + 1
        # ISO 13818-1 gives it 14 bytes and up to 7 of stuffing, ISO 11172-1 gives it 12.
        return place + (14 + (head[13] & 7) if head[4] >> 6 == 1 else 12)
    if head[3] == _END:
        return place + 4
    return place + 6 + struct.unpack_from(">H", head, 4)[0] if head[3] > _END else None
