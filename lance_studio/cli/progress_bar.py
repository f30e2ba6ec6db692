"""A moving bar on a terminal.

Rich's markup is off for all of it, because texts hold what users write: a path such as `[red].png` is printed as it is.
"""

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn

from lance_studio.cli.console import STAGES, Display, printable, time_left


class ProgressBar(Display):
    """A moving bar on a terminal; it vanishes at the end and sentences appear above it."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, markup=False, highlight=False, emoji=False, soft_wrap=True)
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=30),
            TextColumn("{task.fields[left]}", markup=False),
            console=self._console,
            transient=True,
        )
        self._task = self._progress.add_task("", total=None, left="")

    def stage(self, name: str) -> None:
        """Show the name of a stage of `STAGES` that began."""
        self._progress.start()
        self._progress.reset(self._task, total=None, description=STAGES[name], left="")

    def count(self, event: str, label: str, done: int, total: int, seconds: float) -> None:
        """Show how much of it is done."""
        self._progress.start()
        self._progress.update(
            self._task,
            description=label if event == "bytes" else f"{label} {done}/{total}",
            completed=done,
            total=total,
            left=time_left(done, total, seconds),
        )

    def say(self, kind: str, text: str) -> None:
        """Print a sentence above the bar."""
        self._console.print(printable(text))

    def close(self) -> None:
        """Remove the bar."""
        self._progress.stop()
