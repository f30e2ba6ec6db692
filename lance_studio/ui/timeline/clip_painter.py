"""How the clips on the tracks are drawn. Nothing is decoded here: what is not ready yet is noted for the next time."""

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QPolygonF

from lance_studio.language import tr
from lance_studio.timeline.model import Clip, TrackKind
from lance_studio.ui import texts
from lance_studio.ui.theme import FontRole, colours, font, mix, paint_icon
from lance_studio.ui.theme.measures import GRID, OUTLINE
from lance_studio.ui.timeline.geometry import Geometry, Hit, TrackRow
from lance_studio.ui.timeline.pictures import ClipPictures, Key, PictureKey, SoundKey
from lance_studio.ui.timeline.state import TimelineState, Tool
from lance_studio.ui.widgets.drawing import rounded, translucent

BAND = 17
"""Height of the strip with a clip's name."""
RADIUS = 5
"""Of the corners of a clip."""
_MERGED = 8.0
"""Clips narrower than this many pixels are drawn as one bar with their neighbours."""
_DIVIDED = 3.0
"""Inside such a bar, clips at least this wide are set apart by lines."""
_NAMED = 14.0
"""Clips at least this wide have a strip for the name."""
_PICTURED = 16.0
"""Clips at least this wide show pictures; in narrower ones nothing could be made out."""
_ROUND = 24.0
"""Clips at least this wide have round corners."""
_HANDLE = 4
_PICTURE_STEP = 24


@dataclass(frozen=True)
class MediaShape:
    """What a clip's bar must know of its medium.

    Attributes:
        digest: Of its content.
        ratio: Width by height of its pictures; 0 if it has none.
    """

    digest: str
    ratio: float


@dataclass
class _Run:
    """Narrow clips that are drawn as one bar.

    Attributes:
        left: Its left edge in pixels.
        right: Its right edge.
        selected: Whether its clips are selected.
        lost: Whether their media are unknown.
        cuts: Where lines set them apart, in pixels.
    """

    left: float
    right: float
    selected: bool
    lost: bool
    cuts: list[float]


class _Colours:
    """The colours of the clips on one kind of track, mixed once for each picture."""

    def __init__(self, kind: TrackKind) -> None:
        palette = colours()
        self.role = palette.video if kind == "video" else palette.audio
        self.ground = mix(palette.raised, self.role, 0.28)
        self.divider = mix(palette.raised, self.role, 0.4)
        self.middle = mix(palette.raised, self.role, 0.5)
        self.wave = mix(palette.raised, self.role, 0.85)
        self.lost = mix(palette.raised, palette.error, 0.18)


@dataclass(frozen=True)
class Scene:
    """What a timeline is drawn from.

    Attributes:
        area: What must be drawn again.
        state: What is shown.
        geometry: Where it is.
        pictures: What there is to put into clips.
        shapes: From a medium's id to what is known of it.
        hover: What is under the pointer.
        ratio: Device pixels for each pixel.
    """

    area: QRect
    state: TimelineState
    geometry: Geometry
    pictures: ClipPictures
    shapes: dict[str, MediaShape]
    hover: Hit | None
    ratio: float = 1.0


class ClipPainter:
    """Draws the tracks of one state of a timeline.

    Args:
        painter: Where to draw.
        scene: What is drawn.

    Attributes:
        missing: What would have been drawn if it were there, with the medium's id.
    """

    def __init__(self, painter: QPainter, scene: Scene) -> None:
        self._p = painter
        self._left, self._right = scene.area.left(), scene.area.right() + 1
        self._area = QRectF(scene.area)
        self._tool = scene.state.tool
        self._selected = frozenset(scene.state.selected)
        self._geometry, self._pictures, self._shapes = scene.geometry, scene.pictures, scene.shapes
        self._hover = hover = scene.hover
        self._hovered = hover.clip.clip.id if hover is not None and hover.clip is not None else None
        self._ratio = scene.ratio
        self._palette = colours()
        self._kinds: dict[TrackKind, _Colours] = {"video": _Colours("video"), "audio": _Colours("audio")}
        self._caption = font(FontRole.CAPTION)
        self._caption.setPixelSize(11)
        self._lost = False
        self._middles: list[QLineF] = []
        self._waves: list[QLineF] = []
        self.missing: dict[Key, str] = {}

    def paint_row(self, row: TrackRow, width: int) -> None:
        """Draw a track with what is exposed of its clips.

        Args:
            row: The track and its place.
            width: Of the whole picture, in pixels.
        """
        p, palette = self._p, self._palette
        place = QRectF(0, self._geometry.top_of(row), width, row.height)
        if not place.intersects(self._area):
            return
        p.fillRect(place, palette.panel)
        p.setOpacity(0.4 if row.track.hidden or row.track.muted else 1.0)
        self._paint_clips(row, place)
        p.setOpacity(1.0)
        if row.track.locked:
            p.fillRect(place, translucent(palette.window, 0.45))

    def _paint_clips(self, row: TrackRow, place: QRectF) -> None:
        scale, items, layout = self._geometry.scale, row.track.items, row.track.layout
        pixels, scroll, seconds = scale.pixels, scale.scroll, layout.seconds
        # A pixel more at both sides: outlines are drawn a little outside.
        first = max(bisect_right(seconds, scroll + (self._left - 1) / pixels) - 1, 0)
        last = min(bisect_left(seconds, scroll + (self._right + 1) / pixels), len(items))
        run: _Run | None = None
        for position in range(first, last):
            clip = items[position]
            if not isinstance(clip, Clip):
                continue
            left, right = (seconds[position] - scroll) * pixels, (seconds[position + 1] - scroll) * pixels
            if right - left >= _MERGED:
                self._paint_clip(clip, QRectF(left, place.top(), right - left, row.height), row)
                continue
            selected, lost = clip.id in self._selected, clip.media_id not in self._shapes
            # A gap of less than a pixel cannot be seen.
            if run is not None and left - run.right < 1 and (selected, lost) == (run.selected, run.lost):
                if right - left >= _DIVIDED:
                    run.cuts.append(left)
                run.right = right
                continue
            self._paint_run(run, place, row)
            run = _Run(left, right, selected, lost, [])
        self._paint_run(run, place, row)
        self._flush_waves(self._kinds[row.track.kind])

    def _paint_run(self, run: _Run | None, place: QRectF, row: TrackRow) -> None:
        """Draw a bar for clips that are too narrow for anything else; as a rule there are hundreds."""
        if run is None:
            return
        p, kind = self._p, self._kinds[row.track.kind]
        bar = QRectF(run.left, place.top(), max(run.right - run.left, 1.0), place.height())
        p.fillRect(bar, kind.lost if run.lost else kind.ground)
        p.fillRect(QRectF(bar.left(), bar.top(), bar.width(), BAND), kind.role)
        if run.cuts:
            p.setPen(QPen(self._palette.panel, 1))
            p.drawLines([QLineF(x, bar.top(), x, bar.bottom()) for x in run.cuts])
        if run.selected:
            outline = self._palette.accent
            p.fillRect(QRectF(bar.left(), bar.top(), bar.width(), OUTLINE), outline)
            p.fillRect(QRectF(bar.left(), bar.bottom() - OUTLINE, bar.width(), OUTLINE), outline)

    def _paint_clip(self, clip: Clip, bar: QRectF, row: TrackRow) -> None:
        p, palette, kind = self._p, self._palette, self._kinds[row.track.kind]
        inner = bar.adjusted(0.5, 0.5, -0.5, -0.5)
        radius = min(RADIUS, inner.width() / 3)
        band = QRectF(inner.left(), inner.top(), inner.width(), BAND if bar.width() > _NAMED else 0)
        body = inner.adjusted(0, band.height(), 0, 0)
        is_round = bar.width() >= _ROUND
        if is_round:
            p.save()
            p.setClipPath(rounded(inner, radius), Qt.ClipOperation.IntersectClip)
        p.fillRect(inner, kind.ground)
        known = self._shapes.get(clip.media_id)
        self._lost = known is None
        if known is not None and row.track.kind == "video":
            self._paint_film(clip, body, known, kind)
        elif known is not None:
            self._paint_wave(clip, body, known)
            if is_round:
                self._flush_waves(kind)
        if self._lost:
            self._paint_lost(body, kind)
        if band.height():
            p.fillRect(band, kind.role)
            self._paint_name(clip, band)
        if clip.fade_in or clip.fade_out:
            self._paint_fades(clip, body)
        if is_round:
            p.restore()
        if clip.id in self._selected:
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.setPen(QPen(palette.panel, 1))
            p.drawPath(rounded(inner.adjusted(OUTLINE, OUTLINE, -OUTLINE, -OUTLINE), radius))
            p.setPen(QPen(palette.accent, OUTLINE))
            p.drawPath(rounded(inner.adjusted(0.5, 0.5, -0.5, -0.5), radius))
        if clip.id == self._hovered and self._hover is not None:
            self._paint_handles(inner, self._hover)

    def _paint_name(self, clip: Clip, band: QRectF) -> None:
        p, palette = self._p, self._palette
        # The name stays in sight as long as the clip is.
        left = max(band.left(), 0.0) + 6
        right = band.right() - 6
        if right - left <= 12:
            return
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
            text = metrics.elidedText(
                texts.line(clip.name or tr("Clip")), Qt.TextElideMode.ElideMiddle, int(right - left)
            )
            p.setPen(palette.on_clip)
            p.drawText(QPointF(left, band.top() + 12.5), text)

    def _paint_film(self, clip: Clip, body: QRectF, known: MediaShape, kind: _Colours) -> None:
        """Pictures side by side; each shows the medium at its own middle, wherever the clip was cut."""
        if body.height() < 8 or body.width() < _PICTURED or known.ratio <= 0:
            return
        p = self._p
        wide = body.height() * known.ratio
        height = max(_PICTURE_STEP, math.ceil(body.height() * self._ratio / _PICTURE_STEP) * _PICTURE_STEP)
        scale = self._geometry.scale.pixels
        left, right = max(body.left(), self._left), min(body.right(), self._right)
        first = math.floor((left - body.left()) / wide)
        last = math.ceil((right - body.left()) / wide)
        grid = _grid(wide / scale * float(clip.speed))
        p.setPen(QPen(kind.divider, 1))
        for number in range(first, last):
            tile = QRectF(body.left() + number * wide, body.top(), wide, body.height())
            key = PictureKey(known.digest, height, self._picture_time(clip, number, wide, scale, grid))
            picture = self._pictures.picture(key)
            if picture is not None:
                self._paint_tile(tile, picture, body)
            elif self._pictures.failed(key):
                self._lost = True
            else:
                self.missing.setdefault(key, clip.media_id)
            if tile.right() < body.right():
                p.drawLine(QLineF(tile.right(), tile.top(), tile.right(), tile.bottom()))

    def _paint_tile(self, tile: QRectF, picture: QImage, body: QRectF) -> None:
        """Draw what the clip has room for of a picture: scaling the rest would be in vain."""
        if tile.right() <= body.right():
            self._p.drawImage(tile, picture)
            return
        share = (body.right() - tile.left()) / tile.width()
        part = QRectF(0, 0, picture.width() * share, picture.height())
        self._p.drawImage(QRectF(tile.left(), tile.top(), tile.width() * share, tile.height()), picture, part)

    def _picture_time(self, clip: Clip, number: int, wide: float, scale: float, grid: Fraction) -> Fraction | None:
        if clip.source_duration is None:
            return None
        middle = (number + 0.5) * wide / scale * float(clip.speed) + float(clip.source_start)
        steps = max(round(middle / float(grid)), 0)
        # A power of two times a whole number: exact as a floating-point number too.
        return clip.source_duration if steps * float(grid) > clip.source_duration else steps * grid

    def _paint_wave(self, clip: Clip, body: QRectF, known: MediaShape) -> None:
        key = SoundKey(known.digest, clip.sound_track)
        peaks = self._pictures.sound(key)
        middle = body.center().y()
        self._middles.append(QLineF(body.left(), middle, body.right(), middle))
        if peaks is None:
            self._lost = self._pictures.failed(key)
            if not self._lost:
                self.missing.setdefault(key, clip.media_id)
            return
        left = math.floor(max(body.left(), self._left))
        right = math.ceil(min(body.right(), self._right))
        if right <= left:
            return
        step = float(clip.speed) / self._geometry.scale.pixels
        start = float(clip.source_start) + (left - body.left()) * step
        columns = peaks.columns(start, step, right - left)
        reach = body.height() / 2 - 2
        if clip.gain_db:
            factor = 10 ** (clip.gain_db / 20)
            columns = [(max(low * factor, -1.0), min(high * factor, 1.0)) for low, high in columns]
        self._waves += [
            QLineF(x, middle - high * reach, x, middle - low * reach) for x, (low, high) in enumerate(columns, left)
        ]

    def _flush_waves(self, kind: _Colours) -> None:
        """Draw the waves that were collected; one after the other they would cost more than all at once."""
        if not self._middles:
            return
        p = self._p
        p.setPen(QPen(kind.middle, 1))
        p.drawLines(self._middles)
        p.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        p.setPen(QPen(kind.wave, 1))
        p.drawLines(self._waves)
        p.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        self._middles, self._waves = [], []

    def _paint_lost(self, body: QRectF, kind: _Colours) -> None:
        p, palette = self._p, self._palette
        p.fillRect(body, kind.lost)
        if body.width() > 130 and body.height() > 14:
            p.setFont(self._caption)
            p.setPen(palette.error)
            shown = QRectF(max(body.left(), 0.0) + 6, body.top(), body.width() - 8, body.height())
            p.drawText(shown, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, tr("Media cannot be read"))

    def _paint_fades(self, clip: Clip, body: QRectF) -> None:
        p, scale = self._p, self._geometry.scale
        veil = translucent(self._palette.window, 0.55)
        for seconds, outer, sign in ((clip.fade_in, body.left(), 1), (clip.fade_out, body.right(), -1)):
            if seconds:
                reach = outer + sign * float(seconds) * scale.pixels
                corner = QPolygonF([QPointF(outer, body.bottom()), QPointF(outer, body.top())])
                corner.append(QPointF(reach, body.top()))
                p.setPen(Qt.PenStyle.NoPen)
                p.setBrush(veil)
                p.drawPolygon(corner)

    def _paint_handles(self, bar: QRectF, hover: Hit) -> None:
        if bar.width() < 4 * _HANDLE or self._tool is Tool.BLADE:
            return
        p, palette = self._p, self._palette
        for kind, left in (("head", bar.left() + 2), ("tail", bar.right() - 2 - _HANDLE)):
            grip = QRectF(left, bar.top() + BAND + 2, _HANDLE, max(bar.height() - BAND - 4, 6))
            p.setPen(QPen(palette.panel, 1))
            p.setBrush(palette.accent if hover.kind == kind else palette.text)
            p.drawRoundedRect(grip, 2, 2)
        p.setBrush(Qt.BrushStyle.NoBrush)


def _speed_text(speed: Fraction) -> str:
    return "" if speed == 1 else f"{float(speed) * 100:g} %"


def _grid(seconds: float) -> Fraction:
    """The distance of the times at which pictures are made: a power of two, so that zooming finds most of them."""
    return Fraction(2) ** math.floor(math.log2(max(seconds, 1e-3)))
