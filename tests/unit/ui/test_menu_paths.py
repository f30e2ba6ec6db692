"""Whatever a text tells its reader to choose, as "File → Open…", is in the window's menus, in every language."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMenu

from lance_studio.language import translate, use_language
from lance_studio.ui import texts
from lance_studio.ui.main_window import MainWindow
from tests.unit.ui.test_window import window

__all__ = ["window"]

ROOT = Path(__file__).resolve().parents[3]
# A path begins with the name of a menu; sizes and the parts of a network have no words on both sides.
PATH = re.compile(r"\b([A-Z][a-z]+) → ([A-Z][a-z]+[^.,;:()“”\"\n]*)")
TO_PEOPLE = ("README.md", "SECURITY.md")


def literals() -> Iterator[tuple[str, str]]:
    """Every text in the code, and what comes along with it to be read, with the file that it stands in."""
    for path in sorted((ROOT / "lance_studio").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield path.relative_to(ROOT).as_posix(), node.value
    for name in TO_PEOPLE:
        yield name, (ROOT / name).read_text(encoding="utf-8").replace("*", "")


def named() -> list[tuple[str, str, str, str]]:
    """The file, the text, the menu and what follows it, of every path that is named."""
    found = ((file, " ".join(text.split())) for file, text in literals())
    return [(file, text, each[1], each[2]) for file, text in found for each in PATH.finditer(text)]


def entries(window: MainWindow) -> dict[str, list[str]]:
    """The entries of each menu, without the dots at their ends."""
    window.later.finish()
    menus: dict[str, list[str]] = {}
    for action in window.menuBar().actions():
        menu = action.menu()
        assert isinstance(menu, QMenu)
        menus[shown(action.text())] = [shown(each.text()) for each in menu.actions() if each.text()]
    return menus


def shown(text: str) -> str:
    return texts.without_letter(text).rstrip("…")


def entry(menus: dict[str, list[str]], menu: str, words: str) -> str | None:
    """The longest entry of a menu that some words begin with; None if there is none."""
    fit = [each for each in menus.get(menu, ()) if re.match(rf"{re.escape(each)}(?!\w)", words)]
    return max(fit, key=len, default=None)


def test_every_menu_path_that_a_text_names_exists(window: MainWindow) -> None:
    menus, paths = entries(window), named()
    assert {"File", "Help", "Window"} <= {menu for _, _, menu, _ in paths}
    wrong = [f"{file}: {menu} → {words}" for file, _, menu, words in paths if entry(menus, menu, words) is None]
    assert not wrong


def test_translations_name_the_same_paths(window: MainWindow) -> None:
    menus, paths = entries(window), named()
    use_language("zh_CN")
    checked = 0
    for _, text, menu, words in paths:
        found, said = entry(menus, menu, words), translate(text)
        assert found is not None
        if said == text:
            continue  # documentation, or what is said on the command line
        spelled = {translate(each).rstrip("…") for each in (found, f"{found}…")} - {found}
        assert any(f"{translate(menu)} → {each}" in said for each in spelled), said
        checked += 1
    assert checked >= 3


@pytest.mark.parametrize("text", ["Look at File → Project log.", "Choose Tools → Open."])
def test_a_path_that_does_not_exist_is_found(window: MainWindow, text: str) -> None:
    match = PATH.search(text)
    assert match is not None
    assert entry(entries(window), match[1], match[2]) is None
