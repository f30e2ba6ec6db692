"""What generations took on this device: kept in a small file of the user, and what the next one will take.

The file holds one JSON object a line, the newest last. Several windows and commands write into it at once: each line
is added as a whole under a lock, and a line that cannot be read, whoever wrote it, is passed over.
"""

import contextlib
import fcntl
import math
import os
import platform
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import msgspec

from lance_studio import limits, paths
from lance_studio.backends.events import Result
from lance_studio.catalog.layout import elsewhere_of, open_model_folder
from lance_studio.errors import LanceStudioError
from lance_studio.media.output import write_bytes
from lance_studio.regular_files import open_regular
from lance_studio.requests.work import Work

if TYPE_CHECKING:
    from lance_studio.workflows.model_source import ModelSource

#: Lines that are kept when the file has grown too long, and how many of one kind and size.
MOST_KEPT, MOST_ALIKE = 400, 7
_TRIM_BEYOND = MOST_KEPT + 100
_NEWEST = 5
#: Beyond this ratio of sizes what was measured is only a hint.
_FAR = 6.0
#: Multiplications a second of which nothing is known yet: a core of a processor, and a GPU.
_CORE_RATE, _GPU_RATE = 3e10, 1e14
_GPU_DRIVER = Path("/dev/nvidiactl")
_WEIGHT_BYTES = 2
#: What the program itself takes on a processor, and what a cell takes beside the weights.
_PROGRAM_BYTES, _CELL_BYTES = 500 << 20, 200_000


class Measurement(msgspec.Struct, frozen=True, kw_only=True):
    """What one run took.

    Attributes:
        host: Name of the computer, as a home folder may be shared.
        model: The model's name.
        weights: What tells its weights from others of that name; may be empty.
        device: Where it ran, such as ``cpu`` or ``cuda:0``.
        asked: The device that was asked for, such as ``auto``.
        precision: Number format.
        task: Name of the task.
        work: How much it was.
        sampling: Seconds of the passes over the result; of an answer, of all.
        rest: Seconds of everything else: looking at sources, decoding.
        loaded: Bytes with the model loaded, before the run; None where unknown.
        peak: The most bytes during the run; None where unknown.
    """

    host: str
    model: str
    weights: str = ""
    device: str
    asked: str
    precision: str
    task: str
    work: Work
    sampling: float
    rest: float
    loaded: int | None = None
    peak: int | None = None

    def is_sound(self) -> bool:
        """Whether every number can be one of a run; a file may claim anything."""
        times = self.sampling, self.rest
        sizes = self.work.made, self.work.seen, self.work.passes, self.loaded or 0, self.peak or 0
        return all(math.isfinite(one) and 0 <= one < 1e9 for one in times) and all(0 <= one < 1 << 62 for one in sizes)

    @property
    def kind(self) -> tuple[object, ...]:
        """What runs have in common that take the same."""
        return self.host, self.model, self.weights, self.device, self.precision, self.task, self.work


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a run is to be.

    Attributes:
        model: The model's name.
        device: The device that is asked for, such as ``auto``.
        precision: Number format that is asked for; None for what suits the device.
        weight_bytes: Size of the weights on the disk; 0 where unknown.
        gpu: Whether there is a GPU, which is what ``auto`` takes then.
        host: Name of the computer.
    """

    model: str
    device: str = "auto"
    precision: str | None = None
    weight_bytes: int = 0
    gpu: bool = False
    host: str = ""

    def holds(self, run: Measurement) -> bool:
        """Whether a run was of this model on this device."""
        same = run.host == (self.host or this_host()) and run.model == self.model
        return same and self.device in (run.asked, run.device) and self.precision in (None, run.precision)


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run will take.

    Attributes:
        seconds: Without the loading of the model; None where nobody can say.
        memory: The most bytes; None where nobody can say.
        guessed: Whether nothing like it was measured on this device yet.
    """

    seconds: float | None
    memory: int | None
    guessed: bool


def this_host() -> str:
    """Return the computer's name."""
    return platform.node()


def estimate(runs: Sequence[Measurement], place: Place, task: str, work: Work) -> Estimate:
    """Say what a run will take: as the nearest one that was measured, scaled; a first guess where there is none.

    Args:
        runs: What was measured, oldest first.
        place: Where it is to run.
        task: Name of the task.
        work: How much it is.
    """
    here = [run for run in runs if place.holds(run)]
    if here:
        # Other weights under the same name may be another model; the newest are those in use.
        here = [run for run in here if run.weights == here[-1].weights and run.device == here[-1].device]
    alike = [run for run in here if run.task == task]
    if alike:
        # Of those equally near, the newest.
        nearest = min(reversed(alike), key=lambda run: _distance(run.work, work)).work
        same = [run for run in alike if run.work == nearest][-_NEWEST:]
        seconds = median(_scaled(run, work) for run in same)
        return Estimate(seconds, _memory(same, work), _distance(nearest, work) > math.log(_FAR))
    if here:
        newest = here[-_NEWEST:]
        return Estimate(median(_scaled(run, work) for run in newest), _memory(newest, work), True)
    return _first_guess(place, work)


def _distance(one: Work, other: Work) -> float:
    passes = math.log(max(one.passes, 1) / max(other.passes, 1))
    # Steps scale exactly, sizes do not: a run of another size is further away than one of other steps.
    return abs(math.log(one.tokens / other.tokens)) + abs(passes) / 4


def _scaled(run: Measurement, work: Work) -> float:
    return run.sampling * work.sampled / run.work.sampled + run.rest * work.tokens / run.work.tokens


def _memory(runs: Sequence[Measurement], work: Work) -> int | None:
    found: list[float] = []
    for run in runs:
        if run.peak is not None:
            loaded = min(run.loaded or run.peak, run.peak)
            found.append(loaded + (run.peak - loaded) * max(work.tokens / run.work.tokens, 1))
    # The most that was seen, as it is the most that counts.
    return round(max(found)) if found else None


def _first_guess(place: Place, work: Work) -> Estimate:
    if not place.weight_bytes:
        return Estimate(None, None, True)
    weights = place.weight_bytes / _WEIGHT_BYTES
    on_gpu = place.device.startswith("cuda") or (place.device == "auto" and place.gpu)
    rate = _GPU_RATE if on_gpu else _CORE_RATE * max((os.cpu_count() or 2) - 1, 1)
    seconds = weights * (work.sampled + work.tokens) / rate
    memory = place.weight_bytes + work.tokens * _CELL_BYTES + (0 if on_gpu else _PROGRAM_BYTES)
    return Estimate(seconds, round(memory), True)


def place_of(model: "ModelSource") -> Place:
    """Return where jobs run as far as is known, for measurements: what a job costs is no reason to look at the disk."""
    profile, choice = model.profile, model.known
    if choice is None:
        return Place(model=profile.name)
    return Place(
        model=profile.name,
        device=choice.device,
        precision=choice.precision,
        weight_bytes=_weight_bytes(choice.root, choice.image, choice.video),
        gpu=_GPU_DRIVER.exists(),
    )


@lru_cache(maxsize=8)
def _weight_bytes(root: str, image: str = "", video: str = "") -> int:
    """Bytes of a model's weights on the disk, of one checkpoint; 0 where nobody can say."""
    try:
        folder = open_model_folder(Path(root), elsewhere_of(image, video))
        files = (folder.weight_file(folder.families[0]), folder.vae_file)
        return sum(file.stat().st_size for file in files)
    except (OSError, IndexError, LanceStudioError):
        return 0


class Measurements:
    """What was measured on this device; may be used in any thread.

    Args:
        file: Where it is kept; None for the usual place.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file or paths.measurements_file()
        self._lock = threading.Lock()
        self._runs: tuple[Measurement, ...] = ()
        self._loaded = False

    @property
    def runs(self) -> tuple[Measurement, ...]:
        """What is known without reading the file, oldest first."""
        return self._runs

    def load(self) -> None:
        """Read the file, once; one that is missing or damaged holds less, and is no error."""
        with self._lock:
            self._load()

    def add(self, run: Measurement) -> None:
        """Remember a run and write it down; a disk that takes nothing costs only what was learnt."""
        with self._lock:
            self._load()
            self._runs = _newest((*self._runs, run)) if len(self._runs) >= _TRIM_BEYOND else (*self._runs, run)
            with contextlib.suppress(OSError, LanceStudioError):
                self._write(run)

    def _load(self) -> None:
        if not self._loaded:
            self._runs, self._loaded = _read(self._file), True

    def _write(self, run: Measurement) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        line = msgspec.json.encode(run) + b"\n"
        with _locked(self._file.with_suffix(".lock")):
            if _size(self._file) > limits.MEASUREMENT_BYTES.most // 2 or _lines(self._file) >= _TRIM_BEYOND:
                kept = _newest((*_read(self._file), run))
                write_bytes(self._file, b"".join(msgspec.json.encode(one) + b"\n" for one in kept), overwrite=True)
                return
            descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
            try:
                # What a crash cut in the middle must not swallow the next line.
                end = os.lseek(descriptor, 0, os.SEEK_END)
                cut = end > 0 and os.pread(descriptor, 1, end - 1) != b"\n"
                os.write(descriptor, b"\n" + line if cut else line)
            finally:
                os.close(descriptor)


def measured(place: Place, task: str, work: Work, result: Result) -> Measurement:
    """Make the measurement of a result.

    Args:
        place: Where it was to run.
        task: Name of the task.
        work: How much it was.
        result: What came, with its seconds and memory.
    """
    seconds, memory = result.seconds, result.memory
    prints = result.model.fingerprints
    return Measurement(
        host=place.host or this_host(),
        model=place.model,
        weights=prints.get("fingerprint", ""),
        device=result.model.device,
        asked=place.device,
        precision=result.model.precision,
        task=task,
        work=work,
        sampling=seconds.sample,
        rest=seconds.total - seconds.sample,
        loaded=None if memory is None else memory.loaded,
        peak=None if memory is None else memory.peak,
    )


def _newest(runs: Sequence[Measurement]) -> tuple[Measurement, ...]:
    """The newest of each kind, and of them the newest."""
    kept: list[Measurement] = []
    counts: dict[tuple[object, ...], int] = {}
    for run in reversed(runs):
        counts[run.kind] = counts.get(run.kind, 0) + 1
        if counts[run.kind] <= MOST_ALIKE and len(kept) < MOST_KEPT:
            kept.append(run)
    return tuple(reversed(kept))


def _read(file: Path) -> tuple[Measurement, ...]:
    most = limits.MEASUREMENT_BYTES.most
    try:
        with open_regular(file) as stream:
            size = stream.seek(0, os.SEEK_END)
            stream.seek(max(size - most, 0))
            data = stream.read(most)
    except (OSError, LanceStudioError):
        return ()
    found: list[Measurement] = []
    for line in data.split(b"\n"):
        with contextlib.suppress(msgspec.DecodeError, RecursionError, OverflowError):
            run = msgspec.json.decode(line, type=Measurement)
            if run.is_sound():
                found.append(run)
    return _newest(found)


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError:
        return 0


def _lines(file: Path) -> int:
    try:
        with open_regular(file) as stream:
            return stream.read(limits.MEASUREMENT_BYTES.most).count(b"\n")
    except (OSError, LanceStudioError):
        return 0


@contextmanager
def _locked(file: Path) -> Generator[None, None, None]:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
