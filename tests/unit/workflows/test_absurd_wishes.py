"""Wishes beyond the table of limits are refused when they are made, also where a project claims that they wait."""

import time

import pytest

from lance_studio import limits
from lance_studio.errors import InvalidRequestError
from lance_studio.project.commands.jobs import QueueJob
from lance_studio.project.rows import Job, new_id
from lance_studio.requests import from_json
from lance_studio.workflows.clip_refs import OfNode
from lance_studio.workflows.options import Options
from lance_studio.workflows.task import Task
from lance_studio.workflows.wishes import (
    Animate,
    EditPicture,
    ExtendClip,
    GenerateClip,
    GenerateFromReferences,
    GeneratePicture,
    Wish,
)
from tests.unit.workflows.bench import Bench, noise

pytestmark = pytest.mark.timeout(60)


def wishes(node: str) -> dict[str, Wish]:
    huge = 10**9
    return {
        "8192 pixels": GeneratePicture("x", Options(width=8192, height=8192)),
        "8192 pixels wide": GeneratePicture("x", Options(width=8192, height=16)),
        "a side of 400 digits": GeneratePicture("x", Options(width=10**400)),
        "a clip of 8192 pixels": GenerateClip("x", Options(width=8192, height=8192)),
        "a clip of 10^9 frames": GenerateClip("x", Options(frames=huge)),
        "references, 10^9 frames": GenerateFromReferences((node,), "x", Options(frames=huge)),
        "references, 8192 pixels": GenerateFromReferences((node,), "x", Options(width=8192)),
        "100,000 references": GenerateFromReferences((node,) * 100_000, "x"),
        "an animation of 10^9 frames": Animate(OfNode(node), "x", Options(frames=huge)),
        "an extension of 10^9 frames": ExtendClip(OfNode(node), "x", Options(frames=huge)),
        "10^9 steps": EditPicture(node, "x", Options(steps=huge)),
        "a soft edge of 10^9": EditPicture(node, "x", Options(feather=huge)),
        "100,000 sources": EditPicture(node, "x", also=(node,) * 100_000),
        "10^9 variants": GeneratePicture("x", variants=huge),
        "no variants": GeneratePicture("x", variants=0),
        "10^7 characters": GeneratePicture("x" * 10**7),
    }


def test_no_absurd_wish_is_queued(bench: Bench) -> None:
    node = bench.add_picture(noise(64, 64))
    for name, wish in wishes(node).items():
        began = time.perf_counter()
        with pytest.raises(InvalidRequestError) as caught:
            bench.plan.plan(wish)
        assert time.perf_counter() - began < 5, name
        assert len(caught.value.cause) < 300, name
        assert caught.value.remedy, name
    assert bench.project.jobs() == []  # to plan is what comes before a job is queued


@pytest.mark.parametrize(
    "request_", ['{"task":"text_to_image","prompt":"x","width":8192,"height":8192}',
                 '{"task":"text_to_video","prompt":"x","num_frames":1000000000}']
)  # fmt: skip
def test_a_stored_request_is_held_to_the_same_limits(bench: Bench, request_: str) -> None:
    with pytest.raises(InvalidRequestError, match="cannot be read"):
        from_json(request_)
    job = Job(id=new_id(), name="x", request=f'{{"request":{request_}}}')
    bench.project.run(QueueJob(job))
    with pytest.raises(InvalidRequestError, match="cannot be read"):
        Task.from_json(job.request)


def test_variants_up_to_the_limit_are_planned(bench: Bench) -> None:
    most = limits.REQUEST_VARIANTS.most
    assert len(bench.plan.plan(GeneratePicture("x", Options(width=64, height=64), variants=most))) == most
