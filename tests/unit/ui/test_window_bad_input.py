"""Bad input from the window's point of view: a banner with cause and remedy, nothing lost, the window stays usable.

The window is the real one with all its panels; only the engine is a fake. An exception that nobody catches fails a test
(pytest-qt), as do a warning of Qt and a line in the log.
"""

import contextlib
import os
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from lance_studio.app import PANELS
from lance_studio.catalog.active import active_model
from lance_studio.media.images import write_png
from lance_studio.project.commands.chat import AddMessage
from lance_studio.project.commands.jobs import QueueJob
from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.commands.timelines import AddTimeline
from lance_studio.project.migrations import MIGRATIONS
from lance_studio.project.project import Project
from lance_studio.project.rows import CURRENT_NODE, CURRENT_TIMELINE, ChatMessage, Job, TimelineRow, new_id
from lance_studio.requests import TextToImage
from lance_studio.requests.checks import MAX_PROMPT_CHARACTERS
from lance_studio.timeline.document import to_json
from lance_studio.timeline.model import new_timeline
from lance_studio.ui.export.view import install as install_export
from lance_studio.ui.leaving import LeavingDialog
from lance_studio.ui.main_window import MainWindow
from lance_studio.ui.settings import MODEL_FOLDER
from lance_studio.ui.studio import Studio
from lance_studio.ui.widgets.banner import Banner
from lance_studio.workflows.task import Task
from lance_studio.workflows.wishes import AskClip, AskPicture, GeneratePicture
from tests.unit.media.painted import painted_clip
from tests.unit.project.samples import names
from tests.unit.ui.fake_engine import FakeEngine
from tests.unit.ui.fake_generation import add_picture

Damage = Callable[[bytes], bytes]


@pytest.fixture
def window(studio: Studio, qtbot: QtBot) -> Iterator[MainWindow]:
    """The real window over a fake engine."""
    made = MainWindow(studio, PANELS)
    qtbot.addWidget(made)
    install_export(studio, made)
    made.show()
    yield made
    studio.session.close()


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a little of everything."""
    folder = tmp_path_factory.mktemp("sound")
    with Project.create(folder / "film.lstudio") as project:
        first = add_picture(project, folder, "harbour", prompt="a harbour")
        second = add_picture(project, folder, "night", parent=first, prompt="make it night")
        timeline = new_timeline("Main")
        project.run(AddTimeline(TimelineRow(id=timeline.id, name="Main", document=to_json(timeline))))
        request = Task(request=TextToImage(prompt="a boat"), size=(64, 64)).to_json()
        project.run(SetSetting("queue_paused", "1"))
        project.run(QueueJob(Job(id=new_id(), name="Boat", request=request)))
        project.run(AddMessage(ChatMessage(id=new_id(), role="user", mode="ask", text="What?", context="[]")))
        project.run(SetSetting(CURRENT_NODE, second, undoable=True))
        project.run(SetSetting(CURRENT_TIMELINE, timeline.id))
        project.undo()
    return folder / "film.lstudio"


@pytest.fixture
def opened(window: MainWindow, sound: Path, tmp_path: Path) -> Project:
    """A copy of the sound project, open in the window."""
    (tmp_path / "good").mkdir()
    shutil.copy2(sound, tmp_path / "good" / "film.lstudio")
    window.files.open(tmp_path / "good" / "film.lstudio")
    project = window.studio.session.project
    assert project is not None
    return project


def banners(window: MainWindow) -> list[Banner]:
    """The banners in sight."""
    QApplication.processEvents()
    return [one for one in window.findChildren(Banner) if one.isVisibleTo(window) and not one.visibleRegion().isEmpty()]


def banner(window: MainWindow, qtbot: QtBot) -> Banner:
    """The one banner, which must say what to do."""
    qtbot.waitUntil(lambda: len(banners(window)) == 1)
    [one] = banners(window)
    assert one.cause
    assert one.remedy
    return one


def clear(window: MainWindow) -> None:
    """Send all banners away."""
    for spec in PANELS:
        window.panel(spec.id).clear_banner()


def panel(window: MainWindow, name: str) -> Any:
    """The presenter of a panel, of which `PanelFrame` does not know."""
    return cast(Any, window.panel(name)).presenter


def settle(window: MainWindow) -> None:
    """Let what was begun beside the window come to its end."""
    for _ in range(20):
        QApplication.processEvents()
    assert window.isVisible()


def patched(data: bytes, place: int, new: bytes) -> bytes:
    return data[:place] + new + data[place + len(new) :]


def without(data: bytes, table: str) -> bytes:
    """Zeros in place of a table's first page, which SQLite only looks at when the table is read."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        with contextlib.closing(sqlite3.connect(file.name)) as connection:
            [page] = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
            [size] = connection.execute("PRAGMA page_size").fetchone()
    return patched(data, (page - 1) * size, bytes(size))


REFUSED: dict[str, tuple[Damage, str]] = {
    "another program's file": (lambda data: b"%PDF-1.7\n" + b"x" * 20_000, "not a Lance Studio project"),
    "empty": (lambda data: b"", "not a Lance Studio project"),
    "another database": (lambda data: patched(data, 68, b"\0\0\0\0"), "not a Lance Studio project"),
    "newer": (lambda data: patched(data, 60, (len(MIGRATIONS) + 7).to_bytes(4, "big")), "newer"),
    "cut in half": (lambda data: data[: len(data) // 2], "damaged"),
    "end missing": (lambda data: data[:-100], "damaged"),
    "head only": (lambda data: data[:100], "damaged"),
    "no nodes": (lambda data: without(data, "node"), "damaged"),
    "no steps": (lambda data: without(data, "step"), "damaged"),
    "no messages": (lambda data: without(data, "message"), "damaged"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_is_no_sound_project_is_refused(
    case: str, window: MainWindow, sound: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    studio = window.studio
    damage, words = REFUSED[case]
    bad = tmp_path / "bad" / "bad.lstudio"
    bad.parent.mkdir()
    content = damage(sound.read_bytes())
    # To look into tables, the file is made ready for writing, which counts in its head.
    head = 100 if case.startswith("no ") else 0

    def refused() -> None:
        bad.write_bytes(content)
        window.files.open(bad)
        assert words in banner(window, qtbot).cause
        assert names(bad.parent) == ["bad.lstudio"]
        assert bad.read_bytes()[head:] == content[head:]
        assert bad not in studio.settings.recent()

    refused()  # over the welcome page
    assert studio.session.project is None
    good = Path(shutil.copy2(sound, tmp_path / "good.lstudio"))
    window.files.open(good)
    clear(window)
    refused()  # over a project, which stays open and can be worked on
    project = studio.session.project
    assert project is not None
    assert project.path == good
    studio.actions.trigger("edit.redo")
    assert project.redo_list() == []


@pytest.mark.parametrize("part", range(3))
def test_a_changed_project_is_refused_or_shown_and_nothing_is_raised(
    part: int, window: MainWindow, sound: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    """Damage that SQLite does not see when it opens the file must be met before panels read the half of it."""
    shown = 0
    for seed in range(8 * part, 8 * part + 8):
        chance, data = random.Random(seed), bytearray(sound.read_bytes())
        for _ in range(chance.choice((1, 4, 30))):
            place = chance.randrange(100, len(data))
            data[place : place + chance.choice((1, 1, 50))] = chance.randbytes(1)
        bad = tmp_path / f"{seed}.lstudio"
        bad.write_bytes(data)
        clear(window)
        window.files.open(bad)
        settle(window)
        if window.studio.session.project is None:
            assert banner(window, qtbot).cause
            continue
        shown += 1
        for action in ("edit.undo", "edit.redo", "timeline.marker", "file.close"):
            window.studio.actions.trigger(action)
        for asked in window.findChildren(LeavingDialog):
            asked.accept()
        settle(window)
    assert shown < 8
    window.files.open(Path(shutil.copy2(sound, tmp_path / "good.lstudio")))
    assert window.studio.session.project is not None


@pytest.mark.parametrize(
    "column", ["edge.request", "job.request", "timeline.document", "message.context", "setting.value"]
)
def test_texts_inside_a_project_that_make_no_sense(
    column: str, window: MainWindow, sound: Path, tmp_path: Path
) -> None:
    table, _, name = column.partition(".")
    chat = panel(window, "chat")
    for text in ("", "no JSON", "{}", "[]", "null", '{"request": 3}', '[{"kind": 7}]', "[" * 5000):
        path = Path(shutil.copy2(sound, tmp_path / "odd.lstudio"))
        with contextlib.closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(f"UPDATE {table} SET {name} = ?", (text,))
        window.files.open(path)
        settle(window)
        project = window.studio.session.project
        assert project is not None
        for node in project.nodes():
            window.studio.session.select_node(node.id)
            settle(window)
        chat.set_mode("ask")
        window.studio.work.queue.resume()
        settle(window)
        if column == "job.request":
            [job] = project.jobs()
            assert job.state == "failed"
            assert "cannot be read" in job.cause
        window.studio.session.close()


def test_a_locked_project_can_be_opened_for_reading(
    window: MainWindow, sound: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    path = Path(shutil.copy2(sound, tmp_path / "film.lstudio"))
    with Project.open(path):
        window.files.open(path)
        said = banner(window, qtbot)
        assert "another window" in said.cause
        said.action_clicked.emit()
        project = window.studio.session.project
        assert project is not None
        assert project.read_only
        assert "(read only)" in window.windowTitle()
        read_through(window, qtbot, project)
        window.studio.session.close()


def test_a_project_in_a_read_only_folder_is_read_and_every_change_is_refused(
    window: MainWindow, sound: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "read only"
    folder.mkdir()
    path = Path(shutil.copy2(sound, folder / "film.lstudio"))
    content, system_open = path.read_bytes(), os.open

    def refuse(name: str | Path, flags: int, *more: int) -> int:  # the superuser may write everywhere
        if flags & os.O_CREAT and Path(name).parent == folder:
            raise PermissionError(13, "Permission denied", str(name))
        return system_open(name, flags, *more)

    monkeypatch.setattr(os, "open", refuse)
    window.files.open(path)
    said = banner(window, qtbot)
    assert "may not be written" in said.cause
    said.action_clicked.emit()
    project = window.studio.session.project
    assert project is not None
    read_through(window, qtbot, project)
    window.studio.session.close()
    assert names(folder) == ["film.lstudio"]
    assert path.read_bytes() == content


def read_through(window: MainWindow, qtbot: QtBot, project: Project) -> None:
    """Look at everything, then try to change it."""
    session = window.studio.session
    for node in project.nodes():
        session.select_node(node.id)
    session.view("timeline")
    session.move_playhead(Fraction(1))
    settle(window)
    assert banners(window) == []
    before = len(project.jobs())
    window.studio.work.submit(GeneratePicture("a boat"))
    assert "reading only" in banner(window, qtbot).cause
    assert len(project.jobs()) == before
    for name in ("undo", "redo"):
        window.studio.actions.trigger(f"edit.{name}")
    settle(window)


def test_pictures_and_videos_that_cannot_be_read(
    window: MainWindow, opened: Project, tmp_path: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "media"
    folder.mkdir()
    write_png(folder / "good.png", np.full((30, 40, 3), 7, np.uint8))
    painted_clip(folder / "good.mp4", 24)
    for name in ("good.png", "good.mp4"):
        whole = (folder / name).read_bytes()
        (folder / f"cut {name}").write_bytes(whole[: len(whole) // 2])
        (folder / f"changed {name}").write_bytes(whole[:20] + b"\xff" * 200 + whole[220:])
    (folder / "foreign.mp4").write_bytes(b"%PDF-1.7\n" * 1000)
    (folder / "empty.png").touch()
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    count = len(opened.media_list())
    presenter = panel(window, "media")
    bad = [folder / name for name in sorted(before) if not name.startswith("good")]
    for file in bad:
        window.panel("media").clear_banner()
        presenter.import_files([file])
        qtbot.waitUntil(lambda: presenter.state.importing == 0)
        said = banner(window, qtbot)
        assert file.name in said.cause
        assert len(opened.media_list()) == count
    window.panel("media").clear_banner()
    presenter.import_files([*bad, folder / "good.png"])
    qtbot.waitUntil(lambda: presenter.state.importing == 0)
    assert f"{len(bad)} files" in banner(window, qtbot).cause
    assert [media.name for media in opened.media_list()][count:] == ["good.png"]
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert opened.verify() == ()


@pytest.mark.parametrize("how", ["vanished", "changed"])
def test_a_linked_video_that_is_not_there_any_more(
    how: str, window: MainWindow, opened: Project, tmp_path: Path, qtbot: QtBot, fake_engine: FakeEngine
) -> None:
    film = painted_clip(tmp_path / "film.mp4", 24)
    studio, path = window.studio, opened.path
    presenter, timeline = panel(window, "media"), panel(window, "timeline")
    presenter.import_files([film])
    qtbot.waitUntil(lambda: presenter.state.importing == 0)
    node = opened.nodes()[-1].id
    timeline.place(timeline.found([(None, node)]), "append")
    studio.session.close()
    if how == "vanished":
        film.unlink()
    else:
        painted_clip(tmp_path / "other.mp4", 20, tag=3).replace(film)
    changed = film.read_bytes() if film.exists() else None

    window.files.open(path)
    qtbot.waitUntil(lambda: any("film.mp4" in one.cause and one.remedy for one in banners(window)))
    project = studio.session.project
    assert project is not None
    # The rest of the window works on, and each thing that needs the file says so.
    studio.session.select_node(node)
    timeline.view_model.seek(Fraction(1, 2))
    settle(window)
    studio.work.queue.resume()
    window.panel("media").clear_banner()
    for one in project.jobs():
        studio.work.cancel(one.id)
    [job] = studio.work.submit(AskPicture(project.nodes()[0].id, "What is it?"), panel="canvas")
    assert job is not None
    qtbot.waitUntil(lambda: len(fake_engine.runs) >= 1)
    fake_engine.answer("A harbour.")
    qtbot.waitUntil(lambda: state_of(project, job) == "done")
    from lance_studio.workflows.clip_refs import OfNode

    [refused] = studio.work.submit(AskClip(OfNode(node), "What moves?"), panel="canvas")
    assert refused is not None
    qtbot.waitUntil(lambda: state_of(project, refused) == "failed")
    said = next(one for one in banners(window) if "film.mp4" in one.cause)
    assert said.remedy
    assert project.verify() == ()
    assert (film.read_bytes() if film.exists() else None) == changed


def state_of(project: Project, job_id: str) -> str:
    job = project.job(job_id)
    return "" if job is None else job.state


def test_a_full_disk_refuses_each_change_with_a_banner_and_keeps_the_rest(
    window: MainWindow, opened: Project, qtbot: QtBot
) -> None:
    studio, connection = window.studio, opened._store.connection
    history, timeline = panel(window, "history"), panel(window, "timeline")
    node = opened.nodes()[0]
    long = "x" * MAX_PROMPT_CHARACTERS  # fits into no page that is free
    [pages] = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages}")
    before = (opened.nodes(), opened.jobs(), opened.timelines(), opened.messages(), opened.undo_list())

    window.panel("canvas").setFocus()
    # What the panels themselves hang on these actions opens a field to type into.
    studio.actions.register("help.shortcuts", lambda: history.rename(node.id, long), panel="canvas")
    studio.actions.register(
        "help.about", lambda: timeline.view_model.edit("Many markers", _many_markers), panel="canvas"
    )
    studio.actions.set_panel("canvas")
    for act in (
        lambda: studio.work.submit(GeneratePicture(long)),
        lambda: studio.actions.trigger("help.shortcuts"),
        lambda: studio.actions.trigger("help.about"),
        lambda: studio.work.submit(AskPicture(node.id, long)),
        lambda: panel(window, "canvas").submit(long),
    ):
        clear(window)
        act()
        said = banner(window, qtbot)
        assert "no space left" in said.cause
        assert "Free some space" in said.remedy
        assert (opened.nodes(), opened.jobs(), opened.timelines(), opened.messages(), opened.undo_list()) == before
    connection.execute(f"PRAGMA max_page_count = {pages + 10_000}")
    clear(window)
    studio.actions.trigger("help.shortcuts")
    assert banners(window) == []
    assert opened.verify() == ()


def _many_markers(timeline: object) -> object:
    from lance_studio.timeline.model import Timeline
    from lance_studio.timeline.properties import add_marker

    assert isinstance(timeline, Timeline)
    for number in range(300):
        timeline = add_marker(timeline, Fraction(number, 24), "x" * 300)
    return timeline


@pytest.mark.parametrize("part", ["Wan2.2_VAE.pth", "Lance_3B", "studio.json", "."])
def test_a_model_folder_with_a_part_missing(
    part: str, window: MainWindow, opened: Project, tmp_path: Path, qtbot: QtBot, fake_engine: FakeEngine
) -> None:
    folder = tmp_path / "model"
    shutil.copytree(active_model().folder.root, folder, symlinks=True)
    gone = folder / part
    if part == "studio.json":
        gone.write_text("{", encoding="utf-8")  # official models have none
    elif gone.is_dir():
        shutil.rmtree(gone)
    else:
        gone.unlink()
    before = sorted(folder.rglob("*"))
    window.studio.settings.set(MODEL_FOLDER, str(folder))
    assert window.studio.work.submit(GeneratePicture("a boat")) == ()
    assert str(folder) in banner(window, qtbot).cause
    assert len(opened.jobs()) == 1
    assert fake_engine.runs == []
    assert sorted(folder.rglob("*")) == before
    # The model that comes with the studio is a click away.
    window.studio.settings.set(MODEL_FOLDER, None)
    [job] = window.studio.work.submit(GeneratePicture("a boat"))
    assert opened.job(job) is not None
