"""From what somebody wants to a job: which request, with every number in it, and which pixels it works on.

Everything here is quick and reads only rows of the project, in the project's thread.
"""

import secrets
from collections.abc import Callable
from typing import Any, Literal

import msgspec

from lance_studio import requests
from lance_studio.backends.backend import EVERYTHING, Capabilities
from lance_studio.catalog.profile import ModelProfile
from lance_studio.errors import InvalidRequestError
from lance_studio.project.project import Project
from lance_studio.project.rows import Job, Media
from lance_studio.render.plan import plan as render_plan
from lance_studio.requests import Decoding, Promise, Request, Sampling, SourceShape, foresee
from lance_studio.requests.geometry import MODEL_RATE, given_frames, handed_size, latent_grid
from lance_studio.requests.lengths import Length, added_length, moving_length
from lance_studio.requests.sampling import MAX_SEED
from lance_studio.requests.tasks import DEFAULT_IMAGE_SYSTEM, DEFAULT_VIDEO_SYSTEM
from lance_studio.workflows.chat import Context
from lance_studio.workflows.lookup import Lookup, about_clip, about_picture, film, in_place, still
from lance_studio.workflows.options import Options
from lance_studio.workflows.planned import Planned, planned_job, suited
from lance_studio.workflows.task import AsAnswer, AsNode, Behind, InPlace, Source, Target, Task
from lance_studio.workflows.windows import (
    Stretch,
    Window,
    clock,
    window_to_change,
    window_to_continue,
    window_to_see,
)
from lance_studio.workflows.wishes import (
    Animate,
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
    """

    def __init__(
        self,
        project: Project,
        profile: ModelProfile,
        seed: Callable[[], int] = draw_seed,
        *,
        words_required: bool = True,
        capabilities: Capabilities = EVERYTHING,
    ) -> None:
        self._project, self._profile, self._seed = project, profile, seed
        self._words_required, self._capabilities = words_required, capabilities
        self._find = Lookup(project)

    def plan(self, wish: Wish) -> tuple[Planned, ...]:
        """Turn a wish into jobs: one, but for several variants of a picture.

        Raises:
            InvalidRequestError: There are no words, what the wish is about is missing or of another kind, or the
                engine's backend cannot do it.
        """
        return tuple(suited(planned, self._capabilities) for planned in self._planned(wish))

    def _planned(self, wish: Wish) -> tuple[Planned, ...]:
        match wish:
            case GeneratePicture():
                return self._generate_picture(wish)
            case GenerateClip():
                return (self._generate_clip(wish),)
            case GenerateFromReferences():
                return (self._generate_from_references(wish),)
            case Animate():
                return (self._animate(wish),)
            case EditPicture():
                return (self._edit_picture(wish),)
            case EditClip():
                return (self._edit_clip(wish),)
            case ExtendClip():
                return (self._extend_clip(wish),)
            case AskPicture():
                return (self._ask_picture(wish),)
            case AskFrame():
                return (self._ask_frame(wish),)
            case AskClip():
                return (self._ask_clip(wish),)
            case Replay():
                return (self._replay(wish),)

    # --- new pictures and clips ---------------------------------------------------------------------------------------

    def _generate_picture(self, wish: GeneratePicture) -> tuple[Planned, ...]:
        """Plan new pictures: the same words, with seeds that follow each other; after the greatest comes 0.

        Raises:
            InvalidRequestError: There are no words.
        """
        text, options, usual = self._words(wish.prompt), wish.options, self._profile.pictures
        size = (options.width or usual.size.width, options.height or usual.size.height)
        first = self._sampling("text_to_image", options)
        planned: list[Planned] = []
        for number in range(wish.variants):
            sampling = msgspec.structs.replace(first, seed=(first.seed + number) % (MAX_SEED + 1))
            request = requests.TextToImage(prompt=text, width=size[0], height=size[1], sampling=sampling)
            promise = self._promise(request)
            notes = (*promise.notes, *self._profile.warnings(*promise.size))
            planned.append(planned_job(Task(request=request, size=promise.size, notes=notes), "generate"))
        return tuple(planned)

    def _generate_clip(self, wish: GenerateClip) -> Planned:
        """Plan a new clip.

        Raises:
            InvalidRequestError: There are no words.
        """
        options, usual = wish.options, self._profile.clips
        size = (options.width or usual.size.width, options.height or usual.size.height)
        length = moving_length(options.frames or usual.frames)
        request = requests.TextToVideo(
            prompt=self._words(wish.prompt),
            width=size[0],
            height=size[1],
            num_frames=length.frames,
            sampling=self._sampling("text_to_video", options),
        )
        promise = self._promise(request)
        notes = (*promise.notes, *length.notes, *self._profile.warnings(*promise.size, length.frames))
        return planned_job(Task(request=request, size=promise.size, notes=notes), "generate")

    def _generate_from_references(self, wish: GenerateFromReferences) -> Planned:
        """Plan a new picture, or with more than one frame a new clip, that keeps what pictures show.

        Raises:
            InvalidRequestError: There are no words, too few or too many pictures, or one of them is none.
        """
        node_ids, options = wish.node_ids, wish.options
        if not 1 <= len(node_ids) <= requests.MAX_INPUTS:
            raise InvalidRequestError(
                f"{len(node_ids)} pictures were given as references.", f"Give 1 to {requests.MAX_INPUTS}."
            )
        found = [self._find.picture(node_id) for node_id in node_ids]
        length = Length(1) if (options.frames or 1) == 1 else moving_length(options.frames or 1)
        frames = length.frames
        usual = self._profile.pictures if frames == 1 else self._profile.clips
        size = (options.width or usual.size.width, options.height or usual.size.height)
        request = requests.ReferenceGuided(
            prompt=self._words(wish.prompt),
            width=size[0],
            height=size[1],
            num_frames=frames,
            preset=options.preset or usual.preset,
            sampling=self._sampling("reference_guided", options),
        )
        inputs = tuple(still(media, node_id) for node_id, media in zip(node_ids, found, strict=True))
        promise = self._promise(request, *(_shape(media) for media in found))
        notes = (
            *promise.notes,
            *length.notes,
            *self._experimental("reference_guided"),
            *self._profile.warnings(*promise.size, frames),
        )
        contexts = tuple(about_picture(media, node_id) for node_id, media in zip(node_ids, found, strict=True))
        return planned_job(Task(request=request, inputs=inputs, size=promise.size, notes=notes), "generate", contexts)

    # --- turns on pictures --------------------------------------------------------------------------------------------

    def _edit_picture(self, wish: EditPicture) -> Planned:
        """Plan a turn: the node's picture changed after an instruction.

        Raises:
            InvalidRequestError: There are no words, or the node is no picture.
        """
        media = self._find.picture(wish.node_id)
        also = tuple(still(self._find.picture(node_id), node_id) for node_id in wish.also)
        return self._edit_still(media, wish.node_id, wish.instruction, wish.options, AsNode(), wish.mask, also)

    def _animate(self, wish: Animate) -> Planned:
        """Plan a clip that begins with a picture; on a timeline it takes the still's place, as long as it lasts.

        Raises:
            InvalidRequestError: There are no words, or it is no picture.
        """
        stretch, options = self._find.stretch(wish.source), wish.options
        media = stretch.media
        if media.kind != "picture":
            raise InvalidRequestError(f"'{media.name}' is no picture.", "Extend the clip instead.")
        length = moving_length(options.frames or self._profile.clips.animation_frames)
        target: Target = AsNode()
        if stretch.timeline_id is not None and stretch.clip_id is not None:
            end = min(stretch.end, stretch.start + length.frames / MODEL_RATE)
            target = InPlace(
                timeline_id=stretch.timeline_id,
                clip_id=stretch.clip_id,
                media_id=media.id,
                start=stretch.start,
                end=end,
            )
        return self._animate_still(stretch, wish.prompt, options, length.frames, target, notes=length.notes)

    # --- clips --------------------------------------------------------------------------------------------------------

    def _edit_clip(self, wish: EditClip) -> Planned:
        """Plan a change of a clip, or of a part of it, after an instruction; a still is changed as a picture.

        Raises:
            InvalidRequestError: There are no words, or the place holds nothing.
        """
        stretch, options = self._find.stretch(wish.source), wish.options
        if stretch.media.kind == "picture":
            target = in_place(stretch, stretch.end)
            return self._edit_still(stretch.media, stretch.node_id, wish.instruction, options, target, None)
        window = window_to_change(stretch, self._profile)
        further = [self._find.stretch(place) for place in wish.also]
        if any(one.media.kind == "picture" for one in further):
            raise InvalidRequestError("A clip cannot be edited beside a picture.", "Use clips only, or pictures only.")
        request = requests.VideoEdit(
            instruction=self._words(wish.instruction),
            preset=options.preset or self._profile.clips.preset,
            feather=options.feather,
            sampling=self._sampling("video_edit", options),
        )
        also = tuple(film(one, window_to_change(one, self._profile)) for one in further)
        shapes = (_shape(one.media, each.count) for one, each in zip(further, also, strict=True))
        promise = self._promise(request, *shapes, _shape(stretch.media, window.count))
        source = film(stretch, window, self._clip_latent(stretch, window, promise.size))
        task = Task(
            request=request,
            inputs=(*also, source),
            target=in_place(stretch, min(stretch.end, window.start + window.count * window.step)),
            size=promise.size,
            notes=(*window.notes, *promise.notes, *self._experimental("video_edit")),
        )
        return planned_job(task, "edit", (about_clip(stretch, window),), stretch.node_id)

    def _extend_clip(self, wish: ExtendClip) -> Planned:
        """Plan what comes after a clip: a new medium of the new frames only, placed directly behind it.

        A still is animated.

        Raises:
            InvalidRequestError: There are no words, or the place holds nothing.
        """
        stretch, options, usual = self._find.stretch(wish.source), wish.options, self._profile.clips
        kept = options.kept_latents or usual.kept_latents
        # More that is kept leaves less room for what is new.
        room = max(usual.longest_frames - given_frames(kept), 1)
        added = added_length(options.frames or min(usual.continuation_frames, room))
        target: Target = AsNode()
        if stretch.timeline_id is not None and stretch.clip_id is not None:
            target = Behind(timeline_id=stretch.timeline_id, clip_id=stretch.clip_id)
        if stretch.media.kind == "picture":
            return self._animate_still(
                stretch, wish.prompt, options, added.frames + 1, target, new_only=True, notes=added.notes
            )
        window = window_to_continue(stretch, kept)
        frames = window.count + added.frames
        preset = options.preset or usual.preset
        request = requests.Continuation(
            prompt=self._words(wish.prompt),
            clean_latents=kept,
            num_frames=frames,
            preset=preset,
            sampling=self._sampling("continuation", options),
        )
        promise = self._promise(request, _shape(stretch.media, window.count))
        task = Task(
            request=request,
            inputs=(film(stretch, window),),
            target=target,
            size=promise.size,
            new_only=True,
            notes=(
                *added.notes,
                *promise.notes,
                *self._experimental("continuation"),
                *self._profile.warnings(*promise.size, frames),
            ),
        )
        return planned_job(task, "extend", (about_clip(stretch, window),), stretch.node_id)

    # --- questions ----------------------------------------------------------------------------------------------------

    def _ask_picture(self, wish: AskPicture) -> Planned:
        """Plan a question about a picture.

        Raises:
            InvalidRequestError: There are no words, or the node is no picture.
        """
        media, node_id = self._find.picture(wish.node_id), wish.node_id
        return self._ask_still(media, still(media, node_id), about_picture(media, node_id), wish.question, wish.options)

    def _ask_frame(self, wish: AskFrame) -> Planned:
        """Plan a question about the frame at a time of a timeline: that of the clip on top, in its own pixels.

        Raises:
            InvalidRequestError: There are no words, or nothing is shown at that time.
        """
        timeline_id, time = wish.timeline_id, wish.time
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
        return self._ask_still(media, source, about, wish.question, wish.options)

    def _ask_clip(self, wish: AskClip) -> Planned:
        """Plan a question about a clip, or a part of it.

        Raises:
            InvalidRequestError: There are no words, or the place holds nothing.
        """
        stretch = self._find.stretch(wish.source)
        if stretch.media.kind == "picture":
            media, about = stretch.media, about_picture(stretch.media, stretch.node_id)
            return self._ask_still(media, still(media, stretch.node_id), about, wish.question, wish.options)
        window = window_to_see(stretch, self._profile)
        request = requests.AskVideo(
            question=self._question(wish.question, wish.options),
            system_prompt=self._system_prompt(wish.options, "video"),
            preset=wish.options.preset or self._profile.clips.preset,
            decoding=self._decoding(wish.options),
        )
        task = Task(
            request=request,
            # What was cut away must not be in the answer.
            inputs=(film(stretch, window, cut_off=True),),
            target=AsAnswer(),
            notes=(
                *window.notes,
                *self._promise(request, _shape(stretch.media, window.count)).notes,
                *self._experimental("ask_video"),
            ),
        )
        return planned_job(task, "ask", (about_clip(stretch, window),), stretch.node_id)

    # --- again --------------------------------------------------------------------------------------------------------

    def _replay(self, wish: Replay) -> Planned:
        """Plan a node once more: the same request, the same pixels to start from.

        Raises:
            InvalidRequestError: The node was imported, or its request cannot be read.
        """
        edge = self._project.edge(wish.node_id)
        if edge is None:
            raise InvalidRequestError("This was imported, not made here.", "Choose something that the model made.")
        former = Task.from_json(edge.request)
        task = msgspec.structs.replace(former, target=AsNode(), outcome=None, replay_of=wish.node_id, notes=())
        return planned_job(task, "generate", (), wish.node_id)

    def changed(self, job: Job, prompt: str | None, options: Options) -> Task:
        """Change what a waiting job is to do: its words, seed, steps or strength of the words.

        Raises:
            InvalidRequestError: The request cannot be read, or there are no words.
        """
        task = Task.from_json(job.request)
        request: Any = task.request
        if prompt is not None:
            name = next(name for name in ("prompt", "instruction", "question") if hasattr(request, name))
            request = msgspec.structs.replace(request, **{name: self._words(prompt)})
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
        also: tuple[Source, ...] = (),
    ) -> Planned:
        request = requests.ImageEdit(
            instruction=self._words(instruction),
            preset=options.preset or self._profile.pictures.preset,
            feather=options.feather,
            sampling=self._sampling("image_edit", options),
        )
        promise = self._promise(request, _shape(media))
        size = promise.size
        # Outside a mask, the source's own pixels are promised: then the result has the source's size.
        composed = mask is not None and (media.width, media.height) != size
        if composed:
            request = msgspec.structs.replace(request, feather=0)
        latent = self._kept_latent(node_id, latent_grid(1, *size))
        source = Source(media_id=media.id, digest=media.digest, node_id=node_id, mask=mask, latent=latent)
        task = Task(
            request=request,
            inputs=(*also, source),
            target=target,
            size=(media.width or size[0], media.height or size[1]) if composed else size,
            feather=options.feather if composed else None,
            notes=(*(() if composed else promise.notes), *self._experimental("image_edit")),
        )
        return planned_job(task, "edit", (about_picture(media, node_id),), node_id)

    def _animate_still(
        self,
        stretch: Stretch,
        prompt: str,
        options: Options,
        frames: int,
        target: Target,
        *,
        new_only: bool = False,
        notes: tuple[str, ...] = (),
    ) -> Planned:
        media, preset = stretch.media, options.preset or self._profile.clips.preset
        request = requests.ImageToVideo(
            prompt=self._words(prompt),
            num_frames=frames,
            preset=preset,
            sampling=self._sampling("image_to_video", options),
        )
        promise = self._promise(request, _shape(media))
        task = Task(
            request=request,
            inputs=(still(media, stretch.node_id),),
            target=target,
            size=promise.size,
            new_only=new_only,
            notes=(
                *notes,
                *promise.notes,
                *self._experimental("image_to_video"),
                *self._profile.warnings(*promise.size, frames),
            ),
        )
        about = (about_picture(media, stretch.node_id),)
        return planned_job(task, "extend" if new_only else "generate", about, stretch.node_id)

    def _ask_still(self, media: Media, source: Source, about: Context, question: str, options: Options) -> Planned:
        request = requests.AskImage(
            question=self._question(question, options),
            system_prompt=self._system_prompt(options, "image"),
            preset=options.preset or self._profile.pictures.preset,
            decoding=self._decoding(options),
        )
        notes = (*self._promise(request, _shape(media)).notes, *self._experimental("ask_image"))
        task = Task(request=request, inputs=(source,), target=AsAnswer(), notes=notes, panel="chat")
        return planned_job(task, "ask", (about,), source.node_id)

    def _words(self, text: str) -> str:
        words = text.strip()
        if not words and self._words_required:
            raise InvalidRequestError("There are no words.", "Say what you want.")
        return words

    def _question(self, text: str, options: Options) -> str:
        """The words of a question; an instruction on how to answer may stand in their place."""
        return text.strip() if options.system_prompt or options.describe else self._words(text)

    def _system_prompt(self, options: Options, kind: Literal["image", "video"]) -> str:
        if options.describe:
            return requests.caption_system_prompts(kind)[0]
        usual = DEFAULT_IMAGE_SYSTEM if kind == "image" else DEFAULT_VIDEO_SYSTEM
        return options.system_prompt or usual

    def _sampling(self, task: str, options: Options) -> Sampling:
        seed = self._seed() if options.seed is None else options.seed
        return options.sampling(self._profile.defaults(task).sampling, seed)

    def _decoding(self, options: Options) -> Decoding:
        return Decoding(
            max_new_tokens=options.max_tokens or self._profile.answer_tokens,
            min_new_tokens=options.min_tokens,
            temperature=options.temperature,
            top_p=options.top_p,
            # An answer that is read off is the same with every seed.
            seed=options.seed if options.seed is not None else self._seed() if options.temperature else 0,
        )

    def _promise(self, request: Request, *sources: SourceShape) -> Promise:
        return foresee(request, sources, self._profile.presets)

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


def _shape(media: Media, frames: int = 1) -> SourceShape:
    """The size and length of a medium as the engine is handed it."""
    if not media.width or not media.height:
        raise InvalidRequestError(f"The size of '{media.name}' is not known.", "Import it again.")
    width, height = handed_size(media.width, media.height, frames)
    return SourceShape(width=width, height=height, frames=frames, name=f"'{media.name}'")
