"""The functions that the code calls for each text that people see."""

from lance_studio.language.choice import active_catalogue
from lance_studio.language.templates import fill, unfill

KEPT = "kept"
"""The context that `kept` gives to templates; they are few, because each is tried."""


def tr(text: str, /, *, one: str = "", n: int | None = None, context: str = "", **values: object) -> str:
    """Return a text in the user's language, with values in their places.

    Never raises: a translation that lacks a place, or has another one, is left aside.

    Args:
        text: The English text, a literal. `{name}` and `{share:.1f}` are places for values.
        one: The English text for the number 1, a literal too, where it differs.
        n: The number that decides between the forms, and the value of `{n}`.
        context: Tells translators of a short or ambiguous text what it is, and texts apart that are the same in
            English; a literal.
        values: Of the places.
    """
    if n is not None:
        values["n"] = n
    found = active_catalogue().find(text, context, n)
    if found is None:
        found = one if one and n == 1 else text
    return fill(found, values) if values else found


def mark(text: str, /, *, one: str = "", context: str = "") -> str:
    """Mark a literal that is translated later, by `translate`, because no language is chosen yet; returns it."""
    del one, context
    return text


def kept(text: str, /, *, one: str = "", n: int | None = None, **values: object) -> str:
    """Return a text in English with values in their places, for what is kept in a file, such as the name of a step.

    Whoever shows it calls `translate_filled`.

    Args:
        text: As of `tr`, a literal.
        one: As of `tr`.
        n: As of `tr`.
        values: As of `tr`.
    """
    if n is not None:
        values["n"] = n
    return fill(one if one and n == 1 else text, values)


def translate(text: str, /, *, context: str = "", **values: object) -> str:
    """Return a marked text, which is held in a variable, in the user's language.

    Args:
        text: What was marked; anything else is returned as it is.
        context: As it was marked.
        values: As of `tr`.
    """
    found = active_catalogue().find(text, context)
    return fill(text if found is None else found, values)


def translate_filled(text: str, /) -> str:
    """Return a text in the user's language that was kept in English with its values in it, as the names of steps are.

    A text such as "Import 3 files" is recognised by its template, "Import {n} files". What no template fits is
    returned as it is.

    Args:
        text: What `mark` or `kept` returned, perhaps long ago.
    """
    catalogue = active_catalogue()
    found = catalogue.find(text)
    if found is not None:
        return found
    for template in catalogue.templates.get(KEPT, ()):
        values = unfill(template, text)
        if values is not None:
            return fill(catalogue.find(template, KEPT, 2) or text, dict(values))
    return text
