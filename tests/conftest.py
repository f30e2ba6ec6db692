"""What holds for every test: no network, no file outside the test's own directory, repeatable examples."""

import logging
import os
import random
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

from lance_studio.language import ENGLISH, use_language

# Set before any test imports the libraries that read these when they are imported.
for _variable in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK"):
    os.environ[_variable] = "1"

# A shell that starts the tests in the background lets them ignore Ctrl+C, `nohup` the end of the terminal; the programs
# that they start inherit it.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if signal.getsignal(signal.SIGHUP) == signal.SIG_IGN:
    signal.signal(signal.SIGHUP, signal.SIG_DFL)

# A failure must come back on the next run, and a slow machine is no failure: hence no random seed and no deadline.
# `HYPOTHESIS_PROFILE=explore` looks for new examples instead.
settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.register_profile("explore", deadline=None)
if os.environ.get("HYPOTHESIS_PROFILE", "repeatable") == "repeatable":
    # Hypothesis also tries the numbers and words that it finds in the modules loaded so far: with several workers,
    # other examples in each run.
    providers._get_local_constants = Constants
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the user's settings, checkpoints and caches out of every test's reach."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("LANCE_STUDIO_HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a connection to another machine fail the test that asks for it; loopback stays open."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            pytest.fail(f"the test tried to connect to {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def no_logged_defect(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A defect that the window or the project logged, to go on without it, fails the test; see `caplog.clear()`."""
    yield
    rooms = ("lance_studio.project", "lance_studio.ui")
    records = [one for one in caplog.get_records("call") if one.levelno >= logging.ERROR and one.exc_info]
    assert [one.getMessage() for one in records if one.name.startswith(rooms)] == []


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options of the parity suite; they must be known before its folder is read."""
    golden = Path(__file__).parent / "golden"
    parser.addoption("--golden-dir", type=Path, default=golden, help="folder of golden cases (default: the project's)")
    parser.addoption(
        "--golden-checkpoint", type=Path, default=None, help="model folder of the cases (default: beside them)"
    )
    parser.addoption("--golden-device", default="cpu", help="device that the cases run on (default: cpu)")
    parser.addoption(
        "--shuffle", type=int, default=None, metavar="SEED", help="run the tests in an order drawn by SEED"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run the tests in another order, if asked for: none may depend on those before it."""
    if (seed := config.getoption("--shuffle")) is not None:
        random.Random(seed).shuffle(items)


@pytest.fixture(autouse=True)
def speak_english() -> Iterator[None]:
    """Let every test begin in English, whatever the test before it spoke."""
    yield
    use_language(ENGLISH)
