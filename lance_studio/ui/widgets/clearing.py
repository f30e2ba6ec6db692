"""The cross in a field that empties it."""

from PySide6.QtWidgets import QLineEdit, QToolButton

from lance_studio.language import tr
from lance_studio.ui.widgets.buttons import explain


def let_clear(field: QLineEdit) -> None:
    """Give a field the cross that empties it, with a name: Qt's own has none."""
    field.setClearButtonEnabled(True)
    for cross in field.findChildren(QToolButton):
        explain(cross, tr("Clear"))
