"""The command palette and the list of keys; both show the one table."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QWidget

from lance_studio.language import mark, tr, translate
from lance_studio.ui import texts
from lance_studio.ui.actions.action_list import SPEC_ROLE, ActionDelegate, action_item, heading_item
from lance_studio.ui.actions.bindings import clash, native
from lance_studio.ui.actions.key_field import KeyField
from lance_studio.ui.actions.registry import Actions
from lance_studio.ui.actions.search import search
from lance_studio.ui.actions.table import FIELD_KEYS, MENUS, ActionSpec
from lance_studio.ui.theme.measures import CONTROL, GRID, PADDING
from lance_studio.ui.widgets import caption_label, push_button
from lance_studio.ui.widgets.clearing import let_clear
from lance_studio.ui.widgets.layouts import column, named, row, wide

_RULES = mark("Keys act on the panel that has the focus. Single letters are text while a field has it.")


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
        self.setWindowTitle(tr("Command palette"))
        self._actions = actions
        self.field = named(QLineEdit(), "command-palette.field")
        self.field.setPlaceholderText(tr("Search commands"))
        self.field.setAccessibleName(tr("Search commands"))
        self.list = named(QListWidget(), "command-palette.list")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        texts.set_name(self.list, tr("Commands"))
        self.list.setItemDelegate(ActionDelegate(actions, self.list))
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
            item.setData(SPEC_ROLE, spec)
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
        spec: ActionSpec = item.data(SPEC_ROLE)
        if not self._actions.action(spec.id).isEnabled():
            return
        # Closed first, so that the action meets the panel that had the focus before.
        self.close()
        self._actions.trigger(spec.id)


class ShortcutList(QDialog):
    """All keys, by menu; it stays open beside the window and follows every change of them.

    Args:
        actions: The table.
        parent: The window.
    """

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("shortcut-list")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self.field = named(QLineEdit(), "shortcut-list.field")
        self.field.setPlaceholderText(tr("Search by name"))
        self.field.setAccessibleName(tr("Search by name"))
        self.field.setMinimumHeight(CONTROL)
        let_clear(self.field)
        self.keys = named(KeyField(tr("Search by keys")), "shortcut-list.keys")
        self.lists = [QListWidget(), QListWidget()]
        for name, one in zip((tr("Keys, first column"), tr("Keys, second column")), self.lists, strict=True):
            one.setItemDelegate(ActionDelegate(actions, one, all_usable=True))
            one.setAccessibleName(texts.line(name))
        change = named(push_button(tr("Change keys…"), clicked=self._change), "shortcut-list.change")
        columns = row(*map(wide, self.lists), spacing=PADDING)
        close = named(push_button(tr("Close"), clicked=self.close), "shortcut-list.close")
        foot = row(wide(caption_label(translate(_RULES), wrap=True)), change, close, spacing=GRID)
        head = row(wide(self.field, 2), wide(self.keys), spacing=GRID)
        column(head, wide(columns), foot, on=self, margins=PADDING, spacing=GRID)
        self._actions = actions
        self.field.textChanged.connect(self._search)
        self.keys.pressed.connect(self._search_keys)
        actions.keys_changed.connect(self._fill)
        self.resize(QSize(900, 640).boundedTo(self.screen().availableSize() * 0.9))
        self._words = self._keys = ""
        self._fill()
        self.field.setFocus()

    def _search(self, words: str) -> None:
        self._words, self._keys = words, ""
        if words:
            self.keys.set_keys("")
        self._fill()

    def _search_keys(self, keys: str) -> None:
        if keys:
            self.field.clear()
        self._words, self._keys = self.field.text(), keys
        self._fill()

    def _change(self) -> None:
        self._actions.trigger("edit.preferences")

    def _found(self) -> list[ActionSpec]:
        with_keys = [spec for spec in self._actions.specs() if self._actions.keys(spec.id)]
        everything = [*FIELD_KEYS, *with_keys]
        if self._keys:
            wanted = self._keys
            return [spec for spec in everything if any(clash(wanted, key) for key in self._keys_of(spec))]
        return search(everything, self._words)

    def _keys_of(self, spec: ActionSpec) -> tuple[str, ...]:
        return spec.keys if spec in FIELD_KEYS else self._actions.keys(spec.id)

    def _keys_in_words(self, spec: ActionSpec) -> str:
        return native(spec.keys[0]) if spec in FIELD_KEYS else self._actions.keys_in_words(spec.id)

    def _fill(self) -> None:
        found = self._found()
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
            target.addItem(heading_item(menu))
            for spec in specs:
                target.addItem(action_item(spec, self._keys_in_words(spec)))
            filled += len(specs) + 1
