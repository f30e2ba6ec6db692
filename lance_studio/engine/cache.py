"""Keys and values of a context, and the ways in which a chunk attends to them (specification §2.4)."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

from lance_studio.engine.attention import attend
from lance_studio.engine.config import LanguageConfig

#: Takes a layer's index and a chunk's queries [B, heads, L, D], keys and values [B, kv_heads, L, D]; gives
#: [B, L, heads · D].
LayerAttention = Callable[[int, Tensor, Tensor, Tensor], Tensor]

_CAPACITY_MULTIPLE = 16


class KeyValueCache:
    """Keys (normed and rotated) and values of all layers for one context.

    Room for ``capacity`` tokens is taken at once, so that growing copies nothing.

    Args:
        config: Shapes.
        capacity: Most tokens that will be stored; rounded up to what masked attention kernels like.
        dtype: Number format of keys and values.
        device: Where they live.
    """

    def __init__(self, config: LanguageConfig, capacity: int, dtype: torch.dtype, device: torch.device) -> None:
        rounded = -(-capacity // _CAPACITY_MULTIPLE) * _CAPACITY_MULTIPLE
        shape = (config.num_layers, 2, 1, config.num_kv_heads, rounded, config.head_dim)
        # Zeros, because attention over a masked part must not meet NaN.
        self._store = torch.zeros(shape, dtype=dtype, device=device)
        self.length = 0

    @property
    def capacity(self) -> int:
        """Most tokens that fit."""
        return self._store.shape[4]

    def layer(self, index: int) -> tuple[Tensor, Tensor]:
        """Keys and values of a layer at full capacity, [1, kv_heads, capacity, D] each."""
        keys, values = self._store[index]
        return keys, values

    def fork(self, capacity: int) -> "KeyValueCache":
        """An independent copy of what is stored, with another capacity (at least :attr:`length`)."""
        other = object.__new__(KeyValueCache)
        shape = (*self._store.shape[:4], capacity, self._store.shape[5])
        other._store = self._store.new_zeros(shape)
        other._store[..., : self.length, :] = self._store[..., : self.length, :]
        other.length = self.length
        return other


def storing(cache: KeyValueCache, *, causal: bool) -> LayerAttention:
    """Attention of one chunk (B = 1) to a context and itself, which appends the chunk to the context.

    The caller raises ``cache.length`` by the chunk's length once all layers are done.
    """

    def attention(layer: int, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        end = cache.length + key.shape[2]
        keys, values = cache.layer(layer)
        keys[:, :, cache.length : end] = key
        values[:, :, cache.length : end] = value
        return attend(query, keys[:, :, :end], values[:, :, :end], causal=causal)

    return attention


def against(caches: Sequence[KeyValueCache]) -> LayerAttention:
    """Attention of B chunks to B contexts and themselves, leaving the contexts as they are."""

    def attention(layer: int, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        outputs: list[Tensor] = []
        for row, cache in enumerate(caches):
            one = slice(row, row + 1)
            keys, values = cache.layer(layer)
            outputs.append(
                attend(
                    query[one],
                    torch.cat([keys[:, :, : cache.length], key[one]], dim=2),
                    torch.cat([values[:, :, : cache.length], value[one]], dim=2),
                )
            )
        return outputs[0] if len(outputs) == 1 else torch.cat(outputs)

    return attention


def storing_at(cache: KeyValueCache, place: Tensor) -> LayerAttention:
    """Attention of one token that is stored at ``place``, an int64 [1] on the device; sees everything up to it.

    Unlike :func:`storing` no shape depends on the length, so the same recorded kernels serve every token.
    """
    mask = (torch.arange(cache.capacity, device=place.device) <= place)[None]  # [1, capacity]

    def attention(layer: int, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        keys, values = cache.layer(layer)
        keys.index_copy_(2, place, key)
        values.index_copy_(2, place, value)
        return attend(query, keys, values, mask=mask)

    return attention
