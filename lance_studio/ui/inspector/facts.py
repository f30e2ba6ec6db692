"""What is known of a node, a medium, a clip or a recipe, as pairs of a label and a value."""

import datetime
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from lance_studio.language import mark, tr, translate
from lance_studio.project.rows import Edge, Media, Node
from lance_studio.ui.wording.dates import date_words
from lance_studio.ui.wording.sound_tracks import seconds_words

if TYPE_CHECKING:
    from lance_studio.media.recipes import Recipe
    from lance_studio.timeline.queries import ClipPlace

_KINDS = {"picture": mark("Picture"), "video": mark("Video"), "audio": mark("Sound")}
_UNITS = ("bytes", "KB", "MB", "GB", "TB")


@dataclass(frozen=True)
class Fact:
    """One line.

    Attributes:
        label: What it is.
        value: What is shown.
        copied: What the copy button copies; empty for no button.
    """

    label: str
    value: str
    copied: str = ""


def of_node(node: Node, edge: Edge | None, media: Media | None) -> tuple[Fact, ...]:
    """List what is known of a node beside its prompt and its name."""
    found: list[Fact] = []
    if edge is not None:
        from lance_studio.workflows.describe import facts, weights_words

        known = dict(facts(edge.request))
        for label in (
            mark("Task"),
            mark("Size"),
            mark("Length"),
            mark("Seed"),
            mark("Steps"),
            mark("Guidance"),
            mark("Preset"),
            mark("Mask"),
            mark("Starts from"),
        ):
            if label in known:
                found.append(Fact(label, known[label], known[label] if label == "Seed" else ""))
        if edge.model:
            found.append(Fact(mark("Model"), edge.model))
        kind, digits = edge.named_weights
        if digits:
            found.append(Fact(mark("Weights"), weights_words({kind: digits}), digits))
        for label in (mark("Device"), mark("Precision")):
            if label in known:
                found.append(Fact(label, known[label]))
        if edge.seconds is not None:
            found.append(Fact(mark("Took"), tr("{seconds:.1f} s", seconds=edge.seconds)))
    elif media is not None:
        found += of_media(media)
    found.append(Fact(mark("Made") if edge is not None else mark("Imported"), moment(node.created)))
    return tuple(found)


def of_media(media: Media, place: str = "") -> tuple[Fact, ...]:
    """List what is known of a medium beside its name.

    Args:
        media: The medium.
        place: The file of a linked one.
    """
    found = [Fact(mark("Kind"), translate(_KINDS[media.kind]))]
    if media.width and media.height:
        found.append(Fact(mark("Size"), tr("{width} × {height} px", width=media.width, height=media.height)))
    if media.rate is not None:
        found.append(Fact(mark("Rate"), tr("{rate:g} frames/s", rate=float(media.rate))))
    if media.duration is not None:
        length = seconds_words(media.duration)
        if media.frames:
            length = tr("{length}, {n} frames", one="{length}, 1 frame", length=length, n=media.frames)
        found.append(Fact(mark("Length"), length))
    if media.kind == "video":
        found.append(Fact(mark("Sound"), tr("yes") if media.has_audio else tr("none", context="sound")))
    found.append(Fact(mark("File size"), file_size(media.size)))
    if media.link is not None:
        found.append(Fact(mark("File"), place or media.link, place or media.link))
    else:
        found.append(Fact(mark("Kept"), tr("in the project")))
    found.append(Fact("SHA-256", f"{media.digest[:12]}…", media.digest))
    return tuple(found)


def of_clip(place: "ClipPlace", rate: Fraction, media: Media | None) -> tuple[Fact, ...]:
    """List what is known of a clip on a timeline beside what can be changed."""
    from lance_studio.timeline.timing import to_timecode

    clip = place.clip
    found = [
        Fact(mark("Track"), place.track.name or place.track.kind),
        Fact(mark("Start"), to_timecode(place.start, rate)),
        Fact(mark("Length"), to_timecode(clip.duration, rate)),
    ]
    if media is not None:
        found.append(Fact(mark("Shows"), media.name))
    if clip.source_duration is not None:
        found.append(
            Fact(
                mark("From"),
                tr(
                    "{start} to {end}",
                    context="times with their unit",
                    start=seconds_words(clip.source_start),
                    end=seconds_words(clip.source_end),
                ),
            )
        )
    return tuple(found)


def of_recipe(recipe: "Recipe") -> tuple[Fact, ...]:
    """List what a recipe of a file says beside its prompt."""
    from lance_studio.workflows.describe import verb_of

    found = [Fact(mark("Task"), verb_of(recipe.task))]
    settings = recipe.settings
    if "width" in settings and "height" in settings:
        found.append(
            Fact(mark("Size"), tr("{width} × {height} px", width=settings["width"], height=settings["height"]))
        )
    for name, label in (
        ("seed", mark("Seed")),
        ("steps", mark("Steps")),
        ("guidance_scale", mark("Guidance")),
        ("preset", mark("Preset")),
    ):
        if name in settings:
            value = settings[name]
            shown = f"{value:g}" if isinstance(value, float) else str(value)
            found.append(Fact(label, shown, shown if name == "seed" else ""))
    if "name" in recipe.model:
        found.append(Fact(mark("Model"), recipe.model["name"]))
    if recipe.app_version:
        found.append(Fact(mark("Version"), f"Lance Studio {recipe.app_version}"))
    return tuple(found)


def file_size(count: int) -> str:
    """Return for example "3.4 MB"."""
    amount, unit = float(count), 0
    while amount >= 1000 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    return f"{amount:.0f} {_UNITS[unit]}" if unit == 0 else f"{amount:.1f} {_UNITS[unit]}"


def moment(created: str) -> str:
    """Return a time of the project in the words and the time zone of the user."""
    try:
        return date_words(datetime.datetime.fromisoformat(created).astimezone())
    except (ValueError, OverflowError):  # the first and the last day that there are, in another time zone
        return created
