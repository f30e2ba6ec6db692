"""Wishes: what somebody asks the studio for, in one typed union.

Every face (window, command line, and whatever comes later) says one of these to `Studio.submit`; the planner turns it
into a complete request. A wish names things by their ids in the project and leaves open what the model's profile knows.
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeAlias

from lance_studio.workflows.clip_refs import ClipRef
from lance_studio.workflows.options import DEFAULT_OPTIONS, Options


@dataclass(frozen=True, slots=True)
class GeneratePicture:
    """New pictures from words; `variants` of them, with seeds that follow each other."""

    prompt: str
    options: Options = DEFAULT_OPTIONS
    variants: int = 1


@dataclass(frozen=True, slots=True)
class GenerateClip:
    """A new clip from words; `variants` as for pictures."""

    prompt: str
    options: Options = DEFAULT_OPTIONS
    variants: int = 1


@dataclass(frozen=True, slots=True)
class GenerateFromReferences:
    """A new picture, or with more than one frame a new clip, that keeps what the pictures of nodes show.

    Attributes:
        node_ids: The pictures.
        prompt: What to draw.
        options: Choices.
        variants: How many are made, with seeds that follow each other.
    """

    node_ids: tuple[str, ...]
    prompt: str
    options: Options = DEFAULT_OPTIONS
    variants: int = 1


@dataclass(frozen=True, slots=True)
class Animate:
    """A clip that begins with a picture; a still on a timeline is replaced by it.

    Attributes:
        source: The picture.
        prompt: What happens in the clip.
        options: Choices.
        variants: How many are made, with seeds that follow each other. Several never take the place of a still on a
            timeline: somebody has to choose first.
        after_job: A job that waits or is at work; what it makes first is animated in place of the picture of a node,
            which is what can be gone back to.
    """

    source: ClipRef
    prompt: str
    options: Options = DEFAULT_OPTIONS
    variants: int = 1
    after_job: str | None = None


@dataclass(frozen=True, slots=True)
class EditPicture:
    """The picture of a node changed after an instruction.

    Attributes:
        node_id: The picture.
        instruction: What to change.
        options: Choices.
        mask: Digest of a blob with a PNG of the picture's size, white where it may change; None for all of it.
        also: Nodes of further pictures that the instruction speaks of; the model sees these first.
        variants: How many are made, with seeds that follow each other.
        after_job: A job that waits or is at work; what it makes first is changed in place of the node's picture, which
            is what can be gone back to. A mask cannot be combined with it: it was drawn for the node's picture.
    """

    node_id: str
    instruction: str
    options: Options = DEFAULT_OPTIONS
    mask: str | None = None
    also: tuple[str, ...] = ()
    variants: int = 1
    after_job: str | None = None


@dataclass(frozen=True, slots=True)
class EditClip:
    """A clip, or a part of it, changed after an instruction; a still is changed as a picture.

    Attributes:
        source: The clip.
        instruction: What to change.
        options: Choices.
        also: Further clips that the instruction speaks of; the model sees these first.
        variants: As for `Animate`.
        after_job: As for `Animate`.
    """

    source: ClipRef
    instruction: str
    options: Options = DEFAULT_OPTIONS
    also: tuple[ClipRef, ...] = ()
    variants: int = 1
    after_job: str | None = None


@dataclass(frozen=True, slots=True)
class ExtendClip:
    """What comes after a clip; on a timeline it is placed directly behind it. A still is animated."""

    source: ClipRef
    prompt: str
    options: Options = DEFAULT_OPTIONS


@dataclass(frozen=True, slots=True)
class AskPicture:
    """A question about the picture of a node."""

    node_id: str
    question: str
    options: Options = DEFAULT_OPTIONS


@dataclass(frozen=True, slots=True)
class AskFrame:
    """A question about the frame at a time of a timeline, in seconds: that of the clip on top, in its own pixels."""

    timeline_id: str
    time: Fraction
    question: str
    options: Options = DEFAULT_OPTIONS


@dataclass(frozen=True, slots=True)
class AskClip:
    """A question about a clip, or a part of it."""

    source: ClipRef
    question: str
    options: Options = DEFAULT_OPTIONS


@dataclass(frozen=True, slots=True)
class Replay:
    """A node made once more from the same request; the result says whether every pixel is the same."""

    node_id: str


@dataclass(frozen=True, slots=True)
class AnotherSeed:
    """What made a node asked for once more with another seed: a new node from the same sources."""

    node_id: str


Question: TypeAlias = AskPicture | AskFrame | AskClip
Wish: TypeAlias = (
    GeneratePicture
    | GenerateClip
    | GenerateFromReferences
    | Animate
    | EditPicture
    | EditClip
    | ExtendClip
    | Question
    | Replay
    | AnotherSeed
)


ANY_MASK = "0" * 64
"""Digest that stands for a mask of which nothing is known yet."""


def with_any_mask(wish: Wish) -> Wish:
    """Return an edit of a picture as if it had a mask, to see what would come of it before the mask is written."""
    return replace(wish, mask=ANY_MASK) if isinstance(wish, EditPicture) else wish
