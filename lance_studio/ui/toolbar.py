"""The bar under the menus: undo, the canvas' tools, the project's name, the model."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QSizePolicy, QToolBar, QToolButton, QWidget

from lance_studio.ui import texts
from lance_studio.ui.actions import Actions
from lance_studio.ui.session import EngineState, Session
from lance_studio.ui.theme import FontRole, font
from lance_studio.ui.theme.measures import CONTROL, PRIMARY, TOOL_ICON
from lance_studio.ui.widgets import label, text_tool_button
from lance_studio.ui.widgets.layouts import named

_GROUPS = (
    ("edit.undo", "edit.redo"),
    ("tool.select", "tool.lasso", "tool.brush", "tool.eraser", "tool.colour", "tool.object"),
    ("view.compare",),
)


class ToolBar(QToolBar):
    """Buttons of the action table, the name of the project in the middle, the model and the device at the right.

    Args:
        actions: The table.
        session: The engine whose model and device are shown.
    """

    def __init__(self, actions: Actions, session: Session) -> None:
        super().__init__("Toolbar")
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setIconSize(QSize(TOOL_ICON, TOOL_ICON))
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        for number, group in enumerate(_GROUPS):
            if number:
                self.addSeparator()
            for action_id in group:
                self.addAction(actions.action(action_id))
                button = self.widgetForAction(actions.action(action_id))
                assert isinstance(button, QToolButton)
                button.setObjectName(f"toolbar.{action_id}")
                button.setFixedSize(PRIMARY, PRIMARY)
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.addWidget(_stretch())
        self._project = named(label("", "strong"), "toolbar.project")
        self.addWidget(self._project)
        self.addWidget(_stretch())
        self._model = named(text_tool_button("", "cube"), "toolbar.model")
        self._model.clicked.connect(lambda: actions.trigger("engine.choose"))
        texts.set_tooltip(self._model, "Choose the model")
        self.addWidget(self._model)
        self._device = named(label("", "muted"), "toolbar.device")
        self._device.setFont(font(FontRole.NUMBER))
        self._device.setMinimumHeight(CONTROL)
        self._device.setContentsMargins(8, 0, 4, 0)
        self.addWidget(self._device)
        session.engine_changed.connect(self._show_engine)
        self._show_engine(session.engine)

    def set_project(self, name: str, unsaved: bool) -> None:
        """Show the project's name, with a dot if it has no place of its own yet."""
        self._project.setText(texts.line(f"{name} •" if unsaved else name, 120))

    def _show_engine(self, state: EngineState) -> None:
        self._model.setText(texts.caption(f"{state.model or 'Choose model'} ▾"))
        self._device.setText(texts.plain(" · ".join(part for part in (state.device, state.memory) if part)))


def _stretch() -> QWidget:
    made = QWidget()
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
    made.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return made
