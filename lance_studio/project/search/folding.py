"""How texts are compared: letters of any case are the same, with or without accents, in any width.

Folding goes character by character, so that whatever is a part of a text is a part of the folded text too.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

RULES = f"1/{unicodedata.unidata_version}"
"""Names the rules; a text that was folded by others must be folded again."""

SEPARATOR = "\x1f"
"""Stands between the texts of one entry, so that no phrase reaches from one into the next."""

MOST_TERMS = 32
"""Words and phrases of a question; what follows is left out."""

_ASCII_SPACE = re.compile(r"[\x00-\x20\x7f]+")
_TERM = re.compile(r"(?<!\S)[\"“„](?P<phrase>[^\"“”„]+)[\"”“](?!\S)|(?P<word>\S+)")
# Letters that Unicode does not take apart, though people type them without their stroke.
_PLAIN = {
    "\N{LATIN SMALL LETTER DOTLESS I}": "i",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ħ": "h",
    "ŧ": "t",
    "æ": "ae",
    "œ": "oe",
}
_ACCENTS_OF_SCRIPTS = range(10, 37)
_ACCENTS_FROM = 200


def fold(text: str) -> str:
    """Return a text in the form in which texts are compared; runs of spaces and line breaks become one space."""
    if text.isascii():
        return _ASCII_SPACE.sub(" ", text).lower()
    return "".join(_pieces(text))


def fold_with_places(text: str) -> tuple[str, Sequence[int]]:
    """Return a folded text, and for each of its characters which one of the text it came from."""
    if text.isascii() and len(folded := fold(text)) == len(text):
        return folded, range(len(text))
    pieces = _pieces(text)
    return "".join(pieces), [place for place, piece in enumerate(pieces) for _ in piece]


def terms_of(question: str) -> tuple[str, ...]:
    """Return the folded words and quoted phrases of a question, each once; nothing in it is taken for a command."""
    found: dict[str, None] = {}
    for match in _TERM.finditer(question):
        term = fold(match["phrase"] or match["word"]).strip()
        if term:
            found[term] = None
        if len(found) == MOST_TERMS:
            break
    return tuple(found)


def _pieces(text: str) -> list[str]:
    pieces = [_folded(character) for character in text]
    for place in range(len(pieces) - 1, -1, -1):
        # Of several spaces the first one stays; what has no form of its own may stand between them.
        if pieces[place] == " ":
            before = place - 1
            while before >= 0 and not pieces[before]:
                before -= 1
            if before >= 0 and pieces[before].endswith(" "):
                pieces[place] = ""
    return pieces


@lru_cache(maxsize=65536)
def _folded(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cc" or character.isspace():
        return " "
    if category in ("Cf", "Cs") or 0xFE00 <= ord(character) <= 0xFE0F:
        return ""
    lowered = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold()).casefold()
    return "".join(_PLAIN.get(part, part) for part in lowered if not _is_accent(part))


def _is_accent(character: str) -> bool:
    """Tell whether a character is a mark that people leave out; the marks of kana and viramas make other letters."""
    kind = unicodedata.combining(character)
    return kind in _ACCENTS_OF_SCRIPTS or kind >= _ACCENTS_FROM
