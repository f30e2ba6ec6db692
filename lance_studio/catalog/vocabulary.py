"""What of a prompt a model does not know: words, scripts, numbers and negations, as its profile says.

Everything here is quick enough for each key press. A model without a vocabulary is taken to know any word; what other
programs read as syntax is plain words to every model.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from lance_studio.language import mark, tr, translate

#: How many words are named at most; the rest are "…".
MOST_NAMED = 3
_APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"
_WORD = re.compile(rf"[^\W\d_]+(?:['{_APOSTROPHE}\-][^\W\d_]+)*")
_NUMBER = re.compile(r"(?<![\w.])\d+(?![\w.])")
# <lora:name:0.8> and its relatives, (words:1.4), and [words:1.4]; of what is weighted the words themselves stay.
_TAG = re.compile(r"<\s*(?:lora|lyco|hypernet|embedding)\s*:[^<>]*>", re.IGNORECASE)
_WEIGHT = re.compile(r"[(\[]([^()\[\]]*?):\s*[+-]?\d+(?:\.\d+)?\s*[)\]]")
_NUMBER_WORDS = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "hundred": 100, "thousand": 1000, "dozen": 12, "dozens": 24}
_NEGATIONS = frozenset(
    [
        "no",
        "not",
        "without",
        "never",
        "none",
        "nothing",
        "nobody",
        "neither",
        "nor",
        "cannot",
        "can't",
        "don't",
        "doesn't",
        "isn't",
        "aren't",
        "won't",
        "shouldn't",
        "kein",
        "keine",
        "keinen",
        "keiner",
        "nicht",
        "ohne",
        "nie",
    ]
)
_SCRIPTS = {
    "CJK": mark("Chinese characters"),
    "HIRAGANA": mark("Japanese"),
    "KATAKANA": mark("Japanese"),
    "HANGUL": mark("Korean"),
    "CYRILLIC": mark("Cyrillic"),
    "ARABIC": mark("Arabic"),
    "HEBREW": mark("Hebrew"),
    "DEVANAGARI": mark("Devanagari"),
    "GREEK": mark("Greek"),
    "THAI": mark("Thai"),
}
#: Languages that are written in these scripts, by the beginning of their tags.
_WRITTEN = {"CJK": ("zh", "ja", "ko"), "HIRAGANA": ("ja",), "KATAKANA": ("ja",), "HANGUL": ("ko",)}
_LANGUAGES = {
    "en": mark("English"),
    "de": mark("German"),
    "fr": mark("French"),
    "es": mark("Spanish"),
    "zh": mark("Chinese"),
    "ja": mark("Japanese"),
}


@dataclass(frozen=True)
class Vocabulary:
    """The words that a model was trained on.

    Attributes:
        words: Lists of words by group, in lower case.
        greatest_count: How many things of a kind it counts at most; None for any.
        negations: Whether it understands "no" and "without".
    """

    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    greatest_count: int | None = None
    negations: bool = True

    @cached_property
    def known(self) -> frozenset[str]:
        """All words of all groups."""
        return frozenset(word.casefold() for group in self.words.values() for word in group)

    def knows(self, word: str) -> bool:
        """Whether a word, also in the plural or with "'s", is known; upper and lower case are the same."""
        word = word.casefold().replace(_APOSTROPHE, "'")
        forms = {word, word.removesuffix("'s"), word.removesuffix("s"), word.removesuffix("es"), word.removesuffix("'")}
        if word.endswith("ies"):
            forms.add(f"{word[:-3]}y")
        if forms & self.known:
            return True
        parts = word.split("-")
        return len(parts) > 1 and all(self.knows(part) for part in parts)

    def spells(self, text: str) -> bool:
        """Whether a text without spaces, as Chinese is written, is a chain of known words."""
        text, ends = text.casefold(), {0}
        for end in range(1, len(text) + 1):
            if any(text[start:end] in self.known for start in ends):
                ends.add(end)
        return len(text) in ends


@dataclass(frozen=True, slots=True)
class Remarks:
    """What of a prompt a model does not take as it may be meant; each part in the order of the text, once.

    Attributes:
        words: Words that it does not know.
        scripts: Scripts that it does not read, for people.
        numbers: Numbers beyond what it counts.
        negations: Words such as "without", where it does not understand them.
        syntax: Syntax of other programs, which is plain words here.
    """

    words: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    negations: tuple[str, ...] = ()
    syntax: tuple[str, ...] = ()


def unknown_words(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the words of a text that a model does not know, as they are written, each once."""
    return remarks(text, vocabulary).words


def remarks(text: str, vocabulary: Vocabulary | None, languages: Iterable[str] = ("en",)) -> Remarks:
    """Say what of a prompt a model does not take as it may be meant.

    Args:
        text: The prompt.
        vocabulary: The model's; None for one that knows any word.
        languages: Tags of the languages that it reads.
    """
    syntax = [found.group() for found in _TAG.finditer(text)] + [found.group() for found in _WEIGHT.finditer(text)]
    if vocabulary is None:
        return Remarks(syntax=_once(syntax))
    text = _WEIGHT.sub(r"\1", _TAG.sub(" ", text))
    tags = tuple(languages)
    words, scripts, negations = [], [], []
    numbers = [found.group() for found in _NUMBER.finditer(text) if _beyond(found.group(), vocabulary)]
    for found in _WORD.finditer(text):
        word, script = found.group(), _script(found.group())
        plain = word.casefold().replace(_APOSTROPHE, "'")
        if script and vocabulary.spells(word):
            continue
        if script and not any(tag.startswith(_WRITTEN.get(script, ())) for tag in tags):
            scripts.append(translate(_SCRIPTS.get(script, script.capitalize())))
        elif plain in _NEGATIONS and not vocabulary.negations:
            negations.append(word)
        elif plain in _NUMBER_WORDS and _beyond(str(_NUMBER_WORDS[plain]), vocabulary):
            numbers.append(word)
        elif not script and not vocabulary.knows(word):
            words.append(word)
    return Remarks(_once(words), _once(scripts), _once(numbers), _once(negations), _once(syntax))


def in_words(found: Remarks, model: str, vocabulary: Vocabulary | None, languages: Iterable[str] = ("en",)) -> str:
    """Put remarks into one line; nothing where there are none.

    Args:
        found: The remarks.
        model: The model's name.
        vocabulary: The model's.
        languages: Tags of the languages that it reads.
    """
    parts: list[str] = []
    if found.scripts:
        read = tr(" and ").join(translate(_LANGUAGES.get(tag.split("-")[0], tag)) for tag in languages)
        parts.append(
            tr(
                "{model} reads {languages}, not {others}",
                model=model,
                languages=read,
                others=_named(found.scripts, quoted=False),
            )
        )
    if found.words:
        parts.append(tr("does not know {words}", words=_named(found.words)))
    if found.numbers and vocabulary is not None:
        parts.append(
            tr(
                "counts to {most}, not {numbers}",
                most=vocabulary.greatest_count,
                numbers=_named(found.numbers, quoted=False),
            )
        )
    if found.negations:
        parts.append(tr("does not understand {words}", words=_named(found.negations)))
    if parts and not parts[0].startswith(model):
        parts[0] = f"{model} {parts[0]}"
    if found.syntax:
        parts.append(tr("{words}: plain words here, no syntax", words=_named(found.syntax, quoted=False)))
    return tr("; ").join(parts)


def _named(words: tuple[str, ...], *, quoted: bool = True) -> str:
    shown = [f"“{word}”" if quoted else word for word in words[:MOST_NAMED]]
    return ", ".join([*shown, "…"] if len(words) > MOST_NAMED else shown)


def _beyond(number: str, vocabulary: Vocabulary) -> bool:
    return vocabulary.greatest_count is not None and (len(number) > 9 or int(number) > vocabulary.greatest_count)


def _script(word: str) -> str:
    """The script of a word's first letter that is not Latin, as Unicode names it; empty for Latin words."""
    for letter in word:
        if letter.isascii():
            continue
        name = unicodedata.name(letter, "").split(" ")[0]
        if name and name not in ("LATIN", "RIGHT", "MODIFIER", "FULLWIDTH", "FEMININE", "MASCULINE", "COMBINING"):
            return name
    return ""


def _once(found: Iterable[str]) -> tuple[str, ...]:
    kept: dict[str, str] = {}
    for one in found:
        kept.setdefault(one.casefold(), one)
    return tuple(kept.values())
