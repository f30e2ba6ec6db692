"""Latents as bytes: exact, and refused if they are anything else."""

import io
import pickle
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from lance_studio.errors import MediaError
from lance_studio.workflows.latents import pack_latent, unpack_latent

LATENT = np.random.default_rng(1).standard_normal((2, 3, 4, 48)).astype(np.float32)


def saved(array: NDArray[Any]) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def test_a_latent_comes_back_exactly() -> None:
    back = unpack_latent(pack_latent(LATENT[:, ::-1]))
    assert back.dtype == np.float32
    assert np.array_equal(back, LATENT[:, ::-1])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x93NUMPY",
        pack_latent(LATENT)[:-1],
        pack_latent(LATENT)[:90],
        saved(LATENT.astype(np.float64)),
        saved(LATENT[0]),
        saved(LATENT[..., :47]),
        saved(np.where(np.arange(48) == 5, np.nan, LATENT).astype(np.float32)),
        saved(np.array([{}], dtype=object)),
        pickle.dumps(LATENT),
        pack_latent(LATENT).replace(b"(2, 3, 4, 48)", b"(9999999999, 9, 9, 48)"),
    ],
)
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(MediaError, match="latent is damaged") as caught:
        unpack_latent(data)
    assert caught.value.remedy
