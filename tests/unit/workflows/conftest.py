"""One bench for a test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.workflows.bench import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """A project, a queue, the workflows, and an engine that does what the test says."""
    made = Bench(tmp_path)
    yield made
    made.close()
