import hashlib
import json
import shutil
from pathlib import Path

import pytest

from lance_studio import requests
from lance_studio.catalog.integrity import sha256_of
from lance_studio.catalog.layout import ModelFolder
from lance_studio.cli.info import _TASKS, human_size
from lance_studio.engine.summary import ModelSummary, describe_model, fingerprint, identify
from lance_studio.errors import CheckpointError
from lance_studio.requests.tasks import TASK_FAMILIES
from tests.unit.backends.conftest import PROFILE

GOLDEN = Path(__file__).parents[2] / "golden" / "checkpoint"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GOLDEN, tmp_path / "model"))


def problems(found: ModelSummary) -> dict[str, str]:
    return {part.name: part.problem for part in found.parts if part.problem}


def runnable(found: ModelSummary) -> set[str]:
    return {task.name for task in found.tasks if task.runs}


def test_a_whole_model_is_described() -> None:
    found = describe_model(GOLDEN)
    assert problems(found) == {}
    assert runnable(found) == set(TASK_FAMILIES)
    parts = {part.name: part for part in found.parts}
    language = parts["Language model (video)"]
    assert (language.number_format, language.bytes) == ("float32", 4 * language.parameters)
    assert parts["Language model (image)"].parameters == language.parameters
    # The video checkpoint bundles its tower; the picture one uses the stand-alone file.
    assert parts["Vision tower (video)"].tensors == parts["Vision tower"].tensors == 30
    assert parts["VAE"].tensors > 0


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize(
    ("file", "part", "lost"),
    [
        ("Lance_3B/model.safetensors", "Language model (image)", {"text_to_image", "image_edit", "ask_image"}),
        ("Lance_3B/tokenizer.json", "Tokenizer (image)", {"text_to_image", "image_edit", "ask_image"}),
        ("Qwen2.5-VL-ViT/vit.safetensors", "Vision tower", {"text_to_image", "image_edit", "ask_image"}),
        ("Wan2.2_VAE.pth", "VAE", set(TASK_FAMILIES)),
    ],
)
def test_a_damaged_part_is_a_problem_and_not_an_error(model: Path, file: str, part: str, lost: set[str]) -> None:
    truncate(model / file)
    found = describe_model(model)
    assert list(problems(found)) == [part]
    assert file.split("/")[0] in problems(found)[part]
    assert runnable(found) == set(TASK_FAMILIES) - lost


def test_weights_that_do_not_fit_their_configuration_are_a_problem(model: Path) -> None:
    config = model / "Lance_3B" / "llm_config.json"
    config.write_text(config.read_text().replace('"num_hidden_layers": 3', '"num_hidden_layers": 4'))
    assert "missing tensors" in problems(describe_model(model))["Language model (image)"]


def test_what_is_missing_is_a_problem(model: Path) -> None:
    (model / "Wan2.2_VAE.pth").unlink()
    (model / "Lance_3B" / "model.safetensors").unlink()
    found = describe_model(model)
    assert set(problems(found)) == {"VAE", "Language model (image)"}
    assert runnable(found) == set()


def test_one_checkpoint_serves_all_tasks_less_well(model: Path) -> None:
    shutil.rmtree(model / "Lance_3B_Video")
    found = describe_model(model)
    assert runnable(found) == set(TASK_FAMILIES)
    assert {task.name for task in found.tasks if not task.usual} == {
        name for name, family in TASK_FAMILIES.items() if family == "video"
    }


def test_other_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="does not exist"):
        describe_model(tmp_path / "none")
    with pytest.raises(CheckpointError, match="nothing of a Lance model"):
        describe_model(tmp_path)


def test_tasks_have_the_engines_checkpoints_and_a_command_each() -> None:
    examples: dict[str, requests.Request] = {
        "text_to_image": requests.TextToImage(prompt="x"),
        "image_edit": requests.ImageEdit(instruction="x"),
        "ask_image": requests.AskImage(question="x"),
        "text_to_video": requests.TextToVideo(prompt="x"),
        "image_to_video": requests.ImageToVideo(prompt="x"),
        "video_edit": requests.VideoEdit(instruction="x"),
        "continuation": requests.Continuation(prompt="x"),
        "ask_video": requests.AskVideo(question="x"),
    }
    assert {name: requests.default_family(request) for name, request in examples.items()} == dict(TASK_FAMILIES)
    assert _TASKS.keys() == TASK_FAMILIES.keys()


def test_a_small_file_is_fingerprinted_whole(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(b"content")
    assert fingerprint(file) == hashlib.sha256(b"7\ncontent").hexdigest()


def test_a_large_files_fingerprint_depends_on_its_ends_and_size(tmp_path: Path) -> None:
    size = 200 << 20
    prints = set()
    for place, extra in ((None, 0), (0, 0), (size - 1, 0), ((size - (1 << 20)) * 31 // 63, 0), (None, 1)):
        file = tmp_path / "x"
        with file.open("wb") as stream:
            stream.truncate(size + extra)
            if place is not None:
                stream.seek(place)
                stream.write(b"1")
        prints.add(fingerprint(file))
    assert len(prints) == 5


def test_a_missing_file_has_no_fingerprint(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="cannot be read"):
        fingerprint(tmp_path / "none")


def test_the_identity_names_the_files_that_were_used() -> None:
    folder = ModelFolder(GOLDEN)
    image, video = identify(folder, "image"), identify(folder, "video")
    assert (image["name"], image["folder"], video["folder"]) == ("Lance", "Lance_3B", "Lance_3B_Video")
    assert image["vision_fingerprint"] == fingerprint(GOLDEN / "Qwen2.5-VL-ViT" / "vit.safetensors")
    assert "vision_fingerprint" not in video
    assert video["fingerprint"] != image["fingerprint"]
    assert video["vae_fingerprint"] == image["vae_fingerprint"]
    assert not any("sha256" in name for name in image)


def test_the_identity_has_the_hashes_that_the_profile_records(tmp_path: Path) -> None:
    folder = ModelFolder(Path(shutil.copytree(GOLDEN, tmp_path / "model")))
    weights, vae = folder.weight_file("image"), folder.vae_file
    hashes = {file.relative_to(folder.root).as_posix(): sha256_of(file) for file in (weights, vae)}
    profile = {**PROFILE, "sha256": hashes}
    (folder.root / "studio.json").write_text(json.dumps(profile), encoding="utf-8")
    identity = identify(folder, "image")
    assert identity["sha256"] == sha256_of(weights)
    assert identity["vae_sha256"] == sha256_of(vae)
    assert identity["fingerprint"] == fingerprint(weights)
    assert "vision_sha256" not in identity


@pytest.mark.parametrize(
    ("size", "words"), [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (12_884_901_888, "12.0 GiB")]
)
def test_sizes_are_readable(size: int, words: str) -> None:
    assert human_size(size) == words
