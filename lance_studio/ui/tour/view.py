"""The tour in the window: an outline around the place of the step, and a bubble beside it. Nothing is covered up."""

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, SignalInstance
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QMainWindow, QWidget

from lance_studio.language import tr
from lance_studio.ui import texts
from lance_studio.ui.studio import Studio
from lance_studio.ui.theme import colours
from lance_studio.ui.theme.measures import GRID, HALF, HIT, OUTLINE, PADDING, RADIUS
from lance_studio.ui.timers import make_timer
from lance_studio.ui.tour.places import find
from lance_studio.ui.tour.presenter import TourPresenter, TourState
from lance_studio.ui.widgets import caption_label, label, push_button, tool_button
from lance_studio.ui.widgets.drawing import rounded
from lance_studio.ui.widgets.layouts import column, named, row, stretch, wide

_WIDTH, _ARROW, _FOLLOW_MS = 296, 8, 150


def install(studio: Studio, window: QMainWindow, exported: SignalInstance) -> "Tour":
    """Let the help menu begin the tour.

    Args:
        studio: The shared parts of the window.
        window: Over which it is shown.
        exported: Sent when an export is written.
    """
    return Tour(studio, window, exported)


class Tour(QObject):
    """Shows the tour's step where it is done, wherever that is at the moment.

    Attributes:
        presenter: What it does.
        bubble: What it says; None while there was no tour yet.
    """

    def __init__(self, studio: Studio, window: QMainWindow, exported: SignalInstance) -> None:
        super().__init__(window)
        self._window = window
        self.presenter = TourPresenter(studio, exported)
        self.presenter.setParent(self)
        self.presenter.changed.connect(self._show)
        self.bubble: Bubble | None = None
        self._ring: Ring | None = None
        # Docks, tabs and workspaces move what it points at, and tell nobody.
        self._follow = make_timer(self, _FOLLOW_MS, self._place, once=False)
        window.installEventFilter(self)
        studio.actions.register("help.tour", self.begin)

    def begin(self) -> None:
        """Begin the tour, again if there is one."""
        self.presenter.begin()
        if self.bubble is not None:
            self.bubble.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, state: TourState) -> None:
        if not state.place:
            self._hide()
            return
        if self.bubble is None:
            self._ring, self.bubble = Ring(self._window), Bubble(self._window)
            self.bubble.next_button.clicked.connect(self.presenter.next)
            self.bubble.end_button.clicked.connect(self.presenter.end)
        self.bubble.show_state(state)
        self._place()
        self._follow.start()

    def _hide(self) -> None:
        self._follow.stop()
        if self.bubble is None or self._ring is None:
            return
        had_focus = self.bubble.isAncestorOf(focus) if (focus := self._window.focusWidget()) is not None else False
        self.bubble.hide()
        self._ring.hide()
        centre = self._window.centralWidget()
        if had_focus and centre is not None:
            centre.setFocus()

    def _place(self) -> None:
        state, bubble, ring = self.presenter.state, self.bubble, self._ring
        if bubble is None or ring is None or not state.place:
            return
        target = find(self._window, state.place)
        ring.setVisible(target is not None)
        if target is not None:
            ring.setGeometry(target.adjusted(-OUTLINE, -OUTLINE, OUTLINE, OUTLINE).intersected(self._window.rect()))
            ring.raise_()
        bubble.point_at(target)
        bubble.show()
        bubble.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, D102
        if watched is self._window and event.type() == QEvent.Type.Resize and self._follow.isActive():
            self._place()
        return super().eventFilter(watched, event)


class Ring(QWidget):
    """An outline around what is pointed at; clicks go through it."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("tour.ring")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(colours().accent, OUTLINE))
            painter.drawPath(rounded(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS))


class Bubble(QFrame):
    """What to do now, with an arrow to where; Enter goes on, Esc ends the tour.

    Attributes:
        next_button: Goes on without the step.
        end_button: Ends the tour.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("tour")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._window = window
        self._arrow: QPainterPath | None = None
        self._count = caption_label("")
        self._title = label("", "strong", wrap=True)
        self._words = label("", wrap=True)
        self.end_button = named(tool_button("x", tr("End the tour (Esc)"), hit=HIT, size=14), "tour.end")
        self.next_button = named(push_button(tr("Skip")), "tour.next")
        above = row(wide(self._count), self.end_button, spacing=GRID)
        below = row(stretch(), self.next_button)
        inside = _ARROW + PADDING
        column(above, self._title, self._words, below, on=self, margins=inside, spacing=HALF)
        self.setFixedWidth(_WIDTH)
        self.hide()

    def show_state(self, state: TourState) -> None:
        """Say something else."""
        self._count.setText(texts.plain(state.count))
        self._title.setText(texts.plain(state.title))
        self._words.setText(texts.plain(state.words))
        self.next_button.setText(texts.caption(tr("Close") if state.last else tr("Skip")))
        texts.set_tooltip(self.next_button, tr("Close (Enter)") if state.last else tr("Go on without it (Enter)"))
        texts.set_name(self, f"{state.title}. {state.words}")
        self.adjustSize()

    def point_at(self, target: QRect | None) -> None:
        """Stand beside a place of the window, or in its middle without one."""
        self.resize(_WIDTH, self.heightForWidth(_WIDTH))
        place, arrow = beside(target, self.size(), self._window.size())
        if self.geometry() != place or (arrow is None) != (self._arrow is None):
            self.setGeometry(place)
            self._arrow = arrow
            self.update()
        elif arrow is not None and arrow != self._arrow:
            self._arrow = arrow
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        if event.key() == Qt.Key.Key_Escape:
            self.end_button.click()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.next_button.click()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:  # noqa: D102
        # The window's own keys must not take them.
        keys = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and event.key() in keys:
            event.accept()
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        palette = colours()
        shape = rounded(QRectF(self.rect()).adjusted(_ARROW, _ARROW, -_ARROW, -_ARROW), 2 * HALF)
        if self._arrow is not None:
            shape = shape.united(self._arrow)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillPath(shape, palette.raised)
            painter.setPen(QPen(palette.accent, 1))
            painter.drawPath(shape)


def beside(target: QRect | None, size: QSize, room: QSize) -> tuple[QRect, QPainterPath | None]:
    """Return where a bubble stands, and its arrow in its own pixels.

    It stands above, below, right or left of the target, where it fits; else over an inner edge of a target that fills
    the window. It is always whole inside the window.

    Args:
        target: What it points at; None for nothing.
        size: Of the bubble.
        room: Of the window.
    """
    inside = QRect(0, 0, room.width(), room.height())
    place = QRect(0, 0, size.width(), size.height())
    if target is None:
        place.moveCenter(inside.center())
        return place, None
    middle = target.center()
    stands: list[QRect] = []
    for x, y in (
        (middle.x() - size.width() // 2, target.top() - size.height()),
        (middle.x() - size.width() // 2, target.bottom() + 1),
        (target.left() - size.width(), middle.y() - size.height() // 2),
        (target.right() + 1, middle.y() - size.height() // 2),
    ):
        place = QRect(x, y, size.width(), size.height())
        place.moveLeft(min(max(place.left(), 0), room.width() - size.width()))
        place.moveTop(min(max(place.top(), 0), room.height() - size.height()))
        stands.append(place)

    def covers(stand: QRect) -> int:
        over = stand.intersected(target)
        return max(over.width(), 0) * max(over.height(), 0)

    best = min(stands, key=covers)
    return best, _arrow(best, target) if covers(best) == 0 else None


def _arrow(bubble: QRect, target: QRect) -> QPainterPath:
    across = min(max(target.center().x() - bubble.left(), 3 * _ARROW), bubble.width() - 3 * _ARROW)
    down = min(max(target.center().y() - bubble.top(), 3 * _ARROW), bubble.height() - 3 * _ARROW)
    width, height, path = bubble.width(), bubble.height(), QPainterPath()
    if target.top() > bubble.bottom():
        points = ((across - _ARROW, height - _ARROW - 1), (across, height - 1), (across + _ARROW, height - _ARROW - 1))
    elif target.bottom() < bubble.top():
        points = ((across - _ARROW, _ARROW + 1), (across, 1), (across + _ARROW, _ARROW + 1))
    elif target.left() > bubble.right():
        points = ((width - _ARROW - 1, down - _ARROW), (width - 1, down), (width - _ARROW - 1, down + _ARROW))
    else:
        points = ((_ARROW + 1, down - _ARROW), (1, down), (_ARROW + 1, down + _ARROW))
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    path.closeSubpath()
    return path
