"""What must come to rest before the window closes: a result that is being saved, an export that is being cancelled."""

from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal


class Part(Protocol):
    """Something that may be at work when the window is to close.

    Attributes:
        wound_down: A signal, sent when it may have come to rest.
    """

    wound_down: Any

    def wind_down(self) -> str:
        """Begin nothing more and come to rest soon; may be called again.

        Returns:
            What it is still busy with, as a sentence for the user; empty if it is at rest.
        """
        ...

    def hurry(self) -> None:
        """Do not make the window wait any longer, even if work is lost by that."""
        ...


class Closing(QObject):
    """Lets the window close once all parts are at rest, without keeping its thread.

    Args:
        parent: The window.

    Attributes:
        waiting: The window must wait; carries what for.
        ready: All parts have come to rest; the window can be closed now.
    """

    waiting = Signal(str)
    ready = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._parts: list[Part] = []
        self._waits = False

    def add(self, part: Part) -> None:
        """Wait for a part as well."""
        self._parts.append(part)
        part.wound_down.connect(self._look)

    def may_close(self) -> bool:
        """Say whether the window may close now.

        If not, `ready` will be sent. Whoever asks again before that does not want to wait: then it may close, and what
        is not finished is given up.
        """
        busy = self._busy()
        if not busy:
            self._waits = False
            return True
        if self._waits:
            self._waits = False
            for part in self._parts:
                part.hurry()
            return True
        self._waits = True
        self.waiting.emit(busy)
        return False

    def _busy(self) -> str:
        # All of them begin at once.
        return " ".join([words for part in self._parts if (words := part.wind_down())])

    def _look(self) -> None:
        if not self._waits:
            return
        busy = self._busy()
        if busy:
            self.waiting.emit(busy)
        else:
            self.ready.emit()
