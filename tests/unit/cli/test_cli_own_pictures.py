"""People's own pictures and films through the command line: their shape, their colours, their transparency."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from lance_studio.cli import main
from lance_studio.media.alpha import divided
from lance_studio.media.frames import FrameReader
from lance_studio.media.images import load_image, write_png
from tests.unit.media.test_own_films import CASES, code_of
from tests.unit.media.test_own_pictures import comb


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(capsys: pytest.CaptureFixture[str], *words: str | Path, code: int = 0) -> dict[str, Any]:
    assert main.run([*map(str, words), "--json"]) == code
    return json.loads(capsys.readouterr().out)


def seen(capsys: pytest.CaptureFixture[str], *words: str | Path) -> NDArray[np.uint8]:
    """What `render` shows at the beginning."""
    told(capsys, "render", *words, "--at", "0f", "-o", "seen.png", "--overwrite")
    return load_image("seen.png")


def test_pixels_that_are_not_square(capsys: pytest.CaptureFixture[str]) -> None:
    path = CASES / "07-sar2.mp4"
    facts = told(capsys, "info", path)
    assert (facts["width"], facts["height"], facts["stored_width"], facts["pixel_aspect"]) == (256, 72, 128, "2/1")
    assert any("not square" in warning for warning in facts["warnings"])
    assert seen(capsys, path).shape == (72, 256, 3)
    told(capsys, "render", path, "-o", "out.mp4")
    with FrameReader("out.mp4") as reader:
        assert [code_of(reader.frame(number)) for number in range(reader.frame_count)] == list(range(5))
        assert (reader.width, reader.height) == (256, 72)


@pytest.mark.parametrize("name", ["08a-hlg.mp4", "08b-pq.mp4"])
def test_hdr(capsys: pytest.CaptureFixture[str], name: str) -> None:
    frame = seen(capsys, CASES / name)
    assert frame.min() >= 235
    assert np.ptp(frame, axis=2).max() <= 2
    facts = told(capsys, "info", CASES / name)
    assert facts["colour"]["hdr"]
    assert any("HDR" in warning and "SDR" in warning for warning in facts["warnings"])


@pytest.mark.parametrize(("name", "tolerance"), [("14a-logo.png", 3), ("14b-logo-prores4444.mov", 5)])
def test_what_lies_below_a_logo_shows_through(capsys: pytest.CaptureFixture[str], name: str, tolerance: int) -> None:
    frame = seen(capsys, CASES / "14c-under.mp4", "--over", CASES / name)
    assert np.abs(frame[5, 5].astype(int) - (0, 0, 254)).max() <= tolerance
    assert np.abs(frame[36, 64].astype(int) - (255, 0, 0)).max() <= tolerance
    assert told(capsys, "info", CASES / name)["alpha"]


@pytest.mark.parametrize("name", ["15-camera.dng", "26b-drawing.svg"])
@pytest.mark.parametrize("words", [["info"], ["render", "-o", "out.png", "--at", "0"]])
def test_what_is_something_else(capsys: pytest.CaptureFixture[str], name: str, words: list[str]) -> None:
    told_of = told(capsys, words[0], CASES / name, *words[1:], code=1)["error"]
    assert {"15-camera.dng": "camera raw", "26b-drawing.svg": "SVG"}[name] in told_of["cause"]
    assert told_of["remedy"]
    assert not Path("out.png").exists()


@pytest.mark.parametrize(
    ("name", "right", "tolerance"),
    [
        ("16-linear-named-sRGB.png", (229, 152, 110), 2),
        ("17a-p3-nclx.avif", (216, 69, 17), 5),
        ("17b-cicp-p3.png", (216, 69, 17), 2),
        ("20-grey-alpha-profile.png", (168, 168, 168), 2),
    ],
)
def test_colours_of_stills(
    capsys: pytest.CaptureFixture[str], name: str, right: tuple[int, int, int], tolerance: int
) -> None:
    assert np.abs(seen(capsys, CASES / name).astype(int) - right).max() <= tolerance
    assert any("converted" in warning for warning in told(capsys, "info", CASES / name)["warnings"])


def test_interlaced_film(capsys: pytest.CaptureFixture[str]) -> None:
    path = CASES / "18-interlaced.ts"
    facts = told(capsys, "info", path)
    assert facts["interlaced"]
    assert (facts["frames"], facts["rate"]) == (5, "25/1")
    told(capsys, "render", path, "-o", "out.mp4")
    told(capsys, "render", path, "-o", "raw.mp4", "--no-deinterlace")
    with FrameReader("out.mp4") as reader, FrameReader("raw.mp4") as raw:
        places = [float(np.flatnonzero(reader.frame(n)[36, :, 0] > 130).mean()) for n in range(reader.frame_count)]
        assert max(comb(reader.frame(number)) for number in range(reader.frame_count)) < 4
        assert min(comb(raw.frame(number)) for number in range(raw.frame_count)) > 15
    assert len(places) == 5
    assert places == sorted(places)


def test_a_strip(capsys: pytest.CaptureFixture[str]) -> None:
    facts = told(capsys, "info", CASES / "19-strip.png")
    assert (facts["width"], facts["height"]) == (30000, 1)
    told(capsys, "render", CASES / "19-strip.png", "--at", "0", "--size", "640x360", "-o", "small.png")
    frame = load_image("small.png")
    assert np.abs(frame.astype(int) - (200, 30, 30)).max(axis=(1, 2)).min() <= 3, "a row of its colour"


def logo() -> NDArray[np.uint8]:
    """Red on a transparent ground, with a half transparent rim."""
    pixels = np.zeros((48, 64, 4), np.uint8)
    pixels[8:40, 8:56] = (255, 0, 0, 128)
    pixels[12:36, 12:52] = (255, 0, 0, 255)
    return pixels


@pytest.mark.parametrize("suffix", [".png", ".webp"])
def test_a_picture_keeps_its_transparency(capsys: pytest.CaptureFixture[str], suffix: str) -> None:
    write_png("logo.png", logo())
    told(capsys, "render", "logo.png", "--at", "0", "--alpha", "-o", f"out{suffix}")
    with Image.open(f"out{suffix}") as image:
        assert np.array_equal(np.asarray(image.convert("RGBA")), logo())


@pytest.mark.parametrize(("suffix", "codec", "tolerance"), [(".mov", "prores", 0), (".webm", "vp9", 2)])
def test_a_film_keeps_its_transparency(
    capsys: pytest.CaptureFixture[str], suffix: str, codec: str, tolerance: int
) -> None:
    write_png("logo.png", logo())
    told(capsys, "render", "logo.png", "--range", ":0.2", "--alpha", "-o", f"out{suffix}")
    facts = told(capsys, "info", f"out{suffix}")
    assert (facts["codec"], facts["alpha"], facts["colour"]["matrix"]) == (codec, True, "bt709")
    assert facts["recipe"]["task"] == "render"
    with FrameReader(f"out{suffix}") as reader:
        found = divided(reader.picture(reader.frame_count - 1, precise=True)).astype(int)
    assert np.abs(found[..., 3] - logo()[..., 3]).max() <= tolerance
    assert np.abs(found[24, 32, :3] - (255, 0, 0)).max() <= 3
    # And laid over a film it is what it was.
    frame = seen(capsys, CASES / "14c-under.mp4", "--over", f"out{suffix}")
    assert np.abs(frame[36, 1].astype(int) - (0, 0, 254)).max() <= 3


def test_without_the_option_the_ground_is_black(capsys: pytest.CaptureFixture[str]) -> None:
    write_png("logo.png", logo())
    assert seen(capsys, "logo.png")[0, 0].tolist() == [0, 0, 0]
    told(capsys, "render", "logo.png", "--range", ":0.1", "-o", "out.webm")
    assert not told(capsys, "info", "out.webm")["alpha"]


def test_a_folder_of_pictures_keeps_transparency(capsys: pytest.CaptureFixture[str]) -> None:
    write_png("logo.png", logo())
    told(capsys, "render", "logo.png", "--range", ":0.1", "--alpha", "-o", "frames/")
    for file in Path("frames").iterdir():
        with Image.open(file) as image:
            assert np.array_equal(np.asarray(image), logo())


def test_an_mp4_has_no_transparency(capsys: pytest.CaptureFixture[str]) -> None:
    write_png("logo.png", logo())
    assert main.run(["render", "logo.png", "--alpha", "-o", "out.mp4"]) == 2
    assert "no transparency" in capsys.readouterr().err.replace("\n", " ")


@pytest.mark.parametrize("suffix", [".webp", ".png", ".gif", ".avif"])
def test_an_animation_keeps_its_transparency(capsys: pytest.CaptureFixture[str], suffix: str) -> None:
    pictures: list[Image.Image] = []
    for number in range(3):
        pixels = np.zeros((72, 128, 4), np.uint8)
        pixels[20:52, 40:88] = (255, 0, 0, 255)
        pixels[4:16, 20 * number : 20 * number + 20] = (0, 255, 0, 128 if suffix != ".gif" else 255)
        pictures.append(Image.fromarray(pixels))
    how = {".webp": {"lossless": True}, ".avif": {"quality": 95}, ".gif": {"disposal": 2}, ".png": {}}[suffix]
    pictures[0].save(f"moving{suffix}", save_all=True, append_images=pictures[1:], duration=100, **how)
    told(capsys, "render", CASES / "14c-under.mp4", "--over", f"moving{suffix}", "--at", "0.12", "-o", "seen.png")
    frame = load_image("seen.png").astype(int)
    assert np.abs(frame[10, 110] - (0, 0, 254)).max() <= 3
    assert np.abs(frame[36, 64] - (255, 0, 0)).max() <= 5
    assert np.abs(frame[10, 10] - (0, 0, 254)).max() <= 3, "what the first picture showed is gone"
    mixed = (0, 255, 0) if suffix == ".gif" else (0, 128, 127)
    assert np.abs(frame[10, 30] - mixed).max() <= 5
