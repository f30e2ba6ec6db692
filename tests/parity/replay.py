"""Running a golden case through the engine and collecting what it computed on the way."""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path

import torch
from torch import Tensor

from lance_studio.catalog.profile import OFFICIAL
from lance_studio.engine import Control, Engine, InjectedNoise, Precision
from lance_studio.engine.generate import question_sequence, visual_sequence
from lance_studio.engine.plan import VisualPlan, plan_visual, question_pixels
from lance_studio.engine.prompts import render_chat
from lance_studio.engine.results import Answer, Visual
from lance_studio.engine.sequence import PackedSequence
from lance_studio.requests import AskImage, AskVideo, Request
from lance_studio.requests.geometry import StreamSides, latent_grid
from tests.parity.golden import GoldenCase


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

    @property
    def visual_plan(self) -> VisualPlan:
        """The plan of a generation."""
        assert self.plan is not None
        return self.plan

    @property
    def vit_pixels(self) -> list[Tensor]:
        """What the vision tower saw, source by source."""
        if self.question is not None:
            return [self.question]
        return [source.vit for source in self.visual_plan.sources]

    @property
    def vae_pixels(self) -> list[Tensor]:
        """What the VAE encoded, source by source."""
        given = [one.pixels for one in self.visual_plan.given]
        return given or [source.vae for source in self.visual_plan.sources]

    @property
    def rendered_prompt(self) -> str:
        """The chat as one string; of a question, up to where the answer begins."""
        if isinstance(self.request, (AskImage, AskVideo)):
            return render_chat(self.request.system_prompt, 1, self.request.question, generates=False).text
        plan = self.visual_plan
        return render_chat(plan.system, 2 * len(plan.sources), plan.user_text, generates=True).text

    @property
    def target_tokens(self) -> int:
        """Tokens of the target block."""
        frames, rows, columns = self.visual_plan.grid
        return frames * rows * columns

    def one(self, name: str) -> Tensor:
        """The only tensor observed under a name, as float32 on the CPU without a batch axis of 1."""
        (value,) = self.seen[name]
        return value.float().cpu()

    def joined(self, name: str) -> Tensor:
        """All tensors observed under a name, flattened to rows and joined."""
        return torch.cat([value.float().cpu().flatten(0, -2) for value in self.seen[name]])


class Replayer:
    """Engines by precision of tables, over one checkpoint folder on one device."""

    def __init__(self, checkpoint: Path, device: str) -> None:
        self._checkpoint, self._device = checkpoint, device
        self._engines: dict[bool, Engine] = {}

    def engine(self, rounded_tables: bool) -> Engine:
        if rounded_tables not in self._engines:
            precision = Precision(torch.float32, rounded_tables)
            self._engines[rounded_tables] = Engine(self._checkpoint, device=self._device, precision=precision)
        return self._engines[rounded_tables]

    def run(self, case: GoldenCase, *, observe: bool) -> Replay:
        """Run a case with its recorded noise.

        Without observation the engine batches the two guidance branches as it does for users.
        """
        override = case.request_data.get("resolution_override_vae_vit")
        preset = case.request_data.get("resolution_preset")
        presets = dict(OFFICIAL.presets)
        if override and preset:
            presets[preset] = StreamSides(*override)
        engine = self.engine(bool(case.request_data.get("bf16_tables")))
        engine.profile = replace(OFFICIAL, presets=presets)
        return self._run(case, engine, observe)

    def _run(self, case: GoldenCase, engine: Engine, observe: bool) -> Replay:
        asked = case.to_request()
        request = asked.request
        presets = engine.profile.presets
        parts = engine.load(case.family)
        seen: dict[str, list[Tensor]] = defaultdict(list)
        plan, question = None, None
        noise = None
        if isinstance(request, (AskImage, AskVideo)):
            question = question_pixels(*asked, parts.tower.cell, presets)
            sequence = question_sequence(parts, request, question)
        else:
            plan = plan_visual(*asked, parts.tower.cell, presets)
            sequence = visual_sequence(parts, plan)
            noise = InjectedNoise(case.tensors["noise_all_vae_tokens"], _latent_noise(case, plan))
        control = Control(
            noise=noise, observer=(lambda name, value: seen[name].append(value.clone())) if observe else None
        )
        result = engine.run(*asked, control, family=case.family)
        return Replay(case, request, sequence, plan, question, result, dict(seen))


def _latent_noise(case: GoldenCase, plan: VisualPlan) -> tuple[Tensor, ...] | None:
    """Recorded latent noise for each encoded input; several inputs may be recorded one by one or joined."""
    names = sorted(name for name in case.tensors if name.startswith("vae_eps"))
    if not names:
        return None
    pixels = [one.pixels for one in plan.given] or [source.vae for source in plan.sources]
    grids = [latent_grid(*video.shape[1:]) for video in pixels]
    rows = torch.cat([case.tensors[name].reshape(-1, 48) for name in names])
    pieces = rows.split([t * h * w for t, h, w in grids])
    return tuple(piece.reshape(*grid, 48) for piece, grid in zip(pieces, grids, strict=True))
