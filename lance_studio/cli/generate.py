"""`generate`, `generate-video` and `animate`: new pictures and clips."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from lance_studio.catalog.profile import ModelProfile, Size
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
    SizeOption,
    StepsOption,
    checked_text,
    clip_length,
    pick_seed,
)
from lance_studio.cli.results import Job, Target, make
from lance_studio.cli.session import start
from lance_studio.cli.sources import load_picture
from lance_studio.requests import ImageToVideo, ReferenceGuided, TextToImage, TextToVideo, VisualRequest
from lance_studio.requests.lengths import Length

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
    steps: StepsOption = None,
    guidance: GuidanceOption = None,
    shift: ShiftOption = None,
    guidance_interval: IntervalOption = None,
    renorm: RenormOption = None,
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
    words = _Words(prompt, tuple(reference or ()), size, clip=False, length=None)
    with Reporter(json_output=json_output, quiet=quiet) as reporter:
        _from_words(words, target, choice, drawing, reporter)


def generate_video(
    prompt: PromptArgument,
    reference: ReferenceOption = None,
    size: SizeOption = None,
    frames: FramesOption = None,
    seconds: SecondsOption = None,
    seed: SeedOption = None,
    steps: StepsOption = None,
    guidance: GuidanceOption = None,
    shift: ShiftOption = None,
    guidance_interval: IntervalOption = None,
    renorm: RenormOption = None,
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
    """Make a clip from words."""
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
    words = _Words(prompt, tuple(reference or ()), size, clip=True, length=clip_length(frames, seconds))
    with Reporter(json_output=json_output, quiet=quiet) as reporter:
        _from_words(words, target, choice, drawing, reporter)


@dataclass(frozen=True, slots=True)
class _Words:
    """What is made from words and perhaps reference pictures; None stands for what suits the model."""

    prompt: str
    references: tuple[Path, ...]
    size: Size | None
    clip: bool
    length: Length | None


def _from_words(words: _Words, target: Target, choice: ModelChoice, drawing: Drawing, reporter: Reporter) -> None:
    """Make a picture or clip from words and perhaps reference pictures."""
    target.check(words.references)
    if words.length and words.length.note:
        reporter.warn(words.length.note)
    pictures = [load_picture(path, instead="Take a still picture as reference.") for path in words.references]
    opened = start(choice, reporter)
    if "reference_guided" in opened.profile.experimental and pictures:
        reporter.warn(f"Reference pictures are experimental: {opened.profile.name} was not trained for them alone.")
    request = _request(words, opened.profile, drawing)
    make(Job(request=request, inputs=pictures, sources=words.references), opened, target, reporter)


def _request(words: _Words, profile: ModelProfile, drawing: Drawing) -> VisualRequest:
    usual = profile.clips if words.clip else profile.pictures
    size = words.size or usual.size
    frames = words.length.frames if words.length else profile.clips.frames
    sampling = drawing.sampling(usual.sampling)
    if words.references:
        return ReferenceGuided(
            prompt=words.prompt,
            width=size.width,
            height=size.height,
            num_frames=frames if words.clip else 1,
            preset=profile.pictures.preset,
            sampling=sampling,
        )
    if words.clip:
        return TextToVideo(
            prompt=words.prompt, width=size.width, height=size.height, num_frames=frames, sampling=sampling
        )
    return TextToImage(prompt=words.prompt, width=size.width, height=size.height, sampling=sampling)


def animate(
    picture: Annotated[Path, typer.Argument(metavar="PICTURE", help="The first frame.")],
    prompt: Annotated[str, typer.Argument(metavar="PROMPT", callback=checked_text, help="What happens in the clip.")],
    preset: PresetOption = None,
    frames: FramesOption = None,
    seconds: SecondsOption = None,
    seed: SeedOption = None,
    steps: StepsOption = None,
    guidance: GuidanceOption = None,
    shift: ShiftOption = None,
    guidance_interval: IntervalOption = None,
    renorm: RenormOption = None,
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
    """Set a picture in motion."""
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
    length = clip_length(frames, seconds)
    with Reporter(json_output=json_output, quiet=quiet) as reporter:
        if length and length.note:
            reporter.warn(length.note)
        target.check([picture])
        reporter.stage("reading")
        image = load_picture(picture, instead="Use 'lance-studio extend' to continue a clip.")
        opened = start(choice, reporter)
        usual = opened.profile.clips
        request = ImageToVideo(
            prompt=prompt,
            num_frames=length.frames if length else usual.animation_frames,
            preset=usual.preset if preset is None else preset,
            sampling=drawing.sampling(usual.sampling),
        )
        make(Job(request=request, inputs=[image], sources=[picture]), opened, target, reporter)
