"""The figures of one result: what counts as right."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from models.nano.training import judging
from models.nano.training.judging import Figures
from models.nano.training.world.draw import Painter, list_clips, list_pictures, to_tensors
from models.nano.training.world.scene import Appear, Backdrop, Clip, Picture, Thing
from models.nano.training.world.tasks import Example

CPU = torch.device("cpu")
BACKDROP = Backdrop("plain", "white")
BEFORE = Picture(BACKDROP, (Thing("circle", "red", "large", 0, 0),))
AFTER = Picture(BACKDROP, (Thing("circle", "blue", "large", 0, 0),))
CLIP = Clip(Picture(BACKDROP, (Thing("star", "red", "large", 1, 1),)), (Appear(8),))


def painted(scene: Picture | Clip) -> np.ndarray:
    drawing = list_pictures([scene]) if isinstance(scene, Picture) else list_clips([scene])
    pixels = Painter(CPU).paint(to_tensors(drawing, CPU))
    return (pixels[0] * 255).round().to(torch.uint8).permute(1, 2, 3, 0).numpy()


def asked(answer: str, kind: str, frame: int | None = None) -> Example:
    return Example("question_video", "shapes", "?", answer, CLIP, None, kind, frame)


@pytest.mark.parametrize(
    ("said", "answer", "frame", "expected"),
    [
        ("Red.", "Red.", None, {"exact": 1.0, "exact (colour)": 1.0}),
        ("Red", "Red.", None, {"exact": 0.0, "exact (colour)": 0.0}),
        ("", "Red.", None, {"exact": 0.0, "exact (colour)": 0.0}),
        ("At 0.7 s.", "At 0.7 s.", 8, {"exact": 1.0, "exact (colour)": 1.0, "when": 1.0}),
        # One latent frame, four of twelve a second, is near enough; a frame more is not.
        ("At 1.0 s.", "At 0.7 s.", 8, {"exact": 0.0, "exact (colour)": 0.0, "when": 1.0}),
        ("At 1.1 s.", "At 0.7 s.", 8, {"exact": 0.0, "exact (colour)": 0.0, "when": 0.0}),
        ("At 0.3 s.", "At 0.7 s.", 8, {"exact": 0.0, "exact (colour)": 0.0, "when": 0.0}),
        ("Red.", "At 0.7 s.", 8, {"exact": 0.0, "exact (colour)": 0.0, "when": 0.0}),
    ],
)
def test_answer_figures(said: str, answer: str, frame: int | None, expected: Figures) -> None:
    assert judging.answer_figures(asked(answer, "colour", frame), said) == expected


def test_psnr() -> None:
    black = np.zeros((4, 4, 3))
    assert judging.psnr(black, black + 255) == pytest.approx(0)
    assert judging.psnr(black, black + 25.5) == pytest.approx(20)
    assert judging.psnr(black, black) == pytest.approx(78.13, abs=0.01)
    assert judging.psnr(black[:0], black[:0]) == judging.psnr(black, black)


def test_means_are_of_those_that_have_the_figure() -> None:
    rows: list[Figures] = [{"a": 1.0, "b (x)": 0.0}, {"a": 0.0}, {"a": 0.5, "b (y)": 1.0}]
    assert judging.mean(rows) == {"a": 0.5, "b (x)": 0.0, "b (y)": 1.0}
    assert judging.told("outside dB", 41.26) == "outside 41.3 dB"
    assert judging.told("exact", 0.976) == "exact 97.6 %"


def test_a_picture_is_judged_by_what_it_shows() -> None:
    example = Example("image_edit", "shapes", "make it blue", source=BEFORE, target=AFTER, kind="recolour")
    before, after = painted(BEFORE), painted(AFTER)
    outside = np.zeros(before.shape[:-1], dtype=np.bool_)
    outside[:, 64:] = True
    right = judging.judge(example, after, after, before, outside)
    names = ("everything", "everything (recolour)", "kinds", "colours", "sizes", "places", "count", "backdrop")
    assert all(right[name] == 1.0 for name in names)
    assert right["kind and colour"] == 1.0
    assert right["outside dB"] > 70
    unchanged = judging.judge(example, before, after, before, outside)
    assert (unchanged["everything"], unchanged["colours"], unchanged["kinds"]) == (0.0, 0.0, 1.0)
    assert (unchanged["kind and colour"], unchanged["everything (recolour)"]) == (0.0, 0.0)
    smeared = after.copy()
    smeared[0, 100:110] = 0
    assert judging.judge(example, smeared, after, before, outside)["outside dB"] < 20


def test_a_clip_is_judged_by_what_happens() -> None:
    example = Example("text_to_video", "shapes", "a star appears", target=CLIP)
    frames = painted(CLIP)
    outside = np.zeros(frames.shape[:-1], dtype=np.bool_)
    right = judging.judge(example, frames, frames, None, outside)
    assert right["everything"] == right["changes"] == 1.0
    assert right["first frame dB"] > 70
    assert "outside dB" not in right
    still = np.repeat(frames[-1:], len(frames), axis=0)
    wrong = judging.judge(example, still, frames, None, outside)
    assert (wrong["everything"], wrong["changes"], wrong["kinds"]) == (0.0, 0.0, 1.0)
    late = replace(CLIP, changes=(Appear(13),))
    assert judging.judge(example, painted(late), frames, None, outside)["everything"] == 0.0


def test_a_moment_is_right_within_a_latent_frame() -> None:
    frames = painted(CLIP)
    for frame, right in ((8, 1.0), (12, 1.0), (13, 0.0), (3, 0.0)):
        late = replace(CLIP, changes=(Appear(frame),))
        example = Example("moments", "shapes", "a star appears at 0.7 s", target=CLIP, event_frame=8)
        assert judging.judge(example, painted(late), frames, None, None)["moment"] == right
