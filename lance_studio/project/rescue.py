"""Keeps what an open project held when its file was replaced or deleted by another program, or failed by its disk."""

import contextlib
import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lance_studio import paths
from lance_studio.errors import LanceStudioError, ProjectDisplacedError
from lance_studio.language import mark, tr, translate
from lance_studio.project.copying import write_copy
from lance_studio.project.lock import ProjectLock
from lance_studio.project.place import Fate, Finding

_MOST_NUMBERS = 1000


@dataclass(frozen=True)
class Displacement:
    """What happened to the file of an open project.

    Attributes:
        finding: Whether it was replaced or deleted, or failed by its disk.
        former: Where it lay.
        kept: The copy of everything that was committed, the steps to undo and redo included; without those where the
            file was overwritten.
        lost: How many pictures and videos are not in it, because they were overwritten.
    """

    finding: Finding
    former: Path
    kept: Path
    lost: int = 0

    @property
    def fate(self) -> Fate:
        """Whether it was replaced or deleted, or failed by its disk."""
        return self.finding.fate

    def error(self) -> ProjectDisplacedError:
        """Return the error for whoever wants to write."""
        where = (
            tr("'{name}' beside it", name=self.kept.name)
            if self.kept.parent == self.former.parent
            else f"'{self.kept}'"
        )
        if self.fate is not Fate.OVERWRITTEN:
            kept = tr("Your version was kept in {where}.", where=where)
        elif not self.lost:
            kept = tr("Your version was kept in {where}, without its steps to undo.", where=where)
        else:
            kept = tr(
                "Your version was kept in {where}, without its steps to undo and without {lost} of its pictures and "
                "videos.",
                where=where,
                lost=self.lost,
            )
        first = tr("Check the disk.") + " " if self.fate is Fate.FAILED else ""
        return ProjectDisplacedError(
            f"{_happened(self.former, self.finding)} {kept}",
            first + tr("Save your version under another name to go on with it."),
        )


@dataclass(frozen=True)
class Copy:
    """A finished and checked copy, its locks, and how many pictures and videos are not in it."""

    path: Path
    lock: ProjectLock
    lost: int = 0

    def discard(self) -> None:
        """Remove it again."""
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)
        self.lock.release()


Rebuild = Callable[[Path], tuple[ProjectLock, int]]
"""Writes a project again from memory; returns the locks of the new file and how many contents are not in it."""


def keep(connection: sqlite3.Connection, path: Path, finding: Finding, rebuild: Rebuild) -> Copy:
    """Copy everything that was committed to a new file and check it.

    Args:
        connection: Open on the file, whatever its name is now; no transaction is under way.
        path: Where the file lay.
        finding: What happened to it.
        rebuild: Used where the file itself holds something else now.

    Returns:
        The copy, beside the file, or among the studio's own files if that folder is gone or cannot take it.

    Raises:
        ProjectDisplacedError: It can be written nowhere.
    """
    refusal: LanceStudioError | None = None
    for folder in (path.parent, paths.recovered_dir()):
        if folder == path.parent and not folder.is_dir():
            continue
        target = _free_name(folder, path)
        try:
            if finding.fate is Fate.OVERWRITTEN:
                return Copy(target, *rebuild(target))
            return Copy(target, write_copy(connection, path.parent, target, overwrite=False, in_steps=True))
        except LanceStudioError as error:
            refusal = error
    cause = "" if refusal is None else f" {refusal.cause}"
    raise ProjectDisplacedError(
        f"{_happened(path, finding)} {tr('Your version could not be kept elsewhere.')}{cause}",
        tr("Leave the window open, make room on the disk, then try again."),
    ) from refusal


def not_kept_yet(path: Path, finding: Finding) -> ProjectDisplacedError:
    """Return the error for whoever must not write and cannot rescue."""
    return ProjectDisplacedError(
        _happened(path, finding),
        tr("Nothing is written to it any more. Open the project again, or save your version under another name."),
    )


def being_kept(path: Path, finding: Finding) -> ProjectDisplacedError:
    """Return the error for whoever wants to write while another thread copies what the file held."""
    return ProjectDisplacedError(
        f"{_happened(path, finding)} {tr('Your version is being kept just now.')}",
        tr("Wait a moment, then try again."),
    )


_HAPPENED = {
    Fate.MOVED: mark("'{name}' was moved by another program while it was open."),
    Fate.SIDES: mark("A file beside '{name}' was changed by another program."),
    Fate.REPLACED: mark("'{name}' was replaced by another program while it was open."),
    Fate.OVERWRITTEN: mark("'{name}' was overwritten by another program while it was open."),
    Fate.DELETED: mark("'{name}' was deleted by another program while it was open."),
}


def _happened(path: Path, finding: Finding) -> str:
    if finding.fate is Fate.FAILED:
        return tr(
            "The disk with '{name}' failed to keep the latest changes: {reason}.", name=path.name, reason=finding.reason
        )
    return translate(_HAPPENED[finding.fate], name=path.name)


def _free_name(folder: Path, path: Path) -> Path:
    stem = re.sub(r" \(recovered(?: \d+)?\)$", "", path.stem)
    # English: found again in names, whatever the language was
    names = [f"{stem} (recovered){path.suffix}"]
    # English: as above
    names += [f"{stem} (recovered {number}){path.suffix}" for number in range(2, _MOST_NUMBERS)]
    for name in names:
        if not any((folder / f"{name}{ending}").exists() for ending in ("", "-wal", "-journal")):
            return folder / name
    return folder / names[-1]
