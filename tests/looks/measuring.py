"""Measures what is in sight in a window: every text fits its place, no two parts overlap, nothing is squeezed.

A text that is cut with an ellipsis on purpose has all of it in its tooltip.
"""

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLayout,
    QLineEdit,
    QListWidget,
    QMainWindow,
    QMenuBar,
    QPlainTextEdit,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QTabBar,
    QToolBar,
    QToolButton,
    QTreeWidget,
    QWidget,
)

from lance_studio.ui.widgets import ElidedLabel

_BORDER = 2
_SLACK = 1
"""Pixels by which a scale that is no whole number may round."""


def findings(window: QWidget) -> list[str]:
    """Return what is wrong with what is in sight in a window, a sentence each; the same one once."""
    found: dict[str, None] = {}
    for widget in (window, *window.findChildren(QWidget)):
        if not widget.isVisible() or widget.visibleRegion().isEmpty():
            continue
        for words in (*_texts(widget), *_layout(widget)):
            found[f"{_path(widget, window)}: {words}"] = None
    return list(found)


def count_texts(window: QWidget) -> int:
    """Return how many labels, buttons, tabs, fields and headings are in sight and measured."""
    kinds = (QLabel, ElidedLabel, QAbstractButton, QTabBar, QComboBox, QLineEdit, QPlainTextEdit, QMenuBar, QHeaderView)
    parts = (window, *window.findChildren(QWidget))
    return sum(isinstance(one, kinds) and one.isVisible() and not one.visibleRegion().isEmpty() for one in parts)


def _path(widget: QWidget, window: QWidget) -> str:
    names: list[str] = []
    at: QWidget | None = widget
    while at is not None and at is not window and len(names) < 4:
        if at.objectName() and not at.objectName().startswith("qt_"):
            names.append(at.objectName())
        elif at is widget:
            names.append(type(at).__name__)
        at = at.parentWidget()
    return "/".join(reversed(names))


# --- texts ------------------------------------------------------------------------------------------------------------


def _texts(widget: QWidget) -> Iterator[str]:
    metrics = widget.fontMetrics()
    if isinstance(widget, QLabel):
        yield from _label(widget, metrics)
    elif isinstance(widget, ElidedLabel):
        yield from _fits(widget, metrics, widget.text().split("\n")[0], widget.width())
    elif isinstance(widget, QAbstractButton) and _shows_text(widget):
        icon = 0 if widget.icon().isNull() else widget.iconSize().width() + 4
        yield from _fits(widget, metrics, _plain(widget.text()), widget.width() - icon - _BORDER)
    elif isinstance(widget, QTabBar):
        yield from _tabs(widget, metrics)
    elif isinstance(widget, QComboBox):
        option = QStyleOptionComboBox()
        widget.initStyleOption(option)
        field = widget.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, widget
        )
        yield from _fits(widget, metrics, widget.currentText(), field.width())
    elif isinstance(widget, QLineEdit):
        holder = widget.parentWidget()
        shown = widget.text() if isinstance(holder, QAbstractSpinBox) else widget.placeholderText()
        if isinstance(holder, QAbstractSpinBox) or not widget.text():
            room = widget.contentsRect().width() - widget.textMargins().left() - widget.textMargins().right() - 4
            yield from _fits(widget, metrics, shown, room)
    elif isinstance(widget, QPlainTextEdit) and not widget.toPlainText():
        yield from _fits(widget, metrics, widget.placeholderText(), widget.viewport().width() - 4)
    elif isinstance(widget, QMenuBar):
        for action in widget.actions():
            place = widget.actionGeometry(action)
            if not widget.rect().contains(place) or place.width() < metrics.horizontalAdvance(_plain(action.text())):
                yield f"the menu '{action.text()}' is not whole"
    elif isinstance(widget, QHeaderView) and widget.orientation() == Qt.Orientation.Horizontal:
        yield from _header(widget, metrics)
    elif isinstance(widget, QListWidget | QTreeWidget) and type(widget.itemDelegate()) is QStyledItemDelegate:
        yield from _items(widget, metrics)


def _fits(widget: QWidget, metrics: QFontMetrics, text: str, room: int) -> Iterator[str]:
    wide = metrics.horizontalAdvance(text)
    if wide > room + _SLACK and not _told(widget, text):
        yield f"'{text}' needs {wide} of {room} pixels"
    if text and metrics.height() > widget.height() + _SLACK:
        yield f"'{text}' is {metrics.height()} high, its place {widget.height()}"


def _told(widget: QWidget, text: str) -> bool:
    """Whether a tooltip has a text: all of it, or the beginning of one that is very long."""
    at: QWidget | None = widget
    for _ in range(2):
        if at is not None and "".join(text.split())[:100] in "".join(at.toolTip().split()):
            return True
        at = at.parentWidget() if at is not None else None
    return False


def _label(widget: QLabel, metrics: QFontMetrics) -> Iterator[str]:
    text = widget.text()
    if not text or widget.textFormat() == Qt.TextFormat.RichText:
        return
    if widget.wordWrap():
        needed = widget.heightForWidth(widget.width())
        if needed > widget.height() + _SLACK and not _told(widget, text):
            yield f"'{text[:60]}' needs a height of {needed}, not {widget.height()}"
        longest = max((metrics.horizontalAdvance(word) for word in text.split()), default=0)
        if longest > widget.contentsRect().width() + _SLACK and not _told(widget, text):
            yield f"a word of '{text[:60]}' needs {longest} of {widget.contentsRect().width()} pixels"
        return
    for line in text.split("\n"):
        yield from _fits(widget, metrics, line, widget.contentsRect().width() - 2 * widget.margin())


def _shows_text(button: QAbstractButton) -> bool:
    only_icon = isinstance(button, QToolButton) and (
        button.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly and not button.icon().isNull()
    )
    # A button of another class draws itself.
    return bool(button.text()) and not only_icon and type(button).__module__.startswith("PySide6")


def _tabs(bar: QTabBar, metrics: QFontMetrics) -> Iterator[str]:
    for number in range(bar.count()):
        if not bar.isTabVisible(number):
            continue
        place, text = bar.tabRect(number), _plain(bar.tabText(number))
        icon = 0 if bar.tabIcon(number).isNull() else bar.iconSize().width() + 4
        wide = metrics.horizontalAdvance(text) + icon
        if wide > place.width() + _SLACK and text not in bar.tabToolTip(number):
            yield f"the tab '{text}' needs {wide} of {place.width()} pixels"
        if not bar.rect().adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK).contains(place) and not bar.usesScrollButtons():
            yield f"the tab '{text}' is not in sight"


def _header(header: QHeaderView, metrics: QFontMetrics) -> Iterator[str]:
    model = header.model()
    for section in range(header.count()):
        text = str(model.headerData(section, Qt.Orientation.Horizontal) or "")
        room = header.sectionSize(section) - 16
        if not header.isSectionHidden(section) and metrics.horizontalAdvance(text) > room + _SLACK:
            yield f"the heading '{text}' needs {metrics.horizontalAdvance(text)} of {room} pixels"


def _items(view: QListWidget | QTreeWidget, metrics: QFontMetrics) -> Iterator[str]:
    model = view.model()
    for row in range(min(model.rowCount(), 200)):
        for column in range(view.columnCount() if isinstance(view, QTreeWidget) else 1):
            index = model.index(row, column)
            place, text = view.visualRect(index), str(index.data() or "")
            if place.isEmpty() or not view.viewport().rect().intersects(place):
                continue
            room = min(place.right(), view.viewport().width()) - place.left() - 8
            tip = str(index.data(Qt.ItemDataRole.ToolTipRole) or "")
            if metrics.horizontalAdvance(text) > room + _SLACK and "".join(text.split())[:60] not in "".join(
                tip.split()
            ):
                yield f"the item '{text}' needs {metrics.horizontalAdvance(text)} of {room} pixels"


def _plain(text: str) -> str:
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


# --- places -----------------------------------------------------------------------------------------------------------


def _layout(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QToolBar):
        more = widget.findChild(QToolButton, "qt_toolbar_ext_button")
        if more is not None and more.isVisible():
            yield "some of it is behind a button"
    layout = widget.layout()
    if layout is None or isinstance(widget, QMainWindow):
        return
    parts = [part for part in _parts(layout) if part.isVisible()]
    for number, one in enumerate(parts):
        place, name = one.geometry(), one.objectName() or type(one).__name__
        if not widget.rect().adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK).contains(place):
            yield f"{name} stands out of it: {_words(place)} in {_words(widget.rect())}"
        least = _least(one)
        if place.width() + _SLACK < least.width() or place.height() + _SLACK < least.height():
            sizes = f"{place.width()}x{place.height()}, not {least.width()}x{least.height()}"
            yield f"{name} is squeezed: {sizes}"
        for other in parts[number + 1 :]:
            both = place.intersected(other.geometry())
            if both.width() > _SLACK and both.height() > _SLACK:
                yield f"{name} and {other.objectName() or type(other).__name__} lie over each other: {_words(both)}"


def _least(widget: QWidget) -> QSize:
    """Return the least size of a widget, with the height that it needs at its own width."""
    least, inner = widget.minimumSizeHint().boundedTo(widget.maximumSize()), widget.layout()
    if inner is not None and inner.hasHeightForWidth():
        least.setHeight(inner.minimumHeightForWidth(widget.width()))
    if widget.minimumWidth() > 0:
        least.setWidth(widget.minimumWidth())
    if widget.minimumHeight() > 0:
        least.setHeight(widget.minimumHeight())
    return least


def _parts(layout: QLayout) -> Iterator[QWidget]:
    if isinstance(layout, QStackedLayout):
        return
    for number in range(layout.count()):
        item = layout.itemAt(number)
        inner, part = (None, None) if item is None else (item.layout(), item.widget())
        if inner is not None:
            yield from _parts(inner)
        elif part is not None:
            yield part


def _words(place: QRect) -> str:
    return f"({place.x()}, {place.y()}) {place.width()}x{place.height()}"


def primary_buttons(panel: QWidget) -> list[str]:
    """Return the primary buttons in sight in a panel or a window, by their text."""
    buttons = panel.findChildren(QAbstractButton)
    shown = [one for one in buttons if one.property("kind") == "primary" and not one.visibleRegion().isEmpty()]
    return [one.text() for one in shown if panel.rect().contains(one.mapTo(panel, QPoint(1, 1)))]
