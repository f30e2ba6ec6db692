"""Checkpoints that lie outside the model's folder, each in a place of its own."""

import hashlib
import shutil
from pathlib import Path

import pytest

from lance_studio.catalog.active import MODEL_VARIABLE, active_model
from lance_studio.catalog.layout import ModelFolder, elsewhere_of, open_model_folder
from lance_studio.catalog.locating import locate_checkpoint
from lance_studio.errors import CheckpointError

CHECKPOINT = Path(__file__).parents[2] / "golden" / "checkpoint"


@pytest.fixture
def split(tmp_path: Path) -> tuple[Path, Path]:
    """A model without its video checkpoint, and that checkpoint under another name."""
    root, video = tmp_path / "model", tmp_path / "other disk" / "my video model"
    shutil.copytree(CHECKPOINT, root)
    video.parent.mkdir()
    shutil.move(root / "Lance_3B_Video", video)
    return root, video


def test_a_checkpoint_elsewhere_belongs_to_the_model(split: tuple[Path, Path]) -> None:
    root, video = split
    assert open_model_folder(root).families == ("image",)
    folder = open_model_folder(root, elsewhere_of("", str(video)))
    assert folder.families == ("image", "video")
    assert folder.folder("video") == video
    assert folder.weight_file("video").parent == video
    assert folder.folder("image") == root / "Lance_3B"
    assert folder.pick_family("video") == "video"


def test_files_elsewhere_have_their_official_names(split: tuple[Path, Path]) -> None:
    root, video = split
    folder = open_model_folder(root, elsewhere_of("", str(video)))
    assert folder.official_name(video / "model.safetensors") == "Lance_3B_Video/model.safetensors"
    assert folder.official_name(root / "Lance_3B" / "x") == "Lance_3B/x"


def test_the_stamp_differs_after_a_file_elsewhere_has_changed(split: tuple[Path, Path]) -> None:
    root, video = split
    folder = open_model_folder(root, elsewhere_of("", str(video)))
    before = folder.stamp()
    assert folder.stamp() == before
    file = folder.language_configuration("video")
    file.write_bytes(file.read_bytes() + b"\n")
    assert folder.stamp() != before


def test_a_folder_stands_for_the_checkpoint_in_it(split: tuple[Path, Path], tmp_path: Path) -> None:
    _, video = split
    assert locate_checkpoint(video, "video") == video
    assert locate_checkpoint(CHECKPOINT, "video") == CHECKPOINT / "Lance_3B_Video"
    assert locate_checkpoint(CHECKPOINT.parent, "image") == CHECKPOINT / "Lance_3B"
    for wrong in (tmp_path / "nothing", tmp_path / "other disk"):
        with pytest.raises(CheckpointError, match=wrong.name):
            locate_checkpoint(wrong, "video")


def test_a_checkpoint_alone_takes_the_rest_from_beside_it_and_never_from_another_model(
    split: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    root, video = split
    monkeypatch.delenv(MODEL_VARIABLE, raising=False)
    active = active_model(None, elsewhere_of(str(root / "Lance_3B"), str(video)))
    assert (active.folder.root, active.folder.families) == (root, ("image", "video"))
    with pytest.raises(CheckpointError, match=r"Wan2\.2_VAE\.pth beside the checkpoint") as error:
        active_model(None, elsewhere_of("", str(video)))
    assert "model's folder too" in error.value.remedy


def test_the_recorded_hashes_hold_for_files_elsewhere(split: tuple[Path, Path]) -> None:
    from dataclasses import replace

    from lance_studio.catalog.integrity import RecordedFiles
    from lance_studio.catalog.profile import OFFICIAL

    root, video = split
    folder = ModelFolder(root, elsewhere_of("", str(video)))
    file = folder.language_configuration("video")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    profile = replace(OFFICIAL, sha256={"Lance_3B_Video/llm_config.json": digest})
    RecordedFiles(folder, profile).check([file])
    file.write_bytes(b"{}")
    with pytest.raises(CheckpointError, match="damaged or was changed"):
        RecordedFiles(folder, profile).check([file])
