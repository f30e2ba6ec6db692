"""What a screen reader and a keyboard meet in a window: its controls, their roles and their names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAbstractItemView, QScrollArea, QScrollBar, QTreeWidget, QWidget

_Role = QAccessible.Role

CONTROLS = frozenset(
    {
        _Role.PushButton, _Role.Button, _Role.ButtonMenu, _Role.ButtonDropDown, _Role.CheckBox, _Role.RadioButton,
        _Role.ComboBox, _Role.Slider, _Role.SpinBox, _Role.Dial, _Role.EditableText, _Role.List, _Role.Table,
        _Role.Tree, _Role.PageTabList, _Role.PageTab, _Role.MenuItem, _Role.ListItem, _Role.TreeItem, _Role.Cell,
        _Role.ProgressBar, _Role.HotkeyField, _Role.Link,
    }
)  # fmt: skip
"""Roles of what can be operated, or tells a value."""

_ICON_FILE = re.compile(r"\.(svg|png|ico|qrc)$|^:/|^qta:|^ph\.|^[a-z0-9]+(-[a-z0-9]+)+$")


@dataclass(frozen=True)
class Control:
    """One of them.

    Attributes:
        path: Object names or classes from the window down to it.
        role: What it is.
        name: What a screen reader calls it.
        siblings: Names of what has the same parent and the same role.
    """

    path: str
    role: str
    name: str
    siblings: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.path} ({self.role}) {self.name!r}"


def is_name(text: str) -> bool:
    """Return whether people understand a text: it is neither empty nor what an icon or its file is called."""
    return bool(text.strip()) and not _ICON_FILE.search(text.strip()) and any(map(str.isalnum, text))


def in_sight(widget: QWidget) -> bool:
    """Return whether some of a widget is shown, or would be if its page were scrolled."""
    if not widget.isVisible() or widget.width() <= 0 or widget.height() <= 0:
        return False
    return not widget.visibleRegion().isEmpty() or _is_scrolled(widget)


def _is_scrolled(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None and not parent.isWindow():
        if isinstance(parent, QScrollArea):
            return not parent.visibleRegion().isEmpty()
        parent = parent.parentWidget()
    return False


def is_part(widget: QWidget) -> bool:
    """Return whether a widget is the inside of another one that has the name, the focus and the value."""
    parent = widget.parentWidget()
    if isinstance(widget, QScrollBar) or widget.objectName() in {"qt_spinbox_lineedit", "qt_scrollarea_viewport"}:
        return True
    return isinstance(parent, QAbstractItemView)


def focusable(widget: QWidget) -> bool:
    """Return whether Tab can come to a widget."""
    return (
        widget.isEnabled()
        and in_sight(widget)
        and not is_part(widget)
        and widget.focusProxy() is None
        and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    )


def widgets(root: QWidget) -> list[QWidget]:
    """Return all widgets of a window; other windows of it, such as dialogs, are left out."""
    return [one for one in root.findChildren(QWidget) if one.window() is root]


def path_of(widget: QWidget) -> str:
    names: list[str] = []
    one: QWidget | None = widget
    while one is not None and not one.isWindow():
        names.append(one.objectName() or type(one).__name__)
        one = one.parentWidget()
    return " > ".join(reversed([name for name in names if not name.startswith("qt_scrollarea")][:4]))


def controls(root: QWidget) -> Iterator[Control]:
    """Walk a window as a screen reader does, from its interface down; what is out of sight is passed over."""
    interface = QAccessible.queryAccessibleInterface(root)
    assert interface is not None, root
    yield from _below(interface, root.objectName() or type(root).__name__)


def _below(interface: QAccessibleInterface, path: str) -> Iterator[Control]:
    children = [interface.child(number) for number in range(interface.childCount())]
    children = [child for child in children if child is not None and child.isValid() and _is_met(child)]
    roles = [child.role() for child in children]
    names = [child.text(QAccessible.Text.Name) for child in children]
    for number, child in enumerate(children):
        widget = child.object()
        below = f"{path} > {child.object().objectName() or type(child.object()).__name__}" if child.object() else path
        can_focus = isinstance(widget, QWidget) and bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        tree = interface.object()
        if isinstance(tree, QTreeWidget) and roles[number] is _Role.TreeItem and number % tree.columnCount():
            # A row is called by its first cell; the others may be empty.
            continue
        if roles[number] in CONTROLS or can_focus:
            others = tuple(
                names[other] for other in range(len(children)) if other != number and roles[other] == roles[number]
            )
            yield Control(below, roles[number].name, names[number], others)
        yield from _below(child, below)


def _is_met(interface: QAccessibleInterface) -> bool:
    widget = interface.object()
    if isinstance(widget, QWidget) and (not in_sight(widget) or is_part(widget)):
        return False
    return not interface.state().invisible
