"""In another language, what people read is in it, and what is compared or kept for programs is not."""

import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from lance_studio.catalog.profile import read_profile
from lance_studio.catalog.vocabulary import in_words, remarks
from lance_studio.errors import ProjectLockedError
from lance_studio.language import translate, translate_filled, use_language
from lance_studio.project.commands.jobs import QueueJob
from lance_studio.project.lock import ProjectLock
from lance_studio.project.rows import Job, new_id
from lance_studio.requests import TextToImage
from lance_studio.requests.lengths import moving_length
from lance_studio.workflows.change import UNCHANGED
from lance_studio.workflows.clip_refs import OfNode
from lance_studio.workflows.describe import describe
from lance_studio.workflows.promise_words import came_facts, differences
from lance_studio.workflows.sample import SMALL_WORLD, make_sample, sample_folder
from lance_studio.workflows.task import Outcome, Promised, Task
from lance_studio.workflows.wishes import Animate, AskPicture, EditPicture, GenerateClip, GeneratePicture
from tests.unit.workflows.bench import Bench, noise

IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")
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


TASKS = {
    "Picture": (lambda node: GeneratePicture("boat"), "图片“boat”"),
    "Clip": (lambda node: GenerateClip("boat"), "片段“boat”"),
    "Edit": (lambda node: EditPicture(node, "boat"), "编辑“boat”"),
    "Ask": (lambda node: AskPicture(node, "boat"), "提问“boat”"),
    "Animate": (lambda node: Animate(OfNode(node), "boat"), "让静图动起来“boat”"),
}


@pytest.mark.parametrize("verb", TASKS)
def test_a_job_has_its_name_in_english_in_the_project_and_in_the_language_where_it_is_shown(
    bench: Bench, verb: str
) -> None:
    wish, shown = TASKS[verb]
    [planned] = bench.plan.plan(wish(bench.add_picture(noise(64, 64))))
    assert planned.job.name == f'{verb} "boat"'
    assert translate_filled(planned.job.name) == shown
    assert describe(planned.job.request).title == shown


def test_a_step_has_its_name_in_english_in_the_project(bench: Bench) -> None:
    bench.begin(bench.plan.plan(GeneratePicture("boat"))[0], chat=True)
    bench.draw(noise(1, 64, 64))
    names = [step.name for step in bench.project.undo_list()]
    assert names == ['Picture "boat"']
    assert not IDEOGRAPH.search(" ".join([*names, *(job.name for job in bench.project.jobs())]))
    assert translate_filled(names[0]) == "图片“boat”"


def test_a_name_that_an_older_version_kept_in_the_language_is_shown_as_it_is(bench: Bench) -> None:
    former = "图片“boat”"
    bench.project.run(QueueJob(Job(id=new_id(), name=former, request="{}")))
    [job] = bench.project.jobs()
    for language in ("zh_CN", "en"):
        use_language(language)
        assert translate_filled(job.name) == former


@pytest.mark.parametrize("guessed", [False, True])
def test_what_was_other_than_promised_is_whole_chinese(guessed: bool) -> None:
    request = TextToImage(prompt="a boat", width=64, height=64)
    outcome = Outcome(pixels="", seconds={"sample": 200.0}, memory=4 << 30)
    promised = Promised(width=64, height=64, seconds=2.0, memory=1 << 30, guessed=guessed)
    task = Task(request=request, size=(64, 64), promised=promised, outcome=outcome)
    about = "约 " if guessed else " ~"
    expected = (f"用时 3 分 20 秒，预计{about}2 秒", f"占用 4.0 GB，预计{about}1.0 GB")
    assert differences(task) == expected
    assert dict(came_facts(task))["Promised"] == "；".join(expected)


def test_a_length_that_was_fitted_is_whole_chinese() -> None:
    assert moving_length(Fraction(2)).note.startswith("2 秒（24 帧）已调整为 25 帧（2.08 秒，")
    assert moving_length(50).note == "50 帧已调整为 49 帧（4.08 秒，每秒 12 帧），因为模型只生成 4 的倍数加 1 帧。"
