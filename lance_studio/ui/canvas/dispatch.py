"""What an instruction does to what the canvas shows: its words in the bar, its cost, and the wish that it becomes."""

from typing import TYPE_CHECKING

from lance_studio.ui.canvas.state import Shown, ShownClip
from lance_studio.ui.generation import Generation

if TYPE_CHECKING:
    from lance_studio.backends.backend import Capabilities
    from lance_studio.catalog.profile import ModelProfile
    from lance_studio.workflows.describe import Foreseen
    from lance_studio.workflows.wishes import Wish

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


def promise_of(
    foreseen: "Foreseen | None", profile: "ModelProfile", chosen: Generation, target: Target | None, output: str
) -> "Foreseen":
    """Return what the next generation will be: as the planner promises it, else what the model's profile says.

    Args:
        foreseen: What would come of the wish; None where no project is open, or it would be refused.
        profile: The model's.
        chosen: The numbers that the user chose.
        target: What is changed; None for something new.
        output: "picture" or "clip".
    """
    from lance_studio.workflows.describe import Foreseen

    if foreseen is not None:
        return foreseen
    task = operation(target, output)
    defaults = profile.defaults(task)
    own = chosen.task in (None, task)
    width = (chosen.width if own else None) or defaults.size.width
    height = (chosen.height if own else None) or defaults.size.height
    frames = ((chosen.frames if own else None) or profile.clips.frames) if task == "text_to_video" else 1
    count = chosen.variants if task == "text_to_image" else 1
    return Foreseen(width, height, frames, steps=chosen.steps or defaults.sampling.steps, count=count)


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


def refusals(editable: Target | None, target: Target | None, capabilities: "Capabilities") -> dict[str, str]:
    """Return why the engine's backend cannot do what could be chosen, by the names of `CanvasState.refusals`.

    Args:
        editable: What would be edited, now or after going back to it.
        target: What is changed now; None for something new.
        capabilities: What the backend can do.
    """
    from lance_studio.backends.backend import MASKS

    new = [operation(None, output) for output in ("picture", "clip")]
    edit = [operation(editable, output) for output in ("picture", "clip")] if editable is not None else []
    found = {
        "new": capabilities.why_none(new),
        "edit": capabilities.why_none(edit),
        "picture": capabilities.why_not(operation(target, "picture")),
        "clip": capabilities.why_not(operation(target, "clip")),
        "mask": capabilities.why_not(MASKS),
    }
    return {name: reason for name, reason in found.items() if reason}


def wish_for(target: Target | None, output: str, text: str, chosen: Generation) -> "Wish":
    """Return the wish that an instruction becomes.

    Args:
        target: What is changed; None for something new.
        output: "picture" or "clip".
        text: The prompt or the change.
        chosen: The numbers that the user chose.

    Raises:
        InvalidRequestError: A chosen number cannot be used.
    """
    from lance_studio.workflows.clip_refs import OfNode, OnTimeline
    from lance_studio.workflows.wishes import Animate, EditClip, EditPicture, GenerateClip, GeneratePicture

    options = chosen.options(operation(target, output))
    if target is None and output == "clip":
        return GenerateClip(text, options)
    if target is None:
        return GeneratePicture(text, options, chosen.variants)
    if isinstance(target, ShownClip):
        source = OnTimeline(target.timeline_id, target.clip_id)
    elif target.kind == "picture" and output == "picture":
        return EditPicture(target.node_id, text, options)
    else:
        source = OfNode(target.node_id)
    animates = target.kind == "picture" and output == "clip"
    return Animate(source, text, options) if animates else EditClip(source, text, options)
