"""Pictures: new ones, turns, masks, latents that are kept, replays. Over a real project and queue."""

import dataclasses

import msgspec
import numpy as np
import pytest

from lance_studio import requests
from lance_studio.errors import InvalidRequestError
from lance_studio.media.compose import feathered
from lance_studio.media.recipes import read_recipe
from lance_studio.project.commands.nodes import RemoveNode
from lance_studio.workflows.describe import describe, facts
from lance_studio.workflows.export import chosen_in, recipe_of
from lance_studio.workflows.latents import unpack_latent
from lance_studio.workflows.options import Options
from lance_studio.workflows.planning import Planner
from lance_studio.workflows.task import Task
from lance_studio.workflows.wishes import EditPicture, GenerateClip, GenerateFromReferences, GeneratePicture, Replay
from tests.unit.ui import fake_engine
from tests.unit.workflows.bench import TINY, Bench, noise


def mask_blob(bench: Bench, mask: np.ndarray) -> str:
    path = bench.folder / "mask.png"
    from lance_studio.media.images import write_png

    write_png(path, np.repeat(mask[..., None], 3, axis=2), overwrite=True)
    return bench.project.files.add_file(path).digest


def test_the_whole_files_hash_is_recorded_where_the_model_says_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = fake_engine.identity()
    recorded = msgspec.structs.replace(known, fingerprints={**known.fingerprints, "sha256": "ef" * 32})
    monkeypatch.setattr(fake_engine, "identity", lambda: recorded)
    [planned] = bench.plan.plan(GeneratePicture("a boat"))
    bench.begin(planned)
    edge = bench.edge(bench.draw(noise(1, 64, 64)))
    assert edge.weights == "sha256:" + "ef" * 32
    assert edge.named_weights == ("sha256", "ef" * 32)
    assert dict(facts(edge.request))["Weights"] == "SHA-256 efefefefefef…"


def test_a_new_picture_is_one_undoable_step_with_everything_on_its_edge(bench: Bench) -> None:
    [planned] = bench.plan.plan(GeneratePicture("a boat at night", Options(steps=4, guidance=2.5)))
    bench.begin(planned)
    request = bench.engine.request
    assert isinstance(request, requests.TextToImage)
    assert (request.prompt, request.width, request.height) == ("a boat at night", 64, 64)
    assert (request.sampling.steps, request.sampling.guidance_scale, request.sampling.seed) == (4, 2.5, 77)
    picture = noise(1, 64, 64)
    node_id = bench.draw(picture)
    assert np.array_equal(bench.pixels(node_id), picture)
    edge = bench.edge(node_id)
    assert (edge.operation, edge.model, edge.weights, edge.engine_version) == (
        "text_to_image",
        "Tiny",
        "fingerprint:" + "ab" * 32,
        "0.1.0",
    )
    assert edge.seconds == 1.25
    assert edge.parents == ()
    task = bench.task(node_id)
    assert task.request == request
    assert task.outcome is not None
    assert task.outcome.grid == (1, 4, 4)
    assert edge.latent is not None
    assert unpack_latent(bench.project.files.read_blob(edge.latent)).shape == (1, 4, 4, 48)
    assert [step.name for step in bench.project.undo_list()] == ['Picture "a boat at night"']
    bench.project.undo()
    assert bench.project.nodes() == []
    assert bench.project.media_list() == []
    bench.project.redo()
    assert np.array_equal(bench.pixels(node_id), picture)


def test_variants_have_seeds_that_follow_each_other(bench: Bench) -> None:
    planned = bench.plan.plan(GeneratePicture("x", Options(seed=5), variants=3))
    seeds = [describe(one.job.request).seed for one in planned]
    assert seeds == [5, 6, 7]
    assert len({one.job.id for one in planned}) == 3


def test_a_size_that_the_model_was_not_trained_on_is_said() -> None:
    profile = dataclasses.replace(TINY, pictures=dataclasses.replace(TINY.pictures, sizes=(TINY.pictures.size,)))
    # Planning a new picture looks up nothing in the project.
    [planned] = Planner(None, profile).plan(GeneratePicture("x", Options(width=80, height=64)))  # type: ignore[arg-type]
    assert "80x64" in planned.task.notes[0]


@pytest.mark.parametrize("words", ["", "  \n"])
def test_a_wish_without_words_is_refused(bench: Bench, words: str) -> None:
    with pytest.raises(InvalidRequestError):
        bench.plan.plan(GeneratePicture(words))


def test_the_result_carries_its_recipe(bench: Bench) -> None:
    [planned] = bench.plan.plan(GeneratePicture("a boat", Options(seed=9, steps=4)))
    bench.begin(planned)
    node_id = bench.draw(noise(1, 64, 64))
    recipe = read_recipe(bench.project.files.path(bench.media(node_id)))
    assert recipe is not None
    assert recipe == recipe_of(bench.project, node_id)
    assert (recipe.task, recipe.prompt, recipe.settings["seed"]) == ("text_to_image", "a boat", 9)
    assert recipe.model["name"] == "Tiny"
    # Every choice of the request comes back by the name under which it is chosen.
    assert chosen_in(recipe) == {
        "seed": 9,
        "steps": 4,
        "guidance": 4.0,
        "shift": 3.5,
        "interval": [0.4, 1.0],
        "renorm": "global",
        "renorm_min": 0.0,
        "noise": "cpu",
        "sample_latents": True,
        "width": 64,
        "height": 64,
    }


@pytest.mark.parametrize("first", [2**31 - 1, 2**63 - 2])
def test_the_seeds_of_variants_stay_in_range(bench: Bench, first: int) -> None:
    planned = bench.plan.plan(GeneratePicture("a boat", Options(seed=first), variants=4))
    seeds = [one.task.request.sampling.seed for one in planned]  # type: ignore[union-attr]
    assert seeds == [first, first + 1, (first + 2) % 2**63, (first + 3) % 2**63]


def test_the_shift_interval_and_renormalisation_that_were_chosen_hold(bench: Bench) -> None:
    wanted = Options(shift=2.25, guidance_interval=(0.1, 0.9), renorm="channel")
    [picture] = bench.plan.plan(GeneratePicture("a boat", wanted))
    clip = bench.plan.plan(GenerateClip("a boat", wanted))[0]
    for planned in (picture, clip):
        sampling = planned.task.request.sampling  # type: ignore[union-attr]
        assert (sampling.shift, sampling.guidance_interval, sampling.renorm) == (2.25, (0.1, 0.9), "channel")


def test_a_turn_starts_from_the_pixels_of_an_import(bench: Bench) -> None:
    source = noise(90, 100)
    node = bench.add_picture(source)
    bench.begin(bench.plan.plan(EditPicture(node, "make it red"))[0])
    [block] = bench.engine.inputs
    assert np.array_equal(block.frames[0], source)
    assert block.mask is None
    assert block.latent is None
    child = bench.draw(noise(1, 64, 64, seed=2))
    assert bench.edge(child).parents == (node,)
    assert bench.media(child).width == 64


def test_a_turn_starts_from_the_latent_of_the_turn_before(bench: Bench) -> None:
    [planned] = bench.plan.plan(GeneratePicture("a boat"))
    bench.begin(planned)
    kept = np.random.default_rng(3).normal(size=(1, 4, 4, 48)).astype(np.float32)
    first = bench.draw(noise(1, 64, 64), latent=kept)
    bench.begin(bench.plan.plan(EditPicture(first, "at night"))[0])
    [block] = bench.engine.inputs
    assert block.latent is not None
    assert np.array_equal(block.latent, kept)
    second = bench.draw(noise(1, 64, 64, seed=2))
    assert bench.edge(second).blobs == (bench.edge(first).latent,)
    assert ("Starts from", "the kept latent") in facts(bench.edge(second).request)


def test_a_latent_of_another_model_or_size_is_not_used(bench: Bench) -> None:
    [planned] = bench.plan.plan(GeneratePicture("a boat", Options(width=80, height=64)))
    bench.begin(planned)
    wide = bench.draw(noise(1, 64, 80))
    assert bench.plan.plan(EditPicture(wide, "x"))[0].task.inputs[0].latent is None
    [planned] = bench.plan.plan(GeneratePicture("a boat"))
    bench.begin(planned)
    node = bench.draw(noise(1, 64, 64))
    other = Planner(bench.project, dataclasses.replace(TINY, name="Other"))
    assert other.plan(EditPicture(node, "x"))[0].task.inputs[0].latent is None


@pytest.mark.parametrize(("height", "width"), [(90, 130), (200, 120), (63, 65)])
def test_outside_a_mask_every_pixel_stays_at_the_pictures_own_size(bench: Bench, height: int, width: int) -> None:
    source = noise(height, width)
    mask = np.zeros((height, width), np.uint8)
    mask[height // 3 : height // 2, width // 4 : width // 2] = 255
    node = bench.add_picture(source)
    planned = bench.plan.plan(EditPicture(node, "a hat", Options(feather=2), mask=mask_blob(bench, mask)))[0]
    bench.begin(planned)
    [block] = bench.engine.inputs
    assert block.mask is not None
    assert np.array_equal(block.mask, mask)
    request = bench.engine.request
    assert isinstance(request, requests.ImageEdit)
    # The engine's process composes at the result's size; a second soft edge there would widen this one.
    assert request.feather == 0
    result = np.full((1, 64, 64, 3), 200, np.uint8)
    child = bench.draw(result)
    changed = bench.pixels(child)[0]
    assert changed.shape == source.shape
    assert np.array_equal(changed[mask == 0], source[mask == 0])
    full = feathered(mask > 0, 2) == 3
    assert full.any()
    assert (changed[full] == 200).all()
    assert (bench.media(child).width, bench.media(child).height) == (width, height)
    assert len(bench.edge(child).blobs) == 1
    assert describe(bench.edge(child).request).masked


def test_a_mask_on_a_picture_of_the_results_size_is_left_to_the_engine(bench: Bench) -> None:
    mask = np.zeros((64, 64), np.uint8)
    mask[:32] = 255
    node = bench.add_picture(noise(64, 64))
    bench.begin(bench.plan.plan(EditPicture(node, "a hat", Options(feather=5), mask=mask_blob(bench, mask)))[0])
    request = bench.engine.request
    assert isinstance(request, requests.ImageEdit)
    assert request.feather == 5
    composed_there = noise(1, 64, 64, seed=8)
    assert np.array_equal(bench.pixels(bench.draw(composed_there)), composed_there)


def test_a_replay_with_the_same_pixels_makes_no_node(bench: Bench) -> None:
    [planned] = bench.plan.plan(GeneratePicture("a boat"))
    bench.begin(planned)
    picture = noise(1, 64, 64)
    node = bench.draw(picture)
    again = bench.plan.plan(Replay(node))[0]
    bench.begin(again)
    assert bench.engine.request == bench.task(node).request
    assert bench.draw(picture) == node
    assert len(bench.project.nodes()) == 1
    assert [(one.node_id, one.result_id, one.identical) for one in bench.replayed] == [(node, node, True)]


def test_a_replay_with_other_pixels_makes_a_sibling(bench: Bench) -> None:
    root = bench.add_picture(noise(64, 64))
    bench.begin(bench.plan.plan(EditPicture(root, "red"))[0])
    picture = noise(1, 64, 64, seed=2)
    node = bench.draw(picture)
    bench.begin(bench.plan.plan(Replay(node))[0])
    picture[0, 0, 0, 0] ^= 1
    other = bench.draw(picture)
    assert other != node
    assert bench.edge(other).parents == (root,)
    assert [one.identical for one in bench.replayed] == [False]
    with pytest.raises(InvalidRequestError):
        bench.plan.plan(Replay(root))[0]


def test_a_turn_whose_source_is_gone_from_the_history_still_has_its_place(bench: Bench) -> None:
    node = bench.add_picture(noise(64, 64))
    bench.begin(bench.plan.plan(EditPicture(node, "red"))[0])
    bench.project.run(RemoveNode(node))
    child = bench.draw(noise(1, 64, 64, seed=2))
    [parent] = bench.edge(child).parents
    assert bench.node(parent).media_id == bench.task(child).inputs[0].media_id


def test_a_waiting_job_can_be_changed(bench: Bench) -> None:
    [planned] = bench.plan.plan(GeneratePicture("a boat", Options(seed=1)))
    task = bench.plan.changed(planned.job, "a ship", Options(seed=2, steps=3))
    said = describe(task.to_json())
    assert (said.prompt, said.seed, said.steps, said.size) == ("a ship", 2, 3, "64 × 64")


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"version": 2}', '{"request": {"task": "x"}}', "\udc80"])
def test_a_damaged_task_is_refused_in_words(text: str) -> None:
    with pytest.raises(InvalidRequestError):
        Task.from_json(text)
    assert facts(text) == ()


def test_references_are_given_in_order(bench: Bench) -> None:
    first, second = bench.add_picture(noise(40, 64)), bench.add_picture(noise(64, 40))
    bench.begin(bench.plan.plan(GenerateFromReferences((first, second), "both on a table"))[0])
    assert [block.frames.shape[1:3] for block in bench.engine.inputs] == [(40, 64), (64, 40)]
    assert bench.edge(bench.draw(noise(1, 64, 64))).parents == (first, second)
    with pytest.raises(InvalidRequestError):
        bench.plan.plan(GenerateFromReferences((), "x"))[0]
