"""Chooses the input method by which Chinese, Japanese, Korean and other texts are typed, before Qt looks for one.

Where QT_IM_MODULE names a plugin that this Qt does not have, such as fcitx, Qt composes accents and nothing else.
IBus's plugin is there, and fcitx speaks IBus's protocol as well, so that is taken in its place.
"""

import os
import sys
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLibraryInfo

from lance_studio.language import tr

_ONE, _SEVERAL = "QT_IM_MODULE", "QT_IM_MODULES"
_FOLDER = "platforminputcontexts"
_SUFFIX = "platforminputcontextplugin"
_OWN = {"none", "wayland"}
"""Names that Qt knows without a plugin."""
_FILES = {"fcitx": "fcitx5", "qtvirtualkeyboard": "qtvirtualkeyboardplugin"}
"""Plugins whose files are named otherwise than they."""


@dataclass(frozen=True)
class InputMethod:
    """What is done about the input method.

    Attributes:
        modules: What Qt must try in this order; empty to leave everything as it is.
        note: What people must know; empty if there is nothing.
    """

    modules: tuple[str, ...] = ()
    note: str = ""


def prepare(environment: MutableMapping[str, str] = os.environ) -> InputMethod:
    """Let Qt use an input method that it has, where the one that is asked for is missing; before the application.

    Args:
        environment: Of this process.
    """
    if not sys.platform.startswith("linux"):
        return InputMethod()
    found = choose(environment, _plugin_folders(environment), has_ibus=_has_ibus(environment))
    if found.modules:
        environment[_SEVERAL] = ";".join(found.modules)
    return found


def choose(environment: Mapping[str, str], folders: Sequence[Path], *, has_ibus: bool) -> InputMethod:
    """Choose what Qt must try.

    Args:
        environment: Of the process.
        folders: Where Qt looks for plugins.
        has_ibus: Whether something that speaks IBus's protocol runs in this session.
    """
    asked = [name for name in environment.get(_SEVERAL, "").split(";") if name] or [
        name for name in [environment.get(_ONE, "")] if name
    ]
    if not asked or any(name in _OWN or _is_there(name, folders) for name in asked):
        return InputMethod()
    on_wayland = bool(environment.get("WAYLAND_DISPLAY")) and environment.get("QT_QPA_PLATFORM", "wayland") != "xcb"
    usable = [name for name in ("ibus", "compose") if _is_there(name, folders)]
    modules = (*(["wayland"] if on_wayland else []), *asked, *usable)
    if on_wayland or (has_ibus and "ibus" in usable):
        return InputMethod(modules)
    note = tr(
        "The input method “{name}” has no plugin for this window. Start {name} with its IBus support, or use IBus.",
        name=asked[0],
    )
    return InputMethod(modules, note)


def _is_there(name: str, folders: Sequence[Path]) -> bool:
    files = {f"lib{name}{_SUFFIX}.so", f"lib{_FILES.get(name, name)}{_SUFFIX}.so", f"lib{_FILES.get(name, name)}.so"}
    return any((folder / _FOLDER / file).is_file() for folder in folders for file in files)


def _plugin_folders(environment: Mapping[str, str]) -> list[Path]:
    own = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    return [own, *(Path(folder) for folder in environment.get("QT_PLUGIN_PATH", "").split(os.pathsep) if folder)]


def _has_ibus(environment: Mapping[str, str]) -> bool:
    """Return whether an IBus, or what stands in for it, has written down where it can be reached."""
    if environment.get("IBUS_ADDRESS"):
        return True
    home = Path(environment.get("HOME", "/"))
    folder = Path(environment.get("XDG_CONFIG_HOME") or home / ".config") / "ibus" / "bus"
    try:
        return any(folder.iterdir())
    except OSError:
        return False
