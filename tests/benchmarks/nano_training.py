"""Milliseconds of the embedded model's training step: drawing and encoding examples, and learning from them.

Run ``python tests/benchmarks/nano_training.py [--scale 1.0] [--plain]``, on one GPU or, with a small scale, on a
processor. One JSON object is printed. ``--plain`` leaves out ``torch.compile``, so that two runs tell what it gains; a
product of two matrices of 4096 × 4096 in the same process says how fast the device was.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

sys.path.insert(0, str(Path(__file__).parents[2]))

from models.nano.training.build import take_over
from models.nano.training.optimise import OptimiserSettings
from models.nano.training.recording import Team
from models.nano.training.settings import MODEL_DIR
from models.nano.training.train import JointTraining, make_packed

_ROUNDS = 20


def milliseconds(work: Callable[[], object], device: torch.device, rounds: int) -> float:
    """Mean time of a round, after one that is not counted."""

    def finish() -> None:
        if device.type == "cuda":
            torch.cuda.synchronize(device)

    work()
    finish()
    begun = time.perf_counter()
    for _ in range(rounds):
        work()
    finish()
    return 1000 * (time.perf_counter() - begun) / rounds


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--scale", type=float, default=1.0, help="factor of the number of examples in a step")
    parser.add_argument("--rounds", type=int, default=_ROUNDS)
    parser.add_argument("--plain", action="store_true", help="compile nothing")
    options = parser.parse_args()
    if options.plain:

        def same(work: Callable[..., Any], **_: object) -> Callable[..., Any]:
            return work

        torch.compile = same
    team = Team()
    kind = torch.bfloat16 if team.device.type == "cuda" else torch.float32
    square = torch.randn(4096, 4096, device=team.device, dtype=kind)
    with tempfile.TemporaryDirectory() as folder:
        take_over(MODEL_DIR, Path(folder))
        begun = time.perf_counter()
        training = JointTraining(team, Path(folder), OptimiserSettings(), options.scale, MODEL_DIR)
        built = time.perf_counter() - begun
        packed = make_packed(training.source, random.Random(1))
        facts = {
            "device": torch.cuda.get_device_name(team.device) if team.device.type == "cuda" else "cpu",
            "compiled": team.device.type == "cuda" and not options.plain,
            "seconds to build": round(built, 1),
            "load ms": milliseconds(lambda: training.load(packed), team.device, options.rounds),
            "step ms": milliseconds(lambda: training.step(0.0), team.device, options.rounds),
            "matrix product ms": milliseconds(lambda: square @ square, team.device, options.rounds),
        }
    print(json.dumps({name: round(v, 2) if isinstance(v, float) else v for name, v in facts.items()}))


if __name__ == "__main__":
    main()
