"""The window while another program moves, replaces, deletes or copies the file of the open project."""

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from lance_studio.errors import LanceStudioError, ProjectDisplacedError, ProjectError
from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.project import Project
from lance_studio.ui.main_window import MainWindow
from lance_studio.ui.studio import Studio
from lance_studio.ui.widgets.banner import Banner
from tests.unit.project.samples import names
from tests.unit.ui.sample_panels import PANELS


@pytest.fixture
def window(studio: Studio, qtbot: QtBot) -> MainWindow:
    made = MainWindow(studio, PANELS)
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def path(window: MainWindow, studio: Studio, tmp_path: Path) -> Path:
    """The file of the open project, in a folder of its own."""
    folder = tmp_path / "films"
    folder.mkdir()
    studio.session.create(folder / "film.lstudio")
    studio.session.run(SetSetting("mine", "value"))
    return folder / "film.lstudio"


@pytest.fixture
def other(tmp_path: Path) -> Path:
    with Project.create(tmp_path / "other.lstudio") as project:
        project.run(SetSetting("theirs", "value"))
    return tmp_path / "other.lstudio"


def opened(studio: Studio) -> Project:
    project = studio.session.project
    assert project is not None
    return project


def shown(window: MainWindow) -> Banner:
    banner = window.panel("canvas").banner
    assert banner is not None
    return banner


def click(banner: Banner, which: str) -> None:
    button = banner.findChild(QPushButton, f"banner.{which}")
    assert button is not None
    button.click()


def keys(path: Path) -> set[str]:
    with Project.open(path) as project:
        assert project.verify() == ()
        return set(project.settings())


def wait_for_project(studio: Studio, path: Path, qtbot: QtBot) -> None:
    """Wait until the window has gone on in another file."""
    qtbot.waitUntil(lambda: opened(studio).path == path)


def lose(path: Path, studio: Studio, qtbot: QtBot, other: Path | None = None) -> None:
    """Replace or delete the file, and wait until the window has noticed it by itself."""
    with qtbot.waitSignal(studio.session.project_displaced):
        if other is None:
            path.unlink()
        else:
            other.replace(path)


def test_a_replaced_file_is_told_and_saved_elsewhere(
    window: MainWindow, studio: Studio, path: Path, other: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    lose(path, studio, qtbot, other)
    copy = path.with_name("film (recovered).lstudio")
    assert opened(studio).path == copy
    assert window.windowTitle().startswith("film (recovered)")
    assert studio.settings.recent()[0] == copy
    assert "'film.lstudio' was replaced" in shown(window).cause
    assert "Your version was kept in 'film (recovered).lstudio' beside it." in shown(window).cause
    with pytest.raises(ProjectDisplacedError):
        studio.session.run(SetSetting("lost", "value"))

    click(shown(window), "action")
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    assert window.panel("canvas").banner is None
    assert dialog.directory().absolutePath() == str(path.parent)
    assert dialog.selectedFiles() == [str(path.with_name("film (my version).lstudio"))]
    dialog.reject()
    assert "was replaced" in shown(window).cause  # whoever changes their mind still has to choose
    click(shown(window), "action")
    window.findChildren(QFileDialog)[-1].fileSelected.emit(str(tmp_path / "saved.lstudio"))
    wait_for_project(studio, tmp_path / "saved.lstudio", qtbot)
    studio.session.run(SetSetting("goes on", "value"))
    studio.session.close()
    assert names(path.parent) == ["film.lstudio"]
    assert keys(path) == {"theirs"}
    assert keys(tmp_path / "saved.lstudio") == {"mine", "goes on"}


def test_the_other_version_can_be_opened(
    window: MainWindow, studio: Studio, path: Path, other: Path, qtbot: QtBot
) -> None:
    lose(path, studio, qtbot, other)
    click(shown(window), "second")
    assert opened(studio).path == path
    assert set(opened(studio).settings()) == {"theirs"}
    studio.session.run(SetSetting("goes on", "value"))
    studio.session.close()
    assert names(path.parent) == ["film (recovered).lstudio", "film.lstudio"]
    assert keys(path) == {"theirs", "goes on"}
    assert keys(path.with_name("film (recovered).lstudio")) == {"mine"}


def test_a_file_that_is_overwritten_in_place_is_told_and_left_as_it_is(
    window: MainWindow, studio: Studio, path: Path, other: Path, qtbot: QtBot
) -> None:
    theirs = other.read_bytes()
    with qtbot.waitSignal(studio.session.project_displaced):
        path.write_bytes(theirs)
    assert "'film.lstudio' was overwritten" in shown(window).cause
    assert "without its steps to undo" in shown(window).cause
    assert studio.session.project is not None
    assert set(studio.session.project.settings()) == {"mine"}
    click(shown(window), "second")
    assert opened(studio).path == path
    assert set(opened(studio).settings()) == {"theirs"}
    studio.session.close()
    assert names(path.parent) == ["film (recovered).lstudio", "film.lstudio"]
    assert keys(path.with_name("film (recovered).lstudio")) == {"mine"}


def test_a_deleted_file_is_restored_under_its_name(
    window: MainWindow, studio: Studio, path: Path, qtbot: QtBot
) -> None:
    lose(path, studio, qtbot)
    assert "was deleted" in shown(window).cause
    click(shown(window), "second")
    wait_for_project(studio, path, qtbot)
    studio.session.run(SetSetting("goes on", "value"))
    studio.session.close()
    assert names(path.parent) == ["film.lstudio"]
    assert keys(path) == {"mine", "goes on"}


def test_a_change_that_notices_it_first_tells_as_well(
    window: MainWindow, studio: Studio, path: Path, other: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(studio.session.project_displaced):
        other.replace(path)
        with pytest.raises(ProjectDisplacedError):
            studio.session.run(SetSetting("lost", "value"))
    assert shown(window).findChild(QPushButton, "banner.second") is not None


def test_a_window_that_closes_says_it_first(window: MainWindow, studio: Studio, path: Path, other: Path) -> None:
    other.replace(path)
    assert not window.close()
    assert "was replaced" in shown(window).cause
    assert window.close()
    assert keys(path) == {"theirs"}
    assert keys(path.with_name("film (recovered).lstudio")) == {"mine"}


def test_a_project_that_cannot_be_kept_stays_open(
    window: MainWindow, studio: Studio, path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise ProjectError("There is no space left.")

    with monkeypatch.context() as patched:
        patched.setattr("lance_studio.project.rescue.write_copy", refuse)
        lose(path, studio, qtbot)
        assert "could not be kept" in shown(window).cause
    assert set(opened(studio).settings()) == {"mine"}
    with pytest.raises(ProjectDisplacedError, match="recovered"):
        studio.session.run(SetSetting("lost", "value"))
    studio.session.close()
    assert keys(path.with_name("film (recovered).lstudio")) == {"mine"}


@pytest.mark.parametrize("new", ["films/renamed.lstudio", "elsewhere/film.lstudio"])
def test_a_moved_file_is_followed(
    window: MainWindow, studio: Studio, path: Path, tmp_path: Path, qtbot: QtBot, new: str
) -> None:
    target = tmp_path / new
    target.parent.mkdir(exist_ok=True)
    with qtbot.waitSignal(studio.session.project_moved):
        path.rename(target)
    assert opened(studio).path == target
    assert window.windowTitle().startswith(target.stem)
    assert window.panel("canvas").banner is None
    assert studio.settings.recent() == [target]
    studio.session.run(SetSetting("goes on", "value"))
    # It is watched at its new place.
    lose(target, studio, qtbot)
    studio.session.close()
    assert keys(target.with_name(f"{target.stem} (recovered).lstudio")) == {"mine", "goes on"}


def test_after_a_quiet_time_a_plain_copy_is_complete(studio: Studio, path: Path, tmp_path: Path, qtbot: QtBot) -> None:
    copy = tmp_path / "copy.lstudio"
    wal = path.with_name("film.lstudio-wal")
    assert wal.stat().st_size > 0
    qtbot.waitUntil(lambda: wal.stat().st_size == 0, timeout=20_000)
    subprocess.run(["cp", path, copy], check=True)
    assert keys(copy) == {"mine"}
    studio.session.run(SetSetting("goes on", "value"))


def test_a_reader_is_told_that_its_file_is_gone(
    window: MainWindow, studio: Studio, path: Path, other: Path, qtbot: QtBot
) -> None:
    studio.session.close()
    window.files.open(path, read_only=True)
    lose(path, studio, qtbot, other)
    assert "was replaced" in shown(window).cause
    assert set(opened(studio).settings()) == {"mine"}
    assert names(path.parent) == ["film.lstudio"]


HOLDING = (
    "import sys; from lance_studio.project.project import Project; p = Project.open(sys.argv[1]); print(); input(); "
    "from lance_studio.project.commands.settings import SetSetting; p.run(SetSetting('later', 'value')); p.close()"
)


def test_save_as_over_a_project_that_is_open_elsewhere_changes_nothing(
    window: MainWindow, studio: Studio, other: Path, qtbot: QtBot
) -> None:
    window.files.new()
    draft = opened(studio).path
    studio.session.run(SetSetting("mine", "value"))
    command = [sys.executable, "-c", HOLDING, str(other)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with qtbot.waitSignal(studio.session.problem):
            window.files.save_as(other)
        assert "another window" in shown(window).cause
        assert opened(studio).path == draft
        studio.session.run(SetSetting("goes on", "value"))
        holder.communicate(b"\n")
    assert holder.returncode == 0
    studio.session.close()
    assert keys(other) == {"theirs", "later"}
    assert keys(draft) == {"mine", "goes on"}


def test_what_was_set_aside_is_told(window: MainWindow, other: Path, tmp_path: Path) -> None:
    with Project.create(tmp_path / "restored.lstudio"):
        pass
    kill_with_changes(other)
    (tmp_path / "restored.lstudio").replace(other)
    window.files.open(other)
    assert "other.lstudio-wal.aside" in shown(window).cause


def kill_with_changes(path: Path) -> None:
    """Let another process make a change of a project and kill it."""
    code = HOLDING.replace("input(); ", "").replace("p.close()", "print('set', flush=True); input()")
    command = [sys.executable, "-c", code, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as killed:
        assert killed.stdout is not None
        while killed.stdout.readline().strip() != b"set":
            pass
        killed.kill()
    assert path.with_name(f"{path.name}-wal").stat().st_size > 0


def test_save_as_over_a_project_whose_window_was_killed(
    window: MainWindow, studio: Studio, other: Path, qtbot: QtBot
) -> None:
    kill_with_changes(other)
    window.files.new()
    draft = opened(studio).path
    studio.session.run(SetSetting("mine", "value"))
    window.files.save_as(other)
    wait_for_project(studio, other, qtbot)
    assert not draft.exists()
    studio.session.close()
    assert keys(other) == {"mine"}
    assert names(other.parent) == ["other.lstudio"]


def test_a_copy_that_cannot_be_opened_leaves_the_draft(
    window: MainWindow, studio: Studio, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_project: Project) -> None:
        raise LanceStudioError("It cannot be read.")

    window.files.new()
    draft = opened(studio).path
    with monkeypatch.context() as patched:
        patched.setattr(Project, "require_readable", refuse)
        with qtbot.waitSignal(studio.session.problem):
            window.files.save_as(tmp_path / "saved.lstudio")
    assert shown(window).cause == "It cannot be read."
    assert opened(studio).path == draft
    studio.session.run(SetSetting("goes on", "value"))
    studio.session.close()
    assert keys(draft) == {"goes on"}
    assert names(tmp_path) == ["saved.lstudio"]
