"""The options that commands share, and the small parsers behind them.

The ranges are those of :mod:`lance_studio.requests`, so that a typing mistake is answered before anything is loaded.
"""

import functools
import os
import re
import secrets
from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields, is_dataclass
from fractions import Fraction
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from lance_studio.catalog.active import MODEL_VARIABLE
from lance_studio.catalog.profile import Size
from lance_studio.cli.console import Reporter
from lance_studio.cli.endings import with_ending
from lance_studio.errors import InvalidRequestError
from lance_studio.requests.geometry import FRAME_RATE, MAX_FRAMES, MAX_SIDE, MIN_SIDE
from lance_studio.requests.lengths import Length, added_length, moving_length
from lance_studio.requests.sampling import (
    INTERVAL_IN_WORDS,
    MAX_GUIDANCE,
    MAX_SEED,
    MAX_SHIFT,
    MAX_STEPS,
    NoiseSource,
    Renorm,
    SamplingDefaults,
)
from lance_studio.requests.tasks import Family, PrecisionName
from lance_studio.workflows.model_source import ModelAt
from lance_studio.workflows.options import Options

if TYPE_CHECKING:
    from lance_studio.media.choosing import Choice

_SIZE = re.compile(r"\s*(\d{1,6})\s*[x×]\s*(\d{1,6})\s*", re.IGNORECASE | re.ASCII)
_SECONDS = re.compile(r"\d{1,6}(\.\d{1,9})?|\.\d{1,9}", re.ASCII)
_DEVICE = re.compile(r"auto|cpu|cuda(:\d{1,3})?", re.ASCII)

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
    """Timesteps between which guidance acts."""

    low: float
    high: float


def parse_interval(text: str) -> Interval:
    """Read an interval such as `0.4,1`.

    Raises:
        typer.BadParameter: The text is not two increasing numbers from 0 to 1.
    """
    try:
        low, high = (float(part) for part in text.split(","))
        SamplingDefaults(guidance_interval=(low, high))
    except (ValueError, InvalidRequestError):
        raise typer.BadParameter(f"'{text}' is not an interval. Write {INTERVAL_IN_WORDS}, as in 0.4,1.") from None
    return Interval(low, high)


def checked_shift(shift: float | None) -> float | None:
    """Refuse a shift of 0 at once, which the range of the option cannot exclude.

    Raises:
        typer.BadParameter: The shift is out of its range.
    """
    try:
        return None if shift is None else SamplingDefaults(shift=shift).shift
    except InvalidRequestError as error:
        raise typer.BadParameter(f"{error.cause} {error.remedy}") from None


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


# --- options -----------------------------------------------------------------------------------------------------


def _sampling(*names: str, **more: Any) -> Any:
    return typer.Option(*names, rich_help_panel="Sampling", **more)


def _model(*names: str, **more: Any) -> Any:
    return typer.Option(*names, rich_help_panel="Model", **more)


def _result(*names: str, **more: Any) -> Any:
    return typer.Option(*names, rich_help_panel="Output", **more)


def named_project(path: Path | None) -> Path | None:
    """Return the project that is named; "film v1.2" is "film v1.2.lstudio", unless there is a file of that name."""
    return path if path is None or os.path.lexists(path) else with_ending(path, ".lstudio")


SeedOption = Annotated[
    int | None,
    _sampling(
        "--seed",
        metavar="N",
        min=0,
        max=MAX_SEED,
        help="The same seed and settings give the same result. Default: a random one, which is reported.",
    ),
]


ProjectOption = Annotated[
    Path | None,
    _result(
        "--project",
        metavar="FILE",
        callback=named_project,
        help="Record the turn in this project (.lstudio), which is made if it is not there. Files that it holds "
        "already are not imported again.",
    ),
]
TrustLinksOption = Annotated[
    bool,
    typer.Option(
        "--trust-links",
        help="Use the files that the project links outside its folder, though it was not made here. Remembered.",
    ),
]
JsonOption = Annotated[
    bool,
    _result("--json", help="For programs: one JSON object on stdout, progress as JSON lines on stderr."),
]
QuietOption = Annotated[bool, _result("--quiet", "-q", help="Say nothing but errors.")]
OverwriteOption = Annotated[bool, _result("--overwrite", help="Replace an existing file of that name.")]
SizeOption = Annotated[
    Size | None,
    _sampling(
        "--size",
        metavar="WxH",
        parser=parse_size,
        help=f"Width and height in pixels, rounded down to multiples of 16. {_MODELS_OWN}",
    ),
]
PresetOption = Annotated[
    str | None,
    _sampling(
        "--preset",
        metavar="NAME",
        help="Size at which the input is seen; the result takes its shape from the input. 'lance-studio info' lists "
        f"those of the model. {_MODELS_OWN}",
    ),
]

# --- groups of options: a command takes one as a dataclass, see `grouped` ----------------------------------------


@dataclass(frozen=True, kw_only=True)
class ModelOptions:
    """Which model runs where."""

    model: Annotated[
        Path | None,
        _model(
            "--model",
            metavar="DIR",
            envvar=MODEL_VARIABLE,
            help="Model folder; it holds Lance_3B and/or Lance_3B_Video, Qwen2.5-VL-ViT and Wan2.2_VAE.pth. "
            "Default: the installed model, else the embedded one.",
        ),
    ] = None
    checkpoint: Annotated[
        Family | None,
        _model("--checkpoint", help="Use this checkpoint instead of the task's usual one."),
    ] = None
    device: Annotated[
        str,
        _model("--device", metavar="NAME", callback=parse_device, help="auto, cpu, cuda or cuda:N."),
    ] = "auto"
    precision: Annotated[
        PrecisionName | None,
        _model(
            "--precision",
            help="reference computes in bfloat16 as the official code does (default on a GPU); float32 takes twice "
            "the memory and is faster on a processor (default there).",
        ),
    ] = None

    def source(self) -> ModelAt:
        """The model as the studio takes it; nothing is looked up yet."""
        return ModelAt(self.model, device=self.device, precision=self.precision, checkpoint=self.checkpoint)


@dataclass(frozen=True, kw_only=True)
class SamplingOptions:
    """How a picture or clip is drawn from noise; None stands for what suits the model."""

    seed: SeedOption = None
    steps: Annotated[
        int | None,
        _sampling("--steps", metavar="N", min=1, max=MAX_STEPS, help=f"Denoising steps. {_MODELS_OWN}"),
    ] = None
    guidance: Annotated[
        float | None,
        _sampling(
            "--guidance",
            metavar="NUMBER",
            min=0,
            max=MAX_GUIDANCE,
            help=f"How strictly the text is followed; 1 or less means no guidance. {_MODELS_OWN}",
        ),
    ] = None
    shift: Annotated[
        float | None,
        _sampling(
            "--shift",
            metavar="NUMBER",
            min=0,
            max=MAX_SHIFT,
            callback=checked_shift,
            help=f"Timestep shift, above 0; higher spends more steps on composition. {_MODELS_OWN}",
        ),
    ] = None
    guidance_interval: Annotated[
        Interval | None,
        _sampling(
            "--guidance-interval",
            metavar="LOW,HIGH",
            parser=parse_interval,
            help=f"Timesteps at which guidance acts; 1 is pure noise, 0 the finished picture. {_MODELS_OWN}",
        ),
    ] = None
    renorm: Annotated[
        Renorm | None,
        _sampling("--renorm", help=f"What keeps guidance from oversaturating. {_MODELS_OWN}"),
    ] = None
    noise: Annotated[
        NoiseSource,
        _sampling(
            "--noise",
            help="Where noise is drawn: cpu gives the same picture on every device, device what the official code "
            "draws.",
        ),
    ] = "cpu"

    def options(self, **others: Any) -> Options:
        """The same as the studio takes it, with other choices by their names in `Options`."""
        interval = self.guidance_interval
        return Options(
            seed=pick_seed(self.seed),
            steps=self.steps,
            guidance=self.guidance,
            shift=self.shift,
            guidance_interval=None if interval is None else (interval.low, interval.high),
            renorm=self.renorm,
            noise=self.noise,
            **others,
        )


@dataclass(frozen=True, kw_only=True)
class ReportOptions:
    """Who listens."""

    json_output: JsonOption = False
    quiet: QuietOption = False

    def reporter(self) -> Reporter:
        """What tells the user how far the command is."""
        return Reporter(json_output=self.json_output, quiet=self.quiet)


@dataclass(frozen=True, kw_only=True)
class OutputOptions:
    """Where the result goes."""

    output: Annotated[
        Path | None,
        _result(
            "--output",
            "-o",
            metavar="FILE",
            help="Where the result goes. Default: a new file in the current folder, such as lance-0001.png; with "
            "--project no file, the project alone has the result.",
        ),
    ] = None
    overwrite: OverwriteOption = False
    project: ProjectOption = None
    trust_links: TrustLinksOption = False

    @property
    def writes(self) -> bool:
        """Whether a file is written, rather than that the project alone gets the result."""
        return self.output is not None or self.project is None


@dataclass(frozen=True, kw_only=True)
class MakingOptions(ReportOptions, OutputOptions, ModelOptions, SamplingOptions):
    """All that the commands have in common which make something."""

    dry_run: Annotated[
        bool,
        _result(
            "--dry-run",
            help="Say what would come of it, and make nothing: size, part seen, seconds and memory, as measured on "
            "this device.",
        ),
    ] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LengthOptions:
    """How long a clip becomes."""

    frames: Annotated[
        int | None,
        _sampling(
            "--frames",
            metavar="N",
            min=1,
            help=f"Length in frames, {FRAME_RATE} a second, at most {MAX_FRAMES}. {_MODELS_OWN}",
        ),
    ] = None
    seconds: Annotated[
        Fraction | None,
        _sampling(
            "--seconds",
            metavar="S",
            parser=parse_seconds,
            help="Length in seconds instead of frames, for example 2.5; at most 10.",
        ),
    ] = None

    def of_clip(self) -> Length | None:
        """The length of a new clip; None if none was given.

        Raises:
            typer.BadParameter: Frames and seconds were given.
        """
        wanted = self._wanted()
        return None if wanted is None else moving_length(wanted)

    def of_continuation(self) -> Length | None:
        """How much a continuation adds; None if nothing was given.

        Raises:
            typer.BadParameter: Frames and seconds were given.
        """
        wanted = self._wanted()
        return None if wanted is None else added_length(wanted)

    def _wanted(self) -> int | Fraction | None:
        if self.frames is not None and self.seconds is not None:
            raise typer.BadParameter("Give either --frames or --seconds, not both.")
        return self.frames if self.seconds is None else self.seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceOptions:
    """What is used of files that hold several pictures."""

    page: Annotated[
        int | None,
        typer.Option("--page", metavar="N", min=1, help="Which page of a TIFF is used. Default: the first."),
    ] = None
    camera_jpeg: Annotated[
        bool,
        typer.Option(
            "--camera-jpeg", help="Of a camera raw file, use the JPEG in full size that the camera put into it."
        ),
    ] = False

    def among(self, path: Path, count: int) -> "Choice":
        """What is wanted of one of several files: the page is that of the files which have pages."""
        from lance_studio.media.choosing import Choice, page_count

        page = self.page if count == 1 or self.page is None or page_count(path) > 1 else None
        return Choice(page, self.camera_jpeg)


def grouped(command: Callable[..., None]) -> Callable[..., None]:
    """Let a command take groups of options: each field of a dataclass parameter becomes an option of the command.

    Args:
        command: Its parameters are options by themselves, or dataclasses whose fields are.

    Returns:
        The command as typer reads it: all options in its signature, which keep their order.
    """
    hints = get_type_hints(command, include_extras=True)
    parameters: list[Parameter] = []
    groups: dict[str, type[Any]] = {}
    for name, parameter in signature(command).parameters.items():
        if not is_dataclass(hints[name]):
            parameters.append(parameter.replace(kind=Parameter.KEYWORD_ONLY, annotation=hints[name]))
            continue
        groups[name] = group = hints[name]
        of_group = get_type_hints(group, include_extras=True)
        parameters += [
            Parameter(
                each.name,
                Parameter.KEYWORD_ONLY,
                default=Parameter.empty if each.default is MISSING else each.default,
                annotation=of_group[each.name],
            )
            for each in fields(group)
        ]

    @functools.wraps(command)
    def run(**values: Any) -> None:
        for name, group in groups.items():
            values[name] = group(**{each.name: values.pop(each.name) for each in fields(group)})
        command(**values)

    del run.__wrapped__
    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {each.name: each.annotation for each in parameters}
    return run
