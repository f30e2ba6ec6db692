"""The history panel."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QImage, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QStackedWidget

from lance_studio.language import mark, tr, translate, translate_filled
from lance_studio.project.file_names import safe_name
from lance_studio.ui import texts
from lance_studio.ui.error_handling import guarded
from lance_studio.ui.file_places import EXPORTS, MEDIA
from lance_studio.ui.history.graph import GraphView
from lance_studio.ui.history.graph_painter import HEIGHTS
from lance_studio.ui.history.list_view import HistoryList
from lance_studio.ui.history.node_menu import Deeds, node_menu
from lance_studio.ui.history.presenter import PANEL, HistoryPresenter, StepRow
from lance_studio.ui.history.search_bar import SearchBar
from lance_studio.ui.history.zoom_bar import ZoomBar
from lance_studio.ui.settings import HISTORY_MODE
from lance_studio.ui.studio import Studio
from lance_studio.ui.theme import FontRole, colours, current_theme, font, icon
from lance_studio.ui.thumbnails import MediaImages
from lance_studio.ui.widgets import Banner, EmptyState, Level, PanelFrame, Segments, tool_button
from lance_studio.ui.widgets.dialogs import ask_file, ask_target
from lance_studio.ui.widgets.layouts import add, box, column, named, stretch, wide

_TEACHES = mark("Every picture and clip that you make stands here, with what it was made from. Generate one to begin.")
_NO_PROJECT = mark("Open or create a project to see what was made from what.")
_STEP = Qt.ItemDataRole.UserRole
_MODES = ("graph", "list")
_NARROW = 420
"""Pixels below which a list shows more than a graph."""
_ROOM = 48 << 20


def build(studio: Studio) -> PanelFrame:
    """Return the panel."""
    return HistoryPanel(studio)


class HistoryPanel(PanelFrame):
    """The edit graph, drawn or as a list, and the undo list behind it.

    Until somebody chooses between graph and list, a narrow panel shows the list.

    Args:
        studio: The shared parts.
    """

    def __init__(self, studio: Studio) -> None:
        super().__init__(PANEL)
        self.presenter = HistoryPresenter(studio, self)
        self._studio = studio
        self._images = MediaImages(studio.session, self, room=_ROOM)
        self.graph = GraphView(self._picture)
        self.list = HistoryList(self.presenter, self._picture)
        self.steps = named(QListWidget(), "history.steps")
        self.steps.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.steps.setAccessibleName(tr("Steps that can be undone"))
        self.steps.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._mode = ""
        self._listed: object = None
        self._name_field: QLineEdit | None = None
        self._named: str | None = None
        self._make_tools()
        self.search = SearchBar()
        self._stack = QStackedWidget()
        self._empty = EmptyState(translate(_TEACHES), icon_name="git-branch")
        self._closed = EmptyState(translate(_NO_PROJECT), icon_name="git-branch")
        for widget in (self._closed, self._empty, self.graph, self.list, self.steps):
            self._stack.addWidget(widget)
        self.set_body(box(column(self.search, wide(self._stack), spacing=0)))
        ZoomBar(self.graph, studio.actions)
        self._connect()
        self._register()
        self._choose_mode()

    def _make_tools(self) -> None:
        pages = [("graph", tr("Graph"), "git-branch"), ("list", tr("List"), "list-bullets"), ("steps", tr("Undo list"))]
        self.pages = Segments(tr("What is shown"), pages)
        self.pages.setObjectName("history.pages")
        self.pages.chosen.connect(self._take_mode)
        self._imports = named(tool_button("download-simple", tr("Show all imports"), checkable=True), "history.imports")
        self._imports.toggled.connect(self.presenter.show_imports)
        self._hidden = named(tool_button("eye", tr("Show hidden"), checkable=True), "history.hidden")
        self._hidden.toggled.connect(self.presenter.show_hidden)
        add(self.tools, self.pages, stretch(), self._imports, self._hidden)
        self.show_tools()

    def _connect(self) -> None:
        presenter, graph, search = self.presenter, self.graph, self.search
        presenter.changed.connect(self._show)
        presenter.recipes.find_wanted.connect(
            lambda title: ask_file(
                self.window(), title, "history.find", presenter.recipes.find, places=self._studio.places.of(MEDIA)
            )
        )
        presenter.replayed.connect(lambda text: self._tell(text, Level.INFO))
        presenter.exported.connect(lambda name: self._tell(tr("Written to '{name}'.", name=name), Level.INFO))
        presenter.went_to.connect(lambda node: self.nodes.focus_node(node))
        search.query_changed.connect(lambda query: presenter.search(query, self._node()))
        search.step_wanted.connect(presenter.next_match)
        search.left.connect(lambda: self.nodes.setFocus())
        for view in (graph, self.list):
            self._images.ready.connect(view.update_picture)
            view.opened.connect(presenter.open)
            view.compared.connect(presenter.compare)
            view.menu_wanted.connect(self._show_menu)
            view.fold_wanted.connect(presenter.fold)
            view.verticalScrollBar().valueChanged.connect(self._end_rename)
        graph.moved.connect(self._move)
        graph.zoomed.connect(self._end_rename)
        graph.horizontalScrollBar().valueChanged.connect(self._end_rename)
        self._studio.session.project_replaced.connect(self._begin)
        self.steps.itemClicked.connect(self._go_to)
        self.steps.itemActivated.connect(self._go_to)
        current_theme().changed.connect(self._show_steps)

    def _register(self) -> None:
        register, graph = self._studio.actions.register, self.graph
        register("edit.rename", self._rename, panel=PANEL)
        register("edit.delete", lambda: self._with_node(self.presenter.remove), panel=PANEL)
        register("generate.replay", lambda: self._with_node(self.presenter.replay))
        register("generate.reuse", lambda: self._with_node(self.presenter.reuse))
        register("history.find", self._find, panel=PANEL)
        register("history.zoom_in", lambda: graph.zoom_by(1), panel=PANEL)
        register("history.zoom_out", lambda: graph.zoom_by(-1), panel=PANEL)
        register("history.fit", graph.fit, panel=PANEL)

    # --- graph or list ------------------------------------------------------------------------------------------------

    @property
    def nodes(self) -> GraphView | HistoryList:
        """What shows the nodes: the list while it was chosen last, and the graph otherwise."""
        return self.list if self._mode == "list" else self.graph

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        self._choose_mode()

    def _choose_mode(self) -> None:
        """Show what somebody chose once, or else what suits the panel's width."""
        kept = self._studio.settings.text(HISTORY_MODE)
        fitting = "list" if self.width() < _NARROW else "graph"
        mode = kept if kept in _MODES else fitting
        if self.pages.value() != "steps":
            self.pages.set_value(mode)
        self._set_mode(mode)

    def _take_mode(self, page: str) -> None:
        if page in _MODES:
            self._guarded(lambda: self._studio.settings.set(HISTORY_MODE, page))
            self._set_mode(page)
        self._show()

    def _set_mode(self, mode: str) -> None:
        former = self.nodes if self._mode else None
        if mode == self._mode:
            return
        focused, had_focus = (former.focused, former.hasFocus()) if former is not None else (None, False)
        self._end_rename()
        self._mode = mode
        self._show()
        self.nodes.focus_node(focused)
        if had_focus:
            self.nodes.setFocus()

    def _begin(self) -> None:
        self.search.clear()
        self.graph.begin()

    def _find(self) -> None:
        """Put the keyboard into the search field."""
        if self.pages.value() == "steps":
            self.pages.set_value(self._mode)
            self._show()
        self.search.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.field.selectAll()

    # --- showing ------------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        state = self.presenter.state
        shows_steps = self.pages.value() == "steps" and state.ready
        # What is out of sight catches up when it is looked at.
        self.nodes.show_state(state)
        self._show_steps()
        self.search.show_state(state)
        self.search.setVisible(bool(state.cards) and not shows_steps)
        if shows_steps:
            self._stack.setCurrentWidget(self.steps)
        else:
            nodes = self.nodes if state.cards else self._empty
            self._stack.setCurrentWidget(nodes if state.ready else self._closed)
        self._hidden.setVisible(state.any_hidden or state.shows_hidden)
        self._imports.setVisible(state.any_imports or state.shows_imports)
        actions = self._studio.actions
        drawn = self._stack.currentWidget() is self.graph
        for name in ("history.zoom_in", "history.zoom_out", "history.fit"):
            actions.set_enabled(name, drawn, panel=PANEL)
        actions.set_enabled("history.find", bool(state.cards), panel=PANEL)
        card = self.presenter.card(state.current)
        for name in ("generate.replay", "generate.reuse"):
            actions.set_enabled(name, card is not None and card.generated)
        if self._named is not None and self.presenter.card(self._named) is None:
            self._end_rename()

    def _show_steps(self) -> None:
        """List the steps, unless they are listed already or nobody looks."""
        listed = (self.presenter.state.steps, colours())
        if self.pages.value() != "steps" or listed == self._listed:
            return
        self._listed = listed
        self.steps.clear()
        palette = colours()
        for step in self.presenter.state.steps:
            now = step.steps == 0
            name = translate_filled(step.name)
            item = texts.list_item(name)
            item.setData(_STEP, step)
            if now:
                item.setIcon(icon("caret-right", "accent"))
                item.setFont(font(FontRole.STRONG))
            elif step.steps < 0:
                item.setIcon(icon("arrow-u-up-right", "faint"))
                item.setForeground(palette.muted)
            else:
                item.setIcon(icon("arrow-u-up-left", "muted"))
            word = (
                tr("This is now")
                if now
                else tr("Click to redo up to here")
                if step.steps < 0
                else tr("Click to go back to here")
            )
            texts.set_tooltip(item, f"{name}\n{word}")
            self.steps.addItem(item)
            if now:
                self.steps.setCurrentItem(item)

    def _picture(self, media_id: str, height: int) -> QImage | None:
        # While a sharper one is read, or a smaller one, what there is.
        return self._images.image(media_id, height) or self._images.known(media_id, *HEIGHTS)

    def _tell(self, text: str, level: Level) -> None:
        self.show_banner(Banner(text, "", level=level))

    # --- what the user does -------------------------------------------------------------------------------------------

    def _go_to(self, item: QListWidgetItem) -> None:
        step = item.data(_STEP)
        if isinstance(step, StepRow):
            self._guarded(lambda: self.presenter.go_to(step))

    def _move(self, direction: str) -> None:
        self.graph.focus_node(self.presenter.neighbour(self.graph.focused, direction))

    def _node(self) -> str | None:
        return self.nodes.focused or self.presenter.state.current

    def _with_node(self, do: Callable[[str], None]) -> None:
        node = self._node()
        if node is not None:
            self._guarded(lambda: do(node))

    def _guarded(self, do: Callable[[], None]) -> None:
        guarded(do, self.show_error)

    def _show_menu(self, node: str, place: QPoint) -> None:
        cannot_ask = self._studio.actions.refusal("generate.ask")
        menu = node_menu(self, self.presenter, node, Deeds(self._guarded, self._rename, self._export, cannot_ask))
        if menu is not None:
            menu.popup(place)

    def _export(self, node: str) -> None:
        card = self.presenter.card(node)
        if card is None:
            return
        ending = self.presenter.export_suffix(node)
        video = card.kind == "clip"
        filters = [tr("Video (*{ending})", ending=ending) if video else tr("Picture (*{ending})", ending=ending)]
        if video and ending != ".mp4":
            filters.append(tr("MP4 video (*.mp4)"))
        take = partial(self.presenter.export, node)
        suggestion = f"{safe_name(card.name.replace('/', '-'), 'result')}{ending}"
        ask_target(
            self, tr("Export"), "history.export", take, suggestion, ending[1:], filters, self._studio.places.of(EXPORTS)
        )

    # --- names --------------------------------------------------------------------------------------------------------

    def _rename(self) -> None:
        node = self._node()
        card = self.presenter.card(node)
        if node is None or card is None:
            return
        self._end_rename()
        self.pages.set_value(self._mode)
        self._show()
        self.nodes.focus_node(node)
        field = QLineEdit(card.name, self.nodes.viewport())
        field.setObjectName("history.name")
        field.setAccessibleName(tr("Name"))
        field.setProperty("kind", "slim")
        field.setGeometry(self.nodes.name_place(node))
        field.selectAll()
        field.installEventFilter(self)
        field.editingFinished.connect(self._take_name)
        self._name_field, self._named = field, node
        field.show()
        field.setFocus()

    def _take_name(self) -> None:
        field, node = self._name_field, self._named
        self._end_rename()
        if field is not None and node is not None:
            self._guarded(lambda: self.presenter.rename(node, field.text()))

    def _end_rename(self, _value: float = 0) -> None:
        field, self._name_field, self._named = self._name_field, None, None
        if field is not None:
            had_focus = field.hasFocus()
            field.blockSignals(True)
            field.hide()
            field.deleteLater()
            if had_focus:
                self.nodes.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, D102
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if watched is self._name_field and event.type() == QEvent.Type.KeyPress and is_escape:
            self._end_rename()
            return True
        return super().eventFilter(watched, event)
