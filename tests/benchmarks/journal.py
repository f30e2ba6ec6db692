"""What edits of a long timeline cost: bytes in the journal, and time of the thread that commits them.

Run ``python tests/benchmarks/journal.py [--clips N ...]``. It prints JSON lines:

* for 1,000 clips and 300 renames, how much the file and the journal grow, how long it takes, and how large the journal
  would be if each step kept the document twice;
* for each number of clips, the median milliseconds of a trim from the value that the edit returned to the commit being
  on the disk and the value being readable again, and of its undo and redo; `wall` by the clock, `cpu` of the thread.

The studio promises for trim and undo 20, 40 and 120 ms at 200, 1,000 and 5,000 clips, painting not included.
"""

import argparse
import cProfile
import json
import pstats
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from lance_studio.project.commands.timelines import AddTimeline, EditTimeline
from lance_studio.project.project import Project
from lance_studio.project.rows import TimelineRow
from lance_studio.timeline.document import to_json
from lance_studio.timeline.model import Clip, Timeline, Track, new_id

_RATE = Fraction(24)
_ROUNDS = 15


def main() -> None:
    """Measure growth, then each size in turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=int, nargs="+", default=[200, 1000, 5000])
    parser.add_argument("--profile", action="store_true", help="print where the time of trims goes")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _growth(Path(folder) / "growth.lstudio", clips=1000, renames=300)
        for clips in asked.clips:
            _times(Path(folder) / f"{clips}.lstudio", clips, asked.profile)


def _timeline(count: int) -> Timeline:
    """Two tracks of clips, linked in pairs, as films with sound are."""
    media = [new_id() for _ in range(20)]
    pictures, sounds = [], []
    for number in range(count // 2):
        group, length = new_id(), Fraction(number % 60 + 12) / _RATE
        for track in (pictures, sounds):
            track.append(
                Clip(
                    new_id(), media[number % 20], length, Fraction(number % 7) / _RATE, Fraction(60), new_id(),
                    f"clip {number}.mp4", link_group=group,
                )
            )  # fmt: skip
    return Timeline(
        new_id(), "Main", _RATE, (Track(new_id(), "audio", "A1", tuple(sounds)), Track(new_id(), "video", "V1",
        tuple(pictures))),
    )  # fmt: skip


def _changed(timeline: Timeline, number: int, **changes: object) -> Timeline:
    """Change the clips of a linked pair, as cheaply as can be: what the edit itself costs is not measured here."""
    tracks = [
        replace(
            track,
            items=(*track.items[:number], replace(track.items[number], **changes), *track.items[number + 1 :]),
        )
        for track in timeline.tracks
    ]
    return replace(timeline, tracks=tuple(tracks))


def _added(path: Path, timeline: Timeline) -> Project:
    project = Project.create(path)
    project.run(AddTimeline(TimelineRow(id=timeline.id, name="Main", document=to_json(timeline))))
    project.timeline_value(timeline.id)
    return project


def _journal_bytes(project: Project) -> int:
    """Bytes of the renames, without what it took to add the timeline."""
    [total] = project._store.connection.execute(
        "SELECT sum(ifnull(length(before), 0) + ifnull(length(after), 0) + ifnull(length(patch), 0)) "
        "FROM image JOIN step ON step.id = image.step WHERE step.name = 'Rename clip'"
    ).fetchone()
    return total


def _growth(path: Path, clips: int, renames: int) -> None:
    timeline = _timeline(clips)
    project = _added(path, timeline)
    began = time.perf_counter()
    for number in range(renames):
        timeline = _changed(timeline, number % (clips // 2), name=f"renamed {number}")
        project.run(EditTimeline(timeline.id, timeline, "Rename clip"))
    seconds = time.perf_counter() - began
    grown, twice = _journal_bytes(project), 2 * renames * len(to_json(timeline))
    project.close()
    _say(
        clips=clips, renames=renames, seconds=round(seconds, 2), journal_bytes=grown, documents_twice_bytes=twice,
        ratio=round(twice / grown), file_bytes=path.stat().st_size,
    )  # fmt: skip


def _times(path: Path, clips: int, profiled: bool) -> None:
    timeline = _timeline(clips)
    project = _added(path, timeline)
    profile = cProfile.Profile() if profiled else None
    times: dict[str, list[tuple[float, float]]] = {"trim": [], "undo": [], "redo": []}

    def step(kind: str, act: Callable[[], object]) -> None:
        wall, cpu = time.perf_counter(), _spent()
        if profile is not None:
            profile.enable()
        act()
        value = project.timeline_value(timeline.id)
        if profile is not None:
            profile.disable()
        times[kind].append((1000 * (time.perf_counter() - wall), _spent() - cpu))
        assert value is not None

    for number in range(_ROUNDS):
        place = (number * 7) % (clips // 2)
        changed = _changed(timeline, place, duration=Fraction(number + 1) / _RATE)
        step("trim", partial(project.run, EditTimeline(timeline.id, changed, "Trim clip")))
        assert project.timeline_value(timeline.id) == changed
        step("undo", project.undo)
        assert project.timeline_value(timeline.id) == timeline
        step("redo", project.redo)
        assert project.timeline_value(timeline.id) == changed
        timeline = changed
    project.close()
    for kind, spent in times.items():
        wall, cpu = (statistics.median(column) for column in zip(*spent, strict=True))
        _say(clips=clips, step=kind, wall_ms=round(wall, 1), cpu_ms=round(cpu, 1))
    if profile is not None:
        pstats.Stats(profile).sort_stats("tottime").print_stats(20)


def _spent() -> float:
    """Milliseconds of processor time of this thread."""
    used = resource.getrusage(resource.RUSAGE_THREAD)
    return (used.ru_utime + used.ru_stime) * 1000


def _say(**values: object) -> None:
    print(json.dumps(values), flush=True)


if __name__ == "__main__":
    main()
