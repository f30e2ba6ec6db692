"""Files as people have them: an interlaced film, two sound tracks, another program's timeline; out without loss."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from lance_studio.cli.main import run
from lance_studio.media.frames import FrameReader
from tests.e2e.journeys import steps
from tests.e2e.journeys.test_journey_video import import_film
from tests.e2e.window.driver import Driver

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

Open = Callable[..., Driver]
CASES = Path(__file__).parents[2] / "cases" / "media"
_VALUE = "project.timeline_value(studio.session.timeline_id)"
_CLIPS = f"[item for track in {_VALUE}.tracks for item in track.items]"


def frames(path: Path) -> list[NDArray[np.uint8]]:
    with FrameReader(path) as reader:
        return [reader.frame(number) for number in range(reader.frame_count)]


def export(driver: Driver, keys: int, path: Path) -> None:
    """Choose a form so many places below the first one, and write the timeline."""
    driver.click_menu("File", "Export video")
    driver.click("export.form")
    driver.key(*["Down"] * keys, "Return")
    driver.click("export.go")
    steps.choose_file(driver, "export.dialog", path)
    driver.wait_text("export.end", "Close", 60)
    driver.click("export.end")


def test_fields_tracks_and_a_timeline_of_another_program(open_window: Open, shots: Path, tmp_path: Path) -> None:
    film = CASES / "18-interlaced.ts"
    driver = open_window()
    media_id = import_film(driver, film)
    steps.choose_workspace(driver, "film")
    driver.click(f"card.{media_id}")
    driver.wait(f"window.panel('media').grid.card({media_id!r}).is_noted()")
    assert "interlaced" in driver.ask(f"window.panel('media').grid.card({media_id!r}).toolTip()")
    driver.wait_text("inspector.notes", "The film is interlaced")
    driver.click("segment.off")
    driver.wait(f"project.setting('use:{media_id}')")
    driver.screenshot(shots / "1 fields.png")
    driver.ask(f"window.panel('media').presenter.append({media_id!r})")
    driver.wait(f"[clip.deinterlace for clip in {_CLIPS}] == [False]")
    export(driver, 3, tmp_path / "combed.mkv")
    assert run(["render", str(film), "-o", str(tmp_path / "command.mkv"), "--no-deinterlace"]) == 0
    for made, wanted in zip(frames(tmp_path / "combed.mkv"), frames(tmp_path / "command.mkv"), strict=True):
        np.testing.assert_array_equal(made, wanted)
    driver.key("ctrl+z")
    driver.key("ctrl+z")
    driver.wait(f"project.setting('use:{media_id}') is None")

    other = tmp_path / "other"
    other.mkdir()
    for name in ("13-sound-longer.mp4", "22-second-track-default.mkv"):
        (other / name).write_bytes((CASES / name).read_bytes())
    assert run(["render", *(str(path) for path in sorted(other.iterdir())), "-o", str(other / "cut.otio")]) == 0
    driver.click_menu("File", "Import timeline")
    steps.choose_file(driver, "media.import-timeline", other / "cut.otio")
    driver.wait(f"studio.session.timeline_id and len({_CLIPS}) == 4")
    assert driver.ask("studio.session.viewing") == "timeline"
    driver.screenshot(shots / "2 timeline.png")
    export(driver, 7, tmp_path / "sound.wav")
    assert (tmp_path / "sound.wav").stat().st_size > 100_000
    assert driver.quit() == 0
