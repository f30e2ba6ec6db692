"""Requests without pixels: the same fields as the engine's, stored as text, checked with their inputs."""

import dataclasses
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lance_studio.engine import requests as engine
from lance_studio.errors import InvalidRequestError
from lance_studio.worker import requests
from lance_studio.worker.requests import InputBlock

EXAMPLES: tuple[requests.Request, ...] = (
    requests.TextToImage(prompt="ein Hafen"),
    requests.TextToVideo(prompt="waves", num_frames=9),
    requests.ImageToVideo(prompt="waves"),
    requests.ImageEdit(instruction="make it red", feather=3),
    requests.VideoEdit(instruction="make it red"),
    requests.Continuation(prompt="and then"),
    requests.ReferenceGuided(prompt="the same boat"),
    requests.AskImage(question="what is it? ✨"),
    requests.AskVideo(question=""),
)
NAMES = [requests.task_name(example) for example in EXAMPLES]
EACH = pytest.mark.parametrize("request_", EXAMPLES, ids=NAMES)
#: Of the engine's fields, those that travel as input blocks; and of ours, those that act after the engine's run.
PIXELS = {"image", "sources", "frames", "references", "mask", "source_latents"}
OURS = {"feather"}


def values_of(struct: msgspec.Struct) -> dict[str, Any]:
    return msgspec.structs.asdict(struct)


def block(*, frames: int = 1, mask: bool = False, latent: bool = False) -> InputBlock:
    return InputBlock(
        np.zeros((frames, 16, 32, 3), np.uint8),
        np.full((16, 32), 255, np.uint8) if mask else None,
        np.zeros((1, 1, 2, 48), np.float32) if latent else None,
    )


@EACH
def test_a_request_has_the_engine_s_fields_and_defaults(request_: requests.Request) -> None:
    theirs = {field.name: field for field in dataclasses.fields(getattr(engine, type(request_).__name__))}
    assert set(request_.__struct_fields__) - OURS == set(theirs) - PIXELS
    for name, value in values_of(request_).items():
        field = theirs.get(name)
        if field is None or name in ("sampling", "decoding") or field.default is dataclasses.MISSING:
            continue
        changed = {"instruction", "prompt", "question", "num_frames"}
        assert name in changed or value == field.default


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [(requests.Sampling(), engine.Sampling()), (requests.Decoding(), engine.Decoding())],
)
def test_sampling_and_decoding_are_the_engine_s(ours: msgspec.Struct, theirs: Any) -> None:
    assert values_of(ours) == dataclasses.asdict(theirs)


@EACH
def test_a_request_comes_back_from_its_text(request_: requests.Request) -> None:
    text = requests.to_json(request_)
    assert requests.from_json(text) == request_
    # Every number is written, so that a later version with other defaults makes the same result.
    assert set(msgspec.json.decode(text)) == {"task", *request_.__struct_fields__}


@given(
    steps=st.integers(1, 1000),
    shift=st.floats(0.01, 100),
    low=st.floats(0, 0.5),
    seed=st.integers(0, 2**63 - 1),
    prompt=st.text(),
)
def test_numbers_and_texts_survive_exactly(steps: int, shift: float, low: float, seed: int, prompt: str) -> None:
    sampling = requests.Sampling(steps=steps, shift=shift, guidance_interval=(low, 1.0), seed=seed)
    request = requests.TextToImage(prompt=prompt, sampling=sampling)
    assert requests.from_json(requests.to_json(request)) == request


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "null",
        '{"task": "text_to_image"}',
        '{"task": "paint", "prompt": "a"}',
        '{"task": "text_to_image", "prompt": 3}',
        '{"task": "text_to_image", "prompt": "a", "new_field": 1}',
        '{"task": "text_to_image", "prompt": "a", "sampling": {"steps": "many"}}',
        '{"task": "text_to_image", "prompt": "a"',
        "\ud800",
    ],
)
def test_damaged_or_foreign_text_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        requests.from_json(text)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("request_", "inputs"),
    [
        (requests.TextToImage(prompt="a"), []),
        (requests.ImageEdit(instruction="a"), [block(), block(mask=True, latent=True)]),
        (requests.VideoEdit(instruction="a"), [block(frames=9, mask=True)]),
        (requests.AskVideo(question="a"), [block(frames=4)]),
        (requests.ReferenceGuided(prompt="a"), [block()] * 8),
    ],
)
def test_suitable_inputs_are_accepted(request_: requests.Request, inputs: list[InputBlock]) -> None:
    requests.check_inputs(request_, inputs)


@pytest.mark.parametrize(
    ("request_", "inputs"),
    [
        (requests.TextToImage(prompt="a"), [block()]),
        (requests.ImageEdit(instruction="a"), []),
        (requests.ImageEdit(instruction="a"), [block()] * 9),
        (requests.ImageToVideo(prompt="a"), [block(frames=2)]),
        (requests.ImageEdit(instruction="a"), [InputBlock(np.zeros((1, 16, 32), np.uint8))]),
        (requests.ImageEdit(instruction="a"), [InputBlock(np.zeros((1, 0, 32, 3), np.uint8))]),
        (requests.ImageEdit(instruction="a"), [InputBlock(block().frames, np.zeros((16, 16), np.uint8))]),
        (requests.ImageEdit(instruction="a"), [InputBlock(block().frames, None, np.zeros((2, 48), np.float32))]),
    ],
)
def test_unsuitable_inputs_are_refused(request_: requests.Request, inputs: list[InputBlock]) -> None:
    with pytest.raises(InvalidRequestError):
        requests.check_inputs(request_, inputs)


def test_questions_are_told_from_pictures() -> None:
    assert [requests.asks(example) for example in EXAMPLES] == [False] * 7 + [True] * 2
