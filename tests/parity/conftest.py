"""Every case of the golden folder is run once, observed; tests compare parts of it."""

from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import pytest

from tests.parity.golden import GoldenCase, find_cases, find_checkpoint
from tests.parity.replay import Replay, Replayer


def golden_folder(config: pytest.Config) -> Path:
    return Path(str(config.getoption("--golden-dir")))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" in metafunc.fixturenames:
        root = golden_folder(metafunc.config)
        cases = find_cases(root)
        if not cases:
            raise pytest.UsageError(f"--golden-dir {root}: no case folders found")
        metafunc.parametrize("case", cases, ids=[case.folder.name for case in cases], scope="session")


@pytest.fixture(scope="session")
def replayer(pytestconfig: pytest.Config) -> Replayer:
    checkpoint = pytestconfig.getoption("--golden-checkpoint")
    device = str(pytestconfig.getoption("--golden-device"))
    return Replayer(checkpoint or find_checkpoint(golden_folder(pytestconfig)), device)


@pytest.fixture(scope="session")
def observed(replayer: Replayer) -> Callable[[GoldenCase], Replay]:
    """Runs a case with observation, once."""
    return cache(partial(replayer.run, observe=True))


@pytest.fixture
def replay(case: GoldenCase, observed: Callable[[GoldenCase], Replay]) -> Replay:
    """The case as the engine ran it, with intermediate tensors."""
    return observed(case)
