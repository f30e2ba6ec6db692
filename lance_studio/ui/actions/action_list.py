"""Lists of actions: how a row is painted, and the rows for a menu's name and for an action."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QKeySequence, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QStyledItemDelegate, QStyleOptionViewItem

from lance_studio.language import tr, translate
from lance_studio.ui import texts
from lance_studio.ui.actions.registry import Actions
from lance_studio.ui.actions.table import FIELD_KEYS, ActionSpec
from lance_studio.ui.theme import FontRole, colours, font, mix, paint_icon
from lance_studio.ui.theme.measures import GRID, HALF, ICON, RADIUS
from lance_studio.ui.wording.listing import listed

_Index = QModelIndex | QPersistentModelIndex
SPEC_ROLE = Qt.ItemDataRole.UserRole
HEADING_ROLE = Qt.ItemDataRole.UserRole + 1
WARNING_ROLE = Qt.ItemDataRole.UserRole + 2
_ROW = 30
NO_SELECTION = QAbstractItemView.SelectionMode.NoSelection


class ActionDelegate(QStyledItemDelegate):
    """A row: the icon, what the action is called, its keys at the right, and a sign where they cannot be used.

    Args:
        actions: The table.
        parent: The list.
        all_usable: Whether an action that cannot be done at the moment looks like the others.
    """

    def __init__(self, actions: Actions, parent: QObject, *, all_usable: bool = False) -> None:
        super().__init__(parent)
        self._actions, self._all_usable = actions, all_usable

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802, D102
        return QSize(200, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:  # noqa: D102
        palette = colours()
        row: QRect = option.rect
        heading = index.data(HEADING_ROLE)
        painter.save()
        if heading:
            painter.setFont(font(FontRole.CAPTION))
            painter.setPen(palette.muted)
            painter.drawText(row.adjusted(GRID, 0, 0, -HALF), Qt.AlignmentFlag.AlignBottom, heading)
            painter.restore()
            return
        spec: ActionSpec = index.data(SPEC_ROLE)
        of_field = spec in FIELD_KEYS
        action = None if of_field else self._actions.action(spec.id)
        if index == self._view().currentIndex() and self._view().selectionMode() != NO_SELECTION:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(mix(palette.panel, palette.accent, 0.22))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(row.adjusted(0, 1, 0, -1), RADIUS, RADIUS)
        usable = action is None or action.isEnabled() or self._all_usable
        if spec.icon:
            place = QRect(row.left() + GRID, row.center().y() - ICON // 2 + 1, ICON, ICON)
            paint_icon(painter, place, spec.icon, palette.muted if usable else palette.faint)
        painter.setFont(font(FontRole.BASE))
        painter.setPen(palette.text if usable else palette.faint)
        text = row.adjusted(GRID + ICON + GRID, 0, -GRID, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        words = translate(spec.text) if action is None or self._all_usable else action.text()
        painter.drawText(text, middle, words.rstrip("…"))
        warning = index.data(WARNING_ROLE)
        if warning:
            place = QRect(text.right() - ICON, row.center().y() - ICON // 2 + 1, ICON, ICON)
            paint_icon(painter, place, "warning", palette.warning)
            text.setRight(place.left() - HALF)
        self._paint_keys(painter, text, spec)
        painter.restore()

    def _paint_keys(self, painter: QPainter, row: QRect, spec: ActionSpec) -> None:
        palette = colours()
        painter.setFont(font(FontRole.CAPTION))
        right = row.right()
        for key in reversed(spec.keys if spec in FIELD_KEYS else self._actions.keys(spec.id)):
            shown = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
            width = max(painter.fontMetrics().horizontalAdvance(shown) + 2 * HALF + 4, 20)
            plate = QRect(right - width, row.center().y() - 9, width, 19)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(palette.line)
            painter.setBrush(palette.raised)
            painter.drawRoundedRect(plate, HALF, HALF)
            painter.setPen(palette.muted)
            painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, shown)
            right -= width + HALF

    def _view(self) -> QListWidget:
        parent = self.parent()
        assert isinstance(parent, QListWidget)
        return parent


def heading_item(menu: str) -> QListWidgetItem:
    """Return the row with a menu's name; it cannot be chosen."""
    made = texts.list_item("")
    made.setData(HEADING_ROLE, translate(menu))
    made.setData(Qt.ItemDataRole.AccessibleTextRole, translate(menu))
    made.setFlags(Qt.ItemFlag.NoItemFlags)
    return made


def action_item(spec: ActionSpec, keys: str, warning: str = "") -> QListWidgetItem:
    """Return the row of an action.

    Args:
        spec: The action.
        keys: Its keys, in words, for screen readers.
        warning: What its keys are in the way of; nothing where they are not.
    """
    made = texts.list_item(translate(spec.text))
    made.setData(SPEC_ROLE, spec)
    made.setData(WARNING_ROLE, warning)
    spoken = listed((translate(spec.text).rstrip("…"), keys or tr("no key"), warning))
    made.setData(Qt.ItemDataRole.AccessibleTextRole, texts.line(spoken))
    if warning:
        texts.set_tooltip(made, warning)
    return made
