"""The window, as the command line opens it."""

import gc
import sys
from pathlib import Path
from typing import Annotated

import typer

from lance_studio.errors import LanceStudioError, ProjectError
from lance_studio.regular_files import require_regular

#: Exit codes above it say that a signal ended the program.
_BY_SIGNAL = 128


def open_project(
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="A project. Default: the welcome page.")] = None,
) -> None:
    """Open the window, with a project in it."""
    raise typer.Exit(run_window(file))


def run_window(file: Path | None = None) -> int:
    """Open the window and wait until it is closed.

    Args:
        file: A project to open in it.

    Returns:
        The exit code.

    Raises:
        ProjectError: There is no such file.
        LanceStudioError: Libraries that the window needs are missing.
        typer.TyperException: There is no display.
    """
    if file is not None:
        require_regular(file, ProjectError)
    # Only here, because Qt takes a third of a second to import, which other commands need not wait for. Nothing of what
    # is imported is garbage, and looking for it would take a tenth of the time.
    gc.disable()
    try:
        from lance_studio import app
    except ImportError as error:
        if error.name is not None and error.name.startswith("lance_studio"):
            raise
        raise LanceStudioError(
            f"The window cannot open on this machine: {error}.",
            "'sh packaging/run.sh' installs what it needs where a display is; commands work without it.",
        ) from error
    finally:
        gc.enable()
    if not app.has_display():
        raise typer.TyperException(
            "The window needs a display, and there is none. Without one, 'sh packaging/run.sh --demo' shows what the "
            "studio does, and commands such as generate, render and info work."
        )
    code = app.main([] if file is None else [str(file)])
    if code > _BY_SIGNAL:
        # Past typer, for which 130 is a command that was interrupted; the window was closed properly.
        sys.exit(code)
    return code
