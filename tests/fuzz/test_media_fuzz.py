"""Damaged files: whatever is cut or changed, the outcome is a well-formed result or a MediaError, and never a crash."""

import io
import subprocess
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lance_studio.errors import MediaError
from lance_studio.media.describe import describe
from lance_studio.media.encode import write_mp4
from lance_studio.media.images import load_image, write_png
from lance_studio.media.probe import probe
from lance_studio.media.recipes import Recipe, read_recipe
from tests.reading import read_frames

pytestmark = pytest.mark.timeout(120)

RECIPE = Recipe("text_to_image", "a harbour", {"steps": 30, "seed": 42}, {"name": "Lance"})
HEIGHT, WIDTH, COUNT = 16, 20, 12


def scene(number: int = 0) -> np.ndarray:
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    noise = np.random.default_rng(number).integers(0, 60, (HEIGHT, WIDTH, 3))
    ramps = np.stack([rows * 5, columns * 5, np.full_like(rows, 12 * number)], axis=-1)
    return (noise + ramps).astype(np.uint8)


def png(folder: Path) -> bytes:
    write_png(folder / "whole.png", scene(), recipe=RECIPE)
    return (folder / "whole.png").read_bytes()


def jpeg() -> bytes:
    stream = io.BytesIO()
    Image.fromarray(scene()).save(stream, "JPEG", progressive=True)
    return stream.getvalue()


def mp4(folder: Path) -> bytes:
    write_mp4(folder / "whole.mp4", [scene(number) for number in range(COUNT)], Fraction(12), recipe=RECIPE)
    return (folder / "whole.mp4").read_bytes()


def damaged(content: bytes, seed: int, cuts: int, changes: int) -> Iterator[bytes]:
    """Copies of `content` cut at, or with a few bytes changed at, positions that depend on the seed alone."""
    random = np.random.default_rng(seed)
    for length in random.integers(1, len(content), cuts):
        yield content[:length]
    for number in range(changes):
        copy = bytearray(content)
        # Every other copy is damaged in its first part, where the structure is.
        reach = len(content) if number % 2 else min(len(content), 1200)
        for _ in range(1 + number % 3):
            copy[random.integers(reach)] = random.integers(256)
        yield bytes(copy)


def outcome(read: Callable[[Path], object], path: Path) -> object:
    """What `read` returns, or None for a MediaError that says something; any other exception fails the test."""
    try:
        return read(path)
    except MediaError as error:
        if not error.cause.strip():
            pytest.fail("an error without a cause")
        return None


def check_picture(path: Path) -> bool:
    for reference_rules in (False, True):
        frame = outcome(lambda file, rules=reference_rules: load_image(file, reference_rules=rules), path)
        if frame is not None:
            assert isinstance(frame, np.ndarray)
            assert frame.dtype == np.uint8
            assert frame.ndim == 3
            assert frame.shape[2] == 3
    outcome(read_recipe, path)
    outcome(describe, path)
    return outcome(load_image, path) is not None


def check_video(path: Path) -> None:
    info = outcome(probe, path)
    frames = outcome(read_frames, path)
    if frames is not None:
        assert isinstance(frames, list)
        assert frames
        assert {(frame.dtype, frame.shape) for frame in frames} == {(np.dtype(np.uint8), frames[0].shape)}
        assert info is None or info.frame_count == len(frames)  # type: ignore[attr-defined]
    some = outcome(lambda file: read_frames(file, [3, 1]), path)
    assert some is None or len(some) == 2  # type: ignore[arg-type]
    outcome(describe, path)
    outcome(read_recipe, path)  # asks `detect_kind` first


def test_every_truncation_of_a_png_is_noticed(tmp_path: Path) -> None:
    content = png(tmp_path)
    path = tmp_path / "cut.png"
    accepted = []
    for length in range(len(content)):
        path.write_bytes(content[:length])
        if outcome(load_image, path) is not None:
            accepted.append(length)
    # Without the last chunk, which holds nothing, all of the picture is there.
    assert all(length >= len(content) - 12 for length in accepted)


def test_damaged_pngs(tmp_path: Path) -> None:
    path = tmp_path / "damaged.png"
    for content in damaged(png(tmp_path), seed=1, cuts=0, changes=200):
        path.write_bytes(content)
        check_picture(path)


def test_damaged_jpegs(tmp_path: Path) -> None:
    path = tmp_path / "damaged.jpg"
    for content in damaged(jpeg(), seed=2, cuts=60, changes=150):
        path.write_bytes(content)
        check_picture(path)


def test_a_jpeg_that_lost_its_second_half_is_noticed(tmp_path: Path) -> None:
    content = jpeg()
    (tmp_path / "half.jpg").write_bytes(content[: len(content) // 2])
    assert not check_picture(tmp_path / "half.jpg")


def test_damaged_videos(tmp_path: Path) -> None:
    path = tmp_path / "damaged.mp4"
    for content in damaged(mp4(tmp_path), seed=3, cuts=12, changes=60):
        path.write_bytes(content)
        check_video(path)


def test_every_truncation_of_a_video_is_noticed(tmp_path: Path) -> None:
    content = mp4(tmp_path)
    path = tmp_path / "cut.mp4"
    for length in {*range(1, len(content), len(content) // 30), *range(len(content) - 5, len(content))}:
        path.write_bytes(content[:length])
        assert outcome(probe, path) is None
        assert outcome(read_frames, path) is None


def test_damaged_videos_do_not_crash_the_process(tmp_path: Path) -> None:
    for number, content in enumerate(damaged(mp4(tmp_path), seed=4, cuts=10, changes=70)):
        (tmp_path / f"{number}.damaged").write_bytes(content)
    # A crash in the native libraries would end this process as well, and with it the report: hence another one.
    script = (
        "import pathlib, sys\n"
        "from lance_studio.errors import MediaError\n"
        "from lance_studio.media.probe import probe\n"
        "from tests.reading import read_frames\n"
        "done = 0\n"
        "for path in sorted(pathlib.Path(sys.argv[1]).glob('*.damaged')):\n"
        "    for read in (probe, read_frames):\n"
        "        try:\n"
        "            read(path)\n"
        "        except MediaError as error:\n"
        "            assert error.cause\n"
        "    done += 1\n"
        "print(done)\n"
    )
    command = [sys.executable, "-X", "faulthandler", "-c", script, str(tmp_path)]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100)
    assert (result.returncode, result.stdout, result.stderr) == (0, "80\n", "")
