"""What the user does to the text of a field, as edits of the size that one undoes."""

Draft = tuple[str, int]
"""A text and where the cursor stands in it."""


class DraftEdits:
    """Makes edits of what becomes of a text.

    Letters that are typed one after the other go on with one edit, and so do those that are deleted one after the
    other. Whatever is pasted, cut or put in place of something is an edit of its own.
    """

    def __init__(self) -> None:
        self._text, self._cursor = "", 0
        self._kind, self._place = "", 0

    def end(self) -> None:
        """Let what comes next be an edit of its own."""
        self._kind = ""

    def show(self, text: str, cursor: int) -> None:
        """Another text is shown, which nobody has typed."""
        self._text, self._cursor = text, cursor
        self.end()

    def move(self, text: str, cursor: int) -> None:
        """The cursor has moved; while the text changes, it does so first."""
        if text == self._text:
            self._cursor = cursor

    def take(self, text: str, cursor: int) -> tuple[Draft, Draft, bool] | None:
        """Take what the text has become.

        Args:
            text: The text now.
            cursor: Where the cursor stands now.

        Returns:
            The draft before, the one now, and whether this goes on with the edit before it; None if nothing changed.
        """
        if text == self._text:
            return None
        former = (self._text, self._cursor)
        kind, place = _edit(self._text, text, cursor)
        # The next letter stands where the cursor is; Backspace goes back by one, and Del stays.
        expected = {"typed": (self._place + 1,), "deleted": (self._place - 1, self._place)}.get(kind, ())
        goes_on = kind == self._kind and place in expected
        self._text, self._cursor, self._kind, self._place = text, cursor, kind, place
        return former, (text, cursor), goes_on


def _edit(former: str, text: str, cursor: int) -> tuple[str, int]:
    """Return what was done to a text ("typed", "deleted" or "other"), and where; `cursor` is where it stands now."""
    if cursor and text[: cursor - 1] + text[cursor:] == former:
        return "typed", cursor - 1
    if former[:cursor] + former[cursor + 1 :] == text:
        return "deleted", cursor
    return "other", cursor
