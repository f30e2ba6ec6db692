"""Measure a checkpoint on held-out combinations, with the classical reader.

    python -m models.nano.training.evaluate [--model DIR] [--samples 200] [--device auto] [--json FILE]
    python -m models.nano.training.evaluate --only "text to image" --steps 12

Prints a table of every task for both rings. Nothing of the model judges the model: pictures and clips are read by
:mod:`models.nano.training.world.reader`, answers are compared as text.
"""

import argparse
import json
import multiprocessing
import random
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction
from functools import partial
from pathlib import Path

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from lance_studio.engine import Engine, Precision
from lance_studio.engine.devices import pick_device
from lance_studio.requests import Sampling
from models.nano.training.autoencoding import Normaliser, decode_pixels, encode_moments
from models.nano.training.data import Batch, Writer, make_batch
from models.nano.training.forward import TowerPass
from models.nano.training.groups import GROUPS, lay_out_all
from models.nano.training.layout import Layout
from models.nano.training.packing import Block, DeviceBatch
from models.nano.training.preparing import Prepared, Preparer
from models.nano.training.profile_text import STEPS
from models.nano.training.requesting import drawing_request, question_request, seeded
from models.nano.training.sampler import answers, decoded, draw_latents
from models.nano.training.settings import MODEL_DIR, VIT_SIDE
from models.nano.training.world.clip_questions import expected_seconds
from models.nano.training.world.draw import DrawList, Painter, TensorList, changed_mask
from models.nano.training.world.reader import score_clip, score_picture
from models.nano.training.world.scene import FRAMES, Clip, Picture, Ring
from models.nano.training.world.tasks import NOTHING_HELD, RINGS, Example, Held, Task, sample

#: Examples that go through the model together.
_AT_ONCE = 50
#: Pixels around a changed thing that do not count as outside.
_MARGIN = 3.0
#: A moment is right within one latent frame.
_MOMENT = Fraction(4, 12)
_PICTURES = Sampling(guidance_scale=4.0)
_CLIPS = Sampling(guidance_scale=3.0)
#: Task, group, and latent frames that are given.
_DRAWN: tuple[tuple[str, Task, str, Held], ...] = (
    ("text to image", "text_to_image", "image", NOTHING_HELD),
    ("image edit", "image_edit", "image_edit", NOTHING_HELD),
    ("wider image edit", "wider_image_edit", "image_edit", NOTHING_HELD),
    ("reference", "reference", "reference", NOTHING_HELD),
    ("text to video", "text_to_video", "video", NOTHING_HELD),
    ("moments", "moments", "video", NOTHING_HELD),
    ("image to video", "image_to_video", "video", Held(1, 0)),
    ("continuation, 1 latent", "continuation", "video", Held(1, 0)),
    ("continuation, 2 latents", "continuation", "video", Held(2, 0)),
    ("backward, 1 latent", "backward", "video_ends", Held(0, 1)),
    ("backward, 2 latents", "backward", "video_ends", Held(0, 2)),
    ("gap, 1 and 1 latents", "gap", "video_ends", Held(1, 1)),
    ("gap, 2 and 1 latents", "gap", "video_ends", Held(2, 1)),
    ("video edit", "video_edit", "video_edit", NOTHING_HELD),
    ("wider video edit", "wider_video_edit", "video_edit", NOTHING_HELD),
    ("reference video", "reference_video", "reference_video", NOTHING_HELD),
    ("long text to video", "text_to_video", "video_long", NOTHING_HELD),
    ("long gap, 2 and 2 latents", "gap", "video_long", Held(2, 2)),
)
Frames = NDArray[np.uint8]
Figures = dict[str, float]


def _psnr(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    error = float(np.mean((first - second) ** 2)) if first.size else 0.0
    return float(10 * np.log10(255**2 / max(error, 1e-3)))


def _judge(
    example: Example, frames: Frames, wanted: Frames, before: Frames | None, outside: NDArray[np.bool_]
) -> Figures:
    """Figures of one result.

    Args:
        example: What was asked for.
        frames: The result, ``uint8`` [T, H, W, 3].
        wanted: The drawn target, likewise.
        before: The drawn source of an edit, likewise.
        outside: bool [T, H, W], where an edit changes nothing.
    """
    target = example.target
    figures: Figures = {}
    if isinstance(target, Picture):
        score = score_picture(frames[0], target)
        names = ("everything", "kinds", "colours", "sizes", "places", "count", "backdrop")
    else:
        assert isinstance(target, Clip)
        score = score_clip(frames, target)
        names = ("everything", "changes", "kinds", "colours", "sizes", "places", "count", "backdrop")
        figures["first frame dB"] = _psnr(frames[0].astype(float), wanted[0].astype(float))
    figures |= {name: float(getattr(score, name)) for name in names}
    figures["kind and colour"] = float(score.kinds and score.colours)
    if before is not None and outside.any():
        figures["outside dB"] = _psnr(frames[outside].astype(float), before[outside].astype(float))
    if example.kind:
        figures[f"everything ({example.kind})"] = figures["everything"]
    return figures


def _readable(truth: Picture | Clip, frames: Frames) -> float:
    score = score_picture(frames[0], truth) if isinstance(truth, Picture) else score_clip(frames, truth)
    return float(score.everything)


def _mean(rows: Sequence[Figures]) -> Figures:
    names = {name: None for row in rows for name in row}
    return {name: float(np.mean([row[name] for row in rows if name in row])) for name in names}


class Evaluation:
    """A checkpoint and everything that measuring it takes.

    Args:
        model: Model folder.
        device: Device name.
        samples: Examples a task and ring.
        readers: Processes that read pictures.
        steps: Sampling steps.

    On a GPU many examples go through the model at once (:mod:`models.nano.training.sampler`). On a processor, where
    that gains nothing, each is a request to the engine.
    """

    def __init__(self, model: Path, device: str, samples: int, readers: int, steps: int) -> None:
        self._engine = engine = Engine(model, device=device, precision=Precision.usual(pick_device(device)))
        self._parts = engine.load("image")
        self._samples, self._steps = samples, steps
        where, precision = self._parts.device, self._parts.precision
        layouts = lay_out_all(self._parts.tokenizer, precision)
        self._layouts: dict[str, Layout] = {name: layout.to(where) for name, layout in layouts.items()}
        loaded = Tokenizer.from_file(str(engine.folder.folder("image") / "tokenizer.json"))
        self._writers = {name: Writer(loaded, layout.room, layout.tail) for name, layout in layouts.items()}
        self._painter = Painter(where)
        self._normaliser = Normaliser(precision, where)
        self._preparer = Preparer(self._painter, self._parts.codec.autoencoder, self._normaliser)
        self._see = TowerPass(self._parts.tower, VIT_SIDE)
        self._pool = ProcessPoolExecutor(readers, multiprocessing.get_context("spawn"))

    def close(self) -> None:
        """End the reading processes."""
        self._pool.shutdown()

    def _examples(self, task: Task, ring: Ring, group: str) -> list[Example]:
        """Held-out examples whose texts fit, the same at every call."""
        rng = random.Random(f"{task} {ring}")
        found: list[Example] = []
        while len(found) < self._samples:
            frames = max(GROUPS[group].target_frames, FRAMES)
            example = sample(task, ring, rng, "held-out", full=True, frames=frames)
            if self._writers[group].write(example.text, example.answer) is not None:
                found.append(example)
        return found

    def _batch(self, group: str, examples: Sequence[Example], clean: Held) -> tuple[DeviceBatch, Prepared, Batch]:
        count = len(examples)
        # Room for the answer is needed, the answer itself is not given.
        asked = [Example(e.task, e.ring, e.text, None, e.source, e.target, e.kind, e.event_frame) for e in examples]
        batch = make_batch(self._writers[group], self._layouts[group].room, asked, [False] * count, [clean] * count)
        on_device = Block({group: batch}, self._parts.device).batches
        return on_device[group], self._preparer(on_device, noisy_sources=False)[group], batch

    def drawn(self, name: str, task: Task, group: str, clean: Held, ring: Ring) -> Figures:
        """Figures of a task that draws."""
        layout = self._layouts[group]
        assert layout.grid is not None
        sampling = msgspec.structs.replace(_CLIPS if layout.grid[0] > 1 else _PICTURES, steps=self._steps)
        generator = torch.Generator().manual_seed(1)
        futures = []
        examples = self._examples(task, ring, group)
        for start in range(0, len(examples), _AT_ONCE):
            some = examples[start : start + _AT_ONCE]
            device_batch, prepared, batch = self._batch(group, some, clean)
            wanted = self._painted(device_batch.target)
            source = None if device_batch.source is None else self._painted(device_batch.source)
            if self._parts.device.type == "cpu":
                frames = np.stack(
                    [
                        self._engine.run(
                            *drawing_request(
                                example,
                                None if source is None else source[row],
                                wanted[row],
                                clean,
                                seeded(sampling, start + row),
                            )
                        ).frames
                        for row, example in enumerate(some)
                    ]
                )
            else:
                frames = self._sampled(device_batch, prepared, layout, sampling, generator)
            edits = task.endswith("edit")
            outside = ~_changes(batch) if edits else np.zeros(wanted.shape[:-1], dtype=np.bool_)
            for row, example in enumerate(some):
                earlier = source[row] if edits and source is not None else None
                futures.append(self._pool.submit(_judge, example, frames[row], wanted[row], earlier, outside[row]))
        return _mean([future.result() for future in futures])

    def _sampled(
        self,
        batch: DeviceBatch,
        prepared: Prepared,
        layout: Layout,
        sampling: Sampling,
        generator: torch.Generator,
    ) -> Frames:
        """Results of a whole batch, ``uint8`` [B, T, H, W, 3]."""
        assert prepared.target is not None
        assert prepared.given is not None
        assert layout.grid is not None
        given = batch.clean.repeat_interleave(layout.grid[1] * layout.grid[2], dim=1)
        noise = torch.randn(prepared.target.shape, generator=generator)
        latents = draw_latents(
            self._parts,
            layout,
            batch.text,
            None if prepared.seen is None else self._see(prepared.seen)[0],
            prepared.source,
            prepared.given,
            given,
            sampling,
            noise.to(self._parts.device),
        )
        return decoded(self._parts, self._normaliser, latents, layout.grid).numpy()

    def _painted(self, drawing: TensorList | None) -> Frames:
        assert drawing is not None
        pixels = self._painter.paint(drawing)
        return (pixels * 255).round().to(torch.uint8).permute(0, 2, 3, 4, 1).cpu().numpy()

    def asked(self, task: Task, ring: Ring) -> Figures:
        """Figures of the questions on pictures or clips."""
        layout, rows = self._layouts[task], []
        examples = self._examples(task, ring, task)
        for start in range(0, len(examples), _AT_ONCE):
            some = examples[start : start + _AT_ONCE]
            device_batch, prepared, _ = self._batch(task, some, NOTHING_HELD)
            assert prepared.seen is not None
            if self._parts.device.type == "cpu":
                source = self._painted(device_batch.source)
                said = [
                    self._engine.run(*question_request(example, source[row], layout.room)).text
                    for row, example in enumerate(some)
                ]
            else:
                said = answers(self._parts, layout, device_batch.text, self._see(prepared.seen)[0])
            rows += [_answer_figures(example, answer) for example, answer in zip(some, said, strict=True)]
        return _mean(rows)

    def reconstructed(self, task: Task, ring: Ring) -> Figures:
        """How well the autoencoder gives back what it gets."""
        group = "image" if task == "text_to_image" else "video"
        rows: list[Figures] = []
        futures = []
        examples = self._examples(task, ring, group)
        for start in range(0, len(examples), _AT_ONCE):
            some = examples[start : start + _AT_ONCE]
            device_batch, _, _ = self._batch(group, some, NOTHING_HELD)
            wanted = self._painted(device_batch.target)
            frames = self._round_trip(wanted)
            for row, example in enumerate(some):
                rows.append({"dB": _psnr(frames[row].astype(float), wanted[row].astype(float))})
                assert example.target is not None
                futures.append(self._pool.submit(_readable, example.target, frames[row]))
        return _mean([{**row, "everything": future.result()} for row, future in zip(rows, futures, strict=True)])

    @torch.no_grad()
    def _round_trip(self, wanted: Frames) -> Frames:
        vae, dtype = self._parts.codec.autoencoder, self._parts.codec.dtype
        pixels = torch.from_numpy(wanted).to(self._parts.device).permute(0, 4, 1, 2, 3).float() / 127.5 - 1
        mean, _ = encode_moments(vae, pixels.to(dtype))
        output = decode_pixels(vae, mean).float().clamp(-1, 1)
        return ((output + 1) * 127.5).round().to(torch.uint8).permute(0, 2, 3, 4, 1).cpu().numpy()


def _changes(batch: Batch) -> NDArray[np.bool_]:
    """Where the targets of edits may differ from their sources, [B, T, H, W]."""
    before, after = batch.source, batch.target
    assert isinstance(before, DrawList)
    assert isinstance(after, DrawList)
    return changed_mask(before, after, _MARGIN)


def _answer_figures(example: Example, said: str) -> Figures:
    assert example.answer is not None
    exact = float(said == example.answer)
    figures = {"exact": exact, f"exact ({example.kind})": exact}
    if example.event_frame is not None:
        seconds = expected_seconds(said)
        figures["when"] = float(seconds is not None and abs(seconds - Fraction(example.event_frame, 12)) <= _MOMENT)
    return figures


def evaluate(
    model: Path,
    device: str,
    samples: int,
    readers: int,
    say: Callable[[str], None],
    only: str = "",
    steps: int = STEPS,
    rings: Sequence[Ring] = RINGS,
) -> dict[str, Figures]:
    """All figures, by "task / ring"; each is told as soon as it is there.

    Args:
        model: Model folder.
        device: Device name.
        samples: Examples a task and ring.
        readers: Processes that read pictures.
        say: Receives lines of text.
        only: Words that the names of the tasks to measure begin with; all tasks if empty.
        steps: Sampling steps.
        rings: Rings of the world to measure.
    """
    evaluation = Evaluation(model, device, samples, readers, steps)
    found: dict[str, Figures] = {}

    def note(name: str, measure: Callable[[], Figures]) -> None:
        if not name.startswith(only):
            return
        figures = found[name] = measure()
        say(f"{name}: " + ", ".join(_said(key, value) for key, value in figures.items()))

    for ring in rings:
        note(f"VAE, pictures / {ring}", partial(evaluation.reconstructed, "text_to_image", ring))
        note(f"VAE, clips / {ring}", partial(evaluation.reconstructed, "text_to_video", ring))
        note(f"questions on pictures / {ring}", partial(evaluation.asked, "question_image", ring))
        note(f"questions on clips / {ring}", partial(evaluation.asked, "question_video", ring))
        for name, task, group, clean in _DRAWN:
            note(f"{name} / {ring}", partial(evaluation.drawn, name, task, group, clean, ring))
    evaluation.close()
    return found


def _said(name: str, value: float) -> str:
    return f"{name.removesuffix(' dB')} {value:.1f} dB" if name.endswith("dB") else f"{name} {100 * value:.1f} %"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--model", type=Path, default=MODEL_DIR)
    parser.add_argument("--samples", type=int, default=200, help="examples a task and ring")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--readers", type=int, default=2, help="processes that read pictures")
    parser.add_argument("--json", type=Path, help="write the figures there as well")
    parser.add_argument("--only", default="", help="what the names of the tasks to measure begin with")
    parser.add_argument("--steps", type=int, default=STEPS, help="sampling steps")
    parser.add_argument("--ring", choices=RINGS, action="append", help="measure this ring of the world alone")
    options = parser.parse_args()
    found = evaluate(
        options.model,
        options.device,
        options.samples,
        options.readers,
        lambda line: print(line, flush=True),
        options.only,
        options.steps,
        options.ring or RINGS,
    )
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
