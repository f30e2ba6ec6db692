"""What the viewer shows of a sound: its name and its shape, with the place where it stands."""

import threading
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from lance_studio.language import tr
from lance_studio.project.rows import Media
from lance_studio.ui import texts
from lance_studio.ui.background import Background
from lance_studio.ui.playback.source_player import SourcePlayer
from lance_studio.ui.session import Session
from lance_studio.ui.theme import FontRole, colours, font, paint_icon
from lance_studio.ui.theme.measures import GRID, PADDING

if TYPE_CHECKING:
    from lance_studio.media.waveform import Waveform

_ICON = 32
_LINE = 24
_HIGHEST = 240


class SoundPage(QWidget):
    """Shows the sound that a player plays; a click goes to that place.

    Args:
        player: Plays the medium of the viewer.
        session: The open project, in which the file of the sound is found.

    Attributes:
        measured: The shape of the sound is there.
    """

    measured = Signal()

    def __init__(self, player: SourcePlayer, session: Session) -> None:
        super().__init__()
        self.setObjectName("canvas.sound")
        self.setAccessibleName(tr("Sound"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 40)
        self._player, self._session = player, session
        self._background = Background(self)
        self._cancelled = threading.Event()
        self._media: Media | None = None
        self._track: int | None = None
        self._shape: Waveform | None = None
        self._columns: tuple[int, list[tuple[float, float]]] = (0, [])
        player.changed.connect(self._follow)
        player.moved.connect(self.update)
        self._follow()

    @property
    def has_shape(self) -> bool:
        """Whether the shape of the sound is known."""
        return self._shape is not None

    def _follow(self) -> None:
        media = self._player.media
        media = media if media is not None and media.kind == "audio" else None
        track = self._player.use.sound_track
        if (media and media.digest, track) != (self._media and self._media.digest, self._track):
            self._measure(media, track)
        self._media, self._track = media, track
        self.update()

    def _measure(self, media: Media | None, track: int | None) -> None:
        self._cancelled.set()
        self._background.forget_all()
        self._shape, self._columns = None, (0, [])
        project = self._session.project
        if media is None or project is None:
            return
        files, media_id = project.files, media.id
        cancelled = self._cancelled = threading.Event()

        def measure() -> "Waveform":
            from lance_studio.media.waveform import waveform

            return waveform(files.path(media_id), track=track, cancelled=cancelled.is_set)

        # A sound without a shape can be heard all the same, and playing says what is wrong with its file.
        self._background.start(measure, self._take)

    def _take(self, shape: "Waveform") -> None:
        self._shape = shape
        self.update()
        self.measured.emit()

    # --- drawing -----------------------------------------------------------------------------------------------

    def _area(self) -> QRectF:
        """Where the shape of the sound stands."""
        high = min(max(self.height() - _ICON - _LINE - 4 * PADDING, 16), _HIGHEST)
        top = (self.height() - high + _ICON + _LINE + GRID) / 2
        return QRectF(PADDING, top, max(self.width() - 2 * PADDING, 1), high)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        palette, area = colours(), self._area()
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), palette.surround)
            if self._media is None:
                return
            above = QRectF(0, area.top() - _ICON - _LINE - GRID, self.width(), _ICON)
            paint_icon(painter, above, "speaker-high", palette.audio)
            painter.setFont(font(FontRole.STRONG))
            painter.setPen(palette.text)
            place = QRectF(PADDING, above.bottom(), self.width() - 2 * PADDING, _LINE)
            name = painter.fontMetrics().elidedText(
                texts.line(self._media.name), Qt.TextElideMode.ElideMiddle, int(place.width())
            )
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, name)
            self._paint_part(painter, area)
            self._paint_shape(painter, area)
            painter.setPen(palette.accent)
            x = self._x_of(self._player.position)
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))

    def _paint_part(self, painter: QPainter, area: QRectF) -> None:
        timeline = self._player.timeline
        if timeline is None or (timeline.in_point is None and timeline.out_point is None):
            return
        first = self._x_of(timeline.in_point or Fraction(0))
        last = self._x_of(self._player.length if timeline.out_point is None else timeline.out_point)
        marked = QColor(colours().accent)
        marked.setAlphaF(0.2)
        painter.fillRect(QRectF(first, area.top(), last - first, area.height()), marked)

    def _paint_shape(self, painter: QPainter, area: QRectF) -> None:
        middle, half = area.center().y(), area.height() / 2
        painter.setPen(colours().audio)
        columns = self._peaks(int(area.width()))
        if not columns:
            painter.drawLine(QPointF(area.left(), middle), QPointF(area.right(), middle))
            return
        painter.drawLines(
            [
                QLineF(area.left() + x, middle - high * half, area.left() + x, middle - low * half)
                for x, (low, high) in enumerate(columns)
            ]
        )

    def _peaks(self, count: int) -> list[tuple[float, float]]:
        shape, length = self._shape, self._player.length
        if shape is None or not length or count < 1:
            return []
        if self._columns[0] != count:
            found = shape.between(Fraction(0), length, count).clip(-1, 1).tolist()
            self._columns = (count, [(low, high) for low, high in found])
        return self._columns[1]

    def _x_of(self, time: Fraction) -> float:
        area, length = self._area(), self._player.length
        return area.left() + float(time / length if length else 0) * area.width()

    # --- the mouse ---------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        if event.button() == Qt.MouseButton.LeftButton:
            self._player.stop()
            self._seek(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._seek(event.position().x())

    def _seek(self, x: float) -> None:
        area = self._area()
        share = Fraction(min(max((x - area.left()) / area.width(), 0.0), 1.0))
        self._player.seek(share * self._player.length)
