"""Something said weeks ago is found again: by Ctrl+F, a few characters and Enter, without the mouse."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from lance_studio.project.commands.chat import AddMessage
from lance_studio.project.commands.nodes import AddNode
from lance_studio.project.commands.timelines import AddTimeline
from lance_studio.project.project import Project
from lance_studio.project.rows import ChatMessage, Edge, Node, TimelineRow, new_id
from lance_studio.timeline.document import to_json
from lance_studio.timeline.model import Marker, new_timeline
from lance_studio.workflows.importing import read_file
from tests.e2e.journeys import steps
from tests.e2e.window.driver import Driver
from tests.unit.media.painted import painted_clip

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

# A question and its answer in Chinese: "What is in the harbour?", "A red boat lies in the harbour, beside a gull."
QUESTION = "\u6e2f\u53e3\u91cc\u6709\u4ec0\u4e48\uff1f"
ANSWER = "\u4e00\u8258\u7ea2\u8239\u505c\u5728\u6e2f\u53e3\u91cc\uff0c\u65c1\u8fb9\u6709\u4e00\u53ea\u6d77\u9e25\u3002"
RED_BOAT = "\u7ea2\u8239"


def message(role: str, text: str) -> ChatMessage:
    return ChatMessage(id=new_id(), role=role, mode="ask", text=text)  # type: ignore[arg-type]


def make_project(path: Path) -> tuple[str, str, str]:
    """Make a project of some weeks; returns the ids of the answer, a picture and a timeline."""
    with Project.create(path) as project:
        media = [
            read_file(painted_clip(path.parent / f"{name}.mp4", 12), project.files, project.folder).media
            for name in ("beach", "harbour")
        ]
        found = ""
        for medium, prompt in zip(media, ("gulls over a beach", "boats rock in the wind"), strict=True):
            node = Node(id=new_id(), media_id=medium.id, kind="clip", name=medium.name)
            request = f'{{"request": {{"prompt": "{prompt}"}}}}'
            edge = Edge(child=node.id, parents=(), operation="text_to_video", request=request)
            project.run(AddNode(node, edge, medium))
            found = node.id
        answer = message("assistant", ANSWER)
        project.run(AddMessage(message("user", QUESTION)))
        project.run(AddMessage(answer))
        for number in range(60):
            project.run(AddMessage(message("user", f"And in picture {number}?")))
            project.run(AddMessage(message("assistant", f"A house, a tree and {number} clouds. " * 4)))
        for name, marks in (
            ("First cut", ()),
            ("Regatta", (Marker("m", Fraction(7, 2), "finish", note="wins by a nose"),)),
        ):
            timeline = replace(new_timeline(name, Fraction(24)), markers=marks)
            project.run(AddTimeline(TimelineRow(id=timeline.id, name=name, document=to_json(timeline))))
    return answer.id, found, timeline.id


def found(driver: Driver) -> list[str]:
    """Return what is listed, without the headings."""
    state = "next(w for w in QApplication.allWidgets() if w.objectName() == 'search').presenter.state"
    return driver.ask(f"[row.words for _, rows in {state}.groups for row in rows]")


def search(driver: Driver, words: str) -> None:
    driver.key("ctrl+f")
    driver.wait("find('search.field')['focus']")
    driver.key("ctrl+a")
    if words.isascii():
        driver.type(words)
    else:
        # A keyboard has no keys for these; an input method hands them over as a whole, and so does the clipboard.
        driver.ask(f"QApplication.clipboard().setText({words!r})")
        driver.key("ctrl+v")
    driver.wait(
        "next(w for w in QApplication.allWidgets() if w.objectName() == 'search').presenter.answered"
        f" == find('search.field')['text'] == {words!r}"
    )


def test_an_answer_given_in_chinese_is_found(open_window: Callable[..., Driver], shots: Path, tmp_path: Path) -> None:
    path = tmp_path / "harbour.lstudio"
    answer, picture, timeline = make_project(path)
    driver = open_window(str(path))
    driver.wait("project is not None and find('panel.canvas')['visible']")

    search(driver, RED_BOAT)
    assert found(driver) == [f"Answer, {ANSWER}"]
    driver.screenshot(shots / "1 found.png")
    driver.key("Return")
    driver.wait("not find('search')['visible']")
    row = f"find('chat.message.{answer}')"
    driver.wait(f"{row} and {row}['visible'] and find('panel.chat')['visible']")
    in_sight = (
        f"(lambda w: not w.visibleRegion().isEmpty() and w.found)"
        f"(next(w for w in QApplication.allWidgets() if w.objectName() == 'chat.message.{answer}'))"
    )
    driver.wait(in_sight)
    driver.screenshot(shots / "2 answer.png")

    search(driver, "WIND rock")
    driver.key("Return")
    driver.wait(f"studio.session.node_id == {picture!r} and studio.session.viewing == 'node'")
    driver.screenshot(shots / "3 picture.png")

    search(driver, "nose")
    driver.key("Return")
    driver.wait(f"studio.session.timeline_id == {timeline!r} and studio.session.playhead == 3.5")
    driver.wait("find('panel.timeline')['visible'] and studio.session.viewing == 'timeline'")
    driver.screenshot(shots / "4 marker.png")

    # Escape goes back to what was being written.
    driver.key("ctrl+l")
    driver.wait("find('canvas.prompt')['focus']")
    search(driver, "nothing like this")
    driver.wait_text("search.field", "nothing like this")
    driver.screenshot(shots / "5 nothing found.png")
    assert found(driver) == []
    driver.key("Escape")
    driver.wait("not find('search')['visible'] and find('canvas.prompt')['focus']")
    assert driver.quit() == 0
    assert driver.output() == ""
    steps.verify(path)
