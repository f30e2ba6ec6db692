"""`ask`: a question about a picture or a clip."""

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lance_studio.cli.console import Reporter, print_json, print_result, printable
from lance_studio.cli.options import (
    CheckpointOption,
    DeviceOption,
    JsonOption,
    ModelChoice,
    ModelOption,
    PrecisionOption,
    PresetOption,
    QuietOption,
    SeedOption,
    checked_text,
    pick_seed,
)
from lance_studio.cli.session import Loaded, Model, answer, interruptible, load, prepare, start
from lance_studio.cli.sources import is_video, load_picture, probe_clip, seen_frames
from lance_studio.requests import AskImage, AskVideo, Decoding, InputBlock, TextRequest
from lance_studio.requests.sampling import MAX_ANSWER_TOKENS, MAX_TEMPERATURE
from lance_studio.requests.tasks import DEFAULT_IMAGE_SYSTEM, DEFAULT_VIDEO_SYSTEM

if TYPE_CHECKING:
    from lance_studio.engine.results import Answer

_ANSWERING = "Answering"


def ask(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A picture or a clip, told apart by content.")],
    question: Annotated[
        str | None, typer.Argument(metavar="[QUESTION]", callback=checked_text, help="What to answer.")
    ] = None,
    describe: Annotated[bool, typer.Option("--describe", help="Describe it in detail instead of a question.")] = False,
    temperature: Annotated[
        float,
        typer.Option(
            "--temperature",
            metavar="NUMBER",
            min=0,
            max=MAX_TEMPERATURE,
            help="0 gives one answer always.",
            rich_help_panel=_ANSWERING,
        ),
    ] = 0.0,
    top_p: Annotated[
        float,
        typer.Option(
            "--top-p",
            metavar="SHARE",
            min=0,
            max=1,
            help="With a temperature: share of likely words.",
            rich_help_panel=_ANSWERING,
        ),
    ] = 1.0,
    min_tokens: Annotated[
        int,
        typer.Option(
            "--min-tokens",
            metavar="N",
            min=0,
            max=MAX_ANSWER_TOKENS,
            help="Shortest answer.",
            rich_help_panel=_ANSWERING,
        ),
    ] = 0,
    max_tokens: Annotated[
        int | None,
        typer.Option(
            "--max-tokens",
            metavar="N",
            min=1,
            max=MAX_ANSWER_TOKENS,
            help="Longest answer. Default: what suits the model.",
            rich_help_panel=_ANSWERING,
        ),
    ] = None,
    system: Annotated[
        str | None,
        typer.Option(
            "--system",
            metavar="TEXT",
            callback=checked_text,
            help="How to answer, in place of the usual instruction.",
            rich_help_panel=_ANSWERING,
        ),
    ] = None,
    seed: SeedOption = None,
    preset: PresetOption = None,
    model: ModelOption = None,
    checkpoint: CheckpointOption = None,
    device: DeviceOption = "auto",
    precision: PrecisionOption = None,
    json_output: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Answer a question about a picture or a clip; the answer appears as it is written."""
    _check_question(question, describe, system)
    choice = ModelChoice(folder=model, checkpoint=checkpoint, device=device, precision=precision)
    with Reporter(json_output=json_output, quiet=quiet) as reporter:
        video = is_video(file)
        opened = start(choice, reporter)
        from lance_studio.engine.prompts import caption_system_prompts

        decoding = Decoding(
            max_new_tokens=opened.profile.answer_tokens if max_tokens is None else max_tokens,
            min_new_tokens=min_tokens,
            temperature=temperature,
            top_p=top_p,
            seed=pick_seed(seed),
        )
        if describe:
            system = caption_system_prompts("video" if video else "image")[0]
        usual = opened.profile.clips if video else opened.profile.pictures
        kind, usual_system = (AskVideo, DEFAULT_VIDEO_SYSTEM) if video else (AskImage, DEFAULT_IMAGE_SYSTEM)
        request = kind(
            question=question or "",
            system_prompt=system or usual_system,
            preset=usual.preset if preset is None else preset,
            decoding=decoding,
        )
        reporter.stage("reading")
        if video:
            block = seen_frames(probe_clip(file, instead="", reporter=reporter), reporter, edits=False)
        else:
            block = load_picture(file, instead="")
        _answer(request, block, opened, reporter)


def _check_question(question: str | None, describe: bool, system: str | None) -> None:
    if describe and (question is not None or system is not None):
        raise typer.BadParameter("--describe stands in place of a question and of --system.")
    if question is None and not describe and system is None:
        raise typer.BadParameter("Ask a question, or use --describe.")


def _answer(request: TextRequest, block: InputBlock, model: Model, reporter: Reporter) -> None:
    began = time.perf_counter()
    prepared = prepare(request, [block], model, reporter)
    loaded = load(prepared, reporter)
    printer = AnswerPrinter(reporter)
    with interruptible(reporter) as cancel:
        result = answer(loaded, request, [block], printer.push, reporter, cancel)
    printer.finish(result.text)
    if not result.finished:
        limit = request.decoding.max_new_tokens
        reporter.warn(f"The answer was cut at {limit} tokens; --max-tokens allows more.")
    if reporter.json_output:
        _print_answer(result, request, loaded, time.perf_counter() - began, reporter)


class AnswerPrinter:
    """Writes an answer to stdout as it grows, without the spaces around it; nothing where a program listens.

    Args:
        reporter: Says who listens; its progress bar goes before the first word comes.
    """

    def __init__(self, reporter: Reporter) -> None:
        self._reporter = reporter
        self._silent = reporter.json_output
        self._written = ""
        self._spaces = ""

    def push(self, text: str) -> None:
        """Write the next piece; spaces wait for what follows them."""
        if self._silent:
            return
        text = self._spaces + text
        if not self._written:
            text = text.lstrip()
        kept = text.rstrip()
        self._spaces = text[len(kept) :]
        if kept:
            self._reporter.close()
            self._write(kept)

    def finish(self, answer: str) -> None:
        """Write what the stream still owed, such as an unfinished last character, and end the line."""
        self._reporter.close()
        if self._silent:
            return
        if answer.startswith(self._written):
            self._write(answer[len(self._written) :])
        print_result("")

    def _write(self, text: str) -> None:
        self._written += text
        print_result(printable(text) if sys.stdout.isatty() else text, end="")


def _print_answer(result: "Answer", request: TextRequest, loaded: Loaded, total: float, reporter: Reporter) -> None:
    timings = {"load": loaded.seconds, "encode": result.timings.encode, "prefill": result.timings.prefill}
    timings |= {"sample": result.timings.sample, "total": total}
    print_json(
        {
            "ok": True,
            "answer": result.text,
            "tokens": len(result.token_ids),
            "finished": result.finished,
            "seed": request.decoding.seed,
            "model": {**reporter.model, **loaded.identity},
            "seconds": {name: round(value, 3) for name, value in timings.items()},
            "warnings": reporter.warnings,
        }
    )
