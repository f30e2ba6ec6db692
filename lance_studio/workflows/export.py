"""Recipes: what a result's file says of how it was made, and what a file of the studio asks for when it comes back."""

import base64
from typing import Any

import lance_studio
from lance_studio import limits
from lance_studio.errors import InvalidRequestError, LanceStudioError
from lance_studio.media.recipes import MASK_PNG, Recipe, Setting, SourceRecord
from lance_studio.project.files import MediaFiles
from lance_studio.project.project import Project
from lance_studio.project.rows import Media
from lance_studio.requests.tasks import Continuation, recipe_settings, task_name
from lance_studio.workflows.options import DEFAULT_OPTIONS
from lance_studio.workflows.task import Source, Task

#: A mask whose PNG is longer than this, in base64, is only named by its digest: a recipe has a longest form.
_MOST_MASK = limits.RECIPE_BYTES.most // 2


def recipe_of(project: Project, node_id: str) -> Recipe | None:
    """Return the recipe of a node; None for one that was imported, or whose request cannot be read."""
    edge = project.edge(node_id)
    if edge is None:
        return None
    try:
        task = Task.from_json(edge.request)
    except InvalidRequestError:
        return None
    found = (project.media(source.media_id) for source in task.inputs)
    return recipe(task, tuple(media for media in found if media is not None), project.files)


def recipe(task: Task, media: tuple[Media, ...], files: MediaFiles) -> Recipe:
    """Make the recipe of a task.

    Args:
        task: The task, with its outcome if there is one.
        media: What it worked on, in order.
        files: Hold its mask.
    """
    request: Any = task.request
    settings: dict[str, Setting] = recipe_settings(request)
    if isinstance(task.request, Continuation):
        settings["new_frames"] = task.request.num_frames - sum(task.request.needed_frames)
    if task.new_only or isinstance(task.request, Continuation):
        settings["tail_only"] = task.new_only
    if task.size is not None:
        settings["width"], settings["height"] = task.size
    feather = getattr(request, "feather", None) if task.feather is None else task.feather
    mask = next((source.mask for source in reversed(task.inputs) if source.mask is not None), None)
    if mask is not None:
        settings |= {"masked": True, "mask": mask, **_mask_itself(mask, files)}
    if feather is not None and (mask is not None or feather != DEFAULT_OPTIONS.feather):
        settings["feather"] = feather
    if task.inputs:
        settings |= _seen_of(task.inputs[-1])
    model: dict[str, str] = {}
    if task.outcome is not None:
        settings["precision"], settings["device"] = task.outcome.precision, task.outcome.device
        model = dict(task.outcome.model)
    return Recipe(
        task=task_name(request),
        prompt=task.words,
        settings=settings,
        model=model,
        sources=tuple(SourceRecord(one.name, one.digest) for one in media),
        app_version=lance_studio.__version__,
    )


def _mask_itself(digest: str, files: MediaFiles) -> dict[str, Setting]:
    try:
        png = base64.b64encode(files.read_blob(digest)).decode("ascii")
    except LanceStudioError:
        return {}
    return {MASK_PNG: png} if len(png) <= _MOST_MASK else {}


def _seen_of(source: Source) -> dict[str, Setting]:
    """Which instants of a film were changed or continued, and whether a kept latent stood for its pixels."""
    seen: dict[str, Setting] = {"from_latent": True} if source.latent is not None else {}
    if source.start is not None:
        seen |= {"source_start": str(source.start), "source_step": str(source.step), "source_frames": source.count}
    return seen


#: Choices by their names in `Generation` and in recipes.
_CHOICES = {
    "seed": "seed",
    "steps": "steps",
    "guidance": "guidance_scale",
    "shift": "shift",
    "interval": "guidance_interval",
    "renorm": "renorm",
    "renorm_min": "renorm_min",
    "noise": "noise",
    "sample_latents": "sample_latents",
    "preset": "preset",
    "feather": "feather",
    "kept_latents": "clean_latents",
}
_SIZES = {"width": "width", "height": "height"}
_SIZED = ("text_to_image", "text_to_video", "reference_guided")
_LENGTHS = {
    "text_to_image": "frames",
    "text_to_video": "frames",
    "image_to_video": "frames",
    "reference_guided": "frames",
    "continuation": "new_frames",
}


def chosen_in(recipe: Recipe) -> dict[str, Setting]:
    """Return what a recipe chooses by the names of the window's choices, as it stands: nothing is checked or left out.

    Sizes are in it only where something new is made, and lengths where no source decides them.
    """
    names = _CHOICES | (_SIZES if recipe.task in _SIZED else {})
    names |= {"frames": _LENGTHS[recipe.task]} if recipe.task in _LENGTHS else {}
    return {name: recipe.settings[key] for name, key in names.items() if recipe.settings.get(key) is not None}
