"""Clips of both lengths, moments in seconds, and what is said of what comes before a clip and between two."""

import re
from random import Random

import numpy as np
import pytest

from models.nano.training.world.draw import Painter, list_clips, to_tensors
from models.nano.training.world.motions import random_clip, random_frame
from models.nano.training.world.reader import read_clip, score_clip
from models.nano.training.world.scene import (
    EARLIEST_EVENT,
    FRAMES,
    LATEST_EVENT,
    LONG_FRAMES,
    Appear,
    Backdrop,
    Clip,
    Move,
    Picture,
    Recolour,
    Thing,
    Vanish,
)
from models.nano.training.world.tasks import RINGS, Task, sample
from models.nano.training.world.verbs import Timing, clause, event_frame, moment, seconds_phrase

WORDS = {
    "a quarter of a second": 0.25,
    "half a second": 0.5,
    "three quarters of a second": 0.75,
    "one second": 1.0,
    "a second": 1.0,
    "one and a half seconds": 1.5,
    "a second and a half": 1.5,
    "two seconds": 2.0,
}
STAR = Thing("star", "red", "large", 1, 1)


def seconds_said(text: str) -> float | None:
    """The seconds that a text names, if it names any."""
    for words in sorted(WORDS, key=len, reverse=True):
        if words in text:
            return WORDS[words]
    found = re.search(r"(\d+(?:\.\d+)?) (?:s|seconds?)\b", text)
    return float(found.group(1)) if found else None


def latent_frame(frame: float) -> int:
    return (round(frame) + 3) // 4


@pytest.mark.parametrize("frame", range(EARLIEST_EVENT, LONG_FRAMES - 3))
def test_moments_are_said_exactly_to_the_latent_frame(frame: int) -> None:
    said = {seconds_phrase(Random(seed), frame) for seed in range(200)}
    assert len(said) > 4
    for text in said:
        seconds = seconds_said(text)
        assert seconds is not None, text
        assert latent_frame(seconds * 12) == latent_frame(frame), text


@pytest.mark.parametrize("frames", [FRAMES, LONG_FRAMES])
def test_captions_with_moments_name_that_of_every_event(frames: int) -> None:
    rng = Random(frames)
    for index in range(200):
        example = sample("moments", RINGS[index % 2], rng, "train", frames=frames)
        assert isinstance(example.target, Clip)
        assert example.target.frames == frames
        events = [frame for change in example.target.changes if (frame := event_frame(change)) is not None]
        assert example.event_frame in events
        said = seconds_said(example.text)
        assert said is not None, example.text
        assert latent_frame(said * 12) in {latent_frame(frame) for frame in events}, example.text


def test_rough_moments_follow_the_length_of_the_clip() -> None:
    def said(frame: int, frames: int) -> set[str]:
        timing = Timing(frames, 0.0)
        return {moment(Random(seed), Vanish(frame), full=False, timing=timing) for seed in range(300)}

    assert "in the first half" in said(4, FRAMES)
    assert "in the second half" in said(12, FRAMES)
    assert "near the end" in said(13, FRAMES)
    # The same frame is early in a clip that goes on for as long again.
    assert not said(13, LONG_FRAMES) & {"near the end", "in the second half"}
    assert not said(8, FRAMES) & {"in the first half", "in the second half"}
    assert moment(Random(1), Move("left"), full=True, timing=Timing(FRAMES, 1.0)) == ""


def test_a_moment_may_come_first() -> None:
    timing = Timing(FRAMES, 1.0)
    said = [clause(Random(seed), "the star", STAR, Recolour("blue", 6), timing=timing) for seed in range(100)]
    assert any(text.startswith("after ") for text in said)
    assert any(text.startswith("the star ") for text in said)
    assert all("the star" in text and seconds_said(text) for text in said)


@pytest.mark.parametrize("ring", RINGS)
def test_long_clips_are_drawn_and_read(ring: str) -> None:
    rng = Random(ring)
    clips = [random_clip(rng, "book" if ring == "book" else "shapes", "train", frames=LONG_FRAMES) for _ in range(12)]
    drawing = list_clips(clips)
    assert drawing.x.shape[2] == LONG_FRAMES
    painted = Painter().paint(to_tensors(drawing, "cpu"))
    frames = (painted * 255).round().byte().permute(0, 2, 3, 4, 1).numpy()
    right = [score_clip(np.ascontiguousarray(one), clip).everything for one, clip in zip(frames, clips, strict=True)]
    assert sum(right) >= 11


def test_things_move_as_far_in_long_clips_and_events_keep_their_pace() -> None:
    things = (Thing("circle", "red", "large", 0, 0), Thing("star", "blue", "large", 2, 2))
    clip = Clip(Picture(Backdrop("plain", "white"), things), (Move("right"), Appear(24)), LONG_FRAMES)
    drawing = list_clips([clip])
    assert drawing.x[0, 0, -1] - drawing.x[0, 0, 0] == pytest.approx(128 / 3, abs=1e-3)
    assert np.ptp(np.diff(drawing.x[0, 0])) < 1e-4
    alpha = drawing.alpha[0, 1]
    assert (alpha[21], alpha[24], alpha[27]) == (0, 0.5, 1)
    painted = Painter().paint(to_tensors(drawing, "cpu"))
    reading = read_clip((painted[0] * 255).round().byte().permute(1, 2, 3, 0).numpy())
    (moment_seen,) = [thing.moment for thing in reading.things if thing.moment is not None]
    assert moment_seen == pytest.approx(24, abs=1)


def test_events_reach_the_end_of_long_clips() -> None:
    rng = Random(1)
    for frames in (FRAMES, LONG_FRAMES):
        drawn = {random_frame(rng, frames) for _ in range(2000)}
        assert (min(drawn), max(drawn)) == (EARLIEST_EVENT, frames - (FRAMES - LATEST_EVENT))


@pytest.mark.parametrize("task", ["backward", "gap", "continuation"])
@pytest.mark.parametrize("frames", [FRAMES, LONG_FRAMES])
def test_what_is_given_is_part_of_the_clip(task: Task, frames: int) -> None:
    rng = Random(task)
    examples = [sample(task, RINGS[index % 2], rng, "train", frames=frames) for index in range(60)]
    assert all(isinstance(one.target, Clip) and one.target.frames == frames for one in examples)
    assert all(one.source is None for one in examples)
    if task == "gap":
        assert any("gap" in one.text.lower() or "connect" in one.text.lower() for one in examples)
    if task == "backward":
        assert any("before" in one.text.lower() or "earlier" in one.text.lower() for one in examples)
