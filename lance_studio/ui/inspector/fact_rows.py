"""Lines of what is known of a selection: a label, a value, and a button that copies it."""

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QWidget

from lance_studio.language import tr, translate
from lance_studio.ui import texts
from lance_studio.ui.inspector.facts import Fact
from lance_studio.ui.theme import FontRole
from lance_studio.ui.theme.measures import GRID, HIT
from lance_studio.ui.widgets import ElidedLabel, explain, label, tool_button

_LABEL_WIDTH = 72
_COPY_ICON = 14


class FactRows(QWidget):
    """Facts below each other. The same rows show the next selection: making and styling widgets is what costs."""

    def __init__(self) -> None:
        super().__init__()
        self._facts: tuple[Fact, ...] = ()
        self._rows: list[_Row] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(GRID)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnMinimumWidth(0, _LABEL_WIDTH)
        self._grid.setColumnStretch(1, 1)

    def show_facts(self, facts: tuple[Fact, ...]) -> None:
        """Show these facts, in order."""
        if facts == self._facts:
            return
        self._facts = facts
        for number in range(len(self._rows), len(facts)):
            self._rows.append(_Row(self._grid, number))
        for number, one in enumerate(self._rows):
            one.show_fact(facts[number] if number < len(facts) else None)
            self._grid.setRowMinimumHeight(number, HIT if number < len(facts) else 0)


class _Row:
    """The widgets of one line of a grid."""

    def __init__(self, grid: QGridLayout, number: int) -> None:
        self._fact: Fact | None = None
        self._label, self._value = label("", "caption"), ElidedLabel(font_role=FontRole.NUMBER, middle=True)
        self._copy = tool_button("copy", tr("Copy"), size=_COPY_ICON, hit=HIT, clicked=self._copy_fact)
        for column, widget in enumerate((self._label, self._value, self._copy)):
            grid.addWidget(widget, number, column)

    def show_fact(self, fact: Fact | None) -> None:
        """Show a fact; without one the row is out of sight, and found under no name."""
        self._fact = fact
        if fact is not None:
            self._label.setText(texts.plain(translate(fact.label)))
            self._value.set_text(fact.value)
            what = translate(fact.label)
            explain(self._copy, tr("Copy {what}", what=what if what.isupper() else what.lower()))
        self._value.setObjectName("" if fact is None else f"inspector.fact.{fact.label}")
        copied = fact is not None and bool(fact.copied)
        self._copy.setObjectName(f"inspector.copy.{fact.label}" if fact is not None and copied else "")
        for widget, shown in ((self._label, fact is not None), (self._value, fact is not None), (self._copy, copied)):
            widget.setVisible(shown)

    def _copy_fact(self) -> None:
        if self._fact is not None:
            QGuiApplication.clipboard().setText(self._fact.copied)
