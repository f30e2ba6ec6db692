"""The numbers that the next generation uses unless the model's own are wanted; canvas and inspector share them."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from lance_studio.errors import InvalidRequestError
from lance_studio.language import tr, translate
from lance_studio.requests.ranges import fits, limits, range_in_words
from lance_studio.requests.sampling import (
    Guidance,
    Interval,
    LeastFactor,
    NoiseChoice,
    NoiseSource,
    Renorm,
    RenormChoice,
    Seed,
    Shift,
    Steps,
)
from lance_studio.requests.tasks import TASK_NAMES, Feather, Frames, Height, KeptLatents, Width
from lance_studio.ui.settings import Settings

if TYPE_CHECKING:
    from lance_studio.workflows.options import Options

KEY = "generation"
MOST_VARIANTS = 4

# Seeds that are drawn stay short enough to be read and copied; what people or recipes give may be of any length.
_DRAWN_SEEDS = 2**31
_DECLARED = {
    "steps": Steps,
    "guidance": Guidance,
    "width": Width,
    "height": Height,
    "frames": Frames,
    "shift": Shift,
    "interval": Interval,
    "renorm": RenormChoice,
    "seed": Seed,
    "renorm_min": LeastFactor,
    "noise": NoiseChoice,
    "feather": Feather,
    "kept_latents": KeptLatents,
}
_NEW_PICTURES = ("text_to_image", "reference_guided")
#: What only a recipe can choose; it holds for the recipe's task alone, with the size and length that the recipe has.
OF_RECIPES = ("task", "preset", "renorm_min", "noise", "sample_latents", "feather", "kept_latents")
_MOST_SHOWN = 40


@dataclass(frozen=True)
class Invalid:
    """A number that was stored, or that a recipe gave, and that no request can have.

    Attributes:
        name: The number's name in `Generation`.
        shown: What was given, as text of at most 40 characters.
        cause: A sentence that says what is wrong.
        remedy: A sentence that says what is allowed.
    """

    name: str
    shown: str
    cause: str
    remedy: str


@dataclass(frozen=True)
class Generation:
    """What the user chose; None leaves a number to the model's profile.

    Attributes:
        steps: Sampling steps.
        guidance: How strictly the prompt is followed.
        width: Width of a new picture in pixels.
        height: Height of a new picture in pixels.
        frames: Length of a new clip.
        shift: Timestep shift, as a recipe gave it.
        interval: Timesteps (low, high) between which guidance acts, as a recipe gave them.
        renorm: Norm that a guided velocity may not exceed, as a recipe gave it.
        seed: The seed that is used while it is locked; 0 to 2**63 - 1.
        locked: Whether the seed is used; else each generation draws one.
        variants: How many results one instruction makes.
        task: The task of the recipe that sizes, lengths and the following came from; None where it was no recipe. For
            other tasks they do not count.
        preset: Size at which the input is seen.
        renorm_min: Least factor of renormalisation.
        noise: Where noise is drawn.
        sample_latents: Whether the latents of inputs are drawn.
        feather: Width in pixels of a mask's soft edge.
        kept_latents: Latent frames that a continuation starts from.
        invalid: What was chosen and cannot be used; while there is any, nothing can be generated.
    """

    steps: int | None = None
    guidance: float | None = None
    width: int | None = None
    height: int | None = None
    frames: int | None = None
    shift: float | None = None
    interval: tuple[float, float] | None = None
    renorm: Renorm | None = None
    seed: int = 42
    locked: bool = False
    variants: int = 1
    task: str | None = None
    preset: str | None = None
    renorm_min: float | None = None
    noise: NoiseSource | None = None
    sample_latents: bool | None = None
    feather: int | None = None
    kept_latents: int | None = None
    invalid: tuple[Invalid, ...] = ()

    def options(self, task: str) -> "Options":
        """Return the choices as the workflows take them.

        Args:
            task: Name of the task that they are for.

        Raises:
            InvalidRequestError: If a number is invalid: it is neither used nor replaced without a word.
        """
        from lance_studio.workflows.options import Options

        if self.invalid:
            raise InvalidRequestError(self.invalid[0].cause, self.invalid[0].remedy)
        sizes, lengths, others = self._of(task)
        return Options(
            seed=self.seed if self.locked else None,
            steps=self.steps,
            guidance=self.guidance,
            shift=self.shift,
            guidance_interval=self.interval,
            renorm=self.renorm,
            **{name: getattr(self, name) for name in (*sizes, *lengths)},
            **{name: getattr(self, name) for name in others if getattr(self, name) is not None},
        )

    def _of(self, task: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
        """Names of the sizes, the length and what else of a recipe counts for a task."""
        if self.task == task:
            return ("width", "height"), ("frames",), OF_RECIPES[1:]
        free = self.task is None
        sized = task in _NEW_PICTURES and (free or self.task in _NEW_PICTURES)
        return ("width", "height") if sized else (), ("frames",) if free and task == "text_to_video" else (), ()

    def invalid_as(self, name: str) -> str:
        """Return an invalid number as text; nothing where the number is valid."""
        return next((one.shown for one in self.invalid if one.name == name), "")


class GenerationSettings(QObject):
    """Reads and writes these numbers in the user's settings, and says when they change.

    Args:
        settings: The user's settings; several of these objects may share them.
        parent: Its owner.

    Attributes:
        changed: A number has changed.
    """

    changed = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        settings.changed.connect(self._follow)

    @property
    def value(self) -> Generation:
        """The numbers in force, and those that are stored and cannot be."""
        known = self._stored()
        chosen: dict[str, Any] = {}
        invalid: list[Invalid] = []
        for name, value in known.items():
            if _fits(name, value):
                chosen[name] = tuple(value) if name == "interval" else value
            elif name not in ("locked", "task") and (name != "seed" or known.get("locked") is True):
                invalid.append(_invalid(name, value))
        return Generation(**chosen, invalid=tuple(invalid))

    def set(self, **changes: object) -> None:
        """Change numbers by name; None leaves one to the model.

        What is out of range is kept as it is, and `value` says so.

        Raises:
            OutputError: If the settings cannot be written; the numbers hold until the window closes.
        """
        plain = {field.name: field.default for field in fields(Generation) if field.name != "invalid"}
        unknown = changes.keys() - plain.keys()
        if unknown:
            raise TypeError(f"no numbers of a generation: {sorted(unknown)}")
        self._settings.set(KEY, {**plain, **self._stored(), **changes})  # type: ignore[dict-item]

    def lock(self, seed: object = None) -> None:
        """Use one seed from now on.

        Args:
            seed: The seed; None draws one.
        """
        self.set(seed=random.SystemRandom().randrange(_DRAWN_SEEDS) if seed is None else seed, locked=True)

    def choose_seed(self, seed: int | None) -> None:
        """Use one seed from now on; None draws one for each generation."""
        if seed is None:
            self.set(locked=False)
        else:
            self.lock(seed)

    def clear(self) -> None:
        """Leave every number but that of the variants to the model's profile."""
        plain = Generation()
        kept = {"variants": self.value.variants}
        names = (field.name for field in fields(Generation) if field.name != "invalid")
        self.set(**{name: getattr(plain, name) for name in names} | kept)

    def _stored(self) -> dict[str, Any]:
        kept = self._settings.get(KEY)
        names = {field.name for field in fields(Generation)} - {"invalid"}
        known = kept if isinstance(kept, Mapping) else {}
        return {name: value for name, value in known.items() if name in names and value is not None}

    def _follow(self, key: str) -> None:
        if key == KEY:
            self.changed.emit()


def _fits(name: str, value: Any) -> bool:
    if name in ("locked", "sample_latents"):
        return isinstance(value, bool)
    if name == "task":
        return value in TASK_NAMES
    if name == "preset":
        return isinstance(value, str) and 0 < len(value) <= _MOST_SHOWN
    if name == "variants":
        return fits(value, int) and 1 <= value <= MOST_VARIANTS
    return fits(value, _DECLARED[name]) and (name != "interval" or value[0] <= value[1])


def _invalid(name: str, value: object) -> Invalid:
    shown = value if isinstance(value, str) else repr(value)
    shown = shown if len(shown) <= _MOST_SHOWN else f"{shown[: _MOST_SHOWN - 1]}…"
    title, allowed = {
        "preset": (tr("The preset"), tr("one of the model's")),
        "sample_latents": (tr("Whether latents are drawn"), tr("yes or no")),
    }.get(
        name,
        (tr("The number of variants"), tr("a whole number from 1 to {most}", most=MOST_VARIANTS)),
    )
    if name in _DECLARED:
        title, allowed = translate(limits(_DECLARED[name]).title or ""), range_in_words(_DECLARED[name])
    hidden = name in ("shift", "interval", "renorm", "frames", *OF_RECIPES)
    remedy = tr("Choose {allowed}.", allowed=allowed)
    if hidden:
        remedy = tr("Choose {allowed}, or take the usual one by “Use the model's” in the inspector.", allowed=allowed)
    return Invalid(name, shown, tr("{title} {shown} cannot be used.", title=title, shown=shown), remedy)
