"""Names and instructions that are too long for their place keep both of their ends, in whatever shows them."""

import ast
from pathlib import Path

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

import lance_studio.ui
from lance_studio.ui.history.graph_painter import two_lines
from lance_studio.workflows.describe import shortened

ROOT = Path(lance_studio.ui.__file__).parent
INSTRUCTION = "make the sky over the harbour a deep evening blue and put a lighthouse behind the boats"

# Labels of states and numbers, which lose least at their end.
SENTENCES = {
    "canvas/prompt_bar.py": {"forecast", "invalid", "remark"},
    "queue/rows.py": {"_word", "_detail"},
    "status.py": {"_engine", "_left"},
    "widgets/progress.py": {"_state"},
}


def _labels(tree: ast.AST) -> list[tuple[str, bool]]:
    """The attributes that hold an `ElidedLabel`, and whether it elides in the middle."""
    found: list[tuple[str, bool]] = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id != "ElidedLabel":
            continue
        middle = any(one.arg == "middle" for one in node.keywords)
        holders = [
            one.targets[0].attr
            for one in ast.walk(tree)
            if isinstance(one, ast.Assign)
            and isinstance(one.targets[0], ast.Attribute)
            and any(inner is node for inner in ast.walk(one.value))
        ]
        found.append((holders[0] if holders else "", middle))
    return found


def test_every_label_of_a_name_or_an_instruction_elides_in_the_middle() -> None:
    seen: dict[str, set[str]] = {}
    for path in sorted(ROOT.rglob("*.py")):
        for holder, middle in _labels(ast.parse(path.read_text(encoding="utf-8"))):
            if not middle:
                seen.setdefault(path.relative_to(ROOT).as_posix(), set()).add(holder)
    assert seen == SENTENCES


def test_nothing_that_is_painted_elides_at_its_end_but_by_the_shared_helpers() -> None:
    found = {path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py") if "ElideRight" in path.read_text()}
    assert found == {"widgets/drawing.py", "widgets/labels.py"}


@pytest.mark.parametrize("width", [120, 180])
def test_an_instruction_beside_an_edge_of_the_history_keeps_its_end(qapp: QApplication, width: int) -> None:
    metrics = QFontMetrics(qapp.font())
    first, second = two_lines(INSTRUCTION, width, metrics)
    assert INSTRUCTION.startswith(first)
    assert "…" in second
    assert INSTRUCTION.endswith(second.split("…")[1])
    assert max(metrics.horizontalAdvance(line) for line in (first, second)) <= width
    assert two_lines("red", width, metrics) == ["red"]


@pytest.mark.parametrize("most", [20, 40])
def test_names_that_are_made_of_instructions_keep_both_ends(most: int) -> None:
    name = shortened(INSTRUCTION, most)
    start, end = name.split("…")
    assert len(name) <= most
    assert INSTRUCTION.startswith(start)
    assert INSTRUCTION.endswith(end)
    assert shortened("a\n cat", most) == "a cat"
