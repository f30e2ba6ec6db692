"""How the timeline is drawn. Nothing is decoded here: what is not ready yet is noted and drawn as a placeholder."""

import math
from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPainterPath, QPen, QPolygonF

from lance_studio.timeline.model import Clip, Marker
from lance_studio.timeline.queries import placed
from lance_studio.timeline.timing import align, to_timecode
from lance_studio.ui import texts
from lance_studio.ui.theme import FontRole, Palette, colours, font, mix, paint_icon
from lance_studio.ui.theme.measures import GRID, HALF, OUTLINE
from lance_studio.ui.timeline.geometry import RULER, Geometry, Hit, Row, tick_step
from lance_studio.ui.timeline.pictures import ClipPictures, Key, PictureKey, SoundKey
from lance_studio.ui.timeline.state import TimelineState, Tool

BAND = 17
"""Height of the strip with a clip's name."""
_RADIUS = 5
_HANDLE = 4
_PICTURE_STEP = 24
_MARKER_ROLES = {"blue": "accent", "green": "ok", "yellow": "warning", "red": "error", "violet": "generated"}
_SNAP_WORDS = {
    "start": "Start",
    "cut": "Cut",
    "marker": "Marker",
    "playhead": "Playhead",
    "in": "In point",
    "out": "Out point",
}


@dataclass(frozen=True)
class MediaShape:
    """What a clip's bar must know of its medium.

    Attributes:
        digest: Of its content.
        ratio: Width by height of its pictures; 0 if it has none.
    """

    digest: str
    ratio: float


class Painter:
    """Draws one state of a timeline.

    Args:
        painter: Where to draw.
        area: What must be drawn anew.
        state: What is shown.
        geometry: Where it is.
        pictures: What there is to put into clips.
        shapes: From a medium's id to what is known of it.
        hover: What is under the pointer.
        ratio: Device pixels for each pixel.
    """

    def __init__(
        self,
        painter: QPainter,
        area: QRect,
        state: TimelineState,
        geometry: Geometry,
        pictures: ClipPictures,
        shapes: dict[str, MediaShape],
        hover: Hit | None,
        ratio: float = 1.0,
    ) -> None:
        self._p = painter
        self._area = QRectF(area)
        self._state = state
        self._geometry = geometry
        self._pictures = pictures
        self._shapes = shapes
        self._hover = hover
        self._ratio = ratio
        self._palette: Palette = colours()
        self._caption = font(FontRole.CAPTION)
        self._caption.setPixelSize(11)
        self._small = QFont(font(FontRole.MONO_CAPTION))
        self._small.setPixelSize(11)
        self._lost = False
        self.missing: dict[Key, str] = {}
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
            self._paint_row(row, width)
        self._paint_ghost()
        self._paint_outside(width, height)
        p.restore()
        self._paint_ruler(width)
        self._paint_lines(width, height)
        if self._state.band is not None:
            self._paint_band(self._state.band)

    # --- tracks and clips --------------------------------------------------------------------------------------

    def _paint_row(self, row: Row, width: int) -> None:
        p, palette = self._p, self._palette
        place = QRectF(0, self._geometry.top_of(row), width, row.height)
        if not place.intersects(self._area):
            return
        p.fillRect(place, palette.panel)
        scale = self._geometry.scale
        dimmed = row.track.hidden or row.track.muted
        p.setOpacity(0.4 if dimmed else 1.0)
        for item in placed(row.track):
            if not isinstance(item.item, Clip):
                continue
            left, right = scale.x_of(item.start), scale.x_of(item.end)
            bar = QRectF(left, place.top(), right - left, row.height)
            if bar.right() >= self._area.left() and bar.left() <= self._area.right():
                self._paint_clip(item.item, bar, row)
        p.setOpacity(1.0)
        if row.track.locked:
            veil = QColor(palette.window)
            veil.setAlphaF(0.45)
            p.fillRect(place, veil)

    def _paint_clip(self, clip: Clip, bar: QRectF, row: Row) -> None:
        p, palette = self._p, self._palette
        role = palette.video if row.track.kind == "video" else palette.audio
        selected = clip.id in self._state.selected
        shape = QPainterPath()
        inner = bar.adjusted(0.5, 0.5, -0.5, -0.5)
        radius = min(_RADIUS, inner.width() / 3)
        shape.addRoundedRect(inner, radius, radius)
        p.save()
        p.setClipPath(shape, Qt.ClipOperation.IntersectClip)
        p.fillRect(inner, mix(palette.raised, role, 0.28))
        band = QRectF(inner.left(), inner.top(), inner.width(), BAND if bar.width() > 14 else 0)
        body = inner.adjusted(0, band.height(), 0, 0)
        known = self._shapes.get(clip.media_id)
        self._lost = known is None
        if known is None:
            pass
        elif row.track.kind == "video":
            self._paint_film(clip, body, known)
        else:
            self._paint_wave(clip, body, known, role)
        if self._lost:
            self._paint_lost(body)
        if band.height():
            p.fillRect(band, role)
            self._paint_name(clip, band)
        self._paint_fades(clip, body)
        p.restore()
        if selected:
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.setPen(QPen(palette.panel, 1))
            p.drawPath(_rounded(inner.adjusted(OUTLINE, OUTLINE, -OUTLINE, -OUTLINE), radius))
            p.setPen(QPen(palette.accent, OUTLINE))
            p.drawPath(_rounded(inner.adjusted(0.5, 0.5, -0.5, -0.5), radius))
        if self._hover is not None and self._hover.clip is not None and self._hover.clip.clip.id == clip.id:
            self._paint_handles(inner, self._hover)

    def _paint_name(self, clip: Clip, band: QRectF) -> None:
        p, palette = self._p, self._palette
        # The name stays in sight as long as the clip is.
        left = max(band.left(), 0.0) + 6
        right = band.right() - 6
        p.setFont(self._caption)
        if clip.generated and right - left > 16:
            badge = QRectF(left - 1, band.top() + 2, 13, 13)
            p.setPen(Qt.PenStyle.NoPen)
            p.setBrush(palette.panel)
            p.drawEllipse(badge)
            paint_icon(p, badge.adjusted(2, 2, -2, -2), "sparkle-fill", palette.generated)
            left += 17
        if self._lost and right - left > 16:
            paint_icon(p, QRectF(left, band.top() + 2, 13, 13), "warning", palette.on_clip)
            left += 17
        metrics = p.fontMetrics()
        speed = _speed_text(clip.speed)
        if speed and right - left > metrics.horizontalAdvance(speed) + 32:
            right -= metrics.horizontalAdvance(speed)
            p.setPen(palette.on_clip)
            p.drawText(QPointF(right, band.top() + 12.5), speed)
            right -= GRID
        if right - left > 12:
            text = metrics.elidedText(texts.line(clip.name or "Clip"), Qt.TextElideMode.ElideRight, int(right - left))
            p.setPen(palette.on_clip)
            p.drawText(QPointF(left, band.top() + 12.5), text)

    def _paint_film(self, clip: Clip, body: QRectF, known: MediaShape) -> None:
        """Pictures side by side; each shows the medium at its own middle, wherever the clip was cut."""
        if body.height() < 8 or known.ratio <= 0:
            return
        p = self._p
        wide = body.height() * known.ratio
        height = max(_PICTURE_STEP, math.ceil(body.height() * self._ratio / _PICTURE_STEP) * _PICTURE_STEP)
        scale = self._geometry.scale.pixels
        first = math.floor((max(body.left(), self._area.left()) - body.left()) / wide)
        last = math.ceil((min(body.right(), self._area.right()) - body.left()) / wide)
        grid = _grid(wide / scale * float(clip.speed))
        for number in range(first, last):
            tile = QRectF(body.left() + number * wide, body.top(), wide, body.height())
            key = PictureKey(known.digest, height, self._picture_time(clip, number, wide, scale, grid))
            picture = self._pictures.picture(key)
            if picture is not None:
                p.drawImage(tile, picture)
            elif self._pictures.failed(key):
                self._lost = True
            else:
                self.missing.setdefault(key, clip.media_id)
            p.setPen(QPen(mix(self._palette.raised, self._palette.video, 0.4), 1))
            p.drawLine(QLineF(tile.right(), tile.top(), tile.right(), tile.bottom()))

    def _picture_time(self, clip: Clip, number: int, wide: float, scale: float, grid: Fraction) -> Fraction | None:
        if clip.source_duration is None:
            return None
        middle = (number + 0.5) * wide / scale * float(clip.speed) + float(clip.source_start)
        time = round(middle / float(grid)) * grid
        return min(max(time, Fraction(0)), clip.source_duration)

    def _paint_wave(self, clip: Clip, body: QRectF, known: MediaShape, role: QColor) -> None:
        key = SoundKey(known.digest)
        peaks = self._pictures.sound(key)
        p = self._p
        middle = body.center().y()
        p.setPen(QPen(mix(self._palette.raised, role, 0.5), 1))
        p.drawLine(QLineF(body.left(), middle, body.right(), middle))
        if peaks is None:
            self._lost = self._pictures.failed(key)
            if not self._lost:
                self.missing.setdefault(key, clip.media_id)
            return
        left = math.floor(max(body.left(), self._area.left()))
        right = math.ceil(min(body.right(), self._area.right()))
        if right <= left:
            return
        step = float(clip.speed) / self._geometry.scale.pixels
        start = float(clip.source_start) + (left - body.left()) * step
        columns = peaks.columns(start, step, right - left) * 10 ** (clip.gain_db / 20)
        half = body.height() / 2 - 2
        lows = (middle - columns[:, 0].clip(-1, 1) * half).tolist()
        highs = (middle - columns[:, 1].clip(-1, 1) * half).tolist()
        p.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        p.setPen(QPen(mix(self._palette.raised, role, 0.85), 1))
        p.drawLines([QLineF(left + x, highs[x], left + x, lows[x]) for x in range(right - left)])
        p.setRenderHint(QPainter.RenderHint.Antialiasing, True)

    def _paint_lost(self, body: QRectF) -> None:
        p, palette = self._p, self._palette
        p.fillRect(body, QColor(mix(palette.raised, palette.error, 0.18)))
        if body.width() > 130 and body.height() > 14:
            p.setFont(self._caption)
            p.setPen(palette.error)
            shown = QRectF(max(body.left(), 0.0) + 6, body.top(), body.width() - 8, body.height())
            p.drawText(shown, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, "Media cannot be read")

    def _paint_fades(self, clip: Clip, body: QRectF) -> None:
        p, scale = self._p, self._geometry.scale
        veil = QColor(self._palette.window)
        veil.setAlphaF(0.55)
        for seconds, outer, sign in ((clip.fade_in, body.left(), 1), (clip.fade_out, body.right(), -1)):
            if seconds:
                reach = outer + sign * float(seconds) * scale.pixels
                corner = QPolygonF([QPointF(outer, body.bottom()), QPointF(outer, body.top())])
                corner.append(QPointF(reach, body.top()))
                p.setPen(Qt.PenStyle.NoPen)
                p.setBrush(veil)
                p.drawPolygon(corner)

    def _paint_handles(self, bar: QRectF, hover: Hit) -> None:
        if bar.width() < 4 * _HANDLE or self._state.tool is Tool.BLADE:
            return
        p, palette = self._p, self._palette
        for kind, left in (("head", bar.left() + 2), ("tail", bar.right() - 2 - _HANDLE)):
            grip = QRectF(left, bar.top() + BAND + 2, _HANDLE, max(bar.height() - BAND - 4, 6))
            p.setPen(QPen(palette.panel, 1))
            p.setBrush(palette.accent if hover.kind == kind else palette.text)
            p.drawRoundedRect(grip, 2, 2)
        p.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_ghost(self) -> None:
        ghost = self._state.ghost
        if ghost is None:
            return
        p, palette, scale = self._p, self._palette, self._geometry.scale
        left, right = scale.x_of(ghost.start), scale.x_of(ghost.end)
        for row in self._geometry.rows:
            if row.track.id == ghost.track_id:
                bar = QRectF(left, self._geometry.top_of(row), right - left, row.height).adjusted(1, 1, -1, -1)
                fill = QColor(palette.accent)
                fill.setAlphaF(0.22)
                p.setBrush(fill)
                p.setPen(QPen(palette.accent, 1, Qt.PenStyle.DashLine))
                p.drawRoundedRect(bar, _RADIUS, _RADIUS)
                p.setBrush(Qt.BrushStyle.NoBrush)
                self._paint_label(bar.left() + 4, bar.top() + 3, "Insert" if ghost.insert else "Overwrite")

    # --- ruler and lines ---------------------------------------------------------------------------------------

    def _paint_outside(self, width: int, height: int) -> None:
        """Darken what lies outside the in and the out point."""
        timeline, scale = self._geometry.timeline, self._geometry.scale
        veil = QColor(self._palette.window)
        veil.setAlphaF(0.6)
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
            self._paint_label(x + HALF, height - 20, _SNAP_WORDS[state.snapped.kind])
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
        fill = QColor(palette.accent)
        fill.setAlphaF(0.14)
        self._p.setPen(QPen(palette.accent, 1))
        self._p.setBrush(fill)
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


def _rounded(place: QRectF, radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(place, radius, radius)
    return path


def _speed_text(speed: Fraction) -> str:
    return "" if speed == 1 else f"{float(speed) * 100:g} %"


def _grid(seconds: float) -> Fraction:
    """The distance of the times at which pictures are made: a power of two, so that zooming finds most of them."""
    return Fraction(2) ** math.floor(math.log2(max(seconds, 1e-3)))
