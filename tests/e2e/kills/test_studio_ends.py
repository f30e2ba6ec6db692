"""The system ends the studio by a signal: in the middle of a job, of saving its result, of an export.

Each time the project is one sound file that nobody holds, the finished result is in it, what was not finished waits
again, and no process is left.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import psutil
import pytest

from lance_studio.project.commands.jobs import QueueJob
from lance_studio.project.commands.timelines import AddTimeline
from lance_studio.project.project import Project
from lance_studio.project.rows import Job, TimelineRow
from lance_studio.requests import Sampling, TextToImage
from lance_studio.timeline.document import to_json
from lance_studio.timeline.model import Clip, new_timeline
from lance_studio.timeline.placing import append
from lance_studio.workflows.task import Task
from tests.unit.ui.fake_generation import add_picture

ROOT = Path(__file__).resolve().parents[3]
SECONDS = 120.0
ENDINGS = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
by_signal = pytest.mark.parametrize("number", ENDINGS, ids=lambda number: number.name)

Line = dict[str, Any]


class Studio:
    """A project of its own, and the studio that works in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "project" / "film.lstudio"
        self.path.parent.mkdir()
        self.go, self.errors = folder / "go", folder / "errors.txt"
        Project.create(self.path).close()
        self.lines: list[Line] = []
        self.process: subprocess.Popen[str] | None = None

    def queue(self, *prompts: str) -> None:
        """Add jobs whose ids are their prompts."""
        with Project.open(self.path) as project:
            for prompt in prompts:
                request = TextToImage(prompt=prompt, width=64, height=64, sampling=Sampling(seed=1))
                project.run(QueueJob(Job(id=prompt, name=prompt, request=Task(request=request).to_json())))

    def start(self, export: Path | None = None) -> None:
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "QT_QPA_PLATFORM": "offscreen",
            "LANCE_STUDIO_HOME": str(self.folder / "home"),
            "LANCE_STUDIO_TEST_GO": str(self.go),
        }
        with self.errors.open("w") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.e2e.kills.ending_child", str(self.path), str(export or "")],
                cwd=ROOT,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                start_new_session=True,
            )

    def wait(self, what: str, fits: Callable[[Line], bool]) -> Line:
        assert self.process is not None
        assert self.process.stdout is not None
        while text := self.process.stdout.readline():
            line = json.loads(text)
            assert line["kind"] != "defect", line["text"]
            self.lines.append(line)
            if fits(line):
                return line
        raise AssertionError(f"the studio ended before {what}: {self.lines}\n{self.errors.read_text()}")

    def wait_for_job(self, job: str, state: str) -> None:
        self.wait(f"{job} is {state}", lambda line: (line.get("id"), line.get("state")) == (job, state))

    def send(self, number: int) -> None:
        assert self.process is not None
        self.process.send_signal(number)

    def end(self) -> int:
        """Wait for the end, and check that it left no process and one file."""
        assert self.process is not None
        rest, _ = self.process.communicate(timeout=SECONDS)
        for line in map(json.loads, rest.splitlines()):
            assert line["kind"] != "defect", line["text"]
            self.lines.append(line)
        engines = [line["pid"] for line in self.lines if line["kind"] == "engine"]
        assert not [pid for pid in engines if psutil.pid_exists(pid)]
        assert [file.name for file in self.path.parent.iterdir()] == ["film.lstudio"]
        return self.process.returncode

    def jobs(self) -> dict[str, str]:
        """States of the jobs in the file, which must be sound."""
        with Project.open(self.path, read_only=True) as project:
            assert project.verify() == ()
            states = {job.id: job.state for job in project.jobs()}
            assert len(project.nodes()) == list(states.values()).count("done")
        return states

    def kill(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.communicate()


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    one = Studio(tmp_path)
    yield one
    one.kill()


@by_signal
def test_a_job_at_work_is_queued_again(studio: Studio, number: int) -> None:
    studio.queue("quick", "endless", "another")
    studio.start()
    studio.wait_for_job("endless", "Running")
    studio.send(number)
    assert studio.end() == 128 + number
    assert studio.errors.read_text() == ""
    assert studio.jobs() == {"quick": "done", "endless": "queued", "another": "queued"}


@by_signal
@pytest.mark.parametrize("moment", ["decode", "slow"])
def test_a_finished_result_is_recorded_first(studio: Studio, number: int, moment: str) -> None:
    studio.queue(moment, "another")
    studio.start()
    studio.wait_for_job(moment, "Recording")
    if moment == "slow":
        studio.wait("its result is encoded", lambda line: line["kind"] == "encoding")
    studio.send(number)
    assert "Saving the last result" in studio.wait("it waits", lambda line: line["kind"] == "waiting")["busy"]
    studio.go.touch()
    studio.wait_for_job(moment, "Done")
    assert studio.end() == 128 + number
    assert studio.errors.read_text() == ""
    assert studio.jobs() == {moment: "done", "another": "queued"}


def test_signals_of_two_kinds_wait_for_nothing(studio: Studio) -> None:
    studio.queue("decode")
    studio.start()
    studio.wait_for_job("decode", "Recording")
    studio.send(signal.SIGHUP)
    studio.wait("it waits", lambda line: line["kind"] == "waiting")
    studio.send(signal.SIGTERM)
    assert studio.end() == 128 + signal.SIGHUP
    assert studio.jobs() == {"decode": "queued"}


def test_a_second_signal_of_a_kind_ends_it_at_once(studio: Studio) -> None:
    studio.queue("decode")
    studio.start()
    studio.wait_for_job("decode", "Recording")
    studio.send(signal.SIGTERM)
    studio.wait("it waits", lambda line: line["kind"] == "waiting")
    studio.send(signal.SIGTERM)
    assert studio.process is not None
    studio.process.communicate(timeout=SECONDS)
    assert studio.process.returncode == -signal.SIGTERM
    with Project.open(studio.path) as project:
        assert project.verify() == ()


def test_all_processes_of_the_studio_may_get_the_signal(studio: Studio) -> None:
    studio.queue("decode")
    studio.start()
    studio.wait_for_job("decode", "Recording")
    engine = next(line["pid"] for line in studio.lines if line["kind"] == "engine")
    for pid in (engine, studio.process.pid if studio.process else 0):
        os.kill(pid, signal.SIGTERM)
    studio.wait("it waits", lambda line: line["kind"] == "waiting")
    studio.go.touch()
    assert studio.end() == 128 + signal.SIGTERM
    assert studio.jobs() == {"decode": "done"}


@by_signal
def test_an_export_leaves_no_part_of_a_file(studio: Studio, number: int, tmp_path: Path) -> None:
    with Project.open(studio.path) as project:
        node = project.node(add_picture(project, tmp_path, "red", size=(640, 360)))
        assert node is not None
        made = new_timeline("Film", Fraction(24), 640, 360)
        clip = Clip(id="still", media_id=node.media_id, duration=Fraction(3600), node_id=node.id, name="Still")
        made = append(made, {next(track.id for track in made.tracks if track.kind == "video"): clip})
        project.run(AddTimeline(TimelineRow(id=made.id, name=made.name, document=to_json(made))))
    target = tmp_path / "exported" / "film.mp4"
    target.parent.mkdir()
    studio.start(target)
    studio.wait("frames are written", lambda line: line["kind"] == "export" and line["done"] > 0)
    studio.send(number)
    assert studio.end() == 128 + number
    assert list(target.parent.iterdir()) == []
    assert "'film.mp4' was not exported because its project was closed" in studio.errors.read_text()
    with Project.open(studio.path) as project:
        assert project.verify() == ()
