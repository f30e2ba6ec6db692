"""The small pictures that a style sheet can only take from files: check marks and arrows, kept in the cache folder."""

import hashlib
from pathlib import Path

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from lance_studio.errors import OutputError
from lance_studio.media.output import atomic_target
from lance_studio.ui.theme.icons import paint_icon
from lance_studio.ui.theme.measures import ICON
from lance_studio.ui.theme.palette import Palette
from lance_studio.user_settings.cache_place import MARKS, cache_dir

_MARKS = {
    "check": ("check-bold", "on_fill"),
    "check-menu": ("check-bold", "accent"),
    "down": ("caret-down", "muted"),
    "right": ("caret-right", "muted"),
    "open": ("caret-down", "muted"),
    "dot": ("circle-fill", "on_fill"),
}
_VERSION = "1"


def mark_files(palette: Palette) -> dict[str, str]:
    """Return the pictures of a palette, drawn on the first call of a computer.

    Returns:
        From a mark's name to its file as a style sheet writes it; without the marks that could not be written,
        because a folder that is not writable must not keep the window from opening.
    """
    digest = hashlib.sha256(repr((_VERSION, palette, _MARKS)).encode()).hexdigest()[:12]
    folder = cache_dir() / MARKS / digest
    found: dict[str, str] = {}
    for name, (glyph, role) in _MARKS.items():
        file = folder / f"{name}.png"
        try:
            for path, size in ((file, ICON), (file.with_name(f"{name}@2x.png"), 2 * ICON)):
                if not _is_there(path):
                    _draw(path, glyph, palette.role(role), size)
        except (OSError, OutputError):
            continue
        found[name] = file.as_posix()
    return found


def _is_there(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except FileNotFoundError:
        return False


def _draw(path: Path, glyph: str, colour: QColor, size: int) -> None:
    picture = QPixmap(size, size)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        # The disc of a radio button fills only half of its place.
        inset = size // 4 if glyph == "circle-fill" else size // 8
        paint_icon(painter, QRect(0, 0, size, size).adjusted(inset, inset, -inset, -inset), glyph, colour)
    # Another window may draw it at the same time. It can be drawn again, so that nobody waits for the disk.
    with atomic_target(path, overwrite=True, durable=False) as temporary:
        if not picture.save(str(temporary), "PNG"):
            raise OSError("its picture could not be saved")
