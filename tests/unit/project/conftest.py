from collections.abc import Iterator
from pathlib import Path

import pytest

from lance_studio.project.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    folder = tmp_path / "project"
    with Project.create(folder / "film.lstudio", cache=tmp_path / "cache") as opened:
        yield opened
