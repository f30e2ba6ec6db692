"""Engines over the small checkpoint, loaded once, and sizes that suit it."""

import pytest
import torch

from lance_studio.engine import Engine, Precision
from lance_studio.engine.preprocess import PRESETS
from tests.unit.engine.samples import CHECKPOINT


@pytest.fixture(scope="session")
def engine() -> Engine:
    """In float32 on the CPU."""
    return Engine(CHECKPOINT, device="cpu", precision=Precision(torch.float32))


@pytest.fixture(scope="session")
def reference_engine() -> Engine:
    """In the official number format on the CPU."""
    return Engine(CHECKPOINT, device="cpu", precision=Precision())


@pytest.fixture
def small_presets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every size preset gives pictures of about 64 × 64 pixels."""
    for name in PRESETS:
        monkeypatch.setitem(PRESETS, name, (64, 56))
