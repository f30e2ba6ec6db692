"""Very large pictures, and pictures of extreme shapes: what is needed of them is decoded, and nothing fails."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from lance_studio.cli.main import run
from lance_studio.media.describe import describe
from lance_studio.media.images import load_image, load_layer
from lance_studio.media.scaling import scale
from lance_studio.media.thumbnails import thumbnail

SIZE = (4000, 2400)


def picture() -> Image.Image:
    rows, columns = np.mgrid[: SIZE[1], : SIZE[0]]
    waves = 128 + 100 * np.sin(columns / 200)
    return Image.fromarray(np.stack([rows * 255 / SIZE[1], columns * 255 / SIZE[0], waves], -1).astype(np.uint8))


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF"])
def test_a_small_picture_of_a_large_one_is_as_if_all_were_decoded(tmp_path: Path, form: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x112] = orientation
    path = tmp_path / "a"
    picture().save(path, form, exif=exif.tobytes(), **({"compress_level": 1} if form == "PNG" else {}))
    part = load_layer(path, least_height=180)
    whole = load_image(path)
    assert 180 <= part.shape[0] < 600  # JPEG has eighths and no smaller parts
    assert abs(part.shape[1] / part.shape[0] - whole.shape[1] / whole.shape[0]) < 0.02
    wanted = scale(whole, part.shape[1], part.shape[0], precise=True)
    assert np.abs(part.astype(int) - wanted).mean() < 1.5
    small = thumbnail(path, height=90)
    assert small.shape == (90, round(90 * whole.shape[1] / whole.shape[0]), 3)


def test_transparency_of_a_large_picture(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    image = picture()
    alpha = np.zeros(SIZE[::-1], np.uint8)
    alpha[:, : SIZE[0] // 2] = 255
    image.putalpha(Image.fromarray(alpha))
    image.save(path, compress_level=1)
    part = load_layer(path, least_height=200)
    assert part.shape[2] == 4
    assert part[50, 20, 3] == 255 * 257 or part[50, 20, 3] > part[50, -20, 3]
    assert part[50, -20, 3] == 0


def test_deep_pictures_are_converted_from_all_their_bits(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(np.full(SIZE[::-1], 32_000, np.uint16)).save(path, compress_level=1)
    assert np.abs(load_layer(path, least_height=100).astype(int) - load_image(path)[0, 0]).max() <= 1


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
@pytest.mark.parametrize("size", [(30_000, 1), (1, 30_000), (20_000, 3)])
def test_extreme_shapes(tmp_path: Path, size: tuple[int, int], form: str) -> None:
    path, out = tmp_path / f"a.{form.lower()}", tmp_path / "out.png"
    Image.new("RGB", size, (200, 80, 40)).save(path)
    small = thumbnail(path, height=90)
    assert 1 <= small.shape[0] <= 90
    assert 1 <= small.shape[1] <= 720
    facts = describe(path)
    assert (facts.width, facts.height) == size
    assert run(["render", str(path), "--at", "0", "--size", "320x180", "-o", str(out), "--quiet"]) == 0
    assert load_image(out).shape == (180, 320, 3)


def measured(*words: str) -> tuple[dict[str, object], float]:
    """What a process of its own prints, and the most memory that it had, in MiB."""
    return in_a_process("from lance_studio.cli.main import run; code = run(sys.argv[1:])", *words)


def in_a_process(work: str, *words: str) -> tuple[dict[str, object], float]:
    """Do some work in a process; what `getrusage` says of it would count the memory of the one that it came from."""
    program = f"import sys; from pathlib import Path; {work}; "
    program += "print(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0], file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout), int(done.stderr.split()[-1]) / 1024


@pytest.mark.slow
def test_two_hundred_megapixels(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    part = np.random.default_rng(1).integers(0, 255, (250, 500), np.uint8)
    Image.fromarray(np.kron(np.tile(part, (4, 4)), np.ones((10, 10), np.uint8))).save(path, quality=60)
    assert path.stat().st_size > 200_000
    facts, peak = measured("info", str(path), "--json", "--quiet")
    assert (facts["width"], facts["height"]) == (20_000, 10_000)
    assert peak < 1500
    work = "from lance_studio.media.thumbnails import thumbnail; "
    work += "print(list(thumbnail(sys.argv[1], height=90).shape))"
    shape, peak = in_a_process(work, str(path))
    assert shape == [90, 180, 3]
    assert peak < 300, "never the whole picture"
