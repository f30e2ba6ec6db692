"""The relink dialog in the window, by mouse and keys: what is found, how sure that is, and linking by a click."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from lance_studio.project.commands.media import AddMedia
from lance_studio.project.rows import Media
from lance_studio.ui.media.view import MediaPanel
from lance_studio.ui.relinking.view import RelinkDialog
from lance_studio.workflows.importing import read_file
from tests.unit.media.painted import painted_clip
from tests.unit.ui.test_generation_service import bench as bench
from tests.unit.ui.whole_window import Scene
from tests.unit.ui.whole_window import scene as scene

LEFT = Qt.MouseButton.LeftButton
CHECKED, UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked


@pytest.fixture
def films(scene: Scene, tmp_path: Path) -> list[Media]:
    """Three linked films; their folder was moved to "new", where the last one has another content now."""
    old, made = tmp_path / "old", []
    old.mkdir()
    for number, name in enumerate(("one", "two", "three")):
        painted_clip(old / f"{name}.mp4", 6 + number)
        found = read_file(old / f"{name}.mp4", scene.bench.project.files, scene.bench.project.folder)
        made.append(found.media)
        scene.session.run(AddMedia(found.media, found.node))
    old.rename(tmp_path / "new")
    (tmp_path / "new" / "three.mp4").unlink()
    painted_clip(tmp_path / "new" / "three.mp4", 20)
    return made


@pytest.fixture
def dialog(scene: Scene, films: list[Media], qtbot: QtBot) -> RelinkDialog:
    panel = scene.window.panel("media")
    assert isinstance(panel, MediaPanel)
    panel.presenter.look_again()
    qtbot.waitUntil(lambda: len(panel.presenter.state.missing) == 3)
    scene.bench.studio.actions.trigger("file.relink")
    found = scene.window.findChild(RelinkDialog)
    assert found is not None
    qtbot.waitExposed(found)
    return found


def items(dialog: RelinkDialog) -> dict[str, QTreeWidgetItem]:
    rows = dialog.list
    found = [rows.topLevelItem(number) for number in range(rows.topLevelItemCount())]
    return {item.text(0): item for item in found if item is not None}


def checks(dialog: RelinkDialog) -> dict[str, Qt.CheckState | None]:
    checkable = Qt.ItemFlag.ItemIsUserCheckable
    return {name: item.checkState(0) if item.flags() & checkable else None for name, item in items(dialog).items()}


def click(dialog: RelinkDialog, name: str) -> None:
    button = dialog.findChild(QPushButton, name)
    assert button is not None, name
    assert button.isEnabled(), name
    QTest.mouseClick(button, LEFT)


def answer(dialog: RelinkDialog, qtbot: QtBot, name: str, path: Path) -> None:
    asked = dialog.findChild(QFileDialog, name)
    assert asked is not None
    asked.fileSelected.emit(str(path))
    asked.done(0)
    qtbot.waitUntil(lambda: dialog.presenter.state.busy == "")


def tick(dialog: RelinkDialog, name: str) -> None:
    """Click on the box of a row."""
    place = dialog.list.visualItemRect(items(dialog)[name])
    QTest.mouseClick(dialog.list.viewport(), LEFT, pos=place.topLeft() + QPoint(14, place.height() // 2))


def links(scene: Scene) -> dict[str, str | None]:
    return {media.name: media.link for media in scene.bench.project.media_list() if media.link}


def test_it_says_what_is_missing_and_who_uses_it(dialog: RelinkDialog, films: list[Media], tmp_path: Path) -> None:
    row = items(dialog)["one.mp4"]
    assert row.text(1) == "Nothing yet"
    assert row.text(2) == films[0].link
    assert row.text(3).endswith("kB")
    assert row.text(4).endswith(" s")
    assert row.text(5) == "History"
    button = dialog.findChild(QPushButton, "relink.link")
    assert button is not None
    assert not button.isEnabled()


def test_a_folder_is_searched_for_all_and_the_same_is_linked_in_one_step(
    scene: Scene, dialog: RelinkDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    click(dialog, "relink.search")
    answer(dialog, qtbot, "relink.search-dialog", tmp_path)
    assert checks(dialog) == {"one.mp4": CHECKED, "two.mp4": CHECKED, "three.mp4": UNCHECKED}
    assert items(dialog)["one.mp4"].text(1) == "Same content: one.mp4"
    assert items(dialog)["three.mp4"].text(1) == "Different content: three.mp4"
    button = dialog.findChild(QPushButton, "relink.link")
    assert button is not None
    assert button.text() == "Relink 2 files"
    click(dialog, "relink.link")
    qtbot.waitUntil(lambda: list(items(dialog)) == ["three.mp4"])
    assert links(scene)["one.mp4"] == "new/one.mp4"
    assert links(scene)["three.mp4"] == "old/three.mp4", "never in silence"
    assert scene.bench.project.undo_list()[0].name == "Relink 2 files"
    scene.session.undo()
    assert links(scene)["one.mp4"] == "old/one.mp4"


def test_after_one_its_neighbours_are_offered(scene: Scene, dialog: RelinkDialog, qtbot: QtBot, tmp_path: Path) -> None:
    dialog.list.setCurrentItem(items(dialog)["one.mp4"])
    click(dialog, "relink.find")
    answer(dialog, qtbot, "relink.find-dialog", tmp_path / "new" / "one.mp4")
    assert checks(dialog) == {"one.mp4": CHECKED, "two.mp4": CHECKED, "three.mp4": UNCHECKED}
    assert dialog.presenter.state.note == "1 more was found beside it."
    assert links(scene)["one.mp4"] == "old/one.mp4", "nothing is linked before the click"


def test_different_content_is_linked_by_a_click_of_its_own_and_can_be_undone(
    scene: Scene, dialog: RelinkDialog, films: list[Media], qtbot: QtBot, tmp_path: Path
) -> None:
    dialog.list.setCurrentItem(items(dialog)["three.mp4"])
    click(dialog, "relink.find")
    answer(dialog, qtbot, "relink.find-dialog", tmp_path / "new" / "three.mp4")
    assert checks(dialog)["three.mp4"] == UNCHECKED
    for name in ("one.mp4", "two.mp4"):
        dialog.presenter.take(films[("one.mp4", "two.mp4").index(name)].id, False)
    tick(dialog, "three.mp4")
    assert checks(dialog)["three.mp4"] == CHECKED
    click(dialog, "relink.link")
    qtbot.waitUntil(lambda: links(scene)["three.mp4"] == "new/three.mp4")
    row = scene.bench.project.media(films[2].id)
    assert row is not None
    assert (row.digest != films[2].digest, row.frames) == (True, 20)
    scene.session.undo()
    assert scene.bench.project.media(films[2].id) == films[2]


def test_what_cannot_stand_in_has_no_box_and_says_why(dialog: RelinkDialog, qtbot: QtBot, tmp_path: Path) -> None:
    short = painted_clip(tmp_path / "short.mp4", 3)
    dialog.list.setCurrentItem(items(dialog)["three.mp4"])
    click(dialog, "relink.find")
    answer(dialog, qtbot, "relink.find-dialog", short)
    assert checks(dialog)["three.mp4"] is None
    assert items(dialog)["three.mp4"].text(1).startswith("Cannot stand in: short.mp4. It lasts 0.")


def test_keys_alone_do_it(scene: Scene, dialog: RelinkDialog, qtbot: QtBot, tmp_path: Path) -> None:
    assert dialog.list.hasFocus()
    QTest.keyClick(dialog.list, Qt.Key.Key_Down)
    current = dialog.list.currentItem()
    assert current is not None
    assert current.text(0) == "two.mp4"
    button = dialog.findChild(QPushButton, "relink.search")
    assert button is not None
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    answer(dialog, qtbot, "relink.search-dialog", tmp_path / "new")
    dialog.list.setFocus()
    dialog.list.setCurrentItem(items(dialog)["two.mp4"])
    QTest.keyClick(dialog.list, Qt.Key.Key_Space)
    assert checks(dialog)["two.mp4"] == UNCHECKED
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: links(scene)["one.mp4"] == "new/one.mp4")
    assert links(scene)["two.mp4"] == "old/two.mp4"


def test_closing_the_project_closes_it(scene: Scene, dialog: RelinkDialog, qtbot: QtBot) -> None:
    scene.session.close()
    qtbot.waitUntil(lambda: scene.window.findChild(RelinkDialog) is None)
