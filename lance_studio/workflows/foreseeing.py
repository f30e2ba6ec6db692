"""What would come of a planned task: its size and what is seen from the shared geometry, its cost from measurements."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from lance_studio.backends.events import Result
from lance_studio.catalog.profile import ModelProfile
from lance_studio.project.project import Project
from lance_studio.project.rows import Media
from lance_studio.requests import Promise, asks, foresee, task_name
from lance_studio.requests.work import Work, work_of
from lance_studio.workflows.describe import Foreseen, frames_of
from lance_studio.workflows.measurements import Measurement, Place, estimate, measured
from lance_studio.workflows.plan_parts import shape
from lance_studio.workflows.task import Promised, Task


def foreseen(
    task: Task, promise: Promise | None, project: Project, runs: Sequence[Measurement], place: Place, count: int = 1
) -> Foreseen:
    """Say what would come of a task.

    Args:
        task: The task.
        promise: What the shared geometry says of it; None where that cannot be said, see `promise_of`.
        project: Where its source is looked up; its thread only.
        runs: What was measured on this device.
        place: Where it is to run.
        count: How many of its kind are made, with other seeds.
    """
    width, height = task.size or (0, 0)
    asked: Any = task.request
    answers = asks(task.request)
    if promise is None:
        return Foreseen(width, height, frames_of(task), task.notes, count=count)
    cost = estimate(runs, place, task_name(task.request), work_of(task.request, promise))
    return Foreseen(
        width,
        height,
        max((one.count for one in task.inputs), default=1) if answers else frames_of(task),
        task.notes,
        _source_size(task, promise, project),
        min((one.share for one in promise.sources), default=1.0),
        None if answers else asked.sampling.steps,
        count,
        None if cost.seconds is None else cost.seconds * count,
        cost.memory,
        cost.guessed,
    )


def promised(foreseen: Foreseen) -> Promised:
    """Return what a task keeps of a promise, for one result."""
    return Promised(
        width=foreseen.width,
        height=foreseen.height,
        frames=foreseen.frames,
        seconds=None if foreseen.seconds is None else foreseen.seconds / foreseen.count,
        memory=foreseen.memory,
        guessed=foreseen.guessed,
    )


def measurement(
    task: Task, media: dict[str, Media], profile: ModelProfile, place: Place, result: Result
) -> Measurement | None:
    """Return what a run took; None where that cannot be compared with others. For any thread.

    Args:
        task: What ran.
        media: What it worked on, by id.
        profile: The model's.
        place: Where it was to run.
        result: What came.
    """
    promise = promise_of(task, media.get, profile)
    if promise is None:
        return None
    work: Work = work_of(task.request, promise)
    if asks(task.request):
        work = msgspec.structs.replace(work, made=getattr(result, "tokens", work.made))
    return measured(place, task_name(task.request), work, result)


def promise_of(task: Task, find: Callable[[str], Media | None], profile: ModelProfile) -> Promise | None:
    """Return what the shared geometry says of a stored task.

    Args:
        task: The task.
        find: Finds a medium by its id.
        profile: The model's.

    Returns:
        The promise; None where the task was made for another model, or its sources are gone.
    """
    preset = getattr(task.request, "preset", None)
    if preset is not None and preset not in profile.presets:
        return None
    media = [find(source.media_id) for source in task.inputs]
    shapes = [shape(one, source.count) for one, source in zip(media, task.inputs, strict=True) if one is not None]
    return foresee(task.request, shapes, profile.presets) if len(shapes) == len(media) else None


def _source_size(task: Task, promise: Promise, project: Project) -> tuple[int, int] | None:
    """Width and height of the last source, where the result is that in another form and worth comparing with it."""
    if not task.inputs or task.size is None or task_name(task.request) == "reference_guided":
        return None
    # A large film is handed over smaller than it is; what another turn will make is known by its promise only.
    media = None if task.after is not None else project.media(task.inputs[-1].media_id)
    return promise.sources[-1].source_size if media is None else (media.width or 0, media.height or 0)
