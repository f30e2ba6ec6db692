"""The queue in the window: a client that does what the test says stands for the engine's process."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from pytestqt.qtbot import QtBot

from lance_studio import requests
from lance_studio.backends import events
from lance_studio.backends.events import Memory
from lance_studio.jobs.queue import JobQueue
from lance_studio.project.commands.jobs import QueueJob
from lance_studio.project.project import Project
from lance_studio.project.rows import Job, new_id
from lance_studio.ui.bus import ChangeBus
from lance_studio.ui.queue_controller import QueueController, memory_text
from lance_studio.ui.session import EngineState, Session
from lance_studio.workflows.studio import Studio
from tests.unit.backends.talk import PICTURE
from tests.unit.jobs.test_queue import DIED, MEMORY, MODEL, RESULT, FakeClient, Handler

GIB = 2**30


class Bench:
    """A link, and the fake clients of the queues that it made."""

    def __init__(self, qtbot: QtBot) -> None:
        bus = ChangeBus()
        # Not that of a studio, which has a link of its own.
        self.session = Session(bus)
        self.qtbot = qtbot
        self.clients: list[FakeClient] = []
        self.link = QueueController(self.session, bus, self._open_studio)

    def _open_studio(self, project: Project, wake: Callable[[], None]) -> Studio:
        queue = JobQueue(project, Handler(project), wake=wake, connect=self._connect)
        return cast(Studio, SimpleNamespace(queue=queue))

    def _connect(self, tell: Callable[[events.Event], None]) -> FakeClient:
        self.clients.append(FakeClient(tell))
        return self.clients[-1]

    def queue_job(self, name: str) -> str:
        job = Job(id=new_id(), name=name, request=requests.to_json(PICTURE))
        self.session.run(QueueJob(job))
        return job.id

    def begin(self, name: str) -> FakeClient:
        """Queue a job and wait until the engine has it."""
        self.queue_job(name)
        client = self.clients[-1]
        before = len(client.runs)
        self.qtbot.waitUntil(lambda: len(client.runs) > before)
        return client

    def wait_label(self, label: str | None) -> None:
        self.qtbot.waitUntil(lambda: (self.session.running.label if self.session.running else None) == label)


@pytest.fixture
def bench(qtbot: QtBot, tmp_path: Path) -> Iterator[Bench]:
    made = Bench(qtbot)
    made.session.create(tmp_path / "a.lstudio")
    yield made
    made.session.close()


def test_a_job_runs_from_queue_to_node(bench: Bench) -> None:
    client = bench.begin("Harbour")
    bench.wait_label("Harbour: starting the engine")
    client.tell(events.Progress(client.run_id, 3, 12, 1.5, None, MEMORY))
    bench.wait_label("Harbour")
    running = bench.session.running
    assert running is not None
    assert (running.step, running.total, running.seconds_left) == (3, 12, pytest.approx(4.5))
    assert bench.session.engine.state == "busy"
    client.tell(events.JobDone(client.run_id, RESULT))
    bench.wait_label(None)
    assert bench.session.engine.state == "idle"
    assert bench.session.project is not None
    assert [node.name for node in bench.session.project.nodes()] == ["Harbour"]
    bench.session.close()


def test_the_status_bars_cross_cancels_the_job(bench: Bench) -> None:
    client = bench.begin("Harbour")
    bench.wait_label("Harbour: starting the engine")
    assert bench.session.running is not None
    bench.session.request_cancel(bench.session.running.id)
    bench.wait_label("Harbour: cancelling")
    assert client.cancelled == [client.run_id]
    client.tell(events.JobCancelled(client.run_id))
    bench.wait_label(None)
    bench.session.close()


def test_a_waiting_job_that_is_cancelled_leaves_the_running_one_in_sight(bench: Bench) -> None:
    bench.begin("First")
    waiting = bench.queue_job("Second")
    bench.wait_label("First: starting the engine")
    bench.session.request_cancel(waiting)
    bench.wait_label("First: starting the engine")
    bench.session.close()
    assert bench.session.running is None


def test_the_engine_is_named_when_it_is_ready_and_its_end_is_told(bench: Bench) -> None:
    client = bench.begin("Harbour")
    client.tell(events.EngineStarting(1))
    bench.qtbot.waitUntil(lambda: bench.session.engine.state == "loading")
    client.tell(events.ModelReady(client.run_id, MODEL, Memory(kind="cpu", used=GIB, peak=GIB, total=4 * GIB), 1.0))
    bench.qtbot.waitUntil(lambda: bench.session.engine == EngineState("m", "CPU", "idle", "1.0/4 GB"))
    client.tell(events.EngineStopped(False, "killed"))
    client.tell(events.JobFailed(client.run_id, DIED))
    bench.qtbot.waitUntil(lambda: bench.session.engine.state == "stopped")
    bench.wait_label(None)
    bench.session.close()


def test_another_project_gets_another_queue_and_the_job_waits_in_the_first(bench: Bench, tmp_path: Path) -> None:
    client = bench.begin("Harbour")
    first = bench.link.queue
    bench.session.create(tmp_path / "b.lstudio")
    assert client.closed
    assert bench.link.queue is not first
    bench.session.close()
    assert bench.link.queue is None
    with Project.open(tmp_path / "a.lstudio") as project:
        assert [job.state for job in project.jobs()] == ["queued"]


def test_memory_is_said_in_gigabytes() -> None:
    assert memory_text(Memory(kind="gpu", used=int(11.2 * GIB), peak=0, total=40 * GIB)) == "11.2/40 GB"
