"""The media bin with real files, and its panel under real mouse events."""

import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QInputDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.errors import LanceStudioError, MediaMissingError
from lance_studio.media.encode import write_mp4
from lance_studio.media.images import load_image, write_png
from lance_studio.media.index_cache import forget_all
from lance_studio.media.recipes import Recipe
from lance_studio.project.commands.base import Together
from lance_studio.project.commands.media import RenameMedia
from lance_studio.project.commands.nodes import AddNode, RemoveNode, RenameNode
from lance_studio.project.project import Project
from lance_studio.project.rows import Media, Node
from lance_studio.ui.media.entries import Entries, length_words
from lance_studio.ui.media.presenter import MediaPresenter
from lance_studio.ui.media.view import MediaPanel
from lance_studio.ui.relinking.view import RelinkDialog
from lance_studio.ui.session import Problem
from lance_studio.ui.studio import Studio
from lance_studio.workflows.media_placement import MIME_TYPE
from tests.raw_files import dng
from tests.unit.media.test_choosing import tiff
from tests.unit.ui.fake_generation import FakeGeneration, add_picture, studio_with

CASES = Path(__file__).parents[3] / "cases" / "media"
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def studio() -> Studio:
    return studio_with(FakeGeneration())


@pytest.fixture
def panel(qtbot: QtBot, studio: Studio) -> MediaPanel:
    made = MediaPanel(studio)
    qtbot.addWidget(made)
    made.resize(264, 400)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def project(panel: MediaPanel, studio: Studio, tmp_path: Path) -> Project:
    (tmp_path / "project").mkdir()
    return studio.session.create(tmp_path / "project" / "a.lstudio")


@pytest.fixture
def problems(studio: Studio) -> list[Problem]:
    found: list[Problem] = []
    studio.session.problem.connect(found.append)
    return found


def picture(folder: Path, name: str = "cat.png", recipe: Recipe | None = None, grey: int = 90) -> Path:
    path = folder / name
    write_png(path, np.full((30, 40, 3), grey, np.uint8), recipe=recipe)
    return path


def film(folder: Path, name: str = "waves.mp4", frames: int = 24) -> Path:
    path = folder / name
    moving = (np.full((48, 64, 3), 5 * number, np.uint8) for number in range(frames))
    write_mp4(path, moving, Fraction(12))
    return path


def import_all(qtbot: QtBot, presenter: MediaPresenter, *files: Path) -> None:
    presenter.import_files(files)
    qtbot.waitUntil(lambda: presenter.state.importing == 0)


def child(parent: QWidget, name: str) -> QWidget:
    found = parent.findChild(QWidget, name)
    assert found is not None, name
    return found


def test_a_picture_is_embedded_and_a_film_is_linked(
    qtbot: QtBot, panel: MediaPanel, project: Project, studio: Studio, tmp_path: Path
) -> None:
    import_all(qtbot, panel.presenter, picture(tmp_path), film(tmp_path))
    still, clip = sorted(project.media_list(), key=lambda media: media.kind)
    assert (still.kind, still.link, still.width, still.height) == ("picture", None, 40, 30)
    assert (clip.kind, clip.link, clip.frames, clip.duration) == ("video", str(tmp_path / "waves.mp4"), 24, 2)
    assert {node.kind for node in project.nodes()} == {"picture", "clip"}
    assert [step.name for step in project.undo_list()] == ["Import 2 files"]
    entries = panel.presenter.state.entries
    assert {(entry.name, entry.detail) for entry in entries} == {("cat.png", ""), ("waves.mp4", "2.0 s")}
    assert project.files.read(still) == (tmp_path / "cat.png").read_bytes()


def test_a_film_that_must_be_decoded_to_be_known_shows_how_far_it_is(
    qtbot: QtBot, panel: MediaPanel, project: Project
) -> None:
    forget_all()  # other tests may have read the film
    presenter, percents = panel.presenter, list[int]()
    presenter.changed.connect(lambda state: percents.append(state.percent))
    note = child(panel, "media.note")
    assert isinstance(note, QLabel)
    words: list[str] = []
    presenter.changed.connect(lambda _state: words.append(note.text()))
    import_all(qtbot, presenter, CASES / "04-mpeg4.ts")
    assert max(percents) > 0
    assert percents[-1] == 0
    assert any(word.endswith(" %") for word in words)
    assert project.media_list()[0].frames == 60


def test_a_file_that_is_there_already_is_selected_and_not_added(
    qtbot: QtBot, panel: MediaPanel, project: Project, studio: Studio, tmp_path: Path
) -> None:
    import_all(qtbot, panel.presenter, picture(tmp_path))
    known = project.media_list()[0].id
    studio.session.select_media(None)
    import_all(qtbot, panel.presenter, picture(tmp_path, "copy.png"))
    assert len(project.media_list()) == 1
    assert studio.session.media_id == known


def test_what_cannot_be_read_is_told_and_the_rest_comes_in(
    qtbot: QtBot, panel: MediaPanel, project: Project, problems: list[Problem], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"no picture at all")
    import_all(qtbot, panel.presenter, broken, picture(tmp_path), tmp_path / "none.png")
    assert [media.name for media in project.media_list()] == ["cat.png"]
    assert [problem.panel_id for problem in problems] == ["media"]
    assert problems[0].error.cause == "2 files could not be imported: “broken.png”, “none.png”."
    assert "broken.png" in problems[0].log
    assert "none.png" in problems[0].log


def test_a_raw_file_asks_whether_the_jpeg_of_the_camera_will_do(
    qtbot: QtBot, panel: MediaPanel, project: Project, problems: list[Problem], tmp_path: Path
) -> None:
    path = tmp_path / "shot.dng"
    path.write_bytes(dng([(160, 120, 30), (600, 400, 200)], (608, 408)))
    taken: list[tuple[str, ...]] = []
    panel.presenter.import_files((path, picture(tmp_path)), then=taken.append)
    qtbot.waitUntil(lambda: panel.presenter.state.importing == 0)
    assert [media.name for media in project.media_list()] == ["cat.png"], "the preview is never taken in silence"
    assert "camera raw file (DNG)" in problems[0].error.cause
    assert problems[0].action == "Use the camera's JPEG"
    assert problems[0].on_action is not None
    problems[0].on_action()
    qtbot.waitUntil(lambda: len(taken) == 2)
    media = next(each for each in project.media_list() if each.name == "shot (camera JPEG).jpg")
    assert (media.width, media.height, media.link) == (600, 400, None)
    assert taken[-1] == (media.id,), "whoever dropped it gets it too"
    assert len(problems) == 1


def test_a_page_of_several_can_be_chosen(
    qtbot: QtBot, panel: MediaPanel, project: Project, problems: list[Problem], tmp_path: Path
) -> None:
    path = tmp_path / "scan.tif"
    path.write_bytes(tiff())
    import_all(qtbot, panel.presenter, path)
    assert [media.width for media in project.media_list()] == [24]
    assert problems[0].error.cause == "“scan.tif” has 3 pages; the first one was taken."
    assert problems[0].action == "Choose a page"
    assert problems[0].on_action is not None
    problems[0].on_action()
    dialog = panel.findChild(QInputDialog, "media.page")
    assert dialog is not None
    assert (dialog.intMinimum(), dialog.intMaximum()) == (1, 3)
    dialog.setIntValue(3)
    dialog.accept()
    qtbot.waitUntil(lambda: len(project.media_list()) == 2)
    page = next(media for media in project.media_list() if media.width == 26)
    assert page.name == "scan (page 3).tif"
    assert load_image(project.files.path(page))[8, 8].tolist() == [170, 0, 40]


def test_files_dropped_on_the_window_are_imported_and_shown(
    qtbot: QtBot, panel: MediaPanel, project: Project, studio: Studio, tmp_path: Path
) -> None:
    studio.session.drop_files((picture(tmp_path),))
    qtbot.waitUntil(lambda: len(panel.presenter.state.entries) == 1)
    assert studio.session.media_id == project.media_list()[0].id
    assert studio.session.node_id == project.nodes()[0].id


def test_an_import_does_not_take_the_canvas_from_what_is_open(
    qtbot: QtBot, panel: MediaPanel, project: Project, studio: Studio, tmp_path: Path
) -> None:
    node = add_picture(project, tmp_path, "mine")
    studio.session.select_node(node)
    import_all(qtbot, panel.presenter, picture(tmp_path))
    assert studio.session.node_id == node


def test_search_and_kinds_filter_the_grid(qtbot: QtBot, panel: MediaPanel, project: Project, tmp_path: Path) -> None:
    import_all(qtbot, panel.presenter, picture(tmp_path, "red cat.png"), picture(tmp_path, "dog.png", grey=10))
    add_picture(project, tmp_path, "a red cube", prompt="a red cube")
    qtbot.waitUntil(lambda: panel.presenter.state.total == 3)
    QTest.keyClicks(child(panel, "media.search"), "RED")
    assert {entry.name for entry in panel.presenter.state.entries} == {"red cat.png", "a red cube"}
    QTest.mouseClick(child(panel, "segment.made"), LEFT)
    assert [entry.name for entry in panel.presenter.state.entries] == ["a red cube"]
    QTest.keyClicks(child(panel, "media.search"), " zebra")
    assert panel.presenter.state.entries == ()
    assert child(panel, "media.note").property("text") == "Nothing has these words in its name."


def test_cards_are_selected_and_opened_with_the_mouse(
    qtbot: QtBot, panel: MediaPanel, project: Project, studio: Studio, tmp_path: Path
) -> None:
    import_all(qtbot, panel.presenter, picture(tmp_path), picture(tmp_path, "dog.png", grey=10))
    first, second = (entry.media_id for entry in panel.presenter.state.entries)
    QTest.mouseClick(child(panel, f"card.{first}"), LEFT)
    assert panel.presenter.state.selected == (first,)
    assert studio.session.media_id == first
    QTest.mouseClick(child(panel, f"card.{second}"), LEFT, Qt.KeyboardModifier.ControlModifier)
    assert panel.presenter.state.selected == (first, second)
    QTest.mouseDClick(child(panel, f"card.{second}"), LEFT)
    entry = panel.presenter.entry(second)
    assert entry is not None
    assert studio.session.node_id == entry.node_id


def test_a_drag_carries_ids_for_panels_and_files_for_others(
    qtbot: QtBot, panel: MediaPanel, project: Project, tmp_path: Path
) -> None:
    import_all(qtbot, panel.presenter, picture(tmp_path), film(tmp_path))
    ids = tuple(entry.media_id for entry in panel.presenter.state.entries)
    data = panel.mime_of(ids)
    carried = json.loads(bytes(data.data(MIME_TYPE).data()))
    assert [one["media"] for one in carried] == list(ids)
    assert {one["node"] for one in carried} == {node.id for node in project.nodes()}
    contents = {Path(url.toLocalFile()).read_bytes() for url in data.urls()}
    assert contents == {(tmp_path / "cat.png").read_bytes(), (tmp_path / "waves.mp4").read_bytes()}


def test_a_missing_file_is_marked_and_can_be_relinked(
    qtbot: QtBot, panel: MediaPanel, project: Project, problems: list[Problem], tmp_path: Path
) -> None:
    path = film(tmp_path)
    import_all(qtbot, panel.presenter, path)
    media_id = project.media_list()[0].id
    moved = tmp_path / "elsewhere.mp4"
    path.rename(moved)
    panel.presenter._check_files()
    qtbot.waitUntil(lambda: panel.presenter.state.missing == (media_id,))
    assert panel.presenter.state.entries[0].missing
    assert panel.banner is not None
    QTest.mouseClick(child(panel.banner, "banner.action"), LEFT)
    dialog = panel.findChild(RelinkDialog)
    assert dialog is not None
    dialog.presenter.find(media_id, picture(tmp_path, "other.png"))
    qtbot.waitUntil(lambda: dialog.presenter.state.busy == "")
    assert dialog.presenter.state.taken == 0, "another content is never taken by itself"
    dialog.presenter.find(media_id, moved)
    qtbot.waitUntil(lambda: dialog.presenter.state.taken == 1)
    QTest.mouseClick(child(dialog, "relink.link"), LEFT)
    qtbot.waitUntil(lambda: panel.presenter.state.missing == ())
    found = project.media(media_id)
    assert found is not None
    assert found.link == str(moved)
    assert panel.banner is None
    assert panel.findChild(RelinkDialog) is None, "there is nothing left to do in it"
    assert problems == []


def test_a_file_that_comes_back_is_noticed_without_a_click(
    qtbot: QtBot, panel: MediaPanel, project: Project, studio: Studio, tmp_path: Path
) -> None:
    path = film(tmp_path)
    import_all(qtbot, panel.presenter, path)
    media_id = project.media_list()[0].id
    path.rename(tmp_path / "away.mp4")
    panel.presenter.look_again()
    qtbot.waitUntil(lambda: panel.presenter.state.missing == (media_id,))
    solved: list[str] = []
    returned: list[frozenset[str]] = []
    studio.session.problem_solved.connect(solved.append)
    studio.session.links_answered.connect(returned.append)
    reported: list[Problem] = []
    studio.session.problem.connect(reported.append)
    studio.session.report("canvas", MediaMissingError("It is gone.", "", media_id))
    (tmp_path / "away.mp4").rename(path)
    assert panel.presenter._patrol.isActive()
    panel.presenter._patrol.timeout.emit()
    qtbot.waitUntil(lambda: panel.presenter.state.missing == ())
    assert returned == [frozenset({media_id})]
    assert solved == [reported[0].topic] != [""], "what banners said of it is taken back"
    assert panel.banner is None
    qtbot.waitUntil(lambda: not panel.presenter._patrol.isActive())


def test_embedding_takes_in_what_was_linked(qtbot: QtBot, panel: MediaPanel, project: Project, tmp_path: Path) -> None:
    import_all(qtbot, panel.presenter, film(tmp_path))
    panel.presenter.embed()
    qtbot.waitUntil(lambda: project.media_list()[0].link is None)
    assert project.files.read(project.media_list()[0]) == (tmp_path / "waves.mp4").read_bytes()


def test_rename_and_remove_are_one_undo_step_each(
    qtbot: QtBot, panel: MediaPanel, project: Project, studio: Studio, tmp_path: Path
) -> None:
    import_all(qtbot, panel.presenter, picture(tmp_path))
    media_id = project.media_list()[0].id
    panel.presenter.select(media_id)
    panel._rename()
    dialog = panel.findChild(QInputDialog, "media.rename")
    assert dialog is not None
    dialog.setTextValue("tiger")
    dialog.accept()
    assert project.media_list()[0].name == "tiger"
    assert project.nodes()[0].name == "tiger"
    panel.presenter.remove((media_id,))
    assert project.media_list() == []
    assert project.nodes() == []
    assert studio.session.media_id is None
    studio.session.undo()
    assert [media.name for media in project.media_list()] == ["tiger"]
    assert [step.name for step in project.undo_list()] == ["Rename media", "Import media"]


def test_what_the_history_needs_is_not_removed(
    panel: MediaPanel, project: Project, problems: list[Problem], tmp_path: Path
) -> None:
    root = add_picture(project, tmp_path, "root", prompt="a cube")
    add_picture(project, tmp_path, "child", parent=root, prompt="make it blue")
    node = project.node(root)
    assert node is not None
    panel.presenter._reread()
    panel.presenter.remove((node.media_id,))
    assert project.media(node.media_id) is not None
    assert isinstance(problems[0].error, LanceStudioError)


def test_the_menu_offers_what_suits_the_medium(
    qtbot: QtBot, panel: MediaPanel, project: Project, studio: Studio, tmp_path: Path
) -> None:
    import_all(qtbot, panel.presenter, picture(tmp_path), film(tmp_path))
    by_kind = {entry.kind: entry for entry in panel.presenter.state.entries}
    asked: list[tuple[str, str]] = []
    studio.session.prompt_requested.connect(lambda request: asked.append((request.mode, request.node_id)))
    menu = panel.menu_for(by_kind["picture"].media_id)
    names = [action.objectName().removeprefix("media.menu.") for action in menu.actions() if action.objectName()]
    assert names == ["open", "animate", "ask", "append", "history", "rename", "remove"]
    for name in ("animate", "ask"):
        action = menu.findChild(QAction, f"media.menu.{name}")
        assert action is not None
        action.trigger()
    assert asked == [("animate", by_kind["picture"].node_id), ("ask", by_kind["picture"].node_id)]
    assert panel.menu_for(by_kind["video"].media_id).findChild(QAction, "media.menu.animate") is None


def test_a_picture_can_be_pasted(qtbot: QtBot, panel: MediaPanel, project: Project) -> None:
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    image.fill(0)
    QGuiApplication.clipboard().setImage(image)
    panel._paste()
    qtbot.waitUntil(lambda: len(project.media_list()) == 1)
    assert (project.media_list()[0].width, project.media_list()[0].name) == (20, "Pasted picture.png")
    QGuiApplication.clipboard().clear()


def test_each_card_has_a_place_of_its_own(qtbot: QtBot, panel: MediaPanel, project: Project, tmp_path: Path) -> None:
    places: set[tuple[int, int]] = set()
    for number in range(1, 4):
        add_picture(project, tmp_path, f"picture {number}", colour=(number, 0, 0))
        qtbot.waitUntil(lambda number=number: len(panel.grid.cards()) == number)
        corners = [card.geometry().topLeft() for card in panel.grid.cards().values()]
        places = {(corner.x(), corner.y()) for corner in corners}
        assert len(places) == number
    # Beside the scroll bar there is still room for two.
    assert len({x for x, _y in places}) == 2


def add_many(project: Project, count: int) -> None:
    """Add nodes whose content differs, in one step; the newest comes first in the bin."""
    commands = []
    for number in range(count):
        blob = project.files.add_bytes(b"P6 1 1 255 " + bytes((number % 256, number // 256, 0)))
        media = Media(
            id=f"{number:032x}", digest=blob.digest, kind="picture", name=f"picture {number}", size=blob.size, width=1,
            height=1, created=f"2026-01-01T00:00:00.{number:03}+00:00",
        )  # fmt: skip
        node = Node(id=f"{number + 1000:032x}", media_id=media.id, kind="picture", name=media.name)
        commands.append(AddNode(node, media=media))
    project.run(Together("Add", tuple(commands)))


def test_of_300_media_only_those_in_sight_have_cards_and_are_read(
    qtbot: QtBot, panel: MediaPanel, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(panel._images, "image", lambda media_id, _height: asked.append(media_id))
    add_many(project, 300)
    qtbot.waitUntil(lambda: len(panel.presenter.state.entries) == 300 and bool(panel.grid.cards()))
    names = [entry.media_id for entry in panel.presenter.state.entries]
    cards = panel.grid.cards()
    assert 0 < len(cards) < 40
    assert list(cards) == names[: len(cards)], "the first ones, in order"
    assert sorted(asked) == sorted(cards)
    # The place for all of them is there, and what is scrolled to is made then.
    bar = panel.grid.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 10_000)
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: panel.grid.card(names[-1]) is not None)
    last = panel.grid.card(names[-1])
    assert last is not None
    assert not last.visibleRegion().isEmpty()
    assert panel.grid.card(names[0]) is None
    assert len(panel.grid.cards()) < 40
    assert len(asked) < 80


def test_a_card_keeps_the_focus_and_tab_goes_on_to_the_next(qtbot: QtBot, panel: MediaPanel, project: Project) -> None:
    add_many(project, 100)
    qtbot.waitUntil(lambda: bool(panel.grid.cards()))
    names = [entry.media_id for entry in panel.presenter.state.entries]
    panel.activateWindow()
    first = panel.grid.card(names[0])
    assert first is not None
    first.setFocus()
    card = first
    for number in range(1, 31):
        QTest.keyClick(QGuiApplication.focusWindow() or panel.window().windowHandle(), Qt.Key.Key_Tab)
        following = panel.grid.card(names[number])
        assert following is not None
        assert following.hasFocus(), number
        card = following
    assert not card.visibleRegion().isEmpty()
    # Scrolled far out of sight, it is still where the keyboard is.
    panel.grid.verticalScrollBar().setValue(0)
    assert panel.grid.card(names[30]) is card
    assert card.hasFocus()


def test_a_new_medium_leaves_the_other_cards_as_they_are(qtbot: QtBot, panel: MediaPanel, project: Project) -> None:
    add_many(project, 10)
    qtbot.waitUntil(lambda: len(panel.grid.cards()) == 10)
    before = panel.grid.cards()
    project.run(RenameMedia(next(iter(before)), "another name"))
    qtbot.waitUntil(lambda: panel.presenter.state.entries[0].name == "another name")
    after = panel.grid.cards()
    assert [key for key in after if after[key] is not before[key]] == [next(iter(before))]


def test_what_is_known_of_the_media_is_what_would_be_read_anew(project: Project, tmp_path: Path) -> None:
    entries = Entries()
    node = add_picture(project, tmp_path, "first")
    known = entries.of(project)
    add_picture(project, tmp_path, "a red cube", prompt="a red cube", colour=(1, 2, 3))
    assert entries.of(project) == Entries().of(project)
    assert entries.of(project)[-1] is known[0], "only the new one is made"
    media = project.media_list()[0]
    second = Node(id="second", media_id=media.id, kind="picture", name="second")
    for command in (
        AddNode(second),
        RenameMedia(media.id, "another name"),
        RenameNode(node, "another node"),
        RemoveNode(node),
        RemoveNode("second"),
    ):
        project.run(command)
        assert entries.of(project) == Entries().of(project)
    while project.undo() is not None:
        assert entries.of(project) == Entries().of(project)


def test_an_empty_bin_teaches(panel: MediaPanel) -> None:
    assert child(panel, "empty-state").isVisible()
    QTest.mouseClick(child(panel, "empty-state.button"), LEFT)
    dialog = panel.findChild(QFileDialog, "media.import-dialog")
    assert dialog is not None
    dialog.done(0)


@pytest.mark.parametrize(
    ("duration", "words"),
    [(None, ""), (Fraction(5, 2), "2.5 s"), (Fraction(65), "01:05"), (Fraction(3599, 1), "59:59")],
)
def test_lengths_in_words(duration: Fraction | None, words: str) -> None:
    assert length_words(duration) == words
