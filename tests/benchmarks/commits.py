"""How long a commit keeps the window's thread, on the disk as it is and on one whose every wait takes 300 ms.

    python -m tests.benchmarks.commits

Needs a C compiler, which builds the slow disk (`tests/slow_disk.py`). Both disks are measured in one run, so that their
ratio says something on any machine. "SQLite waits" is the same commit as it would be without the lane.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.project import Project
from tests.slow_disk import build

COMMITS, WAITING_COMMITS = 100, 5
SLOW_MS = 300


def main() -> None:
    """Print the times."""
    with tempfile.TemporaryDirectory() as folder:
        disk = build(Path(folder))
        if disk is None:
            sys.exit("There is no C compiler to build the slow disk with.")
        medians = []
        for milliseconds in (0, SLOW_MS):
            result = subprocess.run(
                [sys.executable, "-m", "tests.benchmarks.commits", "inside"],
                env=os.environ | disk.environment(milliseconds),
                check=True,
                capture_output=True,
                text=True,
            )
            median, worst, waiting, flush = map(float, result.stdout.split())
            medians.append(median)
            print(
                f"{milliseconds:3} ms for a wait: commit {median:.2f} ms (worst {worst:.1f}), "
                f"SQLite waits {waiting:.1f} ms, all durable after {flush:.0f} ms more"
            )
        print(f"ratio of the commits {medians[1] / medians[0]:.2f}")


def measure() -> None:
    """Print milliseconds: median and worst commit, the median of one that waits, and the wait at the end."""
    with tempfile.TemporaryDirectory() as folder, Project.create(Path(folder) / "a.lstudio") as project:
        project.flush()
        times = [_commit(project, number) for number in range(COMMITS)]
        start = time.perf_counter()
        project.flush()
        flush = 1000 * (time.perf_counter() - start)
        store = project._store
        store._is_deferred = False  # as on a disk that keeps no changes beside the file
        waiting = [_commit(project, number) for number in range(WAITING_COMMITS)]
    print(statistics.median(times), max(times), statistics.median(waiting), flush)


def _commit(project: Project, number: int) -> float:
    start = time.perf_counter()
    project.run(SetSetting("key", f"value {number}"))
    return 1000 * (time.perf_counter() - start)


if __name__ == "__main__":
    measure() if sys.argv[1:] == ["inside"] else main()
