"""The command palette and the list of keys; both show the one table."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from lance_studio.ui import texts
from lance_studio.ui.actions.registry import Actions
from lance_studio.ui.actions.search import search
from lance_studio.ui.actions.table import FIELD_KEYS, MENUS, ActionSpec
from lance_studio.ui.theme import FontRole, colours, font, mix, paint_icon
from lance_studio.ui.theme.measures import CONTROL, GRID, HALF, ICON, PADDING, RADIUS
from lance_studio.ui.widgets import title_label
from lance_studio.ui.widgets.layouts import column, named, row, wide

_Index = QModelIndex | QPersistentModelIndex
_SPEC = Qt.ItemDataRole.UserRole
_HEADING = Qt.ItemDataRole.UserRole + 1
_ROW = 30
_NO_SELECTION = QAbstractItemView.SelectionMode.NoSelection


class _ActionDelegate(QStyledItemDelegate):
    """A row: the icon, what the action is called, its menu, its keys at the right."""

    def __init__(self, actions: Actions, parent: QObject) -> None:
        super().__init__(parent)
        self._actions = actions

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802
        return QSize(200, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        palette = colours()
        row: QRect = option.rect
        heading = index.data(_HEADING)
        painter.save()
        if heading:
            painter.setFont(font(FontRole.CAPTION))
            painter.setPen(palette.muted)
            painter.drawText(row.adjusted(GRID, 0, 0, -HALF), Qt.AlignmentFlag.AlignBottom, heading)
            painter.restore()
            return
        spec: ActionSpec = index.data(_SPEC)
        of_field = spec in FIELD_KEYS
        action = None if of_field else self._actions.action(spec.id)
        if index == self._view().currentIndex() and self._view().selectionMode() != _NO_SELECTION:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(mix(palette.panel, palette.accent, 0.22))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(row.adjusted(0, 1, 0, -1), RADIUS, RADIUS)
        usable = action is None or action.isEnabled() or self._view().selectionMode() == _NO_SELECTION
        if spec.icon:
            place = QRect(row.left() + GRID, row.center().y() - ICON // 2 + 1, ICON, ICON)
            paint_icon(painter, place, spec.icon, palette.muted if usable else palette.faint)
        painter.setFont(font(FontRole.BASE))
        painter.setPen(palette.text if usable else palette.faint)
        text = row.adjusted(GRID + ICON + GRID, 0, -GRID, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(text, middle, (spec.text if action is None else action.text()).rstrip("…"))
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


class CommandPalette(QDialog):
    """Type a few letters, choose an action, press Enter.

    Args:
        actions: The table.
        parent: The window; the palette opens at its top, centred.
    """

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("command-palette")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Command palette")
        self._actions = actions
        self.field = named(QLineEdit(), "command-palette.field")
        self.field.setPlaceholderText("Search commands")
        self.field.setAccessibleName("Search commands")
        self.list = named(QListWidget(), "command-palette.list")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setItemDelegate(_ActionDelegate(actions, self.list))
        self.list.itemClicked.connect(self._run)
        self.field.textChanged.connect(self._fill)
        self.field.installEventFilter(self)
        column(self.field, wide(self.list), on=self, margins=GRID, spacing=GRID)
        self.resize(560, 420)
        corner = parent.mapToGlobal(parent.rect().topLeft())
        self.move(corner.x() + (parent.width() - self.width()) // 2, corner.y() + 64)
        self._fill("")

    def _fill(self, words: str) -> None:
        self.list.clear()
        found = search(self._actions.specs(), words)
        # What can be done comes before what cannot at the moment.
        found.sort(key=lambda spec: not self._actions.action(spec.id).isEnabled())
        for spec in found:
            item = texts.list_item(spec.text.rstrip("…"))
            item.setData(_SPEC, spec)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, D102
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
            if step:
                row = self.list.currentRow() + step
                self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                item = self.list.currentItem()
                if item is not None:
                    self._run(item)
                return True
        return super().eventFilter(watched, event)

    def _run(self, item: QListWidgetItem) -> None:
        spec: ActionSpec = item.data(_SPEC)
        if not self._actions.action(spec.id).isEnabled():
            return
        # Closed first, so that the action meets the panel that had the focus before.
        self.close()
        self._actions.trigger(spec.id)


class ShortcutList(QDialog):
    """All keys, by menu.

    Args:
        actions: The table.
        parent: The window.
    """

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("shortcut-list")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Keyboard shortcuts")
        self.field = named(QLineEdit(), "shortcut-list.field")
        self.field.setPlaceholderText("Search")
        self.field.setAccessibleName("Search")
        self.field.setMinimumHeight(CONTROL)
        self.lists = [QListWidget(), QListWidget()]
        for one in self.lists:
            one.setItemDelegate(_ActionDelegate(actions, one))
            one.setSelectionMode(_NO_SELECTION)
            one.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        columns = row(*map(wide, self.lists), spacing=PADDING)
        column(title_label("Keyboard shortcuts"), self.field, wide(columns), on=self, margins=PADDING, spacing=GRID)
        self._actions = actions
        self.field.textChanged.connect(self._fill)
        self.resize(860, 640)
        self._fill("")

    def _fill(self, words: str) -> None:
        found = [spec for spec in search(self._actions.specs(), words) if self._actions.keys(spec.id)]
        found = search(FIELD_KEYS, words) + found
        menus = (FIELD_KEYS[0].menu, *MENUS)
        by_menu = {menu: [spec for spec in found if spec.menu == menu] for menu in menus}
        rows = sum(len(specs) + 1 for specs in by_menu.values() if specs)
        filled = 0
        for one in self.lists:
            one.clear()
        for menu, specs in by_menu.items():
            if not specs:
                continue
            target = self.lists[0] if filled < rows / 2 else self.lists[1]
            heading = QListWidgetItem()
            heading.setData(_HEADING, menu)
            target.addItem(heading)
            for spec in specs:
                item = texts.list_item(spec.text)
                item.setData(_SPEC, spec)
                target.addItem(item)
            filled += len(specs) + 1
