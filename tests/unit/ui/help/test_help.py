"""The windows of the help menu show what is there, and examples go into the prompt."""

from importlib import metadata
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from lance_studio import paths
from lance_studio.catalog.profile import OFFICIAL, ModelProfile, read_profile
from lance_studio.ui.help.abilities import Example, request_for, sections
from lance_studio.ui.help.licences import find_licences
from lance_studio.ui.help.report import as_text, collect, short
from lance_studio.ui.help.view import install
from lance_studio.ui.help.windows import AbilitiesWindow, LicencesWindow, VersionWindow
from lance_studio.ui.session import EngineState, PromptRequest
from lance_studio.ui.studio import Studio
from tests.unit.ui.fake_generation import FakeGeneration, studio_with

NANO = Path(__file__).parents[4] / "models" / "nano"


@pytest.fixture
def nano() -> ModelProfile:
    return read_profile(NANO)


@pytest.fixture
def studio() -> Studio:
    return studio_with(FakeGeneration())


@pytest.fixture
def window(studio: Studio, qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    install(studio, made)
    return made


def test_what_nano_can_do_is_what_its_profile_says(nano: ModelProfile) -> None:
    found = {section.title: section for section in sections(nano)}
    assert found["Knows"].lines == nano.knows
    words = "\n".join(found["Words"].lines)
    assert nano.vocabulary is not None
    for group in ("kinds", "colours", "scenes"):
        for word in nano.vocabulary.words[group]:
            assert word in words
    assert f"counts up to {nano.vocabulary.greatest_count} things" in words
    limits = "\n".join(found["Limits"].lines)
    assert "128 × 128, 16 steps" in limits
    assert f"at most {nano.clips.longest_frames}" in limits
    prompts = [example.prompt for section in found.values() for example in section.examples]
    assert sorted(prompts) == sorted(prompt for each in nano.example_prompts.values() for prompt in each)


def test_a_model_that_says_little_has_no_empty_sections() -> None:
    found = sections(OFFICIAL)
    assert [section.title for section in found] == ["About", "Limits"]
    assert "It takes any words, and photographs too." in found[0].lines
    assert "It was not trained for" in found[1].lines[-1]


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        ("text_to_image", PromptRequest("generate", "p", output="picture")),
        ("text_to_video", PromptRequest("generate", "p", output="clip")),
        ("image_edit", PromptRequest("edit", "p", node_id="n")),
        ("video_edit", PromptRequest("edit", "p", node_id="n")),
        ("image_to_video", PromptRequest("animate", "p", node_id="n")),
        ("continuation", PromptRequest("extend", "p", node_id="n")),
        ("ask_video", PromptRequest("ask", "p", node_id="n")),
    ],
)
def test_an_example_goes_where_its_task_is_done(task: str, expected: PromptRequest) -> None:
    assert request_for(Example(task, "T", "p"), "n") == expected


def test_the_menu_names_the_model_and_the_window_lists_its_examples(
    studio: Studio, window: QWidget, nano: ModelProfile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studio.work, "profile", nano)
    studio.session.set_engine(EngineState("Nano"))
    assert studio.actions.action("help.abilities").text() == "What Nano can do"
    assert studio.actions.trigger("help.abilities")
    opened = window.findChild(AbilitiesWindow)
    assert opened is not None
    assert opened.windowTitle() == "What Nano can do"
    tried: list[Example] = []
    opened.tried.connect(tried.append)
    [first, *_] = opened.findChildren(QPushButton, "abilities.image_edit")
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Space)
    assert [one.prompt for one in tried] == [nano.examples("image_edit")[0]]
    studio.actions.trigger("help.abilities")
    assert len(window.findChildren(AbilitiesWindow)) == 1
    QTest.keyClick(opened, Qt.Key.Key_Escape)
    assert not opened.isVisible()


def test_every_package_of_the_environment_has_its_licence() -> None:
    found = find_licences()
    kinds = {one.kind for one in found}
    assert kinds == {"studio", "model", "font", "icons", "package"}
    named = {one.name.casefold() for one in found}
    installed = {distribution.metadata["Name"].casefold() for distribution in metadata.distributions()}
    assert installed - {"lance-studio", "lance_studio"} <= named
    by_name = {one.name: one for one in found}
    assert "Apache License" in by_name["Lance Studio"].text
    assert "SIL OPEN FONT LICENSE" in by_name["Inter"].text.upper()
    assert by_name["Nano"].licence == "Apache-2.0"
    assert all(one.licence for one in found)
    assert sum(bool(one.text) for one in found) > len(found) * 0.8


def test_licences_are_searched_and_read(studio: Studio, window: QWidget, qtbot: QtBot) -> None:
    studio.actions.trigger("help.licences")
    opened = window.findChild(LicencesWindow)
    assert opened is not None
    qtbot.waitUntil(lambda: opened.list.count() > 5, timeout=20_000)
    QTest.keyClicks(opened.search, "jetbrains")
    assert opened.list.count() == 1
    assert "SIL OPEN FONT LICENSE" in opened.text.toPlainText().upper()
    opened.search.setText("no such thing")
    assert opened.list.count() == 0
    opened.close()


def test_the_report_has_versions_and_folders_and_not_the_users_name(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = dict(collect("CPU", "Nano"))
    assert facts["torch"] == metadata.version("torch")
    assert facts["PyAV"] == metadata.version("av")
    assert facts["Python"].count(".") == 2
    assert (facts["Model"], facts["Device"]) == ("Nano", "CPU")
    assert facts["Log"].endswith("lance-studio.log")
    monkeypatch.setenv("HOME", str(paths.data_dir().parent))
    assert short(paths.data_dir()) == "~/data"
    assert as_text((("A", "b"), ("C", "d"))) == "A: b\nC: d"


def test_version_and_log_are_copied(studio: Studio, window: QWidget, qtbot: QtBot) -> None:
    logs: list[str] = []
    studio.actions.register("help.copy_log", lambda: logs.append("copy"))
    studio.actions.register("help.open_log_folder", lambda: logs.append("open"))
    studio.actions.trigger("help.about")
    opened = window.findChild(VersionWindow)
    assert opened is not None
    copy = opened.findChild(QPushButton, "version.copy")
    assert copy is not None
    qtbot.waitUntil(copy.isEnabled)
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert "Lance Studio: " in QGuiApplication.clipboard().text()
    said = opened.findChild(QLabel, "version.said")
    assert said is not None
    assert said.text().startswith("Copied")
    for name in ("version.copy-log", "version.open-log"):
        button = opened.findChild(QPushButton, name)
        assert button is not None
        button.click()
    assert logs == ["copy", "open"]
    opened.close()
