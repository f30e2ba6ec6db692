"""Projects under random commands, undo, redo and restarts, against a plain model; and damaged project files."""

import random
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from lance_studio.errors import LanceStudioError
from lance_studio.project.project import Project
from lance_studio.project.rows import Changes
from tests.unit.project import model as ops
from tests.unit.project.indexed import require_in_step
from tests.unit.project.model import Model, Operation, held_by, matches
from tests.unit.project.samples import add_picture, names

CHANGING: tuple[Operation, ...] = (
    ops.add_node, ops.rename_node, ops.remove_leaf, ops.draw_mask, ops.draw_mask, ops.edit_timeline, ops.converse,
    ops.work, ops.remember,
)  # fmt: skip


class ProjectMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "film.lstudio"
        self.model = Model()
        self.project = Project.create(self.path)
        self.heard: list[Changes] = []
        self.project.subscribe(self.heard.append)

    @rule(operation=st.sampled_from(CHANGING), seed=st.integers(0, 1000))
    def change(self, operation: Operation, seed: int) -> None:
        before = dict(self.model.rows)
        self.heard.clear()
        operation(random.Random(seed), self.model, self.project)
        self.check_what_was_heard(before)

    @precondition(lambda self: self.model.done)
    @rule()
    def undo(self) -> None:
        self.move(ops.undo)

    @precondition(lambda self: self.model.undone)
    @rule()
    def redo(self) -> None:
        self.move(ops.redo)

    @rule()
    def reopen(self) -> None:
        self.project.close()
        assert names(self.folder) == ["film.lstudio"]
        self.project = Project.open(self.path)
        self.project.subscribe(self.heard.append)
        self.model.may_merge = False

    @rule()
    def compact(self) -> None:
        self.project.compact()

    @invariant()
    def project_is_as_modelled(self) -> None:
        assert matches(self.model, self.project)

    def move(self, operation: Operation) -> None:
        before = dict(self.model.rows)
        self.heard.clear()
        operation(random.Random(0), self.model, self.project)
        self.check_what_was_heard(before)

    def check_what_was_heard(self, before: ops.State) -> None:
        after = self.model.rows
        changed = {place for place in before | after if before.get(place) != after.get(place)}
        told = {
            ("current" if key == "current_node" else subject, key)
            for changes in self.heard
            for subject in ("media", "nodes", "edges", "timelines", "messages", "jobs", "settings", "masks")
            for key in getattr(changes, subject)
        }
        assert told == changed

    def teardown(self) -> None:
        assert self.project.verify() == ()
        require_in_step(self.project)
        self.project.close()
        shutil.rmtree(self.folder)


ProjectMachine.TestCase.settings = settings(max_examples=25, stateful_step_count=25)
test_project_under_random_commands = pytest.mark.slow(ProjectMachine.TestCase)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("whole") / "film.lstudio"
    with Project.create(path) as project:
        root = add_picture(project, data=random.Random(1).randbytes(20_000))
        child = add_picture(project, root.id, data=b"child")
        add_picture(project, child.id, data=b"grandchild")
        project.undo()
    return path.read_bytes()


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_project_is_refused_or_read_but_never_crashes(tmp_path: Path, whole: bytes, seed: int) -> None:
    chance = random.Random(seed)
    path = tmp_path / "film.lstudio"
    content = damaged(whole, chance)
    path.write_bytes(content)
    outcome(lambda: open_and_use(path))
    assert set(names(tmp_path)) - {"cache"} <= {"film.lstudio", "film.lstudio-wal", "film.lstudio-shm"}


@pytest.mark.parametrize("part", [1, 60, 100, 5000, 8192, 20_000, -8192, -1])
def test_a_truncated_project_is_refused_and_left_alone(tmp_path: Path, whole: bytes, part: int) -> None:
    path = tmp_path / "film.lstudio"
    path.write_bytes(whole[:part])
    with pytest.raises(LanceStudioError) as caught:
        Project.open(path)
    assert caught.value.remedy
    assert path.read_bytes() == whole[:part]
    assert names(tmp_path) == ["film.lstudio"]


def damaged(content: bytes, chance: random.Random) -> bytes:
    copy = bytearray(content)
    # Every other copy is damaged in its first page, where the structure is.
    reach = len(content) if chance.random() < 0.5 else 8192
    for _ in range(chance.choice([1, 3, 30])):
        copy[chance.randrange(reach)] = chance.randrange(256)
    return bytes(copy)


def open_and_use(path: Path) -> None:
    with Project.open(path, cache=path.parent / "cache") as project:
        use(project)


def use(project: Project) -> None:
    for action in (
        lambda: held_by(project),
        project.graph,
        project.log,
        project.undo,
        project.redo,
        lambda: [project.files.read(media) for media in project.media_list()],
        lambda: add_picture(project, data=b"new"),
        project.compact,
    ):
        outcome(action)
    project.verify()


def outcome(action: Callable[[], object]) -> None:
    """Carry out an action that may be refused in words; any other exception fails the test."""
    try:
        action()
    except LanceStudioError as error:
        if not error.cause.strip():
            pytest.fail("an error without a cause")
