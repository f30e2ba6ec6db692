"""The engine's process is killed in the middle of a job: its cause is told, and the next job works."""

from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.e2e.journeys import steps
from tests.e2e.window.driver import Driver

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


def test_a_killed_engine_costs_one_job_and_nothing_else(open_window: Callable[..., Driver], shots: Path) -> None:
    driver = open_window()
    steps.begin(driver, seed=3, steps=60)
    path = Path(driver.ask("str(project.path)"))
    steps.instruct(driver, "a red car on a meadow")
    driver.wait("studio.session.running and studio.session.running.step >= 2", steps.JOB_SECONDS)
    engine = steps.engine_process(driver)
    engine.kill()
    assert steps.wait_jobs(driver, 1) == ["failed"]
    banner = driver.wait_for("banner.text")
    cause, remedy, log = driver.ask("(job := project.jobs()[0]) and [job.cause, job.remedy, job.log]")
    assert "engine" in cause.lower()
    assert cause in banner.text
    assert remedy
    assert steps.nodes(driver) == []
    driver.screenshot(shots / "1 banner.png")
    assert driver.ask("bool(find('banner.details'))")
    # A killed process says nothing, but what is known can be copied into a report.
    assert log.startswith('Job: Picture "a red car on a meadow"')
    assert "Model: nano on " in log
    assert "of 60\n" in log
    assert "SIGKILL" in log
    steps.instruct(driver, "a red car on a meadow")
    assert steps.wait_jobs(driver, 2) == ["failed", "done"]
    assert steps.engine_process(driver).pid != engine.pid
    (node,) = steps.nodes(driver)
    assert steps.pixels(driver, node).shape == (128, 128, 3)
    driver.screenshot(shots / "2 next job.png")
    last = steps.engine_process(driver)
    assert driver.quit() == 0
    gone, left = psutil.wait_procs([last], timeout=20)
    assert (len(gone), left) == (1, [])
    steps.verify(path)
