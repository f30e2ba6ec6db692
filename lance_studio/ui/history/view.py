"""The history panel."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPoint, QStandardPaths, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QMenu, QStackedWidget

from lance_studio.ui import texts
from lance_studio.ui.error_handling import guarded
from lance_studio.ui.history.graph import PICTURE, GraphView
from lance_studio.ui.history.presenter import PANEL, HistoryPresenter, StepRow
from lance_studio.ui.studio import Studio
from lance_studio.ui.theme import FontRole, colours, current_theme, font, icon
from lance_studio.ui.thumbnails import MediaImages
from lance_studio.ui.widgets import Banner, EmptyState, Level, PanelFrame, Segments, tool_button
from lance_studio.ui.widgets.dialogs import ask_file, ask_target
from lance_studio.ui.widgets.layouts import add, named, stretch

_TEACHES = "Every picture and clip that you make stands here, with what it was made from. Generate one to begin."
_NO_PROJECT = "Open or create a project to see what was made from what."
_STEP = Qt.ItemDataRole.UserRole


def build(studio: Studio) -> PanelFrame:
    """Return the panel."""
    return HistoryPanel(studio)


class HistoryPanel(PanelFrame):
    """The edit graph, and the undo list behind it.

    Args:
        studio: The shared parts.
    """

    def __init__(self, studio: Studio) -> None:
        super().__init__(PANEL)
        self.presenter = HistoryPresenter(studio, self)
        self._studio = studio
        self._images = MediaImages(studio.session, self)
        self.graph = GraphView(self._picture)
        self.steps = named(QListWidget(), "history.steps")
        self.steps.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.steps.setAccessibleName("Steps that can be undone")
        self.steps.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._listed: object = None
        self._name_field: QLineEdit | None = None
        self._named: str | None = None
        self._make_tools()
        self._stack = QStackedWidget()
        self._empty = EmptyState(_TEACHES, icon_name="git-branch")
        self._closed = EmptyState(_NO_PROJECT, icon_name="git-branch")
        for widget in (self._closed, self._empty, self.graph, self.steps):
            self._stack.addWidget(widget)
        self.set_body(self._stack)
        self._connect()
        self._register()
        self._show()

    def _make_tools(self) -> None:
        self.pages = Segments("What is shown", [("graph", "Graph", "git-branch"), ("steps", "Undo list", "list")])
        self.pages.setObjectName("history.pages")
        self.pages.chosen.connect(lambda _page: self._show())
        self._hidden = named(tool_button("eye", "Show hidden", checkable=True), "history.hidden")
        self._hidden.toggled.connect(self.presenter.show_hidden)
        add(self.tools, self.pages, stretch(), self._hidden)
        self.show_tools()

    def _connect(self) -> None:
        presenter, graph = self.presenter, self.graph
        presenter.changed.connect(self._show)
        presenter.recipes.find_wanted.connect(
            lambda title: ask_file(self.window(), title, "history.find", presenter.recipes.find)
        )
        presenter.replayed.connect(lambda text: self._tell(text, Level.INFO))
        presenter.exported.connect(lambda name: self._tell(f"Written to '{name}'.", Level.INFO))
        self._images.ready.connect(graph.update_picture)
        graph.opened.connect(presenter.open)
        graph.compared.connect(presenter.compare)
        graph.menu_wanted.connect(self._show_menu)
        graph.moved.connect(self._move)
        graph.horizontalScrollBar().valueChanged.connect(self._end_rename)
        graph.verticalScrollBar().valueChanged.connect(self._end_rename)
        self.steps.itemClicked.connect(self._go_to)
        self.steps.itemActivated.connect(self._go_to)
        current_theme().changed.connect(self._show_steps)

    def _register(self) -> None:
        register = self._studio.actions.register
        register("edit.rename", self._rename, panel=PANEL)
        register("edit.delete", lambda: self._with_node(self.presenter.remove), panel=PANEL)
        register("generate.replay", lambda: self._with_node(self.presenter.replay))
        register("generate.reuse", lambda: self._with_node(self.presenter.reuse))

    # --- showing ------------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        state = self.presenter.state
        self.graph.show_state(state)
        self._show_steps()
        if self.pages.value() == "steps" and state.ready:
            self._stack.setCurrentWidget(self.steps)
        else:
            graph = self.graph if state.cards else self._empty
            self._stack.setCurrentWidget(graph if state.ready else self._closed)
        self._hidden.setVisible(state.any_hidden or state.shows_hidden)
        card = self.presenter.card(state.current)
        for name in ("generate.replay", "generate.reuse"):
            self._studio.actions.set_enabled(name, card is not None and card.generated)
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
            item = texts.list_item(step.name)
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
                "This is now" if now else "Click to redo up to here" if step.steps < 0 else "Click to go back to here"
            )
            texts.set_tooltip(item, f"{step.name}\n{word}")
            self.steps.addItem(item)
            if now:
                self.steps.setCurrentItem(item)

    def _picture(self, media_id: str) -> QImage | None:
        return self._images.image(media_id, 2 * PICTURE.height())

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
        return self.graph.focused or self.presenter.state.current

    def _with_node(self, do: Callable[[str], None]) -> None:
        node = self._node()
        if node is not None:
            self._guarded(lambda: do(node))

    def _guarded(self, do: Callable[[], None]) -> None:
        guarded(do, self.show_error)

    def _show_menu(self, node: str, place: QPoint) -> None:
        card = self.presenter.card(node)
        if card is None:
            return
        presenter = self.presenter
        current = presenter.state.current
        menu = named(QMenu(self), "history.menu")
        menu.setToolTipsVisible(True)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def add(text: str, icon_name: str, do: Callable[[], None], *, enabled: bool = True, refusal: str = "") -> None:
            action = texts.add_action(menu, text, icon(icon_name, "muted"), lambda: self._guarded(do))
            action.setEnabled(enabled and not refusal)
            texts.set_tooltip(action, refusal)

        add("Open", "arrow-square-out", lambda: presenter.open(node))
        words = "Compare with what it was made from" if current in (None, node) else "Compare with the open one"
        comparable = card.generated or current not in (None, node)
        add(words, "square-half", lambda: presenter.compare(node), enabled=comparable)
        menu.addSeparator()
        add("Go on from here", "git-branch", lambda: presenter.branch(node))
        ask = self._studio.actions.refusal("generate.ask")
        add("Ask about it…", "chat-circle-text", lambda: presenter.ask(node), refusal=ask)
        add("Use again", "arrow-counter-clockwise", lambda: presenter.reuse(node), enabled=card.generated)
        add("Replay with the same seed", "repeat", lambda: presenter.replay(node), enabled=card.generated)
        menu.addSeparator()
        add("Rename…", "pencil-simple", self._rename)
        add("Remove from favourites" if card.starred else "Add to favourites", "star", lambda: presenter.star(node))
        add("Export MP4…" if card.kind == "clip" else "Export PNG…", "export", lambda: self._export(node))
        menu.addSeparator()
        add("Show again" if card.hidden else "Hide", "eye-slash", lambda: presenter.hide(node))
        leaf = all(link.parent != node for link in presenter.state.links)
        add("Remove", "trash", lambda: presenter.remove(node), enabled=leaf)
        menu.popup(place)

    def _export(self, node: str) -> None:
        card = self.presenter.card(node)
        if card is None:
            return
        ending = self.presenter.export_suffix(node)
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        plain = "".join(letter if letter.isalnum() or letter in " -_." else "-" for letter in card.name).strip(" .")
        filters = [f"{'Video' if card.kind == 'clip' else 'Picture'} (*{ending})"]
        if card.kind == "clip" and ending != ".mp4":
            filters.append("MP4 video (*.mp4)")
        take = partial(self.presenter.export, node)
        suggestion = str(Path(folder) / f"{plain or 'result'}{ending}")
        ask_target(self, "Export", "history.export", take, suggestion, ending[1:], filters)

    # --- names --------------------------------------------------------------------------------------------------------

    def _rename(self) -> None:
        node = self._node()
        card = self.presenter.card(node)
        if node is None or card is None:
            return
        self._end_rename()
        self.pages.set_value("graph")
        self._show()
        self.graph.focus_node(node)
        field = QLineEdit(card.name, self.graph.viewport())
        field.setObjectName("history.name")
        field.setAccessibleName("Name")
        place = self.graph.caption_of(node)
        field.setGeometry(place.adjusted(0, -4, 0, 8))
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

    def _end_rename(self, _value: int = 0) -> None:
        field, self._name_field, self._named = self._name_field, None, None
        if field is not None:
            had_focus = field.hasFocus()
            field.blockSignals(True)
            field.hide()
            field.deleteLater()
            if had_focus:
                self.graph.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, D102
        is_escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if watched is self._name_field and event.type() == QEvent.Type.KeyPress and is_escape:
            self._end_rename()
            return True
        return super().eventFilter(watched, event)
