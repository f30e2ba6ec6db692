"""`settings`: shows and changes what the window keeps."""

import json
from pathlib import Path

import pytest

from lance_studio import paths
from lance_studio.cli.main import run
from lance_studio.user_settings import cache_place
from lance_studio.user_settings.declared import SETTINGS
from lance_studio.user_settings.store import SettingsFile


def output(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run(["settings", *arguments]) == 0
    return capsys.readouterr().out.strip()


def test_the_list_has_every_setting_with_its_range(capsys: pytest.CaptureFixture[str]) -> None:
    shown = output(capsys, "list")
    for one in SETTINGS:
        assert f"{one.key} = " in shown
        assert one.help in shown
        assert one.range_in_words() in shown
    document = json.loads(output(capsys, "list", "--json"))
    assert [one["name"] for one in document["settings"]] == [one.key for one in SETTINGS]


def test_a_setting_is_set_shown_and_reset(capsys: pytest.CaptureFixture[str]) -> None:
    output(capsys, "set", "ui_scale", "125 %")
    assert output(capsys, "get", "ui_scale") == "125"
    assert SettingsFile().read() == {"ui_scale": 125}
    document = json.loads(output(capsys, "get", "ui_scale", "--json"))
    assert (document["value"], document["default"], document["low"], document["high"]) == (125, 100, 80, 200)
    output(capsys, "reset", "ui_scale")
    assert SettingsFile().read() == {}


def test_nothing_else_in_the_file_changes(capsys: pytest.CaptureFixture[str]) -> None:
    SettingsFile().change(lambda values: values.update(keys={"a.b": ["T"]}, layout={"x": 1}))
    output(capsys, "set", "theme", "light")
    assert SettingsFile().read() == {"keys": {"a.b": ["T"]}, "layout": {"x": 1}, "theme": "light"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("get", "colour"), "There is no setting 'colour'"),
        (("set", "ui_scale", "300"), "a whole number from 80 to 200"),
        (("set", "theme", "pink"), "one of dark, light, system"),
        (("set", "model_folder", "models/here"), "no whole path"),
        (("set", "less_motion", "maybe"), "yes or no"),
    ],
)
def test_what_cannot_be_set_is_a_sentence_and_changes_nothing(
    arguments: tuple[str, ...], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["settings", *arguments]) == 2
    assert words in capsys.readouterr().err
    assert SettingsFile().read() == {}


def test_another_place_for_the_cache_empties_the_former_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = paths.cache_dir() / cache_place.MEDIA / ("a" * 64)
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"x")
    assert run(["settings", "set", "cache_folder", str(tmp_path / "nothing")]) == 1
    assert "cannot hold the cache" in capsys.readouterr().err
    assert kept.exists()
    output(capsys, "set", "cache_folder", str(tmp_path))
    assert not kept.exists()
    assert cache_place.cache_dir() == tmp_path / cache_place.OWN_FOLDER


def test_a_lower_limit_holds_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    import os

    folder = paths.cache_dir() / cache_place.MEDIA
    folder.mkdir(parents=True)
    for number, digit in enumerate("ab"):
        file = folder / (digit * 64)
        file.touch()
        os.truncate(file, 900_000_000)
        os.utime(file, (1000 + number, 1000 + number))
    output(capsys, "set", "cache_limit_gb", "1")
    assert [file.name[0] for file in folder.iterdir()] == ["b"]
