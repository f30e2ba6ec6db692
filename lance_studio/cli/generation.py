"""The commands that make something: `generate`, `generate-video`, `animate`, `edit` and `extend`."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lance_studio import limits
from lance_studio.catalog.profile import Size
from lance_studio.cli.interrupts import interruptible
from lance_studio.cli.options import (
    MAX_FRAMES,
    ChoiceOptions,
    Length,
    LengthOptions,
    MakingOptions,
    PresetOption,
    SizeOption,
    checked_text,
    grouped,
)
from lance_studio.cli.results import Target
from lance_studio.cli.turns import import_file, open_studio, report_promise, report_results, same_kind, take_turn

if TYPE_CHECKING:
    from lance_studio.workflows.studio import Studio
    from lance_studio.workflows.wishes import Wish

_ONE_KIND = "Use pictures only, or videos only."

PromptArgument = Annotated[
    str, typer.Argument(metavar="PROMPT", callback=checked_text, help="What to draw, in any language.")
]
ReferenceOption = Annotated[
    list[Path] | None,
    typer.Option("--reference", metavar="PICTURE", help="A picture whose subject or style is kept; may be repeated."),
]


VariantsOption = Annotated[
    int,
    typer.Option(
        "--variants",
        metavar="N",
        min=1,
        max=limits.REQUEST_VARIANTS.most,
        help="How many are made, with seeds that follow each other; with --output, each name gets its number.",
    ),
]


@grouped
def generate(
    prompt: PromptArgument,
    making: MakingOptions,
    reference: ReferenceOption = None,
    size: SizeOption = None,
    variants: VariantsOption = 1,
) -> None:
    """Draw a picture from words."""
    _from_words(prompt, reference or [], size, making, ".png", None, variants)


@grouped
def generate_video(
    prompt: PromptArgument,
    length: LengthOptions,
    making: MakingOptions,
    reference: ReferenceOption = None,
    size: SizeOption = None,
    variants: VariantsOption = 1,
) -> None:
    """Make a clip from words."""
    _from_words(prompt, reference or [], size, making, ".mp4", length.of_clip(), variants)


def _from_words(
    prompt: str,
    references: list[Path],
    size: Size | None,
    making: MakingOptions,
    suffix: str,
    length: Length | None,
    variants: int,
) -> None:
    """Make a picture or clip from words and perhaps reference pictures."""
    from lance_studio.workflows.wishes import GenerateClip, GenerateFromReferences, GeneratePicture

    def wish(studio: "Studio") -> "Wish":
        frames = length.frames if length else None
        if references and suffix == ".mp4" and frames is None:
            frames = studio.model.profile.clips.frames
        options = making.options(width=size and size.width, height=size and size.height, frames=frames)
        still = "Take a still picture as reference."
        nodes = tuple(import_file(studio, path, "picture", instead=still).node_id for path in references)
        if nodes:
            return GenerateFromReferences(nodes, prompt, options, variants)
        kind = GenerateClip if suffix == ".mp4" else GeneratePicture
        return kind(prompt, options, variants)

    _make(wish, making, suffix, references, length, variants=variants)


@grouped
def animate(
    picture: Annotated[Path, typer.Argument(metavar="PICTURE", help="The first frame.")],
    prompt: Annotated[str, typer.Argument(metavar="PROMPT", callback=checked_text, help="What happens in the clip.")],
    length: LengthOptions,
    making: MakingOptions,
    chosen: ChoiceOptions,
    preset: PresetOption = None,
    variants: VariantsOption = 1,
) -> None:
    """Set a picture in motion."""
    from lance_studio.workflows.clip_refs import OfNode
    from lance_studio.workflows.wishes import Animate

    wanted = length.of_clip()

    def wish(studio: "Studio") -> "Wish":
        instead = "Use 'lance-studio extend' to continue a clip."
        node = import_file(studio, picture, "picture", instead=instead, choice=chosen.among(picture, 1)).node_id
        options = making.options(preset=preset, frames=wanted.frames if wanted else None)
        return Animate(OfNode(node), prompt, options, variants)

    _make(wish, making, ".mp4", [picture], wanted, variants=variants)


@grouped
def edit(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="The picture or clip to change.")],
    instruction: Annotated[
        str, typer.Argument(metavar="INSTRUCTION", callback=checked_text, help="What to change, in words.")
    ],
    making: MakingOptions,
    chosen: ChoiceOptions,
    mask: Annotated[
        Path | None,
        typer.Option(
            "--mask",
            metavar="PNG",
            help="A picture of the source's size, white where it may change, or painted there on a transparent ground; "
            "every other pixel stays as it is.",
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
    variants: VariantsOption = 1,
) -> None:
    """Change a picture or a clip, told apart by content. Clips come out at 12 frames a second."""
    from lance_studio.workflows.clip_refs import OfNode
    from lance_studio.workflows.wishes import EditClip, EditPicture

    # The result takes the size and length of the last source.
    sources = [*(also or []), source]
    choices = [chosen.among(path, len(sources)) for path in sources]
    videos = same_kind(sources, choices)
    if videos and mask is not None:
        raise typer.BadParameter("--mask is for pictures.")

    def wish(studio: "Studio") -> "Wish":
        options = making.options(preset=preset, feather=feather)
        kind = "video" if videos else "picture"
        *others, last = [
            import_file(studio, path, kind, instead=_ONE_KIND, choice=choice).node_id
            for path, choice in zip(sources, choices, strict=True)
        ]
        if videos:
            return EditClip(OfNode(last), instruction, options, tuple(map(OfNode, others)), variants)
        masked = mask and _add_mask(studio, last, mask)
        return EditPicture(last, instruction, options, masked, tuple(others), variants)

    inputs = sources if mask is None else [*sources, mask]
    _make(wish, making, ".mp4" if videos else ".png", inputs, None, variants=variants)


def _add_mask(studio: "Studio", node_id: str, mask: Path) -> str:
    from lance_studio.media.images import load_mask

    return studio.add_mask(node_id, load_mask(mask))


@grouped
def extend(
    clip: Annotated[Path, typer.Argument(metavar="CLIP", help="The clip to continue.")],
    prompt: Annotated[str, typer.Argument(metavar="PROMPT", callback=checked_text, help="What happens next.")],
    length: LengthOptions,
    making: MakingOptions,
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
    from lance_studio.workflows.clip_refs import OfNode
    from lance_studio.workflows.wishes import ExtendClip

    wanted = length.of_continuation()
    _check_length(wanted, keep or 1)

    def wish(studio: "Studio") -> "Wish":
        kept = studio.model.profile.clips.kept_latents if keep is None else keep
        _check_length(wanted, kept)
        options = making.options(preset=preset, kept_latents=kept, frames=wanted.frames if wanted else None)
        instead = "Use 'lance-studio animate' to set a picture in motion."
        node = import_file(studio, clip, "video", instead=instead).node_id
        return ExtendClip(OfNode(node), prompt, options)

    _make(wish, making, ".mp4", [clip], wanted, whole=not tail_only)


def _check_length(length: Length | None, keep: int) -> None:
    kept = 4 * (keep - 1) + 1
    if length and kept + length.frames > MAX_FRAMES:
        raise typer.BadParameter(
            f"{kept} kept and {length.frames} new frames are more than {MAX_FRAMES}. Keep fewer or make fewer."
        )


def _make(
    wish: "Callable[[Studio], Wish]",
    making: MakingOptions,
    suffix: str,
    sources: list[Path],
    length: Length | None,
    *,
    whole: bool = False,
    variants: int = 1,
) -> None:
    """Do what a command is for: take its files in, have its wish carried out, and write what came of it.

    Args:
        wish: Imports the command's files into a studio and says what is wanted.
        making: The command's options.
        suffix: Of the result's file.
        sources: All input files, which are never replaced.
        length: The length that the user asked for, if any.
        whole: Whether the clip that was continued goes into the file, too.
        variants: How many results there will be.
    """
    targets = Target.named(making.output, suffix, making.overwrite).numbered(variants)
    with making.reporter() as reporter:
        if length and length.note:
            reporter.warn(length.note)
        if making.writes and not making.dry_run:
            for target in targets:
                target.check(sources)
        # What is only foreseen leaves no trace in a project.
        project = None if making.dry_run else making.project
        with open_studio(project, making.source(), reporter, trust_links=making.trust_links) as studio:
            wanted = wish(studio)
            if making.dry_run:
                report_promise(studio, wanted, reporter)
                return
            with interruptible(reporter) as cancel:
                turn = take_turn(studio, wanted, reporter, cancel)
                report_results(turn, making, targets, reporter, cancel, whole=whole)
