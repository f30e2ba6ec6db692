"""What a person may choose beside the words; what is left open comes from the model's profile."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Choices for one wish; None leaves a number to the model's profile.

    Attributes:
        seed: Of the noise; None draws one, which the request then holds.
        steps: Steps of sampling.
        guidance: Strength of the words.
        width: Of a new picture or clip, in pixels.
        height: Of a new picture or clip, in pixels.
        frames: Length of a new clip; of an extension, how many frames are new.
        feather: Width in pixels of a mask's soft edge, which lies inside the mask.
    """

    seed: int | None = None
    steps: int | None = None
    guidance: float | None = None
    width: int | None = None
    height: int | None = None
    frames: int | None = None
    feather: int = 8


DEFAULT_OPTIONS = Options()
"""Everything as the model's profile says."""
