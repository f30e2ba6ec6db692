"""SECURITY.md promises what tests hold: each test that it names exists, and no promise stands without one."""

import ast
import re
from pathlib import Path

import pytest

from lance_studio.project.project import Project
from lance_studio.project.rows import Job, new_id
from lance_studio.requests import ModelChoice, TextToImage
from lance_studio.workflows.handler import Handler
from lance_studio.workflows.task import Outcome, Task

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TEXT)
PROMISES = TEXT.partition("## What is promised")[2].partition("## What is not promised")[0]


def names_of_tests(file: str) -> set[str]:
    """Names of the tests in a file."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


@pytest.mark.parametrize("file", sorted({file for file, _ in NAMED}))
def test_every_named_test_exists(file: str) -> None:
    assert {name for where, name in NAMED if where == file} <= names_of_tests(file)


def test_every_promise_names_a_test() -> None:
    promises = re.split(r"\n\* ", PROMISES)[1:]
    assert len(promises) > 15
    assert [promise.splitlines()[0] for promise in promises if "::test_" not in promise] == []


def test_tests_that_are_named_alone_exist() -> None:
    alone = set(re.findall(r"`(test_\w+)`", TEXT))
    assert alone <= names_of_tests("tests/fuzz/test_media_follow_nothing.py")
    assert alone


def test_the_readme_leads_here() -> None:
    assert "(SECURITY.md)" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_no_project_chooses_the_model(tmp_path: Path) -> None:
    """What a project's job says of a model is no choice: the studio's own settings are asked."""
    chosen = ModelChoice(root=str(tmp_path / "own model"), device="cpu")
    outcome = Outcome(pixels="0" * 64, model={"name": "x", "root": "/somebody/elses/model"})
    foreign = Task(request=TextToImage(prompt="x", width=128, height=128), outcome=outcome)
    job = Job(id=new_id(), name="x", request=foreign.to_json())
    assert "/somebody/elses/model" in job.request
    with Project.create(tmp_path / "a.lstudio") as project:
        prepared = Handler(project, lambda: chosen).prepare(job)
    assert prepared.model is chosen
    assert "/somebody/elses/model" not in str(prepared.request)
