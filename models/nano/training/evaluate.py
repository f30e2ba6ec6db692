"""Measure a checkpoint on held-out combinations and on newcomers' words, with the classical reader.

    python -m models.nano.training.evaluate [--model DIR] [--samples 200] [--device auto] [--json FILE]
    python -m models.nano.training.evaluate --only "text to image" --steps 12
    python -m models.nano.training.evaluate --group newcomers

Prints every row's figures as soon as they are there, and at the end one table of those that matter most. Nothing of
the model judges the model: pictures and clips are read by :mod:`models.nano.training.world.reader`, answers are
compared as text.
"""

import argparse
import json
import os
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from pathlib import Path

from models.nano.training.judging import Figures, told
from models.nano.training.world.scene import Ring
from models.nano.training.world.tasks import RINGS

#: The figures of a row that the table shows.
_SHOWN = (
    "everything",
    "exact",
    "moment",
    "when",
    "right",
    "calibration error",
    "pictures right",
    "pictures right (never trained)",
    "edits right",
    "edits right (never trained)",
    "answers right",
    "answers right (never trained)",
    "outside dB",
    "first frame dB",
    "dB",
)
#: What single newcomers came to; in the JSON only.
SINGLE = "newcomers, one by one"


def evaluate(
    model: Path,
    device: str,
    samples: int,
    readers: int,
    say: Callable[[str], None],
    steps: int,
    only: str = "",
    rings: Sequence[Ring] = RINGS,
    parts: Collection[str] = (),
) -> dict[str, Figures]:
    """All figures, by "row / ring"; each is told as soon as it is there.

    Args:
        model: Model folder.
        device: Device name.
        samples: Examples a row and ring; of newcomers, in all.
        readers: Processes that read pictures.
        say: Receives lines of text.
        steps: Sampling steps.
        only: Words that the names of the rows to measure begin with; all rows if empty.
        rings: Rings of the world to measure.
        parts: Parts of the examination to measure, of :data:`models.nano.training.evaluation.PARTS`; all if empty.
    """
    # Imported here because the reading processes import this module too, and need no PyTorch.
    from models.nano.training import evaluation as rows

    evaluation = rows.Evaluation(model, device, samples, readers, steps)
    found: dict[str, Figures] = {}
    waiting: deque[tuple[str, Callable[[], Figures]]] = deque()

    def tell(most: int) -> None:
        while len(waiting) > most:
            name, finish = waiting.popleft()
            figures = found[name] = finish()
            say(f"{name}: " + ", ".join(told(key, value) for key, value in figures.items()))

    def note(name: str, part: str, measure: Callable[[], Callable[[], Figures]]) -> None:
        if name.startswith(only) and (not parts or part in parts):
            waiting.append((name, measure()))
            tell(evaluation.ahead)

    def meet() -> Callable[[], Figures]:
        finish = evaluation.met()

        def figures() -> Figures:
            all_, found[SINGLE] = finish()
            return all_

        return figures

    for ring in rings:
        for name, task, group in rows.RECONSTRUCTED:
            note(f"{name} / {ring}", "exam", partial(evaluation.reconstructed, task, group, ring))
        for asked in rows.ASKED:
            note(f"{asked.name} / {ring}", asked.part, partial(evaluation.asked, asked, ring))
        for name, task in rows.CALIBRATED:
            note(f"{name} / {ring}", "calibration", partial(evaluation.calibrated, name, task, ring))
        for drawn in rows.DRAWN:
            note(f"{drawn.name} / {ring}", drawn.part, partial(evaluation.drawn, drawn, ring))
    note("newcomers", "newcomers", meet)
    tell(0)
    for text, share in sorted(found.get(SINGLE, {}).items(), key=lambda item: item[1]):
        if share < 1:
            say(f"  newcomer not right: {text!r} ({100 * share:.0f} %)")
    evaluation.close()
    return found


def table(found: Mapping[str, Figures], rings: Sequence[Ring] = RINGS) -> str:
    """The figures that matter most as a table: a line for each figure of a row, a column for each ring."""
    columns = (*rings, "all")
    lines: dict[tuple[str, str], dict[str, str]] = {}
    for name, figures in found.items():
        row, _, ring = name.partition(" / ")
        for figure in _SHOWN:
            if figure in figures and name != SINGLE:
                value = told(figure, figures[figure]).removeprefix(figure.removesuffix(" dB")).strip()
                lines.setdefault((row, figure.removesuffix(" dB")), {})[ring or "all"] = value
    shown = [column for column in columns if any(column in values for values in lines.values())]
    width = max((len(f"{row}: {figure}") for row, figure in lines), default=0)
    head = " " * width + "".join(f"{column:>12}" for column in shown)
    body = (
        f"{f'{row}: {figure}':<{width}}" + "".join(f"{values.get(column, ''):>12}" for column in shown)
        for (row, figure), values in lines.items()
    )
    return "\n".join((head, *body))


def main() -> None:
    """Measure and print."""
    # Imported here because the reading processes import this module too, and need no PyTorch.
    from models.nano.training.evaluation import PARTS
    from models.nano.training.profile_text import STEPS
    from models.nano.training.settings import MODEL_DIR

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--model", type=Path, default=MODEL_DIR)
    parser.add_argument("--samples", type=int, default=200, help="examples a row and ring; of newcomers, in all")
    parser.add_argument("--device", default="auto")
    parser.add_argument(
        "--readers", type=int, default=max(2, (os.cpu_count() or 2) - 2), help="processes that read pictures"
    )
    parser.add_argument("--json", type=Path, help="write the figures there as well")
    parser.add_argument("--only", default="", help="what the names of the rows to measure begin with")
    parser.add_argument("--group", choices=PARTS, action="append", help="measure this part of the examination alone")
    parser.add_argument("--steps", type=int, default=STEPS, help="sampling steps")
    parser.add_argument("--ring", choices=RINGS, action="append", help="measure this ring of the world alone")
    options = parser.parse_args()
    rings = options.ring or RINGS
    found = evaluate(
        options.model,
        options.device,
        options.samples,
        options.readers,
        lambda line: print(line, flush=True),
        options.steps,
        options.only,
        rings,
        options.group or (),
    )
    print(f"\n{table(found, rings)}", flush=True)
    if options.json:
        options.json.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
