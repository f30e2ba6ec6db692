"""The sample project: a picture, a clip and a timeline to try things on, such as the active model can change."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lance_studio.errors import MediaError
from lance_studio.language import mark, tr, translate
from lance_studio.project.commands.base import Command, Together
from lance_studio.project.commands.media import AddMedia
from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.commands.timelines import AddTimeline
from lance_studio.project.files import MediaFiles
from lance_studio.project.rows import CURRENT_NODE, CURRENT_TIMELINE, Media, Node, TimelineRow
from lance_studio.workflows.importing import media_of, node_of

if TYPE_CHECKING:
    from lance_studio.catalog.profile import ModelProfile


@dataclass(frozen=True, slots=True)
class SampleFiles:
    """Which files a sample project is made of.

    Attributes:
        picture: Name of the picture's file.
        clip: Name of the clip's file.
        names: What people call them, by file.
    """

    picture: str
    clip: str
    names: Mapping[str, str]


#: Of the small drawn world, at its own size: what its model was trained to change.
SMALL_WORLD = SampleFiles("car.png", "fish.mp4", {"car.png": mark("Car in a meadow"), "fish.mp4": mark("Fish at sea")})
#: For a model that knows any picture.
HARBOUR = SampleFiles(
    "harbour.png", "drift.mp4", {"harbour.png": mark("Harbour at sunset"), "drift.mp4": mark("Drifting boat")}
)


def samples_for(profile: "ModelProfile") -> SampleFiles:
    """Return the samples that a model can do something with."""
    return HARBOUR if profile.knows_photographs else SMALL_WORLD


@dataclass(frozen=True)
class Sample:
    """What the sample project gets.

    Attributes:
        commands: One undo step.
        node_id: The node to show.
        timeline_id: The timeline to show.
    """

    commands: Command
    node_id: str
    timeline_id: str


def sample_folder() -> Path:
    """Return where the samples lie.

    Raises:
        MediaError: If this installation has none.
    """
    package = Path(__file__).resolve().parents[2]
    places = (
        package / "resources" / "samples",
        package.parent / "resources" / "samples",
        Path(sys.prefix) / "share" / "lance-studio" / "samples",
    )
    for place in places:
        if all((place / name).is_file() for samples in (SMALL_WORLD, HARBOUR) for name in samples.names):
            return place
    raise MediaError(
        tr("The samples are not part of this installation."), tr("Install the studio again, or begin a project.")
    )


def make_sample(files: MediaFiles, folder: Path, samples: SampleFiles) -> Sample:
    """Put the samples' content into a project; slow, for a worker thread.

    Args:
        files: The project's content.
        folder: Where the samples lie.
        samples: Which of them; see `samples_for`.

    Returns:
        What to run then.

    Raises:
        MediaError: A sample is damaged.
        ProjectError: The project's disk is full.
    """
    from lance_studio.timeline.document import to_json
    from lance_studio.timeline.model import new_timeline
    from lance_studio.timeline.placing import append, clips_of_media

    still, still_node = _add(files, folder / samples.picture, samples)
    film, film_node = _add(files, folder / samples.clip, samples)
    assert film.rate is not None
    timeline = new_timeline(tr("Timeline 1"), film.rate, film.width or 1280, film.height or 720)
    track = next(track for track in timeline.tracks if track.kind == "video")
    for media, node in ((film, film_node), (still, still_node)):
        clip, _sound = clips_of_media(
            media.id, media.duration, timeline.rate, name=media.name, node_id=node.id, generated=False
        )
        if clip is not None:
            timeline = append(timeline, {track.id: clip})
    row = TimelineRow(id=timeline.id, name=timeline.name, document=to_json(timeline))
    commands: tuple[Command, ...] = (
        AddMedia(still, still_node),
        AddMedia(film, film_node),
        AddTimeline(row),
        SetSetting(CURRENT_NODE, still_node.id),
        SetSetting(CURRENT_TIMELINE, timeline.id),
    )
    return Sample(Together(mark("Add samples"), commands), still_node.id, timeline.id)


def _add(files: MediaFiles, path: Path, samples: SampleFiles) -> tuple[Media, Node]:
    from lance_studio.media.probe import probe

    info, blob, name = probe(path), files.add_file(path), translate(samples.names[path.name])
    media = media_of(info, blob.digest, blob.size, name)
    return media, node_of(media, name)
