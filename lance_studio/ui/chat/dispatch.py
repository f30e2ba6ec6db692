"""What a message of the conversation asks the studio for."""

from typing import TYPE_CHECKING

from lance_studio.ui.chat.subjects import Subject
from lance_studio.ui.generation import Generation
from lance_studio.workflows.wishes import (
    Animate,
    AskClip,
    AskFrame,
    AskPicture,
    EditClip,
    EditPicture,
    ExtendClip,
    GenerateFromReferences,
    GeneratePicture,
)

if TYPE_CHECKING:
    from lance_studio.workflows.wishes import (
        Wish,
    )


def wish_for(mode: str, subject: Subject | None, text: str, chosen: Generation) -> "Wish | None":
    """Return the wish that a message becomes; None where its subject does not suit its mode.

    Args:
        mode: "ask", "edit", "generate" or "extend".
        subject: What it is about; something new is about nothing.
        text: What it says.
        chosen: The numbers that the user chose.

    Raises:
        InvalidRequestError: A chosen number that the wish uses cannot be used.
    """
    if subject is None:
        return GeneratePicture(text, chosen.options("text_to_image")) if mode == "generate" else None
    source, node_id, on_timeline = subject.place, subject.node_id, subject.timeline_id is not None
    match mode:
        case "ask" if subject.kind == "frame" and subject.timeline_id is not None and subject.start is not None:
            return AskFrame(subject.timeline_id, subject.start, text)
        case "ask" if subject.kind == "picture" and node_id is not None:
            return AskPicture(node_id, text)
        case "ask" if source is not None:
            return AskClip(source, text)
        case "generate" if on_timeline and subject.still and source is not None:
            return Animate(source, text, chosen.options("image_to_video"))
        case "generate" if node_id is not None:
            return GenerateFromReferences((node_id,), text, chosen.options("reference_guided"))
        case "edit" if not on_timeline and subject.still and node_id is not None:
            return EditPicture(node_id, text, chosen.options("image_edit"))
        case "edit" if source is not None:
            return EditClip(source, text, chosen.options("image_edit" if subject.still else "video_edit"))
        case "extend" if source is not None:
            return ExtendClip(source, text, chosen.options("continuation"))
        case _:
            return None
