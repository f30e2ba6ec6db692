"""`settings`: what is set, and setting it, by the names that the preferences' table gives."""

from typing import Annotated, Any

import typer

from lance_studio.cli.console import print_json, print_result, printable
from lance_studio.cli.options import JsonOption
from lance_studio.errors import InvalidRequestError
from lance_studio.user_settings import cache_place
from lance_studio.user_settings.declared import CACHE_FOLDER, CACHE_LIMIT, SETTINGS, Setting, setting
from lance_studio.user_settings.store import SettingsFile, Value

app = typer.Typer(help="Show and change the settings that the window and the commands share.", no_args_is_help=True)

_Name = Annotated[str, typer.Argument(metavar="NAME", help="A name from 'settings list'.")]


@app.command("list")
def list_settings(json_output: JsonOption = False) -> None:
    """Show every setting: its value, what it may be, and what it is for."""
    values = SettingsFile().read()
    if json_output:
        print_json({"ok": True, "settings": [_document(one, values) for one in SETTINGS]})
        return
    lines: list[str] = []
    for one in SETTINGS:
        value = one.in_words(one.of(values)) or "(nothing)"
        usual = "" if one.key in values and one.of(values) != one.default else " (the default)"
        later = " Holds from the next start of the window on." if one.at_start else ""
        lines += [f"{one.key} = {value}{usual}", f"    {one.help}{later} It is {one.range_in_words()}."]
    print_result("\n".join(printable(line) for line in lines))


@app.command("get")
def get_setting(name: _Name, json_output: JsonOption = False) -> None:
    """Show the value of one setting."""
    one, values = setting(name), SettingsFile().read()
    if json_output:
        print_json({"ok": True, **_document(one, values)})
    else:
        print_result(printable(one.in_words(one.of(values))))


@app.command("set")
def set_setting(
    name: _Name,
    value: Annotated[str, typer.Argument(metavar="VALUE", help="The new value; see 'settings list'.")],
    json_output: JsonOption = False,
) -> None:
    """Change one setting; open windows follow at once."""
    one = setting(name)
    _keep(one, one.parse(value), json_output)


@app.command("reset")
def reset_setting(name: _Name, json_output: JsonOption = False) -> None:
    """Bring one setting back to its default."""
    one = setting(name)
    _keep(one, one.default, json_output)


def _keep(one: Setting, value: Value, json_output: bool) -> None:
    if one is CACHE_FOLDER and isinstance(value, str):
        cache_place.check_place(value)
    if one.kind == "folder" and isinstance(value, str) and value and not value.startswith(("/", "~")):
        raise InvalidRequestError(f"'{value}' is no whole path of a folder.", "Give the path from '/' on.")

    def change(values: dict[str, Value]) -> None:
        if value == one.default:
            values.pop(one.key, None)
        else:
            values[one.key] = value

    former = cache_place.cache_dir()
    values = SettingsFile().change(change)
    if cache_place.cache_dir() != former:
        # What is there can be made again, and nobody would look for it any more.
        cache_place.clear(former)
    elif one is CACHE_LIMIT:
        cache_place.trim()
    if json_output:
        print_json({"ok": True, **_document(one, values)})


def _document(one: Setting, values: dict[str, Value]) -> dict[str, Any]:
    document: dict[str, Any] = {
        "name": one.key, "value": one.of(values), "default": one.default, "kind": one.kind, "help": one.help,
        "at_start": one.at_start,
    }  # fmt: skip
    if one.kind == "choice":
        document["choices"] = list(one.choices)
    elif one.kind == "number":
        document |= {"low": one.low, "high": one.high, "unit": one.unit}
    return document
