"""The cache keeps to its limit and its place, and touches no file that is not its own."""

import os
from pathlib import Path

import pytest

from lance_studio import paths
from lance_studio.errors import OutputError
from lance_studio.user_settings import cache_place
from lance_studio.user_settings.store import SettingsFile

GIGABYTE = cache_place.GIGABYTE


def digest(number: int) -> str:
    return f"{number:064x}"


def fill(place: Path, *sizes: int) -> list[Path]:
    """Make media of these sizes, the first one used longest ago; sparse, so that gigabytes cost nothing."""
    folder = place / cache_place.MEDIA
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / digest(number) for number in range(len(sizes))]
    for number, (file, size) in enumerate(zip(files, sizes, strict=True)):
        file.touch()
        os.truncate(file, size)
        os.utime(file, (1000 + number, 1000 + number))
    return files


def choose(**values: str | int) -> None:
    SettingsFile().change(lambda kept: kept.update(values))


def test_the_usual_place_and_a_chosen_one(tmp_path: Path) -> None:
    assert cache_place.cache_dir() == paths.cache_dir()
    choose(cache_folder=str(tmp_path))
    assert cache_place.cache_dir() == tmp_path / cache_place.OWN_FOLDER


def test_the_limit_of_the_settings_is_kept_by_removing_what_was_used_longest_ago() -> None:
    choose(cache_limit_gb=2)
    files = fill(paths.cache_dir(), GIGABYTE, GIGABYTE, GIGABYTE // 2)
    assert cache_place.usage() == cache_place.Usage(3, 5 * GIGABYTE // 2)
    assert cache_place.trim() == cache_place.Removed(1, GIGABYTE)
    assert [file.exists() for file in files] == [False, True, True]
    cache_place.trim(wanted=GIGABYTE)
    assert [file.exists() for file in files] == [False, False, True]


def test_indexes_count_and_go_too() -> None:
    choose(cache_limit_gb=1)
    [media] = fill(paths.cache_dir(), GIGABYTE)
    index = paths.cache_dir() / cache_place.INDEXES / "film.index"
    index.parent.mkdir()
    index.write_bytes(b"x" * 100)
    os.utime(index, (1, 1))
    cache_place.trim()
    assert not index.exists()
    assert media.exists()


def test_what_is_not_ours_stays_whatever_is_cleared(tmp_path: Path) -> None:
    choose(cache_folder=str(tmp_path))
    place = cache_place.cache_dir()
    fill(place, 10)
    theirs = [
        tmp_path / "holiday.jpg", tmp_path / digest(5), place / "note.txt", place / cache_place.MEDIA / "film.mp4",
        place / "other" / digest(6),
    ]  # fmt: skip
    for file in theirs:
        file.parent.mkdir(exist_ok=True)
        file.write_text("mine", encoding="utf-8")
    linked = place / cache_place.MEDIA / digest(7)
    linked.symlink_to(tmp_path / "holiday.jpg")
    assert cache_place.clear() == cache_place.Removed(1, 10)
    assert all(file.read_text(encoding="utf-8") == "mine" for file in theirs)
    assert linked.is_symlink()


def test_a_folder_of_the_users_in_our_folders_place_is_not_looked_into(tmp_path: Path) -> None:
    choose(cache_folder=str(tmp_path / "cache"))
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / digest(1)).write_text("mine", encoding="utf-8")
    place = cache_place.cache_dir()
    place.mkdir(parents=True)
    (place / cache_place.MEDIA).symlink_to(mine, target_is_directory=True)
    assert cache_place.clear() == cache_place.Removed(0, 0)
    assert (mine / digest(1)).exists()


def test_an_emptied_place_of_the_users_is_left_as_it_was_found(tmp_path: Path) -> None:
    place = cache_place.place_in(str(tmp_path))
    cache_place.mark_as_cache(place)
    fill(place, 10, 10)
    cache_place.clear(place)
    assert list(tmp_path.iterdir()) == []


def test_a_place_is_looked_at_before_it_is_taken(tmp_path: Path) -> None:
    assert cache_place.check_place(str(tmp_path)) > 0
    assert list(tmp_path.iterdir()) == []
    assert cache_place.check_place("") > 0
    file = tmp_path / "file"
    file.touch()
    for wrong in (tmp_path / "nothing", file, Path("relative")):
        with pytest.raises(OutputError, match="cannot hold the cache"):
            cache_place.check_place(str(wrong))
