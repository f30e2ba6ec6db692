"""Every edit against a plain model: a track is a list of the media and the instant that each frame shows."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import count

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lance_studio.timeline import clipboard, cutting, placing, trimming
from lance_studio.timeline.document import from_json, to_json
from lance_studio.timeline.items import Ids
from lance_studio.timeline.model import Clip, Timeline, Track
from lance_studio.timeline.queries import ClipPlace, clips, find_clip, is_tidy, placed
from lance_studio.timeline.timing import align, frame_of

RATES = [Fraction(24), Fraction(25), Fraction(30000, 1001)]
MEDIA_FRAMES = 12

Shown = tuple[str, Fraction] | None
Frames = dict[str, list[Shown]]


def frames_of(clip: Clip, rate: Fraction) -> list[Shown]:
    length = clip.duration * rate
    assert length.denominator == 1
    step = Fraction(0) if clip.endless else clip.speed / rate
    return [(clip.media_id, clip.source_start + number * step) for number in range(int(length))]


def frames(timeline: Timeline) -> Frames:
    result: Frames = {}
    for track in timeline.tracks:
        shown: list[Shown] = []
        for item in track.items:
            blank: list[Shown] = [None] * int(item.duration * timeline.rate)
            shown += frames_of(item, timeline.rate) if isinstance(item, Clip) else blank
        result[track.id] = shown
    return result


def stripped(shown: list[Shown]) -> list[Shown]:
    end = max((number for number, what in enumerate(shown, 1) if what is not None), default=0)
    return shown[:end]


def put(shown: list[Shown], at: int, what: list[Shown]) -> list[Shown]:
    blank: list[Shown] = [None] * max(0, at - len(shown))
    return [*(shown + blank)[:at], *what, *shown[at + len(what) :]]


def counter(prefix: str) -> Ids:
    numbers = count()
    return lambda: f"{prefix}{next(numbers)}"


@st.composite
def clip_values(draw: st.DrawFn, rate: Fraction, ids: Ids) -> Clip:
    if draw(st.integers(0, 5)) == 0:
        return Clip(ids(), "still", draw(st.integers(1, 8)) / rate)
    speed = draw(st.sampled_from([Fraction(1), Fraction(1), Fraction(2), Fraction(1, 2), Fraction(3, 2)]))
    first = draw(st.integers(0, MEDIA_FRAMES - 3))
    most = int((MEDIA_FRAMES - first) / speed)
    length = draw(st.integers(1, most))
    media = draw(st.sampled_from(["a", "b", "c"]))
    return Clip(
        ids(), media, length / rate, source_start=first / rate, source_duration=MEDIA_FRAMES / rate, speed=speed
    )


@st.composite
def timelines(draw: st.DrawFn) -> tuple[Timeline, Ids]:
    rate = draw(st.sampled_from(RATES))
    ids = counter("c")
    timeline = Timeline("t", rate=rate, tracks=(Track("v1", "video"), Track("v2", "video"), Track("a1", "audio")))
    for _ in range(draw(st.integers(1, 7))):
        target = draw(st.sampled_from(["v1", "v2", "a1"]))
        clip = draw(clip_values(rate, ids))
        timeline = placing.overwrite(timeline, draw(st.integers(0, 30)) / rate, {target: clip}, ids=ids)
    return timeline, ids


def check(after: Timeline, expected: Frames) -> None:
    assert {key: stripped(value) for key, value in frames(after).items()} == {
        key: stripped(value) for key, value in expected.items()
    }
    assert all(is_tidy(track) for track in after.tracks)
    assert all(align(item.duration, after.rate) == item.duration for track in after.tracks for item in track.items)
    assert from_json(to_json(after)) == after


def span(place: ClipPlace, rate: Fraction) -> tuple[int, int]:
    return frame_of(place.start, rate), frame_of(place.end, rate)


def some_clip(data: st.DataObject, timeline: Timeline) -> ClipPlace:
    return data.draw(st.sampled_from(clips(timeline)))


def any_time(data: st.DataObject, timeline: Timeline) -> tuple[int, Fraction]:
    """A frame, and a time that is not on it but nearest to it."""
    frame = data.draw(st.integers(0, 34))
    away = data.draw(st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(-1, 3)]))
    return frame, max(Fraction(0), (frame + away) / timeline.rate)


@given(timelines(), st.data())
def test_insert_pushes_what_follows(state: tuple[Timeline, Ids], data: st.DataObject) -> None:
    timeline, ids = state
    at, time = any_time(data, timeline)
    clip, all_tracks = data.draw(clip_values(timeline.rate, ids)), data.draw(st.booleans())
    expected, new = frames(timeline), frames_of(clip, timeline.rate)
    for key, shown in expected.items():
        if key == "v1":
            expected[key] = [*put(shown, at, [])[:at], *new, *shown[at:]]
        elif all_tracks:
            expected[key] = [*shown[:at], *([None] * len(new)), *shown[at:]]
    check(placing.insert(timeline, time, {"v1": clip}, all_tracks=all_tracks, ids=ids), expected)


@given(timelines(), st.data())
def test_overwrite_and_append_replace_nothing_else(state: tuple[Timeline, Ids], data: st.DataObject) -> None:
    timeline, ids = state
    at, time = any_time(data, timeline)
    clip = data.draw(clip_values(timeline.rate, ids))
    new, before = frames_of(clip, timeline.rate), frames(timeline)
    check(placing.overwrite(timeline, time, {"v2": clip}, ids=ids), before | {"v2": put(before["v2"], at, new)})
    check(placing.append(timeline, {"a1": clip}), before | {"a1": before["a1"] + new})


@given(timelines(), st.data())
def test_move_leaves_a_gap_and_covers_what_is_there(state: tuple[Timeline, Ids], data: st.DataObject) -> None:
    timeline, ids = state
    place = some_clip(data, timeline)
    to, time = any_time(data, timeline)
    goal = data.draw(st.sampled_from([None, "v1", "v2"])) if place.track.kind == "video" else None
    start, end = span(place, timeline.rate)
    expected = frames(timeline)
    moved = expected[place.track.id][start:end]
    expected[place.track.id][start:end] = [None] * len(moved)
    target = goal or place.track.id
    expected[target] = put(expected[target], to, moved)
    after = placing.move(timeline, place.clip.id, time, goal, ids=ids)
    check(after, expected)
    assert find_clip(after, place.clip.id).clip == place.clip


@given(timelines(), st.data())
def test_moving_several_keeps_their_distance(state: tuple[Timeline, Ids], data: st.DataObject) -> None:
    timeline, ids = state
    place = some_clip(data, timeline)
    others = data.draw(st.sets(st.sampled_from([each.clip.id for each in clips(timeline)])))
    _, time = any_time(data, timeline)
    after = placing.move(timeline, place.clip.id, time, also=others, ids=ids)
    moved = {place.clip.id, *others}
    shifts = {find_clip(after, each).start - find_clip(timeline, each).start for each in moved}
    assert len(shifts) == 1
    expected, before = frames(timeline), frames(timeline)
    shift = int(shifts.pop() * timeline.rate)
    spans = [(find_clip(timeline, each).track.id, *span(find_clip(timeline, each), timeline.rate)) for each in moved]
    for key, start, end in spans:
        expected[key][start:end] = [None] * (end - start)
    for key, start, end in spans:
        expected[key] = put(expected[key], start + shift, before[key][start:end])
    check(after, expected)
    assert shift == max(frame_of(align(time, timeline.rate) - place.start, timeline.rate), -min(s for _, s, _ in spans))


@given(timelines(), st.data())
def test_split_changes_no_frame(state: tuple[Timeline, Ids], data: st.DataObject) -> None:
    timeline, ids = state
    at, time = any_time(data, timeline)
    after = cutting.split_all(timeline, time, ids=ids)
    check(after, frames(timeline))
    crossing = [each for each in clips(timeline) if each.start * timeline.rate < at < each.end * timeline.rate]
    assert len(clips(after)) == len(clips(timeline)) + len(crossing)
    for each in crossing:
        assert cutting.split(timeline, each.clip.id, time, ids=ids) != timeline
        assert find_clip(after, each.clip.id).end == align(time, timeline.rate)


@given(timelines(), st.data())
def test_taking_a_range_away(state: tuple[Timeline, Ids], data: st.DataObject) -> None:
    timeline, ids = state
    start, first = any_time(data, timeline)
    end = start + data.draw(st.integers(1, 12))
    tracks = data.draw(st.sampled_from([None, ["v1"], ["v2", "a1"]]))
    lifted, closed = frames(timeline), frames(timeline)
    for key in tracks or list(lifted):
        shown = lifted[key]
        closed[key] = [*shown[:start], *shown[end:]]
        lifted[key] = [None if start <= number < end else what for number, what in enumerate(shown)]
    check(cutting.lift_range(timeline, first, end / timeline.rate, tracks, ids=ids), lifted)
    check(cutting.ripple_delete_range(timeline, first, end / timeline.rate, tracks, ids=ids), closed)


@given(timelines(), st.data())
def test_taking_clips_away(state: tuple[Timeline, Ids], data: st.DataObject) -> None:
    timeline, ids = state
    chosen = data.draw(st.sets(st.sampled_from([each.clip.id for each in clips(timeline)]), min_size=1))
    lifted, closed, everywhere = frames(timeline), frames(timeline), frames(timeline)
    gone: set[int] = set()
    for track in timeline.tracks:
        own = {
            number
            for place in placed(track)
            if isinstance(place.item, Clip) and place.item.id in chosen
            for number in range(frame_of(place.start, timeline.rate), frame_of(place.end, timeline.rate))
        }
        gone |= own
        lifted[track.id] = [None if number in own else what for number, what in enumerate(lifted[track.id])]
        closed[track.id] = [what for number, what in enumerate(closed[track.id]) if number not in own]
    everywhere = {key: [w for n, w in enumerate(shown) if n not in gone] for key, shown in everywhere.items()}
    check(cutting.lift(timeline, chosen), lifted)
    check(cutting.ripple_delete(timeline, chosen), closed)
    check(cutting.ripple_delete(timeline, chosen, all_tracks=True, ids=ids), everywhere)


def earlier(clip: Clip, rate: Fraction) -> list[Shown]:
    """What would show before a clip's start if it began earlier, the nearest frame first."""
    if clip.endless:
        return [(clip.media_id, clip.source_start)] * 100
    instants = [clip.source_start - number * clip.speed / rate for number in range(1, 100)]
    return [(clip.media_id, instant) for instant in instants if instant >= 0]


def later(clip: Clip, rate: Fraction) -> list[Shown]:
    """What would show after a clip's end if it ended later."""
    if clip.source_duration is None:
        return [(clip.media_id, clip.source_start)] * 100
    instants = [clip.source_end + number * clip.speed / rate for number in range(100)]
    return [(clip.media_id, i) for i in instants if i + clip.speed / rate <= clip.source_duration]


def free(shown: list[Shown]) -> int:
    """How many frames are empty before something comes."""
    return next((number for number, what in enumerate(shown) if what is not None), 100)


@given(timelines(), st.data())
def test_trimming_a_head(state: tuple[Timeline, Ids], data: st.DataObject) -> None:
    timeline, _ = state
    place = some_clip(data, timeline)
    at, time = any_time(data, timeline)
    start, end = span(place, timeline.rate)
    trimmed, rippled = frames(timeline), frames(timeline)
    shown, before = trimmed[place.track.id], earlier(place.clip, timeline.rate)
    room = min(free(shown[:start][::-1]), start, len(before))
    goal = min(max(at, start - room), end - 1)
    head: list[Shown] = list(reversed(before[: max(0, start - goal)]))
    trimmed[place.track.id] = [
        *shown[: min(goal, start)],
        *([None] * (goal - start)),
        *head,
        *shown[max(goal, start) :],
    ]
    check(trimming.trim_head(timeline, place.clip.id, time), trimmed)
    assert trimming.trim_limits(timeline, place.clip.id).head_least == (start - room) / timeline.rate
    goal = min(max(at, start - len(before)), end - 1)
    head = list(reversed(before[: max(0, start - goal)]))
    rippled[place.track.id] = [*shown[:start], *head, *shown[max(goal, start) :]]
    check(trimming.ripple_trim_head(timeline, place.clip.id, time), rippled)


@given(timelines(), st.data())
def test_trimming_a_tail(state: tuple[Timeline, Ids], data: st.DataObject) -> None:
    timeline, _ = state
    place = some_clip(data, timeline)
    at, time = any_time(data, timeline)
    start, end = span(place, timeline.rate)
    trimmed, rippled = frames(timeline), frames(timeline)
    shown, after = trimmed[place.track.id], later(place.clip, timeline.rate)
    goal = min(max(at, start + 1), end + min(free(shown[end:]), len(after)))
    tail = after[: max(0, goal - end)]
    trimmed[place.track.id] = put(shown, end, tail)[: max(goal, end)] + shown[max(goal, end) :]
    trimmed[place.track.id][goal:end] = [None] * max(0, end - goal)
    check(trimming.trim_tail(timeline, place.clip.id, time), trimmed)
    goal = min(max(at, start + 1), end + len(after))
    rippled[place.track.id] = [*shown[: min(goal, end)], *after[: max(0, goal - end)], *shown[end:]]
    check(trimming.ripple_trim_tail(timeline, place.clip.id, time), rippled)


@given(timelines(), st.data())
def test_rolling_a_cut(state: tuple[Timeline, Ids], data: st.DataObject) -> None:
    timeline, ids = state
    extra = data.draw(clip_values(timeline.rate, ids))
    timeline = placing.insert(timeline, some_clip(data, timeline).end, {"v1": extra}, ids=ids)
    pairs = [
        (first, second)
        for first in clips(timeline)
        for second in clips(timeline)
        if first.track is second.track and first.end == second.start
    ]
    if not pairs:
        return
    first, second = data.draw(st.sampled_from(pairs))
    at, time = any_time(data, timeline)
    (start, cut), (_, end) = span(first, timeline.rate), span(second, timeline.rate)
    after, before = later(first.clip, timeline.rate), earlier(second.clip, timeline.rate)
    goal = min(max(at, start + 1, cut - len(before)), end - 1, cut + len(after))
    expected = frames(timeline)
    for number in range(cut, goal):
        expected[first.track.id][number] = after[number - cut]
    for number in range(goal, cut):
        expected[first.track.id][number] = before[cut - 1 - number]
    check(trimming.roll(timeline, first.clip.id, time), expected)


@given(timelines(), st.data())
def test_slipping(state: tuple[Timeline, Ids], data: st.DataObject) -> None:
    timeline, _ = state
    place = some_clip(data, timeline)
    wanted = data.draw(st.integers(-14, 14))
    shift = min(max(wanted, -len(earlier(place.clip, timeline.rate))), len(later(place.clip, timeline.rate)))
    expected, (start, end) = frames(timeline), span(place, timeline.rate)
    if not place.clip.endless:
        slipped = replace(place.clip, source_start=place.clip.source_start + shift * place.clip.speed / timeline.rate)
        expected[place.track.id][start:end] = frames_of(slipped, timeline.rate)
    check(trimming.slip(timeline, place.clip.id, wanted / timeline.rate), expected)


@given(timelines(), st.data())
def test_changing_the_speed(state: tuple[Timeline, Ids], data: st.DataObject) -> None:
    timeline, _ = state
    place = some_clip(data, timeline)
    if place.clip.endless:
        return
    speed = data.draw(st.sampled_from([Fraction(1, 3), Fraction(1), Fraction(2)]))
    start, end = span(place, timeline.rate)
    length = int((end - start) * place.clip.speed / speed)
    if length < 1:
        return
    instants = [place.clip.source_start + number * speed / timeline.rate for number in range(length)]
    expected = frames(timeline)
    new: list[Shown] = [(place.clip.media_id, instant) for instant in instants]
    expected[place.track.id][start:end] = new
    check(trimming.set_speed(timeline, place.clip.id, speed), expected)


def some_clips(data: st.DataObject, timeline: Timeline) -> list[ClipPlace]:
    ids = data.draw(st.sets(st.sampled_from([each.clip.id for each in clips(timeline)]), min_size=1))
    return [each for each in clips(timeline) if each.clip.id in ids]


def opened(shown: list[Shown], at: int, room: int) -> list[Shown]:
    """What a track shows once everything from a frame on was pushed to the right."""
    return [*put(shown, at, [])[:at], *([None] * room), *shown[at:]]


def pasted(expected: Frames, chosen: list[ClipPlace], at: int, rate: Fraction) -> None:
    first = min(place.start for place in chosen)
    for place in chosen:
        there = at + int((place.start - first) * rate)
        expected[place.track.id] = put(expected[place.track.id], there, frames_of(place.clip, rate))


@given(timelines(), st.data())
def test_pasting_brings_the_copied_frames_back(state: tuple[Timeline, Ids], data: st.DataObject) -> None:
    timeline, ids = state
    chosen = some_clips(data, timeline)
    at, time = any_time(data, timeline)
    copied = clipboard.copy(timeline, [each.clip.id for each in chosen])
    changed = data.draw(st.sampled_from([timeline, cutting.lift(timeline, [each.clip.id for each in chosen])]))
    over, new = clipboard.paste(changed, copied, time, over=True, ids=ids)
    expected = frames(changed)
    pasted(expected, chosen, at, timeline.rate)
    check(over, expected)
    assert sorted(find_clip(over, each).start for each in new) == [find_clip(over, each).start for each in new]
    assert len({*new} - {each.clip.id for each in clips(timeline)}) == len(chosen), "new identifiers"
    length = max(each.end for each in chosen) - min(each.start for each in chosen)
    expected = {key: opened(shown, at, int(length * timeline.rate)) for key, shown in frames(changed).items()}
    pasted(expected, chosen, at, timeline.rate)
    check(clipboard.paste(changed, copied, time, ids=ids)[0], expected)


@given(timelines(), st.data())
def test_duplicates_follow_the_last_of_their_originals(state: tuple[Timeline, Ids], data: st.DataObject) -> None:
    timeline, ids = state
    chosen = some_clips(data, timeline)
    start, end = min(each.start for each in chosen), max(each.end for each in chosen)
    at, room = int(end * timeline.rate), int((end - start) * timeline.rate)
    expected = {key: opened(shown, at, room) for key, shown in frames(timeline).items()}
    pasted(expected, chosen, at, timeline.rate)
    check(clipboard.duplicate(timeline, [each.clip.id for each in chosen], ids=ids)[0], expected)


@given(timelines(), st.data())
def test_pasting_at_another_rate_keeps_whole_frames(state: tuple[Timeline, Ids], data: st.DataObject) -> None:
    timeline, _ = state
    chosen = some_clips(data, timeline)
    rate = data.draw(st.sampled_from([Fraction(60), Fraction(50), Fraction(120000, 1001)]))
    other = Timeline("u", rate=rate, tracks=(Track("b1", "audio"), Track("w1", "video"), Track("w2", "video")))
    after, new = clipboard.paste(other, clipboard.copy(timeline, [each.clip.id for each in chosen]), Fraction(0))
    check(after, frames(after))
    assert len(new) == len(chosen)
    for each, old in zip(new, sorted(chosen, key=lambda place: place.start), strict=True):
        now = find_clip(after, each)
        assert now.track.kind == old.track.kind
        assert abs(now.start - (old.start - min(place.start for place in chosen))) <= 1 / rate / 2
        assert 0 <= old.clip.duration - now.clip.duration < 1 / rate


EDITS: dict[str, Callable[[Timeline, str, Fraction], Timeline]] = {
    "split": lambda timeline, clip, time: cutting.split_all(timeline, time),
    "head": trimming.trim_head,
    "tail": trimming.trim_tail,
    "ripple head": trimming.ripple_trim_head,
    "ripple tail": trimming.ripple_trim_tail,
    "slip": trimming.slip,
    "lift": lambda timeline, clip, time: cutting.lift(timeline, [clip]),
    "delete": lambda timeline, clip, time: cutting.ripple_delete(timeline, [clip], all_tracks=True),
    "move": placing.move,
    "duplicate": lambda timeline, clip, time: clipboard.duplicate(timeline, [clip])[0],
    "paste": lambda timeline, clip, time: clipboard.paste(timeline, clipboard.copy(timeline, [clip]), time)[0],
    "paste over": lambda timeline, clip, time: clipboard.paste(
        timeline, clipboard.copy(timeline, [clip]), time, over=True
    )[0],
}


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from(sorted(EDITS)), st.integers(0, 9), st.integers(0, 40)), max_size=12))
@example([("move", 1, 1), ("paste over", 0, 2)])
def test_linked_picture_and_sound_stay_in_step(steps: list[tuple[str, int, int]]) -> None:
    """Whatever is done with linked clips, both tracks show the same course."""
    rate = Fraction(25)
    timeline = Timeline("t", rate=rate, tracks=(Track("v", "video"), Track("a", "audio")))
    for media in ("x", "y", "z"):
        picture, sound = placing.clips_of_media(media, Fraction(12, 25), rate, has_sound=True)
        assert picture is not None
        assert sound is not None
        timeline = placing.append(timeline, {"v": picture, "a": sound})
    for name, choice, frame in steps:
        places = [each for each in clips(timeline) if each.track.id == "v"]
        if places:
            timeline = EDITS[name](timeline, places[choice % len(places)].clip.id, frame / rate)
        shown = frames(timeline)
        assert shown["v"] == shown["a"]
        groups = [{each.clip.link_group for each in clips(timeline) if each.track.id == key} for key in ("v", "a")]
        assert groups[0] == groups[1]
        assert None not in groups[0]


@pytest.mark.parametrize("rate", RATES)
def test_a_clip_that_only_loses_its_head_keeps_its_identity(rate: Fraction) -> None:
    timeline = Timeline("t", rate=rate, tracks=(Track("v", "video"),))
    timeline = placing.append(timeline, {"v": Clip("one", "m", 10 / rate, link_group="g")})
    after = placing.overwrite(timeline, Fraction(0), {"v": Clip("two", "n", 4 / rate)})
    assert [place.clip.id for place in clips(after)] == ["two", "one"]
    assert find_clip(after, "one").clip.link_group == "g"
