"""The welcome page begins projects."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from lance_studio.catalog.profile import OFFICIAL, read_profile
from lance_studio.project.project import Project
from lance_studio.timeline.document import from_json
from lance_studio.timeline.queries import clips, duration
from lance_studio.ui.closing import Closing
from lance_studio.ui.drafts import is_draft
from lance_studio.ui.files import FileActions
from lance_studio.ui.session import Problem, PromptRequest
from lance_studio.ui.studio import Studio
from lance_studio.ui.welcome.presenter import WelcomePresenter
from lance_studio.ui.welcome.view import WelcomePanel
from lance_studio.ui.widgets import PanelFrame
from tests.unit.ui.fake_generation import FakeGeneration, studio_with

NANO = Path(__file__).parents[4] / "models" / "nano"
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def work() -> FakeGeneration:
    fake = FakeGeneration()
    fake.profile = read_profile(NANO)
    return fake


@pytest.fixture
def studio(work: FakeGeneration) -> Studio:
    return studio_with(work)


@pytest.fixture
def pages(qtbot: QtBot, studio: Studio) -> QStackedWidget:
    made = QStackedWidget()
    qtbot.addWidget(made)
    made.resize(856, 600)
    FileActions(studio, made, Closing(made))
    made.addWidget(PanelFrame("canvas"))
    made.addWidget(WelcomePanel(studio))
    made.show()
    return made


@pytest.fixture
def panel(pages: QStackedWidget) -> WelcomePanel:
    found = pages.widget(1)
    assert isinstance(found, WelcomePanel)
    return found


def click(parent: QWidget, name: str) -> None:
    found = parent.findChild(QWidget, name)
    assert found is not None, name
    QTest.mouseClick(found, LEFT)


def test_it_is_in_sight_while_no_project_is_open(
    pages: QStackedWidget, panel: WelcomePanel, studio: Studio, tmp_path: Path
) -> None:
    assert pages.currentWidget() is panel
    studio.session.create(tmp_path / "a.lstudio")
    assert pages.currentWidget() is pages.widget(0)
    studio.session.close()
    assert pages.currentWidget() is panel


def test_new_picture_begins_a_draft_and_goes_to_the_instruction(panel: WelcomePanel, studio: Studio) -> None:
    asked: list[PromptRequest] = []
    studio.session.prompt_requested.connect(asked.append)
    click(panel, "welcome.new")
    assert studio.session.project is not None
    assert is_draft(studio.session.project.path)
    assert [request.mode for request in asked] == ["generate"]


def test_a_video_begins_a_draft_and_is_handed_to_who_imports(
    panel: WelcomePanel, studio: Studio, tmp_path: Path
) -> None:
    dropped: list[tuple[Path, ...]] = []
    studio.session.files_dropped.connect(dropped.append)
    panel.presenter.open_files(())
    assert studio.session.project is None
    panel.presenter.open_files((tmp_path / "a.mp4",))
    assert dropped == [(tmp_path / "a.mp4",)]
    assert studio.session.project is not None


def test_the_sample_project_has_a_picture_a_clip_and_a_timeline(
    qtbot: QtBot, panel: WelcomePanel, studio: Studio
) -> None:
    click(panel, "welcome.sample")
    qtbot.waitUntil(lambda: studio.session.timeline_id is not None, timeout=20_000)
    project = studio.session.project
    assert project is not None
    assert [media.kind for media in project.media_list()] == ["picture", "video"]
    assert all(media.link is None for media in project.media_list())
    (row,) = project.timelines()
    timeline = from_json(row.document)
    assert [place.clip.name for place in clips(timeline)] == ["Fish at sea", "Car in a meadow"], "what Nano can change"
    assert {(media.width, media.height) for media in project.media_list()} == {(128, 128)}
    assert duration(timeline) > 1
    assert studio.session.node_id == project.nodes()[0].id
    assert [step.name for step in project.undo_list()] == ["Add samples"]
    assert project.verify() == ()


def test_a_model_that_knows_photographs_gets_a_sample_like_one(
    qtbot: QtBot, panel: WelcomePanel, studio: Studio, work: FakeGeneration
) -> None:
    work.profile = OFFICIAL
    click(panel, "welcome.sample")
    qtbot.waitUntil(lambda: studio.session.timeline_id is not None, timeout=20_000)
    assert studio.session.project is not None
    assert [media.name for media in studio.session.project.media_list()] == ["Harbour at sunset", "Drifting boat"]


def test_an_example_of_the_active_model_begins_a_new_picture(qtbot: QtBot, panel: WelcomePanel, studio: Studio) -> None:
    asked: list[PromptRequest] = []
    studio.session.prompt_requested.connect(asked.append)
    first = studio.work.profile.examples("text_to_image")[0]
    qtbot.waitUntil(lambda: panel.presenter.state.example == first)
    click(panel, "welcome.example")
    assert asked == [PromptRequest("generate", first)]


def test_the_model_is_looked_for_once_the_page_has_been_painted(
    qtbot: QtBot, studio: Studio, work: FakeGeneration, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    profile = work.profile
    monkeypatch.setattr(FakeGeneration, "profile", property(lambda _self: (looked.append("looked"), profile)[1]), False)
    del work.__dict__["profile"]
    presenter = WelcomePresenter(studio)
    QCoreApplication.processEvents()
    assert looked == []
    for _ in range(2):
        presenter.note_painted()
        QCoreApplication.processEvents()
    assert looked == ["looked"]
    assert presenter.state.example == profile.examples("text_to_image")[0]


def test_projects_that_were_open_are_listed_and_open_with_a_click(
    panel: WelcomePanel, studio: Studio, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        Project.create(tmp_path / f"{name}.lstudio").close()
        studio.settings.add_recent(tmp_path / f"{name}.lstudio")
    assert [recent.name for recent in panel.presenter.state.recent] == ["two", "one"]
    click(panel, "welcome.recent.1")
    assert studio.session.project is not None
    assert studio.session.project.path == tmp_path / "one.lstudio"


def test_a_damaged_project_is_told_and_the_page_stays(
    pages: QStackedWidget, panel: WelcomePanel, studio: Studio, tmp_path: Path
) -> None:
    (tmp_path / "broken.lstudio").write_bytes(b"nothing of a project")
    studio.settings.add_recent(tmp_path / "broken.lstudio")
    problems: list[Problem] = []
    studio.session.problem.connect(problems.append)
    click(panel, "welcome.recent.0")
    assert [problem.panel_id for problem in problems] == ["welcome"]
    assert pages.currentWidget() is panel
