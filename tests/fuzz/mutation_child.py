"""Reads changed files as the studio does, in a process of its own that has little memory; one JSON line for each file.

Run as ``python -m tests.fuzz.mutation_child KIND FOLDER``. A crash of a native library, an endless loop or an exception
that is no `LanceStudioError` is seen by the test that starts it.
"""

import faulthandler
import json
import resource
import sys
import time
import traceback
from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import partial
from pathlib import Path

from lance_studio.errors import LanceStudioError

_GIB = 1 << 30
_SECONDS = 60
"""After this long with one file the process says where it is and ends."""


def read_picture(path: Path) -> None:
    from lance_studio.media.describe import describe
    from lance_studio.media.images import load_image, load_mask
    from lance_studio.media.recipes import read_recipe
    from lance_studio.media.thumbnails import thumbnail

    each(describe, load_image, load_mask, read_recipe, lambda file: thumbnail(file, height=32), on=path)


def read_chosen(path: Path) -> None:
    """Read a page, and the camera's JPEG, of a file that holds several pictures."""
    from lance_studio.media.choosing import Choice, choose, page_count
    from lance_studio.media.describe import describe
    from lance_studio.media.images import load_image

    def read(file: Path, choice: Choice) -> None:
        found = choose(file, choice)
        if found is not None:
            describe(found.source)
            load_image(found.content)

    each(
        page_count,
        describe,
        lambda file: read(file, Choice(page=2)),
        lambda file: read(file, Choice(camera_jpeg=True)),
        on=path,
    )


def read_mask(path: Path) -> None:
    from lance_studio.media.images import load_mask

    each(load_mask, on=path)


def read_sound(path: Path) -> None:
    from lance_studio.media.describe import describe
    from lance_studio.media.sound import AudioReader
    from lance_studio.media.waveform import waveform

    def hear(file: Path) -> None:
        with AudioReader(file) as reader:
            for time_ in (Fraction(0), Fraction(1, 3), Fraction(10**6)):
                reader.read(time_, 2000, speed=Fraction(3, 2))

    each(describe, waveform, hear, on=path)


def read_film(path: Path) -> None:
    from lance_studio.media.frames import FrameReader
    from lance_studio.media.recipes import read_recipe
    from tests.reading import read_frames

    def look(file: Path) -> None:
        with FrameReader(file) as reader:
            for number in {reader.frame_count - 1, 0, reader.frame_count // 2}:
                reader.frame(number, size=(16, 16))

    read_sound(path)
    each(look, read_frames, read_recipe, on=path)


def read_animation(path: Path) -> None:
    from lance_studio.media.frames import FrameReader

    def look(file: Path) -> None:
        with FrameReader(file) as reader:
            for number in (reader.frame_count - 1, 0, reader.frame_count // 2):
                reader.frame(number, size=(16, 16))

    read_picture(path)
    each(look, on=path)


def read_otio(path: Path) -> None:
    from lance_studio.timeline.otio_reading import from_otio

    each(from_otio, on=path.read_bytes().decode("utf-8", "replace"))


def read_project(path: Path) -> None:
    from tests.fuzz.test_project_fuzz import open_and_use

    each(open_and_use, on=path)


def read_timeline(path: Path) -> None:
    from lance_studio.timeline.document import DocumentCodec, from_json

    text = path.read_bytes().decode("utf-8", "replace")
    each(from_json, DocumentCodec().decode, on=text)


def read_model(path: Path) -> None:
    """A changed file of a model; `path` is the folder of the model."""
    from lance_studio.catalog.active import active_model
    from lance_studio.engine.summary import describe_model

    each(active_model, describe_model, on=path)


def read_tokenizer(path: Path) -> None:
    from lance_studio.engine.tokenizer import LanceTokenizer

    def use(folder: Path) -> None:
        tokenizer = LanceTokenizer(folder)
        tokenizer.decode(tokenizer.encode("a boat <|im_start|> é").ids)
        tokenizer.check_user_text("a boat", "prompt")

    each(use, on=path / "Lance_3B")


_PICTURES = ("png", "jpeg", "tiff", "targa", "psd", "raw", "nclx", "bmp", "ppm", "jpeg 2000", "ico", "heic",
             "heic with alpha")  # fmt: skip
_ANIMATIONS = ("gif", "webp", "apng", "avif")
_FILMS = (
    "mp4", "mov", "mkv", "webm", "ts", "mpg", "avi", "asf", "flv", "edit list", "alpha", "hdr",
    "prores", "ogv", "nut", "vob", "wmv", "mxf", "dv", "h264", "hevc", "m2v",
)  # fmt: skip
SOUNDS = (
    "wav", "w64", "aiff", "au", "caf", "ogg", "opus", "mp3", "m4a",
    "aac", "ac3", "eac3", "flac", "wma", "wv", "tta", "voc",
)  # fmt: skip
READERS: dict[str, Callable[[Path], None]] = {
    **dict.fromkeys(_PICTURES, read_picture),
    **dict.fromkeys(("pages", "dng"), read_chosen),
    **dict.fromkeys(_ANIMATIONS, read_animation),
    **dict.fromkeys(_FILMS, read_film),
    **dict.fromkeys(SOUNDS, read_sound),
    "otio": read_otio,
    "mask": read_mask,
    "project": read_project,
    "timeline": read_timeline,
    **dict.fromkeys(("language config", "tower config", "profile", "safetensors"), read_model),
    **dict.fromkeys(("tokenizer", "tokenizer config", "vocabulary"), read_tokenizer),
}
#: Where torch is loaded, the address space is larger than what is used of it.
_LARGE = (read_model, read_tokenizer)


def each(*actions: Callable[..., object], on: object) -> None:
    """Carry out each action, which may be refused in words."""
    for action in actions:
        try:
            action(on)
        except LanceStudioError as error:
            if not error.cause.strip() or len(error.cause) > 3000:
                raise AssertionError(f"an error without a readable cause: {error.cause[:300]!r}") from error


def check(read: Callable[[Path], None], name: str, path: Path) -> None:
    """Read one file and print what came of it."""
    faulthandler.dump_traceback_later(_SECONDS, exit=True)
    began, used, problem = time.perf_counter(), time.process_time(), ""
    try:
        read(path)
    except Exception:
        problem = traceback.format_exc(limit=-6)
    # Neither other programs, which make it wait, nor threads, which share the work, change the lesser of both.
    seconds = min(time.perf_counter() - began, time.process_time() - used)
    faulthandler.cancel_dump_traceback_later()
    print(json.dumps({"name": name, "seconds": round(seconds, 2), "problem": problem}), flush=True)


def main(kind: str, folder: Path) -> None:
    """Read every changed file of a folder: files of media, or, for models, one file after the other in its place."""
    read = READERS[kind]
    room = 12 * _GIB if read in _LARGE else 3 * _GIB
    resource.setrlimit(resource.RLIMIT_AS, (room, room))
    place = folder / "place"  # where in a model the changed files belong
    target = Path(place.read_text()) if place.exists() else None
    for path in sorted(folder.glob("*.changed")):
        if target is None:
            check(read, path.name, path)
            continue
        target.unlink(missing_ok=True)  # the former one may still be mapped
        target.write_bytes(path.read_bytes())
        check(partial(_in_model, read, folder / "model"), path.name, path)
    # Not getrusage: its peak begins with that of the process that started this one.
    peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    print(json.dumps({"peak": int(peak.split()[1]) >> 10}))


def _in_model(read: Callable[[Path], None], root: Path, _path: Path) -> None:
    read(root)


def results(lines: Iterable[str]) -> tuple[list[dict[str, object]], int]:
    """What a child has printed: a result for each file, and its most memory in MiB."""
    *files, last = [json.loads(line) for line in lines]
    return files, last["peak"]


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
