"""The times that an answer names, such as "0.7 s", "2 seconds", "0:02", "00:02.5" or "00:00:02:07"."""

import re
from dataclasses import dataclass
from fractions import Fraction

from lance_studio.requests.geometry import MODEL_RATE

_NUMBER = r"\d{1,5}(?:[.,]\d{1,3})?"
_PATTERN = re.compile(
    rf"""
    (?<![\w.:,])
    (?:
        (?P<h>\d{{1,2}}):(?P<hm>[0-5]\d):(?P<hs>[0-5]\d)(?::(?P<hf>\d{{2}})|[.,](?P<hd>\d{{1,3}}))?
      | (?P<m>\d{{1,3}}):(?P<ms>[0-5]\d)(?:[.,](?P<md>\d{{1,3}}))?
      | (?P<s>{_NUMBER})[ \u00a0]?(?:s|sec|secs|second|seconds)\b
      | (?P<lead>(?:second|frame)[ ])(?P<n>{_NUMBER})
    )
    (?![\w:]|[.,]\d)
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Timecode:
    """A time in a text.

    Attributes:
        start: Its first character.
        end: After its last character.
        seconds: The time.
    """

    start: int
    end: int
    seconds: Fraction


def timecodes(text: str) -> tuple[Timecode, ...]:
    """Find the times in a text, in order.

    Two-part forms are minutes and seconds, three-part ones hours, minutes and seconds; a fourth part counts frames at
    the model's rate, as "frame 12" does, whose first frame is 0. Other numbers are no times.
    """
    return tuple(Timecode(found.start(), found.end(), _seconds(found)) for found in _PATTERN.finditer(text))


def _seconds(found: re.Match[str]) -> Fraction:
    groups = found.groupdict()
    if groups["h"] is not None:
        whole = int(groups["h"]) * 3600 + int(groups["hm"]) * 60 + int(groups["hs"])
        frames = Fraction(int(groups["hf"] or 0)) / MODEL_RATE
        return whole + frames + _decimals(groups["hd"])
    if groups["m"] is not None:
        return int(groups["m"]) * 60 + int(groups["ms"]) + _decimals(groups["md"])
    number = Fraction((groups["s"] or groups["n"]).replace(",", "."))
    if groups["lead"] is not None and groups["lead"].lower().startswith("frame"):
        return number / MODEL_RATE
    return number


def _decimals(digits: str | None) -> Fraction:
    return Fraction(int(digits), 10 ** len(digits)) if digits else Fraction(0)
