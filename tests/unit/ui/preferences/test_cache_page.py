"""The cache's page says what is used, and changes place and limit without touching anything of the user's."""

import os
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from lance_studio import paths
from lance_studio.ui.preferences.cache_presenter import CachePresenter, in_bytes
from lance_studio.ui.settings import Settings
from lance_studio.user_settings import cache_place


@pytest.fixture
def settings() -> Settings:
    return Settings()


@pytest.fixture
def presenter(settings: Settings, qtbot: QtBot) -> CachePresenter:
    del qtbot
    return CachePresenter(settings)


def fill(place: Path, *sizes: int) -> list[Path]:
    """Files of the cache, the first one used longest ago; sparse."""
    folder = place / cache_place.MEDIA
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"{number:064x}" for number in range(len(sizes))]
    for number, (file, size) in enumerate(zip(files, sizes, strict=True)):
        file.touch()
        os.truncate(file, size)
        os.utime(file, (1000 + number, 1000 + number))
    return files


def idle(qtbot: QtBot, presenter: CachePresenter) -> None:
    qtbot.waitUntil(lambda: presenter._background.is_idle() and not presenter.state.busy)


def test_what_is_used_is_said(presenter: CachePresenter, qtbot: QtBot) -> None:
    fill(paths.cache_dir(), 1_500_000_000, 500_000_000)
    presenter.look()
    idle(qtbot, presenter)
    assert presenter.state.used == "2.0 GB in 2 files"
    assert presenter.state.share == pytest.approx(0.25)
    assert presenter.state.place == str(paths.cache_dir())
    assert "free there" in presenter.state.room


def test_a_lower_limit_removes_what_was_used_longest_ago_at_once(presenter: CachePresenter, qtbot: QtBot) -> None:
    files = fill(paths.cache_dir(), 1_500_000_000, 500_000_000)
    presenter.set_limit(1)
    idle(qtbot, presenter)
    assert [file.exists() for file in files] == [False, True]
    assert presenter.state.message == "1 files were removed to keep to the limit, 1.5 GB."
    assert Settings().get("cache_limit_gb") == 1
    presenter.set_limit(8)
    idle(qtbot, presenter)
    assert Settings().get("cache_limit_gb") is None


def test_another_folder_is_taken_and_the_former_one_emptied(
    presenter: CachePresenter, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    [former] = fill(paths.cache_dir(), 10)
    presenter.set_folder(str(tmp_path))
    idle(qtbot, presenter)
    assert not former.exists()
    assert cache_place.cache_dir() == tmp_path / cache_place.OWN_FOLDER
    [file] = fill(cache_place.cache_dir(), 10)
    presenter.set_folder("")
    idle(qtbot, presenter)
    assert not file.exists()
    assert [one.name for one in tmp_path.iterdir()] == ["mine.txt"]
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"
    assert cache_place.cache_dir() == paths.cache_dir()


def test_a_folder_that_cannot_be_written_changes_nothing(
    presenter: CachePresenter, qtbot: QtBot, tmp_path: Path
) -> None:
    [kept] = fill(paths.cache_dir(), 10)
    presenter.set_folder(str(tmp_path / "nothing"))
    idle(qtbot, presenter)
    assert "cannot hold the cache" in presenter.state.problem
    assert Settings().get("cache_folder") is None
    assert kept.exists()


def test_clearing_says_what_went(presenter: CachePresenter, qtbot: QtBot) -> None:
    fill(paths.cache_dir(), 2_000_000, 3000)
    presenter.clear()
    idle(qtbot, presenter)
    assert presenter.state.message.startswith("2 files were removed, 2.0 MB.")
    assert presenter.state.used == "0 bytes in 0 files"


def test_sizes_for_people() -> None:
    assert [in_bytes(size) for size in (12, 1500, 2_500_000, 3_000_000_000)] == [
        "12 bytes",
        "1.5 kB",
        "2.5 MB",
        "3.0 GB",
    ]
