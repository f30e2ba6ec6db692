"""The engine on a model that brings a ``studio.json``: its sizes, its hashes, one checkpoint for all tasks."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from msgspec.structs import replace

from lance_studio.catalog.profile import MIN_PRESET_SIDE, OFFICIAL, read_profile
from lance_studio.engine import Engine, Precision
from lance_studio.errors import CheckpointError, InvalidRequestError
from lance_studio.requests import (
    AskImage,
    AskVideo,
    Continuation,
    Decoding,
    ImageEdit,
    ImageToVideo,
    ReferenceGuided,
    Sampling,
    TextToImage,
    TextToVideo,
)
from lance_studio.requests.geometry import bucket_size
from tests.asking import clips, pictures
from tests.unit.catalog.profiles import hashes_of, write_profile
from tests.unit.engine.samples import IMAGE_WEIGHTS, VAE_WEIGHTS, VISION_WEIGHTS, clip, copy_checkpoint, picture

SAMPLING = Sampling(steps=2)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small checkpoint as a model whose one checkpoint serves all tasks, with recorded hashes."""
    root = copy_checkpoint(tmp_path)
    shutil.rmtree(root / "Lance_3B_Video")
    write_profile(root, sha256=hashes_of(root))
    return root


def engine_of(root: Path) -> Engine:
    return Engine(root, device="cpu", precision=Precision(torch.float32))


def test_the_model_s_own_presets_size_the_result(root: Path) -> None:
    engine = engine_of(root)
    assert engine.profile == read_profile(root)
    edit = ImageEdit(instruction="x", preset="square", sampling=SAMPLING)
    assert engine.run(edit, pictures(picture(0, 64, 64))).frames.shape == (1, 64, 64, 3)
    animation = ImageToVideo(prompt="x", num_frames=5, preset="large", sampling=SAMPLING)
    assert engine.run(animation, pictures(picture(0, 64, 64))).frames.shape == (5, 96, 96, 3)
    question = AskVideo(question="x", preset="large", decoding=Decoding(max_new_tokens=2))
    assert engine.run(question, clips(clip(5))).token_ids


def test_other_models_presets_are_refused(root: Path) -> None:
    with pytest.raises(InvalidRequestError, match=r"'image_768res'\. Choose one of square, large"):
        engine_of(root).run(AskImage(question="x"), pictures(picture()))


def test_results_outside_the_training_come_with_a_warning(root: Path) -> None:
    engine = engine_of(root)
    assert engine.run(TextToImage(prompt="x", width=64, height=48, sampling=SAMPLING)).warnings == ()
    (warning,) = engine.run(TextToImage(prompt="x", width=32, height=32, sampling=SAMPLING)).warnings
    assert "32x32 may come out worse" in warning
    (warning,) = engine.run(TextToVideo(prompt="x", width=32, height=32, num_frames=17, sampling=SAMPLING)).warnings
    assert "clips of up to 13 frames" in warning


def test_the_same_seed_gives_the_same_picture_in_two_engines(root: Path) -> None:
    request = TextToImage(prompt="a red car on a meadow", width=64, height=48, sampling=SAMPLING)
    first, second = (engine_of(root).run(request).frames for _ in range(2))
    assert np.array_equal(first, second)
    other = engine_of(root).run(replace(request, sampling=replace(SAMPLING, seed=1))).frames
    assert not np.array_equal(first, other)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("damage", [cut, flip])
@pytest.mark.parametrize(
    "file",
    [
        IMAGE_WEIGHTS,
        VAE_WEIGHTS,
        VISION_WEIGHTS,
        "Lance_3B/tokenizer.json",
        "Lance_3B/merges.txt",
        "Lance_3B/llm_config.json",
        "Qwen2.5-VL-ViT/config.json",
    ],
)
def test_a_file_that_is_not_the_recorded_one_is_refused(file: str, damage: Callable[[Path], None], root: Path) -> None:
    damage(root / file)
    with pytest.raises(CheckpointError) as caught:
        engine_of(root).load("image")
    assert Path(file).name in caught.value.cause
    assert "SHA-256" in caught.value.cause
    assert "Copy the complete model folder" in caught.value.remedy


def test_weights_that_are_not_recorded_are_refused(root: Path) -> None:
    (root / IMAGE_WEIGHTS).rename(root / "Lance_3B" / "ema.safetensors")
    with pytest.raises(CheckpointError, match="not among the files"):
        engine_of(root).load("image")


def test_without_recorded_hashes_any_sound_file_is_loaded(root: Path) -> None:
    write_profile(root)
    (root / IMAGE_WEIGHTS).rename(root / "Lance_3B" / "ema.safetensors")
    assert engine_of(root).load("image")


def test_a_damaged_profile_is_refused_before_anything_is_loaded(root: Path) -> None:
    (root / "studio.json").write_text("[]", encoding="utf-8")
    with pytest.raises(CheckpointError, match=r"studio\.json is not a configuration file"):
        engine_of(root)


def test_the_longest_shape_of_the_smallest_preset_has_room_for_a_vision_token() -> None:
    assert min(bucket_size(8, 1, MIN_PRESET_SIDE) + bucket_size(1, 8, MIN_PRESET_SIDE)) >= 28


def test_the_official_profile_is_what_requests_have_by_default() -> None:
    image, video = TextToImage(prompt="x"), TextToVideo(prompt="x")
    usual_pictures, usual_clips = OFFICIAL.pictures, OFFICIAL.clips
    assert (image.width, image.height) == (usual_pictures.size.width, usual_pictures.size.height)
    assert (video.width, video.height, video.num_frames) == (
        usual_clips.size.width,
        usual_clips.size.height,
        usual_clips.frames,
    )
    assert ImageToVideo(prompt="x").num_frames == usual_clips.animation_frames
    assert Continuation(prompt="x").clean_latents == usual_clips.kept_latents
    assert Decoding().max_new_tokens == OFFICIAL.answer_tokens
    for request in (
        ImageEdit(instruction="x"),
        AskImage(question="x"),
        ReferenceGuided(prompt="x"),
    ):
        assert request.preset == usual_pictures.preset
    for request in (ImageToVideo(prompt="x"), AskVideo(question="x")):
        assert request.preset == usual_clips.preset
    usual, official = Sampling(), usual_pictures.sampling
    assert usual_pictures.sampling == usual_clips.sampling
    for name in ("steps", "shift", "guidance_scale", "guidance_interval", "renorm"):
        assert getattr(usual, name) == getattr(official, name)
