"""What a picture or clip of the world holds, as plain values: the one truth that drawing, words and reading share.

Lengths are pixels of a picture of :data:`SIDE` × :data:`SIDE`; x grows to the right and y downwards. A picture has up
to :data:`MOST_THINGS` things and a clip up to :data:`MOST_IN_CLIP`, each in another cell of a 3 × 3 grid. A clip has
:data:`FRAMES` frames at 12 a second, or :data:`LONG_FRAMES`.
"""

from dataclasses import dataclass, replace
from typing import Literal

SIDE = 128
FRAMES = 17
LONG_FRAMES = 33
MOST_THINGS = 5
MOST_IN_CLIP = 3
GRID = 3
CELL = SIDE / GRID

Ring = Literal["shapes", "book"]
Size = Literal["small", "medium", "large"]
Direction = Literal["left", "right", "up", "down"]

SHAPES = ("circle", "square", "triangle", "star", "heart", "ring")
BOOK = (
    "car",
    "boat",
    "house",
    "tree",
    "balloon",
    "fish",
    "flower",
    "bird",
    "cat",
    "umbrella",
    "rocket",
    "mushroom",
)
KINDS = SHAPES + BOOK
#: sRGB of the named colours.
COLOURS: dict[str, tuple[int, int, int]] = {
    "red": (220, 40, 40),
    "orange": (245, 135, 30),
    "yellow": (245, 215, 50),
    "green": (40, 165, 70),
    "blue": (45, 90, 225),
    "purple": (145, 65, 185),
    "black": (26, 26, 28),
    "white": (244, 244, 244),
}
#: Radius of the circle that a thing of each size fills.
RADII: dict[Size, float] = {"small": 11.0, "medium": 15.0, "large": 19.0}
#: Most that a thing lies off the centre of its cell, on each axis.
JITTER = 2.0
DIRECTIONS: dict[Direction, tuple[int, int]] = {"left": (0, -1), "right": (0, 1), "up": (-1, 0), "down": (1, 0)}

#: Backdrops of the shapes' pictures: a colour in a style. Those of the picture book: a scene, which has no colour.
STYLES = ("plain", "two-tone across", "two-tone down", "gradient across", "gradient down")
SCENES = ("meadow", "sea", "night", "room")


@dataclass(frozen=True, slots=True)
class Backdrop:
    """What lies behind the things: ``style`` is one of :data:`STYLES` with a colour, or of :data:`SCENES` without.

    ``weather`` is what falls before it, one of :data:`WEATHERS`, or nothing.
    """

    style: str
    colour: str | None = None
    weather: str = ""

    @property
    def ring(self) -> Ring:
        """The ring of the world that the backdrop belongs to."""
        return "book" if self.style in SCENES else "shapes"


#: Every backdrop in calm weather.
BACKDROPS = tuple(Backdrop(style, colour) for style in STYLES for colour in COLOURS) + tuple(map(Backdrop, SCENES))

WEATHERS = ("snow", "rain")
#: Every backdrop in every weather; drawing and reading know them by their place in this list.
ALL_BACKDROPS = BACKDROPS + tuple(replace(one, weather=weather) for weather in WEATHERS for one in BACKDROPS)


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing at rest: what it is, and the cell that it is in; (dx, dy) is how far off the cell's centre it lies."""

    kind: str
    colour: str
    size: Size
    row: int
    column: int
    dx: float = 0.0
    dy: float = 0.0

    @property
    def x(self) -> float:
        """Centre in pixels from the left."""
        return (self.column + 0.5) * CELL + self.dx

    @property
    def y(self) -> float:
        """Centre in pixels from the top."""
        return (self.row + 0.5) * CELL + self.dy

    @property
    def radius(self) -> float:
        """Radius in pixels."""
        return RADII[self.size]

    def moved(self, row: int, column: int) -> "Thing":
        """The thing in another cell."""
        return replace(self, row=row, column=column)


@dataclass(frozen=True, slots=True)
class Picture:
    """Things before a backdrop, in no order."""

    backdrop: Backdrop
    things: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """The thing moves by one cell at an even speed during the whole clip.

    ``lead`` is how many pixels before its own cell's centre it starts, against the direction, for clips that begin in
    the middle of a motion; it ends as many before the next cell's centre.
    """

    direction: Direction
    lead: float = 0.0


@dataclass(frozen=True, slots=True)
class Resize:
    """The thing grows or shrinks evenly during the whole clip until it has the size ``to``."""

    to: Size


@dataclass(frozen=True, slots=True)
class Appear:
    """The thing is absent, then fades in during the four frames around ``frame`` (its middle)."""

    frame: int


@dataclass(frozen=True, slots=True)
class Vanish:
    """The thing is there, then fades out during the four frames around ``frame`` (its middle)."""

    frame: int


@dataclass(frozen=True, slots=True)
class Recolour:
    """The thing's colour turns to ``to`` during the four frames around ``frame`` (its middle)."""

    to: str
    frame: int


Change = Move | Resize | Appear | Vanish | Recolour
#: Frames at which Appear, Vanish and Recolour may have their middle; in longer clips the last one is as near the end.
EARLIEST_EVENT, LATEST_EVENT = 3, 13


@dataclass(frozen=True, slots=True)
class Clip:
    """A picture in which things change: ``changes`` has an entry for each thing of ``picture``, ``None`` for rest.

    ``frames`` is its length, 4k + 1.
    """

    picture: Picture
    changes: tuple[Change | None, ...]
    frames: int = FRAMES

    @property
    def middle(self) -> int:
        """The frame in the middle."""
        return self.frames // 2
