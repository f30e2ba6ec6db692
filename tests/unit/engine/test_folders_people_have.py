"""Model folders as people have them: found, read to the same weights, or refused with the true reason."""

import codecs
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file

from lance_studio.catalog.active import active_model
from lance_studio.catalog.layout import open_model_folder
from lance_studio.engine.checkpoint import load_codec, load_language, load_vision
from lance_studio.engine.precision import Precision
from lance_studio.engine.summary import describe_model, identify
from lance_studio.errors import CheckpointError
from tests.unit.engine.samples import CHECKPOINT, copy_checkpoint

CPU = torch.device("cpu")
PRECISION = Precision(torch.float32)


def weights_of(root: Path) -> dict[str, torch.Tensor]:
    """All tensors of a folder's image checkpoint, as they are loaded."""
    folder = open_model_folder(root)
    language, _ = load_language(folder, "image", PRECISION, CPU)
    tower = load_vision(folder, "image", language.config.hidden_size, PRECISION, CPU)
    codec = load_codec(folder, PRECISION, CPU)
    modules = {"language": language, "tower": tower.model, "vae": codec.autoencoder}
    return {f"{kind}.{name}": value for kind, each in modules.items() for name, value in each.state_dict().items()}


@pytest.fixture(scope="module")
def wanted() -> dict[str, torch.Tensor]:
    return weights_of(CHECKPOINT)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return copy_checkpoint(tmp_path)


def shard(file: Path, count: int) -> Path:
    """Divide a weight file as Hugging Face does; returns the index."""
    tensors = load_file(file)
    names = sorted(tensors)
    places: dict[str, str] = {}
    for number in range(count):
        name = f"model-{number + 1:05d}-of-{count:05d}.safetensors"
        part = {key: tensors[key].clone() for key in names[number::count]}
        save_file(part, file.parent / name)
        places |= dict.fromkeys(part, name)
    file.unlink()
    index = file.with_name("model.safetensors.index.json")
    index.write_text(json.dumps({"metadata": {"total_size": 1}, "weight_map": places}), encoding="utf-8")
    return index


def as_comfy_vae(root: Path, name: str) -> None:
    """Put the VAE in as ComfyUI has it: the same tensors as safetensors."""
    file = root / "Wan2.2_VAE.pth"
    tensors = torch.load(file, weights_only=True)
    (root / name).parent.mkdir(exist_ok=True)
    save_file({key: value.contiguous() for key, value in tensors.items()}, root / name)
    file.unlink()


def with_mark(root: Path) -> None:
    """Save all JSON files as an editor of Windows does."""
    for file in root.rglob("*.json"):
        file.write_bytes(codecs.BOM_UTF8 + file.read_bytes())


def in_a_cache(root: Path, *, main: bool = True) -> Path:
    """Lay the model down as Hugging Face's cache has it: blobs, and links to them in a snapshot."""
    hub = root.parent / "hub"
    repository = hub / "models--bytedance--Lance"
    snapshot = repository / "snapshots" / "0123abcd"
    for number, file in enumerate(sorted(root.rglob("*"))):
        if file.is_file():
            blob = repository / "blobs" / str(number)
            blob.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(file, blob)
            link = snapshot / file.relative_to(root)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(os.path.relpath(blob, link.parent))
    shutil.rmtree(root)
    if main:
        (repository / "refs").mkdir()
        (repository / "refs" / "main").write_text("0123abcd", encoding="ascii")
    return hub


@pytest.mark.parametrize(
    "change",
    [
        lambda root: root / "Lance_3B",
        lambda root: root / "Lance_3B_Video",
        lambda root: root / "Qwen2.5-VL-ViT",
        lambda root: root.parent,
        in_a_cache,
        lambda root: in_a_cache(root).parent,
        lambda root: in_a_cache(root, main=False) / "models--bytedance--Lance",
        lambda root: in_a_cache(root) / "models--bytedance--Lance" / "snapshots",
        lambda root: in_a_cache(root) / "models--bytedance--Lance" / "snapshots" / "0123abcd",
    ],
)
def test_the_folder_that_is_meant_is_found(
    change: Callable[[Path], Path], root: Path, wanted: dict[str, torch.Tensor]
) -> None:
    # Alone in its folder, as a model's parent is.
    root = Path(shutil.move(root, root.parent / "place" / "lance")) if (root.parent / "place").mkdir() is None else root
    named = change(root)
    assert same(weights_of(named), wanted)
    found = active_model(named)
    assert found.folder.families == ("image", "video")
    assert all(not part.problem for part in describe_model(named).parts)


@pytest.mark.parametrize("count", [1, 3])
def test_shards_are_read_as_one_file(count: int, root: Path, wanted: dict[str, torch.Tensor]) -> None:
    index = shard(root / "Lance_3B" / "model.safetensors", count)
    assert same(weights_of(root), wanted)
    before = identify(open_model_folder(root), "image")["fingerprint"]
    last = sorted(index.parent.glob("model-*.safetensors"))[-1]
    tensors = {name: value + 1 for name, value in load_file(last).items()}
    save_file(tensors, last)
    assert identify(open_model_folder(root), "image")["fingerprint"] != before


@pytest.mark.parametrize("name", ["wan2.2_vae.safetensors", "vae/wan2.2_vae.safetensors", "Wan2.2_VAE.safetensors"])
def test_the_vae_may_have_comfy_s_name(name: str, root: Path, wanted: dict[str, torch.Tensor]) -> None:
    as_comfy_vae(root, name)
    assert same(weights_of(root), wanted)


def test_a_byte_order_mark_is_no_damage(root: Path, wanted: dict[str, torch.Tensor]) -> None:
    with_mark(root)
    assert same(weights_of(root), wanted)


def test_a_missing_shard_is_named(root: Path) -> None:
    shard(root / "Lance_3B" / "model.safetensors", 3)
    missing = root / "Lance_3B" / "model-00002-of-00003.safetensors"
    missing.unlink()
    with pytest.raises(CheckpointError) as caught:
        weights_of(root)
    assert str(missing) in caught.value.cause
    assert "is missing" in caught.value.cause
    assert "Download all files" in caught.value.remedy


@pytest.mark.parametrize("place", ["../secret.safetensors", "/etc/passwd", "a/b.safetensors", "model.bin", 7, ".."])
def test_an_index_leads_nowhere_else(place: object, root: Path) -> None:
    index = shard(root / "Lance_3B" / "model.safetensors", 2)
    document = json.loads(index.read_text(encoding="utf-8"))
    name = next(iter(document["weight_map"]))
    document["weight_map"][name] = place
    index.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(CheckpointError, match="places"):
        weights_of(root)


POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 123\n"
PAGE = b"\n<!DOCTYPE html>\n<html><head><title>Lance - Hugging Face</title></head><body></body></html>"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (POINTER, "is a Git LFS pointer"),
        (PAGE, "is a download page, not the file"),
        (b'{"error":"Access to model is restricted"}', "is the message of a server"),
        (b"", "is empty"),
    ],
)
@pytest.mark.parametrize("file", ["Lance_3B/model.safetensors", "Wan2.2_VAE.pth", "Qwen2.5-VL-ViT/vit.safetensors"])
def test_what_was_downloaded_instead_is_named(content: bytes, said: str, file: str, root: Path) -> None:
    (root / file).write_bytes(content)
    with pytest.raises(CheckpointError, match=said) as caught:
        weights_of(root)
    assert str(root / file) in caught.value.cause
    assert caught.value.remedy


@pytest.mark.parametrize("file", ["Lance_3B/llm_config.json", "Lance_3B/tokenizer.json", "studio.json"])
@pytest.mark.parametrize("content", [POINTER, PAGE])
def test_a_page_in_place_of_a_configuration_is_named(content: bytes, file: str, root: Path) -> None:
    (root / file).write_bytes(content)

    def open_and_load() -> None:
        active_model(root)
        weights_of(root)

    with pytest.raises(CheckpointError, match=r"pointer|download page"):
        open_and_load()


def lora(folder: Path, name: str = "adapter_model.safetensors") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    one = torch.zeros(2, 2)
    save_file({"layers.0.q.lora_A.weight": one, "layers.0.q.lora_B.weight": one.clone()}, folder / name)


@pytest.mark.parametrize("name", ["adapter_model.safetensors", "my style.safetensors"])
def test_an_adapter_is_named_as_one(name: str, tmp_path: Path) -> None:
    lora(tmp_path / "style", name)
    for look in (active_model, describe_model):
        with pytest.raises(CheckpointError, match="holds a LoRA"):
            look(tmp_path / "style")


def test_an_adapter_in_place_of_the_weights_is_named_as_one(root: Path) -> None:
    weights = root / "Lance_3B" / "model.safetensors"
    weights.unlink()
    lora(root / "Lance_3B", "model.safetensors")
    with pytest.raises(CheckpointError, match="holds a LoRA"):
        weights_of(root)
    weights.unlink()
    lora(root / "Lance_3B")
    with pytest.raises(CheckpointError, match="holds a LoRA"):
        weights_of(root)


def test_several_models_are_named_and_none_is_chosen(root: Path) -> None:
    shutil.copytree(root, root.parent / "other")
    with pytest.raises(CheckpointError, match=r"holds 2 models.*other") as caught:
        open_model_folder(root.parent)
    assert "Name one" in caught.value.remedy


@pytest.mark.parametrize("at", ["", "Lance_3B"])
def test_a_folder_that_may_not_be_read_is_said_to_be_one(at: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For the superuser every folder can be read, so the system's answer is made up."""
    refused = root / at
    shutil.rmtree(root / "Lance_3B_Video")
    real_stat, real_scan, real_list = os.stat, os.scandir, os.listdir

    def denied(path: object) -> bool:
        return str(path).startswith(f"{refused}{os.sep}")

    def stat(path: object, *arguments: object, **options: object) -> os.stat_result:
        if not isinstance(path, int) and denied(path):
            raise PermissionError(13, "Permission denied", str(path))
        return real_stat(path, *arguments, **options)  # type: ignore[arg-type]

    def scan(path: object = ".") -> object:
        if str(path) == str(refused):
            raise PermissionError(13, "Permission denied", str(path))
        return real_scan(path)  # type: ignore[arg-type]

    def listed(path: object = ".") -> object:
        if str(path) == str(refused):
            raise PermissionError(13, "Permission denied", str(path))
        return real_list(path)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "stat", stat)
    monkeypatch.setattr(os, "scandir", scan)
    monkeypatch.setattr(os, "listdir", listed)
    with pytest.raises(CheckpointError, match="may not be read"):
        weights_of(root)


def test_a_change_of_the_files_changes_the_stamp(root: Path) -> None:
    folder = open_model_folder(root)
    first = folder.stamp()
    assert open_model_folder(root).stamp() == first
    weights = folder.weight_file("image")
    tensors = load_file(weights)
    save_file(tensors, weights.with_name("new"))
    weights.with_name("new").replace(weights)
    assert folder.stamp() != first


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(depth=st.integers(0, 3), noise=st.lists(st.sampled_from([".cache", "blobs", "refs", "readme"]), unique=True))
def test_whatever_lies_around_a_model_it_is_found_or_said_not_to_be(
    depth: int, noise: list[str], tmp_path: Path
) -> None:
    """At most one level too high is looked for; deeper is said to hold none, and nothing is a traceback."""
    base = tmp_path / "base"
    shutil.rmtree(base, ignore_errors=True)
    place = base.joinpath(*"abc"[:depth])
    (place / "Lance_3B").mkdir(parents=True)
    (place / "Wan2.2_VAE.pth").write_bytes(b"weights")
    for name in noise:
        (base / name).mkdir(exist_ok=True)
    if depth <= 1:
        assert open_model_folder(base).root == place
    else:
        with pytest.raises(CheckpointError, match="holds no Lance checkpoint"):
            open_model_folder(base)


def same(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> bool:
    """Whether two sets of tensors are equal to the bit."""
    return one.keys() == other.keys() and all(torch.equal(value, other[name]) for name, value in one.items())
