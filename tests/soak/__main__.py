"""Long tests, on request: `python -m tests.soak [memory|monkey|commands|kills|mutations|hours] [--hours N]`.

The same tests run in small with all others; here they are given the numbers that take minutes or hours, and print their
figures: memory, file growth, commands, kills.
"""

import argparse
import os
import random
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

#: What each is called with, and which tests it runs.
SOAKS: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    "memory": (
        {
            "LANCE_STUDIO_TEST_GENERATIONS": "500",
            "LANCE_STUDIO_TEST_OPENINGS": "300",
            "LANCE_STUDIO_TEST_PROJECTS": "100",
        },
        ("tests/soak/test_memory.py",),
    ),
    "monkey": (
        {"LANCE_STUDIO_TEST_MONKEY": "1000", "LANCE_STUDIO_TEST_SEED": ",".join(map(str, range(1, 13)))},
        ("tests/unit/ui/test_window_monkey.py",),
    ),
    "commands": ({"LANCE_STUDIO_TEST_COMMANDS": "10000"}, ("tests/soak/test_commands.py",)),
    "kills": (
        {"LANCE_STUDIO_TEST_STUDIO_KILLS": "300", "LANCE_STUDIO_TEST_STUDIO_ENGINE": "real"},
        ("tests/e2e/kills/test_studio_kill.py",),
    ),
    "mutations": ({"LANCE_STUDIO_TEST_MUTATIONS": "1000"}, ("tests/fuzz",)),
}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("what", nargs="*", choices=[*SOAKS, "hours"], help="all but hours if none is named")
    parser.add_argument("--hours", type=float, default=1.0, help="how long random use goes on (default: 1)")
    asked = parser.parse_args()
    ends = []
    for what in asked.what or SOAKS:
        ends.append(use_for_hours(asked.hours) if what == "hours" else run(what, *SOAKS[what]))
    return max(ends)


def run(what: str, numbers: dict[str, str], tests: tuple[str, ...]) -> int:
    """Run tests with these numbers; returns pytest's status."""
    sys.stdout.write(f"== {what}: {' '.join(f'{name}={value}' for name, value in numbers.items())}\n")
    sys.stdout.flush()
    # Shown at once, and still captured: without that, pytest-qt does not fail a test on Qt's warnings.
    command = [sys.executable, "-m", "pytest", "-n", "0", "-q", "--capture=tee-sys", *tests]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", **numbers}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def use_for_hours(hours: float) -> int:
    """Use and kill the real window with the embedded model, ten kills with each new draw, until the time is over."""
    end, status = time.monotonic() + hours * 3600, 0
    chance = random.Random()
    while status == 0 and time.monotonic() < end:
        numbers, tests = SOAKS["kills"]
        seed = str(chance.randrange(1 << 30))
        status = run(
            "hours", {**numbers, "LANCE_STUDIO_TEST_STUDIO_KILLS": "10", "LANCE_STUDIO_TEST_SEED": seed}, tests
        )
    return status


if __name__ == "__main__":
    sys.exit(main())
