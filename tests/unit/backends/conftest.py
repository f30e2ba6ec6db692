"""The small checkpoint with sizes that suit it, and one real engine's process for a module's tests."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from lance_studio.backends.process.client import ProcessBackend
from lance_studio.requests import ModelChoice
from tests.unit.backends.talk import Listener

CHECKPOINT = Path(__file__).parents[2] / "golden" / "checkpoint"
PROFILE = {
    "format": 1,
    "name": "small",
    "licence": "Apache-2.0",
    "summary": "Random weights.",
    "presets": {"small": {"vae": 64, "vit": 56}, "large": {"vae": 96, "vit": 84}},
    "pictures": {"preset": "small", "width": 64, "height": 64},
    "clips": {"preset": "small", "width": 64, "height": 64, "frames": 5},
}


@pytest.fixture(scope="session")
def small_model(tmp_path_factory: pytest.TempPathFactory) -> ModelChoice:
    """The small checkpoint on the processor."""
    folder = shutil.copytree(CHECKPOINT, tmp_path_factory.mktemp("models") / "small")
    (folder / "studio.json").write_text(json.dumps(PROFILE), encoding="utf-8")
    return ModelChoice(root=str(folder), device="cpu")


@pytest.fixture(scope="module")
def listener() -> Listener:
    """Receives the events of the module's client."""
    return Listener()


@pytest.fixture(scope="module")
def client(listener: Listener) -> Iterator[ProcessBackend]:
    """A client of a real engine's process, which stays for all tests of a module."""
    client = ProcessBackend(listener)
    yield client
    client.close()
