"""Requests without pixels: stored as text, checked with their inputs, with ranges that hold wherever they come from."""

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lance_studio import requests
from lance_studio.errors import InvalidRequestError
from lance_studio.requests import InputBlock
from lance_studio.requests.tasks import recipe_settings

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


def block(*, frames: int = 1, mask: bool = False, latent: bool = False) -> InputBlock:
    return InputBlock(
        np.zeros((frames, 16, 32, 3), np.uint8),
        np.full((16, 32), 255, np.uint8) if mask else None,
        np.zeros((1, 1, 2, 48), np.float32) if latent else None,
    )


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
        '{"task": "text_to_image", "prompt": "a", "width": 15}',
        '{"task": "text_to_image", "prompt": "a", "sampling": {"steps": 0}}',
        '{"task": "text_to_image", "prompt": "a", "sampling": {"seed": 1208925819614629174706176}}',
        '{"task": "text_to_image", "prompt": "a", "sampling": {"seed": -1}}',
        '{"task": "text_to_image", "prompt": "a", "sampling": {"shift": 0}}',
        '{"task": "text_to_image", "prompt": "a", "sampling": {"shift": 1e999}}',
        '{"task": "text_to_image", "prompt": "a", "sampling": {"guidance_interval": [0.9, 0.1]}}',
        '{"task": "text_to_image", "prompt": "a", "sampling": {"renorm": "all"}}',
        '{"task": "image_to_video", "prompt": "a", "num_frames": 4}',
        '{"task": "continuation", "prompt": "a", "clean_latents": 0}',
        '{"task": "ask_image", "question": "a", "decoding": {"max_new_tokens": 3, "min_new_tokens": 4}}',
        '{"task": "text_to_image", "prompt": "\\ud800"}',
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


def test_a_text_that_is_no_text_is_refused_when_it_is_stored() -> None:
    with pytest.raises(InvalidRequestError, match="not text"):
        requests.to_json(requests.TextToImage(prompt="caf\udce9"))


#: A project of version 0.1 holds requests in this form; it must open in every later one.
STORED = (
    '{"task":"continuation","prompt":"and then","clean_latents":2,"num_frames":17,"preset":"nano",'
    '"sampling":{"steps":16,"shift":3.5,"guidance_scale":3.0,"guidance_interval":[0.4,1.0],"renorm":"global","renorm_min":0.0,"seed":7,'
    '"noise":"cpu","sample_latents":true}}'
)


def test_what_an_earlier_version_stored_is_read() -> None:
    request = requests.from_json(STORED)
    sampling = requests.Sampling(steps=16, guidance_scale=3.0, seed=7)
    assert request == requests.Continuation(
        prompt="and then", clean_latents=2, num_frames=17, preset="nano", sampling=sampling
    )


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("text_to_image", "image"),
        ("image_edit", "image"),
        ("ask_image", "image"),
        ("text_to_video", "video"),
        ("image_to_video", "video"),
        ("video_edit", "video"),
        ("continuation", "video"),
        ("ask_video", "video"),
        ("reference_guided", "image"),
    ],
)
def test_each_task_has_its_usual_checkpoint(name: str, family: requests.Family) -> None:
    (request,) = (example for example in EXAMPLES if requests.task_name(example) == name)
    assert requests.default_family(request) == family


def test_a_reference_guided_clip_is_made_by_the_checkpoint_for_clips() -> None:
    assert requests.default_family(requests.ReferenceGuided(prompt="a", num_frames=9)) == "video"


def test_a_continuation_says_which_ends_are_kept_and_what_it_takes_of_its_clips() -> None:
    after = requests.Continuation(prompt="on", clean_latents=2)
    before = requests.Continuation(prompt="on", clean_latents=0, end_latents=1)
    between = requests.Continuation(prompt="on", clean_latents=1, end_latents=2)
    assert [one.needed_frames for one in (after, before, between)] == [(5,), (5,), (1, 9)]
    assert [one.kept_latents for one in (after, before, between)] == [2, 1, 3]
    assert "end_latents" not in recipe_settings(after)
    assert recipe_settings(between)["end_latents"] == 2
    assert requests.from_json(requests.to_json(between)) == between
    # What earlier versions stored keeps its meaning.
    assert requests.from_json('{"task": "continuation", "prompt": "on", "clean_latents": 2}') == after
