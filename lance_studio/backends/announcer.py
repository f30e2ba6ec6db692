"""Telling events to whoever a backend works for, keeping what they say of memory, and logging beginnings and ends."""

import logging
import time
from collections.abc import Callable

from lance_studio.backends import events
from lance_studio.backends.backend import Held, Order, held_after

_log = logging.getLogger(__name__)


class Announcer:
    """Tells the events of one backend. Belongs to the backend's thread; :attr:`held` may be read from any.

    Args:
        on_event: Receives them.

    Attributes:
        held: What the backend holds in memory, by what was told.
    """

    def __init__(self, on_event: Callable[[events.Event], None]) -> None:
        self._on_event = on_event
        self._began = time.monotonic()
        self.held: Held | None = None

    def taken_up(self) -> None:
        """A job is taken up: its seconds are counted from here."""
        self._began = time.monotonic()

    def begins(self, order: Order) -> None:
        """Log that the engine is given a job; its words are nobody's business."""
        _log.info("Job %s begins: %s", order.job, order.title)

    def tell(self, event: events.Event) -> None:
        """Tell an event; a receiver that fails is logged and keeps nobody's job from going on."""
        self.held = held_after(self.held, event)
        self._write_down(event)
        try:
            self._on_event(event)
        except Exception:
            _log.exception("A receiver of the engine's events failed.")

    def _write_down(self, event: events.Event) -> None:
        """Log how engines and jobs begin and end."""
        match event:
            case events.EngineStarting():
                _log.info("The engine starts in process %d", event.pid)
            case events.EngineReady():
                _log.info("The engine %s is ready after %.1f s", event.version, event.seconds)
            case events.EngineStopped():
                # English: a line of the log.
                _log.info("The engine has ended%s: %s", " on request" if event.expected else "", event.status)
            case events.JobFailed():
                _log.info("Job %s failed after %.1f s: %s", event.job, self._seconds(), event.failure.cause)
            case events.ModelReady():
                where = f"{event.model.device} ({event.model.family})"
                _log.info("Job %s: the model is ready on %s after %.1f s", event.job, where, self._seconds())
            case events.JobDone():
                _log.info("Job %s is done after %.1f s", event.job, self._seconds())
            case events.JobCancelled():
                _log.info("Job %s was cancelled after %.1f s", event.job, self._seconds())

    def _seconds(self) -> float:
        return time.monotonic() - self._began
