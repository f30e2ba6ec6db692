"""Where the files of a model lie: the official folder layout (section 1 of the engine's specification).

A model folder holds ``Lance_3B`` and/or ``Lance_3B_Video``, ``Qwen2.5-VL-ViT`` and ``Wan2.2_VAE.pth``, and perhaps a
``studio.json``; see :mod:`lance_studio.catalog.profile`.
"""

import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lance_studio.catalog.fields import require_model_file
from lance_studio.errors import CheckpointError
from lance_studio.regular_files import is_regular, kind_in_words, path_refused, shown_path
from lance_studio.requests.tasks import Family

FAMILY_FOLDERS: Mapping[Family, str] = {"image": "Lance_3B", "video": "Lance_3B_Video"}
VISION_FOLDER = "Qwen2.5-VL-ViT"
VISION_FILE = "vit.safetensors"
VAE_FILE = "Wan2.2_VAE.pth"
PROFILE_FILE = "studio.json"
WEIGHT_FILES = ("model.safetensors", "ema.safetensors")
LANGUAGE_CONFIGURATION = "llm_config.json"
VISION_CONFIGURATION = "config.json"
TOKENIZER_FILES = ("tokenizer.json", "vocab.json", "merges.txt", "tokenizer_config.json")
#: What a folder must hold, as a sentence for the user.
LAYOUT = f"A model folder holds {' and/or '.join(FAMILY_FOLDERS.values())}, {VISION_FOLDER} and {VAE_FILE}."


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """A folder in the official layout."""

    root: Path

    @property
    def families(self) -> tuple[Family, ...]:
        """The checkpoints that are present."""
        return tuple(family for family, name in FAMILY_FOLDERS.items() if (self.root / name).is_dir())

    @property
    def vae_file(self) -> Path:
        """The VAE's state dict."""
        return self.root / VAE_FILE

    @property
    def vision_file(self) -> Path:
        """The stand-alone vision tower."""
        return self.root / VISION_FOLDER / VISION_FILE

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
        return self.root / FAMILY_FOLDERS[family]

    def language_configuration(self, family: Family) -> Path:
        """The description of a checkpoint's language model."""
        return self.folder(family) / LANGUAGE_CONFIGURATION

    def tokenizer_files(self, family: Family) -> tuple[Path, ...]:
        """The files of a checkpoint's tokenizer that are there."""
        files = (self.folder(family) / name for name in TOKENIZER_FILES)
        return tuple(file for file in files if is_regular(file))

    def weight_file(self, family: Family) -> Path:
        """Weights of a checkpoint: ``model.safetensors``, else ``ema.safetensors``.

        Raises:
            CheckpointError: Neither exists.
        """
        folder = self.folder(family)
        for name in WEIGHT_FILES:
            if is_regular(folder / name):
                return folder / name
        raise CheckpointError(f"{folder} holds no model.safetensors.", "Copy the complete checkpoint folder.")

    def pick_family(self, wanted: Family) -> Family:
        """The wanted checkpoint if present, else the other one."""
        families = self.families
        return wanted if wanted in families or not families else families[0]


def looks_like_model(root: Path) -> bool:
    """Whether a folder holds anything of a model, so that what it lacks is worth a complaint."""
    folder = ModelFolder(root)
    parts = (folder.vae_file, folder.vision_file.parent, folder.profile_file)
    try:
        return bool(folder.families) or any(part.exists() for part in parts)
    except OSError:
        # Nobody who may not look into it can have put a model there.
        return False


def open_model_folder(root: Path) -> ModelFolder:
    """Check that a folder looks like a model in the official layout.

    Raises:
        CheckpointError: It does not exist or lacks a part; the message names the part.
    """
    require_model_folder(root)
    folder = ModelFolder(root)
    if not folder.families:
        raise CheckpointError(f"{root} holds no Lance checkpoint.", LAYOUT)
    require_model_file(folder.vae_file, LAYOUT)
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
            raise CheckpointError(f"The model folder {root} does not exist.", LAYOUT) from None
        raise path_refused(root, error, CheckpointError) from error
    if not stat.S_ISDIR(mode):
        raise CheckpointError(f"The model folder '{shown_path(root)}' is {kind_in_words(mode)}.", LAYOUT)
