"""A phone's film in the viewer: opened, played, marked, placed twice, found again by match frame, reopened."""

import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.journeys import steps
from tests.e2e.journeys import timeline_steps as on
from tests.e2e.journeys.test_journey_video import Open, import_film, shown_on_canvas
from tests.e2e.window.driver import SECONDS, Driver
from tests.unit.media.painted import PHONE_RATE, phone_clip, read_number

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

_PLAYER = "window.panel('canvas').source.player"


def player(driver: Driver, what: str) -> Any:
    return driver.ask(f"{_PLAYER}.{what}")


def frame(driver: Driver) -> int:
    return driver.ask(f"int({_PLAYER}.position * {_PLAYER}.rate)")


def wait_shown(driver: Driver, number: int) -> None:
    """Wait until the picture on the screen carries a number."""
    deadline, seen = time.monotonic() + SECONDS, None
    while seen != number:
        assert time.monotonic() < deadline, (number, seen)
        try:
            seen = read_number(shown_on_canvas(driver))[0]
        except AssertionError:
            seen = None


def parts(driver: Driver, track: str = "V1") -> list[tuple[Fraction, Fraction]]:
    """First frame in the film and number of frames of each clip."""
    return [(one.clip.source_start * PHONE_RATE, one.clip.duration * PHONE_RATE) for one in on.films(driver, track)]


def wait_parts(driver: Driver, wanted: list[tuple[int, int]]) -> None:
    driver.wait("studio.session.timeline_id")
    deadline = time.monotonic() + SECONDS
    while parts(driver) != wanted and time.monotonic() < deadline:
        driver.ask("window.repaint()")
    assert parts(driver) == parts(driver, "A1") == wanted


def test_a_film_is_watched_marked_and_placed_from_the_viewer(open_window: Open, shots: Path, tmp_path: Path) -> None:
    film = phone_clip(tmp_path / "IMG_0042.MOV", 90, size=(1080, 1920))
    driver = open_window()
    media_id = import_film(driver, film)
    driver.wait_for(f"card.{media_id}")
    driver.click(f"card.{media_id}", times=2)
    driver.wait(f"{_PLAYER}.media is not None and find('canvas.view')['focus']")
    driver.screenshot(shots / "1 opened.png")
    driver.key("space")
    driver.wait(f"{_PLAYER}.speed == 1 and {_PLAYER}.position > 0")
    assert driver.ask("studio.session.viewing") == "node"
    driver.key("space")
    driver.wait(f"{_PLAYER}.speed == 0")
    wait_shown(driver, frame(driver))
    driver.key("l", "l")
    driver.wait(f"{_PLAYER}.speed == 2")
    driver.key("j")
    driver.wait(f"{_PLAYER}.speed == -1")
    driver.key("k", "Home")
    driver.wait(f"{_PLAYER}.speed == 0 and {_PLAYER}.position == 0")
    wait_shown(driver, 0)
    # From 20 to 29: a part of ten frames.
    driver.key(*["Right"] * 20)
    wait_shown(driver, 20)
    driver.key("i", *["Right"] * 9, "o")
    wait_shown(driver, 29)
    driver.key("comma")
    wait_parts(driver, [(20, 10)])
    # The next part by the mouse: a click in the bar, and the buttons.
    driver.key("alt+x", "End")
    wait_shown(driver, 89)
    driver.key(*["Left"] * 4)
    wait_shown(driver, 85)
    driver.click("canvas.transport.playback.set_in")
    driver.click("canvas.transport.clip.insert")
    wait_parts(driver, [(20, 10), (85, 5)])
    driver.screenshot(shots / "2 placed.png")
    assert driver.ask("[step.name for step in project.undo_list()][:2]") == ["Insert clip", "Insert clip"]
    driver.key("ctrl+z")
    wait_parts(driver, [(20, 10)])
    driver.key("ctrl+y")
    wait_parts(driver, [(20, 10), (85, 5)])
    # Match frame: the eighth frame of the timeline is the film's 27th.
    lane = on.lane(driver)
    x, _ = lane.place(Fraction(15, 2) / PHONE_RATE, "V1")
    driver.click_at(x, lane.top + 8)
    driver.wait("studio.session.viewing == 'timeline'")
    wait_shown(driver, 27)
    driver.key("f")
    driver.wait("studio.session.viewing == 'node'")
    wait_shown(driver, 27)
    assert frame(driver) == 27
    driver.screenshot(shots / "3 matched.png")
    path = Path(driver.ask("str(project.path)"))
    assert driver.quit() == 0
    steps.verify(path)
    again = open_window(str(path))
    again.wait(f"{_PLAYER}.media is not None")
    assert frame(again) == 27
    assert again.ask(f"str({_PLAYER}.view.start * {_PLAYER}.rate)") == "85"
    wait_shown(again, 27)
    assert again.quit() == 0
