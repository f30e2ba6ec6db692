"""Latents as bytes, so that a project can keep what a result was decoded from."""

import io
import math

import numpy as np
from numpy.typing import NDArray

from lance_studio.errors import MediaError
from lance_studio.language import tr

_CHANNELS = 48
#: More than the largest result: 31 × 128 × 128 cells.
_MOST_VALUES = 64 * 128 * 128 * _CHANNELS


def pack_latent(latent: NDArray[np.float32]) -> bytes:
    """A latent in NumPy's file format.

    Args:
        latent: ``float32`` [t, h, w, 48].

    Returns:
        The bytes; :func:`unpack_latent` gives back exactly these values.
    """
    stream = io.BytesIO()
    np.save(stream, np.ascontiguousarray(latent, dtype=np.float32), allow_pickle=False)
    return stream.getvalue()


def unpack_latent(data: bytes) -> NDArray[np.float32]:
    """A latent from its bytes; objects in the file are refused, never loaded.

    Raises:
        MediaError: The bytes are not a latent.
    """
    stream = io.BytesIO(data)
    try:
        version = np.lib.format.read_magic(stream)
        if version != (1, 0):
            raise ValueError(f"format {version}")
        shape, _, kind = np.lib.format.read_array_header_1_0(stream)
        if kind != np.float32 or len(shape) != 4 or shape[3] != _CHANNELS or not 0 < math.prod(shape) <= _MOST_VALUES:
            raise ValueError(f"{kind} of shape {shape}")
        latent = np.load(io.BytesIO(data), allow_pickle=False)
        if not np.isfinite(latent).all():
            raise ValueError("values that are not numbers")
    except (ValueError, EOFError, SyntaxError, TypeError) as error:
        raise MediaError(
            tr("The kept latent is damaged: {error}.", error=error), tr("Edit from the picture instead.")
        ) from error
    return latent
