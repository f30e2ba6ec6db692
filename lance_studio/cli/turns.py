"""One turn of a command: a studio on a project or for this turn alone, a wish, its progress, and what came of it."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lance_studio.catalog.active import ActiveModel
from lance_studio.cli.console import Reporter, print_json, print_result
from lance_studio.cli.options import ModelOptions, OutputOptions
from lance_studio.cli.results import Target
from lance_studio.errors import InvalidRequestError

if TYPE_CHECKING:
    from lance_studio.jobs.queue import JobChange
    from lance_studio.workflows.media_placement import Placeable
    from lance_studio.workflows.studio import Finished, Studio
    from lance_studio.workflows.task import Task
    from lance_studio.workflows.wishes import Wish

_STAGES = {"inputs": "reading", "importing": "starting"}


def model_document(active: ActiveModel) -> dict[str, str]:
    """Which model is active, for the JSON result."""
    return {"name": active.profile.name, "origin": active.origin, "root": str(active.folder.root)}


@contextmanager
def open_studio(project: Path | None, model: ModelOptions, reporter: Reporter) -> "Iterator[Studio]":
    """Open the project of a command, or one that lasts as long as the command; tell which model is active.

    Raises:
        CheckpointError: There is no model folder, or its profile is damaged.
        ProjectError: The project cannot be opened for writing.
    """
    source = model.source()
    reporter.active_model(source.active.label, model_document(source.active))
    reporter.stage("starting")
    from lance_studio.backends.in_process import InProcessBackend
    from lance_studio.workflows.studio import Studio

    if project is None:
        opened = Studio.temporary(source, backend=InProcessBackend)
    elif project.exists():
        opened = Studio.open(project, source, backend=InProcessBackend)
    else:
        opened = Studio.create(project, source, backend=InProcessBackend)
    with opened as studio:
        yield studio


def import_picture(studio: "Studio", path: Path, *, instead: str) -> "Placeable":
    """Take a picture into the studio's project.

    Raises:
        InvalidRequestError: It is a video or a sound; `instead` says what to do.
        MediaError: It cannot be read.
    """
    return _of_kind(studio.import_file(path), path, "picture", instead)


def import_clip(studio: "Studio", path: Path, *, instead: str) -> "Placeable":
    """Take a clip into the studio's project.

    Raises:
        InvalidRequestError: It is a picture or a sound; `instead` says what to do.
        MediaError: It cannot be read.
    """
    return _of_kind(studio.import_file(path), path, "video", instead)


def _of_kind(item: "Placeable", path: Path, kind: str, instead: str) -> "Placeable":
    names = {"picture": "picture", "video": "video", "audio": "sound"}
    if item.media.kind != kind:
        raise InvalidRequestError(f"'{path}' is a {names[item.media.kind]}, a {kind} is needed.", instead)
    return item


@dataclass(frozen=True, slots=True)
class Turn:
    """A wish that was carried out.

    Attributes:
        studio: Where.
        finished: What came of it.
        seconds: Wall seconds from the submission to the record.
    """

    studio: "Studio"
    finished: "Finished"
    seconds: float

    @property
    def task(self) -> "Task":
        """The task with its outcome."""
        from lance_studio.workflows.task import Task

        edge = self.studio.project.edge(self.finished.nodes[0])
        assert edge is not None
        return Task.from_json(edge.request)


def take_turn(
    studio: "Studio",
    wish: "Wish",
    reporter: Reporter,
    cancel: threading.Event,
    on_text: Callable[[str], None] = lambda text: None,
) -> Turn:
    """Submit a wish, tell how far it is, and wait for it.

    Args:
        studio: Whose project records it.
        wish: What is wanted.
        reporter: Where to tell it; what is done other than expected is told before it runs.
        cancel: Set, it cancels the job.
        on_text: Gets the pieces of an answer.

    Raises:
        CancelledError: It was cancelled.
        LanceStudioError: It was refused, or it failed.
    """
    began = time.perf_counter()
    for note in studio.foresee(wish).notes:
        reporter.warn(note)
    finished = studio.run(wish, on_change=_Progress(reporter, on_text).show, cancel=cancel)
    turn = Turn(studio, finished, time.perf_counter() - began)
    if finished.nodes:
        outcome = turn.task.outcome
        for text in outcome.warnings if outcome is not None else ():
            reporter.warn(text)
    elif finished.answer is not None:
        for text in finished.answer.warnings:
            reporter.warn(text)
    return turn


class _Progress:
    """Tells a reporter of the states of the job at work."""

    def __init__(self, reporter: Reporter, on_text: Callable[[str], None]) -> None:
        self._reporter, self._on_text = reporter, on_text
        self._stage = "starting"

    def show(self, change: "JobChange") -> None:
        from lance_studio.jobs import states

        match change.state:
            case states.Preparing(stage):
                self._enter(_STAGES.get(stage, stage))
            case states.Running() as state:
                self._reporter.step(state.step, state.total, state.seconds)
            case states.Answering() as state:
                self._enter("answering")
                self._on_text(state.added)
            case states.Recording():
                self._enter("writing")
            case _:
                pass

    def _enter(self, stage: str) -> None:
        if stage != self._stage:
            self._stage = stage
            self._reporter.stage(stage)


def report_result(turn: Turn, output: OutputOptions, target: Target, reporter: Reporter) -> None:
    """Copy what was made to its place, unless the project alone is to have it, and say what it is."""
    node_id = turn.finished.nodes[0]
    path = None
    if output.output is not None or output.project is None:
        path = target.save(lambda file, overwrite: turn.studio.save_result(node_id, file, overwrite=overwrite))
    node = turn.studio.project.node(node_id)
    media = None if node is None else turn.studio.project.media(node.media_id)
    assert media is not None
    facts = {"width": media.width, "height": media.height, "frames": media.frames or 1}
    length = "" if media.duration is None else f", {media.frames} frames ({float(media.duration):.2f} s)"
    say_result(turn, path, f"{media.width}x{media.height}{length}", facts, output, reporter)


def render_whole(turn: Turn, timeline_id: str, target: Target, cancel: threading.Event) -> tuple[Path, dict[str, Any]]:
    """Write the timeline that a result was placed on, with the recipe of the result.

    Returns:
        The file, and its width, height and number of frames.
    """
    from lance_studio.workflows.export import recipe_of
    from lance_studio.workflows.rendering import Rendered, rendering_of, write_film

    project, facts = turn.studio.project, {}
    row = project.timeline(timeline_id)
    assert row is not None
    what = rendering_of(project, turn.studio.timeline(timeline_id), row.name)
    recipe = recipe_of(project, turn.finished.nodes[0])

    def write(file: Path, overwrite: bool) -> None:
        made: Rendered = write_film(what, file, recipe=recipe, cancel=cancel.is_set, overwrite=overwrite)
        facts.update(width=made.width, height=made.height, frames=made.frames)

    return target.save(write), facts


def say_result(
    turn: Turn, path: Path | None, what: str, facts: dict[str, Any], output: OutputOptions, reporter: Reporter
) -> None:
    """Say what was made: for a person its place, for a program everything."""
    task, outcome = turn.task, turn.task.outcome
    assert outcome is not None
    seed = getattr(task.request, "sampling").seed  # noqa: B009 - every task that makes something has it
    reporter.note(f"{what}, seed {seed}, made in {turn.seconds:.1f} s.")
    reporter.close()
    node = turn.finished.nodes[0]
    if not reporter.json_output:
        print_result(str(path) if path is not None else f"{output.project}: {node}")
        return
    recorded = {} if output.project is None else {"project": str(output.project), "node": node}
    seconds = {**outcome.seconds, "total": turn.seconds}
    print_json(
        {
            "ok": True,
            "output": None if path is None else str(path),
            **recorded,
            **facts,
            "seed": seed,
            "model": {**reporter.model, **outcome.model},
            "seconds": {name: round(value, 3) for name, value in seconds.items()},
            "warnings": reporter.warnings,
        }
    )


def same_kind(paths: Sequence[Path]) -> bool:
    """Whether files that belong together are videos rather than pictures.

    Raises:
        InvalidRequestError: They are of both kinds.
        MediaError: One is neither, or cannot be read.
    """
    from lance_studio.media.kind import MediaKind, detect_kind

    kinds = [detect_kind(path) for path in paths]
    names = {MediaKind.VIDEO: "video"}
    for path, kind in zip(paths, kinds, strict=True):
        if kind is not kinds[-1]:
            one, other = names.get(kind, "picture"), names.get(kinds[-1], "picture")
            raise InvalidRequestError(
                f"'{path}' is a {one}, '{paths[-1]}' is a {other}.", "Use pictures only, or videos only."
            )
    return kinds[-1] is MediaKind.VIDEO
