"""The window's side of the boundary loads neither the engine nor Qt; nor does the process before its first job."""

import subprocess
import sys
from pathlib import Path

import lance_studio.worker


def test_importing_the_room_does_not_load_the_engine() -> None:
    modules = sorted(f"lance_studio.worker.{file.stem}" for file in Path(lance_studio.worker.__path__[0]).glob("*.py"))
    modules.remove("lance_studio.worker.__init__")
    code = f"import sys, {', '.join(modules)}; print('\\n'.join(sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    loaded = set(result.stdout.split())
    assert set(modules) <= loaded
    assert loaded.isdisjoint({"torch", "transformers", "diffusers", "PySide6", "av", "PIL", "lance_studio.engine"})
