"""Text that an input method is composing, made readable in the window's own colours."""

from PySide6.QtGui import QInputMethodEvent, QPalette, QTextCharFormat, QTextFormat

_FORMAT = QInputMethodEvent.AttributeType.TextFormat


def readable(event: QInputMethodEvent, palette: QPalette) -> QInputMethodEvent:
    """Return what an input method says, with its text in colours that can be read.

    Input methods colour what they compose for a white page, and leave out the other colour of the pair. What they set
    apart by a background is shown as a selection; all else is underlined.

    Args:
        event: What the input method says.
        palette: Of the field.
    """
    attributes = [_readable(one, palette) for one in event.attributes()]
    if not any(one.type is _FORMAT for one in attributes):
        whole = len(event.preeditString().encode("utf-16-le")) // 2  # Qt counts in these units
        attributes.append(QInputMethodEvent.Attribute(_FORMAT, 0, whole, _underlined()))
    made = QInputMethodEvent(event.preeditString(), attributes)
    made.setCommitString(event.commitString(), event.replacementStart(), event.replacementLength())
    return made


def _readable(attribute: QInputMethodEvent.Attribute, palette: QPalette) -> QInputMethodEvent.Attribute:
    value = attribute.value
    if attribute.type is not _FORMAT or not isinstance(value, QTextFormat):
        return attribute
    shown = _underlined()
    if value.hasProperty(QTextFormat.Property.BackgroundBrush.value):
        shown.setBackground(palette.highlight())
        shown.setForeground(palette.highlightedText())
    return QInputMethodEvent.Attribute(_FORMAT, attribute.start, attribute.length, shown)


def _underlined() -> QTextCharFormat:
    made = QTextCharFormat()
    made.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
    return made
