"""Texts that may carry names, prompts, answers or paths, made fit to be shown: never markup, never endless.

Qt takes a text for HTML wherever it looks like it, and then opens the files that it names. Whatever a user, a file or
the model may have written therefore goes through this module before Qt sees it; `tests/unit/ui/test_texts_lint.py`
refuses the bare calls elsewhere. What is edited is the exception: a field holds its text as it is (`fill`), because
a change must not lose what was left out.
"""

import re
import textwrap
from collections.abc import Callable, Iterable
from html import escape
from typing import Protocol

from PySide6.QtCore import QMimeData, QObject, QPoint
from PySide6.QtGui import QAction, QIcon, Qt
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QListWidgetItem,
    QMenu,
    QMessageBox,
    QToolTip,
    QTreeWidgetItem,
    QWidget,
)

MOST_TEXT = 8000
"""Characters of a text in a panel; no prompt is longer."""
MOST_LINE = 400
"""Characters of a line."""
MOST_CAPTION = 80
"""Characters on a button, in a menu or on a tab."""
MOST_TOOLTIP, _TOOLTIP_LINES, _TOOLTIP_WIDTH = 800, 8, 60
_PARAGRAPH_LINES = 4
"""Of a tooltip: a prompt is recognised by its beginning, and must not cover what it belongs to."""

_REPLACEMENT = "\ufffd"
# What changes the direction of the text around it, or cannot be seen at all: it could make a name read as another one.
_DIRECTIONS = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF)
# Half characters cannot even be handed to Qt.
_CONTROLS = (*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000))
_IDEOGRAPHS = re.compile(r"[\u3400-\u9fff]")
# A letter in parentheses behind a text, a letter in it, or an "&" that is shown.
_WITH_SIGN = re.compile(r"\(&[^&]\)|&(.)", re.DOTALL)
_HARMLESS: dict[int, str | None] = {
    **dict.fromkeys(_CONTROLS, _REPLACEMENT),
    **dict.fromkeys(_DIRECTIONS, None),
    ord("\t"): " ",
    ord("\r"): None,
    ord("\n"): "\n",
    0x2028: "\n",
    0x2029: "\n",
}
_JOINER = "\u2060"
_MARKER = "[*]"


class _HasToolTip(Protocol):
    def setToolTip(self, text: str, /) -> None: ...  # noqa: N802


def plain(text: str, most: int = MOST_TEXT) -> str:
    """Return a text of several lines: without control characters, and with an ellipsis where it is too long.

    Only what is plain by itself may show it: a label of `widgets.label`, a painter, a field.

    Args:
        text: Any text.
        most: Characters that are kept, the ellipsis included.
    """
    # Cut before anything is looked at: the text may be a hundred megabytes.
    part = text[: 2 * most].translate(_HARMLESS)
    return part if len(part) <= most and len(text) <= 2 * most else f"{part[: most - 1].rstrip()}…"


def line(text: str, most: int = MOST_LINE) -> str:
    """Return a text as one line; as `plain` otherwise."""
    return plain(text, most).replace("\n", " ")


def caption(text: str, most: int = MOST_CAPTION) -> str:
    """Return a text for a button, a menu, an action or a tab, where "&" would mark a key: every "&" is shown.

    Names and instructions differ at both ends: what is too long has its ellipsis in the middle.
    """
    # Cut before anything is looked at, as in `plain`.
    ends = text if len(text) <= 4 * most else f"{text[: 2 * most]}{text[-2 * most :]}"
    shown = line(ends)
    if len(shown) > most or ends != text:
        shown = f"{shown[: most // 2].rstrip()}…{shown[len(shown) - (most - most // 2 - 1) :].lstrip()}"
    return shown.replace("&", "&&")


def with_letter(text: str, letter: str) -> str:
    """Return a text as `caption` does, with the sign of the letter that chooses it in a menu.

    A letter that does not stand in the text, and every one in a text of ideographs, stands behind it: "文件(&F)".

    Args:
        text: The text of a menu or of an entry.
        letter: A capital letter or a digit; empty for none.
    """
    shown = caption(text)
    if not letter:
        return shown
    if not _IDEOGRAPHS.search(shown):
        for pattern in (rf"\b{letter}", letter):
            if found := re.search(pattern, shown, re.IGNORECASE):
                return f"{shown[: found.start()]}&{shown[found.start() :]}"
    body = shown.rstrip("…")
    return f"{body}(&{letter}){shown[len(body) :]}"


def without_letter(shown: str) -> str:
    """Return the text that `with_letter` or `caption` has made a caption of, unless it was cut."""
    return _WITH_SIGN.sub(lambda found: found[1] or "", shown)


def window_title(text: str, most: int = 200) -> str:
    """Return a text for a window's title, where "[*]" would stand for the sign of a change."""
    return line(text, most).replace(_MARKER, 2 * _MARKER)


def tooltip(text: str) -> str:
    """Return a text for a tooltip, which is never rendered as HTML.

    Lines have at most 60 characters. What was one line of the text becomes at most four, so that of a long prompt its
    beginning is shown; all together are at most eight. An ellipsis stands for what is left out.

    A tooltip has no switch for plain text. What Qt would take for HTML gets an invisible character behind each sign
    that begins a tag.
    """
    lines: list[str] = []
    for each in plain(text, MOST_TOOLTIP).split("\n"):
        whole = len(each) <= _TOOLTIP_WIDTH
        lines += [each] if whole else _wrapped(each)
    shown = "\n".join(lines if len(lines) <= _TOOLTIP_LINES else [*lines[: _TOOLTIP_LINES - 1], "…"])
    if Qt.mightBeRichText(shown):
        # English: signs of HTML.
        shown = shown.replace("<", f"<{_JOINER}").replace("&lt;", f"&{_JOINER}lt;")
    return shown


def _wrapped(text: str) -> list[str]:
    """Break a line into a few, with an ellipsis at the end where that is not all of it."""
    lines = textwrap.wrap(text, _TOOLTIP_WIDTH, break_on_hyphens=False)
    if len(lines) <= _PARAGRAPH_LINES:
        return lines
    return [*lines[: _PARAGRAPH_LINES - 1], f"{lines[_PARAGRAPH_LINES - 1][: _TOOLTIP_WIDTH - 1].rstrip()}…"]


def with_links(pieces: Iterable[tuple[str, str]], colour: str) -> str:
    """Return HTML in which nothing but some pieces is a link: the only HTML of the window, for one kind of label.

    Args:
        pieces: Texts, each with the target of its link; an empty target makes no link. Targets are no addresses.
        colour: Of the links, as "#rrggbb".
    """
    parts: list[str] = []
    for text, target in pieces:
        words = escape(plain(text)).replace("\n", "<br>")
        parts.append(f'<a href="{escape(target)}" style="color:{colour}">{words}</a>' if target else words)
    return "".join(parts)


# --- the calls of Qt that this module alone makes ---------------------------------------------------------------------


def set_tooltip(target: _HasToolTip, text: str) -> None:
    """Give a widget, an action or an item of a list a tooltip."""
    shown = tooltip(text)
    # Qt tells everybody of a tooltip that is given again, too, and panels give theirs with each change of state.
    if not isinstance(target, QWidget) or target.toolTip() != shown:
        target.setToolTip(shown)


def set_cell_tooltip(item: QTreeWidgetItem, column: int, text: str) -> None:
    """Give one column of a row of a tree a tooltip."""
    item.setToolTip(column, tooltip(text))


def show_tooltip(place: QPoint, text: str, widget: QWidget) -> None:
    """Show a tooltip now; without a text the one in sight goes away.

    Args:
        place: On the screen.
        text: What it says.
        widget: What it belongs to.
    """
    QToolTip.showText(place, tooltip(text), widget)


def set_name(widget: QWidget, name: str, *, most: int = MOST_LINE) -> None:
    """Say what a screen reader calls a widget."""
    widget.setAccessibleName(line(name, most))


def set_description(widget: QWidget, text: str) -> None:
    """Say what a screen reader tells of a widget beside its name."""
    widget.setAccessibleDescription(line(text))


def fill(holder: QLineEdit | QMimeData, text: str) -> None:
    """Put a text as it is into what shows or carries plain text only: it is edited there, or copied."""
    holder.setText(text)


def list_item(text: str) -> QListWidgetItem:
    """Return an item of a list; lists draw plain text."""
    return QListWidgetItem(line(text))


def make_action(parent: QObject, text: str, icon: QIcon | None = None) -> QAction:
    """Return an action that is in no menu yet."""
    made = QAction(caption(text), parent)
    # Else Qt makes one of the text.
    made.setToolTip(tooltip(text))
    if icon is not None:
        made.setIcon(icon)
    return made


def add_action(menu: QMenu, text: str, icon: QIcon | None = None, do: Callable[[], object] | None = None) -> QAction:
    """Add an action to a menu, and say what it does."""
    made = make_action(menu, text, icon)
    menu.addAction(made)
    if do is not None:
        made.triggered.connect(lambda _checked=False: do())
    return made


def message_box(parent: QWidget, title: str, text: str, more: str = "") -> QMessageBox:
    """Return a message box of plain text; it is not open yet.

    Args:
        parent: The window.
        title: Of the box.
        text: What it says.
        more: What it says below in smaller letters.
    """
    box = QMessageBox(parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(window_title(title))
    box.setText(plain(text))
    # The box has a format for its first text only; for the second one Qt would decide by its looks.
    box.setInformativeText(tooltip(more))
    for shown in box.findChildren(QLabel):
        shown.setTextFormat(Qt.TextFormat.PlainText)
        shown.setOpenExternalLinks(False)
    box.setInformativeText(plain(more))
    return box
