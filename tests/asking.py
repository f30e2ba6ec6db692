"""A request together with the pictures and clips that it works on, as tests write them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from lance_studio.requests import InputBlock

Frame = NDArray[np.uint8]


class Asked(NamedTuple):
    """What a run takes: ``engine.run(*asked)``.

    Attributes:
        request: One of the requests.
        inputs: What it works on.
    """

    request: Any
    inputs: tuple[InputBlock, ...] = ()

    def but(self, *, inputs: tuple[InputBlock, ...] | None = None, **fields: Any) -> "Asked":
        """The same with other fields of the request, or other inputs."""
        request = msgspec.structs.replace(self.request, **fields)
        return Asked(request, self.inputs if inputs is None else inputs)

    def last(self, **changes: Any) -> "Asked":
        """The same with another mask or latent of the last block."""
        return Asked(self.request, (*self.inputs[:-1], replace(self.inputs[-1], **changes)))


def pictures(*frames: Frame) -> tuple[InputBlock, ...]:
    """A block for each picture, ``uint8`` [H, W, 3]."""
    return tuple(InputBlock(frame[None]) for frame in frames)


def clips(*sequences: Sequence[Frame] | Frame) -> tuple[InputBlock, ...]:
    """A block for each clip, a list of frames ``uint8`` [H, W, 3]."""
    return tuple(InputBlock(np.stack(list(frames))) for frames in sequences)
