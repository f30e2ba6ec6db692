"""How long a process has been running, to the hundredth of a second."""

import os
import time
from pathlib import Path

_START = 19  # of the fields that follow the program's name in /proc/PID/stat


def process_age() -> float:
    """Return the seconds since this process was started.

    psutil's `create_time` would not do: it counts from the moment of the boot, which Linux tells in whole seconds, so
    that it is up to a second off, by another amount after each boot.
    """
    fields = Path("/proc/self/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    return time.clock_gettime(time.CLOCK_BOOTTIME) - int(fields[_START]) / os.sysconf("SC_CLK_TCK")
