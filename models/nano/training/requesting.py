"""Examples as the requests that users make, so that the engine itself can be measured."""

from typing import TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from lance_studio.requests import (
    AskImage,
    AskVideo,
    Continuation,
    Decoding,
    ImageEdit,
    ImageToVideo,
    InputBlock,
    ReferenceGuided,
    Sampling,
    TextRequest,
    TextToImage,
    TextToVideo,
    VideoEdit,
    VisualRequest,
)
from lance_studio.requests.geometry import end_frames, given_frames
from models.nano.training.settings import VAE_SIDE
from models.nano.training.world.tasks import Example, Held

Frames: TypeAlias = NDArray[np.uint8]
_PRESET = "nano"


def drawing_request(
    example: Example, source: Frames | None, target: Frames, clean: Held, sampling: Sampling
) -> tuple[VisualRequest, tuple[InputBlock, ...]]:
    """The request whose result an example's target is, and what it works on.

    Args:
        example: An example of a task that draws.
        source: The drawn source, ``uint8`` [T, H, W, 3], or ``None`` without.
        target: The drawn target, likewise; only what is given of it is used.
        clean: Latent frames of the target that are given; acts in tasks in which their number may differ.
        sampling: How to sample.

    Raises:
        ValueError: The example's task does not draw, or needs a source.
    """
    text, length = example.text, len(target)
    match example.task:
        case "text_to_image":
            return TextToImage(prompt=text, width=VAE_SIDE, height=VAE_SIDE, sampling=sampling), ()
        case "text_to_video" | "moments":
            return TextToVideo(prompt=text, width=VAE_SIDE, height=VAE_SIDE, num_frames=length, sampling=sampling), ()
        case "image_to_video":
            request = ImageToVideo(prompt=text, num_frames=length, preset=_PRESET, sampling=sampling)
            return request, (InputBlock(target[:1]),)
        case "continuation" | "backward" | "gap":
            request = Continuation(
                prompt=text,
                clean_latents=clean.first,
                end_latents=clean.last,
                num_frames=length,
                preset=_PRESET,
                sampling=sampling,
            )
            before = [InputBlock(target[: given_frames(clean.first)])] * (clean.first > 0)
            behind = [InputBlock(target[-end_frames(clean.last) :])] * (clean.last > 0)
            return request, (*before, *behind)
    if source is None:
        raise ValueError(f"An example of {example.task} needs a source that is drawn.")
    match example.task:
        case "image_edit" | "wider_image_edit":
            return ImageEdit(instruction=text, preset=_PRESET, sampling=sampling), (InputBlock(source[:1]),)
        case "video_edit" | "wider_video_edit":
            return VideoEdit(instruction=text, preset=_PRESET, sampling=sampling), (InputBlock(source),)
        case "reference" | "reference_video":
            request = ReferenceGuided(
                prompt=text,
                width=VAE_SIDE,
                height=VAE_SIDE,
                num_frames=length,
                preset=_PRESET,
                sampling=sampling,
            )
            return request, (InputBlock(source[:1]),)
    raise ValueError(f"{example.task} does not draw.")


def question_request(example: Example, source: Frames, most_tokens: int) -> tuple[TextRequest, tuple[InputBlock, ...]]:
    """The request whose answer an example's answer is, and what it is about.

    Args:
        example: A question.
        source: What is asked about, ``uint8`` [T, H, W, 3].
        most_tokens: Tokens of the answer at most.
    """
    decoding = Decoding(max_new_tokens=most_tokens)
    if len(source) == 1:
        return AskImage(question=example.text, preset=_PRESET, decoding=decoding), (InputBlock(source),)
    return AskVideo(question=example.text, preset=_PRESET, decoding=decoding), (InputBlock(source),)


def seeded(sampling: Sampling, number: int) -> Sampling:
    """The sampling of the example of this number: noise of its own, the same in every run."""
    return msgspec.structs.replace(sampling, seed=number)
