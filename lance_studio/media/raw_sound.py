"""Recognises raw streams of sound, which have no container: AAC (ADTS, LATM), AC-3, E-AC-3 and DTS.

Their frames begin with a few fixed bits, which any file may hold by chance. Hence several frames must follow one
another, each where the one before says that it ends. FFmpeg's own recognition is content with less.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from lance_studio.media.sources import Source, byte_size, read_head

_HEAD = 1 << 16
_CHAIN = 3  # frames that must follow one another; all of a file that is shorter
_ID3_HEAD = 10

# ATSC A/52, table 5.18: 16-bit words of a frame, by its code of size, at 48, 44.1 and 32 kHz.
_AC3_KBITS = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640)


def raw_sound_format(file: Source) -> str | None:
    """Recognise a raw stream of sound.

    Args:
        file: A checked source (see `sources.require_source`).

    Returns:
        FFmpeg's name of its format; None if it is none.
    """
    head = read_head(file, _HEAD)
    whole = byte_size(file) <= len(head)
    if head.startswith(b"ID3"):
        head = head[_ID3_HEAD + _id3_size(head) :]
    return next((name for name, length in _LENGTHS.items() if _is_chain(head, length, whole)), None)


def _is_chain(head: bytes, length: Callable[[bytes], int], whole: bool) -> bool:
    """Whether frames follow one another from the beginning; `length` is 0 for what is no frame."""
    place = found = 0
    while found < _CHAIN:
        size = length(head[place : place + 16])
        if size == 0:
            # A short file ends with its last frame, or within it where it was cut off.
            return whole and found > 0 and (place == len(head) or (place > len(head) and found > 1))
        found, place = found + 1, place + size
    return True


def _id3_size(head: bytes) -> int:
    if len(head) < _ID3_HEAD:
        return 0
    a, b, c, d = head[6:10]
    return (a & 127) << 21 | (b & 127) << 14 | (c & 127) << 7 | d & 127


def _adts(head: bytes) -> int:
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0 or head[2] >> 2 & 15 > 12:
        return 0
    size = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    return size if size >= 7 else 0


def _loas(head: bytes) -> int:
    if len(head) < 3 or head[0] != 0x56 or head[1] & 0xE0 != 0xE0:
        return 0
    return ((head[1] & 31) << 8 | head[2]) + 3


def _ac3(head: bytes) -> int:
    if len(head) < 6 or head[:2] != b"\x0b\x77" or head[5] >> 3 > 10:
        return 0
    rate, code = head[4] >> 6, head[4] & 63
    if rate == 3 or code >= 2 * len(_AC3_KBITS):
        return 0
    kbits = _AC3_KBITS[code >> 1]
    if rate == 1:  # 44.1 kHz: frames are of two lengths
        return 2 * (kbits * 1000 * 96 // 44_100 + (code & 1))
    return kbits * (4 if rate == 0 else 6)


def _eac3(head: bytes) -> int:
    if len(head) < 6 or head[:2] != b"\x0b\x77" or not 10 < head[5] >> 3 <= 16:
        return 0
    return 2 * (((head[2] & 7) << 8 | head[3]) + 1)


def _dts(head: bytes) -> int:
    if len(head) < 8 or head[:4] != b"\x7f\xfe\x80\x01":
        return 0
    size = ((head[5] & 3) << 12 | head[6] << 4 | head[7] >> 4) + 1
    return size if size >= 96 else 0


_LENGTHS: Mapping[str, Callable[[bytes], int]] = MappingProxyType(
    {"aac": _adts, "loas": _loas, "ac3": _ac3, "eac3": _eac3, "dts": _dts}
)
