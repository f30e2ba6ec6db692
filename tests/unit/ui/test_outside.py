"""Nothing but a folder of this computer is handed to another program, and one function alone does it."""

import ast
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from lance_studio.errors import LanceStudioError
from lance_studio.ui.outside import show_folder
from lance_studio.ui.widgets import LinkedLabel

ROOT = Path(__file__).parents[3]
ALONE = "lance_studio/ui/outside.py"
# What opens addresses and files by other programs, or fetches them.
NAMES = {
    "QDesktopServices", "openUrl", "webbrowser", "startfile", "urlopen", "urlretrieve", "QNetworkAccessManager",
    "QWebEngineView", "QTextBrowser", "setOpenLinks",
}  # fmt: skip
MODULES = {"webbrowser", "urllib.request", "http.client", "requests", "httpx", "ftplib", "aiohttp", "urllib3"}
PROGRAMS = ("xdg-open", "gio open", "kde-open")


def findings(source: str) -> list[str]:
    """What a module's source has of these."""
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if alias.name in MODULES]
        elif isinstance(node, ast.ImportFrom):
            found += [node.module] if node.module in MODULES else []
            found += [alias.name for alias in node.names if alias.name in NAMES]
        elif isinstance(node, ast.Name | ast.Attribute):
            name = node.id if isinstance(node, ast.Name) else node.attr
            found += [name] if name in NAMES else []
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found += [node.value for program in PROGRAMS if node.value.startswith(program)]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            on = node.func.attr == "setOpenExternalLinks" and not (
                node.args and isinstance(node.args[0], ast.Constant) and node.args[0].value is False
            )
            found += ["setOpenExternalLinks"] if on else []
    return found


def test_nothing_else_opens_or_fetches_what_data_name() -> None:
    found = {
        path.relative_to(ROOT).as_posix(): here
        for path in sorted((ROOT / "lance_studio").rglob("*.py"))
        if (here := findings(path.read_text(encoding="utf-8")))
    }
    assert found.keys() == {ALONE}, found


@pytest.mark.parametrize(
    "bare",
    [
        "QDesktopServices.openUrl(QUrl(text))", "label.setOpenExternalLinks(True)", "label.setOpenExternalLinks(on)",
        "import webbrowser", "from urllib.request import urlopen", "subprocess.run(['xdg-open', path])",
        "from PySide6.QtGui import QDesktopServices as D", "view.setOpenLinks(True)",
    ],
)  # fmt: skip
def test_a_bare_call_is_found(bare: str) -> None:
    assert findings(bare) != []
    assert findings("label.setOpenExternalLinks(False)") == []


def test_only_folders_of_this_computer_are_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url) or True)
    show_folder(tmp_path)
    assert [url.toLocalFile() for url in opened] == [str(tmp_path)]
    (tmp_path / "file.desktop").touch()
    for other in ("file.desktop", "nothing", "http://127.0.0.1/"):
        with pytest.raises(LanceStudioError, match="cannot be opened"):
            show_folder(tmp_path / other)
    with pytest.raises(LanceStudioError, match="cannot be opened"):
        show_folder(Path(f"/{tmp_path}"))
    assert len(opened) == 1


def test_a_link_in_a_text_opens_nothing(qtbot: object, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url) or True)
    label = LinkedLabel()
    followed: list[str] = []
    label.linkActivated.connect(followed.append)
    label.set_pieces([('<a href="http://127.0.0.1/">click</a> http://127.0.0.1/', ""), ("0:05", "0")], "#ffffff")
    assert "&lt;a href" in label.text()
    assert label.text().count("<a ") == 1
    label.linkActivated.emit("http://127.0.0.1/")
    assert (followed, opened, label.openExternalLinks()) == (["http://127.0.0.1/"], [], False)
    label.deleteLater()
