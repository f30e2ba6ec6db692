"""What runs took on this device: kept, found again, scaled; damage and other writers cost a line at most."""

import math
import threading
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lance_studio.requests.work import Work
from lance_studio.workflows.measurements import (
    MOST_ALIKE,
    MOST_KEPT,
    Estimate,
    Measurement,
    Measurements,
    Place,
    estimate,
    this_host,
)

GB = 1 << 30


def work(made: int = 64, seen: int = 0, passes: int = 20) -> Work:
    return Work(made=made, seen=seen, passes=passes)


def run(size: Work | None = None, *, sampling: float = 2.0, rest: float = 1.0, **other: object) -> Measurement:
    plain = {"host": this_host(), "model": "Nano", "device": "cpu", "asked": "auto", "precision": "float32"}
    return Measurement(
        **{**plain, "task": "image_edit", "loaded": GB, "peak": 2 * GB, **other},
        work=size or work(),
        sampling=sampling,
        rest=rest,
    )


def asked(runs: list[Measurement], size: Work | None = None, task: str = "image_edit", **place: Any) -> Estimate:
    return estimate(runs, Place(model="Nano", **place), task, size or work())


def test_the_same_again_takes_what_the_newest_runs_took() -> None:
    runs = [run(sampling=90.0), *(run(sampling=one) for one in (1.0, 2.0, 3.0, 4.0, 50.0))]
    assert asked(runs) == Estimate(4.0, 2 * GB, False)


def test_steps_and_size_scale_what_was_measured_and_memory_beyond_the_weights() -> None:
    runs = [run()]
    assert asked(runs, work(passes=40)).seconds == pytest.approx(2 * 2.0 + 1.0)
    twice = asked(runs, work(made=128))
    assert twice.seconds == pytest.approx(2 * 3.0)
    assert (twice.memory, twice.guessed) == (3 * GB, False)
    assert asked(runs, work(made=32)).memory == 2 * GB, "less work still holds what was held"
    assert asked(runs, work(made=64 * 50)).guessed, "far from everything that was measured"


def test_the_nearest_size_counts_and_not_the_newest() -> None:
    runs = [run(work(made=60), sampling=6.0), run(work(made=6000), sampling=1.0)]
    assert asked(runs, work(made=64)).seconds == pytest.approx(6.0 * 64 / 60 + 64 / 60)


def test_only_this_model_on_this_device_in_this_precision_on_this_computer_counts() -> None:
    others = [run(model="Lance"), run(device="cuda:0", asked="cuda"), run(host="elsewhere"), run(task="text_to_image")]
    assert asked(others[:3]) == Estimate(None, None, True)
    hint = asked(others)
    assert (hint.seconds, hint.guessed) == (3.0, True), "another task of the same model is a hint"
    assert asked([run()], device="cuda").seconds is None
    assert asked([run()], device="cpu").seconds == 3.0
    assert asked([run()], precision="reference").seconds is None
    # Another model under the same name: the weights in use count.
    assert asked([run(weights="a", sampling=99.0), run(weights="b")]).seconds == 3.0


def test_before_there_is_a_measurement_the_weights_give_a_first_guess() -> None:
    small, large = (asked([], weight_bytes=size) for size in (50 << 20, 6 << 30))
    assert small.guessed
    assert small.seconds is not None
    assert large.seconds is not None
    assert small.seconds < large.seconds
    assert large.memory is not None
    assert large.memory > 6 << 30
    gpu = asked([], device="cuda", weight_bytes=6 << 30)
    assert asked([], gpu=True, weight_bytes=6 << 30) == gpu, "what auto takes"
    assert gpu.seconds is not None
    assert gpu.seconds < large.seconds


def test_runs_are_found_again_by_the_next_window(tmp_path: Path) -> None:
    file = tmp_path / "new" / "m.jsonl"
    kept = Measurements(file)
    assert kept.runs == ()
    kept.add(run(sampling=1.0))
    kept.add(run(sampling=2.0))
    other = Measurements(file)
    assert other.runs == (), "nothing is read before somebody wants it"
    other.load()
    assert other.runs == kept.runs == (run(sampling=1.0), run(sampling=2.0))


@given(damage=st.binary(max_size=200), cut=st.integers(0, 400))
def test_damage_costs_the_lines_that_it_hit(tmp_path_factory: pytest.TempPathFactory, damage: bytes, cut: int) -> None:
    file = tmp_path_factory.mktemp("m") / "m.jsonl"
    whole = msgspec.json.encode(run(sampling=1.0))
    file.write_bytes(damage + b"\n" + whole + b"\n" + whole[:cut])
    kept = Measurements(file)
    kept.add(run(sampling=2.0))
    again = Measurements(file)
    again.load()
    assert again.runs == kept.runs
    assert again.runs[-1] == run(sampling=2.0)
    assert run(sampling=1.0) in again.runs


@pytest.mark.parametrize(
    "line",
    ["[]", "1" * 5000, "[" * 100_000, '{"sampling": NaN}', '{"host":"x"}', "null"],
    ids=["list", "number", "deep", "nan", "little", "null"],
)
def test_lines_of_anybody_else_are_passed_over(tmp_path: Path, line: str) -> None:
    file = tmp_path / "m.jsonl"
    file.write_text(line)
    kept = Measurements(file)
    kept.load()
    assert kept.runs == ()


def test_numbers_that_no_run_has_are_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "m.jsonl"
    wrong = [run(sampling=-1.0), run(rest=1e12), run(work(made=-1)), run(peak=-5)]
    file.write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in wrong))
    kept = Measurements(file)
    kept.load()
    assert kept.runs == ()


def test_the_file_stays_small_and_keeps_the_newest_of_each_kind(tmp_path: Path) -> None:
    file = tmp_path / "m.jsonl"
    lines = [run(work(made=one)) for one in range(1, 600)] + [run(sampling=float(one)) for one in range(50)]
    file.write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in lines))
    kept = Measurements(file)
    kept.add(run(sampling=77.0))
    again = Measurements(file)
    again.load()
    assert len(again.runs) == MOST_KEPT
    assert len(file.read_bytes().splitlines()) == MOST_KEPT
    alike = [one.sampling for one in again.runs if one.work == work()]
    assert alike == [*map(float, range(51 - MOST_ALIKE, 50)), 77.0]


def test_windows_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    file = tmp_path / "m.jsonl"
    windows = [Measurements(file) for _ in range(8)]

    def write(number: int) -> None:
        for step in range(10):
            windows[number].add(run(work(made=number * 10 + step + 1)))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    again = Measurements(file)
    again.load()
    assert {one.work.made for one in again.runs} == set(range(1, 81))


def test_a_folder_that_takes_nothing_costs_only_what_was_learnt(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    kept = Measurements(tmp_path / "file" / "m.jsonl")
    kept.add(run())
    assert kept.runs == (run(),)


@given(
    st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(1, 2000)), max_size=6),
    st.tuples(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(1, 2000)),
)
def test_an_estimate_is_a_number_above_nothing(sizes: list[tuple[int, int, int]], wanted: tuple[int, int, int]) -> None:
    found = asked([run(work(*size)) for size in sizes], work(*wanted), weight_bytes=1 << 20)
    assert found.seconds is not None
    assert math.isfinite(found.seconds)
    assert found.seconds > 0
    assert found.memory is not None
    assert found.memory > 0
