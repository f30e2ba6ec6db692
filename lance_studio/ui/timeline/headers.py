"""The column at the left of the tracks: their names and switches."""

from collections.abc import Callable
from fractions import Fraction

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolButton, QWidget

from lance_studio.language import mark, tr, translate
from lance_studio.timeline.model import Track
from lance_studio.ui import texts
from lance_studio.ui.theme import FontRole, colours, font, icon
from lance_studio.ui.theme.measures import GRID, HIT
from lance_studio.ui.timeline.geometry import RULER
from lance_studio.ui.timeline.timeline_view_model import TimelineViewModel
from lance_studio.ui.widgets import explain, tool_button
from lance_studio.ui.widgets.drawing import draw_line
from lance_studio.ui.widgets.layouts import named

WIDTH = 104
_STRIPE = 3
# The switch, its icons off and on, and the words for doing it, by the kind of track.
_SWITCHES = {
    "video": (
        ("hidden", "eye", "eye-slash", mark("Hide {track}"), mark("Show {track}")),
        ("locked", "lock-simple-open", "lock-simple", mark("Lock {track}"), mark("Unlock {track}")),
    ),
    "audio": (
        ("muted", "speaker-high", "speaker-x", mark("Mute {track}"), mark("Unmute {track}")),
        ("locked", "lock-simple-open", "lock-simple", mark("Lock {track}"), mark("Unlock {track}")),
    ),
}


class _Header(QWidget):
    """One track's name and switches."""

    def __init__(self, parent: QWidget, track: Track, toggle: Callable[[str, str], None]) -> None:
        super().__init__(parent)
        self.setObjectName(f"timeline.track.{track.name}")
        self._track = track
        self._switches: dict[str, QToolButton] = {}
        for what, *_ in _SWITCHES[track.kind]:
            button = named(tool_button("eye", "", checkable=True, hit=HIT), f"timeline.{what}.{track.name}")
            button.setParent(self)
            button.clicked.connect(lambda _checked=False, what=what: toggle(self._track.id, what))
            self._switches[what] = button
        self._show()

    def show_track(self, track: Track) -> None:
        shown, self._track = _looks(self._track), track
        if shown != _looks(track):
            self._show()

    def _show(self) -> None:
        track = self._track
        for what, off, on, verb, back in _SWITCHES[track.kind]:
            button, is_on = self._switches[what], bool(getattr(track, what))
            button.setChecked(is_on)
            button.setIcon(icon(on if is_on else off, "muted"))
            explain(button, translate(back if is_on else verb, track=track.name))
        texts.set_name(self, tr("Track {name}", name=track.name))
        texts.set_tooltip(self, track.name)
        self.update()

    def resizeEvent(self, _event: object) -> None:  # noqa: N802
        right = self.width() - 4
        for button in reversed(self._switches.values()):
            right -= HIT
            button.move(right, (self.height() - HIT) // 2)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        palette = colours()
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), palette.panel)
            role = palette.video if self._track.kind == "video" else palette.audio
            off = self._track.hidden or self._track.muted
            painter.fillRect(QRect(0, 0, _STRIPE, self.height()), palette.faint if off else role)
            place = QRectF(_STRIPE + GRID, 0, self.width() - 2 * HIT - GRID - 8, self.height())
            colour = palette.faint if off else palette.text
            draw_line(painter, place, texts.line(self._track.name), FontRole.STRONG, colour, middle=True)


def _looks(track: Track) -> tuple[str, bool, bool, bool]:
    """All that a header shows of its track: not the clips, which change with every movement of a drag."""
    return track.name, track.muted, track.hidden, track.locked


class Headers(QWidget):
    """The headers of all tracks, beside their rows, under the frame rate of the timeline.

    Args:
        view_model: What is shown.

    Attributes:
        menu_requested: A menu for a track is wanted; carries its id and the place on the screen.
    """

    menu_requested = Signal(str, QPoint)

    def __init__(self, view_model: TimelineViewModel, toggle: Callable[[str, str], None]) -> None:
        super().__init__()
        self.setObjectName("timeline.headers")
        self.setFixedWidth(WIDTH)
        self._view_model = view_model
        self._toggle = toggle
        self._headers: dict[str, _Header] = {}
        self._rate: Fraction | None = None
        # What was scrolled away must not cover the ruler's corner.
        self._clip = QWidget(self)
        view_model.changed.connect(self.refresh)
        self.refresh()

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(WIDTH, 200)

    def refresh(self) -> None:
        """Show the tracks as they are now."""
        geometry = self._view_model.geometry()
        shown = geometry.rows if geometry is not None else ()
        for track_id in self._headers.keys() - {row.track.id for row in shown}:
            gone = self._headers.pop(track_id)
            gone.hide()
            gone.deleteLater()
        self._clip.setGeometry(0, RULER, WIDTH, max(self.height() - RULER, 0))
        for row in shown:
            header = self._headers.get(row.track.id)
            if header is None:
                header = self._headers[row.track.id] = _Header(self._clip, row.track, self._toggle)
                header.show()
            header.show_track(row.track)
            header.setGeometry(0, row.top - (geometry.scroll_y if geometry else 0), WIDTH - 1, row.height)
        rate = geometry.timeline.rate if geometry is not None else None
        if rate != self._rate:
            self._rate = rate
            self.update(0, 0, WIDTH, RULER)

    def resizeEvent(self, _event: object) -> None:  # noqa: N802, D102
        self.refresh()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802, D102
        geometry = self._view_model.geometry()
        row = geometry.row_at(event.pos().y()) if geometry is not None else None
        if row is not None:
            self.menu_requested.emit(row.track.id, event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        palette = colours()
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), palette.window)
            painter.fillRect(QRect(0, 0, WIDTH, RULER), palette.panel)
            painter.setPen(palette.line)
            painter.drawLine(0, RULER - 1, WIDTH, RULER - 1)
            timeline = self._view_model.state.timeline
            if timeline is not None:
                painter.setFont(font(FontRole.CAPTION))
                painter.setPen(palette.muted)
                text = tr("{rate:.4g} fps", rate=float(timeline.rate))
                painter.drawText(QRect(GRID + 3, 0, WIDTH - GRID, RULER), Qt.AlignmentFlag.AlignVCenter, text)
