"""The entry point: commands, exit codes and how errors reach the user.

Exit codes: 0 done, 1 failed or cancelled, 2 wrong use; of the window, 128 and the number of the signal that ended it.
"""

import atexit
import os
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from lance_studio import __version__
from lance_studio.cli.ask import ask
from lance_studio.cli.collect import collect
from lance_studio.cli.console import print_failure, print_result, printable, report_error
from lance_studio.cli.generation import animate, edit, extend, generate, generate_video
from lance_studio.cli.info import info
from lance_studio.cli.interrupts import unwind_on_signals
from lance_studio.cli.log import log
from lance_studio.cli.measure import measure
from lance_studio.cli.project_search import search
from lance_studio.cli.render import render
from lance_studio.cli.settings import app as settings
from lance_studio.cli.window import open_project, run_window
from lance_studio.errors import CancelledError, InvalidRequestError, LanceStudioError

PROGRAM = "lance-studio"
FAILED, WRONG_USE = 1, 2
# What typer makes of a KeyboardInterrupt; no command uses it otherwise.
_INTERRUPTED = 130

app = typer.Typer(
    name=PROGRAM,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("generate")(generate)
app.command("generate-video")(generate_video)
app.command("animate")(animate)
app.command("edit")(edit)
app.command("extend")(extend)
app.command("ask")(ask)
app.command("info")(info)
app.command("open")(open_project)
app.command("render")(render)
app.command("measure")(measure)
app.command("log")(log)
app.add_typer(settings, name="settings")

project_commands = typer.Typer(no_args_is_help=True)
project_commands.command("collect")(collect)
project_commands.command("search")(search)
app.add_typer(project_commands, name="project", help="Work on a project as a whole.")


def _print_version(wanted: bool) -> None:
    if wanted:
        print_result(f"Lance Studio {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _root(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Write details to the log file too; they may name files and settings.")
    ] = False,
) -> None:
    """Generate, edit and question pictures and short videos with the Lance model on this computer.

    Without a command the window opens.
    """
    if context.obj is _WRITE_LOG:
        # Here, so that --help and --version do without.
        from lance_studio.log_file import LogFile

        log_file = LogFile(debug=debug)
        # A defect is written when it has left every function.
        atexit.register(log_file.close)
        log_file.begin(context.invoked_subcommand or "the window")
    if context.invoked_subcommand is None:
        raise typer.Exit(run_window())


# Tells the root command that this process is the command's own.
_WRITE_LOG = object()


def main() -> None:
    """Run the command line and end the process with its exit code."""
    _prepare_streams()
    unwind_on_signals()
    try:
        code = run(sys.argv[1:], write_log=True)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read the output has left; Python would complain again when it closes stdout at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = FAILED
    sys.exit(code)


def run(arguments: Sequence[str], *, write_log: bool = False) -> int:
    """Run one command.

    Args:
        arguments: What follows the program's name.
        write_log: Whether to write the studio's log, which takes over the hooks of this process while it runs.

    Returns:
        The exit code.
    """
    keep_offline()
    json_output = _asks_for_json(arguments)
    command = typer.main.get_command(app)
    try:
        code = command.main(
            args=list(arguments), prog_name=PROGRAM, standalone_mode=False, obj=_WRITE_LOG if write_log else None
        )
        if code == _INTERRUPTED:
            raise CancelledError
        return code if isinstance(code, int) else 0
    except (KeyboardInterrupt, typer.Abort):
        report_error(CancelledError(), json_output=json_output)
        return FAILED
    except LanceStudioError as error:
        report_error(error, json_output=json_output)
        return WRONG_USE if isinstance(error, InvalidRequestError) else FAILED
    except typer.TyperException as error:
        _report_usage(error, json_output)
        return WRONG_USE
    except BrokenPipeError:
        raise
    except Exception as error:
        # A defect of ours: the traceback stays, and a program still gets its one object.
        if json_output:
            print_failure("defect", f"{type(error).__name__}: {error}", "Report it with the text on stderr.")
        raise


def keep_offline() -> None:
    """Keep the libraries behind the engine off the network and quiet; they read these when they are imported."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TRANSFORMERS_OFFLINE"] = "1"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    for variable in ("TRANSFORMERS_VERBOSITY", "DIFFUSERS_VERBOSITY"):
        os.environ.setdefault(variable, "error")


def _asks_for_json(arguments: Sequence[str]) -> bool:
    """Whether `--json` was given, which must be known even where the other arguments make no sense."""
    options = arguments[: arguments.index("--")] if "--" in arguments else arguments
    return "--json" in options


def _report_usage(error: typer.TyperException, json_output: bool) -> None:
    context = getattr(error, "ctx", None)
    remedy = f"See '{context.command_path if context else PROGRAM} --help'."
    cause = error.format_message().strip()
    if json_output:
        print_failure("usage", cause, remedy)
    else:
        print(printable(f"Error: {cause}\n{remedy}"), file=sys.stderr)


def _prepare_streams() -> None:
    """Let every path be printed: file names need not be valid text, and some terminals know little of Unicode."""
    # A program that was started without these has None in their place.
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: PTH123, SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: PTH123, SIM115
    errors = "surrogateescape" if sys.stdout.encoding.lower() in ("utf-8", "utf8") else "backslashreplace"
    for stream in (sys.stdout, sys.stderr):
        # A launcher may have replaced them by something simpler.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors=errors if stream is sys.stdout else "backslashreplace")
