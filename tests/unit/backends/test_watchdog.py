"""The rule of silence by a clock of the test's own: no false alarm, and none that is missed."""

import random

import pytest

from lance_studio.backends import events
from lance_studio.backends.backend import Order
from lance_studio.backends.watchdog import Patience, Watchdog
from lance_studio.requests import TextToImage
from tests.unit.backends.talk import NO_MODEL

PATIENCE = Patience(beat=15, least=30, times=10, loading=900, first_on_gpu=300, first_on_cpu=1800)
ORDER = Order("a", NO_MODEL, TextToImage(prompt="a"))
MEMORY = events.Memory(kind="gpu", used=1, peak=1, total=2)
GPU = events.ModelIdentity(
    name="m", family="image", root="m", device="cuda:0", precision="bf16", fingerprints={}, engine_version="0"
)
READY = events.ModelReady("a", GPU, MEMORY, 1.0)


def step(number: int) -> events.Progress:
    return events.Progress("a", number, 1000, 1.0, None, MEMORY)


class Clock:
    """Lets time pass for a watchdog as its caller does: a look and a sign of life every second."""

    def __init__(self, *, beats: bool = True) -> None:
        self.dog = Watchdog(PATIENCE, beats=beats)
        self.now = 1000.0
        self.alarms: list[float] = []
        self.beats = True

    def begin(self, *told: events.JobEvent) -> None:
        self.dog.begins(ORDER, self.now)
        for event in told:
            self.dog.hears(event, self.now)

    def wait(self, seconds: float) -> None:
        end = self.now + seconds
        while self.now < end:
            self.now = min(self.now + 1, end)
            if self.beats:
                self.dog.beat(self.now)
            if self.dog.look(self.now) is not None:
                self.alarms.append(self.now)

    def steps(self, count: int, seconds: float) -> None:
        for number in range(1, count + 1):
            self.wait(seconds)
            self.dog.hears(step(number), self.now)


def test_a_process_without_a_sign_of_life_is_told_of_soon() -> None:
    clock = Clock()
    clock.begin(READY)
    clock.beats = False
    began = clock.now
    clock.wait(15)
    assert clock.alarms == []
    clock.wait(2)
    assert clock.alarms[0] - began == pytest.approx(16)
    silence = clock.dog.look(clock.now)
    assert silence is not None
    assert silence.hung
    clock.beats = True
    clock.wait(1)
    assert clock.dog.look(clock.now) is None, "it goes back by itself"


def test_a_step_that_takes_ten_times_as_long_as_usual_is_told_of() -> None:
    clock = Clock()
    clock.begin(READY)
    clock.steps(5, 4)
    clock.wait(40)
    assert clock.alarms == []
    clock.wait(1)
    silence = clock.dog.look(clock.now)
    assert silence is not None
    assert (silence.usual, silence.hung) == (4, False)
    clock.dog.hears(step(6), clock.now)
    assert clock.dog.look(clock.now) is None


def test_quick_steps_have_the_least_patience_and_slow_ones_more() -> None:
    quick, slow = Clock(), Clock()
    for clock, seconds, silent in ((quick, 0.1, 30), (slow, 60, 600)):
        clock.begin(READY)
        clock.steps(9, seconds)
        clock.wait(silent)
        assert clock.alarms == []
        clock.wait(2)
        assert clock.alarms


def test_before_the_first_step_patience_fits_the_device() -> None:
    on_gpu, unknown = Clock(), Clock()
    on_gpu.begin(READY)
    unknown.begin(events.Stage("a", "preparing"))
    for clock, patience in ((on_gpu, 300), (unknown, 1800)):
        clock.wait(patience)
        assert clock.alarms == []
        clock.wait(2)
        assert clock.alarms


def test_what_was_learnt_holds_for_the_next_job_of_the_same_size() -> None:
    clock = Clock()
    clock.begin(READY)
    clock.steps(5, 5)
    clock.dog.hears(events.JobCancelled("a"), clock.now)
    assert clock.dog.look(clock.now) is None
    clock.wait(4000)
    assert clock.alarms == [], "nothing is waited for"
    clock.begin(READY)
    clock.dog.hears(step(1), clock.now)
    clock.wait(51)
    assert clock.alarms


def test_loading_from_a_slow_disk_is_no_silence() -> None:
    clock = Clock()
    clock.begin(events.Loading("a", "loading", "m"))
    clock.wait(900)
    assert clock.alarms == []


def test_a_machine_that_slept_and_a_caller_that_was_late_raise_no_alarm() -> None:
    clock = Clock()
    clock.begin(READY)
    clock.steps(5, 1)
    for asleep in (20, 3600, 100_000, 40):
        clock.now += asleep
        assert clock.dog.look(clock.now) is None
        clock.wait(5)
    assert clock.alarms == []
    clock.wait(30)
    assert clock.alarms, "what it misses while awake still counts"


def test_who_wants_to_wait_is_asked_again_later() -> None:
    clock = Clock()
    clock.begin(READY)
    clock.steps(5, 4)
    clock.wait(45)
    assert clock.alarms
    clock.dog.is_patient(clock.now)
    clock.alarms.clear()
    clock.wait(40)
    assert clock.alarms == []
    clock.wait(2)
    assert clock.alarms


def test_without_signs_of_life_only_progress_counts() -> None:
    clock = Clock(beats=False)
    clock.beats = False
    clock.begin(READY)
    clock.steps(20, 8)
    assert clock.alarms == []


@pytest.mark.parametrize("seed", range(20))
def test_a_living_engine_raises_no_alarm_however_uneven_its_steps(seed: int) -> None:
    """Steps up to five times as long as usual, looks at uneven moments, a machine that sleeps now and then."""
    chance = random.Random(seed)
    dog, now = Watchdog(PATIENCE), 0.0
    pace = chance.choice((0.01, 0.5, 5.0, 90.0))
    dog.begins(ORDER, now)
    dog.hears(READY, now)
    for number in range(1, 60):
        left = pace * chance.uniform(0.5, 5 if number > 3 else 1.5)
        while left > 0:
            passed = min(left, chance.uniform(0.2, 2.5))
            now, left = now + passed, left - passed
            dog.beat(now)
            assert dog.look(now) is None, (seed, number)
            if chance.random() < 0.02:
                now += chance.uniform(10, 10_000)
        dog.hears(step(number), now)
