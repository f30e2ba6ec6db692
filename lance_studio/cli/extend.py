"""`extend`: continue a clip."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lance_studio.catalog.profile import ClipDefaults, ModelProfile
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
    StepsOption,
    checked_text,
    continuation_length,
    pick_seed,
)
from lance_studio.cli.results import Job, Target, make
from lance_studio.cli.session import start
from lance_studio.cli.sources import Clip, Frame, probe_clip, resampled_frames, tail_frames
from lance_studio.requests import Continuation
from lance_studio.requests.geometry import MAX_FRAMES, given_frames, resampled_count
from lance_studio.requests.lengths import Length

if TYPE_CHECKING:
    from lance_studio.engine.results import Visual


def extend(
    clip: Annotated[Path, typer.Argument(metavar="CLIP", help="The clip to continue.")],
    prompt: Annotated[str, typer.Argument(metavar="PROMPT", callback=checked_text, help="What happens next.")],
    frames: FramesOption = None,
    seconds: SecondsOption = None,
    keep: Annotated[
        int | None,
        typer.Option(
            "--keep",
            metavar="N",
            min=1,
            max=30,
            help="How much of the end the model continues from, in latent frames: N keeps 4(N-1)+1 frames. "
            "Default: what suits the model.",
        ),
    ] = None,
    tail_only: Annotated[
        bool, typer.Option("--tail-only", help="Write the new frames only, without the clip.")
    ] = False,
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
    """Continue a clip with new frames.

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
    length = continuation_length(frames, seconds)
    _check_length(length, keep or 1)
    with Reporter(json_output=json_output, quiet=quiet) as reporter:
        if length and length.note:
            reporter.warn(length.note)
        target.check([clip])
        reporter.stage("reading")
        source = probe_clip(clip, instead="Use 'lance-studio animate' to set a picture in motion.", reporter=reporter)
        opened = start(choice, reporter)
        usual = opened.profile.clips
        keep = usual.kept_latents if keep is None else keep
        _check_length(length, keep)
        given = given_frames(keep)
        added = length.frames if length else _usual_frames(usual, given)
        _tell_limits(source, keep, opened.profile, reporter)
        request = Continuation(
            prompt=prompt,
            clean_latents=keep,
            num_frames=given + added,
            preset=usual.preset if preset is None else preset,
            sampling=drawing.sampling(usual.sampling),
        )
        settings = {"new_frames": added, "tail_only": tail_only}
        compose = _new_frames if tail_only else partial(_whole_clip, source)
        inputs = [tail_frames(source, given)]
        job = Job(request=request, inputs=inputs, sources=[clip], settings=settings, compose=compose)
        make(job, opened, target, reporter)


def _check_length(length: Length | None, keep: int) -> None:
    if length and given_frames(keep) + length.frames > MAX_FRAMES:
        raise typer.BadParameter(
            f"{given_frames(keep)} kept and {length.frames} new frames are more than {MAX_FRAMES}. Keep fewer or make "
            "fewer."
        )


def _usual_frames(usual: ClipDefaults, given: int) -> int:
    """New frames where the user names no number: what suits the model, fewer where many frames are kept."""
    room = (usual.longest_frames - given) // 4 * 4
    return min(usual.continuation_frames, max(room, 4))


def _new_frames(visual: "Visual") -> Iterable[Frame]:
    return visual.frames[visual.given_frames :]


def _whole_clip(clip: Clip, visual: "Visual") -> Iterable[Frame]:
    _, height, width, _ = visual.frames.shape
    yield from resampled_frames(clip, (width, height))
    yield from _new_frames(visual)


def _tell_limits(clip: Clip, keep: int, profile: ModelProfile, reporter: Reporter) -> None:
    if keep > 1 and "continuation" in profile.experimental:
        reporter.warn(
            f"Continuing from more than one latent frame is experimental: {profile.name} was not trained for it."
        )
    given = given_frames(keep)
    if resampled_count(clip.info.frame_count, clip.info.frame_rate) < given:
        reporter.warn(f"'{clip.path.name}' is shorter than the {given} frames to keep; its first frame is repeated.")
