"""The most memory that a job takes: of the GPU as its allocator counts it, else of this process as the kernel does."""

import contextlib
import re
from collections.abc import Callable
from pathlib import Path

from lance_studio.backends.events import MemoryTaken

_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
# Sets the kernel's "high water mark" back to what the process holds now (proc_pid_clear_refs(5)).
_RESET_PEAK = "5\n"


class PeakMemory:
    """Measures from its making on; one at a time in a process.

    Args:
        loaded: Bytes of the GPU that are allocated now; None where the model runs on the processor.
        peak: Returns the most bytes of the GPU that were allocated since; None on the processor.
    """

    def __init__(self, loaded: int | None = None, peak: Callable[[], int] | None = None) -> None:
        self._gpu_peak = peak
        if loaded is None:
            with contextlib.suppress(OSError):
                _CLEAR.write_text(_RESET_PEAK)
        self._loaded = _resident() if loaded is None else loaded
        self._seen = self._loaded

    def look(self, used: int) -> None:
        """Note what is used now, in bytes; it counts where the system keeps no mark of its own."""
        self._seen = max(self._seen, used)

    def taken(self) -> MemoryTaken:
        """What was taken so far."""
        if self._gpu_peak is not None:
            return MemoryTaken(kind="gpu", loaded=self._loaded, peak=max(self._gpu_peak(), self._loaded))
        peak = max(_high_water_mark(), _resident(), self._seen)
        return MemoryTaken(kind="cpu", loaded=self._loaded, peak=peak)


def _resident() -> int:
    import psutil

    return psutil.Process().memory_info().rss


def _high_water_mark() -> int:
    """The most bytes that this process held since the mark was set back; 0 where the system does not say."""
    try:
        found = re.search(r"^VmHWM:\s*(\d+) kB$", _STATUS.read_text(), re.MULTILINE)
    except OSError:
        return 0
    return 1024 * int(found[1]) if found else 0
