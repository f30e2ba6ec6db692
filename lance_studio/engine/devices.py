"""Choosing a device and how much of a processor to use, and saying clearly when memory does not suffice."""

import gc
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType

import torch

from lance_studio.errors import DeviceError
from lance_studio.language import tr
from lance_studio.memory_shortage import is_memory_shortage


def pick_device(name: str) -> torch.device:
    """The device for ``auto``, ``cpu``, ``cuda`` or ``cuda:N``.

    Raises:
        DeviceError: The name is unknown, or there is no such device.
    """
    if name == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        device = torch.device(name)
    except RuntimeError:
        raise DeviceError(
            tr("There is no device called {name}.", name=repr(name)), tr("Use auto, cpu, cuda or cuda:0.")
        ) from None
    if device.type not in ("cpu", "cuda"):
        raise DeviceError(
            tr("Lance Studio does not run on {name}.", name=repr(name)), tr("Use auto, cpu, cuda or cuda:0.")
        )
    if device.type == "cuda":
        if not torch.cuda.is_available():
            raise DeviceError(tr("No usable NVIDIA GPU was found."), tr("Check the driver, or choose the device cpu."))
        if (device.index or 0) >= torch.cuda.device_count():
            raise DeviceError(
                tr("There is no {name}.", name=name),
                tr("This machine has {count} GPU(s).", count=torch.cuda.device_count()),
            )
    return device


#: Of this process's control group: microseconds of processor time, or ``max``, and the period that they are for.
_CPU_QUOTA = Path("/sys/fs/cgroup/cpu.max")


def usable_cores() -> int:
    """Cores that this process may use: those that the system lets it run on, or fewer where a container is limited."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        quota, period = _CPU_QUOTA.read_text(encoding="ascii").split()
        cores = min(cores, int(quota) // int(period))
    except (OSError, ValueError, ZeroDivisionError):
        pass  # no such limit
    return max(1, cores)


def leave_a_core() -> None:
    """Compute with at most one thread less than there are usable cores, at least with one.

    The window and other programs need a core now and then, and threads that share their work wait for the one that is
    kept from working: on two cores with two busy programs, two threads were two to three times slower than one.

    Whoever sets ``OMP_NUM_THREADS`` has decided already.
    """
    if not os.environ.get("OMP_NUM_THREADS"):
        torch.set_num_threads(max(1, min(torch.get_num_threads(), usable_cores() - 1)))


def release_memory(device: torch.device) -> None:
    """Give memory of finished work back to the device, so that other programs can use it."""
    gc.collect()
    if device.type == "cuda":
        torch.cuda.empty_cache()


class _ExplainedMemoryErrors(AbstractContextManager[None]):
    """A class and not a generator, because a generator's exit would keep the error's traceback."""

    def __init__(self, device: torch.device) -> None:
        self._device = device

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        # The traceback holds the run's tensors.
        del traceback
        if isinstance(error, torch.OutOfMemoryError):
            free, total = torch.cuda.mem_get_info(self._device) if self._device.type == "cuda" else (0, 0)
            raise DeviceError(
                tr(
                    "The GPU's memory is full ({total:.0f} GB, {free:.1f} GB free).",
                    total=total / 2**30,
                    free=free / 2**30,
                ),
                tr("Choose a smaller size or fewer frames, or close other programs that use the GPU."),
            ) from error.with_traceback(None)
        # The CPU allocator, oneDNN and cuBLAS report it as a RuntimeError, each in words of its own.
        if isinstance(error, MemoryError) or (
            isinstance(error, RuntimeError) and ("DefaultCPUAllocator" in str(error) or is_memory_shortage(error))
        ):
            raise DeviceError(
                tr("The computer's memory is full."),
                tr("Choose a smaller size or fewer frames, or close other programs."),
            ) from error.with_traceback(None)


def explained_memory_errors(device: torch.device) -> AbstractContextManager[None]:
    """Turn an out-of-memory error into a :class:`DeviceError` with figures.

    The run's tensors are free as soon as that error is raised, not when somebody has finished showing it.
    """
    return _ExplainedMemoryErrors(device)


@contextmanager
def one_thread(wanted: bool) -> Iterator[None]:
    """Compute in this thread alone, which is faster for many small tensors: to wake the others takes longer than one.

    Args:
        wanted: False leaves everything as it is.
    """
    threads = torch.get_num_threads()
    if wanted:
        torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


@contextmanager
def exact_float32(device: torch.device, dtype: torch.dtype) -> Iterator[None]:
    """In float32 runs on a GPU, keep convolutions and matrix products from rounding to tf32."""
    if device.type != "cuda" or dtype != torch.float32:
        yield
        return
    matmul = torch.backends.cuda.matmul.allow_tf32
    with torch.backends.cudnn.flags(allow_tf32=False):
        torch.backends.cuda.matmul.allow_tf32 = False
        try:
            yield
        finally:
            torch.backends.cuda.matmul.allow_tf32 = matmul
