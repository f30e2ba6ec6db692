"""Running a golden case through the engine and collecting what it computed on the way."""

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import torch
from tests.parity.golden import GoldenCase
from torch import Tensor

from lance_studio.engine import Control, Engine, InjectedNoise, Precision, preprocess
from lance_studio.engine.generate import question_sequence, visual_sequence
from lance_studio.engine.plan import VisualPlan, plan_visual, question_pixels
from lance_studio.engine.requests import Answer, AskImage, AskVideo, Request, Visual
from lance_studio.engine.sequence import PackedSequence


@dataclass
class Replay:
    """A case as the engine ran it.

    Attributes:
        seen: Observed tensors by name, in order of appearance.
        plan: The plan, for generations.
        question: The vision tower's pixels, for questions.
        sequence: The packed sequence.
        result: What came out.
    """

    case: GoldenCase
    request: Request
    sequence: PackedSequence
    plan: VisualPlan | None
    question: Tensor | None
    result: Visual | Answer
    seen: dict[str, list[Tensor]] = field(default_factory=dict)

    def one(self, name: str) -> Tensor:
        """The only tensor observed under a name, as float32 on the CPU without a batch axis of 1."""
        (value,) = self.seen[name]
        return value.float().cpu()

    def joined(self, name: str) -> Tensor:
        """All tensors observed under a name, flattened to rows and joined."""
        return torch.cat([value.float().cpu().flatten(0, -2) for value in self.seen[name]])


class Replayer:
    """Engines by precision of tables, over one checkpoint folder."""

    def __init__(self, checkpoint: Path) -> None:
        self._checkpoint = checkpoint
        self._engines: dict[bool, Engine] = {}

    def engine(self, rounded_tables: bool) -> Engine:
        if rounded_tables not in self._engines:
            precision = Precision(torch.float32, rounded_tables)
            self._engines[rounded_tables] = Engine(self._checkpoint, device="cpu", precision=precision)
        return self._engines[rounded_tables]

    def run(self, case: GoldenCase, *, observe: bool) -> Replay:
        """Run a case with its recorded noise.

        Without observation the engine batches the two guidance branches as it does for users.
        """
        override = case.request_data.get("resolution_override_vae_vit")
        preset = case.request_data.get("resolution_preset")
        before = dict(preprocess.PRESETS)
        try:
            if override and preset:
                preprocess.PRESETS[preset] = tuple(override)
            return self._run(case, observe)
        finally:
            preprocess.PRESETS.update(before)

    def _run(self, case: GoldenCase, observe: bool) -> Replay:
        request = case.to_request()
        engine = self.engine(bool(case.request_data.get("bf16_tables")))
        parts = engine.load(case.family)
        seen: dict[str, list[Tensor]] = defaultdict(list)
        plan, question = None, None
        noise = None
        if isinstance(request, (AskImage, AskVideo)):
            question = question_pixels(request, parts.tower.cell)
            sequence = question_sequence(parts, request, question)
        else:
            plan = plan_visual(request, parts.tower.cell)
            sequence = visual_sequence(parts, plan)
            noise = InjectedNoise(case.tensors["noise_all_vae_tokens"], _latent_noise(case, plan))
        control = Control(
            noise=noise, observer=(lambda name, value: seen[name].append(value.clone())) if observe else None
        )
        result = engine.run(request, control, family=case.family)
        return Replay(case, request, sequence, plan, question, result, dict(seen))


def _latent_noise(case: GoldenCase, plan: VisualPlan) -> tuple[Tensor, ...] | None:
    """Recorded latent noise for each encoded input; several inputs may be recorded one by one or joined."""
    names = sorted(name for name in case.tensors if name.startswith("vae_eps"))
    if not names:
        return None
    pixels = [source.vae for source in plan.sources] if plan.given is None else [plan.given]
    grids = [preprocess.latent_grid(*video.shape[1:]) for video in pixels]
    rows = torch.cat([case.tensors[name].reshape(-1, 48) for name in names])
    pieces = rows.split([t * h * w for t, h, w in grids])
    return tuple(piece.reshape(*grid, 48) for piece, grid in zip(pieces, grids, strict=True))
