"""Where the studio keeps its own files.

Each function answers for the moment it is called and creates nothing: who writes makes the directory.
Set `LANCE_STUDIO_HOME` to keep everything under one directory, for example on a portable disk or in a test.
"""

import os
from pathlib import Path

import platformdirs

HOME_VARIABLE = "LANCE_STUDIO_HOME"

_APP = "lance-studio"
_EMBEDDED = Path("models", "nano")


def data_dir() -> Path:
    """Return the directory of what the user would miss: checkpoints, reference pictures, autosaves."""
    return _own_home("data") or platformdirs.user_data_path(_APP, appauthor=False)


def models_dir() -> Path:
    """Return the directory that is searched for checkpoints when none is named."""
    return data_dir() / "models"


def embedded_model_dir() -> Path | None:
    """Return the folder of the model that comes with the studio: in an installed package, or in a checkout.

    Returns:
        The folder, or None where the model was left out.
    """
    package = Path(__file__).resolve().parent
    places = (package / _EMBEDDED, package.parent / _EMBEDDED)
    return next((place for place in places if (place / "studio.json").is_file()), None)


def config_dir() -> Path:
    """Return the directory of settings."""
    return _own_home("config") or platformdirs.user_config_path(_APP, appauthor=False)


def cache_dir() -> Path:
    """Return the directory of what can be made again: thumbnails, proxies."""
    return _own_home("cache") or platformdirs.user_cache_path(_APP, appauthor=False)


def log_dir() -> Path:
    """Return the directory of log files."""
    return _own_home("logs") or platformdirs.user_log_path(_APP, appauthor=False)


def locks_dir() -> Path:
    """Return the directory of the lock files of open projects."""
    return (_own_home("state") or platformdirs.user_state_path(_APP, appauthor=False)) / "locks"


def known_links_file() -> Path:
    """Return the file that says which linked files of projects this user has chosen or approved."""
    return (_own_home("state") or platformdirs.user_state_path(_APP, appauthor=False)) / "known-links"


def measurements_file() -> Path:
    """Return the file that says what generations took on this device."""
    return data_dir() / "measurements.jsonl"


def recovered_dir() -> Path:
    """Return the directory of rescued projects whose own folder cannot take them."""
    return data_dir() / "recovered"


def _own_home(name: str) -> Path | None:
    """Return directory `name` under `LANCE_STUDIO_HOME`, or None where that variable is unset or empty."""
    home = os.environ.get(HOME_VARIABLE, "")
    return Path(home).expanduser().absolute() / name if home else None
