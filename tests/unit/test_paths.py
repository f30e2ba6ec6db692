from collections.abc import Callable
from pathlib import Path

import platformdirs
import pytest

from lance_studio import paths

Directory = Callable[[], Path]

DIRECTORIES: list[Directory] = [
    paths.data_dir, paths.models_dir, paths.config_dir, paths.cache_dir, paths.log_dir, paths.locks_dir,
    paths.recovered_dir,
]  # fmt: skip


@pytest.mark.parametrize("directory", DIRECTORIES)
def test_every_directory_lies_under_the_chosen_home(directory: Directory, own_home: Path) -> None:
    assert directory().is_relative_to(own_home)


@pytest.mark.parametrize("directory", DIRECTORIES)
def test_asking_creates_nothing(directory: Directory, own_home: Path) -> None:
    assert not directory().exists()
    assert list(own_home.iterdir()) == []


def test_the_directories_differ() -> None:
    assert len({directory() for directory in DIRECTORIES}) == len(DIRECTORIES)


def test_checkpoints_are_kept_with_the_data() -> None:
    assert paths.models_dir() == paths.data_dir() / "models"


@pytest.mark.parametrize("value", [None, ""])
def test_without_a_chosen_home_the_system_decides(value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    if value is None:
        monkeypatch.delenv(paths.HOME_VARIABLE)
    else:
        monkeypatch.setenv(paths.HOME_VARIABLE, value)
    assert paths.data_dir() == platformdirs.user_data_path("lance-studio", appauthor=False)
    assert paths.config_dir() == platformdirs.user_config_path("lance-studio", appauthor=False)
    assert paths.cache_dir() == platformdirs.user_cache_path("lance-studio", appauthor=False)
    assert paths.log_dir() == platformdirs.user_log_path("lance-studio", appauthor=False)


def test_a_change_of_the_home_is_seen_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "first"))
    first = paths.data_dir()
    monkeypatch.setenv(paths.HOME_VARIABLE, str(tmp_path / "second"))
    assert paths.data_dir() != first


def test_a_relative_or_tilde_home_becomes_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    monkeypatch.setenv(paths.HOME_VARIABLE, "portable")
    assert paths.cache_dir() == tmp_path / "portable" / "cache"
    monkeypatch.setenv(paths.HOME_VARIABLE, "~/studio")
    assert paths.cache_dir() == tmp_path / "user" / "studio" / "cache"
