"""What would come of a planned task: its size and what is seen from the shared geometry, its cost from measurements."""

from collections.abc import Sequence
from typing import Any

import msgspec

from lance_studio.backends.events import Result
from lance_studio.catalog.profile import ModelProfile
from lance_studio.project.project import Project
from lance_studio.project.rows import Media
from lance_studio.requests import Promise, asks, foresee, task_name
from lance_studio.requests.promise import SeenSource, SourceShape
from lance_studio.requests.work import Work, work_of
from lance_studio.workflows.describe import Foreseen, frames_of
from lance_studio.workflows.measurements import Measurement, Place, estimate, measured
from lance_studio.workflows.plan_parts import shape
from lance_studio.workflows.task import Promised, Task


def foreseen(
    task: Task, project: Project, profile: ModelProfile, runs: Sequence[Measurement], place: Place, count: int = 1
) -> Foreseen:
    """Say what would come of a task.

    Args:
        task: The task.
        project: Where its sources are looked up; its thread only.
        profile: The model's.
        runs: What was measured on this device.
        place: Where it is to run.
        count: How many of its kind are made, with other seeds.
    """
    media = [project.media(source.media_id) for source in task.inputs]
    known = {one.id: one for one in media if one is not None}
    width, height = task.size or (0, 0)
    asked: Any = task.request
    answers = asks(task.request)
    found = _promise(task, known, profile)
    if found is None:
        return Foreseen(width, height, frames_of(task), task.notes, count=count)
    shapes, promise = found
    cost = estimate(runs, place, task_name(task.request), work_of(task.request, promise))
    source = known.get(task.inputs[-1].media_id) if task.inputs and _resembles_source(task) else None
    return Foreseen(
        width,
        height,
        max((one.count for one in task.inputs), default=1) if answers else frames_of(task),
        task.notes,
        None if source is None else (source.width or 0, source.height or 0),
        min((_share(one, seen) for one, seen in zip(shapes, promise.sources, strict=False)), default=1.0),
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
    found = _promise(task, media, profile)
    if found is None:
        return None
    work: Work = work_of(task.request, found[1])
    if asks(task.request):
        work = msgspec.structs.replace(work, made=getattr(result, "tokens", work.made))
    return measured(place, task_name(task.request), work, result)


def _promise(task: Task, media: dict[str, Media], profile: ModelProfile) -> tuple[list[SourceShape], Promise] | None:
    """What the shared geometry says of a task; None where it was made for another model, or its sources are gone."""
    preset = getattr(task.request, "preset", None)
    if preset is not None and preset not in profile.presets:
        return None
    if any(source.media_id not in media for source in task.inputs):
        return None
    shapes = [shape(media[source.media_id], source.count) for source in task.inputs]
    return shapes, foresee(task.request, shapes, profile.presets)


def _resembles_source(task: Task) -> bool:
    """Whether the result is the last source in another form, so that its size is worth comparing."""
    return task.size is not None and task_name(task.request) != "reference_guided"


def _share(source: SourceShape, seen: SeenSource) -> float:
    left, top, right, bottom = seen.box
    return (right - left) * (bottom - top) / (source.width * source.height)
