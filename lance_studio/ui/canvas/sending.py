"""What an instruction does to what the canvas shows: its words in the bar, its cost, and the wish that it becomes."""

from typing import TYPE_CHECKING

from lance_studio.catalog.profile import ModelProfile
from lance_studio.ui.canvas import forecast
from lance_studio.ui.canvas.state import Shown, ShownClip
from lance_studio.ui.generation import Generation
from lance_studio.ui.work import Work

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Target = Shown | ShownClip
"""What is changed: the node on the canvas, or a clip of the timeline that the canvas shows."""


def operation(target: Target | None, output: str) -> str:
    """Return the name of the task that an instruction becomes.

    Args:
        target: What is changed; None for something new.
        output: "picture" or "clip".
    """
    if target is None:
        return "text_to_video" if output == "clip" else "text_to_image"
    if target.kind == "clip":
        return "video_edit"
    return "image_to_video" if output == "clip" else "image_edit"


def plan(profile: ModelProfile, chosen: Generation, target: Target | None, output: str) -> forecast.Plan:
    """Return what is known of the next generation before it is planned."""
    task = operation(target, output)
    defaults = profile.defaults(task)
    width, height = defaults.size.width, defaults.size.height
    frames = 1
    if target is not None:
        width, height = target.width, target.height
    elif task == "text_to_image":
        width, height = chosen.width or width, chosen.height or height
    if task == "text_to_video":
        frames = chosen.frames or profile.clips.frames
    elif task == "image_to_video":
        frames = profile.clips.animation_frames
    elif target is not None:
        frames = min(target.frames, profile.clips.longest_frames)
    steps = chosen.steps or defaults.sampling.steps
    count = chosen.variants if task == "text_to_image" else 1
    return forecast.Plan(task, profile.name, width, height, frames, steps, count)


def placeholder(target: Target | None, output: str) -> str:
    """Return what the field asks for."""
    if target is None:
        return "Describe a clip" if output == "clip" else "Describe a picture"
    if target.kind == "picture" and output == "clip":
        return "Describe how it moves"
    return "Describe a change"


def verb(target: Target | None, output: str) -> str:
    """Return the word on the primary button."""
    if target is None:
        return "Generate"
    return "Animate" if target.kind == "picture" and output == "clip" else "Edit"


def acts_on(clip: ShownClip | None, output: str) -> str:
    """Return what an instruction will act on while the canvas shows the timeline."""
    if clip is None:
        return f"No clip under the playhead: makes a new {'clip' if output == 'clip' else 'picture'}"
    where = "" if clip.chosen else ", under the playhead"
    if clip.kind == "clip":
        edits = f"Edits clip “{clip.name}”, {clip.frames} frames{where}"
        return ". ".join((edits, " ".join(clip.notes))) if clip.notes else edits
    return f"{'Animates' if output == 'clip' else 'Edits'} still “{clip.name}”{where}"


def send(
    work: Work,
    text: str,
    chosen: Generation,
    target: Target | None,
    output: str,
    *,
    mask: "NDArray[np.uint8] | None" = None,
    ahead: bool = False,
) -> bool:
    """Send an instruction to the queue.

    Args:
        work: Takes the wish.
        text: The prompt or the change.
        chosen: The numbers that the user chose.
        target: What is changed; None for something new.
        output: "picture" or "clip".
        mask: Where a node's picture may change; None for all of it.
        ahead: Whether it goes before the jobs that wait.

    Returns:
        Whether it was accepted.

    Raises:
        InvalidRequestError: A chosen number cannot be used.
    """
    from dataclasses import replace

    from lance_studio.workflows.places import OfNode, OnTimeline

    plain = chosen.options()
    if target is None and output == "clip":
        return work.generate_clip(text, options=replace(plain, frames=chosen.frames), ahead=ahead) is not None
    if target is None:
        wanted = chosen.options(sized=True)
        return bool(work.generate_picture(text, variants=chosen.variants, options=wanted, ahead=ahead))
    if isinstance(target, ShownClip):
        place = OnTimeline(target.timeline_id, target.clip_id)
        wish = work.animate if target.kind == "picture" and output == "clip" else work.edit_clip
        return wish(place, text, options=plain, panel="canvas", ahead=ahead) is not None
    if target.kind == "clip":
        return work.edit_clip(OfNode(target.node_id), text, options=plain, panel="canvas", ahead=ahead) is not None
    if output == "clip":
        return work.animate(target.node_id, text, options=plain, ahead=ahead) is not None
    return work.edit_picture(target.node_id, text, mask=mask, options=plain, ahead=ahead) is not None
