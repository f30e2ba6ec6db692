"""`generate`, `generate-video` and `animate`: new pictures and clips."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lance_studio.cli.console import Reporter
from lance_studio.cli.options import (
    CheckpointOption,
    DeviceOption,
    Drawing,
    FramesOption,
    GuidanceOption,
    IntervalOption,
    JsonOption,
    ModelChoice,
    ModelOption,
    NoiseOption,
    OutputOption,
    OverwriteOption,
    PrecisionOption,
    PresetOption,
    QuietOption,
    RenormOption,
    SecondsOption,
    SeedOption,
    ShiftOption,
    Size,
    SizeOption,
    StepsOption,
    checked_text,
    clip_length,
    pick_seed,
)
from lance_studio.cli.results import Job, Target, make
from lance_studio.cli.session import start
from lance_studio.cli.sources import load_picture

if TYPE_CHECKING:
    from lance_studio.engine.requests import VisualRequest

_PICTURE_SIZE = Size(768, 768)
_CLIP_SIZE = Size(848, 480)
_CLIP_FRAMES = 49
_ANIMATION_FRAMES = 61
_GRID = 16

PromptArgument = Annotated[str, typer.Argument(metavar="PROMPT", callback=checked_text, help="What to draw.")]
ReferenceOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--reference",
        metavar="FILE",
        help="Experimental: a picture whose subject or style is kept; may be repeated.",
    ),
]


def generate(
    prompt: PromptArgument,
    reference: ReferenceOption = None,
    size: SizeOption = None,
    seed: SeedOption = None,
    steps: StepsOption = 30,
    guidance: GuidanceOption = 4.0,
    shift: ShiftOption = 3.5,
    guidance_interval: IntervalOption = None,
    renorm: RenormOption = "global",
    noise: NoiseOption = "cpu",
    model: ModelOption = None,
    checkpoint: CheckpointOption = None,
    device: DeviceOption = "auto",
    precision: PrecisionOption = None,
    output: OutputOption = None,
    overwrite: OverwriteOption = False,
    json_output: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Draw a picture from words."""
    drawing = Drawing(
        seed=pick_seed(seed),
        steps=steps,
        guidance=guidance,
        guidance_interval=guidance_interval,
        shift=shift,
        renorm=renorm,
        noise=noise,
    )
    choice = ModelChoice(folder=model, checkpoint=checkpoint, device=device, precision=precision)
    target = Target(output, ".png", overwrite)
    with Reporter(json_output=json_output, quiet=quiet) as reporter:
        _from_words(prompt, reference or [], size or _PICTURE_SIZE, None, target, choice, drawing, reporter)


def generate_video(
    prompt: PromptArgument,
    reference: ReferenceOption = None,
    size: SizeOption = None,
    frames: FramesOption = None,
    seconds: SecondsOption = None,
    seed: SeedOption = None,
    steps: StepsOption = 30,
    guidance: GuidanceOption = 4.0,
    shift: ShiftOption = 3.5,
    guidance_interval: IntervalOption = None,
    renorm: RenormOption = "global",
    noise: NoiseOption = "cpu",
    model: ModelOption = None,
    checkpoint: CheckpointOption = None,
    device: DeviceOption = "auto",
    precision: PrecisionOption = None,
    output: OutputOption = None,
    overwrite: OverwriteOption = False,
    json_output: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Make a clip from words; 49 frames (4 s) unless a length is given."""
    drawing = Drawing(
        seed=pick_seed(seed),
        steps=steps,
        guidance=guidance,
        guidance_interval=guidance_interval,
        shift=shift,
        renorm=renorm,
        noise=noise,
    )
    choice = ModelChoice(folder=model, checkpoint=checkpoint, device=device, precision=precision)
    target = Target(output, ".mp4", overwrite)
    length = clip_length(frames, seconds, _CLIP_FRAMES)
    with Reporter(json_output=json_output, quiet=quiet) as reporter:
        if length.note:
            reporter.warn(length.note)
        _from_words(prompt, reference or [], size or _CLIP_SIZE, length.frames, target, choice, drawing, reporter)


def _from_words(
    prompt: str,
    references: list[Path],
    size: Size,
    frames: int | None,
    target: Target,
    choice: ModelChoice,
    drawing: Drawing,
    reporter: Reporter,
) -> None:
    """Make a picture (`frames` None) or clip from words and perhaps reference pictures."""
    target.check(references)
    if references:
        reporter.warn("Reference pictures are experimental: the released checkpoints were not trained for them alone.")
    pictures = tuple(load_picture(path, instead="Take a still picture as reference.") for path in references)
    rounded = Size(size.width // _GRID * _GRID, size.height // _GRID * _GRID)
    if rounded != size:
        reporter.warn(f"{size} became {rounded}: the model draws in multiples of {_GRID} pixels.")
    opened = start(choice, reporter)
    from lance_studio.engine.requests import ReferenceGuided, TextToImage, TextToVideo

    sampling = drawing.sampling()
    request: VisualRequest
    if pictures:
        request = ReferenceGuided(
            prompt=prompt,
            references=pictures,
            width=rounded.width,
            height=rounded.height,
            num_frames=frames or 1,
            sampling=sampling,
        )
        task = "reference_guided"
    elif frames is None:
        request = TextToImage(prompt=prompt, width=rounded.width, height=rounded.height, sampling=sampling)
        task = "text_to_image"
    else:
        request = TextToVideo(
            prompt=prompt, width=rounded.width, height=rounded.height, num_frames=frames, sampling=sampling
        )
        task = "text_to_video"
    make(Job(task=task, prompt=prompt, sources=references), request, opened, target, reporter)


def animate(
    picture: Annotated[Path, typer.Argument(metavar="PICTURE", help="The first frame.")],
    prompt: Annotated[str, typer.Argument(metavar="PROMPT", callback=checked_text, help="What happens in the clip.")],
    preset: PresetOption = None,
    frames: FramesOption = None,
    seconds: SecondsOption = None,
    seed: SeedOption = None,
    steps: StepsOption = 30,
    guidance: GuidanceOption = 4.0,
    shift: ShiftOption = 3.5,
    guidance_interval: IntervalOption = None,
    renorm: RenormOption = "global",
    noise: NoiseOption = "cpu",
    model: ModelOption = None,
    checkpoint: CheckpointOption = None,
    device: DeviceOption = "auto",
    precision: PrecisionOption = None,
    output: OutputOption = None,
    overwrite: OverwriteOption = False,
    json_output: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Set a picture in motion; 61 frames (5 s) unless a length is given."""
    drawing = Drawing(
        seed=pick_seed(seed),
        steps=steps,
        guidance=guidance,
        guidance_interval=guidance_interval,
        shift=shift,
        renorm=renorm,
        noise=noise,
    )
    choice = ModelChoice(folder=model, checkpoint=checkpoint, device=device, precision=precision)
    target = Target(output, ".mp4", overwrite)
    length = clip_length(frames, seconds, _ANIMATION_FRAMES)
    with Reporter(json_output=json_output, quiet=quiet) as reporter:
        if length.note:
            reporter.warn(length.note)
        target.check([picture])
        reporter.stage("reading")
        image = load_picture(picture, instead="Use 'lance-studio extend' to continue a clip.")
        opened = start(choice, reporter)
        from lance_studio.engine.requests import ImageToVideo

        request = ImageToVideo(
            prompt=prompt,
            image=image,
            num_frames=length.frames,
            preset=preset or "video_480p",
            sampling=drawing.sampling(),
        )
        make(Job(task="image_to_video", prompt=prompt, sources=[picture]), request, opened, target, reporter)
