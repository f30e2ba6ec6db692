"""What the journeys do on the timeline: find the places of clips and times on the screen, and read its document."""

import time
from dataclasses import dataclass
from fractions import Fraction

from lance_studio.timeline.document import from_json
from lance_studio.timeline.model import Timeline
from lance_studio.timeline.queries import ClipPlace, clips
from tests.e2e.window.driver import Driver

_LANES = "next(w for w in QApplication.allWidgets() if w.objectName() == 'timeline.view')"
_PLACES = (
    "(lambda g: [g.scale.pixels, g.scale.scroll, {row.track.name: g.top_of(row) + row.height // 2 for row in g.rows}])"
    f"({_LANES}._presenter.view_model.geometry())"
)
_INSIDE = 4
"""So many pixels inside a clip its edge is taken."""


@dataclass(frozen=True)
class Lane:
    """The painted timeline on the screen.

    Attributes:
        left: Its left edge.
        top: Its upper edge, that of the ruler.
        pixels: For a second.
        scroll: Seconds that are hidden at the left.
        middles: Of the tracks by name, from the upper edge.
    """

    left: int
    top: int
    pixels: float
    scroll: float
    middles: dict[str, int]

    def place(self, at: Fraction, track: str) -> tuple[int, int]:
        """Where a time of a track is on the screen."""
        return self.left + round((float(at) - self.scroll) * self.pixels), self.top + self.middles[track]


def lane(driver: Driver) -> Lane:
    found = driver.wait_for("timeline.view")
    pixels, scroll, middles = driver.ask(_PLACES)
    return Lane(found.x, found.y, pixels, scroll, middles)


def timeline(driver: Driver) -> Timeline:
    """The current timeline as the project holds it."""
    return from_json(driver.ask("project.timeline(studio.session.timeline_id).document"))


def films(driver: Driver, track: str = "V1") -> list[ClipPlace]:
    """The clips of a track in order."""
    return [place for place in clips(timeline(driver)) if place.track.name == track]


def frames_of(place: ClipPlace) -> tuple[int, int, int]:
    """Where a clip begins and ends on the timeline, and where in its medium it begins: in frames of 1/12 s."""
    times = [12 * each for each in (place.start, place.end, place.clip.source_start)]
    assert all(each.denominator == 1 for each in times), times
    first, last, source = map(int, times)
    return first, last, source


def layout(driver: Driver, track: str = "V1") -> list[tuple[int, int, int]]:
    """Every clip of a track as `frames_of` tells it."""
    return [frames_of(place) for place in films(driver, track)]


def wait_layout(driver: Driver, wanted: list[tuple[int, int, int]], track: str = "V1", seconds: float = 20) -> None:
    """Wait until the clips of a track stand like this, as `layout` tells it."""
    deadline = time.monotonic() + seconds
    while (stands := layout(driver, track)) != wanted and time.monotonic() < deadline:
        # The next edit of a timeline, or the end of the time.
        driver.ask("window.repaint()")
    assert stands == wanted


def seek(driver: Driver, frame: int) -> None:
    """Click on the ruler at a frame."""
    here = lane(driver)
    x, _ = here.place(Fraction(frame, 12), "V1")
    driver.click_at(x, here.top + 6)
    driver.wait(f"studio.session.playhead * 12 == {frame}")


def drag_edge(driver: Driver, place: ClipPlace, *, tail: bool, to: int) -> None:
    """Drag a clip's head or tail with the mouse to a frame."""
    here = lane(driver)
    x, y = here.place(place.end if tail else place.start, place.track.name)
    end, _ = here.place(Fraction(to, 12), place.track.name)
    driver.drag_at((x - _INSIDE if tail else x + _INSIDE, y), (end, y))


def drag_clip(driver: Driver, place: ClipPlace, to: int) -> None:
    """Drag a clip by its middle so that it begins at a frame."""
    here = lane(driver)
    x, y = here.place((place.start + place.end) / 2, place.track.name)
    by = round(float(Fraction(to, 12) - place.start) * here.pixels)
    driver.drag_at((x, y), (x + by, y))


def clip_menu(driver: Driver, place: ClipPlace, entry: str) -> None:
    """Open a clip's menu with the right button and click on an entry."""
    x, y = lane(driver).place((place.start + place.end) / 2, place.track.name)
    driver.click_at(x, y, button=3)
    driver.click_menu(entry)
