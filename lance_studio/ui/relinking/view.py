"""The relink dialog: every missing file in one list, and how sure each match is."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from lance_studio.language import mark, tr, translate
from lance_studio.ui import texts
from lance_studio.ui.file_places import MEDIA
from lance_studio.ui.relinking.presenter import MissingRow, RelinkPresenter, RelinkState
from lance_studio.ui.studio import Studio
from lance_studio.ui.theme import icon
from lance_studio.ui.theme.measures import GRID
from lance_studio.ui.widgets.buttons import primary_button, push_button
from lance_studio.ui.widgets.dialogs import ask_file, ask_folder, lay_out
from lance_studio.ui.widgets.labels import caption_label, label
from lance_studio.ui.widgets.layouts import named, row, stretch, wide

if TYPE_CHECKING:
    from lance_studio.project.project import Project
    from lance_studio.project.rows import Media
    from lance_studio.workflows.relinking import Candidate

_ID = Qt.ItemDataRole.UserRole
_NAME, _FOUND, _PLACE, _SIZE, _LENGTH, _USED = range(6)
_WIDTHS = {_NAME: 160, _FOUND: 300, _PLACE: 180, _SIZE: 76, _LENGTH: 66}
_DIALOG = (940, 440)
_ANY_FILE = mark("All files (*)")


class RelinkDialog(QDialog):
    """Lists missing media; finds their files one by one or all at once, and links what is ticked.

    A file of the same content is ticked by itself. One of different content never is: whoever wants it in place of the
    missing one ticks it.

    Args:
        studio: The shared parts of the window.
        project: The open project.
        media: The media whose files are missing.
        parent: The window.
    """

    def __init__(self, studio: Studio, project: "Project", media: "Sequence[Media]", parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("relink")
        self.setWindowTitle(tr("Relink missing media"))
        self.resize(*_DIALOG)
        self._studio = studio
        self.presenter = RelinkPresenter(studio.session, project, media, self)
        self._filling = False
        self.list = _list()
        self.list.itemChanged.connect(self._take)
        self.list.currentItemChanged.connect(self._enable_find)
        self.list.itemDoubleClicked.connect(lambda _item, _column: self._find())
        heading = named(label("", "strong", wrap=True), "relink.heading")
        words = tr("Find one and its neighbours are looked for beside it, or search a folder for all of them.")
        self._heading = heading
        self._note = named(caption_label("", wrap=True), "relink.note")
        self._find_button = named(push_button(tr("Find…"), "magnifying-glass", clicked=self._find), "relink.find")
        self._search = named(
            push_button(tr("Search a folder…"), "folder-open", clicked=self._ask_folder), "relink.search"
        )
        self._stop = named(push_button(tr("Stop"), clicked=self.presenter.stop), "relink.stop")
        self._close = named(push_button(tr("Close"), clicked=self.reject), "relink.close")
        self._link = named(primary_button(tr("Relink"), clicked=self.presenter.link), "relink.link")
        for button in (self._find_button, self._search, self._stop, self._close):
            button.setAutoDefault(False)
        self._link.setDefault(True)
        tools = row(self._find_button, self._search, stretch(), spacing=GRID)
        foot = row(wide(self._note), self._stop, self._close, self._link, spacing=GRID)
        lay_out(self, heading, label(words, "muted", wrap=True), tools, self.list, foot, spacing=GRID + GRID // 2)
        self.presenter.changed.connect(self._show)
        self.presenter.linked.connect(self._close_if_done)
        studio.session.project_closing.connect(self.reject)
        self._show(self.presenter.state)
        first = self.list.topLevelItem(0)
        if first is not None:
            self.list.setCurrentItem(first)
        self.list.setFocus()

    def done(self, result: int) -> None:  # noqa: D102
        self.presenter.stop()
        super().done(result)

    def _close_if_done(self) -> None:
        if not self.presenter.state.rows:
            self.accept()

    def choose(self, media_id: str) -> None:
        """Select a medium."""
        for number in range(self.list.topLevelItemCount()):
            item = self.list.topLevelItem(number)
            if item is not None and item.data(_NAME, _ID) == media_id:
                self.list.setCurrentItem(item)

    def _show(self, state: RelinkState) -> None:
        count = len(state.rows)
        words = tr("{n} files are missing", one="1 file is missing", n=count)
        self._heading.setText(texts.line(words if count else tr("No file is missing any more")))
        self._fill(state.rows)
        busy = bool(state.busy)
        self._note.setText(texts.plain(state.busy or state.error or state.note))
        self._stop.setVisible(busy)
        self._search.setEnabled(not busy and count > 0)
        self._link.setEnabled(not busy and state.taken > 0)
        link = tr("Relink {n} files", one="Relink 1 file", n=state.taken) if state.taken else tr("Relink")
        self._link.setText(texts.caption(link))

    def _enable_find(self) -> None:
        # While the list is filled, its items go one by one: what is asked for must not be one of them.
        usable = not self._filling and self.list.currentItem() is not None
        self._find_button.setEnabled(usable and not self.presenter.state.busy)

    def _fill(self, rows: Sequence[MissingRow]) -> None:
        self._filling = True
        try:
            if [each.media_id for each in rows] != self._listed():
                self.list.clear()
                for each in rows:
                    item = QTreeWidgetItem()
                    item.setData(_NAME, _ID, each.media_id)
                    self.list.addTopLevelItem(item)
            for number, each in enumerate(rows):
                item = self.list.topLevelItem(number)
                if item is not None:
                    _fill_item(item, each)
        finally:
            self._filling = False
        self._enable_find()

    def _listed(self) -> list[str]:
        items = (self.list.topLevelItem(number) for number in range(self.list.topLevelItemCount()))
        return [item.data(_NAME, _ID) for item in items if item is not None]

    def _take(self, item: QTreeWidgetItem, column: int) -> None:
        if not self._filling and column == _NAME:
            self.presenter.take(item.data(_NAME, _ID), item.checkState(_NAME) == Qt.CheckState.Checked)

    def _find(self) -> None:
        item = self.list.currentItem()
        if item is None or self.presenter.state.busy:
            return
        media_id = item.data(_NAME, _ID)
        missing = next(each for each in self.presenter.state.rows if each.media_id == media_id)
        take = partial(self.presenter.find, media_id)
        places = self._studio.places.of(MEDIA)
        ask_file(
            self,
            texts.window_title(tr("Where is {name}", name=missing.name)),
            "relink.find-dialog",
            take,
            translate(_ANY_FILE),
            places,
        )

    def _ask_folder(self) -> None:
        places = self._studio.places.of(MEDIA)
        ask_folder(self, tr("Search a folder"), "relink.search-dialog", self._search_in, places)

    def _search_in(self, folder: Path) -> None:
        self.presenter.search(folder)


def found_words(candidate: "Candidate | None") -> str:
    """Say what was found for a medium, and how sure it is."""
    from lance_studio.workflows.relinking import Match

    if candidate is None:
        return tr("Nothing yet")
    words = {
        Match.SAME: mark("Same content: {name}"),
        Match.ALIKE: mark("Different content, same name, size and length: {name}"),
        Match.NAMED: mark("Different content: {name}"),
        Match.UNFIT: mark("Cannot stand in: {name}. {why}"),
    }[candidate.match]
    return translate(words, name=candidate.path.name, why=candidate.why)


def _list() -> QTreeWidget:
    made = named(QTreeWidget(), "relink.list")
    made.setAccessibleName(tr("Missing media"))
    size = tr("Size", context="of a file")
    made.setHeaderLabels([tr("Name"), tr("Found"), tr("Old place"), size, tr("Length"), tr("Used by")])
    made.setRootIsDecorated(False)
    made.setUniformRowHeights(True)
    made.setTextElideMode(Qt.TextElideMode.ElideMiddle)
    made.header().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    for column, width in _WIDTHS.items():
        made.setColumnWidth(column, width)
    return made


def _fill_item(item: QTreeWidgetItem, missing: MissingRow) -> None:
    candidate = missing.candidate
    cells = {
        _NAME: missing.name,
        _FOUND: found_words(candidate),
        _PLACE: missing.place,
        _SIZE: _size_words(missing.size),
        _LENGTH: "" if missing.seconds is None else tr("{seconds:.1f} s", seconds=missing.seconds),
        _USED: missing.used_by or tr("Nothing"),
    }
    for column, words in cells.items():
        item.setData(column, Qt.ItemDataRole.DisplayRole, texts.line(words))
        texts.set_cell_tooltip(item, column, words)
    if candidate is not None:
        texts.set_cell_tooltip(item, _FOUND, f"{cells[_FOUND]}\n{candidate.path}")
    usable = candidate is not None and candidate.usable
    flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
    item.setFlags(flags | Qt.ItemFlag.ItemIsUserCheckable if usable else flags)
    if usable:
        item.setCheckState(_NAME, Qt.CheckState.Checked if missing.taken else Qt.CheckState.Unchecked)
    else:
        item.setData(_NAME, Qt.ItemDataRole.CheckStateRole, None)
    item.setIcon(_FOUND, icon(*_sign(candidate)))


def _sign(candidate: "Candidate | None") -> tuple[str, str]:
    from lance_studio.workflows.relinking import Match

    if candidate is None:
        return "link-break", "muted"
    return {
        Match.SAME: ("check-circle", "ok"),
        Match.ALIKE: ("warning", "warning"),
        Match.NAMED: ("warning", "warning"),
        Match.UNFIT: ("x-circle", "error"),
    }[candidate.match]


def _size_words(size: int) -> str:
    for unit, factor in (("GB", 10**9), ("MB", 10**6)):
        if size >= factor:
            return f"{size / factor:.1f} {unit}"
    # English: units
    return f"{size / 1000:.0f} kB" if size >= 1000 else f"{size} B"
