"""Where a command writes its result: checked before anything runs, named as late as possible, never lost."""

import contextlib
import itertools
import os
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import typer

from lance_studio.cli.endings import with_ending
from lance_studio.errors import OutputError
from lance_studio.media.output import ensure_not_a_source, output_error

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

    @classmethod
    def named(cls, path: Path | None, suffix: str, overwrite: bool) -> "Target":
        """Return the place of a result; a dot in its name is part of the name, see `with_ending`."""
        return cls(None if path is None else with_ending(path, suffix), suffix, overwrite)

    def numbered(self, count: int) -> "tuple[Target, ...]":
        """Return the places of several results: the same, with a number before the ending where it is named."""
        if count == 1 or self.path is None:
            return (self,) * count
        stem, suffix = self.path.stem, self.path.suffix
        return tuple(replace(self, path=self.path.with_name(f"{stem}-{n}{suffix}")) for n in range(1, count + 1))

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

    def save(self, write: Callable[[Path, bool], object]) -> Path:
        """Have the result written; if its place has become impossible meanwhile, keep it among the temporary files.

        Args:
            write: Writes a file, complete or not at all; is told whether it may replace one.

        Returns:
            The file, named as late as possible so that two runs rarely choose one name.

        Raises:
            OutputError: It could not be written there; says where it was kept.
        """
        path = self.path or Path(next_name(Path.cwd(), self.suffix))
        try:
            write(path, self.overwrite)
        except OutputError as error:
            rescue = Path(tempfile.mkdtemp(prefix="lance-studio-"), f"result{self.suffix}")
            try:
                write(rescue, False)
            except OutputError:
                raise error from None
            raise OutputError(error.cause, f"The result was kept as '{rescue}'.") from None
        return path


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
