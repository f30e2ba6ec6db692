"""A sentence stays with what it was written for: on a photograph, on a film of a phone, and on something new."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lance_studio import requests
from lance_studio.workflows.task import InPlace, Task
from tests.e2e.journeys import steps
from tests.e2e.journeys import timeline_steps as on
from tests.e2e.window.driver import Driver
from tests.unit.media.painted import foreign_clip

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

PHONE, TICK = "1080 × 1920", Fraction(1001, 30000)


def photograph(path: Path) -> Path:
    """A picture of 3000 x 2000 pixels with soft colours and grain."""
    across = np.linspace(0, 1, 3000)[None, :, None]
    down = np.linspace(0, 1, 2000)[:, None, None]
    noise = np.random.default_rng(4).normal(0, 6, (2000, 3000, 1))
    colours = across * (180, 120, 60) + down * (40, 90, 150) + noise
    Image.fromarray(np.clip(colours, 0, 255).astype(np.uint8)).save(path, quality=90)
    return path


def import_file(driver: Driver, path: Path, count: int) -> str:
    driver.click_menu("File", "Import media")
    steps.choose_file(driver, "media.import-dialog", path)
    driver.wait(f"len(project.media_list()) == {count}", 60)
    media = driver.ask(f"next(m.id for m in project.media_list() if m.name == {path.name!r})")
    return str(media)


def said(driver: Driver) -> str:
    return str(driver.ask("next(w for w in QApplication.allWidgets() if w.objectName() == 'canvas.target').text()"))


def wait_field(driver: Driver, text: str) -> None:
    driver.wait(f"find('canvas.prompt')['text'] == {text!r}")


def choose_mode(driver: Driver, mode: str) -> None:
    """Click on a mode of the bar; the chat has parts of the same names."""
    parts = "next(w for w in QApplication.allWidgets() if w.objectName() == 'canvas.mode').children()"
    centre = f"(lambda w: w.mapToGlobal(w.rect().center()).toTuple())(next(w for w in {parts} if w.objectName() == "
    driver.click_at(*driver.ask(f"{centre}'segment.{mode}'))"))


def last_task(driver: Driver) -> Task:
    return Task.from_json(driver.ask("project.jobs()[-1].request"))


def test_a_sentence_stays_with_its_subject(open_window: Callable[..., Driver], shots: Path, tmp_path: Path) -> None:
    driver = open_window()
    steps.begin(driver, 3, 4)
    driver.ask("studio.actions.trigger('queue.pause')")
    photo = import_file(driver, photograph(tmp_path / "harbour.jpg"), 1)
    size = (1920, 1080)
    film_file = foreign_clip(
        tmp_path / "beach.mp4",
        count=45,
        rate=1 / TICK,
        unit=TICK,
        size=size,
        rotation=90,
        options={"preset": "ultrafast"},
    )
    film = import_file(driver, film_file, 2)

    # On the photograph: half a sentence, with the cursor before its last word.
    driver.click(f"card.{photo}", times=2)
    driver.wait("(n := project.node(studio.session.node_id)) and n.name.startswith('harbour')")
    assert said(driver).startswith("Edits “harbour")
    assert said(driver).endswith("· 3000 × 2000")
    driver.enter("canvas.prompt", "make it blue")
    driver.key("ctrl+Left")
    driver.screenshot(shots / "1 photograph.png")

    # On the film nothing of it is left; what is written there is its own.
    driver.click(f"card.{film}", times=2)
    driver.wait("(n := project.node(studio.session.node_id)) and n.kind == 'clip'")
    wait_field(driver, "")
    assert "1.5 s" in said(driver)
    assert said(driver).endswith(PHONE)
    driver.enter("canvas.prompt", "make it night")

    # A new picture is nobody's edit.
    choose_mode(driver, "new")
    wait_field(driver, "")
    assert said(driver) == "New picture"
    choose_mode(driver, "edit")
    wait_field(driver, "make it night")

    # Back on the photograph, where the cursor stood: Enter sends it there.
    driver.click(f"card.{photo}", times=2)
    wait_field(driver, "make it blue")
    driver.click("panel.canvas", at=(4, 4))
    driver.key("ctrl+l")
    driver.wait("find('canvas.prompt')['focus']")
    driver.type("deep ")
    driver.key("shift+Return")
    wait_field(driver, "make it deep \nblue")
    driver.key("Return")
    wait_field(driver, "")
    task = last_task(driver)
    assert isinstance(task.request, requests.ImageEdit)
    assert task.words == "make it deep \nblue"
    assert task.inputs[0].media_id == photo

    pinned_on_the_timeline(driver, film, shots)
    path = Path(driver.ask("str(project.path)"))
    driver.key("ctrl+l")
    driver.type("half a thought")
    driver.wait("project.setting('drafts.canvas') and 'half a thought' in project.setting('drafts.canvas')")
    assert driver.quit() == 0
    assert driver.output() == ""
    steps.verify(path)


def pinned_on_the_timeline(driver: Driver, film: str, shots: Path) -> None:
    """Begin a sentence about one clip, and move the playhead with the mouse to the next one before sending it."""
    steps.choose_workspace(driver, "film")
    card, empty = driver.wait_for(f"card.{film}"), driver.wait_for("timeline.empty")
    driver.drag_at(card.centre, (empty.x + 200, empty.y + empty.height // 2), steps=20)
    driver.wait("studio.session.timeline_id and find('timeline.view')['visible']")
    click_ruler(driver, Fraction(1, 2))
    driver.key("ctrl+k")
    tracks = "project.timeline_value(studio.session.timeline_id).tracks"
    driver.wait(f"len([one for t in {tracks} if t.kind == 'video' for one in t.layout.positions]) == 2")
    driver.click("panel.timeline", at=(20, 20))
    click_ruler(driver, Fraction(1, 5))
    first, second = on.films(driver)
    driver.ask("studio.session.select_clips(())")
    assert said(driver).endswith(f"{PHONE}, under the playhead")
    driver.enter("canvas.prompt", "add rain")
    click_ruler(driver, Fraction(1))
    wait_field(driver, "add rain")
    assert said(driver).endswith("pinned while you write")
    driver.screenshot(shots / "2 pinned.png")
    driver.click("canvas.prompt")
    driver.key("Return")
    wait_field(driver, "")
    target = last_task(driver).target
    assert isinstance(target, InPlace)
    assert target.clip_id == first.clip.id
    driver.wait("studio.session.viewing == 'timeline'")
    assert said(driver).endswith(f"{PHONE}, under the playhead")
    assert driver.ask(
        "next(w for w in QApplication.allWidgets() if w.objectName() == 'panel.canvas')"
        f".presenter.state.subject.clip_id == {second.clip.id!r}"
    )


def click_ruler(driver: Driver, time: Fraction) -> None:
    here = on.lane(driver)
    x, _ = here.place(time, "V1")
    driver.click_at(x, here.top + 6)
    driver.wait(f"abs(studio.session.playhead - {float(time)}) < 0.1")
