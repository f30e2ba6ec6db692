"""What the canvas shows, as values that its presenter makes and its view draws."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from lance_studio.ui.subject import NOTHING, Subject

TOOLS = ("select", "lasso", "brush", "eraser", "colour", "object")


@dataclass(frozen=True)
class Shown:
    """The node on the canvas.

    Attributes:
        node_id: Its id.
        media_id: The medium with its pixels.
        name: What people call it.
        kind: "picture" or "clip".
        width: Pixels.
        height: Pixels.
        frames: Frames of a clip; 1 for a picture.
        generated: Whether the model made it.
    """

    node_id: str
    media_id: str
    name: str
    kind: str
    width: int
    height: int
    frames: int = 1
    generated: bool = False


@dataclass(frozen=True)
class Turn:
    """One node of the strip of turns.

    Attributes:
        node_id: Its id.
        media_id: The medium with its pixels.
        name: What people call it.
        words: The instruction that made it; empty for an import.
        generated: Whether the model made it.
        current: Whether it is on the canvas.
        later: Whether it was made from the node on the canvas.
    """

    node_id: str
    media_id: str
    name: str
    words: str = ""
    generated: bool = False
    current: bool = False
    later: bool = False


@dataclass(frozen=True)
class CanvasJob:
    """The job whose result will land on the canvas, or which runs elsewhere.

    Attributes:
        job_id: Its id.
        label: What is being made.
        text: How far it is, in words.
        step: Steps that are done.
        total: All steps; 0 while nobody knows.
        here: Whether the canvas waits for its result.
        width: Pixels of the result, as far as they are known.
        height: Pixels of the result.
    """

    job_id: str
    label: str
    text: str
    step: int = 0
    total: int = 0
    here: bool = False
    width: int = 1
    height: int = 1


@dataclass(frozen=True)
class MaskState:
    """The mask of the picture on the canvas.

    Attributes:
        exists: Whether there is one.
        share: The part of the picture that an edit will change, from 0 to 1; None where there is no mask, or nobody
            knows yet.
        grow: Pixels by which it is widened where it is used; negative numbers narrow it.
        feather: Width in pixels of its soft edge.
        offered: Whether the turn that made this picture had a mask that can be used again.
        busy: What is being done to it, in words; empty where nothing is.
    """

    exists: bool = False
    share: float | None = None
    grow: int = 0
    feather: int = 8
    offered: bool = False
    busy: str = ""


@dataclass(frozen=True)
class CanvasState:
    """Everything that the canvas shows but pixels.

    Attributes:
        viewing: "node" or "timeline".
        shown: The node on the canvas, if any.
        subject: What an instruction acts on.
        acts_on: The same in words, and what is done to it.
        notes: What is cropped, shortened or otherwise not as one may expect, in sentences.
        mode: "new" or "edit": what an instruction does.
        output: "picture" or "clip": what it makes.
        can_edit: Whether there is something to edit.
        can_choose_output: Whether a picture and a clip are both possible.
        turns: From the first picture to the node on the canvas, then what was made from it.
        compared: The nodes that are compared, if any are.
        compare_labels: What stands on each of them, whatever its place, and the same in a word or two.
        compare_mode: One of `comparison.MODES`.
        can_compare: Whether there is something to compare with.
        work: The job at work, if any.
        forecast: What the next generation will be and cost.
        came: What came of the newest result, and what was other than promised; empty unless it is shown.
        placeholder: What the field asks for.
        verb: The word on the primary button.
        examples: Prompts to begin with.
        after: The words of the turn that an instruction will follow; empty where it goes from what is shown.
        may_follow: The words of the turn that it could follow, which waits or is at work; empty for none.
        variants: How many results an instruction makes.
        seed: The seed, if it is locked and can be used.
        seed_invalid: What is locked in place of a seed and cannot be used; empty where there is none.
        invalid: What is wrong with a number that was chosen, and what is allowed; nothing is generated until then.
        refused: Why the engine's backend cannot carry out an instruction now; empty where it can.
        refusals: The same for what could be chosen: "new" and "edit", "picture" and "clip", "mask".
        tool: One of `TOOLS`.
        brush: The brush's diameter in pixels of the picture.
        tolerance: By how many levels, of 255, colours may differ that are selected together.
        mask: The mask of the picture.
        unchanged: The node whose turn changed nothing that anybody would see; empty where it is none.
    """

    viewing: str = "node"
    shown: Shown | None = None
    subject: Subject = NOTHING
    acts_on: str = ""
    notes: str = ""
    mode: str = "new"
    output: str = "picture"
    can_edit: bool = False
    can_choose_output: bool = True
    turns: tuple[Turn, ...] = field(default=())
    compared: tuple[Shown, ...] | None = None
    compare_labels: tuple[tuple[str, str], ...] = ()
    compare_mode: str = "wipe"
    can_compare: bool = False
    work: CanvasJob | None = None
    forecast: str = ""
    came: str = ""
    placeholder: str = ""
    verb: str = ""
    examples: tuple[str, ...] = ()
    after: str = ""
    may_follow: str = ""
    variants: int = 1
    seed: int | None = None
    seed_invalid: str = ""
    invalid: str = ""
    refused: str = ""
    refusals: Mapping[str, str] = field(default_factory=dict[str, str])
    tool: str = "select"
    brush: int = 24
    tolerance: int = 24
    mask: MaskState = MaskState()
    unchanged: str = ""
