"""What the studio says, in the user's language: the sources are English, and a catalogue holds their translations.

Every room may use this one; it knows no Qt. A text stands in the code as a literal, so that
`packaging/translations.py` finds it:

    tr("Delete track")
    tr("Cut {name} at {time}", name=clip.name, time=words)
    tr("Delete {n} clips", one="Delete clip", n=count)
    tr("Open", context="state of a port")

What is evaluated when a module is imported, such as a table of labels, is marked there and translated when it is shown:

    LABELS = {"fade": mark("Fade")}
    translate(LABELS["fade"])
"""

from lance_studio.language.catalogue import Catalogue
from lance_studio.language.choice import (
    ENGLISH,
    LANGUAGE_VARIABLE,
    LANGUAGES,
    SYSTEM,
    best_language,
    current_language,
    use_language,
)
from lance_studio.language.speaking import KEPT, kept, mark, tr, translate, translate_filled
from lance_studio.language.templates import fill, placeholders

__all__ = [
    "ENGLISH",
    "KEPT",
    "LANGUAGES",
    "LANGUAGE_VARIABLE",
    "SYSTEM",
    "Catalogue",
    "best_language",
    "current_language",
    "fill",
    "kept",
    "mark",
    "placeholders",
    "tr",
    "translate",
    "translate_filled",
    "use_language",
]
