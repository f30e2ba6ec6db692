"""How the window looks: colours, measures, fonts, icons, and the style sheet made from them."""

from lance_studio.ui.theme.fonts import FontRole, font
from lance_studio.ui.theme.icons import icon, paint_icon
from lance_studio.ui.theme.palette import DARK, LIGHT, Palette, mix
from lance_studio.ui.theme.theme import Mode, Theme, colours, current_theme

__all__ = [
    "DARK",
    "LIGHT",
    "FontRole",
    "Mode",
    "Palette",
    "Theme",
    "colours",
    "current_theme",
    "font",
    "icon",
    "mix",
    "paint_icon",
]
