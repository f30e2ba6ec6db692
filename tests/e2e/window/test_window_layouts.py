"""The keys of other keyboards, pressed on an X server that has their layout and no other one."""

import os
import shutil
import subprocess
from collections.abc import Callable

import pytest

from tests.e2e.window.driver import ROOT, Driver

pytestmark = pytest.mark.skipif(shutil.which("setxkbmap") is None, reason="setxkbmap is missing")

Open = Callable[..., Driver]

_CANVAS = "window.panel('canvas')"
_NAME = "studio.session.project.node(studio.session.node_id).name"
_RENAME = "__import__('lance_studio.project.commands.nodes', fromlist=['x']).RenameNode"

_TIMELINE = "window.panel('timeline')"

# Keycodes of X: which key is pressed, whatever its layout makes of it. In French and German Z lies elsewhere, and the
# brackets are typed with AltGr.
_US = {"Z": "ctrl+52", "[": "34", "]": "35", "tool": "56", "0": "ctrl+19", "1": "ctrl+10"}
_FRENCH = {"Z": "ctrl+25", "[": "ISO_Level3_Shift+14", "]": "ISO_Level3_Shift+20"}
_GERMAN = {"Z": "ctrl+29", "[": "ISO_Level3_Shift+17", "]": "ISO_Level3_Shift+18"}
LAYOUTS = {
    "ru": _US | {"+": "ctrl+shift+21", "-": "ctrl+20"},
    "gr": _US,
    "ara": _US,
    "il": _US | {"[": "35", "]": "34"},
    "fr": _US | _FRENCH | {"+": "ctrl+shift+21", "-": "ctrl+15"},
    "de": _US | _GERMAN | {"+": "ctrl+35", "-": "ctrl+61"},
}


@pytest.fixture
def driver(open_window: Open) -> Driver:
    driver = open_window()
    set_layout(driver, "us")
    driver.key("ctrl+n")
    driver.wait("studio.session.project is not None")
    picture = next(path for path in sorted((ROOT / "resources/samples").iterdir()) if path.suffix == ".png")
    driver.ask(f"studio.session.drop_files((__import__('pathlib').Path({str(picture)!r}),))")
    driver.wait("studio.session.node_id is not None")
    return driver


def set_layout(driver: Driver, layout: str) -> None:
    environment = {**os.environ, "DISPLAY": driver.display.name}
    subprocess.run(["setxkbmap", layout], env=environment, check=True, timeout=20)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_letters_brackets_plus_minus_and_digits(driver: Driver, layout: str) -> None:
    keys = LAYOUTS[layout]
    set_layout(driver, layout)
    driver.click("canvas.view")
    name = driver.ask(_NAME)
    driver.ask(f"studio.session.run({_RENAME}(studio.session.node_id, 'renamed'))")
    driver.key(keys["Z"])
    driver.wait(f"{_NAME} == {name!r}")
    driver.key(keys["tool"])
    driver.wait(f"{_CANVAS}.presenter.state.tool == 'brush'")
    brush = driver.ask(f"{_CANVAS}.presenter.state.brush")
    driver.key(keys["]"])
    driver.wait(f"{_CANVAS}.presenter.state.brush > {brush}")
    driver.key(keys["["])
    driver.wait(f"{_CANVAS}.presenter.state.brush == {brush}")
    driver.key(keys["1"])
    driver.wait(f"{_CANVAS}.surface.viewport.scale == 1.0")
    for sign, step in (("+", ">"), ("-", "<")):
        if sign in keys:
            scale = driver.ask(f"{_CANVAS}.surface.viewport.scale")
            driver.key(keys[sign])
            driver.wait(f"{_CANVAS}.surface.viewport.scale {step} {scale}")
    driver.key(keys["0"])
    driver.wait(f"{_CANVAS}.surface.viewport.zoom is None")


@pytest.mark.parametrize(
    ("layout", "plus", "minus"), [("fr", "shift+21", "15"), ("de", "35", "61"), ("ru", "shift+21", "20")]
)
def test_plus_minus_and_undo_on_the_timeline(driver: Driver, layout: str, plus: str, minus: str) -> None:
    driver.ask("studio.actions.trigger('workspace.film'), studio.actions.trigger('clip.append')")
    driver.wait("studio.session.timeline_id is not None")
    set_layout(driver, layout)
    driver.click("timeline.view")
    pixels = f"{_TIMELINE}.presenter.view_model.state.scale.pixels"
    first = driver.ask(pixels)
    driver.key(plus)
    driver.wait(f"{pixels} > {first}")
    nearer = driver.ask(pixels)
    driver.key(minus)
    driver.wait(f"{pixels} < {nearer}")
    # The film is gone again, by the key that has a Z on it.
    driver.key(LAYOUTS[layout]["Z"])
    driver.wait("project.timelines() == []")
