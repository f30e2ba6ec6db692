"""The fonts of the window: bundled faces for text and for figures, then the system's own, then a bundled CJK face."""

import enum
import sys
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

from lance_studio.ui.theme import measures

TEXT_FAMILY, MONO_FAMILY, CJK_FAMILY = "Inter", "JetBrains Mono", "Lance Studio CJK"
_TABULAR = "tnum"
# Slashed zero and similar variants of a monospaced face stay off; timecodes read better with plain figures.
_FILES = (
    "Inter-Regular.otf",
    "Inter-Medium.otf",
    "Inter-SemiBold.otf",
    "Inter-Italic.otf",
    "JetBrainsMono-Regular.ttf",
    "JetBrainsMono-Medium.ttf",
    "LanceStudioCJK-Regular.otf",
)


class FontRole(enum.Enum):
    """What a text is, which decides its face, size and weight."""

    BASE = "base"
    STRONG = "strong"
    CAPTION = "caption"
    TITLE = "title"
    NUMBER = "number"
    MONO = "mono"
    MONO_CAPTION = "mono caption"


_SIZES = {
    FontRole.CAPTION: measures.CAPTION_TEXT,
    FontRole.MONO_CAPTION: measures.CAPTION_TEXT,
    FontRole.TITLE: measures.TITLE_TEXT,
}
_WEIGHTS = {FontRole.TITLE: QFont.Weight.DemiBold, FontRole.STRONG: QFont.Weight.Medium}
_MONO = {FontRole.MONO, FontRole.MONO_CAPTION}


def font_files() -> list[Path]:
    """Return the bundled font files that are there: none is an error, the system's fonts take their place."""
    package = Path(__file__).resolve().parents[2]
    places = (
        package / "resources" / "fonts",
        package.parent / "resources" / "fonts",
        Path(sys.prefix) / "share" / "lance-studio" / "fonts",
    )
    return next((found for place in places if (found := [place / n for n in _FILES if (place / n).is_file()])), [])


def load_fonts() -> list[str]:
    """Give the bundled fonts to Qt; needs a QGuiApplication.

    Returns:
        The families that are now known.
    """
    known = set(QFontDatabase.families())
    bundled = [TEXT_FAMILY, MONO_FAMILY, CJK_FAMILY]
    if known.issuperset(bundled):
        return bundled
    families: list[str] = []
    for path in font_files():
        number = QFontDatabase.addApplicationFont(str(path))
        if number >= 0:
            families += QFontDatabase.applicationFontFamilies(number)
    return sorted(set(families))


def font(role: FontRole = FontRole.BASE) -> QFont:
    """Return the font of a role.

    `NUMBER` and both mono roles have figures of one width, so that running timecodes do not shake.

    Args:
        role: What the text is.
    """
    system = QFontDatabase.SystemFont.FixedFont if role in _MONO else QFontDatabase.SystemFont.GeneralFont
    fallback = QFontDatabase.systemFont(system).family() if QGuiApplication.instance() else ""
    family = MONO_FAMILY if role in _MONO else TEXT_FAMILY
    result = QFont([family, *([fallback] if fallback else []), CJK_FAMILY])
    result.setPixelSize(_SIZES.get(role, measures.BASE_TEXT))
    result.setWeight(_WEIGHTS.get(role, QFont.Weight.Normal))
    if role is FontRole.NUMBER:
        result.setFeature(QFont.Tag(_TABULAR), 1)
    if role in _MONO:
        result.setStyleHint(QFont.StyleHint.Monospace)
    return result
