"""Engines over the small checkpoint, loaded once, and sizes that suit it."""

from dataclasses import replace

import pytest
import torch

from lance_studio.engine import Engine, Precision
from tests.unit.engine.samples import CHECKPOINT, SMALL_PRESETS


@pytest.fixture(scope="session")
def engine() -> Engine:
    """In float32 on the CPU."""
    return Engine(CHECKPOINT, device="cpu", precision=Precision(torch.float32))


@pytest.fixture(scope="session")
def reference_engine() -> Engine:
    """In the official number format on the CPU."""
    return Engine(CHECKPOINT, device="cpu", precision=Precision())


@pytest.fixture
def small_presets(engine: Engine, reference_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every size preset gives pictures of about 64 × 64 pixels."""
    for one in (engine, reference_engine):
        monkeypatch.setattr(one, "profile", replace(one.profile, presets=SMALL_PRESETS))
