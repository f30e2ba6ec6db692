"""The questions for files that the panels share."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.ui.widgets.dialogs import (
    ask_file,
    ask_files,
    ask_folder,
    ask_target,
    field_name,
    form_layout,
    lay_out,
)


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_a_file_a_folder_and_several_files_are_given_as_paths(parent: QWidget, tmp_path: Path) -> None:
    taken: list[object] = []
    one = ask_file(parent, "Open", "one", taken.append, "Pictures (*.png);;All files (*)")
    folder = ask_folder(parent, "Folder", "folder", taken.append)
    several = ask_files(parent, "Open", "several", taken.append, "All files (*)")
    assert [dialog.objectName() for dialog in (one, folder, several)] == ["one", "folder", "several"]
    assert [dialog.fileMode() for dialog in (one, folder, several)] == [
        QFileDialog.FileMode.ExistingFile,
        QFileDialog.FileMode.Directory,
        QFileDialog.FileMode.ExistingFiles,
    ]
    assert one.nameFilters() == ["Pictures (*.png)", "All files (*)"]
    one.fileSelected.emit(str(tmp_path / "a.png"))
    folder.fileSelected.emit(str(tmp_path))
    several.filesSelected.emit([str(tmp_path / "a"), str(tmp_path / "b")])
    assert taken == [tmp_path / "a.png", tmp_path, (tmp_path / "a", tmp_path / "b")]


@pytest.mark.parametrize(("name", "suffix"), [("my v1.2 frames", ""), ("a.b.mp4", "mp4")])
def test_a_target_is_suggested_and_a_closed_question_goes_away(
    parent: QWidget, qtbot: QtBot, tmp_path: Path, name: str, suffix: str
) -> None:
    taken: list[Path] = []
    dialog = ask_target(parent, "Export", "target", taken.append, str(tmp_path / name), suffix, ["All files (*)"])
    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    assert dialog.defaultSuffix() == suffix
    assert Path(dialog.directory().absolutePath()) == tmp_path
    dialog.fileSelected.emit(str(tmp_path / "mine"))
    assert taken == [tmp_path / "mine"]
    dialog.reject()
    qtbot.waitUntil(lambda: parent.findChild(QFileDialog) is None)


def test_a_form_stands_above_the_rest(parent: QWidget) -> None:
    dialog, form, rest = QDialog(parent), form_layout(), QLabel("rest")
    form.addRow(field_name("Size"), QLabel("field"))
    lay_out(dialog, form, rest)
    dialog.show()
    names = [label for label in dialog.findChildren(QLabel) if label.text() in ("Size", "rest")]
    assert [label.text() for label in sorted(names, key=lambda label: label.y())] == ["Size", "rest"]
