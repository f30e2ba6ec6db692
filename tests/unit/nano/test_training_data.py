"""Training batches: what their tokens say, how they travel, and the processes that make them."""

import multiprocessing
import random
from dataclasses import fields
from operator import methodcaller
from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer

from models.nano.training import data
from models.nano.training.data import (
    Batch,
    Source,
    Workers,
    Writer,
    clean_frames,
    latent_frames,
    make_batch,
    scaled,
    source_for,
)
from models.nano.training.groups import GROUPS
from models.nano.training.layout import Layout
from models.nano.training.packing import Block, pack
from models.nano.training.world.draw import DrawList, TensorList
from models.nano.training.world.scene import FRAMES, LONG_FRAMES, Backdrop, Clip, Move, Picture, Thing
from models.nano.training.world.tasks import NOTHING_HELD, RINGS, Example, Held, Task, sample


@pytest.fixture(scope="module")
def tokenizer(tokenizer_folder: Path) -> Tokenizer:
    return Tokenizer.from_file(str(tokenizer_folder / "tokenizer.json"))


@pytest.fixture(scope="module")
def source(tokenizer_folder: Path, layouts: dict[str, Layout]) -> Source:
    return source_for(tokenizer_folder / "tokenizer.json", layouts, 0.05)


@pytest.mark.parametrize("group", GROUPS)
def test_the_tokens_of_a_batch_say_the_text_the_tail_and_the_answer(
    group: str, layouts: dict[str, Layout], tokenizer: Tokenizer
) -> None:
    layout, rng = layouts[group], random.Random(group)
    writer = Writer(tokenizer, layout.room, layout.tail)
    length = max(GROUPS[group].target_frames, FRAMES)
    found = [sample(rng.choice(GROUPS[group].tasks), RINGS[i % 2], rng, "train", frames=length) for i in range(12)]
    examples = [example for example in found if writer.write(example.text, example.answer) is not None]
    assert len(examples) > 6
    batch = make_batch(writer, layout.room, examples, [False] * len(examples), [NOTHING_HELD] * len(examples))
    assert not batch.clean.any()
    assert batch.ids.shape == (len(examples), layout.room)
    for row, example in enumerate(examples):
        caption, length = int(batch.caption[row]), int(batch.length[row])
        ids = batch.ids[row].tolist()
        # Each piece of a prompt begins with a space.
        words = tokenizer.decode(ids[:caption], skip_special_tokens=False)
        assert words.replace(" ", "") == example.text.replace(" ", "")
        after = caption + len(layout.tail)
        assert tuple(ids[caption:after]) == layout.tail
        assert tokenizer.decode(ids[caption:after], skip_special_tokens=False).startswith("<|im_end|> \n")
        said = tokenizer.decode(ids[after:length], skip_special_tokens=False)
        assert said == ("" if example.answer is None else f"{example.answer}<|im_end|>")
        assert not any(ids[length:])
    assert (batch.source is None) == (GROUPS[group].source_frames == 0)
    assert (batch.target is None) == GROUPS[group].asks
    for drawing, frames in ((batch.source, GROUPS[group].source_frames), (batch.target, GROUPS[group].target_frames)):
        if drawing is not None:
            assert (drawing.x.shape[0], drawing.x.shape[2]) == (len(examples), frames)


def test_a_text_that_does_not_fit_is_not_cut(layouts: dict[str, Layout], tokenizer: Tokenizer) -> None:
    layout = layouts["image"]
    writer = Writer(tokenizer, layout.room, layout.tail)
    example = sample("text_to_image", "book", random.Random(1), "train")
    long = type(example)("text_to_image", "book", "a red car " * 60, target=example.target)
    assert writer.write(long.text, None) is None
    with pytest.raises(ValueError, match="does not fit"):
        make_batch(writer, layout.room, [long], [False], [NOTHING_HELD])


@pytest.mark.parametrize(
    ("task", "allowed"),
    [
        ("image_to_video", {(1, 0)}),
        ("continuation", {(1, 0), (2, 0), (3, 0), (4, 0)}),
        ("backward", {(0, 1), (0, 2)}),
        ("gap", {(1, 1), (1, 2), (2, 1), (2, 2)}),
        ("moments", {(0, 0)}),
        ("video_edit", {(0, 0)}),
    ],
)
def test_clean_frames(task: Task, allowed: set[tuple[int, int]]) -> None:
    rng = random.Random(2)
    example = sample(task, "shapes", rng, "train")
    assert {tuple(clean_frames(example, rng)) for _ in range(200)} == allowed
    # Something is left to draw, in the shortest clips as well.
    assert all(first + last < latent_frames(example.target) for first, last in allowed)


def test_a_batch_says_which_latent_frames_are_given(layouts: dict[str, Layout], tokenizer: Tokenizer) -> None:
    writer = Writer(tokenizer, 72, layouts["video"].tail)
    examples = [Example("gap", "book", "join them", target=clip_of(FRAMES))] * 4
    held = [Held(1, 2), Held(0, 1), Held(4, 0), NOTHING_HELD]
    assert make_batch(writer, 72, examples, [False] * 4, held).clean.astype(int).tolist() == [
        [1, 0, 0, 1, 1],
        [0, 0, 0, 0, 1],
        [1, 1, 1, 1, 0],
        [0, 0, 0, 0, 0],
    ]
    long = [Example("gap", "book", "join them", target=clip_of(LONG_FRAMES))]
    (given,) = make_batch(writer, 72, long, [False], [Held(2, 1)]).clean.astype(int).tolist()
    assert given == [1, 1, 0, 0, 0, 0, 0, 0, 1]


def clip_of(frames: int) -> Clip:
    """A clip of this length in which a car drives."""
    car = Thing("car", "red", "large", 1, 1)
    return Clip(Picture(Backdrop("meadow"), (car,)), (Move("left"),), frames)


def test_a_step_holds_every_group_in_its_size(source: Source) -> None:
    batches = source.draw(random.Random(3))
    assert batches.keys() == GROUPS.keys()
    for name, batch in batches.items():
        assert len(batch.ids) == scaled(GROUPS[name].size, 0.05) >= 2
        assert (batch.caption > 0).all()
        assert (batch.caption < batch.length).all()
        assert (batch.length <= batch.ids.shape[1]).all()
    again = source.draw(random.Random(3))
    assert all(np.array_equal(batch.ids, again[name].ids) for name, batch in batches.items())


def test_long_prompts_are_long_and_some_others_are_praised(source: Source, tokenizer: Tokenizer) -> None:
    drawn = [source.draw(random.Random(seed)) for seed in range(40)]
    captions = np.concatenate([batches["image_long"].caption for batches in drawn])
    assert captions.min() > 56
    assert captions.max() > 300
    words = [
        tokenizer.decode(list(row[:count]))
        for batches in drawn
        for row, count in zip(batches["image"].ids, batches["image"].caption, strict=True)
    ]
    praised = sum(any(word in text for word in ("quality", "4k", "detailed", "sharp", "lines")) for text in words)
    assert 0 < praised < 0.2 * len(words)


def test_captions_are_hidden_now_and_then_but_never_questions(source: Source) -> None:
    drawn = [source.draw(random.Random(seed)) for seed in range(12)]
    asked = [batch.dropped for batches in drawn for name, batch in batches.items() if GROUPS[name].asks]
    shown = [batch.dropped for batches in drawn for name, batch in batches.items() if not GROUPS[name].asks]
    assert not np.concatenate(asked).any()
    assert 0.03 < np.concatenate(shown).mean() < 0.2


def _same(drawing: DrawList | None, views: TensorList | None) -> bool:
    if drawing is None or views is None:
        return drawing is None and views is None
    pairs = ((getattr(drawing, field.name), getattr(views, field.name)) for field in fields(DrawList))
    return all(_equal(array, view) for array, view in pairs)


def _equal(array: np.ndarray, view: torch.Tensor) -> bool:
    given = torch.from_numpy(array)
    return view.dtype == given.dtype and view.shape == given.shape and torch.equal(view, given)


def test_packed_batches_come_back_equal(source: Source) -> None:
    first, second = (source.draw(random.Random(seed)) for seed in (4, 5))
    block = Block(first, torch.device("cpu"))

    def holds(batches: dict[str, Batch]) -> bool:
        return all(
            all(
                _equal(array, view)
                for array, view in (
                    (batch.ids, block.batches[name].text.ids),
                    (batch.length, block.batches[name].text.length),
                    (batch.caption, block.batches[name].text.caption),
                    (batch.dropped, block.batches[name].text.dropped),
                    (batch.clean, block.batches[name].clean),
                )
            )
            and _same(batch.source, block.batches[name].source)
            and _same(batch.target, block.batches[name].target)
            for name, batch in batches.items()
        )

    assert holds(first)
    # Both staging areas, and the first again.
    for batches in (second, first, second):
        block.fill(pack(batches))
        assert holds(batches)
        assert not holds(first if batches is second else second)


@pytest.mark.slow
def test_workers_yield_and_close_without_leaving_anything() -> None:
    before = set(multiprocessing.active_children())
    workers = Workers(methodcaller("random"), 2, seed=40, ahead=4)
    streams = [random.Random(40), random.Random(41)]
    expected = {stream.random() for stream in streams for _ in range(30)}
    got = [workers.next() for _ in range(20)]
    assert len(set(got)) == 20
    assert set(got) <= expected
    assert len(set(multiprocessing.active_children()) - before) == 2
    workers.close()
    assert set(multiprocessing.active_children()) == before


@pytest.mark.slow
def test_a_dead_worker_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "_PATIENCE", 0.2)
    workers = Workers(methodcaller("no such method"), 1, seed=0)
    with pytest.raises(RuntimeError, match="has died"):
        workers.next()
    workers.close()
