"""Pictures of two values, such as masks, as small PNG files in memory: one bit for each pixel, written quickly."""

import struct
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_LEVEL = 1
"""Of compression: masks have large areas of one value, which even the quickest level makes small."""


def bits_png(inside: "NDArray[np.bool_]") -> bytes:
    """Return the content of a PNG file that is white where a mask says yes and black elsewhere.

    Args:
        inside: bool [H, W].
    """
    import numpy as np

    height, width = inside.shape
    # Each row begins with the number of its filter: 0, as it is.
    rows = np.zeros((height, 1 + (width + 7) // 8), np.uint8)
    rows[:, 1:] = np.packbits(inside, axis=1)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows.data, _LEVEL)), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(data, zlib.crc32(kind)))
