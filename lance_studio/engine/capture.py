"""Recording a fixed sequence of GPU kernels once and replaying it (CUDA graphs).

Small steps, one picture's or one token's, are bound by the time that Python and torch take to launch kernels. A replay
launches all of them at once; the kernels, and so the results, are the same.
"""

import logging
from collections.abc import Callable
from functools import cache

import torch
from torch import Tensor

_log = logging.getLogger(__name__)


@cache
def _first_call_stream(_device: int) -> torch.cuda.Stream:
    """One stream a device for first calls: cuBLAS keeps a workspace of 32 MiB for every stream that it ever saw."""
    return torch.cuda.Stream()


class CapturedCall:
    """A function of tensors of fixed shapes, on one CUDA device, recorded at construction.

    Args:
        function: Takes tensors and returns one; must not synchronise or depend on values on the host.
        inputs: Example inputs with the shapes and formats of all later ones.
    """

    def __init__(self, function: Callable[..., Tensor], *inputs: Tensor) -> None:
        self._inputs = tuple(value.clone() for value in inputs)
        # Libraries allocate and plan in their first call, which must not be part of the recording.
        stream = _first_call_stream(torch.cuda.current_device())
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            function(*self._inputs)
        torch.cuda.current_stream().wait_stream(stream)
        self._graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self._graph):
            self._output = function(*self._inputs)

    def __call__(self, *inputs: Tensor) -> Tensor:
        """Run on new values; the returned tensor is overwritten by the next call."""
        for mine, given in zip(self._inputs, inputs, strict=True):
            mine.copy_(given)
        self._graph.replay()
        return self._output


def captured(function: Callable[..., Tensor], *inputs: Tensor) -> Callable[..., Tensor]:
    """A recording of a function, or the function itself where recording fails.

    Some combinations of driver, torch and attention kernel cannot be recorded, and a recording needs memory of its own;
    the function as it is only costs time.
    """
    try:
        return CapturedCall(function, *inputs)
    except RuntimeError as error:
        _log.warning("Kernels are launched one by one, which is slower: %s", str(error).splitlines()[0])
        return function
