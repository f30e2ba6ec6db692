"""What a model folder holds, found out from headers alone: nothing is loaded, and damage is reported, not raised.

Weights are compared with the configuration beside them. Their values are not looked at: a file whose header is sound
may still hold damaged numbers, which loading it or a hash of the whole file finds.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from lance_studio.catalog.layout import ModelFolder, looks_like_model, require_model_folder
from lance_studio.catalog.locating import locate_model
from lance_studio.catalog.names import FAMILY_FOLDERS, WEIGHT_FILES, layout_in_words
from lance_studio.catalog.profile import OFFICIAL, ModelProfile, read_profile
from lance_studio.catalog.strangers import refuse_adapter
from lance_studio.engine.checkpoint import (
    BUNDLED_VISION,
    build_language,
    build_vision,
    fitting_autoencoder,
    split_bundled,
)
from lance_studio.engine.config import read_language_config, read_vision_config
from lance_studio.engine.precision import Precision
from lance_studio.engine.shards import files_of, inspect_weights, is_index
from lance_studio.engine.tokenizer import LanceTokenizer
from lance_studio.engine.weights import TensorInfo, audit, shapes_of
from lance_studio.errors import CheckpointError
from lance_studio.language import tr
from lance_studio.regular_files import open_regular
from lance_studio.requests.tasks import TASK_FAMILIES, Family

_TOWER = "Vision tower"  # English: for the command line
_BLOCK = 1 << 20
_BLOCKS = 64

_Tensors = Mapping[str, TensorInfo]


@dataclass(frozen=True, slots=True)
class PartSummary:
    """One part of a model folder.

    Attributes:
        name: What it is, for people.
        path: Its file, or the folder of several small files.
        family: The checkpoint that it belongs to; None for what both share.
        tensors: Stored tensors; 0 for a tokenizer.
        parameters: Stored numbers in all.
        bytes: Size of the stored tensors, or of a tokenizer's files.
        number_format: Formats of the tensors, most bytes first, for example `bfloat16`.
        problem: Why it cannot be used; empty if its header is sound and it fits its configuration.
    """

    name: str
    path: Path
    family: Family | None
    tensors: int = 0
    parameters: int = 0
    bytes: int = 0
    number_format: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class TaskSummary:
    """Whether a task can run.

    Attributes:
        name: Its name in recipes.
        family: The checkpoint that it would run on.
        usual: Whether that checkpoint was trained for it.
        runs: Whether all that it needs is there and sound.
    """

    name: str
    family: Family
    usual: bool
    runs: bool


@dataclass(frozen=True, slots=True)
class ModelSummary:
    """What a model says of itself, its folder's parts, and the tasks that they suffice for.

    If ``studio.json`` is damaged, that is a part with a problem, and the profile is the official one.
    """

    root: Path
    profile: ModelProfile
    parts: tuple[PartSummary, ...]
    tasks: tuple[TaskSummary, ...]


def describe_model(root: Path) -> ModelSummary:
    """Describe a model folder from the headers of its files.

    Args:
        root: A model's folder, or one that stands for it; see `locate_model`.

    Raises:
        CheckpointError: The folder does not exist, or holds nothing of a Lance model.
    """
    require_model_folder(root)
    named, root = root, locate_model(root)
    folder = ModelFolder(root)
    if not looks_like_model(root):
        refuse_adapter(named)
        raise CheckpointError(tr("{named} holds nothing of a Lance model.", named=named), layout_in_words())
    parts: list[PartSummary] = []
    try:
        profile = read_profile(root)
    except CheckpointError as error:
        profile = OFFICIAL
        # English: for the command line
        parts.append(PartSummary("Profile", folder.profile_file, None, problem=error.cause))
    for family in folder.families:
        parts += _checkpoint_parts(folder, family)
    bundled = {part.family for part in parts if part.name.startswith(_TOWER)}
    if folder.vision_file.exists() or set(folder.families) - bundled or not folder.families:
        parts.append(_stand_alone_tower(folder))
    parts.append(_autoencoder(folder))
    tasks = tuple(_task(folder, name, parts, shared=profile.shared_checkpoint) for name in TASK_FAMILIES)
    return ModelSummary(root, profile, tuple(parts), tasks)


def identify(folder: ModelFolder, family: Family) -> dict[str, str]:
    """What a recipe says of the model: its name, the checkpoint, and what tells its files from others.

    Of each file that was used there is a fingerprint. Where the model's profile records the SHA-256 of the file, that
    is there too, under ``sha256``, ``vision_sha256`` and ``vae_sha256``: loading has held the files to it.

    Raises:
        CheckpointError: A file cannot be read.
    """
    weights = folder.weight_file(family)
    profile = read_profile(folder.root)
    files = {"": weights}
    _, bundled = split_bundled(inspect_weights(weights))
    if not bundled:
        files["vision_"] = folder.vision_file
    files["vae_"] = folder.vae_file
    identity = {"name": profile.name, "folder": FAMILY_FOLDERS[family], "checkpoint": family}
    for part, file in files.items():
        identity[f"{part}fingerprint"] = _fingerprint_of(file)
        recorded = profile.sha256.get(folder.official_name(file)) if not is_index(file) else None
        if recorded is not None:
            identity[f"{part}sha256"] = recorded
    return identity


def _fingerprint_of(weights: Path) -> str:
    """The fingerprint of a weight file; of an index, a digest over those of its shards."""
    if not is_index(weights):
        return fingerprint(weights)
    lines = "".join(f"{file.name} {fingerprint(file)}\n" for file in files_of(weights))
    return hashlib.sha256(lines.encode()).hexdigest()


def fingerprint(path: Path) -> str:
    """Tell large files apart quickly.

    SHA-256 over the file's size and 64 blocks of 1 MiB: the first, the last and 62 evenly spaced between them; of the
    whole content where that is not more. This is no hash of the file: a change between the blocks goes unseen. It
    tells checkpoints apart, not whether one was tampered with.

    Args:
        path: The file.

    Returns:
        64 hexadecimal digits.

    Raises:
        CheckpointError: The file cannot be read.
    """
    try:
        size = path.stat().st_size
        digest = hashlib.sha256(f"{size}\n".encode())
        with open_regular(path, CheckpointError) as file:
            if size <= _BLOCKS * _BLOCK:
                digest.update(file.read())
            else:
                for number in range(_BLOCKS):
                    file.seek((size - _BLOCK) * number // (_BLOCKS - 1))
                    digest.update(file.read(_BLOCK))
    except OSError as error:
        raise CheckpointError(
            tr("{path} cannot be read: {error}.", path=path, error=error), tr("Check the disk that it lies on.")
        ) from error
    return digest.hexdigest()


def _checkpoint_parts(folder: ModelFolder, family: Family) -> list[PartSummary]:
    """Language model and tokenizer of a checkpoint, and the vision tower if its weights bundle one."""
    home = folder.folder(family)
    name = f"Language model ({family})"  # English: for the command line
    try:
        path = folder.weight_file(family)
        stored = inspect_weights(path)
    except CheckpointError as error:
        path = next((home / name for name in WEIGHT_FILES if (home / name).exists()), home)
        return [PartSummary(name, path, family, problem=error.cause), _tokenizer(folder, family)]

    language, bundled = split_bundled(stored)
    tower = {name.removeprefix(BUNDLED_VISION): info for name, info in bundled.items()}

    def check_language() -> None:
        audit(path, language, shapes_of(build_language(read_language_config(folder.language_configuration(family)))))

    parts = [_part(name, path, family, language, check_language), _tokenizer(folder, family)]
    if tower:
        parts.append(_part(f"{_TOWER} ({family})", path, family, tower, lambda: _check_tower(folder, path, tower)))
    return parts


def _check_tower(folder: ModelFolder, path: Path, stored: _Tensors) -> None:
    config = read_vision_config(folder.vision_configuration)
    audit(path, stored, shapes_of(build_vision(config, Precision()).model))


def _stand_alone_tower(folder: ModelFolder) -> PartSummary:
    path = folder.vision_file
    try:
        stored = inspect_weights(path)
    except CheckpointError as error:
        return PartSummary(_TOWER, path, None, problem=error.cause)
    return _part(_TOWER, path, None, stored, lambda: _check_tower(folder, path, stored))


def _autoencoder(folder: ModelFolder) -> PartSummary:
    name, path = "VAE", folder.vae_file
    try:
        stored = inspect_weights(path)
    except CheckpointError as error:
        return PartSummary(name, path, None, problem=error.cause)

    return _part(name, path, None, stored, lambda: fitting_autoencoder(path, stored))


def _tokenizer(folder: ModelFolder, family: Family) -> PartSummary:
    home = folder.folder(family)
    size = sum(file.stat().st_size for file in folder.tokenizer_files(family))
    problem = _problem_of(lambda: LanceTokenizer(home))
    # English: for the command line
    return PartSummary(f"Tokenizer ({family})", home, family, bytes=size, problem=problem)


def _part(name: str, path: Path, family: Family | None, stored: _Tensors, check: Callable[[], object]) -> PartSummary:
    infos = stored.values()
    return PartSummary(
        name,
        path,
        family,
        tensors=len(stored),
        parameters=sum(info.bytes // info.dtype.itemsize for info in infos),
        bytes=sum(info.bytes for info in infos),
        number_format=_formats(infos),
        problem=_problem_of(check),
    )


def _formats(infos: Iterable[TensorInfo]) -> str:
    sizes: dict[str, int] = {}
    for info in infos:
        name = str(info.dtype).removeprefix("torch.")
        sizes[name] = sizes.get(name, 0) + info.bytes
    return ", ".join(sorted(sizes, key=lambda name: -sizes[name]))


def _problem_of(check: Callable[[], object]) -> str:
    try:
        check()
    except CheckpointError as error:
        return error.cause
    return ""


def _task(folder: ModelFolder, name: str, parts: Iterable[PartSummary], *, shared: bool) -> TaskSummary:
    usual = TASK_FAMILIES[name]
    family = folder.pick_family(usual)
    own = [part for part in parts if part.family == family]
    # A bundled tower takes the place of the stand-alone one.
    has_tower = any(part.name.startswith(_TOWER) for part in own)
    common = [part for part in parts if part.family is None and not (has_tower and part.name == _TOWER)]
    runs = bool(own) and not any(part.problem for part in (*own, *common))
    return TaskSummary(name, family, shared or family == usual, runs)
