"""Plans of new, animated, changed and continued clips."""

from lance_studio import requests
from lance_studio.errors import InvalidRequestError
from lance_studio.language import tr
from lance_studio.requests.geometry import MODEL_RATE, given_frames
from lance_studio.requests.lengths import Length, added_length, moving_length
from lance_studio.workflows.lookup import about_clip, about_picture, film, in_place, still
from lance_studio.workflows.options import Options
from lance_studio.workflows.plan_parts import PlanParts, shape
from lance_studio.workflows.plan_pictures import edit_still
from lance_studio.workflows.planned import Planned, planned_job
from lance_studio.workflows.task import AsNode, Behind, InPlace, Target, Task
from lance_studio.workflows.windows import (
    SourceRange,
    window_to_change,
    window_to_continue,
)
from lance_studio.workflows.wishes import (
    Animate,
    EditClip,
    ExtendClip,
    GenerateClip,
)


def generate_clip(plans: PlanParts, wish: GenerateClip) -> Planned:
    """Plan a new clip.

    Raises:
        InvalidRequestError: There are no words.
    """
    options, usual = wish.options, plans.profile.clips
    size = (options.width or usual.size.width, options.height or usual.size.height)
    length = moving_length(options.frames or usual.frames)
    request = requests.TextToVideo(
        prompt=plans.words(wish.prompt),
        width=size[0],
        height=size[1],
        num_frames=length.frames,
        sampling=plans.sampling(plans.profile.clips, options),
    )
    promise = plans.promise(request)
    notes = (*promise.notes, *length.notes, *plans.profile.warnings(*promise.size, length.frames))
    return planned_job(Task(request=request, size=promise.size, notes=notes), promise, "generate")


def animate(plans: PlanParts, wish: Animate) -> Planned:
    """Plan a clip that begins with a picture; on a timeline it takes the still's place, as long as it lasts.

    Raises:
        InvalidRequestError: There are no words, or it is no picture.
    """
    stretch, options = plans.find.stretch(wish.source), wish.options
    media = stretch.media
    if media.kind != "picture":
        raise InvalidRequestError(tr("'{name}' is no picture.", name=media.name), tr("Extend the clip instead."))
    length = animation_length(plans, wish)
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
    return animate_still(plans, stretch, wish.prompt, options, length.frames, target, notes=length.notes)


def animation_length(plans: PlanParts, wish: Animate) -> Length:
    """Return how long an animated picture is, with what is to be said of that."""
    return moving_length(wish.options.frames or plans.profile.clips.animation_frames)


def edit_clip(plans: PlanParts, wish: EditClip) -> Planned:
    """Plan a change of a clip, or of a part of it, after an instruction; a still is changed as a picture.

    Raises:
        InvalidRequestError: There are no words, or the place holds nothing.
    """
    stretch, options = plans.find.stretch(wish.source), wish.options
    if stretch.media.kind == "picture":
        target = in_place(stretch, stretch.end)
        return edit_still(plans, stretch.media, stretch.node_id, wish.instruction, options, target, None)
    return edit_film(plans, stretch, wish)


def edit_film(plans: PlanParts, stretch: SourceRange, wish: EditClip, target: Target | None = None) -> Planned:
    """Plan a change of a part of a film.

    Args:
        plans: What plans are made of.
        stretch: The part.
        wish: What to change, with the choices and the clips beside it.
        target: Where the result goes; None for where the part was.

    Raises:
        InvalidRequestError: There are no words, or one of the clips is none.
    """
    options, window = wish.options, window_to_change(stretch, plans.profile)
    further = [plans.find.stretch(place) for place in wish.also]
    if any(one.media.kind == "picture" for one in further):
        raise InvalidRequestError(
            tr("A clip cannot be edited beside a picture."), tr("Use clips only, or pictures only.")
        )
    request = requests.VideoEdit(
        instruction=plans.words(wish.instruction),
        preset=plans.preset(options, plans.profile.clips),
        feather=options.feather,
        sampling=plans.sampling(plans.profile.clips, options),
    )
    also = tuple(film(one, window_to_change(one, plans.profile)) for one in further)
    shapes = (shape(one.media, each.count) for one, each in zip(further, also, strict=True))
    promise = plans.promise(request, *shapes, shape(stretch.media, window.count))
    source = film(stretch, window, plans.clip_latent(stretch, window, promise.size))
    task = Task(
        request=request,
        inputs=(*also, source),
        target=target or in_place(stretch, min(stretch.end, window.start + window.count * window.step)),
        size=promise.size,
        notes=(*window.notes, *promise.notes, *plans.experimental("video_edit")),
    )
    return planned_job(task, promise, "edit", (about_clip(stretch, window),), stretch.node_id)


def extend_clip(plans: PlanParts, wish: ExtendClip) -> Planned:
    """Plan what comes after a clip: a new medium of the new frames only, placed directly behind it.

    A still is animated.

    Raises:
        InvalidRequestError: There are no words, or the place holds nothing.
    """
    stretch, options, usual = plans.find.stretch(wish.source), wish.options, plans.profile.clips
    kept = options.kept_latents or usual.kept_latents
    # More that is kept leaves less room for what is new.
    room = max(usual.longest_frames - given_frames(kept), 1)
    added = added_length(options.frames or min(usual.continuation_frames, room))
    target: Target = AsNode()
    if stretch.timeline_id is not None and stretch.clip_id is not None:
        target = Behind(timeline_id=stretch.timeline_id, clip_id=stretch.clip_id)
    if stretch.media.kind == "picture":
        return animate_still(
            plans, stretch, wish.prompt, options, added.frames + 1, target, new_only=True, notes=added.notes
        )
    window = window_to_continue(stretch, kept)
    frames = window.count + added.frames
    preset = plans.preset(options, usual)
    request = requests.Continuation(
        prompt=plans.words(wish.prompt),
        clean_latents=kept,
        num_frames=frames,
        preset=preset,
        sampling=plans.sampling(plans.profile.clips, options),
    )
    promise = plans.promise(request, shape(stretch.media, window.count))
    task = Task(
        request=request,
        inputs=(film(stretch, window),),
        target=target,
        size=promise.size,
        new_only=True,
        notes=(
            *added.notes,
            *promise.notes,
            *plans.experimental("continuation"),
            *plans.profile.warnings(*promise.size, frames),
        ),
    )
    return planned_job(task, promise, "extend", (about_clip(stretch, window),), stretch.node_id)


def animate_still(
    plans: PlanParts,
    stretch: SourceRange,
    prompt: str,
    options: Options,
    frames: int,
    target: Target,
    *,
    new_only: bool = False,
    notes: tuple[str, ...] = (),
) -> Planned:
    """Plan a clip that begins with a picture.

    Args:
        plans: What plans are made of.
        stretch: The picture.
        prompt: What happens.
        options: Choices.
        frames: Of the clip.
        target: Where the result goes.
        new_only: Whether the picture itself is left out of the result.
        notes: What is to be said of it.

    Raises:
        InvalidRequestError: There are no words, or a number or a size does not suit the model.
    """
    media, preset = stretch.media, plans.preset(options, plans.profile.clips)
    request = requests.ImageToVideo(
        prompt=plans.words(prompt),
        num_frames=frames,
        preset=preset,
        sampling=plans.sampling(plans.profile.clips, options),
    )
    promise = plans.promise(request, shape(media))
    task = Task(
        request=request,
        inputs=(still(media, stretch.node_id),),
        target=target,
        size=promise.size,
        new_only=new_only,
        notes=(
            *notes,
            *promise.notes,
            *plans.experimental("image_to_video"),
            *plans.profile.warnings(*promise.size, frames),
        ),
    )
    about = (about_picture(media, stretch.node_id),)
    return planned_job(task, promise, "extend" if new_only else "generate", about, stretch.node_id)
