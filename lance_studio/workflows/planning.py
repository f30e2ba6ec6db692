"""From what somebody wants to a job: which request, with every number in it, and which pixels it works on.

Everything here is quick and reads only rows of the project, in the project's thread.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import msgspec

from lance_studio.catalog.profile import MAX_SEED, ModelProfile
from lance_studio.errors import InvalidRequestError
from lance_studio.project.commands.base import Command, Together
from lance_studio.project.commands.chat import AddMessage
from lance_studio.project.commands.jobs import QueueJob
from lance_studio.project.project import Project
from lance_studio.project.rows import ChatMessage, ChatMode, Job, Media, new_id
from lance_studio.render.plan import plan as render_plan
from lance_studio.worker import requests
from lance_studio.worker.requests import Decoding, Sampling
from lance_studio.workflows.chat import Context, contexts_to_json
from lance_studio.workflows.describe import title
from lance_studio.workflows.geometry import MODEL_RATE, TEMPORAL_STRIDE, frames_at_least, latent_grid, result_size
from lance_studio.workflows.lookup import Lookup, about_clip, about_picture, film, in_place, still
from lance_studio.workflows.options import USUAL, Options
from lance_studio.workflows.places import Place
from lance_studio.workflows.task import AsAnswer, AsNode, Behind, InPlace, Source, Target, Task
from lance_studio.workflows.windows import (
    Stretch,
    Window,
    clock,
    window_to_change,
    window_to_continue,
    window_to_see,
)

_SEEDS = 2**31


def draw_seed() -> int:
    """Draw a seed for a wish that names none."""
    return secrets.randbelow(_SEEDS)


@dataclass(frozen=True, slots=True)
class Planned:
    """A job that may be queued.

    Attributes:
        job: The job.
        task: What it holds.
        mode: What the conversation would call it.
        contexts: What it is about.
        origin: The node that the turn is started from; None for something new.
        follows: Whether the canvas may go on to the result; what goes to a timeline is seen there.
    """

    job: Job
    task: Task
    mode: ChatMode
    contexts: tuple[Context, ...] = ()
    origin: str | None = None
    follows: bool = True

    def asked_by(self, panel: str, job_id: str | None = None) -> "Planned":
        """Return the same for the panel that shall say what goes wrong, perhaps under an id that was promised."""
        task = msgspec.structs.replace(self.task, panel=panel)
        job = replace(self.job, id=job_id or self.job.id, request=task.to_json())
        return replace(self, job=job, task=task)

    def command(self, *, chat: bool, ahead: bool = False) -> Command:
        """Return the command that queues the job.

        Args:
            chat: Whether the words and the place of the answer are written into the conversation.
            ahead: Whether the job goes before those that wait already.
        """
        if not chat:
            return QueueJob(self.job, ahead=ahead)
        context = contexts_to_json(self.contexts)
        said = ChatMessage(
            id=new_id(), role="user", mode=self.mode, text=self.task.words, context=context, job_id=self.job.id
        )
        answer = ChatMessage(
            id=new_id(),
            role="assistant",
            mode=self.mode,
            text="",
            context=context,
            state="streaming",
            job_id=self.job.id,
        )
        job = replace(self.job, message_id=answer.id)
        return Together("Send message", (AddMessage(said), AddMessage(answer), QueueJob(job, ahead=ahead)))


class Planner:
    """Plans for one project and one model.

    Args:
        project: Where nodes, media and timelines are looked up; its thread only.
        profile: The model's, which fills what is left open.
        seed: Draws a seed.
    """

    def __init__(self, project: Project, profile: ModelProfile, seed: Callable[[], int] = draw_seed) -> None:
        self._project, self._profile, self._seed = project, profile, seed
        self._find = Lookup(project)

    # --- new pictures and clips ---------------------------------------------------------------------------------------

    def generate_picture(self, prompt: str, options: Options = USUAL, *, variants: int = 1) -> tuple[Planned, ...]:
        """Plan new pictures: the same words, with seeds that follow each other; after the greatest seed comes 0.

        Raises:
            InvalidRequestError: There are no words.
        """
        text, usual = _words(prompt), self._profile.pictures
        size = (options.width or usual.size.width, options.height or usual.size.height)
        first = self._sampling("text_to_image", options)
        planned: list[Planned] = []
        for number in range(variants):
            sampling = msgspec.structs.replace(first, seed=(first.seed + number) % (MAX_SEED + 1))
            request = requests.TextToImage(prompt=text, width=size[0], height=size[1], sampling=sampling)
            task = Task(request=request, size=_rounded(size), notes=self._profile.warnings(*size))
            planned.append(_planned(task, "generate"))
        return tuple(planned)

    def generate_clip(self, prompt: str, options: Options = USUAL) -> Planned:
        """Plan a new clip.

        Raises:
            InvalidRequestError: There are no words.
        """
        usual = self._profile.clips
        size = (options.width or usual.size.width, options.height or usual.size.height)
        frames = frames_at_least(options.frames or usual.frames)
        request = requests.TextToVideo(
            prompt=_words(prompt),
            width=size[0],
            height=size[1],
            num_frames=frames,
            sampling=self._sampling("text_to_video", options),
        )
        task = Task(request=request, size=_rounded(size), notes=self._profile.warnings(*size, frames))
        return _planned(task, "generate")

    def reference(self, node_ids: tuple[str, ...], prompt: str, options: Options = USUAL) -> Planned:
        """Plan a new picture, or with more than one frame a new clip, that keeps what pictures show.

        Raises:
            InvalidRequestError: There are no words, too few or too many pictures, or one of them is none.
        """
        if not 1 <= len(node_ids) <= requests.MAX_INPUTS:
            raise InvalidRequestError(
                f"{len(node_ids)} pictures were given as references.", f"Give 1 to {requests.MAX_INPUTS}."
            )
        found = [self._find.picture(node_id) for node_id in node_ids]
        frames = 1 if (options.frames or 1) == 1 else frames_at_least(options.frames or 1)
        usual = self._profile.pictures if frames == 1 else self._profile.clips
        size = (options.width or usual.size.width, options.height or usual.size.height)
        request = requests.ReferenceGuided(
            prompt=_words(prompt),
            width=size[0],
            height=size[1],
            num_frames=frames,
            preset=usual.preset,
            sampling=self._sampling("reference_guided", options),
        )
        inputs = tuple(still(media, node_id) for node_id, media in zip(node_ids, found, strict=True))
        notes = (*self._experimental("reference_guided"), *self._profile.warnings(*size, frames))
        contexts = tuple(about_picture(media, node_id) for node_id, media in zip(node_ids, found, strict=True))
        return _planned(Task(request=request, inputs=inputs, size=_rounded(size), notes=notes), "generate", contexts)

    # --- turns on pictures --------------------------------------------------------------------------------------------

    def edit_picture(
        self, node_id: str, instruction: str, options: Options = USUAL, *, mask: str | None = None
    ) -> Planned:
        """Plan a turn: the node's picture changed after an instruction.

        Args:
            node_id: The picture.
            instruction: What to change.
            options: Choices.
            mask: Digest of a blob with a PNG of the picture's size, white where it may change; None for all of it.

        Raises:
            InvalidRequestError: There are no words, or the node is no picture.
        """
        media = self._find.picture(node_id)
        return self._edit_still(media, node_id, instruction, options, AsNode(), mask)

    def animate(self, what: Place, prompt: str, options: Options = USUAL) -> Planned:
        """Plan a clip that begins with a picture; on a timeline it takes the still's place, as long as it lasts.

        Raises:
            InvalidRequestError: There are no words, or it is no picture.
        """
        stretch = self._find.stretch(what)
        media = stretch.media
        if media.kind != "picture":
            raise InvalidRequestError(f"'{media.name}' is no picture.", "Extend the clip instead.")
        frames = frames_at_least(options.frames or self._profile.clips.animation_frames)
        target: Target = AsNode()
        if stretch.timeline_id is not None and stretch.clip_id is not None:
            end = min(stretch.end, stretch.start + frames / MODEL_RATE)
            target = InPlace(
                timeline_id=stretch.timeline_id,
                clip_id=stretch.clip_id,
                media_id=media.id,
                start=stretch.start,
                end=end,
            )
        return self._animate(stretch, prompt, options, frames, target)

    # --- clips --------------------------------------------------------------------------------------------------------

    def edit_clip(self, place: Place, instruction: str, options: Options = USUAL) -> Planned:
        """Plan a change of a clip, or of a part of it, after an instruction; a still is changed as a picture.

        Raises:
            InvalidRequestError: There are no words, or the place holds nothing.
        """
        stretch = self._find.stretch(place)
        if stretch.media.kind == "picture":
            target = in_place(stretch, stretch.end)
            return self._edit_still(stretch.media, stretch.node_id, instruction, options, target, None)
        window = window_to_change(stretch, self._profile)
        preset = self._profile.clips.preset
        size = self._result_size(stretch.media, preset)
        request = requests.VideoEdit(
            instruction=_words(instruction),
            preset=preset,
            feather=options.feather,
            sampling=self._sampling("video_edit", options),
        )
        source = film(stretch, window, self._clip_latent(stretch, window, size))
        task = Task(
            request=request,
            inputs=(source,),
            target=in_place(stretch, min(stretch.end, window.start + window.count * window.step)),
            size=size,
            notes=(*window.notes, *self._experimental("video_edit")),
        )
        return _planned(task, "edit", (about_clip(stretch, window),), stretch.node_id)

    def extend_clip(self, place: Place, prompt: str, options: Options = USUAL) -> Planned:
        """Plan what comes after a clip: a new medium of the new frames only, placed directly behind it.

        A still is animated.

        Raises:
            InvalidRequestError: There are no words, or the place holds nothing.
        """
        stretch, usual = self._find.stretch(place), self._profile.clips
        added = TEMPORAL_STRIDE * max(round((options.frames or usual.continuation_frames) / TEMPORAL_STRIDE), 1)
        target: Target = AsNode()
        if stretch.timeline_id is not None and stretch.clip_id is not None:
            target = Behind(timeline_id=stretch.timeline_id, clip_id=stretch.clip_id)
        if stretch.media.kind == "picture":
            return self._animate(stretch, prompt, options, added + 1, target, new_only=True)
        window = window_to_continue(stretch, self._profile)
        frames = window.count + added
        size = self._result_size(stretch.media, usual.preset)
        request = requests.Continuation(
            prompt=_words(prompt),
            clean_latents=usual.kept_latents,
            num_frames=frames,
            preset=usual.preset,
            sampling=self._sampling("continuation", options),
        )
        task = Task(
            request=request,
            inputs=(film(stretch, window),),
            target=target,
            size=size,
            new_only=True,
            notes=(*self._experimental("continuation"), *self._profile.warnings(*size, frames)),
        )
        return _planned(task, "extend", (about_clip(stretch, window),), stretch.node_id)

    # --- questions ----------------------------------------------------------------------------------------------------

    def ask_picture(self, node_id: str, question: str, options: Options = USUAL) -> Planned:
        """Plan a question about a picture.

        Raises:
            InvalidRequestError: There are no words, or the node is no picture.
        """
        media = self._find.picture(node_id)
        return self._ask_still(still(media, node_id), about_picture(media, node_id), question, options)

    def ask_frame(self, timeline_id: str, time: Fraction, question: str, options: Options = USUAL) -> Planned:
        """Plan a question about the frame at a time of a timeline: that of the clip on top, in its own pixels.

        Raises:
            InvalidRequestError: There are no words, or nothing is shown at that time.
        """
        layers = render_plan(self._find.timeline(timeline_id), time).layers
        if not layers:
            raise InvalidRequestError("No picture is under the playhead.", "Move the playhead onto a clip.")
        layer = layers[-1]
        media = self._find.media(layer.clip.media_id)
        start = None if media.kind == "picture" else layer.source_time
        source = Source(media_id=media.id, digest=media.digest, node_id=layer.clip.node_id, start=start)
        about = Context(
            kind="frame",
            label=f"frame {clock(time)}",
            node_id=layer.clip.node_id,
            media_id=media.id,
            timeline_id=timeline_id,
            clip_id=layer.clip.id,
            start=time,
        )
        return self._ask_still(source, about, question, options)

    def ask_clip(self, place: Place, question: str, options: Options = USUAL) -> Planned:
        """Plan a question about a clip, or a part of it.

        Raises:
            InvalidRequestError: There are no words, or the place holds nothing.
        """
        stretch = self._find.stretch(place)
        if stretch.media.kind == "picture":
            about = about_picture(stretch.media, stretch.node_id)
            return self._ask_still(still(stretch.media, stretch.node_id), about, question, options)
        window = window_to_see(stretch, self._profile)
        request = requests.AskVideo(
            question=_words(question), preset=self._profile.clips.preset, decoding=self._decoding(options)
        )
        task = Task(
            request=request,
            # What was cut away must not be in the answer.
            inputs=(film(stretch, window, cut_off=True),),
            target=AsAnswer(),
            notes=(*window.notes, *self._experimental("ask_video")),
        )
        return _planned(task, "ask", (about_clip(stretch, window),), stretch.node_id)

    # --- again --------------------------------------------------------------------------------------------------------

    def replay(self, node_id: str) -> Planned:
        """Plan a node once more: the same request, the same pixels to start from.

        Raises:
            InvalidRequestError: The node was imported, or its request cannot be read.
        """
        edge = self._project.edge(node_id)
        if edge is None:
            raise InvalidRequestError("This was imported, not made here.", "Choose something that the model made.")
        former = Task.from_json(edge.request)
        task = msgspec.structs.replace(former, target=AsNode(), outcome=None, replay_of=node_id, notes=())
        return _planned(task, "generate", (), node_id)

    def changed(self, job: Job, prompt: str | None, options: Options) -> Task:
        """Change what a waiting job is to do: its words, seed, steps or strength of the words.

        Raises:
            InvalidRequestError: The request cannot be read, or there are no words.
        """
        task = Task.from_json(job.request)
        request: Any = task.request
        if prompt is not None:
            name = next(name for name in ("prompt", "instruction", "question") if hasattr(request, name))
            request = msgspec.structs.replace(request, **{name: _words(prompt)})
        if not requests.asks(request):
            given = {"seed": options.seed, "steps": options.steps, "guidance_scale": options.guidance}
            given = {name: value for name, value in given.items() if value is not None}
            request = msgspec.structs.replace(request, sampling=msgspec.structs.replace(request.sampling, **given))
        return msgspec.structs.replace(task, request=request)

    # --- parts of plans -----------------------------------------------------------------------------------------------

    def _edit_still(
        self,
        media: Media,
        node_id: str | None,
        instruction: str,
        options: Options,
        target: Target,
        mask: str | None,
    ) -> Planned:
        preset = self._profile.pictures.preset
        size = self._result_size(media, preset)
        same_size = (media.width, media.height) == size
        composed = mask is not None and not same_size
        request = requests.ImageEdit(
            instruction=_words(instruction),
            preset=preset,
            feather=0 if composed else options.feather,
            sampling=self._sampling("image_edit", options),
        )
        latent = self._kept_latent(node_id, latent_grid(1, *size))
        source = Source(media_id=media.id, digest=media.digest, node_id=node_id, mask=mask, latent=latent)
        task = Task(
            request=request,
            inputs=(source,),
            target=target,
            # Outside a mask, the source's own pixels are promised: then the result has the source's size.
            size=(media.width or size[0], media.height or size[1]) if composed else size,
            feather=options.feather if composed else None,
            notes=self._experimental("image_edit"),
        )
        return _planned(task, "edit", (about_picture(media, node_id),), node_id)

    def _animate(
        self,
        stretch: Stretch,
        prompt: str,
        options: Options,
        frames: int,
        target: Target,
        *,
        new_only: bool = False,
    ) -> Planned:
        media, usual = stretch.media, self._profile.clips
        size = self._result_size(media, usual.preset)
        request = requests.ImageToVideo(
            prompt=_words(prompt),
            num_frames=frames,
            preset=usual.preset,
            sampling=self._sampling("image_to_video", options),
        )
        task = Task(
            request=request,
            inputs=(still(media, stretch.node_id),),
            target=target,
            size=size,
            new_only=new_only,
            notes=(*self._experimental("image_to_video"), *self._profile.warnings(*size, frames)),
        )
        about = (about_picture(media, stretch.node_id),)
        return _planned(task, "extend" if new_only else "generate", about, stretch.node_id)

    def _ask_still(self, source: Source, about: Context, question: str, options: Options) -> Planned:
        request = requests.AskImage(
            question=_words(question), preset=self._profile.pictures.preset, decoding=self._decoding(options)
        )
        task = Task(
            request=request, inputs=(source,), target=AsAnswer(), notes=self._experimental("ask_image"), panel="chat"
        )
        return _planned(task, "ask", (about,), source.node_id)

    def _sampling(self, task: str, options: Options) -> Sampling:
        usual = self._profile.defaults(task).sampling
        return Sampling(
            steps=usual.steps if options.steps is None else options.steps,
            shift=usual.shift if options.shift is None else options.shift,
            guidance_scale=usual.guidance_scale if options.guidance is None else options.guidance,
            guidance_interval=usual.guidance_interval if options.interval is None else options.interval,
            renorm=usual.renorm if options.renorm is None else options.renorm,
            seed=self._seed() if options.seed is None else options.seed,
        )

    def _decoding(self, options: Options) -> Decoding:
        # Answers are not drawn but read off, so that the same question has the same answer.
        return Decoding(max_new_tokens=self._profile.answer_tokens, seed=options.seed or 0)

    def _result_size(self, media: Media, preset: str) -> tuple[int, int]:
        if not media.width or not media.height:
            raise InvalidRequestError(f"The size of '{media.name}' is not known.", "Import it again.")
        return result_size(media.width, media.height, preset, self._profile.presets)

    def _kept_latent(self, node_id: str | None, grid: tuple[int, int, int]) -> str | None:
        """The latent that a node's medium was decoded from, if this model made it and it has the wanted size."""
        edge = None if node_id is None else self._project.edge(node_id)
        if edge is None or edge.latent is None or edge.model != self._profile.name:
            return None
        try:
            outcome = Task.from_json(edge.request).outcome
        except InvalidRequestError:
            return None
        return edge.latent if outcome is not None and outcome.grid == grid else None

    def _clip_latent(self, stretch: Stretch, window: Window, size: tuple[int, int]) -> str | None:
        """The latent of a clip that is changed whole, frame by frame as it was made."""
        media = stretch.media
        whole = window.start == 0 and window.step * (media.rate or 0) == 1 and window.count == media.frames
        return self._kept_latent(stretch.node_id, latent_grid(window.count, *size)) if whole else None

    def _experimental(self, task: str) -> tuple[str, ...]:
        if task not in self._profile.experimental:
            return ()
        return (f"{self._profile.name} was not trained for this; the result may disappoint.",)


def _planned(task: Task, mode: ChatMode, contexts: tuple[Context, ...] = (), origin: str | None = None) -> Planned:
    nodes = tuple(dict.fromkeys(source.node_id for source in task.inputs if source.node_id is not None))
    job = Job(
        id=new_id(),
        name=title(task),
        request=task.to_json(),
        inputs=nodes,
        blobs=task.blobs,
    )
    return Planned(job, task, mode, contexts, origin, isinstance(task.target, AsNode) and task.replay_of is None)


def _words(text: str) -> str:
    words = text.strip()
    if not words:
        raise InvalidRequestError("There are no words.", "Say what you want.")
    return words


def _rounded(size: tuple[int, int]) -> tuple[int, int]:
    return size[0] // 16 * 16, size[1] // 16 * 16
