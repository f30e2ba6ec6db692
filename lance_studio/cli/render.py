"""`render`: a project's timeline, or media files one after another, as MP4, pictures, one picture, or for programs."""

import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

import typer

from lance_studio import limits
from lance_studio.catalog.profile import Size
from lance_studio.cli.console import Reporter, print_json, print_result
from lance_studio.cli.endings import with_ending
from lance_studio.cli.interrupts import interruptible
from lance_studio.cli.options import (
    ChoiceOptions,
    OverwriteOption,
    ReportOptions,
    TrustLinksOption,
    grouped,
    parse_size,
)
from lance_studio.cli.projects import answer_links, is_project, open_to_read, pick_timeline
from lance_studio.cli.results import Target
from lance_studio.errors import InvalidRequestError, TimelineError

if TYPE_CHECKING:
    from lance_studio.media.choosing import Choice
    from lance_studio.project.project import Project
    from lance_studio.timeline.model import Timeline
    from lance_studio.workflows.media_placement import Placeable
    from lance_studio.workflows.rendering import FilmForm, Rendered, Rendering
    from lance_studio.workflows.studio import Studio

Form: TypeAlias = Literal["mp4", "mov", "webm", "mkv", "wav", "flac", "frame", "pictures", "otio"]
Span: TypeAlias = tuple[Fraction, Fraction]

MAX_SIDE = limits.EXPORT_SIDE.most
_OTIO = ".otio"
_SECONDS = re.compile(r"\d{1,7}(\.\d{1,9})?|\.\d{1,9}", re.ASCII)
_TIMECODE = re.compile(r"\d{1,3}:\d\d:\d\d:\d{2,3}", re.ASCII)
_FRAME = re.compile(r"\d{1,9}f", re.ASCII)
_PLACES = (
    "Write a name that ends with .mp4, .mov, .webm, .mkv, .wav, .flac, .png, .webp or .otio, or a folder such as "
    "frames/."
)
_SOUNDS = ("wav", "flac")


@dataclass(frozen=True, slots=True)
class Range:
    """Timeline seconds of `--range`; None stands for the beginning or the end."""

    start: Fraction | None
    end: Fraction | None


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
        typer.BadParameter: The text is neither seconds nor a frame nor a timecode.
    """
    if text is not None and not any(form.fullmatch(text) for form in (_SECONDS, _FRAME, _TIMECODE)):
        raise typer.BadParameter(
            f"'{text}' is not a time. Write seconds such as 2.5, a frame such as 45f, or a timecode: 00:00:02:12."
        )
    return text


def find_moment(text: str, timeline: "Timeline", length: Fraction) -> tuple[Fraction, str]:
    """Find the frame that `--at` names.

    A decimal stands for all that is rounded to it, so that 0.033 is the second frame of a film with 30 a second. Whole
    seconds that lie after the end are taken for the number of a frame, if there is one.

    Args:
        text: Seconds, a frame or a timecode.
        timeline: The timeline.
        length: How many seconds it lasts.

    Returns:
        The time of the frame in timeline seconds, and a sentence where the text was taken for a frame.

    Raises:
        InvalidRequestError: The timeline has no such frame.
    """
    from lance_studio.timeline.timing import frame_of, from_timecode, time_of

    note = ""
    if _FRAME.fullmatch(text):
        moment = time_of(int(text[:-1]), timeline.rate)
    elif ":" in text:
        moment = from_timecode(text, timeline.rate)
    else:
        moment = Fraction(text)
        half_digit = Fraction(1, 2 * 10 ** len(text.partition(".")[2]))
        following = time_of(frame_of(moment, timeline.rate) + 1, timeline.rate)
        if "." in text and following - moment <= min(half_digit, 1 / timeline.rate / 2):
            moment = following
        if moment >= length and text.isdecimal() and time_of(int(text), timeline.rate) < length:
            moment = time_of(int(text), timeline.rate)
            note = (
                f"--at {text} was taken for frame {text}, because the film lasts {float(length):g} s; write {text}f to "
                "say so."
            )
    if moment >= length:
        raise InvalidRequestError(
            f"The timeline lasts {float(length):g} s, so it has no frame at {text}.", "Choose another --at."
        )
    return moment, note


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderOptions:
    """What is rendered of the sources, and where it goes."""

    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            metavar="PLACE",
            rich_help_panel="Output",
            help="A .mp4, .mov (ProRes 4444), .webm (VP9) or .mkv (lossless: FFV1 and PCM); a .wav or .flac for the "
            "sound alone; a .png or .webp with --at; a new folder for a picture of each frame; a .otio for other "
            "programs.",
        ),
    ]
    timeline: Annotated[
        str | None,
        typer.Option("--timeline", metavar="NAME", help="Default: the one that the window shows."),
    ] = None
    size: Annotated[
        Size | None,
        typer.Option(
            "--size", metavar="WxH", parser=parse_render_size, help="Default: the timeline's. Other shapes get bars."
        ),
    ] = None
    span: Annotated[
        Range | None,
        typer.Option(
            "--range", metavar="IN:OUT", parser=parse_range, help="Seconds. Default: from the in to the out point."
        ),
    ] = None
    at: Annotated[
        str | None,
        typer.Option(
            "--at",
            metavar="TIME",
            callback=checked_time,
            help="The frame for a .png or .webp: in seconds (2.5), by its number (45f), or as HH:MM:SS:FF.",
        ),
    ] = None
    over: Annotated[
        list[Path] | None,
        typer.Option(
            "--over", metavar="FILE", help="A picture or film to lay over the files, from the start; may be repeated."
        ),
    ] = None
    alpha: Annotated[
        bool,
        typer.Option("--alpha", help="Leave transparent what nothing covers: not for .mp4, .wav, .flac and .otio."),
    ] = False
    deinterlace: Annotated[
        bool,
        typer.Option("--deinterlace/--no-deinterlace", help="Make whole frames of the fields of interlaced films."),
    ] = True
    sound_track: Annotated[
        int | None,
        typer.Option(
            "--sound-track",
            metavar="N",
            min=1,
            help="Which sound track of the files is heard; `info` lists them. Default: the one that a file marks.",
        ),
    ] = None
    still: Annotated[
        bool,
        typer.Option("--still", help="Take animated pictures (GIF, WebP, APNG, AVIF) as stills: their first picture."),
    ] = False
    hold: Annotated[
        bool,
        typer.Option(
            "--hold/--black",
            help="Where a file's sound goes on without its picture: hold the first or last picture, or show none.",
        ),
    ] = True
    overwrite: OverwriteOption = False
    trust_links: TrustLinksOption = False

    @property
    def path(self) -> Path:
        """The file or folder that is written; "trailer 2.0" names a film."""
        path = Path(self.output)
        return path if self.output.endswith("/") or path.is_dir() else with_ending(path, ".mp4")

    @property
    def form(self) -> Form:
        """What to write, by its name; raises typer.BadParameter where the name says nothing."""
        suffix = self.path.suffix.lower()
        if self.output.endswith("/") or (not suffix and self.path.name) or self.path.is_dir():
            return "pictures"
        forms: dict[str, Form] = {
            ".mp4": "mp4",
            ".mov": "mov",
            ".webm": "webm",
            ".mkv": "mkv",
            ".wav": "wav",
            ".flac": "flac",
            ".png": "frame",
            ".webp": "frame",
            ".otio": "otio",
        }
        if suffix not in forms:
            raise typer.BadParameter(f"What is '{self.output}' to be? {_PLACES}", param_hint="'--output' / '-o'")
        return forms[suffix]

    @property
    def is_for_files(self) -> bool:
        """Whether an option was given that belongs to media files alone."""
        return self.sound_track is not None or self.still or not self.hold

    def check(self) -> None:
        """Refuse options that do not go together.

        Raises:
            typer.BadParameter: Says which.
        """
        form = self.form
        if (form == "frame") != (self.at is not None):
            raise typer.BadParameter(
                "--at TIME belongs to a .png or .webp, which holds one frame; for all frames give a folder."
            )
        if form == "frame" and self.span is not None:
            raise typer.BadParameter("--range is not for a single frame.")
        if self.alpha and form in ("mp4", "otio", *_SOUNDS):
            raise typer.BadParameter(
                "--alpha is for .png, .webp, .mov, .webm, .mkv and folders; an MP4 has no transparency."
            )
        if self.size is not None and form in _SOUNDS:
            raise typer.BadParameter("--size is not for a sound.")
        if form == "otio" and (self.size, self.span) != (None, None):
            raise typer.BadParameter("--size and --range are not for .otio, which holds the whole timeline.")


@grouped
def render(
    sources: Annotated[
        list[Path],
        typer.Argument(
            metavar="PROJECT|FILE",
            help="A project (.lstudio), a timeline of another program (.otio), or pictures, films and sounds, which "
            "are laid one after another as the window's 'Add to timeline' does.",
        ),
    ],
    report: ReportOptions,
    wish: RenderOptions,
    chosen: ChoiceOptions,
) -> None:
    """Render a timeline of a project, which may be open in the window meanwhile, or media files.

    What is made of files has the size and the rate of the first film.
    """
    wish.check()
    with report.reporter() as reporter:
        form = wish.form
        if form == "otio" and chosen != ChoiceOptions():
            raise typer.BadParameter("--page and --camera-jpeg are not for .otio, which names whole files.")
        if form != "pictures":
            Target(wish.path, wish.path.suffix.lower(), wish.overwrite).check([*sources, *(wish.over or [])])
        with _open(sources, wish, chosen, reporter) as job:
            began = time.perf_counter()
            with interruptible(reporter) as cancel:
                document = _WRITERS[form](job, reporter, cancel)
            _report(job, document, time.perf_counter() - began, reporter)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rendering:
    """What is rendered: the wish, and what the project has for it; `duration` in seconds, media files by their ids."""

    wish: RenderOptions
    what: "Rendering"
    duration: Fraction
    files: Mapping[str, Path]

    @property
    def timeline(self) -> "Timeline":
        return self.what.timeline

    @property
    def size(self) -> tuple[int, int] | None:
        return None if self.wish.size is None else (self.wish.size.width, self.wish.size.height)


@contextmanager
def _open(
    sources: list[Path], wish: RenderOptions, chosen: ChoiceOptions, reporter: Reporter
) -> "Iterator[_Rendering]":
    """Open the project that is rendered, or lay the files out in one that lasts as long as the command."""
    over = wish.over or []
    if any(is_project(path) for path in [*sources, *over]):
        if len(sources) > 1 or over or wish.is_for_files or chosen != ChoiceOptions():
            raise typer.BadParameter(
                "Give one project, or media files; --over, --sound-track, --still, --black, --page and --camera-jpeg "
                "belong to media files."
            )
        reporter.stage("reading")
        with open_to_read(sources[0]) as project:
            answer_links(project, trust=wish.trust_links)
            yield _prepare(project, wish)
        return
    if wish.timeline is not None:
        raise typer.BadParameter("--timeline belongs to a project.")
    reporter.stage("reading")
    from lance_studio.workflows.studio import Studio

    with Studio.temporary() as studio:
        files: dict[str, Path] = {}
        if any(path.suffix.lower() == _OTIO for path in sources):
            if len(sources) > 1 or over:
                raise typer.BadParameter("Give one .otio document alone.")
            _, notes = studio.import_timeline(sources[0], trust_links=wish.trust_links)
            for note in notes:
                reporter.warn(f"{sources[0].name}: {note}")
            yield _prepare(studio.project, wish)
            return
        count = len(sources) + len(over)
        items = [_import(studio, path, files, reporter, wish, chosen.among(path, count)) for path in sources]
        timeline_id, _ = studio.place(items)
        for path in over:
            item = _import(studio, path, files, reporter, wish, chosen.among(path, count))
            if not item.has_picture:
                raise InvalidRequestError(
                    f"'{path}' is a sound, so it covers nothing.", "Leave out --over, and it follows the other files."
                )
            studio.add_track_over(timeline_id, [item])
        yield _prepare(studio.project, wish, files)


def _import(
    studio: "Studio",
    path: Path,
    files: dict[str, Path],
    reporter: Reporter,
    wish: RenderOptions,
    choice: "Choice",
) -> "Placeable":
    """Take a file into the studio, note where it lies, and say what is not as its maker meant it."""
    from lance_studio.media.describe import describe
    from lance_studio.media.notes import with_fields_kept
    from lance_studio.workflows.stills import ANIMATED

    facts = describe(path, choice)
    for warning in facts.warnings if wish.deinterlace else with_fields_kept(facts.warnings):
        reporter.warn(f"{path.name}: {warning}")
    item = studio.import_file(path, choice)
    if wish.still and facts.container in ANIMATED and item.media.kind == "video":
        item = studio.use_as_still(item.media.id)
    item = replace(item, black_outside=None if wish.hold else True)
    files[item.media.id] = path
    sound_track = wish.sound_track
    if sound_track is None or facts.sound is None:
        return item
    if sound_track not in (track.number for track in facts.sound.choices):
        numbers = ", ".join(str(track.number) for track in facts.sound.choices)
        raise InvalidRequestError(
            f"'{path.name}' has no sound track {sound_track} that can be heard.", f"Choose one of these: {numbers}."
        )
    return replace(item, sound_track=sound_track - 1)


def _prepare(project: "Project", wish: RenderOptions, files: Mapping[str, Path] = MappingProxyType({})) -> _Rendering:
    from lance_studio.timeline.queries import duration
    from lance_studio.workflows.rendering import rendering_of

    row = pick_timeline(project, wish.timeline)
    timeline = project.timeline_value(row.id)
    if timeline is None or not (length := duration(timeline)):
        raise TimelineError(
            f"The timeline '{row.name}' is empty.", "Put clips on it, or choose another with --timeline."
        )
    what = replace(rendering_of(project, timeline, row.name), alpha=wish.alpha, deinterlace=wish.deinterlace)
    return _Rendering(wish=wish, what=what, duration=length, files=files)


# --- one function for each form; what it returns goes into the JSON result -------------------------------------------


def _write_film(job: _Rendering, reporter: Reporter, cancel: threading.Event) -> dict[str, Any]:
    from lance_studio.workflows.rendering import write_film

    found = find_span(job.timeline, job.duration, job.wish.span)
    began = time.perf_counter()

    def progress(done: int, total: int) -> None:
        reporter.rendered(done, total, time.perf_counter() - began)

    reporter.stage("rendering")
    facts = write_film(
        job.what,
        job.wish.path,
        _FILMS[job.wish.form],
        size=job.size,
        span=found,
        progress=progress,
        cancel=cancel.is_set,
        overwrite=job.wish.overwrite,
    )
    return _document(facts)


def _write_sound(job: _Rendering, reporter: Reporter, cancel: threading.Event) -> dict[str, Any]:
    from lance_studio.workflows.rendering import write_sound

    reporter.stage("rendering")
    made = write_sound(
        job.what,
        job.wish.path,
        "flac" if job.wish.form == "flac" else "wav",
        span=find_span(job.timeline, job.duration, job.wish.span),
        cancel=cancel.is_set,
        overwrite=job.wish.overwrite,
    )
    return {
        "start": str(made.start),
        "samples": made.samples,
        "sample_rate": made.sample_rate,
        "channels": made.channels,
    }


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


def _write_frame(job: _Rendering, reporter: Reporter, cancel: threading.Event) -> dict[str, Any]:
    from lance_studio.workflows.rendering import write_frame

    assert job.wish.at is not None
    moment, note = find_moment(job.wish.at, job.timeline, job.duration)
    if note:
        reporter.warn(note)
    reporter.stage("rendering")
    return _document(write_frame(job.what, job.wish.path, moment, size=job.size, overwrite=job.wish.overwrite))


def _write_document(job: _Rendering, reporter: Reporter, cancel: threading.Event) -> dict[str, Any]:
    from lance_studio.workflows.otio_export import write_otio

    reporter.stage("writing")
    copies = write_otio(job.what, job.wish.path, files=job.files, overwrite=job.wish.overwrite, cancel=cancel.is_set)
    return {"media": [str(file) for file in copies]}


def _document(facts: "Rendered") -> dict[str, Any]:
    return {
        "width": facts.width,
        "height": facts.height,
        "start": str(facts.start),
        "frames": facts.frames,
        "rate": str(facts.rate),
    }


_FILMS: "dict[Form, FilmForm]" = {
    "mp4": "mp4",
    "mov": "mov",
    "webm": "webm",
    "mkv": "mkv",
    "pictures": "pictures",
}
_WRITERS = {
    "mp4": _write_film,
    "mov": _write_film,
    "webm": _write_film,
    "mkv": _write_film,
    "wav": _write_sound,
    "flac": _write_sound,
    "pictures": _write_film,
    "frame": _write_frame,
    "otio": _write_document,
}


def _report(job: _Rendering, document: Mapping[str, Any], seconds: float, reporter: Reporter) -> None:
    if "frames" in document:
        length = float(document["frames"] / job.timeline.rate)
        frames = "" if job.wish.form == "frame" else f", {document['frames']} frames ({length:.2f} s)"
        reporter.note(f"{document['width']}x{document['height']}{frames}, rendered in {seconds:.1f} s.")
    elif "samples" in document:
        length = document["samples"] / document["sample_rate"]
        reporter.note(f"{document['samples']} samples ({length:.2f} s), rendered in {seconds:.1f} s.")
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
