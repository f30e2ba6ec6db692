"""The window's thread never waits for the disk: every wait of a whole window is counted, with a disk of 300 ms."""

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from lance_studio.media.images import write_png
from lance_studio.project.commands.nodes import RenameNode
from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.project import Project
from lance_studio.workflows.wishes import GeneratePicture
from tests.slow_disk import build
from tests.unit.ui.test_generation_service import bench as bench
from tests.unit.ui.whole_window import Scene
from tests.unit.ui.whole_window import scene as scene
from tests.unit.workflows.bench import noise

RED = np.full((1, 64, 64, 3), (200, 40, 40), np.uint8)
INSIDE = "SLOW_DISK_LOG"


def mark(words: str) -> None:
    with Path(os.environ[INSIDE]).open("a", encoding="utf-8") as log:
        log.write(f"== {words}\n")


def waits(log: Path) -> dict[str, list[str]]:
    """What the main thread waited for, by mark."""
    found: dict[str, list[str]] = {}
    name = "start"
    for line in log.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            name = line[3:]
            found[name] = []
        elif line.startswith("main "):
            found.setdefault(name, []).append(line)
    return found


def test_the_windows_thread_never_waits_for_the_disk(tmp_path: Path) -> None:
    disk = build(tmp_path)
    if disk is None:
        pytest.skip("no C compiler to build a slow disk with")
    command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", __file__, "-k", "inside"]
    child = subprocess.run(
        command, env=os.environ | disk.environment(300), capture_output=True, text=True, check=False, timeout=300
    )
    assert child.returncode == 0, child.stdout[-3000:]
    found = waits(disk.log)
    assert list(found)[-6:] == ["edits", "import", "rename and undo", "job", "settings", "close"]
    # What is before them is the test's own; so is what closes the project for good after them.
    assert {name: found[name] for name in list(found)[-6:]} == {name: [] for name in list(found)[-6:]}
    assert sum(line.startswith("other ") for line in disk.log.read_text(encoding="utf-8").splitlines()) >= 5


@pytest.mark.skipif(INSIDE not in os.environ, reason="runs inside the test above")
def test_inside(scene: Scene, qtbot: QtBot, tmp_path: Path) -> None:
    bench, project = scene.bench, scene.bench.project
    mark("edits")
    slowest = 0.0
    for number in range(30):
        start = time.perf_counter()
        bench.session.run(SetSetting("a", str(number)))
        slowest = max(slowest, time.perf_counter() - start)
    assert slowest < 0.25
    mark("import")
    count = len(project.nodes())
    for number in range(2):
        write_png(tmp_path / f"{number}.png", noise(64, 48 + number))
    mark("import")
    bench.session.drop_files((tmp_path / "0.png", tmp_path / "1.png"))
    qtbot.waitUntil(lambda: len(project.media_list()) == count + 2, timeout=20_000)
    mark("rename and undo")
    bench.session.run(RenameNode(scene.node, "Boat"))
    bench.session.undo()
    bench.session.redo()
    mark("job")
    (job,) = bench.work.submit(GeneratePicture("a boat"))
    qtbot.waitUntil(lambda: bool(bench.engine.runs), timeout=20_000)
    bench.engine.draw(RED)

    def is_done() -> bool:
        row = project.job(job)
        return row is not None and row.state == "done"

    qtbot.waitUntil(is_done, timeout=20_000)
    mark("settings")
    bench.studio.settings.set("theme", "light")
    bench.studio.settings.add_recent(project.path)
    mark("close")
    path = project.path
    if not scene.window.close():
        assert "to the disk" in scene.window.statusBar().currentMessage()
        qtbot.waitSignal(scene.window.closed, timeout=20_000).wait()
    assert not path.with_name(f"{path.name}-wal").exists()
    with Project.open(path, read_only=True) as closed:
        assert closed.verify() == ()
