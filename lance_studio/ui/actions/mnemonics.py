"""The letters that choose menus and their entries: Alt with one opens a menu, the letter alone takes an entry of it.

They are drawn from the English texts, so that hands find them in every language: a text in which a letter does not
stand gets it in parentheses, "文件(&F)". An action's own text has no letter, because toolbars, tooltips and the command
palette show it too; it gets one while its menu is open.
"""

import re
from collections.abc import Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

if TYPE_CHECKING:
    from lance_studio.ui.actions.registry import Actions

ENGLISH = "english"
"""The property of an action with the text that its letter is drawn from."""

_WORDS = re.compile(r"[A-Za-z0-9]+")
_IDEOGRAPHS = re.compile(r"[\u3400-\u9fff]")
_MARKED = re.compile(r"\(&[^&]\)|&(.)", re.DOTALL)
_ALT = re.compile(r"Alt\+([A-Z0-9])")


def letters_for(texts: Sequence[str], taken: Collection[str] = ()) -> list[str]:
    """Choose a letter for each text, no two the same.

    A text gets the beginning of its first word, else of another word, else any of its letters; where all of them are
    taken, those before it make room if they can.

    Args:
        texts: In English, in their order.
        taken: Letters that stand for something else, in capitals.

    Returns:
        Letters and digits in capitals; empty where a text gets none.
    """
    wanted = [[letter for letter in _candidates(text) if letter not in taken] for text in texts]
    owners: dict[str, int] = {}

    def give(number: int, tried: set[str]) -> bool:
        for letter in wanted[number]:
            if letter not in owners:
                owners[letter] = number
                return True
        for letter in wanted[number]:
            if letter not in tried:
                tried.add(letter)
                if give(owners[letter], tried):
                    owners[letter] = number
                    return True
        return False

    for number in range(len(texts)):
        give(number, set())
    letters = {number: letter for letter, number in owners.items()}
    return [letters.get(number, "") for number in range(len(texts))]


def _candidates(text: str) -> list[str]:
    words = _WORDS.findall(text.upper())
    return list(dict.fromkeys([word[0] for word in words] + [letter for word in words for letter in word]))


def marked(caption: str, letter: str) -> str:
    """Return a caption with the sign of its letter.

    Args:
        caption: As `texts.caption` makes it: it has no letter, and each "&" of it is doubled.
        letter: In capitals; empty for none.
    """
    if not letter:
        return caption
    if not _IDEOGRAPHS.search(caption):
        for pattern in (rf"\b{letter}", letter):
            if found := re.search(pattern, caption, re.IGNORECASE):
                return f"{caption[: found.start()]}&{caption[found.start() :]}"
    body = caption.rstrip("…")
    return f"{body}(&{letter}){caption[len(body) :]}"


def unmarked(caption: str) -> str:
    """Return a caption as it is read: without the sign of its letter, and with "&" for each "&&"."""
    return _MARKED.sub(lambda found: found[1] or "", caption)


def mark_menus(bar: QMenuBar, actions: "Actions") -> None:
    """Give the menus of a bar letters that no action has with Alt, and their entries letters while they are open."""
    for title in bar.actions():
        menu = title.menu()
        if isinstance(menu, QMenu):
            _MenuLetters(menu)
            _OwnLetters(menu)
    _OwnLetters(bar)
    _mark_bar(bar, actions)
    actions.keys_changed.connect(partial(_mark_bar, bar, actions))


def _mark_bar(bar: QMenuBar, actions: "Actions") -> None:
    keys = {key for spec in actions.specs() for key in actions.keys(spec.id)}
    taken = {found[1] for key in keys if (found := _ALT.fullmatch(QKeySequence(key).toString()))}
    for title, letter in zip(bar.actions(), letters_for(_english(bar.actions()), taken), strict=True):
        title.setText(marked(_plain(title.text()), letter))


class _OwnLetters(QObject):
    """Keeps the letters that are typed into a menu from the actions of panels.

    A menu bar that is used by keys has the focus, and all actions are in its menus: their keys, such as the F of the
    timeline, would come before the letters.
    """

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        owner.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            commands = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier
            if event.text().isalnum() and not event.modifiers() & commands:
                event.accept()
                return True
        return super().eventFilter(watched, event)


class _MenuLetters(QObject):
    """The letters of one menu's entries, from when it opens to when it closes."""

    def __init__(self, menu: QMenu) -> None:
        super().__init__(menu)
        self._menu = menu
        self._former: list[tuple[QAction, str, str]] = []
        menu.aboutToShow.connect(self._mark)
        menu.aboutToHide.connect(self._unmark)

    def _mark(self) -> None:
        self._unmark()
        entries = [each for each in self._menu.actions() if each.text() and each.isVisible()]
        for entry, letter in zip(entries, letters_for(_english(entries)), strict=True):
            former = entry.text()
            entry.setText(marked(former, letter))
            self._former.append((entry, former, entry.text()))

    def _unmark(self) -> None:
        for entry, former, shown in self._former:
            if entry.text() == shown:  # else it has another text by now
                entry.setText(former)
        self._former.clear()


def _english(entries: Sequence[QAction]) -> list[str]:
    return [str(each.property(ENGLISH) or unmarked(each.text())) for each in entries]


def _plain(caption: str) -> str:
    return unmarked(caption).replace("&", "&&")
