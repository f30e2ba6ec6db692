"""Numbers as people write them anywhere: comma and point, digits of all scripts, and nothing guessed."""

import unicodedata
from decimal import Decimal

from lance_studio.language import tr

_MARKS = {
    **dict.fromkeys("\u066b\u060c\uff0c", ","),  # the Arabic mark before decimals, the Arabic comma, a wide comma
    **dict.fromkeys("\u066c\u2019\u02bc", "'"),  # the Arabic mark between thousands, apostrophes as in Switzerland
    **dict.fromkeys("\u2212\ufe63\uff0d", "-"),
    "\uff0e": ".",
    "\uff0b": "+",
}
_SPACES = " \u00a0\u2007\u2009\u202f"
_GROUP = 3
_MOST = 64
"""Characters of a number; none that anybody types is longer."""


class NumberTextError(ValueError):
    """A text is no number that can be taken as it is.

    Attributes:
        begun: Whether it may become one if somebody goes on typing.
        reason: What people are told; empty where it is plain to see.
    """

    def __init__(self, reason: str = "", *, begun: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.begun = reason, begun


def ascii_digits(text: str) -> str:
    """Return a text with the digits of any script, minus signs and separators as they are on most keyboards."""
    return "".join(_MARKS.get(sign) or _digit(sign) for sign in text)


def read_number(text: str, *, decimals: int, point: str = ".") -> Decimal:
    """Read a number with a comma or a point.

    A mark that could stand before the decimals as well as between thousands is refused: "1.500" is 1500 for some and
    1.5 for others. It is no question where both marks stand ("1.234,5"), where one stands several times
    ("1.000.000"), where the digits cannot be a group of thousands ("1,5", "0.125"), and where the field itself writes
    numbers that way.

    Args:
        text: What was typed, without a unit.
        decimals: Digits after the point that the field shows.
        point: The mark before the decimals in numbers that the field writes.

    Raises:
        NumberTextError: It is no number, more than one, or one with more digits than the field keeps.
    """
    written = ascii_digits(text.strip())
    if len(written) > _MOST:
        raise NumberTextError(tr("This is no number."))
    sign, digits = ("-", written[1:]) if written.startswith("-") else ("", written.removeprefix("+"))
    if not digits:
        raise NumberTextError(begun=True)
    digits = _without_groups(digits, decimals, point)
    whole, _, rest = digits.partition(".")
    if not (whole + rest).isdecimal() or not (whole + rest).isascii():
        raise NumberTextError(tr("This is no number."), begun=not (whole + rest))
    value = Decimal(f"{sign}{whole or '0'}.{rest or '0'}")
    if len(rest.rstrip("0")) > decimals:
        # Further digits may make thousands of them.
        raise NumberTextError(_too_fine(decimals), begun=len(rest) < _GROUP)
    return value


def write_number(value: float, *, decimals: int, point: str = ".") -> str:
    """Write a number with ASCII digits and without marks between thousands.

    Args:
        value: The number.
        decimals: Digits after the point.
        point: The mark before them.
    """
    written = f"{value:.{decimals}f}"
    if not written.strip("-0."):
        written = written.removeprefix("-")
    return written.replace(".", point)


def _without_groups(digits: str, decimals: int, point: str) -> str:
    """Return digits with a point before the decimals, and without any mark between thousands."""
    for space in _SPACES:
        digits = digits.replace(space, "'")
    marks = [sign for sign in digits if sign in ".,"]
    last = marks[-1] if marks else ""
    whole, _, rest = digits.rpartition(last) if last else (digits, "", "")
    if len(set(marks)) > 1:
        if marks.count(last) > 1:
            raise NumberTextError(tr("This is no number."))
        return f"{_ungrouped(whole)}.{rest}"
    if len(marks) > 1:
        return _ungrouped(digits)
    if not last:
        return _ungrouped(digits)
    own = last == point and len(rest) <= decimals
    if "'" not in whole and not own and len(rest) == _GROUP and 0 < len(whole) <= _GROUP and whole[0] != "0":
        raise NumberTextError(_ambiguous(digits, whole, rest, point))
    return f"{_ungrouped(whole)}.{rest}"


def _ungrouped(digits: str) -> str:
    """Return digits without the marks between thousands; each group must have three."""
    groups = digits.replace(",", "'").replace(".", "'").split("'")
    if len(groups) > 1 and (not groups[0] or any(len(group) != _GROUP for group in groups[1:])):
        raise NumberTextError(tr("This is no number."), begun=len(groups[-1]) < _GROUP)
    return "".join(groups)


def _digit(sign: str) -> str:
    value = unicodedata.decimal(sign, None)
    return sign if value is None else str(value)


def _ambiguous(digits: str, whole: str, rest: str, point: str) -> str:
    return tr(
        "“{typed}” may be {large} or {small}. Write it without a mark between thousands.",
        typed=digits,
        large=f"{whole}{rest}",
        small=f"{whole}{point}{rest}".rstrip("0").rstrip(point),
    )


def _too_fine(decimals: int) -> str:
    if not decimals:
        return tr("Only whole numbers are possible here.")
    return tr("At most {decimals} digits after the point are kept here.", decimals=decimals)
