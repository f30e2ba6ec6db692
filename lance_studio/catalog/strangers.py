"""What lies in the place of a model's file or folder: a download page, a pointer, an adapter. Named, never loaded."""

import json
from itertools import islice
from pathlib import Path

from lance_studio import limits
from lance_studio.errors import CheckpointError
from lance_studio.language import tr
from lance_studio.regular_files import is_regular, open_regular

_BEGINNING = 1024
_POINTER = b"version https://git-lfs.github.com/spec/"
_PAGES = (b"<!doctype html", b"<html", b"<?xml", b"<head", b"<body")
_ANSWERS = (b'{"error', b'{"message', b'{"detail')
_MOST_FILES = 200
_ADAPTER_FILES = ("adapter_config.json", "adapter_model.safetensors", "adapter_model.bin")
_ADAPTER_TENSORS = (".lora_A", ".lora_B", ".lora_down", ".lora_up", "lora_unet", ".lora.", ".diff", ".diff_b", ".dora_")


def _lora(path: Path) -> CheckpointError:
    return CheckpointError(
        tr("'{path}' holds a LoRA (an adapter or a difference of weights), no model.", path=path),
        tr("Name the folder of the model that it was made for; the studio cannot apply it."),
    )


def refuse_stranger(path: Path) -> None:
    """Refuse what people download in place of a file, by how it begins.

    Args:
        path: An ordinary file.

    Raises:
        CheckpointError: It is a web page, a Git LFS pointer, a server's message, or empty.
    """
    with open_regular(path, CheckpointError) as file:
        beginning = file.read(_BEGINNING)
    text = beginning.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if not beginning:
        raise CheckpointError(
            tr("{path} is empty.", path=path),
            tr("Copy the file again from its source; there may have been no room for it."),
        )
    if text.startswith(_POINTER):
        raise CheckpointError(
            tr("{path} is a Git LFS pointer, not the file itself.", path=path),
            tr("Run 'git lfs pull' there, or download the file."),
        )
    if text.startswith(_PAGES):
        raise CheckpointError(
            tr("{path} is a download page, not the file.", path=path),
            tr("Open the page in a browser and download the file itself."),
        )
    if path.suffix != ".json" and text.startswith(_ANSWERS):
        raise CheckpointError(
            tr("{path} is the message of a server, not the file.", path=path),
            tr("Open it in a text editor to see what was refused."),
        )


def refuse_adapter(folder: Path) -> None:
    """Refuse a folder that holds an adapter or a difference of weights, and no model.

    Args:
        folder: A folder in which the weights of a model were looked for in vain.

    Raises:
        CheckpointError: It is a LoRA.
    """
    try:
        files = [
            one for one in islice(folder.iterdir(), _MOST_FILES) if one.suffix in (".safetensors", ".json", ".bin")
        ]
    except OSError:
        return
    if any(one.name in _ADAPTER_FILES for one in files) or any(_holds_lora(one) for one in files):
        raise _lora(folder)


def refuse_adapter_names(path: Path, names: list[str]) -> None:
    """Refuse a weight file whose tensors are those of an adapter; `names` are those of its tensors."""
    if names and _lora_names(names):
        raise _lora(path)


def _lora_names(names: list[str]) -> bool:
    marked = sum(any(mark in name for mark in _ADAPTER_TENSORS) for name in names)
    return marked * 2 > len(names)


def _holds_lora(path: Path) -> bool:
    """Whether a safetensors file's header names tensors of an adapter."""
    if path.suffix != ".safetensors" or not is_regular(path):
        return False
    try:
        with open_regular(path, CheckpointError) as file:
            length = int.from_bytes(file.read(8), "little")
            if length > limits.HEADER_BYTES.most:
                return False
            header = json.loads(file.read(length))
    except (OSError, ValueError, RecursionError, CheckpointError):
        return False
    return isinstance(header, dict) and _lora_names([name for name in header if name != "__metadata__"])
