"""What a command says: results on stdout; progress, notes and errors on stderr; JSON for programs."""

import json
import logging
import os
import re
import sys
from collections.abc import Mapping
from typing import Any, TypeAlias

from lance_studio.errors import CancelledError, LanceStudioError, OutputError
from lance_studio.jobs import describe_state

_log = logging.getLogger(__name__)

Json: TypeAlias = Mapping[str, Any]

STAGES = {
    **describe_state.STAGES,
    "hashing": "Hashing",
    "rendering": "Rendering",
    "checking": "Checking the project",
}
# Control characters but for tab and newline: a file's name or recipe must not steer the terminal.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SHOW_CURSOR = "\x1b[?25h"
# Where there is no terminal a run leaves about this many lines of steps in a log.
_PLAIN_STEPS = 10


def printable(text: str) -> str:
    """The text without characters that could steer a terminal."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)


def print_result(text: str, *, end: str = "\n") -> None:
    """Write to stdout at once.

    Raises:
        OutputError: It cannot be written, for example because it goes to a file on a full disk.
    """
    try:
        print(text, end=end, flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        # What is left in the buffer would fail again when Python ends.
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115
        raise OutputError(f"The result cannot be printed: {error.strerror}.", "Free some space.") from error


def print_json(document: Json) -> None:
    """Write one JSON object as a line on stdout, in ASCII so that it survives every locale.

    Raises:
        OutputError: It cannot be written.
    """
    print_result(json.dumps(document))


class Display:
    """One way to show how far a command is; this one shows nothing."""

    def stage(self, name: str) -> None:
        """A stage began."""

    def count(self, event: str, label: str, done: int, total: int, seconds: float) -> None:
        """`done` of `total` are ready after this many seconds."""

    def say(self, kind: str, text: str) -> None:
        """Show a sentence."""

    def close(self) -> None:
        """Remove what moves."""


def time_left(done: int, total: int, seconds: float) -> str:
    """How long the rest will take, in words; nothing while that is a guess."""
    if done < 1 or done >= total:
        return ""
    left = seconds / done * (total - done)
    if left < 100:
        return f"about {max(left, 1):.0f} s left"
    return f"about {left / 60:.0f} min left" if left < 6000 else f"about {left / 3600:.1f} h left"


class _JsonLines(Display):
    """One JSON object a line on stderr."""

    def stage(self, name: str) -> None:
        self._write({"event": "stage", "stage": name})

    def count(self, event: str, label: str, done: int, total: int, seconds: float) -> None:
        self._write({"event": event, event: done, "total": total, "seconds": round(seconds, 3)})

    def say(self, kind: str, text: str) -> None:
        self._write({"event": kind, "text": text})

    def _write(self, document: Json) -> None:
        print(json.dumps(document), file=sys.stderr, flush=True)


class _PlainLines(Display):
    """Lines for logs and pipes."""

    def __init__(self) -> None:
        self._shown = -1

    def stage(self, name: str) -> None:
        self._shown = -1
        self.say("stage", f"{STAGES[name]}…")

    def count(self, event: str, label: str, done: int, total: int, seconds: float) -> None:
        part = done * _PLAIN_STEPS // total
        if part > self._shown:
            self._shown = part
            left = time_left(done, total, seconds)
            self.say(event, f"{label} {done} of {total}{', ' if left else ''}{left}")

    def say(self, kind: str, text: str) -> None:
        print(printable(text), file=sys.stderr, flush=True)


class Reporter:
    """What one command tells its user.

    Args:
        json_output: Speak to a program: the result and errors as one JSON object on stdout.
        quiet: Show no progress and no notes.
    """

    def __init__(self, *, json_output: bool, quiet: bool) -> None:
        self.json_output = json_output
        self.warnings: list[str] = []
        self.model: Json = {}
        self._display = _pick_display(json_output=json_output, quiet=quiet)

    def __enter__(self) -> "Reporter":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def stage(self, name: str) -> None:
        """Tell that a stage of `STAGES` began."""
        self._display.stage(name)

    def step(self, done: int, total: int, seconds: float) -> None:
        """Tell that a denoising step is done."""
        self._display.count("step", "Step", done, total, seconds)

    def rendered(self, done: int, total: int, seconds: float) -> None:
        """Tell how many frames of a timeline have been rendered."""
        self._display.count("frame", "Frame", done, total, seconds)

    def hashed(self, done: int, total: int, seconds: float) -> None:
        """Tell how many bytes have been hashed."""
        self._display.count("bytes", "Hashing", done, total, seconds)

    def copied(self, done: int, total: int, seconds: float) -> None:
        """Tell how many bytes have been copied."""
        self._display.count("bytes", "Copying", done, total, seconds)

    def active_model(self, label: str, document: Json) -> None:
        """Tell which model is active.

        Args:
            label: Its name and where it comes from.
            document: The same for the JSON result.
        """
        self.model = document
        self._display.say("model", label if self.json_output else f"Model: {label}")

    def note(self, text: str) -> None:
        """Tell what is merely good to know."""
        self._display.say("note", text)

    def warn(self, text: str) -> None:
        """Tell what the user may not expect, once; it is also part of the JSON result."""
        if text in self.warnings:
            return
        self.warnings.append(text)
        self._display.say("warning", text if self.json_output else f"Note: {text}")

    def close(self) -> None:
        """Remove the progress bar, before the result or an error is printed."""
        self._display.close()

    def interrupted(self) -> None:
        """Tell that Ctrl-C was seen; called by the signal handler, hence the unbuffered write."""
        if not self.json_output and sys.stderr.isatty():
            text = "Cancelling after this step; press Ctrl-C again to stop at once."
            os.write(2, f"{_SHOW_CURSOR}\r{text}\n".encode())


def _pick_display(*, json_output: bool, quiet: bool) -> Display:
    if quiet:
        return Display()
    if json_output:
        return _JsonLines()
    if sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        # Rich takes a tenth of the time of a command that only looks something up, and is for terminals.
        from lance_studio.cli.progress_bar import ProgressBar

        return ProgressBar()
    return _PlainLines()


def report_error(error: LanceStudioError, *, json_output: bool) -> None:
    """Print an error for a person on stderr, or for a program on stdout."""
    _log.info("Ends with %s: %s", type(error).__name__, error)
    if json_output:
        print_json(failure_document(error))
    elif isinstance(error, CancelledError):
        print(error.cause, file=sys.stderr)
    else:
        print(printable(f"Error: {error}"), file=sys.stderr)


def failure_document(error: LanceStudioError) -> dict[str, Any]:
    """The JSON object of a command that an error ended."""
    return _failure(type(error).__name__.removesuffix("Error").lower(), error.cause, error.remedy)


def print_failure(kind: str, cause: str, remedy: str) -> None:
    """Write the JSON object of a failed command."""
    print_json(_failure(kind, cause, remedy))


def _failure(kind: str, cause: str, remedy: str) -> dict[str, Any]:
    return {"ok": False, "error": {"kind": kind, "cause": cause, "remedy": remedy}}
