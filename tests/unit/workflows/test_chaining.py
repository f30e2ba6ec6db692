"""Turns that follow others: from the wish to the graph, when they fail, are switched, cancelled, or opened again."""

import json
from dataclasses import replace
from fractions import Fraction

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray

from lance_studio.backends.backend import KEPT_LATENTS, Capabilities
from lance_studio.errors import InvalidRequestError
from lance_studio.jobs.queue import JobQueue
from lance_studio.project.commands.jobs import EditJob, QueueJob, RemoveJobs
from lance_studio.project.commands.nodes import AddNode, RemoveNode
from lance_studio.project.project import Project
from lance_studio.project.rows import Job, Node, new_id
from lance_studio.workflows.chaining import Chain, awaited, facts_of, last_turn_on, previous_of
from lance_studio.workflows.clip_refs import OfNode, OnTimeline
from lance_studio.workflows.handler import Handler
from lance_studio.workflows.options import Options
from lance_studio.workflows.plan_parts import PlanParts
from lance_studio.workflows.planned import fitted
from lance_studio.workflows.task import Task
from lance_studio.workflows.wishes import Animate, EditClip, EditPicture, GeneratePicture, Wish
from tests.unit.workflows.bench import TINY, Bench, levels, noise


@pytest.fixture
def chained(bench: Bench) -> Bench:
    """A bench whose handler knows what turns work on that follow others."""
    parts = PlanParts(bench.project, TINY, lambda: 77, words_required=True)
    bench.chain = Chain(lambda: parts, lambda: bench.engine.capabilities)  # type: ignore[attr-defined]
    bench.handler._chain = bench.chain  # type: ignore[attr-defined]
    return bench


def queue(bench: Bench, wish: Wish) -> str:
    first, *others = bench.plan.plan(wish)
    for one in (first, *others):
        bench.project.run(one.command(chat=False))
    return first.job.id


def job(bench: Bench, job_id: str) -> Job:
    found = bench.project.job(job_id)
    assert found is not None
    return found


def wait_begun(bench: Bench, count: int) -> None:
    bench.pump_until(lambda: len(bench.engine.runs) == count)


def draw(bench: Bench, frames: NDArray[np.uint8]) -> str:
    """Let the engine end with frames; returns the new node. The next job may begin at once."""
    job_id = bench.queue.active
    assert job_id is not None
    bench.engine.draw(frames)
    bench.pump_until(lambda: bench.queue.active != job_id)
    assert job(bench, job_id).state == "done", job(bench, job_id).cause
    return job(bench, job_id).results[0]


def with_request(one: Job, request: str) -> Job:
    return replace(one, request=request)


def parents(bench: Bench, node_id: str) -> tuple[str, ...]:
    return bench.edge(node_id).parents


def test_a_second_turn_works_on_what_the_first_one_makes(chained: Bench) -> None:
    node = chained.add_picture(noise(64, 64))
    first = queue(chained, EditPicture(node, "make the sky red"))
    second = queue(chained, EditPicture(node, "add a boat", after_job=first))
    third = queue(chained, EditPicture(node, "at night", after_job=second))
    assert last_turn_on(chained.project, node) == job(chained, third)
    wait_begun(chained, 1)
    made = draw(chained, noise(1, 64, 64, seed=2))
    wait_begun(chained, 2)
    assert np.array_equal(chained.engine.inputs[0].frames, noise(1, 64, 64, seed=2))
    assert awaited(chained.project) == frozenset({second})
    again = draw(chained, noise(1, 64, 64, seed=3))
    wait_begun(chained, 3)
    last = draw(chained, noise(1, 64, 64, seed=4))
    assert (parents(chained, made), parents(chained, again), parents(chained, last)) == ((node,), (made,), (again,))
    recorded = chained.task(last)
    assert recorded.after is None
    assert recorded.inputs[0].node_id == again
    # The model sees the latent that it made, as after any other turn.
    assert recorded.inputs[0].latent == chained.edge(again).latent


def test_a_result_of_another_size_is_planned_again(chained: Bench) -> None:
    node = chained.add_picture(noise(64, 64))
    first = queue(chained, EditPicture(node, "wider"))
    second = queue(chained, EditPicture(node, "add a boat", after_job=first))
    assert Task.from_json(job(chained, second).request).size == (64, 64)
    wait_begun(chained, 1)
    draw(chained, noise(1, 48, 80, seed=2))
    wait_begun(chained, 2)
    made = draw(chained, noise(1, 48, 80, seed=3))
    size = chained.task(made).size
    assert size is not None
    assert size[0] > size[1]


def test_a_new_picture_can_be_followed_before_there_is_one(chained: Bench) -> None:
    first = queue(chained, GeneratePicture("a boat"))
    second = queue(chained, EditPicture("", "make it blue", after_job=first))
    third = queue(chained, Animate(OfNode(""), "it sails", Options(frames=5), after_job=second))
    wait_begun(chained, 1)
    boat = draw(chained, noise(1, 64, 64))
    wait_begun(chained, 2)
    blue = draw(chained, noise(1, 64, 64, seed=2))
    wait_begun(chained, 3)
    clip = draw(chained, levels(5))
    assert (parents(chained, blue), parents(chained, clip)) == ((boat,), (blue,))
    assert chained.node(clip).kind == "clip"
    assert job(chained, third).results == (clip,)


def test_turns_on_a_clip_follow_each_other(chained: Bench) -> None:
    film = chained.add_film(levels(9), Fraction(12))
    node = Node(id=new_id(), media_id=film.id, kind="clip", name="film")
    chained.project.run(AddNode(node))
    first = queue(chained, EditClip(OfNode(node.id), "darker"))
    queue(chained, EditClip(OfNode(node.id), "blue", after_job=first))
    wait_begun(chained, 1)
    made = draw(chained, levels(9) // 2)
    wait_begun(chained, 2)
    assert chained.engine.inputs[0].frames.max() < 50
    last = draw(chained, levels(9))
    assert parents(chained, last) == (made,)


def test_of_variants_the_first_is_followed_and_variants_can_follow(chained: Bench) -> None:
    node = chained.add_picture(noise(64, 64))
    first = queue(chained, EditPicture(node, "red", Options(seed=5), variants=2))
    turn = last_turn_on(chained.project, node)
    assert turn is not None
    assert turn.id == first
    queue(chained, EditPicture(node, "a boat", Options(seed=9), variants=2, after_job=first))
    made: list[str] = []
    for number in range(4):
        wait_begun(chained, number + 1)
        made.append(draw(chained, noise(1, 64, 64, seed=number + 2)))
    assert [parents(chained, one) for one in made] == [(node,), (node,), (made[0],), (made[0],)]
    seeds = [chained.task(one).request.sampling.seed for one in made]  # type: ignore[union-attr]
    assert seeds == [5, 6, 9, 10]
    groups = [chained.task(one).group for one in made]
    assert groups[0] == groups[1] != groups[2] == groups[3]


@pytest.mark.parametrize("how", ["failed", "cancelled", "removed", "undone"])
def test_where_the_first_turn_comes_to_nothing_the_second_says_so_and_can_go_from_the_picture(
    chained: Bench, how: str
) -> None:
    node = chained.add_picture(noise(64, 64))
    first = queue(chained, EditPicture(node, "make the sky red"))
    second = queue(chained, EditPicture(node, "add a boat", after_job=first))
    runs = 1
    if how == "cancelled":
        chained.queue.cancel(first)
        runs = 0
    else:
        wait_begun(chained, 1)
        if how == "failed":
            chained.engine.fail()
        else:
            chained.queue.pause()
            made = draw(chained, noise(1, 64, 64, seed=2))
            chained.project.run(RemoveJobs((first,)) if how == "removed" else RemoveNode(made))
            chained.queue.resume()
    chained.pump_until(lambda: job(chained, second).state == "failed")
    said = job(chained, second)
    word = {"failed": "has failed", "cancelled": "was cancelled", "removed": "not in the queue", "undone": "is gone"}
    assert word[how] in said.cause
    assert "from the picture itself" in said.remedy
    assert len(chained.engine.runs) == runs
    chained.queue.retry(second)
    wait_begun(chained, runs + 1)
    assert np.array_equal(chained.engine.inputs[0].frames, noise(1, 64, 64))
    last = draw(chained, noise(1, 64, 64, seed=3))
    assert parents(chained, last) == (node,)


def test_both_turns_tried_again_follow_each_other_as_before(chained: Bench) -> None:
    node = chained.add_picture(noise(64, 64))
    first = queue(chained, EditPicture(node, "make the sky red"))
    second = queue(chained, EditPicture(node, "add a boat", after_job=first))
    wait_begun(chained, 1)
    chained.engine.fail()
    chained.pump_until(lambda: job(chained, second).state == "failed")
    assert chained.queue.retry_all() == 2
    wait_begun(chained, 2)
    made = draw(chained, noise(1, 64, 64, seed=2))
    wait_begun(chained, 3)
    assert parents(chained, draw(chained, noise(1, 64, 64, seed=3))) == (made,)


def test_a_waiting_turn_is_switched_to_the_picture_itself_and_back(chained: Bench) -> None:
    chain: Chain = chained.chain  # type: ignore[attr-defined]
    node = chained.add_picture(noise(64, 64))
    first = queue(chained, EditPicture(node, "make the sky red"))
    second = queue(chained, EditPicture(node, "add a boat", after_job=first))
    task = Task.from_json(job(chained, second).request)
    itself = chain.from_itself(task)
    assert (itself.after, itself.may_follow, itself.inputs[0].node_id) == (None, first, node)
    chained.project.run(EditJob(second, itself.to_json()))
    again = chain.after_previous(itself)
    assert again.after == first
    assert (again.request, again.inputs[0].node_id) == (task.request, node)
    wait_begun(chained, 1)
    made = draw(chained, noise(1, 64, 64, seed=2))
    wait_begun(chained, 2)
    assert parents(chained, draw(chained, noise(1, 64, 64, seed=3))) == (node,)
    # What is done can be followed too.
    late = chain.after_previous(itself)
    assert (late.after, late.inputs[0].node_id) == (None, made)


def test_what_follows_survives_a_restart_in_the_middle(chained: Bench) -> None:
    node = chained.add_picture(noise(64, 64))
    first = queue(chained, EditPicture(node, "make the sky red"))
    second = queue(chained, EditPicture(node, "add a boat", after_job=first))
    wait_begun(chained, 1)
    chained.queue.close()
    chained.project.close()
    chained.project = Project.open(chained.folder / "a.lstudio", cache=chained.folder / "cache")
    parts = PlanParts(chained.project, TINY, lambda: 77, words_required=True)
    model = chained.handler._model
    chained.handler = Handler(chained.project, model, chain=Chain(lambda: parts, lambda: chained.engine.capabilities))
    chained.queue = JobQueue(
        chained.project, chained.handler, wake=chained.woken.release, connect=chained.engine.connect
    )
    wait_begun(chained, 2)
    made = draw(chained, noise(1, 64, 64, seed=2))
    wait_begun(chained, 3)
    assert parents(chained, draw(chained, noise(1, 64, 64, seed=3))) == (made,)
    assert job(chained, second).state == "done"


def test_a_mask_is_not_taken_over_and_not_accepted(chained: Bench) -> None:
    node = chained.add_picture(noise(64, 64))
    first = queue(chained, EditPicture(node, "make the sky red"))
    with pytest.raises(InvalidRequestError, match="mask"):
        chained.plan.plan(EditPicture(node, "a boat", mask="0" * 64, after_job=first))


def test_what_cannot_be_followed_is_refused_at_once(chained: Bench) -> None:
    node = chained.add_picture(noise(64, 64))
    clip = queue(chained, Animate(OfNode(node), "it sails"))
    with pytest.raises(InvalidRequestError, match="makes a clip"):
        chained.plan.plan(EditPicture(node, "red", after_job=clip))
    with pytest.raises(InvalidRequestError, match="not in the queue"):
        chained.plan.plan(EditPicture(node, "red", after_job="ab" * 16))
    picture = queue(chained, EditPicture(node, "red"))
    with pytest.raises(InvalidRequestError, match="timeline"):
        chained.plan.plan(Animate(OnTimeline("a", "b"), "sails", after_job=picture))
    chained.queue.cancel(picture)
    with pytest.raises(InvalidRequestError, match="cancelled"):
        chained.plan.plan(EditPicture(node, "red", after_job=picture))


def test_a_turn_after_one_that_is_done_is_an_ordinary_turn(chained: Bench) -> None:
    node = chained.add_picture(noise(64, 64))
    first = queue(chained, EditPicture(node, "red"))
    wait_begun(chained, 1)
    made = draw(chained, noise(1, 64, 64, seed=2))
    [planned] = chained.plan.plan(EditPicture(node, "a boat", after_job=first))
    assert planned.task.after is None
    assert planned.job.inputs == (made,)


@pytest.mark.parametrize("after", [7, ["x"], {"a": 1}])
def test_a_damaged_reference_fails_that_job_only(chained: Bench, after: object) -> None:
    node = chained.add_picture(noise(64, 64))
    [planned] = chained.plan.plan(EditPicture(node, "red"))
    document = json.loads(planned.task.to_json())
    document["inputs"][0]["after"] = after
    chained.project.run(QueueJob(with_request(planned.job, json.dumps(document))))
    chained.pump_until(lambda: job(chained, planned.job.id).state == "failed")
    assert facts_of(job(chained, planned.job.id).request) is None
    assert previous_of(json.dumps(document)) is None


def test_a_job_that_follows_itself_fails_in_words(chained: Bench) -> None:
    node = chained.add_picture(noise(64, 64))
    [planned] = chained.plan.plan(EditPicture(node, "red"))
    source = msgspec.structs.replace(planned.task.inputs[0], after=planned.job.id)
    task = msgspec.structs.replace(planned.task, inputs=(source,))
    chained.project.run(QueueJob(with_request(planned.job, task.to_json())))
    chained.pump_until(lambda: job(chained, planned.job.id).state == "failed")
    assert "is not done" in job(chained, planned.job.id).cause


def test_a_backend_without_kept_latents_gets_pixels_only(chained: Bench) -> None:
    node = chained.add_picture(noise(64, 64))
    task = chained.plan.plan(EditPicture(node, "red"))[0].task
    source = msgspec.structs.replace(task.inputs[0], latent="ab" * 32)
    task = msgspec.structs.replace(task, inputs=(source,))
    nothing = Capabilities(missing={KEPT_LATENTS: "It keeps none."})
    assert fitted(task, nothing).inputs[0].latent is None
