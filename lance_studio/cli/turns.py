"""One turn of a command: a studio on a project or for this turn alone, a wish, its progress, and what came of it."""

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from lance_studio.catalog.active import ActiveModel
from lance_studio.cli.console import Reporter, print_json, print_result
from lance_studio.cli.options import OutputOptions
from lance_studio.cli.projects import PROJECT_SUFFIX, answer_links
from lance_studio.cli.results import Target
from lance_studio.errors import InvalidRequestError
from lance_studio.jobs.describe_state import describe_state

if TYPE_CHECKING:
    from lance_studio.jobs.queue import JobChange
    from lance_studio.media.choosing import Choice
    from lance_studio.workflows.media_placement import Placeable
    from lance_studio.workflows.model_source import ModelAt
    from lance_studio.workflows.planned import Planned
    from lance_studio.workflows.studio import Finished, Studio
    from lance_studio.workflows.task import Task
    from lance_studio.workflows.wishes import Wish


def model_document(active: ActiveModel) -> dict[str, str]:
    """Which model is active, for the JSON result."""
    return {"name": active.profile.name, "origin": active.origin, "root": str(active.folder.root)}


@contextmanager
def open_studio(
    project: Path | None, source: "ModelAt", reporter: Reporter, *, trust_links: bool = False
) -> "Iterator[Studio]":
    """Open the project of a command, or one that lasts as long as the command; tell which model is active.

    A project that is not there yet is made; if the command is refused before anything is asked of the model, it goes
    again.

    Raises:
        CheckpointError: There is no model folder, or its profile is damaged.
        ProjectError: The project cannot be opened for writing, or links files that nobody here has approved.
    """
    reporter.active_model(source.active.label, model_document(source.active))
    reporter.stage("starting")
    from lance_studio.backends.in_process import InProcessBackend
    from lance_studio.workflows.studio import Studio

    if project is None:
        with Studio.temporary(source, backend=InProcessBackend) as studio:
            yield studio
        return
    made = not os.path.lexists(project)
    if made and project.suffix.lower() != PROJECT_SUFFIX:
        raise InvalidRequestError(
            f"There is no project '{project}', and the name of a new one ends with {PROJECT_SUFFIX}.",
            "Check the name, or add the ending.",
        )
    unused = False
    try:
        opened = Studio.create if made else Studio.open
        with opened(project, source, backend=InProcessBackend) as studio:
            answer_links(studio.project, trust=trust_links)
            try:
                yield studio
            finally:
                unused = made and not studio.project.jobs()
    finally:
        if unused:
            project.unlink(missing_ok=True)


def import_file(
    studio: "Studio",
    path: Path,
    kind: Literal["picture", "video"],
    *,
    instead: str = "",
    choice: "Choice | None" = None,
) -> "Placeable":
    """Take a file into the studio's project, or what is wanted of it.

    Raises:
        InvalidRequestError: It is of another kind; `instead` says what to do.
        MediaError: It cannot be read.
    """
    item = studio.import_file(path, choice)
    if item.media.kind != kind:
        found = "sound" if item.media.kind == "audio" else item.media.kind
        raise InvalidRequestError(f"'{path}' is a {found}, a {kind} is needed.", instead)
    return item


@dataclass(frozen=True, slots=True)
class Turn:
    """A wish that was carried out.

    Attributes:
        studio: Where.
        finished: What came of it.
        seconds: Wall seconds from the submission to the record.
        loading: How many of these the model took to load.
    """

    studio: "Studio"
    finished: "Finished"
    seconds: float
    loading: float

    @property
    def task(self) -> "Task":
        """The task with its outcome, of several the first."""
        return self.task_of(self.finished.nodes[0])

    def task_of(self, node_id: str) -> "Task":
        """Return the task with its outcome that made a node."""
        from lance_studio.workflows.task import Task

        edge = self.studio.project.edge(node_id)
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

    def warn(planned: "Planned") -> None:
        _warn(studio, planned, reporter)

    began = time.perf_counter()
    progress = _Progress(reporter, on_text)
    studio.check_runs()
    # Jobs that wait in the project are not what the user waits for.
    jobs = studio.submit(wish, ahead=True, on_planned=warn)
    finished = studio.wait(jobs, on_change=progress.show, cancel=cancel)
    turn = Turn(studio, finished, time.perf_counter() - began, progress.loading)
    if finished.nodes:
        outcome = turn.task.outcome
        for text in outcome.warnings if outcome is not None else ():
            reporter.warn(text)
    elif finished.answer is not None:
        for text in finished.answer.warnings:
            reporter.warn(text)
    return turn


def _warn(studio: "Studio", planned: "Planned", reporter: Reporter) -> None:
    """Tell what is done other than expected, and which words the model does not know."""
    remark = studio.model.profile.remarks(planned.task.words)
    for note in (*planned.task.notes, *([f"{remark}."] if remark else [])):
        reporter.warn(note)


def report_promise(studio: "Studio", wish: "Wish", reporter: Reporter) -> None:
    """Say what would come of a wish.

    Raises:
        LanceStudioError: It would be refused.
    """
    from lance_studio.workflows.promise_words import document, words

    planned = studio.plan(wish)[0]
    _warn(studio, planned, reporter)
    promise = studio.foresee(wish)
    reporter.close()
    if reporter.json_output:
        print_json({"ok": True, "promise": document(promise), "model": reporter.model, "warnings": reporter.warnings})
    else:
        print_result(words(promise))


class _Progress:
    """Tells a reporter of the states of the job at work."""

    def __init__(self, reporter: Reporter, on_text: Callable[[str], None]) -> None:
        self._reporter, self._on_text = reporter, on_text
        self._stage, self._since = "starting", time.perf_counter()
        self._silent = False
        #: Seconds that the model took to load, so far as that is over.
        self.loading = 0.0

    def show(self, change: "JobChange") -> None:
        from lance_studio.jobs import states

        state = change.state
        match state:
            case states.Running():
                self._reporter.step(state.step, state.total, state.seconds)
            case states.Recording() if self._stage == "answering":
                pass  # the answer's line is not at its end yet
            case states.Preparing() | states.Answering() | states.Recording():
                self._enter(describe_state(state).stage)
            case states.NotAnswering() if not self._silent:
                self._reporter.warn(f"{describe_state(state).phrase}. Press Ctrl-C twice to end it.")
            case _:
                pass
        self._silent = isinstance(state, states.NotAnswering)
        if isinstance(state, states.Answering):
            self._on_text(state.added)

    def _enter(self, stage: str) -> None:
        if stage == self._stage:
            return
        now = time.perf_counter()
        if self._stage == "loading":
            self.loading += now - self._since
        self._stage, self._since = stage, now
        self._reporter.stage(stage)


def report_results(
    turn: Turn,
    output: OutputOptions,
    targets: Sequence[Target],
    reporter: Reporter,
    cancel: threading.Event,
    *,
    whole: bool,
) -> None:
    """Copy what was made to its place, unless the project alone is to have it, and say what it is.

    Args:
        turn: What was carried out.
        output: The options of its command.
        targets: Where files go, one for each result.
        reporter: Where to say it.
        cancel: Set, it stops the writing.
        whole: Whether the clip that was continued goes into the file, too.
    """
    made = [
        _take_out(turn, node_id, output, target, reporter, cancel, whole=whole)
        for node_id, target in zip(turn.finished.nodes, targets, strict=True)
    ]
    reporter.close()
    if not reporter.json_output:
        for node_id, facts in zip(turn.finished.nodes, made, strict=True):
            print_result(facts["output"] or f"{output.project}: {node_id}")
        return
    from lance_studio.workflows.promise_words import kept_document

    outcome, promised = turn.task.outcome, turn.task.promised
    assert outcome is not None
    several = {"results": made} if len(made) > 1 else {}
    print_json(
        {
            "ok": True,
            **made[0],
            **several,
            "model": {**reporter.model, **outcome.model},
            "seconds": seconds_document(turn, outcome.seconds),
            "memory": outcome.memory,
            "promise": None if promised is None else kept_document(promised),
            "warnings": reporter.warnings,
        }
    )


def _take_out(
    turn: Turn,
    node_id: str,
    output: OutputOptions,
    target: Target,
    reporter: Reporter,
    cancel: threading.Event,
    *,
    whole: bool,
) -> dict[str, Any]:
    """Copy one result out of the project, unless that alone is to have it, and return what is to be said of it."""
    project = turn.studio.project
    media = None if (node := project.node(node_id)) is None else project.media(node.media_id)
    assert media is not None
    facts: dict[str, Any] = {"width": media.width, "height": media.height, "frames": media.frames or 1}
    length = "" if media.duration is None else f", {media.frames} frames ({float(media.duration):.2f} s)"
    path = None
    if whole and output.writes:
        reporter.stage("rendering")
        path, facts = _write_whole(turn, node_id, target, cancel)
        length = f", {facts['frames']} frames"
    elif output.writes:
        path = target.save(lambda file, overwrite: turn.studio.save_result(node_id, file, overwrite=overwrite))
    from lance_studio.workflows.promise_words import differences

    task = turn.task_of(node_id)
    for text in differences(task):
        reporter.note(f"{text[0].upper()}{text[1:]}.")
    seed = getattr(task.request, "sampling").seed  # noqa: B009 - every task that makes something has it
    time_taken = f", made in {turn.seconds:.1f} s" if len(turn.finished.nodes) == 1 else ""
    reporter.note(f"{facts['width']}x{facts['height']}{length}, seed {seed}{time_taken}.")
    recorded = {} if output.project is None else {"project": str(output.project), "node": node_id}
    return {"output": None if path is None else str(path), **recorded, **facts, "seed": seed}


def _write_whole(turn: Turn, node_id: str, target: Target, cancel: threading.Event) -> tuple[Path, dict[str, Any]]:
    """Write a clip with what continues it, and with the recipe of that."""
    from lance_studio.workflows.continued import continued
    from lance_studio.workflows.export import recipe_of
    from lance_studio.workflows.rendering import write_film

    what, recipe = continued(turn.studio.project, node_id), recipe_of(turn.studio.project, node_id)
    assert recipe is not None
    recipe = replace(recipe, settings={**recipe.settings, "tail_only": False})
    facts: dict[str, Any] = {}

    def write(file: Path, overwrite: bool) -> None:
        made = write_film(what, file, recipe=recipe, cancel=cancel.is_set, overwrite=overwrite)
        facts.update(width=made.width, height=made.height, frames=made.frames)

    return target.save(write), facts


def seconds_document(turn: Turn, stages: Mapping[str, float]) -> dict[str, float]:
    """How long a turn took, for the JSON result: the model's loading, the engine's stages, and all of it."""
    seconds = {"load": turn.loading, **stages, "total": turn.seconds}
    return {name: round(value, 3) for name, value in seconds.items()}


def same_kind(paths: Sequence[Path], choices: "Sequence[Choice] | None" = None) -> bool:
    """Whether files that belong together are videos rather than pictures.

    Args:
        paths: The files.
        choices: What is wanted of each.

    Raises:
        InvalidRequestError: They are of both kinds.
        MediaError: One is neither, or cannot be read.
    """
    from lance_studio.media.kind import MediaKind, detect_kind

    def kind_of(path: Path, choice: "Choice | None") -> MediaKind:
        from lance_studio.media.choosing import choose

        return detect_kind(path) if choice is None or choose(path, choice) is None else MediaKind.IMAGE

    kinds = [kind_of(path, choice) for path, choice in zip(paths, choices or [None] * len(paths), strict=True)]
    names = {MediaKind.VIDEO: "video"}
    for path, kind in zip(paths, kinds, strict=True):
        if kind is not kinds[-1]:
            one, other = names.get(kind, "picture"), names.get(kinds[-1], "picture")
            raise InvalidRequestError(
                f"'{path}' is a {one}, '{paths[-1]}' is a {other}.", "Use pictures only, or videos only."
            )
    return kinds[-1] is MediaKind.VIDEO
