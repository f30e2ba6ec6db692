"""`ask`: a question about a picture or a clip."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lance_studio.cli.console import Reporter, print_json, print_result, printable
from lance_studio.cli.interrupts import interruptible
from lance_studio.cli.options import (
    ChoiceOptions,
    ModelOptions,
    PresetOption,
    ProjectOption,
    ReportOptions,
    SeedOption,
    TrustLinksOption,
    checked_text,
    grouped,
    pick_seed,
)
from lance_studio.cli.turns import Turn, import_file, open_studio, same_kind, seconds_document, take_turn
from lance_studio.requests.sampling import MAX_ANSWER_TOKENS, MAX_TEMPERATURE

if TYPE_CHECKING:
    from lance_studio.backends.events import AnswerResult


def _answering(*names: str, **more: Any) -> Any:
    return typer.Option(*names, rich_help_panel="Answering", **more)


@grouped
def ask(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A picture or a clip, told apart by content.")],
    model: ModelOptions,
    report: ReportOptions,
    chosen: ChoiceOptions,
    question: Annotated[
        str | None, typer.Argument(metavar="[QUESTION]", callback=checked_text, help="What to answer.")
    ] = None,
    describe: Annotated[bool, typer.Option("--describe", help="Describe it in detail instead of a question.")] = False,
    temperature: Annotated[
        float,
        _answering("--temperature", metavar="NUMBER", min=0, max=MAX_TEMPERATURE, help="0 gives one answer always."),
    ] = 0.0,
    top_p: Annotated[
        float,
        _answering("--top-p", metavar="SHARE", min=0, max=1, help="With a temperature: share of likely words."),
    ] = 1.0,
    min_tokens: Annotated[
        int,
        _answering("--min-tokens", metavar="N", min=0, max=MAX_ANSWER_TOKENS, help="Shortest answer."),
    ] = 0,
    max_tokens: Annotated[
        int | None,
        _answering(
            "--max-tokens",
            metavar="N",
            min=1,
            max=MAX_ANSWER_TOKENS,
            help="Longest answer. Default: what suits the model.",
        ),
    ] = None,
    system: Annotated[
        str | None,
        _answering(
            "--system", metavar="TEXT", callback=checked_text, help="How to answer, in place of the usual instruction."
        ),
    ] = None,
    seed: SeedOption = None,
    preset: PresetOption = None,
    project: ProjectOption = None,
    trust_links: TrustLinksOption = False,
) -> None:
    """Answer a question about a picture or a clip; the answer appears as it is written."""
    _check_question(question, describe, system)
    from lance_studio.workflows.clip_refs import OfNode
    from lance_studio.workflows.options import Options
    from lance_studio.workflows.wishes import AskClip, AskPicture

    options = Options(
        seed=pick_seed(seed),
        preset=preset,
        temperature=temperature,
        top_p=top_p,
        min_tokens=min_tokens,
        max_tokens=max_tokens,
        system_prompt=system,
        describe=describe,
    )
    with report.reporter() as reporter:
        choice = chosen.among(file, 1)
        video = same_kind([file], [choice])
        with open_studio(project, model.source(), reporter, trust_links=trust_links) as studio:
            node = import_file(studio, file, "video" if video else "picture", choice=choice).node_id
            words = question or ""
            wish = AskClip(OfNode(node), words, options) if video else AskPicture(node, words, options)
            printer = AnswerPrinter(reporter)
            with interruptible(reporter) as cancel:
                turn = take_turn(studio, wish, reporter, cancel, printer.push)
            answer = turn.finished.answer
            assert answer is not None
            printer.finish(answer.text)
            if not answer.finished:
                limit = max_tokens or studio.model.profile.answer_tokens
                reporter.warn(f"The answer was cut at {limit} tokens; --max-tokens allows more.")
            if reporter.json_output:
                recorded = {"project": str(project), "message": turn.finished.jobs[0].message_id} if project else {}
                print_json({"ok": True, **recorded, **_document(turn, answer, options.seed, reporter)})


def _check_question(question: str | None, describe: bool, system: str | None) -> None:
    if describe and (question is not None or system is not None):
        raise typer.BadParameter("--describe stands in place of a question and of --system.")
    if question is None and not describe and system is None:
        raise typer.BadParameter("Ask a question, or use --describe.")


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


def _document(turn: Turn, answer: "AnswerResult", seed: int | None, reporter: Reporter) -> dict[str, Any]:
    stages = {name: getattr(answer.seconds, name) for name in ("encode", "prefill", "sample")}
    return {
        "answer": answer.text,
        "tokens": answer.tokens,
        "finished": answer.finished,
        "seed": seed,
        "model": {**reporter.model, **answer.model.fingerprints},
        "seconds": seconds_document(turn, stages),
        "warnings": reporter.warnings,
    }
