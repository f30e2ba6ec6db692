"""Keys and values of a context (specification §2.4)."""

import torch
from torch import Tensor

from lance_studio.engine.config import LanguageConfig


class KeyValueCache:
    """Keys (normed and rotated) and values of all layers for one context.

    Room for ``capacity`` tokens is taken at once, so that growing copies nothing.

    Args:
        config: Shapes.
        capacity: Most tokens that will be stored.
        dtype: Number format of keys and values.
        device: Where they live.
    """

    def __init__(self, config: LanguageConfig, capacity: int, dtype: torch.dtype, device: torch.device) -> None:
        shape = (config.num_layers, 2, 1, config.num_kv_heads, capacity, config.head_dim)
        self._store = torch.empty(shape, dtype=dtype, device=device)
        self.length = 0

    @property
    def capacity(self) -> int:
        """Most tokens that fit."""
        return self._store.shape[4]

    def fork(self, capacity: int) -> "KeyValueCache":
        """An independent copy of what is stored, with another capacity (at least :attr:`length`)."""
        other = object.__new__(KeyValueCache)
        shape = (*self._store.shape[:4], capacity, self._store.shape[5])
        other._store = self._store.new_empty(shape)
        other._store[..., : self.length, :] = self._store[..., : self.length, :]
        other.length = self.length
        return other

    def append(self, layer: int, key: Tensor, value: Tensor) -> tuple[Tensor, Tensor]:
        """Store a chunk's keys and values [1, kv_heads, L, D] of one layer after the first :attr:`length` tokens.

        The caller raises :attr:`length` by L once all layers are done.

        Returns:
            All keys and all values of the layer so far, the chunk's included: views [1, kv_heads, S, D].
        """
        end = self.length + key.shape[2]
        keys, values = self._store[layer]
        keys[:, :, self.length : end] = key
        values[:, :, self.length : end] = value
        return keys[:, :, :end], values[:, :, :end]

    def joined(self, layer: int, key: Tensor, value: Tensor) -> tuple[Tensor, Tensor]:
        """Stored keys and values of one layer followed by a chunk's, without storing the chunk."""
        keys, values = self._store[layer]
        stored = slice(0, self.length)
        return torch.cat([keys[:, :, stored], key], dim=2), torch.cat([values[:, :, stored], value], dim=2)
