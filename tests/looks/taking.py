"""What a process of the screenshot script does: it makes the project, or takes pictures in one language and theme."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QAbstractButton

from lance_studio.workflows.clip_refs import OfNode
from lance_studio.workflows.options import Options
from lance_studio.workflows.wishes import Animate, AskPicture, EditPicture, GenerateClip, GeneratePicture, Wish
from tests.looks.stage import Stage


def run(task: Mapping[str, Any]) -> None:
    """Do what the script asks for."""
    if "make" in task:
        _make(Path(task["make"]))
        return
    stage = Stage(task["language"], task["theme"])
    shots = task["shots"]
    for shot in shots:
        if shot["page"] == "welcome":
            _take(stage, shot, Path(task["to"]))
    stage.open(Path(task["project"]))
    for shot in shots:
        if shot["page"] != "welcome":
            _take(stage, shot, Path(task["to"]))
    stage.close()


def _take(stage: Stage, shot: Mapping[str, Any], folder: Path) -> None:
    page = shot["page"]
    stage.resize(shot["width"], shot["height"])
    if page == "tour":
        stage.choose("picture")
        stage.studio.actions.trigger("help.tour")
        stage.settle()
    elif page != "welcome":
        stage.choose(page)
    stage.settle()
    folder.mkdir(parents=True, exist_ok=True)
    stage.window.grab().save(str(folder / f"{shot['name']}.png"))
    bubble = stage.window.findChild(QAbstractButton, "tour.end")
    if bubble is not None:
        bubble.click()


def _make(path: Path) -> None:
    """Make a project as a user of the embedded model would have it after a few minutes."""
    stage = Stage()
    # It gets its place when it is whole.
    making = path.with_name(f"making-{path.name}")
    stage.session.create(making)

    def done(wish: Wish) -> str:
        project = stage.session.project
        assert project is not None
        [job_id] = stage.studio.work.submit(wish)

        def state() -> str:
            job = project.job(job_id)
            assert job is not None
            assert job.state not in ("failed", "cancelled"), job.log
            return job.state

        stage.until(lambda: state() == "done")
        job = project.job(job_id)
        assert job is not None
        return job.results[0] if job.results else ""

    seed = Options(seed=3)
    car = done(GeneratePicture("a red car on a meadow", seed))
    blue = done(EditPicture(car, "make the car blue", seed))
    done(EditPicture(blue, "add a small yellow bird at the top", seed))
    done(EditPicture(car, "put it at sea", seed))
    done(GeneratePicture("an orange cat in a room", Options(seed=5)))
    fish = done(GenerateClip("a blue fish moving to the right at sea", Options(seed=7)))
    moving = done(Animate(OfNode(car), "the car moves to the right", seed))
    for node in (moving, fish):
        stage.session.select_node(node)
        stage.studio.actions.trigger("clip.append")
    stage.session.select_node(blue)
    for question in ("What colour is the car?", "How many things are there?"):
        done(AskPicture(blue, question))
    stage.close()
    shutil.move(making, path)
