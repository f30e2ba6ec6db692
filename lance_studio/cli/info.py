"""`info`: what a model folder or a project holds, or what a media file is taken for and how it was made."""

import dataclasses
import hashlib
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lance_studio.catalog.active import ModelPlace, active_place
from lance_studio.catalog.profile import profile_document
from lance_studio.cli.console import Reporter, failure_document, print_json, print_result, printable, report_error
from lance_studio.cli.media_text import media_document, media_lines
from lance_studio.cli.options import ChoiceOptions, JsonOption, QuietOption, grouped
from lance_studio.cli.profile_text import profile_lines
from lance_studio.cli.project_text import project_document, project_lines
from lance_studio.cli.projects import is_project, open_to_read
from lance_studio.errors import CheckpointError, MediaError
from lance_studio.regular_files import is_folder, is_regular, open_regular

if TYPE_CHECKING:
    from lance_studio.engine.summary import ModelSummary, PartSummary
    from lance_studio.media.choosing import Choice
    from lance_studio.media.recipes import Recipe

_READ_SIZE = 1 << 24
_TASKS = {
    "text_to_image": "generate",
    "image_edit": "edit (picture)",
    "ask_image": "ask (picture)",
    "text_to_video": "generate-video",
    "image_to_video": "animate",
    "video_edit": "edit (clip)",
    "continuation": "extend",
    "ask_video": "ask (clip)",
}


@grouped
def info(
    chosen: ChoiceOptions,
    path: Annotated[
        Path | None,
        typer.Argument(
            metavar="[PATH]",
            help="A picture, clip, sound, project, or model folder. Default: the active model.",
        ),
    ] = None,
    hashes: Annotated[bool, typer.Option("--hash", help="Compute the SHA-256 of every file of the model.")] = False,
    json_output: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Show what a model can do, what a picture, clip or sound is and how it was made, or a project's timelines.

    With --json a media file gives one object, in which null stands for what a file does not have or does not say:

    file, bytes, kind (picture, video, audio), container, codec;

    width, height (as shown: upright, square pixels), stored_width, stored_height, pixel_aspect, rotation (degrees);

    frames, pictures (of an animation), rate (frames a second, a fraction such as "30000/1001"), variable_rate,
    duration (seconds), duration_exact (a fraction);

    alpha, bits, interlaced, colour (space, primaries, transfer, matrix, range, profile, hdr);

    sound (rate, channels, layout, duration, duration_exact, codec, tracks, track: the number of the one that is heard;

    choices: a list of all tracks, each with track, rate, channels, layout, start, duration, duration_exact, codec,

    default, language, title);

    warnings (sentences: what is converted, guessed or dropped), recipe (of a result of the studio).

    A project gives counts of its media, nodes, messages and jobs; and timelines, each with id, name, shown (whether

    the window shows it), width, height, rate, duration, duration_exact, clips.
    """
    with Reporter(json_output=json_output, quiet=quiet) as reporter:
        if path is not None and not is_folder(path):
            if hashes:
                raise typer.BadParameter("--hash is for model folders.")
            if is_project(path):
                _show_project(path, reporter)
            else:
                _show_media(path, chosen.among(path, 1), reporter)
        else:
            _show_model(active_place(path), hashes, reporter)


# --- a model folder ----------------------------------------------------------------------------------------------


def _show_model(place: ModelPlace, hashes: bool, reporter: Reporter) -> None:
    reporter.stage("starting")
    from lance_studio.engine.summary import describe_model

    summary = describe_model(place.root)
    digests = _hash_files(_files_of(summary), reporter) if hashes else {}
    refusal = _refusal_of(summary)
    reporter.close()
    if reporter.json_output:
        print_json(_model_document(place, summary, digests, refusal))
    else:
        lines = [*profile_lines(place, summary.profile), "", *_model_lines(summary, digests)]
        print_result("\n".join(printable(line) for line in lines))
    if refusal is not None:
        if not reporter.json_output:
            report_error(refusal, json_output=False)
        raise typer.Exit(1)


def _refusal_of(summary: "ModelSummary") -> CheckpointError | None:
    """Why a model can do nothing at all; None where it can do anything."""
    if any(task.runs for task in summary.tasks):
        return None
    problems = [f"{part.name}: {part.problem}" for part in summary.parts if part.problem]
    return CheckpointError(
        f"This model cannot be used. {problems[0] if problems else 'A part of it is missing.'}",
        "Copy the complete model folder again from its source.",
    )


def _files_of(summary: "ModelSummary") -> list[Path]:
    """The files of all parts, with the configuration files beside them, each once."""
    folders = {part.path if part.path.is_dir() else part.path.parent for part in summary.parts} - {summary.root}
    files = {file for folder in folders for file in folder.rglob("*") if is_regular(file)}
    return sorted(files | {part.path for part in summary.parts if is_regular(part.path)})


def _hash_files(files: Iterable[Path], reporter: Reporter) -> dict[Path, str]:
    files = list(files)
    reporter.stage("hashing")
    began = time.perf_counter()
    digests: dict[Path, str] = {}
    done = 0
    try:
        total = sum(file.stat().st_size for file in files)
        for file in files:
            digest = hashlib.sha256()
            with open_regular(file, CheckpointError) as stream:
                while block := stream.read(_READ_SIZE):
                    digest.update(block)
                    done += len(block)
                    reporter.hashed(done, max(total, done), time.perf_counter() - began)
            digests[file] = digest.hexdigest()
    except OSError as error:
        raise CheckpointError(f"A file of the model cannot be read: {error}.", "Check the disk.") from error
    return digests


def _model_document(
    place: ModelPlace, summary: "ModelSummary", digests: dict[Path, str], refusal: CheckpointError | None
) -> dict[str, Any]:
    return {
        **({"ok": True} if refusal is None else failure_document(refusal)),
        "model": {
            "folder": str(summary.root),
            "origin": place.origin,
            **profile_document(summary.profile),
            "parts": [{**dataclasses.asdict(part), "path": str(part.path)} for part in summary.parts],
            "tasks": [dataclasses.asdict(task) for task in summary.tasks],
        },
        "files": [
            {
                "path": str(file),
                "bytes": file.stat().st_size,
                "sha256": digest,
                "recorded": _recorded(file, digest, summary),
            }
            for file, digest in digests.items()
        ],
    }


def _model_lines(summary: "ModelSummary", digests: dict[Path, str]) -> list[str]:
    rows = [("Part", "File", "Tensors", "Parameters", "Size", "Numbers")]
    rows += [_row(part, summary.root) for part in summary.parts]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(_aligned(row, widths)).rstrip() for row in rows]
    problems = [f"{part.name}: {part.problem}" for part in summary.parts if part.problem]
    if problems:
        lines += ["", "Problems:", *(f"  {problem}" for problem in problems)]
    lines += ["", *_task_lines(summary)]
    if digests:
        lines += ["", "SHA-256:", *(_digest_line(file, digest, summary) for file, digest in digests.items())]
    return lines


def _recorded(file: Path, digest: str, summary: "ModelSummary") -> bool | None:
    """Whether a file is the one that the profile records; None if it records no such file."""
    wanted = summary.profile.sha256.get(file.relative_to(summary.root).as_posix())
    return None if wanted is None else wanted == digest


def _digest_line(file: Path, digest: str, summary: "ModelSummary") -> str:
    verdict = {True: "  (as recorded)", False: "  (NOT AS RECORDED)", None: ""}[_recorded(file, digest, summary)]
    return f"  {digest}  {_within(file, summary.root)}{verdict}"


def _aligned(row: tuple[str, ...], widths: list[int]) -> list[str]:
    """Texts to the left, numbers (the third to fifth column) to the right."""
    return [
        cell.rjust(width) if 2 <= column <= 4 else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]


def _row(part: "PartSummary", root: Path) -> tuple[str, ...]:
    tensors = (f"{part.tensors:,}", f"{part.parameters:,}") if part.tensors else ("", "")
    size = human_size(part.bytes) if part.bytes else ""
    return (part.name, _within(part.path, root), *tensors, size, part.number_format or ("problem" * bool(part.problem)))


def _within(path: Path, root: Path) -> str:
    return str(path.relative_to(root))


def _task_lines(summary: "ModelSummary") -> list[str]:
    lines: list[str] = []
    for family in ("image", "video"):
        tasks = [task for task in summary.tasks if task.family == family]
        ready = [_TASKS[task.name] + ("" if task.usual else " (less well)") for task in tasks if task.runs]
        blocked = [_TASKS[task.name] for task in tasks if not task.runs]
        lines += [f"Can run with the {family} checkpoint: {', '.join(ready)}"] if ready else []
        lines += [f"Cannot run: {', '.join(blocked)}"] if blocked else []
    return lines


def human_size(size: int) -> str:
    """Bytes as people read them, in units of 1024."""
    value = float(size)
    for unit in ("B", "KiB", "MiB"):
        if value < 1024:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1024
    return f"{value:.1f} GiB"


# --- a project ------------------------------------------------------------------------------------------------------


def _show_project(path: Path, reporter: Reporter) -> None:
    reporter.stage("reading")
    with open_to_read(path) as project:
        document = project_document(project)
    reporter.close()
    if reporter.json_output:
        print_json({"ok": True, "project": str(path), **document})
    else:
        print_result("\n".join(printable(line) for line in project_lines(document)))


# --- a media file --------------------------------------------------------------------------------------------------


def _show_media(path: Path, choice: "Choice", reporter: Reporter) -> None:
    reporter.stage("reading")
    from lance_studio.media.describe import describe
    from lance_studio.media.recipes import read_recipe

    facts = describe(path, choice)
    recipe, warnings = None, list(facts.warnings)
    if facts.kind != "audio":
        try:
            recipe = read_recipe(path)
        except MediaError as error:
            # A damaged recipe says nothing about the picture.
            warnings.append(str(error))
    reporter.close()
    facts = dataclasses.replace(facts, warnings=tuple(warnings))
    if reporter.json_output:
        document = None if recipe is None else dataclasses.asdict(recipe)
        print_json({"ok": True, "file": str(path), **media_document(facts), "recipe": document})
        return
    lines = media_lines(facts)
    if recipe is not None:
        lines += ["", "Recipe:", *(f"  {line}" for line in _recipe_lines(recipe))]
    elif facts.kind != "audio":
        lines += ["", "It carries no recipe: it was not made by Lance Studio, or its metadata was removed."]
    print_result("\n".join(printable(line) for line in lines))


def _recipe_lines(recipe: "Recipe") -> list[str]:
    from lance_studio.media.recipes import MASK_PNG

    entries: list[tuple[str, Any]] = [("task", recipe.task), ("prompt", recipe.prompt)]
    entries += [("source", f"{source.name}  (SHA-256 {source.sha256})") for source in recipe.sources]
    entries += [(name, value) for name, value in recipe.settings.items() if name != MASK_PNG]
    entries += [(f"model {name}", value) for name, value in recipe.model.items()]
    entries.append(("made by", f"Lance Studio {recipe.app_version}"))
    width = max(len(name) for name, _ in entries)
    return [f"{name.replace('_', ' '):{width}}  {_shown(value)}" for name, value in entries]


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_shown(item) for item in value)
    return f"{value:g}" if isinstance(value, float) else str(value)
