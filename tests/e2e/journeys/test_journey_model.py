"""The model lies on a drive that is unplugged while the queue works, and comes back: nothing is lost or used up."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from lance_studio.paths import embedded_model_dir
from tests.e2e.journeys import steps
from tests.e2e.window.driver import Driver

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

_STATES = "[job.state for job in project.jobs()]"


def test_a_model_is_lost_and_found_again(open_window: Callable[..., Driver], shots: Path, tmp_path: Path) -> None:
    embedded = embedded_model_dir()
    assert embedded is not None
    drive = tmp_path / "drive"
    shutil.copytree(embedded, drive / "nano", ignore=shutil.ignore_patterns("training", "__pycache__"))
    driver = open_window()
    # One level too high, as people name it.
    driver.ask(f"studio.settings.set('model_folder', {str(drive)!r})")
    steps.begin(driver, 3, 24)
    driver.wait(f"studio.work.model and str(studio.work.model.folder.root) == {str(drive / 'nano')!r}")
    driver.ask("studio.work.queue.pause()")
    for number, words in enumerate(("a red car", "a blue boat", "a green tree"), start=1):
        steps.instruct(driver, words)
        driver.wait(f"len(project.jobs()) == {number}")
    driver.ask("studio.work.queue.resume()")
    driver.wait("studio.session.running and studio.session.running.step >= 1", steps.JOB_SECONDS)
    drive.rename(tmp_path / "away")
    driver.wait("studio.work.queue.halted", steps.JOB_SECONDS)
    driver.wait(f"{_STATES} == ['done', 'queued', 'queued']")
    driver.wait_text("toolbar.model", "Choose model")
    driver.wait_text("banner.action", "Try all again")
    driver.screenshot(shots / "1 lost.png")
    (tmp_path / "away").rename(drive)
    driver.wait_text("toolbar.model", "Nano", 30)
    driver.wait_text("banner.text", "The model is there again.")
    driver.screenshot(shots / "2 found.png")
    assert driver.ask(_STATES) == ["done", "queued", "queued"], "it goes on when the user says so"
    driver.click("banner.action")
    steps.wait_done(driver, 3)
    assert driver.quit() == 0
    assert driver.output() == ""
