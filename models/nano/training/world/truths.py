"""What must be true of a result, for requests that leave much open: what must be seen, what not, and what is said.

A truth is written in the words of a prompt ("large red car"); what it does not mention may be anything. It is held
against things as they were read from a picture, or as a scene names them: both have the same attributes.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from models.nano.training.world.sampling import CELLS, SIZES
from models.nano.training.world.scene import CELL, COLOURS, KINDS, Backdrop, Picture, Size, Thing

if TYPE_CHECKING:
    from models.nano.training.world.seeing import Seen

Cell = tuple[int, int]
#: The cells that a loosely named place may mean.
PLACES: dict[str, frozenset[Cell]] = {
    "left": frozenset(cell for cell in CELLS if cell[1] == 0),
    "right": frozenset(cell for cell in CELLS if cell[1] == 2),
    "top": frozenset(cell for cell in CELLS if cell[0] == 0),
    "bottom": frozenset(cell for cell in CELLS if cell[0] == 2),
    "middle": frozenset([(1, 1)]),
    "top left": frozenset([(0, 0)]),
    "top right": frozenset([(0, 2)]),
    "bottom left": frozenset([(2, 0)]),
    "bottom right": frozenset([(2, 2)]),
}
#: Pixels by which one thing must lie further than another to be left of it or above it.
_CLEARLY = CELL / 3


def backdrop_name(backdrop: Backdrop) -> str:
    """A backdrop's style with its colour and weather, if it has such."""
    return " ".join(filter(None, (backdrop.style, backdrop.colour, backdrop.weather)))


#: A thing of a scene or of a reading.
Visible: TypeAlias = "Thing | Seen"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A thing that must be seen, or must not; ``None`` allows anything.

    Attributes:
        kind: One of KINDS.
        colour: One of COLOURS.
        sizes: The sizes that are right.
        cells: The cells that are right.
    """

    kind: str | None = None
    colour: str | None = None
    sizes: tuple[Size, ...] | None = None
    cells: frozenset[Cell] | None = None

    def fits(self, thing: Visible) -> bool:
        """Whether a thing is as wanted."""
        return (
            self.kind in (None, thing.kind)
            and self.colour in (None, thing.colour)
            and (self.sizes is None or thing.size in self.sizes)
            and (self.cells is None or (thing.row, thing.column) in self.cells)
        )


def wanted(words: str) -> Wanted:
    """A thing in a few words: "large red car", "thing", "blue star @ top left".

    Raises:
        ValueError: A word is unknown.
    """
    what, _, where = (part.strip() for part in words.partition("@"))
    found = Wanted(cells=PLACES[where] if where else None)
    for word in what.split():
        if word in KINDS:
            found = replace(found, kind=word)
        elif word in COLOURS:
            found = replace(found, colour=word)
        elif word in SIZES:
            found = replace(found, sizes=(*(found.sizes or ()), word))
        elif word != "thing":
            raise ValueError(f"No thing of the world: {words!r}.")
    return found


@dataclass(frozen=True, slots=True)
class Relation:
    """How a wanted thing lies to others, by their places in a list: ``side`` is "left of", "above" or "between"."""

    one: int
    side: str
    others: tuple[int, ...]

    def holds(self, things: Sequence[Visible]) -> bool:
        """Whether things that were matched with the wanted ones, in the same order, lie like this."""
        thing, others = things[self.one], [things[other] for other in self.others]
        if self.side == "between":
            spans = [(thing.x, *sorted(other.x for other in others)), (thing.y, *sorted(other.y for other in others))]
            return any(low + _CLEARLY < at < high - _CLEARLY for at, low, high in spans)
        gaps = [other.x - thing.x if self.side == "left of" else other.y - thing.y for other in others]
        return min(gaps) > _CLEARLY


@dataclass(frozen=True, slots=True)
class Truth:
    """What a picture must show.

    Attributes:
        things: Every one must be seen, each as a thing of its own.
        backdrop: What is right: a style ("meadow"), the beginning of one ("two-tone") or a colour, in calm weather; a
            weather ("snow"), before anything; or all that there is of them ("plain blue", "meadow snow"). Empty allows
            all.
        most: Things that may be there in all; ``None`` allows any number.
        without: Nothing of these may be seen.
        relations: How the things lie to one another.
    """

    things: tuple[Wanted, ...]
    backdrop: tuple[str, ...] = ()
    most: int | None = None
    without: tuple[Wanted, ...] = ()
    relations: tuple[Relation, ...] = ()

    def holds(self, backdrop: Backdrop, things: Sequence[Visible]) -> bool:
        """Whether a picture shows what it must."""
        if self.most is not None and len(things) > self.most:
            return False
        if any(bad.fits(thing) for bad in self.without for thing in things):
            return False
        return self._allows(backdrop) and self._match(list(things), [])

    def _allows(self, backdrop: Backdrop) -> bool:
        if not self.backdrop:
            return True
        names = {backdrop_name(backdrop), backdrop.weather}
        if not backdrop.weather:
            names |= {backdrop.colour or "", backdrop.style, backdrop.style.split()[0]}
        return any(word in names for word in self.backdrop)

    def _match(self, left: list[Visible], taken: list[Visible]) -> bool:
        if len(taken) == len(self.things):
            return all(relation.holds(taken) for relation in self.relations)
        one = self.things[len(taken)]
        return any(
            self._match([*left[:i], *left[i + 1 :]], [*taken, thing]) for i, thing in enumerate(left) if one.fits(thing)
        )


def shows(
    *things: str,
    on: str = "",
    without: Iterable[str] = (),
    others: bool = False,
    relations: Iterable[Relation] = (),
) -> Truth:
    """A truth in words: these things and, unless ``others``, no more.

    Args:
        things: As :func:`wanted` takes them.
        on: Backdrops that are right, between commas.
        without: Things that must not be seen.
        others: Other things may be there.
        relations: How the things lie to one another.
    """
    return Truth(
        things=tuple(map(wanted, things)),
        backdrop=tuple(filter(None, on.split(","))),
        most=None if others else len(things),
        without=tuple(map(wanted, without)),
        relations=tuple(relations),
    )


def _kept(thing: Thing) -> Wanted:
    return Wanted(thing.kind, thing.colour, (thing.size,), frozenset([(thing.row, thing.column)]))


def _changed(thing: Thing, words: str) -> Wanted:
    """A thing after an edit: what the words do not mention stays."""
    if words in ("bigger", "smaller"):
        at = SIZES.index(thing.size)
        return replace(_kept(thing), sizes=SIZES[at + 1 :] if words == "bigger" else SIZES[:at])
    new, old = wanted(words), _kept(thing)
    return Wanted(new.kind or old.kind, new.colour or old.colour, new.sizes or old.sizes, new.cells or old.cells)


def edited(
    source: Picture,
    changes: Mapping[int, str] | None = None,
    *,
    gone: Iterable[int] = (),
    new: Iterable[str] = (),
    on: str = "",
) -> Truth:
    """The truth of an edit: everything that is not named stays as it is, in kind, colour, size and place.

    Args:
        source: What is edited.
        changes: What becomes of things, by their places: words of :func:`wanted`, "bigger" or "smaller"; a thing that
            moves or grows is still the same.
        gone: Places of things that are removed.
        new: What is added.
        on: Backdrops that are right, between commas; the source's own if empty.
    """
    changes, gone = changes or {}, set(gone)
    kept = [
        _changed(thing, changes[i]) if i in changes else _kept(thing)
        for i, thing in enumerate(source.things)
        if i not in gone
    ]
    things = (*kept, *map(wanted, new))
    backdrop = tuple(filter(None, on.split(","))) or (backdrop_name(source.backdrop),)
    return Truth(things, backdrop, most=len(things))


@dataclass(frozen=True, slots=True)
class Words:
    """What an answer must say.

    Attributes:
        first: The first word, such as "yes"; empty allows any.
        says: Each of these is in the answer; alternatives are parted by "/".
        never: None of these is in the answer.
    """

    first: str = ""
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()

    def holds(self, answer: str) -> bool:
        """Whether an answer says so; capitals and marks do not matter."""
        words = plain(answer)
        if self.first and words.split(" ")[0] != self.first:
            return False
        said = f" {words} "
        return all(any(f" {plain(one)} " in said for one in group.split("/")) for group in self.says) and not any(
            f" {plain(one)} " in said for one in self.never
        )


def plain(text: str) -> str:
    """A text's words in small letters without marks: what is left of it for comparisons."""
    return " ".join(re.findall(r"[\w'’-]+(?:\.\d+)?", text.casefold().replace("’", "'")))
