"""What the user does to the text of a field, as edits of the size that one undoes."""

import contextlib
from collections.abc import Callable, Generator

from PySide6.QtWidgets import QPlainTextEdit

Draft = tuple[str, int]


class DraftEdits:
    """Tells of each edit of a field.

    Letters that are typed one after the other go on with one edit, and so do those that are deleted one after the
    other. Whatever is pasted, cut or put in place of something is an edit of its own.

    Args:
        field: The field.
        tell: Is called with the text and the cursor before an edit, with those after it, and with whether it goes on
            with the edit before.
    """

    def __init__(self, field: QPlainTextEdit, tell: Callable[[Draft, Draft, bool], None]) -> None:
        self._field, self._tell = field, tell
        self._unnoticed = 0
        self._text, self._cursor = field.toPlainText(), 0
        self._kind, self._place = "", 0
        field.textChanged.connect(self._follow_text)
        field.cursorPositionChanged.connect(self._follow_cursor)

    def end(self) -> None:
        """Let what comes next be an edit of its own."""
        self._kind = ""

    @contextlib.contextmanager
    def unnoticed(self) -> Generator[None, None, None]:
        """Change the text without an edit being told of."""
        self._unnoticed += 1
        try:
            yield
        finally:
            self._unnoticed -= 1
            self._text, self._cursor = self._field.toPlainText(), self._field.textCursor().position()
            self.end()

    def _follow_cursor(self) -> None:
        # While the text changes, the cursor moves first.
        if self._field.toPlainText() == self._text:
            self._cursor = self._field.textCursor().position()

    def _follow_text(self) -> None:
        text, cursor = self._field.toPlainText(), self._field.textCursor().position()
        former = (self._text, self._cursor)
        if self._unnoticed or text == self._text:
            return
        kind, place = _edit(self._text, text, cursor)
        # The next letter stands where the cursor is; Backspace goes back by one, and Del stays.
        expected = {"typed": (self._place + 1,), "deleted": (self._place - 1, self._place)}.get(kind, ())
        goes_on = kind == self._kind and place in expected
        self._text, self._cursor, self._kind, self._place = text, cursor, kind, place
        self._tell(former, (text, cursor), goes_on)


def _edit(former: str, text: str, cursor: int) -> tuple[str, int]:
    """Return what was done to a text ("typed", "deleted" or "other"), and where; `cursor` is where it stands now."""
    if cursor and text[: cursor - 1] + text[cursor:] == former:
        return "typed", cursor - 1
    if former[:cursor] + former[cursor + 1 :] == text:
        return "deleted", cursor
    return "other", cursor
