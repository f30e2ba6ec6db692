"""The canvas' context menu: of the window's actions those that apply to what is shown, with their keys."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from lance_studio.ui.actions import Actions
from lance_studio.ui.widgets.layouts import named

_GROUPS = (
    ("edit.copy", "canvas.copy_prompt", "edit.paste"),
    ("generate.reuse", "generate.replay", "generate.ask"),
    ("view.compare", "view.swap", "canvas.show_in_history"),
    ("mask.invert", "mask.clear", "mask.from_alpha", "mask.use_former"),
    ("playback.play", "clip.use_frame", "file.export_frame"),
)
_ALWAYS = ("canvas.fit", "canvas.actual_size", "canvas.zoom_in", "canvas.zoom_out")


def menu_for(actions: Actions, parent: QWidget, *, masked: bool) -> QMenu:
    """Return the menu for what the canvas shows now; it deletes itself once it is closed.

    Args:
        actions: The window's.
        parent: The canvas.
        masked: Whether a mask is drawn.
    """
    menu = named(QMenu(parent), "canvas.menu")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for group in _GROUPS:
        if not masked and group[0].startswith("mask."):
            group = ("mask.from_alpha", "mask.use_former")
        # What cannot be done now says nothing about the picture.
        offered = [action for name in group if (action := actions.action(name)).isEnabled()]
        if offered:
            menu.addActions(offered)
            menu.addSeparator()
    menu.addActions([actions.action(name) for name in _ALWAYS])
    return menu
