"""An editor's footage moves to another disk: it is found again, collected for a colleague, and the window is left."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lance_studio.project.project import Project
from tests.e2e.journeys import films, steps
from tests.e2e.window.driver import Driver

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

_LINK = "[row.link for row in project.media_list() if row.link]"


def test_footage_is_found_again_collected_and_left(
    open_window: Callable[..., Driver], shots: Path, tmp_path: Path
) -> None:
    footage = tmp_path / "footage"
    footage.mkdir()
    film = films.write_film(footage / "harbour.mp4", films.balloon_and_car())
    driver = open_window()
    steps.begin(driver, 5, 6)
    incoming = "__import__('lance_studio.ui.incoming', fromlist=['Incoming']).Incoming"
    driver.ask(f"window.files.take({incoming}(files=(__import__('pathlib').Path({str(film)!r}),)))")
    driver.wait(f"{_LINK} == [{str(film)!r}]")

    # The folder moves, and is found again by its content.
    footage.rename(tmp_path / "archive")
    driver.ask("window.panel('media').presenter.look_again()")
    driver.wait("window.panel('media').presenter.state.missing")
    driver.click_menu("File", "Relink missing media…")
    driver.wait_for("relink.search")
    driver.screenshot(shots / "relink.png")
    driver.click("relink.search")
    steps.choose_file(driver, "relink.search-dialog", tmp_path / "archive")
    driver.wait_text("relink.link", "Relink 1 file")
    driver.screenshot(shots / "found.png")
    driver.click("relink.link")
    driver.wait(f"{_LINK} == [{str(tmp_path / 'archive' / 'harbour.mp4')!r}]")
    driver.wait("not window.panel('media').presenter.state.missing")

    # All of it goes into one folder for a colleague.
    driver.click_menu("File", "Collect project…")
    steps.choose_file(driver, "collect.dialog", tmp_path / "for you v1.0")
    driver.wait(f"__import__('pathlib').Path({str(tmp_path / 'for you v1.0')!r}).is_dir()")
    driver.screenshot(shots / "collected.png")
    (copy,) = (tmp_path / "for you v1.0").glob("*.lstudio")
    assert copy.name == "for you v1.0.lstudio"
    assert (tmp_path / "for you v1.0" / "media" / "harbour.mp4").read_bytes() == (
        tmp_path / "archive" / "harbour.mp4"
    ).read_bytes()
    with Project.open(copy, read_only=True) as opened:
        assert opened.missing_media() == []

    # A job waits: the window asks before it goes, and the job is still there afterwards.
    driver.ask("studio.work.queue.pause()")
    steps.instruct(driver, "a red car")
    driver.wait("len(project.jobs()) == 1")
    path = Path(driver.ask("str(project.path)"))
    driver.click_menu("File", "Quit")
    driver.wait_for("leaving.stay")
    driver.screenshot(shots / "leaving.png")
    driver.key("Escape")
    driver.wait("not ((found := find('leaving.stay')) and found['visible'])")
    driver.click_menu("File", "Quit")
    driver.wait_for("leaving.leave")
    driver.click("leaving.leave")
    assert driver.process.wait(timeout=60) == 0
    with Project.open(path, read_only=True) as left:
        assert [job.state for job in left.jobs()] == ["queued"]
