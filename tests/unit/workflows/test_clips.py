"""Clips: windows, edits in place, extensions, animation, and questions with their times."""

from fractions import Fraction

import numpy as np
import pytest

from lance_studio import requests
from lance_studio.errors import InvalidRequestError
from lance_studio.project.commands.timelines import EditTimeline, RemoveTimeline
from lance_studio.timeline.document import to_json
from lance_studio.timeline.model import Clip
from lance_studio.timeline.placing import STILL_DURATION, move
from lance_studio.timeline.queries import clips, duration, find_clip
from lance_studio.timeline.trimming import trim_head
from lance_studio.workflows.chat import contexts_from_json, moment
from lance_studio.workflows.clip_refs import OfNode, OnTimeline
from lance_studio.workflows.export import recipe_of
from lance_studio.workflows.options import Options
from lance_studio.workflows.wishes import Animate, AskClip, AskFrame, AskPicture, EditClip, ExtendClip, GenerateClip
from tests.unit.workflows.bench import Bench, film_clip, levels, noise


def greys(frames: np.ndarray) -> list[int]:
    """The number of each frame of a film made by `levels`."""
    return [round(float(frame.mean()) / 8) for frame in frames]


def test_an_edit_takes_the_models_rate_and_replaces_the_range(bench: Bench) -> None:
    clip = film_clip(bench.add_film(levels(30)), name="shot")
    t = bench.add_timeline(clip)
    place = OnTimeline(t, clip.id, Fraction(6, 24), Fraction(18, 24))
    planned = bench.plan.plan(EditClip(place, "at night"))[0]
    assert planned.task.notes == ()
    bench.begin(planned)
    [block] = bench.engine.inputs
    # Half a second is six frames of the model's; it can hold nine. Every second frame of the film, from the sixth on.
    assert greys(block.frames) == [6, 8, 10, 12, 14, 16, 18, 20, 22]
    node = bench.draw(noise(9, 64, 64))
    shown = [(each.clip.media_id, each.start, each.end) for each in clips(bench.timeline(t))]
    film, made = clip.media_id, bench.media(node).id
    quarter = Fraction(1, 4)
    assert shown == [
        (film, Fraction(0), quarter),
        (made, quarter, 3 * quarter),
        (film, 3 * quarter, Fraction(5, 4)),
    ]
    changed = clips(bench.timeline(t))[1].clip
    assert (changed.node_id, changed.generated, changed.source_start) == (node, True, 0)
    assert bench.media(node).rate == 12
    # The film was in no node; the history says what the clip was made from all the same.
    [parent] = bench.edge(node).parents
    assert bench.node(parent).media_id == film
    bench.project.undo()
    assert [each.clip.media_id for each in clips(bench.timeline(t))] == [film]
    assert bench.project.nodes() == []


def test_a_clip_that_is_too_long_is_changed_at_its_beginning_and_that_is_said(bench: Bench) -> None:
    clip = film_clip(bench.add_film(levels(32, 32, 32), Fraction(8)))
    t = bench.add_timeline(clip)
    planned = bench.plan.plan(EditClip(OnTimeline(t, clip.id, Fraction(1)), "at night"))[0]
    assert planned.task.inputs[0].count == 17
    assert planned.task.notes == (
        "Tiny changes up to 17 frames (1.4 s) at a time: 0:01.0 to 0:02.4 is changed, the rest stays.",
    )
    bench.begin(planned)
    node = bench.draw(noise(17, 64, 64))
    places = clips(bench.timeline(t))
    assert [each.clip.node_id for each in places] == [None, node, None]
    assert places[1].start == 1
    assert places[1].end == 1 + Fraction(17, 12)


def test_the_speed_of_a_clip_counts(bench: Bench) -> None:
    clip = film_clip(bench.add_film(levels(30)), speed=Fraction(2), duration=Fraction(15, 24))
    t = bench.add_timeline(clip)
    bench.begin(bench.plan.plan(EditClip(OnTimeline(t, clip.id), "x"))[0])
    assert greys(bench.engine.inputs[0].frames)[:4] == [0, 4, 8, 12]


def test_a_result_finds_the_clip_where_it_was_moved_to(bench: Bench) -> None:
    clip = film_clip(bench.add_film(levels(30)))
    t = bench.add_timeline(clip)
    bench.begin(bench.plan.plan(EditClip(OnTimeline(t, clip.id, Fraction(0), Fraction(12, 24)), "x"))[0])
    moved = trim_head(move(bench.timeline(t), clip.id, Fraction(2)), clip.id, Fraction(2) + Fraction(6, 24))
    bench.project.run(EditTimeline(t, to_json(moved)))
    node = bench.draw(noise(9, 64, 64))
    [changed] = [each for each in clips(bench.timeline(t)) if each.clip.node_id == node]
    assert (changed.start, changed.end) == (Fraction(54, 24), Fraction(60, 24))
    assert changed.clip.source_start == Fraction(6, 24)


@pytest.mark.parametrize("what", ["removed", "replaced"])
def test_a_result_for_a_clip_that_is_gone_stays_in_the_history(bench: Bench, what: str) -> None:
    first = bench.add_film(levels(12))
    clip = film_clip(first)
    t = bench.add_timeline(clip)
    bench.begin(bench.plan.plan(EditClip(OnTimeline(t, clip.id), "x"))[0], chat=True)
    after = bench.timeline(t)
    from lance_studio.timeline.cutting import lift
    from lance_studio.timeline.properties import replace_media

    other = bench.add_film(levels(12, 32, 32))
    if what == "removed":
        after = lift(after, [clip.id])
    else:
        after = replace_media(after, clip.id, media_id=other.id, source_duration=other.duration)
    bench.project.run(EditTimeline(t, to_json(after)))
    node = bench.draw(noise(9, 64, 64))
    assert bench.timeline(t) == after
    assert bench.node(node).kind == "clip"
    assert "in the history only" in bench.project.messages()[-1].text


@pytest.mark.parametrize("wish", [EditClip, ExtendClip])
def test_a_result_for_a_timeline_that_was_deleted_stays_in_the_history(bench: Bench, wish: type) -> None:
    clip = film_clip(bench.add_film(levels(30)))
    t, other = bench.add_timeline(clip), bench.add_timeline(clip)
    bench.begin(bench.plan.plan(wish(OnTimeline(t, clip.id), "x"))[0], chat=True)
    bench.project.run(RemoveTimeline(t))
    before = bench.project.timelines()
    request = bench.engine.request
    node = bench.draw(noise(getattr(request, "frames", 9) or 9, 64, 64))
    assert bench.node(node).kind == "clip"
    [job] = bench.project.jobs()
    assert job.state == "done"
    said = bench.project.messages()[-1].text
    assert "The timeline was deleted meanwhile, so the result is in the history only." in said
    assert [row.id for row in bench.project.timelines()] == [other]
    assert bench.project.timelines() == before
    bench.project.undo()
    bench.project.undo()
    assert [each.clip.id for each in clips(bench.timeline(t))] == [clip.id], "it comes back as it was"


def test_an_extension_is_the_new_frames_directly_behind_the_clip(bench: Bench) -> None:
    film = bench.add_film(levels(30))
    first, second = film_clip(film), film_clip(film)
    t = bench.add_timeline(first, second)
    bench.begin(bench.plan.plan(ExtendClip(OnTimeline(t, first.id), "it sails on"))[0])
    request = bench.engine.request
    assert isinstance(request, requests.Continuation)
    assert (request.clean_latents, request.num_frames) == (2, 5 + 8)
    # The last five instants at the model's rate, the last of which is the clip's last frame.
    assert greys(bench.engine.inputs[0].frames) == [21, 23, 25, 27, 29]
    node = bench.draw(levels(13), given=5)
    assert greys(bench.pixels(node)) == list(range(5, 13))
    media = bench.media(node)
    assert media.duration == Fraction(8, 12)
    assert bench.edge(node).latent is None
    end = Fraction(30, 24)
    shown = [(each.clip.media_id, each.start) for each in clips(bench.timeline(t))]
    assert shown == [(film.id, Fraction(0)), (media.id, end), (film.id, end + Fraction(8, 12))]


def test_an_extension_uses_a_gap_that_is_long_enough(bench: Bench) -> None:
    film = bench.add_film(levels(24))
    first, second = film_clip(film), film_clip(film)
    t = bench.add_timeline(first, second)
    apart = move(bench.timeline(t), second.id, Fraction(2))
    bench.project.run(EditTimeline(t, to_json(apart)))
    bench.begin(bench.plan.plan(ExtendClip(OnTimeline(t, first.id), "on"))[0])
    bench.draw(levels(13), given=5)
    assert find_clip(bench.timeline(t), second.id).start == 2
    assert duration(bench.timeline(t)) == 3


def test_an_extension_of_a_trimmed_clip_starts_from_its_last_shown_frame(bench: Bench) -> None:
    clip = film_clip(bench.add_film(levels(30)), duration=Fraction(20, 24))
    t = bench.add_timeline(clip)
    bench.begin(bench.plan.plan(ExtendClip(OnTimeline(t, clip.id), "on", Options(frames=4)))[0])
    assert greys(bench.engine.inputs[0].frames) == [11, 13, 15, 17, 19]
    request = bench.engine.request
    assert isinstance(request, requests.Continuation)
    assert request.num_frames == 9


def test_a_still_is_animated_in_its_place(bench: Bench) -> None:
    picture = bench.add_picture(noise(64, 64))
    still = Clip(id="still", media_id=bench.media(picture).id, duration=STILL_DURATION, node_id=picture)
    t = bench.add_timeline(still)
    bench.begin(bench.plan.plan(Animate(OnTimeline(t, "still"), "the wind blows"))[0])
    request = bench.engine.request
    assert isinstance(request, requests.ImageToVideo)
    assert request.num_frames == 9
    node = bench.draw(noise(9, 64, 64), given=1)
    assert len(bench.pixels(node)) == 9
    shown = [(each.clip.node_id, each.start) for each in clips(bench.timeline(t))]
    assert shown == [(node, Fraction(0)), (picture, Fraction(9, 12))]
    assert bench.edge(node).parents == (picture,)


def test_a_whole_clip_that_was_made_here_starts_from_its_latent(bench: Bench) -> None:
    bench.begin(bench.plan.plan(GenerateClip("a boat"))[0])
    node = bench.draw(noise(9, 64, 64))
    planned = bench.plan.plan(EditClip(OfNode(node), "at night"))[0]
    assert planned.task.inputs[0].latent == bench.edge(node).latent
    bench.begin(planned)
    assert bench.engine.inputs[0].latent is not None
    bench.draw(noise(9, 64, 64, seed=2))
    part = bench.plan.plan(EditClip(OfNode(node, Fraction(2, 12)), "at night"))[0]
    assert part.task.inputs[0].latent is None


def test_a_question_is_answered_in_the_conversation_and_its_times_lie_on_the_timeline(bench: Bench) -> None:
    film = bench.add_film(levels(30))
    before, clip = film_clip(film), film_clip(film, name="shot")
    t = bench.add_timeline(before, clip)
    start = Fraction(36, 24)
    planned = bench.plan.plan(AskClip(OnTimeline(t, clip.id, start), "When does the ball cross?"))[0]
    bench.begin(planned, chat=True)
    assert greys(bench.engine.inputs[0].frames)[:2] == [6, 8]
    bench.engine.say("At ", "0.5 s.")
    bench.engine.answer("At 0.5 s.")
    bench.pump_until(lambda: bench.queue.active is None)
    asked, answered = bench.project.messages()
    assert (asked.role, asked.text) == ("user", "When does the ball cross?")
    assert (answered.text, answered.state) == ("At 0.5 s.", "complete")
    found = moment(contexts_from_json(answered.context), Fraction(1, 2))
    assert found is not None
    assert (found.timeline_id, found.time) == (t, start + Fraction(1, 2))


def test_what_was_cut_away_is_not_seen_by_a_question(bench: Bench) -> None:
    clip = film_clip(bench.add_film(levels(30)), name="shot")
    t = bench.add_timeline(clip)
    # Six frames of the model's rate; it can hold nine. The last frame of the part stands for what comes after it.
    bench.begin(
        bench.plan.plan(AskClip(OnTimeline(t, clip.id, Fraction(0), Fraction(12, 24)), "What happens?"))[0], chat=True
    )
    assert greys(bench.engine.inputs[0].frames) == [0, 2, 4, 6, 8, 10, 11, 11, 11]


def test_an_extension_of_a_range_starts_from_its_last_frame(bench: Bench) -> None:
    clip = film_clip(bench.add_film(levels(30)), name="shot")
    t = bench.add_timeline(clip)
    bench.begin(bench.plan.plan(ExtendClip(OnTimeline(t, clip.id, Fraction(0), Fraction(20, 24)), "on"))[0])
    assert greys(bench.engine.inputs[0].frames)[-1] == 19


def test_a_long_range_is_seen_sparsely_and_times_are_stretched(bench: Bench) -> None:
    clip = film_clip(bench.add_film(levels(32, 32, 32), Fraction(8)))
    t = bench.add_timeline(clip)
    planned = bench.plan.plan(AskClip(OnTimeline(t, clip.id), "When?"))[0]
    assert planned.task.inputs[0].count == 17
    assert "one every 0.24 s" in planned.task.notes[0]
    found = moment(planned.contexts, Fraction(10, 12))
    # The eleventh of 17 frames that are spread over four seconds.
    assert found is not None
    assert found.time == 4 * Fraction(10, 17)


def test_the_frame_under_the_playhead_is_that_of_the_clip_on_top(bench: Bench) -> None:
    clip = film_clip(bench.add_film(levels(30)), source_start=Fraction(4, 24), duration=Fraction(20, 24))
    t = bench.add_timeline(clip)
    bench.begin(bench.plan.plan(AskFrame(t, Fraction(7, 24), "What is it?"))[0], chat=True)
    assert greys(bench.engine.inputs[0].frames) == [11]
    bench.queue.cancel(bench.queue.active or "")
    bench.pump_until(lambda: bench.queue.active is None)
    assert bench.project.messages()[-1].state == "cancelled"
    with pytest.raises(InvalidRequestError, match="under the playhead"):
        bench.plan.plan(AskFrame(t, Fraction(5), "What is it?"))[0]


def test_an_answer_that_was_stopped_keeps_what_was_heard(bench: Bench) -> None:
    picture = bench.add_picture(noise(64, 64))
    job = bench.begin(bench.plan.plan(AskPicture(picture, "What?"))[0], chat=True)
    bench.handler.heard(job, "A bo")
    bench.queue.cancel(job)
    bench.pump_until(lambda: bench.queue.active is None)
    assert bench.project.messages()[-1].text == "A bo"


def test_a_failure_ends_its_message(bench: Bench) -> None:
    picture = bench.add_picture(noise(64, 64))
    bench.begin(bench.plan.plan(AskPicture(picture, "What?"))[0], chat=True)
    bench.engine.fail()
    bench.pump_until(lambda: bench.queue.active is None)
    message = bench.project.messages()[-1]
    assert (message.state, message.text) == ("failed", "It died. Try again.")


def test_a_clip_carries_its_recipe(bench: Bench) -> None:
    from lance_studio.media.recipes import read_recipe

    bench.begin(bench.plan.plan(GenerateClip("a boat", Options(frames=5)))[0])
    node = bench.draw(noise(5, 64, 64))
    recipe = read_recipe(bench.project.files.path(bench.media(node)))
    assert recipe == recipe_of(bench.project, node)
    assert recipe is not None
    assert recipe.settings["frames"] == 5
