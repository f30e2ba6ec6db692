"""Recording a training step as a CUDA graph, and working on several GPUs."""

import os
from collections.abc import Callable

import torch
import torch.distributed as dist
from torch import Tensor

_WARM_UP = 3


def recorded(step: Callable[[], None], device: torch.device) -> Callable[[], None]:
    """The step as one CUDA graph after a few runs; the step itself where there is no GPU.

    The step must read and write tensors that stay where they are, and never wait for the device. The runs before
    recording do its work as well.
    """
    if device.type != "cuda":
        return step
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        for _ in range(_WARM_UP):
            step()
    torch.cuda.current_stream().wait_stream(stream)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        step()
    return graph.replay


class Team:
    """This process among those that train together, one for each GPU; alone without ``torchrun``."""

    def __init__(self) -> None:
        self.size = int(os.environ.get("WORLD_SIZE", "1"))
        self.rank = int(os.environ.get("RANK", "0"))
        if torch.cuda.is_available():
            self.device = torch.device("cuda", self.rank)
            torch.cuda.set_device(self.device)
        else:
            self.device = torch.device("cpu")
        if self.size > 1:
            dist.init_process_group("nccl" if self.device.type == "cuda" else "gloo", device_id=self.device)

    @property
    def leads(self) -> bool:
        """Whether this process prints and saves."""
        return self.rank == 0

    def average(self, tensor: Tensor) -> None:
        """Replace a tensor by its mean over all processes."""
        if self.size > 1:
            dist.all_reduce(tensor, op=dist.ReduceOp.AVG)

    def agree(self, value: bool) -> bool:
        """The leading process's opinion."""
        if self.size == 1:
            return value
        flag = torch.tensor([float(value)], device=self.device)
        dist.broadcast(flag, 0)
        return bool(flag.item())

    def close(self) -> None:
        """Leave the team."""
        if self.size > 1:
            dist.destroy_process_group()
