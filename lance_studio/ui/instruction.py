"""What an instruction or a question about a subject becomes: one rule for the prompt bar and the chat."""

from typing import TYPE_CHECKING

from lance_studio.ui.generation import Generation
from lance_studio.ui.subject import Subject

if TYPE_CHECKING:
    from lance_studio.workflows.wishes import Wish


def purpose_of_edit(subject: Subject, output: str) -> str:
    """Return what an instruction in the prompt bar is for.

    Args:
        subject: What it acts on.
        output: "picture" or "clip": what it makes, where both are possible.

    Returns:
        A purpose of `Subject.words`.
    """
    if subject.kind == "nothing":
        return output
    return "animate" if subject.still and output == "clip" else "edit"


def purpose_of_message(subject: Subject, mode: str) -> str:
    """Return what a message of the chat is for; a purpose of `Subject.words`.

    Args:
        subject: What it is about.
        mode: "ask", "edit", "generate" or "extend".
    """
    if mode != "generate":
        return mode
    if subject.kind == "nothing":
        return "picture"
    return "animate" if subject.kind == "still" else "like"


def wish_for(
    purpose: str, subject: Subject, text: str, chosen: Generation, *, after_job: str | None = None, single: bool = False
) -> "Wish | None":
    """Return the wish that an instruction becomes; None where its subject does not suit its purpose.

    Args:
        purpose: As for `Subject.words`.
        subject: What it acts on.
        text: The prompt, the change or the question.
        chosen: The numbers that the user chose.
        after_job: The turn that it follows; None where it goes from the subject itself.
        single: Whether one result is made, however many were chosen.

    Raises:
        InvalidRequestError: A chosen number that the wish uses cannot be used.
    """
    from lance_studio.workflows import wishes

    source, node_id, count = subject.place, subject.node_id, 1 if single else chosen.variants
    match purpose:
        case "picture" if subject.kind == "nothing":
            return wishes.GeneratePicture(text, chosen.options("text_to_image"), count)
        case "clip" if subject.kind == "nothing":
            return wishes.GenerateClip(text, chosen.options("text_to_video"), count)
        case "ask":
            return _question(subject, text)
        case "like" if subject.kind == "picture" and node_id is not None:
            return wishes.GenerateFromReferences((node_id,), text, chosen.options("reference_guided"), count)
        case "animate" if subject.kind in ("picture", "still") and source is not None:
            return wishes.Animate(source, text, chosen.options("image_to_video"), count, after_job)
        case "edit" if subject.kind == "picture" and node_id is not None:
            return wishes.EditPicture(node_id, text, chosen.options("image_edit"), variants=count, after_job=after_job)
        case "edit" if source is not None:
            options = chosen.options("image_edit" if subject.still else "video_edit")
            return wishes.EditClip(source, text, options, variants=count, after_job=after_job)
        case "extend" if source is not None:
            return wishes.ExtendClip(source, text, chosen.options("continuation"))
        case _:
            return None


def _question(subject: Subject, text: str) -> "Wish | None":
    from lance_studio.workflows.wishes import AskClip, AskFrame, AskPicture

    if subject.kind == "frame" and subject.timeline_id is not None and subject.start is not None:
        return AskFrame(subject.timeline_id, subject.start, text)
    if subject.kind == "picture" and subject.node_id is not None:
        return AskPicture(subject.node_id, text)
    return AskClip(subject.place, text) if subject.place is not None else None
