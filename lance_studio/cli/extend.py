"""`extend`: continue a clip."""

from collections.abc import Iterable
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lance_studio.cli.console import Reporter
from lance_studio.cli.options import (
    MAX_FRAMES,
    CheckpointOption,
    DeviceOption,
    Drawing,
    FramesOption,
    GuidanceOption,
    IntervalOption,
    JsonOption,
    Length,
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
    StepsOption,
    checked_text,
    continuation_length,
    pick_seed,
)
from lance_studio.cli.results import Job, Target, make
from lance_studio.cli.session import start
from lance_studio.cli.sources import Clip, Frame, probe_clip, resampled_count, resampled_frames, tail_frames

if TYPE_CHECKING:
    from lance_studio.engine.requests import Visual

_NEW_FRAMES = 48


def extend(
    clip: Annotated[Path, typer.Argument(metavar="CLIP", help="The clip to continue.")],
    prompt: Annotated[str, typer.Argument(metavar="PROMPT", callback=checked_text, help="What happens next.")],
    frames: FramesOption = None,
    seconds: SecondsOption = None,
    keep: Annotated[
        int,
        typer.Option(
            "--keep",
            metavar="N",
            min=1,
            max=30,
            help="How much of the end the model continues from, in latent frames: N keeps 4(N-1)+1 frames.",
        ),
    ] = 2,
    tail_only: Annotated[
        bool, typer.Option("--tail-only", help="Write the new frames only, without the clip.")
    ] = False,
    preset: PresetOption = None,
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
    """Continue a clip with new frames, 48 (4 s) unless a length is given. Experimental beyond --keep 1.

    The result is the whole clip at 12 frames a second, cropped and resized to the model's size, then the new frames.
    """
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
    given = 4 * (keep - 1) + 1
    added = _checked_length(frames, seconds, given)
    with Reporter(json_output=json_output, quiet=quiet) as reporter:
        if added.note:
            reporter.warn(added.note)
        target.check([clip])
        reporter.stage("reading")
        source = probe_clip(clip, instead="Use 'lance-studio animate' to set a picture in motion.", reporter=reporter)
        _tell_limits(source, keep, given, reporter)
        opened = start(choice, reporter)
        from lance_studio.engine.requests import Continuation

        request = Continuation(
            prompt=prompt,
            frames=tail_frames(source, given),
            clean_latents=keep,
            num_frames=given + added.frames,
            preset=preset or "video_480p",
            sampling=drawing.sampling(),
        )
        settings = {"new_frames": added.frames, "tail_only": tail_only}
        compose = _new_frames if tail_only else partial(_whole_clip, source)
        job = Job(task="continuation", prompt=prompt, sources=[clip], settings=settings, compose=compose)
        make(job, request, opened, target, reporter)


def _checked_length(frames: int | None, seconds: Fraction | None, given: int) -> Length:
    added = continuation_length(frames, seconds, _NEW_FRAMES)
    if given + added.frames > MAX_FRAMES:
        raise typer.BadParameter(
            f"{given} kept and {added.frames} new frames are more than {MAX_FRAMES}. Keep fewer or make fewer."
        )
    return added


def _new_frames(visual: "Visual") -> Iterable[Frame]:
    return visual.frames[visual.given_frames :]


def _whole_clip(clip: Clip, visual: "Visual") -> Iterable[Frame]:
    _, height, width, _ = visual.frames.shape
    yield from resampled_frames(clip, (width, height))
    yield from _new_frames(visual)


def _tell_limits(clip: Clip, keep: int, given: int, reporter: Reporter) -> None:
    if keep > 1:
        reporter.warn("Continuing from more than one latent frame is experimental with the released checkpoints.")
    if resampled_count(clip.info.frame_count, clip.info.frame_rate) < given:
        reporter.warn(f"'{clip.path.name}' is shorter than the {given} frames to keep; its first frame is repeated.")
