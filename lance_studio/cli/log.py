"""`log`: what came into a project, what was made of it and how."""

from typing import TYPE_CHECKING, Annotated

import typer

from lance_studio.cli.console import Reporter, failure_document, print_json, print_result
from lance_studio.cli.options import JsonOption
from lance_studio.cli.projects import ProjectArgument, open_to_read
from lance_studio.errors import ProjectDamagedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lance_studio.project.log import LogEntry
    from lance_studio.project.project import Project

_FOREIGN = "it lies outside the folder of the project, which was not made here"


def log(
    project: ProjectArgument,
    verify: Annotated[
        bool, typer.Option("--verify", help="Check all of the file too, and that linked files are where they were.")
    ] = False,
    json_output: JsonOption = False,
) -> None:
    """Show the history of a project, oldest entry first."""
    with Reporter(json_output=json_output, quiet=not verify) as reporter, open_to_read(project) as opened:
        problems = _check(opened, reporter) if verify else ()
        entries = opened.log()
        reporter.close()
        if json_output:
            _print_document(opened, entries, problems, reporter)
        elif entries:
            from lance_studio.project.log import format_log

            print_result(format_log(entries))
    if problems and json_output:
        raise typer.Exit(1)
    if problems:
        raise _damaged(problems)
    if verify:
        reporter.note("The project is sound.")


def _check(project: "Project", reporter: Reporter) -> "tuple[str, ...]":
    reporter.stage("checking")
    problems = project.verify()
    if not problems:
        foreign = {link.media.id: link for link in project.foreign_links()}
        for media in project.missing_media():
            if media.id in foreign:
                reporter.warn(f"The file of '{media.name}', '{foreign[media.id].shown}', was not opened: {_FOREIGN}.")
            else:
                reporter.warn(f"The file of '{media.name}', '{media.link}', is missing or has changed.")
    return problems


def _damaged(problems: "Sequence[str]") -> ProjectDamagedError:
    return ProjectDamagedError(
        f"The project is damaged: {' '.join(problems)}", "Nothing was changed. Use a copy or a backup of the project."
    )


def _print_document(
    project: "Project", entries: "Sequence[LogEntry]", problems: "Sequence[str]", reporter: Reporter
) -> None:
    print_json(
        {
            **({"ok": True} if not problems else failure_document(_damaged(problems))),
            "project": str(project.path),
            "entries": [
                {
                    "created": entry.created,
                    "kind": entry.kind,
                    "id": entry.id,
                    "title": entry.title,
                    "details": dict(entry.details),
                }
                for entry in entries
            ],
            "problems": list(problems),
            "warnings": reporter.warnings,
        }
    )
