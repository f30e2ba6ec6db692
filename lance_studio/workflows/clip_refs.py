"""What a wish about moving pictures is about: a clip of a timeline, or a clip by itself; perhaps a part of it."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class OnTimeline:
    """A clip of a timeline.

    Attributes:
        timeline_id: The timeline's id in the project.
        clip_id: The clip.
        start: Where the part begins, in seconds of the timeline; None: where the clip begins.
        end: Where it ends, exclusive; None: where the clip ends.
    """

    timeline_id: str
    clip_id: str
    start: Fraction | None = None
    end: Fraction | None = None


@dataclass(frozen=True, slots=True)
class OfNode:
    """A clip or picture of the history.

    Attributes:
        node_id: The node.
        start: Where the part begins, in seconds of the medium; None: at its beginning.
        end: Where it ends, exclusive; None: at its end.
    """

    node_id: str
    start: Fraction | None = None
    end: Fraction | None = None


ClipRef = OnTimeline | OfNode
