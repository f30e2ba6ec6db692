"""The theme in force: which palette, and its way into Qt. It belongs to the application object, not to a module."""

import enum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from lance_studio.ui.theme.fonts import FontRole, font, load_fonts
from lance_studio.ui.theme.palette import DARK, LIGHT, Palette, qt_palette

_NAME = "theme"


class Mode(enum.Enum):
    """What the user chose."""

    DARK = "dark"
    LIGHT = "light"
    SYSTEM = "system"


class Theme(QObject):
    """Keeps palette, fonts and style sheet of the application in step with the user's choice.

    Widgets that paint themselves need not listen: they ask `colours()` whenever they paint, and a change of theme
    repaints everything. `changed` is for what caches drawings.

    Attributes:
        changed: The palette or the wish for less motion has changed.
    """

    changed = Signal()

    def __init__(self, application: QApplication, mode: Mode = Mode.DARK) -> None:
        super().__init__(application)
        self.setObjectName(_NAME)
        self._application = application
        # Both are kept: PySide takes the second for gone once its last reference to the first is.
        self._hints = application.styleHints()
        self._accessibility = self._hints.accessibility()
        self._mode = mode
        self._less_motion: bool | None = None
        self._palette = DARK
        # The style must be set before the palette, which it would otherwise overwrite.
        application.setStyle("Fusion")
        load_fonts()
        application.setFont(font(FontRole.BASE))
        self._hints.colorSchemeChanged.connect(self._follow_system)
        self._accessibility.motionPreferenceChanged.connect(self.changed)
        self._apply(self._wanted())

    @classmethod
    def install(cls, application: QApplication, mode: Mode = Mode.DARK) -> "Theme":
        """Return the application's theme, made now if there is none, in the mode given."""
        existing = _find(application)
        if existing is None:
            return cls(application, mode)
        existing.set_mode(mode)
        return existing

    @property
    def mode(self) -> Mode:
        """What the user chose."""
        return self._mode

    @property
    def palette(self) -> Palette:
        """The colours in force."""
        return self._palette

    @property
    def less_motion(self) -> bool:
        """Whether nothing may move: the studio's own setting, or else the system's."""
        if self._less_motion is not None:
            return self._less_motion
        return self._accessibility.motionPreference() == Qt.MotionPreference.ReducedMotion

    def set_mode(self, mode: Mode) -> None:
        """Change the theme of the running window."""
        self._mode = mode
        palette = self._wanted()
        if palette is not self._palette:
            self._apply(palette)
            self.changed.emit()

    def set_less_motion(self, less: bool | None) -> None:
        """Override the system's wish for less motion; None follows the system."""
        self._less_motion = less
        self.changed.emit()

    def _wanted(self) -> Palette:
        if self._mode is Mode.SYSTEM:
            light = self._hints.colorScheme() == Qt.ColorScheme.Light
            return LIGHT if light else DARK
        return LIGHT if self._mode is Mode.LIGHT else DARK

    def _follow_system(self) -> None:
        if self._mode is Mode.SYSTEM:
            self.set_mode(Mode.SYSTEM)

    def _apply(self, palette: Palette) -> None:
        # Imported here: the sheet draws its marks with the icons, which ask this module for the theme.
        from lance_studio.ui.theme.sheet import style_sheet

        self._palette = palette
        self._application.setPalette(qt_palette(palette))
        self._application.setStyleSheet(style_sheet(palette))


def _find(application: QObject) -> Theme | None:
    return application.findChild(Theme, _NAME, Qt.FindChildOption.FindDirectChildrenOnly)


def current_theme() -> Theme:
    """Return the application's theme.

    Raises:
        RuntimeError: If no theme was installed, which is a mistake in the order of the start.
    """
    application = QApplication.instance()
    theme = _find(application) if application is not None else None
    if theme is None:
        raise RuntimeError("Theme.install must come before the first widget")
    return theme


def colours() -> Palette:
    """Return the colours in force, for a widget that is about to paint."""
    return current_theme().palette
