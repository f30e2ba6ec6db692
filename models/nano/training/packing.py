"""A step's batches as one block of bytes, so that they reach the device in one copy.

The layout of the block follows from a template: all batches of a run have the same shapes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.nano.training.data import Batch
from models.nano.training.forward import TextBatch
from models.nano.training.world.draw import DrawList, TensorList

_ALIGNMENT = 64


@dataclass(frozen=True, slots=True)
class DeviceBatch:
    """A :class:`~models.nano.training.data.Batch` whose arrays are views of the block on the device."""

    text: TextBatch
    clean: Tensor
    source: TensorList | None
    target: TensorList | None


def _arrays(batches: Mapping[str, Batch]) -> Iterator[NDArray[np.generic]]:
    for name in sorted(batches):
        batch = batches[name]
        yield from (batch.ids, batch.length, batch.caption, batch.dropped, batch.clean)
        for drawing in (batch.source, batch.target):
            if drawing is not None:
                yield from (getattr(drawing, field.name) for field in fields(DrawList))


def pack(batches: Mapping[str, Batch]) -> NDArray[np.uint8]:
    """All arrays of the batches in one block."""
    pieces: list[bytes] = []
    for array in _arrays(batches):
        data = np.ascontiguousarray(array).tobytes()
        pieces.append(data + bytes(-len(data) % _ALIGNMENT))
    return np.frombuffer(b"".join(pieces), dtype=np.uint8)


class Block:
    """Room for one step's batches on a device, with views of its parts.

    Args:
        template: Batches of the run's shapes.
        device: Where the block lives.
    """

    def __init__(self, template: Mapping[str, Batch], device: torch.device) -> None:
        packed = pack(template)
        self._block = torch.zeros(packed.size, dtype=torch.uint8, device=device)
        pinned = device.type == "cuda"
        # Two staging areas: one is being copied while the other is filled.
        self._staging = [torch.zeros(packed.size, dtype=torch.uint8, pin_memory=pinned) for _ in range(2)]
        self._copied = [torch.cuda.Event() if pinned else None for _ in range(2)]
        self._turn = 0
        self._at = 0
        self.batches = {name: self._views(template[name]) for name in sorted(template)}
        self.fill(packed)

    def _view(self, array: NDArray[np.generic]) -> Tensor:
        part = self._block[self._at : self._at + array.nbytes]
        self._at += -(-array.nbytes // _ALIGNMENT) * _ALIGNMENT
        return part.view(torch.from_numpy(array).dtype).view(array.shape)

    def _drawing(self, drawing: DrawList | None) -> TensorList | None:
        if drawing is None:
            return None
        return TensorList(**{field.name: self._view(getattr(drawing, field.name)) for field in fields(DrawList)})

    def _views(self, batch: Batch) -> DeviceBatch:
        ids, length, caption, dropped, clean = (
            self._view(array) for array in (batch.ids, batch.length, batch.caption, batch.dropped, batch.clean)
        )
        source, target = self._drawing(batch.source), self._drawing(batch.target)
        return DeviceBatch(TextBatch(ids, length, caption, dropped), clean, source, target)

    def fill(self, packed: NDArray[np.uint8]) -> None:
        """Put other batches in; the copy follows what the device has been told to do so far."""
        staging, event = self._staging[self._turn], self._copied[self._turn]
        if event is not None:
            event.synchronize()
        staging.copy_(torch.from_numpy(packed.copy()))
        self._block.copy_(staging, non_blocking=True)
        if event is not None:
            event.record()
        self._turn = 1 - self._turn
