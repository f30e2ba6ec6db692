"""Still pictures as people have them: their own colours, and their transparency."""

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageCms

from lance_studio.media.alpha import FULL, divided, is_layer, lay_over, multiplied, on_ground
from lance_studio.media.describe import describe
from lance_studio.media.images import load_image, load_layer, write_png
from lance_studio.media.scaling import scale_picture
from lance_studio.media.thumbnails import thumbnail
from tests.unit.media.test_own_films import CASES
from tests.unit.media.test_own_pictures import seen

COLOURS = {
    "16-linear-named-sRGB.png": ((229, 152, 110), 2),
    "17a-p3-nclx.avif": ((216, 69, 17), 5),
    "17b-cicp-p3.png": ((216, 69, 17), 2),
    "20-grey-alpha-profile.png": ((168, 168, 168), 2),
}


@pytest.mark.parametrize("name", COLOURS)
def test_a_picture_has_the_right_colours(name: str) -> None:
    right, tolerance = COLOURS[name]
    for picture in (load_image(CASES / name), load_layer(CASES / name), thumbnail(CASES / name, height=8)):
        assert np.abs(picture.astype(int) - right).max() <= tolerance
    assert any("converted" in warning for warning in describe(CASES / name).warnings)


def png(path: Path, pixels: NDArray[np.uint8], chunks: list[tuple[bytes, bytes]]) -> Path:
    """A PNG with chunks of its own before the pixels."""
    whole = io.BytesIO()
    Image.fromarray(pixels).save(whole, "PNG")
    data = whole.getvalue()
    head, rest = data[:33], data[33:]
    for name, content in chunks:
        head += struct.pack(">I4s", len(content), name) + content + struct.pack(">I", zlib.crc32(name + content))
    path.write_bytes(head + rest)
    return path


def profile_of(name: str) -> bytes:
    """The ICC profile of one of the cases."""
    with Image.open(CASES / name) as image:
        return bytes(image.info["icc_profile"])


CHART = np.random.default_rng(3).integers(0, 256, (8, 8, 3), np.uint8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(primaries=st.sampled_from([1, 5, 6, 9, 12]), transfer=st.sampled_from([1, 4, 5, 8, 13, 14, 16, 18]))
def test_numbers_in_a_png(tmp_path: Path, primaries: int, transfer: int) -> None:
    path = png(tmp_path / "a.png", CHART, [(b"cICP", bytes([primaries, transfer, 0, 1]))])
    assert np.abs(load_image(path) - seen(CHART / 255, primaries, transfer)).max() <= 1


def test_numbers_win_over_a_profile_in_a_png(tmp_path: Path) -> None:
    linear = zlib.compress(profile_of("16-linear-named-sRGB.png"))
    chunks = [(b"iCCP", b"linear\0\0" + linear), (b"cICP", bytes([12, 13, 0, 1]))]
    path = png(tmp_path / "a.png", np.full((4, 4, 3), (200, 80, 40), np.uint8), chunks)
    assert np.abs(load_image(path).astype(int) - (216, 69, 17)).max() <= 2


@pytest.mark.parametrize("gamma", [1.0, 1 / 1.8, 1 / 2.2, 1 / 2.6])
def test_gamma_and_primaries_of_a_png(tmp_path: Path, gamma: float) -> None:
    corners = (0.3127, 0.3290, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06)
    chunks = [(b"gAMA", struct.pack(">I", round(gamma * 100000)))]
    chunks += [(b"cHRM", struct.pack(">8I", *(round(each * 100000) for each in corners)))]
    light = (CHART / 255) ** (1 / gamma)
    assert np.abs(load_image(png(tmp_path / "a.png", CHART, chunks)) - seen(light, 12, 8)).max() <= 1
    assert any("gAMA" in warning for warning in describe(tmp_path / "a.png").warnings)


@pytest.mark.parametrize("chunk", [(b"sRGB", b"\0"), (b"gAMA", struct.pack(">I", 45455))])
def test_what_says_that_it_is_srgb_is_left_alone(tmp_path: Path, chunk: tuple[bytes, bytes]) -> None:
    path = png(tmp_path / "a.png", CHART, [chunk])
    assert np.array_equal(load_image(path), CHART)
    assert describe(path).warnings == ()


def test_the_profile_of_srgb_is_left_alone(tmp_path: Path) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.fromarray(CHART).save(tmp_path / "a.png", icc_profile=profile)
    assert np.array_equal(load_image(tmp_path / "a.png"), CHART)
    assert describe(tmp_path / "a.png").warnings == ()


@pytest.mark.parametrize("mode", ["L", "LA"])
@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_grey_profiles(tmp_path: Path, mode: str, suffix: str) -> None:
    profile = profile_of("20-grey-alpha-profile.png")
    Image.new(mode, (8, 8), 100 if mode == "L" else (100, 255)).save(tmp_path / f"a.{suffix}", icc_profile=profile)
    assert np.abs(load_image(tmp_path / f"a.{suffix}").astype(int) - 168).max() <= 2


def test_grey_with_a_profile_of_colours(tmp_path: Path) -> None:
    profile = profile_of("16-linear-named-sRGB.png")
    Image.new("L", (8, 8), 100).save(tmp_path / "a.jpg", icc_profile=profile)
    assert np.abs(load_image(tmp_path / "a.jpg").astype(int) - 168).max() <= 2


# --- transparency ----------------------------------------------------------------------------------------------------


def transparent() -> Image.Image:
    """Red, opaque in the middle, half transparent around it; under what is fully transparent it is green."""
    pixels = np.zeros((32, 32, 4), np.uint8)
    pixels[...] = (0, 255, 0, 0)
    pixels[4:28, 4:28] = (255, 0, 0, 128)
    pixels[8:24, 8:24] = (255, 0, 0, 255)
    return Image.fromarray(pixels)


@pytest.mark.parametrize("suffix", ["png", "webp", "avif", "tif", "gif", "palette.png", "apng", "la.png"])
def test_transparency_comes_through(tmp_path: Path, suffix: str) -> None:
    path, image, half = tmp_path / f"a.{suffix}", transparent(), True
    red = np.array([255, 0, 0])
    if suffix == "webp":
        image.save(path, lossless=True, exact=True)
    elif suffix == "avif":
        image.save(path, quality=100)
    elif suffix == "apng":
        image.save(path, "PNG", save_all=True, append_images=[image.rotate(90)])
    elif suffix == "gif":
        half = False
        image.save(path)
    elif suffix == "palette.png":
        image.quantize(4, dither=Image.Dither.NONE).save(path)
    elif suffix == "la.png":
        grey = Image.merge("LA", (Image.new("L", image.size, 200), image.getchannel("A")))
        grey.save(path)
        red = np.array([200, 200, 200])
    else:
        image.save(path)
    layer = load_layer(path)
    assert is_layer(layer)
    assert describe(path).alpha
    canvas = np.full((32, 32, 3), (0, 0, 255), np.uint8)
    lay_over(canvas, layer)
    assert tuple(canvas[1, 1]) == (0, 0, 255)
    assert np.abs(canvas[16, 16].astype(int) - red).max() <= 2
    if half:
        mixed = red * 128 / 255 + np.array([0, 0, 255]) * 127 / 255
        assert np.abs(canvas[6, 6] - mixed).max() <= 2


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    opacity=st.sampled_from([1.0, 0.999, 0.5, 0.1, 0.0]),
    below=st.sampled_from(["frame", "layer"]),
    above=st.sampled_from(["frame", "layer"]),
)
def test_laying_over_equals_floats(seed: int, opacity: float, below: str, above: str) -> None:
    rng = np.random.default_rng(seed)
    top, under = (rng.integers(0, 256, (9, 7, 4), np.uint8) for _ in range(2))
    if above == "frame":
        top[..., 3] = 255
    if below == "frame":
        under[..., 3] = 255
    canvas = under[..., :3].copy() if below == "frame" else multiplied(under[..., :3], under[..., 3])
    picture = top[..., :3] if above == "frame" else multiplied(top[..., :3], top[..., 3])
    lay_over(canvas, picture, opacity)
    weight, before = (top[..., 3:] / 255 * opacity, under[..., 3:] / 255)
    alpha = weight + before * (1 - weight)
    colour = top[..., :3] * weight + under[..., :3] * before * (1 - weight)
    if below == "frame":
        assert np.abs(canvas - colour).max() <= 1
    else:
        assert np.abs(canvas[..., 3:] / FULL - alpha).max() <= 1 / 255
        assert np.abs(canvas[..., :3] / 255 - colour).max() <= 1
        found = divided(canvas)
        visible = alpha[..., 0] > 0
        assert np.abs(found[visible][:, :3] - (colour / np.maximum(alpha, 1e-9))[visible]).max() <= 1


def test_a_layer_goes_to_files_and_back_exactly() -> None:
    rng = np.random.default_rng(5)
    pixels = rng.integers(0, 256, (64, 64, 4), np.uint8)
    found = divided(multiplied(pixels[..., :3], pixels[..., 3]))
    visible = pixels[..., 3] > 0
    assert np.array_equal(found[visible], pixels[visible])
    assert not found[~visible].any()


@pytest.mark.parametrize("size", [(16, 16), (31, 45), (100, 80), (2, 2)])
@pytest.mark.parametrize("precise", [True, False])
def test_scaling_leaves_no_fringe(size: tuple[int, int], precise: bool) -> None:
    pixels = np.asarray(transparent())
    layer = scale_picture(multiplied(pixels[..., :3], pixels[..., 3]), *size, precise=precise)
    assert layer.shape == (size[1], size[0], 4)
    assert layer[..., 1].max() <= 64, "what is transparent has no colour"
    assert np.abs(layer[..., 0].astype(int) - layer[..., 3]).max() <= 64, "what is seen is red"
    assert on_ground(layer, (255, 0, 0))[..., 0].min() >= 254, "red on red is red"


def test_a_picture_is_written_with_its_transparency(tmp_path: Path) -> None:
    pixels = np.asarray(transparent())
    write_png(tmp_path / "a.png", pixels)
    with Image.open(tmp_path / "a.png") as image:
        assert (image.format, image.mode) == ("PNG", "RGBA")
        assert np.array_equal(np.asarray(image), pixels)


@pytest.mark.parametrize(("transfer", "channels"), [(8, 3), (16, 3), (16, 4), (18, 3), (8, 1), (16, 1)])
def test_pictures_of_16_bits(tmp_path: Path, transfer: int, channels: int) -> None:
    levels = np.random.default_rng(9).integers(0, 65536, (16, 16, channels), np.uint16)
    levels[:4] //= 64  # what is dark suffers most from rounding
    if channels == 4:
        levels[..., 3] = 65535
    lines = b"".join(b"\0" + line.astype(">u2").tobytes() for line in levels)
    data = b"\x89PNG\r\n\x1a\n"
    for name, content in (
        (b"IHDR", struct.pack(">IIBBBBB", 16, 16, 16, {1: 0, 3: 2, 4: 6}[channels], 0, 0, 0)),
        (b"cICP", bytes([9, transfer, 0, 1])),
        (b"IDAT", zlib.compress(lines)),
        (b"IEND", b""),
    ):
        data += struct.pack(">I4s", len(content), name) + content + struct.pack(">I", zlib.crc32(name + content))
    (tmp_path / "a.png").write_bytes(data)
    signal = (levels[..., :3] if channels > 1 else levels.repeat(3, axis=2)) / 65535
    for source in (tmp_path / "a.png", data):
        assert np.abs(load_image(source) - seen(signal, 9, transfer)).max() <= 1
