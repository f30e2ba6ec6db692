"""Changed files of every kind that the studio reads: never a crash, a hang, much memory, noise, or a foreign exception.

Twenty of each kind by default; `LANCE_STUDIO_TEST_MUTATIONS=1000` reads a thousand, and `-rP` prints the figures.
"""

import io
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from lance_studio.media.encode import write_mp4
from lance_studio.media.images import write_png
from lance_studio.media.recipes import Recipe
from lance_studio.project.project import Project
from lance_studio.timeline.document import from_json, to_json
from lance_studio.timeline.interchange import ExternalMedia, to_otio
from lance_studio.timeline.model import Clip, Gap, Marker, Timeline, Track
from tests.fuzz.mutation_child import SOUNDS, results
from tests.fuzz.mutations import COUNT, mutated, mutated_json
from tests.heif_files import heic
from tests.raw_files import dng
from tests.unit.engine.samples import CHECKPOINT
from tests.unit.media.painted import foreign_clip
from tests.unit.media.sounding import bursts, write_bursts
from tests.unit.media.test_strangers import psd, raw_tiff
from tests.unit.project import model as ops
from tests.unit.project.model import Model

pytestmark = pytest.mark.timeout(60 + 12 * COUNT)

# A picture of 64 megapixels, the largest frame that is read, takes this much for a moment.
MOST_SECONDS, MOST_MIB = 5, 2500
MOST_MIB_OF_SOUND = 500
RECIPE = Recipe("text_to_image", "a harbour", {"steps": 30}, {"name": "Lance"})
ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests/cases/media"


def scene(number: int = 0, height: int = 48, width: int = 64) -> np.ndarray:
    rows, columns = np.mgrid[0:height, 0:width]
    noise = np.random.default_rng(number).integers(0, 60, (height, width, 3))
    return (noise + np.stack([rows * 3, columns * 3, np.full_like(rows, 9 * number)], -1)).astype(np.uint8)


def png(folder: Path) -> bytes:
    write_png(folder / "whole.png", scene(), recipe=RECIPE)
    return (folder / "whole.png").read_bytes()


def encoded(kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    first, *others = [Image.fromarray(scene(number)) for number in range(3)]
    animated = {"save_all": True, "append_images": others} if kind in ("GIF", "WEBP", "TIFF", "PNG", "AVIF") else {}
    first.save(stream, kind, **animated, **options)
    return stream.getvalue()


def mask(_folder: Path) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(scene()[..., 0]).save(stream, "PNG")
    return stream.getvalue()


def film(folder: Path, container: str, video: str, audio: str, pixels: str = "yuv420p") -> bytes:
    """A film of ten frames and half a second of sound."""
    path = folder / f"whole.{container}"
    with av.open(str(path), "w") as made:
        pictures = made.add_stream(video, rate=25)
        pictures.width, pictures.height, pictures.pix_fmt = 64, 48, pixels  # type: ignore[attr-defined]
        sounds = made.add_stream(audio, rate=48_000, layout="stereo")
        sounds.bit_rate = 128_000  # type: ignore[attr-defined]
        for number in range(10):
            frame = av.VideoFrame.from_ndarray(scene(number), format="rgb24")
            made.mux(pictures.encode(frame))  # type: ignore[attr-defined]
        made.mux(pictures.encode(None))  # type: ignore[attr-defined]
        tone = (np.sin(np.arange(24_000) / 20) * 9000).astype(np.int16)
        sound = av.AudioFrame.from_ndarray(np.stack([tone, tone], 1).reshape(1, -1), format="s16", layout="stereo")
        sound.sample_rate, sound.pts = 48_000, 0
        made.mux(sounds.encode(sound))  # type: ignore[attr-defined]
        made.mux(sounds.encode(None))  # type: ignore[attr-defined]
    return path.read_bytes()


def mp4(folder: Path) -> bytes:
    write_mp4(folder / "whole.mp4", [scene(number) for number in range(10)], Fraction(12), recipe=RECIPE)
    return (folder / "whole.mp4").read_bytes()


def sound(folder: Path, container: str, codec: str, rate: int = 44_100, channels: int = 2) -> bytes:
    """Half a second of sound."""
    samples = bursts(rate, Fraction(1, 2), [Fraction(1, 10), Fraction(1, 3)], channels)
    return write_bursts(folder / f"whole.{container}", codec, rate, samples).read_bytes()


def tape(folder: Path) -> bytes:
    path = foreign_clip(
        folder / "whole.dv", codec="dvvideo", count=2, rate=Fraction(25), unit=Fraction(1, 25), size=(720, 576)
    )
    return path.read_bytes()


def pictures(folder: Path, container: str, codec: str) -> bytes:
    """A raw stream."""
    options = {"x265-params": "log-level=none"} if codec == "libx265" else {"bf": "2"}
    return foreign_clip(folder / f"whole.{container}", codec=codec, count=10, gop=5, options=options).read_bytes()


def project(folder: Path) -> bytes:
    path, model, chance = folder / "whole.lstudio", Model(), random.Random(1)
    with Project.create(path) as made:
        for _ in range(4):
            for operation in (ops.add_node, ops.edit_timeline, ops.converse, ops.work, ops.remember):
                operation(chance, model, made)
        made.undo()
    return path.read_bytes()


def timeline() -> str:
    clips = tuple(Clip(f"c{n}", "m", Fraction(n + 1, 24), source_duration=Fraction(90), name="é") for n in range(3))
    tracks = (Track("a", "audio", items=(Gap(Fraction(1)), clips[0])), Track("v", "video", items=clips[1:]))
    return to_json(Timeline("t", "T", tracks=tracks, markers=(Marker("k", Fraction(1), "here"),), in_point=Fraction(1)))


MEDIA: dict[str, Callable[[Path], bytes]] = {
    "png": png,
    "jpeg": lambda _: encoded("JPEG", progressive=True, exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0"),
    "webp": lambda _: encoded("WEBP"),
    "tiff": lambda _: encoded("TIFF", compression="tiff_lzw"),
    "gif": lambda _: encoded("GIF"),
    "apng": lambda _: encoded("PNG", disposal=1),
    "avif": lambda _: encoded("AVIF"),
    "heic": lambda _: (CASES / "heic-grid-turned.heic").read_bytes(),
    "heic with alpha": lambda _: heic(scene(), tile=32, alpha=scene()[..., 0]),
    "pages": lambda _: encoded("TIFF", compression="tiff_lzw"),
    "dng": lambda _: dng([(160, 120, 30), (300, 200, 90)], (304, 204), way="tags", turn=6),
    "targa": lambda _: encoded("TGA", compression="tga_rle"),
    "psd": lambda _: psd(),
    "raw": lambda _: raw_tiff(">", sub=True, photometric=32803),
    "nclx": lambda _: (CASES / "17a-p3-nclx.avif").read_bytes(),
    "alpha": lambda _: (CASES / "14b-logo-prores4444.mov").read_bytes(),
    "hdr": lambda _: (CASES / "08a-hlg.mp4").read_bytes(),
    "mask": mask,
    "bmp": lambda _: encoded("BMP"),
    "ppm": lambda _: encoded("PPM"),
    "jpeg 2000": lambda _: encoded("JPEG2000"),
    "ico": lambda _: encoded("ICO"),
    "mp4": mp4,
    "mov": lambda folder: film(folder, "mov", "mjpeg", "pcm_s16le", "yuvj420p"),
    "mkv": lambda folder: film(folder, "mkv", "libx264", "aac"),
    "webm": lambda folder: film(folder, "webm", "libvpx-vp9", "libopus"),
    "flv": lambda folder: film(folder, "flv", "flv", "libmp3lame"),
    "prores": lambda folder: film(folder, "mov", "prores_ks", "pcm_s16le", "yuv422p10le"),
    "ogv": lambda folder: film(folder, "ogv", "libvpx", "libopus"),
    "nut": lambda folder: film(folder, "nut", "libx264", "libmp3lame"),
    # Films that are decoded once to be known.
    "ts": lambda _: (CASES / "04-mpeg4.ts").read_bytes(),
    "mpg": lambda _: (CASES / "03-mpeg1.mpg").read_bytes(),
    "avi": lambda _: (CASES / "11a-h264-b.avi").read_bytes(),
    "asf": lambda _: (CASES / "11b-h264-b.asf").read_bytes(),
    "vob": lambda folder: film(folder, "vob", "mpeg2video", "ac3"),
    "wmv": lambda folder: film(folder, "wmv", "wmv2", "wmav2"),
    "mxf": lambda folder: film(folder, "mxf", "mpeg2video", "pcm_s16le"),
    "dv": tape,
    "h264": lambda folder: pictures(folder, "h264", "libx264"),
    "hevc": lambda folder: pictures(folder, "hevc", "libx265"),
    "m2v": lambda folder: pictures(folder, "m2v", "mpeg2video"),
    "edit list": lambda _: (CASES / "21-edit-list-reordered.mp4").read_bytes(),
    "project": project,
    "wav": lambda folder: sound(folder, "wav", "pcm_s16le"),
    "w64": lambda folder: sound(folder, "w64", "pcm_s24le"),
    "aiff": lambda folder: sound(folder, "aiff", "pcm_s16be"),
    "au": lambda folder: sound(folder, "au", "pcm_s16be"),
    "caf": lambda folder: sound(folder, "caf", "alac"),
    "ogg": lambda folder: sound(folder, "ogg", "vorbis"),
    "opus": lambda folder: sound(folder, "opus", "libopus", 48_000),
    "mp3": lambda folder: sound(folder, "mp3", "libmp3lame"),
    "m4a": lambda folder: sound(folder, "m4a", "aac"),
    "aac": lambda _: (CASES / "26a-sound.aac").read_bytes(),
    "ac3": lambda folder: sound(folder, "ac3", "ac3", 48_000),
    "eac3": lambda folder: sound(folder, "eac3", "eac3", 48_000),
    "flac": lambda folder: sound(folder, "flac", "flac"),
    "wma": lambda folder: sound(folder, "wma", "wmav2"),
    "wv": lambda folder: sound(folder, "wv", "wavpack"),
    "tta": lambda folder: sound(folder, "tta", "tta"),
    "voc": lambda folder: sound(folder, "voc", "pcm_u8", 22_050, 1),
}
MODEL_FILES = {
    "language config": "Lance_3B/llm_config.json",
    "tower config": "Qwen2.5-VL-ViT/config.json",
    "profile": "studio.json",
    "tokenizer": "Lance_3B/tokenizer.json",
    "tokenizer config": "Lance_3B/tokenizer_config.json",
    "vocabulary": "Lance_3B/vocab.json",
}


def put(folder: Path, copies: Iterable[bytes]) -> None:
    for number, content in enumerate(copies):
        (folder / f"{number:05}.changed").write_bytes(content)


def read_all(kind: str, folder: Path) -> None:
    """Let a process of its own read the changed files of a folder, and check what it says."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LANCE_STUDIO_HOME": str(folder / "home")}
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-m", "tests.fuzz.mutation_child", kind, str(folder)],
        capture_output=True, text=True, check=False, cwd=ROOT, env=environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4000:] + done.stdout[-500:]
    files, peak = results(done.stdout.splitlines())
    problems = {str(file["name"]): file["problem"] for file in files if file["problem"]}
    assert not problems, "\n".join(f"{name}: {text}" for name, text in list(problems.items())[:5])
    assert done.stderr == "", "noise on stderr"
    assert len(files) == COUNT
    slowest = max(float(str(file["seconds"])) for file in files)
    print(f"{kind}: {COUNT} changed files, slowest {slowest} s, most memory {peak} MiB")
    assert slowest <= MOST_SECONDS
    assert peak <= (MOST_MIB_OF_SOUND if kind in SOUNDS else MOST_MIB)


@pytest.mark.parametrize("kind", MEDIA)
def test_changed_files_are_read_or_refused_in_words(tmp_path: Path, kind: str) -> None:
    put(tmp_path, mutated(MEDIA[kind](tmp_path), seed=len(kind)))
    read_all(kind, tmp_path)


def test_changed_documents_of_other_programs_are_read_or_refused_in_words(tmp_path: Path) -> None:
    media = {"m": ExternalMedia("file:///a.mp4", "a.mp4", Fraction(24), Fraction(90), "0" * 64)}
    put(tmp_path, mutated_json(to_otio(from_json(timeline()), media), seed=4))
    read_all("otio", tmp_path)


def test_changed_timelines_are_read_or_refused_in_words(tmp_path: Path) -> None:
    put(tmp_path, mutated_json(timeline(), seed=1))
    read_all("timeline", tmp_path)


@pytest.mark.parametrize("kind", MODEL_FILES)
def test_changed_descriptions_of_models_are_read_or_refused_in_words(tmp_path: Path, kind: str) -> None:
    model = shutil.copytree(CHECKPOINT, tmp_path / "model")
    target = model / MODEL_FILES[kind]
    if kind == "profile":
        shutil.copy(ROOT / "models/nano/studio.json", target)
    if kind == "vocabulary":
        (model / "Lance_3B/tokenizer.json").unlink()
    (tmp_path / "place").write_text(str(target))
    put(tmp_path, mutated_json(target.read_text(encoding="utf-8"), seed=2))
    read_all(kind, tmp_path)


def test_changed_headers_of_weights_are_read_or_refused_in_words(tmp_path: Path) -> None:
    model = shutil.copytree(CHECKPOINT, tmp_path / "model")
    target = model / "Lance_3B/model.safetensors"
    (tmp_path / "place").write_text(str(target))
    whole = target.read_bytes()
    length = int.from_bytes(whole[:8], "little")
    header, weights = whole[8 : 8 + length], whole[8 + length :]
    values = mutated_json(header.decode(), 3, COUNT // 2)
    put(tmp_path, [*(len(text).to_bytes(8, "little") + text + weights for text in values), *(
        changed + weights for changed in mutated(whole[: 8 + length], 3, COUNT - COUNT // 2)
    )])  # fmt: skip
    read_all("safetensors", tmp_path)
