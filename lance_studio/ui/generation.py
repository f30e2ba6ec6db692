"""The numbers that the next generation uses unless the model's own are wanted; canvas and inspector share them."""

import random
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from lance_studio.ui.settings import Settings

if TYPE_CHECKING:
    from lance_studio.workflows.options import Options

KEY = "generation"
MOST_VARIANTS = 4
MOST_SEED = 2**31 - 1


@dataclass(frozen=True)
class Generation:
    """What the user chose; None leaves a number to the model's profile.

    Attributes:
        steps: Sampling steps.
        guidance: How strictly the prompt is followed.
        width: Width of a new picture in pixels.
        height: Height of a new picture in pixels.
        frames: Length of a new clip.
        seed: The seed that is used while it is locked.
        locked: Whether the seed is used; else each generation draws one.
        variants: How many pictures one prompt makes.
    """

    steps: int | None = None
    guidance: float | None = None
    width: int | None = None
    height: int | None = None
    frames: int | None = None
    seed: int = 42
    locked: bool = False
    variants: int = 1

    def options(self, *, sized: bool = False) -> "Options":
        """Return the choices as the workflows take them.

        Args:
            sized: Whether something new is made, whose size may be chosen.
        """
        from lance_studio.workflows.options import Options

        seed = self.seed if self.locked else None
        width, height = (self.width, self.height) if sized else (None, None)
        return Options(seed=seed, steps=self.steps, guidance=self.guidance, width=width, height=height)


class GenerationSettings(QObject):
    """Reads and writes these numbers in the user's settings, and says when they change.

    Args:
        settings: The user's settings; several of these objects may share them.
        parent: Its owner.

    Attributes:
        changed: A number is another one now.
    """

    changed = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        settings.changed.connect(self._follow)

    @property
    def value(self) -> Generation:
        """The numbers in force; what the file holds of another type is left to the profile."""
        kept = self._settings.get(KEY)
        known = kept if isinstance(kept, dict) else {}
        plain = Generation()
        chosen = {f.name: known[f.name] for f in fields(Generation) if _fits(f.name, known.get(f.name))}
        return replace(plain, **chosen)

    def set(self, **changes: object) -> None:
        """Change numbers by name.

        Raises:
            OutputError: If the settings cannot be written; the numbers hold until the window closes.
        """
        value = replace(self.value, **changes)
        self._settings.set(KEY, {f.name: getattr(value, f.name) for f in fields(value)})

    def lock(self, seed: int | None = None) -> None:
        """Use one seed from now on.

        Args:
            seed: The seed; None draws one.
        """
        self.set(seed=random.SystemRandom().randrange(MOST_SEED + 1) if seed is None else seed, locked=True)

    def _follow(self, key: str) -> None:
        if key == KEY:
            self.changed.emit()


def _fits(name: str, value: object) -> bool:
    if name == "locked":
        return isinstance(value, bool)
    if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
        return False
    if name == "guidance":
        return value <= 100
    if not isinstance(value, int):
        return False
    limits = {"steps": (1, 1000), "width": (16, 2048), "height": (16, 2048), "frames": (1, 121)}
    low, high = limits.get(name, (1, MOST_VARIANTS) if name == "variants" else (0, MOST_SEED))
    return low <= value <= high
