"""The rows of an evaluation: what is asked and how it is counted, with a painter in the place of the model."""

import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
import torch

from lance_studio.engine import Engine
from models.nano.training import evaluate, evaluation, examining, judging
from models.nano.training.evaluation import ASKED, DRAWN, PARTS, newcomer_figures
from models.nano.training.examining import Drawn
from models.nano.training.world.draw import Painter, list_clips, list_pictures, to_tensors
from models.nano.training.world.newcomers import Newcomer, newcomers
from models.nano.training.world.scene import ALL_BACKDROPS, Backdrop, Clip, Picture, Thing
from models.nano.training.world.tasks import NOTHING_HELD, Example, Held, sample
from models.nano.training.world.truths import Truth

CPU = torch.device("cpu")


def painted(scene: Picture | Clip) -> np.ndarray:
    drawing = list_pictures([scene]) if isinstance(scene, Picture) else list_clips([scene])
    pixels = Painter(CPU).paint(to_tensors(drawing, CPU))
    return (pixels[0] * 255).round().to(torch.uint8).permute(1, 2, 3, 0).numpy()


class Painting:
    """Does everything right that can be told from an example; of two, the second is done wrong."""

    in_bulk = True
    asked: ClassVar[list[tuple[str, Held]]] = []

    def __init__(self, model: Path, device: str, steps: int) -> None:
        self.asked.clear()

    def fits(self, group: str, text: str, answer: str | None = None) -> bool:
        return len(text) < 200

    def draw(self, group: str, examples: Sequence[Example], clean: Held = NOTHING_HELD) -> Iterator[Drawn]:
        self.asked.append((group, clean))
        for number, example in enumerate(examples):
            assert example.target is not None
            wanted = painted(example.target)
            source = None if example.source is None else painted(example.source)
            outside = np.ones(wanted.shape[:-1], dtype=np.bool_) if example.task.endswith("edit") else None
            yield Drawn(example, wanted if number % 2 == 0 else np.zeros_like(wanted), wanted, source, outside)

    def answer(self, group: str, examples: Sequence[Example]) -> list[str]:
        return [(example.answer or "") if number % 2 == 0 else "" for number, example in enumerate(examples)]

    def odds_of_yes(self, group: str, examples: Sequence[Example]) -> list[float]:
        return [0.9 if judging.is_affirmed(example) else 0.1 for example in examples]

    def round_trip(self, group: str, examples: Sequence[Example]) -> Iterator[tuple[Example, Any, Any]]:
        for example in examples:
            assert example.target is not None
            frames = painted(example.target)
            yield example, frames, frames


@pytest.fixture
def paints(monkeypatch: pytest.MonkeyPatch) -> None:
    def pool(readers: int, context: object) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(readers)

    monkeypatch.setattr(evaluation, "Examination", Painting)
    monkeypatch.setattr(evaluation, "ProcessPoolExecutor", pool)


def measured(*parts: str, samples: int = 2, only: str = "") -> tuple[dict[str, judging.Figures], list[str]]:
    lines: list[str] = []
    found = evaluate.evaluate(Path(), "cpu", samples, 1, lines.append, 16, only, ("shapes",), parts)
    return found, lines


@pytest.mark.usefixtures("paints")
@pytest.mark.parametrize("part", ["gap", "backward", "moments"])
def test_clips_with_given_ends_and_moments_are_rows(part: str) -> None:
    found, lines = measured(part)
    names = [row.name for row in DRAWN if row.part == part]
    assert list(found) == [f"{name} / shapes" for name in names]
    assert all(figures["everything"] == 0.5 for figures in found.values())
    held = {"gap": [Held(1, 1), Held(2, 1)], "backward": [Held(0, 1), Held(0, 2)], "moments": [NOTHING_HELD]}
    assert [clean for _, clean in Painting.asked] == held[part]
    if part == "moments":
        assert found["moments / shapes"]["moment"] == 0.5
    assert lines[0].startswith(f"{names[0]} / shapes: ")
    assert "everything 50.0 %" in lines[0]


@pytest.mark.usefixtures("paints")
def test_presence_and_absence_are_a_row() -> None:
    found, _ = measured("presence", samples=20)
    assert list(found) == ["presence and absence, pictures / shapes", "presence and absence, clips / shapes"]
    for figures in found.values():
        assert figures.keys() == {"exact", "exact (presence)", "exact (absence)"}
        assert figures["exact"] == 0.5


@pytest.mark.usefixtures("paints")
def test_calibration_is_a_row() -> None:
    found, lines = measured("calibration", samples=40)
    for figures in found.values():
        assert figures["right"] == 1.0
        assert figures["calibration error"] == pytest.approx(0.1)
        assert 0.2 < figures["affirmed"] < 0.8
    assert "calibration error 0.100" in lines[0]


@pytest.mark.usefixtures("paints")
def test_rows_are_chosen_by_the_beginning_of_their_names() -> None:
    found, _ = measured(only="VAE, pictures")
    assert found == {"VAE, pictures / shapes": {"dB": pytest.approx(78.1, abs=0.1), "everything": 1.0}}


@pytest.mark.usefixtures("paints")
def test_the_first_school_is_asked_by_itself() -> None:
    found, _ = measured("exam", samples=60, only="questions on pictures")
    kinds = {name[7:-1] for name in found["questions on pictures / shapes"] if name.startswith("exact (")}
    assert kinds <= {"colour", "kind", "count", "place", "presence", "size", "background", "background colour"} | {
        "description"
    }
    assert len(kinds) > 6


@pytest.mark.usefixtures("paints")
def test_newcomers_are_drawn_three_times_and_told_one_by_one() -> None:
    found, lines = measured("newcomers", samples=9)
    assert {group for group, _ in Painting.asked} == {"image", "image_edit"}
    single = found[evaluate.SINGLE]
    assert len(single) == 9
    assert "pictures right" in found["newcomers"]
    wrong = [text for text, share in single.items() if share < 1]
    assert [line for line in lines if "not right" in line]
    assert all(any(repr(text) in line for line in lines) for text in wrong)


def test_every_part_has_a_row() -> None:
    parts = {row.part for row in (*DRAWN, *ASKED)} | {"calibration", "newcomers"}
    assert parts == set(PARTS)


def scene_for(one: Newcomer) -> Picture:
    """A picture that shows what a newcomer wants; what is left open is chosen."""
    truth = one.truth
    assert isinstance(truth, Truth)
    right = [backdrop for backdrop in ALL_BACKDROPS if Truth((), truth.backdrop).holds(backdrop, ())]
    things: list[Thing] = []
    for wanted in truth.things:
        taken = {(thing.row, thing.column) for thing in things}
        cells = wanted.cells or frozenset((row, column) for row in range(3) for column in range(3))
        size = "medium" if wanted.sizes is None else wanted.sizes[-1]
        assert wanted.kind is not None
        things.append(Thing(wanted.kind, wanted.colour or "red", size, *min(cells - taken)))
    return Picture(right[0], tuple(things))


def test_drawn_truths_of_edits_are_read_as_true_and_untouched_sources_as_wrong() -> None:
    edits = [one for one in newcomers() if one.sort == "edit" and one.novel]
    for one in edits:
        assert one.truth is not None
        assert isinstance(one.source, Picture)
        unchanged = one.truth.holds(one.source.backdrop, one.source.things)
        if not any(wanted.kind is None for wanted in one.truth.things):
            assert judging.is_true(one.truth, painted(scene_for(one))[0]), one.text
        assert judging.is_true(one.truth, painted(one.source)[0]) == unchanged, one.text


def test_newcomers_are_counted_by_sort_and_by_what_training_says() -> None:
    picture = Newcomer("car", True, truth=Truth(()))
    edit = Newcomer("bigger", False, Picture(Backdrop("sea"), ()), Truth(()))
    figures, single = newcomer_figures(
        [(picture, [True, True, False]), (edit, [True, True, True]), (edit, [False, False, False])]
    )
    assert figures["pictures right"] == pytest.approx(2 / 3)
    assert figures["pictures right, in all 3 seeds"] == 0.0
    assert figures["edits right"] == figures["edits right (trained words)"] == 0.5
    assert figures["edits right, in all 3 seeds"] == 0.5
    assert "edits right (never trained)" not in figures
    assert single == {"car": pytest.approx(2 / 3), "bigger": 1.0, "bigger (2)": 0.0}


@pytest.mark.parametrize(
    ("odds", "truths", "error"),
    [
        ([], [], 0.0),
        ([1.0, 0.0], [True, False], 0.0),
        ([1.0, 1.0], [True, False], 0.5),
        ([0.75] * 4, [True, True, True, False], 0.0),
        # Each class by itself: that one is too sure and the other not sure enough does not cancel out.
        ([0.9, 0.9, 0.2, 0.2], [True, False, True, False], 0.35),
    ],
)
def test_calibration_error(odds: list[float], truths: list[bool], error: float) -> None:
    assert judging.calibration_error(odds, truths) == pytest.approx(error)


def test_the_table_has_a_line_for_each_figure_and_a_column_for_each_ring() -> None:
    found = {
        "image edit / shapes": {"everything": 0.98, "kinds": 1.0, "outside dB": 49.12},
        "image edit / book": {"everything": 0.5, "outside dB": 50.0},
        "newcomers": {"pictures right": 0.85, "edits right": 0.9},
        evaluate.SINGLE: {"car": 1.0},
    }
    lines = evaluate.table(found).splitlines()
    assert lines[0].split() == ["shapes", "book", "all"]
    assert lines[1].split() == ["image", "edit:", "everything", "98.0", "%", "50.0", "%"]
    assert lines[2].split() == ["image", "edit:", "outside", "49.1", "dB", "50.0", "dB"]
    assert lines[3].split() == ["newcomers:", "pictures", "right", "85.0", "%"]
    assert len({len(line.rstrip("%dB ")) > 0 for line in lines}) == 1
    assert len(lines) == 5


FORBIDDEN = ("av", "cv2", "skimage", "PySide6", "psutil", "watchdog")
IMPORTS = f"""
import sys

class Forbidden:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {FORBIDDEN}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Forbidden())
import models.nano.training.judging, models.nano.training.evaluate
assert "torch" not in sys.modules, "reading processes would load it"
import models.nano.training.evaluation, models.nano.training.train
assert "torch" in sys.modules
"""


def test_measuring_needs_neither_decoders_nor_a_window() -> None:
    """A machine with a GPU often has nothing but PyTorch, transformers and NumPy."""
    root = Path(evaluate.__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", IMPORTS], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_examples_go_through_the_model_in_bulk(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a GPU: every kind of row runs, and given frames are given."""

    def loaded(model: Path, **_: object) -> Engine:
        return engine

    monkeypatch.setattr(examining, "Engine", loaded)
    monkeypatch.setattr(examining.Examination, "in_bulk", True)
    work = examining.Examination(Path(), "cpu", 1)
    rng = random.Random(1)
    gap = sample("gap", "shapes", rng, "held-out", full=True)
    (filled,) = work.draw("video_ends", [gap], Held(1, 1))
    assert filled.frames.shape == filled.wanted.shape == (17, 128, 128, 3)
    assert filled.source is filled.outside is None
    edit = sample("image_edit", "book", rng, "held-out", full=True)
    (edited,) = work.draw("image_edit", [edit])
    assert edited.source is not None
    assert edited.outside is not None
    assert edited.frames.shape == edited.source.shape == (1, 128, 128, 3)
    assert edited.outside.shape == (1, 128, 128)
    question = sample("question_image", "book", rng, "held-out", full=True)
    assert len(work.answer("question_image", [question, question])) == 2
    assert all(0 <= chance <= 1 for chance in work.odds_of_yes("question_image", [question]))
