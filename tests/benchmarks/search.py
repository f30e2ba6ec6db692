"""What a keystroke in the search field costs in a project of many texts, and what the index costs each change.

Run ``python -m tests.benchmarks.search [--texts 10000]``. It makes a project with that many prompts, questions and
answers in English and Chinese, types some questions character by character, and prints JSON lines: milliseconds of each
way to answer, all in the same run, by the clock.

* index: as the studio does it, FTS5 where the question has three characters in a row
* texts: through the folded texts in the file, as without FTS5
* rows: a plain scan, which reads and folds all rows
"""

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from unittest.mock import patch

from lance_studio.project.commands.chat import AddMessage
from lance_studio.project.commands.nodes import AddNode
from lance_studio.project.commands.timelines import AddTimeline, EditTimeline
from lance_studio.project.project import Project
from lance_studio.project.rows import ChatMessage, Edge, Media, Node, TimelineRow, new_id
from lance_studio.project.search import index, query
from lance_studio.project.search.folding import terms_of
from lance_studio.timeline.document import to_json
from lance_studio.timeline.model import Clip, Timeline, Track

_SPOKEN = (
    "boat harbour gull house tree sky evening morning red blue green lighthouse wind wave cloud bridge street lamp "
    "child dog camera slowly turns left right brighter darker keep the a with without behind before near"
)
_WORDS = _SPOKEN.split()
# "A red boat lies in the harbour, beside it a gull; blue sky, white clouds, trees, houses, a lighthouse."
_SIGNS = (
    "\u7ea2\u8239\u505c\u5728\u6e2f\u53e3\u91cc\u65c1\u8fb9\u6709\u4e00\u53ea\u6d77\u9e25"
    "\u84dd\u5929\u767d\u4e91\u6811\u6728\u623f\u5b50\u706f\u5854"
)
_QUESTIONS = ("lighthouse", "red boat 417", "zebra crossing", "\u7ea2\u8239", "the")
_COMMITS, _CLIPS = 200, 1000


def main() -> None:
    """Print all measurements."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=10_000)
    count = parser.parse_args().texts
    with tempfile.TemporaryDirectory() as folder, Project.create(Path(folder) / "p.lstudio") as project:
        _fill(project, count)
        _measure_questions(project, count)
        _measure_making(project)
        _measure_commits(project)


def _fill(project: Project, count: int) -> None:
    chance = random.Random(1)
    blob = project.files.add_bytes(b"picture")
    media = Media(id=new_id(), digest=blob.digest, kind="picture", name="picture.png", size=blob.size)
    with project._transaction() as transaction:
        for number in range(count):
            words = " ".join(chance.choices(_WORDS, k=chance.randint(5, 25))) + f" {number}"
            if number % 4 == 0:
                node = Node(id=new_id(), media_id=media.id, kind="picture", name=f"picture {number}")
                request = json.dumps({"request": {"prompt": words}})
                edge = Edge(child=node.id, parents=(), operation="text_to_image", request=request)
                AddNode(node, edge, media if number == 0 else None).apply(transaction)
                continue
            chinese = number % 4 == 1
            text = "".join(chance.choices(_SIGNS, k=30)) if chinese else words
            role = "assistant" if number % 2 else "user"
            AddMessage(ChatMessage(id=new_id(), role=role, mode="ask", text=text)).apply(transaction)
    project._keep_up(transaction)


def _measure_questions(project: Project, count: int) -> None:
    def without_index(question: str) -> int:
        with patch.object(query, "has_fts5", lambda: False):
            return len(project.search.find(question))

    def by_rows(question: str) -> int:
        with project.files.connection() as connection:
            return len(list(query.scanned(connection, terms_of(question))))

    ways: dict[str, Callable[[str], int]] = {
        "index": lambda question: len(project.search.find(question)), "texts": without_index, "rows": by_rows,
    }  # fmt: skip
    total: dict[str, list[float]] = {name: [] for name in ways}
    for question in _QUESTIONS:
        for end in range(1, len(question) + 1):
            typed = question[:end]
            line: dict[str, object] = {"typed": typed}
            for name, ask in ways.items():
                found, milliseconds = _timed(lambda ask=ask, typed=typed: ask(typed), 1 if name == "rows" else 3)
                line |= {name: round(milliseconds, 2), f"{name}_found": found}
                total[name].append(milliseconds)
            print(json.dumps(line, ensure_ascii=False))
    for name, times in total.items():
        worst, median = max(times), statistics.median(times)
        print(json.dumps({"texts": count, "way": name, "median_ms": round(median, 2), "worst_ms": round(worst, 2)}))


def _measure_making(project: Project) -> None:
    connection = project._store.connection
    with project._store.transaction():
        _, texts = _timed(lambda: index.rebuild_texts(connection), 1)
        _, made = _timed(lambda: index.rebuild_index(connection), 1)
    project.compact()
    size = project.path.stat().st_size + project.path.with_name(f"{project.path.name}-wal").stat().st_size
    print(json.dumps({"make_texts_ms": round(texts), "make_index_ms": round(made), "file_bytes": size}))


def _measure_commits(project: Project) -> None:
    clips = tuple(Clip(new_id(), "m", Fraction(2), name=f"clip {number}") for number in range(_CLIPS))
    timeline = Timeline(new_id(), "Main", tracks=(Track("v", "video", "V1", clips),))
    project.run(AddTimeline(TimelineRow(id=timeline.id, name="Main", document=to_json(timeline))))

    def edit(number: int) -> None:
        first = replace(clips[0], duration=Fraction(1 + number % 2))
        tracks = (Track("v", "video", "V1", (first, *clips[1:])),)
        project.run(EditTimeline(timeline.id, replace(timeline, tracks=tracks), merge_key="drag"))

    def say(number: int) -> None:
        text = " ".join(random.Random(number).choices(_WORDS, k=20))
        project.run(AddMessage(ChatMessage(id=new_id(), role="user", mode="ask", text=text)))

    for name, change in (("message", say), (f"edit of {_CLIPS} clips", edit)):
        line: dict[str, object] = {"commit": name}
        for way in ("with", "without"):
            times = []
            for number in range(_COMMITS):
                start = time.perf_counter()
                if way == "with":
                    change(number)
                else:
                    with patch.object(index.IndexWriter, "follow", lambda *_: None):
                        change(number)
                times.append(1000 * (time.perf_counter() - start))
            line[f"{way}_index_ms"] = round(statistics.median(times), 3)
        print(json.dumps(line))


def _timed(work: Callable[[], object], times: int) -> tuple[object, float]:
    """Return what some work returned, and the least time that it took in milliseconds."""
    least, result = float("inf"), None
    for _ in range(times):
        start = time.perf_counter()
        result = work()
        least = min(least, 1000 * (time.perf_counter() - start))
    return result, least


if __name__ == "__main__":
    main()
