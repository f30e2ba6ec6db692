"""What the inspector shows, as values that its presenter makes and its view draws."""

from dataclasses import dataclass

from lance_studio.ui.generation import Invalid
from lance_studio.ui.inspector.facts import Fact

_SHAPES = ((1, 1), (4, 3), (3, 4), (3, 2), (2, 3), (16, 9), (9, 16))
_CELL = 16


@dataclass(frozen=True)
class UseValues:
    """How a medium or a clip uses its file, where there is a choice; nothing is offered until the file was read.

    Attributes:
        of_clip: Whether it is a clip's own choice, rather than that of a medium.
        tracks: The sound tracks that can be heard, in words; empty where there is no choice.
        numbers: Their numbers in the file, from 0.
        track: Which of them is heard, counted from 0.
        interlaced: Whether the film has fields, which may be left as they are.
        whole: Whether they become whole frames.
        sound_alone: Whether its sound goes on without its picture.
        black: Whether nothing is seen there, rather than the first or last picture.
    """

    of_clip: bool = False
    tracks: tuple[str, ...] = ()
    numbers: tuple[int, ...] = ()
    track: int = 0
    interlaced: bool = False
    whole: bool = True
    sound_alone: bool = False
    black: bool = False

    @property
    def offers_nothing(self) -> bool:
        """Whether there is no choice at all."""
        return not (self.tracks or self.interlaced or self.sound_alone)


@dataclass(frozen=True)
class ClipValues:
    """What can be changed of a clip.

    Attributes:
        clip_id: The clip.
        name: Its name.
        audio: Whether it is heard rather than seen.
        gain: Decibels.
        opacity: Per cent.
        speed: Per cent.
        fade_in: Seconds.
        fade_out: Seconds.
        duration: Seconds.
        still: Whether it shows a picture, which has no speed.
    """

    clip_id: str
    name: str
    audio: bool
    gain: float
    opacity: float
    speed: float
    fade_in: float
    fade_out: float
    duration: float
    still: bool


@dataclass(frozen=True)
class NextValues:
    """The numbers of the next generation as they hold.

    Attributes:
        steps: Sampling steps.
        guidance: How strictly the prompt is followed.
        size: Width and height of a new picture.
        sizes: What is offered.
        seed: The seed while it is locked, else None.
        own: Whether any of them is the user's own rather than the model's.
        note: What the model says to the size; empty for nothing.
        carried: The numbers of a recipe that have no field here, in words; empty where there are none.
        invalid: What is stored and cannot be used.
    """

    steps: int = 1
    guidance: float = 1.0
    size: tuple[int, int] = (0, 0)
    sizes: tuple[tuple[int, int], ...] = ()
    seed: int | None = None
    own: bool = False
    note: str = ""
    carried: str = ""
    invalid: tuple[Invalid, ...] = ()

    def invalid_as(self, *names: str) -> str:
        """Return the first invalid one of some numbers as text; nothing where they are valid."""
        return next((one.shown for one in self.invalid if one.name in names), "")


@dataclass(frozen=True)
class InspectorState:
    """Everything that the inspector shows.

    Attributes:
        kind: "nothing", "node", "media" or "clip".
        icon: A name of the icon family.
        title: The name of what is selected.
        prompt: The words that made it.
        facts: Its lines.
        recipe: Whether the words and lines come from the recipe in an imported file.
        clip: What can be changed, of a clip.
        next: The next generation.
        notes: What is converted, guessed or left out of the file; empty until it is known.
        use: How the file is used.
    """

    kind: str = "nothing"
    icon: str = ""
    title: str = ""
    prompt: str = ""
    facts: tuple[Fact, ...] = ()
    recipe: bool = False
    clip: ClipValues | None = None
    next: NextValues = NextValues()
    notes: tuple[str, ...] = ()
    use: UseValues = UseValues()


def sizes_around(width: int, height: int) -> tuple[tuple[int, int], ...]:
    """Return sizes of usual shapes with about as many pixels, in whole cells of the model."""
    area = width * height
    found = [(width, height)]
    for across, down in _SHAPES:
        side = (area / (across * down)) ** 0.5
        size = tuple(max(round(side * part / _CELL) * _CELL, _CELL) for part in (across, down))
        if size not in found:
            found.append((size[0], size[1]))
    return tuple(found)
