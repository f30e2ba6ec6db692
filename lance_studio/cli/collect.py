"""`project collect`: a project and all files that it links, copied into one folder."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lance_studio.cli.console import print_json, print_result
from lance_studio.cli.interrupts import interruptible
from lance_studio.cli.options import ReportOptions, TrustLinksOption, grouped
from lance_studio.cli.projects import ProjectArgument, answer_links, open_to_read
from lance_studio.errors import MediaMissingError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lance_studio.project.collecting import MissingFile

_MOST_NAMED = 12


@grouped
def collect(
    project: ProjectArgument,
    report: ReportOptions,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="FOLDER", help="The new folder; it may exist if it is empty.")
    ],
    without_missing: Annotated[
        bool, typer.Option("--without-missing", help="Leave out linked files that are missing or have changed.")
    ] = False,
    trust_links: TrustLinksOption = False,
) -> None:
    """Copy a project and all files that it links into one folder that can be moved to another computer.

    The project and the files stay as they are. Every copy is read back and compared.
    """
    from lance_studio.project.collecting import collect as collect_project
    from lance_studio.project.collecting import survey

    with report.reporter() as reporter, open_to_read(project) as opened:
        answer_links(opened, trust=trust_links)
        reporter.stage("checking")
        media = opened.media_list()
        found = survey(media, opened.folder, opened.path)
        if found.missing and not without_missing:
            raise _missing(found.missing)
        for each in found.missing:
            reporter.warn(f"{each.why} It is left out.")
        began = time.perf_counter()

        def progress(done: int, total: int, _what: str) -> None:
            reporter.copied(done, total, time.perf_counter() - began)

        with interruptible(reporter) as cancel:
            done = collect_project(
                opened,
                media,
                output,
                name=opened.path.stem,
                without={each.media.id for each in found.missing},
                progress=progress,
                cancelled=cancel.is_set,
            )
        reporter.close()
        if report.json_output:
            print_json(
                {
                    "ok": True,
                    "folder": str(done.folder),
                    "project": str(done.project),
                    "files": done.files,
                    "bytes": done.bytes,
                    "left_out": [{"id": each.id, "name": each.name, "link": each.link} for each in done.left_out],
                    "warnings": reporter.warnings,
                }
            )
        else:
            print_result(str(done.project))


def _missing(missing: "Sequence[MissingFile]") -> MediaMissingError:
    reasons = " ".join(each.why for each in missing[:_MOST_NAMED])
    rest = len(missing) - _MOST_NAMED
    more = f" {rest} more are missing." if rest > 0 else ""
    return MediaMissingError(
        f"{reasons}{more} Nothing was copied.",
        "Bring the files back or relink them in the window; or leave them out: --without-missing.",
        missing[0].media.id,
    )
