"""The headless studio and files: temporary projects, imports, and clips with what continues them; no engine runs."""

import tempfile
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from lance_studio.backends.events import ModelIdentity, Seconds, VisualResult
from lance_studio.media.images import write_png
from lance_studio.project.commands.nodes import AddNode
from lance_studio.project.project import Project
from lance_studio.project.rows import Edge, Media, Node
from lance_studio.requests import Continuation
from lance_studio.timeline.queries import clips
from lance_studio.workflows.continued import continued
from lance_studio.workflows.describe import frames_of
from lance_studio.workflows.media_placement import Placeable, arranged, timeline_for
from lance_studio.workflows.results import write
from lance_studio.workflows.studio import Studio
from lance_studio.workflows.task import Source, Task
from tests.unit.media.painted import painted_clip


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_a_temporary_project_goes_and_takes_what_a_killed_process_left(temporary: Path) -> None:
    left = temporary / "lance-studio-scratch-killed"
    left.mkdir()
    (left / "temporary.lstudio").write_bytes(b"what is left")

    def work() -> None:
        with Studio.temporary() as studio:
            place = studio.project.path
            assert place.exists()
            assert temporary in place.parents
            assert not left.exists()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work()
    assert list(temporary.iterdir()) == []


def test_content_is_imported_once_whatever_its_file_is_called(tmp_path: Path) -> None:
    for name in ("a.png", "b.png"):
        write_png(tmp_path / name, np.full((8, 8, 3), 7, np.uint8))
    write_png(tmp_path / "c.png", np.full((8, 8, 3), 8, np.uint8))
    with Studio.create(tmp_path / "p.lstudio") as studio:
        first, second, other = (studio.import_file(tmp_path / name) for name in ("a.png", "b.png", "c.png"))
        assert (first, len(studio.project.nodes())) == (second, 2)
        assert other.media.name == "c.png"


def record_continuation(project: Project, clip: Placeable, new: Placeable) -> str:
    """Add a node for the new frames, as a continuation of the clip leaves it."""
    task = Task(
        request=Continuation(prompt="x"),
        inputs=(Source(media_id=clip.media.id, digest=clip.media.digest, node_id=clip.node_id, start=Fraction(0)),),
        new_only=True,
    )
    node = Node(id="new", media_id=new.media.id, kind="clip", name="new frames")
    project.run(
        AddNode(node, Edge(child=node.id, parents=(clip.node_id,), operation="continuation", request=task.to_json()))
    )
    return node.id


def test_what_continues_a_clip_follows_its_last_frame_even_where_its_sound_is_longer(tmp_path: Path) -> None:
    rate = Fraction(30000, 1001)
    painted_clip(tmp_path / "a.mp4", 30, rate=rate, size=(98, 66), sound=[np.zeros((96_000, 2), np.float32)])
    painted_clip(tmp_path / "b.mp4", 12, tag=1, rate=Fraction(12), size=(64, 48))
    with Studio.create(tmp_path / "p.lstudio") as studio:
        clip, new = (studio.import_file(tmp_path / name) for name in ("a.mp4", "b.mp4"))
        what = continued(studio.project, record_continuation(studio.project, clip, new))
        timeline = what.timeline
        assert (timeline.rate, timeline.width, timeline.height) == (rate, 98, 66)
        placed = {(place.track.kind, place.clip.media_id): (place.start, place.end) for place in clips(timeline)}
        assert placed["video", clip.media.id] == (0, 30 / rate)
        # One second has 29 whole frames.
        assert placed["video", new.media.id] == (30 / rate, 59 / rate)
        assert placed["audio", clip.media.id][0] == 0
        assert studio.project.timelines() == []


@pytest.mark.parametrize(
    ("rate", "size", "wanted"),
    [
        (Fraction(240), (97, 65), (240, 97, 65)),
        (Fraction(1000, 3), (2048, 16), (Fraction(1000, 3), 2048, 16)),
        (Fraction(1, 2), (64, 48), (24, 64, 48)),
    ],
)
def test_a_timeline_has_the_format_of_its_film(
    rate: Fraction, size: tuple[int, int], wanted: tuple[Fraction, int, int], tmp_path: Path
) -> None:
    painted_clip(tmp_path / "a.mp4", 3, rate=rate, size=size)
    with Studio.temporary() as studio:
        timeline = timeline_for(studio.import_file(tmp_path / "a.mp4"))
    assert (timeline.rate, timeline.width, timeline.height) == wanted


def test_files_in_a_row_take_the_format_of_the_first_film_even_after_a_picture(tmp_path: Path) -> None:
    write_png(tmp_path / "a.png", np.zeros((300, 400, 3), np.uint8))
    painted_clip(tmp_path / "b.mp4", 3, rate=Fraction(30000, 1001), size=(64, 96))
    with Studio.temporary() as studio:
        items = [studio.import_file(tmp_path / name) for name in ("a.png", "b.mp4")]
        timeline, _ = arranged(None, items, "append")
    assert (timeline.rate, timeline.width, timeline.height) == (Fraction(30000, 1001), 64, 96)


def test_a_large_picture_makes_no_timeline_larger_than_films_are(tmp_path: Path) -> None:
    write_png(tmp_path / "a.png", np.zeros((3000, 4001, 3), np.uint8))
    with Studio.temporary() as studio:
        timeline = timeline_for(studio.import_file(tmp_path / "a.png"))
    assert (timeline.width, timeline.height) == (1920, 1440)


def test_only_the_frames_between_two_clips_are_kept_of_a_gap(tmp_path: Path) -> None:
    request = Continuation(prompt="x", clean_latents=1, end_latents=1, num_frames=13)
    places = tuple(
        Source(media_id=name, digest=name, start=Fraction(0), count=count) for name, count in (("a", 1), ("b", 5))
    )
    task = Task(request=request, inputs=places, new_only=True)
    frames = np.broadcast_to(np.arange(13, dtype=np.uint8)[:, None, None, None], (13, 16, 16, 3))
    result = VisualResult(
        frames=frames,
        latent=np.zeros((4, 1, 1, 48), np.float32),
        given_frames=1,
        given_end=5,
        frame_rate=Fraction(12),
        seconds=Seconds(),
        warnings=(),
        model=ModelIdentity(
            name="m", family="video", root="/", device="cpu", precision="float32", fingerprints={}, engine_version="1"
        ),
    )
    with Studio.create(tmp_path / "p.lstudio") as studio:
        media = {
            name: Media(id=name, digest=name, kind="video", name=name, size=1, modified_ns=0, created="")
            for name in "ab"
        }
        made = write(task, media, result, studio.project.files)
    assert made.media.frames == frames_of(task) == 13 - 1 - 5
    assert made.latent is None
