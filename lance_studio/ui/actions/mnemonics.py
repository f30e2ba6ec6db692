"""The letters that choose menus and their entries: Alt with one opens a menu, the letter alone takes an entry of it.

They are drawn from the English texts, so that hands find them in every language: a text in which a letter does not
stand gets it in parentheses, "文件(&F)". An action's own text has no letter, because toolbars, tooltips and the command
palette show it too; it gets one while its menu is open.
"""

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QActionEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from lance_studio.ui import texts

if TYPE_CHECKING:
    from lance_studio.ui.actions.registry import Actions

ENGLISH = "english"
"""The property of an action with the text that its letter is drawn from."""

_WORDS = re.compile(r"[A-Za-z0-9]+")
_ALT = re.compile(r"Alt\+([A-Z0-9])")


def letters_for(names: Sequence[str], taken: Collection[str] = ()) -> list[str]:
    """Choose a letter for each text, no two the same.

    A text gets the beginning of its first word, else of another word, else any of its letters; where all of them are
    taken, those before it make room if they can.

    Args:
        names: Texts in English, in their order.
        taken: Letters that stand for something else, in capitals.

    Returns:
        Letters and digits in capitals; empty where a text gets none.
    """
    wanted = [[letter for letter in _candidates(text) if letter not in taken] for text in names]
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

    for number in range(len(names)):
        give(number, set())
    letters = {number: letter for letter, number in owners.items()}
    return [letters.get(number, "") for number in range(len(names))]


def _candidates(text: str) -> list[str]:
    words = _WORDS.findall(text.upper())
    return list(dict.fromkeys([word[0] for word in words] + [letter for word in words for letter in word]))


def mark_menus(bar: QMenuBar, actions: "Actions") -> None:
    """Give the menus of a bar letters that no action has with Alt, and their entries letters while they are open."""
    for title in bar.actions():
        menu = title.menu()
        if isinstance(menu, QMenu):
            _MenuLetters(menu)
            _OwnLetters(menu)
    _OwnLetters(bar)
    _BarLetters(bar, actions)


class _BarLetters(QObject):
    """The letters of the menus themselves; a user's own key with Alt comes before one."""

    def __init__(self, bar: QMenuBar, actions: "Actions") -> None:
        super().__init__(bar)
        self._bar, self._actions = bar, actions
        actions.keys_changed.connect(self._mark)
        self._mark()

    def _mark(self) -> None:
        keys = {key for spec in self._actions.specs() for key in self._actions.keys(spec.id)}
        taken = {found[1] for key in keys if (found := _ALT.fullmatch(QKeySequence(key).toString()))}
        titles = self._bar.actions()
        for title, letter in zip(titles, letters_for(_english(titles), taken), strict=True):
            title.setText(texts.with_letter(texts.without_letter(title.text()), letter))


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
    """The letters of one menu's entries, from when it opens to when it closes; also of texts that change meanwhile."""

    def __init__(self, menu: QMenu) -> None:
        super().__init__(menu)
        self._menu = menu
        self._letters: dict[QAction, str] = {}
        menu.aboutToShow.connect(self._mark)
        menu.aboutToHide.connect(self._unmark)
        menu.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        # Undo has another text as soon as the focus leaves a field, which opening a menu does.
        if isinstance(event, QActionEvent) and event.type() == QEvent.Type.ActionChanged:
            self._show(event.action())
        return super().eventFilter(watched, event)

    def _mark(self) -> None:
        entries = [each for each in self._menu.actions() if each.text() and each.isVisible()]
        self._letters = dict(zip(entries, letters_for(_english(entries)), strict=True))
        for entry in entries:
            self._show(entry)

    def _unmark(self) -> None:
        entries, self._letters = self._letters, {}
        for entry in entries:
            entry.setText(texts.caption(texts.without_letter(entry.text())))

    def _show(self, entry: QAction) -> None:
        if letter := self._letters.get(entry, ""):
            entry.setText(texts.with_letter(texts.without_letter(entry.text()), letter))


def _english(entries: Sequence[QAction]) -> list[str]:
    return [str(each.property(ENGLISH) or texts.without_letter(each.text())) for each in entries]
