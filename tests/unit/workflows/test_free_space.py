"""A full disk is met before long work: a job waits, an export, an import and a copy are refused."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lance_studio.errors import NoSpaceError
from lance_studio.jobs import states
from lance_studio.media import space
from lance_studio.workflows.rendering import rendering_of, write_film
from lance_studio.workflows.wishes import GeneratePicture
from tests.unit.workflows.bench import Bench, film_clip, levels, noise


@pytest.fixture
def leave(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    return lambda free: monkeypatch.setattr(space, "free_bytes", lambda _: free)


def test_a_job_whose_result_would_not_fit_waits_and_halts_the_queue(bench: Bench, leave: Callable[[int], None]) -> None:
    leave(1000)
    jobs = []
    for words in ("a boat", "a ship"):
        [planned] = bench.plan.plan(GeneratePicture(words))
        bench.project.run(planned.command(chat=False))
        jobs.append(planned.job.id)
    bench.queue.pump()
    state = bench.queue.job_state(jobs[0])
    assert isinstance(state, states.Failed)
    assert "1 kB are free" in state.failure.cause
    assert bench.queue.paused
    assert bench.queue.active is None
    assert bench.engine.runs == []
    assert [job.state for job in bench.project.jobs()] == ["queued", "queued"]
    leave(10**12)
    bench.queue.resume()
    bench.pump_until(lambda: len(bench.engine.runs) == 1)
    assert bench.queue.active == jobs[0]


def test_an_export_that_would_not_fit_is_refused_and_leaves_nothing(
    bench: Bench, leave: Callable[[int], None], tmp_path: Path
) -> None:
    timeline = bench.timeline(bench.add_timeline(film_clip(bench.add_film(levels(6)))))
    leave(1000)
    with pytest.raises(NoSpaceError, match=r"'a.mp4' needs about"):
        write_film(rendering_of(bench.project, timeline, "T"), tmp_path / "out" / "a.mp4")
    with pytest.raises(NoSpaceError, match="'pictures' needs about"):
        write_film(rendering_of(bench.project, timeline, "T"), tmp_path / "out" / "pictures", "pictures")
    assert not (tmp_path / "out").exists()


def test_content_and_copies_that_would_not_fit_are_refused(
    bench: Bench, leave: Callable[[int], None], tmp_path: Path
) -> None:
    bench.add_picture(noise(8, 8))
    leave(1000)
    with pytest.raises(NoSpaceError, match="content that is added needs about"):
        bench.project.files.add_bytes(bytes(100))
    copy = tmp_path / "copy.lstudio"
    with pytest.raises(NoSpaceError, match=r"'copy.lstudio' needs about"):
        bench.project.copy_to(copy)
    assert not copy.exists()
    assert not list(tmp_path.glob(".*.part"))
    leave(10**12)
    bench.project.copy_to(copy)
    assert copy.exists()
