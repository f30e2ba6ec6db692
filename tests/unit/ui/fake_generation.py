"""In place of `studio.work`: remembers the intents of a panel and runs nothing. And projects for panels to show."""

from pathlib import Path
from typing import Any, cast

import numpy as np
from PySide6.QtCore import QObject, Signal

from lance_studio.backends.backend import EVERYTHING
from lance_studio.catalog.profile import OFFICIAL, ModelProfile
from lance_studio.media.images import write_png
from lance_studio.project.commands.nodes import AddNode
from lance_studio.project.project import Project
from lance_studio.project.rows import Edge, Media, Node, new_id
from lance_studio.requests import ImageEdit, Sampling, TextToImage
from lance_studio.ui.actions import Actions
from lance_studio.ui.bus import ChangeBus
from lance_studio.ui.generation_service import GenerationService
from lance_studio.ui.session import Session
from lance_studio.ui.settings import Settings
from lance_studio.ui.studio import Studio
from lance_studio.workflows.describe import Foreseen
from lance_studio.workflows.measurements import Place
from lance_studio.workflows.task import Task
from lance_studio.workflows.wishes import Wish


class FakeGeneration(QObject):
    """Has the signals of the real one; each wish becomes an entry of `wishes`, with the choices beside it."""

    model_changed = Signal()
    queue_changed = Signal()
    job_changed = Signal(str, object)
    preview_ready = Signal(str, object)
    token_added = Signal(str, str)
    arriving = Signal(str, str)
    finished = Signal(str, object)
    failed = Signal(str, object)
    replayed = Signal(object)
    capabilities_changed = Signal()
    measured = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.wishes: list[tuple[Wish, dict[str, Any]]] = []
        self.cancelled: list[str] = []
        self.known_masks: dict[str, object] = {}
        self.promise: Foreseen | None = None
        self.profile: ModelProfile = OFFICIAL
        self.model = None
        self.following: str | None = None
        self.job_states: dict[str, Any] = {}
        self.refuses = self.warmed = False
        self.capabilities = EVERYTHING
        self.studio = None
        self.place = Place(model=OFFICIAL.name)

    def state(self, job_id: str) -> Any:
        return self.job_states.get(job_id)

    def foresee(self, wish: Wish) -> Foreseen | None:
        return self.promise

    def know_mask(self, digest: str, profile: object) -> None:
        self.known_masks[digest] = profile

    def warm_up(self) -> None:
        self.warmed = True

    def cancel(self, job_id: str) -> None:
        self.cancelled.append(job_id)

    def submit(self, wish: Wish, **choices: Any) -> tuple[str, ...]:
        self.wishes.append((wish, choices))
        return () if self.refuses else (new_id(),)

    def submit_masked(self, wish: Wish, mask: Any, **choices: Any) -> tuple[str, ...]:
        return self.submit(wish, mask=mask() if callable(mask) else mask, **choices)


def studio_with(work: FakeGeneration) -> Studio:
    """Return the shared parts of a window over a fake of the work."""
    bus = ChangeBus()
    return Studio(Session(bus), bus, Actions(), Settings(), work=cast(GenerationService, work))


def add_picture(
    project: Project,
    folder: Path,
    name: str,
    *,
    colour: tuple[int, int, int] = (200, 40, 40),
    size: tuple[int, int] = (64, 48),
    parent: str | None = None,
    prompt: str = "",
    seconds: float = 3.0,
    task: Task | None = None,
) -> str:
    """Put a picture of one colour into a project and return its node's id; with a prompt it was generated."""
    width, height = size
    path = folder / f"{new_id()}.png"
    write_png(path, np.full((height, width, 3), colour, np.uint8))
    blob = project.files.add_file(path)
    media = Media(
        id=new_id(), digest=blob.digest, kind="picture", name=f"{name}.png", size=blob.size, width=width, height=height
    )
    node = Node(id=new_id(), media_id=media.id, kind="picture", name=name)
    edge = None
    if prompt:
        operation = "image_edit" if parent else "text_to_image"
        request = (
            ImageEdit(instruction=prompt, sampling=Sampling(steps=10, seed=7))
            if parent
            else TextToImage(prompt=prompt, width=width, height=height, sampling=Sampling(steps=10, seed=7))
        )
        edge = Edge(
            child=node.id,
            parents=(parent,) if parent else (),
            operation=operation,
            request=(task or Task(request=request, size=size)).to_json(),
            model=OFFICIAL.name,
            weights="ab" * 32,
            seconds=seconds,
        )
    project.run(AddNode(node, edge, media))
    return node.id
