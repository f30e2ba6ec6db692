"""What the window's dialogs have in common: forms, margins, and the questions for files."""

import os
import re
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Protocol, TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QInputDialog,
    QLabel,
    QLayout,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from lance_studio.language import tr
from lance_studio.ui import texts
from lance_studio.ui.theme.measures import CONTROL, GRID, PADDING
from lance_studio.ui.widgets.labels import label

_Take: TypeAlias = Callable[[Path], object]

_ENDING = re.compile(r"\*(\.[A-Za-z0-9]+)")


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


def ask_number(
    parent: QWidget, title: str, name: str, label: str, most: int, take: Callable[[int], object]
) -> QInputDialog:
    """Open the question for a whole number from 1 on.

    Args:
        parent: The window, or a panel of it.
        title: Of the dialog.
        name: The dialog's object name.
        label: What the number is.
        most: The greatest that may be chosen.
        take: Gets what was chosen.
    """
    dialog = QInputDialog(parent)
    dialog.setObjectName(name)
    dialog.setWindowTitle(texts.window_title(title))
    dialog.setInputMode(QInputDialog.InputMode.IntInput)
    dialog.setIntRange(1, most)
    dialog.setLabelText(texts.line(label))
    dialog.intValueSelected.connect(take)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


class Places(Protocol):
    """Where a question for files begins, and who remembers what was chosen; see `ui/file_places.py`."""

    def folder(self) -> Path:
        """Return where the question begins."""
        ...

    def note(self, file: Path, /) -> None:
        """Remember what was chosen."""
        ...


def ask_file(
    parent: QWidget, title: str, name: str, take: _Take, filters: str = "", places: Places | None = None
) -> QFileDialog:
    """Open the question for a file that exists.

    Args:
        parent: The window.
        title: Of the dialog.
        name: The dialog's object name.
        take: Gets the file.
        filters: Which files are shown, in Qt's spelling, set apart by ";;".
        places: Where it begins; None for the current folder.
    """
    dialog = _dialog(parent, title, name, filters.split(";;"), QFileDialog.FileMode.ExistingFile, places)
    return _opened(dialog, take)


def ask_folder(parent: QWidget, title: str, name: str, take: _Take, places: Places | None = None) -> QFileDialog:
    """Open the question for a folder; as `ask_file`."""
    return _opened(_dialog(parent, title, name, (), QFileDialog.FileMode.Directory, places), take)


def ask_files(
    parent: QWidget,
    title: str,
    name: str,
    take: Callable[[tuple[Path, ...]], object],
    filters: str,
    places: Places | None = None,
) -> QFileDialog:
    """Open the question for one or more files that exist; as `ask_file`."""
    dialog = _dialog(parent, title, name, filters.split(";;"), QFileDialog.FileMode.ExistingFiles, places)
    dialog.filesSelected.connect(lambda files: take(tuple(map(Path, files))))
    dialog.open()
    return dialog


def ask_target(
    parent: QWidget,
    title: str,
    name: str,
    take: _Take,
    suggestion: str,
    suffix: str,
    filters: Sequence[str],
    places: Places | None = None,
) -> QFileDialog:
    """Open the question where a file is to be written; as `ask_file`.

    A name that does not end as one of the filters says gets the ending of the chosen one, whatever dots are in it. If
    there is a file of that name, which the question itself has not asked about, it is asked about then.

    Args:
        parent: The window.
        title: Of the dialog.
        name: The dialog's object name.
        take: Gets the file.
        suggestion: The name that is suggested, perhaps with a folder.
        suffix: Is added where the user gives none; without the dot. Empty where the name is one of a folder.
        filters: What may be written, each in Qt's spelling.
        places: Where it begins, if the suggestion names no folder.
    """
    dialog = _dialog(parent, title, name, filters, QFileDialog.FileMode.AnyFile, places)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suffix)
    dialog.selectFile(suggestion)
    endings = {f".{suffix}".lower(), *(ending.lower() for each in filters for ending in _ENDING.findall(each))}

    def complete(chosen: Path) -> None:
        path = with_ending(chosen, endings, dialog.defaultSuffix()) if suffix else chosen
        if path != chosen and os.path.lexists(path):
            _ask_replace(parent, path, lambda: take(path))
        else:
            take(path)

    return _opened(dialog, complete)


def with_ending(path: Path, endings: Collection[str], suffix: str) -> Path:
    """Return a path whose name has one of some endings; a dot in the name is part of the name.

    Args:
        path: The path as it was typed.
        endings: The endings that may be, in small letters, with their dots.
        suffix: The ending that is added where it has none of them; without the dot.
    """
    name = path.name.rstrip(".")
    if path.suffix.lower() in endings or not name:
        return path
    return path.with_name(f"{name}.{suffix}")


def _ask_replace(parent: QWidget, path: Path, replace: Callable[[], object]) -> None:
    """Ask what a dialog for files asks, about a name that has got its ending since."""
    box = texts.message_box(
        parent, tr("Replace file"), tr("“{name}” exists already. Replace it?", name=path.name), str(path.parent)
    )
    box.setObjectName("replace-file")
    box.addButton(tr("Cancel"), QMessageBox.ButtonRole.RejectRole)
    button = box.addButton(tr("Replace"), QMessageBox.ButtonRole.AcceptRole)
    button.clicked.connect(replace)
    box.finished.connect(box.deleteLater)
    box.open()


def _dialog(
    parent: QWidget,
    title: str,
    name: str,
    filters: Sequence[str],
    mode: QFileDialog.FileMode,
    places: Places | None,
) -> QFileDialog:
    dialog = QFileDialog(parent, title)
    dialog.setObjectName(name)
    dialog.setFileMode(mode)
    if any(filters):
        dialog.setNameFilters(filters)
    if places is not None:
        dialog.setDirectory(str(places.folder()))
        # What is chosen leads to the next question's beginning.
        dialog.filesSelected.connect(lambda files: places.note(Path(files[0])) if files else None)
    dialog.finished.connect(dialog.deleteLater)
    return dialog


def _opened(dialog: QFileDialog, take: _Take) -> QFileDialog:
    dialog.fileSelected.connect(lambda file: take(Path(file)))
    dialog.open()
    return dialog
