"""What an instruction does to what the canvas shows: its words in the bar, its cost, and the wish that it becomes."""

from dataclasses import replace
from typing import TYPE_CHECKING

from lance_studio.ui.canvas import forecast
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


def forecast_of(
    foreseen: "Foreseen | None", profile: "ModelProfile", chosen: Generation, target: Target | None, output: str
) -> forecast.Forecast:
    """Return what the next generation will be: as the planner promises it, else what the model's profile says.

    Args:
        foreseen: What would come of the wish; None where no project is open, or it would be refused.
        profile: The model's.
        chosen: The numbers that the user chose.
        target: What is changed; None for something new.
        output: "picture" or "clip".
    """
    task = operation(target, output)
    defaults = profile.defaults(task)
    if foreseen is None:
        width, height = chosen.width or defaults.size.width, chosen.height or defaults.size.height
        frames = {"text_to_video": chosen.frames or profile.clips.frames}.get(task, 1)
    else:
        width, height, frames = foreseen.width, foreseen.height, foreseen.frames
    steps = chosen.steps or defaults.sampling.steps
    return forecast.Forecast(task, profile.name, width, height, frames, steps, chosen.variants)


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


def wish_for(target: Target | None, output: str, text: str, chosen: Generation, after_job: str | None = None) -> "Wish":
    """Return the wish that an instruction becomes.

    Args:
        target: What is changed; None for something new.
        output: "picture" or "clip".
        text: The prompt or the change.
        chosen: The numbers that the user chose.
        after_job: The turn that it follows; None where it goes from the target itself.

    Raises:
        InvalidRequestError: A chosen number cannot be used.
    """
    from lance_studio.workflows.clip_refs import OfNode, OnTimeline
    from lance_studio.workflows.wishes import Animate, EditClip, EditPicture, GenerateClip, GeneratePicture

    options = chosen.options()
    if target is None and output == "clip":
        return GenerateClip(text, replace(options, frames=chosen.frames), chosen.variants)
    if target is None:
        return GeneratePicture(text, chosen.options(sized=True), chosen.variants)
    if isinstance(target, ShownClip):
        source = OnTimeline(target.timeline_id, target.clip_id)
    elif target.kind == "picture" and output == "picture":
        return EditPicture(target.node_id, text, options, variants=chosen.variants, after_job=after_job)
    else:
        source = OfNode(target.node_id)
    animates = target.kind == "picture" and output == "clip"
    if animates:
        return Animate(source, text, options, chosen.variants, after_job)
    return EditClip(source, text, options, variants=chosen.variants, after_job=after_job)
