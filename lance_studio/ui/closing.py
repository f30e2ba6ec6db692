"""What must come to rest before the project is closed: a result that is being saved, an export that is being cancelled.

A project is closed to close the window, to open another one or none, and to go on in a copy. All of that waits here,
without keeping the window's thread.
"""

from collections import deque
from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from lance_studio.errors import LanceStudioError

Work = Callable[[], None]


class Part(Protocol):
    """Something that may be at work when the project is to be closed.

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

    def losing(self) -> str:
        """Say what is at work and what becomes of it if the project is closed now; empty if nothing is lost by that.

        Nothing is changed by asking.
        """
        ...

    def go_on(self) -> None:
        """Work as before `wind_down`: the project stays open, or another one is open now."""
        ...

    def hurry(self) -> None:
        """Do not make the window wait any longer, even if work is lost by that."""
        ...


class Closing(QObject):
    """Lets the project be closed once all parts are at rest, without keeping the window's thread.

    Args:
        parent: The window.

    Attributes:
        waiting: Something must wait; carries what for.
        over: Nothing waits any more.
        ready: All parts have come to rest; the window can be closed now.
        failed: What had waited could not be done; carries the error.
    """

    waiting = Signal(str)
    over = Signal()
    ready = Signal()
    failed = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._parts: list[Part] = []
        self._works: deque[tuple[Work, Work]] = deque()
        self._works_now = self._closes = self._is_held = False

    def add(self, part: Part) -> None:
        """Wait for a part as well."""
        self._parts.append(part)
        part.wound_down.connect(self._look)

    @property
    def closes(self) -> bool:
        """Whether it is the window that waits to be closed."""
        return self._closes

    @property
    def has_works(self) -> bool:
        """Whether something was given to `then` that has not begun."""
        return bool(self._works) and not self._works_now

    def losses(self) -> list[str]:
        """Return a sentence for each thing at work that does not come to its end if the project is closed now."""
        return [words for part in self._parts if (words := part.losing())]

    def then(self, work: Work, dropped: Work = lambda: None) -> None:
        """Do something that closes the project: now if all parts are at rest, or else once they are, in turn.

        Args:
            work: What to do; what it raises now is the caller's, what it raises later is sent by `failed`.
            dropped: Called instead if the window closes without waiting.
        """
        busy = self._busy()
        if busy or self.has_works:
            self._works.append((work, dropped))
            if busy:
                self.waiting.emit(busy)
            return
        try:
            work()
        finally:
            self.go_on()

    def go_on(self) -> None:
        """Let the parts work as before, unless something still waits or the window is to close."""
        # Nobody is asked to rest here: what has just been begun, in the next project, must go on.
        if self._works or self._closes or self._works_now or self._is_held:
            return
        for part in self._parts:
            part.go_on()
        self.over.emit()

    def hold(self, busy: str) -> None:
        """Let the parts rest until `release`, because the project is being saved under another name.

        Args:
            busy: Says so, as a sentence for the user.
        """
        self._is_held = True
        self.waiting.emit(busy)

    def release(self) -> None:
        """Let the parts work again after `hold`."""
        self._is_held = False
        self.go_on()

    def may_close(self) -> bool:
        """Say whether the window may close now.

        If not, `ready` will be sent. Whoever asks again before that does not want to wait: then it may close, and what
        is not finished is given up.
        """
        busy = self._busy()
        if not busy and not self._works:
            self._closes = False
            return True
        if self._closes:
            self._closes = False
            while self._works:
                self._works.popleft()[1]()
            for part in self._parts:
                part.hurry()
            return True
        self._closes = True
        self.waiting.emit(busy)
        return False

    def _busy(self) -> str:
        # All of them begin at once.
        return " ".join([words for part in self._parts if (words := part.wind_down())])

    def _look(self) -> None:
        if not self._works and not self._closes:
            return
        busy = self._busy()
        if busy:
            self.waiting.emit(busy)
        elif self._works:
            # In a turn of its own: whoever says that it is at rest may not be through.
            QTimer.singleShot(0, self, self._work)
        else:
            self.ready.emit()

    def _work(self) -> None:
        if self._works_now:
            return
        self._works_now = True
        try:
            while self._works and not self._busy():
                try:
                    self._works.popleft()[0]()
                except LanceStudioError as error:
                    self.failed.emit(error)
        finally:
            self._works_now = False
        if self._closes:
            self._look()
        else:
            self.go_on()
