"""Memory stays flat in long use: hundreds of results, openings and projects in one window, with one engine.

`LANCE_STUDIO_TEST_GENERATIONS`, `…_OPENINGS` and `…_PROJECTS` say how many; `python -m tests.soak memory` asks for
500, 300 and 100.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
COUNTS = {
    "generations": int(os.environ.get("LANCE_STUDIO_TEST_GENERATIONS", "10")),
    "openings": int(os.environ.get("LANCE_STUDIO_TEST_OPENINGS", "10")),
    "projects": int(os.environ.get("LANCE_STUDIO_TEST_PROJECTS", "10")),
}
MOST_GROWTH = 30 << 20

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600 + 8 * sum(COUNTS.values()))]


def test_memory_stays_flat(tmp_path: Path) -> None:
    points = _use(tmp_path)
    print("\n" + "\n".join(_table(points)))
    for what, count in COUNTS.items():
        own = [point for point in points if point["what"] == what]
        assert own[-1]["count"] == count
        for process in ("window", "engine"):
            # The engine's process ends when its project is closed, and another one begins.
            sizes = [point[process] for point in own if point[process] is not None]
            if process == "window" or what == "generations":
                assert sizes[-1] - sizes[0] <= MOST_GROWTH, (what, process, sizes)
        for number in ("widgets", "threads", "files"):
            counts = [point[number] for point in own]
            # What is in sight differs a little; what leaks grows with each round.
            assert counts[-1] - counts[0] <= max(30, count // 4), (what, number, counts)


def _use(folder: Path) -> list[dict[str, Any]]:
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "QT_QPA_PLATFORM": "offscreen",
        "LANCE_STUDIO_HOME": str(folder / "home"),
    }
    arguments = [str(folder), *map(str, COUNTS.values())]
    done = subprocess.run(
        [sys.executable, "-m", "tests.soak.memory_child", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-5000:]
    # Neither a warning of Qt nor a traceback.
    assert done.stderr == ""
    return [json.loads(line) for line in done.stdout.splitlines()]


def _table(points: list[dict[str, Any]]) -> list[str]:
    lines = ["                   window MB  engine MB  objects  widgets  threads  files"]
    for point in points:
        engine = "-" if point["engine"] is None else f"{point['engine'] / (1 << 20):.1f}"
        lines.append(
            f"{point['count']:6} {point['what']:12} {point['window'] / (1 << 20):8.1f} {engine:>10} "
            f"{point['objects']:8} {point['widgets']:8} {point['threads']:8} {point['files']:6}"
        )
    return lines
