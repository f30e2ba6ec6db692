"""A part of a film or sound is placed: exactly that part, or a sentence that says why not."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lance_studio.errors import TimelineError
from lance_studio.project.rows import Media, MediaKind
from lance_studio.timeline.model import Clip, new_timeline
from lance_studio.timeline.queries import clips
from lance_studio.timeline.timing import time_of
from lance_studio.workflows.media_placement import Placeable, arranged, part_of, span
from lance_studio.workflows.studio import Studio
from tests.unit.media.painted import painted_clip

NTSC = Fraction(30000, 1001)


def film(duration: Fraction = 90 / NTSC, kind: MediaKind = "video") -> Placeable:
    media = Media(
        id="m", digest="0" * 64, kind=kind, name="film", size=1, width=96, height=64, rate=NTSC, duration=duration,
        has_audio=True,
    )  # fmt: skip
    return Placeable(media, None, generated=False)


@given(st.integers(0, 88), st.integers(1, 90))
def test_at_the_films_own_rate_the_part_is_exact(first: int, count: int) -> None:
    last = min(first + count, 90)
    item = part_of(film(), first / NTSC, last / NTSC)
    assert span([item]) == (last - first) / NTSC
    timeline, new = arranged(None, [item], "insert")
    assert len(new) == 2
    for place in clips(timeline):
        assert (place.start, place.clip.source_start) == (0, first / NTSC)
        assert place.clip.duration == (last - first) / NTSC
        assert place.clip.source_duration == item.media.duration


@given(
    st.fractions(Fraction(0), Fraction(2), max_denominator=1000),
    st.fractions(Fraction(1, 10), Fraction(3), max_denominator=1000),
    st.sampled_from([Fraction(24), Fraction(25), NTSC, Fraction(60)]),
)
def test_on_another_timeline_it_is_cut_to_whole_frames_and_never_longer(
    start: Fraction, length: Fraction, rate: Fraction
) -> None:
    item = part_of(film(), start, start + length)
    assert item.part is not None
    base = arranged(new_timeline("T", rate), [film()], "append")[0]
    timeline, new = arranged(base, [item], "append")
    placed = [place.clip for place in clips(timeline) if place.clip.id in new]
    for clip in placed:
        assert clip.source_start == start
        assert 0 <= item.part[1] - clip.source_end < time_of(1, timeline.rate)


def test_one_side_is_enough_and_a_picture_has_no_parts() -> None:
    item = film()
    assert part_of(item, None, None) is item
    assert part_of(item, Fraction(1), None).part == (1, item.media.duration)
    assert part_of(item, None, Fraction(1)).part == (0, 1)
    assert part_of(item, Fraction(1), Fraction(100)).part == (1, item.media.duration)
    still = film(kind="picture")
    assert part_of(still, Fraction(1), Fraction(2)) is still


@pytest.mark.parametrize(("start", "end"), [(2, 1), (1, 1), (50, None), (-1, 1), (50, 60)])
def test_a_part_that_is_not_there_is_refused(start: int, end: int | None) -> None:
    with pytest.raises(TimelineError, match="'film' has no part from"):
        part_of(film(), Fraction(start), None if end is None else Fraction(end))


def test_a_part_shorter_than_a_frame_is_refused() -> None:
    with pytest.raises(TimelineError, match="The chosen part of 'film' is shorter than one frame"):
        arranged(None, [part_of(film(), Fraction(1), Fraction(101, 100))], "append")


def test_the_studio_places_a_part_as_one_step(tmp_path: Path) -> None:
    path = painted_clip(tmp_path / "a.mp4", 48)
    with Studio.temporary() as studio:
        item = studio.import_file(path)
        steps = len(studio.project.undo_list())
        timeline_id, _ = studio.place([item], part=(Fraction(1, 2), Fraction(1)))
        studio.place([item], "insert", time=Fraction(0), timeline_id=timeline_id, part=(None, Fraction(1, 4)))
        assert len(studio.project.undo_list()) == steps + 2
        found: list[Clip] = [place.clip for place in clips(studio.timeline(timeline_id))]
        assert [(one.source_start, one.duration) for one in found] == [
            (0, Fraction(1, 4)),
            (Fraction(1, 2), Fraction(1, 2)),
        ]
        with pytest.raises(TimelineError):
            studio.place([item], part=(Fraction(5), None))
