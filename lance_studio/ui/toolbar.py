"""The bar under the menus: undo, the canvas' tools, the project's name, the model, the workspaces."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSizePolicy, QToolBar, QToolButton, QWidget

from lance_studio.language import tr, translate
from lance_studio.ui import texts
from lance_studio.ui.actions import Actions
from lance_studio.ui.session import EngineState, Session
from lance_studio.ui.theme import FontRole, font
from lance_studio.ui.theme.measures import CONTROL, HALF, PRIMARY, TOOL_ICON
from lance_studio.ui.widgets import ElidedLabel, Segments, label, text_tool_button
from lance_studio.ui.widgets.layouts import box, named, row
from lance_studio.ui.workspaces import Workspace

_GROUPS = (
    ("edit.undo", "edit.redo"),
    ("tool.select", "tool.lasso", "tool.brush", "tool.eraser", "tool.colour", "tool.object"),
    ("view.compare",),
)


class ToolBar(QToolBar):
    """Buttons of the action table, the project's name in the middle, the model, the device and the workspaces at right.

    Args:
        actions: The table.
        session: The engine whose model and device are shown.
        workspaces: What can be chosen at the right end.
    """

    def __init__(self, actions: Actions, session: Session, workspaces: Sequence[Workspace]) -> None:
        super().__init__(tr("Toolbar"))
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setIconSize(QSize(TOOL_ICON, TOOL_ICON))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        # Where nothing is worked on they are out of sight here, but not in the menus.
        self._tools: list[QAction] = []
        for number, group in enumerate(_GROUPS):
            if number:
                self._tools.append(self.addSeparator())
            buttons = [self._make_tool(actions.action(action_id), action_id) for action_id in group]
            self._tools.append(self.addWidget(box(row(*buttons, spacing=HALF))))
        self.addWidget(_stretch())
        self._project = named(ElidedLabel("", font_role=FontRole.STRONG, middle=True, centred=True), "toolbar.project")
        self.addWidget(self._project)
        self.addWidget(_stretch())
        self._model = named(text_tool_button("", "cube"), "toolbar.model")
        self._model.clicked.connect(lambda: actions.trigger("engine.choose"))
        texts.set_tooltip(self._model, tr("Choose the model"))
        self.addWidget(self._model)
        self._device = named(label("", "muted"), "toolbar.device")
        self._device.setFont(font(FontRole.NUMBER))
        self._device.setMinimumHeight(CONTROL)
        self._device.setContentsMargins(8, 0, 4, 0)
        self.addWidget(self._device)
        self._workspaces = named(
            Segments(tr("Workspace"), [(one.id, translate(one.title)) for one in workspaces]), "toolbar.workspaces"
        )
        for one in workspaces:
            self._workspaces.set_words(one.id, translate(one.title), actions.tooltip(f"workspace.{one.id}"))
        self._workspaces.chosen.connect(lambda name: actions.trigger(f"workspace.{name}"))
        self._tools.append(self.addWidget(self._workspaces))
        session.engine_changed.connect(self._show_engine)
        self._show_engine(session.engine)

    def set_project(self, name: str, unsaved: bool) -> None:
        """Show the project's name, with a dot if it has no place of its own yet."""
        self._project.set_text(texts.line(f"{name} •" if unsaved else name, 120))

    def set_bare(self, bare: bool) -> None:
        """Show nothing but what is of use without a project: its name and the model."""
        for action in self._tools:
            action.setVisible(not bare)

    def set_workspace(self, workspace_id: str) -> None:
        """Show which workspace is in sight."""
        self._workspaces.set_value(workspace_id)

    def _make_tool(self, action: QAction, action_id: str) -> QToolButton:
        button = named(QToolButton(), f"toolbar.{action_id}")
        button.setDefaultAction(action)
        button.setIconSize(self.iconSize())
        button.setFixedSize(PRIMARY, PRIMARY)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _show_engine(self, state: EngineState) -> None:
        self._model.setText(texts.caption(f"{state.model or tr('Choose model')} ▾"))
        self._device.setText(texts.plain(" · ".join(part for part in (state.device, state.memory) if part)))


def _stretch() -> QWidget:
    made = QWidget()
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    made.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return made
