"""The studio dies at a random moment: whatever it had acknowledged is there, and the project is sound."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lance_studio.project.lock import lock_path
from lance_studio.project.project import Project
from tests.unit.project.indexed import require_in_step
from tests.unit.project.model import Model, add_node, matches, perform
from tests.unit.project.samples import names

ROOT = Path(__file__).resolve().parents[3]
TIMES = int(os.environ.get("LANCE_STUDIO_TEST_KILLS", "12"))


@pytest.mark.parametrize("seed", range(TIMES))
def test_nothing_acknowledged_is_lost(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "film.lstudio"
    Project.create(path).close()
    acknowledged = kill_at(path, seed, random.Random(seed).randrange(1, 60))

    assert lock_path(path).exists()  # left by the dead process, and in nobody's way
    with Project.open(path) as project:
        assert project.verify() == ()
        require_in_step(project)
        # The process may have died between a commit and its acknowledgement.
        expected = [replayed(seed, acknowledged), replayed(seed, acknowledged + 1)]
        assert any(matches(model, project) for model in expected)
        add_more(project)
        project.close()
    with Project.open(path) as project:
        assert project._store.connection.execute("SELECT max(size) < 1000 FROM blob").fetchone() == (1,)
        assert project.verify() == ()
    assert names(tmp_path) == ["film.lstudio"]


def kill_at(path: Path, seed: int, number: int) -> int:
    """Kill a child at or soon after its `number`th acknowledgement; returns how many it gave."""
    command = [sys.executable, "-m", "tests.unit.project.kill_child", str(path), str(seed)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, bufsize=0) as child:
        assert child.stdout is not None
        count = 0
        while count < number:
            said = child.stdout.read(1)
            assert said == b"."
            count += 1
        # Killed in the middle of a command: on two cores, that much computing takes a random part of one.
        sum(range(random.Random(seed).randrange(300_000)))
        child.send_signal(signal.SIGKILL)
        rest = child.stdout.read()
        return count + len(rest)


def replayed(seed: int, count: int) -> Model:
    chance, model = random.Random(seed), Model()
    for _ in range(count):
        perform(chance, model, None)
    return model


def add_more(project: Project) -> None:
    before = len(project.undo_list())
    chance, model = random.Random(0), Model(count=1 << 40)
    add_node(chance, model, project)
    assert len(project.undo_list()) == min(before + 1, 300)
