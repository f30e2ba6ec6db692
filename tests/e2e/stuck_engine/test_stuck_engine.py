"""The engine's process is stopped in the middle of a job: it is told, and never waited for."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.e2e.journeys import steps
from tests.e2e.window.driver import Driver

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

_IMPATIENT = (
    "setattr(studio.work.queue._backend._watchdog, 'patience', "
    "__import__('lance_studio.backends.watchdog', fromlist=['Patience']).Patience(beat=2.0))"
)


def begin_and_stop(driver: Driver, prompt: str) -> psutil.Process:
    """Ask for a picture, and stop the engine once it has done some of the steps."""
    steps.instruct(driver, prompt)
    driver.wait("studio.session.running and studio.session.running.step >= 2", steps.JOB_SECONDS)
    driver.ask(_IMPATIENT)
    engine = steps.engine_process(driver)
    os.kill(engine.pid, signal.SIGSTOP)
    return engine


def test_a_stopped_engine_is_told_of_and_never_waited_for(open_window: Callable[..., Driver], shots: Path) -> None:
    driver = open_window()
    steps.begin(driver, seed=3, steps=90)
    path = Path(driver.ask("str(project.path)"))

    # Told, and answering again by itself.
    engine = begin_and_stop(driver, "a red car on a meadow")
    driver.ask("studio.session.reveal('queue')")
    driver.wait("'does not answer' in studio.session.running.label", steps.JOB_SECONDS)
    driver.wait_for("queue.wait")
    driver.wait_for("queue.restart")
    driver.screenshot(shots / "1 does not answer.png")
    os.kill(engine.pid, signal.SIGCONT)
    assert steps.wait_jobs(driver, 1) == ["done"]

    # Restarted: the job is queued again, and done by another process.
    engine = begin_and_stop(driver, "a blue boat on the sea")
    driver.ask("studio.session.reveal('queue')")
    driver.click("queue.restart")
    assert steps.wait_jobs(driver, 2) == ["done", "done"]
    assert not engine.is_running()
    assert steps.engine_process(driver).pid != engine.pid

    # Cancelled within five seconds; the next job is done.
    engine = begin_and_stop(driver, "a green house")
    began = time.monotonic()
    driver.ask("studio.work.cancel_current()")
    driver.wait("project.jobs()[2].state == 'cancelled'")
    cancelled = time.monotonic() - began
    assert cancelled < 5, cancelled
    assert not engine.is_running()
    steps.instruct(driver, "a yellow ball")
    assert steps.wait_jobs(driver, 4) == ["done", "done", "cancelled", "done"]

    # Closed within three seconds of the window's; nothing is left of the engine, and the job waits for another day.
    engine = begin_and_stop(driver, "a red tree")
    began = time.monotonic()
    assert driver.quit() == 0
    closed = time.monotonic() - began
    print(f"\ncancelled after {cancelled:.1f} s, closed after {closed:.1f} s")
    assert closed < 4, f"{closed}: the end of the interpreter included"
    assert psutil.wait_procs([engine], timeout=5)[1] == []
    steps.verify(path)
    assert "Traceback" not in driver.output()
