"""What an instruction does to what the canvas shows: its words in the bar and its cost."""

from typing import TYPE_CHECKING

from lance_studio.language import tr
from lance_studio.ui.generation import Generation
from lance_studio.ui.subject import Subject

if TYPE_CHECKING:
    from lance_studio.backends.backend import Capabilities
    from lance_studio.catalog.profile import ModelProfile
    from lance_studio.workflows.describe import Foreseen


def operation(target: Subject | None, output: str) -> str:
    """Return the name of the task that an instruction becomes.

    Args:
        target: What is changed; None for something new.
        output: "picture" or "clip".
    """
    if target is None:
        return "text_to_video" if output == "clip" else "text_to_image"
    if not target.still:
        return "video_edit"
    return "image_to_video" if output == "clip" else "image_edit"


def promise_of(
    foreseen: "Foreseen | None", profile: "ModelProfile", chosen: Generation, target: Subject | None, output: str
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
    return Foreseen(width, height, frames, steps=chosen.steps or defaults.sampling.steps, count=chosen.variants)


def placeholder(target: Subject | None, output: str) -> str:
    """Return what the field asks for."""
    if target is None:
        return tr("Describe a clip") if output == "clip" else tr("Describe a picture")
    if target.still and output == "clip":
        return tr("Describe how it moves")
    return tr("Describe a change")


def verb(target: Subject | None, output: str) -> str:
    """Return the word on the primary button."""
    if target is None:
        return tr("Generate")
    return tr("Animate") if target.still and output == "clip" else tr("Edit")


def refusals(editable: Subject | None, target: Subject | None, capabilities: "Capabilities") -> dict[str, str]:
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
