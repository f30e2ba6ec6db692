"""One medium of a project to a file: a picture as PNG, a film as it is or as MP4 if its name asks for that."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from lance_studio.errors import OutputError
from lance_studio.language import tr
from lance_studio.project.files import MediaFiles
from lance_studio.project.rows import Media
from lance_studio.workflows.sources import ProjectMedia

if TYPE_CHECKING:
    from lance_studio.media.recipes import Recipe

Progress = Callable[[int, int], None]
Cancel = Callable[[], bool]

_SUFFIXES = frozenset(
    {".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".ts", ".mts", ".m2ts", ".mpg", ".mpeg", ".wmv", ".flv", ".ogv"}
)


def suffix_of(media: Media) -> str:
    """Return the ending that a film's file has by its name, without reading the file.

    Args:
        media: The film.

    Returns:
        With the dot; ".mp4" for a film of the studio's own making, whose name need not end in anything.
    """
    for name in (media.link or "", media.name):
        suffix = PurePath(name).suffix.lower()
        if suffix in _SUFFIXES:
            return suffix
    return ".mp4"


def export_picture(files: MediaFiles, media: Media, recipe: "Recipe | None", target: Path) -> None:
    """Write a picture, or the first frame of a film, as PNG or, if its name ends so, WebP; with its transparency.

    An existing file is replaced.

    Args:
        files: Where the medium is read.
        media: The picture or film.
        recipe: What the file says of how it was made.
        target: Where it goes.

    Raises:
        MediaError: The medium is missing or damaged.
        OutputError: The target cannot be written, or is the medium itself.
    """
    from lance_studio.media.alpha import divided, is_layer, on_ground
    from lance_studio.media.frames import FrameReader
    from lance_studio.media.images import load_layer, write_png, write_webp
    from lance_studio.media.output import ensure_not_a_source

    source = files.path(media)
    ensure_not_a_source(target, [source])
    if media.kind == "picture":
        pixels = load_layer(source)
    else:
        with FrameReader(source) as reader:
            pixels = reader.picture(0)
    frame = divided(pixels) if is_layer(pixels) else on_ground(pixels)
    if target.suffix.lower() == ".webp":
        write_webp(target, frame, overwrite=True)
    else:
        write_png(target, frame, recipe=recipe, overwrite=True)


def export_film(
    files: MediaFiles, media: Media, target: Path, progress: Progress | None = None, cancel: Cancel | None = None
) -> None:
    """Write a film; an existing file is replaced.

    If the target's name has the ending of what the film is, it is copied as it is, recipe included. If the name ends in
    .mp4 and the film is of another kind, its packets are put into an MP4, or, where an MP4 cannot hold them, it is
    encoded again at its own size and rate.

    Args:
        files: Where the film is read.
        media: The film.
        target: Where it goes.
        progress: Told how much is done, and of how much.
        cancel: Asked from time to time whether to give up.

    Raises:
        CancelledError: `cancel` said so; nothing is left.
        MediaError: The film is missing or damaged.
        OutputError: The target cannot be written, is the film itself, or its name promises another kind of file.
    """
    from lance_studio.media.copying import copy_film, film_suffixes, remux_to_mp4

    source = files.path(media)
    own, wanted = film_suffixes(source), target.suffix.lower()
    if wanted in own:
        copy_film(source, target, overwrite=True, progress=progress, cancel=cancel)
    elif wanted != ".mp4":
        raise OutputError(
            tr("The clip cannot be written as '{name}', because it is a {own} file.", name=target.name, own=own[0]),
            tr("Choose a name that ends in {own}, or in .mp4 to convert it.", own=own[0]),
        )
    elif not remux_to_mp4(source, target, overwrite=True, progress=progress, cancel=cancel):
        _encode(files, media, source, target, progress, cancel)


def _encode(
    files: MediaFiles, media: Media, source: Path, target: Path, progress: Progress | None, cancel: Cancel | None
) -> None:
    from lance_studio.media.probe import probe
    from lance_studio.media.recipes import read_recipe
    from lance_studio.render.export import export_mp4
    from lance_studio.timeline.model import Timeline, Track
    from lance_studio.timeline.placing import clips_of_media

    rate = min(max(media.rate or Fraction(24), Fraction(1)), Fraction(1000))
    picture, sound = clips_of_media(media.id, media.duration, rate, has_sound=media.has_audio)
    tracks = [Track("a", "audio", items=(sound,))] if sound is not None else []
    if picture is not None:
        tracks.append(Track("v", "video", items=(picture,)))
    info = probe(source)
    whole = Timeline("clip", rate=rate, tracks=tuple(tracks), width=info.width, height=info.height)
    recipe = read_recipe(source)
    export_mp4(whole, ProjectMedia(files), target, recipe=recipe, progress=progress, cancel=cancel, overwrite=True)
