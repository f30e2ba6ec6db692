"""What somebody who looks into a problem has to know: versions, devices, folders; read without loading a library."""

import contextlib
import platform
import sys
from importlib import metadata
from pathlib import Path

from PySide6.QtCore import qVersion

import lance_studio
from lance_studio import log_file, paths
from lance_studio.language import mark
from lance_studio.user_settings import cache_place
from lance_studio.user_settings.store import settings_file

_PACKAGES = (
    ("PySide6", ("PySide6", "PySide6_Essentials")), ("torch", ("torch",)), ("transformers", ("transformers",)),
    ("PyAV", ("av",)), ("numpy", ("numpy",)), ("OpenCV", ("opencv-python-headless", "opencv-python")),
)  # fmt: skip
_GPUS = Path("/proc/driver/nvidia/gpus")
_DRIVER = Path("/proc/driver/nvidia/version")
_MOST_GPUS = 16


def collect(device: str = "", model: str = "") -> tuple[tuple[str, str], ...]:
    """Return pairs of a name and a value; reads a few files, for a worker thread.

    Args:
        device: Where the engine computes, as the window shows it.
        model: The active model's name.
    """
    packages = [(name, _version(names)) for name, names in _PACKAGES]
    return (
        ("Lance Studio", lance_studio.__version__),
        # English: names
        ("Python", platform.python_version()),
        ("Qt", qVersion()),  # English: a name
        *packages,
        (mark("System"), platform.platform()),
        ("GPU", _gpus()),
        (mark("Model"), model or mark("none")),
        (mark("Device"), device or mark("not in use yet")),
        (mark("Settings"), short(settings_file())),
        (mark("Data"), short(paths.data_dir())),
        (mark("Models"), short(paths.models_dir())),
        (mark("Cache"), short(cache_place.cache_dir())),
        (mark("Log"), short(log_file.path())),
    )


def as_text(facts: tuple[tuple[str, str], ...]) -> str:
    """Return the facts as lines to put into a report."""
    return "\n".join(f"{name}: {value}" for name, value in facts)


def short(path: Path) -> str:
    """Return a path without the user's name: the home folder is "~"."""
    with contextlib.suppress(ValueError, RuntimeError):
        return str(Path("~") / path.relative_to(Path.home()))
    return str(path)


def _version(names: tuple[str, ...]) -> str:
    for name in names:
        with contextlib.suppress(metadata.PackageNotFoundError):
            return metadata.version(name)
    return mark("not installed")


def _gpus() -> str:
    found: list[str] = []
    with contextlib.suppress(OSError):
        for gpu in sorted(_GPUS.iterdir())[:_MOST_GPUS]:
            lines = (gpu / "information").read_text(encoding="utf-8", errors="replace").splitlines()
            found += [line.partition(":")[2].strip() for line in lines if line.startswith("Model:")]
    if not found:
        return mark("no NVIDIA GPU") if sys.platform.startswith("linux") else mark("not looked for")
    driver = ""
    with contextlib.suppress(OSError, IndexError):
        words = _DRIVER.read_text(encoding="utf-8", errors="replace").splitlines()[0].split()
        # English: beside the names that the driver gives
        driver = next((f", driver {word}" for word in words if word[:1].isdigit() and "." in word), "")
    return ", ".join(found) + driver
