"""The transport below a film or sound in the viewer: play, step, time, in and out point, and onto the timeline."""

from fractions import Fraction

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QMenu, QSizePolicy, QWidget

from lance_studio.language import tr
from lance_studio.timeline.timing import frame_of, time_of, to_timecode
from lance_studio.ui import texts
from lance_studio.ui.actions import Actions
from lance_studio.ui.media_facts import MediaFactsReader
from lance_studio.ui.playback.source_player import SourcePlayer
from lance_studio.ui.theme import FontRole, colours, font, icon
from lance_studio.ui.theme.measures import GRID, HALF
from lance_studio.ui.widgets import label, quiet_button, show_words, tool_button
from lance_studio.ui.widgets.layouts import column, gap, named, row, stretch
from lance_studio.ui.wording.sound_tracks import track_words

_BAR = 20
_LINE = 4.0
_MARK = 5.0
_KNOB = 5.0
_ROOMY, _FAIR = 700, 560


class ScrubBar(QWidget):
    """The length of a medium: its marked part, how far it is, and a click or drag that goes elsewhere.

    Args:
        player: Plays the medium.

    Attributes:
        used: The user pressed a button of the mouse in it.
    """

    used = Signal()

    def __init__(self, player: SourcePlayer) -> None:
        super().__init__()
        self._player = player
        self.setObjectName("canvas.scrub")
        self.setAccessibleName(tr("Position in the clip"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        player.moved.connect(self.update)
        player.changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        return QSize(200, _BAR)

    def x_of(self, time: Fraction) -> float:
        """Return where a time of the medium lies, in pixels."""
        length = self._player.length
        return _KNOB + float(time / length if length else 0) * self._room()

    def time_at(self, x: float) -> Fraction:
        """Return the beginning of the frame at a place, in seconds into the medium."""
        length, rate = self._player.length, self._player.rate
        share = Fraction(min(max((x - _KNOB) / self._room(), 0.0), 1.0))
        return time_of(frame_of(share * length, rate), rate)

    def _room(self) -> float:
        return max(self.width() - 2 * _KNOB, 1.0)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        if event.button() == Qt.MouseButton.LeftButton:
            self.used.emit()
            self._player.stop()
            self._player.seek(self.time_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802, D102
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._player.seek(self.time_at(event.position().x()))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        player, palette = self._player, colours()
        timeline = player.timeline
        if timeline is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            middle = self.height() / 2
            left, right, now = self.x_of(Fraction(0)), self.x_of(player.length), self.x_of(player.position)
            self._line(painter, left, right, palette.line)
            start, end = timeline.in_point, timeline.out_point
            if start is not None or end is not None:
                first, last = self.x_of(start or Fraction(0)), self.x_of(player.length if end is None else end)
                marked = QColor(palette.accent)
                marked.setAlphaF(0.35)
                painter.fillRect(QRectF(first, middle - 3 * _LINE / 2, last - first, 3 * _LINE), marked)
                painter.setBrush(palette.accent)
                if start is not None:
                    painter.drawPolygon(_bracket(first, middle, 1))
                if end is not None:
                    painter.drawPolygon(_bracket(last, middle, -1))
            self._line(painter, left, now, palette.accent)
            painter.setBrush(palette.text)
            painter.drawEllipse(QPointF(now, middle), _KNOB, _KNOB)

    def _line(self, painter: QPainter, left: float, right: float, colour: QColor) -> None:
        painter.setBrush(colour)
        painter.drawRoundedRect(QRectF(left, (self.height() - _LINE) / 2, right - left, _LINE), _LINE / 2, _LINE / 2)


def _bracket(x: float, middle: float, inward: int) -> QPolygonF:
    """The shape of an in (1) or out point (-1): a bar with a foot above and below it that points inward."""
    high, thick, foot = _BAR / 2 - 1, 2.0 * inward, _MARK * inward
    points = (
        (x, -high), (x + foot, -high), (x + foot, -high + 2), (x + thick, -high + 2),
        (x + thick, high - 2), (x + foot, high - 2), (x + foot, high), (x, high),
    )  # fmt: skip
    return QPolygonF([QPointF(one, middle + other) for one, other in points])


class SourceStrip(QFrame):
    """The buttons of a medium in the viewer, and its scrub bar above them.

    Args:
        player: Plays the medium.
        actions: Tells the keys, and puts the medium on the timeline.
        facts: Tells which sound tracks the medium has; without it there is no choice.

    Attributes:
        scrub: The bar.
        used: The user works here: the keys are to act on what the viewer shows.
    """

    used = Signal()

    def __init__(self, player: SourcePlayer, actions: Actions, facts: MediaFactsReader | None = None) -> None:
        super().__init__()
        self.setObjectName("canvas.transport")
        self.setProperty("kind", "panel")
        self._player, self._actions, self._marked = player, actions, False
        self.scrub = ScrubBar(player)
        self.scrub.used.connect(self.used)
        self._back = self._tool("caret-left", "playback.previous_frame", lambda: player.step(-1))
        self._play = self._tool("play", "playback.play", player.toggle)
        self._on = self._tool("caret-right", "playback.next_frame", lambda: player.step(1))
        self._time = named(label(""), "canvas.time")
        self._length = named(label("", "muted"), "canvas.length")
        self._time.setAccessibleName(tr("Time in the clip"))
        for words in (self._time, self._length):
            words.setFont(font(FontRole.MONO))
        self._speed = named(label("", "caption"), "canvas.speed")
        self._rate = named(label("", "caption"), "canvas.rate")
        # It speaks where there is room, and moves nothing: what follows it stands at the right edge.
        self._rate.setMinimumWidth(1)
        self._facts = facts
        self._tracks: tuple[tuple[int, str], ...] = ()
        self._sound = named(tool_button("speaker-high", tr("Sound track")), "canvas.transport.sound-track")
        self._heard = 0
        self._sound.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._sound.pressed.connect(self.used)
        self._sound.clicked.connect(lambda _checked=False: self._open_tracks())
        self._part = named(label("", "caption"), "canvas.part")
        self._in = self._words(tr("In"), "playback.set_in", player.set_in)
        self._out = self._words(tr("Out"), "playback.set_out", player.set_out)
        self._clear = self._tool("x", "playback.clear_range", player.clear_range)
        self._placing = [
            self._words(words, action_id, lambda action_id=action_id: actions.trigger(action_id))
            for words, action_id in (
                (tr("Insert"), "clip.insert"),
                (tr("Overwrite"), "clip.overwrite"),
                (tr("Append"), "clip.append"),
            )
        ]
        transport = row(self._back, self._play, self._on, spacing=0)
        told = row(self._time, self._length, self._speed, self._rate, spacing=HALF)
        marks = row(self._in, self._out, self._clear, self._part, spacing=0)
        placing = row(*self._placing, spacing=0)
        below = row(transport, told, self._sound, stretch(), marks, gap(GRID), placing, spacing=HALF)
        column(self.scrub, below, on=self, margins=(GRID, HALF, GRID, HALF), spacing=HALF)
        player.changed.connect(self._show)
        player.moved.connect(self._show_time)
        player.speed_changed.connect(self._show_speed)
        player.player.rate_changed.connect(self._show_rate)
        if facts is not None:
            facts.ready.connect(lambda _media_id: self._show_tracks())
        self._show()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        self._show_room()

    # --- parts -------------------------------------------------------------------------------------------------

    def _tool(self, icon_name: str, action_id: str, do: object) -> QAbstractButton:
        made = tool_button(icon_name, self._actions.tooltip(action_id))
        self._actions.describe(made, action_id)
        return self._known(made, action_id, do)

    def _words(self, words: str, action_id: str, do: object) -> QAbstractButton:
        made = quiet_button(words)
        self._actions.describe(made, action_id)
        return self._known(made, action_id, do)

    def _known(self, button: QAbstractButton, action_id: str, do: object) -> QAbstractButton:
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.pressed.connect(self.used)
        button.clicked.connect(lambda _checked=False: do())  # type: ignore[operator]
        return named(button, f"canvas.transport.{action_id}")

    def _show(self) -> None:
        rate = self._player.rate
        self._length.setText(texts.plain(f"/ {to_timecode(self._player.length, rate)}"))
        self._show_time()
        self._show_part()
        self._show_tracks()
        self._show_speed(self._player.speed)

    def _show_tracks(self) -> None:
        """Offer the sound tracks of the medium, where it has several."""
        media = self._player.media
        found = None if media is None or self._facts is None else self._facts.of(media)
        sound = None if found is None else found.sound
        choices = () if sound is None else sound.choices
        self._tracks = tuple((one.number - 1, track_words(one)) for one in choices) if len(choices) > 1 else ()
        self._sound.setVisible(bool(self._tracks))
        if sound is not None and self._tracks:
            chosen = self._player.use.sound_track
            self._heard = sound.track - 1 if chosen is None else chosen
            words = dict(self._tracks).get(self._heard, "")
            texts.set_tooltip(self._sound, tr("Sound track: {track}", track=words))

    def tracks_menu(self) -> QMenu:
        """Return the menu of the sound tracks."""
        menu = named(QMenu(self), "canvas.sound-tracks")
        for number, words in self._tracks:
            action = texts.add_action(menu, words, None, lambda number=number: self._player.choose_track(number))
            action.setObjectName(f"canvas.sound-track.{number + 1}")
            action.setCheckable(True)
            action.setChecked(number == self._heard)
        return menu

    def _open_tracks(self) -> None:
        menu = self.tracks_menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._sound.mapToGlobal(self._sound.rect().bottomLeft()))

    def _show_time(self, _time: object = None) -> None:
        self._time.setText(texts.plain(to_timecode(self._player.position, self._player.rate)))

    def _show_rate(self, shown: int, wanted: int) -> None:
        self._rate.setText(
            texts.plain(tr("{shown} of {wanted} fps", shown=shown, wanted=wanted) if shown < wanted else "")
        )

    def _show_part(self) -> None:
        timeline, player = self._player.timeline, self._player
        self._marked = timeline is not None and (timeline.in_point is not None or timeline.out_point is not None)
        if timeline is not None and self._marked:
            end = player.length if timeline.out_point is None else timeline.out_point
            self._part.setText(texts.plain(tr("{seconds:.2f} s", seconds=float(end - (timeline.in_point or 0)))))
        self._show_room()

    def _show_room(self) -> None:
        """Leave out what a narrow strip has no room for; keys and the menu do the same."""
        roomy, fair = self.width() >= _ROOMY, self.width() >= _FAIR
        self._length.setVisible(roomy)
        self._part.setVisible(roomy and self._marked)
        self._clear.setVisible(fair and self._marked)
        for part in (self._back, self._on, self._placing[-1]):
            part.setVisible(fair)

    def _show_speed(self, speed: int) -> None:
        self._play.setIcon(icon("pause" if speed else "play"))
        show_words(self._speed, "" if speed in (0, 1) else f"{speed}×".replace("-", "−"))
