"""What the build puts into a wheel and a source distribution, on a checkout of few files."""

import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUILD = "import sys; from setuptools import build_meta; print(getattr(build_meta, 'build_' + sys.argv[1])(sys.argv[2]))"
MODEL = {"models/nano/studio.json", "models/nano/Lance_3B/model.safetensors"}
RESOURCES = {"resources/fonts/OFL.txt", "resources/fonts/Inter-Regular.otf", "resources/samples/harbour.png"}
TRANSLATIONS = {"resources/translations/zh_CN/ui.ts", "resources/translations/zh_CN/ui.qm"}
DATA = MODEL | RESOURCES | TRANSLATIONS
FOR_THE_CHECKOUT = (
    "models/nano/training/train.py",
    "models/nano/training/__pycache__/train.pyc",
    "resources/samples/make_samples.py",
    "resources/samples/make_small_world.py",
    "resources/screenshots/window.png",
)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with next to nothing in its package, a model of two files with its training, and some resources."""
    checkout = tmp_path_factory.mktemp("checkout")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, checkout)
    (checkout / "packaging").mkdir()
    shutil.copy(ROOT / "packaging" / "wheel.py", checkout / "packaging")
    (checkout / "lance_studio").mkdir()
    for name in ("__init__.py", "paths.py", "errors.py"):
        shutil.copy(ROOT / "lance_studio" / name, checkout / "lance_studio")
    for name in (*DATA, *FOR_THE_CHECKOUT):
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        (checkout / name).write_text(name, encoding="utf-8")
    return checkout


def build(checkout: Path, kind: str, place: Path) -> Path:
    command = [sys.executable, "-c", BUILD, kind, str(place)]
    result = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False, timeout=120)
    assert result.returncode == 0, result.stderr
    return place / result.stdout.splitlines()[-1]


def in_wheel(path: Path) -> set[str]:
    with zipfile.ZipFile(path) as archive:
        return set(archive.namelist())


def data_in(names: set[str]) -> set[str]:
    """What of these names is data of the package rather than code or the wheel's own."""
    return {name for name in names if not name.endswith(".py") and ".dist-info/" not in name}


def test_model_and_resources_are_in_the_wheel_where_the_package_looks_for_them(checkout: Path, tmp_path: Path) -> None:
    wheel = build(checkout, "wheel", tmp_path)
    names = in_wheel(wheel)
    assert data_in(names) == {f"lance_studio/{name}" for name in DATA}
    assert any(name.endswith("licenses/resources/fonts/OFL.txt") for name in names)
    with zipfile.ZipFile(wheel) as archive:
        assert "lance_studio/models/nano/studio.json," in archive.read(
            next(name for name in names if name.endswith("RECORD"))
        ).decode("utf-8")
        archive.extractall(tmp_path / "installed")
    code = "from lance_studio.paths import embedded_model_dir as where; print(where())"
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path / "installed", capture_output=True, text=True, check=True, timeout=60
    )
    assert result.stdout.strip() == str(tmp_path / "installed" / "lance_studio" / "models" / "nano")


def test_an_editable_installation_uses_what_lies_in_the_checkout(checkout: Path, tmp_path: Path) -> None:
    names = in_wheel(build(checkout, "editable", tmp_path))
    assert {name for name in data_in(names) if not name.endswith(".pth")} == set()


def test_a_source_distribution_can_build_the_same_wheel(checkout: Path, tmp_path: Path) -> None:
    with tarfile.open(build(checkout, "sdist", tmp_path)) as archive:
        # Python 3.11.2, which Debian 12 has, knows no filters, and no argument for one.
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(tmp_path / "unpacked")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    assert data_in(in_wheel(build(unpacked, "wheel", tmp_path))) == {f"lance_studio/{name}" for name in DATA}
