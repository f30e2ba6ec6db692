"""Recognises Targa pictures (TGA), which begin with no signature: by their end, or by a header that fits the length."""

import struct

from lance_studio.media.sources import Source, byte_size, read_head, read_tail

_FOOTER = b"TRUEVISION-XFILE.\x00"
_FOOTER_BYTES = 26
_HEADER = 18
_PALETTE, _GREY = (1, 9), (3, 11)
_COMPRESSED = (9, 10, 11)
_DEPTHS = {1: (8, 16), 2: (15, 16, 24, 32), 3: (8, 16), 9: (8, 16), 10: (15, 16, 24, 32), 11: (8, 16)}


def is_targa(file: Source) -> bool:
    """Tell whether a file is a Targa picture.

    Args:
        file: A checked source (see `sources.require_source`).

    Returns:
        Whether its header is one and, unless it is compressed, its last bytes or its length agree.
    """
    head = read_head(file, _HEADER)
    if len(head) < _HEADER:
        return False
    text, has_palette, kind = head[:3]
    start, colours, colour_bits = struct.unpack_from("<HHB", head, 3)
    width, height, depth, form = struct.unpack_from("<HHBB", head, 12)
    if kind not in _DEPTHS or depth not in _DEPTHS[kind] or not width or not height or form & 0xC0:
        return False
    if (kind in _PALETTE) != (has_palette == 1) or (not has_palette and (start or colours or colour_bits)):
        return False
    if has_palette and colour_bits not in (15, 16, 24, 32):
        return False
    if read_tail(file, _FOOTER_BYTES).endswith(_FOOTER):
        return True
    if kind in _COMPRESSED:
        return True
    return byte_size(file) == _HEADER + text + colours * -(-colour_bits // 8) + width * height * -(-depth // 8)
