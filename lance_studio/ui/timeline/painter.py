"""How the timeline is drawn: ruler, lines and labels here, the clips on the tracks by `clip_painter`."""

import math

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QPolygonF

from lance_studio.language import mark, tr, translate
from lance_studio.timeline.model import Marker
from lance_studio.timeline.timing import align, to_timecode
from lance_studio.ui.theme import FontRole, Palette, colours, font, mix
from lance_studio.ui.theme.measures import GRID, HALF, OUTLINE
from lance_studio.ui.timeline.clip_painter import RADIUS, ClipPainter, Scene
from lance_studio.ui.timeline.geometry import RULER, tick_step
from lance_studio.ui.widgets.drawing import translucent

_FLAG = 12
"""A marker reaches this far to the right of its time, in pixels."""
_MARKER_ROLES = {"blue": "accent", "green": "ok", "yellow": "warning", "red": "error", "violet": "generated"}
_SNAP_WORDS = {
    "start": mark("Start"),
    "cut": mark("Cut"),
    "marker": mark("Marker"),
    "playhead": mark("Playhead"),
    "in": mark("In point"),
    "out": mark("Out point"),
}


class Painter:
    """Draws one state of a timeline.

    Args:
        painter: Where to draw.
        scene: What is drawn.
    """

    def __init__(self, painter: QPainter, scene: Scene) -> None:
        self._p = painter
        self._area = QRectF(scene.area)
        self._state, self._geometry = scene.state, scene.geometry
        self._palette: Palette = colours()
        self._caption = font(FontRole.CAPTION)
        self._caption.setPixelSize(11)
        self._small = QFont(font(FontRole.MONO_CAPTION))
        self._small.setPixelSize(11)
        self._clips = ClipPainter(painter, scene)
        self.missing = self._clips.missing
        """What would have been drawn if it were there, with the medium's id."""

    def paint(self, width: int, height: int) -> None:
        """Draw everything.

        Args:
            width: Of the picture.
            height: Of the picture, with the ruler.
        """
        p, palette = self._p, self._palette
        p.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        p.fillRect(self._area, palette.window)
        p.save()
        p.setClipRect(QRectF(0, RULER, width, height - RULER), Qt.ClipOperation.IntersectClip)
        for row in self._geometry.rows:
            self._clips.paint_row(row, width)
        self._paint_ghost()
        self._paint_outside(width, height)
        p.restore()
        self._paint_ruler(width)
        self._paint_lines(width, height)
        if self._state.band is not None:
            self._paint_band(self._state.band)

    def _paint_ghost(self) -> None:
        ghost = self._state.ghost
        if ghost is None:
            return
        p, palette, scale = self._p, self._palette, self._geometry.scale
        left, right = scale.x_of(ghost.start), scale.x_of(ghost.end)
        for row in self._geometry.rows:
            if row.track.id == ghost.track_id:
                bar = QRectF(left, self._geometry.top_of(row), right - left, row.height).adjusted(1, 1, -1, -1)
                p.setBrush(translucent(palette.accent, 0.22))
                p.setPen(QPen(palette.accent, 1, Qt.PenStyle.DashLine))
                p.drawRoundedRect(bar, RADIUS, RADIUS)
                p.setBrush(Qt.BrushStyle.NoBrush)
                self._paint_label(bar.left() + 4, bar.top() + 3, tr("Insert") if ghost.insert else tr("Overwrite"))

    # --- ruler and lines ---------------------------------------------------------------------------------------

    def _paint_outside(self, width: int, height: int) -> None:
        """Darken what lies outside the in and the out point."""
        timeline, scale = self._geometry.timeline, self._geometry.scale
        veil = translucent(self._palette.window, 0.6)
        if timeline.in_point is not None:
            self._p.fillRect(QRectF(0, RULER, scale.x_of(timeline.in_point), height), veil)
        if timeline.out_point is not None:
            x = max(scale.x_of(timeline.out_point), 0.0)
            self._p.fillRect(QRectF(x, RULER, max(width - x, 0), height), veil)

    def _paint_ruler(self, width: int) -> None:
        p, palette = self._p, self._palette
        place = QRectF(0, 0, width, RULER)
        if not place.intersects(self._area):
            return
        p.fillRect(place, palette.panel)
        self._paint_range(width)
        timeline, scale = self._geometry.timeline, self._geometry.scale
        step, parts = tick_step(timeline.rate, scale.pixels)
        wide = float(step) * scale.pixels
        origin = -scale.scroll * scale.pixels
        # One label more at the left: its text may reach into what is drawn.
        number = max(math.floor((self._area.left() - origin) / wide) - 1, 0)
        p.setFont(self._small)
        while (x := origin + number * wide) < min(width, self._area.right() + 1):
            p.setPen(QPen(palette.faint, 1))
            p.drawLine(QLineF(x, RULER - 9, x, RULER - 1))
            p.drawLines(
                [QLineF(at, RULER - 5, at, RULER - 1) for at in (x + wide * n / parts for n in range(1, parts))]
            )
            p.setPen(palette.muted)
            p.drawText(QPointF(x + HALF, 12), to_timecode(align(number * step, timeline.rate), timeline.rate))
            number += 1
        p.setPen(QPen(palette.line, 1))
        p.drawLine(QLineF(0, RULER - 0.5, width, RULER - 0.5))
        for marker in timeline.markers:
            if -_FLAG <= scale.x_of(marker.time) - self._area.left() <= self._area.width() + 2:
                self._paint_marker(marker)

    def _paint_range(self, width: int) -> None:
        timeline, scale = self._geometry.timeline, self._geometry.scale
        if timeline.in_point is None and timeline.out_point is None:
            return
        p, palette = self._p, self._palette
        left = 0.0 if timeline.in_point is None else scale.x_of(timeline.in_point)
        right = float(width) if timeline.out_point is None else scale.x_of(timeline.out_point)
        p.fillRect(QRectF(left, 0, right - left, RULER), mix(palette.panel, palette.accent, 0.18))
        p.setPen(QPen(palette.accent, OUTLINE))
        for point, sign in ((timeline.in_point, 1), (timeline.out_point, -1)):
            if point is not None:
                x = scale.x_of(point) + sign
                p.drawPolyline(QPolygonF([QPointF(x + sign * 4, 2), QPointF(x, 2), QPointF(x, RULER - 2)]))
                p.drawLine(QLineF(x, RULER - 2, x + sign * 4, RULER - 2))

    def _paint_marker(self, marker: Marker) -> None:
        p = self._p
        colour = self._palette.role(_MARKER_ROLES.get(marker.colour, "accent"))
        x = self._geometry.scale.x_of(marker.time)
        flag = QPolygonF([QPointF(x, 12), QPointF(x + 10, 15.5), QPointF(x, 19)])
        p.setPen(QPen(colour, 1.5))
        p.drawLine(QLineF(x, 12, x, RULER - 1))
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(colour)
        p.drawPolygon(flag)
        p.setBrush(Qt.BrushStyle.NoBrush)
        if marker.id == self._state.marker:
            p.setPen(QPen(self._palette.text, 1.5))
            p.drawPolygon(flag)

    def _paint_lines(self, width: int, height: int) -> None:
        p, palette, state = self._p, self._palette, self._state
        scale = self._geometry.scale
        if state.snapped is not None:
            x = round(scale.x_of(state.snapped.time)) + 0.5
            p.setPen(QPen(palette.accent, 1, Qt.PenStyle.DashLine))
            p.drawLine(QLineF(x, RULER, x, height))
            self._paint_label(x + HALF, height - 20, translate(_SNAP_WORDS[state.snapped.kind]))
        x = round(scale.x_of(state.playhead)) + 0.5
        if -GRID <= x <= width + GRID:
            p.setPen(QPen(palette.accent, 1.5))
            p.drawLine(QLineF(x, RULER - 2, x, height))
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(palette.accent)
            top = RULER - 13.0
            head = [QPointF(x - 5.5, top), QPointF(x + 5.5, top), QPointF(x + 5.5, top + 7), QPointF(x, RULER)]
            p.drawPolygon(QPolygonF([*head, QPointF(x - 5.5, top + 7)]))
            p.setBrush(Qt.BrushStyle.NoBrush)
        if state.reached is not None:
            timeline = self._geometry.timeline
            text = to_timecode(align(state.reached, timeline.rate), timeline.rate)
            at = min(max(scale.x_of(state.reached) + HALF, 4.0), width - 100.0)
            self._paint_label(at, RULER + 4, text, mono=True)

    def _paint_band(self, band: tuple[float, float, float, float]) -> None:
        x0, y0, x1, y1 = band
        palette = self._palette
        self._p.setPen(QPen(palette.accent, 1))
        self._p.setBrush(translucent(palette.accent, 0.14))
        self._p.drawRect(QRectF(QPointF(x0, y0), QPointF(x1, y1)).normalized())

    def _paint_label(self, x: float, y: float, text: str, *, mono: bool = False) -> None:
        p, palette = self._p, self._palette
        face = font(FontRole.MONO_CAPTION) if mono else self._caption
        p.setFont(face)
        plate = QRectF(x, y, QFontMetrics(face).horizontalAdvance(text) + 10, 17)
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(palette.accent_fill)
        p.drawRoundedRect(plate, HALF, HALF)
        p.setPen(palette.on_fill)
        p.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)
        p.setBrush(Qt.BrushStyle.NoBrush)
