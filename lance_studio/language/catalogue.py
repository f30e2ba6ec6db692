"""Reads what Qt Linguist's `lrelease` makes of translations, without Qt: the engine's process has none.

A .qm file is a row of sections, each with a kind and a length. The messages are records of tagged fields; all numbers
have their highest byte first. The context of a message is a room of the code, and behind a "#" what tells a text apart
from others that are the same in English.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from lance_studio.language.templates import placeholders

_MAGIC = bytes.fromhex("3cb86418caef9c95cd211cbf60a1bddd")
_MESSAGES = 0x69
_END, _TRANSLATION, _SOURCE, _CONTEXT, _COMMENT = 1, 3, 6, 7, 8
_CONTEXT_SIGN = "#"
_NULL = 0xFFFFFFFF


@dataclass(frozen=True)
class Catalogue:
    """Translations of one language.

    Attributes:
        texts: The translation by source and context; several, where it depends on a number.
    """

    texts: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    def find(self, source: str, context: str = "", number: int | None = None) -> str | None:
        """Return a translation; None if there is none, or if its places for values are not those of the source.

        Args:
            source: The English text.
            context: Tells texts apart that are the same in English.
            number: What a text with a number says; the languages that come along have one form for all numbers.
        """
        forms = self.texts.get((source, context))
        if not forms or (len(forms) > 1 and number is None):
            return None
        form = forms[0 if number == 1 else -1]
        return form if form and _fits(form, source) else None

    @cached_property
    def templates(self) -> dict[str, tuple[str, ...]]:
        """The sources that have places for values, by context; looked for once, because lists ask for each row."""
        found: dict[str, list[str]] = {}
        for (source, context), forms in self.texts.items():
            if forms and placeholders(source):
                found.setdefault(context, []).append(source)
        return {context: tuple(sources) for context, sources in found.items()}

    @classmethod
    def read(cls, folder: Path) -> "Catalogue":
        """Read all .qm files of a folder; one that is damaged is left out, as if nobody had translated it."""
        texts: dict[tuple[str, str], tuple[str, ...]] = {}
        for path in sorted(folder.glob("*.qm")):
            try:
                texts.update(_messages(path.read_bytes()))
            except (OSError, ValueError, struct.error, IndexError):
                continue
        return cls(texts)


@cache
def _fits(form: str, source: str) -> bool:
    return placeholders(form) == placeholders(source)


def _messages(content: bytes) -> dict[tuple[str, str], tuple[str, ...]]:
    if not content.startswith(_MAGIC):
        raise ValueError("no .qm file")
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    at = len(_MAGIC)
    while at < len(content):
        kind, length = struct.unpack_from(">BI", content, at)
        at += 5
        if kind == _MESSAGES:
            found.update(_records(content[at : at + length]))
        at += length
    return found


def _records(content: bytes) -> Iterator[tuple[tuple[str, str], tuple[str, ...]]]:
    at, forms = 0, []
    source = context = ""
    while at < len(content):
        tag = content[at]
        at += 1
        if tag == _END:
            yield (source, context.partition(_CONTEXT_SIGN)[2]), tuple(forms)
            forms, source, context = [], "", ""
            continue
        if tag not in (_TRANSLATION, _SOURCE, _CONTEXT, _COMMENT):
            raise ValueError(f"unknown field {tag}")
        (length,) = struct.unpack_from(">I", content, at)
        at += 4
        length = 0 if length == _NULL else length
        part, at = content[at : at + length], at + length
        if tag == _TRANSLATION:
            forms.append(part.decode("utf-16-be"))
        elif tag == _SOURCE:
            source = part.decode("utf-8")
        elif tag == _CONTEXT:
            context = part.decode("utf-8")
