"""Pictures of media for panels: those that are asked for while a project opens come, whoever hears of it first."""

from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from lance_studio.project.project import Project
from lance_studio.ui.media.view import MediaPanel
from lance_studio.ui.studio import Studio
from lance_studio.ui.thumbnails import MediaImages
from tests.unit.ui.fake_generation import add_picture

RED, BLUE = (200, 40, 40), (30, 60, 220)


@pytest.fixture
def paths(tmp_path: Path) -> list[Path]:
    """Two projects with a picture each."""
    made = [tmp_path / "red.lstudio", tmp_path / "blue.lstudio"]
    for path, colour in zip(made, (RED, BLUE), strict=True):
        with Project.create(path) as project:
            add_picture(project, tmp_path, path.stem, colour=colour)
    return made


@pytest.mark.parametrize("first", ["asks", "keeps"])
def test_what_is_asked_for_while_a_project_opens_arrives(
    studio: Studio, paths: list[Path], qtbot: QtBot, first: str
) -> None:
    session = studio.session
    made: list[MediaImages] = []
    arrived: list[tuple[int, int, int]] = []

    def ask() -> None:
        if session.project is not None:
            for media in session.project.media_list():
                made[0].image(media.id, 32)

    def take(media_id: str) -> None:
        image = made[0].image(media_id, 32)
        assert image is not None
        arrived.append(image.pixelColor(5, 5).getRgb()[:3])  # type: ignore[arg-type]

    if first == "asks":
        session.project_replaced.connect(ask)
    made.append(MediaImages(session))
    made[0].ready.connect(take)
    if first == "keeps":
        session.project_replaced.connect(ask)
    for number, path in enumerate(paths, start=1):
        session.open(path)
        qtbot.waitUntil(lambda number=number: len(arrived) == number)
    assert arrived == [RED, BLUE]


def test_what_was_under_way_arrives_in_a_copy_in_which_nobody_asks_for_it_again(
    studio: Studio, paths: list[Path], tmp_path: Path, qtbot: QtBot
) -> None:
    session = studio.session
    project = session.open(paths[0])
    images = MediaImages(session)
    [media] = project.media_list()
    assert images.image(media.id, 32) is None
    with qtbot.waitSignal(images.ready) as arrived:
        session.take_over(project.save_to(tmp_path / "copy.lstudio"))
    assert arrived.args == [media.id]
    # Another project's pictures are not looked for.
    images.forget()
    images.image(media.id, 16)
    session.open(paths[1])
    assert images._asked == set()


def test_the_bin_shows_pictures_of_a_project_that_was_opened(studio: Studio, paths: list[Path], qtbot: QtBot) -> None:
    panel = MediaPanel(studio)
    qtbot.addWidget(panel)
    panel.resize(264, 400)
    panel.show()
    for path, colour in zip(paths, (RED, BLUE), strict=True):
        studio.session.open(path)

        def shown(colour: tuple[int, int, int] = colour) -> bool:
            image = panel.grab().toImage()
            spots = [image.pixelColor(x, y) for x in range(0, 264, 8) for y in range(0, 400, 8)]
            return spots.count(QColor(*colour)) > 20

        qtbot.waitUntil(shown)
