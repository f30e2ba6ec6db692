"""`render`: a project's timeline as MP4, as pictures, as one picture, or for other programs."""

import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

import typer

from lance_studio.catalog.profile import Size
from lance_studio.cli.console import Reporter, print_json, print_result
from lance_studio.cli.options import JsonOption, OverwriteOption, QuietOption, parse_size
from lance_studio.cli.projects import ProjectArgument, open_to_read, pick_timeline
from lance_studio.cli.results import Target
from lance_studio.cli.session import interruptible
from lance_studio.errors import InvalidRequestError, TimelineError

if TYPE_CHECKING:
    from lance_studio.project.project import Project
    from lance_studio.timeline.model import Timeline
    from lance_studio.workflows.rendering import Rendered, Rendering

Form: TypeAlias = Literal["mp4", "frame", "pictures", "otio"]
Span: TypeAlias = tuple[Fraction, Fraction]

MAX_SIDE = 8192
_SECONDS = re.compile(r"\d{1,7}(\.\d{1,9})?|\.\d{1,9}", re.ASCII)
_TIMECODE = re.compile(r"\d{1,3}:\d\d:\d\d:\d{2,3}", re.ASCII)
_PLACES = "Write a name that ends with .mp4, .png or .otio, or a folder such as frames/."


@dataclass(frozen=True, slots=True)
class Range:
    """Timeline seconds of `--range`; None stands for the beginning or the end."""

    start: Fraction | None
    end: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked for, as the options say it."""

    form: Form
    path: Path
    timeline: str | None
    size: Size | None
    span: Range | None
    at: str | None
    overwrite: bool


def parse_render_size(text: str) -> Size:
    """Read a size such as `1920x1080`.

    Raises:
        typer.BadParameter: The text is no size, or a side is out of range.
    """
    return parse_size(text, MAX_SIDE)


def parse_range(text: str) -> Range:
    """Read a range such as `2:4.5`, `2:` or `:4.5`, exactly.

    Raises:
        typer.BadParameter: The text is no range, or it is empty.
    """
    parts = [part.strip() for part in text.split(":")]
    if len(parts) != 2 or not any(parts) or not all(not part or _SECONDS.fullmatch(part) for part in parts):
        raise typer.BadParameter(f"'{text}' is not a range. Write seconds as IN:OUT, for example 2:4.5, 2: or :4.5.")
    start, end = (Fraction(part) if part else None for part in parts)
    if end is not None and end <= (start or 0):
        raise typer.BadParameter(f"The range '{text}' is empty.")
    return Range(start, end)


def checked_time(text: str | None) -> str | None:
    """Check the form of `--at`.

    Raises:
        typer.BadParameter: The text is neither seconds nor a timecode.
    """
    if text is not None and not _SECONDS.fullmatch(text) and not _TIMECODE.fullmatch(text):
        raise typer.BadParameter(
            f"'{text}' is not a time. Write seconds such as 2.5, or a timecode such as 00:00:02:12."
        )
    return text


def render(
    project: ProjectArgument,
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            metavar="PLACE",
            rich_help_panel="Output",
            help="A .mp4; a .png with --at; a new folder for a picture of each frame; a .otio for other programs.",
        ),
    ],
    timeline: Annotated[
        str | None,
        typer.Option("--timeline", metavar="NAME", help="Default: the one that the window shows."),
    ] = None,
    size: Annotated[
        Size | None,
        typer.Option(
            "--size", metavar="WxH", parser=parse_render_size, help="Default: the timeline's. Other shapes get bars."
        ),
    ] = None,
    span: Annotated[
        Range | None,
        typer.Option(
            "--range", metavar="IN:OUT", parser=parse_range, help="Seconds. Default: from the in to the out point."
        ),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(
            "--at", metavar="TIME", callback=checked_time, help="The frame for a .png, in seconds or as HH:MM:SS:FF."
        ),
    ] = None,
    overwrite: OverwriteOption = False,
    json_output: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Render a timeline of a project, which may be open in the window meanwhile."""
    wish = Wish(
        form=pick_form(output),
        path=Path(output),
        timeline=timeline,
        size=size,
        span=span,
        at=at,
        overwrite=overwrite,
    )
    _check_use(wish)
    with Reporter(json_output=json_output, quiet=quiet) as reporter:
        if wish.form != "pictures":
            Target(wish.path, wish.path.suffix.lower(), overwrite).check([project])
        with open_to_read(project) as opened:
            job = _prepare(opened, wish, reporter)
            began = time.perf_counter()
            with interruptible(reporter) as cancel:
                document = _WRITERS[wish.form](job, reporter, cancel)
        _report(job, document, time.perf_counter() - began, reporter)


def pick_form(output: str) -> Form:
    """Find out what to write from its name.

    Raises:
        typer.BadParameter: The name says nothing.
    """
    path = Path(output)
    suffix = path.suffix.lower()
    if output.endswith("/") or (not suffix and path.name) or path.is_dir():
        return "pictures"
    forms: dict[str, Form] = {".mp4": "mp4", ".png": "frame", ".otio": "otio"}
    if suffix not in forms:
        raise typer.BadParameter(f"What is '{output}' to be? {_PLACES}", param_hint="'--output' / '-o'")
    return forms[suffix]


def _check_use(wish: Wish) -> None:
    if (wish.form == "frame") != (wish.at is not None):
        raise typer.BadParameter("--at TIME belongs to a .png, which holds one frame; for all frames give a folder.")
    if wish.form == "frame" and wish.span is not None:
        raise typer.BadParameter("--range is not for a single frame.")
    if wish.form == "otio" and (wish.size, wish.span) != (None, None):
        raise typer.BadParameter("--size and --range are not for .otio, which holds the whole timeline.")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """What is rendered: the wish, and what the project has for it; `duration` in seconds."""

    wish: Wish
    what: "Rendering"
    duration: Fraction

    @property
    def timeline(self) -> "Timeline":
        return self.what.timeline

    @property
    def size(self) -> tuple[int, int] | None:
        return None if self.wish.size is None else (self.wish.size.width, self.wish.size.height)


def _prepare(project: "Project", wish: Wish, reporter: Reporter) -> _Job:
    reporter.stage("reading")
    from lance_studio.timeline.queries import duration
    from lance_studio.workflows.rendering import rendering_of

    row = pick_timeline(project, wish.timeline)
    timeline = project.timeline_value(row.id)
    if timeline is None or not (length := duration(timeline)):
        raise TimelineError(
            f"The timeline '{row.name}' is empty.", "Put clips on it, or choose another with --timeline."
        )
    return _Job(wish=wish, what=rendering_of(project, timeline, row.name), duration=length)


# --- one function for each form; what it returns goes into the JSON result -------------------------------------------


def _write_film(job: _Job, reporter: Reporter, cancel: threading.Event) -> dict[str, Any]:
    from lance_studio.workflows.rendering import write_film

    found = find_span(job.timeline, job.duration, job.wish.span)
    began = time.perf_counter()

    def progress(done: int, total: int) -> None:
        reporter.rendered(done, total, time.perf_counter() - began)

    reporter.stage("rendering")
    facts = write_film(
        job.what,
        job.wish.path,
        "pictures" if job.wish.form == "pictures" else "mp4",
        size=job.size,
        span=found,
        progress=progress,
        cancel=cancel.is_set,
        overwrite=job.wish.overwrite,
    )
    return _document(facts)


def find_span(timeline: "Timeline", length: Fraction, wanted: Range | None) -> Span | None:
    """Put a range onto the frames of a timeline.

    Args:
        timeline: The timeline.
        length: How many seconds it lasts.
        wanted: What was asked for.

    Returns:
        Start and end in timeline seconds; None for from the in to the out point.

    Raises:
        InvalidRequestError: The range reaches beyond the timeline's end, or holds no frame.
    """
    from lance_studio.timeline.timing import align

    if wanted is None:
        return None
    start, end = (align(each, timeline.rate) for each in (wanted.start or Fraction(0), wanted.end or length))
    if start >= end or end > length:
        raise InvalidRequestError(
            f"The range from {float(start):g} s to {float(end):g} s does not lie on the timeline, which lasts "
            f"{float(length):g} s.",
            "Choose another --range.",
        )
    return start, end


def _write_frame(job: _Job, reporter: Reporter, cancel: threading.Event) -> dict[str, Any]:
    from lance_studio.timeline.timing import from_timecode
    from lance_studio.workflows.rendering import write_frame

    at = job.wish.at
    assert at is not None
    moment = from_timecode(at, job.timeline.rate) if ":" in at else Fraction(at)
    if moment >= job.duration:
        raise InvalidRequestError(
            f"The timeline lasts {float(job.duration):g} s, so it has no frame at {at}.", "Choose another --at."
        )
    reporter.stage("rendering")
    return _document(write_frame(job.what, job.wish.path, moment, size=job.size, overwrite=job.wish.overwrite))


def _write_document(job: _Job, reporter: Reporter, cancel: threading.Event) -> dict[str, Any]:
    from lance_studio.workflows.handover import write_otio

    reporter.stage("writing")
    files = write_otio(job.what, job.wish.path, overwrite=job.wish.overwrite, cancel=cancel.is_set)
    return {"media": [str(file) for file in files]}


def _document(facts: "Rendered") -> dict[str, Any]:
    return {
        "width": facts.width,
        "height": facts.height,
        "start": str(facts.start),
        "frames": facts.frames,
        "rate": str(facts.rate),
    }


_WRITERS = {"mp4": _write_film, "pictures": _write_film, "frame": _write_frame, "otio": _write_document}


def _report(job: _Job, document: Mapping[str, Any], seconds: float, reporter: Reporter) -> None:
    if "frames" in document:
        length = float(document["frames"] / job.timeline.rate)
        frames = "" if job.wish.form == "frame" else f", {document['frames']} frames ({length:.2f} s)"
        reporter.note(f"{document['width']}x{document['height']}{frames}, rendered in {seconds:.1f} s.")
    reporter.close()
    if not reporter.json_output:
        print_result(str(job.wish.path))
        return
    print_json(
        {
            "ok": True,
            "output": str(job.wish.path),
            "timeline": {"id": job.timeline.id, "name": job.what.name},
            **document,
            "seconds": {"total": round(seconds, 3)},
            "warnings": reporter.warnings,
        }
    )
