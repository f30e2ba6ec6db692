"""The rules of ARCHITECTURE.md that a machine can check."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.api import use_cases

ROOT = Path(__file__).resolve().parents[1]

# What a checkout holds beside the project's own files: tools' caches, environments, builds, results.
NOT_OURS = {"build", "dist", "out", "__pycache__"}
OUR_DOT_DIRECTORIES = {".ci", ".github"}

# A developer's machine, a package index or a secret must not be in any file that is shared.
LEAKS = {
    "a path of somebody's machine": r"(?<![\w.:/-])/(?:home|Users|root|work|workspace|mnt|srv)/[\w.-]+",
    "a Windows path of somebody's machine": r"\b[A-Z]:\\Users\\",
    "a local wheel directory": r"(?<![\w.-])/opt/(?:wheels|pypi)\b",
    "the host of a package index": r"\b(?:pypi\.org|pythonhosted\.org|download\.pytorch\.org|registry\.npmjs\.org)\b",
    "a setting of a package index": r"--(?:extra-)?index-url\b|--find-links\b|--trusted-host\b",
    "an access token": r"\b(?:hf_|ghp_|gho_|github_pat_|glpat-|sk-|AKIA)[A-Za-z0-9_]{16,}",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "a password in an address": r"://[^/\s:@]+:[^/\s:@]+@",
}


def test_imports_keep_to_the_contracts() -> None:
    # Debug mode raises where the configuration itself is wrong; a broken contract is printed and answered by False.
    configuration = str(ROOT / "pyproject.toml")
    assert use_cases.lint_imports(configuration, cache_dir=None, is_debug_mode=True, no_logo=True)


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        # The command line must answer --help at once, and a window must open without waiting for torch.
        ("lance_studio.cli.main", ["torch", "transformers", "diffusers", "av", "PySide6"]),
        ("lance_studio.media", ["torch", "transformers", "diffusers", "PySide6"]),
        ("lance_studio.paths", ["torch", "av", "PIL", "PySide6"]),
        ("lance_studio.errors", ["torch", "av", "PIL", "PySide6"]),
        ("lance_studio.app", ["torch", "transformers", "diffusers", "av", "cv2", "qtawesome"]),
        # The engine also runs on machines that have no display.
        ("lance_studio.engine", ["PySide6", "av", "typer"]),
        # Each of these takes a second or more of a processor, before every command and every start of the engine.
        ("lance_studio.engine", ["diffusers", "torch._dynamo", "torch._inductor", "torch.distributed.tensor", "scipy"]),
    ],
)
def test_importing_a_room_does_not_load(module: str, absent: list[str]) -> None:
    loaded = modules_loaded_by(module)
    assert module in loaded
    assert loaded.isdisjoint(absent)


ENGINE_LIBRARIES = ["torch", "transformers", "diffusers", "safetensors"]
BACKENDS = ["lance_studio.backends.process", "lance_studio.backends.in_process"]


@pytest.mark.parametrize(
    ("room", "absent"),
    [
        ("requests", [*ENGINE_LIBRARIES, "PySide6", "av", "numpy"]),
        ("catalog", [*ENGINE_LIBRARIES, "PySide6", "av", "numpy"]),
        ("timeline", [*ENGINE_LIBRARIES, "PySide6", "av", "sqlite3", "opentimelineio"]),
        ("project", [*ENGINE_LIBRARIES, "PySide6", "msgspec"]),
        ("render", [*ENGINE_LIBRARIES, "PySide6", "sqlite3"]),
        # Of the engine process too: it says that it is there before it takes seconds to import torch.
        ("backends", [*ENGINE_LIBRARIES, "PySide6", "av", "PIL", "sqlite3"]),
        # The queue is given its backend, and the studio chooses one when it is opened.
        ("jobs", [*ENGINE_LIBRARIES, "PySide6", *BACKENDS]),
        # OpenCV takes a quarter of a second, and is for what runs in another thread.
        ("workflows", [*ENGINE_LIBRARIES, "PySide6", "cv2", *BACKENDS]),
        # Torch would keep the window from appearing, and then from answering.
        ("ui", [*ENGINE_LIBRARIES, "cv2"]),
        ("cli", [*ENGINE_LIBRARIES, "PySide6", "av", "cv2", "numpy", "sqlite3"]),
    ],
)
def test_importing_every_module_of_a_room_does_not_load(room: str, absent: list[str]) -> None:
    files = sorted((ROOT / "lance_studio" / room).rglob("*.py"))
    modules = [".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for file in files]
    loaded = modules_loaded_by(", ".join(modules))
    assert loaded.issuperset(modules)
    assert loaded.isdisjoint(absent)


# Opens the window and prints what is loaded when it has been painted for the first time.
FIRST_FRAME = """
import sys
from lance_studio import app
from PySide6.QtCore import QEvent, QObject, QTimer

class FirstFrame(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and self.parent() is not None:
            window = self.parent()
            self.setParent(None)
            print("\\n".join(sys.modules))
            QTimer.singleShot(0, window, window.close)
        return False

filters = []

def started(_application, window):
    filters.append(FirstFrame(window))
    window.installEventFilter(filters[0])

sys.exit(app.main([], started=started))
"""


def test_the_first_frame_needs_only_what_is_in_sight() -> None:
    """Each of these would keep the window from appearing: a tenth of a second for numpy, seconds for torch."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", FIRST_FRAME]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60, cwd=ROOT)
    assert result.returncode == 0, result.stderr
    loaded = set(result.stdout.split())
    assert "lance_studio.ui.welcome.view" in loaded
    libraries = {"torch", "transformers", "numpy", "av", "cv2", "PIL", "sqlite3", "psutil", "typer", "rich"}
    rooms = {
        "lance_studio.project.project",
        "lance_studio.project.store",
        "lance_studio.backends.process.client",
        "lance_studio.jobs.queue",
        "lance_studio.workflows.planning",
        "lance_studio.workflows.studio",
        "lance_studio.render",
        "lance_studio.ui.canvas.view",
        "lance_studio.ui.export.view",
        "lance_studio.ui.preferences.view",
    }
    assert loaded & (libraries | rooms) == set()


def test_the_studio_does_not_import_how_its_model_was_made() -> None:
    """`models` is in the checkout only; an installed studio would fail where it imported it."""
    importing = [
        path.relative_to(ROOT)
        for path in sorted((ROOT / "lance_studio").rglob("*.py"))
        if "models" in top_level_imports(path.read_text(encoding="utf-8"))
    ]
    assert importing == []
    assert "models" in top_level_imports((ROOT / "models" / "nano" / "training" / "train.py").read_text("utf-8"))


def top_level_imports(source: str) -> set[str]:
    """The first parts of all names that a module imports, wherever in it."""
    names: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.append(node.module)
    return {name.partition(".")[0] for name in names}


def modules_loaded_by(modules: str) -> set[str]:
    code = f"import sys, {modules}; print('\\n'.join(sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=240)
    assert result.returncode == 0, result.stderr
    return set(result.stdout.split())


def shared_text_files() -> Iterator[tuple[Path, str]]:
    for directory, subdirectories, names in os.walk(ROOT):
        subdirectories[:] = [
            name
            for name in subdirectories
            if name not in NOT_OURS
            and not name.endswith(".egg-info")
            and (not name.startswith(".") or name in OUR_DOT_DIRECTORIES)
        ]
        for name in names:
            path = Path(directory, name)
            # This file itself names what it looks for.
            if path == Path(__file__).resolve() or not path.is_file():
                continue
            content = path.read_bytes()
            if b"\0" not in content:
                yield path.relative_to(ROOT), content.decode("utf-8", errors="replace")


def test_no_shared_file_names_a_machine_an_index_or_a_secret() -> None:
    found = [
        f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {what}: {match.group()}"
        for path, text in shared_text_files()
        for what, pattern in LEAKS.items()
        for match in re.finditer(pattern, text)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("see /home/anna/lance", "a path of somebody's machine"),
        ('open("/Users/anna/a.png")', "a path of somebody's machine"),
        ("C:\\Users\\anna", "a Windows path of somebody's machine"),
        ("pip install --find-links wheels", "a setting of a package index"),
        ("token = hf_abcdefghijklmnopqrstuvwx", "an access token"),
        ("https://anna:secret@example.com/", "a password in an address"),
    ],
)
def test_the_patterns_find_what_they_are_for(text: str, what: str) -> None:
    assert re.search(LEAKS[what], text)


@pytest.mark.parametrize(
    "text", ["src/home/view.py", "https://example.com/home/page", "tests/work/a", "a user's /home"]
)
def test_the_patterns_leave_ordinary_text_alone(text: str) -> None:
    assert not [what for what, pattern in LEAKS.items() if re.search(pattern, text)]


def _painters(tree: ast.AST) -> tuple[list[ast.Call], int]:
    """All calls of QPainter with a device, and how many of them a `with` opens."""
    calls = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "QPainter" and node.args
    ]
    opened = {id(item.context_expr) for node in ast.walk(tree) if isinstance(node, ast.With) for item in node.items}
    return calls, sum(id(call) in opened for call in calls)


def test_every_painter_ends_with_its_block() -> None:
    """What keeps a frame alive, such as a traceback, would else keep its painter active past the paint event."""
    loose: list[str] = []
    for path in (Path(__file__).parents[1] / "lance_studio/ui").rglob("*.py"):
        calls, opened = _painters(ast.parse(path.read_text(encoding="utf-8")))
        if len(calls) != opened:
            loose.append(path.name)
    assert loose == []
    assert _painters(ast.parse("painter = QPainter(self)"))[1] == 0


def test_pyav_is_imported_as_a_whole_before_its_parts() -> None:
    """Two threads that import it for the first time, one of them by a part, would get half of it."""
    wrong: list[str] = []
    for path in sorted((ROOT / "lance_studio").rglob("*.py")):
        whole = False
        for node in ast.parse(path.read_text("utf-8")).body:
            whole = whole or (isinstance(node, ast.Import) and any(one.name == "av" for one in node.names))
            part = isinstance(node, ast.ImportFrom) and (node.module or "").startswith("av.")
            wrong += [path.name] if part and not whole else []
    assert wrong == []
