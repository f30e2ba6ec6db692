from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image

from models.nano.training.world import draw, sheet
from models.nano.training.world.atlas import NOWHERE, atlas
from models.nano.training.world.backdrops import backdrops, clashes, tone
from models.nano.training.world.draw import (
    DrawList,
    Painter,
    changed_mask,
    joined,
    list_clips,
    list_pictures,
    to_tensors,
    track,
)
from models.nano.training.world.fields import REACH, SAMPLES
from models.nano.training.world.motions import random_clip
from models.nano.training.world.sampling import random_picture
from models.nano.training.world.scene import (
    BACKDROPS,
    CELL,
    COLOURS,
    FRAMES,
    KINDS,
    RADII,
    SCENES,
    SIDE,
    Appear,
    Backdrop,
    Clip,
    Move,
    Picture,
    Recolour,
    Resize,
    Ring,
    Thing,
    Vanish,
)

WHITE = Backdrop("plain", "white")
BALL = Thing("circle", "red", "medium", 1, 1)


def painted(drawing: DrawList) -> NDArray[np.float32]:
    """[N, T, SIDE, SIDE, 3]."""
    return Painter().paint(to_tensors(drawing, "cpu")).permute(0, 2, 3, 4, 1).numpy()


def picture(*things: Thing, backdrop: Backdrop = WHITE) -> NDArray[np.float32]:
    return painted(list_pictures([Picture(backdrop, things)]))[0, 0]


def rgb(colour: str) -> NDArray[np.float64]:
    return np.array(COLOURS[colour]) / 255


def test_drawing_the_same_scenes_again_gives_the_same_pixels() -> None:
    clips = [random_clip(Random(i), "book", "train") for i in range(4)]
    assert np.array_equal(painted(list_clips(clips)), painted(list_clips(clips)))


def test_an_empty_list_is_drawn_as_no_pictures() -> None:
    assert painted(list_pictures([])).shape == (0, 1, SIDE, SIDE, 3)


def test_a_large_batch_is_drawn_in_parts_without_a_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    scenes = list_pictures([random_picture(Random(i), "book", "train") for i in range(7)])
    whole = painted(scenes)
    monkeypatch.setattr(draw, "_AT_ONCE", 1)
    assert np.array_equal(painted(scenes), whole)


def test_joined_lists_are_drawn_like_each_alone() -> None:
    rng = Random(8)
    lists = [to_tensors(list_pictures([random_picture(rng, "book", "train") for _ in range(n)]), "cpu") for n in (1, 3)]
    painter = Painter()
    assert torch.equal(painter.paint(joined(lists)), torch.cat([painter.paint(one) for one in lists]))
    assert joined(lists[:1]) is lists[0]


def test_the_backdrop_is_what_is_drawn_without_things() -> None:
    rng = Random(9)
    drawing = to_tensors(list_pictures([random_picture(rng, "shapes", "train") for _ in range(3)]), "cpu")
    bare = replace(drawing, alpha=torch.zeros_like(drawing.alpha))
    assert torch.equal(Painter().backdrop(drawing), Painter().paint(bare))


def test_pixels_far_from_things_are_the_backdrop() -> None:
    for place, backdrop in enumerate(BACKDROPS):
        drawn = picture(BALL, backdrop=backdrop)
        behind = backdrops()[place].transpose(1, 2, 0)
        assert np.array_equal(drawn[:40], behind[:40])
        assert not np.array_equal(drawn[40:88], behind[40:88])


def test_a_disc_covers_its_exact_area_with_soft_edges() -> None:
    for size, radius in RADII.items():
        drawn = picture(replace(BALL, size=size, dx=0.37, dy=-0.81), backdrop=Backdrop("plain", "black"))
        share = (drawn[..., 0] - rgb("black")[0]) / (rgb("red")[0] - rgb("black")[0])
        assert share.sum() == pytest.approx(np.pi * (0.95 * radius) ** 2, rel=0.01)
        soft = ((share > 0.02) & (share < 0.98)).sum()
        assert 4 * radius < soft < 10 * radius


def test_a_shift_by_part_of_a_pixel_moves_the_centre_of_mass_by_as_much() -> None:
    def centre(dx: float) -> float:
        share = 1 - picture(replace(BALL, kind="heart", colour="black", dx=dx))[..., 0]
        share -= share.min()
        return float((share * (np.arange(SIDE) + 0.5)).sum() / share.sum())

    assert centre(0.0) == pytest.approx(SIDE / 2, abs=0.02)
    assert centre(0.4) - centre(0.0) == pytest.approx(0.4, abs=0.02)


@pytest.mark.parametrize("kind", KINDS)
def test_a_thing_fills_its_circle_and_mostly_has_its_own_colour(kind: str) -> None:
    depth = atlas().depth[KINDS.index(kind)].max(axis=-1)
    place = np.linspace(-REACH, REACH, SAMPLES)
    inside = np.argwhere(depth > 0)
    assert np.abs(place[inside]).max() <= 1.01
    assert np.abs(place[inside]).max() >= 0.8
    drawn = picture(replace(BALL, kind=kind, colour="purple", size="large"))
    differs = np.abs(drawn - rgb("white")).max(axis=-1) > 0.02
    groups, sizes = np.unique(np.round(drawn[differs], 2), axis=0, return_counts=True)
    assert np.abs(groups[sizes.argmax()] - rgb("purple")).max() < 0.02


def test_silhouettes_of_small_things_differ_clearly() -> None:
    masks = []
    for kind in KINDS:
        drawn = picture(replace(BALL, kind=kind, colour="black", size="small"), backdrop=Backdrop("plain", "yellow"))
        masks.append(np.abs(drawn - rgb("yellow")).max(axis=-1) > 0.3)
    for i, one in enumerate(masks):
        for other in masks[:i]:
            assert (one ^ other).sum() > 0.12 * max(one.sum(), other.sum())


def test_parts_stand_in_order_without_gaps() -> None:
    is_there = atlas().depth.max(axis=(1, 2)) > NOWHERE
    assert is_there[:, 0].all()
    assert (np.diff(is_there.astype(int), axis=1) <= 0).all()


def test_eyes_are_seen_in_a_face_of_any_colour() -> None:
    for colour in COLOURS:
        drawn = picture(Thing("cat", colour, "large", 1, 1))
        eye = drawn[int(64 + 0.02 * 19), int(64 + 0.36 * 19)]
        assert np.linalg.norm(eye - rgb(colour)) > 0.3


@pytest.mark.parametrize(
    ("change", "name", "start", "end"),
    [
        (Move("right"), "x", 64.0, 64.0 + CELL),
        (Move("left", lead=10), "x", 74.0, 74.0 - CELL),
        (Move("down"), "y", 64.0, 64.0 + CELL),
        (Move("up", lead=5), "y", 69.0, 69.0 - CELL),
        (Resize("large"), "radius", 15.0, 19.0),
        (Resize("small"), "radius", 15.0, 11.0),
    ],
)
def test_moves_and_changes_of_size_are_even_over_the_whole_clip(
    change: Move | Resize, name: str, start: float, end: float
) -> None:
    names = ("x", "y", "radius", "alpha", "colour")
    tracks: dict[str, NDArray[np.float32]] = dict(zip(names, track(BALL, change), strict=True))
    rest: dict[str, NDArray[np.float32]] = dict(zip(names, track(BALL, None), strict=True))
    assert tracks[name] == pytest.approx(np.linspace(start, end, FRAMES), abs=1e-4)
    for other in tracks.keys() - {name}:
        assert np.array_equal(tracks[other], rest[other])


def test_events_take_four_frames_around_their_middle() -> None:
    rising = np.array([0] * 7 + [0.25, 0.5, 0.75] + [1] * 7)
    assert track(BALL, Appear(8))[3] == pytest.approx(rising)
    assert track(BALL, Vanish(8))[3] == pytest.approx(1 - rising)
    expected = rgb("red") + rising[:, None] * (rgb("blue") - rgb("red"))
    assert track(BALL, Recolour("blue", 8))[4] == pytest.approx(expected, abs=1e-6)
    assert track(BALL, Appear(3))[3][0] == 0
    assert track(BALL, Appear(13))[3][-1] == 1


def test_tracks_do_not_share_memory_that_a_caller_could_spoil() -> None:
    x, y, radius, _, colour = track(BALL, None)
    for values in (x, y, radius, colour):
        values += 1
    assert track(BALL, None)[0][0] == 64
    assert track(BALL, None)[4][0] == pytest.approx(rgb("red"))


def test_half_way_through_an_event_the_thing_is_half_there() -> None:
    clip = Clip(Picture(Backdrop("plain", "black"), (BALL,)), (Vanish(6),))
    pixels = painted(list_clips([clip]))[0, :, 64, 64]
    assert pixels[6] == pytest.approx((rgb("red") + rgb("black")) / 2, abs=1e-3)
    assert pixels[16] == pytest.approx(rgb("black"), abs=1e-3)


@pytest.mark.parametrize("ring", ["shapes", "book"])
def test_changes_touch_no_pixel_outside_the_mask(ring: Ring) -> None:
    clips = [random_clip(Random(i), ring, "train", mid_motion=True) for i in range(20)]
    after = list_clips(clips)
    before = list_clips([Clip(clip.picture, (None,) * len(clip.changes)) for clip in clips])
    mask = changed_mask(before, after, 3)
    differs = np.abs(painted(before) - painted(after)).max(axis=-1) > 0
    assert differs.any()
    assert not (differs & ~mask).any()
    assert 0 < mask.mean() < 0.3


def test_the_mask_of_equal_lists_is_empty_and_that_of_another_backdrop_full() -> None:
    one = list_pictures([Picture(WHITE, (BALL,))])
    assert not changed_mask(one, one, 3).any()
    assert changed_mask(one, list_pictures([Picture(Backdrop("plain", "blue"), (BALL,))]), 3).all()


def test_the_mask_keeps_its_margin() -> None:
    with_ball = list_pictures([Picture(WHITE, (BALL,))])
    mask = changed_mask(list_pictures([Picture(WHITE, ())]), with_ball, 3)[0, 0]
    differs = np.abs(picture(BALL) - picture()).max(axis=-1) > 0
    rows, columns = np.nonzero(differs)
    assert mask[rows.min() - 3 : rows.max() + 4, columns.min() - 3 : columns.max() + 4].all()


def test_two_tone_and_gradient_backdrops_end_in_their_tone() -> None:
    for style in ("two-tone across", "gradient across"):
        drawn = backdrops()[BACKDROPS.index(Backdrop(style, "red"))]
        assert drawn[:, 64, 0] == pytest.approx(rgb("red"), abs=0.01)
        assert drawn[:, 64, -1] == pytest.approx(np.array(tone("red")) / 255, abs=0.01)
    down = backdrops()[BACKDROPS.index(Backdrop("two-tone down", "red"))]
    assert np.array_equal(down[:, :, 0], down[:, :, -1])
    assert not np.array_equal(down[:, 0], down[:, -1])
    assert sum(tone("black")) > sum(COLOURS["black"])


def test_colours_clash_with_backdrops_that_they_vanish_in() -> None:
    for backdrop in BACKDROPS:
        usable = [colour for colour in COLOURS if not clashes(backdrop, colour)]
        assert len(usable) >= 5
        assert backdrop.colour not in usable
    assert clashes(Backdrop("night"), "black")
    assert not clashes(Backdrop("night"), "yellow")
    assert clashes(Backdrop("sea"), "white")
    assert not clashes(WHITE, "black")


def test_things_that_do_not_clash_can_be_told_from_every_pixel_behind_them() -> None:
    for backdrop in map(Backdrop, SCENES):
        behind = backdrops()[BACKDROPS.index(backdrop)].reshape(3, -1).T
        for colour in COLOURS:
            if not clashes(backdrop, colour):
                near = np.linalg.norm(behind - rgb(colour), axis=1) < 0.12
                assert near.mean() < 0.02


def test_the_sheet_is_saved_as_a_picture(tmp_path: Path) -> None:
    sheet.save_sheet(tmp_path / "sheet.png")
    with Image.open(tmp_path / "sheet.png") as image:
        assert image.width > 10 * SIDE
        # None says that there are more colours than that: softened edges, not a few flat areas.
        assert image.getcolors(maxcolors=1000) is None


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_a_graph_on_the_gpu_draws_what_the_processor_does() -> None:
    clips = list_clips([random_clip(Random(i), "book", "train") for i in range(8)])
    drawing, painter = to_tensors(clips, "cuda"), Painter("cuda")
    painter.paint(drawing)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        frames = painter.paint(drawing)
    graph.replay()
    assert frames.permute(0, 2, 3, 4, 1).cpu().numpy() == pytest.approx(painted(clips), abs=1e-4)
