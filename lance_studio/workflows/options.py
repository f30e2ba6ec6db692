"""What a person may choose beside the words; what is left open comes from the model's profile."""

from dataclasses import dataclass

from lance_studio.catalog.profile import Renorm


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Choices for one wish; None leaves a number to the model's profile.

    Attributes:
        seed: Of the noise, 0 to 2**63 - 1; None draws one, which the request then holds.
        steps: Steps of sampling.
        guidance: Strength of the words.
        width: Of a new picture or clip, in pixels.
        height: Of a new picture or clip, in pixels.
        frames: Length of a new clip; of an extension, how many frames are new.
        shift: Timestep shift.
        interval: Timesteps (low, high) between which guidance acts.
        renorm: Norm that a guided velocity may not exceed.
        feather: Width in pixels of a mask's soft edge, which lies inside the mask.
    """

    seed: int | None = None
    steps: int | None = None
    guidance: float | None = None
    width: int | None = None
    height: int | None = None
    frames: int | None = None
    shift: float | None = None
    interval: tuple[float, float] | None = None
    renorm: Renorm | None = None
    feather: int = 8


USUAL = Options()
"""Everything as the model's profile says."""
