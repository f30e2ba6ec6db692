"""Recognises raw streams of video, which have no container: H.264, HEVC, MPEG-1, -2 and -4, AV1, and YUV4MPEG.

A start code may stand in any file by chance. Hence the headers that each stream begins with must be there, and its
first pictures. FFmpeg's own recognition is content with less.
"""

from lance_studio.media.sources import Source, read_head

_HEAD = 1 << 16
_START = b"\0\0\1"
_MOST_CODES = 400

RAW_VIDEO = frozenset({"h264", "hevc", "mpegvideo", "m4v", "obu"})
"""FFmpeg's names of the streams whose packets have no times, and in which jumps go to bytes."""

_Y4M = b"YUV4MPEG2 "
_TEMPORAL_DELIMITER, _SEQUENCE_HEADER = b"\x12\0", 0x0A
_SPS, _PPS, _AVC_FIRST, _AVC_PICTURES = 7, 8, (6, 7, 9), {1, 5}
_VPS, _HEVC_SPS, _HEVC_PPS, _HEVC_FIRST, _HEVC_PICTURES = 32, 33, 34, (32, 33, 35, 39), set(range(22))
_SEQUENCE, _PICTURE = 0xB3, 0x00
_VISUAL_SEQUENCE, _VOP, _LAYERS = 0xB0, 0xB6, range(0x20, 0x30)


def raw_video_format(file: Source) -> str | None:
    """Recognise a raw stream of video.

    Args:
        file: A checked source (see `sources.require_source`).

    Returns:
        FFmpeg's name of its format; None if it is none.
    """
    head = read_head(file, _HEAD)
    if is_yuv4mpeg(head):
        return "yuv4mpegpipe"
    if head[:2] == _TEMPORAL_DELIMITER and head[2:3] == bytes([_SEQUENCE_HEADER]):
        return "obu"
    if head[:3] != _START and head[:4] != b"\0" + _START:
        return None
    codes = _codes(head)
    if codes[:1] == [_SEQUENCE]:
        return "mpegvideo" if _PICTURE in codes else None
    if codes[0] <= _LAYERS[-1] or codes[0] == _VISUAL_SEQUENCE:
        is_visual = _VOP in codes and any(code in _LAYERS for code in codes)
        if is_visual:
            return "m4v"
    return _by_units(codes)


def is_yuv4mpeg(head: bytes) -> bool:
    """Tell whether a file's beginning is that of a YUV4MPEG stream, which is a line of text."""
    return head.startswith(_Y4M)


def _by_units(codes: list[int]) -> str | None:
    """H.264 or HEVC, by the kinds of the units: their parameters stand before their pictures."""
    if any(code & 0x80 for code in codes):
        return None  # a forbidden bit
    kinds = [code & 31 for code in codes]
    if kinds[0] in _AVC_FIRST and {_SPS, _PPS} <= set(kinds) and _AVC_PICTURES & set(kinds):
        return "h264"
    kinds = [code >> 1 for code in codes]
    if kinds[0] in _HEVC_FIRST and {_VPS, _HEVC_SPS, _HEVC_PPS} <= set(kinds) and _HEVC_PICTURES & set(kinds):
        return "hevc"
    return None


def _codes(head: bytes) -> list[int]:
    """The bytes after the first start codes."""
    found: list[int] = []
    place = head.find(_START)
    while 0 <= place < len(head) - 3 and len(found) < _MOST_CODES:
        found.append(head[place + 3])
        place = head.find(_START, place + 3)
    return found or [0xFF]
