"""Damaged checkpoint files: whatever is cut or changed, loading either works or raises a well-formed CheckpointError.

Every cut must be noticed. A changed byte need not be: in the payload of a weight file it gives another finite number,
which nothing in the official formats (no checksums) can tell from the right one; in a tokenizer or a configuration it
may give another valid text or number. NaN and infinity are noticed.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import torch

from lance_studio.catalog.layout import ModelFolder
from lance_studio.engine.checkpoint import load_codec, load_language, load_vision
from lance_studio.engine.config import read_language_config, read_vision_config
from lance_studio.engine.precision import Precision
from lance_studio.engine.tokenizer import LanceTokenizer
from lance_studio.errors import CheckpointError
from tests.unit.engine.samples import CHECKPOINT

pytestmark = pytest.mark.timeout(120)

PRECISION, CPU = Precision(torch.float32), torch.device("cpu")


def language(root: Path) -> object:
    return load_language(ModelFolder(root), "image", PRECISION, CPU)


def video_tower(root: Path) -> object:
    return load_vision(ModelFolder(root), "video", 64, PRECISION, CPU)


def tower(root: Path) -> object:
    return load_vision(ModelFolder(root), "image", 64, PRECISION, CPU)


def codec(root: Path) -> object:
    return load_codec(ModelFolder(root), PRECISION, CPU)


def language_config(root: Path) -> object:
    return read_language_config(root / "Lance_3B/llm_config.json")


def tower_config(root: Path) -> object:
    return read_vision_config(root / "Qwen2.5-VL-ViT/config.json")


def tokenizer(root: Path) -> object:
    return LanceTokenizer(root / "Lance_3B")


@dataclass(frozen=True)
class Target:
    """A file to damage.

    Attributes:
        file: Under the model folder.
        load: What reads it.
        cuts: How many lengths to cut it to.
        changes: How many copies with changed bytes.
        head: Half of the changes fall into this many first bytes, where the structure is; negative: last bytes.
        without: A file that is removed, because the damaged one is not read beside it.
    """

    file: str
    load: Callable[[Path], object]
    cuts: int
    changes: int
    head: int
    without: str = ""


TARGETS = {
    "language weights": Target("Lance_3B/model.safetensors", language, 25, 60, 12_000),
    "bundled tower": Target("Lance_3B_Video/model.safetensors", video_tower, 15, 30, 15_000),
    "tower weights": Target("Qwen2.5-VL-ViT/vit.safetensors", tower, 25, 60, 3_500),
    "vae": Target("Wan2.2_VAE.pth", codec, 20, 15, 30_000),
    "vae directory": Target("Wan2.2_VAE.pth", codec, 5, 25, -30_000),
    "language configuration": Target("Lance_3B/llm_config.json", language_config, 60, 300, 1302),
    "tower configuration": Target("Qwen2.5-VL-ViT/config.json", tower_config, 60, 300, 398),
    "tokenizer": Target("Lance_3B/tokenizer.json", tokenizer, 25, 60, 6_000),
    "tokenizer configuration": Target("Lance_3B/tokenizer_config.json", tokenizer, 20, 40, 4589),
    "vocabulary": Target("Lance_3B/vocab.json", tokenizer, 20, 40, 7285, "Lance_3B/tokenizer.json"),
    "merges": Target("Lance_3B/merges.txt", tokenizer, 25, 40, 2277, "Lance_3B/tokenizer.json"),
}


def cut(content: bytes, count: int, seed: int) -> Iterator[bytes]:
    """Copies cut at seeded places, at none, and a little before the end."""
    lengths = {0, 1, 8, len(content) // 2, len(content) - 2}
    lengths |= set(np.random.default_rng(seed).integers(0, len(content) - 1, count).tolist())
    for length in sorted(lengths):
        # What remains after the last visible character is no part of a text.
        if length < len(content.rstrip()):
            yield content[:length]


def changed(content: bytes, count: int, head: int, seed: int) -> Iterator[bytes]:
    """Copies with one to four changed bytes, bits, or a changed run, every other one in the structure."""
    random = np.random.default_rng(seed)
    for number in range(count):
        copy = bytearray(content)
        size = min(abs(head), len(content)) if number % 2 else len(content)
        start = len(content) - size if head < 0 else 0
        for _ in range(1 + number % 4):
            place = start + int(random.integers(size))
            kind = int(random.integers(3))
            if kind == 0:
                copy[place] ^= 1 << int(random.integers(8))
            elif kind == 1:
                copy[place] = int(random.integers(256))
            else:
                copy[place : place + 8] = random.bytes(min(8, len(copy) - place))
        yield bytes(copy)


def prepare(folder: Path, target: Target) -> Path:
    """A copy of the checkpoint folder for a target."""
    root = shutil.copytree(CHECKPOINT, folder / "model")
    if target.without:
        (root / target.without).unlink()
    return root


def refusal(load: Callable[[Path], object], root: Path) -> CheckpointError | None:
    """The error with which a load is refused, checked; ``None`` if it succeeds. Other exceptions pass."""
    try:
        load(root)
    except CheckpointError as error:
        caught = error
    else:
        return None
    assert str(root) in caught.cause
    assert caught.cause.isprintable()
    assert caught.remedy
    return caught


@pytest.mark.parametrize("name", TARGETS)
def test_every_cut_is_noticed(tmp_path: Path, name: str) -> None:
    target = TARGETS[name]
    root = prepare(tmp_path, target)
    assert refusal(target.load, root) is None
    path = root / target.file
    for content in cut(path.read_bytes(), target.cuts, seed=1):
        path.unlink()  # the old one may still be mapped
        path.write_bytes(content)
        assert refusal(target.load, root) is not None, f"{len(content)} bytes"


@pytest.mark.parametrize("name", TARGETS)
def test_changed_bytes_are_survived(tmp_path: Path, name: str) -> None:
    target = TARGETS[name]
    root = prepare(tmp_path, target)
    path = root / target.file
    refused = 0
    for content in changed(path.read_bytes(), target.changes, target.head, seed=2):
        path.unlink()
        path.write_bytes(content)
        refused += refusal(target.load, root) is not None
    assert refused


def test_both_weight_files_are_recognised_as_each_other(tmp_path: Path) -> None:
    root = shutil.copytree(CHECKPOINT, tmp_path / "model")
    files = [root / name for name in ("Lance_3B/model.safetensors", "Wan2.2_VAE.pth", "Lance_3B/tokenizer.json")]
    contents = [path.read_bytes() for path in files]
    for path, load in zip(files, (language, codec, tokenizer), strict=True):
        own = path.read_bytes()
        for other in contents:
            path.unlink()
            path.write_bytes(other)
            assert (refusal(load, root) is None) == (other == own)
        path.unlink()
        path.write_bytes(own)
