"""Examples become the requests that users would make."""

import random

import numpy as np
import pytest

from lance_studio.requests import (
    AskImage,
    AskVideo,
    Continuation,
    ImageEdit,
    ImageToVideo,
    ReferenceGuided,
    Sampling,
    TextToImage,
    TextToVideo,
    VideoEdit,
)
from lance_studio.requests.checks import check_run
from lance_studio.requests.geometry import StreamSides
from models.nano.training.requesting import drawing_request, question_request, seeded
from models.nano.training.settings import VAE_SIDE, VIT_SIDE
from models.nano.training.world.scene import FRAMES, LONG_FRAMES, SIDE
from models.nano.training.world.tasks import NOTHING_HELD, Example, Held, Task, sample

SAMPLING = Sampling(steps=3, guidance_scale=2.0)


def frames(count: int, level: int) -> np.ndarray:
    return (
        np.full((count, SIDE, SIDE, 3), level, dtype=np.uint8) + np.arange(count, dtype=np.uint8)[:, None, None, None]
    )


def example(task: Task) -> Example:
    return sample(task, "book", random.Random(4), "held-out", full=True)


@pytest.mark.parametrize(
    ("task", "sort", "source", "target"),
    [
        ("text_to_image", TextToImage, None, 1),
        ("text_to_video", TextToVideo, None, FRAMES),
        ("image_to_video", ImageToVideo, None, FRAMES),
        ("moments", TextToVideo, None, LONG_FRAMES),
        ("continuation", Continuation, None, FRAMES),
        ("backward", Continuation, None, FRAMES),
        ("gap", Continuation, None, LONG_FRAMES),
        ("image_edit", ImageEdit, 1, 1),
        ("wider_image_edit", ImageEdit, 1, 1),
        ("video_edit", VideoEdit, FRAMES, FRAMES),
        ("wider_video_edit", VideoEdit, FRAMES, FRAMES),
        ("reference", ReferenceGuided, 1, 1),
        ("reference_video", ReferenceGuided, 1, FRAMES),
    ],
)
def test_a_drawing_is_asked_for_as_by_a_user(task: Task, sort: type, source: int | None, target: int) -> None:
    asked = example(task)
    given = None if source is None else frames(source, 10)
    held = {"backward": Held(0, 2), "gap": Held(2, 1)}.get(task, Held(2, 0))
    request, inputs = drawing_request(asked, given, frames(target, 100), held, SAMPLING)
    assert type(request) is sort
    check_run(request, inputs, {"nano": StreamSides(VAE_SIDE, VIT_SIDE)})
    words = request.instruction if isinstance(request, ImageEdit | VideoEdit) else request.prompt
    assert (words, request.sampling) == (asked.text, SAMPLING)
    if isinstance(request, TextToVideo | ImageToVideo | Continuation | ReferenceGuided):
        assert request.num_frames == target


def test_only_what_is_given_of_a_target_is_shown() -> None:
    target = frames(FRAMES, 100)
    first, inputs = drawing_request(example("image_to_video"), None, target, Held(1, 0), SAMPLING)
    assert isinstance(first, ImageToVideo)
    assert np.array_equal(inputs[0].frames, target[:1])
    cases: tuple[tuple[Task, Held, list[np.ndarray]], ...] = (
        ("continuation", Held(1, 0), [target[:1]]),
        ("continuation", Held(2, 0), [target[:5]]),
        ("continuation", Held(4, 0), [target[:13]]),
        ("backward", Held(0, 1), [target[-5:]]),
        ("backward", Held(0, 2), [target[-9:]]),
        ("gap", Held(2, 1), [target[:5], target[-5:]]),
    )
    for task, held, shown in cases:
        request, inputs = drawing_request(example(task), None, target, held, SAMPLING)
        assert isinstance(request, Continuation)
        assert (request.clean_latents, request.end_latents) == held
        assert len(inputs) == len(shown)
        assert all(np.array_equal(block.frames, part) for block, part in zip(inputs, shown, strict=True))


def test_a_missing_source_and_a_question_are_refused() -> None:
    with pytest.raises(ValueError, match="needs a source"):
        drawing_request(example("image_edit"), None, frames(1, 0), NOTHING_HELD, SAMPLING)
    with pytest.raises(ValueError, match="does not draw"):
        drawing_request(example("question_image"), frames(1, 0), frames(1, 0), NOTHING_HELD, SAMPLING)


def test_questions_are_about_pictures_or_clips() -> None:
    picture, shown = question_request(example("question_image"), frames(1, 7), 12)
    assert isinstance(picture, AskImage)
    assert np.array_equal(shown[0].frames, frames(1, 7))
    clip, shown = question_request(example("question_video"), frames(FRAMES, 7), 12)
    assert isinstance(clip, AskVideo)
    assert len(shown[0].frames) == FRAMES
    assert clip.decoding.max_new_tokens == picture.decoding.max_new_tokens == 12


def test_every_example_has_noise_of_its_own() -> None:
    assert seeded(SAMPLING, 3) == seeded(SAMPLING, 3) != seeded(SAMPLING, 4)
    assert seeded(SAMPLING, 3).steps == SAMPLING.steps
