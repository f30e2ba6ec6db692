"""Every case of the golden folder is run once, observed; tests compare parts of it."""

from functools import cache

import pytest
from tests.parity.golden import GoldenCase, find_cases, find_checkpoint
from tests.parity.replay import Replay, Replayer


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" in metafunc.fixturenames:
        root = metafunc.config.getoption("--golden-dir")
        cases = find_cases(root)
        if not cases:
            raise pytest.UsageError(f"--golden-dir {root}: no case folders found")
        metafunc.parametrize("case", cases, ids=[case.folder.name for case in cases], scope="session")


@pytest.fixture(scope="session")
def replayer(pytestconfig: pytest.Config) -> Replayer:
    checkpoint = pytestconfig.getoption("--golden-checkpoint")
    return Replayer(checkpoint or find_checkpoint(pytestconfig.getoption("--golden-dir")))


@pytest.fixture(scope="session")
def observed(replayer: Replayer) -> "cache[[GoldenCase], Replay]":
    """Runs a case with observation, once."""
    return cache(lambda case: replayer.run(case, observe=True))


@pytest.fixture
def replay(case: GoldenCase, observed: "cache[[GoldenCase], Replay]") -> Replay:
    """The case as the engine ran it, with intermediate tensors."""
    return observed(case)
