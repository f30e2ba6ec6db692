"""Recipes: what a result's file says of how it was made, and what a file of the studio asks for when it comes back."""

from typing import Any

import lance_studio
from lance_studio.errors import InvalidRequestError
from lance_studio.media.recipes import Recipe, Setting, SourceRecord
from lance_studio.project.project import Project
from lance_studio.project.rows import Media
from lance_studio.requests.geometry import given_frames
from lance_studio.requests.tasks import Continuation, recipe_settings, task_name
from lance_studio.workflows.task import Task


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
    return recipe(task, tuple(media for media in found if media is not None))


def recipe(task: Task, media: tuple[Media, ...]) -> Recipe:
    """Make the recipe of a task.

    Args:
        task: The task, with its outcome if there is one.
        media: What it worked on, in order.
    """
    request: Any = task.request
    settings: dict[str, Setting] = recipe_settings(request)
    if isinstance(task.request, Continuation):
        settings["new_frames"] = task.request.num_frames - given_frames(task.request.clean_latents)
        settings["tail_only"] = task.new_only
    if task.size is not None:
        settings["width"], settings["height"] = task.size
    if any(source.mask is not None for source in task.inputs):
        settings["masked"] = True
        settings["feather"] = request.feather if task.feather is None else task.feather
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


_CHOICES = {
    "seed": "seed",
    "steps": "steps",
    "guidance": "guidance_scale",
    "shift": "shift",
    "interval": "guidance_interval",
    "renorm": "renorm",
}
_SIZES = {"width": "width", "height": "height", "frames": "frames"}
_SIZED = ("text_to_image", "text_to_video", "reference_guided")


def chosen_in(recipe: Recipe) -> dict[str, Setting]:
    """Return what a recipe chooses by the names of `Options`, as it stands there: nothing is checked or left out.

    Sizes and lengths are in it only where something new is made; elsewhere the input decides.
    """
    names = _CHOICES | (_SIZES if recipe.task in _SIZED else {})
    return {name: recipe.settings[key] for name, key in names.items() if recipe.settings.get(key) is not None}
