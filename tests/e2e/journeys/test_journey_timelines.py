"""An editor's film with two timelines: made, named, copied, cut, deleted, brought back, and found when reopened."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from lance_studio.timeline.document import from_json
from lance_studio.timeline.model import Timeline
from lance_studio.timeline.queries import clips
from tests.e2e.journeys import films, steps
from tests.e2e.journeys import timeline_steps as on
from tests.e2e.window.driver import Driver
from tests.unit.media.painted import foreign_clip, painted

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

Open = Callable[..., Driver]

NAMES = "[row.name for row in project.timelines()]"
SHOWN = "project.timeline(studio.session.timeline_id).name"


def numbers(folder: Path) -> Path:
    """A film of 30 numbered frames with a tone."""
    return films.write_film(folder / "numbers.mp4", np.stack([painted(n, 1, 128, 128) for n in range(30)]))


def from_a_phone(folder: Path) -> Path:
    """An upright film that is stored lying down, at 30000/1001 frames a second."""
    times = list(range(30))
    return foreign_clip(folder / "phone.mp4", instants=times, count=30, unit=Fraction(1001, 30000), rotation=90)


def named(driver: Driver, name: str) -> Timeline:
    """A timeline as the project holds it."""
    return from_json(driver.ask(f"[row.document for row in project.timelines() if row.name == {name!r}][0]"))


def tab_menu(driver: Driver, name: str, entry: str) -> None:
    """Open a tab's menu with the right button and click on an entry."""
    x, y, width, height = driver.wait(f"tab({name!r})")
    driver.click_at(x + width // 2, y + height // 2, button=3)
    driver.click_menu(entry)


def rename(driver: Driver, name: str, other: str) -> None:
    """Double-click a tab and type another name."""
    x, y, width, height = driver.wait(f"tab({name!r})")
    driver.click_at(x + width // 2, y + height // 2, times=2)
    driver.wait("(found := find('timeline.tab-name')) and found['visible'] and found['focus']")
    driver.type(other)
    driver.key("Return")
    driver.wait(f"{other!r} in {NAMES}")


@pytest.mark.parametrize("film_of", [numbers, from_a_phone])
def test_a_film_and_its_trailer(
    open_window: Open, shots: Path, tmp_path: Path, film_of: Callable[[Path], Path]
) -> None:
    driver = open_window()
    steps.begin(driver, 7, 6)
    driver.click_menu("File", "Import media")
    steps.choose_file(driver, "media.import-dialog", film_of(tmp_path))
    driver.wait("project.media_list()")
    media_id = driver.ask("project.media_list()[0].id")
    steps.choose_workspace(driver, "film")
    card, empty = driver.wait_for(f"card.{media_id}"), driver.wait_for("timeline.empty")
    driver.drag_at(card.centre, (empty.x + 200, empty.y + empty.height // 2), steps=20)
    driver.wait(f"{NAMES} == ['Timeline 1']")

    # A second one does not hide the first.
    driver.click("timeline.new")
    driver.wait(f"{NAMES} == ['Timeline 1', 'Timeline 2'] and {SHOWN} == 'Timeline 2'")
    driver.click(f"card.{media_id}")
    driver.key("shift+a")
    driver.wait("studio.session.clip_ids")
    rename(driver, "Timeline 1", "Film")
    assert driver.ask(SHOWN) == "Film"
    rename(driver, "Timeline 2", "Trailer")
    driver.screenshot(shots / "1 two timelines.png")

    # What is done to a copy is not done to the original.
    film = named(driver, "Film")
    tab_menu(driver, "Film", "Duplicate")
    driver.wait(f"{SHOWN} == 'Film copy'")
    here = on.lane(driver)
    x, _ = here.place(Fraction(1, 2), "V1")
    driver.click_at(x, here.top + 6)
    driver.wait("studio.session.playhead > 0")
    driver.key("ctrl+k")
    driver.wait("project.undo_list()[0].name == 'Split clip'")
    assert len(clips(named(driver, "Film copy"))) == 2 * len(clips(film))
    assert named(driver, "Film") == film
    cut_at = driver.ask("str(studio.session.playhead)")

    # Each is left where it was.
    driver.key("ctrl+Prior")
    driver.wait(f"{SHOWN} == 'Trailer'")
    driver.click_tab("Film copy")
    driver.wait(f"{SHOWN} == 'Film copy' and str(studio.session.playhead) == {cut_at!r}")

    # Deleted and brought back, exactly.
    before = driver.ask("[(row.id, row.name, row.document) for row in project.timelines()]")
    tab_menu(driver, "Film copy", "Delete")
    driver.wait(f"{NAMES} == ['Film', 'Trailer'] and {SHOWN} == 'Trailer'")
    driver.key("ctrl+z")
    driver.wait(f"{NAMES} == ['Film', 'Trailer', 'Film copy']")
    assert driver.ask("[(row.id, row.name, row.document) for row in project.timelines()]") == before

    # From the bin, and after opening the project again.
    copy_id = driver.ask("project.timelines()[2].id")
    driver.click("segment.timelines")
    driver.enter("media.search", "film copy")
    driver.wait(
        "find('media.list') and not any((find(f'card.{row.id}') or {}).get('visible') "
        "for row in project.timelines()[:2])"
    )
    x, y = driver.wait_for(f"card.{copy_id}").centre
    driver.screenshot(shots / "2 the bin.png")
    driver.click_at(x, y, times=2)
    driver.wait(f"{SHOWN} == 'Film copy' and studio.session.viewing == 'timeline'")
    path = driver.ask("str(project.path)")
    assert driver.quit() == 0
    assert driver.output() == ""
    again = open_window(path)
    again.wait(f"project is not None and {NAMES} == ['Film', 'Trailer', 'Film copy'] and {SHOWN} == 'Film copy'")
    again.wait(f"str(studio.session.playhead) == {cut_at!r}")
    for name in ("Film", "Trailer"):
        again.click_tab(name)
        again.wait(f"{SHOWN} == {name!r}")
    assert named(again, "Film") == film
    assert again.quit() == 0
    assert again.output() == ""
    steps.verify(Path(path))
