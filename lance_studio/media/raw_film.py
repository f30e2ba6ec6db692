"""Recognises raw streams of pictures, which have no container: H.264, HEVC, MPEG-1 and MPEG-2.

They are rows of units, each after three bytes that no unit holds, and each with a first byte that tells what it is. Any
file may hold such bytes by chance: hence all units of the file's beginning must be of known kinds, and those without
which nothing can be decoded must be among them.
"""

import re
from collections.abc import Callable

from lance_studio.media.sources import Source, read_head

_HEAD = 1 << 18
_UNIT = re.compile(rb"\0\0\x01(..)", re.DOTALL)
_BEGINNING = re.compile(rb"\0{2,8}\x01")
_MOST_UNITS = 400  # that are looked at

# ITU-T H.264, table 7-1, and H.265, table 7-1; the sets tell how pictures are coded.
_H264_PICTURES, _H264_SETS = {1, 2, 5}, {7, 8}
_H264_KNOWN = {*range(1, 16), 19, 20}
_HEVC_PICTURES, _HEVC_SETS = {*range(10), *range(16, 22)}, {32, 33, 34}
_HEVC_KNOWN = {*_HEVC_PICTURES, *range(32, 41)}
_MPEG_SEQUENCE, _MPEG_PICTURE = 0xB3, 0x00
_MPEG_KNOWN = {*range(0xB0), 0xB2, 0xB3, 0xB5, 0xB7, 0xB8}


def raw_film_format(file: Source) -> str | None:
    """Recognise a raw stream of pictures.

    Args:
        file: A checked source (see `sources.require_source`).

    Returns:
        FFmpeg's name of its format; None if it is none.
    """
    if not _BEGINNING.match(read_head(file, 16)):
        return None
    head = read_head(file, _HEAD)
    units = [found[1] for found, _ in zip(_UNIT.finditer(head), range(_MOST_UNITS), strict=False)]
    return next((name for name, is_such in _TESTS.items() if units and is_such(units)), None)


def _is_h264(units: list[bytes]) -> bool:
    kinds = [unit[0] & 31 for unit in units]
    proper = all(not unit[0] & 128 for unit in units)
    return proper and _H264_KNOWN.issuperset(kinds) and set(kinds) >= _H264_SETS and bool(_H264_PICTURES & set(kinds))


def _is_hevc(units: list[bytes]) -> bool:
    kinds = [unit[0] >> 1 & 63 for unit in units]
    proper = all(not unit[0] & 128 and unit[1] & 7 for unit in units)  # the layer's number is never 0
    return proper and _HEVC_KNOWN.issuperset(kinds) and set(kinds) >= _HEVC_SETS and bool(_HEVC_PICTURES & set(kinds))


def _is_mpeg(units: list[bytes]) -> bool:
    kinds = [unit[0] for unit in units]
    return kinds[0] == _MPEG_SEQUENCE and _MPEG_KNOWN.issuperset(kinds) and _MPEG_PICTURE in kinds


_TESTS: dict[str, Callable[[list[bytes]], bool]] = {"h264": _is_h264, "hevc": _is_hevc, "mpegvideo": _is_mpeg}
