"""The clip that a command acts on: hidden, muted and locked tracks, opacity, overlaps and gaps."""

from dataclasses import replace
from fractions import Fraction

import pytest

from lance_studio.render.plan import plan
from lance_studio.timeline.model import Clip, Gap, Timeline, Track
from lance_studio.timeline.visible import active_clip, topmost_visible, visible_clips

SECOND = Fraction(1)


def clip(name: str, seconds: int = 2, **values: object) -> Clip:
    return Clip(name, "m", seconds * SECOND, **values)  # type: ignore[arg-type]


def scene(upper: Track, lower: Track | None = None) -> Timeline:
    """A sound of four seconds, a picture of four seconds, and another track above."""
    sound = Track("a", "audio", items=(clip("sound", 4),))
    return Timeline(
        "t", rate=Fraction(24), tracks=(sound, lower or Track("v", "video", items=(clip("low", 4),)), upper)
    )


def seen(timeline: Timeline, time: Fraction = SECOND) -> str | None:
    """What is active without a selection; and the renderer agrees that it is the topmost."""
    found = active_clip(timeline, (), time)
    layers = plan(timeline, time).layers
    assert (found.clip.id if found else None) == (layers[-1].clip.id if layers else None)
    return found.clip.id if found else None


def test_of_overlapping_tracks_the_topmost_is_active() -> None:
    timeline = scene(Track("w", "video", items=(clip("high"),)))
    assert seen(timeline) == "high"
    assert seen(timeline, 3 * SECOND) == "low", "above there is nothing any more"
    assert [one.place.clip.id for one in visible_clips(timeline, SECOND)] == ["low", "high"]


def test_a_hidden_track_is_not() -> None:
    assert seen(scene(Track("w", "video", items=(clip("high"),), hidden=True))) == "low"


@pytest.mark.parametrize("switch", ["locked", "muted"])
def test_locking_and_muting_change_nothing_of_what_is_seen(switch: str) -> None:
    track = replace(Track("w", "video", items=(clip("high"),)), **{switch: True})
    assert seen(scene(track)) == "high"


def test_a_transparent_clip_is_not() -> None:
    assert seen(scene(Track("w", "video", items=(clip("high", opacity=0.0),)))) == "low"
    faint = scene(Track("w", "video", items=(clip("high", opacity=0.01),)))
    assert seen(faint) == "high"
    (_, upper) = visible_clips(faint, SECOND)
    assert upper.opacity == 0.01


def test_a_gap_shows_what_lies_below_or_nothing() -> None:
    upper = Track("w", "video", items=(Gap(3 * SECOND), clip("late")))
    assert seen(scene(upper)) == "low"
    hole = Track("v", "video", items=(Gap(2 * SECOND), clip("low")))
    assert seen(scene(upper, hole)) is None
    assert topmost_visible(scene(upper, hole), SECOND) is None
    assert active_clip(scene(upper, hole), (), SECOND, sounds=True) is not None


def test_at_the_very_end_it_is_what_the_last_frame_shows() -> None:
    timeline = scene(Track("w", "video", items=(Gap(3 * SECOND), clip("late", 1))))
    for time in (4 * SECOND, 9 * SECOND):
        found = active_clip(timeline, (), time)
        assert found is not None
        assert found.clip.id == "late"
    assert active_clip(Timeline("t"), (), SECOND) is None


def test_a_selected_clip_comes_first_even_if_it_is_not_seen() -> None:
    timeline = scene(Track("w", "video", items=(clip("high", opacity=0.0),), hidden=True, locked=True))

    def chosen(*selected: str, sounds: bool = False) -> str | None:
        found = active_clip(timeline, selected, SECOND, sounds=sounds)
        return found.clip.id if found else None

    assert chosen("high") == "high"
    assert chosen("sound", "high", "low") == "high", "of a sound and its picture, the picture"
    assert chosen("low", "high") == "low", "the one that was selected first"
    assert chosen("sound") == "low"
    assert chosen("sound", sounds=True) == "sound"
    assert chosen("gone") == "low"


def test_a_sound_will_do_only_where_it_may_and_is_heard() -> None:
    bare = Timeline("t", tracks=(Track("a", "audio", items=(clip("sound"),)),))
    assert active_clip(bare, (), SECOND) is None
    found = active_clip(bare, (), SECOND, sounds=True)
    assert found is not None
    assert found.clip.id == "sound"
    muted = Timeline("t", tracks=(Track("a", "audio", items=(clip("sound"),), muted=True),))
    assert active_clip(muted, (), SECOND, sounds=True) is None
