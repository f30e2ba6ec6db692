"""Which model is active: the one that was named, else the one that was installed, else the embedded one."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from lance_studio.catalog.layout import Elsewhere, ModelFolder, looks_like_model, open_model_folder
from lance_studio.catalog.locating import locate_checkpoint, locate_model
from lance_studio.catalog.names import VAE_FILE
from lance_studio.catalog.profile import ModelProfile, read_profile
from lance_studio.errors import CheckpointError
from lance_studio.language import mark, tr, translate
from lance_studio.paths import embedded_model_dir, models_dir
from lance_studio.regular_files import is_regular, path_refused

MODEL_VARIABLE = "LANCE_STUDIO_MODEL"

_NAME_ALL = mark("Name the model's folder too, in which that file lies.")

Origin = Literal["named", "installed", "embedded"]


@dataclass(frozen=True, slots=True)
class ActiveModel:
    """A model folder that is there, and what it says of itself; nothing of it is loaded.

    Attributes:
        folder: The folder.
        profile: Its profile.
        origin: Whether it was named, lies at the usual place, or came with the studio.
    """

    folder: ModelFolder
    profile: ModelProfile
    origin: Origin

    @property
    def label(self) -> str:
        """Name and origin, for people."""
        return f"{self.profile.name} ({'embedded' if self.origin == 'embedded' else self.folder.root})"


@dataclass(frozen=True, slots=True)
class ModelPlace:
    """Where the active model should lie; whether a model is there was not looked at.

    Attributes:
        root: The folder.
        origin: How it was chosen.
    """

    root: Path
    origin: Origin


def active_place(named: Path | None = None) -> ModelPlace:
    """Find the folder of the active model.

    Args:
        named: A folder that the user named; None for the variable ``LANCE_STUDIO_MODEL``, else the folder of installed
            models if anything of a model is in it, else the embedded model, else the folder of installed models.
    """
    embedded = embedded_model_dir()
    variable = os.environ.get(MODEL_VARIABLE, "")
    root = named or (Path(variable) if variable else None)
    if root is not None:
        is_embedded = embedded is not None and os.path.realpath(_usable(root)) == os.path.realpath(embedded)
        return ModelPlace(root, "embedded" if is_embedded else "named")
    if embedded is None or _is_anything_installed():
        return ModelPlace(models_dir(), "installed")
    return ModelPlace(embedded, "embedded")


def active_model(named: Path | None = None, elsewhere: Elsewhere = ()) -> ActiveModel:
    """Open the active model; see :func:`active_place`.

    Args:
        named: A folder that the user named; None where there is none.
        elsewhere: Folders of checkpoints that the user named. Without a named folder the rest of the model is looked
            for beside them, never in another model.

    Raises:
        CheckpointError: There is none, or its folder or profile is damaged; says how to name another.
    """
    beside = _beside(elsewhere) if named is None and elsewhere else None
    place = active_place(named or beside)
    try:
        folder = open_model_folder(place.root, elsewhere)
    except CheckpointError as error:
        if place.origin == "installed":
            further = tr(
                "Name one with --model DIR or in the variable {variable}, or put it there.", variable=MODEL_VARIABLE
            )
            remedy = f"{error.remedy} {further}"
        else:
            remedy = error.remedy
        raise CheckpointError(error.cause, remedy) from None
    return ActiveModel(folder, read_profile(folder.root), place.origin)


def _beside(elsewhere: Elsewhere) -> Path:
    """The folder with the VAE that checkpoints belong to, which is the one that they lie in."""
    parents = [locate_checkpoint(place, family).parent for family, place in elsewhere]
    for parent in parents:
        if is_regular(ModelFolder(parent).vae_file):
            return parent
    raise CheckpointError(
        tr("There is no {file} beside the checkpoint, in '{folder}'.", file=VAE_FILE, folder=parents[0]),
        translate(_NAME_ALL),
    )


def _is_anything_installed() -> bool:
    try:
        return looks_like_model(locate_model(models_dir()))
    except CheckpointError:
        # Several models, or a folder that may not be read: worth a complaint.
        return True


def _usable(root: Path) -> Path:
    """Return a folder's path, unless no folder can have it."""
    if "\0" in str(root):
        raise path_refused(root, ValueError("a NUL character"), CheckpointError)
    return root
