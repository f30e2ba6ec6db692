"""Labels and the separator."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from lance_studio.ui import texts
from lance_studio.ui.theme import FontRole, colours, font, paint_icon
from lance_studio.ui.theme.measures import ICON


def label(text: str, role: str = "", *, wrap: bool = False) -> QLabel:
    """Return a label of plain text; markup in it is shown as it is written.

    Args:
        text: What it says.
        role: "", "title", "strong", "muted", "caption" or "error".
        wrap: Break long text into lines.
    """
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(texts.plain(text))
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    return made


class LinkedLabel(QLabel):
    """Selectable plain text, of which pieces may be links; nothing else in it is markup, and no link opens anything.

    Attributes:
        linkActivated: A link was followed; carries its target.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setOpenExternalLinks(False)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)

    def set_pieces(self, pieces: Sequence[tuple[str, str]], colour: str) -> None:
        """Show another text.

        Args:
            pieces: Parts of the text, each with the target of its link; an empty target makes no link.
            colour: Of the links, as "#rrggbb".
        """
        if any(target for _text, target in pieces):
            self.setTextFormat(Qt.TextFormat.RichText)
            self.setText(texts.with_links(pieces, colour))
        else:
            self.setTextFormat(Qt.TextFormat.PlainText)
            self.setText(texts.plain("".join(text for text, _target in pieces)))


def title_label(text: str) -> QLabel:
    """Return a label in the size of panel titles."""
    return label(text, "title")


def caption_label(text: str, *, wrap: bool = False) -> QLabel:
    """Return a small muted label."""
    return label(text, "caption", wrap=wrap)


def show_words(shown: QLabel, text: str) -> None:
    """Let a label say something; without words it takes no room."""
    shown.setText(texts.plain(text))
    shown.setVisible(bool(text))


def line() -> QFrame:
    """Return a horizontal separator of one pixel."""
    made = QFrame()
    made.setProperty("kind", "line")
    return made


class ElidedLabel(QWidget):
    """One line of text that ends in an ellipsis where there is too little room; the tooltip has all of it.

    Args:
        text: What it says.
        font_role: Its face and size.
        muted: In the colour of captions.
        error: In the colour of errors.
        middle: The ellipsis in the middle, as for file names.
        centred: Centred in its place.
    """

    def __init__(
        self,
        text: str = "",
        *,
        font_role: FontRole = FontRole.BASE,
        muted: bool = False,
        error: bool = False,
        middle: bool = False,
        centred: bool = False,
    ) -> None:
        super().__init__()
        self._text: str | None = None
        self._line = ""
        self._role = "error" if error else "muted" if muted else "text"
        self._mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
        self._centred = centred
        self.setFont(font(font_role))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    def text(self) -> str:
        """Return all of the text."""
        return self._text or ""

    def set_text(self, text: str) -> None:
        """Show another text."""
        if text == self._text:
            return
        self._text, self._line = text, texts.line(text)
        texts.set_name(self, text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802, D102
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self._line) + 2, metrics.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802, D102
        metrics = self.fontMetrics()
        return QSize(min(metrics.horizontalAdvance("MMM"), self.sizeHint().width()), metrics.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        palette = colours()
        with QPainter(self) as painter:
            painter.setPen(palette.role(self._role))
            shown = self.fontMetrics().elidedText(self._line, self._mode, self.width())
            texts.set_tooltip(self, self.text() if shown != self._text else "")
            across = Qt.AlignmentFlag.AlignHCenter if self._centred else Qt.AlignmentFlag.AlignLeft
            painter.drawText(self.rect(), across | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)


class IconLabel(QWidget):
    """An icon that stands by itself and follows the theme.

    Args:
        name: A name of the icon family.
        role: The palette's role of its colour.
        size: Its width and height.
    """

    def __init__(self, name: str, role: str = "muted", size: int = ICON) -> None:
        super().__init__()
        self._name, self._role = name, role
        self.setFixedSize(size, size)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def set_icon(self, name: str, role: str) -> None:
        """Show another icon or another colour."""
        self._name, self._role = name, role
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102
        with QPainter(self) as painter:
            paint_icon(painter, self.rect(), self._name, colours().role(self._role))
