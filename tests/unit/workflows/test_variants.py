"""Variants of every wish: the same request, with seeds that follow each other."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from lance_studio.errors import InvalidRequestError
from lance_studio.project.commands.nodes import AddNode
from lance_studio.project.rows import Node, new_id
from lance_studio.workflows.clip_refs import OfNode, OnTimeline
from lance_studio.workflows.options import Options
from lance_studio.workflows.planned import Planned
from lance_studio.workflows.task import AsNode
from lance_studio.workflows.wishes import (
    Animate,
    EditClip,
    EditPicture,
    GenerateClip,
    GenerateFromReferences,
    GeneratePicture,
    Replay,
    Wish,
)
from tests.unit.workflows.bench import Bench, film_clip, levels, noise

SEED = Options(seed=5)


def picture(bench: Bench) -> str:
    return bench.add_picture(noise(64, 64))


def film(bench: Bench) -> str:
    media = bench.add_film(levels(9), Fraction(12))
    node = Node(id=new_id(), media_id=media.id, kind="clip", name="film")
    bench.project.run(AddNode(node))
    return node.id


WISHES: dict[str, Callable[[Bench, int], Wish]] = {
    "picture": lambda _, count: GeneratePicture("x", SEED, count),
    "clip": lambda _, count: GenerateClip("x", SEED, count),
    "references": lambda bench, count: GenerateFromReferences((picture(bench),), "x", SEED, count),
    "animation": lambda bench, count: Animate(OfNode(picture(bench)), "x", SEED, count),
    "edit": lambda bench, count: EditPicture(picture(bench), "x", SEED, variants=count),
    "edited clip": lambda bench, count: EditClip(OfNode(film(bench)), "x", SEED, variants=count),
}


def seeds(planned: tuple[Planned, ...]) -> list[int]:
    requests: list[Any] = [one.task.request for one in planned]
    return [request.sampling.seed for request in requests]


@pytest.mark.parametrize("kind", WISHES)
def test_variants_differ_by_their_seeds_only_and_belong_together(bench: Bench, kind: str) -> None:
    wish = WISHES[kind](bench, 3)
    planned = bench.plan.plan(wish)
    assert seeds(planned) == [5, 6, 7]
    assert len({one.job.id for one in planned}) == 3
    groups = {one.task.group for one in planned}
    assert len(groups) == 1
    assert None not in groups
    assert [one.task.variant for one in planned] == [0, 1, 2]
    assert (
        len(
            {
                one.task.to_json().replace(f'"seed":{seed}', "").replace(f'"variant":{seed - 5}', "")
                for one, seed in zip(planned, (5, 6, 7), strict=True)
            }
        )
        == 1
    )
    # A result for what the canvas shows is not chosen by whoever comes first.
    assert {one.follows for one in planned} == {planned[0].origin is None}
    [single] = bench.plan.plan(WISHES[kind](bench, 1))
    assert single.task.group is None
    assert single.follows


@pytest.mark.parametrize("kind", WISHES)
@pytest.mark.parametrize("count", [0, -1, 10**9])
def test_no_variants_or_too_many_are_refused(bench: Bench, kind: str, count: int) -> None:
    with pytest.raises(InvalidRequestError, match="variants"):
        bench.plan.plan(WISHES[kind](bench, count))


def test_several_variants_of_a_clip_on_a_timeline_leave_the_timeline_as_it_is(bench: Bench) -> None:
    clip = film_clip(bench.add_film(levels(9), Fraction(12)))
    timeline = bench.add_timeline(clip)
    [single] = bench.plan.plan(EditClip(OnTimeline(timeline, clip.id), "x", SEED))
    assert not isinstance(single.task.target, AsNode)
    several = bench.plan.plan(EditClip(OnTimeline(timeline, clip.id), "x", SEED, variants=2))
    assert all(isinstance(one.task.target, AsNode) for one in several)
    assert all("the timeline stays as it is" in one.task.notes[-1] for one in several)


def test_a_variant_made_once_more_is_a_result_of_its_own(bench: Bench) -> None:
    first, _ = bench.plan.plan(EditPicture(picture(bench), "x", SEED, variants=2))
    bench.begin(first)
    node = bench.draw(noise(1, 64, 64, seed=2))
    [again] = bench.plan.plan(Replay(node))
    assert (again.task.group, again.task.variant) == (None, 0)
