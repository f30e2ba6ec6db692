"""Where the parts of the drawn graph lie, in pixels at 100 %."""

from PySide6.QtCore import QRect, QSize

from lance_studio.ui.history.cards import Card
from lance_studio.ui.theme.measures import GRID, HALF, PADDING

PICTURE = QSize(104, 72)
CAPTION = 20
GAP_X, GAP_Y = 88, 20
STEP_X, STEP_Y = PICTURE.width() + GAP_X, PICTURE.height() + CAPTION + GAP_Y
LINE = 15
CHIP = QSize(40, 24)


def place_of(card: Card) -> QRect:
    """Return where a node is drawn, its name included."""
    left, top = PADDING + card.column * STEP_X, PADDING + card.row * STEP_Y
    return QRect(left, top, PICTURE.width(), PICTURE.height() + CAPTION)


def chip_of(card: Card) -> QRect:
    """Return where a node's branch is folded and unfolded: over the beginning of the ways that leave it."""
    place = place_of(card)
    return QRect(place.right() + 1 - GRID, place.top() + (PICTURE.height() - CHIP.height()) // 2, *CHIP.toTuple())


def label_of(child: Card) -> QRect:
    """Return where an instruction stands: on the last part of the way, before the child."""
    place = place_of(child)
    middle = place.top() + PICTURE.height() // 2
    return QRect(place.left() - GAP_X + GRID + HALF + 2, middle - 2 * LINE - 2, GAP_X - 2 * GRID, 2 * LINE)


def whole_size(columns: int, rows: int) -> QSize:
    """Return the size of a graph whose last column and row have these numbers; -1 where there is none."""
    wide = (PADDING + columns * STEP_X + PICTURE.width() - 1 if columns >= 0 else 0) + PADDING
    high = (PADDING + rows * STEP_Y + PICTURE.height() + CAPTION - 1 if rows >= 0 else 0) + PADDING
    return QSize(wide, high)
