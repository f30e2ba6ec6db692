from collections.abc import Callable
from pathlib import Path

import pytest

from lance_studio import paths
from lance_studio.catalog.active import MODEL_VARIABLE, active_model, active_place
from lance_studio.catalog.layout import looks_like_model
from lance_studio.catalog.names import layout_in_words
from lance_studio.errors import CheckpointError
from tests.unit.catalog.profiles import write_profile

Make = Callable[[Path], Path]


def make_model(root: Path, name: str = "Tiny") -> Path:
    """A folder with the names of a model's parts."""
    for part in ("Lance_3B", "Qwen2.5-VL-ViT"):
        (root / part).mkdir(parents=True)
    (root / "Wan2.2_VAE.pth").write_bytes(b"weights")
    write_profile(root, name=name)
    return root


@pytest.fixture
def embedded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The model that came with the studio."""
    root = make_model(tmp_path / "embedded", "Embedded")
    monkeypatch.setattr("lance_studio.catalog.active.embedded_model_dir", lambda: root)
    monkeypatch.delenv(MODEL_VARIABLE, raising=False)
    return root


def test_the_nearest_choice_wins(
    embedded: Path, tmp_path: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert active_model().label == "Embedded (embedded)"
    installed = make_model(paths.models_dir(), "Installed")
    assert active_model().label == f"Installed ({installed})"
    variable = make_model(tmp_path / "variable", "Variable")
    monkeypatch.setenv(MODEL_VARIABLE, str(variable))
    assert active_model().label == f"Variable ({variable})"
    named = make_model(tmp_path / "named", "Named")
    active = active_model(named)
    assert (active.label, active.origin, active.folder.root) == (f"Named ({named})", "named", named)
    assert active_model(embedded).label == "Embedded (embedded)"
    monkeypatch.setenv(MODEL_VARIABLE, "")
    assert active_model().origin == "installed"


@pytest.mark.parametrize("part", ["Lance_3B_Video", "Qwen2.5-VL-ViT", "Wan2.2_VAE.pth", "studio.json"])
def test_an_incomplete_installed_model_is_complained_of_and_not_passed_over(
    part: str, embedded: Path, own_home: Path
) -> None:
    (paths.models_dir() / part).mkdir(parents=True)
    assert looks_like_model(paths.models_dir())
    with pytest.raises(CheckpointError) as caught:
        active_model()
    assert str(paths.models_dir()) in caught.value.cause
    assert "--model DIR" in caught.value.remedy


def test_another_installed_folder_is_passed_over(embedded: Path, own_home: Path) -> None:
    (paths.models_dir() / "lora").mkdir(parents=True)
    assert active_place().origin == "embedded"


def test_a_folder_that_may_not_be_looked_into_is_passed_over(
    embedded: Path, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths.models_dir().mkdir(parents=True)

    def refuse(_: Path) -> bool:
        raise PermissionError

    monkeypatch.setattr(Path, "is_dir", refuse)
    assert active_place().origin == "embedded"


def test_a_damaged_profile_is_an_error(embedded: Path) -> None:
    (embedded / "studio.json").write_text("{}", encoding="utf-8")
    with pytest.raises(CheckpointError, match="'format'"):
        active_model()


def test_a_folder_above_or_below_stands_for_the_model(tmp_path: Path) -> None:
    root = make_model(tmp_path / "model")
    for named in (root / "Lance_3B", tmp_path):
        assert active_model(named).folder.root == root


def test_without_any_model_the_user_learns_how_to_name_one(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lance_studio.catalog.active.embedded_model_dir", lambda: None)
    monkeypatch.delenv(MODEL_VARIABLE, raising=False)
    with pytest.raises(CheckpointError) as caught:
        active_model()
    assert str(own_home) in caught.value.cause
    assert caught.value.remedy.startswith(layout_in_words())
    assert MODEL_VARIABLE in caught.value.remedy


@pytest.mark.parametrize("inside", [True, False], ids=["package", "checkout"])
def test_the_embedded_model_is_in_the_package_or_beside_it(
    inside: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "lance_studio"
    package.mkdir()
    monkeypatch.setattr(paths, "__file__", str(package / "paths.py"))
    assert paths.embedded_model_dir() is None
    root = make_model((package if inside else tmp_path) / "models" / "nano")
    assert paths.embedded_model_dir() == root
    (root / "studio.json").unlink()
    assert paths.embedded_model_dir() is None
