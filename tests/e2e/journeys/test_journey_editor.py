"""An editor's film from a phone's clip: the viewer's marks on two timelines, back and forth, and reopened."""

from fractions import Fraction
from pathlib import Path

import pytest

from lance_studio.timeline.document import from_json
from lance_studio.timeline.queries import clips
from tests.e2e.journeys import steps
from tests.e2e.journeys.test_journey_source import wait_parts, wait_shown
from tests.e2e.journeys.test_journey_timelines import NAMES, SHOWN, rename
from tests.e2e.journeys.test_journey_video import Open, import_film
from tests.e2e.window.driver import Driver
from tests.unit.media.painted import PHONE_RATE, phone_clip

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

_PLAYER = "window.panel('canvas').source.player"
UNDO, REDO = "ctrl+z", "ctrl+shift+z"


def place(driver: Driver, media_id: str, first: int, last: int) -> None:
    """Open the film from the bin, mark a part of it by keys, and insert it at the playhead."""
    driver.click(f"card.{media_id}", times=2)
    driver.wait(f"{_PLAYER}.media is not None and find('canvas.view')['focus']")
    driver.key("alt+x", "Home")
    wait_shown(driver, 0)
    driver.key(*["Right"] * first)
    wait_shown(driver, first)
    driver.key("i", *["Right"] * (last - first), "o")
    wait_shown(driver, last)
    driver.key("comma")


def parts(driver: Driver, name: str) -> list[tuple[Fraction, Fraction]]:
    """First frame in the film and number of frames of each picture clip of a timeline."""
    timeline = from_json(driver.ask(f"[row.document for row in project.timelines() if row.name == {name!r}][0]"))
    found = [each.clip for each in clips(timeline) if each.track.kind == "video"]
    return [(one.source_start * PHONE_RATE, (one.duration or Fraction(0)) * PHONE_RATE) for one in found]


def test_two_timelines_of_one_film(open_window: Open, shots: Path, tmp_path: Path) -> None:
    film = phone_clip(tmp_path / "IMG_0043.MOV", 90, size=(1080, 1920))
    driver = open_window()
    media_id = import_film(driver, film)
    driver.wait_for(f"card.{media_id}")
    place(driver, media_id, 20, 29)
    wait_parts(driver, [(20, 10)])
    [first] = driver.ask(NAMES)
    driver.click("timeline.new")
    driver.wait(f"len(project.timelines()) == 2 and {SHOWN} != {first!r}")
    rename(driver, driver.ask(SHOWN), "Trailer")
    place(driver, media_id, 60, 64)
    wait_parts(driver, [(60, 5)])
    driver.screenshot(shots / "1 trailer.png")
    driver.key("ctrl+Prior")
    driver.wait(f"{SHOWN} == {first!r}")
    wait_parts(driver, [(20, 10)])

    # Whatever timeline is in front, a step shows the one that it changed.
    driver.key(UNDO)
    driver.wait(f"{SHOWN} == 'Trailer'")
    assert parts(driver, "Trailer") == []
    driver.key(UNDO, UNDO)
    driver.wait(f"{NAMES} == [{first!r}] and {SHOWN} == {first!r}")
    driver.key(UNDO)
    driver.wait("'Insert clip' not in [step.name for step in project.undo_list()]")
    driver.screenshot(shots / "2 undone.png")
    driver.key(REDO, REDO, REDO, REDO)
    driver.wait(f"{NAMES} == [{first!r}, 'Trailer'] and {SHOWN} == 'Trailer'")
    assert (parts(driver, first), parts(driver, "Trailer")) == ([(20, 10)], [(60, 5)])
    path = Path(driver.ask("str(project.path)"))
    assert driver.quit() == 0
    assert driver.output() == ""
    steps.verify(path)
    again = open_window(str(path))
    again.wait(f"project is not None and {NAMES} == [{first!r}, 'Trailer']")
    assert (parts(again, first), parts(again, "Trailer")) == ([(20, 10)], [(60, 5)])
    assert again.quit() == 0
