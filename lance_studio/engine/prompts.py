"""Prompt texts and the chat template, exactly as the model was trained with them (specification §3.1).

These strings are data: a changed comma changes what the model sees. The apostrophes are U+2019.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["image", "video"]

VISION_START, VISION_PAD, VISION_END = "<|vision_start|>", "<|video_pad|>", "<|vision_end|>"
TURN_START, TURN_END = "<|im_start|>", "<|im_end|>"
#: Pictures use the video pad as well (quirk Q7).
VISION_ITEM = VISION_START + VISION_PAD + VISION_END

DESCRIBE_IMAGE = (  # English: for the model
    "Describe the image by detailing the color, quantity, text, shape, size, texture, spatial relationships of the "
    "objects and background:"
)
DESCRIBE_VIDEO = (  # English: for the model
    "Describe the video by detailing the color, quantity, visible text, shape, size, texture, spatial relationships "
    "and motion/camera movements of the objects and background:"
)
_EDIT = (  # English: for the model
    "Describe the key features of the input {kind} (color, shape, size, texture, objects, background), then explain "
    "how the user\u2019s text instruction should alter or modify the {kind}. Generate a new {kind} that meets the "
    "user\u2019s requirements while maintaining consistency with the original input where appropriate."
)
_REFERENCE = (  # English: for the model
    "Describe the key features of the input image (color, shape, size, texture, objects, background, style), then "
    "incorporate the user\u2019s text description to generate a new {kind} that satisfies the user\u2019s requirements "
    "while preserving the essential identity and object or style information from the reference input."
)
#: System prompts of the official demo page for questions; the video one has two spaces (quirk Q14).
# English: for the model
DEMO_IMAGE_QUESTION = "View the image attentively and provide a suitable answer to the posed question."
# English: for the model
DEMO_VIDEO_QUESTION = "View the video  attentively and provide a suitable answer to the posed question."


def edit_system_prompt(kind: Kind) -> str:
    """System prompt of picture and video edits."""
    return _EDIT.format(kind=kind)


def reference_system_prompt(kind: Kind) -> str:
    """System prompt of reference-guided generation; ``kind`` is what is generated."""
    return _REFERENCE.format(kind=kind)


@dataclass(frozen=True, slots=True)
class RenderedPrompt:
    """A chat as one string.

    Attributes:
        text: The rendered chat; every medium is one ``<|vision_start|><|video_pad|><|vision_end|>``.
        caption: Character range [start, end) of the user's text that guidance drops; empty if there is none.
    """

    text: str
    caption: tuple[int, int]


def render_chat(system: str, media: int, user_text: str, *, generates: bool) -> RenderedPrompt:
    """Render one exchange: system, user with ``media`` items before the text, assistant.

    Args:
        system: System prompt.
        media: Number of media items before the user's text.
        user_text: Prompt, instruction or question, as it is.
        generates: The assistant's turn is one medium and its end (generation) rather than open (a question).

    Returns:
        The text and the range of ``user_text`` in it.
    """
    # English: for the model
    head = f"{TURN_START}system\n{system}{TURN_END}\n{TURN_START}user\n{VISION_ITEM * media}"
    # English: for the model
    tail = f"{TURN_END}\n{TURN_START}assistant\n"
    if generates:
        tail += f"{VISION_ITEM}{TURN_END}"
    return RenderedPrompt(head + user_text + tail, (len(head), len(head) + len(user_text)))


def forbidden_marks(text: str, marks: Sequence[str]) -> list[str]:
    """The control marks that occur in a user's text, which would break the chat's structure."""
    return [mark for mark in marks if mark in text]
