"""What a backend must be able to do for a wish, and the sentence that says why a wish cannot be carried out.

Told before anything is planned, from the kind of the wish alone, so that a face can grey out what cannot be done. The
planner and the queue ask the same `Capabilities`, so the reason is the same sentence in the window, on the command line
and in a job that fails.
"""

from lance_studio.backends.backend import MASKS, Capabilities
from lance_studio.workflows.wishes import (
    Animate,
    AnotherSeed,
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

#: The tasks behind an instruction, by what it asks for; which of them it becomes depends on what it is about.
TASKS_OF = {
    "generate": ("text_to_image", "text_to_video", "reference_guided", "image_to_video"),
    "edit": ("image_edit", "video_edit"),
    "animate": ("image_to_video",),
    "extend": ("continuation", "image_to_video"),
    "ask": ("ask_image", "ask_video"),
}


def needed(wish: Wish, *, still: bool = False) -> tuple[str, ...]:
    """List the features that a backend must have for a wish.

    Args:
        wish: What is wanted.
        still: Whether the clip that it is about is a single picture, which is worked on as one.

    Returns:
        Names of features; none for a replay, whose task is that of the node.
    """
    match wish:
        case GeneratePicture():
            return ("text_to_image",)
        case GenerateClip():
            return ("text_to_video",)
        case GenerateFromReferences():
            return ("reference_guided",)
        case Animate():
            return ("image_to_video",)
        case EditPicture():
            return ("image_edit",) if wish.mask is None else ("image_edit", MASKS)
        case EditClip():
            return ("image_edit",) if still else ("video_edit",)
        case ExtendClip():
            return ("image_to_video",) if still else ("continuation",)
        case AskPicture() | AskFrame():
            return ("ask_image",)
        case AskClip():
            return ("ask_image",) if still else ("ask_video",)
        case Replay() | AnotherSeed():
            return ()


def why_not(wish: Wish, capabilities: Capabilities, *, still: bool = False) -> str:
    """Say why a backend cannot carry out a wish; nothing where it can."""
    return next((why for name in needed(wish, still=still) if (why := capabilities.why_not(name))), "")
