"""A folder of the preferences: a field, a button that asks for it, and what was found there."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from lance_studio.language import tr
from lance_studio.ui import texts
from lance_studio.ui.theme.measures import GRID, HALF
from lance_studio.ui.widgets import caption_label, label, push_button, quiet_button, show_words
from lance_studio.ui.widgets.dialogs import ask_folder
from lance_studio.ui.widgets.layouts import column, named, row, stretch, wide

_FOUND_LINES = 2


class FolderField(QWidget):
    """A folder that may be named, chosen, or left to the studio.

    Args:
        name: What the folder is for; the accessible name.
        prefix: Of the object names of its parts.
        usual: What stands in the field while none is named.
        title: Of the question for the folder.
        back: On the button that names none; empty for "Use the usual one".

    Attributes:
        chosen: The user named another folder; carries it, or nothing for the usual one.
    """

    chosen = Signal(str)

    def __init__(self, name: str, prefix: str, usual: str, title: str, back: str = "") -> None:
        super().__init__()
        self._title, self._prefix = title, prefix
        self.field = named(QLineEdit(), f"{prefix}folder")
        self.field.setPlaceholderText(texts.line(usual))
        texts.set_name(self.field, name)
        self.field.editingFinished.connect(self._take)
        browse = named(push_button(tr("Choose…"), clicked=self._ask), f"{prefix}browse")
        self._usual = named(
            quiet_button(back or tr("Use the usual one"), clicked=lambda: self.chosen.emit("")), f"{prefix}usual"
        )
        self._found = named(caption_label("", wrap=True), f"{prefix}model")
        self._problem = named(label("", "error", wrap=True), f"{prefix}problem")
        # Their place is kept free, so that nothing moves when they speak.
        words = QWidget()
        words.setMinimumHeight(_FOUND_LINES * self._found.fontMetrics().lineSpacing())
        column(self._found, self._problem, stretch(), on=words, spacing=0)
        self._usual.setEnabled(False)
        column(row(wide(self.field), browse, self._usual, spacing=GRID), words, on=self, spacing=HALF)

    def show_folder(self, folder: str, found: str, problem: str) -> None:
        """Show what is named and what was found there."""
        if not self.field.hasFocus() or not self.field.isModified():
            texts.fill(self.field, folder)
        show_words(self._found, found)
        show_words(self._problem, problem)
        self._usual.setEnabled(bool(folder))

    def _take(self) -> None:
        if self.field.isModified():
            self.field.setModified(False)
            self.chosen.emit(self.field.text())

    def _ask(self) -> None:
        ask_folder(self, self._title, f"{self._prefix}folder-dialog", self._take_folder)

    def _take_folder(self, folder: Path) -> None:
        self.field.setModified(False)
        self.chosen.emit(str(folder))
