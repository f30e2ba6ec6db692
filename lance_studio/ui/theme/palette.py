"""The colours of the window, by role. No other file of the project may contain a colour."""

from dataclasses import dataclass, fields

from PySide6.QtGui import QColor, QPalette


@dataclass(frozen=True)
class Palette:
    """One colour per role; dark and light have the same roles.

    Text roles keep a contrast of 4.5:1 to every surface on which they stand, except `faint`, which is for disabled
    text and ticks. Colour never speaks alone: an icon or a word goes with it.

    Attributes:
        name: "dark" or "light".
        window: Behind the docks and between panels.
        surround: Around pictures on the canvas; neutral grey in both themes, because people judge colour on it.
        panel: The ground of a panel.
        raised: Inputs, cards and tracks.
        hover: What the pointer is over, or what is pressed.
        line: Separators of one pixel.
        text: Text.
        muted: Captions.
        faint: Disabled text and ticks.
        accent: Links, the playhead, the outline of what is selected.
        accent_fill: The ground of a primary button.
        on_fill: Text on `accent_fill`, and on clips in the dark theme's opposite.
        ok: Something went well.
        warning: Something needs attention.
        error: Something failed.
        generated: What the model made.
        video: Video clips.
        audio: Audio clips.
        on_clip: Text on a clip's bar.
        checker_a: One square of the pattern behind transparent pictures.
        checker_b: The other square of it.
        scrim: Laid over pictures under text; has an alpha.
        on_scrim: Text on `scrim`.
    """

    name: str
    window: QColor
    surround: QColor
    panel: QColor
    raised: QColor
    hover: QColor
    line: QColor
    text: QColor
    muted: QColor
    faint: QColor
    accent: QColor
    accent_fill: QColor
    on_fill: QColor
    ok: QColor
    warning: QColor
    error: QColor
    generated: QColor
    video: QColor
    audio: QColor
    on_clip: QColor
    checker_a: QColor
    checker_b: QColor
    scrim: QColor
    on_scrim: QColor

    def role(self, name: str) -> QColor:
        """Return a colour by the name of its role.

        Args:
            name: An attribute of this class other than `name`.

        Raises:
            KeyError: If there is no such role.
        """
        if name not in ROLES:
            raise KeyError(name)
        return getattr(self, name)


ROLES = tuple(field.name for field in fields(Palette) if field.name != "name")

DARK = Palette(
    name="dark",
    window=QColor("#17191e"),
    surround=QColor("#1a1a1a"),
    panel=QColor("#1e2127"),
    raised=QColor("#272b33"),
    hover=QColor("#313640"),
    line=QColor("#3a404c"),
    text=QColor("#e7e9ee"),
    muted=QColor("#a8afbd"),
    faint=QColor("#7d8594"),
    accent=QColor("#6c9bff"),
    accent_fill=QColor("#2f62d6"),
    on_fill=QColor("#ffffff"),
    ok=QColor("#4cc38a"),
    warning=QColor("#f0b429"),
    error=QColor("#ff6b61"),
    generated=QColor("#b493ff"),
    video=QColor("#6c9bff"),
    audio=QColor("#4fb89a"),
    on_clip=QColor("#14161a"),
    checker_a=QColor("#2a2a2a"),
    checker_b=QColor("#343434"),
    scrim=QColor(0, 0, 0, 168),
    on_scrim=QColor("#ffffff"),
)

LIGHT = Palette(
    name="light",
    window=QColor("#eceef2"),
    surround=QColor("#d6d6d6"),
    panel=QColor("#f8f9fb"),
    raised=QColor("#ffffff"),
    hover=QColor("#e2e6ee"),
    line=QColor("#c9cfda"),
    text=QColor("#1b1e24"),
    muted=QColor("#4f5765"),
    faint=QColor("#667085"),
    accent=QColor("#1f57d0"),
    accent_fill=QColor("#2f62d6"),
    on_fill=QColor("#ffffff"),
    ok=QColor("#11734b"),
    warning=QColor("#8a5a00"),
    error=QColor("#b3261e"),
    generated=QColor("#6b3fd1"),
    video=QColor("#1f57d0"),
    audio=QColor("#0f6f55"),
    on_clip=QColor("#ffffff"),
    checker_a=QColor("#c4c4c4"),
    checker_b=QColor("#d0d0d0"),
    scrim=QColor(0, 0, 0, 168),
    on_scrim=QColor("#ffffff"),
)


def mix(ground: QColor, over: QColor, share: float) -> QColor:
    """Return the opaque colour between two.

    Args:
        ground: The colour at share 0.
        over: The colour at share 1.
        share: How much of `over`, 0 to 1.
    """
    kept = 1.0 - share
    return QColor.fromRgbF(
        ground.redF() * kept + over.redF() * share,
        ground.greenF() * kept + over.greenF() * share,
        ground.blueF() * kept + over.blueF() * share,
    )


def fill_hover(palette: Palette) -> QColor:
    """Return the ground of a primary button under the pointer."""
    return mix(palette.accent_fill, palette.on_fill, 0.08)


def fill_pressed(palette: Palette) -> QColor:
    """Return the ground of a primary button that is held down."""
    darker = min(palette.window, palette.text, key=lambda colour: colour.lightness())
    return mix(palette.accent_fill, darker, 0.2)


def selected(palette: Palette) -> QColor:
    """Return the ground of a row that is selected."""
    return mix(palette.panel, palette.accent, 0.22)


def qt_palette(palette: Palette) -> QPalette:
    """Return what Qt's own widgets paint with where the style sheet does not reach."""
    roles = {
        QPalette.ColorRole.Window: palette.panel,
        QPalette.ColorRole.WindowText: palette.text,
        QPalette.ColorRole.Base: palette.raised,
        QPalette.ColorRole.AlternateBase: palette.panel,
        QPalette.ColorRole.Text: palette.text,
        # It is read, and so no disabled text.
        QPalette.ColorRole.PlaceholderText: palette.muted,
        QPalette.ColorRole.Button: palette.raised,
        QPalette.ColorRole.ButtonText: palette.text,
        QPalette.ColorRole.BrightText: palette.error,
        QPalette.ColorRole.ToolTipBase: palette.raised,
        QPalette.ColorRole.ToolTipText: palette.text,
        QPalette.ColorRole.Highlight: palette.accent_fill,
        QPalette.ColorRole.HighlightedText: palette.on_fill,
        QPalette.ColorRole.Accent: palette.accent,
        QPalette.ColorRole.Link: palette.accent,
        QPalette.ColorRole.LinkVisited: palette.accent,
        QPalette.ColorRole.Light: palette.hover,
        QPalette.ColorRole.Midlight: palette.hover,
        QPalette.ColorRole.Mid: palette.line,
        QPalette.ColorRole.Dark: palette.line,
        QPalette.ColorRole.Shadow: palette.window,
    }
    result = QPalette()
    for role, colour in roles.items():
        result.setColor(role, colour)
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, palette.faint)
    return result
