"""In another language, what people read is in it, and what is compared or kept for programs is not."""

from pathlib import Path

import numpy as np
import pytest

from lance_studio.catalog.profile import read_profile
from lance_studio.catalog.vocabulary import in_words, remarks
from lance_studio.errors import ProjectLockedError
from lance_studio.language import translate, use_language
from lance_studio.project.lock import ProjectLock
from lance_studio.workflows.change import UNCHANGED
from lance_studio.workflows.sample import SMALL_WORLD, make_sample, sample_folder
from lance_studio.workflows.wishes import EditPicture
from tests.unit.workflows.bench import Bench

NANO = Path(__file__).parents[3] / "models" / "nano"


@pytest.fixture(autouse=True)
def chinese() -> None:
    """Chinese; after each test it is English again by itself."""
    use_language("zh_CN")


@pytest.mark.parametrize("shift", [0, 40])
def test_an_answer_says_done_or_that_nothing_changed_but_not_both(bench: Bench, shift: int) -> None:
    frame = np.full((64, 64, 3), 90, np.uint8)
    bench.begin(bench.plan.plan(EditPicture(bench.add_picture(frame), "make it blue"))[0], chat=True)
    bench.draw((frame + shift).astype(np.uint8)[None])
    assert bench.project.messages()[-1].text == ("完成。" if shift else translate(UNCHANGED))


def test_samples_get_names_in_the_language(bench: Bench) -> None:
    bench.project.run(make_sample(bench.project.files, sample_folder(), SMALL_WORLD).commands)
    assert {node.name for node in bench.project.nodes()} == {"草地上的汽车", "海中的鱼"}
    assert [row.name for row in bench.project.timelines()] == ["时间线 1"]


def test_who_holds_a_project_is_said_in_one_sentence(tmp_path: Path) -> None:
    project = tmp_path / "film.lstudio"
    project.touch()
    held = ProjectLock(project)
    try:
        with pytest.raises(ProjectLockedError, match=r"^“film.lstudio”已在另一个窗口中打开（进程 [0-9]+）。"):
            ProjectLock(project)
    finally:
        held.release()


def test_remarks_on_a_prompt_are_one_line_that_begins_with_the_model() -> None:
    profile = read_profile(NANO)
    found = remarks("fifty zebras without Київ", profile.vocabulary, profile.languages)
    words = in_words(found, profile.name, profile.vocabulary, profile.languages)
    assert words.startswith("Nano 能读懂英文，不能读懂西里尔文；不认识“zebras”")
    assert "；不理解“without”" in words
