"""What counts as right: the figures of one result, and of many.

Nothing of the model judges the model: pictures and clips are read by :mod:`models.nano.training.world.reader`, answers
are compared as text. Nothing here needs PyTorch, so that processes which only read pictures start quickly.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from models.nano.training.world.clip_questions import expected_seconds
from models.nano.training.world.reader import read_picture, score_clip, score_picture
from models.nano.training.world.scene import Clip, Picture
from models.nano.training.world.tasks import Example
from models.nano.training.world.truths import Truth

Frames = NDArray[np.uint8]
Figures = dict[str, float]
#: A moment is right within one latent frame: four frames of twelve a second.
_LATENT_FRAME = 4
_MOMENT = Fraction(_LATENT_FRAME, 12)
#: Classes of probability that calibration is measured in.
_BINS = 10


def psnr(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    """Peak signal-to-noise ratio in dB of values in 0…255; at most that of a mean square of a thousandth."""
    error = float(np.mean((first - second) ** 2)) if first.size else 0.0
    return float(10 * np.log10(255**2 / max(error, 1e-3)))


def judge(
    example: Example, frames: Frames, wanted: Frames, before: Frames | None, outside: NDArray[np.bool_] | None
) -> Figures:
    """Figures of one result.

    Args:
        example: What was asked for.
        frames: The result, ``uint8`` [T, H, W, 3].
        wanted: The drawn target, likewise; its first frame at least.
        before: The drawn source of an edit, likewise; ``None`` of other results.
        outside: bool [T, H, W], where an edit changes nothing; ``None`` of other results.
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
        figures["first frame dB"] = psnr(frames[0].astype(float), wanted[0].astype(float))
        if example.event_frame is not None:
            figures["moment"] = float(score.event is not None and score.event <= _LATENT_FRAME)
    figures |= {name: float(getattr(score, name)) for name in names}
    figures["kind and colour"] = float(score.kinds and score.colours)
    if before is not None and outside is not None and outside.any():
        figures["outside dB"] = psnr(frames[outside].astype(float), before[outside].astype(float))
    if example.kind:
        figures[f"everything ({example.kind})"] = figures["everything"]
    return figures


def readable(truth: Picture | Clip, frames: Frames) -> float:
    """1 if a scene that went through the autoencoder still shows everything, else 0."""
    score = score_picture(frames[0], truth) if isinstance(truth, Picture) else score_clip(frames, truth)
    return float(score.everything)


def is_true(truth: Truth, frame: Frames) -> bool:
    """Whether a picture, ``uint8`` [H, W, 3], shows what it must; a thing that hardly looks like its kind is none."""
    reading = read_picture(frame)
    return all(thing.is_recognised for thing in reading.things) and truth.holds(reading.backdrop, reading.things)


def answer_figures(example: Example, said: str) -> Figures:
    """Figures of one answer."""
    assert example.answer is not None
    exact = float(said == example.answer)
    figures = {"exact": exact, f"exact ({example.kind})": exact}
    if example.event_frame is not None:
        seconds = expected_seconds(said)
        figures["when"] = float(seconds is not None and abs(seconds - Fraction(example.event_frame, 12)) <= _MOMENT)
    return figures


def is_affirmed(example: Example) -> bool | None:
    """Whether an example's answer begins with "Yes"; ``None`` if it begins with neither "Yes" nor "No"."""
    first = (example.answer or "").split(" ")[0].rstrip(",.")
    return {"Yes": True, "No": False}.get(first)


def calibration_error(odds: Sequence[float], truths: Sequence[bool]) -> float:
    """Expected calibration error of probabilities of "Yes" in ten classes of equal width.

    Args:
        odds: The model's probability of "Yes" for each question, 0…1.
        truths: Whether "Yes" is right.

    Returns:
        The mean over all questions of how far the mean probability of a question's class is from the share of "Yes"
        among the right answers in it; 0 is perfect.
    """
    if not odds:
        return 0.0
    given, right = np.array(odds, dtype=float), np.array(truths, dtype=float)
    bins = np.minimum((given * _BINS).astype(int), _BINS - 1)
    gaps = [abs(given[bins == i].sum() - right[bins == i].sum()) for i in range(_BINS)]
    return float(sum(gaps) / len(given))


def calibration_figures(odds: Sequence[float], truths: Sequence[bool]) -> Figures:
    """Calibration error, share of right answers, and share of "Yes" among the right ones."""
    right = [(chance >= 0.5) == truth for chance, truth in zip(odds, truths, strict=True)]
    return {
        "right": float(np.mean(right)),
        "calibration error": calibration_error(odds, truths),
        "affirmed": float(np.mean(truths)),
    }


def mean(rows: Sequence[Mapping[str, float]]) -> Figures:
    """The mean of each figure over those that have it."""
    names = {name: None for row in rows for name in row}
    return {name: float(np.mean([row[name] for row in rows if name in row])) for name in names}


def told(name: str, value: float) -> str:
    """A figure as it is printed: "outside 41.3 dB", "exact 97.6 %", "calibration error 0.031"."""
    if name.endswith("dB"):
        return f"{name.removesuffix(' dB')} {value:.1f} dB"
    return f"{name} {value:.3f}" if name.endswith("error") else f"{name} {100 * value:.1f} %"
