from dataclasses import replace
from random import Random

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from models.nano.training.world.draw import DrawList, Painter, list_clips, list_pictures, to_tensors
from models.nano.training.world.motions import random_clip
from models.nano.training.world.reader import read_clip, read_picture, score_clip, score_picture
from models.nano.training.world.sampling import random_picture
from models.nano.training.world.scene import (
    BACKDROPS,
    Appear,
    Backdrop,
    Change,
    Clip,
    Move,
    Picture,
    Recolour,
    Resize,
    Ring,
    Thing,
    Vanish,
)

Frames = NDArray[np.uint8]

TREE = Thing("tree", "red", "medium", 0, 0, 1.0, -1.5)
CAR = Thing("car", "blue", "large", 2, 1, -0.5, 2.0)
SCENE = Picture(Backdrop("room"), (TREE, CAR))


def painted(drawing: DrawList) -> Frames:
    """[N, T, SIDE, SIDE, 3]."""
    frames = Painter().paint(to_tensors(drawing, "cpu"))
    return (frames * 255).round().byte().permute(0, 2, 3, 4, 1).numpy()


def picture(truth: Picture) -> Frames:
    return painted(list_pictures([truth]))[0, 0]


def clip(truth: Clip) -> Frames:
    return painted(list_clips([truth]))[0]


def blurred(frame: Frames) -> Frames:
    noise = np.random.default_rng(1).normal(0, 2, frame.shape)
    soft = ndimage.gaussian_filter(frame.astype(np.float64), (0.6, 0.6, 0)) + noise
    return soft.round().clip(0, 255).astype(np.uint8)


def in_coarse_blocks(frame: Frames) -> Frames:
    """Errors like those of JPEG: in each square of eight pixels the finest frequencies are lost."""
    blocks = frame.reshape(16, 8, 16, 8, 3).transpose(0, 2, 1, 3, 4).astype(np.float64)
    waves = np.cos(np.pi * (np.arange(8) + 0.5) * np.arange(8)[:, None] / 8) * np.sqrt(2 / 8)
    waves[0] /= np.sqrt(2)
    levels = np.einsum("ui,vj,abijc->abuvc", waves, waves, blocks)
    coarseness = 6 + 5 * (np.arange(8)[:, None] + np.arange(8))[:, :, None]
    levels = (levels / coarseness).round() * coarseness
    blocks = np.einsum("ui,vj,abuvc->abijc", waves, waves, levels)
    return blocks.transpose(0, 2, 1, 3, 4).reshape(frame.shape).round().clip(0, 255).astype(np.uint8)


@pytest.mark.parametrize("ring", ["shapes", "book"])
def test_clean_blurred_and_compressed_drawings_are_read_right(ring: Ring) -> None:
    scenes = [random_picture(Random(i), ring, "train") for i in range(30)]
    frames = painted(list_pictures(scenes))[:, 0]
    for spoil in (np.copy, blurred, in_coarse_blocks):
        wrong = [i for i, scene in enumerate(scenes) if not score_picture(spoil(frames[i]), scene).everything]
        assert wrong == []


def test_the_compression_of_these_tests_is_no_flattery() -> None:
    frame = picture(SCENE)
    error = np.mean((in_coarse_blocks(frame).astype(np.float64) - frame) ** 2)
    assert 30 < 10 * np.log10(255**2 / error) < 40


def test_places_and_radii_are_measured_to_a_part_of_a_pixel() -> None:
    for seen, thing in zip(read_picture(picture(SCENE)).things, (TREE, CAR), strict=True):
        assert (seen.x, seen.y) == pytest.approx((thing.x, thing.y), abs=0.2)
        assert seen.radius == pytest.approx(thing.radius, abs=0.3)
        assert seen.score > 0.9


def test_every_backdrop_is_known_with_nothing_before_it() -> None:
    for backdrop, frame in zip(BACKDROPS, painted(list_pictures([Picture(b, ()) for b in BACKDROPS])), strict=True):
        reading = read_picture(blurred(frame[0]))
        assert (reading.backdrop, reading.things) == (backdrop, ())


def test_large_things_side_by_side_are_told_apart() -> None:
    things = (
        Thing("square", "green", "large", 1, 0, 2.0),
        Thing("circle", "green", "large", 1, 1, -2.0),
        Thing("square", "green", "large", 0, 1, -2.0, 2.0),
    )
    truth = Picture(Backdrop("plain", "white"), things)
    assert score_picture(blurred(picture(truth)), truth).everything


@pytest.mark.parametrize(
    ("wrong", "attribute"),
    [
        (replace(TREE, kind="mushroom"), "kinds"),
        (replace(TREE, colour="green"), "colours"),
        (replace(TREE, size="small"), "sizes"),
        (replace(TREE, column=1), "places"),
    ],
)
def test_one_wrong_attribute_of_a_thing_is_found(wrong: Thing, attribute: str) -> None:
    score = score_picture(picture(Picture(SCENE.backdrop, (wrong, CAR))), SCENE)
    judged = ("kinds", "colours", "sizes", "places", "count", "backdrop")
    assert [name for name in judged if not getattr(score, name)] == [attribute]
    assert not score.everything


def test_missing_and_further_things_are_found() -> None:
    missing = score_picture(picture(Picture(SCENE.backdrop, (TREE,))), SCENE)
    assert not missing.count
    assert not missing.kinds
    more = Thing("fish", "green", "small", 1, 2)
    further = score_picture(picture(Picture(SCENE.backdrop, (TREE, CAR, more))), SCENE)
    assert not further.count
    assert further.kinds
    assert further.places
    assert not further.everything


def test_a_wrong_backdrop_is_found() -> None:
    score = score_picture(picture(replace(SCENE, backdrop=Backdrop("sea"))), SCENE)
    assert not score.backdrop
    assert score.kinds
    assert score.colours


def test_a_smear_is_not_taken_for_the_thing_that_it_resembles_most() -> None:
    truth = Picture(Backdrop("plain", "white"), (Thing("star", "red", "medium", 1, 1),))
    frame = picture(Picture(truth.backdrop, ()))
    mess = np.random.default_rng(3).random((30, 30)) < 0.5
    frame[50:80, 50:80][mess] = (220, 40, 40)
    score = score_picture(frame, truth)
    assert not score.kinds
    assert not score.everything


def test_ruined_pictures_are_read_without_failing() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (128, 128, 3)).astype(np.uint8)
    assert not score_picture(noise, SCENE).everything
    assert not score_picture(np.full((128, 128, 3), 90, np.uint8), SCENE).everything


@pytest.mark.parametrize("ring", ["shapes", "book"])
def test_drawn_clips_are_read_right(ring: Ring) -> None:
    clips = [random_clip(Random(i), ring, "train", mid_motion=i % 2 == 0) for i in range(16)]
    for truth, frames in zip(clips, painted(list_clips(clips)), strict=True):
        score = score_clip(np.stack([blurred(frame) for frame in frames]), truth)
        assert score.everything, (truth, score)
        assert score.event is None or score.event < 0.5


CHANGES: tuple[Change | None, ...] = (
    None,
    Move("right"),
    Move("down"),
    Resize("small"),
    Resize("large"),
    Appear(8),
    Vanish(8),
    Recolour("green", 8),
    Recolour("purple", 8),
)


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_known_and_told_from_the_others(change: Change | None) -> None:
    frames = clip(Clip(SCENE, (change, None)))
    right = [other for other in CHANGES if score_clip(frames, Clip(SCENE, (other, None))).changes]
    assert right == [change]


@pytest.mark.parametrize("change", [Appear(5), Vanish(5), Recolour("green", 5)])
def test_moments_are_measured(change: Appear | Vanish | Recolour) -> None:
    frames = clip(Clip(SCENE, (change, None)))
    assert score_clip(frames, Clip(SCENE, (change, None))).event == pytest.approx(0, abs=0.3)
    late = score_clip(frames, Clip(SCENE, (replace(change, frame=12), None)))
    assert late.event == pytest.approx(7, abs=0.3)
    assert late.changes
    assert not late.everything


def test_a_move_that_also_changes_the_size_is_wrong() -> None:
    first = clip(Clip(SCENE, (Move("right"), None)))
    last = clip(Clip(replace(SCENE, things=(replace(TREE, size="small"), CAR)), (Move("right"), None)))
    frames = np.concatenate([first[:9], last[9:]])
    followed = read_clip(frames).things[0]
    assert isinstance(followed.change, Move)
    assert not followed.is_steady
    assert not score_clip(frames, Clip(SCENE, (Move("right"), None))).changes


def test_a_thing_that_is_gone_for_a_while_does_not_rest() -> None:
    frames = clip(Clip(SCENE, (None, None)))
    frames[6:11] = picture(Picture(SCENE.backdrop, (CAR,)))
    assert not score_clip(frames, Clip(SCENE, (None, None))).changes


def test_a_backdrop_that_changes_is_wrong() -> None:
    frames = clip(Clip(SCENE, (None, None)))
    frames[12:] = picture(replace(SCENE, backdrop=Backdrop("meadow")))
    assert not score_clip(frames, Clip(SCENE, (None, None))).backdrop
