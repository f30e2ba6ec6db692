"""Ctrl-C, a service manager's end and a closed terminal: they cancel a command cleanly."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from lance_studio.cli.console import Reporter

#: Signals that ask a command to end; each is obeyed like Ctrl-C.
INTERRUPTS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def interruptible(reporter: Reporter) -> Iterator[threading.Event]:
    """Let the first Ctrl-C set an event, which the engine looks at, and the second end the process.

    A service manager that ends the process and a terminal that closes do the same as Ctrl-C.

    Yields:
        The event.
    """
    cancel = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield cancel
        return

    def on_interrupt(number: int, _frame: FrameType | None) -> None:
        cancel.set()
        signal.signal(number, signal.SIG_DFL)
        reporter.interrupted()

    # What the process was started to ignore, for example by nohup, stays ignored.
    numbers = [number for number in INTERRUPTS if signal.getsignal(number) is not signal.SIG_IGN]
    previous = {number: signal.signal(number, on_interrupt) for number in numbers}
    try:
        yield cancel
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def unwind_on_signals() -> None:
    """Let SIGTERM and SIGHUP raise `KeyboardInterrupt`, as Ctrl-C does, so that nothing half made is left behind."""
    for number in INTERRUPTS:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, signal.default_int_handler)
