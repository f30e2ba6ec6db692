"""The zoom of the graph, over its lower right corner."""

from PySide6.QtWidgets import QFrame

from lance_studio.ui.actions import Actions
from lance_studio.ui.history.graph import GraphView
from lance_studio.ui.theme.measures import HIT
from lance_studio.ui.widgets import tool_button
from lance_studio.ui.widgets.layouts import named, row


class ZoomBar(QFrame):
    """Three buttons that do what their actions do.

    Args:
        graph: What is zoomed; the buttons stand over it.
        actions: Know the words and the keys of the buttons.
    """

    def __init__(self, graph: GraphView, actions: Actions) -> None:
        super().__init__()
        self.setProperty("kind", "segments")
        parts = (
            ("history.zoom_out", "minus", lambda: graph.zoom_by(-1)),
            ("history.zoom_in", "plus", lambda: graph.zoom_by(1)),
            ("history.fit", "corners-out", graph.fit),
        )
        row(
            *(
                named(tool_button(icon_name, actions.tooltip(name), hit=HIT, clicked=work), name)
                for name, icon_name, work in parts
            ),
            on=self,
            margins=2,
            spacing=0,
        )
        graph.set_corner(self)
