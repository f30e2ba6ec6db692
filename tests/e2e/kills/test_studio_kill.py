"""The whole studio or its engine's process is killed at random moments of random work, again and again in one project.

Whatever was committed is there, exactly, every time; nothing is left running and nothing is left lying about; the jobs
that waited go on when the project is opened again. `LANCE_STUDIO_TEST_STUDIO_KILLS` says how often,
`LANCE_STUDIO_TEST_SEED` what is drawn, and `LANCE_STUDIO_TEST_STUDIO_ENGINE=real` lets the embedded model compute.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from lance_studio.media.images import write_png
from lance_studio.media.output import write_bytes
from lance_studio.project.lock import lock_path
from lance_studio.project.project import Project
from tests.e2e.kills.ledger import Contents, Line, Reader
from tests.unit.media.painted import painted_clip

ROOT = Path(__file__).resolve().parents[3]
KILLS = int(os.environ.get("LANCE_STUDIO_TEST_STUDIO_KILLS", "6"))
SEED = int(os.environ.get("LANCE_STUDIO_TEST_SEED", "1"))
REAL = os.environ.get("LANCE_STUDIO_TEST_STUDIO_ENGINE") == "real"
SECONDS = 240.0 if REAL else 120.0

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300 + (120 if REAL else 30) * KILLS)]


def test_nothing_committed_is_lost_whatever_is_killed(tmp_path: Path) -> None:
    bench = Bench(tmp_path, random.Random(SEED))
    began = time.monotonic()
    try:
        while sum(bench.kills.values()) < KILLS:
            bench.start()
            while bench.engine_is_next():
                bench.kill_engine()
            bench.kill_studio()
        bench.start()
        bench.wait("a job that is done", lambda line: line["kind"] == "job" and line["state"] == "Done")
        bench.stop()
    finally:
        bench.end()
    bench.undo_and_redo_everything()
    # Few kills may all miss the moments at which the engine is at work; many do not.
    assert bench.failed or KILLS < 20
    assert bench.resumed or KILLS < 20
    did = Counter(line["what"] for line in bench.ledger.lines if line["kind"] == "did")
    print(
        f"\n{dict(bench.kills)} in {time.monotonic() - began:.0f} s with the {'real' if REAL else 'fake'} engine, "
        f"{bench.ledger.commits} commits, {sum(did.values())} deeds of {len(did)} kinds, {bench.failed} jobs failed "
        f"with their engine, {bench.resumed} queues resumed, lost: 0"
    )


class Bench:
    """One project, the studios that work in it one after the other, and what they have committed."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder, self.chance = folder, chance
        self.project = folder / "project" / "film.lstudio"
        self.project.parent.mkdir()
        self.media = make_media(folder / "media")
        self.temporary, self.home, self.stop_file = folder / "tmp", folder / "home", folder / "stop"
        self.temporary.mkdir()
        Project.create(self.project).close()
        self.ledger = Reader(folder / "ledger")
        self.ledger.path.touch()
        with Project.open(self.project) as project:
            self.ledger.committed = Contents.of(project._store.connection)
        self.kills: Counter[str] = Counter()
        self.failed = self.resumed = 0
        #: The jobs that a studio which was killed had left, by key, and which of them were still to do.
        self.left: dict[str, Any] = {}
        self.waiting: set[str] = set()
        self.studio: subprocess.Popen[bytes] | None = None
        #: How many lines there were before this studio's own.
        self.began_at = 0
        self.output = folder / "output.txt"

    # --- one studio ---------------------------------------------------------------------------------------------------

    def start(self) -> None:
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "QT_QPA_PLATFORM": "offscreen",
            "LANCE_STUDIO_HOME": str(self.home),
            "TMPDIR": str(self.temporary),
            # Compiled once for all starts, and never into the checkout.
            "PYTHONPYCACHEPREFIX": str(self.folder / "compiled"),
        }
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        self.began_at = len(self.ledger.lines)
        arguments = (self.project, self.ledger.path, self.chance.randrange(1 << 30), self.media, self.stop_file)
        with self.output.open("ab") as output:
            self.studio = subprocess.Popen(
                [sys.executable, "-m", "tests.e2e.kills.studio_child", *map(str, arguments)],
                cwd=ROOT,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=output,
                bufsize=0,
                # Whatever it starts can be found by the number of this session.
                start_new_session=True,
            )

    def next_lines(self) -> list[Line]:
        """Wait for what the studio writes next; nothing at its end."""
        assert self.studio is not None
        assert self.studio.stdout is not None
        woken = self.studio.stdout.read(1)
        lines = self.ledger.read()
        for line in lines:
            assert line["kind"] != "defect", line["text"]
        return lines or ([{"kind": "nothing"}] if woken else [])

    def wait(self, what: str, fits: Callable[[Line], bool]) -> Line:
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            lines = self.next_lines()
            assert lines, f"the studio ended before {what}:\n{self.said()}"
            for line in lines:
                if fits(line):
                    return line
        raise AssertionError(f"after {SECONDS:g} s still not: {what}\n{self.said()}")

    def said(self) -> str:
        lines = self.output.read_text(errors="replace")[-5000:].splitlines(keepends=True)
        # The platform without a display says so of every dialog with a least size.
        return "".join(line for line in lines if "does not support propagateSizeHints" not in line)

    def let_it_work(self, moments: tuple[str, ...]) -> None:
        """Until some moment: after some lines, or while it opens, closes, commits or computes; and a little more."""
        moment = self.chance.choice(moments)
        most = 40 if REAL else 150  # a user who waits for a model does less
        for _ in range(self.chance.randrange(3) if moment == "opening" else self.chance.randrange(3, most)):
            assert self.next_lines(), self.said()
        wanted = {"closing": ("closing", "opening"), "commit": ("intent",), "computing": ("Running",)}.get(moment, ())
        for _ in range(300 if wanted else 0):
            lines = self.next_lines()
            assert lines, self.said()
            if any(line["kind"] in wanted or line.get("state") in wanted for line in lines):
                break
        # A random moment, not a wait for anything.
        time.sleep(self.chance.random() ** 3 * 0.05)

    # --- killing ------------------------------------------------------------------------------------------------------

    def engine(self) -> int | None:
        """The engine's process that the studio has told of last, if it has not told of its end."""
        for line in reversed(self.ledger.lines):
            if line["kind"] == "engine":
                return line["pid"]
            if line["kind"] in ("stopped", "start", "closing"):
                return None
        return None

    def engine_is_next(self) -> bool:
        share = 0.75 if self.kills["engine"] <= self.kills["studio"] else 0.25
        return sum(self.kills.values()) < KILLS - 1 and self.chance.random() < share

    def kill_engine(self) -> None:
        """Kill it at some moment: its job fails with the cause, and another one is done by another process."""
        self.let_it_work(("lines", "computing", "computing", "computing"))
        while (pid := self.engine()) is None:
            assert self.next_lines(), self.said()
        seen = len(self.ledger.lines)
        # It may have ended by itself just now, because the studio closes its project.
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self.kills["engine"] += 1
        ended = self.wait("the engine's end", lambda line: line["kind"] in ("stopped", "closing"))
        self.wait("a job that is done", lambda line: line["kind"] == "job" and line["state"] == "Done")
        if ended["kind"] == "stopped" and not ended["expected"] and ended["job"] is not None:
            self.check_end(ended["job"], seen)

    def check_end(self, job: str, seen: int) -> None:
        """Check how the job ended that the engine had, or was about to get, when it was killed."""
        ends = [line for line in self.ledger.lines[seen:] if line["kind"] == "job" and line["id"] == job]
        states = [line for line in ends if line["state"] != "Running"]
        assert states, "a job has no end"
        if states[0]["state"] == "Failed" and "no space left" not in states[0]["cause"]:
            assert "engine's process" in states[0]["cause"], states[0]
            assert "SIGKILL" in states[0]["cause"], states[0]
            self.failed += 1

    def kill_studio(self) -> None:
        """Kill it at some moment; all that it started ends too, and what it had committed is in the file."""
        self.let_it_work(("lines", "lines", "lines", "commit", "opening", "closing", "computing"))
        assert self.studio is not None
        self.studio.kill()
        self.kills["studio"] += 1
        self.after_the_end()
        self.check_resumed()
        self.check_file()
        for file in stray(self.folder):
            os.utime(file, (0, 0))  # as if some time had passed

    def stop(self) -> None:
        """End it as people do; nothing of all those that were killed lies about any more."""
        assert self.studio is not None
        cache = self.home / "cache" / "media"
        if cache.is_dir():  # the first result that is written there takes away what is stray
            write_bytes(cache / "a", b"")
        self.stop_file.touch()
        self.wait("its end", lambda line: line["kind"] == "end")
        assert self.after_the_end() == 0
        self.check_resumed()
        self.check_file()
        assert names(self.project.parent) == ["film.lstudio"]
        # Torch makes a folder of its own there, once for each user, for what it compiles.
        assert [name for name in names(self.temporary) if not name.startswith("torchinductor_")] == []
        assert stray(self.home) == []

    def after_the_end(self) -> int:
        assert self.studio is not None
        assert self.studio.stdout is not None
        self.studio.stdout.read()
        code = self.studio.wait(SECONDS)
        self.studio.stdout.close()
        gone = time.monotonic() + 30
        while left := of_session(self.studio.pid):
            assert time.monotonic() < gone, [process.cmdline() for process in left]
            psutil.wait_procs(left, timeout=1)
        for line in self.ledger.read():
            assert line["kind"] != "defect", line["text"]
        # Neither a warning of Qt nor a traceback.
        assert self.said() == ""
        return code

    def end(self) -> None:
        if self.studio is not None and self.studio.poll() is None:
            self.studio.kill()
            self.studio.wait(SECONDS)
        if self.studio is not None:
            for process in of_session(self.studio.pid):
                process.kill()

    # --- checking -----------------------------------------------------------------------------------------------------

    def check_resumed(self) -> None:
        """Check that the studio which has just ended went on with what the one before it had left to do."""
        lines = self.ledger.lines[self.began_at :]
        first = next((number for number, line in enumerate(lines) if line["kind"] == "begun"), None)
        # It may have been killed before it came to its first job, or even to its first line.
        if first is None or not self.waiting:
            return
        begun, jobs = lines[first]["id"], jobs_after(self.left, lines[:first])
        queued = [(job["position"], key) for key, job in jobs.items() if job["state"] == "queued"]
        # By then its user may have cancelled what waited, or queued again what was before it.
        assert (jobs[begun]["position"], begun) < min(queued, default=(float("inf"), "")), (begun, queued)
        self.resumed += begun in self.waiting

    def check_file(self) -> None:
        """Check a copy of the file: the studio itself is to recover the one that it left."""
        copy = self.folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        for file in self.project.parent.iterdir():
            if not file.name.endswith("-shm") and file != lock_path(self.project):
                shutil.copy2(file, copy / file.name)
        with Project.open(copy / self.project.name) as project:
            assert project.verify() == ()
            found = Contents.of(project._store.connection)
            undo = [[step.id, step.name] for step in project.undo_list()]
            redo = [[step.id, step.name] for step in project.redo_list()]
        expected = self.ledger.committed
        assert self.ledger.settle(found), differences(found, expected)
        assert (undo, redo) == (self.ledger.committed.undo, self.ledger.committed.redo)
        assert names(copy) == [self.project.name]
        self.left = found.rows["job"]
        self.waiting = {key for key, job in self.left.items() if job["state"] in ("queued", "running")}
        for message in found.rows["message"].values():
            if message["state"] == "streaming":
                job = found.rows["job"].get(message["job_id"])
                assert job is not None, message
                assert job["state"] in ("queued", "running"), (message, job)

    def undo_and_redo_everything(self) -> None:
        with Project.open(self.project) as project:
            while project.redo() is not None:
                pass
            newest = Contents.of(project._store.connection).rows
            steps = 0
            while project.undo() is not None:
                steps += 1
            assert project.verify() == ()
            while project.redo() is not None:
                steps -= 1
            assert steps == 0
            assert Contents.of(project._store.connection).rows == newest
            assert project.verify() == ()


def make_media(folder: Path) -> Path:
    """Pictures, one of them large, a film, and a file that is neither."""
    folder.mkdir()
    noise = np.random.default_rng(0)
    for number, side in enumerate((48, 64, 80, 1100)):
        write_png(folder / f"{number}.png", noise.integers(0, 255, (side, side, 3), np.uint8))
    painted_clip(folder / "film.mp4", 24, rate=Fraction(24))
    (folder / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    return folder


def jobs_after(jobs: dict[str, Any], lines: list[Line]) -> dict[str, Any]:
    """What became of jobs, by key, with all that was committed since."""
    jobs, intent = dict(jobs), None
    for line in lines:
        if line["kind"] == "intent":
            intent = line
        elif line["kind"] == "commit" and intent is not None:
            jobs.update({key: row for table, key, row in intent["rows"] if table == "job"})
    return {key: row for key, row in jobs.items() if row is not None}


def of_session(leader: int) -> list[psutil.Process]:
    """The living processes of a session, which its leader and all that it started are in."""
    found = []
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) == leader and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except (ProcessLookupError, psutil.NoSuchProcess):
            continue
    return found


def differences(found: Contents, expected: Contents) -> str:
    lines = [f"undo {found.undo != expected.undo}, redo {found.redo != expected.redo}"]
    for table, rows in expected.rows.items():
        for key in rows.keys() | found.rows[table].keys():
            if rows.get(key) != found.rows[table].get(key):
                lines.append(f"{table} {key}: expected {rows.get(key)}, found {found.rows[table].get(key)}")
    return "\n".join(lines)[:5000]


def stray(folder: Path) -> list[Path]:
    return list(folder.rglob(".lance-*"))


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())
