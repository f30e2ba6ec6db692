"""The window: menus, toolbar, docks around the canvas, status bar. What is in the panels is none of its business."""

import sys
from collections.abc import Sequence
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QStackedWidget, QWidget

from lance_studio import log_file
from lance_studio.errors import LanceStudioError
from lance_studio.language import tr, translate, translate_filled
from lance_studio.ui import texts
from lance_studio.ui.actions import MENUS, ActionSpec
from lance_studio.ui.actions.dialogs import CommandPalette, ShortcutList
from lance_studio.ui.actions.layouts import LayoutFallback
from lance_studio.ui.actions.mnemonics import ENGLISH, mark_menus
from lance_studio.ui.background import Background
from lance_studio.ui.closing import Closing
from lance_studio.ui.collecting import Collecting
from lance_studio.ui.docks import Docks
from lance_studio.ui.drafts import is_draft
from lance_studio.ui.files import FileActions
from lance_studio.ui.incoming import incoming, is_of_project, may_come
from lance_studio.ui.later import Later
from lance_studio.ui.leaving import Leaving
from lance_studio.ui.linked_files import LinkedFiles
from lance_studio.ui.outside import show_folder
from lance_studio.ui.panels import Area, PanelSpec
from lance_studio.ui.problem_topics import of_action, topic_of
from lance_studio.ui.screens import ScreenWatch, bring_on_screen
from lance_studio.ui.session import Problem
from lance_studio.ui.settings import THEME
from lance_studio.ui.settling import Settling
from lance_studio.ui.status import StatusBar
from lance_studio.ui.studio import Studio
from lance_studio.ui.tab_order import move_focus, move_to_panel
from lance_studio.ui.theme import Mode, current_theme
from lance_studio.ui.toolbar import ToolBar
from lance_studio.ui.widgets import Level, PanelFrame
from lance_studio.ui.workspaces import WORKSPACES, Workspaces

if TYPE_CHECKING:
    from lance_studio.ui.search.view import SearchOverlay

PROGRAM_NAME = "Lance Studio"
_FIRST_SIZE = (1440, 900)
_LEAST_SIZE = (960, 500)
_FRAME = QSize(2, 38)
"""What a window manager puts around a window, about; how much it really is, nobody knows before the window is shown."""
_WELCOME = "welcome"


class MainWindow(QMainWindow):
    """The window of one project.

    Args:
        studio: The shared parts.
        panels: The panels, in the order of their tabs.

    Attributes:
        closed: The window is closed, and so is its project.
        closing: What must come to rest before that.
        docks: The docks.
        workspaces: Which of them stand where.
        later: What is made after the first frame, panels that stand behind others among it.
    """

    closed = Signal()

    def __init__(self, studio: Studio, panels: Sequence[PanelSpec]) -> None:
        super().__init__()
        self.setObjectName("main-window")
        self.setMinimumSize(*_LEAST_SIZE)
        self.resize(*_FIRST_SIZE)
        self.setAcceptDrops(True)
        self.studio = studio
        self._must_end = self._waits = self._agreed = self._is_made = False
        self._search: SearchOverlay | None = None
        self._layouts = LayoutFallback()
        self.closing = Closing(self)
        self.closing.add(studio.work.link)
        self.closing.add(Settling(studio.session, self))
        self.closing.waiting.connect(self._show_waiting)
        self.closing.over.connect(self._show_over)
        self.closing.failed.connect(lambda error: self._show_problem(Problem("", error)))
        self.closing.ready.connect(lambda: QTimer.singleShot(0, self, self.close))
        self._background = Background(self)
        self.later = Later(self)
        self._specs = {spec.id: spec for spec in panels}
        self._by_id: dict[str, PanelFrame] = {}
        self._centre = QStackedWidget()
        self._centre.setObjectName("centre")
        self.docks = Docks(self, panels)
        self.workspaces = Workspaces(self, self.docks, studio.settings)
        for spec in panels:
            if spec.behind:
                self.later.add(partial(self._build, spec))
            else:
                self._build(spec)
        self.setCentralWidget(self._centre)
        self._toolbar = ToolBar(studio.actions, studio.session, WORKSPACES)
        self.addToolBar(self._toolbar)
        status = StatusBar(studio.session)
        self.setStatusBar(status)
        studio.actions.describe(status.cancel, "queue.cancel", words=tr("Cancel the running job ({})"))
        studio.actions.attach_window(self)
        self.leaving = Leaving(self.closing, self)
        self.files = FileActions(studio, self, self.closing, self.leaving)
        self.linked_files = LinkedFiles(studio.session, studio.actions, self)
        self.collecting = Collecting(studio, self.closing, self)
        ScreenWatch(lambda: (self, *self.docks.floating()), self)
        self._make_menus()
        studio.work.capabilities_changed.connect(self._follow_capabilities)
        self._register()
        self._connect()
        if studio.session.project is not None:
            self._follow_capabilities()
            self.later.finish()
        self._show_project()
        self._follow_centre()
        self._is_made = True
        self._show_state()

    def _build(self, spec: PanelSpec) -> None:
        panel = spec.build(self.studio)
        self._by_id[spec.id] = panel
        panel.follow_workspace(self.workspaces.current)
        if spec.area is Area.CENTRE:
            before = [other for other in takewhile(lambda name: name != spec.id, self._specs) if other in self._by_id]
            self._centre.insertWidget(sum(self._centre.indexOf(self._by_id[other]) >= 0 for other in before), panel)
        else:
            self.docks.fill(panel)
        self.studio.actions.attach_panel(spec.id, panel)

    def panel(self, panel_id: str) -> PanelFrame:
        """Return a panel.

        Raises:
            KeyError: If there is none of that id.
        """
        if panel_id in self._specs and panel_id not in self._by_id:
            self.later.finish()
        return self._by_id[panel_id]

    def show_centre(self, panel_id: str) -> None:
        """Bring one of the panels in the centre to sight."""
        self._centre.setCurrentWidget(self.panel(panel_id))

    # --- menus and actions -------------------------------------------------------------------------------------

    def _make_menus(self) -> None:
        actions = self.studio.actions
        self._menus: dict[str, QMenu] = {}
        for name in MENUS:
            menu = self.menuBar().addMenu(texts.caption(translate(name)))
            menu.setObjectName(f"menu.{name.lower()}")
            menu.menuAction().setProperty(ENGLISH, name)
            menu.setToolTipsVisible(False)
            self._menus[name] = menu
            group = ""
            for spec in actions.specs():
                if spec.menu != name:
                    continue
                if group and spec.group != group:
                    menu.addSeparator()
                group = spec.group
                menu.addAction(actions.action(spec.id))
        self._menus["File"].insertMenu(actions.action("file.save"), self.files.recent_menu)
        self._add_panel_actions()
        mark_menus(self.menuBar(), actions)

    def _follow_capabilities(self) -> None:
        """Disable what the engine's backend cannot do; the menus with such actions show why."""
        actions = self.studio.actions
        actions.refuse(self.studio.work.capabilities.why_none)
        for name, menu in self._menus.items():
            menu.setToolTipsVisible(any(actions.refusal(spec.id) for spec in actions.specs() if spec.menu == name))

    def _add_panel_actions(self) -> None:
        actions, menu = self.studio.actions, self._menus["Window"]
        menu.addSeparator()
        for panel_id in self.docks.ids():
            dock = self.docks.dock(panel_id)
            spec = ActionSpec(
                f"window.panel.{panel_id}",
                tr("{panel} panel", panel=dock.windowTitle()),
                menu="Window",
                checkable=True,
                group="panels",
            )
            action = actions.add(spec)
            action.setProperty(ENGLISH, f"{self._specs[panel_id].title} panel")
            menu.addAction(action)
            actions.register(spec.id, partial(self.workspaces.set_shown, panel_id))
            dock.visibilityChanged.connect(lambda shown, panel_id=panel_id: self.panel(panel_id) if shown else None)
            toggle = dock.toggleViewAction()
            toggle.toggled.connect(lambda shown, name=spec.id: actions.set_checked(name, shown))
            actions.set_checked(spec.id, toggle.isChecked())

    def _reveal(self, panel_id: str) -> None:
        if panel_id in self.docks.ids():
            self.panel(panel_id)
            self.workspaces.reveal(panel_id)
        elif panel_id in self._specs:
            self.show_centre(panel_id)

    def _register(self) -> None:
        register = self.studio.actions.register
        session = self.studio.session
        register("edit.undo", session.undo)
        register("edit.redo", session.redo)
        register("file.quit", self.close)
        register("view.theme", self._set_light)
        register("view.full_screen", self._set_full_screen)
        register("edit.find", self._find)
        register("view.palette", lambda: CommandPalette(self.studio.actions, self).open())
        for workspace in WORKSPACES:
            register(f"workspace.{workspace.id}", lambda _on, name=workspace.id: self.workspaces.choose(name))
        register("window.reset_layout", self.workspaces.reset)
        register("window.save_layout", self.workspaces.save)
        register("window.next_panel", lambda: move_to_panel(self, forward=True))
        register("window.previous_panel", lambda: move_to_panel(self, forward=False))
        register("help.shortcuts", self._show_keys)
        register("help.copy_log", self._copy_log)
        register("help.open_log_folder", self._open_log_folder)
        self._show_theme()

    def _connect(self) -> None:
        session = self.studio.session
        session.problem.connect(self._show_problem)
        session.problem_solved.connect(self._take_back)
        session.panel_wanted.connect(self._reveal)
        session.project_arriving.connect(self.later.finish)
        session.project_replaced.connect(self._show_project)
        session.project_moved.connect(self._show_project)
        session.undo_line.changed.connect(self._show_undo)
        session.undo_line.next_changed.connect(self._show_undo)
        self.studio.actions.unhandled.connect(self.later.finish)
        self.studio.actions.refused.connect(self._show_refusal)
        self.studio.actions.done.connect(lambda action_id: self._take_back(of_action(action_id)))
        current_theme().changed.connect(self._show_theme)
        self.workspaces.changed.connect(self._show_workspace)
        self.workspaces.bared.connect(self._show_bare)
        self._centre.currentChanged.connect(self._follow_centre)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow_focus)

    def _find(self) -> None:
        if self._search is None:
            # Imported here: it is not needed before the window is on screen.
            from lance_studio.ui.search.view import SearchOverlay

            self._search = SearchOverlay(self.studio, self, self.panel)
        self._search.begin()

    def _follow_focus(self, _former: QWidget | None, widget: QWidget | None) -> None:
        """Remember the panel that was used last; a menu, a dialog or the toolbar does not change it."""
        while widget is not None:
            if isinstance(widget, PanelFrame) and self._by_id.get(widget.panel_id) is widget:
                self.studio.actions.set_panel(widget.panel_id)
                return
            widget = widget.parentWidget()

    # --- what is shown -----------------------------------------------------------------------------------------

    def _show_project(self) -> None:
        project = self.studio.session.project
        name = tr("No project") if project is None else tr("Untitled") if is_draft(project.path) else project.path.stem
        if project is not None and project.read_only:
            name = tr("{name} (read only)", name=name)
        unsaved = project is not None and is_draft(project.path)
        self.setWindowTitle(f"{texts.window_title(name)}[*] – {PROGRAM_NAME}" if project else PROGRAM_NAME)
        # Each change is on the disk at once. What may still be lost from sight is a project without a name.
        self.setWindowModified(unsaved)
        self.studio.actions.set_enabled("edit.find", project is not None)
        self._toolbar.set_project(name, unsaved)
        self._show_undo()

    def _follow_centre(self, _index: int = 0) -> None:
        """The welcome page has the window for itself; everything else comes with what is worked on."""
        current = self._centre.currentWidget()
        if isinstance(current, PanelFrame) and current.panel_id == _WELCOME:
            self.workspaces.leave()
        else:
            self.workspaces.enter(self.studio.session.project)
        self._show_bare(self.workspaces.bare)
        focused = self.focusWidget()
        lost = focused in (None, self._centre) or self._toolbar.isAncestorOf(focused)
        if current is not None and lost:
            # Qt gives it to the next best when what had it goes out of sight.
            current.setFocus()

    def _show_bare(self, bare: bool) -> None:
        self._toolbar.set_bare(bare)
        names = [f"window.panel.{panel_id}" for panel_id in self.docks.ids()]
        names += [f"workspace.{workspace.id}" for workspace in WORKSPACES]
        for name in (*names, "window.reset_layout", "window.save_layout"):
            self.studio.actions.set_enabled(name, not bare)
        self._show_workspace(self.workspaces.current)

    def _show_workspace(self, current: str) -> None:
        self._toolbar.set_workspace(current)
        for panel in self._by_id.values():
            panel.follow_workspace(current)
        for workspace in WORKSPACES:
            self.studio.actions.set_checked(f"workspace.{workspace.id}", workspace.id == current)

    def _show_undo(self) -> None:
        line, actions = self.studio.session.undo_line, self.studio.actions
        for action_id, back in (("edit.undo", True), ("edit.redo", False)):
            name = line.next_name(back=back)
            actions.set_text(action_id, _step_words(name or "", back=back))
            actions.set_enabled(action_id, name is not None)

    def _show_theme(self) -> None:
        self.studio.actions.set_checked("view.theme", current_theme().palette.name == "light")

    def _set_light(self, light: bool) -> None:
        mode = Mode.LIGHT if light else Mode.DARK
        current_theme().set_mode(mode)
        self.studio.settings.set(THEME, mode.value)

    def _set_full_screen(self, full: bool) -> None:
        # What it was before, maximised for example, it is again afterwards.
        state = self.windowState() & ~Qt.WindowState.WindowMinimized
        full_screen = Qt.WindowState.WindowFullScreen
        self.setWindowState(state | full_screen if full else state & ~full_screen)
        self.show()

    def _show_keys(self) -> None:
        shown = self.findChild(ShortcutList) or ShortcutList(self.studio.actions, self)
        shown.show()
        shown.activateWindow()

    def _copy_log(self) -> None:
        self._background.start(log_file.read_tail, self._take_log)

    def _take_log(self, text: str) -> None:
        if text:
            QGuiApplication.clipboard().setText(text)
        else:
            where = tr("The log would be '{path}', and there is none.", path=log_file.path())
            self._show_failure(LanceStudioError(where, tr("Start the studio by its command to have one written.")))

    def _open_log_folder(self) -> None:
        try:
            show_folder(log_file.path().parent)
        except LanceStudioError as error:
            self._show_failure(error)

    # --- problems ----------------------------------------------------------------------------------------------

    def _show_problem(self, problem: Problem) -> None:
        panel = self._by_id.get(problem.panel_id)
        # A banner is of use only in a panel that is in sight, or behind a tab.
        hidden = problem.panel_id in self.docks.ids() and self.docks.dock(problem.panel_id).isHidden()
        if panel is None or hidden or self._centre.indexOf(panel) >= 0:
            panel = self._any_panel()
        if panel is not None:
            panel.show_error(
                problem.error,
                action=problem.action,
                on_action=problem.on_action,
                second=problem.second,
                on_second=problem.on_second,
                log=problem.log,
                level=Level.INFO if problem.good else Level.ERROR,
                topic=problem.topic,
            )

    def _take_back(self, topic: str) -> None:
        for panel in self._by_id.values():
            if panel.banner is not None and panel.banner.topic == topic:
                panel.clear_banner()

    def _show_refusal(self, action_id: str, error: LanceStudioError) -> None:
        topic = topic_of(error) or of_action(action_id)
        self._show_problem(Problem(self.studio.actions.panel or "", error, topic=topic))

    def _show_failure(self, error: LanceStudioError) -> None:
        self._show_problem(Problem(self.studio.actions.panel or "", error))

    def _any_panel(self) -> PanelFrame | None:
        current = self._centre.currentWidget()
        return current if isinstance(current, PanelFrame) else next(iter(self._by_id.values()), None)

    # --- keys that nobody wanted ---------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        if not self._layouts.offer(event, self):
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802
        """Go where Tab leads: by the places of the controls, whenever their panels were made."""
        return move_focus(self, forward=forward)

    # --- files dropped on the window ---------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802, D102
        data = event.mimeData()
        if may_come(data) and not is_of_project(data):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802, D102
        found = incoming(event.mimeData(), tr("Dropped picture"))
        event.acceptProposedAction()
        self.files.take(found)

    # --- the arrangement ---------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802, D102
        super().showEvent(event)
        if not event.spontaneous():
            # The screen that it was left on may be gone.
            bring_on_screen(self)
        self.workspaces.fit_docks()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802, D102
        super().changeEvent(event)
        # The desktop can do that too, and a window comes back as it was left.
        if event.type() == QEvent.Type.WindowStateChange and self._is_made:
            self._show_state()

    def _show_state(self) -> None:
        self.studio.actions.set_checked("view.full_screen", self.isFullScreen())

    def fit_screen(self, available: QSize) -> None:
        """Take the first size, or what of it fits on the screen; a window that was open before keeps its own.

        Args:
            available: What panels and docks of the desktop leave of the screen.
        """
        if not self.workspaces.placed:
            self.resize(QSize(*_FIRST_SIZE).boundedTo(available - _FRAME).expandedTo(self.minimumSize()))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        super().paintEvent(event)
        # What is in the window is painted before the next turn of the event loop.
        self.later.start()

    def end(self) -> None:
        """Close because the system wants it: a project that cannot be closed properly does not keep the window open.

        A result that is being saved does, for a while; call this again to close without it.
        """
        self._must_end = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802, D102
        settled = self._must_end or self._agreed or self.closing.closes
        if not settled and self.leaving.asks(tr("Close window"), self._close_as_agreed):
            event.ignore()
            return
        self._agreed = False
        self.leaving.dismiss()
        if not self.closing.may_close():
            event.ignore()
            return
        self.workspaces.close()
        try:
            self.studio.session.close()
        except LanceStudioError as error:
            # No project is open any more, so that the next click closes the window; but this must be read first.
            self._show_problem(Problem("", error))
            if not self._must_end:
                event.ignore()
                self.closing.go_on()
                return
            print(tr("Error: {error}", error=error), file=sys.stderr)
        super().closeEvent(event)
        self.closed.emit()

    def _close_as_agreed(self) -> None:
        self._agreed = True
        self.close()

    def _show_waiting(self, busy: str) -> None:
        self._waits = True
        more = tr("Close again to leave without waiting.") if self.closing.closes else ""
        self.statusBar().showMessage(texts.line(f"{busy} {more}".rstrip()))

    def _show_over(self) -> None:
        if self._waits:
            self._waits = False
            self.statusBar().clearMessage()


def _step_words(name: str, *, back: bool) -> str:
    """Return what the action says that undoes a step, or else does it again; the name is the one in the project."""
    step = translate_filled(name)
    step = f"{step[:1].lower()}{step[1:]}"
    if back:
        return tr("Undo {step}", step=step) if step else tr("Undo")
    return tr("Redo {step}", step=step) if step else tr("Redo")
