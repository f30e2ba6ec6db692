"""Projects as commands read them: never changed, and open in the window at the same time if need be."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lance_studio.errors import InvalidRequestError, LanceStudioError, ProjectError
from lance_studio.regular_files import open_regular

if TYPE_CHECKING:
    from lance_studio.project.project import Project
    from lance_studio.project.rows import TimelineRow

PROJECT_SUFFIX = ".lstudio"
_HEAD = b"SQLite format 3\0"

ProjectArgument = Annotated[Path, typer.Argument(metavar="PROJECT", help="A project, a file that ends with .lstudio.")]


def is_project(path: Path) -> bool:
    """Whether a file is a project, by its name or by how it begins; one that is not there is judged by its name."""
    if path.suffix.lower() == PROJECT_SUFFIX:
        return True
    try:
        with open_regular(path) as stream:
            return stream.read(len(_HEAD)) == _HEAD
    except (OSError, LanceStudioError):
        return False


def open_to_read(path: Path) -> "Project":
    """Open a project for reading; use it in a `with` statement.

    Raises:
        ProjectError: The file is missing, no project, damaged, or of another version.
    """
    from lance_studio.project.project import Project

    return Project.open(path, read_only=True)


def answer_links(project: "Project", *, trust: bool) -> None:
    """Refuse a project with links outside its folder that nobody here has made, approved or left out.

    Args:
        project: The open project; none of its linked files was looked for.
        trust: Whether the user approves all of them; it is remembered, as an answer in the window is.

    Raises:
        ProjectError: There are such links; it names them all.
    """
    foreign = project.foreign_links()
    if trust:
        project.answer_links(foreign, use=True)
        return
    new = [link.shown for link in foreign if not link.asked]
    if new:
        files = "1 file" if len(new) == 1 else f"{len(new)} files"
        raise ProjectError(
            f"'{project.path.name}' links {files} outside its folder and was not made by this installation: "
            f"{_listed(new)}. Nothing of that was opened.",
            "If you know where the project comes from and want these files used, give --trust-links.",
        )


def pick_timeline(project: "Project", wanted: str | None) -> "TimelineRow":
    """Find a timeline by its name or id; by default the one that the window shows, else the first.

    Raises:
        InvalidRequestError: No timeline has that name, or several have.
        ProjectError: The project has no timeline.
    """
    from lance_studio.project.rows import CURRENT_TIMELINE

    rows = project.timelines()
    if not rows:
        raise ProjectError(f"'{project.path.name}' has no timeline.", "Put a clip on its timeline first.")
    if wanted is None:
        shown = project.setting(CURRENT_TIMELINE)
        return next((row for row in rows if row.id == shown), rows[0])
    found = [row for row in rows if row.id == wanted] or [row for row in rows if row.name == wanted]
    if not found:
        raise InvalidRequestError(
            f"There is no timeline '{wanted}'.", f"There is: {_listed(row.name for row in rows)}."
        )
    if len(found) > 1:
        raise InvalidRequestError(
            f"{len(found)} timelines are called '{wanted}'.",
            f"Give an id: {_listed(row.id for row in found)}. 'lance-studio info' lists them.",
        )
    return found[0]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
