"""What the journeys do again and again: wait for the queue, read results, use a file dialog, keep screenshots."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import psutil
from numpy.typing import NDArray
from PIL import Image

from lance_studio.project.project import Project
from tests.e2e.window.driver import ROOT, Driver, WindowError

# The engine is imported, the model loaded and the work done by two cores that have other work too.
JOB_SECONDS = 240.0
SHOTS_VARIABLE = "LANCE_STUDIO_SCREENSHOTS"

Pixels = NDArray[np.uint8]


def shots_folder(fallback: Path, journey: str = "") -> Path:
    """Return where a journey keeps its screenshots: below the folder that the environment names, or its own."""
    named = os.environ.get(SHOTS_VARIABLE)
    folder = Path(named) / journey if named else fallback
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def lock_seed(driver: Driver, seed: int) -> None:
    """Type a seed into the canvas' bar, which every later generation uses."""
    driver.enter("canvas.seed", str(seed))
    driver.key("Tab")
    driver.wait(f"studio.settings.get('generation', {{}}).get('seed') == {seed}")


def wait_jobs(driver: Driver, count: int, seconds: float = JOB_SECONDS) -> list[str]:
    """Wait until this many jobs of the project have come to their end and none is left; return their states."""
    waiting = "[job.state in ('done', 'failed', 'cancelled') for job in project.jobs()]"
    driver.wait(f"len(jobs := {waiting}) >= {count} and all(jobs)", seconds)
    return driver.ask("[job.state for job in project.jobs()]")


def wait_done(driver: Driver, count: int, seconds: float = JOB_SECONDS) -> None:
    """Wait until this many jobs are done; fail with its cause if one is not."""
    states = wait_jobs(driver, count, seconds)
    assert states == ["done"] * count, driver.ask(
        "[(job.name, job.state, job.cause, job.log) for job in project.jobs()]"
    )


def nodes(driver: Driver) -> list[str]:
    """Return the ids of the project's nodes, oldest first."""
    return driver.ask("[node.id for node in project.nodes()]")


def media_path(driver: Driver, node_id: str) -> Path:
    """Return a file with the content of a node's medium."""
    return Path(driver.ask(f"str(project.files.path(project.node({node_id!r}).media_id))"))


def pixels(driver: Driver, node_id: str) -> Pixels:
    """Return the picture of a node: uint8 [H, W, 3]."""
    return read_pixels(media_path(driver, node_id))


def read_pixels(path: Path) -> Pixels:
    """Return the picture in a file: uint8 [H, W, 3]."""
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGB"))


def share(picture: Pixels, is_colour: Callable[[Pixels, Pixels, Pixels], NDArray[np.bool_]]) -> float:
    """Return the share of the pixels whose red, green and blue (int16) satisfy a condition."""
    red, green, blue = np.moveaxis(picture.astype(np.int16), -1, 0)
    return float(np.mean(is_colour(red, green, blue)))


def choose_file(driver: Driver, dialog: str, path: Path) -> None:
    """Type a path into the open file dialog of this object name, and accept it."""
    driver.wait(f"(found := find({dialog!r})) and found['visible']")
    driver.wait(f"QApplication.activeModalWidget() and QApplication.activeModalWidget().objectName() == {dialog!r}")
    type_path(driver, path)
    driver.key("Return")
    closed = f"not ((found := find({dialog!r})) and found['visible'])"
    try:
        driver.wait(closed, 5)
    except WindowError:
        # The list of completions, which comes when the folder has been read, has taken the key.
        driver.key("Return")
        driver.wait(closed)


def type_path(driver: Driver, path: Path) -> None:
    """Type a path into a file dialog; its list of suggestions can take some keys away, then once more."""
    for seconds in (5.0, 5.0, 20.0):
        driver.click("fileNameEdit")
        driver.key("ctrl+a")
        driver.type(str(path))
        try:
            driver.wait(f"find('fileNameEdit')['text'] == {str(path)!r}", seconds)
        except WindowError:
            if seconds == 20.0:
                raise
        else:
            return


def drop_file(driver: Driver, path: Path, target: str, until: str) -> None:
    """Drag a file with the mouse from a window of another program onto a widget, and let it go there.

    The other program stays until a condition of the studio holds, because the file's name is fetched from it.
    """
    environment = {**os.environ, "DISPLAY": driver.display.name, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(ROOT / "tests" / "e2e" / "journeys" / "drag_source.py"), str(path)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as source:
        try:
            assert source.stdout is not None
            assert source.stdout.readline() == "ready\n"
            place = driver.wait_for(target).centre
            with driver.holding((24, 24), place):
                # The other program hears of it when the studio has said that it would take the file.
                assert source.stdout.readline() == "accepted\n"
            driver.wait(until)
        finally:
            source.kill()


def begin(driver: Driver, seed: int, steps: int) -> None:
    """Go from the welcome page into a new project, lock a seed, and draw with fewer steps than the model would."""
    driver.ask(f"studio.settings.set('generation', {{'steps': {steps}}})")
    driver.click("welcome.new")
    driver.wait("project is not None and find('canvas.prompt')['focus']")
    lock_seed(driver, seed)


def choose_workspace(driver: Driver, name: str) -> None:
    """Click on a workspace at the right end of the toolbar, and wait until it is there."""
    driver.click(f"segment.{name}")
    driver.wait(f"window.workspaces.current == {name!r}")


def instruct(driver: Driver, text: str) -> None:
    """Type an instruction into the canvas' bar and send it by its key."""
    driver.enter("canvas.prompt", text)
    driver.key("Return")
    driver.wait("find('canvas.prompt')['text'] == ''")


def engine_process(driver: Driver) -> psutil.Process:
    """Return the process of the studio's engine."""
    found = [
        child
        for child in psutil.Process(driver.process.pid).children(recursive=True)
        if "lance_studio.backends.process.child" in child.cmdline()
    ]
    assert len(found) == 1, found
    return found[0]


def picture_place(driver: Driver) -> tuple[float, float, float, float]:
    """Return left, top, width and height of the picture on the canvas, counted from the canvas' corner."""
    surface = "[w for w in QApplication.allWidgets() if w.objectName() == 'canvas.view'][0]"
    driver.wait(f"{surface}.image is not None and find('canvas.view')['visible']")
    left, top, width, height = driver.ask(f"{surface}.place().getRect()")
    return left, top, width, height


def verify(path: Path) -> None:
    """Check the project file of a studio that has ended."""
    with Project.open(path) as project:
        assert project.verify() == ()
