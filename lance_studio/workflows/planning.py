"""From what somebody wants to a job: which request, with every number in it, and which pixels it works on.

Everything here is quick and reads only rows of the project, in the project's thread.
"""

import secrets
from collections.abc import Callable
from typing import Any

import msgspec

from lance_studio.backends.backend import EVERYTHING, Capabilities
from lance_studio.catalog.profile import ModelProfile
from lance_studio.errors import InvalidRequestError
from lance_studio.language import tr
from lance_studio.project.project import Project
from lance_studio.project.rows import Job
from lance_studio.requests import asks, check_request
from lance_studio.workflows.chaining import plan_after
from lance_studio.workflows.foreseeing import promise_of
from lance_studio.workflows.masks import MaskProfiles
from lance_studio.workflows.options import Options
from lance_studio.workflows.plan_clips import animate, edit_clip, extend_clip, generate_clip
from lance_studio.workflows.plan_parts import PlanParts
from lance_studio.workflows.plan_pictures import edit_picture, generate_from_references, generate_picture
from lance_studio.workflows.plan_questions import ask_clip, ask_frame, ask_picture
from lance_studio.workflows.planned import Planned, planned_job, suited
from lance_studio.workflows.task import AsNode, Task
from lance_studio.workflows.variants import variants_of
from lance_studio.workflows.wishes import (
    Animate,
    AnotherSeed,
    AskClip,
    AskFrame,
    AskPicture,
    EditClip,
    EditPicture,
    ExtendClip,
    GenerateClip,
    GenerateFromReferences,
    GeneratePicture,
    Replay,
    Wish,
)

_SEEDS = 2**31


def draw_seed() -> int:
    """Draw a seed for a wish that names none."""
    return secrets.randbelow(_SEEDS)


class Planner:
    """Plans for one project and one model.

    Args:
        project: Where nodes, media and timelines are looked up; its thread only.
        profile: The model's, which fills what is left open.
        seed: Draws a seed.
        words_required: Whether a wish without words is refused; otherwise it is planned to see what would come of it.
        capabilities: What the engine's backend can do.
        masks: Profiles of masks that are known already.
    """

    def __init__(
        self,
        project: Project,
        profile: ModelProfile,
        seed: Callable[[], int] = draw_seed,
        *,
        words_required: bool = True,
        capabilities: Capabilities = EVERYTHING,
        masks: MaskProfiles | None = None,
    ) -> None:
        self._parts = PlanParts(project, profile, seed, words_required=words_required, masks=masks)
        self._capabilities = capabilities

    def plan(self, wish: Wish) -> tuple[Planned, ...]:
        """Turn a wish into jobs: one for each variant.

        Raises:
            InvalidRequestError: There are no words, what the wish is about is missing or of another kind, a number or a
                size does not suit the model, or the engine's backend cannot do it.
        """
        parts = self._parts
        planned: Planned
        match wish:
            case GeneratePicture():
                planned = generate_picture(parts, wish)
            case EditPicture() | Animate() | EditClip() if (previous := wish.after_job) is not None:
                planned = plan_after(parts, wish, previous)
            case GenerateClip():
                planned = generate_clip(parts, wish)
            case GenerateFromReferences():
                planned = generate_from_references(parts, wish)
            case Animate():
                planned = animate(parts, wish)
            case EditPicture():
                planned = edit_picture(parts, wish)
            case EditClip():
                planned = edit_clip(parts, wish)
            case ExtendClip():
                planned = extend_clip(parts, wish)
            case AskPicture():
                planned = ask_picture(parts, wish)
            case AskFrame():
                planned = ask_frame(parts, wish)
            case AskClip():
                planned = ask_clip(parts, wish)
            case Replay():
                planned = self._replay(wish)
            case AnotherSeed():
                planned = self._with_another_seed(wish)
        return tuple(suited(one, self._capabilities) for one in variants_of(planned, wish))

    def _made_by(self, node_id: str) -> Task:
        edge = self._parts.project.edge(node_id)
        if edge is None:
            raise InvalidRequestError(
                tr("This was imported, not made here."), tr("Choose something that the model made.")
            )
        return Task.from_json(edge.request)

    def _with_another_seed(self, wish: AnotherSeed) -> Planned:
        """Plan what made a node with another seed; the canvas may go on from the node to the result.

        Raises:
            InvalidRequestError: The node was imported, or its request cannot be read.
        """
        former = self._made_by(wish.node_id)
        request: Any = former.request
        seed = self._parts.another_seed(request.sampling.seed)
        request = msgspec.structs.replace(request, sampling=msgspec.structs.replace(request.sampling, seed=seed))
        task = msgspec.structs.replace(
            former,
            request=request,
            target=AsNode(),
            outcome=None,
            replay_of=None,
            may_follow=None,
            group=None,
            variant=0,
        )
        return self._again(task, wish.node_id)

    def _replay(self, wish: Replay) -> Planned:
        """Plan a node once more: the same request, the same pixels to start from.

        Raises:
            InvalidRequestError: The node was imported, or its request cannot be read.
        """
        former = self._made_by(wish.node_id)
        task = msgspec.structs.replace(
            former,
            target=AsNode(),
            outcome=None,
            replay_of=wish.node_id,
            notes=(),
            may_follow=None,
            group=None,
            variant=0,
        )
        return self._again(task, wish.node_id)

    def _again(self, task: Task, node_id: str) -> Planned:
        promise = promise_of(task, self._parts.project.media, self._parts.profile)
        return planned_job(task, promise, "generate", (), node_id)

    def changed(self, job: Job, prompt: str | None, options: Options) -> Task:
        """Change what a waiting job is to do: its words, seed, steps or strength of the words.

        Raises:
            InvalidRequestError: The request cannot be read, or there are no words.
        """
        task = Task.from_json(job.request)
        request: Any = task.request
        if prompt is not None:
            name = next(name for name in ("prompt", "instruction", "question") if hasattr(request, name))
            request = msgspec.structs.replace(request, **{name: self._parts.words(prompt)})
        if not asks(request):
            given = {"seed": options.seed, "steps": options.steps, "guidance_scale": options.guidance}
            given = {name: value for name, value in given.items() if value is not None}
            request = msgspec.structs.replace(request, sampling=msgspec.structs.replace(request.sampling, **given))
        check_request(request, self._parts.profile.presets)
        return msgspec.structs.replace(task, request=request)
