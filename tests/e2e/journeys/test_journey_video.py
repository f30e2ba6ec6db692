"""Films: import, cut, edit by instruction, extend, ask, follow a timecode, export; every frame is looked at."""

import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from lance_studio import requests
from lance_studio.media.frames import FrameReader
from lance_studio.timeline.timing import to_timecode
from lance_studio.workflows.chat import contexts_from_json
from lance_studio.workflows.task import Task
from lance_studio.workflows.timecodes import timecodes
from models.nano.training.world.scene import COLOURS
from tests.e2e.journeys import films, steps
from tests.e2e.journeys import timeline_steps as on
from tests.e2e.journeys.films import Frames
from tests.e2e.window.driver import SECONDS, Driver
from tests.unit.media.painted import painted, read_number

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

Open = Callable[..., Driver]

SEED, STEPS = 7, 6

NEAR = 8.0
"""Mean difference of two frames, of 255, that compression twice over may make."""
BLACK = -1
RED, BLUE = COLOURS["red"], COLOURS["blue"]


def import_film(driver: Driver, film: Path) -> str:
    """Import a film by the menu's dialog into a new project and return its medium's id."""
    steps.begin(driver, SEED, STEPS)
    driver.click_menu("File", "Import media")
    steps.choose_file(driver, "media.import-dialog", film)
    driver.wait("project.media_list()")
    return driver.ask("project.media_list()[0].id")


def drag_to_timeline(driver: Driver, media_id: str) -> None:
    """Drag a card of the media bin onto the timeline's empty panel."""
    steps.choose_workspace(driver, "film")
    card, empty = driver.wait_for(f"card.{media_id}"), driver.wait_for("timeline.empty")
    driver.drag_at(card.centre, (empty.x + 200, empty.y + empty.height // 2), steps=20)
    driver.wait("studio.session.timeline_id and find('timeline.view')['visible']")


def export_timeline(driver: Driver, path: Path) -> Frames:
    """Export the timeline by the dialogs as MP4 and return all frames of the file."""
    driver.click_menu("File", "Export video")
    driver.click("export.go")
    steps.choose_file(driver, "export.dialog", path)
    driver.wait_text("export.end", "Close", 60)
    driver.click("export.end")
    return read_film(path)


def read_film(path: Path) -> Frames:
    with FrameReader(path) as reader:
        assert reader.info.frame_rate == films.RATE
        return np.stack([reader.frame(number, precise=True) for number in range(reader.frame_count)])


def difference(one: Frames, other: Frames) -> float:
    return float(np.abs(one.astype(np.int16) - other.astype(np.int16)).mean())


def shown_on_canvas(driver: Driver) -> Frames:
    """The frame in the viewer, cut out of a screenshot."""
    place = "(lambda s: [*s.mapToGlobal(s.place().toRect().topLeft()).toTuple(), *s.place().toRect().size().toTuple()])"
    surface = "next(w for w in QApplication.allWidgets() if w.objectName() == 'canvas.view')"
    x, y, width, height = driver.ask(f"{place}({surface})")
    return np.asarray(driver.screenshot().crop((x, y, x + width, y + height)))


def number_or_black(frame: Frames) -> int:
    return BLACK if frame.max() < 40 else read_number(frame)[0]


def test_numbered_frames_are_right_after_cutting_in_preview_and_export(open_window: Open, tmp_path: Path) -> None:
    film = films.write_film(tmp_path / "numbers.mp4", np.stack([painted(n, 1, 128, 128) for n in range(30)]))
    driver = open_window()
    media_id = import_film(driver, film)
    drag_to_timeline(driver, media_id)
    assert on.layout(driver) == on.layout(driver, "A1") == [(0, 30, 0)]
    on.seek(driver, 10)
    driver.key("ctrl+k")
    on.wait_layout(driver, [(0, 10, 0), (10, 30, 10)])
    first, second = on.films(driver)
    on.drag_edge(driver, first, tail=True, to=7)
    on.wait_layout(driver, [(0, 7, 0), (10, 30, 10)])
    on.drag_edge(driver, second, tail=False, to=13)
    on.wait_layout(driver, [(0, 7, 0), (13, 30, 13)])
    on.drag_clip(driver, on.films(driver)[1], 9)
    cut = [(0, 7, 0), (9, 26, 13)]
    on.wait_layout(driver, cut)
    assert on.layout(driver, "A1") == cut
    expected = [*range(7), BLACK, BLACK, *range(13, 30)]
    for frame in (0, 6, 7, 8, 9, 25):
        on.seek(driver, frame)
        assert driver.ask("studio.session.viewing") == "timeline"
        deadline = time.monotonic() + SECONDS
        while number_or_black(shown_on_canvas(driver)) != expected[frame]:
            assert time.monotonic() < deadline, frame
    exported = export_timeline(driver, tmp_path / "cut.mp4")
    assert [number_or_black(frame) for frame in exported] == expected
    steps_back = ["Move clip", "Trim clip", "Trim clip", "Split clip"]
    assert driver.ask("[step.name for step in project.undo_list()][:4]") == steps_back
    for before in ([(0, 7, 0), (13, 30, 13)], [(0, 7, 0), (10, 30, 10)], [(0, 10, 0), (10, 30, 10)], [(0, 30, 0)]):
        driver.key("ctrl+z")
        on.wait_layout(driver, before)
        assert on.layout(driver, "A1") == before
    driver.key(*["ctrl+y"] * 4)
    on.wait_layout(driver, cut)
    assert driver.quit() == 0
    assert driver.output() == ""


def test_a_film_is_cut_edited_extended_asked_about_and_exported(open_window: Open, shots: Path, tmp_path: Path) -> None:
    driver = open_window()
    painted_frames = films.balloon_and_car()
    media_id = import_film(driver, films.write_film(tmp_path / "balloon.mp4", painted_frames))
    drag_to_timeline(driver, media_id)
    driver.screenshot(shots / "1 imported.png")
    cut_by_mouse_and_keys(driver)
    driver.screenshot(shots / "2 cut.png")
    edited = edit_the_car(driver, shots, painted_frames)
    added = extend_the_car(driver, edited)
    driver.screenshot(shots / "4 extended.png")
    ask_about_the_frame(driver, media_id)
    ask_when_and_follow_the_answer(driver)
    driver.screenshot(shots / "5 asked.png")
    exported = export_timeline(driver, tmp_path / "film.mp4")
    # What the timeline shows, frame by frame: black, the balloon, black, the edited car, the new frames.
    black = np.zeros_like(painted_frames[:1])
    expected = np.concatenate(
        [
            black.repeat(3, 0),
            painted_frames[:15],
            black.repeat(5, 0),
            film_of(driver, edited)[:17],
            film_of(driver, added),
        ]
    )
    assert exported.shape == expected.shape
    assert max(map(difference, exported, expected)) < NEAR
    path = Path(driver.ask("str(project.path)"))
    assert driver.quit() == 0
    assert driver.output() == ""
    steps.verify(path)


def cut_by_mouse_and_keys(driver: Driver) -> None:
    """Split between the scenes, trim the balloon's by two frames, and move both."""
    on.seek(driver, films.SCENE_FRAMES)
    driver.key("ctrl+k")
    on.wait_layout(driver, [(0, 17, 0), (17, 34, 17)])
    on.drag_edge(driver, on.films(driver)[0], tail=True, to=15)
    on.wait_layout(driver, [(0, 15, 0), (17, 34, 17)])
    on.drag_clip(driver, on.films(driver)[1], 23)
    on.wait_layout(driver, [(0, 15, 0), (23, 40, 17)])
    on.drag_clip(driver, on.films(driver)[0], 3)
    on.wait_layout(driver, [(3, 18, 0), (23, 40, 17)])
    # The sound went with the pictures.
    assert on.layout(driver, "A1") == [(3, 18, 0), (23, 40, 17)]


def edit_the_car(driver: Driver, shots: Path, painted_frames: Frames) -> str:
    """Edit the second clip by its menu and the chat; return the new node's id."""
    on.clip_menu(driver, on.films(driver)[1], "Edit by instruction…")
    say(driver, "make the car blue")
    driver.wait("studio.session.running and studio.session.running.step >= 3", steps.JOB_SECONDS)
    driver.screenshot(shots / "3 at work.png")
    steps.wait_done(driver, 1)
    # The edited clip stands where the old one stood, and its sound is the old one.
    on.wait_layout(driver, [(3, 18, 0), (23, 40, 0)])
    assert on.layout(driver, "A1") == [(3, 18, 0), (23, 40, 17)]
    clip = on.films(driver)[1].clip
    assert clip.node_id
    assert clip.generated
    task = edge_task(driver, clip.node_id)
    assert isinstance(task.request, requests.VideoEdit)
    assert (task.request.instruction, task.request.sampling.seed) == ("make the car blue", SEED)
    assert task.request.sampling.steps == STEPS
    [source] = task.inputs
    assert (source.start, source.count) == (Fraction(17, 12), 17)
    frames = film_of(driver, clip.node_id)
    assert frames.shape == (17, 128, 128, 3)
    before = painted_frames[17:]
    assert share(before, RED) > 0.01 > 5 * share(before, BLUE)
    assert share(frames, BLUE) > 0.01 > 2 * share(frames, RED)
    return clip.node_id


def extend_the_car(driver: Driver, edited: str) -> str:
    """Extend the edited clip; return the new node's id."""
    on.clip_menu(driver, on.films(driver)[1], "Extend clip…")
    say(driver, "the car keeps moving to the right")
    steps.wait_done(driver, 2)
    on.wait_layout(driver, [(3, 18, 0), (23, 40, 0), (40, 52, 0)])
    added = on.films(driver)[2].clip.node_id
    assert added
    assert driver.ask(f"list(project.edge({added!r}).parents)") == [edited]
    request = edge_task(driver, added).request
    assert isinstance(request, requests.Continuation)
    assert (request.prompt, request.sampling.seed) == ("the car keeps moving to the right", SEED)
    frames = film_of(driver, added)
    assert frames.shape == (12, 128, 128, 3)
    # It goes on from where the clip ends.
    assert difference(frames[0], film_of(driver, edited)[16]) < 3 * NEAR
    return added


def ask_about_the_frame(driver: Driver, media_id: str) -> None:
    """Ask about one frame of the balloon, as the playhead shows it."""
    on.seek(driver, 5)
    on.clip_menu(driver, on.films(driver)[0], "Ask about this frame…")
    answer = ask(driver, "What colour is the balloon?")
    assert "red" in answer.lower()
    [context] = driver.ask("[m.context for m in project.messages() if m.role == 'user'][-1:]")
    [about] = contexts_from_json(context)
    assert (about.kind, about.media_id, about.start) == ("frame", media_id, Fraction(5, 12))


def ask_when_and_follow_the_answer(driver: Driver) -> None:
    """Ask about the whole clip and click on the time in the answer."""
    first = on.films(driver)[0]
    on.clip_menu(driver, first, "Ask about this clip…")
    answer = ask(driver, "When does the balloon vanish?")
    [code] = timecodes(answer)
    assert abs(code.seconds * 12 - films.VANISHES) <= 2
    # The words before the time are as wide as the font says; the click goes into the time itself.
    label = (
        "[w for w in QApplication.allWidgets() if w.objectName() == 'chat.text' and w.moments() and w.isVisible()][-1]"
    )
    before, whole = answer[: code.start], answer[: code.end]
    x = driver.ask(
        f"(lambda w: [w.mapToGlobal(w.rect().topLeft()).x(), *map(w.fontMetrics().horizontalAdvance, "
        f"({before!r}, {whole!r}))])({label})"
    )
    y = driver.ask(f"(lambda w: w.mapToGlobal(w.rect().center()).y())({label})")
    driver.click_at(x[0] + (x[1] + x[2]) // 2, y)
    frame = round(code.seconds * 12) + 3
    driver.wait(f"studio.session.playhead * 12 == {frame}")
    assert driver.ask("studio.session.viewing") == "timeline"
    assert driver.find("timeline.timecode").text == to_timecode(Fraction(frame, 12), films.RATE)


def say(driver: Driver, text: str) -> None:
    """Type a message into the chat, which has the focus, and send it."""
    driver.wait("find('chat.input')['focus']")
    driver.type(text)
    driver.wait_text("chat.input", text)
    driver.key("Return")
    driver.wait("find('chat.input')['text'] == ''")


def ask(driver: Driver, question: str) -> str:
    """Ask in the chat and return the answer."""
    count = driver.ask("len(project.messages())")
    say(driver, question)
    driver.wait(
        f"len(project.messages()) == {count + 2} and project.messages()[-1].state != 'streaming'", steps.JOB_SECONDS
    )
    asked, answered = driver.ask("[(m.role, m.mode, m.text, m.state) for m in project.messages()[-2:]]")
    assert asked == ["user", "ask", question, "complete"]
    assert answered[:2] == ["assistant", "ask"]
    assert answered[3] == "complete"
    return answered[2]


def edge_task(driver: Driver, node_id: str) -> Task:
    """The complete request of the edge that led to a node, with the model that did it."""
    request, model, weights, version, seconds = driver.ask(
        f"(lambda e: [e.request, e.model, e.weights, e.engine_version, e.seconds])(project.edge({node_id!r}))"
    )
    assert model
    assert weights
    assert version
    assert seconds > 0
    return Task.from_json(request)


def film_of(driver: Driver, node_id: str) -> Frames:
    return read_film(steps.media_path(driver, node_id))


def share(frames: Frames, colour: tuple[int, int, int]) -> float:
    """The share of pixels that are about of a colour of the model's world."""
    return float(np.mean(np.abs(frames.astype(np.int16) - np.array(colour)).max(axis=-1) < 60))
