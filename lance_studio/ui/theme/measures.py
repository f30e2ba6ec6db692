"""The measures of the window, in device-independent pixels; the UI scale is applied by Qt on top of them."""

GRID = 8
"""Distance between things."""
HALF = 4
"""Distance inside a control."""
PADDING = 12
"""Between the edge of a panel and what is in it."""
CONTROL = 28
"""Height of buttons, fields and chips."""
PRIMARY = 32
"""Height of a primary button."""
HIT = 24
"""The least width and height of anything that is clicked."""
ICON = 16
"""Icons in panels and menus."""
TOOL_ICON = 20
"""Icons in the toolbar."""
RADIUS = 6
"""Corners of controls."""
CARD_RADIUS = 8
"""Corners of cards."""
OUTLINE = 2
"""Width of the outline of what is selected or has the focus."""
BASE_TEXT = 13
CAPTION_TEXT = 12
TITLE_TEXT = 15
SHIMMER_MS = 1600
"""One pass of the shimmer over a card that is waiting for its result."""
