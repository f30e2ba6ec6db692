"""The commands that make something: `generate`, `generate-video`, `animate`, `edit` and `extend`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lance_studio.catalog.profile import Size
from lance_studio.cli.console import Reporter
from lance_studio.cli.interrupts import interruptible
from lance_studio.cli.options import (
    MAX_FRAMES,
    Length,
    LengthOptions,
    ModelOptions,
    OutputOptions,
    PresetOption,
    ReportOptions,
    SamplingOptions,
    SizeOption,
    checked_text,
    clip_length,
    continuation_length,
    grouped,
)
from lance_studio.cli.results import Target
from lance_studio.cli.turns import (
    import_clip,
    import_picture,
    open_studio,
    render_whole,
    report_result,
    same_kind,
    say_result,
    take_turn,
)

if TYPE_CHECKING:
    from lance_studio.workflows.options import Options
    from lance_studio.workflows.studio import Studio
    from lance_studio.workflows.wishes import Wish

_GRID = 16
_ONE_KIND = "Use pictures only, or videos only."

PromptArgument = Annotated[
    str, typer.Argument(metavar="PROMPT", callback=checked_text, help="What to draw, in any language.")
]
ReferenceOption = Annotated[
    list[Path] | None,
    typer.Option("--reference", metavar="PICTURE", help="A picture whose subject or style is kept; may be repeated."),
]


@grouped
def generate(
    prompt: PromptArgument,
    sampling: SamplingOptions,
    model: ModelOptions,
    result: OutputOptions,
    report: ReportOptions,
    reference: ReferenceOption = None,
    size: SizeOption = None,
) -> None:
    """Draw a picture from words."""
    _from_words(prompt, reference or [], size, None, ".png", sampling, model, result, report)


@grouped
def generate_video(
    prompt: PromptArgument,
    length: LengthOptions,
    sampling: SamplingOptions,
    model: ModelOptions,
    result: OutputOptions,
    report: ReportOptions,
    reference: ReferenceOption = None,
    size: SizeOption = None,
) -> None:
    """Make a clip from words."""
    wanted = clip_length(length.frames, length.seconds)
    _from_words(prompt, reference or [], size, wanted, ".mp4", sampling, model, result, report)


def _from_words(
    prompt: str,
    references: list[Path],
    size: Size | None,
    length: Length | None,
    suffix: str,
    sampling: SamplingOptions,
    model: ModelOptions,
    result: OutputOptions,
    report: ReportOptions,
) -> None:
    """Make a picture or clip from words and perhaps reference pictures."""
    from lance_studio.workflows.wishes import GenerateClip, GenerateFromReferences, GeneratePicture

    target = Target(result.output, suffix, result.overwrite)
    with report.reporter() as reporter:
        target.check(references)
        _tell(length, reporter)
        width, height = _on_grid(size, reporter)
        with open_studio(result.project, model, reporter) as studio:
            frames = length.frames if length else None
            if references and suffix == ".mp4" and frames is None:
                frames = studio.model.profile.clips.frames
            options = sampling.options(width=width, height=height, frames=frames)
            still = "Take a still picture as reference."
            nodes = [import_picture(studio, path, instead=still).node_id for path in references]
            wish: Wish = GenerateClip(prompt, options) if suffix == ".mp4" else GeneratePicture(prompt, options)
            if nodes:
                wish = GenerateFromReferences(tuple(nodes), prompt, options)
            with interruptible(reporter) as cancel:
                turn = take_turn(studio, wish, reporter, cancel)
            report_result(turn, result, target, reporter)


@grouped
def animate(
    picture: Annotated[Path, typer.Argument(metavar="PICTURE", help="The first frame.")],
    prompt: Annotated[str, typer.Argument(metavar="PROMPT", callback=checked_text, help="What happens in the clip.")],
    length: LengthOptions,
    sampling: SamplingOptions,
    model: ModelOptions,
    result: OutputOptions,
    report: ReportOptions,
    preset: PresetOption = None,
) -> None:
    """Set a picture in motion."""
    from lance_studio.workflows.places import OfNode
    from lance_studio.workflows.wishes import Animate

    target = Target(result.output, ".mp4", result.overwrite)
    wanted = clip_length(length.frames, length.seconds)
    with report.reporter() as reporter:
        _tell(wanted, reporter)
        target.check([picture])
        with open_studio(result.project, model, reporter) as studio:
            options = sampling.options(preset=preset, frames=wanted.frames if wanted else None)
            instead = "Use 'lance-studio extend' to continue a clip."
            node = import_picture(studio, picture, instead=instead).node_id
            with interruptible(reporter) as cancel:
                turn = take_turn(studio, Animate(OfNode(node), prompt, options), reporter, cancel)
            report_result(turn, result, target, reporter)


@grouped
def edit(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="The picture or clip to change.")],
    instruction: Annotated[
        str, typer.Argument(metavar="INSTRUCTION", callback=checked_text, help="What to change, in words.")
    ],
    sampling: SamplingOptions,
    model: ModelOptions,
    result: OutputOptions,
    report: ReportOptions,
    mask: Annotated[
        Path | None,
        typer.Option(
            "--mask",
            metavar="PNG",
            help="A picture of the source's size, white where it may change; the other pixels stay as they are.",
        ),
    ] = None,
    feather: Annotated[
        int, typer.Option("--feather", metavar="N", min=0, help="Width of the mask's soft edge, in pixels.")
    ] = 8,
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
) -> None:
    """Change a picture or a clip, told apart by content. Clips come out at 12 frames a second."""
    # The result takes the size and length of the last source.
    sources = [*(also or []), source]
    with report.reporter() as reporter:
        videos = same_kind(sources)
        if videos and mask is not None:
            raise typer.BadParameter("--mask is for pictures.")
        target = Target(result.output, ".mp4" if videos else ".png", result.overwrite)
        target.check(sources if mask is None else [*sources, mask])
        with open_studio(result.project, model, reporter) as studio:
            options = sampling.options(preset=preset, feather=feather)
            wish = (
                _clip_edit(studio, sources, instruction, options)
                if videos
                else _picture_edit(studio, sources, instruction, options, mask)
            )
            with interruptible(reporter) as cancel:
                turn = take_turn(studio, wish, reporter, cancel)
            report_result(turn, result, target, reporter)


def _clip_edit(studio: "Studio", sources: list[Path], instruction: str, options: "Options") -> "Wish":
    from lance_studio.workflows.places import OfNode
    from lance_studio.workflows.wishes import EditClip

    *also, last = [OfNode(import_clip(studio, path, instead=_ONE_KIND).node_id) for path in sources]
    return EditClip(last, instruction, options, tuple(also))


def _picture_edit(
    studio: "Studio", sources: list[Path], instruction: str, options: "Options", mask: Path | None
) -> "Wish":
    from lance_studio.workflows.wishes import EditPicture

    *also, last = [import_picture(studio, path, instead=_ONE_KIND).node_id for path in sources]
    digest = None
    if mask is not None:
        from lance_studio.media.images import load_image

        digest = studio.add_mask(last, load_image(mask)[..., 0])
    return EditPicture(last, instruction, options, digest, tuple(also))


@grouped
def extend(
    clip: Annotated[Path, typer.Argument(metavar="CLIP", help="The clip to continue.")],
    prompt: Annotated[str, typer.Argument(metavar="PROMPT", callback=checked_text, help="What happens next.")],
    length: LengthOptions,
    sampling: SamplingOptions,
    model: ModelOptions,
    result: OutputOptions,
    report: ReportOptions,
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
) -> None:
    """Continue a clip with new frames.

    The result is the whole clip at its own size and rate, with its sound, and then the new frames.
    """
    from lance_studio.workflows.places import OfNode, OnTimeline
    from lance_studio.workflows.wishes import ExtendClip

    target = Target(result.output, ".mp4", result.overwrite)
    wanted = continuation_length(length.frames, length.seconds)
    _check_length(wanted, keep or 1)
    with report.reporter() as reporter:
        _tell(wanted, reporter)
        target.check([clip])
        instead = "Use 'lance-studio animate' to set a picture in motion."
        with open_studio(result.project, model, reporter) as studio:
            kept = studio.model.profile.clips.kept_latents if keep is None else keep
            _check_length(wanted, kept)
            options = sampling.options(preset=preset, kept_latents=kept, frames=wanted.frames if wanted else None)
            item = import_clip(studio, clip, instead=instead)
            place, timeline_id = OfNode(item.node_id), None
            if not tail_only and (result.output is not None or result.project is None):
                timeline_id, new = studio.place([item])
                place = OnTimeline(timeline_id, new[0])
            with interruptible(reporter) as cancel:
                turn = take_turn(studio, ExtendClip(place, prompt, options), reporter, cancel)
                if timeline_id is None:
                    report_result(turn, result, target, reporter)
                    return
                reporter.stage("rendering")
                path, facts = render_whole(turn, timeline_id, target, cancel)
            what = "{width}x{height}, {frames} frames".format_map(facts)
            say_result(turn, path, what, facts, result, reporter)


def _check_length(length: Length | None, keep: int) -> None:
    kept = 4 * (keep - 1) + 1
    if length and kept + length.frames > MAX_FRAMES:
        raise typer.BadParameter(
            f"{kept} kept and {length.frames} new frames are more than {MAX_FRAMES}. Keep fewer or make fewer."
        )


def _tell(length: Length | None, reporter: Reporter) -> None:
    if length and length.note:
        reporter.warn(length.note)


def _on_grid(size: Size | None, reporter: Reporter) -> tuple[int | None, int | None]:
    """Return the width and height that the model draws."""
    if size is None:
        return None, None
    width, height = size.width // _GRID * _GRID, size.height // _GRID * _GRID
    if Size(width, height) != size:
        reporter.warn(f"{size} became {Size(width, height)}: the model draws in multiples of {_GRID} pixels.")
    return width, height
