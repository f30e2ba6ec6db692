"""Scaled dot-product attention through torch, with the kernel that is best for the shape.

On NVIDIA GPUs cuDNN is fastest for long queries; it plans again for every shape, which would dominate one-token queries
over a growing cache, so short queries use the other kernels.
"""

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.nn.attention import SDPBackend, sdpa_kernel

_LONG_QUERY = 256
_LONG = [
    SDPBackend.CUDNN_ATTENTION,
    SDPBackend.FLASH_ATTENTION,
    SDPBackend.EFFICIENT_ATTENTION,
    SDPBackend.MATH,
]
_SHORT = [SDPBackend.FLASH_ATTENTION, SDPBackend.EFFICIENT_ATTENTION, SDPBackend.MATH]


def attend(query: Tensor, key: Tensor, value: Tensor, *, causal: bool = False, mask: Tensor | None = None) -> Tensor:
    """Attention of a block of queries to everything before it and to itself.

    Args:
        query: [B, heads, L, D].
        key: [B, kv_heads, S, D] with S >= L; the last L keys belong to the queries. ``heads`` is a multiple of
            ``kv_heads``.
        value: Like ``key``.
        causal: Query i sees keys up to S − L + i (bottom-right aligned) instead of all.
        mask: bool [L, S], true where a query sees a key; not together with ``causal``.

    Returns:
        [B, L, heads · D].
    """
    length, total = query.shape[2], key.shape[2]
    if causal and 1 < length < total:
        mask = torch.ones(length, total, dtype=torch.bool, device=query.device).tril(total - length)
    square = causal and length == total and length > 1
    grouped = query.shape[1] != key.shape[1]
    if not query.is_cuda:
        out = F.scaled_dot_product_attention(query, key, value, attn_mask=mask, is_causal=square, enable_gqa=grouped)
        return out.transpose(1, 2).flatten(2)
    if grouped and (query.dtype == torch.float32 or mask is not None):
        # The kernels that take masks or float32 do not know grouped heads; their sizes here are small.
        repeats = query.shape[1] // key.shape[1]
        key, value = (x.repeat_interleave(repeats, dim=1) for x in (key, value))
        grouped = False
    order = _LONG if length >= _LONG_QUERY and mask is None else _SHORT
    with sdpa_kernel(order, set_priority=True):
        out = F.scaled_dot_product_attention(query, key, value, attn_mask=mask, is_causal=square, enable_gqa=grouped)
    return out.transpose(1, 2).flatten(2)
