"""Fixtures for tests in a real window."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.window.display import Display, missing_programs
from tests.e2e.window.driver import Driver


@pytest.fixture(scope="module")
def display() -> Iterator[Display]:
    missing = missing_programs()
    if missing:
        pytest.skip(f"needs {' and '.join(missing)}; packaging/setup.sh installs them")
    with Display() as one:
        yield one


@pytest.fixture
def open_window(display: Display, tmp_path: Path) -> Iterator[Callable[..., Driver]]:
    """A function that opens the studio: `open_window(arguments, home=..., panels=...)`; all are closed at the end."""
    opened: list[Driver] = []

    def open_one(*arguments: str, home: Path | None = None, panels: str = "-") -> Driver:
        opened.append(Driver(display, home or tmp_path / "studio-home", arguments, panels=panels))
        return opened[-1]

    yield open_one
    for driver in opened:
        driver.close()
