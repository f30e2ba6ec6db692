"""The painted part of the timeline: ruler and tracks. It forwards the mouse and paints; what it means is elsewhere."""

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QSinglePointEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from lance_studio.errors import TimelineError
from lance_studio.language import tr
from lance_studio.timeline.snapping import SnapPoint
from lance_studio.timeline.timing import to_timecode
from lance_studio.ui import texts
from lance_studio.ui.error_handling import guarded
from lance_studio.ui.incoming import local_files
from lance_studio.ui.theme import colours
from lance_studio.ui.timeline.clip_painter import MediaShape, Scene
from lance_studio.ui.timeline.exposure import changed_region, hovered_region
from lance_studio.ui.timeline.geometry import RULER, Hit
from lance_studio.ui.timeline.painter import Painter
from lance_studio.ui.timeline.pictures import ClipPictures, Opener
from lance_studio.ui.timeline.pointer import Keys, Pointer
from lance_studio.ui.timeline.presenter import ZOOM_STEP, TimelinePresenter
from lance_studio.ui.timeline.state import Tool
from lance_studio.ui.timeline.timeline_view_model import PANEL
from lance_studio.ui.widgets.drawing import draw_focus
from lance_studio.workflows.media_placement import MIME_TYPE, TIMELINE_MIME_TYPE, dragged_ids, span

if TYPE_CHECKING:
    from lance_studio.workflows.media_placement import Placeable

_NOTCH = 120
_NEAR_PLAYHEAD = 9
_EDGE_SCROLL = 24


class Lanes(QWidget):
    """Ruler and tracks.

    Args:
        presenter: What is shown.
        pictures: What stands inside the clips.

    Attributes:
        pointer: What the mouse does.
        menu_requested: A context menu is wanted; carries what lies there and the place on the screen.
        opened: A clip was double-clicked; carries its id.
        marker_opened: A marker was double-clicked; carries its id.
    """

    menu_requested = Signal(object, QPoint)
    opened = Signal(str)
    marker_opened = Signal(str)

    def __init__(self, presenter: TimelinePresenter, pictures: ClipPictures) -> None:
        super().__init__()
        self.setObjectName("timeline.view")
        self.setAccessibleName(tr("Timeline"))
        # The painter fills all that it is asked for: what lies below need not be painted before.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(RULER + 36)
        self._presenter = presenter
        self._view = presenter.view_model
        self._pictures = pictures
        self.pointer = Pointer(presenter)
        self._shapes: dict[str, MediaShape] = {}
        self._opener: Callable[[str], Opener] | None = None
        self._dragged: list[Placeable] = []
        self._shown = self._view.state
        self._view.changed.connect(self._show_state)
        self._view.playhead_moved.connect(self._show_playhead)
        pictures.arrived.connect(self.update, Qt.ConnectionType.QueuedConnection)

    def set_media(self, shapes: dict[str, MediaShape], opener: Callable[[str], Opener] | None) -> None:
        """Say what media there are, and how their files are found (in the pictures' thread)."""
        self._shapes, self._opener = shapes, opener
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(800, 220)

    # --- painting ----------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        geometry = self._view.geometry()
        with QPainter(self) as canvas:
            if geometry is None:
                canvas.fillRect(event.rect(), colours().window)
                return
            state, hover, ratio = self._view.state, self.pointer.hover, self.devicePixelRatioF()
            scene = Scene(event.rect(), state, geometry, self._pictures, self._shapes, hover, ratio)
            painter = Painter(canvas, scene)
            painter.paint(self.width(), self.height())
            if painter.missing and self._opener is not None:
                self._pictures.want([(key, self._opener(media_id)) for key, media_id in painter.missing.items()])
            if self.hasFocus():
                draw_focus(canvas, QRectF(self.rect()))

    def _show_state(self) -> None:
        self._show_cursor()
        former, self._shown = self._shown, self._view.state
        geometry = self._view.geometry()
        if geometry is None:
            self.update()
        else:
            self.update(changed_region(former, self._shown, geometry, (self.width(), self.height())))

    def _update_hover(self, former: Hit | None) -> None:
        geometry = self._view.geometry()
        for hit in (former, self.pointer.hover):
            self.update(hovered_region(hit, geometry))

    def _show_playhead(self, former: Fraction, now: Fraction) -> None:
        """Paint again only where the playhead was and is; otherwise playing would paint everything all the time."""
        scale = self._view.state.scale
        for time in (former, now):
            x = round(scale.x_of(time))
            self.update(QRect(x - _NEAR_PLAYHEAD, 0, 2 * _NEAR_PLAYHEAD, self.height()))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        self._view.resize(self.width(), self.height() - RULER)

    # --- mouse and keys ----------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        if event.button() == Qt.MouseButton.LeftButton:
            self._guarded(lambda: self.pointer.press(event.position().x(), event.position().y(), _keys(event)))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        former = self.pointer.hover
        x, y = event.position().x(), event.position().y()
        if self.pointer.pressed:
            self._scroll_at_edge(x)
        self._guarded(lambda: self.pointer.move(x, y, _keys(event)))
        if _what(former) != _what(self.pointer.hover):
            self._show_cursor()
            self._update_hover(former)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        if event.button() == Qt.MouseButton.LeftButton:
            self._guarded(lambda: self.pointer.release(event.position().x(), event.position().y(), _keys(event)))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        hit = self._hit(event.position().toPoint())
        if hit is not None and hit.clip is not None and self._view.state.tool is Tool.SELECT:
            self.opened.emit(hit.clip.clip.id)
        elif hit is not None and hit.marker_id is not None:
            self.marker_opened.emit(hit.marker_id)
        else:
            self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802, D102
        former = self.pointer.hover
        self.pointer.leave()
        self._update_hover(former)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802, D102
        if event.key() == Qt.Key.Key_Escape and self.pointer.give_up():
            return
        if event.key() == Qt.Key.Key_Escape and (self._view.state.selected or self._view.state.marker):
            self._view.select(None)
            return
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802, D102
        delta, sideways = event.angleDelta().y(), event.angleDelta().x()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._view.zoom(ZOOM_STEP ** (delta / _NOTCH), event.position().x())
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier or self._view.most_scroll_rows() == 0:
            # Qt itself turns the wheel sideways while Alt is down.
            self._view.scroll(-(delta or sideways) * 0.75)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier or abs(sideways) > abs(delta):
            self._view.scroll(-(sideways or delta) * 0.75)
        else:
            self._view.scroll_rows(self._view.state.scroll_y - delta // 3)
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802, D102
        place = event.pos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            place = QPoint(round(self._view.state.scale.x_of(self._view.state.playhead)), RULER + 8)
        hit = self._hit(place)
        if hit is None:
            return
        if hit.clip is not None and hit.clip.clip.id not in self._view.state.selected:
            self._view.select(hit.clip.clip.id)
        if hit.marker_id is not None:
            self._view.select_marker(hit.marker_id)
        self.menu_requested.emit(hit, self.mapToGlobal(place))

    def event(self, event: QEvent) -> bool:  # noqa: D102
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            text = self._tooltip(self._hit(event.pos()))
            if text:
                texts.show_tooltip(event.globalPos(), text, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def _tooltip(self, hit: Hit | None) -> str:
        timeline = self._view.state.timeline
        if hit is None or timeline is None:
            return ""
        if hit.clip is not None:
            clip, rate = hit.clip.clip, timeline.rate
            start, length = to_timecode(hit.clip.start, rate), to_timecode(clip.duration, rate)
            lines = [clip.name, tr("{start} · {length} long", start=start, length=length)]
            return "\n".join([*lines, tr("Made by the model")] if clip.generated else lines)
        found = self._presenter.markers.find(hit.marker_id)
        return "" if found is None else f"{found.name}\n{to_timecode(found.time, timeline.rate)}"

    def _hit(self, place: QPoint) -> Hit | None:
        geometry = self._view.geometry()
        return None if geometry is None else geometry.hit(place.x(), place.y())

    def _show_cursor(self) -> None:
        hover, tool = self.pointer.hover, self._view.state.tool
        shape = Qt.CursorShape.ArrowCursor
        if hover is not None and hover.clip is not None:
            if tool is Tool.BLADE:
                shape = Qt.CursorShape.SplitHCursor
            elif tool is Tool.SLIP:
                shape = Qt.CursorShape.SizeHorCursor
            elif hover.kind in ("head", "tail") and not hover.clip.track.locked:
                shape = Qt.CursorShape.SplitHCursor if tool is Tool.ROLL else Qt.CursorShape.SizeHorCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)

    def _scroll_at_edge(self, x: float) -> None:
        if x > self.width() - 1:
            self._view.scroll(_EDGE_SCROLL)
        elif x < 0 and self._view.state.scale.scroll > 0:
            self._view.scroll(-_EDGE_SCROLL)

    def _guarded(self, work: Callable[[], None]) -> None:
        guarded(work, partial(self._view.session.report, PANEL))

    # --- drops -------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802, D102
        data = event.mimeData()
        self._dragged = []
        if self._view.session.project is None:
            return
        if data.hasFormat(TIMELINE_MIME_TYPE):
            # Taken only to say at the drop why it cannot be.
            event.acceptProposedAction()
        elif data.hasFormat(MIME_TYPE):
            self._dragged = self._presenter.found(dragged_ids(bytes(data.data(MIME_TYPE).data())))
            if self._dragged:
                event.acceptProposedAction()
        elif _files(event):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802, D102
        if event.mimeData().hasFormat(TIMELINE_MIME_TYPE):
            event.acceptProposedAction()
            return
        time, track, snapped = self._landing(event)
        self._presenter.show_ghost(self._dragged, time, track, insert=_inserts(event), snap=snapped)
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802, D102
        self._view.show_ghost(None)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802, D102
        data = event.mimeData()
        if data.hasFormat(TIMELINE_MIME_TYPE):
            event.acceptProposedAction()
            self._guarded(_refuse_timelines)
            return
        if data.hasFormat(MIME_TYPE):
            self._dragged = self._presenter.found(dragged_ids(bytes(data.data(MIME_TYPE).data())))
        time, track, _ = self._landing(event)
        items, self._dragged = self._dragged, []
        how = "insert" if _inserts(event) else "overwrite"
        self._view.show_ghost(None)
        event.acceptProposedAction()
        if items:
            self._guarded(lambda: self._presenter.place(items, how, time, track))
        elif files := _files(event):
            self._presenter.expect_files(files, how, time, track)

    def _landing(self, event: QDropEvent) -> tuple[Fraction, str | None, SnapPoint | None]:
        geometry = self._view.geometry()
        if geometry is None:
            return Fraction(0), None, None
        place = event.position()
        row = geometry.row_at(place.y())
        length = span(self._dragged)
        time, snapped = self.pointer.snap_start(geometry.scale.time_at(place.x()), length)
        return time, row.track.id if row else None, snapped


def _keys(event: QSinglePointEvent) -> Keys:
    held = event.modifiers()
    return Keys(
        toggle=bool(held & Qt.KeyboardModifier.ControlModifier),
        free=bool(held & Qt.KeyboardModifier.ShiftModifier),
        alone=bool(held & Qt.KeyboardModifier.AltModifier),
    )


def _refuse_timelines() -> None:
    raise TimelineError(
        tr("A timeline cannot be laid into another one yet."),
        tr("Open it and copy its clips, or export it and import the film."),
    )


def _inserts(event: QDropEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


def _files(event: QDropEvent) -> list[Path]:
    return list(local_files(event.mimeData())[0])


def _what(hit: Hit | None) -> tuple[str, str] | None:
    return None if hit is None else (hit.kind, hit.clip.clip.id if hit.clip else "")
