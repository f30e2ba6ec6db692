"""The questions for files that the panels share."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog, QLabel, QLineEdit, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.ui.file_places import EXPORTS, MEDIA, FilePlaces
from lance_studio.ui.settings import Settings
from lance_studio.ui.studio import Studio
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


@pytest.mark.parametrize(
    ("name", "suffix", "typed", "taken_as"),
    [
        ("my v1.2 frames", "", "mine v2.0", "mine v2.0"),
        ("a.b.mp4", "mp4", "mine", "mine.mp4"),
        ("a.b.mp4", "mp4", "trailer 2.0", "trailer 2.0.mp4"),
        ("a.b.mp4", "mp4", "a.MP4", "a.MP4"),
        ("a.b.mp4", "mp4", "dots..", "dots.mp4"),
    ],
)
def test_a_target_is_suggested_and_a_closed_question_goes_away(
    parent: QWidget, qtbot: QtBot, tmp_path: Path, name: str, suffix: str, typed: str, taken_as: str
) -> None:
    taken: list[Path] = []
    dialog = ask_target(parent, "Export", "target", taken.append, str(tmp_path / name), suffix, ["All files (*)"])
    assert dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave
    assert dialog.defaultSuffix() == suffix
    assert Path(dialog.directory().absolutePath()) == tmp_path
    dialog.fileSelected.emit(str(tmp_path / typed))
    assert taken == [tmp_path / taken_as]
    dialog.reject()
    qtbot.waitUntil(lambda: parent.findChild(QFileDialog) is None)


def test_a_form_stands_above_the_rest(parent: QWidget) -> None:
    dialog, form, rest = QDialog(parent), form_layout(), QLabel("rest")
    form.addRow(field_name("Size"), QLabel("field"))
    lay_out(dialog, form, rest)
    dialog.show()
    names = [label for label in dialog.findChildren(QLabel) if label.text() in ("Size", "rest")]
    assert [label.text() for label in sorted(names, key=lambda label: label.y())] == ["Size", "rest"]


def test_a_name_that_gets_its_ending_replaces_nothing_unasked(parent: QWidget, qtbot: QtBot, tmp_path: Path) -> None:
    taken: list[Path] = []
    (tmp_path / "trailer 2.0.mp4").write_text("mine")
    for answer, outcome in (("Cancel", []), ("Replace", [tmp_path / "trailer 2.0.mp4"])):
        dialog = ask_target(parent, "Export", "target", taken.append, "a.mp4", "mp4", ["MP4 video (*.mp4)"])
        dialog.fileSelected.emit(str(tmp_path / "trailer 2.0"))
        dialog.reject()
        box = parent.findChild(QMessageBox, "replace-file")
        assert box is not None
        assert taken == []
        (button,) = (each for each in box.buttons() if each.text() == answer)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert taken == outcome
        qtbot.waitUntil(lambda: parent.findChild(QMessageBox) is None)


def test_typed_by_hand_a_dot_in_a_name_keeps_its_ending(parent: QWidget, qtbot: QtBot, tmp_path: Path) -> None:
    taken: list[Path] = []
    dialog = ask_target(
        parent, "Save", "target", taken.append, str(tmp_path / "a"), "lstudio", ["Projects (*.lstudio)"]
    )
    qtbot.waitExposed(dialog)
    field = dialog.findChild(QLineEdit)
    assert field is not None
    # Letter by letter, Qt's list of completions would come between.
    field.setText("film v1.2")
    QTest.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: taken == [tmp_path / "film v1.2.lstudio"])


def test_questions_begin_where_this_kind_of_file_was_last_or_beside_the_project(
    studio: Studio, parent: QWidget, tmp_path: Path
) -> None:
    videos, films = tmp_path / "videos", tmp_path / "films"
    videos.mkdir()
    studio.session.create(films / "film.lstudio")

    def begins(kind: str) -> Path:
        dialog = ask_file(parent, "Open", kind, lambda _path: None, places=studio.places.of(kind))
        found = Path(dialog.directory().absolutePath())
        dialog.reject()
        return found

    assert begins(MEDIA) == begins(EXPORTS) == films
    dialog = ask_files(parent, "Import", "import", lambda _paths: None, "All files (*)", studio.places.of(MEDIA))
    dialog.filesSelected.emit([str(videos / "a.mp4")])
    dialog.reject()
    assert (begins(MEDIA), begins(EXPORTS)) == (videos, films)
    assert FilePlaces(studio.session, Settings()).folder(MEDIA) == videos, "in the next window too"
    videos.rmdir()
    assert begins(MEDIA) == films, "the folder is gone"
