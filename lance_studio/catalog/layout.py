"""Where the files of a model lie: the official folder layout (section 1 of the engine's specification).

A model folder holds ``Lance_3B`` and/or ``Lance_3B_Video``, ``Qwen2.5-VL-ViT`` and ``Wan2.2_VAE.pth``, and perhaps a
``studio.json``; see :mod:`lance_studio.catalog.profile`. Files under the other names in
:mod:`lance_studio.catalog.names` are taken as well, and :mod:`lance_studio.catalog.locating` finds the folder.
"""

import hashlib
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from lance_studio.catalog import names
from lance_studio.catalog.fields import require_model_file
from lance_studio.catalog.locating import locate_checkpoint, locate_model
from lance_studio.catalog.names import (
    FAMILY_FOLDERS,
    LANGUAGE_CONFIGURATION,
    PROFILE_FILE,
    TOKENIZER_FILES,
    VISION_CONFIGURATION,
    VISION_FOLDER,
    WEIGHT_FILES,
    layout_in_words,
)
from lance_studio.catalog.strangers import refuse_adapter
from lance_studio.errors import CheckpointError
from lance_studio.language import tr
from lance_studio.regular_files import is_folder, is_regular, kind_in_words, path_refused, shown_path
from lance_studio.requests.tasks import Family

Elsewhere: TypeAlias = tuple[tuple[Family, Path], ...]
"""Folders of checkpoints that do not lie in the model's folder."""


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A folder in the official layout, of which a checkpoint may lie elsewhere.

    Attributes:
        root: The folder.
        elsewhere: The folders of checkpoints that do not lie in it.
    """

    root: Path
    elsewhere: Elsewhere = ()

    @property
    def families(self) -> tuple[Family, ...]:
        """The checkpoints that are present."""
        return tuple(family for family in FAMILY_FOLDERS if is_folder(self.folder(family)))

    @property
    def vae_file(self) -> Path:
        """The VAE's state dict: a torch file or safetensors."""
        return _first(self.root, names.VAE_FILES)

    @property
    def vision_file(self) -> Path:
        """The stand-alone vision tower, or the index of its shards."""
        return _first(self.root / VISION_FOLDER, names.VISION_FILES)

    @property
    def vision_configuration(self) -> Path:
        """The description of the vision tower, stand-alone or bundled."""
        return self.root / VISION_FOLDER / VISION_CONFIGURATION

    @property
    def profile_file(self) -> Path:
        """What the model says of itself; official folders have none."""
        return self.root / PROFILE_FILE

    def folder(self, family: Family) -> Path:
        """Folder of a checkpoint."""
        return dict(self.elsewhere).get(family) or self.root / FAMILY_FOLDERS[family]

    def official_name(self, file: Path) -> str:
        """Return what a file of the model is called below a folder in which nothing lies elsewhere."""
        for family, folder in self.elsewhere:
            if file.is_relative_to(folder):
                return f"{FAMILY_FOLDERS[family]}/{file.relative_to(folder).as_posix()}"
        return file.relative_to(self.root).as_posix()

    def language_configuration(self, family: Family) -> Path:
        """The description of a checkpoint's language model."""
        return self.folder(family) / LANGUAGE_CONFIGURATION

    def tokenizer_files(self, family: Family) -> tuple[Path, ...]:
        """The files of a checkpoint's tokenizer that are there."""
        files = (self.folder(family) / name for name in TOKENIZER_FILES)
        return tuple(file for file in files if is_regular(file))

    def weight_file(self, family: Family) -> Path:
        """Weights of a checkpoint, or the index of their shards: ``model.safetensors``, else ``ema.safetensors``.

        Raises:
            CheckpointError: Neither exists.
        """
        folder = self.folder(family)
        found = _first(folder, WEIGHT_FILES)
        if is_regular(found):
            return found
        refuse_adapter(folder)
        raise CheckpointError(
            tr("{folder} holds no model.safetensors.", folder=folder), tr("Copy the complete checkpoint folder.")
        )

    def stamp(self) -> str:
        """Return a digest of names, sizes and times of the model's files, which differs after any of them changed."""
        files = [self.profile_file, self.vae_file, self.vision_configuration, self.vision_file]
        folders = [self.folder(family) for family in self.families]
        lines: list[str] = []
        try:
            for folder in folders:
                files += sorted(folder.iterdir())
            for file in files:
                if is_regular(file):
                    status = file.stat()
                    name = self.official_name(file)
                    lines.append(f"{name!r} {status.st_size} {status.st_mtime_ns} {status.st_ino}")
        except OSError:
            # It is being changed at this moment; whoever loads it says what is wrong with it.
            lines.append("changing")
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]

    def pick_family(self, wanted: Family) -> Family:
        """The wanted checkpoint if present, else the other one."""
        families = self.families
        return wanted if wanted in families or not families else families[0]


def _first(folder: Path, candidates: tuple[str, ...]) -> Path:
    """The first of some files that is there; the first one where none is."""
    return next((folder / name for name in candidates if is_regular(folder / name)), folder / candidates[0])


def elsewhere_of(image: str, video: str) -> Elsewhere:
    """Return the folders of checkpoints that do not lie in the model's folder; an empty text names none."""
    named: tuple[tuple[Family, str], ...] = (("image", image), ("video", video))
    return tuple((family, Path(place)) for family, place in named if place)


def looks_like_model(root: Path) -> bool:
    """Whether a folder holds anything of a model, so that what it lacks is worth a complaint."""
    folder = ModelFolder(root)
    parts = (folder.vae_file, folder.vision_file.parent, folder.profile_file)
    # Nobody who may not look into it can have put a model there.
    return bool(folder.families) or any(is_regular(part) or is_folder(part) for part in parts)


def open_model_folder(named: Path, elsewhere: Elsewhere = ()) -> ModelFolder:
    """Find a model in the official layout and check that its parts are there.

    Args:
        named: Its folder, or another one that stands for it; see `locating.locate_model`.
        elsewhere: Folders of checkpoints that do not lie in it; see `locating.locate_checkpoint`.

    Raises:
        CheckpointError: It does not exist, cannot be read, or lacks a part; the message names the part.
    """
    require_model_folder(named)
    located: Elsewhere = tuple((family, locate_checkpoint(place, family)) for family, place in elsewhere)
    folder = ModelFolder(locate_model(named), located)
    if not folder.families:
        refuse_adapter(named)
        raise CheckpointError(tr("{named} holds no Lance checkpoint.", named=named), layout_in_words())
    require_model_file(folder.vae_file, layout_in_words())
    return folder


def require_model_folder(root: Path) -> None:
    """Check that a model's folder is there.

    Raises:
        CheckpointError: It is not, or its path is none that the system can have.
    """
    try:
        mode = root.stat().st_mode
    except (OSError, ValueError) as error:
        if isinstance(error, FileNotFoundError):
            raise CheckpointError(tr("The model folder {root} does not exist.", root=root), layout_in_words()) from None
        raise path_refused(root, error, CheckpointError) from error
    if not stat.S_ISDIR(mode):
        raise CheckpointError(
            tr(
                "The model folder '{path}' is {kind}.",
                path=shown_path(root),
                kind=kind_in_words(mode),
            ),
            layout_in_words(),
        )
