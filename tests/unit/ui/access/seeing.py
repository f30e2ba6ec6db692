"""What of the focus is seen: the pixels that differ, their colour, and how far it stands out from what was there."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from lance_studio.ui.theme import colours
from lance_studio.ui.widgets.prompt import PromptEdit

AROUND = 6
"""Pixels around a control that may carry its frame."""
LEAST_PIXELS = 12
LEAST_CONTRAST = 3.0
_NEAR = 40


@dataclass(frozen=True)
class Seen:
    """How the focus of a control is seen.

    Attributes:
        pixels: How many have become the focus colour.
        contrast: Of the focus colour against what those pixels were before, the median.
    """

    pixels: int
    contrast: float

    @property
    def is_enough(self) -> bool:
        return self.pixels >= LEAST_PIXELS and self.contrast >= LEAST_CONTRAST


def bring_to_sight(widget: QWidget) -> None:
    """Scroll the pages around a widget to it."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(widget)
        parent = parent.parentWidget()


def see_focus(widget: QWidget) -> Seen:
    """Compare a control with the focus and without.

    Returns:
        How much of the accent has come; on a primary button, whose ground is the accent, of the colour of text.
    """
    window = widget.window()
    QApplication.processEvents()
    focused = QApplication.focusWidget()
    if focused is not None:
        focused.clearFocus()
    QApplication.processEvents()
    bring_to_sight(widget)
    framed = _framed(widget)
    place = QRect(framed.mapTo(window, QPoint(0, 0)), framed.size()).adjusted(-AROUND, -AROUND, AROUND, AROUND)
    place &= window.rect()
    without = _pixels(window, place)
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    assert QApplication.focusWidget() is widget, widget
    with_focus = _pixels(window, place)
    palette = colours()
    marks = [palette.accent] + ([palette.text] if widget.property("kind") == "primary" else [])
    seen = [_seen(without, with_focus, colour) for colour in marks]
    return max(seen, key=lambda one: (one.is_enough, one.pixels))


def _framed(widget: QWidget) -> QWidget:
    """Return what has the frame: around an instruction that is the box with all that belongs to it."""
    parent = widget.parentWidget()
    while parent is not None and not parent.isWindow():
        if parent.property("kind") == "prompt" and isinstance(widget, PromptEdit):
            return parent
        parent = parent.parentWidget()
    return widget


def _seen(without: NDArray[np.int16], focused: NDArray[np.int16], colour: QColor) -> Seen:
    wanted = np.array([colour.red(), colour.green(), colour.blue()], np.int16)
    changed = np.abs(focused - without).max(axis=-1) > _NEAR
    marked = changed & (np.abs(focused - wanted).max(axis=-1) <= _NEAR)
    if not marked.any():
        return Seen(0, 0.0)
    light = luminance(wanted[None])[0]
    ground = luminance(without[marked])
    ratios = (np.maximum(ground, light) + 0.05) / (np.minimum(ground, light) + 0.05)
    return Seen(int(marked.sum()), float(np.median(ratios)))


def luminance(colours_: NDArray[np.int16]) -> NDArray[np.float64]:
    """Return the relative luminance of sRGB colours [N, 3] as WCAG defines it."""
    shares = colours_ / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def _pixels(window: QWidget, place: QRect) -> NDArray[np.int16]:
    image = window.grab(place).toImage().convertToFormat(QImage.Format.Format_RGB888)
    data = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return data[:, : 3 * image.width()].reshape(image.height(), image.width(), 3).astype(np.int16)
