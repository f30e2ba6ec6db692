"""A few of the made media of `own_media`, so that the sweep stays true; `python -m tests.soak.own_media` makes all."""

from pathlib import Path

import pytest

from tests.soak.own_media import films, oddities, pictures, sounds
from tests.soak.own_media.cases import Case, check

_FEW = {
    "06 variable": "b.mkv",
    "21 edit lists": "d.mov",
    "03 cut beginnings": "c.ts",
    "06 pulldown": "b.mkv",
    "26 sound files": "h-rf64.wav",
    "25 changes": "i.opus",
    "14 transparency": "s.mov",
    "16/17/20 stills": "t.png",
    "18 interlaced": "c.mkv",
}
CASES = [
    case for group in (films, oddities, pictures, sounds) for case in group.CASES if _FEW.get(case.kind) == case.name
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.kind}: {case.name}")
def test_the_command_line_gives_what_a_made_file_holds(tmp_path: Path, case: Case) -> None:
    assert check(case, tmp_path) == []


def test_each_of_the_few_is_there() -> None:
    assert len(CASES) == len(_FEW)
