"""`edit`: change a picture or a clip after an instruction."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from lance_studio.cli.console import Reporter
from lance_studio.cli.options import (
    CheckpointOption,
    DeviceOption,
    Drawing,
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
    SeedOption,
    ShiftOption,
    StepsOption,
    checked_text,
    pick_seed,
)
from lance_studio.cli.results import Job, Target, make
from lance_studio.cli.session import start
from lance_studio.cli.sources import are_videos, load_picture, probe_clip, seen_frames
from lance_studio.requests import ImageEdit, InputBlock, VideoEdit

_ONE_KIND = "Use pictures only, or videos only."


def edit(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="The picture or clip to change.")],
    instruction: Annotated[
        str, typer.Argument(metavar="INSTRUCTION", callback=checked_text, help="What to change, in words.")
    ],
    also: Annotated[
        list[Path] | None,
        typer.Option(
            "--also",
            metavar="FILE",
            help="A further picture or clip, of the same kind, that the instruction speaks of; may be repeated. "
            "The model sees these first, in this order.",
        ),
    ] = None,
    preset: PresetOption = None,
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
    """Change a picture or a clip, told apart by content. Clips come out at 12 frames a second, up to 5.75 s."""
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
    # The result takes the size and length of the last source.
    sources = [*(also or []), source]
    with Reporter(json_output=json_output, quiet=quiet) as reporter:
        videos = are_videos(sources)
        target = Target(output, ".mp4" if videos else ".png", overwrite)
        target.check(sources)
        opened = start(choice, reporter)
        usual = opened.profile.clips if videos else opened.profile.pictures
        sampling = drawing.sampling(usual.sampling)
        kind = VideoEdit if videos else ImageEdit
        request = kind(instruction=instruction, preset=usual.preset if preset is None else preset, sampling=sampling)
        inputs = _read(sources, videos, reporter)
        make(Job(request=request, inputs=inputs, sources=sources), opened, target, reporter)


def _read(sources: Sequence[Path], videos: bool, reporter: Reporter) -> list[InputBlock]:
    reporter.stage("reading")
    if videos:
        clips = [probe_clip(path, instead=_ONE_KIND, reporter=reporter) for path in sources]
        return [seen_frames(clip, reporter, edits=clip is clips[-1]) for clip in clips]
    return [load_picture(path, instead=_ONE_KIND) for path in sources]
