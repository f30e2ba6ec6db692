"""Icons of one family (Phosphor, as qtawesome bundles it), drawn in the colours of the theme of the moment.

An icon asks for its colours when it is painted. A change of theme therefore needs no list of icons to renew.
"""

import functools
import importlib.util
import json
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

from lance_studio.ui.theme import theme as theming

_FONT, _CHARMAP = "phosphor-1.3.0.ttf", "phosphor-charmap-1.3.0.json"


def icon(name: str, role: str = "text", *, checked_role: str = "accent") -> QIcon:
    """Return an icon that follows the theme.

    Args:
        name: A name of the Phosphor family, for example "scissors" or "play-fill".
        role: The palette's role of its colour; a disabled icon is `faint`.
        checked_role: The colour where the button or action is checked.

    Raises:
        KeyError: If the family has no such icon or the palette no such role.
    """
    _glyph(name)
    for used in (role, checked_role):
        theming.colours().role(used)
    return QIcon(_GlyphEngine(name, role, checked_role))


def paint_icon(painter: QPainter, rect: QRect | QRectF, name: str, colour: QColor) -> None:
    """Draw one icon, centred, as large as the shorter side of the rectangle.

    Args:
        painter: Where to draw; its state is kept.
        rect: The place, in the painter's coordinates.
        name: A name of the Phosphor family.
        colour: The colour to draw with.
    """
    area = QRectF(rect)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(colour)
    painter.setFont(_icon_font(round(min(area.width(), area.height()))))
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip, _glyph(name))
    painter.restore()


@functools.cache
def _glyphs() -> dict[str, str]:
    """Return from an icon's name to its letter."""
    numbers: dict[str, str] = json.loads((_folder() / _CHARMAP).read_text(encoding="utf-8"))
    return {name: chr(int(number, 16)) for name, number in numbers.items()}


@functools.cache
def _family() -> str:
    number = QFontDatabase.addApplicationFont(str(_folder() / _FONT))
    return QFontDatabase.applicationFontFamilies(number)[0]


def _folder() -> Path:
    # qtawesome itself is not imported: with the modules that it pulls in, and all its families, it would add a third
    # of a second to the start. The font and its table are all that is needed here.
    found = importlib.util.find_spec("qtawesome")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("qtawesome is not installed", name="qtawesome")
    return Path(found.origin).parent / "fonts"


def _glyph(name: str) -> str:
    return _glyphs()[name]


def _icon_font(pixels: int) -> QFont:
    result = QFont(_family())
    result.setPixelSize(max(pixels, 1))
    # The glyphs stand for themselves: no other family may lend a letter.
    result.setStyleStrategy(QFont.StyleStrategy.NoFontMerging)
    return result


class _GlyphEngine(QIconEngine):
    def __init__(self, name: str, role: str, checked_role: str) -> None:
        super().__init__()
        self._name = name
        self._role = role
        self._checked_role = checked_role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        role = self._role
        if mode == QIcon.Mode.Disabled:
            role = "faint"
        elif state == QIcon.State.On:
            role = self._checked_role
        paint_icon(painter, rect, self._name, theming.colours().role(role))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        result = QPixmap(size)
        result.fill(Qt.GlobalColor.transparent)
        with QPainter(result) as painter:
            self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        return result

    def clone(self) -> QIconEngine:
        return _GlyphEngine(self._name, self._role, self._checked_role)
