"""The page of the preferences on which keys are changed."""

from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from lance_studio.language import mark, tr, translate
from lance_studio.ui import texts
from lance_studio.ui.actions import Actions
from lance_studio.ui.actions.action_list import SPEC_ROLE, ActionDelegate, action_item, heading_item
from lance_studio.ui.actions.bindings import native, where
from lance_studio.ui.actions.key_field import KeyField
from lance_studio.ui.preferences.keys_presenter import OTHER_MENU, KeyRow, KeysPresenter, KeysState
from lance_studio.ui.theme.measures import CONTROL, GRID, HALF
from lance_studio.ui.widgets import (
    Chip,
    ChipRow,
    ElidedLabel,
    caption_label,
    label,
    line,
    primary_button,
    push_button,
    quiet_button,
)
from lance_studio.ui.widgets.clearing import let_clear
from lance_studio.ui.widgets.dialogs import ask_file, ask_target
from lance_studio.ui.widgets.layouts import column, named, row, set_state, stretch, wide

RULES = mark(
    "Keys act on the panel that has the focus, so two panels may share one. Keys without Ctrl or Alt are text while a "
    "field has the focus. Esc, Tab and Enter belong to fields and dialogs."
)
_FILES = mark("Keys (*.json)")
_SAID_LINES = 2


class KeysPage(QWidget):
    """All actions with their keys, and below them the keys of the one that is selected.

    Args:
        presenter: Knows and changes the keys.
        actions: The table.
    """

    def __init__(self, presenter: KeysPresenter, actions: Actions) -> None:
        super().__init__()
        self._presenter = presenter
        self._shown: tuple[KeyRow, ...] = ()
        self._make_search()
        self.list = named(QListWidget(), "keys.list")
        self.list.setAccessibleName(tr("Actions and their keys"))
        self.list.setItemDelegate(ActionDelegate(actions, self.list, all_usable=True))
        self.list.currentItemChanged.connect(self._select)
        self._make_detail()
        column(
            row(wide(self.search, 2), wide(self.by_keys), spacing=GRID), wide(self.list), line(), *self._detail, line(),
            self._foot, on=self, spacing=GRID,
        )  # fmt: skip
        presenter.changed.connect(self._show)
        self._show(presenter.state)

    def _make_search(self) -> None:
        self.search = named(QLineEdit(), "keys.search")
        self.search.setPlaceholderText(tr("Search by name"))
        self.search.setAccessibleName(tr("Search by name"))
        let_clear(self.search)
        self.search.textChanged.connect(self._find)
        self.by_keys = named(KeyField(tr("Search by keys")), "keys.by-keys")
        self.by_keys.pressed.connect(self._find_keys)

    def _make_detail(self) -> None:
        presenter = self._presenter
        self._name = named(ElidedLabel("", middle=True), "keys.name")
        self._place = caption_label("")
        self._chips = ChipRow()
        self._none = caption_label(tr("No key"))
        self.restore = named(quiet_button(tr("Restore"), clicked=presenter.restore), "keys.restore")
        self.clear = named(quiet_button(tr("Clear"), clicked=presenter.clear), "keys.clear")
        self.typed = named(KeyField(tr("New key")), "keys.typed")
        self.typed.pressed.connect(presenter.type)
        self.add = named(primary_button(tr("Add key"), clicked=presenter.add), "keys.add")
        self.add.setMinimumWidth(168)
        self.said = named(label("", "caption", wrap=True), "keys.said")
        self.said.setFixedHeight(_SAID_LINES * self.said.fontMetrics().lineSpacing())
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        keys = row(wide(self._chips), self._none, stretch(), spacing=HALF)
        held = QWidget()
        held.setFixedHeight(CONTROL)
        held.setLayout(keys)
        self._detail = (
            row(self._name, wide(self._place), self.clear, self.restore, spacing=GRID), held,
            row(wide(self.typed), self.add, spacing=GRID), self.said,
        )  # fmt: skip
        self.restore_all = named(quiet_button(tr("Restore all"), clicked=presenter.restore_all), "keys.restore-all")
        export = named(push_button(tr("Export keys…"), clicked=self._ask_export), "keys.export")
        take = named(push_button(tr("Import keys…"), clicked=self._ask_import), "keys.import")
        self.message = named(caption_label(translate(RULES), wrap=True), "keys.message")
        self.message.setMinimumHeight(2 * self.message.fontMetrics().lineSpacing())
        self.message.setAlignment(Qt.AlignmentFlag.AlignTop)
        buttons = row(stretch(), self.restore_all, export, take, spacing=GRID)
        self._foot = column(self.message, buttons, spacing=HALF)

    # --- what the user does ------------------------------------------------------------------------------------

    def _find(self, words: str) -> None:
        self.by_keys.set_keys("")
        self._presenter.find(words)

    def _find_keys(self, keys: str) -> None:
        if keys:
            with QSignalBlocker(self.search):
                self.search.clear()
            self._presenter.find_keys(keys)
        else:
            self._presenter.find(self.search.text())

    def _select(self, item: QListWidgetItem | None) -> None:
        spec = None if item is None else item.data(SPEC_ROLE)
        if spec is not None:
            self._presenter.select(spec.id)

    def _ask_export(self) -> None:
        name = tr("Lance Studio keys.json")
        ask_target(
            self, tr("Export keys"), "keys.export-dialog", self._presenter.export, name, "json", [translate(_FILES)]
        )

    def _ask_import(self) -> None:
        ask_file(self, tr("Import keys"), "keys.import-dialog", self._take, translate(_FILES))

    def _take(self, file: Path) -> None:
        self._presenter.take(file)

    # --- what is shown -----------------------------------------------------------------------------------------

    def _show(self, state: KeysState) -> None:
        if state.rows != self._shown:
            self._shown = state.rows
            self._fill(state)
            # Rows that came or went may have selected another action.
            state = self._presenter.state
        self._show_selected(state)
        self.restore_all.setEnabled(state.own > 0)
        set_state(self.message, "failed", state.failed)
        words = state.message
        if not words and state.conflicting:
            words = tr(
                "{count} actions have keys in each other's way; a sign marks them, and such keys do nothing.",
                count=state.conflicting,
            )
        self.message.setText(texts.plain(words or translate(RULES)))

    def _fill(self, state: KeysState) -> None:
        """Make the rows again; the list stays where it is, and so does its current row."""
        selected = "" if state.selected is None else state.selected.spec.id
        with QSignalBlocker(self.list):
            place = self.list.verticalScrollBar().value()
            self.list.clear()
            menu = None
            for one in state.rows:
                if one.spec.menu != menu:
                    menu = one.spec.menu
                    self.list.addItem(heading_item(translate(menu or OTHER_MENU)))
                keys = tr(" or ").join(map(native, one.keys))
                self.list.addItem(action_item(one.spec, keys, " ".join(one.conflicts)))
                if one.spec.id == selected:
                    self.list.setCurrentRow(self.list.count() - 1)
            self.list.verticalScrollBar().setValue(place)
        if self.list.currentItem() is None:
            self._choose_first()

    def _choose_first(self) -> None:
        first = next((n for n in range(self.list.count()) if self.list.item(n).data(SPEC_ROLE) is not None), -1)
        if first >= 0:
            self.list.setCurrentRow(first)

    def _show_selected(self, state: KeysState) -> None:
        selected = state.selected
        self._name.set_text("" if selected is None else selected.spec.text.rstrip("…"))
        self._place.setText(
            texts.plain("" if selected is None else tr("works {where}", where=where(selected.spec.scope)))
        )
        keys = () if selected is None else selected.keys
        chips = []
        for key in keys:
            chip = Chip(native(key), closable=True)
            chip.close_clicked.connect(lambda key=key: self._presenter.remove(key))
            chips.append(chip)
        self._chips.set_chips(chips)
        self._none.setVisible(not keys)
        self.clear.setEnabled(bool(keys))
        self.restore.setEnabled(selected is not None and selected.is_own)
        self.typed.setEnabled(selected is not None)
        self.typed.set_keys(state.typed)
        self.add.setEnabled(state.can_add)
        self.add.setText(tr("Use it here instead") if state.takes else tr("Add key"))
        self.said.setText(texts.plain(state.said))
