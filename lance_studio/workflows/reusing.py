"""A recipe taken over for the next instruction: every number of it, and in words whatever cannot be."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from lance_studio.language import tr
from lance_studio.media.recipes import MASK_PNG, Recipe, SourceRecord
from lance_studio.requests.geometry import MODEL_RATE
from lance_studio.requests.tasks import TASK_NAMES
from lance_studio.workflows.export import chosen_in
from lance_studio.workflows.measurements import Measurement, Place
from lance_studio.workflows.windows import clock

if TYPE_CHECKING:
    from lance_studio.catalog.profile import ModelProfile

#: What an instruction does, as panels call it, and what it makes, by task.
_MODES = {
    "text_to_image": ("generate", "picture"),
    "text_to_video": ("generate", "clip"),
    "reference_guided": ("generate", "picture"),
    "image_edit": ("edit", "picture"),
    "video_edit": ("edit", "clip"),
    "image_to_video": ("animate", "clip"),
    "continuation": ("extend", "clip"),
}
_USUAL_PRECISION = {"cpu": "float32", "cuda": "reference"}
#: Everything that recipes say of an instruction; what a later version adds is named.
_KNOWN = {
    "seed", "steps", "guidance_scale", "guidance_interval", "shift", "renorm", "renorm_min", "noise", "sample_latents",
    "preset", "width", "height", "frames", "new_frames", "tail_only", "clean_latents", "masked", "mask", MASK_PNG,
    "feather", "from_latent", "source_start", "source_step", "source_frames", "precision", "device",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Reused:
    """What a recipe gives to the next instruction.

    Attributes:
        task: Name of the task.
        mode: What the instruction does: "generate", "edit", "animate" or "extend"; empty where it is none.
        output: What it makes, "picture" or "clip".
        prompt: Its words.
        numbers: Its choices by the names of the window's, as they stand in the recipe.
        source: What is changed, animated or continued; None for something new.
        mask: The mask as PNG; None without one.
        from_latent: Whether the source's kept latent stood for its pixels.
        left: What is not taken over, in words.
    """

    task: str
    mode: str
    output: str
    prompt: str
    numbers: dict[str, Any] = field(default_factory=dict)
    source: SourceRecord | None = None
    mask: bytes | None = None
    from_latent: bool = False
    left: tuple[str, ...] = ()


def reused(
    recipe: Recipe,
    profile: "ModelProfile",
    place: Place,
    runs: Sequence[Measurement] = (),
    blob: Callable[[str], bytes | None] = lambda digest: None,
) -> Reused:
    """Take a recipe over.

    Args:
        recipe: From a file that anybody may have made.
        profile: The model that the instruction will run on.
        place: Where it will run.
        runs: What was measured on this device.
        blob: Looks up a mask by its digest in the project.
    """
    mode, output = _MODES.get(recipe.task, ("", ""))
    if not mode:
        if recipe.task in TASK_NAMES:
            what = tr("a question, which makes nothing")
        else:
            what = tr("“{task}”, which makes nothing", task=recipe.task)
        return Reused(task=recipe.task, mode="", output="", prompt=recipe.prompt, left=(what,))
    numbers = chosen_in(recipe)
    if recipe.task == "reference_guided" and numbers.get("frames", 1) != 1:
        output = "clip"
    left: list[str] = []
    if numbers.get("preset") not in (None, *profile.presets):
        preset = numbers.pop("preset")
        left.append(tr("the preset {preset}, which {name} does not have", preset=preset, name=profile.name))
    mask, missing = _mask(recipe, blob)
    left += missing + _left_of_sources(recipe, mode) + _left_of_model(recipe, profile, place, runs)
    left += [
        tr("“{name}”, which this version does not know", name=name) for name in recipe.settings if name not in _KNOWN
    ]
    source = recipe.sources[-1] if recipe.sources and mode != "generate" else None
    return Reused(
        task=recipe.task,
        mode=mode,
        output=output,
        prompt=recipe.prompt,
        numbers=numbers,
        source=source,
        mask=mask,
        from_latent=recipe.settings.get("from_latent") is True,
        left=tuple(left),
    )


def _mask(recipe: Recipe, blob: Callable[[str], bytes | None]) -> tuple[bytes | None, list[str]]:
    png, digest = recipe.settings.get(MASK_PNG), recipe.settings.get("mask")
    if not recipe.settings.get("masked"):
        return None, []
    if isinstance(png, str):
        try:
            return base64.b64decode(png, validate=True), []
        except (binascii.Error, ValueError):
            pass
    found = blob(digest) if isinstance(digest, str) else None
    return found, [] if found is not None else [
        tr("the mask, which the file does not hold: all of the picture may change")
    ]


def _left_of_sources(recipe: Recipe, mode: str) -> list[str]:
    left: list[str] = []
    others = recipe.sources if mode == "generate" else recipe.sources[:-1]
    if others:
        names = ", ".join(f"“{one.name}”" for one in others)
        if mode == "generate":
            left.append(tr("the references {names}", names=names))
        else:
            left.append(tr("the further pictures {names}", names=names))
    if recipe.task == "video_edit" and (part := _part(recipe)):
        left.append(part)
    if recipe.settings.get("tail_only") and recipe.task == "image_to_video":
        left.append(tr("that only the new frames were kept"))
    return left


def _part(recipe: Recipe) -> str:
    """Which part of a film was changed; empty where that is its beginning, at its own speed."""
    start, step, count = (recipe.settings.get(f"source_{name}") for name in ("start", "step", "frames"))
    try:
        begins, between = Fraction(str(start)), Fraction(str(step))
        ends = begins + between * int(str(count))
    except (ValueError, ZeroDivisionError):
        return ""
    if begins == 0 and between == 1 / MODEL_RATE:
        return ""
    return tr("that {start} to {end} of the clip was changed", start=clock(begins), end=clock(ends))


def _left_of_model(recipe: Recipe, profile: "ModelProfile", place: Place, runs: Sequence[Measurement]) -> list[str]:
    left: list[str] = []
    newest = next((run for run in reversed(runs) if place.holds(run)), None)
    name = recipe.model.get("name", "")
    if name and name != profile.name:
        left.append(tr("the model {name}: this runs on {active}", name=name, active=profile.name))
    elif _other_weights(recipe, profile, newest):
        left.append(tr("the weights: those of {name} here are others", name=name))
    precision, device = str(recipe.settings.get("precision", "")), str(recipe.settings.get("device", ""))
    usual = _USUAL_PRECISION.get(device.partition(":")[0], precision)
    here = place.precision or (newest.precision if newest is not None else usual)
    if precision and precision != here:
        left.append(tr("the precision {precision}: this computes in {here}", precision=precision, here=here))
    there = device.partition(":")[0]
    now = (
        place.device.partition(":")[0] if place.device != "auto" or newest is None else newest.device.partition(":")[0]
    )
    if there and now != "auto" and there != now:
        left.append(
            tr("the device {device}: this runs on {now}, where pixels may differ a little", device=device, now=now)
        )
    return left


def _other_weights(recipe: Recipe, profile: "ModelProfile", newest: Measurement | None) -> bool:
    digest, fingerprint = recipe.model.get("sha256"), recipe.model.get("fingerprint")
    if digest and profile.sha256:
        return digest.lower() not in profile.sha256.values()
    return bool(fingerprint and newest is not None and newest.weights and newest.weights != fingerprint)
