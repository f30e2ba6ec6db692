"""One process that measures the whole window in one language and scale, and both themes; it prints its findings.

``python -m tests.looks.measured LANGUAGE WIDTHxHEIGHT…``; the scale is that of QT_SCALE_FACTOR.
"""

import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtWidgets import QDialog, QListWidget, QTabBar, QWidget

from lance_studio.project.commands.base import Together
from lance_studio.project.commands.chat import AddMessage
from lance_studio.project.commands.nodes import AddNode
from lance_studio.project.rows import ChatMessage, Edge, Node, new_id
from tests.looks.measuring import count_texts, findings, primary_buttons
from tests.looks.stage import Stage

THEMES = ("dark", "light")
_LONG = "make the sky over the harbour a deep evening blue and put a lighthouse behind the boats"


def fill(stage: Stage) -> None:
    """Open the sample project, with turns, one with a long name, and a conversation."""
    stage.studio.actions.trigger("help.sample")
    stage.until(lambda: stage.session.project is not None and stage.session.project.nodes())
    stage.settle()
    project = stage.session.project
    assert project is not None
    first = project.nodes()[0]
    commands = []
    parent = first.id
    for name in ("make the car blue", _LONG):
        node = Node(id=new_id(), media_id=first.media_id, kind="picture", name=name)
        edge = Edge(child=node.id, parents=(parent,), operation="image_edit", request="{}")
        commands.append(AddNode(node, edge))
        parent = node.id
    for role, text in (("user", "What colour is the car?"), ("assistant", "Blue."), ("user", _LONG)):
        commands.append(AddMessage(ChatMessage(id=new_id(), role=role, text=text, mode="ask")))  # type: ignore[arg-type]
    project.run(Together("Fill", tuple(commands)))
    stage.session.select_node(parent)
    stage.settle()


def pages(stage: Stage) -> Iterator[tuple[str, QWidget]]:
    """Bring one page after the other to sight."""
    window = stage.window
    for workspace in ("picture", "film", "ask"):
        stage.choose(workspace)
        yield workspace, window
        for panel_id in window.docks.ids():
            dock = window.docks.dock(panel_id)
            if dock.isHidden() or not dock.visibleRegion().isEmpty():
                continue
            dock.raise_()
            stage.settle()
            yield f"{workspace} with {panel_id}", window
    stage.choose("picture")
    stage.studio.actions.trigger("help.tour")
    stage.spin()
    yield "tour", window
    tour = window.findChild(QWidget, "tour.end")
    tour.click()  # type: ignore[union-attr]
    stage.studio.actions.trigger("edit.find")
    stage.spin()
    yield "search", window
    window.findChild(QWidget, "search.close").click()  # type: ignore[union-attr]


def dialogs(stage: Stage) -> Iterator[tuple[str, QWidget]]:
    """Open one window after the other that actions open."""
    for action in ("edit.preferences", "help.abilities", "help.licences", "help.about", "help.shortcuts"):
        before = set(map(id, stage.window.findChildren(QDialog)))
        stage.studio.actions.trigger(action)
        stage.settle()
        [dialog] = [one for one in stage.window.findChildren(QDialog) if id(one) not in before]
        yield from _pages_of(stage, action, dialog)
        dialog.close()
        stage.spin()


def _pages_of(stage: Stage, action: str, dialog: QDialog) -> Iterator[tuple[str, QWidget]]:
    for turn, count in _turns(dialog):
        for number in range(count):
            turn(number)
            stage.settle()
            yield f"{action} {number}", dialog
        return
    yield action, dialog


def _turns(dialog: QDialog) -> Iterator[tuple[Callable[[int], object], int]]:
    for bar in dialog.findChildren(QTabBar):
        yield bar.setCurrentIndex, bar.count()
    for chosen in dialog.findChildren(QListWidget, "preferences.pages"):
        yield chosen.setCurrentRow, chosen.count()


def measure(language: str, sizes: list[tuple[int, int]]) -> dict[str, Any]:
    """Return what is wrong, by theme, page and size, and how many pages and texts were looked at, in both themes."""
    stage = Stage(language, THEMES[0])
    found: dict[str, list[str]] = {}
    looked = {"pages": 0, "texts": 0}

    def note(name: str, window: QWidget, width: int, height: int) -> None:
        stage.spin()
        seen = findings(window)
        looked["pages"] += 1
        looked["texts"] += count_texts(window)
        frames = [stage.window.panel(panel_id) for panel_id in (*stage.window.docks.ids(), "canvas", "welcome")]
        for panel in frames if window is stage.window else [window]:
            if len(shown := primary_buttons(panel)) > 1:
                seen.append(f"{panel.objectName()}: several primary buttons: {shown}")
        key = f"{theme} {name} {width}x{height}"
        if (window.width(), window.height()) != (width, height) and window is stage.window:
            seen.append(f"the window takes {window.width()}x{window.height()}")
        if seen:
            found[key] = seen

    for theme in THEMES:
        stage.wear(theme)
        for width, height in sizes:
            stage.resize(width, height)
            note("welcome", stage.window, width, height)
    fill(stage)
    for theme in THEMES:
        stage.wear(theme)
        for width, height in sizes:
            stage.resize(width, height)
            for name, window in pages(stage):
                note(name, window, width, height)
        for name, window in dialogs(stage):
            note(name, window, *sizes[0])
    stage.close()
    return {"found": found, **looked}


if __name__ == "__main__":
    wanted = [tuple(map(int, size.split("x"))) for size in sys.argv[2:]]
    print(json.dumps(measure(sys.argv[1], wanted), indent=1))  # type: ignore[arg-type]
