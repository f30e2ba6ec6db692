"""A disk that answers late, and a count of who waits for it: a library that is loaded before the C library's own."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

_SOURCE = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int noted(const char *name, int descriptor) {
    const char *log = getenv("SLOW_DISK_LOG"), *wait = getenv("SLOW_DISK_MS");
    if (log != NULL) {
        char line[512], link[64], path[400];
        snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
        ssize_t length = readlink(link, path, sizeof path - 1);
        path[length < 0 ? 0 : length] = 0;
        int is_main = syscall(SYS_gettid) == getpid();
        int size = snprintf(line, sizeof line, "%s %s %s\n", is_main ? "main" : "other", name, path);
        int file = open(log, O_WRONLY | O_APPEND | O_CREAT, 0644);
        if (file >= 0) { if (write(file, line, size) < 0) {} close(file); }
    }
    if (wait != NULL) usleep(1000 * atoi(wait));
    return 0;
}

int fsync(int descriptor) {
    noted("fsync", descriptor);
    return syscall(SYS_fsync, descriptor);
}

int fdatasync(int descriptor) {
    noted("fdatasync", descriptor);
    return syscall(SYS_fdatasync, descriptor);
}
"""


@dataclass(frozen=True)
class SlowDisk:
    """A built library.

    Attributes:
        library: Where it lies.
        log: Where it writes a line for each wait: "main" or "other" for the thread, the call, the file.
    """

    library: Path
    log: Path

    def environment(self, milliseconds: int) -> dict[str, str]:
        """Return the variables of a process whose every wait for the disk takes so long in addition."""
        return {
            "LD_PRELOAD": str(self.library),
            "SLOW_DISK_LOG": str(self.log),
            "SLOW_DISK_MS": str(milliseconds),
        }


def build(folder: Path) -> SlowDisk | None:
    """Build the library in a folder; None where the machine has no C compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        return None
    source, library = folder / "slow_disk.c", folder / "slow_disk.so"
    source.write_text(_SOURCE)
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], check=True)
    return SlowDisk(library, folder / "waits")
