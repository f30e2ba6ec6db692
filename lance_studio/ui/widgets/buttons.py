"""Buttons. A verb on each; an icon never stands without a tooltip and an accessible name."""

from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import QSize, Qt, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QToolButton, QWidget

from lance_studio.ui import texts
from lance_studio.ui.theme import icon
from lance_studio.ui.theme.measures import CONTROL, ICON

_SHOWN_ICON = "shown-icon"
Clicked: TypeAlias = Callable[..., object] | SignalInstance | None


def push_button(text: str, icon_name: str = "", *, clicked: Clicked = None) -> QPushButton:
    """Return an ordinary button with a border.

    Args:
        text: A verb, with its object where that is not plain.
        icon_name: A name of the icon family, or nothing.
        clicked: What a click does, or the signal that it sends on.
    """
    return _push(text, "", icon_name, "text", clicked)


def primary_button(text: str, icon_name: str = "", *, clicked: Clicked = None) -> QPushButton:
    """Return the button for the one thing that a panel is for; at most one is in sight in a panel."""
    return _push(text, "primary", icon_name, "on_fill", clicked)


def quiet_button(text: str, icon_name: str = "", *, clicked: Clicked = None) -> QPushButton:
    """Return a button without a ground of its own."""
    return _push(text, "quiet", icon_name, "text", clicked)


def link_button(text: str, *, clicked: Clicked = None) -> QPushButton:
    """Return a button that looks like a link."""
    made = _push(text, "link", "", "accent", clicked)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    return made


def tool_button(
    icon_name: str, name: str, *, checkable: bool = False, size: int = ICON, hit: int = CONTROL, clicked: Clicked = None
) -> QToolButton:
    """Return a square button that shows an icon only.

    Args:
        icon_name: A name of the icon family.
        name: What it does; becomes the tooltip and the accessible name.
        checkable: It stays down until it is clicked again.
        size: Of the icon.
        hit: Width and height of the button.
        clicked: What a click does, or the signal that it sends on.
    """
    made = QToolButton()
    made.setIcon(icon(icon_name))
    made.setIconSize(QSize(size, size))
    made.setFixedSize(hit, hit)
    explain(made, name)
    made.setCheckable(checkable)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if clicked is not None:
        made.clicked.connect(clicked)
    return made


def show_icon(button: QAbstractButton, name: str, role: str = "text") -> None:
    """Give a button another icon; one that it has already is not given again, as that would lay its panel out again.

    Args:
        button: The button.
        name: A name of the icon family.
        role: The palette's role of its colour.
    """
    shown = f"{name} {role}"
    if button.property(_SHOWN_ICON) != shown:
        button.setProperty(_SHOWN_ICON, shown)
        button.setIcon(icon(name, role))


def explain(widget: QWidget, words: str) -> None:
    """Say by the tooltip and to screen readers what a widget without words of its own does."""
    texts.set_tooltip(widget, words)
    texts.set_name(widget, words)


def text_tool_button(text: str, icon_name: str = "") -> QToolButton:
    """Return a flat button with a word, for toolbars and for menus that open below it."""
    made = QToolButton()
    made.setText(texts.caption(text))
    made.setProperty("kind", "text")
    made.setFixedHeight(CONTROL)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if icon_name:
        made.setIcon(icon(icon_name, "muted"))
        made.setIconSize(QSize(ICON, ICON))
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return made


class _PushButton(QPushButton):
    """A button that Enter presses while it has the focus, as Space does.

    Qt leaves Enter to the default button of a dialog: with the focus on "Cancel" it would export.
    """

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)


def _push(text: str, kind: str, icon_name: str, role: str, clicked: Clicked) -> QPushButton:
    made = _PushButton(texts.caption(text))
    if len(text) > texts.MOST_CAPTION:
        texts.set_tooltip(made, text)
    made.setAutoDefault(False)
    if kind:
        made.setProperty("kind", kind)
    if icon_name:
        made.setIcon(icon(icon_name, role))
        made.setIconSize(QSize(ICON, ICON))
    if clicked is not None:
        made.clicked.connect(clicked)
    return made
