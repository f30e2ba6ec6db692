"""Letting a checkpoint do many examples: drawings, answers, and the odds of "Yes".

On a GPU many examples go through the model at once (:mod:`models.nano.training.sampler`). On a processor, where that
gains nothing, each is a request to the engine; only the odds, which no request asks for, are always taken in bulk.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
from models.nano.training.groups import lay_out_all
from models.nano.training.layout import Layout
from models.nano.training.packing import Block, DeviceBatch
from models.nano.training.preparing import Prepared, Preparer
from models.nano.training.requesting import drawing_request, question_request, seeded
from models.nano.training.sampler import answers, decoded, draw_latents, token_odds
from models.nano.training.settings import VIT_SIDE
from models.nano.training.world.draw import DrawList, Painter, TensorList, changed_mask
from models.nano.training.world.tasks import NOTHING_HELD, Example, Held

#: Examples that go through the model together.
_AT_ONCE = 100
#: Pixels around a changed thing that do not count as outside.
_MARGIN = 3.0
_PICTURES = Sampling(guidance_scale=4.0)
_CLIPS = Sampling(guidance_scale=3.0)
Frames = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One result.

    Attributes:
        example: What was asked for.
        frames: The result, ``uint8`` [T, H, W, 3].
        wanted: The drawn target, likewise.
        source: The drawn source, likewise, or ``None``.
        outside: bool [T, H, W], where an edit changes nothing, or ``None``.
    """

    example: Example
    frames: Frames
    wanted: Frames
    source: Frames | None
    outside: NDArray[np.bool_] | None


class Examination:
    """A checkpoint at work.

    Args:
        model: Model folder.
        device: Device name.
        steps: Sampling steps.
    """

    def __init__(self, model: Path, device: str, steps: int) -> None:
        self._engine = engine = Engine(model, device=device, precision=Precision.usual(pick_device(device)))
        self._parts = engine.load("image")
        self._steps = steps
        where, precision = self._parts.device, self._parts.precision
        layouts = lay_out_all(self._parts.tokenizer, precision)
        self._layouts: dict[str, Layout] = {name: layout.to(where) for name, layout in layouts.items()}
        loaded = Tokenizer.from_file(str(engine.folder.folder("image") / "tokenizer.json"))
        self._writers = {name: Writer(loaded, layout.room, layout.tail) for name, layout in layouts.items()}
        self._painter = Painter(where)
        self._normaliser = Normaliser(precision, where)
        self._preparer = Preparer(self._painter, self._parts.codec.autoencoder, self._normaliser)
        self._see = TowerPass(self._parts.tower, VIT_SIDE)

    @property
    def in_bulk(self) -> bool:
        """Whether many examples go through the model at once."""
        return self._parts.device.type != "cpu"

    def fits(self, group: str, text: str, answer: str | None = None) -> bool:
        """Whether a group has room for a text."""
        return self._writers[group].write(text, answer) is not None

    def draw(self, group: str, examples: Sequence[Example], clean: Held = NOTHING_HELD) -> Iterator[Drawn]:
        """What the model makes of examples of a group that draws.

        Args:
            group: Name of one of GROUPS.
            examples: Examples whose texts fit it.
            clean: Latent frames of the targets that are given.
        """
        layout = self._layouts[group]
        assert layout.grid is not None
        sampling = msgspec.structs.replace(_CLIPS if layout.grid[0] > 1 else _PICTURES, steps=self._steps)
        generator = torch.Generator().manual_seed(1)
        for start in range(0, len(examples), _AT_ONCE):
            some = examples[start : start + _AT_ONCE]
            device_batch, prepared, batch = self._batch(group, some, clean)
            wanted = self._painted(device_batch.target)
            source = None if device_batch.source is None else self._painted(device_batch.source)
            if self.in_bulk:
                frames = self._sampled(device_batch, prepared, layout, sampling, generator)
            else:
                requests = (
                    drawing_request(
                        example,
                        None if source is None else source[row],
                        wanted[row],
                        clean,
                        seeded(sampling, start + row),
                    )
                    for row, example in enumerate(some)
                )
                frames = np.stack([self._engine.run(*request).frames for request in requests])
            outside = ~_changes(batch) if some[0].task.endswith("edit") else None
            for row, example in enumerate(some):
                yield Drawn(
                    example,
                    frames[row],
                    wanted[row],
                    None if source is None else source[row],
                    None if outside is None else outside[row],
                )

    def answer(self, group: str, examples: Sequence[Example]) -> list[str]:
        """What the model answers to questions."""
        layout, said = self._layouts[group], list[str]()
        for start in range(0, len(examples), _AT_ONCE):
            some = examples[start : start + _AT_ONCE]
            device_batch, prepared, _ = self._batch(group, some, NOTHING_HELD)
            assert prepared.seen is not None
            if self.in_bulk:
                said += answers(self._parts, layout, device_batch.text, self._see(prepared.seen)[0])
            else:
                source = self._painted(device_batch.source)
                requests = (question_request(one, source[row], layout.room) for row, one in enumerate(some))
                said += [self._engine.run(*request).text for request in requests]
        return said

    def odds_of_yes(self, group: str, examples: Sequence[Example]) -> list[float]:
        """The probability that an answer begins with "Yes" rather than with "No", 0…1, of each question."""
        layout, odds = self._layouts[group], list[float]()
        yes, no = (self._first_token(group, word) for word in ("Yes", "No"))
        for start in range(0, len(examples), _AT_ONCE):
            device_batch, prepared, _ = self._batch(group, examples[start : start + _AT_ONCE], NOTHING_HELD)
            assert prepared.seen is not None
            odds += token_odds(self._parts, layout, device_batch.text, self._see(prepared.seen)[0], yes, no)
        return odds

    def _first_token(self, group: str, answer: str) -> int:
        written = self._writers[group].write("", answer)
        assert written is not None
        return written[0][len(self._layouts[group].tail)]

    @torch.no_grad()
    def round_trip(self, group: str, examples: Sequence[Example]) -> Iterator[tuple[Example, Frames, Frames]]:
        """The targets of examples, and what the autoencoder gives back of them."""
        vae, dtype = self._parts.codec.autoencoder, self._parts.codec.dtype
        for start in range(0, len(examples), _AT_ONCE):
            some = examples[start : start + _AT_ONCE]
            device_batch, _, _ = self._batch(group, some, NOTHING_HELD)
            wanted = self._painted(device_batch.target)
            pixels = torch.from_numpy(wanted).to(self._parts.device).permute(0, 4, 1, 2, 3).float() / 127.5 - 1
            latent, _ = encode_moments(vae, pixels.to(dtype))
            output = decode_pixels(vae, latent).float().clamp(-1, 1)
            frames = ((output + 1) * 127.5).round().to(torch.uint8).permute(0, 2, 3, 4, 1).cpu().numpy()
            yield from zip(some, wanted, frames, strict=True)

    def _batch(self, group: str, examples: Sequence[Example], clean: Held) -> tuple[DeviceBatch, Prepared, Batch]:
        count = len(examples)
        # Room for the answer is needed, the answer itself is not given.
        asked = [replace(example, answer=None) for example in examples]
        batch = make_batch(self._writers[group], self._layouts[group].room, asked, [False] * count, [clean] * count)
        on_device = Block({group: batch}, self._parts.device).batches
        return on_device[group], self._preparer(on_device, noisy_sources=False)[group], batch

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
        noise = torch.randn(prepared.target.shape, generator=generator)
        latents = draw_latents(
            self._parts,
            layout,
            batch.text,
            None if prepared.seen is None else self._see(prepared.seen)[0],
            prepared.source,
            prepared.given,
            batch.clean.repeat_interleave(layout.grid[1] * layout.grid[2], dim=1),
            sampling,
            noise.to(self._parts.device),
        )
        return decoded(self._parts, self._normaliser, latents, layout.grid).numpy()

    def _painted(self, drawing: TensorList | None) -> Frames:
        assert drawing is not None
        pixels = self._painter.paint(drawing)
        return (pixels * 255).round().to(torch.uint8).permute(0, 2, 3, 4, 1).cpu().numpy()


def _changes(batch: Batch) -> NDArray[np.bool_]:
    """Where the targets of edits may differ from their sources, [B, T, H, W]."""
    before, after = batch.source, batch.target
    assert isinstance(before, DrawList)
    assert isinstance(after, DrawList)
    return changed_mask(before, after, _MARGIN)
