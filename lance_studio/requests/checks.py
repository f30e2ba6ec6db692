"""What must hold of a request beyond the ranges of its fields, before anything is computed.

All functions raise :class:`lance_studio.errors.InvalidRequestError` with the value, the allowed range and a remedy.
"""

from collections.abc import Sequence

from lance_studio import limits
from lance_studio.errors import InvalidRequestError
from lance_studio.language import mark, tr, translate
from lance_studio.requests.geometry import (
    LATENT_TABLE_FRAMES,
    LATENT_TABLE_SIDE,
    SPATIAL_STRIDE,
    Presets,
    kept_latents_at_most,
    latent_grid,
)
from lance_studio.requests.inputs import InputBlock, check_inputs
from lance_studio.requests.tasks import (
    Continuation,
    ReferenceGuided,
    Request,
    TextToImage,
    TextToVideo,
)

MAX_PROMPT_CHARACTERS = limits.PROMPT_CHARACTERS.most
#: Cells of one latent frame that the position table has rows for.
MAX_CELLS = LATENT_TABLE_SIDE * LATENT_TABLE_SIDE
#: Fields that hold what a person wrote, with what they are called.
_TEXTS = {
    "prompt": mark("prompt"),
    "instruction": mark("instruction"),
    "question": mark("question"),
    "system_prompt": mark("system prompt"),
}


def user_texts(request: Request) -> dict[str, str]:
    """What a person wrote in a request, by what it is called: "prompt", "system prompt" and so on."""
    return {called: getattr(request, name) for name, called in _TEXTS.items() if hasattr(request, name)}


def check_text(name: str, text: str, *, may_be_empty: bool = False) -> None:
    """A prompt, instruction or question: not empty, not longer than the model can attend to."""
    called = translate(name)
    if not text.strip() and not may_be_empty:
        raise InvalidRequestError(tr("The {name} is empty.", name=called), tr("Write a {name}.", name=called))
    if len(text) > MAX_PROMPT_CHARACTERS:
        raise InvalidRequestError(
            tr("The {name} has {count} characters.", name=called, count=len(text)),
            tr("Shorten it to {most} or fewer.", most=MAX_PROMPT_CHARACTERS),
        )
    if any("\ud800" <= character <= "\udfff" for character in text):
        # What Python makes of bytes that are not UTF-8; the tokenizer takes whole characters only.
        raise InvalidRequestError(
            tr("The {name} holds bytes that are not text.", name=called), tr("Write it in UTF-8.")
        )


def check_area(width: int, height: int) -> None:
    """The area of a generated picture or clip, in pixels, fits the position table."""
    _, rows, columns = latent_grid(1, height, width)
    if rows * columns > MAX_CELLS:
        raise InvalidRequestError(
            tr("{width}×{height} is more than the model can place.", width=width, height=height),
            tr(
                "Choose a size of at most {most} pixels in all, for example 1024×1024.",
                most=MAX_CELLS * SPATIAL_STRIDE**2,
            ),
        )


def check_grid(grid: tuple[int, int, int]) -> None:
    """A latent grid fits the position table, which has 31 frames of 64 × 64 cells."""
    frames, rows, columns = grid
    last = (frames - 1) * MAX_CELLS + (rows - 1) * LATENT_TABLE_SIDE + columns - 1
    if last >= LATENT_TABLE_FRAMES * MAX_CELLS:
        raise InvalidRequestError(
            tr("The clip is too long for its shape."), tr("Choose fewer frames or a smaller size.")
        )


def check_request(request: Request, presets: Presets, *, words_required: bool = True) -> None:
    """Check all of a request that can be known without its inputs; its numbers were checked when it was made.

    Args:
        request: The request.
        presets: The sizes at which the model can see inputs.
        words_required: Whether there must be a prompt or instruction; a question may always be left out.

    Raises:
        InvalidRequestError: Names the first value that is wrong, its range and a remedy.
    """
    for name, text in user_texts(request).items():
        check_text(name, text, may_be_empty=name == "question" or not words_required)
    match request:
        case TextToImage():
            check_area(request.width, request.height)
        case TextToVideo() | ReferenceGuided():
            check_area(request.width, request.height)
            check_grid(latent_grid(request.num_frames, request.height, request.width))
        case Continuation():
            # What ends with given frames draws the first of them again: one latent frame more is not new.
            most = kept_latents_at_most(request.num_frames) - (not request.clean_latents)
            if request.kept_latents > most:
                raise InvalidRequestError(
                    tr("The number of kept latent frames is {count}.", count=request.kept_latents),
                    tr("Choose a whole number from 1 to {most}, or more frames.", most=most),
                )
    preset = getattr(request, "preset", None)
    if preset is not None and preset not in presets:
        raise InvalidRequestError(
            tr("The size preset is {preset}.", preset=repr(preset)),
            tr("Choose one of {names}.", names=", ".join(presets)),
        )


def check_run(request: Request, inputs: Sequence[InputBlock], presets: Presets) -> None:
    """Check a request together with what it works on.

    Args:
        request: The request.
        inputs: Its pictures and clips, in order.
        presets: The sizes at which the model can see inputs.

    Raises:
        InvalidRequestError: Names the first value that is wrong, its range and a remedy.
    """
    check_request(request, presets)
    check_inputs(request, inputs)
