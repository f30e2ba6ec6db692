"""How much a request makes the model compute, so that what one run took says what another will take."""

from typing import Any

import msgspec

from lance_studio.requests.geometry import VISION_CELL, latent_grid
from lance_studio.requests.promise import Promise, StreamView
from lance_studio.requests.sampling import Sampling
from lance_studio.requests.tasks import Request, asks


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """The size of a run.

    Attributes:
        made: Latent cells of the result; of an answer, its most tokens.
        seen: Latent cells and vision tokens of the sources.
        passes: How often the model goes over the result: steps, twice where guidance acts; 1 for an answer.
    """

    made: int
    seen: int
    passes: int

    @property
    def tokens(self) -> int:
        """Everything that is held at once, at least 1."""
        return max(self.made + self.seen, 1)

    @property
    def sampled(self) -> int:
        """Cells times passes, at least 1."""
        return max(self.made * self.passes, 1)


def work_of(request: Request, promise: Promise) -> Work:
    """Say how much a request makes the model compute.

    Args:
        request: The request.
        promise: What will come of it.
    """
    seen = 0
    for source in promise.sources:
        if source.vae is not None:
            seen += _latent_cells(source.vae)
        if source.vision is not None:
            seen += _vision_tokens(source.vision)
    asked: Any = request
    if asks(request):
        return Work(made=asked.decoding.max_new_tokens, seen=seen, passes=1)
    frames, height, width = promise.grid
    return Work(made=frames * height * width, seen=seen, passes=passes(asked.sampling))


def passes(sampling: Sampling) -> int:
    """How often the model is run for a result: once a step, and once more where guidance acts (§7)."""
    low, high = sampling.guidance_interval
    guided = 0
    if sampling.guidance_scale > 1:
        for step in range(sampling.steps):
            time = 1 - step / sampling.steps
            time = sampling.shift * time / (1 + (sampling.shift - 1) * time)
            guided += low < time <= high
    return sampling.steps + guided


def _latent_cells(view: StreamView) -> int:
    width, height = view.size
    frames, rows, columns = latent_grid(view.frames, height, width)
    return frames * max(rows, 1) * max(columns, 1)


def _vision_tokens(view: StreamView) -> int:
    width, height = view.size
    # Two frames share their tokens; one picture is doubled.
    return max(view.frames // 2, 1) * max(width // VISION_CELL, 1) * max(height // VISION_CELL, 1)
