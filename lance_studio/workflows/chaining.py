"""Turns that follow each other: a job that works on what another one makes, which waits or is at work still.

Such a task names that job in its last source (`Source.after`). Beside it the source keeps the picture or clip that the
first of the turns began with, if any: what can be gone back to. The queue does not begin the job before the other one
is over; then `Chain.resolved` puts the result in the source's place, so that what is recorded names nodes only, as
for any other turn. Of several variants, a turn follows the first.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

import msgspec

from lance_studio.backends.backend import Capabilities
from lance_studio.errors import InvalidRequestError
from lance_studio.language import mark, tr, translate
from lance_studio.project.project import Project
from lance_studio.project.rows import Job, Media
from lance_studio.requests import AskImage, AskVideo, ImageEdit, ImageToVideo, VideoEdit
from lance_studio.requests.geometry import MODEL_RATE, latent_grid
from lance_studio.workflows.clip_refs import ClipRef, OfNode
from lance_studio.workflows.describe import frames_of, shortened
from lance_studio.workflows.lookup import film, still
from lance_studio.workflows.plan_clips import animate_still, animation_length, edit_film
from lance_studio.workflows.plan_parts import PlanParts, shape
from lance_studio.workflows.plan_pictures import edit_still
from lance_studio.workflows.planned import Planned, fitted
from lance_studio.workflows.task import AsNode, Source, Task
from lance_studio.workflows.windows import SourceRange, window_to_change
from lance_studio.workflows.wishes import Animate, EditClip, EditPicture

_OPEN = ("queued", "running")
_LONGEST_NAME = 40
_AGAIN = mark("Try again from the picture itself, or try that turn again first.")

Following = EditPicture | Animate | EditClip
"""The wishes that may follow a job."""


@lru_cache(maxsize=1024)
def previous_of(request: str) -> str | None:
    """Return the job whose result a stored request works on; None for any other request, also an unreadable one."""
    # Nearly all requests name none, and the queue asks of each job that waits.
    if '"after":"' not in request:
        return None
    try:
        return Task.from_json(request).after
    except InvalidRequestError:
        return None


# --- planning ---------------------------------------------------------------------------------------------------------


def plan_after(plans: PlanParts, wish: Following, previous: str) -> Planned:
    """Plan a turn on what a job makes first. If that is done already, it is an ordinary turn on its result.

    Args:
        plans: What plans are made of.
        wish: The turn; its node is what can be gone back to. An empty id names none.
        previous: The job.

    Raises:
        InvalidRequestError: There is no such job, it came to nothing or makes nothing of the kind, or the turn has a
            mask or is about a clip on a timeline.
    """
    if isinstance(wish, EditPicture) and wish.mask is not None:
        raise InvalidRequestError(
            tr("A mask belongs to the picture that it was drawn on, not to what comes of it."),
            tr("Leave the mask out, or change the picture itself."),
        )
    job = plans.project.job(previous)
    if job is None:
        raise InvalidRequestError(
            tr("The turn that this was to follow is not in the queue any more."), translate(_AGAIN)
        )
    if job.state not in _OPEN:
        return _planned_on(plans, wish, _result(plans, job))
    first = _first(plans, wish)
    origin = None if first is None else first.node_id
    itself = Source(media_id="", digest="") if first is None else still(first.media, origin)
    planned = _planned_on(plans, wish, _expected(job))
    task = msgspec.structs.replace(_waiting_for(planned.task, previous, itself), may_follow=previous)
    nodes = tuple(dict.fromkeys(one.node_id for one in task.inputs if one.node_id is not None))
    contexts = tuple(msgspec.structs.replace(one, media_id=None, node_id=origin) for one in planned.contexts)
    planned = planned.with_task(task)
    return replace(planned, job=replace(planned.job, inputs=nodes), origin=origin, contexts=contexts)


def _planned_on(plans: PlanParts, wish: Following, what: SourceRange) -> Planned:
    _require_kind(what, "video" if isinstance(wish, EditClip) else "picture")
    if isinstance(wish, EditPicture):
        also = tuple((plans.find.picture(node_id), node_id) for node_id in wish.also)
        return edit_still(plans, what.media, what.node_id, wish.instruction, wish.options, AsNode(), None, also)
    if isinstance(wish, Animate):
        length = animation_length(plans, wish)
        return animate_still(plans, what, wish.prompt, wish.options, length.frames, AsNode(), notes=length.notes)
    return edit_film(plans, what, wish, AsNode())


def _waiting_for(task: Task, previous: str, itself: Source) -> Task:
    """Return a task that was planned on what a job is expected to make as one that waits for it.

    Args:
        task: The task, whose last source is only expected.
        previous: The job.
        itself: Names the medium and the node that can be gone back to.
    """
    *also, expected = task.inputs
    source = msgspec.structs.replace(
        expected, after=previous, media_id=itself.media_id, digest=itself.digest, node_id=itself.node_id, latent=None
    )
    return msgspec.structs.replace(task, inputs=(*also, source))


def _first(plans: PlanParts, wish: Following) -> SourceRange | None:
    place: ClipRef = OfNode(wish.node_id) if isinstance(wish, EditPicture) else wish.source
    if not isinstance(place, OfNode):
        raise InvalidRequestError(
            tr("A turn on a clip of a timeline cannot follow another turn."),
            tr("Change the clip when that turn is done."),
        )
    return plans.find.stretch(OfNode(place.node_id)) if place.node_id else None


def _expected(job: Job) -> SourceRange:
    """What a job will make, as far as its task says: a stand-in, of which only size and length are true."""
    task = Task.from_json(job.request)
    if task.size is None or isinstance(task.request, AskImage | AskVideo):
        raise InvalidRequestError(
            tr("'{words}' makes no picture.", words=shortened(task.words, _LONGEST_NAME)),
            tr("Choose a picture or clip instead."),
        )
    frames, (width, height) = frames_of(task), task.size
    length = frames / MODEL_RATE if frames > 1 else Fraction(1)
    media = Media(
        id="",
        digest="",
        kind="video" if frames > 1 else "picture",
        name=tr("the result of “{words}”", words=shortened(task.words, _LONGEST_NAME)),
        size=0,
        width=width,
        height=height,
        frames=frames if frames > 1 else None,
        rate=MODEL_RATE if frames > 1 else None,
        duration=length if frames > 1 else None,
    )
    last = length - 1 / MODEL_RATE if frames > 1 else Fraction(0)
    return SourceRange(media, None, Fraction(0), length, last, name=media.name)


def _require_kind(what: SourceRange, kind: str) -> None:
    if what.media.kind != kind:
        if kind == "video":
            cause = tr("This works on a clip, and the turn before it makes a picture.")
        else:
            cause = tr("This works on a picture, and the turn before it makes a clip.")
        raise InvalidRequestError(cause, tr("Choose something else to work on."))


# --- when the job before is over --------------------------------------------------------------------------------------


def broken(project: Project, job: Job) -> bool:
    """Return whether a job is to follow one that is over and has left nothing to work on."""
    previous = previous_of(job.request)
    if previous is None:
        return False
    former = project.job(previous)
    if former is None:
        return True
    return former.state not in _OPEN and not any(project.node(node_id) is not None for node_id in former.results[:1])


class Chain:
    """What turns work on that follow others, in one project.

    Args:
        parts: Makes what plans are made of, for the model that is active.
        capabilities: Tells what the engine's backend can do.
    """

    def __init__(self, parts: Callable[[], PlanParts], capabilities: Callable[[], Capabilities]) -> None:
        self._parts, self._capabilities = parts, capabilities

    def resolved(self, task: Task) -> Task:
        """Put what the job before has made in the place of the source that waits for it.

        Raises:
            InvalidRequestError: It has made nothing, or what it made is gone.
        """
        if task.after is None:
            return task
        plans = self._parts()
        job = plans.project.job(task.after)
        if job is None:
            raise InvalidRequestError(
                tr("The turn that this was to follow is not in the queue any more."), translate(_AGAIN)
            )
        return self._onto(plans, task, _result(plans, job))

    def from_itself(self, task: Task) -> Task:
        """Return the same turn on the picture or clip that the first of the turns began with.

        Raises:
            InvalidRequestError: There is none, or it is gone.
        """
        if task.after is None:
            return task
        node_id = task.inputs[-1].node_id
        if node_id is None:
            raise InvalidRequestError(
                tr("This turn can only follow the one before it: it names no picture of its own."),
                tr("Try that turn again first."),
            )
        plans = self._parts()
        return self._onto(plans, task, plans.find.stretch(OfNode(node_id)))

    def after_previous(self, task: Task) -> Task:
        """Return the same turn on what the job makes that it was asked for after; the way back from `from_itself`.

        Raises:
            InvalidRequestError: It was asked for after none, or that one has left nothing to work on.
        """
        plans = self._parts()
        previous = None if task.may_follow is None else plans.project.job(task.may_follow)
        if previous is None:
            raise InvalidRequestError(tr("There is no turn that this could follow."), tr("Leave it as it is."))
        if previous.state not in _OPEN:
            return self._onto(plans, task, _result(plans, previous))
        return _waiting_for(self._onto(plans, task, _expected(previous)), previous.id, task.inputs[-1])

    def _onto(self, plans: PlanParts, task: Task, what: SourceRange) -> Task:
        return fitted(_onto(plans, task, what), self._capabilities())


def _result(plans: PlanParts, job: Job) -> SourceRange:
    words = shortened(_words(job), _LONGEST_NAME)
    if job.state == "failed":
        raise InvalidRequestError(
            tr("“{words}”, which this was to follow, has failed.", words=words), translate(_AGAIN)
        )
    if job.state == "cancelled":
        raise InvalidRequestError(
            tr("“{words}”, which this was to follow, was cancelled.", words=words), translate(_AGAIN)
        )
    if job.state != "done":
        raise InvalidRequestError(
            tr("“{words}”, which this was to follow, is not done.", words=words), translate(_AGAIN)
        )
    if not job.results or plans.project.node(job.results[0]) is None:
        raise InvalidRequestError(
            tr("The result of “{words}”, which this was to follow, is gone.", words=words), translate(_AGAIN)
        )
    return plans.find.stretch(OfNode(job.results[0]))


def _words(job: Job) -> str:
    try:
        return Task.from_json(job.request).words or job.name
    except InvalidRequestError:
        return job.name


def _onto(plans: PlanParts, task: Task, what: SourceRange) -> Task:
    """Return a task with all its numbers on another source, with the size and the notes that come of that.

    Raises:
        InvalidRequestError: It is of another kind, or does not suit the model.
    """
    request, also = task.request, task.inputs[:-1]
    _require_kind(what, "video" if isinstance(request, VideoEdit) else "picture")
    shapes = [shape(plans.find.media(source.media_id), source.count) for source in also]
    if isinstance(request, VideoEdit):
        window = window_to_change(what, plans.profile)
        promise = plans.promise(request, *shapes, shape(what.media, window.count))
        source = film(what, window, plans.clip_latent(what, window, promise.size))
        notes = (*window.notes, *promise.notes, *plans.experimental("video_edit"))
    elif isinstance(request, ImageEdit):
        promise = plans.promise(request, *shapes, shape(what.media))
        latent = plans.kept_latent(what.node_id, latent_grid(1, *promise.size))
        source = msgspec.structs.replace(still(what.media, what.node_id), latent=latent)
        notes = (*promise.notes, *plans.experimental("image_edit"))
    elif isinstance(request, ImageToVideo):
        promise = plans.promise(request, *shapes, shape(what.media))
        source = still(what.media, what.node_id)
        warnings = plans.profile.warnings(*promise.size, request.num_frames)
        notes = (*promise.notes, *plans.experimental("image_to_video"), *warnings)
    else:
        raise InvalidRequestError(tr("This cannot follow another turn."), tr("Ask for it again."))
    return msgspec.structs.replace(task, inputs=(*also, source), size=promise.size, notes=notes)


# --- what the window asks ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TurnFacts:
    """What lists of jobs and results show of a stored request.

    Attributes:
        words: The instruction, prompt or question.
        makes: "picture", "clip" or "answer".
        changes: The node that it changes; None for anything but an edit.
        after: The job that it waits for; None for a turn of its own.
        may_follow: The job that it was asked for after.
        group: What the variants of one wish share; None for a single one.
        variant: Which of them it is, from 0.
        placed: Whether the result goes to a timeline or takes the place of a node, rather than being new.
    """

    words: str
    makes: str
    changes: str | None
    after: str | None
    may_follow: str | None
    group: str | None
    variant: int
    placed: bool


@lru_cache(maxsize=1024)
def facts_of(request: str) -> TurnFacts | None:
    """Read a stored request; None where this version cannot."""
    try:
        task = Task.from_json(request)
    except InvalidRequestError:
        return None
    asks = task.size is None or isinstance(task.request, AskImage | AskVideo)
    changes = task.inputs[-1].node_id if isinstance(task.request, ImageEdit | VideoEdit) and task.inputs else None
    return TurnFacts(
        task.words,
        "answer" if asks else "clip" if frames_of(task) > 1 else "picture",
        changes,
        task.after,
        task.may_follow,
        task.group,
        task.variant,
        not isinstance(task.target, AsNode) or task.replay_of is not None,
    )


def last_turn_on(project: Project, node_id: str) -> Job | None:
    """Return the turn that changes a node's picture or clip, or follows such a turn, and is not done.

    Of several it is the one that was asked for last, of variants their first.
    """
    line = project.job_line()
    # Slices are lists: thousands of jobs may wait, and few of them are about this node.
    found = [job for job in [*line.running[:], *line.waiting[:]] if node_id in job.inputs]
    turns = [(job, facts) for job in found if (facts := facts_of(job.request)) is not None]
    made = [job for job, facts in turns if facts.changes == node_id and not facts.placed and facts.variant == 0]
    return max(made, key=lambda job: job.position, default=None)


def awaited(project: Project) -> frozenset[str]:
    """Return the jobs whose results jobs that wait are to work on."""
    return frozenset(
        previous for job in project.job_line().waiting if (previous := previous_of(job.request)) is not None
    )
