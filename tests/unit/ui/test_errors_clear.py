"""A banner goes when its cause does: a file that is back, an action that works again, a job that is tried again."""

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from lance_studio.errors import CommandRefusedError, LanceStudioError, MediaMissingError, ProjectError
from lance_studio.media.images import write_png
from lance_studio.project.commands.jobs import RemoveJobs
from lance_studio.project.commands.nodes import RenameNode
from lance_studio.project.project import Project
from lance_studio.ui.incoming import Incoming
from lance_studio.ui.problem_topics import COMMIT, EXPORT, IMPORT, OPEN
from lance_studio.workflows.wishes import EditPicture
from tests.unit.ui.media.test_media_bin import film
from tests.unit.ui.test_generation_service import bench
from tests.unit.ui.whole_window import Scene, scene

__all__ = ["bench", "scene"]


def said(scene: Scene, panel_id: str) -> str:
    """What the banner of a panel says."""
    banner = scene.window.panel(panel_id).banner
    return "" if banner is None else banner.cause


def everything_said(scene: Scene) -> str:
    """What all banners of the window say, wherever they are."""
    return " ".join(filter(None, (said(scene, name) for name in ("canvas", "media", "chat", "queue", "history"))))


def test_a_file_that_is_back_takes_its_error_away_and_is_read(scene: Scene, qtbot: QtBot, tmp_path: Path) -> None:
    path = film(tmp_path)
    scene.session.take_in(Incoming((path,)))
    project = scene.bench.project
    qtbot.waitUntil(lambda: any(one.link for one in project.media_list()))
    media = next(one for one in project.media_list() if one.link)
    hidden = path.rename(tmp_path / "elsewhere.mp4")
    with pytest.raises(MediaMissingError) as missing:
        project.files.path(media)
    scene.session.report("canvas", missing.value)
    qtbot.waitUntil(lambda: "is missing" in said(scene, "media"))
    assert said(scene, "canvas")
    hidden.rename(path)
    with qtbot.waitSignal(scene.session.links_answered, timeout=10_000) as told:
        pass
    assert told.args == [frozenset({media.id})]
    assert (said(scene, "canvas"), said(scene, "media")) == ("", "")


def test_an_action_that_works_again(scene: Scene) -> None:
    actions = scene.bench.studio.actions
    broken = [True]

    def act() -> None:
        if broken:
            raise CommandRefusedError("Nothing to do.", "Choose something.")

    actions.register("generate.focus", act, panel="queue")
    actions.set_panel("queue")
    actions.trigger("generate.focus")
    assert "Nothing to do." in everything_said(scene)
    broken.clear()
    actions.trigger("generate.focus")
    assert everything_said(scene) == ""


def test_a_full_disk_that_has_room_again(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    media = scene.window.panel("media").presenter  # type: ignore[attr-defined]

    def refuse(_command: object) -> None:
        raise ProjectError("The disk is full.", "Make room.")

    with monkeypatch.context() as patched:
        patched.setattr(scene.bench.project, "run", refuse)
        media.rename(scene.media, "other")
        assert "The disk is full." in everything_said(scene)
        media.rename(scene.media, "other")
        assert "The disk is full." in everything_said(scene)
    scene.session.run(RenameNode(scene.node, "written"))
    assert everything_said(scene) == ""


def test_a_job_that_is_tried_again_or_taken_away(scene: Scene, qtbot: QtBot) -> None:
    work = scene.bench.work
    [job] = work.submit(EditPicture(scene.node, "make it blue"))
    scene.bench.wait_begun()
    scene.bench.engine.fail()
    qtbot.waitUntil(lambda: "It died." in everything_said(scene))
    # In the queue, not by the banner's own button.
    work.queue.retry(job)
    qtbot.waitUntil(lambda: everything_said(scene) == "")
    scene.bench.wait_begun(2)
    scene.bench.engine.fail()
    qtbot.waitUntil(lambda: "It died." in everything_said(scene))
    scene.session.run(RemoveJobs((job,)))
    qtbot.waitUntil(lambda: everything_said(scene) == "")


def test_a_message_about_nothing_that_is_about_something_now(scene: Scene) -> None:
    chat = scene.window.panel("chat").presenter  # type: ignore[attr-defined]
    scene.bench.work.queue.pause()
    chat.dismiss()
    assert not chat.send("what is it?")
    assert "about nothing" in everything_said(scene)
    chat.set_mode("ask")
    assert chat.send("what is it?")
    assert everything_said(scene) == ""


def test_an_import_that_works(scene: Scene, qtbot: QtBot, tmp_path: Path) -> None:
    scene.session.take_in(Incoming((tmp_path / "none.png",)))
    qtbot.waitUntil(lambda: "does not exist" in everything_said(scene))
    write_png(tmp_path / "none.png", np.zeros((8, 8, 3), np.uint8))
    scene.session.take_in(Incoming((tmp_path / "none.png",)))
    qtbot.waitUntil(lambda: everything_said(scene) == "")


def test_a_project_that_opens(scene: Scene, tmp_path: Path) -> None:
    scene.window.files.open(tmp_path / "none.lstudio")
    assert everything_said(scene) != ""
    Project.create(tmp_path / "none.lstudio").close()
    scene.window.files.open(tmp_path / "none.lstudio")
    assert everything_said(scene) == ""


def test_another_error_of_the_panel_stays(scene: Scene) -> None:
    scene.session.report("canvas", LanceStudioError("Something else.", "Look."), topic=EXPORT)
    for topic in (IMPORT, OPEN, COMMIT, ""):
        if topic:
            scene.session.solve(topic)
    assert "Something else." in everything_said(scene)
    scene.session.solve(EXPORT)
    assert everything_said(scene) == ""
