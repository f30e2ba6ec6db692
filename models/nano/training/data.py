"""Batches of random examples: texts as token ids, scenes as drawing lists, made by worker processes."""

import multiprocessing
import queue
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from lance_studio.engine.prompts import TURN_END
from models.nano.training.groups import GROUPS, Group
from models.nano.training.layout import Layout
from models.nano.training.tokens import for_answers
from models.nano.training.world.chatter import praise, small_talk
from models.nano.training.world.draw import DrawList, list_clips, list_pictures
from models.nano.training.world.newcomers import is_reserved
from models.nano.training.world.scene import FRAMES, Clip, Picture, Ring
from models.nano.training.world.tasks import NOTHING_HELD, Example, Held, sample

#: Examples whose caption is hidden, so that guidance has something to compare with.
_DROPPED = 0.1
#: Prompts that drawings are praised in.
_PRAISED = 0.06
#: Latent frames that continuations begin with, and that what comes before a clip or between two ends with.
_LEADING, _LAST = (1, 1, 1, 2, 2, 2, 2, 3, 4), (1, 1, 2)
#: Seconds after which somebody who waits for a batch looks whether its makers are alive.
_PATIENCE = 30.0
_RINGS: tuple[Ring, Ring] = ("shapes", "book")


@dataclass(frozen=True, slots=True)
class Batch:
    """B examples of a group.

    Attributes:
        ids: int64 [B, room].
        length: int64 [B], tokens in use, with the template's tail and the answer.
        caption: int64 [B], tokens of the user's words.
        dropped: bool [B].
        clean: bool [B, t], latent frames of the target that are given; t is 1 without a target.
        source: What conditions or is asked about, or ``None``.
        target: What is to be generated, or ``None``.
    """

    ids: NDArray[np.int64]
    length: NDArray[np.int64]
    caption: NDArray[np.int64]
    dropped: NDArray[np.bool_]
    clean: NDArray[np.bool_]
    source: DrawList | None
    target: DrawList | None


class Writer:
    """Turns texts into a layout's token ids.

    Args:
        tokenizer: The model's tokenizer.
        room: Tokens that fit.
        tail: The template's tokens behind the user's words.
    """

    def __init__(self, tokenizer: Tokenizer, room: int, tail: tuple[int, ...]) -> None:
        self._tokenizer, self._room, self._tail = tokenizer, room, tail
        self._answers = for_answers(tokenizer)
        self._end = tokenizer.token_to_id(TURN_END)

    def write(self, text: str, answer: str | None) -> tuple[list[int], int] | None:
        """Token ids and how many of them are the user's words; ``None`` if they do not fit."""
        words = self._tokenizer.encode(text, add_special_tokens=False).ids
        ids = [*words, *self._tail]
        if answer is not None:
            ids += [*self._answers.encode(answer, add_special_tokens=False).ids, self._end]
        return (ids, len(words)) if len(ids) <= self._room else None


def draw_scenes(scenes: Sequence[Picture | Clip | None]) -> DrawList | None:
    """The drawing list of scenes that are all pictures, all clips, or all absent."""
    if isinstance(scenes[0], Picture):
        return list_pictures([scene for scene in scenes if isinstance(scene, Picture)])
    if isinstance(scenes[0], Clip):
        return list_clips([scene for scene in scenes if isinstance(scene, Clip)])
    return None


def make_batch(
    writer: Writer, room: int, examples: Sequence[Example], dropped: Sequence[bool], clean: Sequence[Held]
) -> Batch:
    """Put examples together; every text must fit.

    Args:
        writer: Turns texts into token ids.
        room: Tokens of text.
        examples: Examples of one group.
        dropped: Whose caption is hidden.
        clean: Which latent frames of each target are given.
    """
    ids = np.zeros((len(examples), room), dtype=np.int64)
    length, caption = (np.zeros(len(examples), dtype=np.int64) for _ in range(2))
    for row, example in enumerate(examples):
        written = writer.write(example.text, example.answer)
        if written is None:
            raise ValueError(f"The text does not fit {room} tokens: {example.text!r}.")
        tokens, caption[row] = written
        ids[row, : len(tokens)], length[row] = tokens, len(tokens)
    return Batch(
        ids=ids,
        length=length,
        caption=caption,
        dropped=np.array(dropped, dtype=np.bool_),
        clean=np.array([held.mask(latent_frames(examples[0].target)) for held in clean], dtype=np.bool_),
        source=draw_scenes([example.source for example in examples]),
        target=draw_scenes([example.target for example in examples]),
    )


def latent_frames(target: Picture | Clip | None) -> int:
    """Latent frames of a target; 1 without."""
    return (target.frames - 1) // 4 + 1 if isinstance(target, Clip) else 1


def clean_frames(example: Example, rng: random.Random) -> Held:
    """Latent frames of the target that an example gives."""
    match example.task:
        case "image_to_video":
            return Held(1, 0)
        case "continuation":
            return Held(rng.choice(_LEADING), 0)
        case "backward":
            return Held(0, rng.choice(_LAST))
        case "gap":
            return Held(rng.choice((1, 1, 2, 2)), rng.choice(_LAST))
        case _:
            return NOTHING_HELD


class Source:
    """Draws training batches.

    Args:
        tokenizer: Path of ``tokenizer.json``.
        tails: Tail of each group's layout.
        rooms: Room of each group's layout.
        scale: Factor of the groups' sizes.
    """

    def __init__(self, tokenizer: Path, tails: dict[str, tuple[int, ...]], rooms: dict[str, int], scale: float) -> None:
        loaded = Tokenizer.from_file(str(tokenizer))
        self._writers = {name: Writer(loaded, rooms[name], tails[name]) for name in GROUPS}
        self._rooms, self._scale = rooms, scale

    def draw(self, rng: random.Random) -> dict[str, Batch]:
        """One step's batches."""
        return {name: self._group(name, group, rng) for name, group in GROUPS.items()}

    def _group(self, name: str, group: Group, rng: random.Random) -> Batch:
        size = scaled(group.size, self._scale)
        examples: list[Example] = []
        while len(examples) < size:
            ring, frames = _RINGS[len(examples) % 2], max(group.target_frames, FRAMES)
            example = spoken(sample(rng.choice(group.tasks), ring, rng, "train", frames=frames), group, rng)
            if not is_reserved(example.text) and self._writers[name].write(example.text, example.answer) is not None:
                examples.append(example)
        dropped = [not group.asks and rng.random() < _DROPPED for _ in examples]
        clean = [clean_frames(example, rng) for example in examples]
        return make_batch(self._writers[name], self._rooms[name], examples, dropped, clean)


def spoken(example: Example, group: Group, rng: random.Random) -> Example:
    """An example with more words than it needs, where its group has such prompts or, now and then, elsewhere."""
    if group.talk is not None:
        return replace(example, text=small_talk(rng, example.text, rng.randint(*group.talk)))
    if not group.asks and not group.source_frames and rng.random() < _PRAISED:
        return replace(example, text=praise(rng, example.text))
    return example


def scaled(size: int, scale: float) -> int:
    """A group's size in a smaller or larger step."""
    return max(2, round(size * scale))


def source_for(tokenizer: Path, layouts: dict[str, Layout], scale: float) -> Source:
    """A source for layouts."""
    return Source(
        tokenizer,
        {name: layout.tail for name, layout in layouts.items()},
        {name: layout.room for name, layout in layouts.items()},
        scale,
    )


def _work(make: Callable[[random.Random], Any], seed: int, results: "multiprocessing.Queue[Any]") -> None:
    rng = random.Random(seed)
    while True:
        results.put(make(rng))


class Workers:
    """Processes that make batches ahead of time.

    Args:
        make: Makes one batch from a random generator; must be picklable.
        count: Number of processes.
        seed: Seeds of the processes start here.
        ahead: Batches that wait at most.
    """

    def __init__(self, make: Callable[[random.Random], Any], count: int, seed: int, ahead: int = 32) -> None:
        context = multiprocessing.get_context("spawn")
        self._results: multiprocessing.Queue[Any] = context.Queue(ahead)
        self._processes = [
            context.Process(target=_work, args=(make, seed + number, self._results), daemon=True)
            for number in range(count)
        ]
        for process in self._processes:
            process.start()

    def next(self) -> Any:
        """The next batch.

        Raises:
            RuntimeError: A worker has died.
        """
        while True:
            try:
                return self._results.get(timeout=_PATIENCE)
            except queue.Empty:
                if not all(process.is_alive() for process in self._processes):
                    raise RuntimeError("A process that makes training data has died.") from None

    def close(self) -> None:
        """End the processes."""
        for process in self._processes:
            process.kill()
            process.join()
        self._results.cancel_join_thread()
        self._results.close()
