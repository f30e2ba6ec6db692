"""What a command writes: where it goes, with which recipe, and how it is reported."""

import contextlib
import dataclasses
import itertools
import os
import re
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import typer

from lance_studio import __version__
from lance_studio.cli.console import Reporter, print_json, print_result
from lance_studio.cli.session import Loaded, Model, draw, interruptible, load, prepare
from lance_studio.cli.sources import Frame, source_records
from lance_studio.errors import CancelledError, OutputError
from lance_studio.media.output import ensure_not_a_source, output_error
from lance_studio.requests import InputBlock, VisualRequest, task_name
from lance_studio.requests.checks import user_texts
from lance_studio.requests.tasks import recipe_settings

if TYPE_CHECKING:
    from lance_studio.engine.results import Visual
    from lance_studio.media.recipes import Recipe

Compose: TypeAlias = "Callable[[Visual], Iterable[Frame]]"

_OWN_NAME = re.compile(r"lance-(\d{4,9})\.(?:png|mp4)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a result goes.

    Attributes:
        path: The file; None for a new one in the current folder.
        suffix: `.png` or `.mp4`.
        overwrite: Whether an existing file may be replaced.
    """

    path: Path | None
    suffix: str
    overwrite: bool

    def check(self, sources: Sequence[Path]) -> None:
        """Refuse now what could not be written after minutes of work.

        Args:
            sources: The job's input files, which are never replaced.

        Raises:
            typer.BadParameter: The name ends wrongly.
            OutputError: The file exists, is an input, or its folder may not be written to.
        """
        if self.path is None:
            _check_place(Path(next_name(Path.cwd(), self.suffix)))
            return
        if self.path.suffix.lower() != self.suffix:
            kind = "a picture" if self.suffix == ".png" else "a video"
            raise typer.BadParameter(
                f"The result is {kind}, so its name ends with {self.suffix}; '{self.path}' does not.",
                param_hint="'--output' / '-o'",
            )
        ensure_not_a_source(self.path, sources)
        if os.path.isdir(self.path):  # noqa: PTH112 - unlike Path.is_dir it takes names that are too long
            raise OutputError(f"'{self.path}' is a folder.", "Add a file name to it.")
        if os.path.lexists(self.path) and not self.overwrite:
            raise OutputError(f"'{self.path}' exists already.", "Choose another name, or use --overwrite.")
        _check_place(self.path)

    def final(self) -> Path:
        """The file to write, named as late as possible so that two runs rarely choose one name."""
        return self.path or Path(next_name(Path.cwd(), self.suffix))


def _check_place(target: Path) -> None:
    """Refuse a place that cannot be written to, by trying: permissions alone do not tell of read-only disks."""
    folder = target.absolute().parent
    try:
        with contextlib.suppress(FileNotFoundError):
            target.lstat()  # refuses names that are too long
        # Missing folders will be made in the nearest one that exists.
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        with tempfile.TemporaryFile(dir=folder):
            pass
    except (OSError, ValueError) as error:
        number = error.errno if isinstance(error, OSError) else None
        raise output_error(target, OSError(number or 0, getattr(error, "strerror", None) or str(error))) from error


def next_name(folder: Path, suffix: str) -> str:
    """A name such as `lance-0001.png` after all of that form in a folder, pictures and videos counted together."""
    taken = [int(match[1]) for entry in folder.iterdir() if (match := _OWN_NAME.fullmatch(entry.name))]
    numbers = itertools.count(max(taken, default=0) + 1)
    # The pattern ignores names of other case, which some disks hold to be the same.
    return next(name for number in numbers if not os.path.lexists(folder / (name := f"lance-{number:04d}{suffix}")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A picture or clip to be made.

    Attributes:
        request: What is asked of the model.
        inputs: What it works on, in the model's order.
        sources: The files of these, in the same order.
        settings: What the recipe holds beside the request's own numbers.
        compose: The frames to write; the engine's by default.
    """

    request: VisualRequest
    inputs: Sequence[InputBlock] = ()
    sources: Sequence[Path] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    compose: Compose = lambda visual: visual.frames


def make(job: Job, model: Model, target: Target, reporter: Reporter) -> None:
    """Check, load, draw, write and report; the target was checked before the sources were read.

    Raises:
        LanceStudioError: Something stopped it; nothing was written.
    """
    began = time.perf_counter()
    request = job.request
    prepared = prepare(request, job.inputs, model, reporter)
    records = source_records(job.sources)
    loaded = load(prepared, reporter)
    with interruptible(reporter) as cancel:
        visual = draw(loaded, request, job.inputs, reporter, cancel)
        for text in visual.warnings:
            reporter.warn(text)
        reporter.stage("writing")
        shape = visual.frames.shape
        settings = {
            **recipe_settings(request),
            "precision": loaded.engine.precision.name,
            "device": loaded.engine.device.type,
            "width": shape[2],
            "height": shape[1],
            **job.settings,
        }
        recipe = _recipe(job, settings, loaded, records)
        counted = _Counted(lambda: job.compose(visual), cancel)
        path = _write(target, counted, visual.frame_rate, recipe)
    seconds = {
        "load": loaded.seconds,
        **dataclasses.asdict(visual.timings),
        "total": time.perf_counter() - began,
    }
    _report(path, visual, counted.count, request.sampling.seed, loaded, seconds, reporter)


def _recipe(job: Job, settings: Mapping[str, Any], loaded: Loaded, records: Sequence[Any]) -> "Recipe":
    from lance_studio.media.recipes import Recipe

    return Recipe(
        task=task_name(job.request),
        prompt=next(iter(user_texts(job.request).values())),
        settings=settings,
        model=loaded.identity,
        sources=tuple(records),
        app_version=__version__,
    )


class _Counted:
    """Frames that can be gone through again; counts them, and stops at a cancellation."""

    def __init__(self, frames: "Callable[[], Iterable[Frame]]", cancel: threading.Event) -> None:
        self._frames, self._cancel = frames, cancel
        self.count = 0

    def __iter__(self) -> "Iterator[Frame]":
        self.count = 0
        for frame in self._frames():
            if self._cancel.is_set():
                raise CancelledError
            self.count += 1
            yield frame


def _write(target: Target, frames: "Iterable[Frame]", frame_rate: Fraction, recipe: "Recipe") -> Path:
    """Write the result; if its place has become impossible meanwhile, keep it among the temporary files."""
    path = target.final()
    try:
        _write_to(path, frames, frame_rate, recipe, overwrite=target.overwrite)
    except OutputError as error:
        rescue = Path(tempfile.mkdtemp(prefix="lance-studio-"), f"result{path.suffix}")
        try:
            _write_to(rescue, frames, frame_rate, recipe, overwrite=False)
        except OutputError:
            raise error from None
        raise OutputError(error.cause, f"The result was kept as '{rescue}'.") from None
    return path


def _write_to(
    path: Path, frames: "Iterable[Frame]", frame_rate: Fraction, recipe: "Recipe", *, overwrite: bool
) -> None:
    if path.suffix.lower() == ".png":
        from lance_studio.media.images import write_png

        write_png(path, next(iter(frames)), recipe=recipe, overwrite=overwrite)
    else:
        from lance_studio.media.encode import write_mp4

        write_mp4(path, frames, frame_rate, recipe=recipe, overwrite=overwrite)


def _report(
    path: Path,
    visual: "Visual",
    count: int,
    seed: int,
    loaded: Loaded,
    seconds: Mapping[str, float],
    reporter: Reporter,
) -> None:
    _, height, width, _ = visual.frames.shape
    length = f", {count} frames ({float(count / visual.frame_rate):.2f} s)" if path.suffix.lower() == ".mp4" else ""
    reporter.note(f"{width}x{height}{length}, seed {seed}, made in {seconds['total']:.1f} s.")
    reporter.close()
    if not reporter.json_output:
        print_result(str(path))
        return
    print_json(
        {
            "ok": True,
            "output": str(path),
            "width": width,
            "height": height,
            "frames": count,
            "seed": seed,
            "model": {**reporter.model, **loaded.identity},
            "seconds": {name: round(value, 3) for name, value in seconds.items()},
            "warnings": reporter.warnings,
        }
    )
