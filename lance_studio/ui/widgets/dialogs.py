"""What the window's dialogs have in common: forms, margins, and the questions for files."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QFormLayout, QInputDialog, QLabel, QLayout, QVBoxLayout, QWidget

from lance_studio.language import tr
from lance_studio.ui import texts
from lance_studio.ui.theme.measures import CONTROL, GRID, PADDING
from lance_studio.ui.widgets.labels import label

_Take: TypeAlias = Callable[[Path], object]


def form_layout() -> QFormLayout:
    """Return an empty form whose fields take all of the width."""
    form = QFormLayout()
    form.setHorizontalSpacing(2 * GRID)
    form.setVerticalSpacing(GRID)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
    return form


def field_name(text: str) -> QLabel:
    """Return the name of a form's field, as high as the field."""
    made = label(text, "muted")
    made.setMinimumHeight(CONTROL)
    made.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return made


def lay_out(dialog: QDialog, *parts: QWidget | QLayout, spacing: int = 2 * GRID) -> None:
    """Put the parts of a dialog below each other."""
    column = QVBoxLayout(dialog)
    column.setContentsMargins(2 * PADDING, 2 * PADDING, 2 * PADDING, PADDING)
    column.setSpacing(spacing)
    for part in parts:
        column.addWidget(part) if isinstance(part, QWidget) else column.addLayout(part)


def ask_name(parent: QWidget, title: str, name: str, current: str, take: Callable[[str], object]) -> QInputDialog:
    """Open the question for a name.

    Args:
        parent: The window, or a panel of it.
        title: Of the dialog.
        name: The dialog's object name.
        current: The name up to now.
        take: Gets what was typed.
    """
    dialog = QInputDialog(parent)
    dialog.setObjectName(name)
    dialog.setWindowTitle(texts.window_title(title))
    dialog.setLabelText(tr("Name"))
    dialog.setTextValue(current)
    dialog.textValueSelected.connect(take)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def ask_file(parent: QWidget, title: str, name: str, take: _Take, filters: str = "") -> QFileDialog:
    """Open the question for a file that exists.

    Args:
        parent: The window.
        title: Of the dialog.
        name: The dialog's object name.
        take: Gets the file.
        filters: Which files are shown, in Qt's spelling, set apart by ";;".
    """
    dialog = _dialog(parent, title, name, filters.split(";;"), QFileDialog.FileMode.ExistingFile)
    return _opened(dialog, take)


def ask_folder(parent: QWidget, title: str, name: str, take: _Take) -> QFileDialog:
    """Open the question for a folder; as `ask_file`."""
    return _opened(_dialog(parent, title, name, (), QFileDialog.FileMode.Directory), take)


def ask_files(
    parent: QWidget, title: str, name: str, take: Callable[[tuple[Path, ...]], object], filters: str
) -> QFileDialog:
    """Open the question for one or more files that exist; as `ask_file`."""
    dialog = _dialog(parent, title, name, filters.split(";;"), QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(lambda files: take(tuple(map(Path, files))))
    dialog.open()
    return dialog


def ask_target(
    parent: QWidget, title: str, name: str, take: _Take, suggestion: str, suffix: str, filters: Sequence[str]
) -> QFileDialog:
    """Open the question where a file is to be written; as `ask_file`.

    Args:
        parent: The window.
        title: Of the dialog.
        name: The dialog's object name.
        take: Gets the file.
        suggestion: The name that is suggested.
        suffix: Is added where the user gives none; without the dot.
        filters: What may be written, each in Qt's spelling.
    """
    dialog = _dialog(parent, title, name, filters, QFileDialog.FileMode.AnyFile)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suffix)
    dialog.selectFile(suggestion)
    return _opened(dialog, take)


def _dialog(parent: QWidget, title: str, name: str, filters: Sequence[str], mode: QFileDialog.FileMode) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setObjectName(name)
    dialog.setFileMode(mode)
    if any(filters):
        dialog.setNameFilters(filters)
    dialog.finished.connect(dialog.deleteLater)
    return dialog


def _opened(dialog: QFileDialog, take: _Take) -> QFileDialog:
    dialog.fileSelected.connect(lambda file: take(Path(file)))
    dialog.open()
    return dialog
