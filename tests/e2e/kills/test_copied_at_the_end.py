"""What was copied is on the clipboard when the studio ends: the end is a good one, and text stays for others."""

import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from lance_studio.project.commands.timelines import AddTimeline
from lance_studio.project.project import Project
from lance_studio.project.rows import TimelineRow
from lance_studio.timeline.document import to_json
from lance_studio.timeline.model import Clip, new_timeline
from lance_studio.timeline.placing import append
from lance_studio.ui.timeline.clips import MIME_TYPE
from tests.unit.ui.fake_generation import add_picture

ROOT = Path(__file__).resolve().parents[3]
SECONDS = 120

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """A project with a picture, and a still of it on its timeline."""
    path = tmp_path / "film.lstudio"
    with Project.create(path) as project:
        node = project.node(add_picture(project, tmp_path, "Boat"))
        assert node is not None
        timeline = new_timeline("T", Fraction(24))
        track = next(track.id for track in timeline.tracks if track.kind == "video")
        clip = Clip(id="still", media_id=node.media_id, duration=Fraction(5), node_id=node.id, name="Still")
        whole = append(timeline, {track: clip})
        project.run(AddTimeline(TimelineRow(id=timeline.id, name="T", document=to_json(whole))))
    return path


@pytest.mark.parametrize(("what", "copied", "text"), [("clips", MIME_TYPE, "Still"), ("picture", "image", "")])
def test_the_studio_ends_well_with_what_was_copied(
    what: str, copied: str, text: str, film: Path, tmp_path: Path
) -> None:
    studio = subprocess.run(
        [sys.executable, "-m", "tests.e2e.kills.copying_child", str(film), what],
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "QT_QPA_PLATFORM": "offscreen",
            "LANCE_STUDIO_HOME": str(tmp_path / "home"),
        },
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    lines = [json.loads(line) for line in studio.stdout.splitlines()]
    assert [line["kind"] for line in lines] == ["copied", "end"], studio.stderr
    assert any(copied in form for form in lines[0]["formats"])
    assert lines[0]["text"] == lines[1]["text"] == text
    assert studio.returncode == 0, studio.stderr
