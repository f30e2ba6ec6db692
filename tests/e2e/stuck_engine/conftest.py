"""Fixtures of the tests with a stuck engine: those of the real window, and where screenshots are kept."""

from pathlib import Path

import pytest

from tests.e2e.journeys.steps import shots_folder
from tests.e2e.window.conftest import display, open_window

__all__ = ["display", "open_window", "shots"]


@pytest.fixture
def shots(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder for this journey's screenshots."""
    return shots_folder(tmp_path / "screenshots", request.node.name)
