"""What the first bytes of a packet of sound tell: MPEG audio, AAC with its own headers, and AC-3."""

from typing import Any, TypeAlias

import av  # noqa: F401 - whole before its parts
from av.packet import Packet

SoundPacket: TypeAlias = "Packet[Any]"

_MPEG = ("mp1", "mp2", "mp3", "mp1float", "mp2float", "mp3float")
_MONO = 3


def frame_form(codec: str, packet: SoundPacket) -> tuple[int, ...] | None:
    """Read what decides on the sample rate and the channels of a packet.

    Args:
        codec: FFmpeg's name of the decoder.
        packet: The packet, not empty.

    Returns:
        Numbers that are equal for packets of equal rate and channels; None where the packet does not begin with a
        header, because the codec has none or what the packet holds is no sound.
    """
    head = bytes(memoryview(packet)[:7])
    if len(head) < 7:
        return None
    if codec in _MPEG and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        return head[1] & 0xFE, head[2] & 0x0C, int(head[3] >> 6 == _MONO)
    if codec == "aac" and head[0] == 0xFF and head[1] & 0xF6 == 0xF0:
        return head[2] & 0xFD, head[3] & 0xC0
    if codec == "ac3" and head[:2] == b"\x0b\x77":
        return head[4] & 0xC0, head[6] >> 5
    return None


def is_no_sound(codec: str, packet: SoundPacket) -> bool:
    """Tell whether a packet of MPEG audio is something else, for example tags between two files that were joined."""
    return codec in _MPEG and frame_form(codec, packet) is None
