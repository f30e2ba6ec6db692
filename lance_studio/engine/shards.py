"""Weights as they lie on the disk: one safetensors file, one torch file, or several behind an index."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

import torch
from torch import Tensor

from lance_studio import limits
from lance_studio.catalog.fields import read_json, require_model_file
from lance_studio.catalog.names import INDEX_SUFFIX
from lance_studio.catalog.strangers import refuse_adapter_names
from lance_studio.engine.weights import (
    TensorInfo,
    inspect_pickle,
    inspect_safetensors,
    printable,
    read_pickle,
    read_safetensors,
)
from lance_studio.errors import CheckpointError
from lance_studio.language import mark, tr, translate

_COPY_ALL = mark("Download all files of the checkpoint into one folder.")


def is_index(path: Path) -> bool:
    """Whether a weight file is the index of several."""
    return path.name.endswith(INDEX_SUFFIX)


def files_of(path: Path) -> tuple[Path, ...]:
    """Return the files that hold a checkpoint's tensors: the shards of an index in their order, else the file itself.

    Raises:
        CheckpointError: The index cannot be read, or names files outside its folder.
    """
    return tuple(dict.fromkeys(_placed(path).values())) if is_index(path) else (path,)


def inspect_weights(path: Path) -> dict[str, TensorInfo]:
    """Names, shapes and formats of all tensors, from headers alone.

    Args:
        path: A safetensors file, the index of several, or a torch file (``.pth``).

    Raises:
        CheckpointError: A file is missing, damaged, cut short, an adapter, or not what the index says.
    """
    if not is_index(path):
        infos = inspect_safetensors(path) if _is_safetensors(path) else inspect_pickle(path)
    else:
        infos = _inspect_shards(path)
    refuse_adapter_names(path, list(infos))
    return infos


def read_weights(
    path: Path, names: Mapping[str, TensorInfo], dtype: torch.dtype, device: torch.device
) -> Iterator[tuple[str, Tensor]]:
    """Yield the named tensors of `inspect_weights` in the given format on the given device; see `read_safetensors`."""
    if not is_index(path):
        read = read_safetensors if _is_safetensors(path) else read_pickle
        yield from read(path, names, dtype, device)
        return
    by_file: dict[Path, dict[str, TensorInfo]] = defaultdict(dict)
    placed = _placed(path)
    for name, info in names.items():
        by_file[placed[name]][name] = info
    for file, wanted in by_file.items():
        yield from read_safetensors(file, wanted, dtype, device)


def _is_safetensors(path: Path) -> bool:
    return path.suffix.lower() == ".safetensors"


def _inspect_shards(path: Path) -> dict[str, TensorInfo]:
    placed = _placed(path)
    stored: dict[Path, dict[str, TensorInfo]] = {}
    for file in dict.fromkeys(placed.values()):
        require_model_file(file, f"{tr('{name} names it.', name=path.name)} {translate(_COPY_ALL)}")
        stored[file] = inspect_safetensors(file)
    infos: dict[str, TensorInfo] = {}
    for name, file in placed.items():
        if name not in stored[file]:
            raise CheckpointError(
                tr(
                    "{file} lacks {tensor}, which {name} places there.",
                    file=file,
                    tensor=printable(name),
                    name=path.name,
                ),
                translate(_COPY_ALL),
            )
        infos[name] = stored[file][name]
    return infos


def _placed(path: Path) -> dict[str, Path]:
    """Return the file of each tensor, as an index says; only files beside it are taken."""
    document = read_json(path)
    places = document.get("weight_map")
    if not isinstance(places, dict) or not places:
        raise CheckpointError(tr("{path} names no tensors.", path=path), translate(_COPY_ALL))
    limits.TENSORS.require(len(places), str(path), translate(_COPY_ALL), CheckpointError)
    placed: dict[str, Path] = {}
    for name, file in places.items():
        if not isinstance(file, str) or PurePosixPath(file).name != file or not file.endswith(".safetensors"):
            raise CheckpointError(
                tr(
                    "{path} places {tensor} in {file}.",
                    path=path,
                    tensor=printable(name),
                    file=printable(repr(file))[:100],
                ),
                translate(_COPY_ALL),
            )
        placed[name] = path.parent / file
    return placed
