"""Finds the model folder that somebody means: people name its parent, a part of it, or a cache of Hugging Face."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from lance_studio.catalog.names import FAMILY_FOLDERS, LANGUAGE_CONFIGURATION, VISION_FOLDER
from lance_studio.errors import CheckpointError
from lance_studio.language import tr
from lance_studio.regular_files import is_folder, is_regular, open_regular, path_refused
from lance_studio.requests.tasks import Family

_MOST_CHILDREN = 1_000
_SNAPSHOTS, _REPOSITORY = "snapshots", "models--*"
_REVISION_BYTES = 200
_AUTOENCODERS = ("vae", "VAE")


def holds_checkpoint(folder: Path) -> bool:
    """Return whether a folder holds a Lance checkpoint, image or video; false too where nobody may look."""
    return any(is_folder(folder / name) for name in FAMILY_FOLDERS.values())


def locate_model(named: Path) -> Path:
    """Return the folder in the official layout that a named folder stands for.

    Looked at, in this order: the folder; its parent where it is a part of a model; the snapshots of a Hugging Face
    cache or of one repository in it; the folders in it.

    Args:
        named: Any path.

    Returns:
        The model's folder; `named` itself where nothing better is found.

    Raises:
        CheckpointError: Several models are found, or the folder may not be read; says which.
    """
    if holds_checkpoint(named) or not is_folder(named):
        return named
    if _is_part(named) and holds_checkpoint(named.absolute().parent):
        return named.absolute().parent
    children = _folders_in(named)
    for found in (_in_cache(named), [child for child in children if holds_checkpoint(child)]):
        if len(found) > 1:
            names = ", ".join(f"'{one}'" for one in found[:4]) + (", …" if len(found) > 4 else "")
            raise CheckpointError(
                tr("'{named}' holds {count} models: {names}.", named=named, count=len(found), names=names),
                tr("Name one of them."),
            )
        if found:
            return found[0]
    return named


def locate_checkpoint(named: Path, family: Family) -> Path:
    """Return the folder of one checkpoint that a named folder stands for.

    Args:
        named: The checkpoint's folder itself, whatever it is called, or a model's folder that holds it.
        family: Which checkpoint.

    Raises:
        CheckpointError: It holds none, or the folder does not exist or may not be read.
    """
    if not is_folder(named):
        raise CheckpointError(
            tr("The folder '{named}' does not exist.", named=named), tr("Choose the folder of the checkpoint.")
        )
    if is_regular(named / LANGUAGE_CONFIGURATION):
        return named.absolute()
    found = locate_model(named) / FAMILY_FOLDERS[family]
    if not is_folder(found):
        name = FAMILY_FOLDERS[family]
        raise CheckpointError(
            tr("'{named}' holds no {name}.", named=named, name=name),
            tr("Choose the folder {name}, or the one it lies in.", name=name),
        )
    return found.absolute()


def _is_part(folder: Path) -> bool:
    name = folder.absolute().name
    return (
        is_regular(folder / LANGUAGE_CONFIGURATION)
        or name in (*FAMILY_FOLDERS.values(), VISION_FOLDER)
        or name in _AUTOENCODERS
    )


def _in_cache(folder: Path) -> list[Path]:
    """The snapshots with a model in a Hugging Face cache (``hub`` in it), a repository of it, or its snapshots."""
    if folder.name == _SNAPSHOTS:
        repositories = [folder.absolute().parent]
    elif is_folder(folder / _SNAPSHOTS):
        repositories = [folder]
    else:
        repositories = [one for place in (folder, folder / "hub") for one in _matching(place)]
    found = (_snapshot(repository) for repository in repositories)
    return [one for one in found if one is not None]


def _matching(place: Path) -> Iterator[Path]:
    if is_folder(place):
        yield from (one for one in _folders_in(place) if one.match(_REPOSITORY))


def _snapshot(repository: Path) -> Path | None:
    """The snapshot that a repository's `main` names, else the newest one that holds a model."""
    snapshots = repository / _SNAPSHOTS
    if not is_folder(snapshots):
        return None
    complete = [one for one in _folders_in(snapshots) if holds_checkpoint(one)]
    main = repository / "refs" / "main"
    if is_regular(main):
        with open_regular(main, CheckpointError) as file:
            revision = file.read(_REVISION_BYTES).decode("ascii", "replace").strip()
        named = [one for one in complete if one.name == revision]
        complete = named or complete
    return max(complete, key=lambda one: one.stat().st_mtime_ns, default=None)


def _folders_in(folder: Path) -> list[Path]:
    try:
        return sorted(one for one in islice(folder.iterdir(), _MOST_CHILDREN) if is_folder(one))
    except OSError as error:
        raise path_refused(folder, error, CheckpointError) from error
