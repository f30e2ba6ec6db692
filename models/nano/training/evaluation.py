"""The figures of a checkpoint, row by row: what is asked of it, and how its results are judged."""

import multiprocessing
import os
import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from models.nano.training import judging
from models.nano.training.examining import Examination
from models.nano.training.groups import GROUPS
from models.nano.training.judging import Figures
from models.nano.training.world.clip_questions import ask_clip
from models.nano.training.world.motions import random_clip
from models.nano.training.world.newcomers import Newcomer, newcomers
from models.nano.training.world.questions import ask_picture
from models.nano.training.world.sampling import random_picture
from models.nano.training.world.scene import FRAMES, Backdrop, Clip, Picture, Ring
from models.nano.training.world.tasks import NOTHING_HELD, Example, Held, Task, sample

#: Pictures of each newcomer's prompt or edit, with other noise.
SEEDS = 3
#: Works out a row's figures once they are wanted: its results may still be read meanwhile.
Finish: TypeAlias = Callable[[], Figures]


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """A row about drawings.

    Attributes:
        name: What it is called.
        part: The part of the examination that it belongs to.
        task: What is drawn.
        group: Layout.
        clean: Latent frames of the target that are given.
    """

    name: str
    part: str
    task: Task
    group: str
    clean: Held = NOTHING_HELD


@dataclass(frozen=True, slots=True)
class AskedRow:
    """A row about answers.

    Attributes:
        name: What it is called.
        part: The part of the examination that it belongs to.
        task: What is asked about.
        kinds: Sorts of questions; those of the first school if empty.
    """

    name: str
    part: str
    task: Task
    kinds: frozenset[str] = frozenset()


DRAWN = (
    DrawnRow("text to image", "exam", "text_to_image", "image"),
    DrawnRow("image edit", "exam", "image_edit", "image_edit"),
    DrawnRow("wider image edit", "edits", "wider_image_edit", "image_edit"),
    DrawnRow("reference", "exam", "reference", "reference"),
    DrawnRow("text to video", "exam", "text_to_video", "video"),
    DrawnRow("moments", "moments", "moments", "video"),
    DrawnRow("image to video", "exam", "image_to_video", "video", Held(1, 0)),
    DrawnRow("continuation, 1 latent", "exam", "continuation", "video", Held(1, 0)),
    DrawnRow("continuation, 2 latents", "exam", "continuation", "video", Held(2, 0)),
    DrawnRow("continuation, 4 latents", "long", "continuation", "video", Held(4, 0)),
    DrawnRow("backward, 1 latent", "backward", "backward", "video_ends", Held(0, 1)),
    DrawnRow("backward, 2 latents", "backward", "backward", "video_ends", Held(0, 2)),
    DrawnRow("gap, 1 and 1 latents", "gap", "gap", "video_ends", Held(1, 1)),
    DrawnRow("gap, 2 and 1 latents", "gap", "gap", "video_ends", Held(2, 1)),
    DrawnRow("video edit", "exam", "video_edit", "video_edit"),
    DrawnRow("wider video edit", "edits", "wider_video_edit", "video_edit"),
    DrawnRow("reference video", "exam", "reference_video", "reference_video"),
    DrawnRow("long text to video", "long", "text_to_video", "video_long"),
    DrawnRow("long gap, 2 and 2 latents", "long", "gap", "video_long", Held(2, 2)),
)
_THERE = frozenset(("presence", "absence"))
_PICTURE_KINDS = frozenset(("check", "comparison", "neighbour", "loose"))
_CLIP_KINDS = frozenset(("check", "time"))
ASKED = (
    AskedRow("questions on pictures", "exam", "question_image"),
    AskedRow("questions on clips", "exam", "question_video"),
    AskedRow("presence and absence, pictures", "presence", "question_image", _THERE),
    AskedRow("presence and absence, clips", "presence", "question_video", _THERE),
    AskedRow("further questions on pictures", "questions", "question_image", _PICTURE_KINDS),
    AskedRow("further questions on clips", "questions", "question_video", _CLIP_KINDS),
)
RECONSTRUCTED: tuple[tuple[str, Task, str], ...] = (
    ("VAE, pictures", "text_to_image", "image"),
    ("VAE, clips", "text_to_video", "video"),
)
CALIBRATED: tuple[tuple[str, Task], ...] = (
    ("calibration, pictures", "question_image"),
    ("calibration, clips", "question_video"),
)
#: Parts of the examination that can be chosen.
PARTS = ("exam", "edits", "moments", "gap", "backward", "long", "presence", "questions", "calibration", "newcomers")


class Evaluation:
    """A checkpoint and everything that measuring it takes.

    Args:
        model: Model folder.
        device: Device name.
        samples: Examples a row and ring; of newcomers, in all.
        readers: Processes that read pictures.
        steps: Sampling steps.
    """

    def __init__(self, model: Path, device: str, samples: int, readers: int, steps: int) -> None:
        self._work = Examination(model, device, steps)
        self._samples = samples
        # Readers work on small arrays, side by side: threads of their own would only wait for each other.
        for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
            os.environ.setdefault(name, "1")
        self._pool = ProcessPoolExecutor(readers, multiprocessing.get_context("spawn"))

    @property
    def ahead(self) -> int:
        """Rows whose results may be read while the next ones are drawn."""
        return 6 if self._work.in_bulk else 0

    def close(self) -> None:
        """End the reading processes."""
        self._pool.shutdown()

    def _examples(self, seed: str, group: str, draw: Callable[[random.Random], Example | None]) -> list[Example]:
        """Examples whose texts fit, the same at every call."""
        rng = random.Random(seed)
        found: list[Example] = []
        while len(found) < self._samples:
            example = draw(rng)
            if example and self._work.fits(group, example.text, example.answer):
                found.append(example)
        return found

    def _held_out(self, task: Task, ring: Ring, group: str) -> list[Example]:
        frames = max(GROUPS[group].target_frames, FRAMES)
        return self._examples(
            f"{task} {ring}", group, lambda rng: sample(task, ring, rng, "held-out", full=True, frames=frames)
        )

    def drawn(self, row: DrawnRow, ring: Ring) -> Finish:
        """Figures of drawings."""
        examples = self._held_out(row.task, ring, row.group)
        edits = row.task.endswith("edit")
        futures = [
            self._pool.submit(
                judging.judge,
                drawn.example,
                drawn.frames,
                drawn.wanted[:1],
                drawn.source if edits else None,
                drawn.outside,
            )
            for drawn in self._work.draw(row.group, examples, row.clean)
        ]
        return lambda: judging.mean([future.result() for future in futures])

    def asked(self, row: AskedRow, ring: Ring) -> Finish:
        """Figures of answers."""
        if row.kinds:
            examples = self._examples(f"{row.name} {ring}", row.task, lambda rng: _question(rng, row, ring))
        else:
            examples = self._examples(f"{row.task} {ring}", row.task, lambda rng: _first_question(rng, row.task, ring))
        said = self._work.answer(row.task, examples)
        rows = [judging.answer_figures(*pair) for pair in zip(examples, said, strict=True)]
        return lambda: judging.mean(rows)

    def calibrated(self, name: str, task: Task, ring: Ring) -> Finish:
        """How well the odds of "Yes" agree with the truth, over questions that want yes or no."""

        def draw(rng: random.Random) -> Example | None:
            example = sample(task, ring, rng, "held-out", full=True)
            return None if judging.is_affirmed(example) is None else example

        examples = self._examples(f"{name} {ring}", task, draw)
        truths = [judging.is_affirmed(example) is True for example in examples]
        figures = judging.calibration_figures(self._work.odds_of_yes(task, examples), truths)
        return lambda: figures

    def reconstructed(self, task: Task, group: str, ring: Ring) -> Finish:
        """How well the autoencoder gives back what it gets."""
        futures: list[tuple[float, Future[float]]] = []
        for example, wanted, frames in self._work.round_trip(group, self._held_out(task, ring, group)):
            assert example.target is not None
            decibels = judging.psnr(frames.astype(float), wanted.astype(float))
            futures.append((decibels, self._pool.submit(judging.readable, example.target, frames)))
        return lambda: judging.mean([{"dB": value, "everything": future.result()} for value, future in futures])

    def met(self) -> Callable[[], tuple[Figures, Figures]]:
        """Figures of the newcomers, and for each of them the share of its results that is right."""
        chosen = newcomers()
        if self._samples < len(chosen):
            chosen = tuple(random.Random(0).sample(chosen, self._samples))
        right: list[tuple[Newcomer, list[Future[bool] | bool]]] = []
        for group, sort in (("image", "picture"), ("image_edit", "edit")):
            right += self._drawn_for([one for one in chosen if one.sort == sort], group)
        for group, source in (("question_image", Picture), ("question_video", Clip)):
            right += self._told_to([one for one in chosen if one.words and isinstance(one.source, source)], group)
        return lambda: newcomer_figures(
            [(one, [found if isinstance(found, bool) else found.result() for found in all_]) for one, all_ in right]
        )

    def _drawn_for(
        self, some: Sequence[Newcomer], group: str
    ) -> Iterator[tuple[Newcomer, list["Future[bool] | bool"]]]:
        """What is drawn for newcomers, each several times."""
        drawn = iter(self._work.draw(group, [_as_example(one) for one in some for _ in range(SEEDS)]))
        for one in some:
            assert one.truth is not None
            yield one, [self._pool.submit(judging.is_true, one.truth, next(drawn).frames[0]) for _ in range(SEEDS)]

    def _told_to(self, some: Sequence[Newcomer], group: str) -> Iterator[tuple[Newcomer, list["Future[bool] | bool"]]]:
        """What newcomers are answered."""
        said = self._work.answer(group, [_as_example(one) for one in some])
        for one, answer in zip(some, said, strict=True):
            assert one.words is not None
            yield one, [one.words.holds(answer)]


#: Stands for the target of a newcomer's prompt, of which only the number of frames acts.
_ANY = Picture(Backdrop("meadow"), ())


def _as_example(one: Newcomer) -> Example:
    """A newcomer's request as an example; its target is a stand-in that nothing is compared with."""
    if one.words is not None:
        return Example(
            "question_video" if isinstance(one.source, Clip) else "question_image", "book", one.text, None, one.source
        )
    if one.source is None:
        return Example("text_to_image", "book", one.text, target=_ANY)
    return Example("image_edit", "book", one.text, source=one.source, target=one.source)


def newcomer_figures(results: Sequence[tuple[Newcomer, Sequence[bool]]]) -> tuple[Figures, Figures]:
    """Figures of newcomers.

    Args:
        results: Newcomers, and for each of their results whether it is right.

    Returns:
        The share of right results by sort, of those that training never says, and of newcomers whose results are all
        right; and the share of each newcomer by its text, with a number where several have the same.
    """
    rows, single = list[Figures](), Figures()
    for one, right in results:
        share = sum(right) / len(right)
        name = {"picture": "pictures right", "edit": "edits right", "answer": "answers right"}[one.sort]
        row = {name: share, f"{name} ({'never trained' if one.novel else 'trained words'})": share}
        if len(right) > 1:
            row[f"{name}, in all {len(right)} seeds"] = float(all(right))
        rows.append(row)
        text, number = one.text, 1
        while text in single:
            number += 1
            text = f"{one.text} ({number})"
        single[text] = share
    return judging.mean(rows), single


def _question(rng: random.Random, row: AskedRow, ring: Ring) -> Example | None:
    example = sample(row.task, ring, rng, "held-out", full=True)
    return example if example.kind in row.kinds else None


def _first_question(rng: random.Random, task: Task, ring: Ring) -> Example:
    """A question of the first school, which the model card's table has asked from the beginning."""
    if task == "question_image":
        picture = random_picture(rng, ring, "held-out")
        asked = ask_picture(rng, picture, first_school=True)
        return Example(task, ring, asked.text, asked.answer, picture, None, asked.kind)
    clip = random_clip(rng, ring, "held-out")
    asked = ask_clip(rng, clip, first_school=True)
    return Example(task, ring, asked.text, asked.answer, clip, None, asked.kind, asked.event_frame)
