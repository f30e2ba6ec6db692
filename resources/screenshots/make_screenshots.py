"""Takes the screenshots of the README: the real window, a sample project, results of the embedded model.

Run from the repository root, with the project installed: ``python resources/screenshots/make_screenshots.py``.
It needs Xvfb and xdotool. The project takes some minutes to make; ``--project FILE`` keeps it, or takes the one that
is there.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.e2e.journeys import steps
from tests.e2e.window.display import Display
from tests.e2e.window.driver import Driver

_SHOWN = 2  # of the nodes, oldest first: the one with an edit chain behind it


def main() -> None:
    """Make the project if need be, and write the screenshots beside this script."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--project", type=Path, help="the sample project; made if it is not there")
    parser.add_argument("--to", type=Path, default=Path(__file__).parent, help="the folder of the screenshots")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, Display() as display:
        project = options.project or Path(folder) / "Picture book.lstudio"
        if not project.exists():
            make_project(display, Path(folder) / "maker", project)
        for theme in ("dark", "light"):
            # Each gets a copy and a home of its own: what is looked at in one must not show in the other.
            copy = Path(folder) / theme / "Picture book.lstudio"
            copy.parent.mkdir()
            shutil.copy(project, copy)
            take(display, Path(folder) / f"home-{theme}", copy, theme, options.to)


def make_project(display: Display, home: Path, path: Path) -> None:
    """Make a project as a user of the embedded model would have it after a few minutes."""
    driver = Driver(display, home)
    # It gets its place when it is whole.
    making = home / "sample.lstudio"
    try:
        driver.ask(f"studio.session.create(__import__('pathlib').Path({str(making)!r})) is not None")
        driver.wait("project is not None")
        car = _made(driver, "GeneratePicture('a red car on a meadow', Options(seed=3))")
        blue = _made(driver, f"EditPicture({car!r}, 'make the car blue', Options(seed=3))")
        bird = "add a small yellow bird at the top"
        _made(driver, f"EditPicture({blue!r}, {bird!r}, Options(seed=3))")
        _made(driver, f"EditPicture({car!r}, 'put it at sea', Options(seed=3))")
        _made(driver, "GeneratePicture('an orange cat in a room', Options(seed=5))")
        swims = "a blue fish moving to the right at sea"
        fish = _made(driver, f"GenerateClip({swims!r}, Options(seed=7))")
        moving = _made(driver, f"Animate(OfNode({car!r}), 'the car moves to the right', Options(seed=3))")
        for node in (moving, fish):
            driver.ask(f"studio.session.select_node({node!r})")
            driver.ask("studio.actions.trigger('clip.append')")
        driver.ask(f"studio.session.select_node({blue!r})")
        for question in ("What colour is the car?", "How many things are there?"):
            _done(driver, f"AskPicture({blue!r}, {question!r})")
        assert driver.quit() == 0
    finally:
        driver.close()
    shutil.move(making, path)


def take(display: Display, home: Path, project: Path, theme: str, folder: Path) -> None:
    """Write the screenshots of one theme: the window, the mask, the history."""
    driver = Driver(display, home, (str(project),))
    try:
        if driver.ask("studio.settings.get('theme') or 'dark'") != theme:
            driver.click_menu("View", "Light theme")
            driver.wait(f"studio.settings.get('theme') == {theme!r}")
        driver.wait("project is not None and len(project.nodes()) > 2")
        driver.ask("studio.session.select_timeline(project.timelines()[0].id)")
        driver.ask("studio.session.move_playhead(__import__('fractions').Fraction(1))")
        driver.ask("studio.session.view('node')")
        driver.ask(f"studio.session.select_node(project.nodes()[{_SHOWN}].id)")
        _settle(driver)
        driver.screenshot(folder / f"{theme}.png")
        _draw_mask(driver)
        driver.screenshot(folder / f"{theme}-mask.png")
        driver.click("canvas.clear")
        driver.click_tab("History")
        driver.click_tab("Queue")
        _settle(driver)
        driver.screenshot(folder / f"{theme}-history.png")
        assert driver.quit() == 0
    finally:
        driver.close()


def _made(driver: Driver, wish: str) -> str:
    """Queue a job, wait for it and return its node."""
    job = _done(driver, wish)
    return driver.ask(f"project.job({job!r}).results[0]")


def _done(driver: Driver, wish: str) -> str:
    # The wish is an expression in the names of these modules.
    modules = ("lance_studio.workflows.wishes", "lance_studio.workflows.clip_refs")
    names = ", ".join(f"**vars(__import__({module!r}, fromlist=['*']))" for module in modules)
    job = driver.ask(f"studio.work.submit(eval({wish!r}, {{{names}}}))[0]")
    driver.wait(f"project.job({job!r}).state in ('done', 'failed')", steps.JOB_SECONDS)
    assert driver.ask(f"project.job({job!r}).state") == "done", driver.ask(f"project.job({job!r}).log")
    return job


def _settle(driver: Driver) -> None:
    """Wait until the picture is read and the thumbnails of the timeline had time to come."""
    steps.picture_place(driver)
    images = "__import__('lance_studio.ui.thumbnails', fromlist=['MediaImages']).MediaImages"
    driver.wait(f"not any(each._asked for each in window.findChildren({images}))", steps.JOB_SECONDS)
    driver.wait("QThreadPool.globalInstance().activeThreadCount() == 0", steps.JOB_SECONDS)


def _draw_mask(driver: Driver) -> None:
    left, top, width, height = steps.picture_place(driver)
    driver.drag(
        "canvas.view",
        (round(left + 0.02 * width), round(top + 0.36 * height)),
        (round(left + 0.42 * width), round(top + 0.68 * height)),
    )
    driver.wait_text("canvas.mask", "Mask")


if __name__ == "__main__":
    main()
