"""Plans of questions about pictures, frames and clips."""

from lance_studio import requests
from lance_studio.errors import InvalidRequestError
from lance_studio.language import tr
from lance_studio.project.rows import Media
from lance_studio.render.plan import plan as render_plan
from lance_studio.workflows.chat import Context
from lance_studio.workflows.lookup import about_clip, about_picture, film, still
from lance_studio.workflows.options import Options
from lance_studio.workflows.plan_parts import PlanParts, shape
from lance_studio.workflows.planned import Planned, planned_job
from lance_studio.workflows.task import AsAnswer, Source, Task
from lance_studio.workflows.windows import (
    clock,
    window_to_see,
)
from lance_studio.workflows.wishes import (
    AskClip,
    AskFrame,
    AskPicture,
)


def ask_picture(plans: PlanParts, wish: AskPicture) -> Planned:
    """Plan a question about a picture.

    Raises:
        InvalidRequestError: There are no words, or the node is no picture.
    """
    media, node_id = plans.find.picture(wish.node_id), wish.node_id
    return _ask_still(plans, media, still(media, node_id), about_picture(media, node_id), wish.question, wish.options)


def ask_frame(plans: PlanParts, wish: AskFrame) -> Planned:
    """Plan a question about the frame at a time of a timeline: that of the clip on top, in its own pixels.

    Raises:
        InvalidRequestError: There are no words, or nothing is shown at that time.
    """
    timeline_id, time = wish.timeline_id, wish.time
    layers = render_plan(plans.find.timeline(timeline_id), time).layers
    if not layers:
        raise InvalidRequestError(tr("No picture is under the playhead."), tr("Move the playhead onto a clip."))
    layer = layers[-1]
    media = plans.find.media(layer.clip.media_id)
    start = None if media.kind == "picture" else layer.source_time
    source = Source(media_id=media.id, digest=media.digest, node_id=layer.clip.node_id, start=start)
    about = Context(
        kind="frame",
        label=tr("frame {time}", time=clock(time)),
        node_id=layer.clip.node_id,
        media_id=media.id,
        timeline_id=timeline_id,
        clip_id=layer.clip.id,
        start=time,
    )
    return _ask_still(plans, media, source, about, wish.question, wish.options)


def ask_clip(plans: PlanParts, wish: AskClip) -> Planned:
    """Plan a question about a clip, or a part of it.

    Raises:
        InvalidRequestError: There are no words, or the place holds nothing.
    """
    stretch = plans.find.stretch(wish.source)
    if stretch.media.kind == "picture":
        media, about = stretch.media, about_picture(stretch.media, stretch.node_id)
        return _ask_still(plans, media, still(media, stretch.node_id), about, wish.question, wish.options)
    window = window_to_see(stretch, plans.profile)
    request = requests.AskVideo(
        question=plans.question(wish.question, wish.options),
        system_prompt=plans.system_prompt(wish.options, "video"),
        preset=plans.preset(wish.options, plans.profile.clips),
        decoding=plans.decoding(wish.options),
    )
    promise = plans.promise(request, shape(stretch.media, window.count))
    task = Task(
        request=request,
        # What was cut away must not be in the answer.
        inputs=(film(stretch, window, cut_off=True),),
        target=AsAnswer(),
        notes=(
            *window.notes,
            *promise.notes,
            *plans.experimental("ask_video"),
        ),
    )
    return planned_job(task, promise, "ask", (about_clip(stretch, window),), stretch.node_id)


def _ask_still(
    plans: PlanParts, media: Media, source: Source, about: Context, question: str, options: Options
) -> Planned:
    request = requests.AskImage(
        question=plans.question(question, options),
        system_prompt=plans.system_prompt(options, "image"),
        preset=plans.preset(options, plans.profile.pictures),
        decoding=plans.decoding(options),
    )
    promise = plans.promise(request, shape(media))
    notes = (*promise.notes, *plans.experimental("ask_image"))
    task = Task(request=request, inputs=(source,), target=AsAnswer(), notes=notes, panel="chat")
    return planned_job(task, promise, "ask", (about,), source.node_id)
