"""Takes screenshots of the real window with results of the embedded model: for the README, and to look at them all.

Run from the repository root, with the project installed: ``python resources/screenshots/make_screenshots.py``.
No display is needed. The project takes a minute or two to make; ``--project FILE`` keeps it, or takes the one that is
there. The README's pictures and a contact sheet lie beside this script afterwards; ``--all FOLDER`` also keeps every
workspace, the welcome page and the tour in both themes and languages and in all sizes.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

THEMES, LANGUAGES = ("dark", "light"), ("en", "zh_CN")
PAGES = ("welcome", "picture", "film", "ask", "tour")


@dataclass(frozen=True)
class Look:
    """One way in which the window is looked at.

    Attributes:
        width: Of the window, in pixels that are independent of the device.
        height: The same.
        scale: Pixels of the screen for one of these.
    """

    width: int
    height: int
    scale: float = 1.0

    @property
    def name(self) -> str:
        """The size in pixels of the screen, and the scale where it is not 1."""
        size = f"{round(self.width * self.scale)}x{round(self.height * self.scale)}"
        return size if self.scale == 1.0 else f"{size}@{self.scale:g}"


LOOKS = (
    Look(1440, 900),
    Look(1280, 720),
    Look(960, 540),
    Look(1280, 720, 1.25),
    Look(1280, 720, 1.5),
    Look(1440, 900, 2.0),
)
README = {"picture": ("dark", "en"), "film": ("dark", "en"), "ask": ("light", "en")}
"""The README's pictures by page, with their theme and language; all at the first look."""


def main() -> None:
    """Make the project if need be, and write the screenshots."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--project", type=Path, help="the sample project; made if it is not there")
    parser.add_argument("--to", type=Path, default=Path(__file__).parent, help="the folder of the README's pictures")
    parser.add_argument("--all", type=Path, help="a folder for all of them")
    parser.add_argument("--only", default="", help="take only those whose name holds this, and leave the README's")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child is not None:
        from tests.looks import taking

        taking.run(json.loads(asked.child))
        return
    with tempfile.TemporaryDirectory() as folder:
        project = asked.project or Path(folder) / "Picture book.lstudio"
        if not project.exists():
            _child(Path(folder) / "maker", 1.0, {"make": str(project)})
        shots = asked.all or Path(folder) / "all"
        for number, task in enumerate(_tasks(asked.only, everything=asked.all is not None)):
            home = Path(folder) / f"home-{number}"
            copy = home / "Picture book.lstudio"
            home.mkdir()
            # Each gets a copy and a home of its own: what is looked at in one must not show in the other.
            shutil.copy(project, copy)
            _child(home, task["scale"], {**task, "project": str(copy), "to": str(shots)})
        if not asked.only:
            _keep(shots, asked.to)


def _tasks(only: str, *, everything: bool) -> Iterator[dict[str, Any]]:
    """Yield what each process takes: it has one language, one theme and one scale."""
    for scale in sorted({look.scale for look in LOOKS}):
        for language in LANGUAGES:
            for theme in THEMES:
                looks = [look for look in LOOKS if look.scale == scale]
                wanted = [
                    {"width": look.width, "height": look.height, "page": page, "name": name}
                    for look in looks
                    for page in PAGES
                    if only in (name := f"{page} {theme} {language} {look.name}")
                    and (everything or (look == LOOKS[0] and page != "tour"))
                ]
                if wanted:
                    yield {"language": language, "theme": theme, "scale": scale, "shots": wanted}


def _child(home: Path, scale: float, task: dict[str, Any]) -> None:
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "QT_SCALE_FACTOR": f"{scale:g}",
        "LANCE_STUDIO_HOME": str(home / "studio"),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, __file__, "--child", json.dumps(task)]
    subprocess.run(command, env=environment, check=True)


def _keep(shots: Path, folder: Path) -> None:
    """Keep what the README shows, and one sheet of small pictures of all pages, themes and languages."""
    from PIL import Image

    for page, (theme, language) in README.items():
        with Image.open(shots / f"{page} {theme} {language} {LOOKS[0].name}.png") as shot:
            shot.convert("RGB").save(folder / f"{page}.png", optimize=True)
    pages = [page for page in PAGES if page != "tour"]
    width, height = 320, 200
    sheet = Image.new("RGB", (width * len(pages), height * len(THEMES) * len(LANGUAGES)))
    for line, (theme, language) in enumerate((t, each) for t in THEMES for each in LANGUAGES):
        for column, page in enumerate(pages):
            with Image.open(shots / f"{page} {theme} {language} {LOOKS[0].name}.png") as shot:
                sheet.paste(shot.convert("RGB").resize((width, height)), (column * width, line * height))
    sheet.save(folder / "sheet.png", optimize=True)


if __name__ == "__main__":
    main()
