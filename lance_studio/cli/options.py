"""The options that commands share, and the small parsers behind them.

The numbers and names repeat what the engine allows, because asking the engine would load torch for a typing mistake;
the tests compare both. The engine's own checks still have the last word.
"""

import re
import secrets
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from lance_studio.catalog.active import MODEL_VARIABLE
from lance_studio.catalog.profile import MAX_SEED, SamplingDefaults, Size

if TYPE_CHECKING:
    from lance_studio.engine.requests import Sampling

FRAME_RATE = 12

CheckpointName = Literal["image", "video"]
PrecisionName = Literal["reference", "float32"]
RenormName = Literal["global", "channel", "none"]
NoiseName = Literal["cpu", "device"]

MAX_STEPS = 1000
MAX_GUIDANCE = 100
MAX_SHIFT = 100
MAX_SIDE = 2048
MIN_SIDE = 16
MAX_FRAMES = 121
MAX_ANSWER_TOKENS = 4096
MAX_TEMPERATURE = 10

_SIZE = re.compile(r"\s*(\d{1,6})\s*[x×]\s*(\d{1,6})\s*", re.IGNORECASE | re.ASCII)
_SECONDS = re.compile(r"\d{1,6}(\.\d{1,9})?|\.\d{1,9}", re.ASCII)
_DEVICE = re.compile(r"auto|cpu|cuda(:\d{1,3})?", re.ASCII)

_MODEL, _DRAWING, _RESULT = "Model", "Drawing", "Output"
_MODELS_OWN = "Default: what suits the model."
# Seeds that are drawn stay short enough to be copied by hand.
_DRAWN_SEEDS = 2**32


def parse_size(text: str, most: int = MAX_SIDE) -> Size:
    """Read a size such as `848x480`.

    Args:
        text: Width and height in pixels.
        most: How long a side may be; the default is what the model allows.

    Raises:
        typer.BadParameter: The text is no size, or a side is out of range.
    """
    match = _SIZE.fullmatch(text)
    if match is None:
        raise typer.BadParameter(f"'{text}' is not a size. Write width and height in pixels, for example 848x480.")
    size = Size(int(match[1]), int(match[2]))
    if not all(MIN_SIDE <= side <= most for side in (size.width, size.height)):
        raise typer.BadParameter(f"'{text}' is out of range. Each side has {MIN_SIDE} to {most} pixels.")
    return size


def parse_seconds(text: str) -> Fraction:
    """Read a duration such as `4` or `2.5`, exactly.

    Raises:
        typer.BadParameter: The text is not a positive decimal number.
    """
    stripped = text.strip()
    if not _SECONDS.fullmatch(stripped) or Fraction(stripped) == 0:
        raise typer.BadParameter(f"'{text}' is not a duration. Write seconds, for example 4 or 2.5.")
    return Fraction(stripped)


def parse_device(text: str) -> str:
    """Check the form of a device's name.

    Raises:
        typer.BadParameter: The text is none of auto, cpu, cuda, cuda:N.
    """
    if not _DEVICE.fullmatch(text):
        raise typer.BadParameter(f"'{text}' is not a device. Use auto, cpu, cuda or cuda:0.")
    return text


@dataclass(frozen=True, slots=True)
class Interval:
    """Two increasing numbers from 0 to 1."""

    low: float
    high: float


def parse_interval(text: str) -> Interval:
    """Read an interval such as `0.4,1`.

    Raises:
        typer.BadParameter: The text is not two increasing numbers from 0 to 1.
    """
    try:
        low, high = (float(part) for part in text.split(","))
    except ValueError:
        low, high = 1.0, 0.0
    if not 0 <= low <= high <= 1:
        raise typer.BadParameter(f"'{text}' is not an interval. Write two increasing numbers from 0 to 1, as in 0.4,1.")
    return Interval(low, high)


def checked_shift(shift: float | None) -> float | None:
    """Refuse a shift of 0, which the range of the option cannot exclude.

    Raises:
        typer.BadParameter: The shift is not above 0.
    """
    if shift is not None and not shift > 0:
        raise typer.BadParameter(f"{shift:g} is not above 0.")
    return shift


def checked_text(text: str | None) -> str | None:
    """Refuse a prompt, instruction or question of nothing but spaces.

    Raises:
        typer.BadParameter: The text is empty.
    """
    if text is not None and not text.strip():
        raise typer.BadParameter("The text is empty.")
    return text


def pick_seed(seed: int | None) -> int:
    """The seed that was given, else a new one."""
    return secrets.randbelow(_DRAWN_SEEDS) if seed is None else seed


@dataclass(frozen=True, slots=True)
class Length:
    """Frames that the model makes, and how that differs from what was asked for.

    Attributes:
        frames: The number that fits the model.
        note: A sentence for the user if the number was changed, else empty.
    """

    frames: int
    note: str = ""


def clip_length(frames: int | None, seconds: Fraction | None) -> Length | None:
    """Frames of a new clip from `--frames` or `--seconds`: the model makes 4k + 1 of them, 12 a second.

    Returns:
        The length; None if neither was given.

    Raises:
        typer.BadParameter: Both were given.
    """
    return _length(frames, seconds, extra=1)


def continuation_length(frames: int | None, seconds: Fraction | None) -> Length | None:
    """Frames that a continuation adds: a multiple of 4, at least 4.

    Returns:
        The length; None if neither was given.

    Raises:
        typer.BadParameter: Both were given.
    """
    return _length(frames, seconds, extra=0)


def _length(frames: int | None, seconds: Fraction | None, *, extra: int) -> Length | None:
    if frames is not None and seconds is not None:
        raise typer.BadParameter("Give either --frames or --seconds, not both.")
    wanted = frames if seconds is None else round(seconds * FRAME_RATE)
    if wanted is None:
        return None
    # With `extra` 1 this is the nearest number of the form 4k + 1, and of two equally near the lower one. Clips
    # that are far too long are left to the check of the range, which names the number that was meant.
    fitting = 4 * (wanted // 4) + 1 if extra else 4 * max(1, (wanted + 1) // 4)
    if fitting == wanted:
        return Length(fitting)
    asked = f"{wanted} frames" if seconds is None else f"{float(seconds):g} s ({wanted} frames)"
    form = "one frame more than a multiple of 4" if extra else "a multiple of 4 frames"
    return Length(
        fitting,
        f"{asked} became {fitting} frames, {fitting / FRAME_RATE:.2f} s at {FRAME_RATE} frames a second: "
        f"the model makes {form}.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelChoice:
    """Which model runs where.

    Attributes:
        folder: The model folder; None for the active model.
        checkpoint: The checkpoint to use instead of the task's usual one.
        device: `auto`, `cpu`, `cuda` or `cuda:N`.
        precision: Number format; None for what suits the device.
    """

    folder: Path | None
    checkpoint: CheckpointName | None
    device: str
    precision: PrecisionName | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """How a picture or clip is drawn from noise; see `lance_studio.engine.requests.Sampling`.

    None stands for what suits the model.
    """

    seed: int
    steps: int | None
    guidance: float | None
    guidance_interval: Interval | None
    shift: float | None
    renorm: RenormName | None
    noise: NoiseName

    def sampling(self, usual: SamplingDefaults) -> "Sampling":
        """The same as the engine takes it.

        Args:
            usual: What suits the model.
        """
        from lance_studio.engine.requests import Sampling

        interval = self.guidance_interval
        return Sampling(
            steps=usual.steps if self.steps is None else self.steps,
            shift=usual.shift if self.shift is None else self.shift,
            guidance_scale=usual.guidance_scale if self.guidance is None else self.guidance,
            guidance_interval=usual.guidance_interval if interval is None else (interval.low, interval.high),
            renorm=self.renorm or usual.renorm,
            seed=self.seed,
            noise=self.noise,
        )


# --- the model ---------------------------------------------------------------------------------------------------

ModelOption = Annotated[
    Path | None,
    typer.Option(
        "--model",
        metavar="DIR",
        envvar=MODEL_VARIABLE,
        help="Model folder; it holds Lance_3B and/or Lance_3B_Video, Qwen2.5-VL-ViT and Wan2.2_VAE.pth. "
        "Default: the installed model, else the embedded one.",
        rich_help_panel=_MODEL,
    ),
]
CheckpointOption = Annotated[
    CheckpointName | None,
    typer.Option("--checkpoint", help="Use this checkpoint instead of the task's usual one.", rich_help_panel=_MODEL),
]
DeviceOption = Annotated[
    str,
    typer.Option(
        "--device",
        metavar="NAME",
        callback=parse_device,
        help="auto, cpu, cuda or cuda:N.",
        rich_help_panel=_MODEL,
    ),
]
PrecisionOption = Annotated[
    PrecisionName | None,
    typer.Option(
        "--precision",
        help="reference computes in bfloat16 as the official code does (default on a GPU); float32 takes twice the "
        "memory and is faster on a processor (default there).",
        rich_help_panel=_MODEL,
    ),
]

# --- how it is drawn ---------------------------------------------------------------------------------------------

SeedOption = Annotated[
    int | None,
    typer.Option(
        "--seed",
        metavar="N",
        min=0,
        max=MAX_SEED,
        help="The same seed and settings give the same result. Default: a random one, which is reported.",
        rich_help_panel=_DRAWING,
    ),
]
StepsOption = Annotated[
    int | None,
    typer.Option(
        "--steps", metavar="N", min=1, max=MAX_STEPS, help=f"Denoising steps. {_MODELS_OWN}", rich_help_panel=_DRAWING
    ),
]
GuidanceOption = Annotated[
    float | None,
    typer.Option(
        "--guidance",
        metavar="NUMBER",
        min=0,
        max=MAX_GUIDANCE,
        help=f"How strictly the text is followed; 1 or less means no guidance. {_MODELS_OWN}",
        rich_help_panel=_DRAWING,
    ),
]
ShiftOption = Annotated[
    float | None,
    typer.Option(
        "--shift",
        metavar="NUMBER",
        min=0,
        max=MAX_SHIFT,
        callback=checked_shift,
        help=f"Timestep shift, above 0; higher spends more steps on composition. {_MODELS_OWN}",
        rich_help_panel=_DRAWING,
    ),
]
IntervalOption = Annotated[
    Interval | None,
    typer.Option(
        "--guidance-interval",
        metavar="LOW,HIGH",
        parser=parse_interval,
        help=f"Timesteps at which guidance acts; 1 is pure noise, 0 the finished picture. {_MODELS_OWN}",
        rich_help_panel=_DRAWING,
    ),
]
RenormOption = Annotated[
    RenormName | None,
    typer.Option("--renorm", help=f"What keeps guidance from oversaturating. {_MODELS_OWN}", rich_help_panel=_DRAWING),
]
NoiseOption = Annotated[
    NoiseName,
    typer.Option(
        "--noise",
        help="Where noise is drawn: cpu gives the same picture on every device, device what the official code draws.",
        rich_help_panel=_DRAWING,
    ),
]
SizeOption = Annotated[
    Size | None,
    typer.Option(
        "--size",
        metavar="WxH",
        parser=parse_size,
        help=f"Width and height in pixels, rounded down to multiples of 16. {_MODELS_OWN}",
        rich_help_panel=_DRAWING,
    ),
]
PresetOption = Annotated[
    str | None,
    typer.Option(
        "--preset",
        metavar="NAME",
        help="Size at which the input is seen; the result takes its shape from the input. 'lance-studio info' lists "
        f"those of the model. {_MODELS_OWN}",
        rich_help_panel=_DRAWING,
    ),
]
FramesOption = Annotated[
    int | None,
    typer.Option(
        "--frames",
        metavar="N",
        min=1,
        help=f"Length in frames, {FRAME_RATE} a second, at most {MAX_FRAMES}. {_MODELS_OWN}",
        rich_help_panel=_DRAWING,
    ),
]
SecondsOption = Annotated[
    Fraction | None,
    typer.Option(
        "--seconds",
        metavar="S",
        parser=parse_seconds,
        help="Length in seconds instead of frames, for example 2.5; at most 10.",
        rich_help_panel=_DRAWING,
    ),
]

# --- the result --------------------------------------------------------------------------------------------------

OutputOption = Annotated[
    Path | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Where the result goes. Default: a new file in the current folder, such as lance-0001.",
        rich_help_panel=_RESULT,
    ),
]
OverwriteOption = Annotated[
    bool, typer.Option("--overwrite", help="Replace an existing file of that name.", rich_help_panel=_RESULT)
]
JsonOption = Annotated[
    bool,
    typer.Option(
        "--json",
        help="For programs: one JSON object on stdout, progress as JSON lines on stderr.",
        rich_help_panel=_RESULT,
    ),
]
QuietOption = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.", rich_help_panel=_RESULT)]
