"""What the window's first frame does not show is made after it."""

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject

from lance_studio.ui.timers import make_timer

_INPUT = frozenset(
    {
        # It comes before the key is compared with those of actions.
        QEvent.Type.ShortcutOverride,
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
        QEvent.Type.Wheel,
        QEvent.Type.ContextMenu,
        QEvent.Type.DragEnter,
        QEvent.Type.InputMethod,
    }
)


class Later(QObject):
    """Makes parts of the window one after the other, each in a turn of the event loop of its own.

    Nobody meets a window that is not complete: the first key or click makes what is left before it is delivered, and so
    does whoever calls `finish`.

    Args:
        parent: The window.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._parts: deque[Callable[[], object]] = deque()
        self._started = False
        self._turn = make_timer(self, 0, self._make_next)

    @property
    def done(self) -> bool:
        """Whether nothing is left to make."""
        return not self._parts

    def add(self, make: Callable[[], object]) -> None:
        """Make a part later, after those that were added before.

        Args:
            make: Makes it; what it returns is ignored.
        """
        self._parts.append(make)
        if self._started:
            self._begin()

    def start(self) -> None:
        """Begin with the next turn of the event loop; has no effect after the first time."""
        if not self._started:
            self._started = True
            self._begin()

    def finish(self) -> None:
        """Make everything that is left now."""
        while self._parts:
            self._parts.popleft()()
        self._end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, D102
        if event.type() in _INPUT:
            self.finish()
        return super().eventFilter(watched, event)

    def _begin(self) -> None:
        if self._parts and not self._turn.isActive():
            application = QCoreApplication.instance()
            assert application is not None
            application.installEventFilter(self)
            self._turn.start()

    def _make_next(self) -> None:
        try:
            if self._parts:
                self._parts.popleft()()
        finally:
            # A defect of one part is no reason to go without the others.
            if self._parts:
                self._turn.start()
            else:
                self._end()

    def _end(self) -> None:
        self._turn.stop()
        application = QCoreApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
