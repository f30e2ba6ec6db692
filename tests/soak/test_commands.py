"""Random commands, undone, redone and opened again, against the model; `LANCE_STUDIO_TEST_COMMANDS` says how many."""

import os
from pathlib import Path

import pytest

from tests.soak.commands import use_at_random

COMMANDS = int(os.environ.get("LANCE_STUDIO_TEST_COMMANDS", "400"))
SEED = int(os.environ.get("LANCE_STUDIO_TEST_SEED", "1"))


@pytest.mark.timeout(300 + COMMANDS // 5)
def test_random_commands_match_the_model(tmp_path: Path) -> None:
    outcome = use_at_random(tmp_path / "used.lstudio", COMMANDS, SEED)
    assert outcome.commands == COMMANDS
    assert outcome.reopened > COMMANDS // 200
    print(
        f"\n{outcome.commands} commands, opened again {outcome.reopened} times, compared {outcome.compared} times, "
        f"{outcome.size} bytes in the end, differences: 0"
    )
