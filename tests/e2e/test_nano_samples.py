"""The sample project and the suggestions that stand beside it: the embedded model does each of them right.

Results are read by the world's own reader, as in ``test_nano_content``, with the steps that the studio takes.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from lance_studio.catalog.profile import ModelProfile, read_profile
from lance_studio.engine import Engine
from lance_studio.media.images import load_image
from lance_studio.requests import ImageEdit, ImageToVideo, InputBlock, Sampling, TextToImage, VideoEdit
from lance_studio.workflows.sample import SMALL_WORLD, sample_folder
from models.nano.training.world.reader import read_clip, score_clip, score_picture
from models.nano.training.world.scene import FRAMES, SIDE, Backdrop, Clip, Move, Picture, Thing, Vanish
from resources.samples.make_small_world import CLIP, PICTURE
from tests.asking import pictures
from tests.e2e.test_nano_content import Frames, engine, painted, painted_clip
from tests.reading import plain_frames

__all__ = ["engine"]

pytestmark = pytest.mark.slow

CAR, BALLOON = PICTURE.things
TREE = Thing("tree", "green", "medium", 1, 0)
SEEDS = (1, 2, 3)


@pytest.fixture(scope="module")
def profile() -> ModelProfile:
    return read_profile(Path(__file__).parents[2] / "models" / "nano")


@pytest.fixture(scope="module")
def picture() -> Frames:
    return load_image(sample_folder() / SMALL_WORLD.picture)


@pytest.fixture(scope="module")
def clip() -> Frames:
    path = sample_folder() / SMALL_WORLD.clip
    return np.stack(plain_frames(path))


def sampling(profile: ModelProfile, task: str, seed: int) -> Sampling:
    usual = profile.defaults(task).sampling
    return Sampling(seed=seed, steps=usual.steps, guidance_scale=usual.guidance_scale)


def test_the_samples_are_what_the_script_draws_and_the_reader_reads(picture: Frames, clip: Frames) -> None:
    np.testing.assert_array_equal(picture, painted(PICTURE))
    assert score_picture(picture, PICTURE).everything
    # The clip went through a video's compression.
    assert np.abs(clip.astype(int) - painted_clip(CLIP)).mean() < 2
    assert score_clip(clip, CLIP).everything


EDITED: dict[str, Picture] = {
    "make the car blue": replace(PICTURE, things=(replace(CAR, colour="blue"), BALLOON)),
    "add a green tree on the left": replace(PICTURE, things=(CAR, BALLOON, TREE)),
    "put it at sea": replace(PICTURE, backdrop=Backdrop("sea")),
}


def test_every_suggested_edit_of_the_sample_comes_out_with_every_seed(
    engine: Engine, profile: ModelProfile, picture: Frames
) -> None:
    assert set(profile.examples("image_edit")) == set(EDITED)
    for instruction, truth in EDITED.items():
        for seed in SEEDS:
            request = ImageEdit(instruction=instruction, preset="nano", sampling=sampling(profile, "image_edit", seed))
            score = score_picture(engine.run(request, pictures(picture)).frames[0], truth)
            assert score.everything, (instruction, seed, score)


NEW: dict[str, Picture] = {
    "a large red car in the middle, in a meadow": Picture(Backdrop("meadow"), (Thing("car", "red", "large", 1, 1),)),
    "a large yellow star in the top left and a small blue ring in the middle on a plain white background": Picture(
        Backdrop("plain", "white"), (Thing("star", "yellow", "large", 0, 0), Thing("ring", "blue", "small", 1, 1))
    ),
    "a large orange cat on the left, in a room": Picture(Backdrop("room"), (Thing("cat", "orange", "large", 1, 0),)),
}


def test_every_suggested_picture_comes_out(engine: Engine, profile: ModelProfile) -> None:
    assert set(profile.examples("text_to_image")) == set(NEW)
    for prompt, truth in NEW.items():
        request = TextToImage(prompt=prompt, width=SIDE, height=SIDE, sampling=sampling(profile, "text_to_image", 1))
        score = score_picture(engine.run(request).frames[0], truth)
        assert score.everything, (prompt, score)


def test_the_suggested_motions_and_changes_of_the_clip_come_out(
    engine: Engine, profile: ModelProfile, picture: Frames, clip: Frames
) -> None:
    moving: dict[str, Clip] = {
        "the car moves to the right": Clip(PICTURE, (Move("right"), None)),
        "the balloon vanishes": Clip(PICTURE, (None, Vanish(FRAMES // 2))),
    }
    assert set(profile.examples("image_to_video")) == set(moving)
    for prompt, truth in moving.items():
        request = ImageToVideo(
            prompt=prompt, num_frames=FRAMES, preset="nano", sampling=sampling(profile, "image_to_video", 1)
        )
        found = read_clip(engine.run(request, pictures(picture)).frames)
        changed = {type(one.change) for one in found.things if one.change is not None}
        assert changed == {type(change) for change in truth.changes if change is not None}, (prompt, found)
    purple: Callable[[Thing], Thing] = lambda thing: replace(thing, colour="purple")  # noqa: E731
    truth = replace(CLIP, picture=replace(CLIP.picture, things=tuple(map(purple, CLIP.picture.things))))
    request = VideoEdit(instruction="make the fish purple", preset="nano", sampling=sampling(profile, "video_edit", 1))
    assert score_clip(engine.run(request, [InputBlock(clip)]).frames, truth).everything
